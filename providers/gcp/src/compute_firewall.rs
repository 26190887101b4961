//! Compute Engine: firewall policies, whose rules mirror, intercept and decrypt.

use crate::url::documents;
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The network firewall policies of every scope, with their rules.
    ALL_NETWORK_FIREWALL_POLICIES: FirewallPolicy = "compute.networkFirewallPolicies.aggregatedList" {
        permission: "compute.firewallPolicies.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/networkFirewallPolicies/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "firewallPolicies", kind: "compute#firewallPolicy" },
    }

    /// The global network firewall policies, with their rules. In files they look like those of every scope.
    NETWORK_FIREWALL_POLICIES: FirewallPolicy = "compute.networkFirewallPolicies.list" {
        permission: "compute.firewallPolicies.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/networkFirewallPolicies/list",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// The hierarchical firewall policies of an organisation or folder, the parent of the call. In files they look like
    /// those of networks.
    HIERARCHICAL_FIREWALL_POLICIES: FirewallPolicy = "compute.firewallPolicies.list" {
        permission: "compute.firewallPolicies.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/firewallPolicies/list",
        reach: Organization,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    ALL_NETWORK_FIREWALL_POLICIES => aggregated "compute", "/compute/v1/projects/{project}/aggregated/firewallPolicies";
    NETWORK_FIREWALL_POLICIES => get "compute",
        "/compute/v1/projects/{project}/global/firewallPolicies?maxResults=500", items: "/items";
    // A list holds what was made in the organisation or folder itself, not below it.
    HIERARCHICAL_FIREWALL_POLICIES => get "compute",
        "/compute/v1/locations/global/firewallPolicies?parentId={parent}&maxResults=500", items: "/items",
        parents: Parents::PlaceAnd(&[Source {
            op: &crate::cloudresourcemanager::FOLDERS.op,
            keys: |item| Parent::at(item, "/name"),
        }]), once: true;
}

/// A firewall policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirewallPolicy {
    /// The URL.
    pub self_link: String,
    /// What it is attached to.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub associations: Vec<FirewallPolicyAssociation>,
    /// Its rules. A policy always has default rules: an empty list means that they were left out.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub rules: Vec<FirewallRule>,
    /// Its rules for packet mirroring, a list of its own.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub packet_mirroring_rules: Vec<FirewallRule>,
}

/// What a firewall policy is attached to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirewallPolicyAssociation {
    /// The URL of a network, `organizations/NUMBER` or `folders/NUMBER`.
    pub attachment_target: Option<String>,
}

/// A rule of a firewall policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirewallRule {
    /// `allow`, `deny`, `apply_security_profile_group`, `goto_next`; of mirroring rules `mirror`, `do_not_mirror`.
    pub action: Option<String>,
    /// True where it does nothing; absent: false.
    pub disabled: Option<bool>,
    /// True where matched TLS is decrypted; absent: false.
    pub tls_inspect: Option<bool>,
    /// The URL of the group whose profile says where packets go.
    pub security_profile_group: Option<String>,
}

impl FirewallPolicy {
    /// True where it is attached to this network.
    pub fn is_attached_to(&self, network: &str) -> bool {
        self.targets().any(|target| crate::url::may_be_same(target, network))
    }

    /// What it is attached to.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.associations.iter().filter_map(|association| association.attachment_target.as_deref())
    }
}

impl FirewallRule {
    /// True unless it is switched off.
    pub fn is_enabled(&self) -> bool {
        self.disabled != Some(true)
    }
}

documents! {
    FirewallPolicy: "compute.googleapis.com/FirewallPolicy" by self_link;
}
