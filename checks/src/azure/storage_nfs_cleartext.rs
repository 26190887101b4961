use super::file_transit::{Transit, cite_account, cite_switched_off};
use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::storage::{FILE_SERVICES, STORAGE_ACCOUNTS, StorageAccount};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-storage-nfs-cleartext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(95),
    title: "A storage account may be mounted over NFS without encryption",
    resource_type: "Microsoft.Storage/storageAccounts",
    needs: &[Required(&STORAGE_ACCOUNTS.op), Enriching(&FILE_SERVICES.op, Confidence::hundredths(85))],
    remediation: "Require encryption in transit for NFS shares (`Update-AzStorageFileServiceProperty \
                  -ResourceGroupName GROUP -StorageAccountName ACCOUNT -NfsEncryptionInTransitRequired $true`); move \
                  data out of NFS 3.0 on blobs, which has no encryption.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/storage/files/encryption-in-transit-for-nfs-shares",
        "https://learn.microsoft.com/en-us/azure/storage/files/storage-files-networking-overview",
        "https://learn.microsoft.com/en-us/azure/storage/blobs/network-file-system-protocol-support",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

- accounts with `isNfsV3Enabled`: NFS 3.0 on blobs has no encryption, and secure transfer is not applied to it
- accounts of kind `FileStorage`, which alone can have NFS shares, where clients need not encrypt: \
`protocolSettings.nfs.encryptionInTransit.required` is false, or it is not set and `supportsHttpsTrafficOnly` is false

`isNfsV3Enabled` absent: documented as off, since NFS 3.0 is on only where it is true. An account of kind \
`FileStorage` whose file service was not read is unknown where secure transfer is required, since the setting of NFS \
overrules that. A kind that is not documented is unknown.

## Why it matters

NFS without TLS carries file contents and user ids as they are. Whoever records the traffic of a client reads the files.

## Evidence

`isNfsV3Enabled`, `kind` and `supportsHttpsTrafficOnly` of the account; the setting of NFS in its file service.

## False positives

An account of kind `FileStorage` may have SMB shares only. NFS is reached from virtual networks alone, hence medium.

## Remediation

```powershell
Update-AzStorageFileServiceProperty -ResourceGroupName GROUP -StorageAccountName ACCOUNT `
  -NfsEncryptionInTransitRequired $true
```

Mount with the AZNFS helper (`mount -t aznfs`), which speaks TLS, before this is required. NFS 3.0 cannot be switched \
off in an account that has it: copy the data to another one.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at NFS.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for account in scope.items(&STORAGE_ACCOUNTS) {
        if account.properties.is_nfs_v3_enabled == Some(true) {
            let mut case = out.case(&account);
            case.cite(&account, "/properties/isNfsV3Enabled", true, "blobs are reached by NFS 3.0");
            let message = "Blobs of the storage account are reached over NFS 3.0, which has no encryption.";
            out.rule(case, Ruling::Fail(Severity::Medium, message.to_owned()));
            continue;
        }
        match account.kind.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("filestorage") => shares(scope, out, &account),
            Some("storagev2" | "storage" | "blobstorage" | "blockblobstorage") => {
                out.pass(&account, "it has neither NFS 3.0 nor NFS shares");
            }
            Some(_) => {
                let kind = account.kind.as_deref().unwrap_or_default();
                out.unknown(&account, format!("its kind, {kind}, is not documented"));
            }
            None => out.unknown(&account, "its kind is absent"),
        }
    }
}

/// Judges an account that can have NFS shares.
fn shares(scope: &ScopeView<'_>, out: &mut Results<'_>, account: &Item<'_, StorageAccount>) {
    let mut case = out.case(account);
    let service = case.look_for(scope, &FILE_SERVICES, &account.id).into_iter().next();
    let settings = service.as_ref().and_then(|service| service.properties.protocol_settings.as_ref());
    let nfs = settings.and_then(|settings| settings.nfs.as_ref());
    let transit = Transit::of(nfs.and_then(|nfs| nfs.encryption_in_transit.as_ref()), Some(account.view()));
    let ruling = match (transit, &service) {
        (Transit::ByProtocol(true), _) => Ruling::Pass("encryption in transit is required for NFS".to_owned()),
        (Transit::ByAccount(true), Some(_)) if case.saw_all_of(&FILE_SERVICES.op) => {
            Ruling::Pass("secure transfer is required, and NFS has no setting of its own".to_owned())
        }
        (Transit::ByAccount(true), _) => {
            let reason =
                "secure transfer is required, but its file service, whose setting overrules that, was not read";
            Ruling::Unknown(reason.to_owned())
        }
        (Transit::Untold, _) | (Transit::ByProtocol(false), None) => {
            Ruling::Unknown("NFS has no setting of its own, and supportsHttpsTrafficOnly is absent".to_owned())
        }
        (Transit::ByProtocol(false), Some(service)) => {
            case.cite(account, "/kind", &account.kind, "it can have NFS shares");
            cite_switched_off(&mut case, service, "nfs");
            let message = "NFS shares may be mounted without encryption: it is switched off for NFS.";
            Ruling::Fail(Severity::Medium, message.to_owned())
        }
        (Transit::ByAccount(false), _) => {
            case.cite(account, "/kind", &account.kind, "it can have NFS shares");
            cite_account(&mut case, account);
            let message = "NFS shares may be mounted without encryption: the account does not require secure transfer.";
            Ruling::Fail(Severity::Medium, message.to_owned())
        }
    };
    out.rule(case, ruling);
}
