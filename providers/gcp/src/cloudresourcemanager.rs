//! Cloud Resource Manager: which projects are ours.

use crate::url::is_number;
use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::{Deserialize, de::IgnoredAny};
use std::borrow::Cow;

ops! {
    Gcp;

    /// The projects that the caller may see: what there is of an inventory of the organisation.
    PROJECTS: Project = "cloudresourcemanager.projects.search" {
        permission: "resourcemanager.projects.get",
        docs: "https://cloud.google.com/resource-manager/reference/rest/v3/projects/search",
        reach: Organization,
        shape: Shape::Gcp { collection: "projects", kind: "" },
    }
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

    /// The organisation that it lies in without a folder between, `organizations/NUMBER`.
    pub fn organization(&self) -> Option<Cow<'_, str>> {
        match self.parent.as_ref()? {
            Parent::Name(name) => name.starts_with("organizations/").then(|| name.into()),
            Parent::Resource { r#type, id } => (r#type == "organization").then(|| format!("organizations/{id}").into()),
            Parent::Other(_) => None,
        }
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
