use super::{
    identity_policy::{Action, Place, Right, limits},
    mirror_rights::{ADMINISTRATOR, MirrorRights},
    principal::{Directory, Principal},
    service_control::{Guard, NEEDS, UNBOUND, guard},
};
use crate::{
    Case, Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    ec2::{INSTANCES, InstanceState},
    iam::ACCOUNT_AUTHORIZATION_DETAILS,
    ssm::INSTANCE_INFORMATION,
};
use overhear_core::Provider;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "aws-iam-can-run-host-capture",
    provider: Provider::Aws,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A principal may run a packet capture on hosts",
    resource_type: "AWS::IAM::Role | AWS::IAM::User",
    needs: &[
        Required(&ACCOUNT_AUTHORIZATION_DETAILS.op),
        NEEDS[0],
        NEEDS[1],
        NEEDS[2],
        NEEDS[3],
        Enriching(&INSTANCE_INFORMATION.op, UNBOUND),
        Enriching(&INSTANCES.op, UNBOUND),
    ],
    remediation: "Grant the right on tagged instances and on documents of your own only, and require Session Manager's \
                  logging; take `ssm:SendCommand`, `ssm:StartSession` and `ecs:ExecuteCommand` from who does not need them.",
    references: &[
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html",
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A role or user whose policies let it run commands of its choice on hosts or in containers, one finding each with all \
the ways:

- `ssm:SendCommand` on instances together with AWS-RunShellScript or AWS-RunPowerShellScript; a right on the document \
alone is harmless, and so is one on the instances alone
- `ssm:StartSession`, `ssm:StartAutomationExecution`, `ssm:CreateAssociation`
- `ecs:ExecuteCommand`
- `ecs:RegisterTaskDefinition` together with a right to pass a role to tasks (`iam:PassRole`)

The severity is

- medium: a way through Systems Manager is open on every instance, and more than half of the instances of the account \
are managed by it
- low: a way is open on every instance or task
- info: on some of them only, or under a condition, such as on `ssm:resourceTag`

Administrators are named by aws-iam-can-create-mirror-session and not judged here, nor are service-linked roles. How \
policies are read is told there too.

## Why it matters

A host capture needs no mirror: `tcpdump` on the machine sees what it sends and receives, and no list of AWS shows it.

## Evidence

The way from the principal to the policy, and the element of the statement that names the action.

## False positives

Operators and pipelines that need it. Whether an automation or an association can run a shell rests on the documents \
that are there.

## Remediation

```json
{
  \"Effect\": \"Allow\",
  \"Action\": \"ssm:StartSession\",
  \"Resource\": \"arn:aws:ec2:*:111122223333:instance/*\",
  \"Condition\": {\"StringEquals\": {\"ssm:resourceTag/team\": \"shop\"}}
}
```

## Native controls

None: no AWS Config rule and no Security Hub control looks for these rights.
";

const INSTANCE: &[&str] = &["ec2:*:@:instance/*", "ssm:*:@:managed-instance/*"];
/// A definition is named with its version.
const AUTOMATION: &[&str] = &[
    "ssm:*:@:automation-definition/*:*",
    "ssm:*::automation-definition/*:*",
    "ssm:*:@:document/*",
    "ssm:*::document/*",
];
const DOCUMENT: &[&str] = &["ssm:*:@:document/*", "ssm:*::document/*"];

/// A way to run commands: every action of it must be allowed.
const WAYS: [&[Action]; 6] = [
    &[Action {
        name: "ssm:SendCommand",
        on: &[&["ssm:*::document/AWS-RunShellScript", "ssm:*::document/AWS-RunPowerShellScript"], INSTANCE],
        context: &[],
    }],
    &[Action { name: "ssm:StartSession", on: &[INSTANCE], context: &[] }],
    &[Action { name: "ssm:StartAutomationExecution", on: &[AUTOMATION], context: &[] }],
    &[Action { name: "ssm:CreateAssociation", on: &[DOCUMENT, INSTANCE], context: &[] }],
    &[Action { name: "ecs:ExecuteCommand", on: &[&["ecs:*:@:task/*", "ecs:*:@:cluster/*"]], context: &[] }],
    &[
        Action { name: "ecs:RegisterTaskDefinition", on: &[&["ecs:*:@:task-definition/*"]], context: &[] },
        Action {
            name: "iam:PassRole",
            on: &[&["iam::@:role/*"]],
            context: &[("iam:passedtoservice", "ecs-tasks.amazonaws.com")],
        },
    ],
];

/// A way that a principal has.
struct Way {
    actions: &'static [Action],
    rights: Vec<Right>,
}

impl Way {
    fn is_full(&self) -> bool {
        self.rights.iter().all(Right::is_full)
    }

    fn is_of_systems_manager(&self) -> bool {
        self.actions.iter().all(|action| action.name.starts_with("ssm:"))
    }

    fn name(&self) -> String {
        self.actions.iter().map(|action| action.name).collect::<Vec<_>>().join(" with ")
    }

    /// What service control policies leave.
    fn within(self, guard: &Guard, place: Place<'_>) -> Option<Self> {
        let rights = self.rights.into_iter().zip(self.actions);
        let rights = rights.map(|(right, action)| guard.cut(Some(right), action, place)).collect::<Option<_>>()?;
        Some(Self { actions: self.actions, rights })
    }
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let directory = Directory::of(scope);
    let mostly_managed = mostly_managed(scope);
    for (principal, mut case) in directory.cases(scope, out, |_| true) {
        if MirrorRights::of(&directory, principal).administrator.is_some() {
            out.rule(case, Ruling::NotApplicable(ADMINISTRATOR.to_owned()));
            continue;
        }
        let ways = ways(&directory, principal);
        if ways.is_empty() {
            out.rule(case, Ruling::Pass("its policies do not let it run commands on hosts".to_owned()));
            continue;
        }
        let through = cite(&mut case, &directory, principal, &ways);
        if ways.iter().any(|way| way.is_full() && way.is_of_systems_manager()) {
            case.look(scope, &INSTANCE_INFORMATION);
            case.look(scope, &INSTANCES);
        }
        let noun = principal.noun;
        let (partition, account) = (principal.place().partition.to_owned(), principal.place().account.to_owned());
        out.later(case, move |estate, case| {
            let guard = guard(case, estate, &account);
            let place = Place { partition: &partition, account: &account };
            let ways: Vec<Way> = ways.into_iter().filter_map(|way| way.within(&guard, place)).collect();
            if ways.is_empty() {
                return Ruling::Pass("a service control policy of the account takes the rights away".to_owned());
            }
            let (full, narrow): (Vec<Way>, Vec<Way>) = ways.into_iter().partition(Way::is_full);
            let severity = match full.as_slice() {
                [] => Severity::Info,
                full if mostly_managed && full.iter().any(Way::is_of_systems_manager) => Severity::Medium,
                _ => Severity::Low,
            };
            let told = if full.is_empty() { narrow } else { full };
            let names = told.iter().map(Way::name).collect::<Vec<_>>().join(", ");
            let rights: Vec<&Right> = told.iter().flat_map(|way| &way.rights).collect();
            let limits = limits(case, &rights);
            let caution = guard.caution(case);
            let managed = match severity {
                Severity::Medium => " More than half of the instances are managed by Systems Manager.",
                _ => "",
            };
            let message = format!(
                "The {noun} may run commands, and a capture with them: {names}, allowed by {through}.{limits}{managed}{caution}"
            );
            Ruling::Fail(severity, message)
        });
    }
}

fn ways(directory: &Directory<'_>, principal: &Principal<'_>) -> Vec<Way> {
    let own = WAYS.into_iter().filter_map(|actions| {
        let rights = actions.iter().map(|action| directory.right(principal, action)).collect::<Option<Vec<_>>>()?;
        Some(Way { actions, rights })
    });
    own.collect()
}

/// Shows the statements that the ways rest on; the names of their policies.
fn cite(case: &mut Case, directory: &Directory<'_>, principal: &Principal<'_>, ways: &[Way]) -> String {
    let mut names = BTreeSet::new();
    for way in ways {
        for (right, action) in way.rights.iter().zip(way.actions) {
            for source in right.sources() {
                names.insert(directory.cite(case, principal, source, action.name));
            }
        }
    }
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Whether more than half of the instances of the account are managed by Systems Manager.
fn mostly_managed(scope: &ScopeView<'_>) -> bool {
    let nodes = scope.items(&INSTANCE_INFORMATION).map(|node| node.view().instance_id.as_str());
    let nodes: BTreeSet<&str> = nodes.collect();
    let instances = scope.items(&INSTANCES).flat_map(|reservation| reservation.view().instances.iter());
    let gone = |state: &InstanceState| state.name.as_deref() == Some("terminated");
    let alive = instances.filter(|instance| !instance.state.as_ref().is_some_and(gone));
    let instances: BTreeSet<&str> = alive.map(|instance| instance.instance_id.as_str()).collect();
    let managed = instances.intersection(&nodes).count();
    // A list that was not read to its end tells no share.
    scope.sight(&INSTANCES).is_clear() && managed * 2 > instances.len()
}
