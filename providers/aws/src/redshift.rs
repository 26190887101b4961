//! Amazon Redshift: clusters and their parameters.

use crate::arn;
use overhear_core::{Document, Home, Op, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Provisioned clusters.
    CLUSTERS: Cluster = "redshift:DescribeClusters" {
        permission: "redshift:DescribeClusters",
        docs: "https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusters.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// The parameters of one parameter group, which is the call's `parent`; asked once for each group that clusters
    /// use. The answer does not name the group.
    CLUSTER_PARAMETERS: Parameter = "redshift:DescribeClusterParameters" {
        permission: "redshift:DescribeClusterParameters",
        docs: "https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusterParameters.html",
        reach: Region,
        per: CLUSTERS,
        shape: Shape::Opaque,
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    /// Its name, which is unique in the account and region.
    pub cluster_identifier: String,
    /// `arn:aws:redshift:REGION:ACCOUNT:namespace:…`
    pub cluster_namespace_arn: Option<String>,
    /// `available`, `paused`, `deleting`, …
    pub cluster_status: Option<String>,
    /// The parameter groups that it uses; in practice one.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub cluster_parameter_groups: Vec<ClusterParameterGroupStatus>,
    /// True where it has a public address.
    pub publicly_accessible: Option<bool>,
    /// True where `COPY` and `UNLOAD` go through its VPC.
    pub enhanced_vpc_routing: Option<bool>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// A parameter group that a cluster uses.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterParameterGroupStatus {
    /// Its name.
    pub parameter_group_name: Option<String>,
    /// `in-sync`, `pending-reboot`, `applying`, …
    pub parameter_apply_status: Option<String>,
    /// The same for each parameter; may be absent.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub cluster_parameter_status_list: Vec<ClusterParameterStatus>,
}

/// Whether a cluster runs with the value of a parameter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClusterParameterStatus {
    /// The parameter.
    pub parameter_name: Option<String>,
    /// `in-sync`, `pending-reboot`, `applying`, `invalid-parameter`, `apply-deferred`, `apply-error`, `unknown-error`.
    pub parameter_apply_status: Option<String>,
}

impl Document for Cluster {
    fn key(&self) -> &str {
        &self.cluster_identifier
    }

    fn parents(&self, op: &Op) -> Vec<&str> {
        if *op == CLUSTER_PARAMETERS.op {
            self.cluster_parameter_groups.iter().filter_map(|group| group.parameter_group_name.as_deref()).collect()
        } else {
            vec![self.key()]
        }
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "redshift", &format!("cluster:{}", self.cluster_identifier));
        Resource::new(scope, "AWS::Redshift::Cluster", id).named(Some(&self.cluster_identifier)).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        self.cluster_namespace_arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

/// A parameter of a group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Parameter {
    /// `require_ssl`, …
    pub parameter_name: String,
    /// Its value, as text.
    pub parameter_value: Option<String>,
}

impl Document for Parameter {
    fn key(&self) -> &str {
        &self.parameter_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_redshift;

    CLUSTERS => |client, ask| client.describe_clusters().max_records(100).set_marker(ask.token()),
        items: "/Clusters";

    CLUSTER_PARAMETERS => |client, ask| client
        .describe_cluster_parameters()
        .parameter_group_name(ask.parent())
        .max_records(100)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source { op: &CLUSTERS.op, keys: parameter_groups }]),
        items: "/Parameters",
        gone: &["ClusterParameterGroupNotFound"];
}

/// The parameter groups that a cluster uses.
#[cfg(feature = "live")]
fn parameter_groups(cluster: &serde_json::Value) -> Vec<crate::live::Parent> {
    let groups = cluster.get("ClusterParameterGroups").and_then(serde_json::Value::as_array).into_iter().flatten();
    groups.flat_map(|group| crate::live::Parent::at(group, "/ParameterGroupName")).collect()
}
