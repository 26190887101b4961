use super::parameters::{Effect, cite_off, cite_waiting, effect, statuses};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::{
    docdb::{DB_CLUSTER_PARAMETERS, DB_CLUSTERS},
    rds::DbCluster,
};
use overhear_core::Provider;

/// Of a cluster that encrypts, with versions of TLS that have known weaknesses.
const OLD_TLS: Confidence = Confidence::hundredths(60);

pub(super) static CHECK: Check = Check {
    id: "aws-docdb-tls-disabled",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A DocumentDB cluster does without TLS, or takes old versions of it",
    resource_type: "AWS::DocDB::DBCluster",
    needs: &[Required(&DB_CLUSTERS.op), Required(&DB_CLUSTER_PARAMETERS.op)],
    remediation: "Set `tls` to `tls1.2+` or later in the parameter group of the cluster, and restart its instances.",
    references: &[
        "https://docs.aws.amazon.com/documentdb/latest/developerguide/security.encryption.ssl.html",
        "https://docs.aws.amazon.com/documentdb/latest/developerguide/API_Parameter.html",
        "https://docs.aws.amazon.com/documentdb/latest/developerguide/API_DBClusterMember.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A cluster of DocumentDB by the parameter `tls` of its cluster parameter group.

- high: `disabled`; or another value that waits for a restart, so that the value before it still holds
- low, confidence at most 0.60: `enabled`, which requires TLS and takes versions 1.0 and 1.1

`tls1.2+`, `tls1.3+` and `fips-140-3` pass where `DBClusterParameterGroupStatus` of every member is `in-sync`. An absent \
value, one that is not documented, and any other status is unknown. Clusters of Aurora, RDS and Neptune are in the same \
list and are not judged here.

## Why it matters

With `disabled` the cluster does not speak TLS at all: what clients ask and get crosses the network readable, for \
whoever mirrors an interface of the cluster. TLS 1.0 and 1.1 are deprecated (RFC 8996).

## Evidence

`ParameterValue` of `tls`; the parameter group; `DBClusterParameterGroupStatus` where a restart is still to come.

## False positives

The parameter is static and holds for all instances once they were restarted: a restart may be pending for another \
parameter.

## Remediation

```sh
aws docdb modify-db-cluster-parameter-group --db-cluster-parameter-group-name NAME --parameters \
ParameterName=tls,ParameterValue=tls1.2+,ApplyMethod=pending-reboot
aws docdb reboot-db-instance --db-instance-identifier INSTANCE
```

```hcl
resource \"aws_docdb_cluster_parameter_group\" \"tls\" {
  name_prefix = \"tls-\"
  family      = \"docdb5.0\"
  parameter {
    name  = \"tls\"
    value = \"tls1.2+\"
  }
}
```

## Native controls

AWS Config `DOCDB_CLUSTER_ENCRYPTED_IN_TRANSIT` accepts `enabled`, Security Hub DocumentDB.6 does not.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&DB_CLUSTERS) {
        match cluster.engine.as_deref() {
            Some("docdb") => {}
            Some(other) => {
                out.not_applicable(&cluster, &format!("its engine is {other}"));
                continue;
            }
            None => {
                out.unknown(&cluster, "Engine is absent");
                continue;
            }
        }
        match cluster.status.as_deref() {
            Some(status @ ("creating" | "deleting")) => {
                out.not_applicable(&cluster, &format!("its status is {status}"));
            }
            _ => judge(scope, out, &cluster),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, cluster: &Item<'_, DbCluster>) {
    let Some(group) = &cluster.db_cluster_parameter_group else {
        out.unknown(cluster, "DBClusterParameterGroup is absent");
        return;
    };
    let parameters = scope.items_for(&DB_CLUSTER_PARAMETERS, group);
    let (mut case, ruling) = match effect(&parameters, "tls", requires_tls, None, &statuses(cluster.view())) {
        Effect::Refused(parameter) => {
            let value = parameter.parameter_value.as_deref().unwrap_or_default();
            if !value.eq_ignore_ascii_case("enabled") {
                out.pass(cluster, &format!("tls is {value} in cluster parameter group {group}"));
                return;
            }
            let mut case = out.case(cluster);
            case.cap(OLD_TLS);
            case.cite(&parameter, "/ParameterValue", value, "TLS is required, in any version from 1.0 on");
            let message = "The cluster requires TLS and takes versions 1.0 and 1.1 of it: tls is enabled.".to_owned();
            (case, Ruling::Fail(Severity::Low, message))
        }
        Effect::Taken(parameter) => {
            let mut case = out.case(cluster);
            let what = cite_off(&mut case, &parameter);
            (case, Ruling::Fail(Severity::High, format!("The cluster speaks without TLS: {what}.")))
        }
        Effect::Waiting(parameter, status) => {
            let mut case = out.case(cluster);
            let what = cite_waiting(&mut case, cluster, &parameter, &status);
            (case, Ruling::Fail(Severity::High, format!("The cluster may speak without TLS: {what}.")))
        }
        Effect::Unknown(reason) => {
            out.unknown(cluster, format!("{reason} (cluster parameter group {group})"));
            return;
        }
        // Where the group was not read the engine says so.
        Effect::Missing if scope.sight_for(&DB_CLUSTER_PARAMETERS.op, group).gap().is_some() => return,
        Effect::Missing => {
            out.unknown(cluster, format!("cluster parameter group {group} lists no tls"));
            return;
        }
    };
    case.cite(cluster, "/DBClusterParameterGroup", group, "the group that applies");
    out.rule(case, ruling);
}

/// Whether a value of `tls` refuses connections without it.
fn requires_tls(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "disabled" => Some(false),
        "enabled" | "tls1.2+" | "tls1.3+" | "fips-140-3" => Some(true),
        _ => None,
    }
}
