//! Azure Database for MySQL, flexible servers.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The MySQL servers of a subscription.
    SERVERS: Server = "Microsoft.DBforMySQL/flexibleServers:Servers_List" {
        permission: "Microsoft.DBforMySQL/flexibleServers/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/mysql/flexibleserver/servers/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.DBforMySQL/flexibleServers", marker: "" },
    }

    /// The server parameters of one MySQL server.
    CONFIGURATIONS: Configuration = "Microsoft.DBforMySQL/flexibleServers:Configurations_ListByServer" {
        permission: "Microsoft.DBforMySQL/flexibleServers/configurations/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/mysql/flexibleserver/configurations/list-by-server",
        reach: Account,
        per: SERVERS,
        shape: Shape::Arm { kind: "Microsoft.DBforMySQL/flexibleServers/configurations", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    SERVERS => get "/subscriptions/{subscription}/providers/Microsoft.DBforMySQL/flexibleServers", "2023-12-30",
        strip: &["/properties/administratorLoginPassword", "/properties/importSourceProperties"];
    CONFIGURATIONS => get "{parent}/configurations", "2023-12-30",
        parents: Parents::Of(&[Source { op: &SERVERS.op, keys: |server| Parent::at(server, "/id") }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"];
}

/// A MySQL server. None of its own settings is read.
pub type Server = Arm<ServerProperties>;

/// Settings of a MySQL server.
#[derive(Debug, Deserialize)]
pub struct ServerProperties {}

impl Properties for ServerProperties {
    const KIND: &'static str = "Microsoft.DBforMySQL/flexibleServers";
}

/// A server parameter, named in the envelope: `require_secure_transport`, `tls_version`, …
pub type Configuration = Arm<ConfigurationProperties>;

/// Settings of a server parameter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationProperties {
    /// `ON`, `OFF`, `TLSv1.2,TLSv1.3`, …
    pub value: Option<String>,
    /// What is in force; it may lag behind the value.
    pub current_value: Option<String>,
}

impl Properties for ConfigurationProperties {
    const KIND: &'static str = "Microsoft.DBforMySQL/flexibleServers/configurations";
}
