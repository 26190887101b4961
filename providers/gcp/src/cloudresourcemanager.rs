//! Cloud Resource Manager: which projects, folders and organisations are ours, and who may do what in them.

use crate::{
    networksecurity::State,
    url::{documents, is_number},
};
use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{borrow::Cow, fmt};

ops! {
    Gcp;

    /// The projects that the caller may see: what there is of an inventory of the organisation.
    PROJECTS: Project = "cloudresourcemanager.projects.search" {
        permission: "resourcemanager.projects.get",
        docs: "https://cloud.google.com/resource-manager/reference/rest/v3/projects/search",
        reach: Organization,
        shape: Shape::Gcp { collection: "projects", kind: "" },
    }

    /// The folders that the caller may see, of every organisation.
    FOLDERS: Folder = "cloudresourcemanager.folders.search" {
        permission: "resourcemanager.folders.get",
        docs: "https://cloud.google.com/resource-manager/reference/rest/v3/folders/search",
        reach: Organization,
        shape: Shape::Gcp { collection: "folders", kind: "" },
    }

    /// The organisations that the caller may see.
    ORGANIZATIONS: Organization = "cloudresourcemanager.organizations.search" {
        permission: "resourcemanager.organizations.get",
        docs: "https://cloud.google.com/resource-manager/reference/rest/v3/organizations/search",
        reach: Organization,
        shape: Shape::Gcp { collection: "organizations", kind: "" },
    }

    /// The allow policy of a project, without what it inherits. It does not say whose policy it is.
    PROJECT_POLICIES: Policy = "cloudresourcemanager.projects.getIamPolicy" {
        permission: "resourcemanager.projects.getIamPolicy",
        docs: "https://cloud.google.com/resource-manager/reference/rest/v3/projects/getIamPolicy",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// The allow policy of a folder, without what it inherits. The folder is the parent of the call.
    FOLDER_POLICIES: Policy = "cloudresourcemanager.folders.getIamPolicy" {
        permission: "resourcemanager.folders.getIamPolicy",
        docs: "https://cloud.google.com/resource-manager/reference/rest/v3/folders/getIamPolicy",
        reach: Organization,
        per: FOLDERS,
        shape: Shape::Opaque,
    }

    /// The allow policy of an organisation, or of the folder that is read in its place. It does not say whose policy it
    /// is.
    ORGANIZATION_POLICIES: Policy = "cloudresourcemanager.organizations.getIamPolicy" {
        permission: "resourcemanager.organizations.getIamPolicy",
        docs: "https://cloud.google.com/resource-manager/reference/rest/v3/organizations/getIamPolicy",
        reach: Organization,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    PROJECTS => get "cloudresourcemanager", "/v3/projects:search?pageSize=500";
    FOLDERS => get "cloudresourcemanager", "/v3/folders:search?pageSize=500";
    ORGANIZATIONS => get "cloudresourcemanager", "/v3/organizations:search?pageSize=500";
    PROJECT_POLICIES => post "cloudresourcemanager", "/v3/projects/{project}:getIamPolicy",
        r#"{"options":{"requestedPolicyVersion":3}}"#, items: "";
    FOLDER_POLICIES => post "cloudresourcemanager", "/v3/{parent}:getIamPolicy",
        r#"{"options":{"requestedPolicyVersion":3}}"#, items: "",
        parents: Parents::Of(&[Source { op: &FOLDERS.op, keys: |item| Parent::at(item, "/name") }]), once: true,
        gone: &["NOT_FOUND"];
    ORGANIZATION_POLICIES => post "cloudresourcemanager", "/v3/{organization}:getIamPolicy",
        r#"{"options":{"requestedPolicyVersion":3}}"#, items: "";
}

/// A project.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// `projects/NUMBER`; in v1 what people call it.
    pub name: Option<String>,
    /// The number that Google chose, in v1.
    pub project_number: Option<String>,
    /// The id that people chose.
    pub project_id: String,
    /// What it lies in; absent for a project without organisation.
    pub parent: Option<Parent>,
    /// `ACTIVE` or `DELETE_REQUESTED`.
    pub state: Option<String>,
}

/// What a project lies in.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Parent {
    /// `organizations/NUMBER` or `folders/NUMBER`.
    Name(String),
    /// The same in v1.
    Resource {
        /// `organization` or `folder`.
        r#type: String,
        /// The number.
        id: String,
    },
    /// Something that nobody has seen.
    Other(IgnoredAny),
}

