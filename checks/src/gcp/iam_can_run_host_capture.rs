use super::{
    bindings::{Basis, NEEDS, Power, Question, judge},
    principals::Who,
};
use crate::{Check, Confidence, Kind, Rating, Results, ScopeView, Severity};
use overhear_core::Provider;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "gcp-iam-can-run-host-capture",
    provider: Provider::Gcp,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "Somebody may run a capture on hosts",
    resource_type: "cloudresourcemanager.googleapis.com/Project",
    needs: &NEEDS,
    remediation: "Take the role from whoever does not run the machines (`gcloud projects remove-iam-policy-binding \
                  PROJECT --member=MEMBER --role=ROLE`), and grant it on single instances instead.",
    references: &[
        "https://cloud.google.com/compute/docs/oslogin/set-up-oslogin",
        "https://cloud.google.com/vertex-ai/docs/workbench/reference/rest/v1/projects.locations.instances/diagnose",
        "https://cloud.google.com/compute/vm-manager/docs/os-policies/create-os-policy-assignment",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every project in which a binding gives somebody one of these permissions, one finding each:

- `compute.instances.setMetadata`, `compute.projects.setCommonInstanceMetadata`: start-up scripts and SSH keys
- `compute.instances.osAdminLogin`: root by OS Login
- `osconfig.osPolicyAssignments.create`: scripts by VM Manager
- `container.pods.exec`: a shell in a pod
- `notebooks.instances.diagnose`: Workbench can record packets for half a minute into a bucket, and leaves no state

It is low; info where basic roles (owner, editor) alone give it; critical where everybody has it (`allUsers`, \
`allAuthenticatedUsers`).

The bindings of the project count, and those of the folders and the organisation that it lies in. Roles are read, \
predefined and custom ones. Deny policies of the project take away what they deny without a condition. A role, or a \
policy above the project, that could not be read is unknown where nobody else was found.

## Why it matters

With root on a machine `tcpdump` is one command away. For the diagnosis of Workbench only this permission and the audit \
log tell that packets were recorded.

## Evidence

The members and condition of each binding, with the policy that it stands in; the permissions in its role.

## False positives

Whoever runs the machines may do so. Not weighed: who is in a group, bindings of single instances, deny policies of \
folders and of the organisation, principal access boundaries, and what conditions say.

## Remediation

```sh
gcloud projects get-iam-policy PROJECT
gcloud projects remove-iam-policy-binding PROJECT --member=MEMBER --role=roles/compute.instanceAdmin.v1
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

static QUESTION: Question = Question {
    permissions: &[
        "compute.instances.setMetadata",
        "compute.projects.setCommonInstanceMetadata",
        "compute.instances.osAdminLogin",
        "osconfig.osPolicyAssignments.create",
        "container.pods.exec",
        "notebooks.instances.diagnose",
    ],
    power,
    action: "run a capture on hosts",
    severity,
};

fn power(held: &BTreeSet<&'static str>) -> Power {
    if held.is_empty() { Power::None } else { Power::Whole }
}

fn severity(basis: Basis, who: Who) -> Severity {
    match (basis, who) {
        (Basis::Role | Basis::BasicRole, Who::Public) => Severity::Critical,
        (Basis::BasicRole | Basis::BasicRoleByCondition, _) => Severity::Info,
        _ => Severity::Low,
    }
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    judge(scope, out, &QUESTION);
}
