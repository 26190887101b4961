use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::dax::CLUSTERS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-dax-endpoint-cleartext",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A DAX cluster speaks without TLS",
    resource_type: "AWS::DAX::Cluster",
    needs: &[Required(&CLUSTERS.op)],
    remediation: "Create the cluster anew with `--cluster-endpoint-encryption-type TLS`, and move clients to it: an \
                  existing cluster cannot be changed.",
    references: &[
        "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_Cluster.html",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionInTransit.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A cluster of DynamoDB Accelerator whose `ClusterEndpointEncryptionType` is `NONE`. Absent: documented default `NONE`, so \
that these are flagged too. A value that is not documented is unknown.

## Why it matters

DynamoDB itself is reached over HTTPS alone; with the cluster in between the same items cross the network readable, for \
whoever mirrors an interface of a node.

## Evidence

`ClusterEndpointEncryptionType` of the cluster, or its name where that is absent.

## False positives

None that is known: a cluster has one endpoint, and it is encrypted or not.

## Remediation

```sh
aws dax create-cluster --cluster-name NEW --cluster-endpoint-encryption-type TLS --node-type dax.r5.large \
--replication-factor 3 --iam-role-arn ROLE --subnet-group-name GROUP
```

```hcl
resource \"aws_dax_cluster\" \"items\" {
  # ...
  cluster_endpoint_encryption_type = \"TLS\"
}
```

## Native controls

AWS Config `DAX_TLS_ENDPOINT_ENCRYPTION` and Security Hub DynamoDB.7.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        if cluster.status.as_deref() == Some("deleting") {
            out.not_applicable(&cluster, "it is being deleted");
            continue;
        }
        match cluster.cluster_endpoint_encryption_type.as_deref() {
            Some("TLS") => {
                out.pass(&cluster, "ClusterEndpointEncryptionType is TLS");
                continue;
            }
            Some("NONE") | None => {}
            Some(other) => {
                out.unknown(&cluster, format!("ClusterEndpointEncryptionType is {other}, which is not known"));
                continue;
            }
        }
        let mut case = out.case(&cluster);
        if let Some(none) = &cluster.cluster_endpoint_encryption_type {
            case.cite(&cluster, "/ClusterEndpointEncryptionType", none, "its endpoint does not speak TLS");
        } else {
            let note = "ClusterEndpointEncryptionType is absent, documented default NONE";
            case.cite(&cluster, "/ClusterName", &cluster.cluster_name, note);
        }
        out.rule(case, Ruling::Fail(Severity::High, "The cluster speaks without TLS.".to_owned()));
    }
}
