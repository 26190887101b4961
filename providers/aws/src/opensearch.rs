//! Amazon OpenSearch Service: domains, those of Elasticsearch among them.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Domains, by name.
    DOMAIN_NAMES: DomainInfo = "opensearch:ListDomainNames" {
        permission: "es:ListDomainNames",
        docs: "https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_ListDomainNames.html",
        reach: Region,
        shape: Shape::AwsCli { list: "DomainNames", single: "" },
    }

    /// One domain.
    DOMAINS: DomainStatus = "opensearch:DescribeDomains" {
        permission: "es:DescribeDomains",
        docs: "https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html",
        reach: Region,
        per: DOMAIN_NAMES,
        shape: Shape::AwsCli { list: "DomainStatusList", single: "" },
    }
}

/// The name of a domain.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainInfo {
    /// Its name, unique in the account and region.
    pub domain_name: String,
    /// `OpenSearch` or `Elasticsearch`.
    pub engine_type: Option<String>,
}

impl Document for DomainInfo {
    fn key(&self) -> &str {
        &self.domain_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "es", &format!("domain/{}", self.domain_name));
        Resource::new(scope, kind(self.engine_type.as_deref()), id).named(Some(&self.domain_name))
    }
}

/// A domain.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainStatus {
    /// Its name, unique in the account and region.
    pub domain_name: String,
    /// Its ARN, which names its account.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// `OpenSearch_2.11`, `Elasticsearch_7.10`.
    pub engine_version: Option<String>,
    /// True where it is being deleted.
    pub deleted: Option<bool>,
    /// Its address on the internet; absent in a VPC.
    pub endpoint: Option<String>,
    /// Whether its nodes encrypt what they send each other.
    pub node_to_node_encryption_options: Option<NodeToNodeEncryptionOptions>,
    /// How clients reach it.
    pub domain_endpoint_options: Option<DomainEndpointOptions>,
    /// Its nodes.
    pub cluster_config: Option<ClusterConfig>,
    /// The VPC that it is in; absent where it is in none.
    #[serde(rename = "VPCOptions")]
    pub vpc_options: Option<VpcOptions>,
}

/// Whether nodes encrypt what they send each other.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NodeToNodeEncryptionOptions {
    /// True where they do.
    pub enabled: Option<bool>,
}

/// How clients reach a domain.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DomainEndpointOptions {
    /// True where it takes HTTPS only.
    #[serde(rename = "EnforceHTTPS")]
    pub enforce_https: Option<bool>,
    /// `Policy-Min-TLS-1-2-PFS-2023-10`, …
    #[serde(rename = "TLSSecurityPolicy")]
    pub tls_security_policy: Option<String>,
}

/// The nodes of a domain.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterConfig {
    /// How many hold data.
    pub instance_count: Option<i64>,
    /// True where others lead them.
    pub dedicated_master_enabled: Option<bool>,
}

/// The VPC of a domain.
#[derive(Debug, Deserialize)]
pub struct VpcOptions {
    /// `vpc-…`
    #[serde(rename = "VPCId")]
    pub vpc_id: Option<String>,
}

impl Document for DomainStatus {
    fn key(&self) -> &str {
        &self.domain_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, kind(self.engine_version.as_deref()), self.arn.as_str()).named(Some(&self.domain_name))
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

/// The type of a domain as AWS Config and the native controls name it, by its engine; in a template that of OpenSearch
/// is `AWS::OpenSearchService::Domain`.
fn kind(engine: Option<&str>) -> &'static str {
    if engine.is_some_and(|engine| engine.starts_with("Elasticsearch")) {
        "AWS::Elasticsearch::Domain"
    } else {
        "AWS::OpenSearch::Domain"
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_opensearch;

    // Neither of the two pages.
    DOMAIN_NAMES => |client, _ask| client.list_domain_names();

    // The API takes 5 names a call. Properties that are being changed come as texts, whatever they hold.
    DOMAINS => |client, ask| client.describe_domains().set_domain_names(Some(ask.parents())),
        parents: Parents::Of(&[Source { op: &DOMAIN_NAMES.op, keys: |item| Parent::at(item, "/DomainName") }]),
        batch: 5,
        strip: &["/ModifyingProperties/*/ActiveValue", "/ModifyingProperties/*/PendingValue"];
}
