use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::hdinsight::CLUSTERS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-hdinsight-node-traffic-cleartext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "The nodes of an HDInsight cluster speak plaintext to each other",
    resource_type: "Microsoft.HDInsight/clusters",
    needs: &[Required(&CLUSTERS.op)],
    remediation: "Make the cluster anew with encryption in transit (`az hdinsight create … --encryption-in-transit \
                  true`): it can only be chosen when a cluster is made.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/hdinsight/domain-joined/encryption-in-transit",
        "https://learn.microsoft.com/en-us/rest/api/hdinsight/",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

HDInsight clusters without `encryptionInTransitProperties.isEncryptionInTransitEnabled`. Absent means off: encryption \
between nodes is documented as a choice that is made with the cluster, and off unless it is made. Clusters that are \
being deleted are not applicable. The oldest TLS of the gateway (`minSupportedTlsVersion`) is another matter.

## Why it matters

Shuffled data, intermediate results and what is stored on the nodes pass between them as they are. The nodes sit in a \
virtual network, where a mirror would sit too.

## Evidence

`isEncryptionInTransitEnabled`.

## False positives

Single services of a cluster may encrypt by settings of their own, TLS between the brokers of Kafka for example.

## Remediation

```sh
az hdinsight create --name NAME --resource-group GROUP --type spark --encryption-in-transit true …
```

```hcl
resource \"azurerm_hdinsight_spark_cluster\" \"example\" {
  encryption_in_transit_enabled = true
}
```

An existing cluster cannot be changed: make another, and move the work.

## Native controls

azure-policy:d9da03a1-f3c3-412a-9709-947156872263.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        let properties = &cluster.properties;
        if properties.cluster_state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("Deleting")) {
            out.not_applicable(&cluster, "it is being deleted");
            continue;
        }
        let transit = properties.encryption_in_transit_properties.as_ref();
        let enabled = transit.and_then(|transit| transit.is_encryption_in_transit_enabled);
        if enabled == Some(true) {
            out.pass(&cluster, "its nodes encrypt what they send each other");
            continue;
        }
        let mut case = out.case(&cluster);
        if enabled == Some(false) {
            let pointer = "/properties/encryptionInTransitProperties/isEncryptionInTransitEnabled";
            case.cite(&cluster, pointer, false, "traffic between nodes is not encrypted");
        } else {
            let note = "isEncryptionInTransitEnabled is absent, documented default off";
            case.cite(&cluster, "/id", &cluster.id, note);
        }
        let message = "The nodes of the HDInsight cluster do not encrypt what they send each other.";
        out.rule(case, Ruling::Fail(Severity::Medium, message.to_owned()));
    }
}
