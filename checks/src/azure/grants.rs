//! What a role assignment gives: its role looked up, and seen whether it allows any of the actions that are asked for.

use super::{
    deny_assignments::{Denial, denial},
    principals::Way,
    roles::{Held, Reach, allowing, is_set},
};
use crate::{Case, Item, Results, ScopeView};
use overhear_azure::{
    arm,
    authorization::{DenyAssignment, ROLE_DEFINITIONS, RoleAssignment, RoleDefinition, RoleEligibility},
};
use std::collections::BTreeMap;

/// Where a right comes from.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// An assignment.
    Assigned(Item<'a, RoleAssignment>),
    /// An assignment that the principal may activate.
    Eligible(Item<'a, RoleEligibility>),
}

impl<'a> Source<'a> {
    /// Its ARM id.
    pub(super) fn id(&self) -> &'a str {
        match self {
            Self::Assigned(item) => &item.view().id,
            Self::Eligible(item) => &item.view().id,
        }
    }

    /// Opens a case about it.
    pub(super) fn case(&self, out: &mut Results<'_>) -> Case {
        match self {
            Self::Assigned(item) => out.case(item),
            Self::Eligible(item) => out.case(item),
        }
    }

    /// Adds what it says to a case.
    pub(super) fn cite(&self, case: &mut Case, pointer: &str, value: &str, note: String) {
        match self {
            Self::Assigned(item) => case.cite(item, pointer, value, note),
            Self::Eligible(item) => case.cite(item, pointer, value, note),
        }
    }

    /// Adds who it is for to a case.
    pub(super) fn cite_principal(&self, case: &mut Case, note: String) {
        if let Some(principal) = self.facts().principal {
            self.cite(case, "/properties/principalId", principal, note);
        }
    }

    /// Says why the question does not arise for it, where it is an assignment.
    pub(super) fn excuse(&self, out: &mut Results<'_>, reason: &str) {
        if let Self::Assigned(item) = self {
            out.not_applicable(item, reason);
        }
    }

    /// The facts that both kinds have.
    pub(super) fn facts(&self) -> Facts<'a> {
        let [scope, role, principal, kind, condition] = match self {
            Self::Assigned(item) => {
                let own = &item.view().properties;
                [&own.scope, &own.role_definition_id, &own.principal_id, &own.principal_type, &own.condition]
            }
            Self::Eligible(item) => {
                let own = &item.view().properties;
                [&own.scope, &own.role_definition_id, &own.principal_id, &own.principal_type, &own.condition]
            }
        }
        .map(Option::as_deref);
        Facts { scope, role, principal, kind, condition }
    }
}

/// What an assignment says.
pub(super) struct Facts<'a> {
    scope: Option<&'a str>,
    role: Option<&'a str>,
    /// The object id of whoever has the role.
    pub(super) principal: Option<&'a str>,
    /// `User`, `Group`, `ServicePrincipal`, …
    pub(super) kind: Option<&'a str>,
    condition: Option<&'a str>,
}

impl Facts<'_> {
    /// What tells two assignments apart.
    pub(super) fn told(&self) -> [Option<String>; 4] {
        [self.scope, self.role, self.principal, self.condition].map(|text| text.map(str::to_ascii_lowercase))
    }
}

/// An assignment that allows at least a part of it.
pub(super) struct Grant<'a> {
    /// Where it comes from.
    pub(super) source: Source<'a>,
    /// The role.
    pub(super) role: Item<'a, RoleDefinition>,
    /// The role as the assignment names it.
    pub(super) role_id: &'a str,
    /// Where it applies.
    pub(super) reach: Reach,
    /// The same, as it is written.
    pub(super) scope: &'a str,
    /// What restricts it.
    pub(super) condition: Option<&'a str>,
    /// What it allows and no deny assignment surely takes away.
    pub(super) held: Vec<Held>,
    /// A deny assignment that may take something away.
    pub(super) doubt: Option<Item<'a, DenyAssignment>>,
}

impl<'a> Grant<'a> {
    /// True where it applies without being activated.
    pub(super) const fn is_active(&self) -> bool {
        matches!(self.source, Source::Assigned(_))
    }

