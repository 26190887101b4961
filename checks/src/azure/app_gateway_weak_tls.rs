use super::app_gateway::{Placed, find, is, listeners, not_there};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
    tls::Version,
};
use overhear_azure::application_gateways::{
    APPLICATION_GATEWAYS, ApplicationGateway, SSL_PREDEFINED_POLICIES, SslPolicy, SslPredefinedPolicy,
};
use overhear_core::Provider;
use serde_json::Value;

pub(super) static CHECK: Check = Check {
    id: "azure-app-gateway-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(70),
    title: "An application gateway admits TLS 1.0 or 1.1",
    resource_type: "Microsoft.Network/applicationGateways",
    needs: &[Required(&APPLICATION_GATEWAYS.op), Enriching(&SSL_PREDEFINED_POLICIES.op, Confidence::hundredths(85))],
    remediation: "Choose a newer policy: `az network application-gateway ssl-policy set --gateway-name NAME \
                  --resource-group GROUP --policy-type Predefined --name AppGwSslPolicy20220101S`; do the same to the \
                  TLS profiles of listeners.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-ssl-policy-overview",
        "https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-configure-listener-specific-ssl-policy",
        "https://learn.microsoft.com/en-us/rest/api/application-gateway/application-gateways/list-available-ssl-predefined-policies",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Application gateways (medium) with a listener for HTTPS or TLS that admits TLS 1.0 or 1.1.

The policy in force is that of the listener's own TLS profile, else `sslPolicy` of the gateway, else the one that \
`defaultPredefinedSslPolicy` names. A custom policy tells by `minProtocolVersion`, or, in the old form, by what \
`disabledSslProtocols` leaves. A predefined one is looked up in the list that Azure gives for the subscription, or, \
where that was not read, in the documented table: AppGwSslPolicy20150501 admits TLS 1.0, AppGwSslPolicy20170401 \
admits TLS 1.1, AppGwSslPolicy20170401S, 20220101 and 20220101S start at TLS 1.2. Another name, and a policy that says \
nothing, is unknown. A gateway without such a listener, and one that is stopped, is not applicable.

## Why it matters

TLS 1.0 and 1.1 rest on MD5 and SHA-1 and allow ciphers that can be attacked: who records the traffic may read it.

## Evidence

The member that names the version or the policy, and `minProtocolVersion` of the predefined policy.

## False positives

Microsoft announced that application gateways refuse TLS 1.0 and 1.1 after 31 August 2025, whatever their policy: such \
a gateway is to be moved to a newer policy, and may not admit the old versions any more.

## Remediation

```sh
az network application-gateway ssl-policy set --gateway-name NAME --resource-group GROUP \\
  --policy-type Predefined --name AppGwSslPolicy20220101S
```

```hcl
ssl_policy {
  policy_type = \"Predefined\"
  policy_name = \"AppGwSslPolicy20220101S\"
}
```

## Native controls

None known: no built-in Azure Policy definition looks at the TLS policy of application gateways.
";

/// The documented predefined policies, for snapshots without the list.
const PREDEFINED: [(&str, Version); 5] = [
    ("AppGwSslPolicy20150501", Version::Tls10),
    ("AppGwSslPolicy20170401", Version::Tls11),
    ("AppGwSslPolicy20170401S", Version::Tls12),
    ("AppGwSslPolicy20220101", Version::Tls12),
    ("AppGwSslPolicy20220101S", Version::Tls12),
];

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for gateway in scope.items(&APPLICATION_GATEWAYS) {
        let Some(all) = listeners(out, &gateway) else { continue };
        let mut untold = all.untold;
        let https = all.requests.iter().filter(|own| own.speaks("Https"));
        let encrypted: Vec<_> = https.chain(all.connections.iter().filter(|own| own.speaks("Tls"))).collect();
        if encrypted.is_empty() {
            match untold {
                Some(reason) => out.unknown(&gateway, reason),
                None => out.not_applicable(&gateway, "it has no listener for HTTPS or TLS"),
            }
            continue;
        }
        let mut case = out.case(&gateway);
        let mut sources: Vec<Source<'_>> = Vec::new();
        for own in encrypted {
            match source(gateway.view(), own) {
                Ok(found) if sources.iter().any(|source| source.at == found.at) => {}
                Ok(found) => sources.push(found),
                Err(reason) => untold = Some(reason),
            }
        }
        let mut weakest: Option<Version> = None;
        for source in &sources {
            match floor(scope, &mut case, source) {
                Ok(floor) if floor.version.is_weak() => {
                    case.cite(&gateway, &floor.pointer, &floor.value, "what clients may speak");
                    if let Some(policy) = floor.policy {
                        let value = &policy.properties.min_protocol_version;
                        case.cite(&policy, "/properties/minProtocolVersion", value, "where that policy starts");
                    }
                    weakest = Some(weakest.map_or(floor.version, |other| other.min(floor.version)));
                }
                Ok(_) => {}
                Err(reason) => untold = Some(reason),
            }
        }
        let ruling = match (weakest, untold) {
            (Some(version), _) => {
                Ruling::Fail(Severity::Medium, format!("A listener of the gateway admits {version}."))
            }
            (None, Some(reason)) => Ruling::Unknown(reason),
            (None, None) => Ruling::Pass("its policies start at TLS 1.2 or later".to_owned()),
        };
        out.rule(case, ruling);
    }
}

