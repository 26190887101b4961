use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::rds::DB_PROXIES;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-rds-proxy-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "An RDS proxy takes connections without TLS",
    resource_type: "AWS::RDS::DBProxy",
    needs: &[Required(&DB_PROXIES.op)],
    remediation: "Require TLS once every client uses it: `aws rds modify-db-proxy --db-proxy-name NAME --require-tls`.",
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBProxy.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A proxy of RDS or Aurora with `RequireTLS` false, whatever engine is behind it. A proxy without the member is unknown.

## Why it matters

Clients that do not ask for TLS send queries and get rows readable on their way to the proxy, for whoever mirrors an \
interface of it. The way from the proxy to the database is another one: the parameters of the database decide on it, \
and the checks of instances and clusters judge them.

## Evidence

`RequireTLS` of the proxy.

## False positives

Clients that all insist on TLS are not seen here.

## Remediation

```sh
aws rds modify-db-proxy --db-proxy-name NAME --require-tls
```

```hcl
resource \"aws_db_proxy\" \"orders\" {
  # ...
  require_tls = true
}
```

## Native controls

AWS Config `RDS_PROXY_TLS_ENCRYPTION` and Security Hub RDS.43.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for proxy in scope.items(&DB_PROXIES) {
        if proxy.status.as_deref() == Some("deleting") {
            out.not_applicable(&proxy, "it is being deleted");
            continue;
        }
        match proxy.require_tls {
            Some(true) => out.pass(&proxy, "RequireTLS is true"),
            None => out.unknown(&proxy, "RequireTLS is absent"),
            Some(false) => {
                let mut case = out.case(&proxy);
                case.cite(&proxy, "/RequireTLS", false, "connections without TLS are taken");
                out.rule(case, Ruling::Fail(Severity::High, "The proxy takes connections without TLS.".to_owned()));
            }
        }
    }
}
