//! Azure networking: interfaces, taps, load balancers and route tables.

use crate::arm::{Arm, Properties, SubResource};
use overhear_core::{Shape, ops};
use serde::{Deserialize, de::IgnoredAny};

ops! {
    Azure;

    /// The network interfaces of a subscription, without those of scale sets.
    NETWORK_INTERFACES: NetworkInterface = "Microsoft.Network:NetworkInterfaces_ListAll" {
        permission: "Microsoft.Network/networkInterfaces/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/network-interfaces/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/networkInterfaces", marker: "" },
    }

    /// The network interfaces of one scale set; no call lists those of a subscription.
    SCALE_SET_INTERFACES: NetworkInterface = "Microsoft.Network:NetworkInterfaces_ListVirtualMachineScaleSetNetworkInterfaces" {
        permission: "Microsoft.Compute/virtualMachineScaleSets/networkInterfaces/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/network-interface-in-vm-ss/list-virtual-machine-scale-set-network-interfaces",
        reach: Account,
        per: crate::compute::SCALE_SETS,
        shape: Shape::Arm {
            kind: "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces",
            marker: "",
        },
    }

    /// The tap configurations of one network interface.
    TAP_CONFIGURATIONS: TapConfiguration = "Microsoft.Network:NetworkInterfaceTapConfigurations_List" {
        permission: "Microsoft.Network/networkInterfaces/tapConfigurations/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/network-interface-tap-configurations/list",
        reach: Account,
        per: NETWORK_INTERFACES,
        shape: Shape::Arm { kind: "Microsoft.Network/networkInterfaces/tapConfigurations", marker: "" },
    }

    /// The virtual network taps of a subscription.
    VIRTUAL_NETWORK_TAPS: VirtualNetworkTap = "Microsoft.Network:VirtualNetworkTaps_ListAll" {
        permission: "Microsoft.Network/virtualNetworkTaps/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/virtual-network-taps/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/virtualNetworkTaps", marker: "" },
    }

    /// The load balancers of a subscription.
    LOAD_BALANCERS: LoadBalancer = "Microsoft.Network:LoadBalancers_ListAll" {
        permission: "Microsoft.Network/loadBalancers/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/load-balancer/load-balancers/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/loadBalancers", marker: "" },
    }

    /// The route tables of a subscription, with their routes.
    ROUTE_TABLES: RouteTable = "Microsoft.Network:RouteTables_ListAll" {
        permission: "Microsoft.Network/routeTables/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/route-tables/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/routeTables", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    NETWORK_INTERFACES => network NETWORK_INTERFACES_LIST_ALL;
    // The network provider does not know of scale sets in which it has no interfaces.
    SCALE_SET_INTERFACES => network NETWORK_INTERFACES_LIST_VIRTUAL_MACHINE_SCALE_SET_NETWORK_INTERFACES,
        parents: Parents::Of(&[Source { op: &crate::compute::SCALE_SETS.op, keys: with_own_interfaces }]),
        absent: &["NotFound"],
        gone: &["ResourceGroupNotFound", "ResourceNotFound"];
    TAP_CONFIGURATIONS => network NETWORK_INTERFACE_TAP_CONFIGURATIONS_LIST,
        parents: Parents::Of(&[Source { op: &NETWORK_INTERFACES.op, keys: with_untold_taps }]),
        gone: &["ResourceGroupNotFound", "ResourceNotFound"];
    VIRTUAL_NETWORK_TAPS => network VIRTUAL_NETWORK_TAPS_LIST_ALL;
    LOAD_BALANCERS => network LOAD_BALANCERS_LIST_ALL, strip: &["/properties/probes/*/properties/requestPath"];
    ROUTE_TABLES => network ROUTE_TABLES_LIST_ALL;
}

/// The id of a scale set, unless its machines are ordinary ones, whose interfaces are among those of the subscription.
#[cfg(feature = "live")]
fn with_own_interfaces(set: &serde_json::Value) -> Vec<crate::live::Parent> {
    let mode = crate::live::at(set, "/properties/orchestrationMode").unwrap_or_default();
    if mode.eq_ignore_ascii_case("Flexible") { Vec::new() } else { crate::live::Parent::at(set, "/id") }
}

