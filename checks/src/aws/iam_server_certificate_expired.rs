use super::certificate_time::collected_at;
use crate::{
    Case, Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use jiff::Timestamp;
use overhear_aws::{
    cloudfront::DISTRIBUTIONS,
    elasticloadbalancing as classic,
    elasticloadbalancingv2::{LISTENER_CERTIFICATES, LISTENERS, LOAD_BALANCERS},
    iam::{SERVER_CERTIFICATES, ServerCertificateMetadata},
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-iam-server-certificate-expired",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(50),
    title: "A server certificate in IAM has expired",
    resource_type: "AWS::IAM::ServerCertificate",
    needs: &[
        Required(&SERVER_CERTIFICATES.op),
        Enriching(&LOAD_BALANCERS.op, UNREAD),
        Enriching(&LISTENERS.op, UNREAD),
        Enriching(&LISTENER_CERTIFICATES.op, UNREAD),
        Enriching(&classic::LOAD_BALANCERS.op, UNREAD),
        Enriching(&DISTRIBUTIONS.op, UNREAD),
    ],
    remediation: "Let the load balancers present a certificate of ACM, and delete this one (`aws iam \
                  delete-server-certificate --server-certificate-name NAME`).",
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServerCertificateMetadata.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A server certificate in IAM whose `Expiration` is earlier than the time when it was read.

- medium: a listener of a load balancer, or a distribution of CloudFront, presents it
- low: none does, or they were not read

There is no clock: without the time of the call, or with an `Expiration` that is no time, it is unknown.

## Why it matters

An expired certificate stops connections, or teaches clients to skip the check: then anybody in the path can present a \
key of his own, and read. Nothing renews a certificate in IAM, and the console does not show it.

## Evidence

`Expiration` of the certificate; the listener or distribution that presents it.

## False positives

Certificates that were replaced and not deleted.

## Remediation

```sh
aws iam list-server-certificates
aws elbv2 modify-listener --listener-arn LISTENER --certificates CertificateArn=ACM-ARN
aws iam delete-server-certificate --server-certificate-name NAME
```

## Native controls

AWS Config `IAM_SERVER_CERTIFICATE_EXPIRATION_CHECK`, in us-east-1 alone.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for certificate in scope.items(&SERVER_CERTIFICATES) {
        let Some(written) = certificate.view().expiration.as_deref() else {
            out.unknown(&certificate, "Expiration is absent");
            continue;
        };
        let (Some(now), Ok(ends)) = (collected_at(&certificate), written.parse::<Timestamp>()) else {
            let missing = if collected_at(&certificate).is_some() {
                "Expiration is not a time"
            } else {
                "nothing tells when it was read"
            };
            out.unknown(&certificate, missing);
            continue;
        };
        if ends >= now {
            out.pass(&certificate, &format!("it ends on {ends}"));
            continue;
        }
        let mut case = out.case(&certificate);
        case.cite(&certificate, "/Expiration", written, "when it ended");
        let on_listener = is_on_listener(scope, &mut case, &certificate.arn);
        let ruling = if is_on_distribution(scope, &mut case, certificate.view()) || on_listener {
            let message = format!("The certificate expired on {ends}, and is still presented.");
            Ruling::Fail(Severity::Medium, message)
        } else {
            Ruling::Fail(Severity::Low, format!("The certificate expired on {ends}."))
        };
        out.rule(case, ruling);
    }
}

/// True where a listener of a load balancer presents the certificate.
fn is_on_listener(scope: &ScopeView<'_>, case: &mut Case, arn: &str) -> bool {
    let mut found = false;
    let mut balancers = case.look(scope, &LOAD_BALANCERS);
    balancers.sort_by_key(|balancer| balancer.view().load_balancer_arn.as_str());
    for balancer in balancers {
        let mut listeners = case.look_for(scope, &LISTENERS, &balancer.load_balancer_arn);
        listeners.sort_by_key(|listener| listener.view().listener_arn.as_str());
        for listener in listeners.iter().filter(|own| matches!(own.protocol.as_deref(), Some("HTTPS" | "TLS"))) {
            let own = listener.certificates.iter().flatten();
            if let Some(index) = own.into_iter().position(|own| own.certificate_arn.as_deref() == Some(arn)) {
                let pointer = format!("/Certificates/{index}/CertificateArn");
                case.cite(listener, &pointer, arn, "a listener presents it");
                found = true;
                continue;
            }
            let listed = case.look_for(scope, &LISTENER_CERTIFICATES, &listener.listener_arn);
            if let Some(own) = listed.iter().find(|own| own.certificate_arn == arn) {
                case.cite(own, "/CertificateArn", arn, "a listener presents it for SNI");
                found = true;
            }
        }
    }
    let mut balancers = case.look(scope, &classic::LOAD_BALANCERS);
    balancers
        .sort_by_key(|balancer| (balancer.call().scope.region.as_str(), balancer.view().load_balancer_name.as_str()));
    for balancer in balancers {
        for (index, description) in balancer.listener_descriptions.iter().enumerate() {
            let own = description.listener.as_ref().and_then(|listener| listener.ssl_certificate_id.as_deref());
            if own == Some(arn) {
                let pointer = format!("/ListenerDescriptions/{index}/Listener/SSLCertificateId");
                case.cite(&balancer, &pointer, arn, "a classic load balancer presents it");
                found = true;
            }
        }
    }
    found
}

/// True where a distribution of CloudFront presents the certificate.
fn is_on_distribution(scope: &ScopeView<'_>, case: &mut Case, certificate: &ServerCertificateMetadata) -> bool {
    let mut distributions = case.look(scope, &DISTRIBUTIONS);
    distributions.sort_by_key(|distribution| distribution.view().arn.as_str());
    let Some(id) = certificate.server_certificate_id.as_deref() else { return false };
    let mut found = false;
    for distribution in distributions {
        let own = distribution.viewer_certificate.as_ref().and_then(|own| own.iam_certificate_id.as_deref());
        if own == Some(id) {
            case.cite(&distribution, "/ViewerCertificate/IAMCertificateId", id, "a distribution presents it");
            found = true;
        }
    }
    found
}
