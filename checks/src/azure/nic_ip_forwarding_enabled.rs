use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::network::{NETWORK_INTERFACES, NetworkInterface, ROUTE_TABLES};
use overhear_core::Provider;
use std::{collections::BTreeSet, net::IpAddr};

pub(super) static CHECK: Check = Check {
    id: "azure-nic-ip-forwarding-enabled",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A network interface may carry other machines' packets",
    resource_type: "Microsoft.Network/networkInterfaces",
    needs: &[Required(&NETWORK_INTERFACES.op), Enriching(&ROUTE_TABLES.op, Confidence::hundredths(85))],
    remediation: "Switch IP forwarding off (`az network nic update --ids ID --ip-forwarding false`) unless the machine \
                  routes on purpose; if it does, add it to `[[approved]]` by tag, with a reason and a date.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/virtual-network/virtual-network-network-interface#enable-or-disable-ip-forwarding",
        "https://learn.microsoft.com/en-us/azure/virtual-network/virtual-networks-udr-overview",
        "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/network-interfaces/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Attached network interfaces with `enableIPForwarding`.

- medium: a route of type `VirtualAppliance` sends packets to one of the interface's private addresses
- low: no such route was found

Absent, `enableIPForwarding` has its documented default, false. Interfaces that are attached to no machine are not \
applicable.

## Why it matters

Such a machine stands in the path of other machines' traffic and can record or change what passes through. It sees what \
routes send to it, and not the rest of the network.

## Evidence

`enableIPForwarding` and `privateIPAddress` of the interface; the route that points to it.

## False positives

Network appliances, VPN gateways of your own and AKS nodes with kubenet need it: approve them by tag. Routes are looked \
for in the interface's subscription; a route table of another subscription may point to it, too. Address ranges that \
occur twice in a subscription may match the wrong interface.

## Remediation

```sh
az network nic update --ids ID --ip-forwarding false
```

Restrict `Microsoft.Network/networkInterfaces/write` and `Microsoft.Network/routeTables/routes/write`.

## Native controls

azure-defender:c3b51c94-588b-426b-a892-24696f9e54cc flags every interface with IP forwarding, attached or not.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for interface in scope.items(&NETWORK_INTERFACES) {
        let properties = &interface.properties;
        if properties.virtual_machine.is_none() {
            out.not_applicable(&interface, "it is attached to no machine");
            continue;
        }
        match properties.enable_ip_forwarding {
            Some(true) => {}
            Some(false) => {
                out.pass(&interface, "IP forwarding is off");
                continue;
            }
            None => {
                out.pass(&interface, "enableIPForwarding is absent: documented default false");
                continue;
            }
        }
        let mut case = out.case(&interface);
        case.cite(&interface, "/properties/enableIPForwarding", true, "it may carry packets of others");
        let (severity, routed) = match steered(scope, &mut case, &interface) {
            Some(address) => (Severity::Medium, format!(", and a route sends packets to its address {address}")),
            None => (Severity::Low, "; no route that sends packets to it was found".to_owned()),
        };
        out.rule(case, Ruling::Fail(severity, format!("The interface may carry other machines' packets{routed}.")));
    }
}

/// The address of the interface to which a route of the subscription sends packets.
fn steered(scope: &ScopeView<'_>, case: &mut Case, interface: &Item<'_, NetworkInterface>) -> Option<IpAddr> {
    let configurations = interface.view().properties.ip_configurations.as_deref().unwrap_or_default();
    let own: Vec<_> = configurations
        .iter()
        .enumerate()
        .filter_map(|(index, own)| {
            let text = own.properties.as_ref()?.private_ip_address.as_deref()?;
            Some((index, text, address(text)?))
        })
        .collect();
    let tables = case.look(scope, &ROUTE_TABLES);
    let mut routes = BTreeSet::new();
    for (place, table) in tables.iter().enumerate() {
        for (index, route) in table.view().properties.routes.as_deref().unwrap_or_default().iter().enumerate() {
            let Some(route) = &route.properties else { continue };
            let appliance =
                route.next_hop_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("VirtualAppliance"));
            let Some(hop) = route.next_hop_ip_address.as_deref().filter(|_| appliance) else { continue };
            let address = address(hop);
            if own.iter().any(|(.., own)| address == Some(*own)) {
                routes.insert((table.view().id.as_str(), index, hop, place));
            }
        }
    }
    let (_, index, hop, place) = routes.into_iter().next()?;
    let (position, text, found) = own.into_iter().find(|(.., own)| address(hop) == Some(*own))?;
    let pointer = format!("/properties/ipConfigurations/{position}/properties/privateIPAddress");
    case.cite(interface, &pointer, text, "its address");
    let pointer = format!("/properties/routes/{index}/properties/nextHopIpAddress");
    case.cite(tables.get(place)?, &pointer, hop, "a route sends packets there");
    Some(found)
}

/// An address, or the first one of a block.
fn address(text: &str) -> Option<IpAddr> {
    text.split('/').next()?.trim().parse().ok()
}
