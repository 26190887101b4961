use super::{
    app_gateway::{Placed, Way, find, is, listeners, names, not_there, stray_rule, ways},
    cleartext_port,
};
use crate::{Case, Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    application_gateways::{APPLICATION_GATEWAYS, ApplicationGateway, ApplicationGatewayProperties},
    arm,
};
use overhear_core::Provider;

/// A port says little about what is spoken on it.
const BY_PORT: Confidence = Confidence::hundredths(60);

pub(super) static CHECK: Check = Check {
    id: "azure-app-gateway-listener-cleartext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "An application gateway takes requests in cleartext",
    resource_type: "Microsoft.Network/applicationGateways",
    needs: &[Required(&APPLICATION_GATEWAYS.op)],
    remediation: "Give the HTTP listener a rule that does nothing but redirect to an HTTPS listener (`az network \
                  application-gateway redirect-config create --type Permanent --target-listener HTTPS-LISTENER`), on \
                  every path.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/application-gateway/redirect-overview",
        "https://learn.microsoft.com/en-us/azure/application-gateway/configuration-request-routing-rules",
        "https://learn.microsoft.com/en-us/rest/api/application-gateway/application-gateways/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Application gateways with a listener for HTTP whose requests reach a backend, or are redirected to HTTP.

- high: such a listener has a public address, or one that is not told
- medium: all such listeners have private addresses
- low: only a TCP listener on a port whose usual protocol is not encrypted (FTP, Telnet, SMTP, HTTP, POP3, IMAP, LDAP, \
SQL Server, MySQL, PostgreSQL, Redis)

Each rule of a listener counts, and with a path map its default and each of its path rules: a redirect by default says \
nothing about the paths. A redirect is sound where it leads to an HTTPS listener or an `https://` URL. A listener \
without a rule serves nothing. Where an id names a part that is not in the body the gateway is unknown. A stopped \
gateway is not applicable.

## Why it matters

Requests and answers of such listeners can be read on every network between client and gateway.

## Evidence

`protocol` of the listener, the id in the rule that sends the request on, and the public address. URLs of redirects \
are not shown: they may hold tokens.

## False positives

A backend may itself redirect every request to HTTPS; nothing in the gateway tells. What a TCP listener carries may be \
TLS: confidence 0.60.

## Remediation

```sh
az network application-gateway redirect-config create --gateway-name NAME --resource-group GROUP --name to-https \\
  --type Permanent --target-listener HTTPS-LISTENER --include-path true --include-query-string true
az network application-gateway rule update --gateway-name NAME --resource-group GROUP --name RULE \\
  --redirect-config to-https
```

## Native controls

None known: no built-in Azure Policy definition looks at the listeners of application gateways.
";

/// Where requests to a listener end up.
pub(super) enum End<'a> {
    /// In cleartext, by the id that stands at this pointer, and why.
    Cleartext(String, &'a str, &'static str),
    /// On HTTPS.
    Redirected,
    /// Nobody can tell, and why.
    Untold(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for gateway in scope.items(&APPLICATION_GATEWAYS) {
        let properties = &gateway.view().properties;
        let Some(mut all) = listeners(out, &gateway) else { continue };
        let mut open = Vec::new();
        for own in all.requests.iter().filter(|own| own.speaks("Http")) {
            let mut first = None;
            for way in ways(properties, own.id) {
                match end(properties, way) {
                    End::Cleartext(pointer, id, note) => first = first.or(Some((pointer, id, note))),
                    End::Redirected => {}
                    End::Untold(reason) => all.untold = Some(reason),
                }
            }
            open.extend(first.map(|first| (own, first)));
        }
        let mut ports = Vec::new();
        for own in all.connections.iter().filter(|own| own.speaks("Tcp") && is_routed(properties, own)) {
            match port(properties, own) {
                Ok((pointer, port)) => {
                    ports.extend(cleartext_port::protocol(port).map(|usual| (own, pointer, port, usual)));
                }
                Err(reason) => all.untold = Some(reason),
            }
        }
        if open.is_empty() && ports.is_empty() {
            let has_http = all.requests.iter().any(|own| own.speaks("Http"));
            match all.untold.take().or_else(|| stray_rule(properties, &all)) {
                Some(reason) => out.unknown(&gateway, reason),
                None if all.requests.is_empty() && all.connections.is_empty() => {
                    out.not_applicable(&gateway, "it has no listener");
                }
                None if has_http => out.pass(&gateway, "its HTTP listeners redirect to HTTPS, or have no rule"),
                None => out.pass(&gateway, "no listener for HTTP, nor one for TCP on a port of cleartext"),
            }
            continue;
        }
        let mut case = out.case(&gateway);
        let mut severity = Severity::Low;
        let mut names = Vec::new();
        for (own, (pointer, id, note)) in &open {
            case.cite(&gateway, &format!("{}/protocol", own.at), &own.listener.protocol, "a listener without TLS");
            case.cite(&gateway, pointer, id, *note);
            severity = severity.max(exposure(&mut case, &gateway, own));
            names.push(own.name());
        }
        for (own, pointer, port, usual) in &ports {
            case.cite(&gateway, pointer, port, format!("the port of TCP listener {}, usually {usual}", own.name()));
        }
        let message = if names.is_empty() {
            case.cap(BY_PORT);
            let ports: Vec<_> = ports.iter().map(|(own, .., usual)| format!("{} ({usual})", own.name())).collect();
            format!("The gateway takes TCP on ports whose usual protocol is not encrypted: {}.", ports.join(", "))
        } else {
            format!("Requests over HTTP are served, not redirected to HTTPS, on these listeners: {}.", names.join(", "))
        };
        out.rule(case, Ruling::Fail(severity, message));
    }
}

pub(super) fn end<'a>(gateway: &'a ApplicationGatewayProperties, way: Way<'a>) -> End<'a> {
    let (pointer, id) = match way {
        Way::Backend(pointer, id) => return End::Cleartext(pointer, id, "its requests go to a backend"),
        Way::Lost(reason) => return End::Untold(reason),
        Way::Redirect(pointer, id) => (pointer, id),
    };
    let Some((_, redirect)) = find(gateway.redirect_configurations.as_deref(), id) else {
        return End::Untold(not_there("redirectConfigurations", id));
    };
    if let Some(target) = &redirect.target_listener {
        let target = target.id.as_deref().unwrap_or_default();
        let Some((_, target)) = find(gateway.http_listeners.as_deref(), target) else {
            return End::Untold(not_there("httpListeners", target));
        };
        let protocol = target.protocol.as_deref();
        return if is(protocol, "Https") {
            End::Redirected
        } else if is(protocol, "Http") {
            End::Cleartext(pointer, id, "its requests are redirected to a listener for HTTP")
        } else {
            End::Untold(format!("the target of a redirect speaks {}", protocol.unwrap_or("what is not told")))
        };
    }
    let scheme = redirect.target_url.as_deref().and_then(|url| url.split_once("://")).map(|(scheme, _)| scheme.trim());
    if is(scheme, "https") {
        End::Redirected
    } else if is(scheme, "http") {
        End::Cleartext(pointer, id, "its requests are redirected to a URL of HTTP")
    } else {
        End::Untold("the target of a redirect is neither a listener nor a URL of HTTP or HTTPS".to_owned())
    }
}

fn is_routed(gateway: &ApplicationGatewayProperties, own: &Placed<'_>) -> bool {
    let rules = gateway.routing_rules.iter().flatten().filter_map(|part| part.properties.as_ref());
    rules.into_iter().any(|rule| names(rule.listener.as_ref(), own.id))
}

/// The port of a listener, and its pointer.
fn port(gateway: &ApplicationGatewayProperties, own: &Placed<'_>) -> Result<(String, i64), String> {
    let id = own.listener.frontend_port.as_ref().and_then(|port| port.id.as_deref()).unwrap_or_default();
    let found = find(gateway.frontend_ports.as_deref(), id);
    let (index, port) = found.ok_or_else(|| not_there("frontendPorts", id))?;
    let port = port.port.ok_or_else(|| format!("port {} has no number", arm::last_segment(id)))?;
    Ok((format!("/properties/frontendPorts/{index}/properties/port"), port))
}

/// How bad it is that a listener takes HTTP: worse where its address is public, or is not told.
fn exposure(case: &mut Case, gateway: &Item<'_, ApplicationGateway>, own: &Placed<'_>) -> Severity {
    let address = own.listener.frontend_ip_configuration.as_ref().and_then(|address| address.id.as_deref());
    let all = gateway.view().properties.frontend_ip_configurations.as_deref();
    let Some((index, address)) = address.and_then(|id| find(all, id)) else { return Severity::High };
    let Some(public) = &address.public_ip_address else { return Severity::Medium };
    if let Some(public) = &public.id {
        let pointer = format!("/properties/frontendIPConfigurations/{index}/properties/publicIPAddress/id");
        case.cite(gateway, &pointer, public, "it has a public address");
    }
    Severity::High
}