    /// What people call the role.
    pub(super) fn role_name(&self) -> &'a str {
        let name = self.role.view().properties.role_name.as_deref();
        name.unwrap_or_else(|| arm::last_segment(self.role_id))
    }

    /// True where a condition restricts that it allows the action.
    pub(super) fn is_conditional(&self, held: &Held) -> bool {
        held.conditional || is_set(self.condition)
    }

    /// Takes away what deny assignments surely deny.
    pub(super) fn deny(&mut self, principal: (&str, Option<&str>), denies: &[Item<'a, DenyAssignment>]) {
        let (reach, doubt) = (&self.reach, &mut self.doubt);
        self.held.retain(|held| {
            let effects = denies.iter().map(|deny| (denial(&deny.properties, principal, reach, held.action), deny));
            match effects.max_by_key(|(effect, _)| *effect) {
                Some((Denial::Sure, _)) => false,
                Some((Denial::Perhaps, deny)) => {
                    doubt.get_or_insert(*deny);
                    true
                }
                Some((Denial::Not, _)) | None => true,
            }
        });
    }
}

/// The roles of a subscription, by name, and what each allows.
pub(super) struct Roles<'a> {
    actions: Vec<&'static str>,
    by_name: BTreeMap<String, (Item<'a, RoleDefinition>, Vec<Held>)>,
}

/// What comes of an assignment.
pub(super) enum Read<'a> {
    /// It allows something.
    Grant(Grant<'a>),
    /// Its role allows nothing of it.
    Nothing(String),
    /// It applies to something else.
    Elsewhere(String),
    /// Cannot be told.
    Unknown(String),
}

impl<'a> Roles<'a> {
    /// The roles, and which actions of the ways each allows.
    pub(super) fn of(scope: &ScopeView<'a>, ways: &[Way]) -> Self {
        let mut actions: Vec<_> = ways.iter().flat_map(|way| way.actions).copied().collect();
        actions.sort_unstable();
        actions.dedup();
        let mut roles: Vec<_> = scope.items(&ROLE_DEFINITIONS).collect();
        // Of two that share a name the first by id stays.
        roles.sort_by(|one, other| other.id.cmp(&one.id));
        let read = roles.into_iter().map(|role| {
            let permissions = role.view().properties.permissions.as_deref().unwrap_or_default();
            let held = actions.iter().filter_map(|action| allowing(permissions, action)).collect();
            (arm::last_segment(&role.view().id).to_ascii_lowercase(), (role, held))
        });
        let by_name = read.collect();
        Self { actions, by_name }
    }

    /// What comes of an assignment.
    pub(super) fn read(&self, source: Source<'a>) -> Read<'a> {
        let Facts { scope, role, condition, .. } = source.facts();
        let Some(scope) = scope else { return Read::Unknown("its scope is absent".to_owned()) };
        let Some(reach) = Reach::parse(scope) else {
            return Read::Unknown(format!("its scope, {scope}, is of no known kind"));
        };
        if !self.actions.iter().any(|action| reach.holds(action)) {
            return Read::Elsewhere(format!("it applies to {}, which cannot hold the actions", reach.words(scope)));
        }
        let Some(role_id) = role else { return Read::Unknown("roleDefinitionId is absent".to_owned()) };
        let Some((role, held)) = self.by_name.get(&arm::last_segment(role_id).to_ascii_lowercase()) else {
            return Read::Unknown(format!("its role, {}, was not returned", arm::last_segment(role_id)));
        };
        let held: Vec<_> = held.iter().filter(|held| reach.holds(held.action)).copied().collect();
        let grant = Grant { source, role: *role, role_id, reach, scope, condition, held, doubt: None };
        if !grant.held.is_empty() {
            return Read::Grant(grant);
        }
        let permissions = role.view().properties.permissions.as_deref();
        if permissions.is_none_or(|list| list.iter().any(|entry| entry.actions.is_none())) {
            return Read::Unknown(format!("the actions of its role, {}, are absent", grant.role_name()));
        }
        Read::Nothing(format!("the role {} does not allow it", grant.role_name()))
    }
}
