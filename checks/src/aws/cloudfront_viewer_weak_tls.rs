use super::distribution::{Certificate, certificate, serving};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, tls::Version};
use overhear_aws::cloudfront::DISTRIBUTIONS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-cloudfront-viewer-weak-tls",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(90),
    title: "A CloudFront distribution takes old versions of TLS from viewers",
    resource_type: "AWS::CloudFront::Distribution",
    needs: &[Required(&DISTRIBUTIONS.op)],
    remediation: "Set the security policy of the distribution to `TLSv1.2_2021` or later.",
    references: &[
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A distribution with a certificate of its own whose `MinimumProtocolVersion` begins with SSL 3.0, TLS 1.0 or TLS 1.1: \
`SSLv3`, `TLSv1`, `TLSv1_2016`, `TLSv1.1_2016`. The version at the start of the policy's name decides; a policy that \
names no known version is unknown.

Distributions that are disabled, and those with the certificate of CloudFront, are not judged: of the latter the API \
reports `TLSv1` whatever is set.

## Why it matters

Viewers may speak TLS 1.0 or 1.1, whose ciphers and signatures have known weaknesses (RFC 8996), or be led to by \
somebody in the path.

## Evidence

`ViewerCertificate.MinimumProtocolVersion`.

## False positives

Viewers that speak TLS 1.2 and later do so in any case.

## Remediation

```sh
aws cloudfront get-distribution-config --id ID > config.json
aws cloudfront update-distribution --id ID --if-match ETAG --distribution-config file://changed.json
```

```hcl
resource \"aws_cloudfront_distribution\" \"shop\" {
  # ...
  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate.shop.arn
    minimum_protocol_version = \"TLSv1.2_2021\"
    ssl_support_method       = \"sni-only\"
  }
}
```

## Native controls

AWS Config `CLOUDFRONT_SECURITY_POLICY_CHECK`. Security Hub CloudFront.15 asks for policies by name.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for distribution in serving(scope, out) {
        match certificate(distribution.view()) {
            Certificate::Own(..) => {}
            Certificate::Default => {
                out.not_applicable(&distribution, "it has the certificate of CloudFront, whose policy is not told");
                continue;
            }
            Certificate::Unclear(reason) => {
                out.unknown(&distribution, reason);
                continue;
            }
        }
        let certificate = distribution.view().viewer_certificate.as_ref();
        let Some(policy) = certificate.and_then(|certificate| certificate.minimum_protocol_version.as_ref()) else {
            out.unknown(&distribution, "MinimumProtocolVersion is absent");
            continue;
        };
        match Version::parse(policy) {
            None => out.unknown(&distribution, format!("MinimumProtocolVersion is {policy}, which is not known")),
            Some(version) if version.is_weak() => {
                let mut case = out.case(&distribution);
                let note = format!("viewers may speak {version}");
                case.cite(&distribution, "/ViewerCertificate/MinimumProtocolVersion", policy, note);
                let message = format!("The distribution takes {version} from viewers (policy {policy}).");
                out.rule(case, Ruling::Fail(Severity::Medium, message));
            }
            Some(_) => out.pass(&distribution, &format!("MinimumProtocolVersion is {policy}")),
        }
    }
}
