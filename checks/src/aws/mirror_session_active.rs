use super::organization::{Standing, standing};
use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    arn,
    ec2::{
        NETWORK_INTERFACES, TRAFFIC_MIRROR_FILTER_RULES, TRAFFIC_MIRROR_FILTERS, TRAFFIC_MIRROR_SESSIONS,
        TRAFFIC_MIRROR_TARGETS, TrafficMirrorFilterRule, TrafficMirrorSession, VPC_ENDPOINT_SERVICES, VPC_ENDPOINTS,
    },
    elasticloadbalancingv2::{LISTENERS, LOAD_BALANCERS},
    organizations, ram,
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);
/// Where it could not be found out who gets the copies.
const UNRESOLVED: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "aws-mirror-session-active",
    provider: Provider::Aws,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A traffic mirror session copies the packets of an interface",
    resource_type: "AWS::EC2::TrafficMirrorSession",
    needs: &[
        Required(&TRAFFIC_MIRROR_SESSIONS.op),
        Enriching(&TRAFFIC_MIRROR_FILTERS.op, UNREAD),
        Enriching(&TRAFFIC_MIRROR_FILTER_RULES.op, UNREAD),
        Enriching(&NETWORK_INTERFACES.op, UNREAD),
        Enriching(&LOAD_BALANCERS.op, UNREAD),
        Enriching(&LISTENERS.op, UNREAD),
        Everywhere(&TRAFFIC_MIRROR_TARGETS.op, UNREAD),
        Everywhere(&VPC_ENDPOINTS.op, UNREAD),
        Everywhere(&VPC_ENDPOINT_SERVICES.op, UNREAD),
        Everywhere(&ram::RESOURCES.op, UNREAD),
        Everywhere(&organizations::ACCOUNTS.op, UNREAD),
    ],
    remediation: "Delete the session (`aws ec2 delete-traffic-mirror-session --traffic-mirror-session-id ID`) unless \
                  somebody owns it; if it feeds a sensor of yours, add it to `[[approved]]` with a reason and a date.",
    references: &[
        "https://docs.aws.amazon.com/vpc/latest/mirroring/what-is-traffic-mirroring.html",
        "https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-considerations.html",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TrafficMirrorSession.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every traffic mirror session, one finding each.

- critical: the copies leave the organisation, or go to a target that no scanned account shows although the targets \
were read
- high: they go to another account, or every packet in full length of an interface on which a load balancer serves \
plain HTTP is copied
- medium: they stay in the account, or go into a Gateway Load Balancer endpoint of it whose service owner cannot be \
told (confidence 0.70)
- low: the filter accepts nothing, or at most 64 bytes of each packet are copied

The destination is judged by every account on the way: the owner of the target, the account of its network load \
balancer, the owner of the service behind its Gateway Load Balancer endpoint. The worst of them counts.

## Why it matters

A session sends whole packets to whoever owns the target, over VXLAN, without a trace in flow logs or on the source \
host. What the source handles in plaintext is readable there.

## Evidence

`NetworkInterfaceId`, `TrafficMirrorTargetId`, `TrafficMirrorFilterId` and `PacketLength` of the session; the owner of \
the target; the rule that decides what is copied.

## False positives

Sensors of your own network detection: approve them by destination account, target or tag. In a shared VPC the owner \
cannot describe the sessions of participants, nor they the owner's: scan every account.

## Remediation

```sh
aws ec2 describe-traffic-mirror-sessions --traffic-mirror-session-ids tms-ID
aws ec2 delete-traffic-mirror-session --traffic-mirror-session-id tms-ID
```

Restrict `ec2:CreateTrafficMirrorSession` and `ec2:ModifyTrafficMirrorSession` with a service control policy.

## Native controls

None: no AWS Config rule and no Security Hub control looks at traffic mirroring.
";

/// What the filter lets through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Extent {
    Nothing,
    Something,
    Everything,
    NotSeen,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for session in scope.items(&TRAFFIC_MIRROR_SESSIONS) {
        let mut case = out.case(&session);
        case.cite(&session, "/TrafficMirrorSessionId", &session.traffic_mirror_session_id, "a session exists");
        if let Some(interface) = &session.network_interface_id {
            case.cite(&session, "/NetworkInterfaceId", interface, "whose packets are copied");
        }
        let extent = extent(scope, &mut case, &session);
        let short = session.packet_length.filter(|length| *length <= 64);
        if let Some(length) = session.packet_length {
            case.cite(&session, "/PacketLength", length, "bytes copied of each packet");
        } else {
            let note = "PacketLength is absent: whole packets";
            case.cite(&session, "/TrafficMirrorSessionId", &session.traffic_mirror_session_id, note);
        }
        // Sessions towards a network load balancer always carry a length, of at most 8500: whole packets again.
        let whole = session.packet_length.is_none_or(|length| length >= 8_500);
        let cleartext = whole && extent == Extent::Everything && serves_http(scope, &mut case, &session);
        if let Some(target) = &session.traffic_mirror_target_id {
            case.cite(&session, "/TrafficMirrorTargetId", target, "where the copies go");
            case.destination_id(target);
        }
        let own_targets_seen = scope.sight(&TRAFFIC_MIRROR_TARGETS).is_clear();
        let own = session.owner_id.clone().unwrap_or_else(|| scope.scope().account.clone());
        let target = session.traffic_mirror_target_id.clone().unwrap_or_default();
        let source = session.network_interface_id.clone().unwrap_or_else(|| "an interface".to_owned());

        out.later(case, move |estate, case| {
            let destination = destination(case, estate, &own, &target, own_targets_seen);
            let by_destination = destination.severity();
            let severity = match by_destination {
                Severity::Critical | Severity::High => by_destination,
                _ if cleartext => Severity::High,
                _ if extent == Extent::Nothing || short.is_some() => Severity::Low,
                _ => by_destination,
            };
            let what = match (extent, short, whole) {
                (Extent::Nothing, ..) => format!("nothing of {source} for now, since its filter accepts nothing,"),
                (_, Some(length), _) => format!("the first {length} bytes of packets of {source}"),
                (Extent::Everything, _, true) => format!("all packets of {source} in full length"),
                (_, _, true) => format!("whole packets of {source}"),
                _ => format!("packets of {source}"),
            };
            let plain = if cleartext { " The interface serves plain HTTP." } else { "" };
            let message = format!("A mirror session copies {what} to {}.{plain}", destination.words());
            Ruling::Fail(severity, message)
        });
    }
}

