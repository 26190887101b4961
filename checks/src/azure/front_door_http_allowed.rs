use super::{
    front_door::{Spoken, routes},
    parent,
};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    cdn::{ENDPOINTS, PROFILES, ROUTES, RULE_SETS, Route},
};
use overhear_core::Provider;

/// A rule that nobody read may redirect.
const BY_RULES: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "azure-front-door-http-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A Front Door route serves requests over HTTP",
    resource_type: "Microsoft.Cdn/profiles/afdEndpoints/routes",
    needs: &[
        Required(&PROFILES.op),
        Required(&ENDPOINTS.op),
        Required(&ROUTES.op),
        Enriching(&RULE_SETS.op, Confidence::hundredths(85)),
    ],
    remediation: "Redirect: `az afd route update --ids ID --supported-protocols Http Https --https-redirect Enabled`; \
                  or take HTTPS only: `--supported-protocols Https --https-redirect Disabled`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/frontdoor/how-to-configure-route",
        "https://learn.microsoft.com/en-us/azure/frontdoor/end-to-end-tls",
        "https://learn.microsoft.com/en-us/rest/api/frontdoor/azurefrontdoorstandardpremium/routes/list-by-endpoint",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Enabled routes of Front Door Standard and Premium (high) whose `supportedProtocols` has `Http` and that do not \
redirect to HTTPS. `httpsRedirect` absent: documented default Disabled.

`supportedProtocols` absent, and values that are not documented, are unknown. Routes that are disabled, or lie on a \
disabled endpoint, and profiles of the classic CDN are not applicable. Front Door (classic) is another API and is not \
read.

## Why it matters

Between the client and the edge of Front Door lies the internet. Requests over HTTP, with their cookies and tokens, \
can be read on the whole way.

## Evidence

`Http` in `supportedProtocols`, and `httpsRedirect`.

## False positives

A rule of a rule set may redirect to HTTPS. Rules are not read: where rule sets apply to the route the message says \
so, and the confidence is 0.70 at most.

## Remediation

```sh
az afd route update --ids ID --supported-protocols Http Https --https-redirect Enabled
```

```hcl
resource \"azurerm_cdn_frontdoor_route\" \"example\" {
  supported_protocols    = [\"Http\", \"Https\"]
  https_redirect_enabled = true
}
```

## Native controls

None known for Front Door Standard and Premium.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for route in routes(scope, out) {
        let place = match Spoken::of(&route.properties) {
            Spoken::Http(place) => place,
            Spoken::Redirected => {
                out.pass(&route, "it redirects HTTP to HTTPS");
                continue;
            }
            Spoken::Https => {
                out.pass(&route, "it takes HTTPS only");
                continue;
            }
            Spoken::Untold(reason) => {
                out.unknown(&route, reason);
                continue;
            }
        };
        let mut case = out.case(&route);
        let protocols = route.properties.supported_protocols.as_deref().unwrap_or_default();
        let note = match &route.properties.https_redirect {
            Some(redirect) => {
                case.cite(&route, "/properties/httpsRedirect", redirect, "HTTP is not sent to HTTPS");
                "clients may speak it"
            }
            None => "clients may speak it; httpsRedirect is absent: documented default Disabled",
        };
        case.cite(&route, &format!("/properties/supportedProtocols/{place}"), protocols.get(place), note);
        let rules = rules(scope, &mut case, &route);
        let message = format!("The route {} serves requests over HTTP.{rules}", arm::last_segment(&route.id));
        out.rule(case, Ruling::Fail(Severity::High, message));
    }
}

/// What the rule sets of the route add: those that exist may hold a redirect.
fn rules(scope: &ScopeView<'_>, case: &mut Case, route: &Item<'_, Route>) -> String {
    let own = route.view().properties.rule_sets.as_deref().unwrap_or_default();
    let own: Vec<_> = own.iter().filter_map(|set| set.id.as_deref()).collect();
    if own.is_empty() {
        return String::new();
    }
    let profile = parent::of(&route.id).and_then(parent::of).unwrap_or_default();
    let listed = case.look_for(scope, &RULE_SETS, profile);
    let exists = |id: &&str| listed.iter().any(|set| arm::same(&set.id, id));
    if case.saw_all_of(&RULE_SETS) && !own.iter().any(exists) {
        return String::new();
    }
    case.cap(BY_RULES);
    let said: Vec<_> = own.into_iter().map(arm::last_segment).collect();
    format!(" Rule sets apply to it, whose rules were not read and may redirect: {}.", said.join(", "))
}
