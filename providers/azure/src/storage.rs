//! Azure Storage: where recordings end up.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The storage accounts of a subscription.
    STORAGE_ACCOUNTS: StorageAccount = "Microsoft.Storage:StorageAccounts_List" {
        permission: "Microsoft.Storage/storageAccounts/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/storagerp/storage-accounts/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Storage/storageAccounts", marker: "" },
    }
}

/// A storage account.
pub type StorageAccount = Arm<StorageAccountProperties>;

/// Settings of a storage account.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StorageAccountProperties {
    /// True where containers may be opened to everybody; its default changed with time, so absent tells nothing.
    pub allow_blob_public_access: Option<bool>,
}

impl Properties for StorageAccountProperties {
    const KIND: &'static str = "Microsoft.Storage/storageAccounts";
}
