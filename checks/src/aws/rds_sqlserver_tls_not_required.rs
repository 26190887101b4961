use super::rds_instances::{Engine, judge};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, ScopeView, Severity};
use overhear_aws::rds::{DB_INSTANCES, DB_PARAMETERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-rds-sqlserver-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A SQL Server instance takes connections without TLS",
    resource_type: "AWS::RDS::DBInstance",
    needs: &[Required(&DB_INSTANCES.op), Required(&DB_PARAMETERS.op)],
    remediation: "Set `rds.force_ssl` to 1 in the parameter group of the instance and restart it, once every client uses TLS.",
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/SQLServer.Concepts.General.SSL.Using.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/ssl-certificate-rotation-sqlserver.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBParameterGroupStatus.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An instance of RDS for SQL Server (`sqlserver-ee`, `sqlserver-se`, `sqlserver-ex`, `sqlserver-web` and other editions) \
that does not require TLS: `rds.force_ssl` is 0 in its parameter group, or has no value (documented default 0).

The parameter is static: a 1 that waits for a restart (`ParameterApplyStatus` `pending-reboot`) is not in force, and is \
flagged too. With any status other than `in-sync` and this one the value before it may hold, and the instance is \
unknown. RDS Custom is not judged: its hosts are configured from inside.

## Why it matters

SQL Server encrypts the login packet and, unless one side insists, nothing after it: queries and rows cross the network \
readable. Whoever mirrors the interface of the database reads them.

## Evidence

`ParameterValue` of the parameter, or its name where the value is absent; the parameter group; `ParameterApplyStatus` \
where a restart is still to come.

## False positives

Clients that all insist on TLS (`Encrypt=strict`) are not seen here. A restart may be pending for another parameter.

## Remediation

```sh
aws rds modify-db-parameter-group --db-parameter-group-name NAME --parameters \
ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=pending-reboot
aws rds reboot-db-instance --db-instance-identifier INSTANCE
```

```hcl
resource \"aws_db_parameter_group\" \"tls\" {
  name_prefix = \"tls-\"
  family      = \"sqlserver-se-16.0\"
  parameter {
    name         = \"rds.force_ssl\"
    value        = \"1\"
    apply_method = \"pending-reboot\"
  }
}
```

## Native controls

AWS Config `RDS_SQLSERVER_ENCRYPTED_IN_TRANSIT` and Security Hub RDS.41.
";

static ENGINE: Engine = Engine {
    name: "SQL Server",
    is: |engine| engine.starts_with("sqlserver-"),
    parameter: "rds.force_ssl",
    since: (0, 0),
    default: |_| Some(false),
};

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    judge(scope, out, &ENGINE);
}
