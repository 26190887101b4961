use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    app::{CONTAINER_APPS, ContainerApp, Ingress, MANAGED_ENVIRONMENTS, ManagedEnvironmentProperties},
    arm,
};
use overhear_core::Provider;

const HTTP: Confidence = Confidence::hundredths(95);
/// TLS ends at the ingress, and nobody can tell what is said behind it.
const PEERS: Confidence = Confidence::hundredths(85);
/// What goes over TCP may be TLS.
const TCP: Confidence = Confidence::hundredths(40);

pub(super) static CHECK: Check = Check {
    id: "azure-container-app-http-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: HTTP,
    title: "A container app is reached without TLS",
    resource_type: "Microsoft.App/containerApps",
    needs: &[Required(&CONTAINER_APPS.op), Enriching(&MANAGED_ENVIRONMENTS.op, Confidence::hundredths(85))],
    remediation: "Refuse HTTP: `az containerapp ingress update --resource-group GROUP --name APP --allow-insecure \
                  false`; encrypt between the apps: `az containerapp env update --resource-group GROUP --name \
                  ENVIRONMENT --enable-peer-to-peer-encryption true`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/container-apps/ingress-overview",
        "https://learn.microsoft.com/en-us/azure/container-apps/ingress-how-to",
        "https://learn.microsoft.com/en-us/azure/container-apps/networking",
        "https://learn.microsoft.com/en-us/rest/api/resource-manager/containerapps/container-apps/list-by-subscription",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Container apps with an ingress.

- medium: `allowInsecure` is true and the ingress is external
- low: `allowInsecure` is true and the ingress is reached from inside the environment alone
- low (variant tcp, confidence 0.40): `transport` is `tcp`, or there are `additionalPortMappings`, which take TCP
- low (variant peer, confidence 0.85): the environment does not encrypt what its apps say to each other

Absent, `allowInsecure` and `external` have their documented default, false, and peer encryption is off. An app that \
is fine by itself is unknown where its environment was not read or is not in the list. An app without ingress is not \
applicable.

## Why it matters

With `allowInsecure` requests over HTTP are served and not redirected to HTTPS. Without peer encryption TLS ends at \
the ingress, and requests travel on in plaintext between the machines of the environment.

## Evidence

`allowInsecure`, `external`, `transport`; `peerTrafficConfiguration` of the environment, where \
`peerAuthentication.mtls` does not encrypt instead.

## False positives

What goes over TCP may be TLS of the app itself.

## Remediation

```sh
az containerapp ingress update --resource-group GROUP --name APP --allow-insecure false
az containerapp env update --resource-group GROUP --name ENVIRONMENT --enable-peer-to-peer-encryption true
```

```hcl
resource \"azurerm_container_app\" \"example\" {
  ingress {
    allow_insecure_connections = false
  }
}
```

## Native controls

azure-policy:0e80e269-43a4-4ae9-b5bc-178126b8a5cb looks at `allowInsecure` alone.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for app in scope.items(&CONTAINER_APPS) {
        let Some(configuration) = &app.view().properties.configuration else {
            out.unknown(&app, "configuration is absent");
            continue;
        };
        let Some(ingress) = &configuration.ingress else {
            out.not_applicable(&app, "it has no ingress");
            continue;
        };
        let mut case = out.case(&app);
        let mut found = Vec::new();
        let mut untold = None;
        match at_ingress(&mut case, &app, ingress) {
            Ok(variant) => found.extend(variant),
            Err(reason) => untold = Some(reason),
        }
        match between_peers(scope, &mut case, &app) {
            Ok(variant) => found.extend(variant),
            Err(reason) => untold = Some(reason),
        }
        let worst = found.iter().map(|variant| variant.severity).max();
        if let Some(surest) = found.iter().map(|variant| variant.confidence).max() {
            case.cap(surest);
        }
        let ruling = match (worst, untold) {
            (Some(severity), _) => {
                let said: Vec<_> = found.iter().map(|variant| variant.message).collect();
                let name = arm::last_segment(&app.view().id);
                Ruling::Fail(severity, format!("Container app {name} {}.", said.join("; ")))
            }
            (None, Some(reason)) => Ruling::Unknown(reason),
            (None, None) => Ruling::Pass("it takes HTTPS only, and its environment encrypts between apps".to_owned()),
        };
        out.rule(case, ruling);
    }
}

