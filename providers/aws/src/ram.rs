//! AWS Resource Access Manager: what is shared between accounts.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Shared resources, ours (`SELF`) and those offered to us (`OTHER-ACCOUNTS`), one call each.
    RESOURCES: SharedResource = "ram:ListResources" {
        permission: "ram:ListResources",
        docs: "https://docs.aws.amazon.com/ram/latest/APIReference/API_ListResources.html",
        reach: Region,
        shape: Shape::AwsCli { list: "resources", single: "" },
    }
}

/// A resource in a share.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedResource {
    /// Its ARN, which names its owner.
    pub arn: String,
    /// `ec2:TrafficMirrorTarget`, `ec2:Subnet`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The share it is in.
    pub resource_share_arn: Option<String>,
    /// `AVAILABLE`, `UNAVAILABLE`, …
    pub status: Option<String>,
}

impl Document for SharedResource {
    fn key(&self) -> &str {
        &self.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::RAM::Resource", self.arn.as_str())
    }

    fn home(&self) -> Home<'_> {
        Home { account: None, region: arn::home(&self.arn).region }
    }
}
