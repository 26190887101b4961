//! Amazon Elastic Kubernetes Service: clusters, what they log, and their add-ons.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Clusters, by name; those that are connected from elsewhere are not among them.
    CLUSTERS: ClusterName = "eks:ListClusters" {
        permission: "eks:ListClusters",
        docs: "https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// One cluster.
    CLUSTER_DESCRIPTIONS: Cluster = "eks:DescribeCluster" {
        permission: "eks:DescribeCluster",
        docs: "https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html",
        reach: Region,
        per: CLUSTERS,
        shape: Shape::AwsCli { list: "", single: "cluster" },
    }

    /// The add-ons of one cluster, by name.
    ADDONS: AddonName = "eks:ListAddons" {
        permission: "eks:ListAddons",
        docs: "https://docs.aws.amazon.com/eks/latest/APIReference/API_ListAddons.html",
        reach: Region,
        per: CLUSTERS,
        shape: Shape::Opaque,
    }
}

/// The name of a cluster.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct ClusterName(pub String);

impl Document for ClusterName {
    fn key(&self) -> &str {
        &self.0
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "eks", &format!("cluster/{}", self.0));
        Resource::new(scope, "AWS::EKS::Cluster", id).named(Some(&self.0))
    }
}

/// The name of an add-on, which is the same in every cluster: `vpc-cni`, `eks-node-monitoring-agent`, …
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct AddonName(pub String);

impl Document for AddonName {
    fn key(&self) -> &str {
        &self.0
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::EKS::Addon", self.0.as_str())
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// Its name; its add-ons are asked for by it.
    pub name: String,
    /// `arn:aws:eks:REGION:ACCOUNT:cluster/NAME`
    pub arn: Option<String>,
    /// `ACTIVE`, `CREATING`, `DELETING`, `FAILED`, `UPDATING`, `PENDING`.
    pub status: Option<String>,
    /// What its control plane logs.
    pub logging: Option<Logging>,
    /// Auto Mode, in which the monitoring agent of nodes is built in.
    pub compute_config: Option<ComputeConfig>,
    /// There where the cluster runs elsewhere and is only connected.
    pub connector_config: Option<ConnectorConfig>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// What a control plane logs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Logging {
    /// The kinds of logs: those that are on in one entry, the others in another.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub cluster_logging: Vec<LogSetup>,
}

/// Kinds of logs, on or off together.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogSetup {
    /// `api`, `audit`, `authenticator`, `controllerManager`, `scheduler`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub types: Vec<String>,
    /// True where they are on.
    pub enabled: Option<bool>,
}

/// Auto Mode.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComputeConfig {
    /// True where it is on.
    pub enabled: Option<bool>,
}

/// The connection of a cluster that runs elsewhere.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorConfig {
    /// Who runs it: `EKS_ANYWHERE`, `GKE`, `AKS`, …
    pub provider: Option<String>,
}

impl Document for Cluster {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = self.arn.clone().unwrap_or_else(|| arn::regional(scope, "eks", &format!("cluster/{}", self.name)));
        Resource::new(scope, "AWS::EKS::Cluster", id).named(Some(&self.name)).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        self.arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_eks;

    CLUSTERS => |client, ask| client.list_clusters().max_results(100).set_next_token(ask.token()),
        items: "/clusters";

    CLUSTER_DESCRIPTIONS => |client, ask| client.describe_cluster().name(ask.parent()),
        parents: Parents::Of(&[Source { op: &CLUSTERS.op, keys: |item| Parent::at(item, "") }]),
        gone: &["ResourceNotFoundException"],
        strip: &["/connectorConfig/activationCode", "/connectorConfig/activationId"];

    ADDONS => |client, ask| client.list_addons().cluster_name(ask.parent()).max_results(100).set_next_token(ask.token()),
        parents: Parents::Of(&[Source { op: &CLUSTERS.op, keys: |item| Parent::at(item, "") }]),
        items: "/addons",
        gone: &["ResourceNotFoundException"];
}
