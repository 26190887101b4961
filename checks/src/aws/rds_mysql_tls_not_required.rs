use super::rds_instances::{Engine, judge};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, ScopeView, Severity};
use overhear_aws::rds::{DB_INSTANCES, DB_PARAMETERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-rds-mysql-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A MySQL instance takes connections without TLS",
    resource_type: "AWS::RDS::DBInstance",
    needs: &[Required(&DB_INSTANCES.op), Required(&DB_PARAMETERS.op)],
    remediation: "Set `require_secure_transport` to 1 in a parameter group of your own and attach it to the instance, once every \
                  client uses TLS.",
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.require-ssl.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBParameterGroupStatus.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An instance of RDS for MySQL, outside of clusters, that does not require TLS: `require_secure_transport` is off in its \
parameter group. Values are compared in every spelling (1, ON).

Without a value the documented default counts: off up to MySQL 8.4, on in MySQL 9.7; for other versions it is unknown. \
Versions before 5.7 have no such parameter and are flagged. A value that is on counts where `ParameterApplyStatus` is \
`in-sync`; with another status the value before it may hold, and the instance is unknown. Members of clusters are judged \
by aws-aurora-cluster-tls-not-required.

## Why it matters

The server offers TLS, and the client decides. One old driver or one `--ssl-mode=DISABLED` is enough for queries, rows \
and, with `mysql_native_password` or `mysql_clear_password`, what identifies a user to cross the network readable. \
Whoever mirrors the interface of the database reads them.

## Evidence

`ParameterValue` of the parameter, or its name where the value is absent; the parameter group; `ParameterApplyStatus` \
where a restart is still to come.

## False positives

Every account may be created with `REQUIRE SSL`, which the API does not show; new accounts are not bound by it.

## Remediation

```sh
aws rds create-db-parameter-group --db-parameter-group-name NAME --db-parameter-group-family mysql8.4 --description tls
aws rds modify-db-parameter-group --db-parameter-group-name NAME --parameters \
ParameterName=require_secure_transport,ParameterValue=1,ApplyMethod=immediate
aws rds modify-db-instance --db-instance-identifier INSTANCE --db-parameter-group-name NAME
aws rds reboot-db-instance --db-instance-identifier INSTANCE
```

```hcl
resource \"aws_db_parameter_group\" \"tls\" {
  name_prefix = \"tls-\"
  family      = \"mysql8.4\"
  parameter {
    name  = \"require_secure_transport\"
    value = \"1\"
  }
}
```

## Native controls

AWS Config `RDS_MYSQL_INSTANCE_ENCRYPTED_IN_TRANSIT` and Security Hub RDS.39. Both fail an instance whose group is not \
`in-sync`.
";

static ENGINE: Engine = Engine {
    name: "MySQL",
    is: |engine| engine == "mysql",
    parameter: "require_secure_transport",
    since: (5, 7),
    default: |version| match version {
        (9, 7) => Some(true),
        version if version <= (8, 4) => Some(false),
        _ => None,
    },
};

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    judge(scope, out, &ENGINE);
}
