use super::certificate_keeper::{Keeper, keeper};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::elasticloadbalancing::{LOAD_BALANCERS, LoadBalancerDescription};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-elb-classic-certificate-not-acm",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(50),
    title: "A classic load balancer presents a certificate that is not kept in ACM",
    resource_type: "AWS::ElasticLoadBalancing::LoadBalancer",
    needs: &[Required(&LOAD_BALANCERS.op)],
    remediation: "Request or import the certificate in ACM and set it (`aws elb \
                  set-load-balancer-listener-ssl-certificate`), then delete the one in IAM.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ssl-server-cert.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A classic load balancer with an HTTPS or SSL listener whose certificate is kept in IAM and not in AWS Certificate \
Manager. An absent certificate and an ARN of another form are unknown. A load balancer without such a listener is not \
judged.

It is always low, and hygiene: such a certificate encrypts as well as another.

## Why it matters

Nothing renews a certificate in IAM or warns before it ends, and its private key was in the hands of whoever uploaded \
it. Who has the key, and the traffic of ciphers without forward secrecy, reads it.

## Evidence

`SSLCertificateId` of the listener.

## False positives

Regions that ACM does not serve, and keys that must come from outside: import them into ACM.

## Remediation

```sh
aws acm import-certificate --certificate fileb://cert.pem --private-key fileb://key.pem \
--certificate-chain fileb://chain.pem
aws elb set-load-balancer-listener-ssl-certificate --load-balancer-name NAME --load-balancer-port 443 \
--ssl-certificate-id ACM-ARN
```

## Native controls

AWS Config `ELB_ACM_CERTIFICATE_REQUIRED` and Security Hub `ELB.2`.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for balancer in scope.items(&LOAD_BALANCERS) {
        judge(out, &balancer);
    }
}

fn judge(out: &mut Results<'_>, balancer: &Item<'_, LoadBalancerDescription>) {
    let mut case = out.case(balancer);
    let mut in_iam: Vec<&str> = Vec::new();
    let mut odd = None;
    let mut speaks_tls = false;
    for (index, description) in balancer.listener_descriptions.iter().enumerate() {
        let listener = description.listener.as_ref();
        match listener.and_then(|listener| listener.protocol.as_deref()) {
            Some("HTTPS" | "SSL") => speaks_tls = true,
            Some("HTTP" | "TCP") => continue,
            other => {
                odd.get_or_insert_with(|| format!("a listener has the Protocol {}", other.unwrap_or("absent")));
                continue;
            }
        }
        let Some(arn) = listener.and_then(|listener| listener.ssl_certificate_id.as_deref()) else {
            odd.get_or_insert_with(|| "SSLCertificateId is absent".to_owned());
            continue;
        };
        match keeper(arn) {
            Keeper::Acm => {}
            Keeper::Iam => {
                let pointer = format!("/ListenerDescriptions/{index}/Listener/SSLCertificateId");
                case.cite(balancer, &pointer, arn, "a certificate that IAM keeps");
                in_iam.push(arn);
            }
            Keeper::NotKnown => {
                odd.get_or_insert_with(|| format!("{arn} is no ARN of ACM or IAM"));
            }
        }
    }
    let ruling = if !in_iam.is_empty() {
        let mut names: Vec<_> = in_iam.iter().map(|arn| arn.rsplit('/').next().unwrap_or(arn)).collect();
        names.dedup();
        Ruling::Fail(Severity::Low, format!("It presents certificates that IAM keeps: {}.", names.join(", ")))
    } else if let Some(odd) = odd {
        Ruling::Unknown(odd)
    } else if speaks_tls {
        Ruling::Pass("every certificate is kept in ACM".to_owned())
    } else {
        Ruling::NotApplicable("no listener speaks TLS".to_owned())
    };
    out.rule(case, ruling);
}
