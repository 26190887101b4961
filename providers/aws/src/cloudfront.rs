//! Amazon CloudFront: distributions, and functions that run in them.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

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
}

/// A distribution.
#[derive(Debug, Deserialize)]
pub struct DistributionSummary {
    /// Its ARN, which names its account.
    #[serde(rename = "ARN")]
    pub arn: String,
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
}
