//! Azure subscriptions, which ones are ours, and their resource groups.

use crate::arm::{place, subscription};
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The subscriptions that the caller may read; with a right at the root management group, those of the tenant.
    SUBSCRIPTIONS: Subscription = "Microsoft.Resources:Subscriptions_List" {
        permission: "Microsoft.Resources/subscriptions/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/resources/subscriptions/list",
        reach: Organization,
        shape: Shape::Arm { kind: "Microsoft.Resources/subscriptions", marker: "" },
    }

    /// The resource groups of a subscription.
    RESOURCE_GROUPS: ResourceGroup = "Microsoft.Resources:ResourceGroups_List" {
        permission: "Microsoft.Resources/subscriptions/resourceGroups/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/resources/resource-groups/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Resources/resourceGroups", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    SUBSCRIPTIONS => get "/subscriptions", "2022-12-01";
    RESOURCE_GROUPS => get "/subscriptions/{subscription}/resourcegroups", "2022-09-01";
}

/// A subscription.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// A GUID.
    pub subscription_id: String,
    /// Its name.
    pub display_name: Option<String>,
    /// The tenant it belongs to, a GUID; not ours where the subscription is delegated to us.
    pub tenant_id: Option<String>,
}

impl Document for Subscription {
    fn key(&self) -> &str {
        &self.subscription_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = format!("/subscriptions/{}", self.subscription_id);
        let scope = Scope::new(scope.provider, self.subscription_id.as_str(), scope.region.as_str());
        Resource::new(&scope, "Microsoft.Resources/subscriptions", id).named(self.display_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        Home { account: self.tenant_id.as_deref(), region: None }
    }
}

/// A resource group: the envelope alone, since none of its settings is read.
#[derive(Debug, Deserialize)]
pub struct ResourceGroup {
    /// Its ARM id.
    pub id: String,
    /// The last part of the id.
    pub name: Option<String>,
    /// `westeurope`; what it holds may lie elsewhere.
    pub location: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for ResourceGroup {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let place = place(scope, &self.id, self.location.as_deref());
        Resource::new(&place, "Microsoft.Resources/resourceGroups", self.id.as_str())
            .named(self.name.as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }
}
