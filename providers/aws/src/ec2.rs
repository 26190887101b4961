//! Amazon EC2: traffic mirroring, interfaces, endpoints, routes, instances.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Traffic mirror sessions: live copies of the packets of an interface.
    TRAFFIC_MIRROR_SESSIONS: TrafficMirrorSession = "ec2:DescribeTrafficMirrorSessions" {
        permission: "ec2:DescribeTrafficMirrorSessions",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTrafficMirrorSessions.html",
        reach: Region,
        shape: Shape::AwsCli { list: "TrafficMirrorSessions", single: "TrafficMirrorSession" },
    }

    /// Traffic mirror targets: where copies go.
    TRAFFIC_MIRROR_TARGETS: TrafficMirrorTarget = "ec2:DescribeTrafficMirrorTargets" {
        permission: "ec2:DescribeTrafficMirrorTargets",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTrafficMirrorTargets.html",
        reach: Region,
        shape: Shape::AwsCli { list: "TrafficMirrorTargets", single: "TrafficMirrorTarget" },
    }

    /// Traffic mirror filters with their rules: what is copied.
    TRAFFIC_MIRROR_FILTERS: TrafficMirrorFilter = "ec2:DescribeTrafficMirrorFilters" {
        permission: "ec2:DescribeTrafficMirrorFilters",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTrafficMirrorFilters.html",
        reach: Region,
        shape: Shape::AwsCli { list: "TrafficMirrorFilters", single: "TrafficMirrorFilter" },
    }

    /// The rules of traffic mirror filters, each naming its filter.
    TRAFFIC_MIRROR_FILTER_RULES: TrafficMirrorFilterRule = "ec2:DescribeTrafficMirrorFilterRules" {
        permission: "ec2:DescribeTrafficMirrorFilterRules",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTrafficMirrorFilterRules.html",
        reach: Region,
        shape: Shape::AwsCli { list: "TrafficMirrorFilterRules", single: "TrafficMirrorFilterRule" },
    }

    /// Elastic network interfaces.
    NETWORK_INTERFACES: NetworkInterface = "ec2:DescribeNetworkInterfaces" {
        permission: "ec2:DescribeNetworkInterfaces",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html",
        reach: Region,
        shape: Shape::AwsCli { list: "NetworkInterfaces", single: "NetworkInterface" },
    }

    /// VPC endpoints, Gateway Load Balancer endpoints among them.
    VPC_ENDPOINTS: VpcEndpoint = "ec2:DescribeVpcEndpoints" {
        permission: "ec2:DescribeVpcEndpoints",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html",
        reach: Region,
        shape: Shape::AwsCli { list: "VpcEndpoints", single: "VpcEndpoint" },
    }

    /// The endpoint services that the account may use, with their owners.
    VPC_ENDPOINT_SERVICES: ServiceDetail = "ec2:DescribeVpcEndpointServices" {
        permission: "ec2:DescribeVpcEndpointServices",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html",
        reach: Region,
        shape: Shape::AwsCli { list: "ServiceDetails", single: "" },
    }

    /// Route tables with their routes.
    ROUTE_TABLES: RouteTable = "ec2:DescribeRouteTables" {
        permission: "ec2:DescribeRouteTables",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html",
        reach: Region,
        shape: Shape::AwsCli { list: "RouteTables", single: "RouteTable" },
    }

    /// Instances, by the reservation that started them.
    INSTANCES: Reservation = "ec2:DescribeInstances" {
        permission: "ec2:DescribeInstances",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html",
        reach: Region,
        shape: Shape::AwsCli { list: "Reservations", single: "" },
    }
}

/// A traffic mirror session.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrafficMirrorSession {
    /// `tms-…`
    pub traffic_mirror_session_id: String,
    /// Where copies go, `tmt-…`.
    pub traffic_mirror_target_id: Option<String>,
    /// What is copied, `tmf-…`.
    pub traffic_mirror_filter_id: Option<String>,
    /// Whose packets are copied, `eni-…`.
    pub network_interface_id: Option<String>,
    /// The account of the source interface.
    pub owner_id: Option<String>,
    /// Bytes of each packet that are copied; absent: all of them.
    pub packet_length: Option<i64>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for TrafficMirrorSession {
    fn key(&self) -> &str {
        &self.traffic_mirror_session_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("traffic-mirror-session/{}", self.traffic_mirror_session_id));
        Resource::new(scope, "AWS::EC2::TrafficMirrorSession", id)
            .named(self.tags.get("Name").as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.owner_id.as_deref(), region: None }
    }
}