/// What the session's filter accepts, direction by direction, in the order of rule numbers.
fn extent(scope: &ScopeView<'_>, case: &mut Case, session: &Item<'_, TrafficMirrorSession>) -> Extent {
    let Some(id) = &session.traffic_mirror_filter_id else {
        return Extent::NotSeen;
    };
    case.cite(session, "/TrafficMirrorFilterId", id, "what is copied");
    let filters = case.look(scope, &TRAFFIC_MIRROR_FILTERS);
    // The filter carries its rules; the list of rules is asked only where it does not.
    let rules: Vec<_> = scope
        .items(&TRAFFIC_MIRROR_FILTER_RULES)
        .filter(|rule| rule.traffic_mirror_filter_id.as_ref() == Some(id))
        .collect();
    let separate: Vec<_> = rules.iter().map(Item::view).collect();
    let Some(filter) = filters.into_iter().find(|filter| &filter.traffic_mirror_filter_id == id) else {
        let everything = |direction: &str| {
            let own = separate.iter().copied().filter(|rule| rule.traffic_direction.as_deref() == Some(direction));
            copied(own.collect()) == Extent::Everything
        };
        return match rules.first() {
            Some(rule) if everything("ingress") || everything("egress") => {
                let note = "a rule of the filter accepts every address, protocol and port";
                case.cite(rule, "/TrafficMirrorFilterId", id, note);
                Extent::Everything
            }
            _ => Extent::NotSeen,
        };
    };
    let of = |own: &'static str, direction: &str| {
        let embedded = match own {
            "/IngressFilterRules" => &filter.view().ingress_filter_rules,
            _ => &filter.view().egress_filter_rules,
        };
        let more = separate.iter().copied().filter(|rule| {
            rule.traffic_direction.as_deref() == Some(direction)
                && embedded.iter().all(|own| own.traffic_mirror_filter_rule_id != rule.traffic_mirror_filter_rule_id)
        });
        copied(embedded.iter().chain(more).collect())
    };
    let ingress = of("/IngressFilterRules", "ingress");
    let egress = of("/EgressFilterRules", "egress");
    let dns = filter.network_services.iter().any(|service| service == "amazon-dns");
    let key = &filter.traffic_mirror_filter_id;
    if ingress == Extent::Everything || egress == Extent::Everything {
        case.cite(&filter, "/TrafficMirrorFilterId", key, "a rule accepts every address, protocol and port");
        Extent::Everything
    } else if dns || ingress == Extent::Something || egress == Extent::Something {
        case.cite(&filter, "/TrafficMirrorFilterId", key, "its rules accept a part of the traffic");
        Extent::Something
    } else {
        case.cite(&filter, "/TrafficMirrorFilterId", key, "no rule accepts anything");
        Extent::Nothing
    }
}

