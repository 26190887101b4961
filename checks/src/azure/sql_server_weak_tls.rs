use super::sql_floor::judge;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, ScopeView, Severity};
use overhear_azure::sql::SERVERS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-sql-server-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(90),
    title: "A server of Azure SQL admits TLS older than 1.2",
    resource_type: "Microsoft.Sql/servers",
    needs: &[Required(&SERVERS.op)],
    remediation: "Set the minimum version: `az sql server update --ids ID --minimal-tls-version 1.2`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/azure-sql/database/connectivity-settings",
        "https://techcommunity.microsoft.com/t5/azure-sql-blog/azure-sql-is-deprecating-the-no-minimum-tls-mintls-none/ba-p/4508933",
        "https://learn.microsoft.com/en-us/rest/api/sql/servers/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Logical servers of Azure SQL whose `minimalTlsVersion` is 1.0, 1.1 or `None`. `None` admits any version, and \
connections without TLS. An absent value is unknown: for years it meant `None`, and Microsoft announced that it means \
1.2 from July 2026 on. Servers of Synapse workspaces (`analytics` in `kind`) are not applicable, since the workspace \
has its own setting.

## Why it matters

TLS 1.0 and 1.1 rest on broken hashes and ciphers (RFC 8996). What an old client sends may be read once it is \
recorded: logins, queries and rows.

## Evidence

`minimalTlsVersion`. Versions are compared by age.

## False positives

Microsoft announced that Azure SQL refuses TLS 1.0 and 1.1 from 31 August 2025 on and raises `None` to 1.2 during \
2026, so the value may be older than the behaviour of the service.

## Remediation

```sh
az sql server update --ids ID --minimal-tls-version 1.2
```

```hcl
resource \"azurerm_mssql_server\" \"example\" {
  minimum_tls_version = \"1.2\"
}
```

## Native controls

azure-defender:8e9a37b9-2828-4c8f-a24e-7b0ab0e89c78 and azure-policy:32e6bbec-16b6-44c2-be37-c5b672d103cf.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for server in scope.items(&SERVERS) {
        let mut words = server.view().kind.iter().flat_map(|kind| kind.split(','));
        if words.any(|word| word.trim().eq_ignore_ascii_case("analytics")) {
            out.not_applicable(&server, "it belongs to a Synapse workspace, which has its own setting");
        } else {
            judge(out, &server, server.properties.minimal_tls_version.as_deref(), "server of Azure SQL");
        }
    }
}