/// A way in which an app is reached without TLS.
struct Variant {
    severity: Severity,
    confidence: Confidence,
    message: &'static str,
}

/// What the ingress takes without TLS.
fn at_ingress(case: &mut Case, app: &Item<'_, ContainerApp>, ingress: &Ingress) -> Result<Option<Variant>, String> {
    const AT: &str = "/properties/configuration/ingress";
    let transport = ingress.transport.as_deref();
    let is = |word: &str| transport.is_some_and(|transport| transport.eq_ignore_ascii_case(word));
    let external = ingress.external == Some(true);
    if ingress.allow_insecure == Some(true) && !is("tcp") {
        case.cite(app, &format!("{AT}/allowInsecure"), true, "HTTP is served, not redirected");
        if ingress.external.is_some() {
            let note = if external { "from anywhere" } else { "from inside the environment alone" };
            case.cite(app, &format!("{AT}/external"), external, note);
        }
        let (severity, message) = if external {
            (Severity::Medium, "serves requests over HTTP")
        } else {
            (Severity::Low, "serves requests over HTTP inside its environment")
        };
        return Ok(Some(Variant { severity, confidence: HTTP, message }));
    }
    let ports = ingress.additional_port_mappings.as_deref().unwrap_or_default();
    if is("tcp") {
        case.cite(app, &format!("{AT}/transport"), transport, "what its ingress takes");
    } else if let Some(port) = ports.first() {
        let note = "a further port, which takes TCP";
        match port.target_port {
            Some(number) => case.cite(app, &format!("{AT}/additionalPortMappings/0/targetPort"), number, note),
            None => case.cite(app, "/id", &app.id, note),
        }
    } else if let Some(other) = transport.filter(|_| !["auto", "http", "http2"].into_iter().any(is)) {
        return Err(format!("the transport of its ingress is {other}"));
    } else {
        return Ok(None);
    }
    Ok(Some(Variant { severity: Severity::Low, confidence: TCP, message: "takes TCP, which may carry plaintext" }))
}

/// What the environment does with what apps say to each other.
fn between_peers(
    scope: &ScopeView<'_>,
    case: &mut Case,
    app: &Item<'_, ContainerApp>,
) -> Result<Option<Variant>, String> {
    let properties = &app.view().properties;
    let id = properties.environment_id.as_deref().or(properties.managed_environment_id.as_deref());
    let id = id.ok_or("it names no environment")?;
    let environments = case.look(scope, &MANAGED_ENVIRONMENTS);
    let Some(environment) = environments.into_iter().find(|own| arm::same(&own.id, id)) else {
        let read = case.saw_all_of(&MANAGED_ENVIRONMENTS.op);
        return Err(if read { "its environment is not in the list" } else { "its environment was not read" }.to_owned());
    };
    if encrypts(&environment.properties) {
        return Ok(None);
    }
    let encryption = environment.properties.peer_traffic_configuration.as_ref();
    if encryption.and_then(|peers| peers.encryption.as_ref()?.enabled).is_some() {
        let pointer = "/properties/peerTrafficConfiguration/encryption/enabled";
        case.cite(&environment, pointer, false, "apps do not encrypt what they say to each other");
    } else {
        let note = "peerTrafficConfiguration does not switch encryption on: documented default off";
        case.cite(&environment, "/id", &environment.id, note);
    }
    let message = "is reached in plaintext from the ingress and from other apps of its environment";
    Ok(Some(Variant { severity: Severity::Low, confidence: PEERS, message }))
}

fn encrypts(environment: &ManagedEnvironmentProperties) -> bool {
    let traffic = environment.peer_traffic_configuration.as_ref().and_then(|peers| peers.encryption.as_ref());
    let identity = environment.peer_authentication.as_ref().and_then(|peers| peers.mtls.as_ref());
    [traffic, identity].into_iter().flatten().any(|encryption| encryption.enabled == Some(true))
}
