use super::{
    bindings::{Basis, Power, Question, ask},
    principals::Who,
};
use crate::{
    Check, Confidence, Kind,
    Need::{Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::Provider;
use overhear_gcp::{
    cloudresourcemanager::{
        FOLDER_POLICIES, FOLDERS, ORGANIZATION_POLICIES, ORGANIZATIONS, PROJECT_POLICIES, PROJECTS,
    },
    iam::{ORGANIZATION_ROLES, PROJECT_ROLES, ROLES},
    iam_policies::{DENY_POLICIES, DENY_POLICY_RULES},
    networksecurity::MIRRORING_DEPLOYMENT_GROUPS,
};
use std::collections::BTreeSet;

const UNREAD: Confidence = Confidence::hundredths(85);
const NO_DENIALS: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "gcp-nsi-deployment-group-foreign-user",
    provider: Provider::Gcp,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "Strangers may send packets to a group of packet collectors",
    resource_type: "networksecurity.googleapis.com/MirroringDeploymentGroup",
    needs: &[
        Required(&MIRRORING_DEPLOYMENT_GROUPS.op),
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
    ],
    remediation: "Take the role from members of other projects and organisations unless they are your customers \
                  (`gcloud projects remove-iam-policy-binding PROJECT --member=MEMBER \
                  --role=roles/networksecurity.mirroringDeploymentExternalUser`).",
    references: &[
        "https://cloud.google.com/network-security-integration/docs/out-of-band/deployment-groups-overview",
        "https://cloud.google.com/iam/docs/roles-permissions/networksecurity",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every mirroring deployment group in a project where a binding gives `networksecurity.mirroringDeploymentGroups.use` to \
somebody of another house, one finding each.

- critical: `allUsers` or `allAuthenticatedUsers`
- high: a service account of another project, or an address outside the domain of the organisation
- low: one of these, by a binding with a condition

The bindings of the project count, and those of the folders and the organisation that it lies in: a deployment group \
has no policy of its own in the API. Roles are read, predefined and custom ones. Unknown: a member of whom nobody can \
tell where it is from, and a role or policy that could not be read, where no stranger was found.

## Why it matters

Who may use the group may link networks of his own with it, in another project or organisation, and have their packets \
sent to its collectors. It is the grant by which mirroring crosses projects.

## Evidence

The members and condition of each binding, with the policy that it stands in; the permission in its role.

## False positives

A vendor of network detection with customers in other organisations. Of an organisation only the first domain is known: \
its other domains look foreign. Who is in a group is not weighed.

## Remediation

```sh
gcloud projects get-iam-policy PROJECT
gcloud projects remove-iam-policy-binding PROJECT --member=MEMBER --role=roles/networksecurity.mirroringDeploymentExternalUser
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

static QUESTION: Question = Question {
    permissions: &["networksecurity.mirroringDeploymentGroups.use"],
    power,
    action: "send packets to the deployment group",
    severity,
};

fn power(held: &BTreeSet<&'static str>) -> Power {
    if held.is_empty() { Power::None } else { Power::Whole }
}

fn severity(basis: Basis, who: Who) -> Severity {
    match (basis, who) {
        (Basis::Part | Basis::Condition | Basis::BasicRoleByCondition, _) => Severity::Low,
        (_, Who::Public) => Severity::Critical,
        _ => Severity::High,
    }
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for group in scope.items(&MIRRORING_DEPLOYMENT_GROUPS) {
        let case = out.case(&group);
        let project = scope.scope().account.clone();
        out.later(case, move |estate, case| {
            let mut answer = ask(case, estate, &project, &QUESTION);
            let unclear = answer.holders.iter().find(|holder| holder.who == Who::Unclear);
            let unclear = unclear.map(|holder| holder.member.clone());
            answer.holders.retain(|holder| holder.who >= Who::Foreign);
            match unclear {
                Some(member) if answer.holders.is_empty() => {
                    Ruling::Unknown(format!("nobody can tell whether {member} is of another house"))
                }
                _ => match answer.ruling(case, &QUESTION) {
                    Ruling::Pass(_) => Ruling::Pass("nobody of another house may send packets to it".to_owned()),
                    ruling => ruling,
                },
            }
        });
    }
}