/// What the rules of one direction let through. A rule that rejects a whole address family ends it for that family.
fn copied(mut rules: Vec<&TrafficMirrorFilterRule>) -> Extent {
    rules.sort_by_key(|rule| rule.rule_number);
    let mut ended = [false; 2];
    let mut narrowed = [false; 2];
    let mut extent = Extent::Nothing;
    for rule in rules {
        let family = usize::from(rule.source_cidr_block.as_deref().is_some_and(|block| block.contains(':')));
        let everything = |block: &Option<String>| matches!(block.as_deref(), Some("0.0.0.0/0" | "::/0"));
        let all = everything(&rule.source_cidr_block)
            && everything(&rule.destination_cidr_block)
            && rule.protocol.is_none()
            && rule.source_port_range.is_none()
            && rule.destination_port_range.is_none();
        let [Some(ended), Some(narrowed)] = [ended.get_mut(family), narrowed.get_mut(family)] else {
            continue;
        };
        match rule.rule_action.as_deref() {
            _ if *ended => {}
            Some("reject") if all => *ended = true,
            Some("reject") => *narrowed = true,
            _ if all && !*narrowed => return Extent::Everything,
            _ => extent = Extent::Something,
        }
    }
    extent
}

/// True where the source is an interface of an application load balancer that listens for plain HTTP.
fn serves_http(scope: &ScopeView<'_>, case: &mut Case, session: &Item<'_, TrafficMirrorSession>) -> bool {
    let Some(id) = &session.network_interface_id else {
        return false;
    };
    let interfaces = case.look(scope, &NETWORK_INTERFACES);
    let Some(interface) = interfaces.into_iter().find(|interface| &interface.network_interface_id == id) else {
        return false;
    };
    let Some(name) = interface.description.as_deref().and_then(|text| text.strip_prefix("ELB ")) else {
        return false;
    };
    let balancers = case.look(scope, &LOAD_BALANCERS);
    let suffix = format!(":loadbalancer/{name}");
    let Some(balancer) = balancers.into_iter().find(|balancer| balancer.load_balancer_arn.ends_with(&suffix)) else {
        return false;
    };
    let listeners = case.look_for(scope, &LISTENERS, &balancer.load_balancer_arn);
    let plain = listeners.into_iter().find(|listener| listener.protocol.as_deref() == Some("HTTP"));
    if let Some(listener) = &plain {
        case.cite(&interface, "/Description", &interface.description, "the source belongs to a load balancer");
        case.cite(listener, "/Protocol", &listener.protocol, "which serves plain HTTP");
    }
    plain.is_some()
}

/// Where the copies go.
enum Destination {
    /// To an account; the worst of those on the way.
    Account(Standing, String),
    /// To an endpoint in the same account; who owns the service behind it could not be told.
    Unresolved(String),
    /// Nobody knows: the target is not visible, though the targets of every scanned account were read.
    Invisible,
    /// To a target that this account does not show, and those of other accounts were not all read.
    Elsewhere,
    /// The targets were not read.
    NotSeen,
}

