use super::sql_floor::judge;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, ScopeView, Severity};
use overhear_azure::sql::MANAGED_INSTANCES;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-sql-managed-instance-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(90),
    title: "A managed instance of Azure SQL admits TLS older than 1.2",
    resource_type: "Microsoft.Sql/managedInstances",
    needs: &[Required(&MANAGED_INSTANCES.op)],
    remediation: "Set the minimum version: `az sql mi update --ids ID --minimal-tls-version 1.2`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/azure-sql/managed-instance/minimal-tls-version-configure",
        "https://techcommunity.microsoft.com/t5/azure-sql-blog/azure-sql-is-deprecating-the-no-minimum-tls-mintls-none/ba-p/4508933",
        "https://learn.microsoft.com/en-us/rest/api/sql/managed-instances/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Managed instances of Azure SQL whose `minimalTlsVersion` is 1.0, 1.1 or `None`. `None` admits any version, and \
connections without TLS. An absent value, and one that is not documented, is unknown.

## Why it matters

TLS 1.0 and 1.1 rest on broken hashes and ciphers (RFC 8996). What an old client sends may be read once it is \
recorded: logins, queries and rows. An instance sits in a virtual network, where a mirror would sit too.

## Evidence

`minimalTlsVersion`. Versions are compared by age.

## False positives

Microsoft announced that Azure SQL refuses TLS 1.0 and 1.1 from 31 August 2025 on and raises `None` to 1.2 during \
2026, so the value may be older than the behaviour of the service.

## Remediation

```sh
az sql mi update --ids ID --minimal-tls-version 1.2
```

```hcl
resource \"azurerm_mssql_managed_instance\" \"example\" {
  minimum_tls_version = \"1.2\"
}
```

## Native controls

azure-policy:a8793640-60f7-487c-b5c3-1d37215905c4.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for instance in scope.items(&MANAGED_INSTANCES) {
        judge(out, &instance, instance.properties.minimal_tls_version.as_deref(), "managed instance");
    }
}
