//! Whose subscription is it?

use crate::{Case, Estate};
use overhear_azure::resources::SUBSCRIPTIONS;
use overhear_core::Provider;

/// A subscription as seen from another one of the run.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Standing {
    /// The same subscription.
    Own,
    /// Another subscription of the tenant, or one that this run scans.
    Known,
    /// Another subscription, and the tenant's subscriptions could not be listed.
    Undetermined,
    /// Not among the tenant's subscriptions, or listed with another tenant.
    Foreign,
}

impl Standing {
    /// The subscription in a sentence.
    pub(crate) fn words(self, subscription: &str) -> String {
        match self {
            Self::Own => "the same subscription".to_owned(),
            Self::Known => format!("subscription {subscription} of the same tenant"),
            Self::Undetermined => {
                format!("subscription {subscription}, of which nobody can tell whether it is in the tenant")
            }
            Self::Foreign => format!("subscription {subscription}, outside the tenant"),
        }
    }
}

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