impl Project {
    /// The number that Google chose; empty where the document does not tell.
    pub fn number(&self) -> &str {
        let of_name = || self.name.as_deref()?.strip_prefix("projects/").filter(|number| is_number(number));
        self.project_number.as_deref().or_else(of_name).unwrap_or_default()
    }

    /// What it lies in, `organizations/NUMBER` or `folders/NUMBER`; nothing where it lies in none, or in something that
    /// nobody has seen.
    pub fn lies_in(&self) -> Option<Cow<'_, str>> {
        match self.parent.as_ref()? {
            Parent::Name(name) => Some(name.into()),
            Parent::Resource { r#type: kind, id } => Some(format!("{kind}s/{id}").into()),
            Parent::Other(_) => None,
        }
    }

    /// The organisation that it lies in without a folder between, `organizations/NUMBER`.
    pub fn organization(&self) -> Option<Cow<'_, str>> {
        self.lies_in().filter(|name| name.starts_with("organizations/"))
    }

    /// True where this is its id or its number.
    pub fn is(&self, project: &str) -> bool {
        self.project_id == project || (!project.is_empty() && self.number() == project)
    }

    /// True where a project cannot be told apart from this one: it is given by number, and that of this is not known.
    pub fn may_be(&self, project: &str) -> bool {
        self.is(project) || (self.number().is_empty() && is_number(project))
    }
}

impl Document for Project {
    fn key(&self) -> &str {
        &self.project_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = format!("//cloudresourcemanager.googleapis.com/projects/{}", self.project_id);
        Resource::new(scope, "cloudresourcemanager.googleapis.com/Project", id).named(Some(&self.project_id))
    }
}

/// A folder.
#[derive(Debug, Deserialize)]
pub struct Folder {
    /// `folders/NUMBER`
    pub name: String,
    /// `organizations/NUMBER` or `folders/NUMBER`.
    pub parent: Option<String>,
    /// `ACTIVE` or `DELETE_REQUESTED`, or the number of one.
    pub state: Option<State>,
}

impl Folder {
    /// The name of the state; nothing where it is absent or a number that nobody has seen.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref()?.name(&[(1, "ACTIVE"), (2, "DELETE_REQUESTED")])
    }
}

/// An organisation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// `organizations/NUMBER`
    pub name: String,
    /// The first domain of the Workspace or Cloud Identity account that it belongs to.
    pub display_name: Option<String>,
}

/// An allow policy.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self")]
pub struct Policy {
    /// Who has which role.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub bindings: Vec<Binding>,
}

/// Who has a role.
#[derive(Debug, Deserialize)]
pub struct Binding {
    /// `roles/NAME`, `projects/PROJECT/roles/NAME` or `organizations/NUMBER/roles/NAME`.
    pub role: String,
    /// `user:…`, `group:…`, `serviceAccount:…`, `domain:…`, `allUsers`, …
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub members: Vec<String>,
    /// Under which condition; absent: always.
    pub condition: Option<Condition>,
}

/// A condition of a binding or of a deny rule.
#[derive(Debug, Deserialize)]
pub struct Condition {
    /// In the Common Expression Language.
    pub expression: Option<String>,
}

/// No member of a policy must be there, so that an empty list would do for one: only an object does.
impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Policy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an allow policy")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Policy, A::Error> {
                Policy::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

impl Document for Policy {
    /// A policy names neither itself nor what it is attached to: the scope of its call does, or the parent of that.
    fn key(&self) -> &'static str {
        ""
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let kind = match scope.account.split_once('/') {
            Some(("organizations", _)) => "cloudresourcemanager.googleapis.com/Organization",
            Some(("folders", _)) => "cloudresourcemanager.googleapis.com/Folder",
            _ => return Resource::of_scope(scope),
        };
        Resource::new(scope, kind, format!("//cloudresourcemanager.googleapis.com/{}", scope.account))
    }
}

documents! {
    Folder: "cloudresourcemanager.googleapis.com/Folder" by name;
    Organization: "cloudresourcemanager.googleapis.com/Organization" by name;
}
