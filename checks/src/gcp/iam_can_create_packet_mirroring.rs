use super::{
    bindings::{Basis, NEEDS, Power, Question, judge},
    principals::Who,
};
use crate::{Check, Confidence, Kind, Rating, Results, ScopeView, Severity};
use overhear_core::Provider;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "gcp-iam-can-create-packet-mirroring",
    provider: Provider::Gcp,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "Somebody may start packet mirroring",
    resource_type: "cloudresourcemanager.googleapis.com/Project",
    needs: &NEEDS,
    remediation: "Take the role from whoever runs no sensor (`gcloud projects remove-iam-policy-binding PROJECT \
                  --member=MEMBER --role=ROLE`), or deny `compute.googleapis.com/packetMirrorings.create` to everybody \
                  but one group.",
    references: &[
        "https://cloud.google.com/vpc/docs/using-packet-mirroring",
        "https://cloud.google.com/iam/docs/roles-permissions/compute",
        "https://cloud.google.com/iam/docs/deny-overview",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every project in which a binding gives somebody `compute.packetMirrorings.create` or `compute.packetMirrorings.update`, \
one finding each, by the worst of its members:

- critical: `allUsers` or `allAuthenticatedUsers`
- high: a service account of another project, or an address outside the domain of the organisation
- medium: anybody else
- low: by a binding with a condition; or without `compute.networks.mirror` and `compute.subnetworks.mirror`, which the \
network to be mirrored asks for too
- info: by a basic role (owner, editor) alone, unless it is one of the first two

The bindings of the project count, and those of the folders and the organisation that it lies in. Roles are read, \
predefined and custom ones: `roles/compute.packetMirroringAdmin` may not create a policy, \
`roles/compute.packetMirroringUser` and `roles/compute.securityAdmin` may. Permissions of several bindings add up. \
Deny policies of the project take away what they deny without a condition. A role, or a policy above the project, that \
could not be read is unknown where nobody else was found.

## Why it matters

Whoever may create a policy may copy every packet of the network to a machine of his own.

## Evidence

The members and condition of each binding, with the policy that it stands in; the permission in its role.

## False positives

Operators of a sensor. Of an organisation only the first domain is known: its other domains look foreign. Not weighed: \
who is in a group, deny policies of folders and of the organisation, principal access boundaries, and what conditions \
say. `networks.mirror` may come from the project of a Shared VPC.

## Remediation

```sh
gcloud projects get-iam-policy PROJECT
gcloud projects remove-iam-policy-binding PROJECT --member=MEMBER --role=roles/compute.packetMirroringUser
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

static QUESTION: Question = Question {
    permissions: &[
        "compute.packetMirrorings.create",
        "compute.packetMirrorings.update",
        "compute.networks.mirror",
        "compute.subnetworks.mirror",
    ],
    power,
    action: "start packet mirroring",
    severity: by_member,
};

fn power(held: &BTreeSet<&'static str>) -> Power {
    let has = |permission: &str| held.contains(permission);
    match (
        has("compute.packetMirrorings.create") || has("compute.packetMirrorings.update"),
        has("compute.networks.mirror") || has("compute.subnetworks.mirror"),
    ) {
        (true, true) => Power::Whole,
        (true, false) => Power::Part,
        (false, _) => Power::None,
    }
}

/// How bad it is that somebody may start mirroring.
pub(super) fn by_member(basis: Basis, who: Who) -> Severity {
    match (basis, who) {
        (Basis::Part | Basis::Condition, _) => Severity::Low,
        (Basis::BasicRoleByCondition, _) => Severity::Info,
        (_, Who::Public) => Severity::Critical,
        (_, Who::Foreign) => Severity::High,
        (Basis::BasicRole, _) => Severity::Info,
        (Basis::Role, _) => Severity::Medium,
    }
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    judge(scope, out, &QUESTION);
}
