use super::{
    mirror_rights::MirrorRights,
    organization::{Standing, standing},
    policy_document::PolicyDocument,
    principal::{Directory, Principal, json_of},
    service_control::{NEEDS, guard, organization_of},
    trust_policy::{Guest, Who, guests},
};
use crate::{Case, Check, Confidence, Estate, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::iam::{ACCOUNT_AUTHORIZATION_DETAILS, RoleDetail};
use overhear_core::Provider;
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "aws-iam-mirror-role-foreign-trust",
    provider: Provider::Aws,
    kind: Kind::Permission,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(85),
    title: "A role that may start a traffic mirror session can be assumed from outside",
    resource_type: "AWS::IAM::Role",
    needs: &[Required(&ACCOUNT_AUTHORIZATION_DETAILS.op), NEEDS[0], NEEDS[1], NEEDS[2], NEEDS[3]],
    remediation: "Name the roles of your own organisation in the trust policy, or add a condition on \
                  `aws:PrincipalOrgID`; for tokens of an OIDC provider demand the subject (`ISSUER:sub`).",
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A role that may start a mirror session (aws-iam-can-create-mirror-session; administrators too) and that can be assumed \
from outside the organisation. Always high. Outside are:

- everybody (`\"AWS\": \"*\"`, `NotPrincipal`) without a condition that comes down to accounts or to this organisation
- an account that is not of the organisation; its root stands for everybody there whom it allows
- whoever has a token of an OIDC provider, where no condition demands its subject or audience; for issuers that serve \
everybody, such as GitHub, GitLab.com and Google, the subject

`sts:ExternalId` and conditions on networks or multi-factor authentication make nobody an insider. Services, SAML \
providers and the own account are inside. A principal that was deleted (`AROA…`, `AIDA…`), and an account of which \
nobody can tell whether it is of the organisation, make the role unknown.

## Why it matters

Somebody outside can then copy the packets of the account with two calls, and owns the keys to do so.

## Evidence

The principal in the trust policy, and the statement that allows the session.

## False positives

Providers of network detection that you let in on purpose. The list of accounts is that of the organisation of the \
account; without it accounts are told by what the run scans.

## Remediation

```json
{\"Condition\": {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-ID\"}}}
```

```sh
aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
```

## Native controls

None. IAM Access Analyzer lists roles that can be assumed from outside, and does not tell which may mirror traffic.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let directory = Directory::of(scope);
    for (principal, mut case) in directory.cases(scope, out, |principal| principal.role.is_some()) {
        let Some(role) = principal.role else { continue };
        let rights = MirrorRights::of(&directory, principal);
        if !rights.can_start() {
            out.rule(case, Ruling::NotApplicable("the role cannot start a mirror session".to_owned()));
            continue;
        }
        let trust = role.assume_role_policy_document.as_ref().ok_or_else(|| "it is absent".to_owned());
        let trust = match trust.and_then(|text| PolicyDocument::parse(&json_of(text)?)) {
            Ok(trust) => trust,
            Err(reason) => {
                out.rule(case, Ruling::Unknown(format!("the trust policy cannot be read: {reason}")));
                continue;
            }
        };
        let own = rights.account().to_owned();
        let guests: Vec<Guest> = guests(&trust).into_iter().filter(|guest| !is_own(guest, &own)).collect();
        if guests.is_empty() {
            let reason = "only services, providers of its own and its own account may assume it";
            out.rule(case, Ruling::Pass(reason.to_owned()));
            continue;
        }
        rights.cite(&mut case, &directory, principal);
        cite(&mut case, principal, role, &guests);
        out.later(case, move |estate, case| {
            let guard = guard(case, estate, &own);
            let rights = rights.within(&guard);
            if !rights.can_start() {
                let reason = "a service control policy of the account keeps the role from mirror sessions";
                return Ruling::NotApplicable(reason.to_owned());
            }
            let ruling = judge(case, estate, &own, &guests);
            match ruling {
                Ruling::Fail(severity, message) => {
                    let limits = rights.limits(case);
                    let caution = guard.caution(case);
                    Ruling::Fail(severity, format!("{message}{limits}{caution}"))
                }
                other => other,
            }
        });
    }
}

