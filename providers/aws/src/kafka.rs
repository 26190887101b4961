//! Amazon Managed Streaming for Apache Kafka (MSK): clusters.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Clusters, provisioned and serverless.
    CLUSTERS: Cluster = "kafka:ListClustersV2" {
        permission: "kafka:ListClustersV2",
        docs: "https://docs.aws.amazon.com/MSK/2.0/APIReference/v2-clusters.html",
        reach: Region,
        // Version 1 of the operation lists clusters of another form under the same member.
        shape: Shape::Opaque,
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    /// `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/…`
    pub cluster_arn: String,
    /// Its name.
    pub cluster_name: Option<String>,
    /// `PROVISIONED` or `SERVERLESS`.
    pub cluster_type: Option<String>,
    /// `ACTIVE`, `CREATING`, `DELETING`, …
    pub state: Option<String>,
    /// The settings of a provisioned cluster.
    pub provisioned: Option<Provisioned>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// The settings of a provisioned cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Provisioned {
    /// Encryption.
    pub encryption_info: Option<EncryptionInfo>,
}

/// Encryption in a cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EncryptionInfo {
    /// Encryption of connections.
    pub encryption_in_transit: Option<EncryptionInTransit>,
}

/// Encryption of connections.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EncryptionInTransit {
    /// Between clients and brokers: `TLS`, `TLS_PLAINTEXT` or `PLAINTEXT`.
    pub client_broker: Option<String>,
    /// Whether brokers encrypt what they send each other.
    pub in_cluster: Option<bool>,
}

impl Document for Cluster {
    fn key(&self) -> &str {
        &self.cluster_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::MSK::Cluster", self.cluster_arn.as_str())
            .named(self.cluster_name.as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.cluster_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_kafka;

    CLUSTERS => |client, ask| client.list_clusters_v2().max_results(100).set_next_token(ask.token()),
        items: "/ClusterInfoList";
}
