//! Identity and Access Management: which permissions a role holds.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The predefined roles, the same for everybody. Its output does not tell what it is: custom roles stand under the
    /// same name.
    ROLES: Role = "iam.roles.list" {
        permission: "none",
        docs: "https://cloud.google.com/iam/docs/reference/rest/v1/roles/list",
        reach: Organization,
        shape: Shape::Opaque,
    }

    /// The custom roles of a project. Its output does not tell what it is.
    PROJECT_ROLES: Role = "iam.projects.roles.list" {
        permission: "iam.roles.list",
        docs: "https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles/list",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// The custom roles of an organisation. Its output does not tell what it is.
    ORGANIZATION_ROLES: Role = "iam.organizations.roles.list" {
        permission: "iam.roles.list",
        docs: "https://cloud.google.com/iam/docs/reference/rest/v1/organizations.roles/list",
        reach: Organization,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    ROLES => get "iam", "/v1/roles?view=FULL&pageSize=300", items: "/roles";
    PROJECT_ROLES => get "iam", "/v1/projects/{project}/roles?view=FULL&showDeleted=false&pageSize=300",
        items: "/roles";
    ORGANIZATION_ROLES => get "iam", "/v1/{organization}/roles?view=FULL&showDeleted=false&pageSize=300",
        items: "/roles";
}

/// A role.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// `roles/NAME`, `projects/PROJECT/roles/NAME` or `organizations/NUMBER/roles/NAME`.
    pub name: String,
    /// What it allows; only the full view has it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub included_permissions: Vec<String>,
    /// `ALPHA`, `BETA`, `GA`, `DEPRECATED`, `DISABLED`, `EAP`, or the number of one; absent: `ALPHA`.
    pub stage: Option<State>,
    /// True where it was deleted a short while ago; absent: false.
    pub deleted: Option<bool>,
}

impl Role {
    /// The name of the stage; nothing where it is absent or a number that nobody has seen. A role that is `DISABLED`
    /// allows nothing.
    pub fn stage(&self) -> Option<&str> {
        self.stage.as_ref()?.name(&[
            (0, "ALPHA"),
            (1, "BETA"),
            (2, "GA"),
            (4, "DEPRECATED"),
            (5, "DISABLED"),
            (6, "EAP"),
        ])
    }
}

documents! {
    Role: "iam.googleapis.com/Role" by name;
}
