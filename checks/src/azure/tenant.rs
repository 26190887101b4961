//! Whose subscription is it?

pub(crate) use crate::standing::Standing;
use crate::{Case, Estate, view::items_of};
use overhear_azure::resources::{SUBSCRIPTIONS, Subscription};
use overhear_core::Provider;

/// Where `subscription` stands, seen from `own`. What the list of subscriptions tells comes first; that it was not read
/// in full counts only where nothing else tells.
pub(crate) fn standing(case: &mut Case, estate: &Estate, own: &str, subscription: &str) -> Standing {
    if own.eq_ignore_ascii_case(subscription) {
        return Standing::Own;
    }
    let listed: Vec<_> = estate.calls_of(&SUBSCRIPTIONS.op).flat_map(items_of::<Subscription>).collect();
    let find = |id: &str| {
        let of_id = listed.iter().filter(|member| member.subscription_id.eq_ignore_ascii_case(id));
        of_id.min_by_key(|member| (member.tenant_id.is_none(), member.view().tenant_id.as_deref()))
    };
    if let Some(member) = find(subscription) {
        let ours = find(own).and_then(|own| own.tenant_id.as_deref());
        let theirs = member.tenant_id.as_deref();
        if ours.zip(theirs).is_none_or(|(ours, theirs)| ours.eq_ignore_ascii_case(theirs)) {
            return Standing::Known;
        }
        let note = "the tenant of the other subscription, which is not ours";
        case.cite(member, "/tenantId", theirs, note);
        return Standing::Foreign;
    }
    if estate.scanned(Provider::Azure, subscription) {
        return Standing::Known;
    }
    case.look_everywhere(estate, &SUBSCRIPTIONS);
    if case.saw_all_of(&SUBSCRIPTIONS) { Standing::Foreign } else { Standing::Undetermined }
}
