use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::emr::{
    CLUSTER_DESCRIPTIONS, CLUSTERS, ClusterSummary, SECURITY_CONFIGURATION_DESCRIPTIONS, SECURITY_CONFIGURATIONS,
};
use overhear_core::Provider;
use serde_json::Value;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-emr-transit-encryption-off",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "EMR does not encrypt what nodes send each other",
    resource_type: "AWS::EMR::SecurityConfiguration",
    needs: &[
        Required(&SECURITY_CONFIGURATIONS.op),
        Required(&SECURITY_CONFIGURATION_DESCRIPTIONS.op),
        Enriching(&CLUSTERS.op, UNREAD),
        Enriching(&CLUSTER_DESCRIPTIONS.op, UNREAD),
    ],
    remediation: "Create a security configuration with in-transit encryption, and start clusters anew with it: neither a \
                  configuration nor that of a running cluster can be changed.",
    references: &[
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html",
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-data-encryption-options.html",
        "https://docs.aws.amazon.com/emr/latest/APIReference/API_DescribeSecurityConfiguration.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

- medium: a security configuration of EMR whose `EncryptionConfiguration.EnableInTransitEncryption` is false or absent, \
and that a running cluster uses, or of which nobody can tell whether one does
- low: such a configuration that no running cluster uses
- medium: a running cluster without a security configuration

A configuration that switches encryption on and does not say with which certificates, and one that is not JSON, is \
unknown.

## Why it matters

Hadoop, Spark and the other applications exchange blocks and shuffle data between nodes: the data itself, readable for \
whoever mirrors an interface of a node.

## Evidence

The name of the configuration, with what its JSON document says; the clusters that use it; of a cluster without one its \
id and its state.

## False positives

Encryption may be set application by application in the configuration of a cluster, which is not read: it may hold \
passwords.

## Remediation

```sh
aws emr create-security-configuration --name tls --security-configuration '{\"EncryptionConfiguration\": \
{\"EnableInTransitEncryption\": true, \"EnableAtRestEncryption\": false, \"InTransitEncryptionConfiguration\": \
{\"TLSCertificateConfiguration\": {\"CertificateProviderType\": \"PEM\", \"S3Object\": \"s3://BUCKET/certificates.zip\"}}}}'
aws emr create-cluster --security-configuration tls --release-label emr-7.9.0 --use-default-roles \
--instance-type m6g.xlarge --instance-count 3 --applications Name=Spark
```

```hcl
resource \"aws_emr_cluster\" \"reports\" {
  # ...
  security_configuration = aws_emr_security_configuration.tls.name
}
```

## Native controls

AWS Config `EMR_SECURITY_CONFIGURATION_ENCRYPTION_TRANSIT` and Security Hub EMR.4. Neither sees a cluster without a \
security configuration.
";

/// What a security configuration does with traffic between nodes.
enum Transit {
    Encrypted,
    Plain(&'static str),
    Unknown(&'static str),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for listed in scope.items(&SECURITY_CONFIGURATIONS) {
        // Where a configuration was not read the engine says so.
        let found = scope.items_for(&SECURITY_CONFIGURATION_DESCRIPTIONS, &listed.name);
        let Some(configuration) = found.first() else { continue };
        let note = match transit(configuration.security_configuration.as_deref()) {
            Transit::Encrypted => {
                out.pass(&listed, "EnableInTransitEncryption is true");
                continue;
            }
            Transit::Unknown(reason) => {
                out.unknown(&listed, reason);
                continue;
            }
            Transit::Plain(note) => note,
        };
        let mut case = out.case(&listed);
        case.cite(configuration, "/Name", &configuration.name, note);
        let users = cite_users(scope, &mut case, &listed.name);
        let told = case.saw_all_of(&CLUSTERS.op) && case.saw_all_of(&CLUSTER_DESCRIPTIONS.op);
        let ruling = match users {
            0 if told => {
                let message = "The configuration leaves traffic between nodes readable; no running cluster uses it.";
                Ruling::Fail(Severity::Low, message.to_owned())
            }
            0 => Ruling::Fail(Severity::Medium, "The configuration leaves traffic between nodes readable.".to_owned()),
            users => {
                let clusters = if users == 1 { "cluster uses" } else { "clusters use" };
                let message =
                    format!("The configuration leaves traffic between nodes readable; {users} running {clusters} it.");
                Ruling::Fail(Severity::Medium, message)
            }
        };
        out.rule(case, ruling);
    }
    for cluster in scope.items(&CLUSTERS) {
        judge_cluster(scope, out, &cluster);
    }
    if let Some(gap) = scope.sight(&CLUSTERS.op).gap().filter(|gap| !gap.kind.is_absence()) {
        out.unknown_here(format!("whether clusters run without a security configuration: {}: {gap}", CLUSTERS.id));
    }
}

fn transit(document: Option<&str>) -> Transit {
    let Some(document) = document else { return Transit::Unknown("SecurityConfiguration is absent") };
    let Ok(Value::Object(document)) = serde_json::from_str(document) else {
        return Transit::Unknown("SecurityConfiguration is not a JSON object");
    };
    let Some(encryption) = document.get("EncryptionConfiguration").filter(|value| !value.is_null()) else {
        return Transit::Plain("its document has no EncryptionConfiguration");
    };
    match encryption.get("EnableInTransitEncryption") {
        Some(Value::Bool(false)) => Transit::Plain("EnableInTransitEncryption is false in its document"),
        Some(Value::Bool(true)) => match encryption.get("InTransitEncryptionConfiguration") {
            Some(Value::Object(_)) => Transit::Encrypted,
            _ => Transit::Unknown("EnableInTransitEncryption is true, and InTransitEncryptionConfiguration is absent"),
        },
        None if encryption.is_object() => Transit::Plain("its document has no EnableInTransitEncryption"),
        _ => Transit::Unknown("EncryptionConfiguration is not what EMR documents"),
    }
}

/// Names the running clusters that use a configuration.
fn cite_users(scope: &ScopeView<'_>, case: &mut Case, name: &str) -> usize {
    let mut clusters = case.look(scope, &CLUSTERS);
    clusters.sort_by(|a, b| a.id.cmp(&b.id));
    // A call that stands in two inputs is one call.
    clusters.dedup_by(|a, b| a.id == b.id);
    let mut users = 0;
    for cluster in clusters.iter().filter(|cluster| runs(cluster) != Some(false)) {
        let described = case.look_for(scope, &CLUSTER_DESCRIPTIONS, &cluster.id);
        if let Some(user) = described.iter().find(|own| own.security_configuration.as_deref() == Some(name)) {
            case.cite(user, "/SecurityConfiguration", name, format!("cluster {} uses it", cluster.id));
            users += 1;
        }
    }
    users
}

/// Whether a cluster runs; none for a state that nobody has seen.
fn runs(cluster: &ClusterSummary) -> Option<bool> {
    match state(cluster)? {
        "STARTING" | "BOOTSTRAPPING" | "RUNNING" | "WAITING" => Some(true),
        "TERMINATING" | "TERMINATED" | "TERMINATED_WITH_ERRORS" => Some(false),
        _ => None,
    }
}

fn state(cluster: &ClusterSummary) -> Option<&str> {
    cluster.status.as_ref()?.state.as_deref()
}

fn judge_cluster(scope: &ScopeView<'_>, out: &mut Results<'_>, cluster: &Item<'_, ClusterSummary>) {
    let state = state(cluster);
    match runs(cluster) {
        Some(true) => {}
        Some(false) => {
            out.not_applicable(cluster, &format!("its state is {}", state.unwrap_or_default()));
            return;
        }
        None => {
            out.unknown(cluster, format!("its state is {}", state.unwrap_or("absent")));
            return;
        }
    }
    let found = scope.items_for(&CLUSTER_DESCRIPTIONS, &cluster.id);
    let Some(described) = found.first() else {
        let sight = scope.sight_for(&CLUSTER_DESCRIPTIONS.op, &cluster.id);
        let gap = sight.gap().map_or_else(|| "it gave nothing".to_owned(), ToString::to_string);
        out.unknown(cluster, format!("{}: {gap}", CLUSTER_DESCRIPTIONS.id));
        return;
    };
    match described.security_configuration.as_deref() {
        Some(name) if !name.is_empty() => {
            out.not_applicable(cluster, &format!("security configuration {name} decides"));
        }
        _ => {
            let mut case = out.case(cluster);
            case.also_tagged(&described.tags);
            case.cite(described, "/Id", &described.id, "it has no SecurityConfiguration");
            case.cite(cluster, "/Status/State", state, "it runs");
            let message = "The cluster runs without a security configuration: traffic between its nodes is readable.";
            out.rule(case, Ruling::Fail(Severity::Medium, message.to_owned()));
        }
    }
}
