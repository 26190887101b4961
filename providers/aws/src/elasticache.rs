//! Amazon ElastiCache: replication groups and the clusters outside of them.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Replication groups: Valkey and Redis OSS.
    REPLICATION_GROUPS: ReplicationGroup = "elasticache:DescribeReplicationGroups" {
        permission: "elasticache:DescribeReplicationGroups",
        docs: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeReplicationGroups.html",
        reach: Region,
        shape: Shape::AwsCli { list: "ReplicationGroups", single: "ReplicationGroup" },
    }

    /// Clusters that are in no replication group: Memcached, and single nodes of Valkey and Redis OSS.
    CACHE_CLUSTERS: CacheCluster = "elasticache:DescribeCacheClusters" {
        permission: "elasticache:DescribeCacheClusters",
        docs: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeCacheClusters.html",
        reach: Region,
        shape: Shape::AwsCli { list: "CacheClusters", single: "CacheCluster" },
    }
}

/// A replication group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReplicationGroup {
    /// Its name, which is unique in the account and region; clusters name their group by it.
    pub replication_group_id: String,
    /// `arn:aws:elasticache:REGION:ACCOUNT:replicationgroup:NAME`
    #[serde(rename = "ARN")]
    pub arn: Option<String>,
    /// `available`, `modifying`, `deleting`, …
    pub status: Option<String>,
    /// True where it takes TLS.
    pub transit_encryption_enabled: Option<bool>,
    /// `required`, or `preferred` where it takes clients without TLS too.
    pub transit_encryption_mode: Option<String>,
}

impl Document for ReplicationGroup {
    fn key(&self) -> &str {
        &self.replication_group_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let name = &self.replication_group_id;
        let built = || arn::regional(scope, "elasticache", &format!("replicationgroup:{name}"));
        let id = self.arn.clone().unwrap_or_else(built);
        Resource::new(scope, "AWS::ElastiCache::ReplicationGroup", id).named(Some(name))
    }

    fn home(&self) -> Home<'_> {
        self.arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CacheCluster {
    /// Its name, which is unique in the account and region.
    pub cache_cluster_id: String,
    /// `arn:aws:elasticache:REGION:ACCOUNT:cluster:NAME`
    #[serde(rename = "ARN")]
    pub arn: Option<String>,
    /// `available`, `modifying`, `deleting`, …
    pub cache_cluster_status: Option<String>,
    /// The replication group that it is in.
    pub replication_group_id: Option<String>,
    /// True where it takes TLS.
    pub transit_encryption_enabled: Option<bool>,
    /// `required`, or `preferred` where it takes clients without TLS too.
    pub transit_encryption_mode: Option<String>,
}

impl Document for CacheCluster {
    fn key(&self) -> &str {
        &self.cache_cluster_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let name = &self.cache_cluster_id;
        let built = || arn::regional(scope, "elasticache", &format!("cluster:{name}"));
        let id = self.arn.clone().unwrap_or_else(built);
        Resource::new(scope, "AWS::ElastiCache::CacheCluster", id).named(Some(name))
    }

    fn home(&self) -> Home<'_> {
        self.arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_elasticache;

    REPLICATION_GROUPS => |client, ask| client.describe_replication_groups().max_records(100).set_marker(ask.token());

    // Members of replication groups are judged with their group.
    CACHE_CLUSTERS => |client, ask| client
        .describe_cache_clusters()
        .show_cache_clusters_not_in_replication_groups(true)
        .max_records(100)
        .set_marker(ask.token());
}
