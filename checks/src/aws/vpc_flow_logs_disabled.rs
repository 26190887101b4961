use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    ec2::{FLOW_LOGS, FlowLog, NETWORK_INTERFACES, VPCS, Vpc},
    ec2_networks::SUBNETS,
};
use overhear_core::{Provider, UNKNOWN};
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(25);

pub(super) static CHECK: Check = Check {
    id: "aws-vpc-flow-logs-disabled",
    provider: Provider::Aws,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Info),
    confidence: Confidence::hundredths(30),
    title: "A network keeps no flow log",
    resource_type: "AWS::EC2::VPC",
    needs: &[
        Required(&VPCS.op),
        Required(&FLOW_LOGS.op),
        Enriching(&SUBNETS.op, UNREAD),
        Enriching(&NETWORK_INTERFACES.op, UNREAD),
    ],
    remediation: "Make a flow log (`aws ec2 create-flow-logs --resource-type VPC --resource-ids ID --traffic-type REJECT \
                  --log-destination-type s3 --log-destination BUCKET-ARN`).",
    references: &[
        "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html",
        "https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-considerations.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A VPC of the account with network interfaces for which no flow log is active that takes all or rejected traffic, and \
delivers: neither one of the VPC, nor one of each of its subnets or interfaces. Always info.

VPCs that another account shares are judged there.

## Why it matters

Flow logs tell who talked to whom. **They never show mirrored packets**, so they are no evidence for or against a mirror, \
and this check says nothing about one; they help to find the host that received copies once it is known.

## Evidence

The VPC; its flow logs that do not count, with what is wrong with them.

## False positives

Networks whose traffic another product records.

## Remediation

```sh
aws ec2 create-flow-logs --resource-type VPC --resource-ids vpc-ID --traffic-type REJECT \\
  --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET
```

## Native controls

AWS Config VPC_FLOW_LOGS_ENABLED and Security Hub EC2.6 look at the flow logs of the VPC itself.
";

/// What a flow log is worth.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Worth {
    Nothing,
    Unknown,
    Full,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let own = &scope.scope().account;
    let mut logs: BTreeMap<&str, Vec<Item<'_, FlowLog>>> = BTreeMap::new();
    for log in scope.items(&FLOW_LOGS) {
        if let Some(resource) = log.view().resource_id.as_deref() {
            logs.entry(resource).or_default().push(log);
        }
    }
    for vpc in scope.items(&VPCS) {
        match vpc.owner_id.as_deref() {
            Some(owner) if owner != own && own != UNKNOWN => {
                out.not_applicable(&vpc, &format!("account {owner} owns it"));
            }
            _ => judge(scope, out, &vpc, &logs),
        }
    }
}

fn judge(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    vpc: &Item<'_, Vpc>,
    logs: &BTreeMap<&str, Vec<Item<'_, FlowLog>>>,
) {
    let best = |resource: &str| logs.get(resource).and_then(|logs| logs.iter().map(|log| worth(log)).max());
    let id = vpc.view().vpc_id.as_str();
    match best(id) {
        Some(Worth::Full) => return out.pass(vpc, "an active flow log takes its traffic"),
        Some(Worth::Unknown) => return out.unknown(vpc, "what its flow log takes is not known"),
        Some(Worth::Nothing) | None => {}
    }
    let interfaces = scope.items(&NETWORK_INTERFACES).filter(|interface| interface.vpc_id.as_deref() == Some(id));
    let interfaces: Vec<_> = interfaces.collect();
    let seen = scope.sight(&NETWORK_INTERFACES).is_clear();
    if seen && interfaces.is_empty() {
        return out.not_applicable(vpc, "no interface is in it");
    }
    let subnets = scope.items(&SUBNETS).filter(|subnet| subnet.vpc_id.as_deref() == Some(id));
    let mut parts: Vec<Worth> = subnets.map(|subnet| best(&subnet.subnet_id).unwrap_or(Worth::Nothing)).collect();
    if parts.is_empty() || !scope.sight(&SUBNETS).is_clear() {
        parts.clear();
    }
    let of_interfaces = interfaces.iter().map(|interface| {
        let of_subnet = interface.subnet_id.as_deref().and_then(best);
        best(&interface.network_interface_id).max(of_subnet).unwrap_or(Worth::Nothing)
    });
    let by_interfaces = of_interfaces.min().filter(|_| seen);
    match parts.into_iter().min().max(by_interfaces) {
        Some(Worth::Full) => return out.pass(vpc, "active flow logs take the traffic of each of its parts"),
        Some(Worth::Unknown) => return out.unknown(vpc, "what the flow logs of its parts take is not known"),
        Some(Worth::Nothing) | None => {}
    }
    let mut case = out.case(vpc);
    case.cite(vpc, "/VpcId", id, "no flow log of it counts");
    let mut faulty: Vec<_> = logs.get(id).into_iter().flatten().collect();
    faulty.sort_by(|a, b| a.flow_log_id.cmp(&b.flow_log_id));
    let failed = faulty.iter().any(|log| is_failing(log));
    for log in faulty {
        cite(&mut case, log);
    }
    case.look(scope, &SUBNETS);
    case.look(scope, &NETWORK_INTERFACES);
    let why = if failed { "Its flow log cannot deliver" } else { "No active flow log takes its traffic" };
    let message = format!("{why}. Flow logs never show mirrored packets: this is no sign of a mirror.");
    out.rule(case, Ruling::Fail(Severity::Info, message));
}

fn is_failing(log: &FlowLog) -> bool {
    log.deliver_logs_status.as_deref() == Some("FAILED")
}

fn worth(log: &FlowLog) -> Worth {
    match (log.flow_log_status.as_deref(), log.traffic_type.as_deref()) {
        _ if is_failing(log) => Worth::Nothing,
        (Some("ACTIVE"), Some("ALL" | "REJECT")) => Worth::Full,
        (Some("ACTIVE"), Some("ACCEPT")) => Worth::Nothing,
        (Some("ACTIVE") | None, _) => Worth::Unknown,
        (Some(_), _) => Worth::Nothing,
    }
}

fn cite(case: &mut Case, log: &Item<'_, FlowLog>) {
    if is_failing(log) {
        case.cite(log, "/DeliverLogsStatus", "FAILED", "a flow log cannot deliver");
    } else if log.traffic_type.as_deref() == Some("ACCEPT") {
        case.cite(log, "/TrafficType", "ACCEPT", "a flow log leaves rejected traffic out");
    } else if log.flow_log_status.is_some() {
        case.cite(log, "/FlowLogStatus", &log.flow_log_status, "a flow log is not active");
    }
}
