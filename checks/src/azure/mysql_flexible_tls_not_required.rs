use super::server_parameters::parameter;
use crate::{
    Case, Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, tls::Version,
};
use overhear_azure::mysql::{CONFIGURATIONS, Configuration, SERVERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-mysql-flexible-tls-not-required",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A MySQL flexible server admits connections without TLS, or with an old version of it",
    resource_type: "Microsoft.DBforMySQL/flexibleServers",
    needs: &[Required(&SERVERS.op), Required(&CONFIGURATIONS.op)],
    remediation: "Require TLS (`az mysql flexible-server parameter set --resource-group GROUP --server-name SERVER \
                  --name require_secure_transport --value ON`), and leave TLSv1 and TLSv1.1 out of `tls_version`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/mysql/flexible-server/how-to-connect-tls-ssl",
        "https://learn.microsoft.com/en-us/rest/api/mysql/flexibleserver/configurations/list-by-server",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Flexible servers of Azure Database for MySQL.

- high: the parameter `require_secure_transport` is `OFF`
- low: TLS is required, but `tls_version` contains TLSv1 or TLSv1.1

The `value` of a parameter is judged. Where it is fine and `currentValue`, what is in force, is not, the server is \
unknown. So is one whose parameters are missing from the list or have values that are not documented.

## Why it matters

Without the requirement a client decides by itself, and whoever stands in the path can talk it out of TLS. Queries and \
rows are readable then. TLS 1.0 and 1.1 rest on broken hashes and ciphers (RFC 8996).

## Evidence

`value` of `require_secure_transport` and of `tls_version`, and `currentValue` where it differs.

## False positives

Clients may all use TLS by themselves; `SHOW STATUS LIKE 'Ssl_version'` of a session shows its own.

## Remediation

```sh
az mysql flexible-server parameter set --resource-group GROUP --server-name SERVER \\
  --name require_secure_transport --value ON
az mysql flexible-server parameter set --resource-group GROUP --server-name SERVER \\
  --name tls_version --value TLSv1.2
```

```hcl
resource \"azurerm_mysql_flexible_server_configuration\" \"tls\" {
  name                = \"require_secure_transport\"
  resource_group_name = azurerm_resource_group.example.name
  server_name         = azurerm_mysql_flexible_server.example.name
  value               = \"ON\"
}
```

`tls_version` takes effect with a restart.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at flexible servers of MySQL.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for server in scope.items(&SERVERS) {
        let Some(transport) = parameter(scope, out, &CONFIGURATIONS, &server, "require_secure_transport") else {
            continue;
        };
        let value = transport.properties.value.as_deref();
        match value {
            Some(value) if value.eq_ignore_ascii_case("ON") => {}
            Some(value) if value.eq_ignore_ascii_case("OFF") => {
                let mut case = out.case(&server);
                cite(&mut case, &transport, "TLS is not required");
                let message = "The MySQL server admits connections without TLS.";
                out.rule(case, Ruling::Fail(Severity::High, message.to_owned()));
                continue;
            }
            value => {
                let value = value.unwrap_or("absent");
                out.unknown(&server, format!("the value of require_secure_transport is {value}"));
                continue;
            }
        }
        let Some(versions) = parameter(scope, out, &CONFIGURATIONS, &server, "tls_version") else { continue };
        let value = versions.properties.value.as_deref().unwrap_or_default();
        match oldest(value) {
            Some(version) if version.is_weak() => {
                let mut case = out.case(&server);
                cite(&mut case, &transport, "TLS is required");
                cite(&mut case, &versions, "an old version is among them");
                let message = format!("The MySQL server requires TLS, and admits {version}.");
                out.rule(case, Ruling::Fail(Severity::Low, message));
            }
            Some(version) => match in_force(&transport, &versions) {
                None => out.pass(&server, &format!("TLS is required, {version} at least")),
                Some(reason) => out.unknown(&server, reason),
            },
            None => out.unknown(&server, format!("tls_version {value:?} is not documented")),
        }
    }
}

/// The oldest version of a list between commas; none where a part of it is not documented, unless another part is weak.
fn oldest(list: &str) -> Option<Version> {
    let parts = list.split(',').filter(|part| !part.trim().is_empty());
    let versions: Vec<_> = parts.map(Version::parse).collect();
    let least = versions.iter().flatten().min().copied()?;
    (least.is_weak() || versions.iter().all(Option::is_some)).then_some(least)
}

/// Why two good values do not count yet: what is in force is another one, or not known to be as good.
fn in_force(transport: &Item<'_, Configuration>, versions: &Item<'_, Configuration>) -> Option<String> {
    let current = |parameter: &Item<'_, Configuration>| parameter.view().properties.current_value.clone();
    if let Some(current) = current(transport).filter(|current| !current.eq_ignore_ascii_case("ON")) {
        return Some(format!("require_secure_transport is set to ON, in force is {current:?}"));
    }
    let current = current(versions).filter(|current| oldest(current).is_none_or(Version::is_weak))?;
    Some(format!("tls_version is set anew, in force is {current:?}"))
}

fn cite(case: &mut Case, parameter: &Item<'_, Configuration>, note: &'static str) {
    let settings = &parameter.properties;
    case.cite(parameter, "/name", &parameter.name, "the parameter that decides");
    case.cite(parameter, "/properties/value", &settings.value, note);
    if let (Some(value), Some(current)) = (&settings.value, &settings.current_value)
        && !value.eq_ignore_ascii_case(current)
    {
        case.cite(parameter, "/properties/currentValue", current, "what is in force until the value is applied");
    }
}
