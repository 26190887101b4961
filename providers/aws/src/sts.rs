//! AWS Security Token Service: who asks.

use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// The account and the principal whose credentials are used. It needs no permission, and none takes it away.
    CALLER_IDENTITY: CallerIdentity = "sts:GetCallerIdentity" {
        permission: "sts:GetCallerIdentity",
        docs: "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
        reach: Account,
        shape: Shape::AwsObject { members: &["UserId", "Account", "Arn"] },
    }
}

/// Whose credentials are used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallerIdentity {
    /// 12 digits.
    pub account: String,
    /// The principal, `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` and the like; it names the partition.
    pub arn: Option<String>,
}

impl Document for CallerIdentity {
    fn key(&self) -> &str {
        &self.account
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }

    fn home(&self) -> Home<'_> {
        Home { account: Some(&self.account), region: None }
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_sts;

    CALLER_IDENTITY => |client, _ask| client.get_caller_identity();
}
