//! Amazon EMR: security configurations, and the clusters that use them.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Security configurations, by name.
    SECURITY_CONFIGURATIONS: SecurityConfigurationSummary = "emr:ListSecurityConfigurations" {
        permission: "elasticmapreduce:ListSecurityConfigurations",
        docs: "https://docs.aws.amazon.com/emr/latest/APIReference/API_ListSecurityConfigurations.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// One security configuration.
    SECURITY_CONFIGURATION_DESCRIPTIONS: SecurityConfiguration = "emr:DescribeSecurityConfiguration" {
        permission: "elasticmapreduce:DescribeSecurityConfiguration",
        docs: "https://docs.aws.amazon.com/emr/latest/APIReference/API_DescribeSecurityConfiguration.html",
        reach: Region,
        per: SECURITY_CONFIGURATIONS,
        shape: Shape::AwsObject { members: &["Name", "SecurityConfiguration"] },
    }

    /// Clusters that run.
    CLUSTERS: ClusterSummary = "emr:ListClusters" {
        permission: "elasticmapreduce:ListClusters",
        docs: "https://docs.aws.amazon.com/emr/latest/APIReference/API_ListClusters.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// One cluster.
    CLUSTER_DESCRIPTIONS: Cluster = "emr:DescribeCluster" {
        permission: "elasticmapreduce:DescribeCluster",
        docs: "https://docs.aws.amazon.com/emr/latest/APIReference/API_DescribeCluster.html",
        reach: Region,
        per: CLUSTERS,
        shape: Shape::Opaque,
    }
}

/// The name of a security configuration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityConfigurationSummary {
    /// Its name, which is unique in the account and region; clusters name it.
    pub name: String,
}

impl Document for SecurityConfigurationSummary {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::EMR::SecurityConfiguration", self.name.as_str())
    }
}

/// A security configuration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityConfiguration {
    /// Its name.
    pub name: String,
    /// A JSON document.
    pub security_configuration: Option<String>,
}

impl Document for SecurityConfiguration {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::EMR::SecurityConfiguration", self.name.as_str())
    }
}

/// A cluster in the list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterSummary {
    /// `j-…`
    pub id: String,
    /// Its name, which others may have too.
    pub name: Option<String>,
    /// `arn:aws:elasticmapreduce:REGION:ACCOUNT:cluster/j-…`
    pub cluster_arn: Option<String>,
    /// Its state.
    pub status: Option<ClusterStatus>,
}

/// The state of a cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterStatus {
    /// `STARTING`, `BOOTSTRAPPING`, `RUNNING`, `WAITING`, `TERMINATING`, `TERMINATED`, `TERMINATED_WITH_ERRORS`.
    pub state: Option<String>,
}

impl Document for ClusterSummary {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let built = || arn::regional(scope, "elasticmapreduce", &format!("cluster/{}", self.id));
        let id = self.cluster_arn.clone().unwrap_or_else(built);
        Resource::new(scope, "AWS::EMR::Cluster", id).named(self.name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        self.cluster_arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    /// `j-…`
    pub id: String,
    /// `arn:aws:elasticmapreduce:REGION:ACCOUNT:cluster/j-…`
    pub cluster_arn: Option<String>,
    /// The name of its security configuration.
    pub security_configuration: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for Cluster {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let built = || arn::regional(scope, "elasticmapreduce", &format!("cluster/{}", self.id));
        let id = self.cluster_arn.clone().unwrap_or_else(built);
        Resource::new(scope, "AWS::EMR::Cluster", id).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        self.cluster_arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_emr;

    SECURITY_CONFIGURATIONS => |client, ask| client.list_security_configurations().set_marker(ask.token()),
        items: "/SecurityConfigurations";

    SECURITY_CONFIGURATION_DESCRIPTIONS => |client, ask| client.describe_security_configuration().name(ask.parent()),
        parents: Parents::Of(&[Source { op: &SECURITY_CONFIGURATIONS.op, keys: |item| Parent::at(item, "/Name") }]);

    // Those that ended are listed for months.
    CLUSTERS => |client, ask| client
        .list_clusters()
        .cluster_states(aws_sdk_emr::types::ClusterState::Starting)
        .cluster_states(aws_sdk_emr::types::ClusterState::Bootstrapping)
        .cluster_states(aws_sdk_emr::types::ClusterState::Running)
        .cluster_states(aws_sdk_emr::types::ClusterState::Waiting)
        .set_marker(ask.token()),
        items: "/Clusters";

    // Passwords are in the properties of applications, in their arguments, and in the attributes of Kerberos.
    CLUSTER_DESCRIPTIONS => |client, ask| client.describe_cluster().cluster_id(ask.parent()),
        parents: Parents::Of(&[Source { op: &CLUSTERS.op, keys: |item| Parent::at(item, "/Id") }]),
        items: "/Cluster",
        strip: &[
            "/Applications/*/AdditionalInfo",
            "/Applications/*/Args",
            "/Configurations",
            "/KerberosAttributes",
            "/Status/ErrorDetails",
        ];
}
