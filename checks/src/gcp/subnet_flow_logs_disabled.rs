use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    compute_networks::{SUBNETWORKS, Subnetwork},
    networkmanagement::{VPC_FLOW_LOGS_CONFIGS, VpcFlowLogsConfig},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(30);

pub(super) static CHECK: Check = Check {
    id: "gcp-subnet-flow-logs-disabled",
    provider: Provider::Gcp,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Info),
    confidence: Confidence::hundredths(30),
    title: "A subnet does not log its flows",
    resource_type: "compute.googleapis.com/Subnetwork",
    needs: &[Required(&SUBNETWORKS.op), Enriching(&VPC_FLOW_LOGS_CONFIGS.op, UNREAD)],
    remediation: "Switch flow logs on (`gcloud compute networks subnets update NAME --region=REGION \
                  --enable-flow-logs`) where you keep them for investigations.",
    references: &[
        "https://cloud.google.com/vpc/docs/flow-logs",
        "https://cloud.google.com/compute/docs/reference/rest/v1/subnetworks",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every subnet for instances that does not log its flows, one finding each: `logConfig.enable` is not true (absent: \
documented default false), nor is the older `enableFlowLogs`, and no enabled configuration of Network Management names \
the subnet or its network.

Subnets for proxies (`REGIONAL_MANAGED_PROXY`, `GLOBAL_MANAGED_PROXY`, `INTERNAL_HTTPS_LOAD_BALANCER`), for Private \
Service Connect and for private NAT are not judged. `purpose` absent: documented default `PRIVATE`. Another purpose is \
unknown.

## Why it matters

Flow logs hold who spoke with whom, never what was said, and never mirrored packets: they show the machines that a \
collector of copies talks to, and no more. So this is for information.

## Evidence

`logConfig.enable` of the subnet.

## False positives

A configuration of the organisation, which the list of the project does not hold; a sensor of your own that sees the \
same.

## Remediation

```sh
gcloud compute networks subnets update NAME --region=REGION --enable-flow-logs
```

```hcl
resource \"google_compute_subnetwork\" \"main\" {
  log_config {
    aggregation_interval = \"INTERVAL_5_SEC\"
    flow_sampling        = 0.5
  }
}
```

## Native controls

`FLOW_LOGS_DISABLED` of Security Command Center, which looks at the subnet alone.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for subnet in scope.items(&SUBNETWORKS) {
        match subnet.purpose.as_deref() {
            None | Some("PRIVATE" | "PRIVATE_RFC_1918") => {}
            Some(
                purpose @ ("REGIONAL_MANAGED_PROXY"
                | "GLOBAL_MANAGED_PROXY"
                | "INTERNAL_HTTPS_LOAD_BALANCER"
                | "PRIVATE_SERVICE_CONNECT"
                | "PRIVATE_NAT"),
            ) => {
                out.not_applicable(&subnet, &format!("purpose {purpose}: no instance is in it"));
                continue;
            }
            Some(other) => {
                out.unknown(&subnet, format!("purpose {other} is not known"));
                continue;
            }
        }
        let setting = subnet.log_config.as_ref().and_then(|config| config.enable);
        if setting == Some(true) {
            out.pass(&subnet, "logConfig.enable is true");
            continue;
        }
        if setting.is_none() && subnet.enable_flow_logs == Some(true) {
            out.pass(&subnet, "enableFlowLogs is true");
            continue;
        }
        let mut case = out.case(&subnet);
        let mut configs = case.look(scope, &VPC_FLOW_LOGS_CONFIGS);
        configs.sort_by(|a, b| a.name.cmp(&b.name));
        let judged = configs.iter().map(|config| (config, logs(config, &subnet)));
        match judged.filter(|(_, logs)| *logs != Some(false)).max_by_key(|(_, logs)| *logs) {
            Some((config, Some(_))) => {
                let name = url::last(&config.name);
                out.rule(case, Ruling::Pass(format!("configuration {name} of Network Management logs its flows")));
                continue;
            }
            Some((config, None)) => {
                let name = url::last(&config.name);
                let reason = format!("configuration {name} of Network Management may log its flows");
                out.rule(case, Ruling::Unknown(reason));
                continue;
            }
            None => {}
        }
        match (setting, subnet.enable_flow_logs) {
            (Some(enable), _) => case.cite(&subnet, "/logConfig/enable", enable, "it logs no flows"),
            (None, Some(enable)) => case.cite(&subnet, "/enableFlowLogs", enable, "it logs no flows"),
            (None, None) => {
                let pointer = if subnet.self_link.is_empty() { "/name" } else { "/selfLink" };
                let note = "logConfig.enable is absent: documented default false";
                case.cite(&subnet, pointer, subnet.key(), note);
            }
        }
        out.rule(case, Ruling::Fail(Severity::Info, "The subnet does not log its flows.".to_owned()));
    }
}

/// Whether a configuration logs the flows of the subnet; nothing where its state is not known, or where a project number
/// stands in the way.
fn logs(config: &VpcFlowLogsConfig, subnet: &Subnetwork) -> Option<bool> {
    let names =
        |of: Option<&String>, own: Option<&str>| of.zip(own).map_or(Some(false), |(of, own)| url::same(of, own));
    let by_subnet = names(config.subnet.as_ref(), Some(subnet.key()));
    let by_network = names(config.network.as_ref(), subnet.network.as_deref());
    let concerns = if by_subnet == Some(false) { by_network } else { by_subnet };
    match config.state() {
        _ if concerns == Some(false) => Some(false),
        Some("DISABLED") => Some(false),
        // STATE_UNSPECIFIED and an absent state stand for ENABLED.
        Some("ENABLED" | "STATE_UNSPECIFIED") => concerns,
        None if config.state.is_none() => concerns,
        _ => None,
    }
}
