use super::{
    predefined_tls_policies::documented,
    tls_policy::{Allowed, Judged, Policy, Strength},
};
use crate::{Case, Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, Sight};
use overhear_aws::elasticloadbalancing::{
    LOAD_BALANCER_POLICIES, LOAD_BALANCERS, ListenerDescription, LoadBalancerDescription, PolicyDescription,
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-elb-classic-weak-tls-policy",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A classic load balancer allows old TLS versions or weak ciphers",
    resource_type: "AWS::ElasticLoadBalancing::LoadBalancer",
    needs: &[Required(&LOAD_BALANCERS.op), Required(&LOAD_BALANCER_POLICIES.op)],
    remediation: "Make a policy of TLS 1.2 with ECDHE ciphers alone and set it on the listener (`aws elb \
                  set-load-balancer-policies-of-listener`), or move to an application load balancer, which has TLS 1.3.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-ssl-security-policy.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ssl-config-update.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A classic load balancer with an HTTPS or SSL listener, by the protocols and ciphers of the policy of type \
`SSLNegotiationPolicyType` that the listener names, never by the name of the policy.

- medium: the policy allows a version before TLS 1.2, or a cipher with NULL, RC2, RC4, DES, MD5, an export key or no \
authentication; or the listener has no such policy
- low: the versions are fine, and a cipher has no forward secrecy: so does `ELBSecurityPolicy-TLS-1-2-2017-01`

A policy that the load balancer does not have, an attribute that is neither true nor false, and a protocol or cipher \
that nobody knows are unknown. Where the policies were not read, the documented contents of a predefined policy make a \
finding, and never a pass. A load balancer without such a listener is not judged.

## Why it matters

A copy of the traffic can be kept. Without forward secrecy everything recorded can be read once the private key is \
known; with old versions and broken ciphers it may not even take the key.

## Evidence

`PolicyNames` of the listener; the attributes of the policy that are true and decide.

## False positives

Clients that speak nothing newer.

## Remediation

```sh
aws elb create-load-balancer-policy --load-balancer-name NAME --policy-name tls12-fs \
--policy-type-name SSLNegotiationPolicyType --policy-attributes \
AttributeName=Protocol-TLSv1.2,AttributeValue=true \
AttributeName=Server-Defined-Cipher-Order,AttributeValue=true \
AttributeName=ECDHE-RSA-AES128-GCM-SHA256,AttributeValue=true \
AttributeName=ECDHE-RSA-AES256-GCM-SHA384,AttributeValue=true
aws elb set-load-balancer-policies-of-listener --load-balancer-name NAME --load-balancer-port 443 \
--policy-names tls12-fs
```

## Native controls

AWS Config `ELB_PREDEFINED_SECURITY_POLICY_SSL_CHECK` and `ELB_CUSTOM_SECURITY_POLICY_SSL_CHECK`, which compare with a \
parameter, and Security Hub `ELB.8`, which passes `ELBSecurityPolicy-TLS-1-2-2017-01` alone: verdicts may differ.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for balancer in scope.items(&LOAD_BALANCERS) {
        let mut odd = None;
        let mut speaks_tls = false;
        for description in &balancer.listener_descriptions {
            match protocol(description) {
                Some("HTTPS" | "SSL") => speaks_tls = true,
                Some("HTTP" | "TCP") => {}
                other => {
                    odd.get_or_insert_with(|| format!("a listener has the Protocol {}", other.unwrap_or("absent")));
                }
            }
        }
        match odd {
            _ if speaks_tls => judge(scope, out, &balancer, odd),
            Some(odd) => out.unknown(&balancer, odd),
            None => out.not_applicable(&balancer, "no listener speaks TLS"),
        }
    }
}

fn protocol(description: &ListenerDescription) -> Option<&str> {
    description.listener.as_ref()?.protocol.as_deref()
}

/// What was found about the listeners of a load balancer.
struct Found {
    /// What is weak, in words, and how bad.
    weak: Vec<(Severity, String)>,
    /// What cannot be told.
    odd: Option<String>,
}

fn judge(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    balancer: &Item<'_, LoadBalancerDescription>,
    odd: Option<String>,
) {
    let name = &balancer.load_balancer_name;
    let policies = scope.items_for(&LOAD_BALANCER_POLICIES, name);
    let sight = scope.sight_for(&LOAD_BALANCER_POLICIES.op, name);
    let mut case = out.case(balancer);
    let mut found = Found { weak: Vec::new(), odd };
    for (index, description) in balancer.listener_descriptions.iter().enumerate() {
        if matches!(protocol(description), Some("HTTPS" | "SSL")) {
            judge_listener(&mut case, balancer, index, description, &policies, &sight, &mut found);
        }
    }
    let worst = found.weak.iter().map(|(severity, _)| *severity).max();
    let ruling = match (worst, found.odd) {
        (Some(severity), _) => {
            let words: Vec<_> = found.weak.into_iter().map(|(_, words)| words).collect();
            Ruling::Fail(severity, format!("Its TLS is weak: {}.", words.join("; ")))
        }
        (None, Some(odd)) => Ruling::Unknown(odd),
        (None, None) => Ruling::Pass("its policies allow TLS 1.2 alone, with forward secrecy".to_owned()),
    };
    out.rule(case, ruling);
}