impl Destination {
    fn severity(&self) -> Severity {
        match self {
            Self::Account(standing, _) => standing.severity(),
            Self::Invisible => Severity::Critical,
            Self::Elsewhere => Severity::High,
            Self::NotSeen | Self::Unresolved(_) => Severity::Medium,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Account(Standing::Own, _) => "a target in the same account".to_owned(),
            Self::Account(standing, account) => standing.words(Provider::Aws, account),
            Self::Unresolved(endpoint) => {
                format!("the Gateway Load Balancer endpoint {endpoint}; who owns the service behind it is not known")
            }
            Self::Invisible => "a target that is visible in no scanned account".to_owned(),
            Self::Elsewhere => "a target that this account does not show".to_owned(),
            Self::NotSeen => "a target whose owner could not be read".to_owned(),
        }
    }
}

fn destination(case: &mut Case, estate: &Estate, own: &str, target: &str, own_targets_seen: bool) -> Destination {
    let targets = case.glance(estate, &TRAFFIC_MIRROR_TARGETS);
    let mut seen = false;
    let mut owners: Vec<String> = Vec::new();
    let mut unresolved = None;
    if let Some(found) = targets.iter().find(|found| found.traffic_mirror_target_id == target) {
        if let Some(owner) = &found.owner_id {
            case.cite(found, "/OwnerId", owner, "owns the target");
            owners.push(owner.clone());
        }
        if let Some(balancer) = &found.network_load_balancer_arn {
            case.destination_id(balancer);
            case.cite(found, "/NetworkLoadBalancerArn", balancer, "receives the copies");
            owners.extend(arn::account(balancer).map(str::to_owned));
        }
        if let Some(interface) = &found.network_interface_id {
            case.destination_id(interface);
            case.cite(found, "/NetworkInterfaceId", interface, "receives the copies");
        }
        if let Some(endpoint) = &found.gateway_load_balancer_endpoint_id {
            case.destination_id(endpoint);
            case.cite(found, "/GatewayLoadBalancerEndpointId", endpoint, "receives the copies");
            match endpoint_service_owner(case, estate, endpoint) {
                Some(owner) => owners.push(owner),
                None => unresolved = Some(endpoint.clone()),
            }
        }
        seen = true;
    } else if !target.is_empty() {
        case.note_region(estate, &TRAFFIC_MIRROR_TARGETS);
        let shared = case.look_everywhere(estate, &ram::RESOURCES);
        if let Some(offer) = shared.iter().find(|offer| offer.arn.ends_with(&format!("/{target}"))) {
            case.cite(offer, "/arn", &offer.arn, "the target is shared by another account");
            owners.extend(arn::account(&offer.arn).map(str::to_owned));
        }
    }
    // Each account on the way must be approved, but the own one where others follow.
    let others = owners.iter().any(|owner| owner != own);
    for owner in owners.iter().filter(|owner| !others || *owner != own) {
        case.destination(Some(owner), []);
    }
    let judged = owners.into_iter().map(|owner| (standing(case, estate, own, &owner), owner));
    match (judged.max(), unresolved) {
        (None | Some((Standing::Own, _)), Some(endpoint)) => {
            case.cap(UNRESOLVED);
            Destination::Unresolved(endpoint)
        }
        (Some((standing, owner)), _) => Destination::Account(standing, owner),
        // A target that does not tell its owner is not one that nobody shows.
        (None, None) if seen || target.is_empty() || !own_targets_seen => {
            case.cap(UNRESOLVED);
            Destination::NotSeen
        }
        (None, None) if case.saw_all_of(&TRAFFIC_MIRROR_TARGETS) => Destination::Invisible,
        (None, None) => Destination::Elsewhere,
    }
}

