//! AWS Certificate Manager: certificates, and what uses them.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::{Deserialize, Serialize};

ops! {
    Aws;

    /// Certificates of every key type.
    CERTIFICATES: CertificateSummary = "acm:ListCertificates" {
        permission: "acm:ListCertificates",
        docs: "https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html",
        reach: Region,
        shape: Shape::AwsCli { list: "CertificateSummaryList", single: "" },
    }

    /// One certificate that is in use, with what uses it.
    CERTIFICATE_DETAILS: CertificateDetail = "acm:DescribeCertificate" {
        permission: "acm:DescribeCertificate",
        docs: "https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html",
        reach: Region,
        per: CERTIFICATES,
        shape: Shape::AwsCli { list: "", single: "Certificate" },
    }
}

/// The type of a certificate as AWS Config and the native controls name it; in a template it is
/// `AWS::CertificateManager::Certificate`.
const CERTIFICATE: &str = "AWS::ACM::Certificate";

/// A certificate without what uses it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CertificateSummary {
    /// Its ARN, which names its account.
    pub certificate_arn: String,
    /// The first name that it is for.
    pub domain_name: Option<String>,
    /// `ISSUED`, `EXPIRED`, `REVOKED`, `PENDING_VALIDATION`, …
    pub status: Option<String>,
    /// `RSA_2048`, `EC_prime256v1`, …
    pub key_algorithm: Option<String>,
    /// When it ends.
    pub not_after: Option<Time>,
    /// Whether a resource uses it.
    pub in_use: Option<bool>,
    /// `ELIGIBLE` where ACM renews it.
    pub renewal_eligibility: Option<String>,
}

/// A time as the tools write it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Time {
    /// RFC 3339.
    Text(String),
    /// Seconds since 1970.
    Seconds(i64),
    /// Seconds since 1970 with a fraction, as version 1 of the AWS CLI writes them.
    Fraction(f64),
}

impl Document for CertificateSummary {
    fn key(&self) -> &str {
        &self.certificate_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, CERTIFICATE, self.certificate_arn.as_str()).named(self.domain_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.certificate_arn)
    }
}

/// A certificate with what uses it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CertificateDetail {
    /// Its ARN, which names its account.
    pub certificate_arn: String,
    /// The first name that it is for.
    pub domain_name: Option<String>,
    /// The ARNs of the resources that use it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub in_use_by: Vec<String>,
    /// How its renewal goes.
    pub renewal_summary: Option<RenewalSummary>,
}

/// How the renewal of a certificate goes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RenewalSummary {
    /// `PENDING_AUTO_RENEWAL`, `PENDING_VALIDATION`, `SUCCESS` or `FAILED`.
    pub renewal_status: Option<String>,
}

impl Document for CertificateDetail {
    fn key(&self) -> &str {
        &self.certificate_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, CERTIFICATE, self.certificate_arn.as_str()).named(self.domain_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.certificate_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_acm;

    // Without key types the answer leaves out certificates of elliptic curves and long RSA keys.
    CERTIFICATES => |client, ask| client
        .list_certificates()
        .includes(
            aws_sdk_acm::types::Filters::builder()
                .set_key_types(Some(
                    aws_sdk_acm::types::KeyAlgorithm::values().iter().copied().map(Into::into).collect(),
                ))
                .build(),
        )
        .max_items(1000)
        .set_next_token(ask.token());

    // The list tells all but what uses a certificate.
    CERTIFICATE_DETAILS => |client, ask| client.describe_certificate().certificate_arn(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &CERTIFICATES.op,
            keys: |item| if item["InUse"] == false { vec![] } else { Parent::at(item, "/CertificateArn") },
        }]),
        gone: &["ResourceNotFoundException"];
}
