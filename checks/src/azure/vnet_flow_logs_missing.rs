use super::parent;
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, Sight};
use overhear_azure::{
    arm,
    network_watcher::NETWORK_WATCHERS,
    virtual_networks::{FLOW_LOGS, FlowLog, VIRTUAL_NETWORKS, VirtualNetwork},
};
use overhear_core::Provider;
use std::collections::BTreeMap;

pub(super) static CHECK: Check = Check {
    id: "azure-vnet-flow-logs-missing",
    provider: Provider::Azure,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Info),
    confidence: Confidence::hundredths(30),
    title: "No flow log is written for a virtual network",
    resource_type: "Microsoft.Network/virtualNetworks",
    needs: &[Required(&VIRTUAL_NETWORKS.op), Required(&NETWORK_WATCHERS.op), Required(&FLOW_LOGS.op)],
    remediation: "Write flow logs of the network: `az network watcher flow-log create --location LOCATION --name NAME \
                  --resource-group GROUP --vnet VNET-ID --storage-account ID`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/network-watcher/vnet-flow-logs-overview",
        "https://learn.microsoft.com/en-us/azure/network-watcher/nsg-flow-logs-overview",
        "https://learn.microsoft.com/en-us/rest/api/network-watcher/flow-logs/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Virtual networks (info) of which no native watcher was found: no flow log that is enabled has the network, one of its \
subnets or one of the interfaces in it as `targetResourceId`.

A flow log of a network security group does not count, since that kind is retired in 2027; the message names it. Where \
the flow logs of the region's Network Watcher were not read, or `enabled` of the only flow log is absent, the network \
is unknown. A region without a Network Watcher has no flow logs.

## Why it matters

Who listens has to get the recording out, and who is looked for has to be seen: flow logs show new destinations and \
volumes. They hold addresses and counts, never packets, and do not show that traffic is mirrored.

## Evidence

The id of the network; a flow log that is off, or that belongs to a security group.

## False positives

Flows may be recorded by a firewall or an appliance, or by a SIEM, which nothing here can see: the confidence is 0.30. \
One interface with a flow log is enough to pass: that says that somebody looks, not that all is seen.

## Remediation

```sh
az network watcher flow-log create --location LOCATION --name NAME --resource-group GROUP --vnet VNET-ID \\
  --storage-account ID
```

```hcl
resource \"azurerm_network_watcher_flow_log\" \"example\" {
  target_resource_id = azurerm_virtual_network.example.id
  enabled            = true
}
```

## Native controls

azure-policy:4c3c6c5f-0d47-4402-99b8-aa543dd8bcee asks for a flow log of each virtual network itself.
";

/// Flow logs by what they are of, in lower case.
type Logs<'a> = BTreeMap<String, Vec<Item<'a, FlowLog>>>;

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut logs = Logs::new();
    for log in scope.items(&FLOW_LOGS) {
        if let Some(target) = &log.properties.target_resource_id {
            logs.entry(target.trim_end_matches('/').to_lowercase()).or_default().push(log);
        }
    }
    for same in logs.values_mut() {
        same.sort_by_key(|log| log.view().id.as_str());
    }
    for network in scope.items(&VIRTUAL_NETWORKS) {
        if let Some(reason) = unread(scope, &network) {
            out.unknown(&network, reason);
            continue;
        }
        let own = logs_of(&logs, &network);
        if let Some(log) = own.iter().find(|log| log.properties.enabled == Some(true)) {
            let target = log.properties.target_resource_id.as_deref().map_or("it", arm::last_segment);
            out.pass(&network, &format!("flow log {} is written, of {target}", arm::last_segment(&log.id)));
            continue;
        }
        if let Some(log) = own.iter().find(|log| log.properties.enabled.is_none()) {
            out.unknown(&network, format!("enabled of its flow log {} is absent", arm::last_segment(&log.id)));
            continue;
        }
        let mut case = out.case(&network);
        let name = arm::last_segment(&network.view().id);
        let mut message = format!("No native watcher found: no flow log is written for virtual network {name}.");
        case.cite(&network, "/id", &network.id, "no flow log of it is enabled");
        if let Some(log) = own.first() {
            case.cite(log, "/properties/enabled", false, "its flow log is off");
        }
        if let Some((log, group)) = log_of_group(&logs, &network) {
            case.cite(
                &log,
                "/properties/targetResourceId",
                &log.properties.target_resource_id,
                "a security group of it",
            );
            message.push_str(" Security group ");
            message.push_str(arm::last_segment(group));
            message.push_str(" has one, of a kind that is retired.");
        }
        out.rule(case, Ruling::Fail(Severity::Info, message));
    }
}

/// Why the flow logs of the network's region are not known.
fn unread(scope: &ScopeView<'_>, network: &VirtualNetwork) -> Option<String> {
    let gap = |id: &str, sight: &Sight| {
        let gap = sight.gap().filter(|_| !sight.is_clear())?;
        Some(format!("{id}: {gap}"))
    };
    if let Some(reason) = gap(NETWORK_WATCHERS.op.id, &scope.sight(&NETWORK_WATCHERS.op)) {
        return Some(reason);
    }
    let region = network.location.as_deref().map(arm::region);
    let here = |location: Option<&String>| {
        let region = region.as_deref();
        region.is_none_or(|region| location.is_none_or(|own| arm::region(own) == region))
    };
    let mut watchers = scope.items(&NETWORK_WATCHERS).filter(|watcher| here(watcher.location.as_ref()));
    watchers.find_map(|watcher| gap(FLOW_LOGS.op.id, &scope.sight_for(&FLOW_LOGS.op, &watcher.id)))
}

/// The flow logs of a network, its subnets and the interfaces in it.
fn logs_of<'a>(logs: &Logs<'a>, network: &VirtualNetwork) -> Vec<Item<'a, FlowLog>> {
    let subnets = network.properties.subnets.iter().flatten().filter_map(|subnet| subnet.id.as_deref());
    let interfaces = network.properties.ip_configurations().filter_map(parent::of);
    let targets = std::iter::once(network.id.as_str()).chain(subnets).chain(interfaces);
    targets.filter_map(|id| logs.get(&id.trim_end_matches('/').to_lowercase())).flatten().copied().collect()
}

/// A flow log that is written of a security group of the network's subnets, and the id of the group.
fn log_of_group<'a, 'n>(logs: &Logs<'a>, network: &'n VirtualNetwork) -> Option<(Item<'a, FlowLog>, &'n str)> {
    let subnets = network.properties.subnets.iter().flatten().filter_map(|subnet| subnet.properties.as_ref());
    let mut groups = subnets.filter_map(|subnet| subnet.network_security_group.as_ref()?.id.as_deref());
    groups.find_map(|group| {
        let all = logs.get(&group.trim_end_matches('/').to_lowercase())?;
        Some((*all.iter().find(|log| log.properties.enabled == Some(true))?, group))
    })
}
