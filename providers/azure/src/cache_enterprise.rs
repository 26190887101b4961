//! Azure Managed Redis, and the Enterprise tiers of Azure Cache for Redis that came before it.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The Redis Enterprise clusters of a subscription, Azure Managed Redis among them.
    CLUSTERS: Cluster = "Microsoft.Cache:RedisEnterprise_List" {
        permission: "Microsoft.Cache/redisEnterprise/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/redis/redisenterprisecache/redis-enterprise/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Cache/redisEnterprise", marker: "" },
    }

    /// The databases of one cluster; no call lists those of a subscription.
    DATABASES: Database = "Microsoft.Cache:Databases_ListByCluster" {
        permission: "Microsoft.Cache/redisEnterprise/databases/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/redis/redisenterprisecache/databases/list-by-cluster",
        reach: Account,
        per: CLUSTERS,
        shape: Shape::Arm { kind: "Microsoft.Cache/redisEnterprise/databases", marker: "" },
    }
}

// The first stable version that knows the sizes of Azure Managed Redis.
#[cfg(feature = "live")]
crate::reads! {
    CLUSTERS => get "/subscriptions/{subscription}/providers/Microsoft.Cache/redisEnterprise", "2025-04-01";
    DATABASES => get "{parent}/databases", "2025-04-01",
        parents: Parents::Of(&[Source { op: &CLUSTERS.op, keys: |cluster| Parent::at(cluster, "/id") }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/accessKeys"];
}

/// A cluster. None of its own settings is read.
pub type Cluster = Arm<ClusterProperties>;

/// Settings of a cluster.
#[derive(Debug, Deserialize)]
pub struct ClusterProperties {}

impl Properties for ClusterProperties {
    const KIND: &'static str = "Microsoft.Cache/redisEnterprise";
}

/// A database of a cluster.
pub type Database = Arm<DatabaseProperties>;

/// Settings of a database.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseProperties {
    /// `Encrypted` or `Plaintext`.
    pub client_protocol: Option<String>,
}

impl Properties for DatabaseProperties {
    const KIND: &'static str = "Microsoft.Cache/redisEnterprise/databases";
}
