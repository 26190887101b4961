use super::parent;
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    network::{NETWORK_INTERFACES, NetworkInterface},
    virtual_networks::{VIRTUAL_NETWORKS, VirtualNetwork},
};
use overhear_core::Provider;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static CHECK: Check = Check {
    id: "azure-vnet-encryption-disabled",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "Machines of a virtual network do not encrypt what they send to each other",
    resource_type: "Microsoft.Network/virtualNetworks",
    needs: &[Required(&VIRTUAL_NETWORKS.op), Enriching(&NETWORK_INTERFACES.op, Confidence::hundredths(70))],
    remediation: "Switch it on: `az network vnet update --ids ID --enable-encryption true \
                  --encryption-enforcement-policy allowUnencrypted`; use machine sizes that can encrypt, with \
                  accelerated networking.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/virtual-network/virtual-network-encryption-overview",
        "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/virtual-networks/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Virtual networks with machines or other interfaces in them.

- low: `encryption` is absent (documented default: off), or `encryption.enabled` is false
- info: it is on with `AllowUnencrypted`, and interfaces of machines in it have `vnetEncryptionSupported` false

`encryption` without `enabled`, and an `enforcement` that is not documented, are unknown. So is a network that lets \
machines be that cannot encrypt where the interfaces were not read, or do not tell. A network without any IP \
configuration in its subnets is not applicable.

## Why it matters

Between machines the network of Azure carries packets as they are. With this encryption machines put them into a DTLS \
tunnel of their own. A tap or a packet capture copies at the interface, inside the tunnel, and still sees plaintext: \
the setting protects the wire and nothing more.

## Evidence

`encryption` of the network; `vnetEncryptionSupported` of interfaces.

## False positives

What is said over TLS is safe without. Only some machine sizes can encrypt, and services with interfaces of their own \
cannot. Interfaces of scale sets in Uniform mode are not in the list and not counted.

## Remediation

```sh
az network vnet update --ids ID --enable-encryption true --encryption-enforcement-policy allowUnencrypted
```

```hcl
resource \"azurerm_virtual_network\" \"example\" {
  encryption {
    enforcement = \"AllowUnencrypted\"
  }
}
```

## Native controls

None: no built-in Azure Policy definition looks at the encryption of virtual networks.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut interfaces = None;
    for network in scope.items(&VIRTUAL_NETWORKS) {
        let properties = &network.view().properties;
        let name = arm::last_segment(&network.view().id);
        let enabled = match &properties.encryption {
            Some(encryption) => encryption.enabled,
            None => Some(false),
        };
        match enabled {
            None => out.unknown(&network, "encryption.enabled is absent"),
            Some(true) => {
                let interfaces = interfaces.get_or_insert_with(|| by_network(scope));
                encrypted(scope, out, &network, interfaces);
            }
            Some(false) if properties.subnets.is_some() && properties.ip_configurations().next().is_none() => {
                out.not_applicable(&network, "nothing has an address in it");
            }
            Some(false) => {
                let mut case = out.case(&network);
                if properties.encryption.is_some() {
                    case.cite(&network, "/properties/encryption/enabled", false, "machines do not encrypt");
                } else {
                    case.cite(&network, "/id", &network.id, "encryption is absent: documented default off");
                }
                let message =
                    format!("Machines in virtual network {name} do not encrypt what they send to each other.");
                out.rule(case, Ruling::Fail(Severity::Low, message));
            }
        }
    }
}

/// The interfaces of machines by the networks that they have addresses in, whose ids are in lower case.
type Interfaces<'a> = BTreeMap<String, Vec<Item<'a, NetworkInterface>>>;

fn by_network<'a>(scope: &ScopeView<'a>) -> Interfaces<'a> {
    let mut all = Interfaces::new();
    for interface in scope.items(&NETWORK_INTERFACES).filter(|own| own.properties.virtual_machine.is_some()) {
        let addresses = interface.view().properties.ip_configurations.iter().flatten();
        let subnets = addresses.filter_map(|own| own.properties.as_ref()?.subnet.as_ref()?.id.as_deref());
        let networks: BTreeSet<_> = subnets.filter_map(parent::of).map(str::to_lowercase).collect();
        for network in networks {
            all.entry(network).or_default().push(interface);
        }
    }
    for inside in all.values_mut() {
        // Where an interface was recorded twice, the answer that it cannot counts.
        inside.sort_by_cached_key(|own| (own.id.to_lowercase(), supports(own) != Some(false)));
        inside.dedup_by(|again, first| arm::same(&again.id, &first.id));
    }
    all
}

fn supports(interface: &NetworkInterface) -> Option<bool> {
    interface.properties.vnet_encryption_supported
}

/// Judges a network with encryption: by what it does with machines that cannot.
fn encrypted(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    network: &Item<'_, VirtualNetwork>,
    interfaces: &Interfaces<'_>,
) {
    let encryption = network.properties.encryption.as_ref();
    match encryption.and_then(|encryption| encryption.enforcement.as_deref()) {
        Some(word) if word.eq_ignore_ascii_case("DropUnencrypted") => {
            out.pass(network, "encryption is on, and drops what is not encrypted");
        }
        Some(word) if !word.eq_ignore_ascii_case("AllowUnencrypted") => {
            out.unknown(network, format!("its encryption.enforcement is {word}"));
        }
        _ => {
            let mut case = out.case(network);
            if !scope.sight(&NETWORK_INTERFACES.op).is_clear() {
                case.look(scope, &NETWORK_INTERFACES);
            }
            let inside = interfaces.get(&network.id.trim_end_matches('/').to_lowercase());
            let ruling = partial(&mut case, network, inside.map_or(&[], Vec::as_slice));
            out.rule(case, ruling);
        }
    }
}

/// What the interfaces in a network tell that lets machines be that cannot encrypt.
fn partial(case: &mut Case, network: &Item<'_, VirtualNetwork>, inside: &[Item<'_, NetworkInterface>]) -> Ruling {
    let cannot = inside.iter().filter(|own| supports(own) == Some(false)).count();
    if let Some(first) = inside.iter().find(|own| supports(own) == Some(false)) {
        case.cite(network, "/properties/encryption/enabled", true, "machines encrypt, those that can");
        let note = format!("an interface of a machine that cannot, one of {cannot}");
        case.cite(first, "/properties/vnetEncryptionSupported", false, note);
        let all = inside.len();
        let name = arm::last_segment(&network.id);
        let message = format!("Virtual network {name} is encrypted, but for {cannot} of {all} interfaces of machines.");
        return Ruling::Fail(Severity::Info, message);
    }
    if !case.saw_all_of(&NETWORK_INTERFACES.op) {
        return Ruling::Unknown("encryption is on; whether every machine can encrypt was not read".to_owned());
    }
    match inside.iter().find(|own| supports(own).is_none()) {
        Some(own) => {
            let name = arm::last_segment(&own.view().id);
            Ruling::Unknown(format!("encryption is on; vnetEncryptionSupported of interface {name} is absent"))
        }
        None => Ruling::Pass(format!("encryption is on; {} interfaces of machines in it can encrypt", inside.len())),
    }
}
