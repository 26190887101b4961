use super::file_transit::{Transit, cite_account, cite_switched_off};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, Sight};
use overhear_azure::{
    arm,
    storage::{FILE_SERVICES, FileService, STORAGE_ACCOUNTS, StorageAccount, WITHOUT_FILES},
};
use overhear_core::Provider;
use std::collections::BTreeMap;

pub(super) static CHECK: Check = Check {
    id: "azure-storage-smb-unencrypted",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(95),
    title: "File shares may be mounted over SMB without encryption",
    resource_type: "Microsoft.Storage/storageAccounts/fileServices",
    needs: &[Required(&STORAGE_ACCOUNTS.op), Required(&FILE_SERVICES.op)],
    remediation: "Require encryption in transit for SMB: `Update-AzStorageFileServiceProperty -ResourceGroupName GROUP \
                  -StorageAccountName ACCOUNT -SmbEncryptionInTransitRequired $true`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/storage/files/storage-files-networking-overview",
        "https://learn.microsoft.com/en-us/azure/storage/files/files-smb-protocol",
        "https://learn.microsoft.com/en-us/rest/api/storagerp/file-services/get-service-properties",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

File services that admit SMB clients without encryption:

- `protocolSettings.smb.encryptionInTransit.required` is false, whatever the account says
- it is not set, and `supportsHttpsTrafficOnly` of the account is false

Either admits SMB 2.1 and SMB 3.x without encryption. A list of `versions` without SMB 2.1 or of ciphers \
(`channelEncryption`) does not change that: it limits what may be used and requires nothing. Where encryption is \
required SMB 2.1 is refused, even if `versions` names it or is empty, so such a service passes. A service without \
`protocolSettings.smb` is unknown. Accounts that can have no files are not applicable.

## Why it matters

Whoever records the traffic of a client reads its files as they are opened and saved.

## Evidence

The setting that lets clients in, `versions` and `channelEncryption`.

## False positives

SMB without encryption is only admitted from the region of the account. Clients may encrypt although they need not; \
the service may have no share at all.

## Remediation

```powershell
Update-AzStorageFileServiceProperty -ResourceGroupName GROUP -StorageAccountName ACCOUNT `
  -SmbEncryptionInTransitRequired $true -SmbProtocolVersion SMB3.1.1
```

Clients older than Windows 8 and Linux before 4.11 cannot encrypt and lose access.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at the setting of SMB.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut accounts = BTreeMap::new();
    for account in scope.items(&STORAGE_ACCOUNTS) {
        let kind = account.kind.as_deref().unwrap_or_default();
        if WITHOUT_FILES.iter().any(|other| other.eq_ignore_ascii_case(kind)) {
            out.not_applicable(&account, &format!("an account of kind {kind} has no files"));
        } else if scope.sight_for(&FILE_SERVICES.op, &account.id) == Sight::Clear
            && scope.items_for(&FILE_SERVICES, &account.id).is_empty()
        {
            out.not_applicable(&account, "it has no file service");
        }
        accounts.insert(account.view().id.to_lowercase(), account);
    }
    for service in scope.items(&FILE_SERVICES) {
        let account = arm::up_to(&service.id, "storageAccounts").map(str::to_lowercase);
        judge(out, &service, account.and_then(|id| accounts.get(&id)));
    }
}

fn judge(out: &mut Results<'_>, service: &Item<'_, FileService>, account: Option<&Item<'_, StorageAccount>>) {
    let Some(smb) = service.properties.protocol_settings.as_ref().and_then(|settings| settings.smb.as_ref()) else {
        out.unknown(service, "protocolSettings.smb is absent");
        return;
    };
    let transit = Transit::of(smb.encryption_in_transit.as_ref(), account.map(Item::view));
    let mut case = out.case(service);
    let what = match (transit, account) {
        (Transit::ByProtocol(true), _) => {
            out.rule(case, Ruling::Pass("encryption in transit is required for SMB".to_owned()));
            return;
        }
        (Transit::ByAccount(true), _) => {
            let reason = "secure transfer is required, which governs SMB where it has no setting of its own";
            out.rule(case, Ruling::Pass(reason.to_owned()));
            return;
        }
        (Transit::ByProtocol(false), _) => {
            cite_switched_off(&mut case, service, "smb");
            "encryption in transit is switched off for SMB"
        }
        (Transit::ByAccount(false), Some(account)) => {
            cite_account(&mut case, account);
            "the account does not require secure transfer"
        }
        (Transit::Untold, _) | (Transit::ByAccount(false), None) => {
            let reason = "SMB has no setting of its own, and supportsHttpsTrafficOnly of its account is not known";
            out.rule(case, Ruling::Unknown(reason.to_owned()));
            return;
        }
    };
    let versions = smb.versions.as_deref().map(str::trim).filter(|versions| !versions.is_empty());
    let old = versions.is_none_or(|text| text.split(';').any(|version| version.trim().eq_ignore_ascii_case("SMB2.1")));
    if let Some(versions) = &smb.versions {
        let note = if old { "SMB 2.1, which cannot encrypt, is among them" } else { "these can encrypt, and need not" };
        case.cite(service, "/properties/protocolSettings/smb/versions", versions, note);
    }
    if let Some(ciphers) = &smb.channel_encryption {
        let note = "what may be agreed on; none of it is required";
        case.cite(service, "/properties/protocolSettings/smb/channelEncryption", ciphers, note);
    }
    let old = if old { ", SMB 2.1 included" } else { "" };
    let message = format!("File shares may be mounted over SMB without encryption{old}: {what}.");
    out.rule(case, Ruling::Fail(Severity::Medium, message));
}
