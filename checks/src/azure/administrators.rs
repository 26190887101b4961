//! Those who administer a subscription: they can do everything, so that they are counted and not reported one by one.

use super::{
    grants::Grant,
    principal_report::{Wording, is_group, kind_note, role_words},
    principals::Principal,
};
use crate::{Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    arm,
    authorization::{DENY_ASSIGNMENTS, ROLE_ELIGIBILITIES},
};
use overhear_core::Resource;
use std::fmt::Write;

/// The built-in roles of administrators, the most powerful first. Their ids are the same in every tenant.
const ROLES: [(&str, &str); 3] = [
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
    ("Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7"),
];

/// The administrators that a finding cites at most.
const MOST: usize = 25;

/// Which role of an administrator an assignment gives, if it takes in the whole subscription.
fn rank(grant: &Grant<'_>) -> Option<usize> {
    let id = arm::last_segment(grant.role_id);
    ROLES.iter().position(|(_, own)| own.eq_ignore_ascii_case(id)).filter(|_| grant.reach.is_wide())
}

/// True where somebody administers the subscription.
pub(super) fn is_administrator(principal: &Principal<'_>) -> bool {
    principal.grants.iter().any(|grant| rank(grant).is_some())
}

/// Says of the assignments of administrators that the question does not arise.
pub(super) fn excuse(out: &mut Results<'_>, administrators: &[Principal<'_>], reason: &str) {
    for grant in administrators.iter().flat_map(|principal| &principal.grants) {
        grant.source.excuse(out, reason);
    }
}

/// Reports the administrators of a subscription in one finding on it.
pub(super) fn report(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    administrators: &[Principal<'_>],
    wording: &Wording,
) {
    let ranked = administrators.iter().filter_map(|principal| {
        let grants = principal.grants.iter().filter_map(|grant| Some((rank(grant)?, grant)));
        grants.min_by_key(|(rank, _)| *rank).map(|(rank, grant)| (principal, rank, grant))
    });
    let ranked: Vec<_> = ranked.collect();
    let Some((_, _, first)) = ranked.first() else { return };
    let mut case = first.source.case(out);
    case.resource = Resource::of_scope(scope.scope());
    case.look(scope, &DENY_ASSIGNMENTS);
    case.look(scope, &ROLE_ELIGIBILITIES);
    for (principal, _, grant) in ranked.iter().take(MOST) {
        let how = if principal.is_active { "has" } else { "may activate" };
        let note = format!("{}; {how} {}", kind_note(principal.kind), role_words(grant));
        grant.source.cite_principal(&mut case, note);
    }
    if administrators.iter().all(|principal| principal.is_conditional || !principal.is_active) {
        case.cap(wording.restricted);
    }
    let count = |wanted: &dyn Fn(&Principal<'_>, usize) -> bool| {
        ranked.iter().filter(|(principal, rank, _)| wanted(principal, *rank)).count()
    };
    let roles = ROLES.iter().enumerate().filter_map(|(place, (name, _))| {
        let holders = count(&|principal, rank| principal.is_active && rank == place);
        (holders > 0).then(|| format!("{holders} {name}"))
    });
    let roles: Vec<_> = roles.collect();
    let active = count(&|principal, _| principal.is_active);
    let eligible = count(&|principal, _| !principal.is_active);
    let groups = count(&|principal, _| is_group(principal.kind));
    let verb = wording.verb;
    let mut message = format!("Administrators of the subscription can {verb}: {}", people(active));
    if active > 0 {
        let _ = write!(message, " ({})", roles.join(", "));
    }
    if eligible > 0 {
        let _ = write!(message, ", and {} who can activate such a role", people(eligible));
    }
    message.push('.');
    if groups > 0 {
        let _ = write!(message, " Groups among them: {groups}; their members were not read.");
    }
    excuse(out, administrators, "an administrator's, counted in the finding on the subscription");
    out.rule(case, Ruling::Fail(Severity::Info, message));
}

/// A number of principals in a sentence.
fn people(count: usize) -> String {
    if count == 1 { "1 principal".to_owned() } else { format!("{count} principals") }
}
