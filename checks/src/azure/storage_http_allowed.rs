use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::storage::STORAGE_ACCOUNTS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-storage-http-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A storage account takes requests over plain HTTP",
    resource_type: "Microsoft.Storage/storageAccounts",
    needs: &[Required(&STORAGE_ACCOUNTS.op)],
    remediation: "Require secure transfer: `az storage account update --ids ID --https-only true`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/storage/common/storage-require-secure-transfer",
        "https://learn.microsoft.com/en-us/azure/storage/files/storage-files-networking-overview",
        "https://learn.microsoft.com/en-us/rest/api/storagerp/storage-accounts/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Storage accounts with `supportsHttpsTrafficOnly` false.

- high: any account
- medium: an account of kind `FileStorage`; those with NFS shares had to be made so for years

Absent, the member tells nothing: its default was false once and is true now, so the account is unknown. An account \
with a custom domain is unknown too where secure transfer is required: Microsoft documents that the setting is not \
applied to requests over that domain.

## Why it matters

Blobs, files, queues and tables are then served over HTTP to whoever asks so. A request carries the data and its \
authorisation: a SAS token in a recorded URL opens the account until it expires.

## Evidence

`supportsHttpsTrafficOnly`, and `kind` where it is `FileStorage`.

## False positives

All clients may use HTTPS by themselves; only the storage logs show that. NFS and SMB have settings of their own: see \
azure-storage-nfs-cleartext and azure-storage-smb-unencrypted.

## Remediation

```sh
az storage account update --ids ID --https-only true
```

```hcl
resource \"azurerm_storage_account\" \"example\" {
  https_traffic_only_enabled = true
}
```

Mounts over SMB without encryption end with it, and those over NFS without TLS, unless the file service has settings \
of its own. Serve a custom domain through Front Door with a certificate.

## Native controls

azure-defender:1c5de8e1-f68d-6a17-e0d2-ec259c42768c, azure-policy:404c3081-a854-4457-ae30-26a93ef643f9, and 3.1 (later \
4.1) of the CIS benchmark. They flag accounts for NFS like any other.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for account in scope.items(&STORAGE_ACCOUNTS) {
        let properties = &account.properties;
        match properties.supports_https_traffic_only {
            Some(false) => {}
            Some(true) => {
                let domain = properties.custom_domain.as_ref().and_then(|domain| domain.name.as_deref());
                match domain.filter(|name| !name.is_empty()) {
                    None => out.pass(&account, "supportsHttpsTrafficOnly is true"),
                    Some(name) => {
                        let reason =
                            format!("supportsHttpsTrafficOnly is true, and is not applied to its custom domain {name}");
                        out.unknown(&account, reason);
                    }
                }
                continue;
            }
            None => {
                out.unknown(&account, "supportsHttpsTrafficOnly is absent, and its default changed with time");
                continue;
            }
        }
        let mut case = out.case(&account);
        case.cite(&account, "/properties/supportsHttpsTrafficOnly", false, "plain HTTP is taken");
        let for_files = account.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("FileStorage"));
        let ruling = if for_files {
            case.cite(&account, "/kind", &account.kind, "an account for file shares");
            let message = "The storage account, one for file shares, takes requests over plain HTTP.";
            Ruling::Fail(Severity::Medium, message.to_owned())
        } else {
            Ruling::Fail(Severity::High, "The storage account takes requests over plain HTTP.".to_owned())
        };
        out.rule(case, ruling);
    }
}
