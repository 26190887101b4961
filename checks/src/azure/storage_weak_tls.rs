use super::tls_floor::Floor;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::storage::STORAGE_ACCOUNTS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-storage-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(90),
    title: "A storage account admits TLS 1.0 or 1.1",
    resource_type: "Microsoft.Storage/storageAccounts",
    needs: &[Required(&STORAGE_ACCOUNTS.op)],
    remediation: "Set the minimum version: `az storage account update --ids ID --min-tls-version TLS1_2`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/storage/common/transport-layer-security-configure-minimum-version",
        "https://learn.microsoft.com/en-us/azure/storage/common/transport-layer-security-configure-migrate-to-tls2",
        "https://learn.microsoft.com/en-us/rest/api/storagerp/storage-accounts/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Storage accounts whose `minimumTlsVersion` is older than TLS 1.2, or absent: an account that does not set it is \
documented to admit TLS 1.0. A value that is not documented is unknown.

## Why it matters

TLS 1.0 and 1.1 rest on broken hashes and ciphers (RFC 8996). A client that still speaks them, or one that is pushed \
down to them, sends its data and its SAS tokens under protection that is known to fail.

## Evidence

`minimumTlsVersion`. Versions are compared by age, so TLS 1.3 passes.

## False positives

Microsoft announced that Azure Storage refuses TLS 1.0 and 1.1 everywhere from 3 February 2026 on, whatever the \
account says. The setting still shows what an account was meant to admit, and counts in audits.

## Remediation

```sh
az storage account update --ids ID --min-tls-version TLS1_2
```

```hcl
resource \"azurerm_storage_account\" \"example\" {
  min_tls_version = \"TLS1_2\"
}
```

## Native controls

azure-policy:fe83a0eb-a853-422d-aac2-1bffd182c5d0 compares with one version by equality, so it may flag TLS 1.3.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for account in scope.items(&STORAGE_ACCOUNTS) {
        let version = account.properties.minimum_tls_version.as_deref();
        let weak = match Floor::of(version) {
            Floor::Weak(version) => Some(version),
            Floor::Untold => None,
            Floor::Sound(version) => {
                out.pass(&account, &format!("the oldest version it admits is {version}"));
                continue;
            }
            Floor::Open | Floor::Undocumented(_) => {
                let version = version.unwrap_or_default();
                out.unknown(&account, format!("its minimumTlsVersion, {version}, is not documented"));
                continue;
            }
        };
        let mut case = out.case(&account);
        let message = if let Some(weak) = weak {
            case.cite(&account, "/properties/minimumTlsVersion", version, "the oldest version it admits");
            format!("The storage account admits {weak}.")
        } else {
            let note = "minimumTlsVersion is absent or empty, documented default TLS 1.0";
            case.cite(&account, "/id", &account.id, note);
            "The storage account sets no minimum version of TLS, so it admits TLS 1.0.".to_owned()
        };
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}
