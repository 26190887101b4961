use super::{
    app_gateway::{Placed, Way, find, listeners, names, not_there, stray_rule, ways},
    app_gateway_listener_cleartext::{End, end},
};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    application_gateways::{APPLICATION_GATEWAYS, BackendSettings, Part},
    arm,
};
use overhear_core::Provider;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "azure-app-gateway-backend-cleartext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "TLS ends at an application gateway",
    resource_type: "Microsoft.Network/applicationGateways",
    needs: &[Required(&APPLICATION_GATEWAYS.op)],
    remediation: "Let the gateway speak TLS to its backends: `az network application-gateway http-settings update \
                  --gateway-name NAME --resource-group GROUP --name SETTINGS --protocol Https --port 443`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/application-gateway/ssl-overview",
        "https://learn.microsoft.com/en-us/azure/application-gateway/configuration-http-settings",
        "https://learn.microsoft.com/en-us/rest/api/application-gateway/application-gateways/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Application gateways (medium) that take TLS and pass the traffic on without it: a rule, path map or path rule leads \
from a listener for HTTPS to backend settings with protocol `Http`, or from a listener for TLS to settings with \
protocol `Tcp`.

A redirect reaches no backend. Where an id names settings that are not in the body, or a protocol is not known, the \
gateway is unknown. One without a listener for HTTPS or TLS, and one that is stopped, is not applicable.

## Why it matters

Clients see a lock, and the same requests cross the network behind the gateway in plaintext: the place where packet \
captures, taps and compromised machines listen.

## Evidence

`protocol` of the listener and of the backend settings, and the id in the rule that joins the two.

## False positives

The backends may be reached over an encrypted link, or lie in a virtual network with encryption: that protects the \
wire, and not the interfaces of gateway and backend, where captures are taken.

## Remediation

```sh
az network application-gateway http-settings update --gateway-name NAME --resource-group GROUP --name SETTINGS \\
  --protocol Https --port 443
```

```hcl
backend_http_settings {
  protocol = \"Https\"
  port     = 443
}
```

## Native controls

None known: no built-in Azure Policy definition looks at the backend settings of application gateways.
";

/// A step from a listener to the settings of a backend: the pointer of the id that names them, and the id.
struct Hop<'a> {
    own: &'a Placed<'a>,
    pointer: String,
    settings: &'a str,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for gateway in scope.items(&APPLICATION_GATEWAYS) {
        let properties = &gateway.view().properties;
        let Some(mut all) = listeners(out, &gateway) else { continue };
        let mut untold = all.untold.take();
        let mut open = Vec::new();
        for own in all.requests.iter().filter(|own| own.speaks("Https")) {
            for way in ways(properties, own.id) {
                let (pointer, settings) = match way {
                    Way::Backend(pointer, settings) => (pointer, settings),
                    way @ Way::Redirect(..) => {
                        match end(properties, way) {
                            End::Cleartext(..) => {
                                untold = Some(format!("listener {} redirects from HTTPS to HTTP", own.name()));
                            }
                            End::Untold(reason) => untold = Some(reason),
                            End::Redirected => {}
                        }
                        continue;
                    }
                    Way::Lost(reason) => {
                        untold = Some(reason);
                        continue;
                    }
                };
                let list = ("backendHttpSettingsCollection", properties.backend_http_settings_collection.as_deref());
                match cleartext(list, settings, ["Https", "Http"]) {
                    Ok(found) => open.extend(found.map(|found| (Hop { own, pointer, settings }, found))),
                    Err(reason) => untold = Some(reason),
                }
            }
        }
        for own in all.connections.iter().filter(|own| own.speaks("Tls")) {
            for (index, part) in properties.routing_rules.iter().flatten().enumerate() {
                let Some(rule) = part.properties.as_ref().filter(|rule| names(rule.listener.as_ref(), own.id)) else {
                    continue;
                };
                let settings = rule.backend_settings.as_ref().and_then(|named| named.id.as_deref()).unwrap_or_default();
                let pointer = format!("/properties/routingRules/{index}/properties/backendSettings/id");
                let list = ("backendSettingsCollection", properties.backend_settings_collection.as_deref());
                match cleartext(list, settings, ["Tls", "Tcp"]) {
                    Ok(found) => open.extend(found.map(|found| (Hop { own, pointer, settings }, found))),
                    Err(reason) => untold = Some(reason),
                }
            }
        }
        if open.is_empty() {
            let requests = all.requests.iter().any(|own| own.speaks("Https"));
            let takes_tls = requests || all.connections.iter().any(|own| own.speaks("Tls"));
            match untold.or_else(|| stray_rule(properties, &all)) {
                Some(reason) => out.unknown(&gateway, reason),
                None if takes_tls => out.pass(&gateway, "what comes over TLS goes on over TLS, or nowhere"),
                None => out.not_applicable(&gateway, "it has no listener for HTTPS or TLS"),
            }
            continue;
        }
        let mut case = out.case(&gateway);
        let mut told = BTreeSet::new();
        for (hop, (protocol, spoken)) in &open {
            let own = hop.own;
            if told.insert(own.at.as_str()) {
                let note = format!("what clients speak to listener {}", own.name());
                case.cite(&gateway, &format!("{}/protocol", own.at), &own.listener.protocol, note);
            }
            case.cite(&gateway, &hop.pointer, hop.settings, format!("where listener {} leads", own.name()));
            if told.insert(protocol) {
                case.cite(&gateway, protocol, spoken, "what the gateway speaks to the backends");
            }
        }
        let settings: BTreeSet<_> = open.iter().map(|(hop, _)| arm::last_segment(hop.settings)).collect();
        let settings: Vec<_> = settings.into_iter().collect();
        let message =
            format!("TLS ends at the gateway: it goes on without, by these settings: {}.", settings.join(", "));
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}

/// Where the settings of this id speak without TLS: the pointer of their protocol, and the protocol.
fn cleartext<'a>(
    (list, all): (&str, Option<&'a [Part<BackendSettings>]>),
    id: &str,
    [encrypted, open]: [&str; 2],
) -> Result<Option<(String, &'a str)>, String> {
    let (index, settings) = find(all, id).ok_or_else(|| not_there(list, id))?;
    let name = arm::last_segment(id);
    let protocol = settings.protocol.as_deref().ok_or_else(|| format!("the protocol of settings {name} is absent"))?;
    if protocol.eq_ignore_ascii_case(encrypted) {
        Ok(None)
    } else if protocol.eq_ignore_ascii_case(open) {
        Ok(Some((format!("/properties/{list}/{index}/properties/protocol"), protocol)))
    } else {
        Err(format!("the protocol of settings {name} is {protocol}"))
    }
}
