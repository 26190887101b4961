//! AlloyDB: managed PostgreSQL.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The instances of every cluster of a project. Its output does not tell what it is: other services have
    /// `instances`, too.
    INSTANCES: Instance = "alloydb.projects.locations.clusters.instances.list" {
        permission: "alloydb.instances.list",
        docs: "https://cloud.google.com/alloydb/docs/reference/rest/v1/projects.locations.clusters.instances/list",
        reach: Account,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    INSTANCES => get "alloydb", "/v1/projects/{project}/locations/-/clusters/-/instances?pageSize=500",
        items: "/instances";
}

/// An instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// `projects/PROJECT/locations/REGION/clusters/CLUSTER/instances/NAME`
    pub name: String,
    /// How clients may connect.
    pub client_connection_config: Option<ClientConnectionConfig>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// How clients may connect.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientConnectionConfig {
    /// True where every client must be a connector of AlloyDB, which speaks TLS; absent: false.
    pub require_connectors: Option<bool>,
    /// Whether they must use TLS.
    pub ssl_config: Option<SslConfig>,
}

/// Whether clients must use TLS.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SslConfig {
    /// `ALLOW_UNENCRYPTED_AND_ENCRYPTED`, `ENCRYPTED_ONLY`, the older `SSL_MODE_ALLOW`, `SSL_MODE_REQUIRE`,
    /// `SSL_MODE_VERIFY_CA`, or the number of one.
    pub ssl_mode: Option<State>,
}

impl SslConfig {
    /// The name of the mode; nothing where it is absent or a number that nobody has seen.
    pub fn ssl_mode(&self) -> Option<&str> {
        self.ssl_mode.as_ref()?.name(&[
            (0, "SSL_MODE_UNSPECIFIED"),
            (1, "SSL_MODE_ALLOW"),
            (2, "SSL_MODE_REQUIRE"),
            (3, "SSL_MODE_VERIFY_CA"),
            (4, "ALLOW_UNENCRYPTED_AND_ENCRYPTED"),
            (5, "ENCRYPTED_ONLY"),
        ])
    }
}

documents! {
    Instance: "alloydb.googleapis.com/Instance" by name with labels;
}
