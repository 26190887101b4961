//! AWS Organizations: which accounts are ours, and the policies that bound them.

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

    /// The service control policies that are attached to an account itself. Those of its units and of the root, which
    /// bound it too, are not among them.
    TARGET_POLICIES: PolicySummary = "organizations:ListPoliciesForTarget" {
        permission: "organizations:ListPoliciesForTarget",
        docs: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html",
        reach: Organization,
        per: ACCOUNTS,
        shape: Shape::Opaque,
    }

    /// One policy with its content, a JSON document in a string.
    POLICIES: Policy = "organizations:DescribePolicy" {
        permission: "organizations:DescribePolicy",
        docs: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html",
        reach: Organization,
        per: TARGET_POLICIES,
        shape: Shape::Opaque,
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
    /// The management account, which no service control policy binds.
    pub master_account_id: Option<String>,
    /// `ALL`, or `CONSOLIDATED_BILLING`, with which there are no service control policies.
    pub feature_set: Option<String>,
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

/// A policy without its content.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicySummary {
    /// `p-…`
    pub id: String,
    /// `arn:aws:organizations::MANAGEMENT:policy/o-…/service_control_policy/ID`; `aws` stands for the account, and no
    /// organisation is named, where the policy is Amazon's.
    pub arn: Option<String>,
    /// Its name, for example `FullAWSAccess`.
    pub name: Option<String>,
}

impl Document for PolicySummary {
    // No home: Amazon's own policies name no account, and others are listed where these are.
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::Organizations::Policy", self.arn.as_deref().unwrap_or(&self.id))
            .named(self.name.as_deref())
    }
}

/// A policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy {
    /// What it is.
    pub policy_summary: PolicySummary,
    /// The policy document, as JSON text.
    pub content: Option<String>,
}

impl Document for Policy {
    fn key(&self) -> &str {
        self.policy_summary.key()
    }

    fn resource(&self, scope: &Scope) -> Resource {
        self.policy_summary.resource(scope)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_organizations;

    ACCOUNTS => |client, ask| client.list_accounts().max_results(20).set_next_token(ask.token());

    ORGANIZATION => |client, _ask| client.describe_organization();

    // The API demands a type of policy.
    TARGET_POLICIES => |client, ask| client
        .list_policies_for_target()
        .target_id(ask.parent())
        .filter(aws_sdk_organizations::types::PolicyType::ServiceControlPolicy)
        .max_results(20)
        .set_next_token(ask.token()),
        parents: Parents::Of(&[Source { op: &ACCOUNTS.op, keys: |item| Parent::at(item, "/Id") }]),
        items: "/Policies",
        gone: &["TargetNotFoundException"];

    POLICIES => |client, ask| client.describe_policy().policy_id(ask.parent()),
        parents: Parents::Of(&[Source { op: &TARGET_POLICIES.op, keys: |item| Parent::at(item, "/Id") }]),
        items: "/Policy",
        gone: &["PolicyNotFoundException"];
}
