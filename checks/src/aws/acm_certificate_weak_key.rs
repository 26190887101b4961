use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::acm::CERTIFICATES;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-acm-certificate-weak-key",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(50),
    title: "A certificate has an RSA key of less than 2048 bits",
    resource_type: "AWS::ACM::Certificate",
    needs: &[Required(&CERTIFICATES.op)],
    remediation: "Request a certificate with an EC key or RSA of 2048 bits or more (`aws acm request-certificate \
                  --key-algorithm EC_prime256v1`) or import one, let the listeners present it, and delete the old one.",
    references: &[
        "https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html",
        "https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A certificate of AWS Certificate Manager in the status `ISSUED` with an RSA key of less than 2048 bits. It is always \
low. The documented RSA keys from 2048 bits on and EC keys pass; any other `KeyAlgorithm` is unknown. Certificates in \
another status are not judged.

## Why it matters

A key of 1024 bits can be factored by those with means. With ciphers without forward secrecy every recording of the \
traffic is then open; with the others the server can be impersonated.

## Evidence

`KeyAlgorithm` of the certificate. Both spellings, `RSA_1024` and `RSA-1024`, are read.

## False positives

Imported certificates for tests that nothing presents.

## Remediation

```sh
aws acm request-certificate --domain-name NAME --validation-method DNS --key-algorithm EC_prime256v1
aws acm describe-certificate --certificate-arn OLD --query Certificate.InUseBy
aws acm delete-certificate --certificate-arn OLD
```

## Native controls

AWS Config `ACM_CERTIFICATE_RSA_CHECK`.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for certificate in scope.items(&CERTIFICATES) {
        match certificate.status.as_deref() {
            Some("ISSUED") => {}
            Some(
                other @ ("PENDING_VALIDATION" | "INACTIVE" | "EXPIRED" | "VALIDATION_TIMED_OUT" | "REVOKED" | "FAILED"),
            ) => {
                out.not_applicable(&certificate, &format!("its status is {other}"));
                continue;
            }
            Some(other) => {
                out.unknown(&certificate, format!("its Status, {other}, is not known"));
                continue;
            }
            None => {
                out.unknown(&certificate, "Status is absent");
                continue;
            }
        }
        let Some(algorithm) = &certificate.view().key_algorithm else {
            out.unknown(&certificate, "KeyAlgorithm is absent");
            continue;
        };
        match algorithm.replace('-', "_").to_ascii_uppercase().as_str() {
            "RSA_2048" | "RSA_3072" | "RSA_4096" | "EC_PRIME256V1" | "EC_SECP384R1" | "EC_SECP521R1" => {
                out.pass(&certificate, &format!("its key is {algorithm}"));
            }
            "RSA_1024" => {
                let mut case = out.case(&certificate);
                case.cite(&certificate, "/KeyAlgorithm", algorithm, "a key that can be factored");
                let message = "Its RSA key has 1024 bits, which those with means can factor.".to_owned();
                out.rule(case, Ruling::Fail(Severity::Low, message));
            }
            _ => out.unknown(&certificate, format!("its KeyAlgorithm, {algorithm}, is not known")),
        }
    }
}
