use super::{
    mirror_rights::{ADMINISTRATOR, MirrorRights},
    principal::{Directory, Principal},
    service_control::{NEEDS, guard},
};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::iam::ACCOUNT_AUTHORIZATION_DETAILS;
use overhear_core::{Provider, Resource};

pub(super) static CHECK: Check = Check {
    id: "aws-iam-can-create-mirror-session",
    provider: Provider::Aws,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "A principal may start a traffic mirror session",
    resource_type: "AWS::IAM::Role | AWS::IAM::User | AWS::IAM::Group",
    needs: &[Required(&ACCOUNT_AUTHORIZATION_DETAILS.op), NEEDS[0], NEEDS[1], NEEDS[2], NEEDS[3]],
    remediation: "Take `ec2:CreateTrafficMirrorSession` and `ec2:ModifyTrafficMirrorSession` out of the policy, or deny \
                  both with a service control policy for everybody but the role that runs your sensors.",
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A role or user whose policies (inline, attached, of its groups) allow `ec2:CreateTrafficMirrorSession` or \
`ec2:ModifyTrafficMirrorSession`, one finding each.

- high: it may create a session, and the target, the filter and the rule that a session needs
- medium: it may create a session between what is there, or change one
- low: it may do so under conditions or on some resources only
- info: one finding of the account names all administrators, who are allowed every action on every resource

Wildcards, `NotAction`, `NotResource`, Deny statements, permissions boundaries and the service control policies of the \
account count. To create a session takes the right on the interface, the filter, the target and the session. A Deny \
with a condition or on a part of the resources takes nothing away. Conditions that cannot be decided from here, and \
policies of organisational units and of the root, which are not read, lower the confidence to 0.70. A principal with a \
policy that cannot be read is unknown. Service-linked roles are not judged.

## Why it matters

Whoever may create a session can copy the packets of every interface of the account, without touching a host.

## Evidence

The way from the principal to the policy, and the element of the statement that names the action.

## False positives

The roles that run your own sensors. Resource control policies and session policies are not read.

## Remediation

```json
{
  \"Version\": \"2012-10-17\",
  \"Statement\": [
    {
      \"Effect\": \"Deny\",
      \"Action\": [\"ec2:CreateTrafficMirror*\", \"ec2:ModifyTrafficMirror*\"],
      \"Resource\": \"*\",
      \"Condition\": {\"ArnNotLike\": {\"aws:PrincipalArn\": \"arn:aws:iam::*:role/network-sensor\"}}
    }
  ]
}
```

## Native controls

None: IAM Access Analyzer and AWS Config do not look for these actions.
";

/// How many administrators are named.
const NAMED: usize = 10;

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let directory = Directory::of(scope);
    let mut administrators = Vec::new();
    for (principal, mut case) in directory.cases(scope, out, |_| true) {
        let rights = MirrorRights::of(&directory, principal);
        if rights.administrator.is_some() {
            administrators.push((principal, rights));
            out.rule(case, Ruling::NotApplicable(ADMINISTRATOR.to_owned()));
            continue;
        }
        if !rights.can_start() {
            out.rule(case, Ruling::Pass("its policies do not let it start a mirror session".to_owned()));
            continue;
        }
        let through = rights.cite(&mut case, &directory, principal);
        let noun = principal.noun;
        out.later(case, move |estate, case| {
            let guard = guard(case, estate, rights.account());
            let rights = rights.within(&guard);
            if !rights.can_start() {
                return Ruling::Pass("a service control policy of the account takes the right away".to_owned());
            }
            let kit = if rights.has_kit() { ", and create all that a session needs" } else { "" };
            let limits = rights.limits(case);
            let caution = guard.caution(case);
            let actions = rights.actions();
            let message = format!(
                "The {noun} may start a mirror session{kit}: {actions}, allowed by {through}.{limits}{caution}"
            );
            Ruling::Fail(rights.severity(), message)
        });
    }
    directory.groups(scope, out);
    summarize(scope, out, &directory, administrators);
}

/// One finding for all administrators.
fn summarize(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    directory: &Directory<'_>,
    mut administrators: Vec<(&Principal<'_>, MirrorRights)>,
) {
    administrators.sort_by_key(|(principal, _)| principal.arn);
    administrators.dedup_by_key(|(principal, _)| principal.arn);
    let Some((first, _)) = administrators.first() else { return };
    let mut case = first.case(scope, out);
    case.resource = Resource::of_scope(scope.scope());
    let mut names = Vec::new();
    for (principal, rights) in administrators.iter().take(NAMED) {
        if let Some(source) = rights.administrator {
            directory.cite(&mut case, principal, source, "every action");
        }
        names.push(format!("{} {}", principal.noun, principal.name));
    }
    let count = administrators.len();
    let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
    let subject = if count == 1 { "One administrator".to_owned() } else { format!("{count} administrators") };
    let names = names.join(", ");
    let Some((_, rights)) = administrators.into_iter().next() else { return };
    out.later(case, move |estate, case| {
        let guard = guard(case, estate, rights.account());
        let rights = rights.within(&guard);
        if !rights.can_start() {
            return Ruling::Pass("a service control policy keeps administrators from mirror sessions".to_owned());
        }
        let limits = rights.limits(case);
        let caution = guard.caution(case);
        let message = format!("{subject} may start a mirror session: {names}{more}.{limits}{caution}");
        Ruling::Fail(Severity::Info, message)
    });
}
