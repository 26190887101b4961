use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_core::Provider;
use overhear_gcp::alloydb::INSTANCES;

pub(super) static CHECK: Check = Check {
    id: "gcp-alloydb-tls-not-required",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "An AlloyDB instance accepts connections without TLS",
    resource_type: "alloydb.googleapis.com/Instance",
    needs: &[Required(&INSTANCES.op)],
    remediation: "Require TLS once every client speaks it: `gcloud alloydb instances update NAME --cluster=CLUSTER \
                  --region=REGION --ssl-mode=ENCRYPTED_ONLY`.",
    references: &[
        "https://cloud.google.com/alloydb/docs/reference/rest/v1/projects.locations.clusters.instances",
        "https://cloud.google.com/alloydb/docs/instance-configure-ssl",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every AlloyDB instance whose `sslMode` is `ALLOW_UNENCRYPTED_AND_ENCRYPTED` or the older `SSL_MODE_ALLOW`, one finding \
each.

`ENCRYPTED_ONLY`, `SSL_MODE_REQUIRE` and `SSL_MODE_VERIFY_CA` pass, and so does `requireConnectors`: the connectors \
speak TLS. A mode that is absent, `SSL_MODE_UNSPECIFIED` or not known is unknown.

## Why it matters

Queries and results travel as they are, inside the VPC network, which is where packets are mirrored.

## Evidence

`clientConnectionConfig.sslConfig.sslMode` of the instance.

## False positives

Clients that all use TLS of their own accord, or the AlloyDB Auth Proxy: the instance does not make them.

## Remediation

```sh
gcloud alloydb instances update NAME --cluster=CLUSTER --region=REGION --ssl-mode=ENCRYPTED_ONLY
```

```hcl
resource \"google_alloydb_instance\" \"main\" {
  client_connection_config {
    ssl_config {
      ssl_mode = \"ENCRYPTED_ONLY\"
    }
  }
}
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for instance in scope.items(&INSTANCES) {
        let config = instance.client_connection_config.as_ref();
        if config.and_then(|config| config.require_connectors) == Some(true) {
            out.pass(&instance, "requireConnectors is true: every client is a connector, which speaks TLS");
            continue;
        }
        let Some(ssl) = config.and_then(|config| config.ssl_config.as_ref()) else {
            out.unknown(&instance, "sslConfig is absent");
            continue;
        };
        match ssl.ssl_mode() {
            Some(mode @ ("ENCRYPTED_ONLY" | "SSL_MODE_REQUIRE" | "SSL_MODE_VERIFY_CA")) => {
                out.pass(&instance, &format!("sslMode is {mode}"));
            }
            Some(mode @ ("ALLOW_UNENCRYPTED_AND_ENCRYPTED" | "SSL_MODE_ALLOW")) => {
                let mut case = out.case(&instance);
                let pointer = "/clientConnectionConfig/sslConfig/sslMode";
                case.cite(&instance, pointer, &ssl.ssl_mode, format!("the mode is {mode}"));
                let message = "The instance accepts connections without TLS.".to_owned();
                out.rule(case, Ruling::Fail(Severity::High, message));
            }
            Some(other) => out.unknown(&instance, format!("sslMode is {other}")),
            None => out.unknown(&instance, "sslMode is absent or a number that nobody has seen"),
        }
    }
}
