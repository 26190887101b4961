use super::distribution::{Certificate, certificate, serving};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::cloudfront::DISTRIBUTIONS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-cloudfront-sni-disabled",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Info),
    confidence: Confidence::hundredths(40),
    title: "A distribution serves TLS without SNI",
    resource_type: "AWS::CloudFront::Distribution",
    needs: &[Required(&DISTRIBUTIONS.op)],
    remediation: "Set `SSLSupportMethod` to `sni-only`, unless clients without SNI still come.",
    references: &[
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-https-dedicated-ip-or-sni.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An enabled distribution with a certificate of its own and `SSLSupportMethod` `vip` or `static-ip`, info.

## Why it matters

It makes nothing readable: the connections are encrypted either way. Addresses of its own cost extra and are kept for \
clients that are older than SNI, which mostly speak old TLS versions too.

## Evidence

`ViewerCertificate.SSLSupportMethod` and the certificate.

## False positives

Distributions that must serve such clients, or need fixed addresses.

## Remediation

```sh
aws cloudfront get-distribution-config --id ID > config.json
# set ViewerCertificate.SSLSupportMethod to sni-only
aws cloudfront update-distribution --id ID --if-match ETAG --distribution-config file://distribution-config.json
```

## Native controls

`CLOUDFRONT_SNI_ENABLED` of AWS Config and `CloudFront.8` of Security Hub ask the same.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for distribution in serving(scope, out) {
        let (pointer, id) = match certificate(distribution.view()) {
            Certificate::Own(pointer, id) => (pointer, id),
            Certificate::Default => {
                out.not_applicable(&distribution, "CloudFront's own certificate is served by SNI");
                continue;
            }
            Certificate::Unclear(reason) => {
                out.unknown(&distribution, reason);
                continue;
            }
        };
        let method = distribution.viewer_certificate.as_ref().and_then(|own| own.ssl_support_method.as_deref());
        match method {
            Some("sni-only") => out.pass(&distribution, "SSLSupportMethod is sni-only"),
            Some(method @ ("vip" | "static-ip")) => {
                let mut case = out.case(&distribution);
                let note = "TLS is served on addresses of its own";
                case.cite(&distribution, "/ViewerCertificate/SSLSupportMethod", method, note);
                case.cite(&distribution, pointer, id, "its certificate");
                let message = "It serves TLS on addresses of its own instead of by SNI; this makes nothing readable.";
                out.rule(case, Ruling::Fail(Severity::Info, message.to_owned()));
            }
            Some(other) => out.unknown(&distribution, format!("SSLSupportMethod {other} is not known")),
            None => out.unknown(&distribution, "SSLSupportMethod is absent"),
        }
    }
}