fn endpoint_service_owner(case: &mut Case, estate: &Estate, endpoint: &str) -> Option<String> {
    let endpoints = case.look_everywhere(estate, &VPC_ENDPOINTS);
    let service = endpoints.iter().find(|found| found.vpc_endpoint_id == endpoint)?.service_name.clone()?;
    let services = case.look_everywhere(estate, &VPC_ENDPOINT_SERVICES);
    let found = services.iter().find(|found| found.service_name == service)?;
    let owner = found.owner.clone()?;
    case.cite(found, "/Owner", &owner, "offers the service behind the endpoint");
    Some(owner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use overhear_aws::ec2::PortRange;

    const V4: &str = "0.0.0.0/0";
    const V6: &str = "::/0";

    fn rule(number: i64, action: &str, source: &str, destination: &str) -> TrafficMirrorFilterRule {
        TrafficMirrorFilterRule {
            traffic_mirror_filter_rule_id: format!("tmfr-{number}"),
            traffic_mirror_filter_id: None,
            traffic_direction: None,
            rule_number: Some(number),
            rule_action: Some(action.to_owned()),
            protocol: None,
            source_cidr_block: Some(source.to_owned()),
            destination_cidr_block: Some(destination.to_owned()),
            source_port_range: None,
            destination_port_range: None,
        }
    }

    fn extent(rules: &[TrafficMirrorFilterRule]) -> Extent {
        copied(rules.iter().collect())
    }

    #[test]
    fn no_rule_copies_nothing() {
        assert_eq!(extent(&[]), Extent::Nothing);
        assert_eq!(extent(&[rule(1, "reject", V4, V4)]), Extent::Nothing);
    }

    #[test]
    fn rules_count_in_the_order_of_their_numbers() {
        assert_eq!(extent(&[rule(20, "accept", V4, V4), rule(10, "reject", V4, V4)]), Extent::Nothing);
        assert_eq!(extent(&[rule(20, "reject", V4, V4), rule(10, "accept", V4, V4)]), Extent::Everything);
    }

    #[test]
    fn an_earlier_reject_narrows_a_later_accept() {
        let some = rule(10, "reject", "10.0.0.0/8", V4);
        assert_eq!(extent(&[some, rule(20, "accept", V4, V4)]), Extent::Something);
        let later = rule(30, "reject", "10.0.0.0/8", V4);
        assert_eq!(extent(&[later, rule(20, "accept", V4, V4)]), Extent::Everything);
    }

    #[test]
    fn a_narrow_accept_before_a_wide_one_takes_nothing_away() {
        assert_eq!(extent(&[rule(10, "accept", "10.0.0.0/8", V4), rule(20, "accept", V4, V4)]), Extent::Everything);
    }

    #[test]
    fn the_address_families_are_apart() {
        assert_eq!(extent(&[rule(10, "reject", V4, V4), rule(20, "accept", V6, V6)]), Extent::Everything);
        assert_eq!(extent(&[rule(10, "reject", V6, V6), rule(20, "accept", V6, V6)]), Extent::Nothing);
        let narrow = rule(10, "reject", "2001:db8::/32", V6);
        assert_eq!(extent(&[narrow, rule(20, "accept", V6, V6)]), Extent::Something);
        assert_eq!(extent(&[rule(10, "accept", "2001:db8::/32", V6)]), Extent::Something);
    }

    #[test]
    fn ports_and_protocols_narrow() {
        let port = || Some(PortRange { from_port: Some(443), to_port: Some(443) });
        let to = TrafficMirrorFilterRule { destination_port_range: port(), ..rule(10, "accept", V4, V4) };
        assert_eq!(extent(&[to]), Extent::Something);
        let from = TrafficMirrorFilterRule { source_port_range: port(), ..rule(10, "accept", V4, V4) };
        assert_eq!(extent(&[from]), Extent::Something);
        let tcp = TrafficMirrorFilterRule { protocol: Some(6), ..rule(10, "accept", V4, V4) };
        assert_eq!(extent(&[tcp]), Extent::Something);
        let reject = TrafficMirrorFilterRule { destination_port_range: port(), ..rule(10, "reject", V4, V4) };
        assert_eq!(extent(&[reject, rule(20, "accept", V4, V4)]), Extent::Something);
    }
}
