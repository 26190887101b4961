use super::parameters::{Effect, cite_off, cite_waiting, effect, on, statuses, switch, version};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::rds::{DB_CLUSTER_PARAMETERS, DB_CLUSTERS, DbCluster};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-aurora-cluster-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A cluster of Aurora or RDS takes connections without TLS",
    resource_type: "AWS::RDS::DBCluster",
    needs: &[Required(&DB_CLUSTERS.op), Required(&DB_CLUSTER_PARAMETERS.op)],
    remediation: "Set `require_secure_transport` to ON (MySQL) or `rds.force_ssl` to 1 (PostgreSQL) in the parameter group \
                  of the cluster, once every client uses TLS.",
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Security.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Compare-v3-v84.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterMember.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A cluster of Aurora, or a Multi-AZ cluster of RDS, that does not require TLS: in its cluster parameter group \
`require_secure_transport` (MySQL) or `rds.force_ssl` (PostgreSQL) is off. Values are compared in every spelling (ON, 1).

Without a value the documented default counts: Aurora MySQL off before 8.4 and on in 8.4, Aurora PostgreSQL off up to 16 \
and on from 17; for Multi-AZ clusters it is unknown. A value that is on counts where \
`DBClusterParameterGroupStatus` of every member is `in-sync`; with another status the value before it may hold, and \
the cluster is unknown, or flagged where the parameter is static. Aurora Serverless v1 is unknown. Clusters of \
DocumentDB and Neptune are in the same list and are not judged here.

## Why it matters

The server offers TLS, and the client decides: many try TLS first and go on without it, so that nobody notices. Queries \
and rows then cross the network readable, and whoever mirrors an interface of the cluster reads them.

## Evidence

`ParameterValue` of the parameter, or its name where the value is absent; the parameter group of the cluster; \
`DBClusterParameterGroupStatus` where a restart is still to come.

## False positives

Accounts that are created with `REQUIRE SSL`, and clients that all insist on TLS, are not seen here.

## Remediation

```sh
aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name NAME --parameters \
ParameterName=require_secure_transport,ParameterValue=ON,ApplyMethod=immediate
aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name NAME --parameters \
ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=immediate
```

```hcl
resource \"aws_rds_cluster_parameter_group\" \"tls\" {
  name_prefix = \"tls-\"
  family      = \"aurora-postgresql17\"
  parameter {
    name  = \"rds.force_ssl\"
    value = \"1\"
  }
}
```

## Native controls

None: those for RDS look at instances outside of clusters.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&DB_CLUSTERS) {
        let name = match cluster.engine.as_deref() {
            Some("aurora-mysql" | "mysql") => "require_secure_transport",
            Some("aurora-postgresql" | "postgres") => "rds.force_ssl",
            Some(engine @ ("docdb" | "neptune")) => {
                out.not_applicable(&cluster, &format!("its engine is {engine}"));
                continue;
            }
            Some(other) => {
                out.unknown(&cluster, format!("its engine, {other}, is not known"));
                continue;
            }
            None => {
                out.unknown(&cluster, "Engine is absent");
                continue;
            }
        };
        if let Some(status @ ("creating" | "deleting")) = cluster.status.as_deref() {
            out.not_applicable(&cluster, &format!("its status is {status}"));
        } else if cluster.engine_mode.as_deref() == Some("serverless") {
            out.unknown(&cluster, "EngineMode is serverless: what Aurora Serverless v1 requires is not documented");
        } else {
            judge(scope, out, &cluster, name);
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, cluster: &Item<'_, DbCluster>, name: &str) {
    let Some(group) = &cluster.db_cluster_parameter_group else {
        out.unknown(cluster, "DBClusterParameterGroup is absent");
        return;
    };
    let parameters = scope.items_for(&DB_CLUSTER_PARAMETERS, group);
    let (mut case, what) = match effect(&parameters, name, switch, default(cluster), &statuses(cluster.view())) {
        Effect::Refused(parameter) => {
            out.pass(cluster, &format!("{} in cluster parameter group {group}", on(&parameter)));
            return;
        }
        Effect::Unknown(reason) => {
            out.unknown(cluster, format!("{reason} (cluster parameter group {group})"));
            return;
        }
        // Where the group was not read the engine says so.
        Effect::Missing if scope.sight_for(&DB_CLUSTER_PARAMETERS.op, group).gap().is_some() => return,
        Effect::Missing => {
            out.unknown(cluster, format!("cluster parameter group {group} lists no {name}"));
            return;
        }
        Effect::Taken(parameter) => {
            let mut case = out.case(cluster);
            let what = cite_off(&mut case, &parameter);
            if parameter.parameter_value.is_none() {
                case.cite(cluster, "/EngineVersion", &cluster.engine_version, "the version whose default applies");
            }
            (case, what)
        }
        Effect::Waiting(parameter, status) => {
            let mut case = out.case(cluster);
            let what = cite_waiting(&mut case, cluster, &parameter, &status);
            (case, what)
        }
    };
    case.cite(cluster, "/DBClusterParameterGroup", group, "the group that applies");
    let engine = cluster.engine.as_deref().unwrap_or_default();
    out.rule(
        case,
        Ruling::Fail(Severity::High, format!("The {engine} cluster takes connections without TLS: {what}.")),
    );
}

/// What the cluster does without a value, where that is documented.
fn default(cluster: &DbCluster) -> Option<bool> {
    let version = cluster.engine_version.as_deref().and_then(version)?;
    match (cluster.engine.as_deref(), version) {
        (Some("aurora-mysql"), (8, 4)) => Some(true),
        (Some("aurora-mysql"), version) if version < (8, 4) => Some(false),
        (Some("aurora-postgresql"), (major, _)) => Some(major >= 17),
        _ => None,
    }
}
