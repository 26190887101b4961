use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    arm::{Arm, Properties},
    single_servers::{MYSQL_SERVERS, POSTGRESQL_SERVERS},
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-single-server-tls-not-enforced",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A single database server admits connections without TLS",
    resource_type: "Microsoft.DBforMySQL/servers | Microsoft.DBforPostgreSQL/servers",
    needs: &[Required(&MYSQL_SERVERS.op), Required(&POSTGRESQL_SERVERS.op)],
    remediation: "Enforce TLS (`az resource update --ids ID --set properties.sslEnforcement=Enabled`), and move to a \
                  flexible server: single servers are retired.",
    references: &[
        "https://learn.microsoft.com/en-us/rest/api/mysql/singleserver/servers/list",
        "https://learn.microsoft.com/en-us/rest/api/postgresql/singleserver/servers/list",
        "https://learn.microsoft.com/en-us/azure/postgresql/migrate/whats-happening-to-postgresql-single-server",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Single servers of Azure Database for MySQL and for PostgreSQL with `sslEnforcement` `Disabled`. An absent or \
undocumented value is unknown. The service is retired, so most estates have none; where a subscription no longer knows \
it the question does not arise. Flexible servers are azure-mysql-flexible-tls-not-required and \
azure-postgresql-flexible-tls-not-required.

## Why it matters

A client that does not ask for TLS, which is the default of many drivers, sends its queries and gets its rows in \
plaintext.

## Evidence

`sslEnforcement` of the server.

## False positives

Clients may all use TLS by themselves; the servers do not show that here.

## Remediation

```sh
az resource update --ids ID --set properties.sslEnforcement=Enabled
```

Clients that cannot speak TLS are refused from then on.

## Native controls

azure-defender:1fde2073-a488-17e9-9534-5a3b23379b4b (PostgreSQL), azure-defender:1f6d29f6-4edb-ea39-042b-de8f123ddd39 \
and azure-policy:e802a67a-daf5-4436-9ea6-f6d821dd0c5d (MySQL).
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for server in scope.items(&MYSQL_SERVERS) {
        judge(out, &server, server.properties.ssl_enforcement.as_deref(), "MySQL");
    }
    for server in scope.items(&POSTGRESQL_SERVERS) {
        judge(out, &server, server.properties.ssl_enforcement.as_deref(), "PostgreSQL");
    }
}

fn judge<P: Properties>(out: &mut Results<'_>, server: &Item<'_, Arm<P>>, enforcement: Option<&str>, engine: &str) {
    match enforcement {
        Some(text) if text.eq_ignore_ascii_case("Enabled") => out.pass(server, "sslEnforcement is Enabled"),
        Some(text) if text.eq_ignore_ascii_case("Disabled") => {
            let mut case = out.case(server);
            case.cite(server, "/properties/sslEnforcement", text, "clients need not use TLS");
            let message = format!("The {engine} server admits connections without TLS.");
            out.rule(case, Ruling::Fail(Severity::High, message));
        }
        Some(other) => out.unknown(server, format!("its sslEnforcement, {other}, is not documented")),
        None => out.unknown(server, "sslEnforcement is absent"),
    }
}
