//! Amazon DAX, a cache in front of tables: clusters.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Clusters.
    CLUSTERS: Cluster = "dax:DescribeClusters" {
        permission: "dax:DescribeClusters",
        docs: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeClusters.html",
        reach: Region,
        shape: Shape::Opaque,
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    /// Its name, which is unique in the account and region.
    pub cluster_name: String,
    /// `arn:aws:dax:REGION:ACCOUNT:cache/NAME`
    pub cluster_arn: Option<String>,
    /// `available`, `creating`, `deleting`, …
    pub status: Option<String>,
    /// `NONE` or `TLS`; clusters from before the choice have none.
    pub cluster_endpoint_encryption_type: Option<String>,
}

impl Document for Cluster {
    fn key(&self) -> &str {
        &self.cluster_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let built = || arn::regional(scope, "dax", &format!("cache/{}", self.cluster_name));
        let id = self.cluster_arn.clone().unwrap_or_else(built);
        Resource::new(scope, "AWS::DAX::Cluster", id).named(Some(&self.cluster_name))
    }

    fn home(&self) -> Home<'_> {
        self.cluster_arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_dax;

    CLUSTERS => |client, ask| client.describe_clusters().max_results(100).set_next_token(ask.token()),
        items: "/Clusters";
}
