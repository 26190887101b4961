use super::tenant::{Standing, standing};
use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm::{self, SubResource},
    network::{NETWORK_INTERFACES, SCALE_SET_INTERFACES, VIRTUAL_NETWORK_TAPS, VirtualNetworkTap},
    resources::SUBSCRIPTIONS,
};
use overhear_core::{GapKind, Provider};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "azure-vtap-active",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A virtual network TAP copies the packets of network interfaces",
    resource_type: "Microsoft.Network/virtualNetworkTaps",
    needs: &[
        Required(&VIRTUAL_NETWORK_TAPS.op),
        Enriching(&NETWORK_INTERFACES.op, UNREAD),
        Everywhere(&NETWORK_INTERFACES.op, UNREAD),
        Everywhere(&SCALE_SET_INTERFACES.op, UNREAD),
        Everywhere(&SUBSCRIPTIONS.op, UNREAD),
    ],
    remediation: "Delete the tap configurations of the source interfaces and then the TAP (`az network vnet tap delete \
                  --ids ID`) unless somebody owns it; if it feeds a sensor of yours, add it to `[[approved]]` with a \
                  reason and a date.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/virtual-network/virtual-network-tap-overview",
        "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/virtual-network-taps/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every virtual network TAP, one finding each.

- critical: the copies go to a subscription outside the tenant
- high: they go to another subscription, or one of the source interfaces lies in another subscription
- medium: sources and destination lie in the subscription of the TAP
- low: the TAP has no source: staged, it copies nothing, wherever it points

A TAP that names no destination is unknown.

## Why it matters

A TAP sends whole packets of other machines to its destination, over VXLAN (UDP 4789 unless `destinationPort` says \
otherwise), without a trace inside the source. What the sources handle in plaintext is readable there.

## Evidence

The ids under `networkInterfaceTapConfigurations`, and `destinationNetworkInterfaceIPConfiguration` or \
`destinationLoadBalancerFrontEndIPConfiguration`. Where the TAP lists no source, the interfaces of every scanned \
subscription, with those of scale sets that were read, are asked whether they name it. The machine behind a destination that was read is shown, too.

## False positives

Sensors of your own network detection: approve them by destination interface, machine, subscription or tag. A \
subscription is taken for foreign when the scanner cannot list it: give it Reader at the root management group.

## Remediation

```sh
az network vnet tap show --ids ID
az network nic vtap-config delete --resource-group GROUP --nic-name NIC --name NAME
az network vnet tap delete --ids ID
```

Restrict `Microsoft.Network/virtualNetworkTaps/write` and `Microsoft.Network/networkInterfaces/tapConfigurations/write`.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at virtual network TAPs.
";

/// The interfaces whose packets are copied, as far as the TAP tells.
struct Sources {
    count: usize,
    elsewhere: Option<String>,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for tap in scope.items(&VIRTUAL_NETWORK_TAPS) {
        let own = arm::subscription(&tap.id).unwrap_or(&scope.scope().account).to_owned();
        let mut case = out.case(&tap);
        let destinations = destinations(scope, &mut case, &tap);
        let mut sources = sources(&mut case, &tap, &own);
        if sources.count == 0 {
            case.cite(&tap, "/id", &tap.id, "the TAP lists no source");
        }
        let id = tap.id.clone();

        out.later(case, move |estate, case| {
            if destinations.is_empty() {
                return Ruling::Unknown("it names no destination".to_owned());
            }
            if sources.count == 0 {
                sources = unlisted_sources(case, estate, &id, &own);
            }
            let judged = destinations.iter().filter_map(|destination| {
                let subscription = arm::subscription(destination)?;
                Some((standing(case, estate, &own, subscription), subscription.to_owned()))
            });
            let Some((standing, subscription)) = judged.max() else {
                return Ruling::Unknown("its destination names no subscription".to_owned());
            };
            let to = destinations.iter().map(|id| receiver(id)).collect::<Vec<_>>().join(" and ");
            let place = standing.words(Provider::Azure, &subscription);
            if sources.count == 0 {
                let message = format!("A TAP is staged: no interface feeds it yet. It points to {to} in {place}.");
                return Ruling::Fail(Severity::Low, message);
            }
            let severity = match (standing, &sources.elsewhere) {
                (Standing::Foreign, _) => Severity::Critical,
                (Standing::Own, None) => Severity::Medium,
                _ => Severity::High,
            };
            let many = if sources.count == 1 { "interface" } else { "interfaces" };
            let count = sources.count;
            let from = match &sources.elsewhere {
                Some(other) if count == 1 => format!(" of subscription {other}"),
                Some(other) => format!(", one of them in subscription {other},"),
                None => String::new(),
            };
            Ruling::Fail(severity, format!("A TAP copies the packets of {count} {many}{from} to {to} in {place}."))
        });
    }
}

