//! AWS Certificate Manager: certificates, and what uses them.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

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