fn is_own(guest: &Guest, own: &str) -> bool {
    matches!(&guest.who, Who::Account(account) if account == own)
}

/// Whether a guest is outside, and in which words; none where nobody can tell.
fn outside(case: &mut Case, estate: &Estate, own: &str, guest: &Guest) -> Result<Option<String>, String> {
    if let Some(organizations) = &guest.organizations {
        let names = || organizations.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        return match organization_of(case, estate, own) {
            Some(organization) if organizations.iter().all(|id| *id == organization.id) => Ok(None),
            Some(_) => Ok(Some(format!("members of organisation {}", names()))),
            None => {
                case.look_everywhere(estate, &overhear_aws::organizations::ORGANIZATION);
                Err(format!("whether the account is of organisation {} is not known", names()))
            }
        };
    }
    match &guest.who {
        Who::Everybody => Ok(Some("everybody".to_owned())),
        Who::Issuer(issuer) => Ok(Some(format!("whoever has a token of {issuer}"))),
        Who::Unknown(id) => Err(format!("who {id} is cannot be told")),
        Who::Account(account) => match standing(case, estate, own, account) {
            Standing::Own | Standing::Unresolved | Standing::Known => Ok(None),
            Standing::Foreign => Ok(Some(format!("account {account}"))),
            Standing::Undetermined => Err(format!("whether account {account} is of the organisation is not known")),
        },
    }
}

fn judge(case: &mut Case, estate: &Estate, own: &str, guests: &[Guest]) -> Ruling {
    let mut strangers = BTreeSet::new();
    let mut under = BTreeSet::new();
    let mut doubt = None;
    for guest in guests {
        match outside(case, estate, own, guest) {
            Ok(Some(who)) => {
                strangers.insert(who);
                under.extend(guest.under.iter().cloned());
            }
            Ok(None) => {}
            Err(reason) => doubt = doubt.or(Some(reason)),
        }
    }
    if strangers.is_empty() {
        return match doubt {
            Some(reason) => Ruling::Unknown(reason),
            None => Ruling::Pass("whoever may assume it is of the organisation".to_owned()),
        };
    }
    let who = strangers.into_iter().collect::<Vec<_>>().join(", ");
    let under = under.into_iter().collect::<Vec<_>>().join(", ");
    let under = if under.is_empty() { under } else { format!(", under conditions on {under}") };
    let message = format!("The role may start a mirror session, and strangers may assume it: {who}{under}.");
    Ruling::Fail(Severity::High, message)
}

/// Shows where the trust policy names the guests.
fn cite(case: &mut Case, principal: &Principal<'_>, role: &RoleDetail, guests: &[Guest]) {
    let text = role.assume_role_policy_document.as_ref();
    let document: Value = text.and_then(|text| serde_json::from_str(&text.0).ok()).unwrap_or_default();
    let places: BTreeSet<usize> = guests.iter().map(|guest| guest.statement).collect();
    for place in places {
        let listed = document.get("Statement").is_some_and(Value::is_array);
        let at = if listed { format!("/Statement/{place}") } else { "/Statement".to_owned() };
        let element = ["Principal", "NotPrincipal"].into_iter().find_map(|element| {
            let pointer = format!("{at}/{element}");
            document.pointer(&pointer).map(|value| (pointer, value))
        });
        match element {
            Some((pointer, value)) => {
                let pointer = format!("/AssumeRolePolicyDocument{pointer}");
                principal.cite(case, &pointer, value, "may assume the role");
            }
            None => principal.cite(case, "/Arn", &principal.arn.into(), "its trust policy is encoded"),
        }
    }
}
