//! AWS Network Firewall: where TLS is opened and inspected.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// TLS inspection configurations, by name.
    TLS_INSPECTION_CONFIGURATIONS: TlsInspectionConfigurationMetadata = "networkfirewall:ListTLSInspectionConfigurations" {
        permission: "network-firewall:ListTLSInspectionConfigurations",
        docs: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_ListTLSInspectionConfigurations.html",
        reach: Region,
        shape: Shape::AwsCli { list: "TLSInspectionConfigurations", single: "" },
    }

    /// One TLS inspection configuration.
    TLS_INSPECTION_DESCRIPTIONS: TlsInspection = "networkfirewall:DescribeTLSInspectionConfiguration" {
        permission: "network-firewall:DescribeTLSInspectionConfiguration",
        docs: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DescribeTLSInspectionConfiguration.html",
        reach: Region,
        per: TLS_INSPECTION_CONFIGURATIONS,
        shape: Shape::AwsObject { members: &["TLSInspectionConfiguration", "TLSInspectionConfigurationResponse"] },
    }

    /// Firewall policies, by name.
    FIREWALL_POLICIES: FirewallPolicyMetadata = "networkfirewall:ListFirewallPolicies" {
        permission: "network-firewall:ListFirewallPolicies",
        docs: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_ListFirewallPolicies.html",
        reach: Region,
        shape: Shape::AwsCli { list: "FirewallPolicies", single: "" },
    }

    /// One firewall policy.
    FIREWALL_POLICY_DESCRIPTIONS: FirewallPolicyDescription = "networkfirewall:DescribeFirewallPolicy" {
        permission: "network-firewall:DescribeFirewallPolicy",
        docs: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DescribeFirewallPolicy.html",
        reach: Region,
        per: FIREWALL_POLICIES,
        shape: Shape::AwsObject { members: &["FirewallPolicy", "FirewallPolicyResponse"] },
    }
}

/// The name of a TLS inspection configuration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TlsInspectionConfigurationMetadata {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: Option<String>,
}

impl Document for TlsInspectionConfigurationMetadata {
    fn key(&self) -> &str {
        &self.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::NetworkFirewall::TLSInspectionConfiguration", self.arn.as_str())
            .named(self.name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

/// What a TLS inspection configuration opens, and its state.
#[derive(Debug, Deserialize)]
pub struct TlsInspection {
    /// What it opens.
    #[serde(default, rename = "TLSInspectionConfiguration", deserialize_with = "overhear_core::nullable")]
    pub configuration: TlsInspectionConfiguration,
    /// Its state.
    #[serde(rename = "TLSInspectionConfigurationResponse")]
    pub response: TlsInspectionConfigurationResponse,
}

/// What a TLS inspection configuration opens.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TlsInspectionConfiguration {
    /// Certificates, each with the traffic that it is for.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub server_certificate_configurations: Vec<ServerCertificateConfiguration>,
}

/// Certificates, and the traffic that they are for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServerCertificateConfiguration {
    /// The authority that signs certificates for servers outside: outbound traffic is opened with it.
    pub certificate_authority_arn: Option<String>,
    /// The traffic.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub scopes: Vec<ServerCertificateScope>,
}

/// Traffic that is opened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServerCertificateScope {
    /// From where; empty: anywhere.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub sources: Vec<Address>,
    /// To where; empty: anywhere.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub destinations: Vec<Address>,
    /// To which ports; empty: all.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub destination_ports: Vec<PortRange>,
}

/// A range of addresses.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Address {
    /// In CIDR notation.
    pub address_definition: Option<String>,
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

/// The state of a TLS inspection configuration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TlsInspectionConfigurationResponse {
    /// Its ARN.
    #[serde(default, rename = "TLSInspectionConfigurationArn")]
    pub arn: String,
    /// Its name.
    #[serde(rename = "TLSInspectionConfigurationName")]
    pub name: Option<String>,
    /// `ACTIVE`, `DELETING` or `ERROR`.
    #[serde(rename = "TLSInspectionConfigurationStatus")]
    pub status: Option<String>,
    /// How many firewall policies use it.
    pub number_of_associations: Option<i64>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for TlsInspection {
    fn key(&self) -> &str {
        &self.response.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::NetworkFirewall::TLSInspectionConfiguration", self.response.arn.as_str())
            .named(self.response.name.as_deref())
            .tagged(&self.response.tags)
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.response.arn)
    }
}

/// The name of a firewall policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirewallPolicyMetadata {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: Option<String>,
}

impl Document for FirewallPolicyMetadata {
    fn key(&self) -> &str {
        &self.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::NetworkFirewall::FirewallPolicy", self.arn.as_str()).named(self.name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

/// A firewall policy and its state.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirewallPolicyDescription {
    /// What it does.
    pub firewall_policy: FirewallPolicy,
    /// Its state.
    pub firewall_policy_response: FirewallPolicyResponse,
}

/// What a firewall policy does.
#[derive(Debug, Deserialize)]
pub struct FirewallPolicy {
    /// The TLS inspection configuration that it uses.
    #[serde(rename = "TLSInspectionConfigurationArn")]
    pub tls_inspection_configuration_arn: Option<String>,
}

/// The state of a firewall policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirewallPolicyResponse {
    /// Its ARN.
    pub firewall_policy_arn: String,
    /// Its name.
    pub firewall_policy_name: Option<String>,
}

impl Document for FirewallPolicyDescription {
    fn key(&self) -> &str {
        &self.firewall_policy_response.firewall_policy_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let FirewallPolicyResponse { firewall_policy_arn: arn, firewall_policy_name: name } =
            &self.firewall_policy_response;
        Resource::new(scope, "AWS::NetworkFirewall::FirewallPolicy", arn.as_str()).named(name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.firewall_policy_response.firewall_policy_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_networkfirewall;

    TLS_INSPECTION_CONFIGURATIONS => |client, ask| client
        .list_tls_inspection_configurations()
        .max_results(100)
        .set_next_token(ask.token());

    TLS_INSPECTION_DESCRIPTIONS => |client, ask| client
        .describe_tls_inspection_configuration()
        .tls_inspection_configuration_arn(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &TLS_INSPECTION_CONFIGURATIONS.op,
            keys: |item| Parent::at(item, "/Arn"),
        }]),
        gone: &["ResourceNotFoundException"];

    FIREWALL_POLICIES => |client, ask| client.list_firewall_policies().max_results(100).set_next_token(ask.token());

    FIREWALL_POLICY_DESCRIPTIONS => |client, ask| client.describe_firewall_policy().firewall_policy_arn(ask.parent()),
        parents: Parents::Of(&[Source { op: &FIREWALL_POLICIES.op, keys: |item| Parent::at(item, "/Arn") }]),
        gone: &["ResourceNotFoundException"];
}
