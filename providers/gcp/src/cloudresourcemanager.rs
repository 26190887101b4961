//! Cloud Resource Manager: which projects are ours.

use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::Deserialize;

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
    /// `projects/NUMBER`
    pub name: String,
    /// The id that people chose.
    pub project_id: String,
    /// `organizations/NUMBER` or `folders/NUMBER`; absent for a project without organisation.
    pub parent: Option<String>,
    /// `ACTIVE` or `DELETE_REQUESTED`.
    pub state: Option<String>,
}

impl Project {
    /// The number that Google chose.
    pub fn number(&self) -> &str {
        self.name.strip_prefix("projects/").unwrap_or(&self.name)
    }

    /// True where this is its id or its number.
    pub fn is(&self, project: &str) -> bool {
        self.project_id == project || self.number() == project
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
