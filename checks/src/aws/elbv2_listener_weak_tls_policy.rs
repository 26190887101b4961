use super::{
    predefined_tls_policies::documented,
    tls_policy::{Allowed, Policy, Strength},
};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView};
use overhear_aws::elasticloadbalancingv2::{LISTENERS, LOAD_BALANCERS, Listener, SSL_POLICIES, SslPolicy};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-elbv2-listener-weak-tls-policy",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A load balancer listener allows old TLS versions or weak ciphers",
    resource_type: "AWS::ElasticLoadBalancingV2::Listener",
    needs: &[Required(&LOAD_BALANCERS.op), Required(&LISTENERS.op), Required(&SSL_POLICIES.op)],
    remediation: "Give the listener a policy of TLS 1.2 and newer with forward secrecy (`aws elbv2 modify-listener \
                  --listener-arn ARN --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`).",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SslPolicy.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An HTTPS listener of an application load balancer, or a TLS listener of a network load balancer, by the protocols and \
ciphers of its policy, never by the name of the policy.

- medium: the policy allows a version before TLS 1.2, or a cipher with NULL, RC2, RC4, DES, MD5, an export key or no \
authentication
- low: the versions are fine, and a cipher has no forward secrecy

Listeners of other protocols are not judged. A policy that the region does not list is unknown, as are protocols and \
ciphers that nobody knows. Where the policies were not read, the documented contents of the predefined policy make a \
finding, and never a pass.

## Why it matters

A copy of the traffic can be kept. Without forward secrecy everything recorded can be read once the private key is \
known; with old versions and broken ciphers it may not even take the key.

## Evidence

`SslPolicy` of the listener; the protocols and ciphers of the policy that decide.

## False positives

Clients that speak nothing newer. Application and network load balancers use the policy towards clients alone: what \
they speak to targets follows from it and cannot be chosen.

## Remediation

```sh
aws elbv2 describe-ssl-policies --names POLICY
aws elbv2 modify-listener --listener-arn ARN --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09
```

```hcl
resource \"aws_lb_listener\" \"https\" {
  ssl_policy = \"ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09\"
}
```

## Native controls

Security Hub `ELB.17`, which passes a fixed list of names: its verdict may differ.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for listener in scope.items(&LISTENERS) {
        match listener.protocol.as_deref() {
            Some("HTTPS" | "TLS") => match &listener.view().ssl_policy {
                Some(name) => judge(scope, out, &listener, name),
                None => out.unknown(&listener, "SslPolicy is absent"),
            },
            Some(other @ ("HTTP" | "TCP" | "UDP" | "TCP_UDP" | "GENEVE" | "QUIC" | "TCP_QUIC")) => {
                out.not_applicable(&listener, &format!("its protocol, {other}, ends no TLS"));
            }
            Some(other) => out.unknown(&listener, format!("its Protocol, {other}, is not known")),
            None => out.unknown(&listener, "Protocol is absent"),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, listener: &Item<'_, Listener>, name: &str) {
    let listed = scope.items(&SSL_POLICIES).filter(|policy| policy.name == name);
    let judged = listed.map(|policy| (allowed(policy.view()).judge(), policy));
    let Some((judged, policy)) = judged.min_by_key(|(judged, _)| judged.strength) else {
        if scope.sight(&SSL_POLICIES.op).is_clear() {
            out.unknown(listener, format!("its policy, {name}, is not among those of the region"));
        } else {
            judge_by_documents(out, listener, name);
        }
        return;
    };
    let words = format!("its policy, {name}, {}", judged.words);
    let Some(severity) = judged.strength.severity() else {
        if judged.strength == Strength::Strong {
            out.pass(listener, &words);
        } else {
            out.unknown(listener, words);
        }
        return;
    };
    let mut case = out.case(listener);
    case.cite(listener, "/SslPolicy", name, "its TLS policy");
    for fault in &judged.faults {
        case.cite(&policy, &fault.pointer, fault.written, "the policy allows it");
    }
    let message = format!("The {} listener {} is weak: {words}.", protocol(listener), port(listener));
    out.rule(case, Ruling::Fail(severity, message));
}

/// Judges by what the guides say of a predefined policy, since the policies of the region were not read.
fn judge_by_documents(out: &mut Results<'_>, listener: &Item<'_, Listener>, name: &str) {
    let Some((strength, words)) = documented(name) else {
        out.unknown(listener, format!("the policies were not read, and the guides do not show {name}"));
        return;
    };
    let Some(severity) = strength.severity() else {
        // The engine makes it unknown: a required call is missing.
        out.pass(listener, &words);
        return;
    };
    let mut case = out.case(listener);
    case.cite(listener, "/SslPolicy", name, format!("a predefined policy that, as documented, {words}"));
    let message = format!(
        "The {} listener {} is weak: its policy, {name}, {words}, as documented; the policy itself was not read.",
        protocol(listener),
        port(listener)
    );
    out.rule(case, Ruling::Fail(severity, message));
}

fn protocol<'a>(listener: &Item<'a, Listener>) -> &'a str {
    listener.view().protocol.as_deref().unwrap_or_default()
}

fn port(listener: &Listener) -> String {
    listener.port.map_or_else(|| "on an unknown port".to_owned(), |port| format!("on port {port}"))
}

fn allowed(policy: &SslPolicy) -> Policy<'_> {
    let mut allowed = Policy::default();
    for (index, protocol) in policy.ssl_protocols.iter().enumerate() {
        allowed.protocols.push(Allowed {
            pointer: format!("/SslProtocols/{index}"),
            written: protocol,
            name: protocol,
        });
    }
    for (index, cipher) in policy.ciphers.iter().enumerate() {
        match &cipher.name {
            Some(name) => {
                allowed.ciphers.push(Allowed { pointer: format!("/Ciphers/{index}/Name"), written: name, name });
            }
            None => allowed.odd = Some("has a cipher without a name".to_owned()),
        }
    }
    allowed
}
