//! Amazon EC2: traffic mirroring, interfaces, endpoints, routes, instances, networks and their encryption, regions.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;
use std::collections::BTreeMap;

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

    /// Security groups with their rules.
    SECURITY_GROUPS: SecurityGroup = "ec2:DescribeSecurityGroups" {
        permission: "ec2:DescribeSecurityGroups",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html",
        reach: Region,
        shape: Shape::AwsCli { list: "SecurityGroups", single: "" },
    }

    /// VPCs, those that others share with the account among them.
    VPCS: Vpc = "ec2:DescribeVpcs" {
        permission: "ec2:DescribeVpcs",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html",
        reach: Region,
        shape: Shape::AwsCli { list: "Vpcs", single: "Vpc" },
    }

    /// VPC encryption controls: whether a VPC lets packets through that its hardware does not encrypt.
    VPC_ENCRYPTION_CONTROLS: VpcEncryptionControl = "ec2:DescribeVpcEncryptionControls" {
        permission: "ec2:DescribeVpcEncryptionControls",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEncryptionControls.html",
        reach: Region,
        shape: Shape::AwsCli { list: "VpcEncryptionControls", single: "VpcEncryptionControl" },
    }

    /// What keeps the encryption control of one VPC from being enforced. The answer does not name the VPC.
    ENCRYPTION_BLOCKERS: NonCompliantResource = "ec2:GetVpcResourcesBlockingEncryptionEnforcement" {
        permission: "ec2:GetVpcResourcesBlockingEncryptionEnforcement",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetVpcResourcesBlockingEncryptionEnforcement.html",
        reach: Region,
        per: VPC_ENCRYPTION_CONTROLS,
        shape: Shape::AwsCli { list: "NonCompliantResources", single: "" },
    }

    /// Flow logs of VPCs, subnets and interfaces.
    FLOW_LOGS: FlowLog = "ec2:DescribeFlowLogs" {
        permission: "ec2:DescribeFlowLogs",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html",
        reach: Region,
        shape: Shape::AwsCli { list: "FlowLogs", single: "" },
    }

    /// The tags of interfaces; asked with the filter `resource-type=network-interface`.
    TAGS: TagDescription = "ec2:DescribeTags" {
        permission: "ec2:DescribeTags",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// Every region of the partition, those that the account has not enabled among them.
    REGIONS: Region = "ec2:DescribeRegions" {
        permission: "ec2:DescribeRegions",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html",
        reach: Account,
        shape: Shape::AwsCli { list: "Regions", single: "" },
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
    /// The VPC it is in, `vpc-…`.
    pub vpc_id: Option<String>,
    /// The subnet it is in, `subnet-…`.
    pub subnet_id: Option<String>,
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
    /// Whether it runs.
    pub state: Option<InstanceState>,
    /// The VPC it is in, `vpc-…`; absent once it is terminated.
    pub vpc_id: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Instance {
    /// The instance itself, of the several that a reservation may hold.
    pub fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("instance/{}", self.instance_id));
        Resource::new(scope, "AWS::EC2::Instance", id).named(self.tags.get("Name").as_deref()).tagged(&self.tags)
    }
}

/// Whether an instance runs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceState {
    /// `running`, `stopped`, `terminated`, …
    pub name: Option<String>,
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

/// A security group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroup {
    /// `sg-…`
    pub group_id: String,
    /// Its name.
    pub group_name: Option<String>,
    /// The account that owns it.
    pub owner_id: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for SecurityGroup {
    fn key(&self) -> &str {
        &self.group_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("security-group/{}", self.group_id));
        Resource::new(scope, "AWS::EC2::SecurityGroup", id).named(self.group_name.as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.owner_id.as_deref(), region: None }
    }
}

/// A VPC.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vpc {
    /// `vpc-…`
    pub vpc_id: String,
    /// The account that owns it; of a shared VPC, the one that shares it.
    pub owner_id: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for Vpc {
    fn key(&self) -> &str {
        &self.vpc_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("vpc/{}", self.vpc_id));
        Resource::new(scope, "AWS::EC2::VPC", id).named(self.tags.get("Name").as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.owner_id.as_deref(), region: None }
    }
}

/// The encryption control of a VPC.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcEncryptionControl {
    /// The VPC, `vpc-…`, by which it is looked up.
    pub vpc_id: String,
    /// `vpcec-…`
    pub vpc_encryption_control_id: String,
    /// `monitor` or `enforce`.
    pub mode: Option<String>,
    /// `available`, `enforce-in-progress`, `enforce-failed`, `deleting`, …
    pub state: Option<String>,
    /// What it lets through all the same, by its kind: `InternetGateway`, `NatGateway`, …
    pub resource_exclusions: Option<BTreeMap<String, VpcEncryptionControlExclusion>>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// An exclusion of an encryption control.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
pub struct VpcEncryptionControlExclusion {
    /// `enabling`, `enabled`, `disabling`, `disabled`.
    pub state: Option<String>,
}

impl Document for VpcEncryptionControl {
    fn key(&self) -> &str {
        &self.vpc_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("vpc-encryption-control/{}", self.vpc_encryption_control_id));
        Resource::new(scope, "AWS::EC2::VPCEncryptionControl", id)
            .named(self.tags.get("Name").as_deref())
            .tagged(&self.tags)
    }
}

