//! Azure Storage: where recordings end up, and how files are reached.

use crate::arm::{Arm, Properties, place, subscription};
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
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

    /// The file service of one storage account that can have one.
    FILE_SERVICES: FileService = "Microsoft.Storage:FileServices_GetServiceProperties" {
        permission: "Microsoft.Storage/storageAccounts/fileServices/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/storagerp/file-services/get-service-properties",
        reach: Account,
        per: STORAGE_ACCOUNTS,
        shape: Shape::Arm { kind: "Microsoft.Storage/storageAccounts/fileServices", marker: "" },
    }
}

// Whether encryption in transit is required is told from version 2025-01-01 on. Accounts of other kinds may have no
// files either, those for page blobs for example, and say so.
#[cfg(feature = "live")]
crate::reads! {
    STORAGE_ACCOUNTS => get "/subscriptions/{subscription}/providers/Microsoft.Storage/storageAccounts", "2023-05-01";
    FILE_SERVICES => get "{parent}/fileServices/default", "2025-01-01",
        parents: Parents::Of(&[Source {
            op: &STORAGE_ACCOUNTS.op,
            keys: |account| {
                let kind = at(account, "/kind").unwrap_or_default();
                if WITHOUT_FILES.iter().any(|other| other.eq_ignore_ascii_case(kind)) {
                    Vec::new()
                } else {
                    Parent::at(account, "/id")
                }
            },
        }]),
        items: "",
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        absent: &["FeatureNotSupportedForAccount"];
}

/// Kinds of storage accounts that never have files.
pub const WITHOUT_FILES: [&str; 2] = ["BlobStorage", "BlockBlobStorage"];

/// A storage account.
#[derive(Debug, Deserialize)]
pub struct StorageAccount {
    /// Its ARM id.
    pub id: String,
    /// The last part of the id.
    pub name: Option<String>,
    /// `westeurope`, or `West Europe`.
    pub location: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
    /// `StorageV2`, `Storage`, `FileStorage`, or one of those [without files](WITHOUT_FILES).
    pub kind: Option<String>,
    /// The rest.
    pub properties: StorageAccountProperties,
}

/// Settings of a storage account.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StorageAccountProperties {
    /// True where containers may be opened to everybody; its default changed with time, so absent tells nothing.
    pub allow_blob_public_access: Option<bool>,
    /// False where HTTP and SMB without encryption are taken; its default changed with time, so absent tells nothing.
    pub supports_https_traffic_only: Option<bool>,
    /// `TLS1_0`, `TLS1_1`, `TLS1_2` or `TLS1_3`; absent: `TLS1_0`.
    pub minimum_tls_version: Option<String>,
    /// True where blobs are reached by NFS 3.0, which has no encryption.
    pub is_nfs_v3_enabled: Option<bool>,
    /// A domain of the customer's own, over which the account speaks HTTP only.
    pub custom_domain: Option<CustomDomain>,
}

/// A domain of the customer's own.
#[derive(Debug, Deserialize)]
pub struct CustomDomain {
    /// The domain; empty where there is none.
    pub name: Option<String>,
}

impl Document for StorageAccount {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let place = place(scope, &self.id, self.location.as_deref());
        Resource::new(&place, "Microsoft.Storage/storageAccounts", self.id.as_str())
            .named(self.name.as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }
}

/// The file service of a storage account. Its name is always `default`, and it has no location of its own.
pub type FileService = Arm<FileServiceProperties>;

/// Settings of a file service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileServiceProperties {
    /// What each protocol is held to.
    pub protocol_settings: Option<ProtocolSettings>,
}

/// What each protocol of a file service is held to.
#[derive(Debug, Deserialize)]
pub struct ProtocolSettings {
    /// SMB.
    pub smb: Option<SmbSetting>,
    /// NFS 4.1; version 2025-01-01 and later.
    pub nfs: Option<NfsSetting>,
}

/// What SMB is held to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SmbSetting {
    /// `SMB2.1;SMB3.0;SMB3.1.1;`, each closed by a semicolon; empty: every version.
    pub versions: Option<String>,
    /// `AES-128-CCM;AES-128-GCM;AES-256-GCM;`, the ciphers that may be agreed on.
    pub channel_encryption: Option<String>,
    /// Whether clients must encrypt, whatever the account says; version 2025-01-01 and later.
    pub encryption_in_transit: Option<EncryptionInTransit>,
}

/// What NFS is held to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NfsSetting {
    /// Whether clients must encrypt, whatever the account says.
    pub encryption_in_transit: Option<EncryptionInTransit>,
}

/// Whether clients must encrypt.
#[derive(Debug, Deserialize)]
pub struct EncryptionInTransit {
    /// True where they must; absent: `supportsHttpsTrafficOnly` of the account decides.
    pub required: Option<bool>,
}

impl Properties for FileServiceProperties {
    const KIND: &'static str = "Microsoft.Storage/storageAccounts/fileServices";
}
