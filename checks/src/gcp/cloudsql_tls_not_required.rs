use crate::{Case, Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_core::Provider;
use overhear_gcp::sqladmin::{INSTANCES, Instance, IpConfiguration};

pub(super) static CHECK: Check = Check {
    id: "gcp-cloudsql-tls-not-required",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A Cloud SQL instance accepts connections without TLS",
    resource_type: "sqladmin.googleapis.com/Instance",
    needs: &[Required(&INSTANCES.op)],
    remediation: "Require TLS (`gcloud sql instances patch NAME --ssl-mode=ENCRYPTED_ONLY`) once every client speaks \
                  it; for SQL Server have clients encrypt, or let them connect through the Cloud SQL Auth Proxy alone.",
    references: &[
        "https://cloud.google.com/sql/docs/postgres/configure-ssl-instance",
        "https://cloud.google.com/sql/docs/mysql/admin-api/rest/v1/instances#ipconfiguration",
        "https://cloud.google.com/sql/docs/sqlserver/configure-ssl-instance",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every Cloud SQL instance that a client may connect to without TLS, one finding each.

- high: `sslMode` is `ALLOW_UNENCRYPTED_AND_ENCRYPTED`; or it is absent or `SSL_MODE_UNSPECIFIED`, and `requireSsl` is \
not true
- low: the same for an instance that is `SUSPENDED`; or SQL Server with `ENCRYPTED_ONLY` or `requireSsl`, where clients \
may still connect without encryption

`sslMode` wins over the older `requireSsl` where both are set. `requireSsl` absent: documented default false. \
`connectorEnforcement` `REQUIRED` passes: the connectors speak TLS. Another mode is unknown, and so are instances \
without `settings`. Instances of type `ON_PREMISES_INSTANCE` and those in state `PENDING_DELETE` are not judged.

## Why it matters

Queries, results and, with some methods of authentication, passwords travel as they are. A private address lowers \
nothing: the VPC network is where packets are mirrored.

## Evidence

`sslMode`, `requireSsl`, `databaseVersion`, `state`; whether the instance has a public address, and who may connect.

## False positives

Clients that all use TLS of their own accord, or the Cloud SQL Auth Proxy: the instance does not make them.

## Remediation

```sh
gcloud sql instances patch NAME --ssl-mode=ENCRYPTED_ONLY
gcloud sql instances describe NAME --format=\"value(settings.ipConfiguration.sslMode)\"
```

```hcl
resource \"google_sql_database_instance\" \"main\" {
  settings {
    ip_configuration {
      ssl_mode = \"ENCRYPTED_ONLY\"
    }
  }
}
```

## Native controls

`SSL_NOT_ENFORCED` of Security Command Center, and Defender for Cloud for a connected project. For SQL Server with \
`ENCRYPTED_ONLY` they say that all is well.
";

/// What the settings make of a client that does not speak TLS.
enum Plain {
    Refused(&'static str),
    /// SQL Server takes it all the same.
    Taken,
    Accepted,
    Unclear(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for instance in scope.items(&INSTANCES) {
        if instance.instance_type.as_deref() == Some("ON_PREMISES_INSTANCE") {
            out.not_applicable(&instance, "an external server, which Google does not configure");
            continue;
        }
        if instance.state.as_deref() == Some("PENDING_DELETE") {
            out.not_applicable(&instance, "it is about to be deleted");
            continue;
        }
        let Some(settings) = &instance.settings else {
            out.unknown(&instance, "settings is absent");
            continue;
        };
        if settings.connector_enforcement.as_deref() == Some("REQUIRED") {
            out.pass(&instance, "connectorEnforcement is REQUIRED: every client is a connector, which speaks TLS");
            continue;
        }
        match plain(settings.ip_configuration.as_ref(), instance.database_version.as_deref()) {
            Plain::Refused(why) => out.pass(&instance, why),
            Plain::Unclear(why) => out.unknown(&instance, why),
            Plain::Taken => {
                let mut case = out.case(&instance);
                cite(&mut case, &instance);
                let message = "Clients of SQL Server may connect without encryption although the instance asks for it.";
                out.rule(case, Ruling::Fail(Severity::Low, message.to_owned()));
            }
            Plain::Accepted => {
                let mut case = out.case(&instance);
                cite(&mut case, &instance);
                let (severity, how) = match instance.state.as_deref() {
                    Some("SUSPENDED") => (Severity::Low, "; it is suspended"),
                    _ => (Severity::High, ""),
                };
                out.rule(case, Ruling::Fail(severity, format!("The instance accepts connections without TLS{how}.")));
            }
        }
    }
}

fn plain(config: Option<&IpConfiguration>, version: Option<&str>) -> Plain {
    let requires = config.and_then(|config| config.require_ssl) == Some(true);
    let demand = match config.and_then(|config| config.ssl_mode.as_deref()) {
        Some("ENCRYPTED_ONLY") => "sslMode is ENCRYPTED_ONLY",
        Some("TRUSTED_CLIENT_CERTIFICATE_REQUIRED") => "sslMode is TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
        None | Some("SSL_MODE_UNSPECIFIED") if requires => "requireSsl is true",
        None | Some("SSL_MODE_UNSPECIFIED" | "ALLOW_UNENCRYPTED_AND_ENCRYPTED") => return Plain::Accepted,
        Some(other) => return Plain::Unclear(format!("sslMode {other} is not known")),
    };
    match version {
        Some(version) if version.starts_with("SQLSERVER_") => Plain::Taken,
        Some(_) => Plain::Refused(demand),
        None => Plain::Unclear("databaseVersion is absent, and SQL Server takes other clients all the same".to_owned()),
    }
}

fn cite(case: &mut Case, instance: &Item<'_, Instance>) {
    let config = instance.settings.as_ref().and_then(|settings| settings.ip_configuration.as_ref());
    match (config.and_then(|config| config.ssl_mode.as_deref()), config.and_then(|config| config.require_ssl)) {
        (None, None) => {
            let note = "sslMode and requireSsl are absent: documented default false";
            case.cite(instance, "/name", &instance.name, note);
        }
        (mode, requires) => {
            if let Some(mode) = mode {
                case.cite(instance, "/settings/ipConfiguration/sslMode", mode, "which connections it accepts");
            }
            if let Some(requires) = requires {
                let note = "the older setting, which gives way to sslMode";
                case.cite(instance, "/settings/ipConfiguration/requireSsl", requires, note);
            }
        }
    }
    if let Some(version) = &instance.database_version {
        case.cite(instance, "/databaseVersion", version, "what it runs");
    }
    if let Some(state) = &instance.state {
        case.cite(instance, "/state", state, "whether it runs");
    }
    let Some(config) = config.filter(|config| config.ipv4_enabled == Some(true)) else { return };
    case.cite(instance, "/settings/ipConfiguration/ipv4Enabled", true, "it has a public address");
    for (at, entry) in config.authorized_networks.iter().enumerate() {
        if let Some(range) = entry.value.as_deref().filter(|range| range.ends_with("/0")) {
            let pointer = format!("/settings/ipConfiguration/authorizedNetworks/{at}/value");
            case.cite(instance, &pointer, range, "everybody may connect to it");
        }
    }
}
