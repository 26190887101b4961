use super::rds_instances::{Engine, judge};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, ScopeView, Severity};
use overhear_aws::rds::{DB_INSTANCES, DB_PARAMETERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-rds-mariadb-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A MariaDB instance takes connections without TLS",
    resource_type: "AWS::RDS::DBInstance",
    needs: &[Required(&DB_INSTANCES.op), Required(&DB_PARAMETERS.op)],
    remediation: "Set `require_secure_transport` to ON in a parameter group of your own and attach it to the instance, once \
                  every client uses TLS; upgrade versions before 10.5.",
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mariadb-ssl-connections.require-ssl.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBParameterGroupStatus.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An instance of RDS for MariaDB, outside of clusters, that does not require TLS: `require_secure_transport` is off in its \
parameter group. Values are compared in every spelling (ON, 1).

Without a value the documented default counts: off up to 11.4, on from 11.8; for versions between it is unknown. \
Versions before 10.5 have no such parameter and are flagged. A value that is on counts where `ParameterApplyStatus` is \
`in-sync`; with another status the value before it may hold, and the instance is unknown.

## Why it matters

The server offers TLS, and the client decides. One old driver or one `--skip-ssl` is enough for queries and rows to \
cross the network readable. Whoever mirrors the interface of the database reads them.

## Evidence

`ParameterValue` of the parameter, or its name where the value is absent; `EngineVersion` \
where the version has none; the parameter group; `ParameterApplyStatus` where a restart is still to come.

## False positives

Every account may be created with `REQUIRE SSL`, which the API does not show; new accounts are not bound by it.

## Remediation

```sh
aws rds create-db-parameter-group --db-parameter-group-name NAME --db-parameter-group-family mariadb11.8 --description tls
aws rds modify-db-parameter-group --db-parameter-group-name NAME --parameters \
ParameterName=require_secure_transport,ParameterValue=1,ApplyMethod=immediate
aws rds modify-db-instance --db-instance-identifier INSTANCE --db-parameter-group-name NAME
aws rds reboot-db-instance --db-instance-identifier INSTANCE
```

```hcl
resource \"aws_db_parameter_group\" \"tls\" {
  name_prefix = \"tls-\"
  family      = \"mariadb11.8\"
  parameter {
    name  = \"require_secure_transport\"
    value = \"1\"
  }
}
```

## Native controls

Security Hub RDS.44, for MariaDB 10.5 and later.
";

static ENGINE: Engine = Engine {
    name: "MariaDB",
    is: |engine| engine == "mariadb",
    parameter: "require_secure_transport",
    since: (10, 5),
    default: |version| match version {
        version if version >= (11, 8) => Some(true),
        version if version <= (11, 4) => Some(false),
        _ => None,
    },
};

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    judge(scope, out, &ENGINE);
}
