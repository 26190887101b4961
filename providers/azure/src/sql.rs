//! Azure SQL: logical servers and managed instances.

use crate::arm::{Arm, Properties, place, subscription};
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The logical servers of a subscription, those of Synapse workspaces among them.
    SERVERS: Server = "Microsoft.Sql:Servers_List" {
        permission: "Microsoft.Sql/servers/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/sql/servers/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Sql/servers", marker: "" },
    }

    /// The managed instances of a subscription.
    MANAGED_INSTANCES: ManagedInstance = "Microsoft.Sql:ManagedInstances_List" {
        permission: "Microsoft.Sql/managedInstances/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/sql/managed-instances/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Sql/managedInstances", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    SERVERS => get "/subscriptions/{subscription}/providers/Microsoft.Sql/servers", "2023-08-01",
        strip: &["/properties/administratorLoginPassword"];
    MANAGED_INSTANCES => get "/subscriptions/{subscription}/providers/Microsoft.Sql/managedInstances", "2023-08-01",
        strip: &["/properties/administratorLoginPassword"];
}

/// A logical server.
#[derive(Debug, Deserialize)]
pub struct Server {
    /// Its ARM id.
    pub id: String,
    /// The last part of the id.
    pub name: Option<String>,
    /// `westeurope`, or `West Europe`.
    pub location: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
    /// `v12.0`; with `analytics` beside it where it belongs to a Synapse workspace.
    pub kind: Option<String>,
    /// The rest.
    pub properties: ServerProperties,
}

/// Settings of a logical server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerProperties {
    /// `None`, `1.0`, `1.1`, `1.2` or `1.3`.
    pub minimal_tls_version: Option<String>,
}

impl Document for Server {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let place = place(scope, &self.id, self.location.as_deref());
        Resource::new(&place, "Microsoft.Sql/servers", self.id.as_str()).named(self.name.as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }
}

/// A managed instance.
pub type ManagedInstance = Arm<ManagedInstanceProperties>;

/// Settings of a managed instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedInstanceProperties {
    /// `None`, `1.0`, `1.1` or `1.2`.
    pub minimal_tls_version: Option<String>,
}

impl Properties for ManagedInstanceProperties {
    const KIND: &'static str = "Microsoft.Sql/managedInstances";
}
