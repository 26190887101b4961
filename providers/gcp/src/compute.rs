//! Compute Engine: packet mirroring, forwarding rules, instances, routes.

use crate::url::documents;
use overhear_core::{Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// Packet mirroring policies: live copies of the packets of instances.
    PACKET_MIRRORINGS: PacketMirroring = "compute.packetMirrorings.aggregatedList" {
        permission: "compute.packetMirrorings.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/packetMirrorings/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "packetMirrorings", kind: "compute#packetMirroring" },
    }

    /// Forwarding rules, those of mirroring collectors among them.
    FORWARDING_RULES: ForwardingRule = "compute.forwardingRules.aggregatedList" {
        permission: "compute.forwardingRules.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/forwardingRules/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "forwardingRules", kind: "compute#forwardingRule" },
    }

    /// Virtual machines.
    INSTANCES: Instance = "compute.instances.aggregatedList" {
        permission: "compute.instances.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/instances/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "instances", kind: "compute#instance" },
    }

    /// Static and generated routes of VPC networks.
    ROUTES: Route = "compute.routes.list" {
        permission: "compute.routes.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/routes/list",
        reach: Account,
        shape: Shape::Gcp { collection: "routes", kind: "compute#route" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    PACKET_MIRRORINGS => aggregated "compute", "/compute/v1/projects/{project}/aggregated/packetMirrorings";
    FORWARDING_RULES => aggregated "compute", "/compute/v1/projects/{project}/aggregated/forwardingRules";
    // Metadata holds startup scripts and SSH keys.
    INSTANCES => aggregated "compute", "/compute/v1/projects/{project}/aggregated/instances",
        strip: &[
            "/metadata",
            "/disks/*/diskEncryptionKey",
            "/instanceEncryptionKey",
            "/sourceMachineImageEncryptionKey",
        ];
    ROUTES => get "compute", "/compute/v1/projects/{project}/global/routes?maxResults=500", items: "/items";
}

/// A packet mirroring policy. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct PacketMirroring {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// The strings `TRUE` or `FALSE`, never a JSON bool; absent: `TRUE`.
    pub enable: Option<String>,
    /// Where copies go.
    pub collector_ilb: Option<Link>,
    /// Whose packets are copied.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub mirrored_resources: MirroredResources,
    /// Which of their packets; absent: all IPv4.
    pub filter: Option<MirroringFilter>,
}

/// The URL of another resource.
#[derive(Debug, Deserialize)]
pub struct Link {
    /// The URL.
    pub url: Option<String>,
}

/// Whose packets a policy copies.
#[derive(Debug, Default, Deserialize)]
pub struct MirroredResources {
    /// Every instance of these subnetworks.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub subnetworks: Vec<Link>,
    /// These instances.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub instances: Vec<Link>,
    /// Every instance with one of these network tags.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub tags: Vec<String>,
}

/// Which packets a policy copies.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MirroringFilter {
    /// The other end; empty: every IPv4 address.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub cidr_ranges: Vec<String>,
    /// Protocols; empty: all.
    #[serde(default, rename = "IPProtocols", deserialize_with = "overhear_core::nullable")]
    pub ip_protocols: Vec<String>,
    /// `BOTH`, `INGRESS` or `EGRESS`; absent: `BOTH`.
    pub direction: Option<String>,
}

/// A forwarding rule.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct ForwardingRule {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// True where it may receive mirrored packets; absent: false.
    pub is_mirroring_collector: Option<bool>,
    /// `INTERNAL`, `EXTERNAL`, `EXTERNAL_MANAGED`, `INTERNAL_MANAGED`, `INTERNAL_SELF_MANAGED`.
    pub load_balancing_scheme: Option<String>,
    /// The URL of the target proxy it leads to; absent where a backend service stands behind it.
    pub target: Option<String>,
    /// What stands behind it.
    pub backend_service: Option<String>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// A virtual machine.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct Instance {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// `RUNNING`, `TERMINATED`, …
    pub status: Option<String>,
    /// True where it may carry packets that are neither from nor for it; absent: false.
    pub can_ip_forward: Option<bool>,
    /// Its interfaces.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub network_interfaces: Vec<NetworkInterface>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// An interface of a virtual machine.
#[derive(Debug, Deserialize)]
pub struct NetworkInterface {
    /// The VPC network it is in.
    pub network: Option<String>,
    /// Its IPv4 address.
    #[serde(rename = "networkIP")]
    pub network_ip: Option<String>,
}

/// A route.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct Route {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// The VPC network it steers.
    pub network: Option<String>,
    /// Which destinations, a range of addresses.
    pub dest_range: Option<String>,
    /// Where it sends packets, as the URL of an instance.
    pub next_hop_instance: Option<String>,
    /// Where it sends packets, as an address.
    pub next_hop_ip: Option<String>,
}

impl PacketMirroring {
    /// A member that is there, to cite an absence at: its pointer and what stands there.
    pub fn anchor(&self) -> (&'static str, &str) {
        if self.name.is_empty() { ("/selfLink", &self.self_link) } else { ("/name", &self.name) }
    }
}

impl Route {
    /// True where it sends packets to an instance or an address.
    fn has_next_hop(&self) -> bool {
        self.next_hop_instance.is_some() || self.next_hop_ip.is_some()
    }
}

documents! {
    PacketMirroring: "compute.googleapis.com/PacketMirroring" by self_link or name;
    ForwardingRule: "compute.googleapis.com/ForwardingRule" by self_link or name with labels;
    Instance: "compute.googleapis.com/Instance" by self_link or name with labels;
    Route: "compute.googleapis.com/Route" by self_link or name landmark has_next_hop;
}
