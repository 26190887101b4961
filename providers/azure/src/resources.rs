//! Azure subscriptions: which ones are ours.

use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
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
