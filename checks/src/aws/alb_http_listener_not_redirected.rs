use super::{
    http_listener::{Fate, follow},
    scheme,
};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Sight};
use overhear_aws::elasticloadbalancingv2::{LISTENERS, LOAD_BALANCERS, LoadBalancer, RULES};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-alb-http-listener-not-redirected",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "An application load balancer serves plain HTTP",
    resource_type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    needs: &[Required(&LOAD_BALANCERS.op), Required(&LISTENERS.op), Required(&RULES.op)],
    remediation: "Let every rule of every HTTP listener, the default one included, redirect to HTTPS, or delete the \
                  listener.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An application load balancer with an HTTP listener on which a request can reach a backend, or is sent on over HTTP.

- high: it is internet-facing
- medium: it is internal

Every HTTP listener is judged, and on each every rule in the order of its priority, the default rule last:

- `forward` is a finding, whatever the weights of its target groups
- `redirect` is safe only with the protocol `HTTPS`; absent: documented default `#{protocol}`, which is HTTP here
- `fixed-response` is safe: it carries nothing of a backend
- a rule for every path (`*`, `/*`) or every host (`*`) hides the rules after it

A redirect in one rule excuses no forward in another. A load balancer without an HTTP listener passes. Where the rules \
of one HTTP listener were not read, a redirect as default action proves nothing: unknown.

## Why it matters

Whoever stands between client and load balancer, or copies packets on the way, reads requests and answers as they are: \
cookies, tokens, forms.

## Evidence

`Protocol` of the listener; the target groups or the redirect of the action that decides, rule by rule.

## False positives

A listener that nobody can reach, since security groups close its port: they are not looked at. A load balancer behind \
CloudFront that is to be asked over HTTP is no false positive: that way is in plaintext. The first request of a client \
stays readable even where everything is redirected.

## Remediation

```sh
aws elbv2 describe-rules --listener-arn LISTENER
aws elbv2 modify-rule --rule-arn RULE --actions \
'Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}'
aws elbv2 modify-listener --listener-arn LISTENER --default-actions \
'Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}'
```

```hcl
default_action {
  type = \"redirect\"
  redirect {
    protocol    = \"HTTPS\"
    port        = \"443\"
    status_code = \"HTTP_301\"
  }
}
```

## Native controls

