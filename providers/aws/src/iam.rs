//! AWS Identity and Access Management: who may do what, and the certificates that it keeps.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

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
#[serde(try_from = "Page")]
pub struct AccountAuthorizationDetails {
    /// Users.
    pub user_detail_list: Vec<UserDetail>,
    /// Groups.
    pub group_detail_list: Vec<GroupDetail>,
    /// Roles.
    pub role_detail_list: Vec<RoleDetail>,
    /// Managed policies, Amazon's own among them.
    pub policies: Vec<ManagedPolicyDetail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    user_detail_list: Option<Vec<UserDetail>>,
    group_detail_list: Option<Vec<GroupDetail>>,
    role_detail_list: Option<Vec<RoleDetail>>,
    policies: Option<Vec<ManagedPolicyDetail>>,
}

impl TryFrom<Page> for AccountAuthorizationDetails {
    type Error = &'static str;

    fn try_from(page: Page) -> Result<Self, Self::Error> {
        if let Page { user_detail_list: None, group_detail_list: None, role_detail_list: None, policies: None } = page {
            return Err("none of its lists is there");
        }
        Ok(Self {
            user_detail_list: page.user_detail_list.unwrap_or_default(),
            group_detail_list: page.group_detail_list.unwrap_or_default(),
            role_detail_list: page.role_detail_list.unwrap_or_default(),
            policies: page.policies.unwrap_or_default(),
        })
    }
}

/// A user.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserDetail {
    /// `arn:aws:iam::ACCOUNT:user/…`
    pub arn: Option<String>,
    /// Its name.
    pub user_name: Option<String>,
    /// The names of its groups.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub group_list: Vec<String>,
    /// Its inline policies.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub user_policy_list: Vec<InlinePolicy>,
    /// The managed policies that are attached to it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub attached_managed_policies: Vec<AttachedPolicy>,
    /// The most that its policies can grant.
    pub permissions_boundary: Option<PermissionsBoundary>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// A group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GroupDetail {
    /// `arn:aws:iam::ACCOUNT:group/…`
    pub arn: Option<String>,
    /// Its name.
    pub group_name: Option<String>,
    /// Its inline policies.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub group_policy_list: Vec<InlinePolicy>,
    /// The managed policies that are attached to it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub attached_managed_policies: Vec<AttachedPolicy>,
}

/// A role.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoleDetail {
    /// `arn:aws:iam::ACCOUNT:role/…`
    pub arn: Option<String>,
    /// Its name.
    pub role_name: Option<String>,
    /// Who may assume it.
    pub assume_role_policy_document: Option<PolicyText>,
    /// Its inline policies.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub role_policy_list: Vec<InlinePolicy>,
    /// The managed policies that are attached to it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub attached_managed_policies: Vec<AttachedPolicy>,
    /// The most that its policies can grant.
    pub permissions_boundary: Option<PermissionsBoundary>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// A managed policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ManagedPolicyDetail {
    /// `arn:aws:iam::ACCOUNT:policy/…`; `aws` stands for the account where the policy is Amazon's.
    pub arn: Option<String>,
    /// Its name.
    pub policy_name: Option<String>,
    /// The version that counts.
    pub default_version_id: Option<String>,
    /// Its versions.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub policy_version_list: Vec<PolicyVersion>,
}

/// A version of a managed policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyVersion {
    /// `v1`, `v2`, …
    pub version_id: Option<String>,
    /// True for the one that counts.
    pub is_default_version: Option<bool>,
    /// Its text.
    pub document: Option<PolicyText>,
}

/// A policy inside of a user, group or role.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InlinePolicy {
    /// Its name.
    pub policy_name: Option<String>,
    /// Its text.
    pub policy_document: Option<PolicyText>,
}

/// A managed policy that is attached.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicy {
    /// The policy.
    pub policy_arn: Option<String>,
}

/// A permissions boundary.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PermissionsBoundary {
    /// The managed policy that serves as one.
    pub permissions_boundary_arn: Option<String>,
}

/// A policy document as JSON text: that of an object, as the AWS CLI prints it, or that of a string, which holds the
/// document percent-encoded, as the API sends it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PolicyText(pub String);

impl<'de> Deserialize<'de> for PolicyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::new();
        JsonText(&mut text).deserialize(deserializer)?;
        Ok(Self(text))
    }
}

/// Writes down whatever comes, as JSON.
struct JsonText<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for JsonText<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonText<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.push_str("null");
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.push_str(&value.to_string());
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.push('"');
        for c in value.chars() {
            match c {
                '"' | '\\' => self.0.extend(['\\', c]),
                c if c.is_control() => self.0.extend(format!("\\u{:04x}", u32::from(c)).chars()),
                c => self.0.push(c),
            }
        }
        self.0.push('"');
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.push('[');
        while list.next_element_seed(JsonText(self.0))?.is_some() {
            self.0.push(',');
        }
        close(self.0, ']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.push('{');
        while map.next_key_seed(JsonText(self.0))?.is_some() {
            self.0.push(':');
            map.next_value_seed(JsonText(self.0))?;
            self.0.push(',');
        }
        close(self.0, '}');
        Ok(())
    }
}

/// Ends a list or an object, whose last element left a comma.
fn close(text: &mut String, bracket: char) {
    if text.ends_with(',') {
        text.pop();
    }
    text.push(bracket);
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
    /// Its id, by which distributions of CloudFront name it.
    pub server_certificate_id: Option<String>,
    /// When it ends, RFC 3339.
    pub expiration: Option<String>,
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
