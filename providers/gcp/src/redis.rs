//! Memorystore for Redis and for Redis Cluster.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The Redis instances of a project. Its output does not tell what it is: other services have `instances`, too.
    INSTANCES: Instance = "redis.projects.locations.instances.list" {
        permission: "redis.instances.list",
        docs: "https://cloud.google.com/memorystore/docs/redis/reference/rest/v1/projects.locations.instances/list",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// The Redis clusters of a project. Its output does not tell what it is: other services have `clusters`, too.
    CLUSTERS: Cluster = "redis.projects.locations.clusters.list" {
        permission: "redis.clusters.list",
        docs: "https://cloud.google.com/memorystore/docs/cluster/reference/rest/v1/projects.locations.clusters/list",
        reach: Account,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    INSTANCES => get "redis", "/v1/projects/{project}/locations/-/instances?pageSize=1000", items: "/instances";
    CLUSTERS => get "redis", "/v1/projects/{project}/locations/-/clusters?pageSize=1000", items: "/clusters";
}

/// A Redis instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// `projects/PROJECT/locations/REGION/instances/NAME`; where a region could not be asked, one named `-` stands for
    /// all in it.
    pub name: String,
    /// `SERVER_AUTHENTICATION` or `DISABLED`, or the number of one; absent: `DISABLED`.
    pub transit_encryption_mode: Option<State>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl Instance {
    /// The name of the mode; nothing where it is absent or a number that nobody has seen.
    pub fn transit_encryption_mode(&self) -> Option<&str> {
        self.transit_encryption_mode.as_ref()?.name(&[
            (0, "TRANSIT_ENCRYPTION_MODE_UNSPECIFIED"),
            (1, "SERVER_AUTHENTICATION"),
            (2, "DISABLED"),
        ])
    }
}

/// A Redis cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// `projects/PROJECT/locations/REGION/clusters/NAME`; where a region could not be asked, one named `-` stands for
    /// all in it.
    pub name: String,
    /// `TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION` or `TRANSIT_ENCRYPTION_MODE_DISABLED`, or the number of one;
    /// absent: the latter.
    pub transit_encryption_mode: Option<State>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl Cluster {
    /// The name of the mode; nothing where it is absent or a number that nobody has seen.
    pub fn transit_encryption_mode(&self) -> Option<&str> {
        self.transit_encryption_mode.as_ref()?.name(&[
            (0, "TRANSIT_ENCRYPTION_MODE_UNSPECIFIED"),
            (1, "TRANSIT_ENCRYPTION_MODE_DISABLED"),
            (2, "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION"),
        ])
    }
}

documents! {
    Instance: "redis.googleapis.com/Instance" by name with labels;
    Cluster: "redis.googleapis.com/Cluster" by name with labels;
}
