//! Azure Firewall and its policies, a part of Microsoft.Network.

use crate::arm::{Arm, Properties, SubResource};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The firewall policies of a subscription.
    FIREWALL_POLICIES: FirewallPolicy = "Microsoft.Network:FirewallPolicies_ListAll" {
        permission: "Microsoft.Network/firewallPolicies/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/firewallpolicies/firewall-policies/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/firewallPolicies", marker: "" },
    }

    /// The rules of one firewall policy.
    RULE_COLLECTION_GROUPS: RuleCollectionGroup = "Microsoft.Network:FirewallPolicyRuleCollectionGroups_List" {
        permission: "Microsoft.Network/firewallPolicies/ruleCollectionGroups/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/firewallpolicies/firewall-policy-rule-collection-groups/list",
        reach: Account,
        per: FIREWALL_POLICIES,
        shape: Shape::Arm { kind: "Microsoft.Network/firewallPolicies/ruleCollectionGroups", marker: "" },
    }

    /// The firewalls of a subscription.
    AZURE_FIREWALLS: AzureFirewall = "Microsoft.Network:AzureFirewalls_ListAll" {
        permission: "Microsoft.Network/azureFirewalls/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/firewall/azure-firewalls/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/azureFirewalls", marker: "" },
    }
}

// The file of a proxy is named by a URL with a token. Headers that a rule inserts may be passwords.
#[cfg(feature = "live")]
crate::reads! {
    FIREWALL_POLICIES => network FIREWALL_POLICIES_LIST_ALL, strip: &["/properties/explicitProxy/pacFile"];
    RULE_COLLECTION_GROUPS => network FIREWALL_POLICY_RULE_COLLECTION_GROUPS_LIST,
        parents: Parents::Of(&[Source { op: &FIREWALL_POLICIES.op, keys: |policy| Parent::at(policy, "/id") }]),
        gone: &["ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/ruleCollections/*/rules/*/httpHeadersToInsert/*/headerValue"];
    AZURE_FIREWALLS => network AZURE_FIREWALLS_LIST_ALL;
}

/// A firewall policy.
pub type FirewallPolicy = Arm<FirewallPolicyProperties>;

/// Settings of a firewall policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirewallPolicyProperties {
    /// What it may do.
    pub sku: Option<FirewallPolicySku>,
    /// How TLS is opened.
    pub transport_security: Option<TransportSecurity>,
    /// The firewalls that it governs.
    pub firewalls: Option<Vec<SubResource>>,
    /// The policy that it inherits from.
    pub base_policy: Option<SubResource>,
}

/// The tier of a firewall policy.
#[derive(Debug, Deserialize)]
pub struct FirewallPolicySku {
    /// `Basic`, `Standard` or `Premium`.
    pub tier: Option<String>,
}

/// How TLS is opened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransportSecurity {
    /// The authority that signs certificates for other people's names.
    pub certificate_authority: Option<CertificateAuthority>,
}

/// The authority of TLS inspection. The id of its secret is left unread.
#[derive(Debug, Deserialize)]
pub struct CertificateAuthority {
    /// Its name.
    pub name: Option<String>,
}

impl Properties for FirewallPolicyProperties {
    const KIND: &'static str = "Microsoft.Network/firewallPolicies";
}

/// A group of rule collections.
pub type RuleCollectionGroup = Arm<RuleCollectionGroupProperties>;

/// Settings of a group of rule collections.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleCollectionGroupProperties {
    /// Its collections.
    pub rule_collections: Option<Vec<RuleCollection>>,
}

impl Properties for RuleCollectionGroupProperties {
    const KIND: &'static str = "Microsoft.Network/firewallPolicies/ruleCollectionGroups";
}

/// A collection of rules.
#[derive(Debug, Deserialize)]
pub struct RuleCollection {
    /// Its rules.
    pub rules: Option<Vec<Rule>>,
}

/// A rule.
#[derive(Debug, Deserialize)]
pub struct Rule {
    /// True where the firewall decrypts what the rule lets through; application rules only.
    #[serde(rename = "terminateTLS")]
    pub terminate_tls: Option<bool>,
}

/// A firewall.
pub type AzureFirewall = Arm<AzureFirewallProperties>;

/// Settings of a firewall.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AzureFirewallProperties {
    /// The policy that governs it; none where it has rules of its own.
    pub firewall_policy: Option<SubResource>,
}

impl Properties for AzureFirewallProperties {
    const KIND: &'static str = "Microsoft.Network/azureFirewalls";
}
