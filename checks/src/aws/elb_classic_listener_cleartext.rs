use super::{cleartext_ports::is_cleartext, scheme};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::elasticloadbalancing::{LOAD_BALANCERS, LoadBalancerDescription};
use overhear_core::Provider;

/// Where TLS may pass through to the backend.
const PASSTHROUGH: Confidence = Confidence::hundredths(40);

pub(super) static CHECK: Check = Check {
    id: "aws-elb-classic-listener-cleartext",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A classic load balancer listens without TLS",
    resource_type: "AWS::ElasticLoadBalancing::LoadBalancer",
    needs: &[Required(&LOAD_BALANCERS.op)],
    remediation: "Let the listener speak HTTPS or SSL with a certificate of ACM, or delete it (`aws elb \
                  delete-load-balancer-listeners`). A classic load balancer cannot redirect: an application load \
                  balancer can.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A classic load balancer with a listener that speaks no TLS towards clients.

- high: a listener is HTTP, or TCP on a port of a protocol without encryption, and the load balancer is internet-facing
- medium: the same, and it is internal
- low, confidence 0.40: listeners are TCP on other ports alone, 443 among them, where TLS may pass through to the \
instances

The ports: 20, 21, 23, 25, 69, 80, 110, 143, 389, 514, 1433, 3306, 5432, 6379, 8000, 8080, 11211, 27017. A load \
balancer whose listeners are HTTPS or SSL alone passes.

## Why it matters

Whoever stands between client and load balancer, or copies packets on the way, reads everything. A classic load \
balancer cannot redirect: an HTTPS listener beside the HTTP one does not help.

## Evidence

`Protocol` and `LoadBalancerPort` of each such listener.

## False positives

TCP listeners behind which the instances end TLS; protocols that switch to TLS on their port (SMTP, IMAP, LDAP, \
PostgreSQL, MySQL) where the servers insist on it. An HTTP listener whose instances answer with a redirect alone still \
carries the first request.

## Remediation

```sh
aws elb create-load-balancer-listeners --load-balancer-name NAME --listeners \
Protocol=HTTPS,LoadBalancerPort=443,InstanceProtocol=HTTPS,InstancePort=443,SSLCertificateId=ACM-ARN
aws elb delete-load-balancer-listeners --load-balancer-name NAME --load-balancer-ports 80
```

## Native controls

AWS Config `ELB_TLS_HTTPS_LISTENERS_ONLY` and Security Hub `ELB.3`, which fail every TCP listener too.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for balancer in scope.items(&LOAD_BALANCERS) {
        if balancer.listener_descriptions.is_empty() {
            out.not_applicable(&balancer, "it has no listener");
            continue;
        }
        judge(out, &balancer);
    }
}

fn judge(out: &mut Results<'_>, balancer: &Item<'_, LoadBalancerDescription>) {
    let mut case = out.case(balancer);
    let mut plain = Vec::new();
    let mut passed = Vec::new();
    let mut odd = None;
    for (index, description) in balancer.listener_descriptions.iter().enumerate() {
        let listener = description.listener.as_ref();
        let protocol = listener.and_then(|listener| listener.protocol.as_deref());
        let port = listener.and_then(|listener| listener.load_balancer_port);
        let label = port.map_or_else(|| "an unknown port".to_owned(), |port| port.to_string());
        let list = match (protocol, port) {
            (Some("HTTPS" | "SSL"), _) => continue,
            (Some("HTTP"), _) => &mut plain,
            (Some("TCP"), Some(port)) if is_cleartext(port) => &mut plain,
            (Some("TCP"), Some(_)) => &mut passed,
            (Some("TCP"), None) => {
                odd.get_or_insert_with(|| "LoadBalancerPort of a TCP listener is absent".to_owned());
                continue;
            }
            (other, _) => {
                let other = other.unwrap_or("absent");
                odd.get_or_insert_with(|| format!("a listener has the Protocol {other}"));
                continue;
            }
        };
        let at = format!("/ListenerDescriptions/{index}/Listener");
        case.cite(balancer, &format!("{at}/Protocol"), protocol, "it speaks no TLS");
        if port.is_some() {
            case.cite(balancer, &format!("{at}/LoadBalancerPort"), port, "its port");
        }
        list.push(format!("{} on {label}", protocol.unwrap_or_default()));
    }
    let ruling = if !plain.is_empty() {
        if let Some(scheme) = &balancer.scheme {
            case.cite(balancer, "/Scheme", scheme, "who can reach it");
        }
        let message = format!("It listens in plaintext: {}.", plain.join(", "));
        Ruling::Fail(scheme::severity(balancer.scheme.as_deref()), message)
    } else if !passed.is_empty() {
        case.cap(PASSTHROUGH);
        let message = format!("It ends no TLS: {}; TLS may pass through to the instances.", passed.join(", "));
        Ruling::Fail(Severity::Low, message)
    } else if let Some(odd) = odd {
        Ruling::Unknown(odd)
    } else {
        Ruling::Pass("every listener is HTTPS or SSL".to_owned())
    };
    out.rule(case, ruling);
}
