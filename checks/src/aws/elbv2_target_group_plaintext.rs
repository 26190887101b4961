use super::target_group_ways::{Way, ends_tls, is_known, listeners, port, ways};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity, Sight,
};
use overhear_aws::{
    ec2::{NETWORK_INTERFACES, TRAFFIC_MIRROR_SESSIONS, VPC_ENCRYPTION_CONTROLS, VpcEncryptionControl},
    elasticloadbalancingv2::{LISTENERS, LOAD_BALANCERS, RULES, TARGET_GROUPS, TARGET_HEALTH, TargetGroup},
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-elbv2-target-group-plaintext",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "A load balancer speaks plaintext to its targets",
    resource_type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    needs: &[
        Required(&LOAD_BALANCERS.op),
        Required(&LISTENERS.op),
        Required(&TARGET_GROUPS.op),
        Enriching(&RULES.op, UNREAD),
        Enriching(&TARGET_HEALTH.op, UNREAD),
        Enriching(&NETWORK_INTERFACES.op, UNREAD),
        Enriching(&TRAFFIC_MIRROR_SESSIONS.op, UNREAD),
        Enriching(&VPC_ENCRYPTION_CONTROLS.op, UNREAD),
    ],
    remediation: "Make a target group of protocol HTTPS (TLS behind a TLS listener), register the targets on a port \
                  where they speak TLS, and let the listener or the rule forward to it.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A target group that a load balancer uses, where the way from the load balancer to the targets is in plaintext:

- its protocol is HTTP
- its protocol is TCP, UDP or TCP_UDP and a TLS listener forwards to it: TLS ends at the load balancer

How bad it is:

- high: a traffic mirror session copies the packets of an instance in the group
- medium: else
- low: its targets are instances, and the encryption control of their VPC is enforced without exclusions, so that the \
hardware encrypts the wire (aws-vpc-encryption-not-enforced)

Which listener leads to a group is read from its default action and, for HTTP listeners, from its rules; a target \
group with weight 0 counts. Behind a TCP listener alone nobody can tell whether targets encrypt: not applicable. \
Functions, load balancers as targets, GENEVE, and groups that no load balancer uses are not judged.

## Why it matters

This is the cloud case of the technique: TLS ends at the load balancer, and inside the network everything is in \
plaintext again, for every mirror session and every machine in the path. Checks of listeners do not see it.

## Evidence

`Protocol` of the group; the action that leads to it, and the protocol of the listener; the mirror session and its \
target; the encryption control.

## False positives

Targets that are asked over HTTP by intent, through a proxy on the same host that encrypts onwards. \
`HealthCheckProtocol` and `ProtocolVersion` say nothing about TLS and are not used. Targets by address are not \
followed to mirror sessions, and may lie outside the VPC. Rules of TLS listeners are not read.

## Remediation

```sh
aws elbv2 create-target-group --name NAME --protocol HTTPS --port 8443 --vpc-id VPC
aws elbv2 register-targets --target-group-arn NEW --targets Id=i-ID
aws elbv2 modify-listener --listener-arn LISTENER --default-actions Type=forward,TargetGroupArn=NEW
```

```hcl
resource \"aws_lb_target_group\" \"app\" {
  protocol = \"HTTPS\"
  port     = 8443
}
```

## Native controls

AWS Config `ELBV2_TARGETGROUP_PROTOCOL_ENCRYPTED` and Security Hub `ELB.22`, which judge the protocol of the group alone.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for group in scope.items(&TARGET_GROUPS) {
        match group.target_type.as_deref() {
            Some("lambda") => {
                out.not_applicable(&group, "its target is a function");
                continue;
            }
            Some("alb") => {
                out.not_applicable(&group, "its target is a load balancer, which is judged itself");
                continue;
            }
            Some("instance" | "ip") | None => {}
            Some(other) => {
                out.unknown(&group, format!("its TargetType, {other}, is not known"));
                continue;
            }
        }
        let (Some(protocol), Some(users)) = (group.view().protocol.as_deref(), &group.view().load_balancer_arns) else {
            let absent = if group.protocol.is_none() { "Protocol" } else { "LoadBalancerArns" };
            out.unknown(&group, format!("{absent} is absent"));
            continue;
        };
        match protocol {
            "GENEVE" => out.not_applicable(&group, "it sends packets to an appliance"),
            _ if users.is_empty() => out.not_applicable(&group, "no load balancer uses it"),
            "HTTP" => plain_http(scope, out, &group, users),
            "HTTPS" | "TLS" | "QUIC" => match unread(scope, users) {
                Some(gap) => out.unknown(&group, gap),
                None => out.pass(&group, &format!("targets are spoken to over {protocol}")),
            },
            "TCP" | "UDP" | "TCP_UDP" | "TCP_QUIC" => passed_on(scope, out, &group, users, protocol),
            other => out.unknown(&group, format!("its Protocol, {other}, is not known")),
        }
    }
}

/// Why the listeners of its load balancer cannot be relied on.
fn unread(scope: &ScopeView<'_>, users: &[String]) -> Option<String> {
    users.iter().find_map(|arn| {
        let Sight::Blocked(gap) = scope.sight_for(&LISTENERS.op, arn) else { return None };
        Some(format!("{}: {gap}", LISTENERS.op.id))
    })
}

