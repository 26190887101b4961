use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::elasticloadbalancing::{LOAD_BALANCERS, Listener};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-elb-classic-backend-cleartext",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "A classic load balancer opens TLS and sends on plaintext",
    resource_type: "AWS::ElasticLoadBalancing::LoadBalancer",
    needs: &[Required(&LOAD_BALANCERS.op)],
    remediation: "Let the instances speak TLS and set the instance protocol of the listener to HTTPS or SSL; better move to \
                  an application or network load balancer.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A classic load balancer with a listener that speaks HTTPS or SSL to clients and HTTP or TCP to instances, one finding \
for all such listeners. Without an HTTPS or SSL listener the question does not arise; listeners without TLS are the \
matter of aws-elb-classic-listener-cleartext. A protocol that is not documented, and an instance protocol that is \
absent, is unknown.

## Why it matters

TLS ends at the load balancer. What it sends on crosses the VPC readable, and the interface of an instance is where a \
traffic mirror is put. The lock in the browser tells nothing of this hop.

## Evidence

`Protocol` and `InstanceProtocol` of each such listener.

## False positives

With SSL to clients and TCP to instances a protocol with encryption of its own may be inside. Whether the certificates \
of instances are checked (backend authentication) is another matter.

## Remediation

```sh
aws elb create-load-balancer-listeners --load-balancer-name NAME --listeners \
Protocol=HTTPS,LoadBalancerPort=8443,InstanceProtocol=HTTPS,InstancePort=8443,SSLCertificateId=ARN
aws elb delete-load-balancer-listeners --load-balancer-name NAME --load-balancer-ports 443
```

```hcl
resource \"aws_elb\" \"shop\" {
  # ...
  listener {
    lb_port            = 443
    lb_protocol        = \"https\"
    instance_port      = 8443
    instance_protocol  = \"https\"
    ssl_certificate_id = aws_acm_certificate.shop.arn
  }
}
```

## Native controls

None: those for classic load balancers look at the side of the clients.
";

/// What a listener does between TLS of clients and its instances.
enum Hop {
    /// Clients do not speak TLS.
    NoTls,
    Encrypted,
    Plain,
    Unknown(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for balancer in scope.items(&LOAD_BALANCERS) {
        let (mut plain, mut encrypted, mut unknown) = (Vec::new(), false, None);
        for (index, description) in balancer.listener_descriptions.iter().enumerate() {
            match (hop(description.listener.as_ref()), &description.listener) {
                (Hop::Plain, Some(listener)) => plain.push((index, listener)),
                (Hop::Plain | Hop::NoTls, _) => {}
                (Hop::Encrypted, _) => encrypted = true,
                (Hop::Unknown(reason), _) => unknown = unknown.or(Some(reason)),
            }
        }
        if plain.is_empty() {
            match unknown {
                Some(reason) => out.unknown(&balancer, reason),
                None if encrypted => out.pass(&balancer, "what comes over HTTPS or SSL goes on over HTTPS or SSL"),
                None => out.not_applicable(&balancer, "no HTTPS or SSL listener"),
            }
            continue;
        }
        let mut case = out.case(&balancer);
        let mut hops = Vec::new();
        for (index, listener) in plain {
            let pointer = |member: &str| format!("/ListenerDescriptions/{index}/Listener/{member}");
            case.cite(&balancer, &pointer("Protocol"), &listener.protocol, "what clients speak");
            case.cite(&balancer, &pointer("InstanceProtocol"), &listener.instance_protocol, "what instances are sent");
            let clients = end(listener.protocol.as_deref(), listener.load_balancer_port);
            hops.push(format!("{clients} to {}", end(listener.instance_protocol.as_deref(), listener.instance_port)));
        }
        hops.sort();
        let message = format!("The load balancer opens TLS and sends on plaintext: {}.", hops.join(", "));
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}

/// One end of a hop: `HTTPS 443`.
fn end(protocol: Option<&str>, port: Option<i64>) -> String {
    let port = port.map_or_else(String::new, |port| format!(" {port}"));
    format!("{}{port}", protocol.unwrap_or_default())
}

fn hop(listener: Option<&Listener>) -> Hop {
    let upper = |text: &Option<String>| text.as_ref().map(|text| text.to_ascii_uppercase());
    let clients = listener.and_then(|listener| upper(&listener.protocol));
    let instances = listener.and_then(|listener| upper(&listener.instance_protocol));
    match (clients.as_deref(), instances.as_deref()) {
        (Some("HTTP" | "TCP"), _) => Hop::NoTls,
        (Some("HTTPS" | "SSL"), Some("HTTPS" | "SSL")) => Hop::Encrypted,
        (Some("HTTPS" | "SSL"), Some("HTTP" | "TCP")) => Hop::Plain,
        (Some("HTTPS" | "SSL"), Some(odd)) => Hop::Unknown(format!("InstanceProtocol {odd} is not known")),
        (Some("HTTPS" | "SSL"), None) => Hop::Unknown("InstanceProtocol is absent".to_owned()),
        (Some(odd), _) => Hop::Unknown(format!("Protocol {odd} is not known")),
        (None, _) => Hop::Unknown("the protocol of a listener is absent".to_owned()),
    }
}
