use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::ec2::{INSTANCES, Instance, NETWORK_INTERFACES, NetworkInterface, ROUTE_TABLES, RouteTable};
use overhear_core::Provider;
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-eni-source-dest-check-disabled",
    provider: Provider::Aws,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "An interface may carry packets that are neither from nor for it",
    resource_type: "AWS::EC2::NetworkInterface",
    needs: &[Required(&NETWORK_INTERFACES.op), Enriching(&ROUTE_TABLES.op, UNREAD), Enriching(&INSTANCES.op, UNREAD)],
    remediation: "Switch the check on again (`aws ec2 modify-network-interface-attribute --network-interface-id ID \
                  --source-dest-check`) unless the instance is a router, firewall or NAT of yours; approve those by tag.",
    references: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html",
        "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An interface in use, not managed by a service, with `SourceDestCheck` false.

- medium: an active route names it, so traffic of others passes through it
- low: no route does, or the route tables were not read

Interfaces of services (NAT gateways, load balancers, endpoints, Lambda, transit gateways) are not judged. The \
attribute of the interface decides, not that of the instance, which may differ.

## Why it matters

With the check off an instance may stand in the path of other machines: it receives, reads and forwards their packets. \
This is not promiscuous mode, which a VPC does not have: without a route that leads to it the interface sees nothing of \
its neighbours.

## Evidence

`SourceDestCheck` of the interface; the route that names it.

## False positives

NAT instances, VPN appliances, firewalls, and Kubernetes nodes whose network plugin works without an overlay: approve \
them by a tag of the interface or of its instance.

## Remediation

```sh
aws ec2 describe-route-tables --filters Name=route.instance-id,Values=i-ID
aws ec2 modify-network-interface-attribute --network-interface-id eni-ID --source-dest-check
```

## Native controls

None: no AWS Config rule and no Security Hub control looks at the attribute.
";

/// Types that carry the traffic of an instance.
const OF_INSTANCES: [&str; 5] = ["interface", "efa", "efa-only", "branch", "trunk"];
/// Types that belong to a service, as the API and some SDKs spell them.
const OF_SERVICES: [&str; 15] = [
    "api_gateway_managed",
    "aws_codestar_connections_managed",
    "ec2_instance_connect_endpoint",
    "gateway_load_balancer",
    "gateway_load_balancer_endpoint",
    "global_accelerator_managed",
    "iot_rules_managed",
    "lambda",
    "load_balancer",
    "natGateway",
    "nat_gateway",
    "network_load_balancer",
    "quicksight",
    "transit_gateway",
    "vpc_endpoint",
];

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut paths = None;
    let mut instances = None;
    for interface in scope.items(&NETWORK_INTERFACES) {
        match interface.source_dest_check {
            Some(true) => {
                out.pass(&interface, "SourceDestCheck is true");
                continue;
            }
            _ if interface.requester_managed == Some(true) => {
                out.not_applicable(&interface, "a service manages it");
                continue;
            }
            _ => {}
        }
        match interface.interface_type.as_deref() {
            Some(kind) if OF_SERVICES.contains(&kind) => {
                out.not_applicable(&interface, &format!("an interface of type {kind} belongs to a service"));
            }
            _ if interface.source_dest_check.is_none() => out.unknown(&interface, "SourceDestCheck is absent"),
            Some(kind) if OF_INSTANCES.contains(&kind) => match interface.status.as_deref() {
                Some("in-use") if interface.requester_managed == Some(false) => {
                    let paths = paths.get_or_insert_with(|| paths_of(scope));
                    let instances = instances.get_or_insert_with(|| instances_of(scope));
                    judge(scope, out, &interface, paths, instances);
                }
                Some("in-use") => out.unknown(&interface, "RequesterManaged is absent"),
                Some("available") => out.not_applicable(&interface, "attached to nothing"),
                Some(other) => out.unknown(&interface, format!("its Status is {other}")),
                None => out.unknown(&interface, "Status is absent"),
            },
            Some(other) => out.unknown(&interface, format!("InterfaceType {other} is not known")),
            None => out.unknown(&interface, "InterfaceType is absent"),
        }
    }
}

/// What active routes lead to: the id of an interface or an instance, with the table and the place of the route.
type Paths<'a> = BTreeMap<&'a str, (Item<'a, RouteTable>, usize)>;

fn paths_of<'a>(scope: &ScopeView<'a>) -> Paths<'a> {
    let mut tables: Vec<_> = scope.items(&ROUTE_TABLES).collect();
    tables.sort_by_key(|table| table.view().route_table_id.as_str());
    let mut paths = Paths::new();
    for table in tables {
        for (index, route) in table.view().routes.iter().enumerate().filter(|(_, route)| route.is_active()) {
            // The interface is the more exact of the two: an instance may have several.
            if let Some(hop) = route.network_interface_id.as_deref().or(route.instance_id.as_deref()) {
                paths.entry(hop).or_insert((table, index));
            }
        }
    }
    paths
}

fn instances_of<'a>(scope: &ScopeView<'a>) -> BTreeMap<&'a str, &'a Instance> {
    let all = scope.items(&INSTANCES).flat_map(|reservation| reservation.view().instances.iter());
    all.map(|instance| (instance.instance_id.as_str(), instance)).collect()
}

fn judge(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    interface: &Item<'_, NetworkInterface>,
    paths: &Paths<'_>,
    instances: &BTreeMap<&str, &Instance>,
) {
    let mut case = out.case(interface);
    case.cite(interface, "/SourceDestCheck", false, "it may carry packets of others");
    let instance = interface.attachment.as_ref().and_then(|attachment| attachment.instance_id.as_deref());
    if let Some(instance) = instance {
        case.cite(interface, "/Attachment/InstanceId", instance, "the instance behind it");
        case.look(scope, &INSTANCES);
        if let Some(instance) = instances.get(instance) {
            case.also_tagged(&instance.tags);
        }
    }
    case.look(scope, &ROUTE_TABLES);
    let by_interface = paths.get(interface.network_interface_id.as_str()).map(|hop| (hop, "NetworkInterfaceId"));
    let hop = by_interface.or_else(|| instance.and_then(|id| paths.get(id)).map(|hop| (hop, "InstanceId")));
    let of = instance.map_or_else(String::new, |instance| format!(" of instance {instance}"));
    let ruling = if let Some(((table, index), member)) = hop {
        let target = if member == "InstanceId" { instance } else { Some(interface.network_interface_id.as_str()) };
        case.cite(table, &format!("/Routes/{index}/{member}"), target, "an active route leads through it");
        let table = &table.route_table_id;
        let message =
            format!("The interface{of} may carry packets of others, and an active route of {table} leads through it.");
        Ruling::Fail(Severity::Medium, message)
    } else if case.saw_all_of(&ROUTE_TABLES) {
        let message =
            format!("The interface{of} may carry packets of others; no active route of this account leads through it.");
        Ruling::Fail(Severity::Low, message)
    } else {
        let message = format!("The interface{of} may carry packets of others.");
        Ruling::Fail(Severity::Low, message)
    };
    out.rule(case, ruling);
}
