use super::{
    identity_policy::{Action, Place, Right, limits},
    mirror_rights::{ADMINISTRATOR, MirrorRights},
    principal::Directory,
    service_control::{NEEDS, UNBOUND, guard},
};
use crate::{
    Case, Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{arn, cloudtrail::TRAILS, iam::ACCOUNT_AUTHORIZATION_DETAILS};
use overhear_core::Provider;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "aws-iam-can-blind-audit",
    provider: Provider::Aws,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(30),
    title: "A principal that may start a mirror session may also switch off what would show it",
    resource_type: "AWS::IAM::Role | AWS::IAM::User",
    needs: &[
        Required(&ACCOUNT_AUTHORIZATION_DETAILS.op),
        NEEDS[0],
        NEEDS[1],
        NEEDS[2],
        NEEDS[3],
        Enriching(&TRAILS.op, UNBOUND),
    ],
    remediation: "Keep the two apart: deny changes of trails and of EventBridge rules with a service control policy, or \
                  use an organisation trail, which no member can stop.",
    references: &[
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A role or user that may start a mirror session (aws-iam-can-create-mirror-session) and may also stop, delete or change \
a trail (`cloudtrail:StopLogging`, `DeleteTrail`, `PutEventSelectors`, `UpdateTrail`) or an EventBridge rule \
(`events:DisableRule`, `DeleteRule`, `RemoveTargets`).

- low: the combination
- info: only trails, and every trail of the account is one of the organisation, which a member cannot change

Administrators are named by aws-iam-can-create-mirror-session and not judged here, nor are service-linked roles. How \
policies are read is told there too.

## Why it matters

The call that starts a mirror is the one trace of it. Whoever can first stop the trail or the rule leaves none.

## Evidence

The way from the principal to the policies, and the elements of the statements that name the actions.

## False positives

Roles that build the account. The trail of another account, or a copy of the log elsewhere, still shows what was done.

## Remediation

```json
{
  \"Effect\": \"Deny\",
  \"Action\": [\"cloudtrail:StopLogging\", \"cloudtrail:DeleteTrail\", \"cloudtrail:UpdateTrail\", \"cloudtrail:PutEventSelectors\"],
  \"Resource\": \"*\"
}
```

## Native controls

None: no AWS Config rule and no Security Hub control looks for these rights.
";

const TRAIL: &[&[&str]] = &[&["cloudtrail:*:@:trail/*"]];
const RULE: &[&[&str]] = &[&["events:*:@:rule/*"]];

const BLINDING: [Action; 7] = [
    Action { name: "cloudtrail:StopLogging", on: TRAIL, context: &[] },
    Action { name: "cloudtrail:DeleteTrail", on: TRAIL, context: &[] },
    Action { name: "cloudtrail:PutEventSelectors", on: TRAIL, context: &[] },
    Action { name: "cloudtrail:UpdateTrail", on: TRAIL, context: &[] },
    Action { name: "events:DisableRule", on: RULE, context: &[] },
    Action { name: "events:DeleteRule", on: RULE, context: &[] },
    Action { name: "events:RemoveTargets", on: RULE, context: &[] },
];

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let directory = Directory::of(scope);
    for (principal, mut case) in directory.cases(scope, out, |_| true) {
        let rights = MirrorRights::of(&directory, principal);
        if rights.administrator.is_some() {
            out.rule(case, Ruling::NotApplicable(ADMINISTRATOR.to_owned()));
            continue;
        }
        if !rights.can_start() {
            out.rule(case, Ruling::NotApplicable("it cannot start a mirror session".to_owned()));
            continue;
        }
        let own = BLINDING.iter().filter_map(|action| Some((action, directory.right(principal, action)?)));
        let blinding: Vec<(&'static Action, Right)> = own.collect();
        if blinding.is_empty() {
            out.rule(case, Ruling::Pass("its policies do not let it switch off trails or rules".to_owned()));
            continue;
        }
        rights.cite(&mut case, &directory, principal);
        let mut through = BTreeSet::new();
        for (action, right) in &blinding {
            for source in right.sources() {
                through.insert(directory.cite(&mut case, principal, source, action.name));
            }
        }
        let through = through.into_iter().collect::<Vec<_>>().join(", ");
        let foreign = only_organization_trails(scope, &mut case);
        let noun = principal.noun;
        let partition = principal.place().partition.to_owned();
        out.later(case, move |estate, case| {
            let account = rights.account().to_owned();
            let guard = guard(case, estate, &account);
            let place = Place { partition: &partition, account: &account };
            let rights = rights.within(&guard);
            let left = blinding.into_iter();
            let left = left.filter_map(|(action, right)| Some((action, guard.cut(Some(right), action, place)?)));
            let left: Vec<(&Action, Right)> = left.collect();
            if !rights.can_start() || left.is_empty() {
                return Ruling::Pass("a service control policy of the account takes one of the two away".to_owned());
            }
            let harmless = foreign && left.iter().all(|(action, _)| action.name.starts_with("cloudtrail:"));
            let (severity, note) = if harmless {
                (Severity::Info, " Every trail is one of the organisation, which a member cannot change.")
            } else {
                (Severity::Low, "")
            };
            let names = left.iter().map(|(action, _)| action.name).collect::<Vec<_>>().join(", ");
            let limits = limits(case, &left.iter().map(|(_, right)| right).collect::<Vec<_>>());
            let caution = guard.caution(case);
            let message = format!(
                "The {noun} may start a mirror session and also {names}, allowed by {through}.{limits}{note}{caution}"
            );
            Ruling::Fail(severity, message)
        });
    }
}

/// True where trails are there and each is one of the organisation, owned by another account.
fn only_organization_trails(scope: &ScopeView<'_>, case: &mut Case) -> bool {
    let mut trails = case.look(scope, &TRAILS);
    trails.sort_by(|a, b| a.trail_arn.cmp(&b.trail_arn));
    let own = &scope.scope().account;
    let is_foreign = |trail: &&overhear_aws::cloudtrail::Trail| {
        trail.is_organization_trail == Some(true) && arn::account(&trail.trail_arn).is_some_and(|owner| owner != own)
    };
    let foreign = case.saw_all_of(&TRAILS) && trails.iter().all(|trail| is_foreign(&trail.view()));
    match trails.first().filter(|_| foreign) {
        Some(trail) => {
            case.cite(trail, "/IsOrganizationTrail", true, "a trail of the organisation, which a member cannot change");
            true
        }
        None => false,
    }
}
