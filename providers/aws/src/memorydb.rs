//! Amazon `MemoryDB`: clusters.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Clusters.
    CLUSTERS: Cluster = "memorydb:DescribeClusters" {
        permission: "memorydb:DescribeClusters",
        docs: "https://docs.aws.amazon.com/memorydb/latest/APIReference/API_DescribeClusters.html",
        reach: Region,
        shape: Shape::Opaque,
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cluster {
    /// Its name, which is unique in the account and region.
    pub name: String,
    /// `arn:aws:memorydb:REGION:ACCOUNT:cluster/NAME`
    #[serde(rename = "ARN")]
    pub arn: Option<String>,
    /// `available`, `creating`, `deleting`, …
    pub status: Option<String>,
    /// Whether connections are encrypted.
    #[serde(rename = "TLSEnabled")]
    pub tls_enabled: Option<bool>,
}

impl Document for Cluster {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let built = || arn::regional(scope, "memorydb", &format!("cluster/{}", self.name));
        let id = self.arn.clone().unwrap_or_else(built);
        Resource::new(scope, "AWS::MemoryDB::Cluster", id).named(Some(&self.name))
    }

    fn home(&self) -> Home<'_> {
        self.arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_memorydb;

    CLUSTERS => |client, ask| client.describe_clusters().max_results(100).set_next_token(ask.token()),
        items: "/Clusters";
}
