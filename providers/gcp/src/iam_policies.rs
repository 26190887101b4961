//! Identity and Access Management, deny policies: what takes permissions away, whatever roles grant.

use crate::{cloudresourcemanager::Condition, url};
use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The deny policies that are attached to a project, without their rules. Those of folders and of the organisation
    /// are not in it. Its output does not tell what it is.
    DENY_POLICIES: DenyPolicy = "iam.policies.listPolicies" {
        permission: "iam.denypolicies.list",
        docs: "https://cloud.google.com/iam/docs/reference/rest/v2/policies/listPolicies",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// One deny policy with its rules, which the list leaves out.
    DENY_POLICY_RULES: DenyPolicy = "iam.policies.get" {
        permission: "iam.denypolicies.get",
        docs: "https://cloud.google.com/iam/docs/reference/rest/v2/policies/get",
        reach: Account,
        per: DENY_POLICIES,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    DENY_POLICIES => get "iam", "/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2F{project}/denypolicies",
        items: "/policies";
    DENY_POLICY_RULES => get "iam",
        "/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2F{project}/denypolicies/{parent}", items: "",
        parents: Parents::Of(&[Source {
            op: &DENY_POLICIES.op,
            keys: |item| at(item, "/name").map(|name| Parent::of(url::last(name))).into_iter().collect(),
        }]),
        gone: &["NOT_FOUND"];
}

/// A deny policy.
#[derive(Debug, Deserialize)]
pub struct DenyPolicy {
    /// `policies/ATTACHMENT/denypolicies/NAME`; the attachment is the full resource name with its slashes as `%2F`, and
    /// has the number of the project.
    pub name: String,
    /// Its rules; empty in lists.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub rules: Vec<PolicyRule>,
}

/// A rule of a deny policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRule {
    /// What it denies.
    pub deny_rule: Option<DenyRule>,
}

/// What is denied to whom.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DenyRule {
    /// `compute.googleapis.com/packetMirrorings.create`, …
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub denied_permissions: Vec<String>,
    /// Those of them that are allowed all the same.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub exception_permissions: Vec<String>,
    /// `principalSet://goog/public:all`, `principal://goog/subject/…`, …
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub denied_principals: Vec<String>,
    /// Those of them that it does not concern.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub exception_principals: Vec<String>,
    /// Under which condition; absent: always.
    pub denial_condition: Option<Condition>,
}

impl Document for DenyPolicy {
    /// The last part of the name: with it one policy is asked for.
    fn key(&self) -> &str {
        url::last(&self.name)
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = format!("//iam.googleapis.com/{}", self.name);
        Resource::new(scope, "iam.googleapis.com/DenyPolicy", id).named(Some(self.key()))
    }
}