/// A traffic mirror target.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrafficMirrorTarget {
    /// `tmt-…`
    pub traffic_mirror_target_id: String,
    /// The account that owns it; of a shared target, the one that shares it.
    pub owner_id: Option<String>,
    /// Where it is an interface.
    pub network_interface_id: Option<String>,
    /// Where it is a network load balancer.
    pub network_load_balancer_arn: Option<String>,
    /// Where it is a Gateway Load Balancer endpoint, `vpce-…`.
    pub gateway_load_balancer_endpoint_id: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for TrafficMirrorTarget {
    fn key(&self) -> &str {
        &self.traffic_mirror_target_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("traffic-mirror-target/{}", self.traffic_mirror_target_id));
        Resource::new(scope, "AWS::EC2::TrafficMirrorTarget", id)
            .named(self.tags.get("Name").as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        // The owner is not the account that lists it: targets that others share are listed too.
        let region = self.network_load_balancer_arn.as_deref().and_then(|arn| arn::home(arn).region);
        Home { account: None, region }
    }
}

/// A traffic mirror filter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrafficMirrorFilter {
    /// `tmf-…`
    pub traffic_mirror_filter_id: String,
    /// Rules for packets towards the interface.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub ingress_filter_rules: Vec<TrafficMirrorFilterRule>,
    /// Rules for packets from the interface.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub egress_filter_rules: Vec<TrafficMirrorFilterRule>,
    /// `amazon-dns` where DNS is copied beside the rules.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub network_services: Vec<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for TrafficMirrorFilter {
    fn key(&self) -> &str {
        &self.traffic_mirror_filter_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("traffic-mirror-filter/{}", self.traffic_mirror_filter_id));
        Resource::new(scope, "AWS::EC2::TrafficMirrorFilter", id).tagged(&self.tags)
    }
}

/// A rule of a traffic mirror filter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrafficMirrorFilterRule {
    /// `tmfr-…`
    #[serde(default)]
    pub traffic_mirror_filter_rule_id: String,
    /// The filter it belongs to.
    pub traffic_mirror_filter_id: Option<String>,
    /// `ingress` or `egress`.
    pub traffic_direction: Option<String>,
    /// Lower numbers are evaluated first.
    pub rule_number: Option<i64>,
    /// `accept` or `reject`.
    pub rule_action: Option<String>,
    /// IANA protocol number; absent: every protocol.
    pub protocol: Option<i64>,
    /// The sources.
    pub source_cidr_block: Option<String>,
    /// The destinations.
    pub destination_cidr_block: Option<String>,
    /// Ports at the source; absent: all.
    pub source_port_range: Option<PortRange>,
    /// Ports at the destination; absent: all.
    pub destination_port_range: Option<PortRange>,
}

/// A range of ports, both ends included.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PortRange {
    /// The first.
    pub from_port: Option<i64>,
    /// The last.
    pub to_port: Option<i64>,
}

impl Document for TrafficMirrorFilterRule {
    fn key(&self) -> &str {
        &self.traffic_mirror_filter_rule_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let rule = &self.traffic_mirror_filter_rule_id;
        let id = arn::regional(scope, "ec2", &format!("traffic-mirror-filter-rule/{rule}"));
        Resource::new(scope, "AWS::EC2::TrafficMirrorFilterRule", id)
    }
}

