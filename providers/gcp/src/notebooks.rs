//! Workbench: notebooks on virtual machines, which can be told to record their packets.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The Workbench instances of a project. A diagnosis of one may record its packets for half a minute and leaves no
    /// trace here. Its output does not tell what it is: other services have `instances`, too.
    INSTANCES: Instance = "notebooks.projects.locations.instances.list" {
        permission: "notebooks.instances.list",
        docs: "https://cloud.google.com/vertex-ai/docs/workbench/reference/rest/v2/projects.locations.instances/list",
        reach: Account,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    INSTANCES => get "notebooks", "/v2/projects/{project}/locations/-/instances?pageSize=500", items: "/instances",
        strip: &["/gceSetup/metadata"];
}

/// A Workbench instance.
#[derive(Debug, Deserialize)]
pub struct Instance {
    /// `projects/PROJECT/locations/ZONE/instances/NAME`
    pub name: String,
    /// `ACTIVE`, `STOPPED`, `SUSPENDED`, …, or the number of one.
    pub state: Option<State>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl Instance {
    /// The name of the state; nothing where it is absent or a number that nobody has seen.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref()?.name(&[
            (1, "STARTING"),
            (2, "PROVISIONING"),
            (3, "ACTIVE"),
            (4, "STOPPING"),
            (5, "STOPPED"),
            (6, "DELETED"),
            (7, "UPGRADING"),
            (8, "INITIALIZING"),
            (9, "SUSPENDING"),
            (10, "SUSPENDED"),
        ])
    }
}

documents! {
    Instance: "notebooks.googleapis.com/Instance" by name with labels;
}