fn plain_http(scope: &ScopeView<'_>, out: &mut Results<'_>, group: &Item<'_, TargetGroup>, users: &[String]) {
    let mut case = out.case(group);
    let listeners = listeners(scope, users);
    let ways = ways(scope, group, &listeners);
    if ways.is_empty() {
        // A rule leads to it. Those of HTTP listeners are read.
        for listener in listeners.iter().filter(|listener| listener.protocol.as_deref() == Some("HTTP")) {
            case.look_for(scope, &RULES, &listener.listener_arn);
        }
    }
    let how = match ways.iter().find(|way| ends_tls(&way.listener)) {
        Some(way) => format!("; TLS ends before, at its listener on {}", port(&way.listener)),
        None if unread(scope, users).is_some() => "; its listeners were not read".to_owned(),
        None => String::new(),
    };
    fail(scope, out, case, group, &ways, &format!("plain HTTP{how}"));
}

/// Connections that are passed on as they come out of the listener.
fn passed_on(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    group: &Item<'_, TargetGroup>,
    users: &[String],
    protocol: &str,
) {
    if group.target_type.is_none() {
        out.unknown(group, "TargetType is absent");
        return;
    }
    let listeners = listeners(scope, users);
    let ways = ways(scope, group, &listeners);
    if let Some(way) = ways.iter().find(|way| ends_tls(&way.listener)) {
        let how = format!("plain {protocol}; TLS ends before, at its listener on {}", port(&way.listener));
        let case = out.case(group);
        fail(scope, out, case, group, &ways, &how);
    } else if let Some(gap) = unread(scope, users) {
        out.unknown(group, gap);
    } else if let Some(odd) = listeners.iter().find(|listener| !is_known(listener)) {
        let protocol = odd.protocol.as_deref().unwrap_or("absent");
        out.unknown(group, format!("a listener of its load balancer has the Protocol {protocol}"));
    } else if listeners.iter().any(|listener| ends_tls(listener) && listener.default_actions.is_empty()) {
        out.unknown(group, "DefaultActions of a TLS listener is absent");
    } else if ways.is_empty() && listeners.iter().any(|listener| ends_tls(listener)) {
        out.unknown(group, "no default action leads to it, and the rules of a TLS listener are not read");
    } else {
        out.not_applicable(group, "no TLS listener leads to it: whether the targets encrypt cannot be judged");
    }
}

fn fail(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    mut case: Case,
    group: &Item<'_, TargetGroup>,
    ways: &[Way<'_>],
    how: &str,
) {
    case.cite(group, "/Protocol", &group.protocol, "how targets are spoken to");
    for way in ways {
        let arn = &group.target_group_arn;
        case.cite(&way.listener, "/Protocol", &way.listener.protocol, "a listener that leads to it");
        match &way.rule {
            Some(rule) => case.cite(rule, &way.pointer, arn, format!("a rule of it {}", way.note)),
            None => case.cite(&way.listener, &way.pointer, arn, format!("its default action {}", way.note)),
        }
    }
    let (severity, more) = if is_mirrored(scope, &mut case, group) {
        (Severity::High, " A mirror session copies the packets of one of them.")
    } else if is_encrypted_below(scope, &mut case, group) {
        (Severity::Low, " The hardware encrypts the wire between them; a mirror session would copy before that.")
    } else {
        (Severity::Medium, "")
    };
    let message = format!("The load balancer speaks to the targets over {how}.{more}");
    out.rule(case, Ruling::Fail(severity, message));
}

/// True where a mirror session copies the packets of an instance of the group.
fn is_mirrored(scope: &ScopeView<'_>, case: &mut Case, group: &TargetGroup) -> bool {
    let mut sessions = case.look(scope, &TRAFFIC_MIRROR_SESSIONS);
    if sessions.is_empty() {
        return false;
    }
    sessions.sort_by_key(|session| session.view().traffic_mirror_session_id.as_str());
    let targets = case.look_for(scope, &TARGET_HEALTH, &group.target_group_arn);
    let interfaces = case.look(scope, &NETWORK_INTERFACES);
    for session in &sessions {
        let source = session.network_interface_id.as_deref();
        let interface = interfaces.iter().find(|interface| Some(interface.network_interface_id.as_str()) == source);
        let instance = interface.and_then(|interface| interface.attachment.as_ref()?.instance_id.as_deref());
        let target = targets.iter().find(|target| Some(target.target.id.as_str()) == instance);
        if let Some(target) = target {
            case.cite(target, "/Target/Id", &target.target.id, "a target");
            case.cite(session, "/NetworkInterfaceId", source, "an interface of it, whose packets are copied");
            return true;
        }
    }
    false
}

/// True where the VPC enforces that its hardware encrypts what the load balancer and the instances of the group say.
/// Addresses may lie outside the VPC.
fn is_encrypted_below(scope: &ScopeView<'_>, case: &mut Case, group: &TargetGroup) -> bool {
    let (Some("instance"), Some(vpc)) = (group.target_type.as_deref(), &group.vpc_id) else { return false };
    let mut controls = case.look(scope, &VPC_ENCRYPTION_CONTROLS);
    controls.retain(|control| control.vpc_id == *vpc && control.state.as_deref() != Some("deleted"));
    let Some(control) = controls.first() else { return false };
    if !controls.iter().all(|control| is_enforced(control)) {
        return false;
    }
    case.cite(control, "/Mode", "enforce", "the encryption control of its VPC");
    case.cite(control, "/State", "available", "and its state");
    true
}

/// True for a control in force that lets nothing through.
fn is_enforced(control: &VpcEncryptionControl) -> bool {
    let excludes_nothing = control
        .resource_exclusions
        .as_ref()
        .is_some_and(|all| all.values().all(|exclusion| exclusion.state.as_deref() == Some("disabled")));
    control.mode.as_deref() == Some("enforce") && control.state.as_deref() == Some("available") && excludes_nothing
}
