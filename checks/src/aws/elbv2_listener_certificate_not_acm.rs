use super::certificate_keeper::{Keeper, keeper};
use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, Sight};
use overhear_aws::elasticloadbalancingv2::{LISTENER_CERTIFICATES, LISTENERS, LOAD_BALANCERS, Listener};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-elbv2-listener-certificate-not-acm",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(50),
    title: "A load balancer listener presents a certificate that is not kept in ACM",
    resource_type: "AWS::ElasticLoadBalancingV2::Listener",
    needs: &[Required(&LOAD_BALANCERS.op), Required(&LISTENERS.op), Required(&LISTENER_CERTIFICATES.op)],
    remediation: "Request or import the certificate in ACM and give it to the listener (`aws elbv2 modify-listener \
                  --listener-arn ARN --certificates CertificateArn=ACM-ARN`), then delete the one in IAM.",
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerCertificates.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An HTTPS or TLS listener of an application or network load balancer one of whose certificates is kept in IAM and not \
in AWS Certificate Manager, or that has none. The default certificate and those for SNI count. An ARN of another form \
is unknown. Other listeners are not judged.

It is always low, and hygiene: such a certificate encrypts as well as another.

## Why it matters

Nothing renews a certificate in IAM or warns before it ends, and its private key was in the hands of whoever uploaded \
it. Who has the key, and the traffic of ciphers without forward secrecy, reads it; and an expired certificate teaches \
people to click warnings away.

## Evidence

`CertificateArn` of the listener's certificates.

## False positives

Regions that ACM does not serve, and keys that must come from outside: import them into ACM.

## Remediation

```sh
aws acm import-certificate --certificate fileb://cert.pem --private-key fileb://key.pem \
--certificate-chain fileb://chain.pem
aws elbv2 modify-listener --listener-arn LISTENER --certificates CertificateArn=ACM-ARN
aws elbv2 remove-listener-certificates --listener-arn LISTENER --certificates CertificateArn=IAM-ARN
```

## Native controls

AWS Config `ELBV2_ACM_CERTIFICATE_REQUIRED`, which judges load balancers.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for listener in scope.items(&LISTENERS) {
        match listener.protocol.as_deref() {
            Some("HTTPS" | "TLS") => judge(scope, out, &listener),
            Some(other @ ("HTTP" | "TCP" | "UDP" | "TCP_UDP" | "GENEVE" | "QUIC" | "TCP_QUIC")) => {
                out.not_applicable(&listener, &format!("its protocol, {other}, presents no certificate"));
            }
            Some(other) => out.unknown(&listener, format!("its Protocol, {other}, is not known")),
            None => out.unknown(&listener, "Protocol is absent"),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, listener: &Item<'_, Listener>) {
    let arn = &listener.listener_arn;
    let mut case = out.case(listener);
    let mut arns = Vec::new();
    let mut in_iam = Vec::new();
    let mut odd = None;
    for (index, certificate) in listener.certificates.iter().flatten().enumerate() {
        let Some(certificate) = certificate.certificate_arn.as_deref() else {
            odd.get_or_insert_with(|| "a CertificateArn is absent".to_owned());
            continue;
        };
        if keeper(certificate) == Keeper::Iam {
            let pointer = format!("/Certificates/{index}/CertificateArn");
            case.cite(listener, &pointer, certificate, "its default certificate is kept in IAM");
            in_iam.push(certificate);
        }
        arns.push(certificate);
    }
    let mut listed = scope.items_for(&LISTENER_CERTIFICATES, arn);
    listed.sort_by_key(|certificate| certificate.view().certificate_arn.as_str());
    for certificate in &listed {
        // The list holds the default certificate too.
        let arn = certificate.view().certificate_arn.as_str();
        if keeper(arn) == Keeper::Iam && !in_iam.contains(&arn) {
            case.cite(certificate, "/CertificateArn", arn, "a certificate for SNI is kept in IAM");
            in_iam.push(arn);
        }
        arns.push(arn);
    }
    if let Some(unreadable) = arns.iter().find(|arn| keeper(arn) == Keeper::NotKnown) {
        odd.get_or_insert_with(|| format!("{unreadable} is no ARN of ACM or IAM"));
    }
    let ruling = if !in_iam.is_empty() {
        let names: Vec<_> = in_iam.iter().map(|arn| arn.rsplit('/').next().unwrap_or(arn)).collect();
        Ruling::Fail(Severity::Low, format!("It presents certificates that IAM keeps: {}.", names.join(", ")))
    } else if let Some(odd) = odd {
        Ruling::Unknown(odd)
    } else if !arns.is_empty() {
        Ruling::Pass("every certificate is kept in ACM".to_owned())
    } else if listener.certificates.is_some() && scope.sight_for(&LISTENER_CERTIFICATES.op, arn) == Sight::Clear {
        case.cite(listener, "/Protocol", &listener.protocol, "it has no certificate at all");
        Ruling::Fail(Severity::Low, "It has no certificate, and cannot speak TLS.".to_owned())
    } else {
        Ruling::Unknown("it names no certificate".to_owned())
    };
    out.rule(case, ruling);
}
