//! Azure Database for MySQL and for PostgreSQL, single servers: a retired service.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The single MySQL servers of a subscription.
    MYSQL_SERVERS: MysqlServer = "Microsoft.DBforMySQL/servers:Servers_List" {
        permission: "Microsoft.DBforMySQL/servers/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/mysql/singleserver/servers/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.DBforMySQL/servers", marker: "" },
    }

    /// The single PostgreSQL servers of a subscription.
    POSTGRESQL_SERVERS: PostgresqlServer = "Microsoft.DBforPostgreSQL/servers:Servers_List" {
        permission: "Microsoft.DBforPostgreSQL/servers/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/postgresql/singleserver/servers/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.DBforPostgreSQL/servers", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    MYSQL_SERVERS => get "/subscriptions/{subscription}/providers/Microsoft.DBforMySQL/servers", "2017-12-01",
        strip: &["/properties/administratorLoginPassword"];
    POSTGRESQL_SERVERS => get "/subscriptions/{subscription}/providers/Microsoft.DBforPostgreSQL/servers", "2017-12-01",
        strip: &["/properties/administratorLoginPassword"];
}

/// A single MySQL server.
pub type MysqlServer = Arm<MysqlServerProperties>;

/// Settings of a single MySQL server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MysqlServerProperties {
    /// `Enabled` or `Disabled`.
    pub ssl_enforcement: Option<String>,
}

impl Properties for MysqlServerProperties {
    const KIND: &'static str = "Microsoft.DBforMySQL/servers";
}

/// A single PostgreSQL server.
pub type PostgresqlServer = Arm<PostgresqlServerProperties>;

/// Settings of a single PostgreSQL server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostgresqlServerProperties {
    /// `Enabled` or `Disabled`.
    pub ssl_enforcement: Option<String>,
}

impl Properties for PostgresqlServerProperties {
    const KIND: &'static str = "Microsoft.DBforPostgreSQL/servers";
}
