use super::{
    postgresql_flexible::{Required as Tls, pending, servers},
    server_parameters::parameter,
    tls_floor::Floor,
};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::postgresql::{CONFIGURATIONS, SERVERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-postgresql-flexible-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(90),
    title: "A PostgreSQL flexible server admits TLS 1.0 or 1.1",
    resource_type: "Microsoft.DBforPostgreSQL/flexibleServers",
    needs: &[Required(&SERVERS.op), Required(&CONFIGURATIONS.op)],
    remediation: "Set the minimum version: `az postgres flexible-server parameter set --resource-group GROUP \
                  --server-name SERVER --name ssl_min_protocol_version --value TLSv1.2`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/how-to-connect-tls-ssl",
        "https://learn.microsoft.com/en-us/rest/api/postgresql/configurations/list-by-server",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Flexible servers of Azure Database for PostgreSQL that require TLS and whose parameter `ssl_min_protocol_version` is \
older than TLS 1.2. A server that does not require TLS is not applicable: azure-postgresql-flexible-tls-not-required \
reports it. One whose parameters are missing, have undocumented values or wait for a restart is unknown.

## Why it matters

TLS 1.0 and 1.1 rest on broken hashes and ciphers (RFC 8996). What an old client sends may be read once it is recorded.

## Evidence

The value of `ssl_min_protocol_version`. Versions are compared by age, whatever their spelling.

## False positives

Microsoft documents that flexible servers refuse TLS 1.0 and 1.1, whatever the parameter says. Clients may all speak \
TLS 1.2 by themselves; `pg_stat_ssl` of the server shows that.

## Remediation

```sh
az postgres flexible-server parameter set --resource-group GROUP --server-name SERVER \\
  --name ssl_min_protocol_version --value TLSv1.2
```

```hcl
resource \"azurerm_postgresql_flexible_server_configuration\" \"tls\" {
  name      = \"ssl_min_protocol_version\"
  server_id = azurerm_postgresql_flexible_server.example.id
  value     = \"TLSv1.2\"
}
```

## Native controls

azure-policy:a43d5475-c569-45ce-a268-28fa79f4e87a looks at the same parameter.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for (server, transport, required) in servers(scope, out) {
        match required {
            Tls::On => {}
            Tls::Off => {
                out.not_applicable(&server, "it does not require TLS at all");
                continue;
            }
            Tls::Untold => {
                let value = transport.properties.value.as_deref().unwrap_or("absent");
                out.unknown(&server, format!("the value of require_secure_transport is {value}"));
                continue;
            }
        }
        let Some(minimum) = parameter(scope, out, &CONFIGURATIONS, &server, "ssl_min_protocol_version") else {
            continue;
        };
        let value = minimum.properties.value.as_deref();
        match Floor::of(value) {
            Floor::Weak(version) => {
                let mut case = out.case(&server);
                case.cite(&minimum, "/name", &minimum.name, "the parameter that decides");
                case.cite(&minimum, "/properties/value", value, "the oldest version it admits");
                if minimum.properties.is_config_pending_restart == Some(true) {
                    let note = "the value takes effect with the next restart";
                    case.cite(&minimum, "/properties/isConfigPendingRestart", true, note);
                }
                let message = format!("The PostgreSQL server admits {version}.");
                out.rule(case, Ruling::Fail(Severity::Medium, message));
            }
            Floor::Sound(version) => match pending(&minimum) {
                None => out.pass(&server, &format!("the oldest version it admits is {version}")),
                Some(reason) => out.unknown(&server, reason),
            },
            Floor::Untold => out.unknown(&server, "the value of ssl_min_protocol_version is absent"),
            Floor::Open | Floor::Undocumented(_) => {
                let value = value.unwrap_or_default();
                out.unknown(&server, format!("ssl_min_protocol_version {value} is not documented"));
            }
        }
    }
}
