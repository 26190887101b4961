use super::url_map_routes::routes;
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    compute_loadbalancing::{BACKEND_SERVICES, BackendService, URL_MAPS},
    compute_tls::{TARGET_HTTPS_PROXIES, TARGET_SSL_PROXIES},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "gcp-backend-service-cleartext",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "A load balancer speaks plain text to its backends",
    resource_type: "compute.googleapis.com/BackendService",
    needs: &[
        Required(&BACKEND_SERVICES.op),
        Enriching(&TARGET_HTTPS_PROXIES.op, UNREAD),
        Enriching(&TARGET_SSL_PROXIES.op, UNREAD),
        Enriching(&URL_MAPS.op, UNREAD),
    ],
    remediation: "Have the backends speak TLS and set the protocol to `HTTPS`, `HTTP2` or `SSL` (`gcloud compute \
                  backend-services update NAME --protocol=HTTPS`).",
    references: &[
        "https://cloud.google.com/load-balancing/docs/backend-service",
        "https://cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends",
        "https://cloud.google.com/compute/docs/reference/rest/v1/backendServices",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every backend service of a proxy load balancer (`EXTERNAL`, `EXTERNAL_MANAGED`, `INTERNAL_MANAGED`) that speaks plain \
text to its backends, one finding each: `protocol` `HTTP` or `H2C`, or `TCP` behind a target SSL proxy. That a target \
HTTPS proxy leads to it is looked up; where none does the confidence is lower, since there was no TLS to end.

`HTTPS`, `HTTP2` and `SSL` pass. Not judged: passthrough load balancers, `TCP` that no SSL proxy leads to, service \
meshes (`INTERNAL_SELF_MANAGED`), services without a backend. Unknown: `GRPC`, a protocol or scheme that is absent, \
`UNSPECIFIED` or not known, and services all of whose backends are regional network endpoint groups: serverless ones, \
where the hop is Google's and always TLS, look the same as others.

## Why it matters

TLS ends at the load balancer. Google encrypts some of the way below, but a packet that is mirrored at the instance is \
plain text.

## Evidence

`protocol` and `loadBalancingScheme` of the backend service; the proxy that ends TLS before it.

## False positives

Backends that encrypt what they are sent in another way, such as a mesh on the instances.

## Remediation

```sh
gcloud compute backend-services update NAME --global --protocol=HTTPS
```

```hcl
resource \"google_compute_backend_service\" \"main\" {
  protocol = \"HTTPS\"
}
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for service in scope.items(&BACKEND_SERVICES) {
        let protocol = service.protocol.as_deref();
        if let Some(protocol @ ("HTTPS" | "HTTP2" | "SSL")) = protocol {
            out.pass(&service, &format!("protocol {protocol}"));
            continue;
        }
        match service.load_balancing_scheme.as_deref() {
            Some("EXTERNAL" | "EXTERNAL_MANAGED" | "INTERNAL_MANAGED") => {}
            Some("INTERNAL") => {
                out.not_applicable(&service, "a passthrough load balancer");
                continue;
            }
            Some("INTERNAL_SELF_MANAGED") => {
                out.not_applicable(&service, "a service mesh");
                continue;
            }
            scheme => {
                out.unknown(&service, format!("loadBalancingScheme {}", scheme.unwrap_or("is absent")));
                continue;
            }
        }
        match protocol {
            Some("HTTP" | "H2C" | "TCP") => {}
            Some("UDP") => {
                out.not_applicable(&service, "a passthrough load balancer");
                continue;
            }
            Some(other) => {
                out.unknown(&service, format!("protocol {other} does not tell whether it speaks TLS"));
                continue;
            }
            None => {
                out.unknown(&service, "protocol is absent");
                continue;
            }
        }
        if service.backends.is_empty() {
            out.not_applicable(&service, "it has no backend");
            continue;
        }
        if protocol == Some("TCP") {
            of_tcp(scope, out, &service);
            continue;
        }
        if service.backends.iter().all(|backend| backend.group.as_deref().is_some_and(may_be_serverless)) {
            out.unknown(&service, "its backends are regional network endpoint groups, which may be serverless");
            continue;
        }
        let mut case = out.case(&service);
        cite(&mut case, &service);
        let before = if ends_https(scope, &mut case, &service) {
            "ends TLS and "
        } else {
            case.cap(UNREAD);
            ""
        };
        let protocol = protocol.unwrap_or_default();
        let message = format!("The load balancer {before}speaks {protocol} to its backends.");
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}

/// TCP is plain text only where TLS ended before it.
fn of_tcp(scope: &ScopeView<'_>, out: &mut Results<'_>, service: &Item<'_, BackendService>) {
    let mut proxies: Vec<_> = scope.items(&TARGET_SSL_PROXIES).collect();
    proxies.sort_by(|a, b| a.key().cmp(b.key()));
    proxies.retain(|proxy| proxy.service.as_ref().is_some_and(|own| url::may_be_same(own, service.key())));
    if let Some(proxy) = proxies.first() {
        let mut case = out.case(service);
        cite(&mut case, service);
        case.cite(proxy, "/service", &proxy.service, "a target SSL proxy ends TLS before it");
        let message = "The load balancer ends TLS and speaks TCP to its backends.".to_owned();
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    } else if let Some(gap) = scope.sight(&TARGET_SSL_PROXIES).gap().filter(|gap| !gap.kind.is_absence()) {
        out.unknown(service, format!("{}: {gap}", TARGET_SSL_PROXIES.id));
    } else {
        out.not_applicable(service, "TCP as the client sends it: no target SSL proxy leads to it");
    }
}

fn cite(case: &mut Case, service: &Item<'_, BackendService>) {
    case.cite(service, "/protocol", &service.protocol, "how it speaks to its backends");
    let note = "the kind of load balancer";
    case.cite(service, "/loadBalancingScheme", &service.load_balancing_scheme, note);
}

/// Whether a target HTTPS proxy leads to the service.
fn ends_https(scope: &ScopeView<'_>, case: &mut Case, service: &Item<'_, BackendService>) -> bool {
    let mut maps = case.look(scope, &URL_MAPS);
    maps.sort_by(|a, b| a.key().cmp(b.key()));
    let mut proxies = case.look(scope, &TARGET_HTTPS_PROXIES);
    proxies.sort_by(|a, b| a.key().cmp(b.key()));
    for map in maps {
        let routes = routes(map.view());
        let mut services = routes.iter().flat_map(|route| &route.services);
        let Some((pointer, backend)) = services.find(|(_, backend)| url::may_be_same(backend, service.key())) else {
            continue;
        };
        let names = |own: &String| url::may_be_same(own, map.key());
        if let Some(proxy) = proxies.iter().find(|proxy| proxy.url_map.as_ref().is_some_and(names)) {
            case.cite(&map, pointer, backend, "a URL map leads to it");
            case.cite(proxy, "/urlMap", &proxy.url_map, "a target HTTPS proxy ends TLS before it");
            return true;
        }
    }
    false
}

/// True for a network endpoint group of a region: the serverless ones are, and some others.
fn may_be_serverless(group: &str) -> bool {
    url::name(group).contains("/regions/") && group.contains("/networkEndpointGroups/")
}
