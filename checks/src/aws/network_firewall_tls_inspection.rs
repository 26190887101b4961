use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::networkfirewall::{
    Address, FIREWALL_POLICIES, FIREWALL_POLICY_DESCRIPTIONS, ServerCertificateScope, TLS_INSPECTION_CONFIGURATIONS,
    TLS_INSPECTION_DESCRIPTIONS, TlsInspection,
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-network-firewall-tls-inspection",
    provider: Provider::Aws,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A Network Firewall decrypts TLS",
    resource_type: "AWS::NetworkFirewall::TLSInspectionConfiguration",
    needs: &[
        Required(&TLS_INSPECTION_CONFIGURATIONS.op),
        Required(&TLS_INSPECTION_DESCRIPTIONS.op),
        Enriching(&FIREWALL_POLICIES.op, UNREAD),
        Enriching(&FIREWALL_POLICY_DESCRIPTIONS.op, UNREAD),
    ],
    remediation: "Take the configuration out of the firewall policies and delete it \
                  (`aws network-firewall delete-tls-inspection-configuration --tls-inspection-configuration-arn ARN`), \
                  or narrow its scopes; if you want it, approve it by its ARN.",
    references: &[
        "https://docs.aws.amazon.com/network-firewall/latest/developerguide/tls-inspection-configurations.html",
        "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_TLSInspectionConfigurationResponse.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Each TLS inspection configuration of AWS Network Firewall that is `ACTIVE`.

- medium: firewall policies use it (`NumberOfAssociations` above 0)
- low: none does

One that is `DELETING` and used by none passes. Any other state, and an absent number, is unknown.

## Why it matters

The firewall opens TLS and closes it again. In between stands the plaintext of everything in its scopes, and whoever \
holds the certificate, or may change the policy, stands there too. With a certificate authority this includes outbound \
connections to servers of others.

## Evidence

`NumberOfAssociations` and the state; the certificate authority; scopes that open port 443 for every address; the \
firewall policies that use it.

## False positives

Decryption is often wanted: approve the configuration by its ARN.

## Remediation

```sh
aws network-firewall describe-tls-inspection-configuration --tls-inspection-configuration-arn ARN
aws network-firewall update-firewall-policy --firewall-policy-arn POLICY --update-token TOKEN --firewall-policy \
file://without-tls-inspection.json
aws network-firewall delete-tls-inspection-configuration --tls-inspection-configuration-arn ARN
```

## Native controls

None: Security Hub looks at logging, policies and protection of firewalls, not at decryption.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for listed in scope.items(&TLS_INSPECTION_CONFIGURATIONS) {
        let Some(inspection) = scope.items_for(&TLS_INSPECTION_DESCRIPTIONS, &listed.arn).into_iter().next() else {
            continue;
        };
        match inspection.response.status.as_deref() {
            Some("ACTIVE") => {}
            Some("DELETING") if inspection.response.number_of_associations == Some(0) => {
                out.pass(&listed, "it is being deleted, and no firewall policy uses it");
                continue;
            }
            Some(other) => {
                out.unknown(
                    &listed,
                    format!("TLSInspectionConfigurationStatus is {other}: whether it decrypts cannot be told"),
                );
                continue;
            }
            None => {
                out.unknown(&listed, "TLSInspectionConfigurationStatus is absent");
                continue;
            }
        }
        let Some(associations) = inspection.response.number_of_associations else {
            out.unknown(&listed, "NumberOfAssociations is absent");
            continue;
        };
        let mut case = out.case(&listed);
        case.also_tagged(&inspection.response.tags);
        case.cite(
            &inspection,
            "/TLSInspectionConfigurationResponse/TLSInspectionConfigurationStatus",
            "ACTIVE",
            "the configuration is ready",
        );
        case.cite(
            &inspection,
            "/TLSInspectionConfigurationResponse/NumberOfAssociations",
            associations,
            "firewall policies that use it",
        );
        let outbound = cite_authorities(&mut case, &inspection);
        let everything = cite_widest_scopes(&mut case, &inspection);
        let what = match (outbound, everything) {
            (true, true) => "outbound TLS to every address on port 443",
            (true, false) => "outbound TLS",
            (false, true) => "TLS to every address on port 443",
            (false, false) => "TLS",
        };
        let ruling = if associations > 0 {
            cite_policies(scope, &mut case, &listed.arn);
            let policies = if associations == 1 { "policy uses" } else { "policies use" };
            let message =
                format!("Network Firewall decrypts {what}: {associations} firewall {policies} this configuration.");
            Ruling::Fail(Severity::Medium, message)
        } else {
            let message = format!("A configuration that decrypts {what} is ready; no firewall policy uses it.");
            Ruling::Fail(Severity::Low, message)
        };
        out.rule(case, ruling);
    }
}

/// True where a certificate authority opens outbound connections.
fn cite_authorities(case: &mut Case, inspection: &Item<'_, TlsInspection>) -> bool {
    let mut found = false;
    for (index, certificates) in inspection.configuration.server_certificate_configurations.iter().enumerate() {
        if let Some(authority) = &certificates.certificate_authority_arn {
            let pointer =
                format!("/TLSInspectionConfiguration/ServerCertificateConfigurations/{index}/CertificateAuthorityArn");
            case.cite(inspection, &pointer, authority, "signs for the servers that outbound connections go to");
            found = true;
        }
    }
    found
}

/// True where a scope opens port 443 for every address.
fn cite_widest_scopes(case: &mut Case, inspection: &Item<'_, TlsInspection>) -> bool {
    let mut found = false;
    for (index, certificates) in inspection.configuration.server_certificate_configurations.iter().enumerate() {
        for (number, scope) in certificates.scopes.iter().enumerate() {
            let range = scope.destinations.iter().position(is_everything);
            if let (Some(range), true) = (range, opens_443(scope) && scope.sources.iter().any(is_everything)) {
                let pointer = format!(
                    "/TLSInspectionConfiguration/ServerCertificateConfigurations/{index}/Scopes/{number}/Destinations/{range}/AddressDefinition"
                );
                let address = scope.destinations.get(range).and_then(|address| address.address_definition.as_ref());
                case.cite(inspection, &pointer, address, "every address, and port 443 is among the ports");
                found = true;
            }
        }
    }
    found
}

fn is_everything(address: &Address) -> bool {
    matches!(address.address_definition.as_deref(), Some("0.0.0.0/0" | "::/0"))
}

fn opens_443(scope: &ServerCertificateScope) -> bool {
    scope.destination_ports.iter().any(|ports| match (ports.from_port, ports.to_port) {
        (Some(from), Some(to)) => (from..=to).contains(&443),
        _ => false,
    })
}

/// Names the firewall policies that use the configuration.
fn cite_policies(scope: &ScopeView<'_>, case: &mut Case, arn: &str) {
    let mut policies: Vec<_> = case.look(scope, &FIREWALL_POLICIES);
    policies.sort_by(|a, b| a.arn.cmp(&b.arn));
    for policy in policies {
        for description in case.look_for(scope, &FIREWALL_POLICY_DESCRIPTIONS, &policy.arn) {
            if description.firewall_policy.tls_inspection_configuration_arn.as_deref() == Some(arn) {
                let name = &description.firewall_policy_response.firewall_policy_arn;
                case.cite(&description, "/FirewallPolicyResponse/FirewallPolicyArn", name, "this policy uses it");
            }
        }
    }
}
