use super::association::in_force;
use super::organization::{Standing, destination, own, same};
use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView,
};
use overhear_core::Provider;
use overhear_gcp::{
    cloudresourcemanager::PROJECTS,
    networksecurity::{INTERCEPT_ENDPOINT_GROUP_ASSOCIATIONS, INTERCEPT_ENDPOINT_GROUPS, InterceptEndpointGroup},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-nsi-intercept-active",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A VPC network is linked with packet inspection in the path",
    resource_type: "networksecurity.googleapis.com/InterceptEndpointGroupAssociation",
    needs: &[
        Required(&INTERCEPT_ENDPOINT_GROUP_ASSOCIATIONS.op),
        Everywhere(&INTERCEPT_ENDPOINT_GROUPS.op, UNREAD),
        Everywhere(&PROJECTS.op, UNREAD),
    ],
    remediation: "Delete the association (`gcloud network-security intercept-endpoint-group-associations delete NAME \
                  --location=global`) unless it belongs to a firewall appliance of yours; approve that one.",
    references: &[
        "https://cloud.google.com/network-security-integration/docs/in-band/endpoint-groups-overview",
        "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.interceptEndpointGroupAssociations",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every link of a VPC network with an intercept endpoint group whose state is `ACTIVE` or `OUT_OF_SYNC`, one finding each.

- critical: the deployment group behind the endpoint group is in a project outside the organisation
- high: it is in another project, and nobody can tell whether that is in the organisation
- medium: it is in another project of the organisation
- low: it is in the same project

Where the endpoint group could not be read, its own project counts.

`CLOSED` passes: the link is disabled. A state on the way (`CREATING`, `DELETING`, `DELETE_FAILED`) or one that is \
absent is unknown, and so is a link that names no endpoint group.

## Why it matters

Firewall rules can send packets through the appliances of the deployment group before they arrive. Whoever runs them \
reads every packet, and may change it.

## Evidence

`state`, `network` and `interceptEndpointGroup` of the association; the deployment group of the endpoint group.

## False positives

Most are firewall appliances that somebody bought on purpose: approve them by the project of the deployment group, by \
its name or by a label of the association. Whether a firewall rule uses the link is not looked at. The inventory of the \
organisation is what `projects.search` shows to the caller.

## Remediation

```sh
gcloud network-security intercept-endpoint-group-associations describe NAME --location=global
gcloud network-security intercept-endpoint-group-associations delete NAME --location=global
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for link in scope.items(&INTERCEPT_ENDPOINT_GROUP_ASSOCIATIONS) {
        let Some(mut case) = in_force(out, &link, link.state(), &link.state) else {
            continue;
        };
        if let Some(network) = &link.network {
            case.cite(&link, "/network", network, "whose packets are inspected");
        }
        let Some(group) = link.intercept_endpoint_group.clone() else {
            out.rule(case, Ruling::Unknown("the link names no endpoint group".to_owned()));
            continue;
        };
        case.cite(&link, "/interceptEndpointGroup", &group, "the endpoint group they pass through");
        let network = url::last(link.network.as_deref().unwrap_or("unknown")).to_owned();
        let own = own(scope.scope(), &link.name);

        out.later(case, move |estate, case| {
            let (target, of) = match deployment_group(case, estate, &group) {
                Some(target) => (target, ""),
                None => (group, "an endpoint group that could not be read, of "),
            };
            let (standing, project) = destination(case, estate, &own, &target);
            // One step lower than a copy of the same reach, as long as it stays in the house.
            let severity = match standing {
                Standing::Foreign | Standing::Undetermined | Standing::Unresolved => standing.severity(),
                Standing::Own | Standing::Known => standing.severity().lowered(),
            };
            let place = standing.words(Provider::Gcp, &project);
            let message = format!("Packets of network {network} may be sent through appliances of {of}{place}.");
            Ruling::Fail(severity, message)
        });
    }
}

/// The deployment group behind an endpoint group of any scanned project.
fn deployment_group(case: &mut Case, estate: &Estate, group: &str) -> Option<String> {
    let groups = case.look_everywhere(estate, &INTERCEPT_ENDPOINT_GROUPS);
    let named = |wanted: Option<bool>, case: &mut Case| -> Option<Item<'_, InterceptEndpointGroup>> {
        groups.iter().copied().find(|found| same(case, estate, &found.name, group) == wanted)
    };
    let found = named(Some(true), case).or_else(|| named(None, case))?;
    let target = found.intercept_deployment_group.clone()?;
    case.cite(&found, "/interceptDeploymentGroup", &target, "the deployment group that they pass through");
    Some(target)
}
