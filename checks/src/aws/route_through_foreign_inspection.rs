use super::organization::{Standing, standing};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    ec2::{NETWORK_INTERFACES, ROUTE_TABLES, Route, RouteTable, VPC_ENDPOINT_SERVICES, VPC_ENDPOINTS, VpcEndpoint},
    organizations,
};
use overhear_core::{Provider, UNKNOWN};
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-route-through-foreign-inspection",
    provider: Provider::Aws,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A route leads through an appliance of another account",
    resource_type: "AWS::EC2::RouteTable",
    needs: &[
        Required(&ROUTE_TABLES.op),
        Required(&VPC_ENDPOINTS.op),
        Enriching(&VPC_ENDPOINT_SERVICES.op, UNREAD),
        Enriching(&NETWORK_INTERFACES.op, UNREAD),
        Everywhere(&organizations::ACCOUNTS.op, UNREAD),
    ],
    remediation: "Find out who runs the appliance; delete the route (`aws ec2 delete-route --route-table-id rtb-ID \
                  --destination-cidr-block CIDR`) unless it is an inspection of yours, and approve that by the account \
                  that offers it.",
    references: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ServiceDetail.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A route table with an active route to a Gateway Load Balancer endpoint whose service another account offers, or to an \
instance of another account.

- high: the account is outside the organisation
- medium: it is another account of the organisation, or the organisation's accounts could not be listed

Routes in state `blackhole` lead nowhere and do not count. A route to an endpoint whose service owner cannot be read is \
unknown: `DescribeVpcEndpointServices` shows only services that the account may use, and an endpoint of another account \
in a shared VPC is not listed at all.

## Why it matters

Every packet of the subnets behind the table passes an appliance that somebody else runs, who can read and change what \
is not TLS from end to end.

## Evidence

The target of the route, and the owner of the service or instance behind it.

## False positives

Inspection VPCs of your own organisation are usual: approve them by the account that offers the service.

## Remediation

```sh
aws ec2 describe-vpc-endpoint-services --service-names SERVICE
aws ec2 delete-route --route-table-id rtb-ID --destination-cidr-block CIDR
```

Restrict `ec2:CreateRoute` and `ec2:ReplaceRoute` to the people who run the network.

## Native controls

None: no AWS Config rule and no Security Hub control looks at who owns an appliance in the path.
";

/// Endpoints that are no appliance.
const PLAIN_ENDPOINTS: [&str; 4] = ["Gateway", "Interface", "Resource", "ServiceNetwork"];

/// What a route means for the question.
enum Hop<'a> {
    /// No appliance of another account.
    Fine,
    /// Through an appliance of this account, or of Amazon.
    Own,
    /// It would lead to an appliance, and leads nowhere.
    Nowhere,
    /// A service of another account.
    Service { owner: &'a str, service: &'a str, endpoint: &'a str },
    /// An instance of another account.
    Instance { owner: &'a str, interface: Option<&'a str> },
    /// Cannot be told.
    Unclear(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let endpoints: BTreeMap<&str, &VpcEndpoint> = scope
        .items(&VPC_ENDPOINTS)
        .map(|endpoint| (endpoint.view().vpc_endpoint_id.as_str(), endpoint.view()))
        .collect();
    let services: BTreeMap<&str, Option<&str>> = scope
        .items(&VPC_ENDPOINT_SERVICES)
        .map(|service| (service.view().service_name.as_str(), service.view().owner.as_deref()))
        .collect();
    for table in scope.items(&ROUTE_TABLES) {
        let account = Some(scope.scope().account.as_str()).filter(|account| *account != UNKNOWN);
        let own = account.or(table.view().owner_id.as_deref());
        let routes = table.view().routes.iter();
        let hops: Vec<_> = routes.map(|route| hop(route, own, &endpoints, &services)).collect();
        let unclear = hops.iter().find_map(|hop| if let Hop::Unclear(why) = hop { Some(why) } else { None });
        let foreign = hops.iter().any(|hop| matches!(hop, Hop::Service { .. } | Hop::Instance { .. }));
        match (foreign, unclear) {
            (true, unclear) => fail(scope, out, &table, own.unwrap_or(UNKNOWN), &hops, unclear.is_some()),
            (false, Some(why)) => {
                let unread = scope.sight(&VPC_ENDPOINT_SERVICES);
                let gap = unread.gap().filter(|gap| !gap.kind.is_absence());
                let gap = gap.map_or_else(String::new, |gap| format!("; {}: {gap}", VPC_ENDPOINT_SERVICES.id));
                out.unknown(&table, format!("{why}{gap}"));
            }
            (false, None)
                if hops.iter().any(|hop| matches!(hop, Hop::Nowhere))
                    && !hops.iter().any(|hop| matches!(hop, Hop::Own)) =>
            {
                out.not_applicable(&table, "its routes to an appliance are blackholes");
            }
            (false, None) => out.pass(&table, "no active route leads to an appliance of another account"),
        }
    }
}

fn hop<'a>(
    route: &'a Route,
    own: Option<&str>,
    endpoints: &BTreeMap<&str, &'a VpcEndpoint>,
    services: &BTreeMap<&str, Option<&'a str>>,
) -> Hop<'a> {
    let endpoint = route.gateway_id.as_deref().filter(|id| id.starts_with("vpce-"));
    // Services that run instances for themselves write words: `amazon-aws`.
    let owner = route.instance_owner_id.as_deref().filter(|owner| is_account(owner) && Some(*owner) != own);
    if endpoint.is_none() && owner.is_none() {
        return Hop::Fine;
    }
    let target = endpoint.or(route.instance_id.as_deref()).unwrap_or("an interface");
    let kind = endpoint.and_then(|id| endpoints.get(id)).and_then(|endpoint| endpoint.vpc_endpoint_type.as_deref());
    if owner.is_none() && kind.is_some_and(|kind| PLAIN_ENDPOINTS.contains(&kind)) {
        return Hop::Fine;
    }
    match route.state.as_deref() {
        Some("active") => {}
        Some("blackhole") => return Hop::Nowhere,
        Some(other) => return Hop::Unclear(format!("the route to {target} is in state {other}")),
        None => return Hop::Unclear(format!("the route to {target} has no State")),
    }
    if own.is_none() {
        return Hop::Unclear("the account of the table is not known".to_owned());
    }
    if let Some(owner) = owner {
        return Hop::Instance { owner, interface: route.network_interface_id.as_deref() };
    }
    let Some(id) = endpoint else {
        return Hop::Fine;
    };
    let Some(endpoint) = endpoints.get(id) else {
        return Hop::Unclear(format!("a route leads to {id}, which ec2:DescribeVpcEndpoints does not show here"));
    };
    match endpoint.vpc_endpoint_type.as_deref() {
        Some("GatewayLoadBalancer") => {}
        Some(kind) => return Hop::Unclear(format!("a route leads to {id}, an endpoint of the unknown type {kind}")),
        None => return Hop::Unclear(format!("a route leads to {id}, an endpoint without VpcEndpointType")),
    }
    let service = endpoint.service_name.as_deref();
    match service.and_then(|name| services.get(name).copied().flatten()) {
        Some(owner) if is_account(owner) && Some(owner) != own => {
            Hop::Service { owner, service: service.unwrap_or_default(), endpoint: id }
        }
        Some(owner) if Some(owner) == own || owner == "amazon" => Hop::Own,
        Some(owner) => Hop::Unclear(format!("the service behind {id} belongs to `{owner}`, which is no account")),
        None => Hop::Unclear(format!("a route leads to {id}, and who owns the service behind it cannot be told")),
    }
}

