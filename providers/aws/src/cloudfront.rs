//! Amazon CloudFront: distributions, functions that run in them, and origins in VPCs.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::{Deserialize, de::IgnoredAny};

ops! {
    Aws;

    /// Distributions with their behaviours and origins.
    DISTRIBUTIONS: DistributionSummary = "cloudfront:ListDistributions" {
        permission: "cloudfront:ListDistributions",
        docs: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// Functions in the version that distributions run; without their code.
    FUNCTIONS: FunctionSummary = "cloudfront:ListFunctions" {
        permission: "cloudfront:ListFunctions",
        docs: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListFunctions.html",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// Origins in VPCs; without their protocol.
    VPC_ORIGINS: VpcOriginSummary = "cloudfront:ListVpcOrigins" {
        permission: "cloudfront:ListVpcOrigins",
        docs: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListVpcOrigins.html",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// One origin in a VPC.
    VPC_ORIGIN_DESCRIPTIONS: VpcOrigin = "cloudfront:GetVpcOrigin" {
        permission: "cloudfront:GetVpcOrigin",
        docs: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_GetVpcOrigin.html",
        reach: Account,
        per: VPC_ORIGINS,
        shape: Shape::AwsCli { list: "", single: "VpcOrigin" },
    }
}

/// A distribution.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DistributionSummary {
    /// Its ARN, which names its account.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// False where it takes no requests.
    pub enabled: Option<bool>,
    /// Its own host names.
    pub aliases: Option<Counted<String>>,
    /// `direct`, or `tenant-only` where it serves the hosts of its tenants.
    pub connection_mode: Option<String>,
    /// What holds for paths that no other behaviour names.
    pub default_cache_behavior: Option<CacheBehavior>,
    /// What holds for other paths, first match first.
    pub cache_behaviors: Option<Counted<CacheBehavior>>,
    /// Where it gets what it does not have.
    pub origins: Option<Counted<Origin>>,
    /// Origins that stand in for each other.
    pub origin_groups: Option<Counted<OriginGroup>>,
    /// The certificate that it shows to viewers.
    pub viewer_certificate: Option<ViewerCertificate>,
}

/// A list as CloudFront writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", bound = "T: Deserialize<'de>")]
pub struct Counted<T> {
    /// How many there are.
    pub quantity: Option<i64>,
    /// Them; absent where there is none.
    #[serde(default = "Vec::new", deserialize_with = "overhear_core::nullable")]
    pub items: Vec<T>,
}

impl<T> Counted<T> {
    /// True where the items are as many as the list says.
    pub fn is_whole(&self) -> bool {
        self.quantity.is_some_and(|quantity| usize::try_from(quantity) == Ok(self.items.len()))
    }
}

/// What holds for a path.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CacheBehavior {
    /// `images/*.jpg`; absent in the default behaviour.
    pub path_pattern: Option<String>,
    /// The name of an origin or of an origin group.
    pub target_origin_id: Option<String>,
    /// `allow-all`, `redirect-to-https`, `https-only`.
    pub viewer_protocol_policy: Option<String>,
    /// The functions of CloudFront that run.
    pub function_associations: Option<Counted<FunctionAssociation>>,
    /// The Lambda functions that run.
    pub lambda_function_associations: Option<Counted<LambdaFunctionAssociation>>,
}

/// A function of CloudFront that runs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionAssociation {
    /// Its ARN.
    #[serde(rename = "FunctionARN")]
    pub function_arn: Option<String>,
    /// `viewer-request` or `viewer-response`.
    pub event_type: Option<String>,
}

/// A Lambda function that runs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LambdaFunctionAssociation {
    /// Its ARN, with its version.
    #[serde(rename = "LambdaFunctionARN")]
    pub lambda_function_arn: Option<String>,
    /// `viewer-request`, `origin-request`, …
    pub event_type: Option<String>,
}

/// Where a distribution gets what it does not have. One of its configurations is there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Origin {
    /// The name by which behaviours refer to it.
    pub id: Option<String>,
    /// Its name in DNS.
    pub domain_name: Option<String>,
    /// Where it is a web server: how it is spoken to.
    pub custom_origin_config: Option<CustomOriginConfig>,
    /// Where it is a bucket.
    pub s3_origin_config: Option<IgnoredAny>,
    /// Where it is in a VPC.
    pub vpc_origin_config: Option<VpcOriginConfig>,
}