fn judge_listener(
    case: &mut Case,
    balancer: &Item<'_, LoadBalancerDescription>,
    index: usize,
    description: &ListenerDescription,
    policies: &[Item<'_, PolicyDescription>],
    sight: &Sight,
    found: &mut Found,
) {
    let port = description.listener.as_ref().and_then(|listener| listener.load_balancer_port);
    let port = port.map_or_else(|| "on an unknown port".to_owned(), |port| format!("on port {port}"));
    let at = format!("/ListenerDescriptions/{index}");
    let Some(names) = &description.policy_names else {
        found.odd.get_or_insert_with(|| format!("PolicyNames {port} is absent"));
        return;
    };
    let mut negotiates = false;
    for (place, name) in names.iter().enumerate() {
        let of_name = policies.iter().filter(|policy| policy.policy_name == *name);
        // One answer may be there twice.
        let judged = of_name.map(|policy| (judge_policy(policy.view()), policy));
        let worst = judged.min_by_key(|(judged, _)| judged.as_ref().map_or(Strength::Strong, |judged| judged.strength));
        let pointer = format!("{at}/PolicyNames/{place}");
        match worst {
            // Of another type.
            Some((None, _)) => continue,
            Some((Some(judged), policy)) => {
                if let Some(severity) = judged.strength.severity() {
                    case.cite(balancer, &pointer, name, format!("its TLS policy {port}"));
                    for fault in &judged.faults {
                        case.cite(policy, &fault.pointer, fault.written, "the policy allows it");
                    }
                    found.weak.push((severity, format!("{port} {name} {}", judged.words)));
                } else if judged.strength == Strength::Undetermined {
                    found.odd.get_or_insert_with(|| format!("{port} {name} {}", judged.words));
                }
            }
            None => match documented(name).filter(|_| !sight.is_clear()) {
                Some((strength, words)) => {
                    // In place of a pass the engine says that the policies were not read.
                    if let Some(severity) = strength.severity() {
                        let note = format!("a predefined policy that, as documented, {words}");
                        case.cite(balancer, &pointer, name, note);
                        let words = format!("{port} {name} {words}, as documented; the policy itself was not read");
                        found.weak.push((severity, words));
                    }
                }
                None => {
                    found.odd.get_or_insert_with(|| match sight.gap() {
                        Some(gap) => format!("{}: {gap}", LOAD_BALANCER_POLICIES.op.id),
                        None => format!("the policy {name} {port} was not returned"),
                    });
                }
            },
        }
        negotiates = true;
    }
    if !negotiates {
        case.cite(balancer, &format!("{at}/Listener/Protocol"), protocol(description), format!("no TLS policy {port}"));
        found.weak.push((Severity::Medium, format!("{port} no TLS policy is set")));
    }
}

/// Judges a policy. None for one that is not about TLS.
fn judge_policy(policy: &PolicyDescription) -> Option<Judged<'_>> {
    let mut allowed = match policy.policy_type_name.as_deref() {
        Some("SSLNegotiationPolicyType") => allowed(policy),
        Some(_) => return None,
        None => Policy::default(),
    };
    if policy.policy_type_name.is_none() {
        allowed.odd = Some("has no PolicyTypeName".to_owned());
    }
    Some(allowed.judge())
}

fn allowed(policy: &PolicyDescription) -> Policy<'_> {
    const OPTIONS: [&str; 2] = ["Reference-Security-Policy", "Server-Defined-Cipher-Order"];
    let mut allowed = Policy::default();
    for (index, attribute) in policy.policy_attribute_descriptions.iter().enumerate() {
        let Some(written) = attribute.attribute_name.as_deref() else {
            allowed.odd = Some("has an attribute without a name".to_owned());
            continue;
        };
        if OPTIONS.contains(&written) {
            continue;
        }
        match attribute.attribute_value.as_deref() {
            Some(value) if value.eq_ignore_ascii_case("true") => {}
            Some(value) if value.eq_ignore_ascii_case("false") => continue,
            other => {
                let other = other.unwrap_or("absent");
                allowed.odd = Some(format!("has the value {other} for {written}"));
                continue;
            }
        }
        let pointer = format!("/PolicyAttributeDescriptions/{index}/AttributeName");
        match written.strip_prefix("Protocol-") {
            Some(name) => allowed.protocols.push(Allowed { pointer, written, name }),
            None => allowed.ciphers.push(Allowed { pointer, written, name: written }),
        }
    }
    allowed
}
