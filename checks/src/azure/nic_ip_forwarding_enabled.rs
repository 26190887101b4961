use crate::{
    Case, Check, Confidence, Estate, Evidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    network::{NETWORK_INTERFACES, NetworkInterface, ROUTE_TABLES, RouteTable},
};
use overhear_core::Provider;
use std::{collections::BTreeSet, net::IpAddr};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "azure-nic-ip-forwarding-enabled",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A network interface may carry other machines' packets",
    resource_type: "Microsoft.Network/networkInterfaces",
    needs: &[
        Required(&NETWORK_INTERFACES.op),
        Enriching(&ROUTE_TABLES.op, UNREAD),
        Everywhere(&ROUTE_TABLES.op, UNREAD),
    ],
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
for in the interface's subscription first, then in every scanned one; an address range that occurs twice may match the \
wrong interface.

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
        let own = addresses(&interface);
        let tables = case.look(scope, &ROUTE_TABLES);
        if let Some(address) = steered(&mut case, &tables, &own) {
            let message = format!(
                "The interface may carry other machines' packets, and a route sends packets to its address {}.",
                address.ip
            );
            out.rule(case, Ruling::Fail(Severity::Medium, message));
            continue;
        }
        let subscription = arm::subscription(&interface.id).unwrap_or(&scope.scope().account).to_owned();
        out.later(case, move |estate, case| elsewhere(case, estate, &own, &subscription));
    }
}

/// What the routes of the other subscriptions tell, where those of its own send it nothing.
fn elsewhere(case: &mut Case, estate: &Estate, own: &[Address], subscription: &str) -> Ruling {
    let tables = case.look_everywhere(estate, &ROUTE_TABLES);
    let (severity, routed) = match steered(case, &tables, own) {
        Some(Steered { ip, table }) => {
            let other = arm::subscription(&table).filter(|other| !other.eq_ignore_ascii_case(subscription));
            let of = other.map(|other| format!(" of subscription {other}")).unwrap_or_default();
            (Severity::Medium, format!(", and a route{of} sends packets to its address {ip}"))
        }
        None => (Severity::Low, "; no route that sends packets to it was found".to_owned()),
    };
    Ruling::Fail(severity, format!("The interface may carry other machines' packets{routed}."))
}

/// A private address of an interface, as it is written and where.
struct Address {
    index: usize,
    text: String,
    ip: IpAddr,
}

/// An address that a route sends packets to, and the id of the route table.
struct Steered {
    ip: IpAddr,
    table: String,
}

fn addresses(interface: &NetworkInterface) -> Vec<Address> {
    let configurations = interface.properties.ip_configurations.as_deref().unwrap_or_default();
    let told = configurations.iter().enumerate().filter_map(|(index, own)| {
        let text = own.properties.as_ref()?.private_ip_address.clone()?;
        Some(Address { index, ip: address(&text)?, text })
    });
    told.collect()
}

/// The first route of these tables that sends packets to one of the addresses.
fn steered(case: &mut Case, tables: &[Item<'_, RouteTable>], own: &[Address]) -> Option<Steered> {
    let mut routes = BTreeSet::new();
    for (place, table) in tables.iter().enumerate() {
        for (index, route) in table.properties.routes.iter().flatten().enumerate() {
            let Some(hop) = route.appliance() else { continue };
            let hop_ip = address(hop);
            if own.iter().any(|own| hop_ip == Some(own.ip)) {
                routes.insert((table.id.as_str(), index, hop, place));
            }
        }
    }
    let (id, index, hop, place) = routes.into_iter().next()?;
    let found = own.iter().find(|own| address(hop) == Some(own.ip))?;
    // Routes of other subscriptions are looked up when the interface is gone: its address is cited from memory.
    case.evidence.push(Evidence {
        op: NETWORK_INTERFACES.op.id,
        pointer: format!("/properties/ipConfigurations/{}/properties/privateIPAddress", found.index),
        value: found.text.as_str().into(),
        note: "its address".into(),
    });
    let pointer = format!("/properties/routes/{index}/properties/nextHopIpAddress");
    case.cite(tables.get(place)?, &pointer, hop, "a route sends packets there");
    Some(Steered { ip: found.ip, table: id.to_owned() })
}

/// An address, or the first one of a block.
fn address(text: &str) -> Option<IpAddr> {
    text.split('/').next()?.trim().parse().ok()
}
