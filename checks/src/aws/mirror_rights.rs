//! Who may start a traffic mirror session: what that takes, and what of it a principal has.

use super::{
    identity_policy::{Action, Place, Right, Source, limits},
    principal::{Directory, Principal},
    service_control::Guard,
};
use crate::{Case, Severity};
use std::collections::BTreeSet;

/// Why administrators are not judged one by one.
pub(super) const ADMINISTRATOR: &str =
    "an administrator: aws-iam-can-create-mirror-session names all of them in one finding of the account";

const SESSION: &str = "ec2:*:@:traffic-mirror-session/*";
const FILTER: &str = "ec2:*:@:traffic-mirror-filter/*";

const CREATE: Action = Action {
    name: "ec2:CreateTrafficMirrorSession",
    on: &[
        &["ec2:*:@:network-interface/*"],
        &[FILTER],
        &[SESSION],
        // That of another account serves as well.
        &["ec2:*:@:traffic-mirror-target/*", "ec2:*:*:traffic-mirror-target/*"],
    ],
    context: &[],
};
const MODIFY: Action = Action { name: "ec2:ModifyTrafficMirrorSession", on: &[&[SESSION]], context: &[] };
/// What it takes to need nothing that is already there.
const KIT: [Action; 3] = [
    Action { name: "ec2:CreateTrafficMirrorTarget", on: &[&["ec2:*:@:traffic-mirror-target/*"]], context: &[] },
    Action { name: "ec2:CreateTrafficMirrorFilter", on: &[&[FILTER]], context: &[] },
    Action {
        name: "ec2:CreateTrafficMirrorFilterRule",
        on: &[&[FILTER], &["ec2:*:@:traffic-mirror-filter-rule/*"]],
        context: &[],
    },
];

/// What a principal may do with mirror sessions.
pub(super) struct MirrorRights {
    partition: String,
    account: String,
    create: Option<Right>,
    modify: Option<Right>,
    kit: [Option<Right>; 3],
    /// The statement that makes it an administrator, where nothing bounds it.
    pub(super) administrator: Option<Source>,
}

impl MirrorRights {
    /// Those that the account itself gives.
    pub(super) fn of(directory: &Directory<'_>, principal: &Principal<'_>) -> Self {
        let Place { partition, account } = principal.place();
        let create = directory.right(principal, &CREATE);
        let unbound = create.as_ref().is_some_and(|right| right.is_full() && right.denied_under.is_empty());
        Self {
            partition: partition.to_owned(),
            account: account.to_owned(),
            modify: directory.right(principal, &MODIFY),
            kit: KIT.map(|action| directory.right(principal, &action)),
            administrator: directory.administrator(principal).filter(|_| unbound),
            create,
        }
    }

    /// True where it may create a session, or turn one to itself.
    pub(super) fn can_start(&self) -> bool {
        self.create.is_some() || self.modify.is_some()
    }

    /// The account of the principal.
    pub(super) fn account(&self) -> &str {
        &self.account
    }

    /// What service control policies leave.
    pub(super) fn within(self, guard: &Guard) -> Self {
        let place = Place { partition: &self.partition, account: &self.account };
        let mut kit = KIT.iter();
        let create = guard.cut(self.create, &CREATE, place);
        let modify = guard.cut(self.modify, &MODIFY, place);
        let kit = self.kit.map(|right| guard.cut(right, kit.next()?, place));
        Self { create, modify, kit, ..self }
    }

    /// Shows the statements that it rests on; the names of their policies.
    pub(super) fn cite(&self, case: &mut Case, directory: &Directory<'_>, principal: &Principal<'_>) -> String {
        let mut names = BTreeSet::new();
        let own = [(&self.create, CREATE.name), (&self.modify, MODIFY.name)];
        let kit = self.kit.iter().zip(KIT.map(|action| action.name)).filter(|_| self.has_kit());
        for (right, action) in own.into_iter().chain(kit) {
            for source in right.iter().flat_map(Right::sources) {
                names.insert(directory.cite(case, principal, source, action));
            }
        }
        names.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// The actions that it has, in words.
    pub(super) fn actions(&self) -> String {
        let names = [(&self.create, CREATE.name), (&self.modify, MODIFY.name)];
        let names = names.into_iter().filter(|(right, _)| right.is_some()).map(|(_, name)| name);
        names.collect::<Vec<_>>().join(" and ")
    }

    fn full(&self) -> [Option<&Right>; 2] {
        [&self.create, &self.modify].map(|right| right.as_ref().filter(|right| right.is_full()))
    }

    /// True where it may create all that a session needs.
    pub(super) fn has_kit(&self) -> bool {
        let [create, _] = self.full();
        create.is_some() && self.kit.iter().all(|right| right.as_ref().is_some_and(Right::is_full))
    }

    /// How bad it is.
    pub(super) fn severity(&self) -> Severity {
        match self.full() {
            _ if self.has_kit() => Severity::High,
            [None, None] => Severity::Low,
            _ => Severity::Medium,
        }
    }

    /// What narrows it, in words; conditions that nobody can decide from here cap the confidence.
    pub(super) fn limits(&self, case: &mut Case) -> String {
        let rights: Vec<&Right> = match self.full() {
            [None, None] => [&self.create, &self.modify].into_iter().flatten().collect(),
            full => full.into_iter().flatten().collect(),
        };
        limits(case, &rights)
    }
}
