//! Whether a file service lets clients in that do not encrypt: each protocol has a setting of its own, and where that
//! is not set "secure transfer required" of the account decides.

use crate::{Case, Item};
use overhear_azure::storage::{EncryptionInTransit, FileService, StorageAccount};

/// Whether clients of a protocol must encrypt, and what says so.
#[derive(Clone, Copy)]
pub(super) enum Transit {
    /// The setting of the protocol, which the account does not overrule.
    ByProtocol(bool),
    /// `supportsHttpsTrafficOnly` of the account, since the protocol has no setting.
    ByAccount(bool),
    /// Neither.
    Untold,
}

impl Transit {
    pub(super) fn of(protocol: Option<&EncryptionInTransit>, account: Option<&StorageAccount>) -> Self {
        let own = protocol.and_then(|own| own.required);
        let account = account.and_then(|account| account.properties.supports_https_traffic_only);
        match (own, account) {
            (Some(required), _) => Self::ByProtocol(required),
            (None, Some(required)) => Self::ByAccount(required),
            (None, None) => Self::Untold,
        }
    }
}

/// Cites what lets clients in without encryption. `name` is `smb` or `nfs`.
pub(super) fn cite_switched_off(case: &mut Case, service: &Item<'_, FileService>, name: &str) {
    let pointer = format!("/properties/protocolSettings/{name}/encryptionInTransit/required");
    case.cite(service, &pointer, false, "clients need not encrypt, whatever the account says");
}

/// Cites the account where it lets clients in without encryption.
pub(super) fn cite_account(case: &mut Case, account: &Item<'_, StorageAccount>) {
    case.cite(account, "/properties/supportsHttpsTrafficOnly", false, "secure transfer is not required");
}
