use super::parent;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    arm,
    connections::{CONNECTIONS, IpsecPolicy},
    resources::RESOURCE_GROUPS,
};
use overhear_core::Provider;
use serde_json::Value;

pub(super) static CHECK: Check = Check {
    id: "azure-vpn-connection-weak-ipsec",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A VPN connection may use weak encryption",
    resource_type: "Microsoft.Network/connections",
    needs: &[Required(&RESOURCE_GROUPS.op), Required(&CONNECTIONS.op)],
    remediation: "Set a policy of your own, in agreement with the other side: `az network vpn-connection ipsec-policy \
                  add --connection-name NAME --resource-group GROUP --ike-encryption GCMAES256 --ike-integrity SHA384 \
                  --dh-group ECP384 --ipsec-encryption GCMAES256 --ipsec-integrity GCMAES256 --pfs-group ECP384 \
                  --sa-lifetime 27000 --sa-max-size 102400000`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/vpn-gateway/vpn-gateway-about-compliance-crypto",
        "https://learn.microsoft.com/en-us/azure/vpn-gateway/vpn-gateway-about-vpn-devices",
        "https://learn.microsoft.com/en-us/rest/api/network-gateway/virtual-network-gateway-connections/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Connections of VPN gateways of the types `IPsec` and `Vnet2Vnet`.

- medium: an `ipsecPolicies` entry has `ipsecEncryption` or `ikeEncryption` None, DES or DES3, `ipsecIntegrity` or \
`ikeIntegrity` MD5, or `dhGroup` None, DHGroup1 or DHGroup2
- low: `ipsecPolicies` is empty, so the gateway uses its default proposals, which contain weak ones

A policy passes with AES, and a group of DHGroup14 or better. `ipsecPolicies` absent, since not every answer has it, \
and members that are absent or not documented are unknown. Connections of ExpressRoute and of single clients are not \
applicable. Connections are listed by resource group.

## Why it matters

The tunnel crosses the internet. DES, 3DES and keys from a 1024-bit group can be broken by whoever recorded enough, \
and without encryption there is nothing to break.

## Evidence

The member of the policy with the weak choice, or the empty list.

## False positives

With default proposals the other side may insist on a strong one: the API does not tell what was agreed.

## Remediation

```sh
az network vpn-connection ipsec-policy add --connection-name NAME --resource-group GROUP \\
  --ike-encryption GCMAES256 --ike-integrity SHA384 --dh-group ECP384 \\
  --ipsec-encryption GCMAES256 --ipsec-integrity GCMAES256 --pfs-group ECP384 \\
  --sa-lifetime 27000 --sa-max-size 102400000
```

## Native controls

azure-policy:50b83b09-03da-41c1-b656-c293c914862b asks for a custom policy, by lists of algorithms as parameters.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    parent::pass_empty(scope, out, &RESOURCE_GROUPS, &CONNECTIONS, "no VPN connection in it");
    for connection in scope.items(&CONNECTIONS) {
        let properties = &connection.view().properties;
        let kind = properties.connection_type.as_deref().unwrap_or("absent");
        let is = |words: [&str; 2]| words.iter().any(|word| kind.eq_ignore_ascii_case(word));
        if is(["ExpressRoute", "VPNClient"]) {
            out.not_applicable(&connection, &format!("its type is {kind}"));
            continue;
        }
        if !is(["IPsec", "Vnet2Vnet"]) {
            out.unknown(&connection, format!("its connectionType is {kind}"));
            continue;
        }
        let Some(policies) = properties.ipsec_policies.as_deref() else {
            out.unknown(&connection, "ipsecPolicies is absent");
            continue;
        };
        let name = arm::last_segment(&connection.view().id);
        if policies.is_empty() {
            let mut case = out.case(&connection);
            case.cite(
                &connection,
                "/properties/ipsecPolicies",
                Value::Array(Vec::new()),
                "the default proposals apply",
            );
            let message = format!("Connection {name} uses the default proposals, which contain weak encryption.");
            out.rule(case, Ruling::Fail(Severity::Low, message));
            continue;
        }
        let mut weak = Vec::new();
        let mut untold = None;
        for (index, policy) in policies.iter().enumerate() {
            for choice in choices(policy) {
                match choice.strength() {
                    Strength::Weak => weak.push((index, choice)),
                    Strength::Sound => {}
                    Strength::Untold => {
                        untold =
                            Some(format!("{} of its policy is {}", choice.member, choice.text.unwrap_or("absent")));
                    }
                }
            }
        }
        if weak.is_empty() {
            match untold {
                Some(reason) => out.unknown(&connection, reason),
                None => out.pass(&connection, "its own policy has AES and a strong group"),
            }
            continue;
        }
        let mut case = out.case(&connection);
        let mut said = Vec::new();
        for (index, choice) in weak {
            let pointer = format!("/properties/ipsecPolicies/{index}/{}", choice.member);
            case.cite(&connection, &pointer, choice.text, "a weak choice");
            said.push(format!("{} {}", choice.member, choice.text.unwrap_or_default()));
        }
        let message = format!("The policy of connection {name} is weak: {}.", said.join(", "));
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}

/// One member of a policy, with the words that are weak and those that are sound.
struct Choice<'a> {
    member: &'static str,
    text: Option<&'a str>,
    weak: &'static [&'static str],
    sound: &'static [&'static str],
}

enum Strength {
    Weak,
    Sound,
    Untold,
}

impl Choice<'_> {
    fn strength(&self) -> Strength {
        let Some(text) = self.text else { return Strength::Untold };
        let among = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if among(self.weak) {
            Strength::Weak
        } else if among(self.sound) {
            Strength::Sound
        } else {
            Strength::Untold
        }
    }
}

fn choices(policy: &IpsecPolicy) -> [Choice<'_>; 5] {
    const CIPHERS: &[&str] = &["AES128", "AES192", "AES256", "GCMAES128", "GCMAES192", "GCMAES256"];
    const DIGESTS: &[&str] = &["SHA1", "SHA256", "SHA384", "GCMAES128", "GCMAES192", "GCMAES256"];
    const GROUPS: &[&str] = &["DHGroup14", "DHGroup2048", "DHGroup24", "ECP256", "ECP384"];
    let cipher = |member, text| Choice { member, text, weak: &["None", "DES", "DES3"], sound: CIPHERS };
    let digest = |member, text| Choice { member, text, weak: &["MD5"], sound: DIGESTS };
    [
        cipher("ipsecEncryption", policy.ipsec_encryption.as_deref()),
        cipher("ikeEncryption", policy.ike_encryption.as_deref()),
        digest("ipsecIntegrity", policy.ipsec_integrity.as_deref()),
        digest("ikeIntegrity", policy.ike_integrity.as_deref()),
        Choice {
            member: "dhGroup",
            text: policy.dh_group.as_deref(),
            weak: &["None", "DHGroup1", "DHGroup2"],
            sound: GROUPS,
        },
    ]
}
