//! Inventories above the subscriptions: Resource Graph and management groups.

use crate::arm::{place, subscription};
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The resources of a type in every subscription that the caller can see something of, below a management group
    /// where one is named. What the caller may not read is left out without a word.
    RESOURCES: Listed = "Microsoft.ResourceGraph:Resources" {
        permission: "Microsoft.ResourceGraph/resources/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/azure-resourcegraph/resources/resources",
        reach: Organization,
        shape: Shape::Opaque,
    }

    /// The subscriptions and management groups below a management group.
    DESCENDANTS: Listed = "Microsoft.Management:ManagementGroups_GetDescendants" {
        permission: "Microsoft.Management/managementGroups/descendants/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/managementgroups/management-groups/get-descendants",
        reach: Organization,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    RESOURCES => graph "resourcecontainers", parents: Parents::Each(&["Microsoft.Resources/subscriptions"]), items: "/data",
        next: "/$skipToken";
    DESCENDANTS => get "/providers/Microsoft.Management/managementGroups/{parent}/descendants", "2020-05-01",
        items: "/value";
}

/// A resource as an inventory lists it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// Its ARM id.
    pub id: String,
    /// The last part of the id; of a subscription its GUID, or in Resource Graph what people call it.
    pub name: Option<String>,
    /// Its ARM type.
    pub r#type: Option<String>,
}

impl Document for Listed {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(&place(scope, &self.id, None), "Microsoft.Resources/resources", self.id.as_str())
            .named(self.name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: None }
    }
}
