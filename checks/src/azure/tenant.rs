//! Whose subscription is it?

pub(crate) use crate::standing::Standing;
use crate::{Case, Estate};
use overhear_azure::resources::SUBSCRIPTIONS;
use overhear_core::Provider;

/// Where `subscription` stands, seen from `own`. Lists the tenant's subscriptions only where it must.
pub(crate) fn standing(case: &mut Case, estate: &Estate, own: &str, subscription: &str) -> Standing {
    if own.eq_ignore_ascii_case(subscription) {
        return Standing::Own;
    }
    if estate.scanned(Provider::Azure, subscription) {
        return Standing::Known;
    }
    let listed = case.look_everywhere(estate, &SUBSCRIPTIONS);
    let find = |id: &str| listed.iter().find(|member| member.subscription_id.eq_ignore_ascii_case(id));
    match (find(subscription), find(own).and_then(|own| own.tenant_id.as_deref())) {
        (Some(member), Some(tenant))
            if member.tenant_id.as_ref().is_some_and(|id| !id.eq_ignore_ascii_case(tenant)) =>
        {
            case.cite(
                member,
                "/tenantId",
                &member.tenant_id,
                "the tenant of the other subscription, which is not ours",
            );
            Standing::Foreign
        }
        (Some(_), _) => Standing::Known,
        (None, _) if case.saw_all_of(&SUBSCRIPTIONS) => Standing::Foreign,
        (None, _) => Standing::Undetermined,
    }
}