/// Where the copies go: the ids that the TAP names.
fn destinations(scope: &ScopeView<'_>, case: &mut Case, tap: &Item<'_, VirtualNetworkTap>) -> Vec<String> {
    let properties = &tap.view().properties;
    let named = [
        ("destinationNetworkInterfaceIPConfiguration", &properties.destination_interface, "networkInterfaces"),
        ("destinationLoadBalancerFrontEndIPConfiguration", &properties.destination_frontend, "loadBalancers"),
    ];
    let mut ids = Vec::new();
    for (member, destination, kind) in named {
        let Some(id) = id_of(destination.as_ref()) else { continue };
        case.cite(tap, &format!("/properties/{member}/id"), id, "where the copies go");
        let spellings = [Some(id), arm::up_to(id, kind)].into_iter().flatten().map(str::to_owned);
        case.destination(arm::subscription(id), spellings);
        receiving_machine(scope, case, id);
        ids.push(id.to_owned());
    }
    ids
}

/// Whose packets are copied: those of another subscription are cited before others.
fn sources(case: &mut Case, tap: &Item<'_, VirtualNetworkTap>, own: &str) -> Sources {
    let listed = tap.view().properties.network_interface_tap_configurations.as_deref().unwrap_or_default();
    let told = || listed.iter().enumerate().filter_map(|(index, source)| Some((index, id_of(Some(source))?)));
    let foreign = |id: &str| arm::subscription(id).filter(|other| !other.eq_ignore_ascii_case(own)).map(str::to_owned);
    let elsewhere = told().find_map(|(index, id)| Some((index, id, foreign(id)?)));
    let shown = elsewhere.as_ref().map(|(index, id, _)| (*index, *id)).or_else(|| told().next());
    if let Some((index, id)) = shown {
        let pointer = format!("/properties/networkInterfaceTapConfigurations/{index}/id");
        case.cite(tap, &pointer, id, format!("whose packets are copied, one of {}", listed.len()));
    }
    Sources { count: listed.len(), elsewhere: elsewhere.map(|(.., subscription)| subscription) }
}

/// The machine behind a destination, where that lies in the subscription: approvals may name it.
fn receiving_machine(scope: &ScopeView<'_>, case: &mut Case, destination: &str) {
    let Some(receiver) = arm::up_to(destination, "networkInterfaces") else { return };
    for interface in scope.items(&NETWORK_INTERFACES) {
        if arm::same(receiver, &interface.id)
            && let Some(machine) = id_of(interface.properties.virtual_machine.as_ref())
        {
            case.cite(&interface, "/properties/virtualMachine/id", machine, "the machine that receives the copies");
            case.destination_id(machine);
        }
    }
}

/// The interfaces of the run that name a TAP which does not list them.
fn unlisted_sources(case: &mut Case, estate: &Estate, tap: &str, own: &str) -> Sources {
    let mut interfaces = case.look_everywhere(estate, &NETWORK_INTERFACES);
    // Most runs have no scale sets and ask for no interfaces of them; a list that was asked for counts.
    let sight = estate.sight(&SCALE_SET_INTERFACES.op);
    if sight.gap().is_none_or(|gap| gap.kind != GapKind::NotAttempted) {
        interfaces.extend(case.look_everywhere(estate, &SCALE_SET_INTERFACES));
    }
    let mut naming: Vec<_> = interfaces
        .iter()
        .filter_map(|interface| {
            let nested = interface.view().properties.tap_configurations.as_deref().unwrap_or_default();
            let index = nested.iter().position(|nested| nested.tap().is_some_and(|id| arm::same(id, tap)))?;
            let elsewhere = arm::subscription(&interface.id).filter(|id| !id.eq_ignore_ascii_case(own));
            Some((elsewhere.is_none(), &interface.id, index, interface, elsewhere))
        })
        .collect();
    naming.sort_by_key(|(here, id, ..)| (*here, *id));
    naming.dedup_by(|(_, one, ..), (_, other, ..)| arm::same(one, other));
    if let Some((_, _, index, interface, elsewhere)) = naming.first() {
        let pointer = format!("/properties/tapConfigurations/{index}/properties/virtualNetworkTap/id");
        let id = interface.properties.tap_configurations.as_deref().and_then(|all| all.get(*index)?.tap());
        case.cite(interface, &pointer, id, "an interface names the TAP, which does not list it");
        return Sources { count: naming.len(), elsewhere: elsewhere.map(str::to_owned) };
    }
    Sources { count: 0, elsewhere: None }
}

fn id_of(resource: Option<&SubResource>) -> Option<&str> {
    resource?.id.as_deref().filter(|id| !id.is_empty())
}

/// The name of the interface or load balancer that an id lies in.
fn receiver(id: &str) -> String {
    match (arm::up_to(id, "networkInterfaces"), arm::up_to(id, "loadBalancers")) {
        (Some(interface), _) => format!("interface {}", arm::last_segment(interface)),
        (None, Some(balancer)) => format!("load balancer {}", arm::last_segment(balancer)),
        (None, None) => id.to_owned(),
    }
}
