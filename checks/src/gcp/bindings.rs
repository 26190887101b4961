//! Who holds a permission in a project, by the bindings of the project itself and of everything that it lies in?

use super::{
    ancestors::ancestors,
    denials::Denials,
    principals::{Home, Who, is_deleted},
    roles::Roles,
};
use crate::{
    Case, Confidence, Estate, Item,
    Need::{self, Estate as Everywhere, Required},
    Results, Ruling, ScopeView, Severity,
};
use overhear_core::Outcome;
use overhear_gcp::{
    cloudresourcemanager::{
        Binding, FOLDER_POLICIES, FOLDERS, ORGANIZATION_POLICIES, ORGANIZATIONS, PROJECT_POLICIES, PROJECTS, Policy,
    },
    iam::{ORGANIZATION_ROLES, PROJECT_ROLES, ROLES},
    iam_policies::{DENY_POLICIES, DENY_POLICY_RULES},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

const UNREAD: Confidence = Confidence::hundredths(85);
/// Without deny policies nobody can tell what was taken away again.
const NO_DENIALS: Confidence = Confidence::hundredths(70);

/// What a check of a project's bindings rests on. Predefined roles are listed above the projects, once for all of them:
/// that they were read is seen to in [`ask`].
pub(super) static NEEDS: [Need; 12] = [
    Required(&PROJECT_POLICIES.op),
    Everywhere(&PROJECT_POLICIES.op, UNREAD),
    Everywhere(&ROLES.op, UNREAD),
    Everywhere(&PROJECT_ROLES.op, UNREAD),
    Everywhere(&ORGANIZATION_ROLES.op, UNREAD),
    Everywhere(&FOLDER_POLICIES.op, UNREAD),
    Everywhere(&ORGANIZATION_POLICIES.op, UNREAD),
    Everywhere(&PROJECTS.op, UNREAD),
    Everywhere(&FOLDERS.op, UNREAD),
    Everywhere(&ORGANIZATIONS.op, UNREAD),
    Everywhere(&DENY_POLICIES.op, NO_DENIALS),
    Everywhere(&DENY_POLICY_RULES.op, NO_DENIALS),
];

/// What is asked of the bindings of a project.
pub(super) struct Question {
    /// The permissions that matter.
    pub(super) permissions: &'static [&'static str],
    /// What those that a member holds come to.
    pub(super) power: fn(&BTreeSet<&'static str>) -> Power,
    /// What whoever has the power may do, in a sentence.
    pub(super) action: &'static str,
    /// How bad it is.
    pub(super) severity: fn(Basis, Who) -> Severity,
}

/// What the permissions of a member come to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Power {
    None,
    /// Something is lacking that another project may grant.
    Part,
    Whole,
}

/// What the power of a member rests on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Basis {
    /// Roles that were chosen.
    Role,
    /// Such roles, a binding with a condition among them.
    Condition,
    /// Such roles give it a part of the power.
    Part,
    /// Basic roles too, which may do nearly everything.
    BasicRole,
    /// Basic roles, a binding with a condition among them.
    BasicRoleByCondition,
}

impl Basis {
    const ALL: [Self; 5] = [Self::Role, Self::Condition, Self::Part, Self::BasicRole, Self::BasicRoleByCondition];

    /// Whether a grant is of this kind.
    const fn counts(self, grant: &Grant) -> bool {
        match self {
            Self::Role => !grant.is_basic && !grant.is_conditional,
            Self::Condition | Self::Part => !grant.is_basic,
            Self::BasicRole => !grant.is_conditional,
            Self::BasicRoleByCondition => true,
        }
    }

    /// Whether grants of this kind come to what it says.
    fn holds(self, grants: &[Grant], question: &Question) -> bool {
        let held = grants.iter().filter(|grant| self.counts(grant)).map(|grant| grant.permission).collect();
        (question.power)(&held) == if self == Self::Part { Power::Part } else { Power::Whole }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Part => ", a part of what it takes",
            Self::Condition | Self::BasicRoleByCondition => ", under a condition",
            Self::Role | Self::BasicRole => "",
        }
    }
}

/// Somebody who has the power.
pub(super) struct Holder {
    pub(super) member: String,
    pub(super) basis: Basis,
    pub(super) who: Who,
    /// The places of the bindings by which it has it.
    bindings: BTreeSet<(usize, usize)>,
}

