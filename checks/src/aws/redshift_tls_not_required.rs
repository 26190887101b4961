use crate::{Case, Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::redshift::{CLUSTER_PARAMETERS, CLUSTERS, Cluster, ClusterParameterGroupStatus};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-redshift-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A Redshift cluster takes connections without TLS",
    resource_type: "AWS::Redshift::Cluster",
    needs: &[Required(&CLUSTERS.op), Required(&CLUSTER_PARAMETERS.op)],
    remediation: "Set `require_ssl` to `true` in a parameter group of your own, give the group to the cluster, and \
                  reboot the cluster.",
    references: &[
        "https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html",
        "https://docs.aws.amazon.com/redshift/latest/APIReference/API_ClusterParameterStatus.html",
        "https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusterParameters.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A cluster whose parameter group has `require_ssl` other than `true`, and one whose group says `true` while the cluster \
does not run with it yet, such as before a reboot. High.

A paused cluster counts, one that is being deleted does not. `require_ssl` missing in a complete list, and values and \
statuses that are not documented, are unknown. Where the cluster tells no status for the parameter that of its group \
decides.

## Why it matters

Clients choose whether they use TLS. Those that do not send passwords, queries and results in plain text.

## Evidence

`ParameterValue` of `require_ssl`; its `ParameterApplyStatus`; `PubliclyAccessible` of the cluster.

## False positives

Clients that all use TLS by themselves. Only the cluster can make sure of it.

## Remediation

Default groups cannot be changed.

```sh
aws redshift create-cluster-parameter-group --parameter-group-name require-tls --parameter-group-family FAMILY \
--description \"TLS only\"
aws redshift modify-cluster-parameter-group --parameter-group-name require-tls \
--parameters ParameterName=require_ssl,ParameterValue=true
aws redshift modify-cluster --cluster-identifier ID --cluster-parameter-group-name require-tls
aws redshift reboot-cluster --cluster-identifier ID
```

```hcl
parameter {
  name  = \"require_ssl\"
  value = \"true\"
}
```

## Native controls

`REDSHIFT_REQUIRE_TLS_SSL` of AWS Config and `Redshift.2` of Security Hub look at the value and not at its status.
";

const PARAMETER: &str = "require_ssl";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        if cluster.cluster_status.as_deref() == Some("deleting") {
            out.not_applicable(&cluster, "it is being deleted");
            continue;
        }
        // The API gives a list, and a cluster has one group.
        let [group] = cluster.view().cluster_parameter_groups.as_slice() else {
            out.unknown(&cluster, "ClusterParameterGroups does not hold one group");
            continue;
        };
        let Some(name) = group.parameter_group_name.as_deref() else {
            out.unknown(&cluster, "ParameterGroupName is absent");
            continue;
        };
        let parameters = scope.items_for(&CLUSTER_PARAMETERS, name);
        let Some(parameter) = parameters.iter().find(|parameter| parameter.parameter_name == PARAMETER) else {
            if scope.sight_for(&CLUSTER_PARAMETERS.op, name).is_clear() {
                out.unknown(&cluster, format!("{PARAMETER} is not among the parameters of {name}"));
            }
            // What could not be read the engine tells.
            continue;
        };
        match parameter.parameter_value.as_deref() {
            Some(value) if value.eq_ignore_ascii_case("true") => match applied(group) {
                Applied::Yes => out.pass(&cluster, &format!("{PARAMETER} is {value} in {name}, and in sync")),
                Applied::No(pointer, status) => {
                    let mut case = out.case(&cluster);
                    case.cite(parameter, "/ParameterValue", value, format!("{PARAMETER} in {name}"));
                    case.cite(&cluster, &pointer, status, "the cluster does not run with it yet");
                    cite_public(&mut case, &cluster);
                    let message = format!(
                        "{PARAMETER} is {value} in {name}, and the cluster may still run without it: {status}."
                    );
                    out.rule(case, Ruling::Fail(Severity::High, message));
                }
                Applied::Unclear(reason) => out.unknown(&cluster, reason),
            },
            Some(value) if value.eq_ignore_ascii_case("false") => {
                let mut case = out.case(&cluster);
                case.cite(parameter, "/ParameterValue", value, format!("{PARAMETER} in {name}"));
                cite_public(&mut case, &cluster);
                let message = format!("The cluster takes connections without TLS: {PARAMETER} is {value} in {name}.");
                out.rule(case, Ruling::Fail(Severity::High, message));
            }
            Some(other) => out.unknown(&cluster, format!("{PARAMETER} is {other} in {name}, which is not documented")),
            None => out.unknown(&cluster, format!("ParameterValue of {PARAMETER} is absent in {name}")),
        }
    }
}

/// Whether a cluster runs with the value of its group.
enum Applied<'a> {
    Yes,
    /// Not yet: where the status stands, and the status.
    No(String, &'a str),
    Unclear(String),
}

fn applied(group: &ClusterParameterGroupStatus) -> Applied<'_> {
    let statuses = group.cluster_parameter_status_list.iter().enumerate();
    let mut own = statuses.filter(|(_, status)| status.parameter_name.as_deref() == Some(PARAMETER));
    if let Some((index, status)) = own.next() {
        let pointer = format!("/ClusterParameterGroups/0/ClusterParameterStatusList/{index}/ParameterApplyStatus");
        return match status.parameter_apply_status.as_deref() {
            Some("in-sync") => Applied::Yes,
            Some(
                status @ ("pending-reboot" | "applying" | "invalid-parameter" | "apply-deferred" | "apply-error"
                | "unknown-error"),
            ) => Applied::No(pointer, status),
            Some(other) => Applied::Unclear(format!("ParameterApplyStatus {other} of {PARAMETER} is not known")),
            None => Applied::Unclear(format!("ParameterApplyStatus of {PARAMETER} is absent")),
        };
    }
    match group.parameter_apply_status.as_deref() {
        Some("in-sync") => Applied::Yes,
        // Some parameter waits; nothing tells which.
        Some(status) => Applied::Unclear(format!("its parameter group is {status}, and {PARAMETER} has no status")),
        None => Applied::Unclear("ParameterApplyStatus is absent".to_owned()),
    }
}

fn cite_public(case: &mut Case, cluster: &Item<'_, Cluster>) {
    if cluster.publicly_accessible == Some(true) {
        case.cite(cluster, "/PubliclyAccessible", true, "it has a public address");
    }
}
