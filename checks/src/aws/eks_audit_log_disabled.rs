use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::eks::{ADDONS, CLUSTER_DESCRIPTIONS, CLUSTERS, Cluster};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(25);

/// The add-on that captures packets when the Kubernetes API asks for it, and no call of AWS.
const MONITORING_AGENT: &str = "eks-node-monitoring-agent";

pub(super) static CHECK: Check = Check {
    id: "aws-eks-audit-log-disabled",
    provider: Provider::Aws,
    kind: Kind::Visibility,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(30),
    title: "A Kubernetes cluster keeps no audit log",
    resource_type: "AWS::EKS::Cluster",
    needs: &[Required(&CLUSTERS.op), Required(&CLUSTER_DESCRIPTIONS.op), Enriching(&ADDONS.op, UNREAD)],
    remediation: "Switch the audit log on (`aws eks update-cluster-config --name NAME --logging \
                  '{\"clusterLogging\":[{\"types\":[\"audit\"],\"enabled\":true}]}'`).",
    references: &[
        "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
        "https://docs.aws.amazon.com/eks/latest/APIReference/API_LogSetup.html",
        "https://docs.aws.amazon.com/eks/latest/userguide/auto-get-tcpdump.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A cluster of which no entry in `logging.clusterLogging` that is enabled names `audit`.

- medium: the node monitoring agent is there, as an add-on (eks-node-monitoring-agent) or built into Auto Mode; it runs \
tcpdump on a node on request
- low: it is not, or the add-ons were not read

Clusters that are being made or deleted, that failed, and those that are only connected are not judged.

## Why it matters

Whoever runs a capture in a pod, with a debug container or through a `NodeDiagnostic` of the monitoring agent, asks the \
Kubernetes API for it. CloudTrail records nothing of that: the audit log is the one trace.

## Evidence

The entries of `clusterLogging`; the add-on.

## False positives

Clusters whose audit records go another way, for example through a webhook of a self-made control plane.

## Remediation

```sh
aws eks update-cluster-config --name NAME --logging '{\"clusterLogging\":[{\"types\":[\"audit\"],\"enabled\":true}]}'
```

## Native controls

AWS Config EKS_CLUSTER_LOGGING_ENABLED and Security Hub EKS.8 ask for it; neither looks at the monitoring agent.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTER_DESCRIPTIONS) {
        if cluster.connector_config.is_some() {
            out.not_applicable(&cluster, "it runs elsewhere and is only connected");
            continue;
        }
        match cluster.status.as_deref() {
            Some("ACTIVE" | "UPDATING") => judge(scope, out, &cluster),
            Some(status @ ("CREATING" | "DELETING" | "FAILED" | "PENDING")) => {
                out.not_applicable(&cluster, &format!("the cluster is {status}"));
            }
            Some(other) => out.unknown(&cluster, format!("the status {other} is not known")),
            None => out.unknown(&cluster, "status is absent"),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, cluster: &Item<'_, Cluster>) {
    let Some(logging) = &cluster.logging else {
        out.unknown(cluster, "logging is absent");
        return;
    };
    // Kinds that are on and kinds that are off stand in entries of their own.
    let entries = logging.cluster_logging.iter().enumerate();
    let audit: Vec<_> = entries.filter(|(_, entry)| entry.types.iter().any(|kind| kind == "audit")).collect();
    if audit.iter().any(|(_, entry)| entry.enabled == Some(true)) {
        out.pass(cluster, "the audit log is on");
        return;
    }
    if audit.iter().any(|(_, entry)| entry.enabled.is_none()) {
        out.unknown(cluster, "enabled is absent from the entry of the audit log");
        return;
    }
    let mut case = out.case(cluster);
    match audit.first() {
        Some((index, entry)) => {
            case.cite(
                cluster,
                &format!("/logging/clusterLogging/{index}/types"),
                &entry.types,
                "the audit log is among these",
            );
            case.cite(cluster, &format!("/logging/clusterLogging/{index}/enabled"), false, "and they are off");
        }
        None => case.cite(cluster, "/name", &cluster.name, "no entry of clusterLogging names the audit log"),
    }
    let addons = case.look_for(scope, &ADDONS, &cluster.name);
    let addon = addons.iter().find(|addon| addon.0 == MONITORING_AGENT);
    let built_in = cluster.compute_config.as_ref().is_some_and(|compute| compute.enabled == Some(true));
    if let Some(addon) = addon {
        case.cite(addon, "", MONITORING_AGENT, "runs tcpdump on a node on request");
    } else if built_in {
        case.cite(
            cluster,
            "/computeConfig/enabled",
            true,
            "Auto Mode has the node monitoring agent, which runs tcpdump",
        );
    }
    let ruling = if addon.is_some() || built_in {
        let message = "The cluster keeps no audit log, and its node monitoring agent may capture packets unseen.";
        Ruling::Fail(Severity::Medium, message.to_owned())
    } else {
        Ruling::Fail(Severity::Low, "The cluster keeps no audit log.".to_owned())
    };
    out.rule(case, ruling);
}
