//! What a finding says of somebody who may do something.

use super::{grants::Grant, principals::Principal};
use crate::{Case, Confidence, Results, Ruling, ScopeView, Severity};
use overhear_azure::authorization::{DENY_ASSIGNMENTS, ROLE_ELIGIBILITIES};
use std::collections::BTreeMap;

/// How a check speaks of it.
pub(super) struct Wording {
    /// What somebody may do.
    pub(super) verb: &'static str,
    /// The most confidence where a condition or an activation stands in between.
    pub(super) restricted: Confidence,
    /// Whether roles that may be activated are looked at.
    pub(super) eligible: bool,
}

/// The assignments that a finding cites at most.
const MOST: usize = 10;

/// Reports somebody on the first assignment, with the others as evidence.
pub(super) fn report(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    principal: &Principal<'_>,
    wording: &Wording,
    severity: Severity,
) {
    let Some((first, others)) = principal.grants.split_first() else { return };
    let mut case = first.source.case(out);
    case.look(scope, &DENY_ASSIGNMENTS);
    if wording.eligible {
        case.look(scope, &ROLE_ELIGIBILITIES);
    }
    first.source.cite_principal(&mut case, kind_note(principal.kind));
    for grant in principal.grants.iter().take(MOST) {
        cite(&mut case, principal, grant);
    }
    for grant in others {
        grant.source.excuse(out, &format!("reported with {}", first.source.id()));
    }
    if principal.is_conditional || !principal.is_active {
        case.cap(wording.restricted);
    }
    let message = message(principal, wording);
    out.rule(case, Ruling::Fail(severity, message));
}

fn message(principal: &Principal<'_>, wording: &Wording) -> String {
    let who = match principal.kind {
        Some(kind) if kind.eq_ignore_ascii_case("User") => "User",
        Some(kind) if kind.eq_ignore_ascii_case("Group") => "Group",
        Some(kind) if kind.eq_ignore_ascii_case("ServicePrincipal") => "Service principal",
        Some(kind) if kind.eq_ignore_ascii_case("ForeignGroup") => "Group of another tenant",
        _ => "Principal",
    };
    let may = if principal.is_active { "can" } else { "can activate a role to" };
    let ways: Vec<_> = principal.ways.iter().map(|way| way.words).collect();
    let roles: Vec<_> = principal.grants.iter().map(role_words).collect();
    let (id, verb) = (principal.id, wording.verb);
    let mut message = format!("{who} {id} {may} {verb} ({}): {}.", list(&ways), list(&roles));
    if is_group(principal.kind) {
        message.push_str(" The members of the group were not read.");
    }
    if principal.is_conditional {
        message.push_str(" A condition that was not evaluated may prevent it.");
    }
    if principal.is_doubtful {
        message.push_str(" A deny assignment that could not be evaluated may prevent it.");
    }
    message
}

/// The first of some texts, and how many more there are.
fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let shown: Vec<_> = texts.iter().take(3).map(AsRef::as_ref).collect();
    match texts.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A role and its place in a sentence.
pub(super) fn role_words(grant: &Grant<'_>) -> String {
    format!("{} at {}", grant.role_name(), grant.reach.words(grant.scope))
}

pub(super) fn is_group(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| ["Group", "ForeignGroup"].iter().any(|own| own.eq_ignore_ascii_case(kind)))
}

pub(super) fn kind_note(kind: Option<&str>) -> String {
    match kind {
        Some(kind) if is_group(Some(kind)) => format!("who: a {kind}, whose members were not read"),
        Some(kind) => format!("who: a {kind}"),
        None => "who; principalType is absent".to_owned(),
    }
}

/// Cites the path of one assignment: the role, the place, the actions, and what restricts it.
fn cite(case: &mut Case, principal: &Principal<'_>, grant: &Grant<'_>) {
    let how = if grant.is_active() { "has" } else { "may activate" };
    grant.source.cite(
        case,
        "/properties/roleDefinitionId",
        grant.role_id,
        format!("{how} the role {}", grant.role_name()),
    );
    grant.source.cite(case, "/properties/scope", grant.scope, "where it applies".to_owned());
    let mut patterns: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for held in grant.held.iter().filter(|held| principal.ways.iter().any(|way| way.actions.contains(&held.action))) {
        patterns.entry((held.permission, held.pattern)).or_default().push(held.action);
    }
    let permissions = grant.role.view().properties.permissions.as_deref().unwrap_or_default();
    for ((permission, pattern), actions) in patterns {
        let entry = permissions.get(permission);
        let text = entry.and_then(|entry| entry.actions.as_ref()?.get(pattern));
        let pointer = format!("/properties/permissions/{permission}/actions/{pattern}");
        case.cite(&grant.role, &pointer, text, format!("allows {}", list(&actions)));
        if let Some(condition) = entry.and_then(|entry| entry.condition.as_deref()).filter(|text| !text.is_empty()) {
            let pointer = format!("/properties/permissions/{permission}/condition");
            case.cite(&grant.role, &pointer, condition, "restricts the permission; it was not evaluated");
        }
    }
    if let Some(condition) = grant.condition.filter(|text| !text.is_empty()) {
        let note = "restricts the assignment; it was not evaluated".to_owned();
        grant.source.cite(case, "/properties/condition", condition, note);
    }
    if let Some(deny) = &grant.doubt {
        case.cite(deny, "/id", &deny.id, "a deny assignment that may prevent it: it rests on a group or a condition");
    }
}
