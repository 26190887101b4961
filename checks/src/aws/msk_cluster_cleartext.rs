use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::kafka::{CLUSTERS, Cluster};
use overhear_core::Provider;

const CLIENTS: &str = "/Provisioned/EncryptionInfo/EncryptionInTransit/ClientBroker";
const BROKERS: &str = "/Provisioned/EncryptionInfo/EncryptionInTransit/InCluster";

pub(super) static CHECK: Check = Check {
    id: "aws-msk-cluster-cleartext",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "An MSK cluster sends or takes records without TLS",
    resource_type: "AWS::MSK::Cluster",
    needs: &[Required(&CLUSTERS.op)],
    remediation: "Set encryption between clients and brokers to TLS (`aws kafka update-security`), once every client uses \
                  it; a cluster whose brokers do not encrypt among themselves must be created anew.",
    references: &[
        "https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html",
        "https://docs.aws.amazon.com/MSK/2.0/APIReference/v2-clusters.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A provisioned cluster of MSK by `EncryptionInTransit`.

- high: `ClientBroker` is `PLAINTEXT`, or `TLS_PLAINTEXT`, which takes both
- medium: clients must use TLS, and `InCluster` is false: brokers send each other records without it

`InCluster` absent: documented default true. `ClientBroker` absent is unknown, since the documents name two defaults. \
Serverless clusters always use TLS and are not judged.

## Why it matters

Records cross the network readable: those of clients, or the copies that brokers make of all of them. Whoever mirrors \
an interface of a broker reads them.

## Evidence

`ClientBroker` and `InCluster`.

## False positives

With `TLS_PLAINTEXT` all clients may use TLS; nothing makes them.

## Remediation

```sh
aws kafka update-security --cluster-arn ARN --current-version VERSION \
--encryption-info '{\"EncryptionInTransit\": {\"ClientBroker\": \"TLS\"}}'
```

```hcl
resource \"aws_msk_cluster\" \"events\" {
  # ...
  encryption_info {
    encryption_in_transit {
      client_broker = \"TLS\"
      in_cluster    = true
    }
  }
}
```

## Native controls

AWS Config `MSK_IN_CLUSTER_NODE_REQUIRE_TLS` and Security Hub MSK.1. Both look at `InCluster` alone.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        if cluster.state.as_deref() == Some("DELETING") {
            out.not_applicable(&cluster, "it is being deleted");
            continue;
        }
        match cluster.cluster_type.as_deref() {
            Some("PROVISIONED") => judge(out, &cluster),
            Some("SERVERLESS") => out.not_applicable(&cluster, "serverless clusters always use TLS"),
            Some(other) => out.unknown(&cluster, format!("ClusterType is {other}, which is not known")),
            None => out.unknown(&cluster, "ClusterType is absent"),
        }
    }
}

fn judge(out: &mut Results<'_>, cluster: &Item<'_, Cluster>) {
    let encryption = cluster.provisioned.as_ref().and_then(|settings| settings.encryption_info.as_ref());
    let Some(transit) = encryption.and_then(|encryption| encryption.encryption_in_transit.as_ref()) else {
        out.unknown(cluster, "EncryptionInTransit is absent");
        return;
    };
    let brokers_encrypt = transit.in_cluster.unwrap_or(true);
    let default = if transit.in_cluster.is_none() { " (absent, documented default)" } else { "" };
    match transit.client_broker.as_deref() {
        Some(clients @ ("PLAINTEXT" | "TLS_PLAINTEXT")) => {
            let mut case = out.case(cluster);
            case.cite(cluster, CLIENTS, clients, "clients are taken without TLS");
            if !brokers_encrypt {
                case.cite(cluster, BROKERS, false, "brokers do not encrypt among themselves");
            }
            let clients =
                if clients == "PLAINTEXT" { "speaks without TLS to" } else { "takes connections without TLS of" };
            let brokers = if brokers_encrypt { "" } else { ", and its brokers do not encrypt among themselves" };
            out.rule(case, Ruling::Fail(Severity::High, format!("The cluster {clients} clients{brokers}.")));
        }
        Some("TLS") if brokers_encrypt => {
            out.pass(cluster, &format!("ClientBroker is TLS, and InCluster is true{default}"));
        }
        clients if !brokers_encrypt => {
            let mut case = out.case(cluster);
            if let Some(clients @ "TLS") = clients {
                case.cite(cluster, CLIENTS, clients, "clients must use TLS");
            }
            case.cite(cluster, BROKERS, false, "brokers do not encrypt among themselves");
            let message = "The brokers of the cluster send each other records without TLS.".to_owned();
            out.rule(case, Ruling::Fail(Severity::Medium, message));
        }
        Some(other) => out.unknown(cluster, format!("ClientBroker is {other}, which is not known")),
        None => out.unknown(cluster, "ClientBroker is absent"),
    }
}
