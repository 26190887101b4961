//! Cloud IDS: collectors that Google runs.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// IDS endpoints: where packet mirroring policies send packets for inspection by Google.
    ENDPOINTS: Endpoint = "ids.projects.locations.endpoints.list" {
        permission: "ids.endpoints.list",
        docs: "https://cloud.google.com/intrusion-detection-system/docs/reference/rest/v1/projects.locations.endpoints/list",
        reach: Account,
        shape: Shape::Gcp { collection: "endpoints", kind: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    ENDPOINTS => get "ids", "/v1/projects/{project}/locations/-/endpoints?pageSize=500";
}

/// An IDS endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// `projects/PROJECT/locations/ZONE/endpoints/NAME`
    pub name: String,
    /// The collector, in a project of Google's.
    pub endpoint_forwarding_rule: Option<String>,
    /// The VPC network it is attached to.
    pub network: Option<String>,
    /// `CREATING`, `READY`, `DELETING`, or the number of one.
    pub state: Option<State>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl Endpoint {
    /// The name of the state; nothing where it is absent or a number that nobody has seen.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref()?.name(&[(1, "CREATING"), (2, "READY"), (3, "DELETING")])
    }
}

documents! {
    Endpoint: "ids.googleapis.com/Endpoint" by name with labels;
}
