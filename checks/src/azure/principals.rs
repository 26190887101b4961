//! Who may do something: role assignments joined with role definitions and deny assignments, principal by principal.
//!
//! Each assignment gets one verdict. The first of a principal that counts carries the finding, and the others stand in
//! its evidence.

use super::{
    grants::{Grant, Read, Roles, Source},
    roles::{Held, Level},
};
use crate::{Item, Results, ScopeView};
use overhear_azure::authorization::{DENY_ASSIGNMENTS, DenyAssignment, ROLE_ASSIGNMENTS, ROLE_ELIGIBILITIES};
use std::collections::{BTreeMap, BTreeSet};

/// One way to do it.
#[derive(Debug)]
pub(super) struct Way {
    /// In a sentence.
    pub(super) words: &'static str,
    /// The actions that it takes together.
    pub(super) actions: &'static [&'static str],
}

/// Somebody who may do it.
pub(super) struct Principal<'a> {
    /// The object id.
    pub(super) id: &'a str,
    /// `User`, `Group`, `ServicePrincipal`, …
    pub(super) kind: Option<&'a str>,
    /// What opens the ways: first what is assigned in the subscription itself, then what is inherited.
    pub(super) grants: Vec<Grant<'a>>,
    /// The ways that are open.
    pub(super) ways: Vec<&'static Way>,
    /// True where no role must be activated first.
    pub(super) is_active: bool,
    /// True where no way is open without a condition.
    pub(super) is_conditional: bool,
    /// True where no way is open that no deny assignment may close.
    pub(super) is_doubtful: bool,
}

/// What is known of somebody so far.
#[derive(Default)]
struct Known<'a> {
    kind: Option<&'a str>,
    grants: Vec<Grant<'a>>,
    /// True where an assignment could not be judged.
    is_unsure: bool,
}

/// Who may do it in one of these ways, in the order of their object ids. The assignments that open no way get their
/// verdict here.
pub(super) fn principals<'a>(
    scope: &ScopeView<'a>,
    out: &mut Results<'_>,
    ways: &'static [Way],
    with_eligible: bool,
) -> Vec<Principal<'a>> {
    let roles = Roles::of(scope, ways);
    let mut known: BTreeMap<String, Known<'a>> = BTreeMap::new();
    let assigned = scope.items(&ROLE_ASSIGNMENTS).map(Source::Assigned);
    let eligible = with_eligible.then(|| scope.items(&ROLE_ELIGIBILITIES).map(Source::Eligible));
    let mut seen = BTreeSet::new();
    for source in assigned.chain(eligible.into_iter().flatten()) {
        let facts = source.facts();
        // A call that stands in two inputs is one call.
        if !seen.insert((source.id().to_ascii_lowercase(), facts.told())) {
            continue;
        }
        let mut verdict = roles.read(source);
        if facts.principal.is_none() && matches!(verdict, Read::Grant(_)) {
            verdict = Read::Unknown("principalId is absent".to_owned());
        }
        let own = known.entry(facts.principal.unwrap_or_default().to_ascii_lowercase()).or_default();
        own.kind = own.kind.max(facts.kind);
        own.is_unsure |= matches!(verdict, Read::Unknown(_));
        match (verdict, source) {
            (Read::Grant(grant), _) => own.grants.push(grant),
            (_, Source::Eligible(_)) => {}
            (Read::Nothing(reason), Source::Assigned(item)) => out.pass(&item, &reason),
            (Read::Elsewhere(reason), Source::Assigned(item)) => out.not_applicable(&item, &reason),
            (Read::Unknown(reason), Source::Assigned(item)) => out.unknown(&item, reason),
        }
    }
    let mut denies: Vec<_> = scope.items(&DENY_ASSIGNMENTS).collect();
    denies.sort_by_cached_key(|deny| deny.id.to_ascii_lowercase());
    let unseen = with_eligible && !scope.sight(&ROLE_ELIGIBILITIES.op).is_clear();
    known.into_values().filter_map(|own| settle(out, own, ways, &denies, unseen)).collect()
}

/// Sees which ways are open to somebody; `unseen` where roles that may be activated were not read.
fn settle<'a>(
    out: &mut Results<'_>,
    known: Known<'a>,
    ways: &'static [Way],
    denies: &[Item<'a, DenyAssignment>],
    unseen: bool,
) -> Option<Principal<'a>> {
    let Known { kind, mut grants, is_unsure } = known;
    grants.sort_by_cached_key(|grant| {
        (!grant.is_active(), grant.reach.level == Level::Above, grant.source.id().to_ascii_lowercase())
    });
    let id = grants.first()?.source.facts().principal?;
    for grant in &mut grants {
        grant.deny((id, kind), denies);
    }
    let open = |wanted: &dyn Fn(&Grant<'_>, &Held) -> bool| -> Vec<&'static Way> {
        let is_held = |action: &str| {
            grants.iter().any(|grant| grant.held.iter().any(|held| held.action == action && wanted(grant, held)))
        };
        ways.iter().filter(|way| way.actions.iter().all(|action| is_held(action))).collect()
    };
    let is_active = !open(&|grant, _| grant.is_active()).is_empty();
    let counts = |grant: &Grant<'_>| grant.is_active() || !is_active;
    let is_conditional = open(&|grant, held| counts(grant) && !grant.is_conditional(held)).is_empty();
    let is_doubtful = open(&|grant, _| counts(grant) && grant.doubt.is_none()).is_empty();
    let ways = open(&|grant, _| counts(grant));
    let opens = |grant: &Grant<'_>| {
        counts(grant) && grant.held.iter().any(|held| ways.iter().any(|way| way.actions.contains(&held.action)))
    };
    let (grants, others): (Vec<_>, Vec<_>) = grants.into_iter().partition(opens);
    for grant in others {
        let Source::Assigned(item) = grant.source else { continue };
        if grant.held.is_empty() {
            out.pass(&item, "a deny assignment takes away what its role allows");
        } else if is_unsure {
            out.unknown(&item, "its role allows a part of it; another assignment of the principal could not be judged");
        } else if unseen {
            out.unknown(&item, "its role allows a part of it; which roles may be activated was not read");
        } else {
            out.pass(&item, "its role allows a part of it, and no other assignment of the principal the rest");
        }
    }
    (!ways.is_empty()).then_some(Principal { id, kind, grants, ways, is_active, is_conditional, is_doubtful })
}