/// The id of an interface, unless it says itself which taps copy its packets, or that none does: an empty list. One
/// without the list says nothing.
#[cfg(feature = "live")]
fn with_untold_taps(interface: &serde_json::Value) -> Vec<crate::live::Parent> {
    let own = interface.pointer("/properties/tapConfigurations").and_then(serde_json::Value::as_array);
    let is_told = |one: &serde_json::Value| crate::live::at(one, "/properties/virtualNetworkTap/id").is_some();
    if own.is_some_and(|all| all.iter().all(is_told)) { Vec::new() } else { crate::live::Parent::at(interface, "/id") }
}

/// A network interface.
pub type NetworkInterface = Arm<NetworkInterfaceProperties>;

/// Settings of a network interface.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkInterfaceProperties {
    /// True where it may carry packets that are neither from nor for it; absent: false.
    #[serde(rename = "enableIPForwarding")]
    pub enable_ip_forwarding: Option<bool>,
    /// The machine it is attached to.
    pub virtual_machine: Option<SubResource>,
    /// Its addresses.
    pub ip_configurations: Option<Vec<IpConfiguration>>,
    /// The taps that copy its packets.
    pub tap_configurations: Option<Vec<NestedTapConfiguration>>,
    /// False where its machine cannot encrypt what it sends inside its virtual network.
    pub vnet_encryption_supported: Option<bool>,
}

impl Properties for NetworkInterfaceProperties {
    const KIND: &'static str = "Microsoft.Network/networkInterfaces";

    fn is_landmark(&self) -> bool {
        self.tap_configurations.as_ref().is_some_and(|taps| !taps.is_empty())
    }
}

/// An address of a network interface, or of a load balancer's frontend.
#[derive(Debug, Deserialize)]
pub struct IpConfiguration {
    /// Its settings.
    pub properties: Option<IpConfigurationProperties>,
}

/// Settings of an address.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IpConfigurationProperties {
    /// IPv4 or IPv6, or a block of either.
    #[serde(rename = "privateIPAddress")]
    pub private_ip_address: Option<String>,
    /// The frontend of the gateway load balancer that sees the traffic first.
    pub gateway_load_balancer: Option<SubResource>,
    /// The subnet it belongs to.
    pub subnet: Option<SubResource>,
    /// The backend pools of load balancers that it is a member of.
    pub load_balancer_backend_address_pools: Option<Vec<SubResource>>,
}

impl IpConfiguration {
    /// The ARM id of the gateway load balancer's frontend that sees the traffic first.
    pub fn gateway(&self) -> Option<&str> {
        self.properties.as_ref()?.gateway_load_balancer.as_ref()?.id.as_deref()
    }
}

/// A tap configuration inside its network interface: sometimes the id alone.
#[derive(Debug, Deserialize)]
pub struct NestedTapConfiguration {
    /// Its ARM id.
    pub id: Option<String>,
    /// Its settings.
    pub properties: Option<TapConfigurationProperties>,
}

impl NestedTapConfiguration {
    /// The ARM id of the tap.
    pub fn tap(&self) -> Option<&str> {
        self.properties.as_ref()?.virtual_network_tap.as_ref()?.id.as_deref()
    }
}

/// A tap configuration.
pub type TapConfiguration = Arm<TapConfigurationProperties>;

/// Settings of a tap configuration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TapConfigurationProperties {
    /// The tap.
    pub virtual_network_tap: Option<SubResource>,
}

impl Properties for TapConfigurationProperties {
    const KIND: &'static str = "Microsoft.Network/networkInterfaces/tapConfigurations";
}

/// A virtual network tap.
pub type VirtualNetworkTap = Arm<VirtualNetworkTapProperties>;

