use super::postgresql_flexible::{Required as Tls, pending, servers};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::postgresql::{CONFIGURATIONS, SERVERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-postgresql-flexible-tls-not-required",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A PostgreSQL flexible server admits connections without TLS",
    resource_type: "Microsoft.DBforPostgreSQL/flexibleServers",
    needs: &[Required(&SERVERS.op), Required(&CONFIGURATIONS.op)],
    remediation: "Require TLS: `az postgres flexible-server parameter set --resource-group GROUP --server-name SERVER \
                  --name require_secure_transport --value on`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/how-to-connect-tls-ssl",
        "https://learn.microsoft.com/en-us/rest/api/postgresql/configurations/list-by-server",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Flexible servers of Azure Database for PostgreSQL whose parameter `require_secure_transport` is `off`. A server that \
is stopped counts; one that is being dropped does not. A parameter that is missing from the list, or has another \
value, is unknown, and so is one that is `on` only from the next restart.

## Why it matters

A client decides by itself then: `sslmode=prefer`, the default of libpq, falls back to plaintext when somebody in the \
path tells it to. Queries and rows are readable, and passwords where the server takes them in plaintext.

## Evidence

The value of `require_secure_transport`, and whether it waits for a restart.

## False positives

Clients may all use TLS by themselves; `pg_stat_ssl` of the server shows that.

## Remediation

```sh
az postgres flexible-server parameter set --resource-group GROUP --server-name SERVER \\
  --name require_secure_transport --value on
```

```hcl
resource \"azurerm_postgresql_flexible_server_configuration\" \"tls\" {
  name      = \"require_secure_transport\"
  server_id = azurerm_postgresql_flexible_server.example.id
  value     = \"on\"
}
```

## Native controls

azure-policy:c29c38cb-74a7-4505-9a06-e588ab86620a looks at the same parameter.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for (server, parameter, required) in servers(scope, out) {
        match required {
            Tls::On => match pending(&parameter) {
                None => out.pass(&server, "require_secure_transport is on"),
                Some(reason) => out.unknown(&server, reason),
            },
            Tls::Off => {
                let mut case = out.case(&server);
                case.cite(&parameter, "/name", &parameter.name, "the parameter that decides");
                case.cite(&parameter, "/properties/value", &parameter.properties.value, "TLS is not required");
                let note = "the value takes effect with the next restart";
                if parameter.properties.is_config_pending_restart == Some(true) {
                    case.cite(&parameter, "/properties/isConfigPendingRestart", true, note);
                }
                let message = "The PostgreSQL server admits connections without TLS.";
                out.rule(case, Ruling::Fail(Severity::High, message.to_owned()));
            }
            Tls::Untold => {
                let value = parameter.properties.value.as_deref().unwrap_or("absent");
                out.unknown(&server, format!("the value of require_secure_transport is {value}"));
            }
        }
    }
}
