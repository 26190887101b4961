//! Memorystore for Valkey.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The Valkey instances of a project. Its output does not tell what it is: other services have `instances`, too.
    INSTANCES: Instance = "memorystore.projects.locations.instances.list" {
        permission: "memorystore.instances.list",
        docs: "https://cloud.google.com/memorystore/docs/valkey/reference/rest/v1/projects.locations.instances/list",
        reach: Account,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    INSTANCES => get "memorystore", "/v1/projects/{project}/locations/-/instances?pageSize=500", items: "/instances";
}

/// A Valkey instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// `projects/PROJECT/locations/REGION/instances/NAME`
    pub name: String,
    /// `SERVER_AUTHENTICATION` or `TRANSIT_ENCRYPTION_DISABLED`, or the number of one; absent: the latter.
    pub transit_encryption_mode: Option<State>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl Instance {
    /// The name of the mode; nothing where it is absent or a number that nobody has seen. The numbers are not those of
    /// Redis.
    pub fn transit_encryption_mode(&self) -> Option<&str> {
        self.transit_encryption_mode.as_ref()?.name(&[
            (0, "TRANSIT_ENCRYPTION_MODE_UNSPECIFIED"),
            (1, "TRANSIT_ENCRYPTION_DISABLED"),
            (2, "SERVER_AUTHENTICATION"),
        ])
    }
}

documents! {
    Instance: "memorystore.googleapis.com/Instance" by name with labels;
}
