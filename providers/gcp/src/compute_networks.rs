//! Compute Engine: firewall rules of VPC networks, and subnets.

use crate::url::documents;
use overhear_core::{Shape, ops};
use serde::{Deserialize, de::IgnoredAny};

ops! {
    Gcp;

    /// The firewall rules of VPC networks, those of firewall policies not among them.
    FIREWALLS: Firewall = "compute.firewalls.list" {
        permission: "compute.firewalls.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/firewalls/list",
        reach: Account,
        shape: Shape::Gcp { collection: "firewalls", kind: "compute#firewall" },
    }

    /// Subnets, some of which log their flows.
    SUBNETWORKS: Subnetwork = "compute.subnetworks.aggregatedList" {
        permission: "compute.subnetworks.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/subnetworks/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "subnetworks", kind: "compute#subnetwork" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    FIREWALLS => get "compute", "/compute/v1/projects/{project}/global/firewalls?maxResults=500", items: "/items";
    SUBNETWORKS => aggregated "compute", "/compute/v1/projects/{project}/aggregated/subnetworks";
}

/// A firewall rule. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct Firewall {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// The VPC network that it is in.
    pub network: Option<String>,
    /// `INGRESS` or `EGRESS`; absent: `INGRESS`.
    pub direction: Option<String>,
    /// True where it does nothing; absent: false.
    pub disabled: Option<bool>,
    /// Ranges of addresses that packets may come from.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub source_ranges: Vec<String>,
    /// Network tags of the instances that they may come from.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub source_tags: Vec<String>,
    /// Service accounts of the instances that they may come from.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub source_service_accounts: Vec<String>,
    /// What it lets pass; empty for a rule that denies.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub allowed: Vec<Allowed>,
    /// What it stops; empty for a rule that allows.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub denied: Vec<IgnoredAny>,
}

/// What a firewall rule lets pass.
#[derive(Debug, Deserialize)]
pub struct Allowed {
    /// `tcp`, `udp`, `icmp`, …, the number of a protocol, or `all`.
    #[serde(rename = "IPProtocol")]
    pub ip_protocol: Option<String>,
    /// Ports and ranges of ports (`20-25`); empty: all.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub ports: Vec<String>,
}

/// A subnet. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct Subnetwork {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// The VPC network that it is in, by which flow logs of a whole network are told.
    pub network: Option<String>,
    /// `PRIVATE`, `REGIONAL_MANAGED_PROXY`, `GLOBAL_MANAGED_PROXY`, `PRIVATE_SERVICE_CONNECT`, …
    pub purpose: Option<String>,
    /// Its flow logs.
    pub log_config: Option<LogConfig>,
    /// Whether it logs flows, in the older spelling.
    pub enable_flow_logs: Option<bool>,
}

/// The flow logs of a subnet.
#[derive(Debug, Deserialize)]
pub struct LogConfig {
    /// True where flows are logged; absent: false.
    pub enable: Option<bool>,
}

documents! {
    Firewall: "compute.googleapis.com/Firewall" by self_link or name;
    Subnetwork: "compute.googleapis.com/Subnetwork" by self_link or name;
}
