//! Which firewall policies of the project were seen?

use crate::{Case, Estate, Item, ScopeView};
use overhear_gcp::compute_firewall::{
    ALL_NETWORK_FIREWALL_POLICIES, FirewallPolicy, HIERARCHICAL_FIREWALL_POLICIES, NETWORK_FIREWALL_POLICIES,
};

/// The network firewall policies of the project by name, and whether a list of them was complete.
///
/// Two operations list them, of which one is enough: the list of every scope, or else that of global policies. Only
/// one that was missed is named.
pub(crate) fn network_policies<'a>(scope: &ScopeView<'a>, case: &mut Case) -> (Vec<Item<'a, FirewallPolicy>>, bool) {
    let global_only =
        !scope.sight(&ALL_NETWORK_FIREWALL_POLICIES).is_clear() && scope.sight(&NETWORK_FIREWALL_POLICIES).is_clear();
    let listing = if global_only { &NETWORK_FIREWALL_POLICIES } else { &ALL_NETWORK_FIREWALL_POLICIES };
    let mut policies = case.look(scope, listing);
    policies.sort_by(|a, b| a.self_link.cmp(&b.self_link));
    (policies, case.saw_all_of(listing))
}

/// The hierarchical firewall policies that are attached to something by name, and whether all were seen.
///
/// A policy without any rule was listed without its rules, since it always has some.
pub(crate) fn hierarchical_policies<'a>(case: &mut Case, estate: &'a Estate) -> (Vec<Item<'a, FirewallPolicy>>, bool) {
    let mut policies = case.look_everywhere(estate, &HIERARCHICAL_FIREWALL_POLICIES);
    policies.retain(|policy| policy.targets().next().is_some());
    policies.sort_by(|a, b| a.self_link.cmp(&b.self_link));
    let whole = policies.iter().all(|policy| !policy.rules.is_empty());
    (policies, whole && case.saw_all_of(&HIERARCHICAL_FIREWALL_POLICIES))
}
