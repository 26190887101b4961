//! AWS Identity and Access Management: who may do what, and the certificates that it keeps.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Users, groups, roles and managed policies, with their policy documents. An item is one page of the answer: what
    /// its lists name may stand in another one.
    ACCOUNT_AUTHORIZATION_DETAILS: AccountAuthorizationDetails = "iam:GetAccountAuthorizationDetails" {
        permission: "iam:GetAccountAuthorizationDetails",
        docs: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html",
        reach: Account,
        shape: Shape::AwsObject { members: &["UserDetailList", "RoleDetailList"] },
    }

    /// The server certificates that IAM keeps, without their text.
    SERVER_CERTIFICATES: ServerCertificateMetadata = "iam:ListServerCertificates" {
        permission: "iam:ListServerCertificates",
        docs: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html",
        reach: Account,
        shape: Shape::AwsCli { list: "ServerCertificateMetadataList", single: "" },
    }
}

/// One page of users, groups, roles and managed policies.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccountAuthorizationDetails {
    /// Users.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub user_detail_list: Vec<UserDetail>,
    /// Groups.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub group_detail_list: Vec<GroupDetail>,
    /// Roles.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub role_detail_list: Vec<RoleDetail>,
    /// Managed policies, Amazon's own among them.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub policies: Vec<ManagedPolicyDetail>,
}

/// A user.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserDetail {
    /// `arn:aws:iam::ACCOUNT:user/…`
    pub arn: Option<String>,
    /// Its name.
    pub user_name: Option<String>,
}

/// A group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupDetail {
    /// `arn:aws:iam::ACCOUNT:group/…`
    pub arn: Option<String>,
    /// Its name.
    pub group_name: Option<String>,
}

/// A role.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoleDetail {
    /// `arn:aws:iam::ACCOUNT:role/…`
    pub arn: Option<String>,
    /// Its name.
    pub role_name: Option<String>,
}

/// A managed policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedPolicyDetail {
    /// `arn:aws:iam::ACCOUNT:policy/…`; `aws` stands for the account where the policy is Amazon's.
    pub arn: Option<String>,
    /// Its name.
    pub policy_name: Option<String>,
}

impl Document for AccountAuthorizationDetails {
    fn key(&self) -> &'static str {
        ""
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }

    fn home(&self) -> Home<'_> {
        let users = self.user_detail_list.iter().map(|user| &user.arn);
        let groups = self.group_detail_list.iter().map(|group| &group.arn);
        let roles = self.role_detail_list.iter().map(|role| &role.arn);
        let account = users.chain(groups).chain(roles).find_map(|arn| arn::account(arn.as_deref()?));
        Home { account, region: None }
    }
}

/// A server certificate without its text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServerCertificateMetadata {
    /// `arn:aws:iam::ACCOUNT:server-certificate/…`
    pub arn: String,
    /// Its name.
    pub server_certificate_name: Option<String>,
}

impl Document for ServerCertificateMetadata {
    fn key(&self) -> &str {
        &self.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::IAM::ServerCertificate", self.arn.as_str())
            .named(self.server_certificate_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_iam;

    // No filter: with one, the managed policies of Amazon are left out unless it names them.
    ACCOUNT_AUTHORIZATION_DETAILS => |client, ask| client
        .get_account_authorization_details()
        .max_items(1000)
        .set_marker(ask.token()),
        items: "";

    SERVER_CERTIFICATES => |client, ask| client.list_server_certificates().max_items(1000).set_marker(ask.token());
}
