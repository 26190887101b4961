//! Cloud SQL: managed MySQL, PostgreSQL and SQL Server.

use crate::url;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The instances of a project.
    INSTANCES: Instance = "sql.instances.list" {
        permission: "cloudsql.instances.list",
        docs: "https://cloud.google.com/sql/docs/mysql/admin-api/rest/v1/instances/list",
        reach: Account,
        shape: Shape::Gcp { collection: "items", kind: "sql#instance" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    INSTANCES => get "sqladmin", "/v1/projects/{project}/instances?maxResults=500",
        strip: &[
            "/rootPassword",
            "/onPremisesConfiguration/password",
            "/onPremisesConfiguration/clientKey",
            "/replicaConfiguration/mysqlReplicaConfiguration/password",
            "/replicaConfiguration/mysqlReplicaConfiguration/clientKey",
        ];
}

/// An instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// The name inside the project.
    pub name: String,
    /// The URL.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The id of the project.
    pub project: Option<String>,
    /// `europe-west1`
    pub region: Option<String>,
    /// `RUNNABLE`, `SUSPENDED`, `PENDING_DELETE`, …
    pub state: Option<String>,
    /// `CLOUD_SQL_INSTANCE`, `READ_REPLICA_INSTANCE`, `ON_PREMISES_INSTANCE`, …
    pub instance_type: Option<String>,
    /// `MYSQL_8_0`, `POSTGRES_16`, `SQLSERVER_2022_STANDARD`, …
    pub database_version: Option<String>,
    /// Its settings; absent where it is not managed by Google.
    pub settings: Option<Settings>,
}

/// Settings of an instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Who may connect, and how.
    pub ip_configuration: Option<IpConfiguration>,
    /// `REQUIRED` where every client must be a connector of Cloud SQL, which speaks TLS; or `NOT_REQUIRED`.
    pub connector_enforcement: Option<String>,
    /// Labels.
    #[serde(default)]
    pub user_labels: Tags,
}

/// Who may connect to an instance, and how.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IpConfiguration {
    /// `ALLOW_UNENCRYPTED_AND_ENCRYPTED`, `ENCRYPTED_ONLY` or `TRUSTED_CLIENT_CERTIFICATE_REQUIRED`.
    pub ssl_mode: Option<String>,
    /// The older setting, which gives way to `sslMode`.
    pub require_ssl: Option<bool>,
    /// True where it has a public address.
    pub ipv4_enabled: Option<bool>,
    /// Who may connect to the public address.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub authorized_networks: Vec<AclEntry>,
}

/// Addresses that may connect.
#[derive(Debug, Deserialize)]
pub struct AclEntry {
    /// A range of addresses.
    pub value: Option<String>,
}

impl Instance {
    /// The project that it says it lives in.
    fn project(&self) -> Option<&str> {
        self.project.as_deref().or_else(|| url::project(&self.self_link))
    }
}

impl Document for Instance {
    fn key(&self) -> &str {
        url::first(&[&self.self_link, &self.name])
    }

    fn resource(&self, scope: &Scope) -> Resource {
        // The asset inventory names the type by one service and the instance by another.
        let project = self.project().unwrap_or(&scope.account);
        let id = format!("//cloudsql.googleapis.com/projects/{project}/instances/{}", self.name);
        let mut resource = Resource::new(scope, "sqladmin.googleapis.com/Instance", id).named(Some(&self.name));
        if let Some(region) = &self.region {
            resource.region.clone_from(region);
        }
        match &self.settings {
            Some(settings) => resource.tagged(&settings.user_labels),
            None => resource,
        }
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.project(), region: self.region.as_deref() }
    }
}