/// Who has the power, and what could not be read.
pub(super) struct Answer<'a> {
    pub(super) holders: Vec<Holder>,
    unread: Vec<String>,
    /// The policies that apply, each with the words for where it stands.
    policies: Vec<(Item<'a, Policy>, String)>,
    roles: Roles<'a>,
}

/// Judges each project by who has the power in it.
pub(super) fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, question: &'static Question) {
    for policy in scope.items(&PROJECT_POLICIES) {
        let case = out.case(&policy);
        let project = scope.scope().account.clone();
        out.later(case, move |estate, case| ask(case, estate, &project, question).ruling(case, question));
    }
}

impl Answer<'_> {
    /// The ruling by the worst of the holders. Cites their bindings, and what their roles hold.
    pub(super) fn ruling(mut self, case: &mut Case, question: &Question) -> Ruling {
        let rate = |holder: &Holder| (question.severity)(holder.basis, holder.who);
        self.holders.sort_by(|a, b| rate(b).cmp(&rate(a)).then_with(|| a.member.cmp(&b.member)));
        let action = question.action;
        match (self.holders.first().map(rate), self.unread.first()) {
            (Some(severity), _) => {
                self.cite(case);
                Ruling::Fail(severity, self.message(action))
            }
            (None, Some(unread)) => Ruling::Unknown(format!("nobody was found who may {action}; {unread}")),
            (None, None) => Ruling::Pass(format!("nobody may {action}")),
        }
    }

    fn binding(&self, (policy, binding): (usize, usize)) -> Option<&Binding> {
        self.policies.get(policy)?.0.view().bindings.get(binding)
    }

    /// Those who have the power, the first few by name.
    fn message(&self, action: &str) -> String {
        const NAMED: usize = 3;
        let named = self.holders.iter().take(NAMED).map(|holder| {
            let roles = holder.bindings.iter().filter_map(|place| self.binding(*place));
            let roles: BTreeSet<&str> = roles.map(|binding| binding.role.as_str()).collect();
            let roles: Vec<_> = roles.into_iter().collect();
            let (who, basis) = (holder.who.words(), holder.basis.words());
            format!("{}{who} ({}{basis})", holder.member, roles.join(" and "))
        });
        let mut named: Vec<_> = named.collect();
        let count = self.holders.len();
        if count > NAMED {
            named.push(format!("{} more", count - NAMED));
        }
        let members = if count == 1 { "member" } else { "members" };
        let mut message = format!("{count} {members} may {action}: {}.", named.join(", "));
        if !self.unread.is_empty() {
            let _ = write!(message, " Beside that {}.", self.unread.join(", and "));
        }
        message
    }

    fn cite(&mut self, case: &mut Case) {
        const LISTED: usize = 50;
        let places: BTreeSet<_> = self.holders.iter().flat_map(|holder| &holder.bindings).copied().collect();
        let mut explained = BTreeSet::new();
        for (policy, binding) in places {
            let Some((item, place)) = self.policies.get(policy) else { continue };
            let Some(bound) = item.view().bindings.get(binding) else { continue };
            let count = bound.members.len();
            if count <= LISTED {
                let note = format!("they have {} by the policy of {place}", bound.role);
                case.cite(item, &format!("/bindings/{binding}/members"), &bound.members, note);
            } else {
                let note = format!("{count} members have it by the policy of {place}");
                case.cite(item, &format!("/bindings/{binding}/role"), &bound.role, note);
            }
            if let Some(expression) = bound.condition.as_ref().and_then(|condition| condition.expression.as_ref()) {
                let pointer = format!("/bindings/{binding}/condition/expression");
                case.cite(item, &pointer, expression, "under this condition");
            }
            if explained.insert(bound.role.as_str()) {
                for (permission, at, role) in self.roles.held(case, &bound.role).unwrap_or_default() {
                    let note = format!("what {} may do", bound.role);
                    case.cite(&role, &format!("/includedPermissions/{at}"), permission, note);
                }
            }
        }
    }
}

/// A permission that a binding gives.
struct Grant {
    permission: &'static str,
    is_basic: bool,
    is_conditional: bool,
    /// Where the binding stands: its policy, and its place in that.
    place: (usize, usize),
}