/// Where the TLS of a listener is set.
struct Source<'a> {
    /// The pointer of the policy.
    at: String,
    policy: Policy<'a>,
}

enum Policy<'a> {
    Own(&'a SslPolicy),
    /// The name of a predefined one.
    Default(&'a str),
}

/// The policy in force on a listener: that of its profile, of the gateway, or the default.
fn source<'a>(gateway: &'a ApplicationGateway, own: &Placed<'a>) -> Result<Source<'a>, String> {
    let properties = &gateway.properties;
    if let Some(profile) = &own.listener.ssl_profile {
        let id = profile.id.as_deref().unwrap_or_default();
        let found = find(properties.ssl_profiles.as_deref(), id);
        let (index, profile) = found.ok_or_else(|| not_there("sslProfiles", id))?;
        if let Some(policy) = &profile.ssl_policy {
            let at = format!("/properties/sslProfiles/{index}/properties/sslPolicy");
            return Ok(Source { at, policy: Policy::Own(policy) });
        }
    }
    if let Some(policy) = &properties.ssl_policy {
        return Ok(Source { at: "/properties/sslPolicy".to_owned(), policy: Policy::Own(policy) });
    }
    let name = properties.default_predefined_ssl_policy.as_deref();
    let name = name.ok_or("sslPolicy and defaultPredefinedSslPolicy are absent")?;
    Ok(Source { at: "/properties/defaultPredefinedSslPolicy".to_owned(), policy: Policy::Default(name) })
}

/// The oldest version that a policy admits, and what tells it.
struct Floor<'a> {
    version: Version,
    pointer: String,
    value: Value,
    /// The predefined policy, where Azure's list has it.
    policy: Option<Item<'a, SslPredefinedPolicy>>,
}

fn floor<'a>(scope: &ScopeView<'a>, case: &mut Case, source: &Source<'_>) -> Result<Floor<'a>, String> {
    let at = &source.at;
    let own = match source.policy {
        Policy::Default(name) => return predefined(scope, case, at.clone(), name),
        Policy::Own(own) => own,
    };
    let kind = own.policy_type.as_deref();
    let is_custom = is(kind, "Custom") || is(kind, "CustomV2");
    if let Some(kind) = kind.filter(|_| !is_custom && !is(kind, "Predefined")) {
        return Err(format!("its TLS policy is of the type {kind}"));
    }
    if !is_custom && let Some(name) = &own.policy_name {
        return predefined(scope, case, format!("{at}/policyName"), name);
    }
    if is(kind, "Predefined") {
        return Err("its predefined TLS policy has no name".to_owned());
    }
    if let Some(text) = &own.min_protocol_version {
        let version = Version::parse(text).ok_or_else(|| format!("minProtocolVersion is {text}"))?;
        let pointer = format!("{at}/minProtocolVersion");
        return Ok(Floor { version, pointer, value: text.as_str().into(), policy: None });
    }
    let disabled = own.disabled_ssl_protocols.as_ref().filter(|disabled| is_custom || !disabled.is_empty());
    let disabled = disabled.ok_or("its TLS policy tells no version")?;
    let versions: Vec<_> = disabled.iter().filter_map(|text| Version::parse(text)).collect();
    let spoken = [Version::Tls10, Version::Tls11, Version::Tls12];
    let version = spoken.into_iter().find(|version| !versions.contains(version)).unwrap_or(Version::Tls13);
    let pointer = format!("{at}/disabledSslProtocols");
    Ok(Floor { version, pointer, value: disabled.as_slice().into(), policy: None })
}

/// The oldest version of a predefined policy, by Azure's list or else by the documented table.
fn predefined<'a>(scope: &ScopeView<'a>, case: &mut Case, pointer: String, name: &str) -> Result<Floor<'a>, String> {
    let value = name.into();
    let listed = case.look(scope, &SSL_PREDEFINED_POLICIES);
    let named = |policy: &Item<'_, SslPredefinedPolicy>| is(policy.name.as_deref(), name);
    if let Some(policy) = listed.into_iter().filter(named).min_by_key(|policy| policy.view().id.as_str()) {
        let text = policy.properties.min_protocol_version.as_deref().unwrap_or("absent");
        let version = Version::parse(text).ok_or_else(|| format!("minProtocolVersion of {name} is {text}"))?;
        return Ok(Floor { version, pointer, value, policy: Some(policy) });
    }
    let known = PREDEFINED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let (_, version) = known.ok_or_else(|| format!("{name} is no predefined TLS policy that is known"))?;
    Ok(Floor { version: *version, pointer, value, policy: None })
}
