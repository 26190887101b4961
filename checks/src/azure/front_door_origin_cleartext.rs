use super::front_door::{Spoken, routes, rule_sets};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    arm,
    cdn::{ENDPOINTS, PROFILES, ROUTES},
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-front-door-origin-cleartext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "A Front Door route speaks HTTP to its origins",
    resource_type: "Microsoft.Cdn/profiles/afdEndpoints/routes",
    needs: &[Required(&PROFILES.op), Required(&ENDPOINTS.op), Required(&ROUTES.op)],
    remediation: "Forward over HTTPS only: `az afd route update --ids ID --forwarding-protocol HttpsOnly`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/frontdoor/how-to-configure-route",
        "https://learn.microsoft.com/en-us/azure/frontdoor/end-to-end-tls",
        "https://learn.microsoft.com/en-us/azure/frontdoor/front-door-rules-engine-actions",
        "https://learn.microsoft.com/en-us/rest/api/frontdoor/azurefrontdoorstandardpremium/routes/list-by-endpoint",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Enabled routes of Front Door Standard and Premium (medium) whose `forwardingProtocol` is `HttpOnly`, or `MatchRequest` \
while clients may speak HTTP without being redirected.

A route that would pass and to which rule sets apply is unknown: a rule may choose another forwarding protocol, and \
rules are not read. `forwardingProtocol` absent, and values that are not documented, are unknown. Routes that are \
disabled, or lie on a disabled endpoint, and profiles of the classic CDN are not applicable.

## Why it matters

Clients speak TLS to the edge, and the edge sends the same requests to the origin in plaintext, over the internet \
unless the origin is reached by Private Link.

## Evidence

`forwardingProtocol`; with `MatchRequest` also `Http` in `supportedProtocols`.

## False positives

An origin that is reached by Private Link lies behind the network of Microsoft, and still takes plaintext. With \
`MatchRequest` the origin may itself redirect HTTP to HTTPS.

## Remediation

```sh
az afd route update --ids ID --forwarding-protocol HttpsOnly
```

```hcl
resource \"azurerm_cdn_frontdoor_route\" \"example\" {
  forwarding_protocol = \"HttpsOnly\"
}
```

## Native controls

None known for Front Door Standard and Premium.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for route in routes(scope, out) {
        let properties = &route.view().properties;
        let Some(forwarding) = properties.forwarding_protocol.as_deref() else {
            out.unknown(&route, "forwardingProtocol is absent");
            continue;
        };
        let is = |word: &str| forwarding.eq_ignore_ascii_case(word);
        let spoken = if is("MatchRequest") { Some(Spoken::of(properties)) } else { None };
        let why = match &spoken {
            None if is("HttpOnly") => "it speaks HTTP to the origins",
            Some(Spoken::Http(_)) => "it speaks to the origins what the client spoke",
            Some(Spoken::Untold(reason)) => {
                out.unknown(&route, format!("it forwards what it takes, and {reason}"));
                continue;
            }
            None if !is("HttpsOnly") => {
                out.unknown(&route, format!("its forwardingProtocol is {forwarding}"));
                continue;
            }
            _ if rule_sets(properties) > 0 => {
                let reason = "rule sets apply to it, whose rules were not read and may forward over HTTP";
                out.unknown(&route, reason);
                continue;
            }
            None => {
                out.pass(&route, "it speaks HTTPS to the origins");
                continue;
            }
            Some(Spoken::Redirected | Spoken::Https) => {
                out.pass(&route, "it forwards what it takes, and takes HTTPS only");
                continue;
            }
        };
        let mut case = out.case(&route);
        case.cite(&route, "/properties/forwardingProtocol", forwarding, why);
        let mut when = "";
        if let Some(Spoken::Http(place)) = spoken {
            let protocols = properties.supported_protocols.as_deref().unwrap_or_default();
            let pointer = format!("/properties/supportedProtocols/{place}");
            case.cite(&route, &pointer, protocols.get(place), "clients may speak it, and are not redirected");
            when = " where the client does";
        }
        let name = arm::last_segment(&route.id);
        out.rule(case, Ruling::Fail(Severity::Medium, format!("The route {name} speaks HTTP to its origins{when}.")));
    }
}
