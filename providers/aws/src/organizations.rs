//! AWS Organizations: which accounts are ours.

use crate::arn;
use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// The accounts of the organisation.
    ACCOUNTS: Account = "organizations:ListAccounts" {
        permission: "organizations:ListAccounts",
        docs: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html",
        reach: Organization,
        shape: Shape::AwsCli { list: "Accounts", single: "Account" },
    }

    /// The organisation that an account is in; every member may ask.
    ORGANIZATION: Organization = "organizations:DescribeOrganization" {
        permission: "organizations:DescribeOrganization",
        docs: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html",
        reach: Organization,
        shape: Shape::AwsCli { list: "", single: "Organization" },
    }
}

/// An account of the organisation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Account {
    /// 12 digits.
    pub id: String,
    /// `arn:aws:organizations::MANAGEMENT:account/o-…/ID`
    pub arn: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

impl Document for Account {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let arn =
            self.arn.clone().unwrap_or_else(|| format!("arn:aws:organizations::{}:account/{}", scope.account, self.id));
        Resource::new(scope, "AWS::Organizations::Account", arn).named(self.name.as_deref())
    }

    fn home(&self) -> overhear_core::Home<'_> {
        overhear_core::Home { account: self.arn.as_deref().and_then(arn::account), region: None }
    }
}

/// An organisation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Organization {
    /// `o-…`
    pub id: String,
    /// `arn:aws:organizations::MANAGEMENT:organization/o-…`
    pub arn: Option<String>,
}

impl Document for Organization {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::Organizations::Organization", self.arn.as_deref().unwrap_or(&self.id))
    }

    fn home(&self) -> overhear_core::Home<'_> {
        overhear_core::Home { account: self.arn.as_deref().and_then(arn::account), region: None }
    }
}
