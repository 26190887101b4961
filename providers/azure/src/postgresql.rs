//! Azure Database for PostgreSQL, flexible servers.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The PostgreSQL servers of a subscription. Versions before 2025-08-01 name the operation `Servers_List`.
    SERVERS: Server = "Microsoft.DBforPostgreSQL/flexibleServers:Servers_ListBySubscription" {
        permission: "Microsoft.DBforPostgreSQL/flexibleServers/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/postgresql/servers/list-by-subscription",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.DBforPostgreSQL/flexibleServers", marker: "" },
    }

    /// The server parameters of one PostgreSQL server.
    CONFIGURATIONS: Configuration = "Microsoft.DBforPostgreSQL/flexibleServers:Configurations_ListByServer" {
        permission: "Microsoft.DBforPostgreSQL/flexibleServers/configurations/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/postgresql/configurations/list-by-server",
        reach: Account,
        per: SERVERS,
        shape: Shape::Arm { kind: "Microsoft.DBforPostgreSQL/flexibleServers/configurations", marker: "" },
    }
}

// A server that is being dropped has nothing to ask for.
#[cfg(feature = "live")]
crate::reads! {
    SERVERS => get "/subscriptions/{subscription}/providers/Microsoft.DBforPostgreSQL/flexibleServers", "2024-08-01",
        strip: &["/properties/administratorLoginPassword"];
    CONFIGURATIONS => get "{parent}/configurations", "2024-08-01",
        parents: Parents::Of(&[Source {
            op: &SERVERS.op,
            keys: |server| {
                if at(server, "/properties/state").is_some_and(|state| state.eq_ignore_ascii_case("Dropping")) {
                    Vec::new()
                } else {
                    Parent::at(server, "/id")
                }
            },
        }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"];
}

/// A PostgreSQL server.
pub type Server = Arm<ServerProperties>;

/// Settings of a PostgreSQL server.
#[derive(Debug, Deserialize)]
pub struct ServerProperties {
    /// `Ready`, `Stopped`, `Updating`, `Disabled`, …; `Dropping` where it is being deleted.
    pub state: Option<String>,
}

impl Properties for ServerProperties {
    const KIND: &'static str = "Microsoft.DBforPostgreSQL/flexibleServers";
}

/// A server parameter, named in the envelope: `require_secure_transport`, `ssl_min_protocol_version`, …
pub type Configuration = Arm<ConfigurationProperties>;

/// Settings of a server parameter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationProperties {
    /// `on`, `off`, `TLSv1.2`, …
    pub value: Option<String>,
    /// True where the value takes effect with the next restart.
    pub is_config_pending_restart: Option<bool>,
}

impl Properties for ConfigurationProperties {
    const KIND: &'static str = "Microsoft.DBforPostgreSQL/flexibleServers/configurations";
}