AWS Config `ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK`, Security Hub `ELB.1`, and its copy in Defender for Cloud. \
`ELBV2_LISTENER_ENCRYPTION_IN_TRANSIT` and `ELB.18` fail every HTTP listener, one that only redirects too.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for listener in scope.items(&LISTENERS) {
        match listener.protocol.as_deref() {
            // The verdict is that of its load balancer.
            Some("HTTP") => {}
            Some("HTTPS" | "TCP" | "TLS" | "UDP" | "TCP_UDP" | "GENEVE" | "QUIC" | "TCP_QUIC") => {
                out.not_applicable(&listener, "not an HTTP listener: its rules do not matter");
            }
            Some(other) => out.unknown(&listener, format!("its Protocol, {other}, is not known")),
            None => out.unknown(&listener, "Protocol is absent"),
        }
    }
    for balancer in scope.items(&LOAD_BALANCERS) {
        match balancer.load_balancer_type.as_deref() {
            Some("application") => {}
            Some(other @ ("network" | "gateway")) => {
                out.not_applicable(&balancer, &format!("a {other} load balancer"));
                continue;
            }
            Some(other) => {
                out.unknown(&balancer, format!("its Type, {other}, is not known"));
                continue;
            }
            None => {
                out.unknown(&balancer, "Type is absent");
                continue;
            }
        }
        match balancer.state.as_ref().and_then(|state| state.code.as_deref()) {
            Some("active" | "active_impaired") | None => judge(scope, out, &balancer),
            Some(other @ ("provisioning" | "failed")) => {
                out.not_applicable(&balancer, &format!("its state is {other}"));
            }
            Some(other) => out.unknown(&balancer, format!("its state, {other}, is not known")),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, balancer: &Item<'_, LoadBalancer>) {
    let arn = &balancer.load_balancer_arn;
    let mut listeners = scope.items_for(&LISTENERS, arn);
    listeners.sort_by_key(|listener| (listener.view().port, listener.view().listener_arn.as_str()));
    if listeners.is_empty() {
        // Where they were not read it is unknown, which the engine says.
        if scope.sight_for(&LISTENERS.op, arn) == Sight::Clear {
            out.not_applicable(balancer, "it has no listener");
        }
        return;
    }
    let mut case = out.case(balancer);
    let mut fate = Fate::default();
    let mut plain = false;
    for listener in &listeners {
        match listener.protocol.as_deref() {
            Some("HTTP") => {
                plain = true;
                follow(scope, &mut case, listener, &mut fate);
            }
            Some("HTTPS") => {}
            other => fate.doubt(|| format!("a listener with the Protocol {}", other.unwrap_or("absent"))),
        }
    }
    let ruling = if !fate.exposed.is_empty() {
        if let Some(scheme) = &balancer.scheme {
            case.cite(balancer, "/Scheme", scheme, "who can reach it");
        }
        let message = format!("Requests are served over plain HTTP: {}.", fate.exposed.join("; "));
        Ruling::Fail(scheme::severity(balancer.scheme.as_deref()), message)
    } else if let Some(why) = fate.unclear {
        Ruling::Unknown(why)
    } else if !plain {
        Ruling::Pass("it has no HTTP listener".to_owned())
    } else if fate.answered {
        Ruling::Pass("HTTP requests are redirected to HTTPS, or get a fixed response over HTTP".to_owned())
    } else {
        Ruling::Pass("every HTTP request is redirected to HTTPS".to_owned())
    };
    out.rule(case, ruling);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Account, Engine, Keep, Verdict, by_account, operations};
    use overhear_core::Snapshot;
    use serde_json::json;

    const BALANCER: &str =
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/closed/0000000000000001";

    /// Not in the fixture, since no call of `DescribeRules` could be taken away from it.
    #[test]
    fn a_load_balancer_without_an_http_listener_passes_and_needs_no_rules() {
        let scope = json!({"provider": "aws", "account": "111122223333", "region": "eu-west-1"});
        let call = |op: &str, parent: Option<&str>, item: serde_json::Value| json!({"op": op, "scope": scope, "parent": parent, "outcome": "complete", "items": [item]});
        let listener = BALANCER.replace("loadbalancer/", "listener/") + "/0000000000000002";
        let balancer = json!({"LoadBalancerArn": BALANCER, "Type": "application", "State": {"Code": "active"}});
        let listener = json!({"ListenerArn": listener, "LoadBalancerArn": BALANCER, "Port": 443, "Protocol": "HTTPS"});
        let snapshot = json!({"overhear_snapshot": 1, "calls": [
            call(LOAD_BALANCERS.op.id, None, balancer),
            call(LISTENERS.op.id, Some(BALANCER), listener),
        ]});
        let engine = Engine::new(vec![&CHECK], Vec::new(), "2026-11-02".parse().unwrap(), Keep::All);
        let wanted = |op: &overhear_core::Op| engine.wants(op);
        let mut reader = Snapshot::new(operations(), &wanted);
        reader.read_document(&snapshot.to_string());
        let accounts = by_account(reader.calls).into_iter();
        let evaluation = engine.conclude(accounts.map(|(key, calls)| engine.judge(Account::new(key, calls))));
        let verdicts: Vec<_> = evaluation.results.iter().map(|row| (row.resource.kind, row.verdict)).collect();
        assert!(verdicts.contains(&("AWS::ElasticLoadBalancingV2::LoadBalancer", Verdict::Pass)), "{verdicts:?}");
        assert!(evaluation.findings.is_empty() && verdicts.iter().all(|(_, verdict)| *verdict != Verdict::Unknown));
    }
}
