use super::{
    bindings::{NEEDS, Power, Question, judge},
    iam_can_create_packet_mirroring::by_member,
};
use crate::{Check, Confidence, Kind, Rating, Results, ScopeView};
use overhear_core::Provider;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "gcp-iam-can-attach-nsi-mirroring",
    provider: Provider::Gcp,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "Somebody may link networks with packet collectors",
    resource_type: "cloudresourcemanager.googleapis.com/Project",
    needs: &NEEDS,
    remediation: "Take the role from whoever runs no sensor (`gcloud projects remove-iam-policy-binding PROJECT \
                  --member=MEMBER --role=ROLE`).",
    references: &[
        "https://cloud.google.com/network-security-integration/docs/out-of-band/configure-mirroring-endpoint-group-associations",
        "https://cloud.google.com/iam/docs/roles-permissions/networksecurity",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every project in which bindings give somebody `networksecurity.mirroringEndpointGroups.use` or `.create`, and beside it \
`networksecurity.mirroringEndpointGroupAssociations.create` or `compute.firewallPolicies.update`: one finding each, by \
the worst of its members.

- critical: `allUsers` or `allAuthenticatedUsers`
- high: a service account of another project, or an address outside the domain of the organisation
- medium: anybody else
- low: by a binding with a condition
- info: by a basic role (owner, editor) alone, unless it is one of the first two

The bindings of the project count, and those of the folders and the organisation that it lies in. Roles are read, \
predefined and custom ones; permissions of several bindings add up. Deny policies of the project take away what they \
deny without a condition. A role, or a policy above the project, that could not be read is unknown where nobody else \
was found.

## Why it matters

This is the second way to mirror packets on Google Cloud: a link of a network with an endpoint group, and a rule of a \
firewall policy that mirrors. Whoever may set these up may hand the packets to a collector of his own.

## Evidence

The members and condition of each binding, with the policy that it stands in; the permissions in its role.

## False positives

Operators of a sensor. Of an organisation only the first domain is known: its other domains look foreign. Not weighed: \
who is in a group, deny policies of folders and of the organisation, principal access boundaries, and what conditions \
say.

## Remediation

```sh
gcloud projects get-iam-policy PROJECT
gcloud projects remove-iam-policy-binding PROJECT --member=MEMBER --role=roles/networksecurity.mirroringEndpointAdmin
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

static QUESTION: Question = Question {
    permissions: &[
        "networksecurity.mirroringEndpointGroupAssociations.create",
        "networksecurity.mirroringEndpointGroups.use",
        "networksecurity.mirroringEndpointGroups.create",
        "compute.firewallPolicies.update",
    ],
    power,
    action: "link networks with packet collectors",
    severity: by_member,
};

fn power(held: &BTreeSet<&'static str>) -> Power {
    let has = |permission: &str| held.contains(permission);
    let group =
        has("networksecurity.mirroringEndpointGroups.use") || has("networksecurity.mirroringEndpointGroups.create");
    let link =
        has("networksecurity.mirroringEndpointGroupAssociations.create") || has("compute.firewallPolicies.update");
    match (group, link) {
        (true, true) => Power::Whole,
        // The endpoint group may lie in another project, which grants its use.
        (false, true) if has("networksecurity.mirroringEndpointGroupAssociations.create") => Power::Part,
        _ => Power::None,
    }
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    judge(scope, out, &QUESTION);
}
