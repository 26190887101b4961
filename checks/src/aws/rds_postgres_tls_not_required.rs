use super::rds_instances::{Engine, judge};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, ScopeView, Severity};
use overhear_aws::rds::{DB_INSTANCES, DB_PARAMETERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-rds-postgres-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A PostgreSQL instance takes connections without TLS",
    resource_type: "AWS::RDS::DBInstance",
    needs: &[Required(&DB_INSTANCES.op), Required(&DB_PARAMETERS.op)],
    remediation: "Set `rds.force_ssl` to 1 in the parameter group of the instance, once every client uses TLS.",
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBParameterGroupStatus.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An instance of RDS for PostgreSQL, outside of clusters, that does not require TLS: `rds.force_ssl` is 0 in its parameter \
group.

Without a value the documented default counts: 0 up to PostgreSQL 14, 1 from 15. A group that was copied from an older \
family keeps its 0: the parameter decides, the version only where there is no value. A value of 1 counts where \
`ParameterApplyStatus` is `in-sync`; with another status the value before it may hold, and the instance is unknown. \
Members of clusters are judged by aws-aurora-cluster-tls-not-required.

## Why it matters

The server offers TLS, and the client decides: libpq tries TLS first and goes on without it (`sslmode=prefer`), so that \
nobody notices. Queries and rows then cross the network readable, and whoever mirrors the interface of the database \
reads them.

## Evidence

`ParameterValue` of the parameter, or its name where the value is absent; the parameter group; `ParameterApplyStatus` \
where a restart is still to come.

## False positives

Clients that all insist on TLS (`sslmode=verify-full`) are not seen here.

## Remediation

```sh
aws rds modify-db-parameter-group --db-parameter-group-name NAME --parameters \
ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=immediate
psql -c 'select count(*) from pg_stat_ssl where not ssl'
```

```hcl
resource \"aws_db_parameter_group\" \"tls\" {
  name_prefix = \"tls-\"
  family      = \"postgres17\"
  parameter {
    name  = \"rds.force_ssl\"
    value = \"1\"
  }
}
```

## Native controls

AWS Config `RDS_POSTGRES_INSTANCE_ENCRYPTED_IN_TRANSIT` and Security Hub RDS.38. Both fail an instance whose group is \
not `in-sync`.
";

static ENGINE: Engine = Engine {
    name: "PostgreSQL",
    is: |engine| engine == "postgres",
    parameter: "rds.force_ssl",
    since: (0, 0),
    default: |(major, _)| Some(major >= 15),
};

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    judge(scope, out, &ENGINE);
}