/// Who has the power in a project.
pub(super) fn ask<'a>(case: &mut Case, estate: &'a Estate, project: &str, question: &Question) -> Answer<'a> {
    let chain = ancestors(case, estate, project);
    let mut unread = Vec::new();
    let policies = policies(case, estate, project, chain.as_deref(), &mut unread);
    let mut roles = Roles::new(estate, project, question.permissions);
    let mut odd_roles = BTreeSet::new();
    let mut grants: BTreeMap<&str, Vec<Grant>> = BTreeMap::new();
    for (policy, (item, _)) in policies.iter().enumerate() {
        for (binding, bound) in item.view().bindings.iter().enumerate() {
            let live = || bound.members.iter().filter(|member| !is_deleted(member));
            if live().next().is_none() {
                continue;
            }
            let Some(held) = roles.held(case, &bound.role) else {
                odd_roles.insert(bound.role.as_str());
                continue;
            };
            for member in live() {
                let grants = grants.entry(member.as_str()).or_default();
                grants.extend(held.iter().map(|(permission, ..)| Grant {
                    permission,
                    is_basic: is_basic(&bound.role),
                    is_conditional: bound.condition.is_some(),
                    place: (policy, binding),
                }));
            }
        }
    }
    if !odd_roles.is_empty() {
        let names: Vec<_> = odd_roles.into_iter().collect();
        unread.push(format!("what {} may do could not be read", names.join(", ")));
    }
    let home = Home::new(project, chain.as_deref());
    let mut denials = None;
    let mut holders = Vec::new();
    for (member, mut grants) in grants.into_iter().filter(|(_, grants)| !grants.is_empty()) {
        let denials = denials.get_or_insert_with(|| Denials::of(case, estate, project));
        grants.retain(|grant| !denials.take(grant.permission, member));
        let held: Vec<_> = Basis::ALL.into_iter().filter(|basis| basis.holds(&grants, question)).collect();
        if held.is_empty() {
            continue;
        }
        let who = home.who(case, estate, member);
        // The worst of them, and the first of several that are as bad.
        let worst = held.into_iter().rev().max_by_key(|basis| (question.severity)(*basis, who));
        let Some(basis) = worst else { continue };
        let used = grants.iter().filter(|grant| basis.counts(grant));
        holders.push(Holder {
            member: member.to_owned(),
            basis,
            who,
            bindings: used.map(|grant| grant.place).collect(),
        });
    }
    Answer { holders, unread, policies, roles }
}

fn is_basic(role: &str) -> bool {
    matches!(role, "roles/owner" | "roles/editor" | "roles/admin" | "roles/writer")
}

/// The policies that apply to a project, each with the words for where it stands.
fn policies<'a>(
    case: &mut Case,
    estate: &'a Estate,
    project: &str,
    chain: Option<&[String]>,
    unread: &mut Vec<String>,
) -> Vec<(Item<'a, Policy>, String)> {
    let whole = |found: &[Item<'_, Policy>]| found.iter().any(|item| item.call().outcome == Outcome::Complete);
    let mut own = case.glance(estate, &PROJECT_POLICIES);
    own.retain(|item| item.call().scope.account == project);
    if !whole(&own) {
        case.look_in(estate, &PROJECT_POLICIES, project);
        unread.push("the policy of the project could not be read".to_owned());
    }
    let mut policies: Vec<_> = own.into_iter().map(|item| (item, "the project".to_owned())).collect();
    let Some(chain) = chain else {
        unread.push("what the project lies in could not be read, nor the policies that it inherits".to_owned());
        return policies;
    };
    for name in chain {
        let mut found = case.glance(estate, &FOLDER_POLICIES);
        found.retain(|item| item.call().parent.as_ref() == Some(name));
        // A folder may be read in the place of an organisation.
        let above = case.glance(estate, &ORGANIZATION_POLICIES);
        found.extend(above.into_iter().filter(|item| item.call().scope.account == *name));
        if !whole(&found) {
            if name.starts_with("organizations/") {
                case.look_everywhere(estate, &ORGANIZATION_POLICIES);
            } else {
                case.look_everywhere(estate, &FOLDER_POLICIES);
            }
            unread.push(format!("the policy of {name} could not be read"));
        }
        policies.extend(found.into_iter().map(|item| (item, name.clone())));
    }
    policies
}
