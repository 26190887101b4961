use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::memorydb::CLUSTERS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-memorydb-tls-disabled",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A MemoryDB cluster speaks without TLS",
    resource_type: "AWS::MemoryDB::Cluster",
    needs: &[Required(&CLUSTERS.op)],
    remediation: "Create the cluster anew with TLS from a snapshot, and move clients to it: an existing cluster cannot be \
                  changed.",
    references: &[
        "https://docs.aws.amazon.com/memorydb/latest/APIReference/API_Cluster.html",
        "https://docs.aws.amazon.com/memorydb/latest/devguide/in-transit-encryption.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A cluster of MemoryDB with `TLSEnabled` false. One without the member is unknown.

## Why it matters

Commands and values cross the network readable, for whoever mirrors an interface of a node. Without TLS the cluster has \
the open access list, so that clients do not even log in.

## Evidence

`TLSEnabled` of the cluster.

## False positives

None that is known: a cluster without TLS has no encrypted endpoint.

## Remediation

```sh
aws memorydb create-snapshot --cluster-name OLD --snapshot-name move
aws memorydb create-cluster --cluster-name NEW --snapshot-name move --tls-enabled --acl-name ACL --node-type db.r7g.large
```

```hcl
resource \"aws_memorydb_cluster\" \"sessions\" {
  # ...
  tls_enabled = true
}
```

## Native controls

None: no AWS Config rule and no Security Hub control looks at TLS of MemoryDB.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        if cluster.status.as_deref().is_some_and(|status| status.eq_ignore_ascii_case("deleting")) {
            out.not_applicable(&cluster, "it is being deleted");
            continue;
        }
        match cluster.tls_enabled {
            Some(true) => out.pass(&cluster, "TLSEnabled is true"),
            None => out.unknown(&cluster, "TLSEnabled is absent"),
            Some(false) => {
                let mut case = out.case(&cluster);
                case.cite(&cluster, "/TLSEnabled", false, "nothing is encrypted on its way");
                out.rule(case, Ruling::Fail(Severity::High, "The cluster speaks without TLS.".to_owned()));
            }
        }
    }
}
