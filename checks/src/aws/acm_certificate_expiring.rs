use super::certificate_time::{collected_at, instant};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use jiff::SignedDuration;
use overhear_aws::acm::{CERTIFICATE_DETAILS, CERTIFICATES, CertificateSummary};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);
const VERY_SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(super) static CHECK: Check = Check {
    id: "aws-acm-certificate-expiring",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(50),
    title: "A certificate has expired or will soon",
    resource_type: "AWS::ACM::Certificate",
    needs: &[Required(&CERTIFICATES.op), Enriching(&CERTIFICATE_DETAILS.op, UNREAD)],
    remediation: "Import the renewed certificate under the same ARN (`aws acm import-certificate --certificate-arn ARN`), \
                  or see why ACM does not renew it; delete it where nothing needs it.",
    references: &[
        "https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html",
        "https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
        "https://docs.aws.amazon.com/acm/latest/userguide/import-reimport.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A certificate of AWS Certificate Manager that has expired, or one in use that ends within 30 days of the time when it \
was read.

- medium: it has expired, or ends within 14 days
- low: it ends within 30 days, or ACM renews it (`RenewalEligibility` is `ELIGIBLE`, and no renewal has failed or waits \
for validation)

There is no clock: without the time of the call nothing is said of dates. A certificate that is not in use and has not \
expired, and one that was never issued or was revoked, is not judged. `InUse` absent: what `DescribeCertificate` says.

## Why it matters

An expired certificate stops connections, or teaches clients to skip the check: then anybody in the path can present a \
key of his own, and read.

## Evidence

`NotAfter` or `Status`; the resources that use it; the status of the renewal.

## False positives

Expired certificates that nothing uses and nobody deleted.

## Remediation

```sh
aws acm describe-certificate --certificate-arn ARN --query \
'Certificate.{use:InUseBy,renewal:RenewalSummary,validation:DomainValidationOptions}'
aws acm import-certificate --certificate-arn ARN --certificate fileb://cert.pem --private-key fileb://key.pem \
--certificate-chain fileb://chain.pem
```

## Native controls

AWS Config `ACM_CERTIFICATE_EXPIRATION_CHECK` (14 days unless set) and Security Hub `ACM.1` (30 days).
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for certificate in scope.items(&CERTIFICATES) {
        match certificate.status.as_deref() {
            Some("EXPIRED") => {
                let mut case = out.case(&certificate);
                case.cite(&certificate, "/Status", "EXPIRED", "ACM says so");
                look_closer(scope, &mut case, &certificate);
                out.rule(case, Ruling::Fail(Severity::Medium, "The certificate has expired.".to_owned()));
            }
            Some("ISSUED") => judge(scope, out, &certificate),
            Some(other @ ("PENDING_VALIDATION" | "FAILED" | "VALIDATION_TIMED_OUT" | "INACTIVE" | "REVOKED")) => {
                out.not_applicable(&certificate, &format!("its status is {other}"));
            }
            Some(other) => out.unknown(&certificate, format!("its Status, {other}, is not known")),
            None => out.unknown(&certificate, "Status is absent"),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, certificate: &Item<'_, CertificateSummary>) {
    let Some(now) = collected_at(certificate) else {
        out.unknown(certificate, "nothing tells when it was read");
        return;
    };
    let Some(ends) = certificate.not_after.as_ref().and_then(instant) else {
        let what = if certificate.not_after.is_some() { "is not a time" } else { "is absent" };
        out.unknown(certificate, format!("NotAfter {what}"));
        return;
    };
    let left = ends.duration_since(now);
    if left > SOON {
        out.pass(certificate, &format!("it ends on {ends}"));
        return;
    }
    let expired = left.is_negative() || left.is_zero();
    if certificate.in_use == Some(false) && !expired {
        out.not_applicable(certificate, "nothing uses it, and it has not expired");
        return;
    }
    let mut case = out.case(certificate);
    case.cite(certificate, "/NotAfter", &certificate.not_after, "when it ends");
    let closer = look_closer(scope, &mut case, certificate);
    if expired {
        out.rule(case, Ruling::Fail(Severity::Medium, format!("The certificate expired on {ends}.")));
        return;
    }
    if certificate.in_use.is_none() && !closer.is_used {
        let reason = if case.saw_all_of(&CERTIFICATE_DETAILS.op) {
            Ruling::NotApplicable("nothing uses it, and it has not expired".to_owned())
        } else {
            Ruling::Unknown("InUse is absent, and DescribeCertificate was not read".to_owned())
        };
        out.rule(case, reason);
        return;
    }
    let renews = certificate.renewal_eligibility.as_deref() == Some("ELIGIBLE") && !closer.is_stuck;
    if renews {
        case.cite(certificate, "/RenewalEligibility", "ELIGIBLE", "ACM renews it");
    }
    let severity = if left <= VERY_SOON && !renews { Severity::Medium } else { Severity::Low };
    let how = match (renews, closer.is_stuck) {
        (true, _) => ", and ACM is to renew it",
        (false, true) => ", and its renewal does not go on by itself",
        (false, false) => ", and ACM does not renew it",
    };
    out.rule(case, Ruling::Fail(severity, format!("The certificate is in use and ends on {ends}{how}.")));
}

/// What `DescribeCertificate` adds.
#[derive(Default)]
struct Closer {
    is_used: bool,
    /// Its renewal failed, or waits for somebody.
    is_stuck: bool,
}

fn look_closer(scope: &ScopeView<'_>, case: &mut Case, certificate: &Item<'_, CertificateSummary>) -> Closer {
    let mut closer = Closer::default();
    if certificate.in_use == Some(false) {
        // Nobody asks for more.
        return closer;
    }
    for detail in case.look_for(scope, &CERTIFICATE_DETAILS, &certificate.certificate_arn) {
        if let Some(user) = detail.in_use_by.first() {
            case.cite(&detail, "/InUseBy/0", user, "uses it");
            closer.is_used = true;
        }
        let renewal = detail.renewal_summary.as_ref().and_then(|summary| summary.renewal_status.as_deref());
        if let Some(status @ ("FAILED" | "PENDING_VALIDATION")) = renewal {
            case.cite(&detail, "/RenewalSummary/RenewalStatus", status, "its renewal does not go on by itself");
            closer.is_stuck = true;
        }
    }
    closer
}
