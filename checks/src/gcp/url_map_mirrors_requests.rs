use super::organization::{absolute, destination, elsewhere, own, same};
use crate::{
    Check, Confidence, Kind,
    Need::{Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    cloudresourcemanager::PROJECTS,
    compute_loadbalancing::{BACKEND_SERVICES, URL_MAPS},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-url-map-mirrors-requests",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "A load balancer copies requests to a second backend",
    resource_type: "compute.googleapis.com/UrlMap",
    needs: &[Required(&URL_MAPS.op), Everywhere(&BACKEND_SERVICES.op, UNREAD), Everywhere(&PROJECTS.op, UNREAD)],
    remediation: "Take `requestMirrorPolicy` out of the URL map (`gcloud compute url-maps edit NAME`) unless somebody \
                  tests with shadow traffic; approve that by backend service.",
    references: &[
        "https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps",
        "https://cloud.google.com/load-balancing/docs/https/setting-up-global-traffic-mgmt",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every URL map with a `requestMirrorPolicy`, one finding each. It is looked for in all four places: \
`defaultRouteAction` of the map and of its path matchers, and `routeAction` of path rules and of route rules.

- high: the backend service that gets the copies is in another project, or speaks plain HTTP (`HTTP`, `H2C`)
- medium: it is in the same project and speaks something else

## Why it matters

The load balancer has ended TLS by then: whole requests are copied, with cookies, tokens and bodies. Nothing about it \
shows on the network, and the client waits for the first answer only.

## Evidence

Each `requestMirrorPolicy/backendService` of the URL map; the `protocol` of the backend service.

## False positives

Shadow traffic for tests of a new version: approve it by backend service. Where the protocol of the backend service \
could not be read, plain HTTP is not claimed.

## Remediation

```sh
gcloud compute url-maps export NAME --global --destination=url-map.yaml
gcloud compute url-maps import NAME --global --source=url-map.yaml
```

Take out `requestMirrorPolicy` between the two.

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for map in scope.items(&URL_MAPS) {
        let mirrors = map.view().mirrors();
        if mirrors.is_empty() {
            out.pass(&map, "no requestMirrorPolicy");
            continue;
        }
        let mut case = out.case(&map);
        for (pointer, backend) in &mirrors {
            case.cite(&map, pointer, backend, "gets a copy of each request");
        }
        let account = scope.scope().account.clone();
        let own = own(scope.scope(), map.key());
        let mut backends: Vec<String> =
            mirrors.into_iter().map(|(_, backend)| absolute(&own, backend).into_owned()).collect();
        backends.sort();
        backends.dedup();
        for backend in &backends {
            case.destination_id(url::name(backend));
        }

        out.later(case, move |estate, case| {
            let mut notable = Vec::new();
            for backend in &backends {
                let name = url::last(backend);
                let stands = url::project(backend).map(|project| (elsewhere(case, estate, &own, project), project));
                let home = match stands {
                    Some((Some(true), project)) => {
                        // By now the list of projects was read for a number; it is not asked for the sake of an id.
                        let project = if url::is_number(project) {
                            destination(case, estate, &own, backend).1
                        } else {
                            project.to_owned()
                        };
                        notable.push(format!("{name} is in project {project}"));
                        case.destination_account(&project);
                        Some(project)
                    }
                    Some((Some(false), _)) => {
                        for own in &own {
                            case.destination_account(own);
                        }
                        Some(account.clone())
                    }
                    Some((None, _)) | None => None,
                };
                let services = match home {
                    Some(home) => case.look_in(estate, &BACKEND_SERVICES, &home),
                    None => case.look_everywhere(estate, &BACKEND_SERVICES),
                };
                let found = services.iter().find(|found| same(case, estate, found.key(), backend) == Some(true));
                if let Some(found) = found
                    && found.is_plain()
                {
                    case.cite(found, "/protocol", &found.protocol, "the copies travel in plain text");
                    notable.push(format!("{name} speaks plain HTTP"));
                }
            }
            let names: Vec<_> = backends.iter().map(|backend| url::last(backend)).collect();
            let message = format!("The load balancer copies requests to {}", names.join(", "));
            if notable.is_empty() {
                Ruling::Fail(Severity::Medium, format!("{message}."))
            } else {
                Ruling::Fail(Severity::High, format!("{message}; {}.", notable.join(" and ")))
            }
        });
    }
}
