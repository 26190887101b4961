use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_core::{Document, Provider};
use overhear_gcp::{memorystore, networksecurity::State, redis};

pub(super) static CHECK: Check = Check {
    id: "gcp-memorystore-transit-encryption-off",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A Memorystore instance speaks plain text",
    resource_type: "redis.googleapis.com/Instance | redis.googleapis.com/Cluster | memorystore.googleapis.com/Instance",
    needs: &[Required(&redis::INSTANCES.op), Required(&redis::CLUSTERS.op), Required(&memorystore::INSTANCES.op)],
    remediation: "Create the instance anew with in-transit encryption (`--transit-encryption-mode=server-authentication`) \
                  and move the data: the mode cannot be changed later.",
    references: &[
        "https://cloud.google.com/memorystore/docs/redis/about-in-transit-encryption",
        "https://cloud.google.com/memorystore/docs/cluster/about-in-transit-encryption",
        "https://cloud.google.com/memorystore/docs/valkey/about-in-transit-encryption",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every Redis instance, Redis cluster and Valkey instance without in-transit encryption, one finding each: \
`transitEncryptionMode` is `DISABLED`, `TRANSIT_ENCRYPTION_MODE_DISABLED` or `TRANSIT_ENCRYPTION_DISABLED`. Absent or \
`TRANSIT_ENCRYPTION_MODE_UNSPECIFIED`: documented default disabled.

`SERVER_AUTHENTICATION` and `TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION` pass. Another mode is unknown. Memcached \
has no such setting and is not judged.

## Why it matters

Keys, values and the AUTH string travel as they are, inside the VPC network, which is where packets are mirrored.

## Evidence

`transitEncryptionMode` of the instance or cluster.

## False positives

None by the setting: a client cannot speak TLS to an instance that does not offer it.

## Remediation

```sh
gcloud redis instances create NAME --region=REGION --transit-encryption-mode=server-authentication
gcloud redis clusters create NAME --region=REGION --network=NETWORK --transit-encryption-mode=server-authentication
gcloud memorystore instances create NAME --location=REGION --transit-encryption-mode=server-authentication
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for instance in scope.items(&redis::INSTANCES) {
        let raw = instance.transit_encryption_mode.as_ref();
        judge(out, &instance, raw, instance.transit_encryption_mode(), "DISABLED", "SERVER_AUTHENTICATION");
    }
    for cluster in scope.items(&redis::CLUSTERS) {
        let raw = cluster.transit_encryption_mode.as_ref();
        let (off, on) = ("TRANSIT_ENCRYPTION_MODE_DISABLED", "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION");
        judge(out, &cluster, raw, cluster.transit_encryption_mode(), off, on);
    }
    for instance in scope.items(&memorystore::INSTANCES) {
        let raw = instance.transit_encryption_mode.as_ref();
        let (off, on) = ("TRANSIT_ENCRYPTION_DISABLED", "SERVER_AUTHENTICATION");
        judge(out, &instance, raw, instance.transit_encryption_mode(), off, on);
    }
}

/// Judges by the spellings of one API: `mode` is the name of what the document writes as `raw`.
fn judge<T: Document>(
    out: &mut Results<'_>,
    item: &Item<'_, T>,
    raw: Option<&State>,
    mode: Option<&str>,
    off: &str,
    on: &str,
) {
    match (raw, mode) {
        (Some(_), Some(mode)) if mode == on => out.pass(item, &format!("transitEncryptionMode is {mode}")),
        (Some(raw), Some(mode)) if mode == off || mode == "TRANSIT_ENCRYPTION_MODE_UNSPECIFIED" => {
            let mut case = out.case(item);
            case.cite(item, "/transitEncryptionMode", raw, format!("the mode is {mode}"));
            out.rule(case, plain());
        }
        (Some(_), Some(other)) => out.unknown(item, format!("transitEncryptionMode {other} is not known")),
        (Some(_), None) => out.unknown(item, "transitEncryptionMode is a number that nobody has seen"),
        (None, _) => {
            let mut case = out.case(item);
            let note = "transitEncryptionMode is absent: documented default disabled";
            case.cite(item, "/name", item.view().key(), note);
            out.rule(case, plain());
        }
    }
}

fn plain() -> Ruling {
    Ruling::Fail(Severity::High, "It speaks plain text to its clients.".to_owned())
}