fn is_account(owner: &str) -> bool {
    owner.len() == 12 && owner.bytes().all(|byte| byte.is_ascii_digit())
}

fn fail(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    table: &Item<'_, RouteTable>,
    own: &str,
    hops: &[Hop<'_>],
    unclear: bool,
) {
    let mut case = out.case(table);
    let mut owners = Vec::new();
    for (index, hop) in hops.iter().enumerate() {
        match hop {
            Hop::Service { owner, service, endpoint } => {
                case.cite(table, &format!("/Routes/{index}/GatewayId"), endpoint, "an active route leads here");
                case.destination(Some(owner), [(*endpoint).to_owned()]);
                let services = case.look(scope, &VPC_ENDPOINT_SERVICES);
                if let Some(found) = services.iter().find(|found| found.service_name == *service) {
                    case.cite(found, "/Owner", owner, "offers the service behind the endpoint");
                }
                owners.push((*owner).to_owned());
            }
            Hop::Instance { owner, interface } => {
                let pointer = format!("/Routes/{index}/InstanceOwnerId");
                case.cite(table, &pointer, owner, "owns the instance that an active route leads to");
                case.destination(Some(owner), interface.map(str::to_owned));
                if let Some(interface) = interface {
                    cite_interface(scope, &mut case, interface);
                }
                owners.push((*owner).to_owned());
            }
            Hop::Fine | Hop::Own | Hop::Nowhere | Hop::Unclear(_) => {}
        }
    }
    owners.sort();
    owners.dedup();
    let own = own.to_owned();
    let others = if unclear { " Where another route of it leads could not be told." } else { "" };
    out.later(case, move |estate, case| {
        let judged = owners.into_iter().map(|owner| (standing(case, estate, &own, &owner), owner));
        let Some((worst, owner)) = judged.max() else {
            return Ruling::Unknown("the owner is not known".to_owned());
        };
        let severity = if worst == Standing::Foreign { Severity::High } else { Severity::Medium };
        let whose = worst.words(Provider::Aws, &owner);
        let message = format!("An active route leads through an appliance of {whose}.{others}");
        Ruling::Fail(severity, message)
    });
}

/// The interface that a route leads to, where this account shows it.
fn cite_interface(scope: &ScopeView<'_>, case: &mut Case, id: &str) {
    let interfaces = case.look(scope, &NETWORK_INTERFACES);
    if let Some(found) = interfaces.iter().find(|found| found.network_interface_id == id) {
        case.cite(found, "/NetworkInterfaceId", id, "the interface that packets pass");
        case.also_tagged(&found.view().tag_set);
    }
}
