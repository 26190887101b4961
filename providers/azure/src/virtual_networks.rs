//! Azure virtual networks, a part of Microsoft.Network, and the flow logs of network watchers.

use crate::{
    arm::{Arm, Properties, SubResource},
    network_watcher::NETWORK_WATCHERS,
};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The virtual networks of a subscription, with their subnets.
    VIRTUAL_NETWORKS: VirtualNetwork = "Microsoft.Network:VirtualNetworks_ListAll" {
        permission: "Microsoft.Network/virtualNetworks/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/virtual-networks/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/virtualNetworks", marker: "" },
    }

    /// The flow logs of one network watcher: those of its region.
    FLOW_LOGS: FlowLog = "Microsoft.Network:FlowLogs_List" {
        permission: "Microsoft.Network/networkWatchers/flowLogs/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/network-watcher/flow-logs/list",
        reach: Account,
        per: NETWORK_WATCHERS,
        shape: Shape::Arm { kind: "Microsoft.Network/networkWatchers/flowLogs", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    VIRTUAL_NETWORKS => network VIRTUAL_NETWORKS_LIST_ALL;
    FLOW_LOGS => network FLOW_LOGS_LIST,
        parents: Parents::Of(&[Source { op: &NETWORK_WATCHERS.op, keys: |watcher| Parent::at(watcher, "/id") }]),
        gone: &["ResourceGroupNotFound", "ResourceNotFound"];
}

/// A virtual network.
pub type VirtualNetwork = Arm<VirtualNetworkProperties>;

/// Settings of a virtual network.
#[derive(Debug, Deserialize)]
pub struct VirtualNetworkProperties {
    /// Whether machines encrypt what they send to each other; absent: they do not.
    pub encryption: Option<VirtualNetworkEncryption>,
    /// Its subnets.
    pub subnets: Option<Vec<Subnet>>,
}

/// Whether the machines of a virtual network encrypt what they send to each other.
#[derive(Debug, Deserialize)]
pub struct VirtualNetworkEncryption {
    /// True where they do.
    pub enabled: Option<bool>,
    /// `AllowUnencrypted`, or `DropUnencrypted`: whether machines that cannot may be there.
    pub enforcement: Option<String>,
}

impl Properties for VirtualNetworkProperties {
    const KIND: &'static str = "Microsoft.Network/virtualNetworks";
}

impl VirtualNetworkProperties {
    /// The ARM ids of the IP configurations in its subnets.
    pub fn ip_configurations(&self) -> impl Iterator<Item = &str> {
        let subnets = self.subnets.iter().flatten().filter_map(|subnet| subnet.properties.as_ref());
        subnets.flat_map(|subnet| subnet.ip_configurations.iter().flatten()).filter_map(|own| own.id.as_deref())
    }
}

/// A subnet.
#[derive(Debug, Deserialize)]
pub struct Subnet {
    /// Its ARM id.
    pub id: Option<String>,
    /// Its settings.
    pub properties: Option<SubnetProperties>,
}

/// Settings of a subnet.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubnetProperties {
    /// The IP configurations of interfaces and others that have an address there.
    pub ip_configurations: Option<Vec<SubResource>>,
    /// The security group that filters its traffic.
    pub network_security_group: Option<SubResource>,
}

/// A flow log.
pub type FlowLog = Arm<FlowLogProperties>;

/// Settings of a flow log.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowLogProperties {
    /// True where it is written.
    pub enabled: Option<bool>,
    /// The ARM id of the virtual network, subnet, interface or security group whose flows are logged.
    pub target_resource_id: Option<String>,
}

impl Properties for FlowLogProperties {
    const KIND: &'static str = "Microsoft.Network/networkWatchers/flowLogs";
}
