use super::cleartext_ports::is_cleartext;
use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::elasticloadbalancingv2::{LISTENERS, LOAD_BALANCERS, Listener, TARGET_GROUPS};
use overhear_core::Provider;

/// Of a listener that may carry TLS from end to end.
const PASSED_THROUGH: Confidence = Confidence::hundredths(40);

pub(super) static CHECK: Check = Check {
    id: "aws-nlb-listener-not-tls",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A listener of a network load balancer does not speak TLS",
    resource_type: "AWS::ElasticLoadBalancingV2::Listener",
    needs: &[
        Required(&LOAD_BALANCERS.op),
        Required(&LISTENERS.op),
        Enriching(&TARGET_GROUPS.op, Confidence::hundredths(85)),
    ],
    remediation: "Let the listener speak TLS with a certificate of ACM, or let client and target encrypt between \
                  themselves.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A listener of a network load balancer that takes TCP, UDP or both, or TCP beside QUIC.

- medium: on a port of a protocol that starts without encryption (20, 21, 23, 25, 69, 80, 110, 143, 389, 514, 1433, \
3306, 5432, 6379, 8000, 8080, 11211, 27017)
- low, confidence at most 0.40: on any other port, where TLS may pass through from client to target

TLS and QUIC pass. GENEVE, and listeners of application and gateway load balancers, are not judged.

## Why it matters

The load balancer does not encrypt such connections: what clients send is on the network as they send it, and a mirror \
at the interface of a target sees it.

## Evidence

`Protocol` and `Port` of the listener; protocol and port of the target group that it forwards to.

## False positives

On port 443 it is usually TLS, opened by the target. Protocols of databases and of mail may go over to TLS after they \
started.

## Remediation

```sh
aws elbv2 modify-listener --listener-arn ARN --protocol TLS --port 443 --certificates CertificateArn=CERTIFICATE \
--ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06
```

```hcl
resource \"aws_lb_listener\" \"tls\" {
  # ...
  port            = 443
  protocol        = \"TLS\"
  certificate_arn = aws_acm_certificate.shop.arn
  ssl_policy      = \"ELBSecurityPolicy-TLS13-1-2-2021-06\"
}
```

## Native controls

AWS Config `ELBV2_LISTENER_ENCRYPTION_IN_TRANSIT` and Security Hub ELB.18 fail every listener that is not TLS, those \
that pass TLS through among them.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for balancer in scope.items(&LOAD_BALANCERS) {
        match balancer.load_balancer_type.as_deref() {
            Some("network") => {}
            Some(kind @ ("application" | "gateway")) => {
                out.not_applicable(&balancer, &format!("it is of type {kind}"));
                continue;
            }
            Some(other) => {
                out.unknown(&balancer, format!("its type, {other}, is not known"));
                continue;
            }
            None => {
                out.unknown(&balancer, "Type is absent");
                continue;
            }
        }
        let listeners = scope.items_for(&LISTENERS, &balancer.load_balancer_arn);
        if listeners.is_empty() && scope.sight_for(&LISTENERS.op, &balancer.load_balancer_arn).gap().is_none() {
            out.not_applicable(&balancer, "it has no listener");
        }
        for listener in listeners {
            match listener.protocol.as_deref() {
                Some(protocol @ ("TLS" | "QUIC")) => out.pass(&listener, &format!("it speaks {protocol}")),
                Some(protocol @ ("TCP" | "UDP" | "TCP_UDP" | "TCP_QUIC")) => match listener.port {
                    Some(port) => judge(scope, out, &listener, protocol, port),
                    None => out.unknown(&listener, "Port is absent"),
                },
                Some("GENEVE") => out.not_applicable(&listener, "its protocol is GENEVE"),
                Some(other) => out.unknown(&listener, format!("its protocol, {other}, is not known")),
                None => out.unknown(&listener, "Protocol is absent"),
            }
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, listener: &Item<'_, Listener>, protocol: &str, port: i64) {
    let mut case = out.case(listener);
    case.cite(listener, "/Protocol", protocol, "the load balancer does not encrypt");
    let starts_plain = is_cleartext(port);
    let note = if starts_plain { "of a protocol that starts without encryption" } else { "TLS may pass through" };
    case.cite(listener, "/Port", port, note);
    let groups = case.look(scope, &TARGET_GROUPS);
    for arn in listener.default_actions.iter().filter_map(|action| action.target_group_arn.as_ref()) {
        if let Some(group) = groups.iter().find(|group| group.target_group_arn == *arn) {
            if let Some(own) = &group.protocol {
                case.cite(group, "/Protocol", own, "of the target group that it forwards to");
            }
            if let Some(own) = group.port {
                case.cite(group, "/Port", own, "of the target group that it forwards to");
            }
        }
    }
    let ruling = if starts_plain {
        let message =
            format!("The listener takes {protocol} on port {port}, where connections start without encryption.");
        Ruling::Fail(Severity::Medium, message)
    } else {
        case.cap(PASSED_THROUGH);
        let message =
            format!("The listener passes {protocol} on port {port} through; whether TLS is inside cannot be seen.");
        Ruling::Fail(Severity::Low, message)
    };
    out.rule(case, ruling);
}
