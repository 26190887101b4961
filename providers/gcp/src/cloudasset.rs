//! Cloud Asset Inventory: which projects lie below an organisation or folder.

use crate::url::documents;
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The projects below an organisation or folder, at whatever depth, also those that the caller may not read. Its
    /// output does not tell what it is: other services have `results`, too.
    RESOURCES: ResourceSearchResult = "cloudasset.searchAllResources" {
        permission: "cloudasset.assets.searchAllResources",
        docs: "https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources",
        reach: Organization,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    RESOURCES => get "cloudasset",
        "/v1/{organization}:searchAllResources?assetTypes=cloudresourcemanager.googleapis.com/Project&pageSize=500",
        items: "/results";
}

/// A project as the inventory lists it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceSearchResult {
    /// `//cloudresourcemanager.googleapis.com/projects/PROJECT`
    pub name: String,
    /// `cloudresourcemanager.googleapis.com/Project`
    pub asset_type: Option<String>,
    /// `projects/NUMBER`
    pub project: Option<String>,
    /// `ACTIVE`, `DELETE_REQUESTED` or `DELETE_IN_PROGRESS`.
    pub state: Option<String>,
    /// What people call it.
    pub display_name: Option<String>,
    /// What it lies in, as a full resource name.
    pub parent_full_resource_name: Option<String>,
    /// Every folder that it lies in, `folders/NUMBER`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub folders: Vec<String>,
    /// `organizations/NUMBER`
    pub organization: Option<String>,
}

documents! {
    ResourceSearchResult: "cloudresourcemanager.googleapis.com/Project" by name;
}
