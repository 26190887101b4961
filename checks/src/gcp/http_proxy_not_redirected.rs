use super::url_map_routes::{Route, routes};
use crate::{Case, Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    compute::{FORWARDING_RULES, ForwardingRule},
    compute_loadbalancing::{URL_MAPS, UrlMap},
    compute_tls::TARGET_HTTP_PROXIES,
    url,
};

pub(super) static CHECK: Check = Check {
    id: "gcp-http-proxy-not-redirected",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A load balancer serves plain HTTP",
    resource_type: "compute.googleapis.com/TargetHttpProxy",
    needs: &[Required(&TARGET_HTTP_PROXIES.op), Required(&URL_MAPS.op), Required(&FORWARDING_RULES.op)],
    remediation: "Give the HTTP proxy a URL map of its own that has nothing but `defaultUrlRedirect` with \
                  `httpsRedirect: true`, or take the forwarding rule for HTTP away.",
    references: &[
        "https://cloud.google.com/load-balancing/docs/https/setting-up-http-https-redirect",
        "https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every target HTTP proxy with a forwarding rule whose URL map lets a request reach a backend, or sends it elsewhere by \
HTTP, one finding each. The map is judged in every place: its own default, the default of each path matcher, each path \
rule and each route rule. A place is safe by a redirect with `httpsRedirect` true alone (absent: documented default \
false).

- high: a forwarding rule is external (`EXTERNAL`, `EXTERNAL_MANAGED`)
- medium: all of them are internal (`INTERNAL_MANAGED`)

Proxies without a forwarding rule and those of a service mesh (`INTERNAL_SELF_MANAGED`) are not judged. A URL map that \
is not in the list, one with a place that says nothing, and a load balancing scheme that is absent or not known are \
unknown.

## Why it matters

Requests and answers, cookies and tokens travel as plain text up to the load balancer.

## Evidence

The places of the URL map that do not lead to HTTPS; `loadBalancingScheme` of the forwarding rules.

## False positives

A health check or a challenge of a certificate authority that must be answered by HTTP: narrow its path rule, it stays \
a finding.

## Remediation

```sh
gcloud compute url-maps import http-redirect --global --source=/dev/stdin <<'EOF'
name: http-redirect
defaultUrlRedirect: {httpsRedirect: true, redirectResponseCode: MOVED_PERMANENTLY_DEFAULT}
EOF
gcloud compute target-http-proxies update NAME --url-map=http-redirect --global
```

## Native controls

`HTTP_LOAD_BALANCER` of Security Command Center flags every target HTTP proxy, those that only redirect among them.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut rules: Vec<_> = scope.items(&FORWARDING_RULES).collect();
    rules.sort_by(|a, b| a.key().cmp(b.key()));
    let unread = scope.sight(&FORWARDING_RULES).gap().filter(|gap| !gap.kind.is_absence()).map(ToString::to_string);
    for proxy in scope.items(&TARGET_HTTP_PROXIES) {
        let leads = |rule: &&Item<'_, ForwardingRule>| {
            rule.target.as_ref().is_some_and(|target| url::may_be_same(target, proxy.key()))
        };
        let leading: Vec<_> = rules.iter().filter(leads).collect();
        let in_a_mesh = |rule: &&Item<'_, ForwardingRule>| scheme(rule) == Some("INTERNAL_SELF_MANAGED");
        let outside: Vec<_> = leading.iter().copied().filter(|rule| !in_a_mesh(rule)).collect();
        if outside.is_empty() {
            match &unread {
                Some(gap) => out.unknown(&proxy, format!("{}: {gap}", FORWARDING_RULES.id)),
                None if leading.is_empty() => out.not_applicable(&proxy, "no forwarding rule leads to it"),
                None => out.not_applicable(&proxy, "a proxy of a service mesh"),
            }
            continue;
        }
        let named = proxy.url_map.as_deref();
        let found = named.and_then(|named| scope.items(&URL_MAPS).find(|map| url::may_be_same(map.key(), named)));
        let Some(map) = found else {
            out.unknown(&proxy, format!("URL map {} is not in the list", named.map_or("(absent)", url::name)));
            continue;
        };
        let routes = routes(map.view());
        let open: Vec<_> = routes.iter().filter(|route| !route.is_sent_to_https()).collect();
        let Some(first) = open.first() else {
            out.pass(&proxy, "its URL map sends every request to HTTPS");
            continue;
        };
        if open.iter().all(|route| route.services.is_empty() && route.stays_http().is_none()) {
            out.unknown(&proxy, format!("its URL map does not tell what happens to requests: {}", first.place()));
            continue;
        }
        let mut case = out.case(&proxy);
        case.cite(&proxy, "/urlMap", named, "the URL map that says what happens to requests");
        let reach = reach(&mut case, &outside);
        cite(&mut case, &map, &open);
        let name = url::last(map.key());
        let ruling = match reach {
            Ok((severity, clients)) => Ruling::Fail(
                severity,
                format!("The load balancer serves plain HTTP to clients {clients}: URL map {name}."),
            ),
            Err(reason) => Ruling::Unknown(reason),
        };
        out.rule(case, ruling);
    }
}

fn scheme<'a>(rule: &'a Item<'_, ForwardingRule>) -> Option<&'a str> {
    rule.load_balancing_scheme.as_deref()
}

/// Who can reach the proxy, by the widest of its forwarding rules.
fn reach(case: &mut Case, rules: &[&Item<'_, ForwardingRule>]) -> Result<(Severity, &'static str), String> {
    for rule in rules {
        if let Some(scheme @ ("EXTERNAL" | "EXTERNAL_MANAGED")) = scheme(rule) {
            case.cite(rule, "/loadBalancingScheme", scheme, "a forwarding rule leads from the internet to the proxy");
            return Ok((Severity::High, "on the internet"));
        }
    }
    for rule in rules {
        match scheme(rule) {
            Some(scheme @ "INTERNAL_MANAGED") => {
                case.cite(
                    rule,
                    "/loadBalancingScheme",
                    scheme,
                    "a forwarding rule leads from the network to the proxy",
                );
            }
            other => {
                return Err(format!("a forwarding rule of scheme {} leads to it", other.unwrap_or("(absent)")));
            }
        }
    }
    Ok((Severity::Medium, "inside the network"))
}

/// The places that do not lead to HTTPS.
fn cite(case: &mut Case, map: &Item<'_, UrlMap>, open: &[&Route<'_>]) {
    for route in open {
        for (pointer, service) in &route.services {
            case.cite(map, pointer, service, "requests reach a backend by HTTP");
        }
        match (route.stays_http(), route.https_redirect()) {
            (Some(pointer), Some(https)) => {
                case.cite(map, &format!("{pointer}/httpsRedirect"), https, "requests are sent elsewhere, by HTTP");
            }
            (Some(_), None) => {
                let pointer = if map.self_link.is_empty() { "/name" } else { "/selfLink" };
                let note = format!("{} redirects; httpsRedirect is absent: documented default false", route.place());
                case.cite(map, pointer, map.key(), note);
            }
            (None, _) => {}
        }
    }
}
