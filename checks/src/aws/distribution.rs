//! What the checks of CloudFront distributions share.

use crate::{Item, Results, ScopeView};
use overhear_aws::cloudfront::{DISTRIBUTIONS, DistributionSummary};

/// The distributions that take requests, and a verdict for the others.
pub(super) fn serving<'a>(scope: &ScopeView<'a>, out: &mut Results<'_>) -> Vec<Item<'a, DistributionSummary>> {
    let mut serving = Vec::new();
    for distribution in scope.items(&DISTRIBUTIONS) {
        match distribution.enabled {
            Some(true) => serving.push(distribution),
            Some(false) => out.not_applicable(&distribution, "it is switched off: Enabled is false"),
            None => out.unknown(&distribution, "Enabled is absent"),
        }
    }
    serving
}

/// The certificate that a distribution shows to viewers.
pub(super) enum Certificate<'a> {
    /// That of `*.cloudfront.net`.
    Default,
    /// One of its own: where it stands, and what stands there.
    Own(&'static str, &'a str),
    /// The document does not tell, and why.
    Unclear(&'static str),
}

/// The certificate of a distribution.
pub(super) fn certificate(distribution: &DistributionSummary) -> Certificate<'_> {
    let Some(certificate) = &distribution.viewer_certificate else {
        return Certificate::Unclear("ViewerCertificate is absent");
    };
    let own = [
        ("/ViewerCertificate/ACMCertificateArn", &certificate.acm_certificate_arn),
        ("/ViewerCertificate/IAMCertificateId", &certificate.iam_certificate_id),
    ];
    let own = own.into_iter().find_map(|(pointer, id)| Some((pointer, id.as_deref().filter(|id| !id.is_empty())?)));
    match (certificate.cloud_front_default_certificate, own) {
        (Some(true), None) => Certificate::Default,
        (Some(true), Some(_)) => {
            Certificate::Unclear("ViewerCertificate names the default certificate and another one")
        }
        (_, Some((pointer, id))) => Certificate::Own(pointer, id),
        (_, None) => Certificate::Unclear("ViewerCertificate names no certificate"),
    }
}