/// Settings of a virtual network tap.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualNetworkTapProperties {
    /// The IP configuration of the interface that receives the copies.
    #[serde(rename = "destinationNetworkInterfaceIPConfiguration")]
    pub destination_interface: Option<SubResource>,
    /// The frontend of the load balancer that receives the copies.
    #[serde(rename = "destinationLoadBalancerFrontEndIPConfiguration")]
    pub destination_frontend: Option<SubResource>,
    /// The tap configurations of the interfaces whose packets are copied.
    pub network_interface_tap_configurations: Option<Vec<SubResource>>,
}

impl Properties for VirtualNetworkTapProperties {
    const KIND: &'static str = "Microsoft.Network/virtualNetworkTaps";
}

/// A load balancer.
pub type LoadBalancer = Arm<LoadBalancerProperties>;

/// Settings of a load balancer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancerProperties {
    /// Its addresses.
    #[serde(rename = "frontendIPConfigurations")]
    pub frontend_ip_configurations: Option<Vec<IpConfiguration>>,
    /// The machines behind it.
    pub backend_address_pools: Option<Vec<BackendPool>>,
    /// Ports that are spread over a pool.
    pub load_balancing_rules: Option<Vec<PortRule>>,
    /// Ports of single machines, or of each machine of a pool.
    pub inbound_nat_rules: Option<Vec<PortRule>>,
}

/// The machines behind a load balancer.
#[derive(Debug, Deserialize)]
pub struct BackendPool {
    /// Its ARM id.
    pub id: Option<String>,
    /// Its members.
    pub properties: Option<BackendPoolProperties>,
}

/// The members of a backend pool.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackendPoolProperties {
    /// The IP configurations of interfaces.
    #[serde(rename = "backendIPConfigurations")]
    pub backend_ip_configurations: Option<Vec<SubResource>>,
    /// Members by address.
    pub load_balancer_backend_addresses: Option<Vec<IgnoredAny>>,
}

/// A port that a load balancer forwards.
#[derive(Debug, Deserialize)]
pub struct PortRule {
    /// Its name.
    pub name: Option<String>,
    /// Its settings.
    pub properties: Option<PortRuleProperties>,
}

/// Settings of a port that a load balancer forwards.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PortRuleProperties {
    /// `Tcp`, `Udp` or `All`.
    pub protocol: Option<String>,
    /// The port that clients speak to; 0, with `All`: every port.
    pub frontend_port: Option<i64>,
    /// The first of a range of such ports, one a machine.
    pub frontend_port_range_start: Option<i64>,
    /// The port of the machines.
    pub backend_port: Option<i64>,
    /// The pool.
    pub backend_address_pool: Option<SubResource>,
    /// The pools, where there may be several.
    pub backend_address_pools: Option<Vec<SubResource>>,
    /// The IP configuration of the one machine.
    #[serde(rename = "backendIPConfiguration")]
    pub backend_ip_configuration: Option<SubResource>,
}

impl Properties for LoadBalancerProperties {
    const KIND: &'static str = "Microsoft.Network/loadBalancers";
}

/// A route table.
pub type RouteTable = Arm<RouteTableProperties>;

/// Settings of a route table.
#[derive(Debug, Deserialize)]
pub struct RouteTableProperties {
    /// Its routes.
    pub routes: Option<Vec<Route>>,
}

impl Properties for RouteTableProperties {
    const KIND: &'static str = "Microsoft.Network/routeTables";

    fn is_landmark(&self) -> bool {
        self.routes.iter().flatten().any(|route| route.appliance().is_some())
    }
}

/// A route.
#[derive(Debug, Deserialize)]
pub struct Route {
    /// Its settings.
    pub properties: Option<RouteProperties>,
}

/// Settings of a route.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteProperties {
    /// `VirtualAppliance`, `VnetLocal`, `Internet`, …
    pub next_hop_type: Option<String>,
    /// Where packets go, for `VirtualAppliance`.
    pub next_hop_ip_address: Option<String>,
}

impl Route {
    /// The address of the virtual appliance that packets go to.
    pub fn appliance(&self) -> Option<&str> {
        let route = self.properties.as_ref()?;
        route.next_hop_type.as_deref().filter(|kind| kind.eq_ignore_ascii_case("VirtualAppliance"))?;
        route.next_hop_ip_address.as_deref()
    }
}