/// An elastic network interface.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterface {
    /// `eni-…`
    pub network_interface_id: String,
    /// The account that owns it.
    pub owner_id: Option<String>,
    /// What a service wrote about an interface of its own: `ELB app/name/id`.
    pub description: Option<String>,
    /// `interface`, `nat_gateway`, `lambda`, …
    pub interface_type: Option<String>,
    /// True where a service manages it.
    pub requester_managed: Option<bool>,
    /// False where it may carry packets that are neither from nor for it.
    pub source_dest_check: Option<bool>,
    /// `in-use`, `available`, …
    pub status: Option<String>,
    /// What it is attached to.
    pub attachment: Option<NetworkInterfaceAttachment>,
    /// Tags; the API names them `TagSet` here.
    #[serde(default)]
    pub tag_set: Tags,
}

/// What an interface is attached to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterfaceAttachment {
    /// The instance, `i-…`; absent for interfaces of services.
    pub instance_id: Option<String>,
}

impl Document for NetworkInterface {
    fn key(&self) -> &str {
        &self.network_interface_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("network-interface/{}", self.network_interface_id));
        Resource::new(scope, "AWS::EC2::NetworkInterface", id)
            .named(self.tag_set.get("Name").as_deref())
            .tagged(&self.tag_set)
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.owner_id.as_deref(), region: None }
    }
}

/// A VPC endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcEndpoint {
    /// `vpce-…`
    pub vpc_endpoint_id: String,
    /// `Interface`, `Gateway`, `GatewayLoadBalancer`, …
    pub vpc_endpoint_type: Option<String>,
    /// The service behind it.
    pub service_name: Option<String>,
    /// The account that owns the endpoint.
    pub owner_id: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for VpcEndpoint {
    fn key(&self) -> &str {
        &self.vpc_endpoint_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("vpc-endpoint/{}", self.vpc_endpoint_id));
        Resource::new(scope, "AWS::EC2::VPCEndpoint", id).named(self.tags.get("Name").as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.owner_id.as_deref(), region: None }
    }

    fn is_landmark(&self) -> bool {
        self.vpc_endpoint_type.as_deref() == Some("GatewayLoadBalancer")
    }
}

/// An endpoint service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceDetail {
    /// `com.amazonaws.vpce.REGION.vpce-svc-…` for those of other customers.
    pub service_name: String,
    /// The account that offers it, or `amazon`.
    pub owner: Option<String>,
}

impl Document for ServiceDetail {
    fn key(&self) -> &str {
        &self.service_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::EC2::VPCEndpointService", self.service_name.as_str())
    }

    fn is_landmark(&self) -> bool {
        self.owner.as_deref() != Some("amazon")
    }
}

/// A route table.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteTable {
    /// `rtb-…`
    pub route_table_id: String,
    /// The account that owns it.
    pub owner_id: Option<String>,
    /// Its routes.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub routes: Vec<Route>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// A route. One of its targets is there, the others are absent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Route {
    /// `igw-…`, `vgw-…`, `local`, or the `vpce-…` of a gateway or Gateway Load Balancer endpoint.
    pub gateway_id: Option<String>,
    /// The instance, `i-…`.
    pub instance_id: Option<String>,
    /// The account of that instance; `amazon-aws` and the like for what a service runs.
    pub instance_owner_id: Option<String>,
    /// The interface, `eni-…`; of an instance, its primary one.
    pub network_interface_id: Option<String>,
    /// `active`, `blackhole` (the target is gone) or `filtered`.
    pub state: Option<String>,
}

impl Route {
    /// True where packets follow it.
    pub fn is_active(&self) -> bool {
        self.state.as_deref() == Some("active")
    }
}

impl Document for RouteTable {
    fn key(&self) -> &str {
        &self.route_table_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("route-table/{}", self.route_table_id));
        Resource::new(scope, "AWS::EC2::RouteTable", id).named(self.tags.get("Name").as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.owner_id.as_deref(), region: None }
    }
}

/// Instances that were started together.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Reservation {
    /// `r-…`
    pub reservation_id: String,
    /// The account that owns the instances.
    pub owner_id: Option<String>,
    /// The instances.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub instances: Vec<Instance>,
}

/// An instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Instance {
    /// `i-…`
    pub instance_id: String,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for Reservation {
    fn key(&self) -> &str {
        &self.reservation_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("reservation/{}", self.reservation_id));
        Resource::new(scope, "AWS::EC2::Instance", id)
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.owner_id.as_deref(), region: None }
    }
}