/// A resource that keeps an encryption control from being enforced.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NonCompliantResource {
    /// Its id.
    pub id: String,
}

impl Document for NonCompliantResource {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::EC2::VPCEncryptionNonCompliantResource", self.id.as_str())
    }
}

/// A flow log.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FlowLog {
    /// `fl-…`
    pub flow_log_id: String,
    /// What it is of: `vpc-…`, `subnet-…`, `eni-…`, `tgw-…`.
    pub resource_id: Option<String>,
    /// `ACTIVE`
    pub flow_log_status: Option<String>,
    /// `ALL`, `ACCEPT`, `REJECT`; absent for transit gateways.
    pub traffic_type: Option<String>,
    /// `SUCCESS` or `FAILED`; absent where nothing was delivered yet.
    pub deliver_logs_status: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for FlowLog {
    fn key(&self) -> &str {
        &self.flow_log_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("vpc-flow-log/{}", self.flow_log_id));
        Resource::new(scope, "AWS::EC2::FlowLog", id).named(self.tags.get("Name").as_deref()).tagged(&self.tags)
    }
}

/// One tag of an interface.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagDescription {
    /// The interface, `eni-…`.
    pub resource_id: String,
    /// The key of the tag.
    pub key: Option<String>,
    /// The value of the tag.
    pub value: Option<String>,
}

impl Document for TagDescription {
    fn key(&self) -> &str {
        &self.resource_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("network-interface/{}", self.resource_id));
        Resource::new(scope, "AWS::EC2::NetworkInterface", id)
    }
}

/// A region.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Region {
    /// `eu-west-1`
    pub region_name: String,
    /// `opt-in-not-required`, `opted-in`, `not-opted-in`.
    pub opt_in_status: Option<String>,
}

impl Document for Region {
    fn key(&self) -> &str {
        &self.region_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::EC2::Region", self.region_name.as_str())
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_ec2;

    TRAFFIC_MIRROR_SESSIONS => |client, ask| client
        .describe_traffic_mirror_sessions()
        .max_results(1000)
        .set_next_token(ask.token());

    TRAFFIC_MIRROR_TARGETS => |client, ask| client
        .describe_traffic_mirror_targets()
        .max_results(1000)
        .set_next_token(ask.token());

    TRAFFIC_MIRROR_FILTERS => |client, ask| client
        .describe_traffic_mirror_filters()
        .max_results(1000)
        .set_next_token(ask.token());

    TRAFFIC_MIRROR_FILTER_RULES => |client, ask| client
        .describe_traffic_mirror_filter_rules()
        .max_results(1000)
        .set_next_token(ask.token());

    // An account may hide what services manage in it from its lists; packets are copied there all the same.
    NETWORK_INTERFACES => |client, ask| client
        .describe_network_interfaces()
        .include_managed_resources(true)
        .max_results(1000)
        .set_next_token(ask.token());

    VPC_ENDPOINTS => |client, ask| client.describe_vpc_endpoints().max_results(1000).set_next_token(ask.token());

    // `ServiceNames` beside the details repeats their names.
    VPC_ENDPOINT_SERVICES => |client, ask| client
        .describe_vpc_endpoint_services()
        .max_results(1000)
        .set_next_token(ask.token()),
        items: "/ServiceDetails";

    ROUTE_TABLES => |client, ask| client.describe_route_tables().max_results(100).set_next_token(ask.token());

    // Managed instances as for interfaces.
    INSTANCES => |client, ask| client
        .describe_instances()
        .include_managed_resources(true)
        .max_results(1000)
        .set_next_token(ask.token());

    SECURITY_GROUPS => |client, ask| client.describe_security_groups().max_results(1000).set_next_token(ask.token());

    VPCS => |client, ask| client.describe_vpcs().max_results(1000).set_next_token(ask.token());

    VPC_ENCRYPTION_CONTROLS => |client, ask| client
        .describe_vpc_encryption_controls()
        .max_results(1000)
        .set_next_token(ask.token());

    // The API takes the VPC, not the control. What is enforced already has nothing in its way.
    ENCRYPTION_BLOCKERS => |client, ask| client
        .get_vpc_resources_blocking_encryption_enforcement()
        .vpc_id(ask.parent())
        .max_results(1000)
        .set_next_token(ask.token()),
        parents: Parents::Of(&[Source {
            op: &VPC_ENCRYPTION_CONTROLS.op,
            keys: |item| match (at(item, "/Mode"), at(item, "/State")) {
                (Some("enforce"), Some("available")) | (_, Some("deleting" | "deleted")) => vec![],
                _ => Parent::at(item, "/VpcId"),
            },
        }]),
        gone: &["InvalidVpcID.NotFound"];

    FLOW_LOGS => |client, ask| client.describe_flow_logs().max_results(1000).set_next_token(ask.token());

    // Checks ask for the tags of interfaces alone; without the filter the answer is every tag of the region.
    TAGS => |client, ask| client
        .describe_tags()
        .filters(aws_sdk_ec2::types::Filter::builder().name("resource-type").values("network-interface").build())
        .max_results(1000)
        .set_next_token(ask.token()),
        items: "/Tags";

    // Without `AllRegions` those that the account has not enabled are left out. The API does not page.
    REGIONS => |client, _ask| client.describe_regions().all_regions(true);
}