/// An origin in a VPC, as a distribution names it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcOriginConfig {
    /// `vo_…`
    pub vpc_origin_id: Option<String>,
}

/// Origins that stand in for each other.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OriginGroup {
    /// The name by which behaviours refer to it.
    pub id: Option<String>,
    /// Its origins.
    pub members: Option<Counted<OriginGroupMember>>,
}

/// An origin of a group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OriginGroupMember {
    /// The name of the origin in the distribution.
    pub origin_id: Option<String>,
}

/// How a web server is spoken to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CustomOriginConfig {
    /// `http-only`, `match-viewer`, `https-only`.
    pub origin_protocol_policy: Option<String>,
    /// `SSLv3`, `TLSv1`, `TLSv1.1`, `TLSv1.2`.
    pub origin_ssl_protocols: Option<Counted<String>>,
}

/// A certificate for viewers. One of the three is there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ViewerCertificate {
    /// True where it is that of `*.cloudfront.net`.
    pub cloud_front_default_certificate: Option<bool>,
    /// Where IAM keeps it.
    #[serde(rename = "IAMCertificateId")]
    pub iam_certificate_id: Option<String>,
    /// Where ACM keeps it.
    #[serde(rename = "ACMCertificateArn")]
    pub acm_certificate_arn: Option<String>,
    /// `sni-only`, `vip`, `static-ip`; with a certificate of one's own.
    #[serde(rename = "SSLSupportMethod")]
    pub ssl_support_method: Option<String>,
    /// `TLSv1.2_2021`, …: the least version of TLS, and the ciphers.
    pub minimum_protocol_version: Option<String>,
}

impl Document for DistributionSummary {
    fn key(&self) -> &str {
        &self.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudFront::Distribution", self.arn.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

/// A function.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FunctionSummary {
    /// Its name.
    pub name: Option<String>,
    /// Its ARN and its stage.
    pub function_metadata: FunctionMetadata,
}

/// The ARN of a function.
#[derive(Debug, Deserialize)]
pub struct FunctionMetadata {
    /// Its ARN, which names its account; behaviours name it.
    #[serde(rename = "FunctionARN")]
    pub arn: String,
}

impl Document for FunctionSummary {
    fn key(&self) -> &str {
        &self.function_metadata.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudFront::Function", self.function_metadata.arn.as_str())
            .named(self.name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.function_metadata.arn)
    }
}

/// An origin in a VPC, in the list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcOriginSummary {
    /// `vo_…`
    pub id: String,
    /// Its ARN, which names its account.
    pub arn: String,
}

impl Document for VpcOriginSummary {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudFront::VpcOrigin", self.arn.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

/// An origin in a VPC.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcOrigin {
    /// `vo_…`; distributions name it.
    pub id: String,
    /// Its ARN, which names its account.
    pub arn: String,
    /// Where it leads, and how it is spoken to.
    pub vpc_origin_endpoint_config: Option<VpcOriginEndpointConfig>,
}

/// Where an origin in a VPC leads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcOriginEndpointConfig {
    /// `http-only`, `match-viewer`, `https-only`.
    pub origin_protocol_policy: Option<String>,
}

impl Document for VpcOrigin {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudFront::VpcOrigin", self.arn.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_cloudfront;

    // The API documents no largest page: its own size stays. Header values are how an origin knows the distribution.
    DISTRIBUTIONS => |client, ask| client.list_distributions().set_marker(ask.token()),
        items: "/DistributionList/Items",
        next: "/DistributionList/NextMarker",
        strip: &["/Origins/Items/*/CustomHeaders/Items/*/HeaderValue"];

    // A distribution runs the stage `LIVE` alone; without the filter each function is listed once a stage.
    FUNCTIONS => |client, ask| client
        .list_functions()
        .stage(aws_sdk_cloudfront::types::FunctionStage::Live)
        .set_marker(ask.token()),
        items: "/FunctionList/Items",
        next: "/FunctionList/NextMarker";

    VPC_ORIGINS => |client, ask| client.list_vpc_origins().set_marker(ask.token()),
        items: "/VpcOriginList/Items",
        next: "/VpcOriginList/NextMarker";

    VPC_ORIGIN_DESCRIPTIONS => |client, ask| client.get_vpc_origin().id(ask.parent()),
        parents: Parents::Of(&[Source { op: &VPC_ORIGINS.op, keys: |item| Parent::at(item, "/Id") }]),
        gone: &["EntityNotFound"];
}
