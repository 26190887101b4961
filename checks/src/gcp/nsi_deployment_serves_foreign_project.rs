use super::organization::{Standing, elsewhere, own, same, standing};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::Provider;
use overhear_gcp::{
    cloudresourcemanager::PROJECTS,
    networksecurity::{MIRRORING_DEPLOYMENT_GROUPS, MIRRORING_DEPLOYMENTS, MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-nsi-deployment-serves-foreign-project",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "A deployment group collects the packets of another project",
    resource_type: "networksecurity.googleapis.com/MirroringDeploymentGroup",
    needs: &[
        Required(&MIRRORING_DEPLOYMENT_GROUPS.op),
        Enriching(&MIRRORING_DEPLOYMENTS.op, UNREAD),
        Everywhere(&MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS.op, UNREAD),
        Everywhere(&PROJECTS.op, UNREAD),
    ],
    remediation: "Ask the owner of the connected endpoint group; where nobody knows it, delete the deployments of the \
                  group and the group (`gcloud network-security mirroring-deployment-groups delete NAME \
                  --location=global`), and scan the other project too.",
    references: &[
        "https://cloud.google.com/network-security-integration/docs/out-of-band/deployment-groups-overview",
        "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.mirroringDeploymentGroups",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every mirroring deployment group to which an endpoint group of another project is connected, one finding each: this \
project collects packets of that one.

- high: an endpoint group is in a project outside the organisation
- medium: it is in another project

It passes where this run reads an association of the endpoint group too: then gcp-nsi-mirroring-active tells of the \
same capture where the packets come from.

## Why it matters

The collectors of the group read the packets of networks that this project does not own. An intruder who holds a quiet \
project can have the traffic of others sent there.

## Evidence

`connectedEndpointGroups` of the deployment group; the forwarding rules of its deployments.

## False positives

A central sensor that serves the projects of an organisation, or of customers: scan the consumers in the same run, or \
approve it by name or label. A project number that could not be resolved is unknown. The inventory of the organisation \
is what `projects.search` shows to the caller.

## Remediation

```sh
gcloud network-security mirroring-deployment-groups describe NAME --location=global
gcloud network-security mirroring-deployments delete DEPLOYMENT --location=ZONE
gcloud network-security mirroring-deployment-groups delete NAME --location=global
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for group in scope.items(&MIRRORING_DEPLOYMENT_GROUPS) {
        let own = own(scope.scope(), &group.name);
        let consumers: Vec<(usize, String)> = group
            .connected_endpoint_groups
            .iter()
            .enumerate()
            .map(|(at, connected)| (at, connected.name.clone()))
            .filter(|(_, name)| url::project(name).is_none_or(|project| own.iter().all(|own| own != project)))
            .collect();
        if consumers.is_empty() {
            out.pass(&group, "no endpoint group of another project is connected");
            continue;
        }
        let mut case = out.case(&group);
        for (at, consumer) in &consumers {
            let pointer = format!("/connectedEndpointGroups/{at}/name");
            case.cite(&group, &pointer, consumer, "an endpoint group that sends packets");
        }
        let mut deployments = case.look(scope, &MIRRORING_DEPLOYMENTS);
        deployments.sort_by(|a, b| a.name.cmp(&b.name));
        let mut collects = false;
        for deployment in deployments {
            let ours = deployment.mirroring_deployment_group.as_deref();
            if let (true, Some(rule)) =
                (ours.is_some_and(|own| url::may_be_same(own, &group.name)), &deployment.forwarding_rule)
            {
                case.cite(&deployment, "/forwardingRule", rule, "where its packets arrive");
                case.destination_id(url::name(rule));
                collects = true;
            }
        }
        let idle = !collects && case.saw_all_of(&MIRRORING_DEPLOYMENTS);
        case.destination_id(url::name(&group.name));
        for own in &own {
            case.destination_account(own);
        }

        out.later(case, move |estate, case| {
            let mut worst: Option<(Standing, &str)> = None;
            let mut doubtful = None;
            for (_, consumer) in &consumers {
                let project = url::project(consumer).unwrap_or(consumer);
                match elsewhere(case, estate, &own, project) {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        doubtful = Some(project);
                        continue;
                    }
                }
                let links = case.look_everywhere(estate, &MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS);
                let told = links.iter().filter_map(|link| link.mirroring_endpoint_group.as_deref());
                let mut told = told.filter(|named| same(case, estate, named, consumer) == Some(true));
                if told.next().is_none() {
                    worst = worst.max(Some((standing(case, estate, &own, project), project)));
                }
            }
            match (worst, doubtful) {
                (Some((standing, project)), _) => {
                    let severity = if standing == Standing::Foreign { Severity::High } else { Severity::Medium };
                    let idle = if idle { " No deployment of it collects them yet." } else { "" };
                    let place = standing.words(Provider::Gcp, project);
                    Ruling::Fail(severity, format!("The deployment group gets packets of {place}.{idle}"))
                }
                (None, Some(project)) => Ruling::Unknown(format!(
                    "an endpoint group of project {project} is connected, a number that could not be resolved"
                )),
                // Nothing of another project, or told by the association at the other end.
                (None, None) => {
                    Ruling::Pass("no other project feeds it, or the association there is judged".to_owned())
                }
            }
        });
    }
}
