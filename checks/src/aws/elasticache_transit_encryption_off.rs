use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::elasticache::{CACHE_CLUSTERS, REPLICATION_GROUPS};
use overhear_core::{Document, Provider};
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "aws-elasticache-transit-encryption-off",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A cache takes connections without TLS",
    resource_type: "AWS::ElastiCache::ReplicationGroup | AWS::ElastiCache::CacheCluster",
    needs: &[Required(&REPLICATION_GROUPS.op), Required(&CACHE_CLUSTERS.op)],
    remediation: "Switch encryption in transit on with `TransitEncryptionMode` `preferred`, move the clients to TLS, and \
                  set the mode to `required`.",
    references: &[
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-enable.html",
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A replication group, or a cluster that is in none (Memcached, single nodes of Valkey and Redis OSS).

- high: `TransitEncryptionEnabled` is false
- medium: it is true with `TransitEncryptionMode` `preferred`, so that clients without TLS still get in

`TransitEncryptionMode` absent passes. Members of replication groups are judged with their group; what is being deleted \
is not judged. Serverless caches always use TLS and are not listed here.

## Why it matters

Everything that goes into the cache and out of it, sessions and tokens mostly, passes the network in plain text. A \
mirror of the interface of any client shows it.

## Evidence

`TransitEncryptionEnabled`; `TransitEncryptionMode`.

## False positives

Caches that hold nothing worth reading.

## Remediation

```sh
aws elasticache modify-replication-group --replication-group-id ID --transit-encryption-enabled \
--transit-encryption-mode preferred --apply-immediately
aws elasticache modify-replication-group --replication-group-id ID --transit-encryption-mode required --apply-immediately
```

A Memcached cluster, and an engine that cannot be changed, needs a new one.

```hcl
resource \"aws_elasticache_replication_group\" \"example\" {
  transit_encryption_enabled = true
  transit_encryption_mode    = \"required\"
}
```

## Native controls

`ELASTICACHE_REPL_GRP_ENCRYPTED_IN_TRANSIT` of AWS Config and `ElastiCache.5` of Security Hub look at replication groups \
alone, and take `preferred` for encrypted.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let groups: BTreeSet<&str> =
        scope.items(&REPLICATION_GROUPS).map(|group| group.view().replication_group_id.as_str()).collect();
    let are_whole = scope.sight(&REPLICATION_GROUPS.op).is_clear();
    for group in scope.items(&REPLICATION_GROUPS) {
        let transit = (group.transit_encryption_enabled, group.view().transit_encryption_mode.as_deref());
        judge(out, &group, group.status.as_deref(), transit);
    }
    for cluster in scope.items(&CACHE_CLUSTERS) {
        // A member whose group is not in the list is judged by itself.
        if let Some(group) = &cluster.replication_group_id
            && (!are_whole || groups.contains(group.as_str()))
        {
            out.not_applicable(&cluster, &format!("it is judged with its replication group, {group}"));
            continue;
        }
        let transit = (cluster.transit_encryption_enabled, cluster.view().transit_encryption_mode.as_deref());
        judge(out, &cluster, cluster.cache_cluster_status.as_deref(), transit);
    }
}

fn judge<T: Document>(
    out: &mut Results<'_>,
    cache: &Item<'_, T>,
    status: Option<&str>,
    (enabled, mode): (Option<bool>, Option<&str>),
) {
    if status == Some("deleting") {
        out.not_applicable(cache, "it is being deleted");
        return;
    }
    match (enabled, mode) {
        (Some(false), _) => {
            let mut case = out.case(cache);
            case.cite(cache, "/TransitEncryptionEnabled", false, "it takes connections without TLS");
            let message = "The cache takes connections in plain text only.".to_owned();
            out.rule(case, Ruling::Fail(Severity::High, message));
        }
        (Some(true), Some("preferred")) => {
            let mut case = out.case(cache);
            case.cite(cache, "/TransitEncryptionEnabled", true, "it takes TLS");
            case.cite(cache, "/TransitEncryptionMode", "preferred", "and connections without it");
            let message = "The cache takes TLS and still lets clients in without it.".to_owned();
            out.rule(case, Ruling::Fail(Severity::Medium, message));
        }
        (Some(true), None) => out.pass(cache, "TransitEncryptionEnabled is true, TransitEncryptionMode is absent"),
        (Some(true), Some("required")) => out.pass(cache, "TransitEncryptionMode is required"),
        (Some(true), Some(other)) => out.unknown(cache, format!("TransitEncryptionMode {other} is not known")),
        (None, _) => out.unknown(cache, "TransitEncryptionEnabled is absent"),
    }
}
