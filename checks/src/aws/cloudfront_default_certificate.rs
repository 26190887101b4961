use super::distribution::{Certificate, certificate, serving};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::cloudfront::DISTRIBUTIONS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-cloudfront-default-certificate",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(50),
    title: "A distribution uses CloudFront's own certificate",
    resource_type: "AWS::CloudFront::Distribution",
    needs: &[Required(&DISTRIBUTIONS.op)],
    remediation: "Give the distribution a host name of your own and a certificate of ACM for it, with \
                  `MinimumProtocolVersion` `TLSv1.2_2021` or newer.",
    references: &[
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An enabled distribution with `CloudFrontDefaultCertificate`.

- low: it has host names of its own (`Aliases`), which that certificate does not cover
- info: it is reached as `*.cloudfront.net`

A certificate of ACM or IAM passes. A distribution for tenants (`ConnectionMode` `tenant-only`) with the default \
certificate is unknown: its tenants may bring certificates that stand elsewhere.

## Why it matters

With this certificate no minimum TLS version can be set: CloudFront sets it to TLS 1.0. Connections are encrypted \
all the same, so this is no exposure by itself.

## Evidence

`ViewerCertificate.CloudFrontDefaultCertificate`; `Aliases.Quantity`.

## False positives

Distributions that nobody reaches by a host name of one's own, such as those for tests.

## Remediation

```sh
aws acm request-certificate --region us-east-1 --domain-name www.example.com --validation-method DNS
```

```hcl
viewer_certificate {
  acm_certificate_arn      = aws_acm_certificate.www.arn
  ssl_support_method       = \"sni-only\"
  minimum_protocol_version = \"TLSv1.2_2021\"
}
```

## Native controls

`CLOUDFRONT_CUSTOM_SSL_CERTIFICATE` of AWS Config and `CloudFront.7` of Security Hub ask the same.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for distribution in serving(scope, out) {
        match certificate(distribution.view()) {
            Certificate::Own(_, id) => out.pass(&distribution, &format!("it has a certificate of its own, {id}")),
            Certificate::Unclear(reason) => out.unknown(&distribution, reason),
            Certificate::Default => match distribution.connection_mode.as_deref() {
                None | Some("direct") => {
                    let mut case = out.case(&distribution);
                    let pointer = "/ViewerCertificate/CloudFrontDefaultCertificate";
                    case.cite(&distribution, pointer, true, "the certificate of *.cloudfront.net");
                    let names = distribution.aliases.as_ref().and_then(|list| list.quantity).filter(|names| *names > 0);
                    let ruling = if let Some(names) = names {
                        case.cite(&distribution, "/Aliases/Quantity", names, "host names that it does not cover");
                        let message = "It shows CloudFront's own certificate, which does not cover its host names.";
                        Ruling::Fail(Severity::Low, message.to_owned())
                    } else {
                        let message = "It shows CloudFront's own certificate, for which no TLS version can be asked.";
                        Ruling::Fail(Severity::Info, message.to_owned())
                    };
                    out.rule(case, ruling);
                }
                Some("tenant-only") => {
                    out.unknown(&distribution, "it serves tenants, whose certificates stand elsewhere");
                }
                Some(other) => out.unknown(&distribution, format!("ConnectionMode {other} is not known")),
            },
        }
    }
}
