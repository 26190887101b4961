//! What may the roles of bindings do?

use crate::{Case, Estate, Item};
use overhear_core::Listing;
use overhear_gcp::{
    iam::{ORGANIZATION_ROLES, PROJECT_ROLES, ROLES, Role},
    url,
};
use std::collections::BTreeMap;

/// A permission of a role, and where it stands.
pub(super) type Held<'a> = (&'static str, usize, Item<'a, Role>);

/// What roles hold of the permissions that matter, read as they come up.
pub(super) struct Roles<'a> {
    estate: &'a Estate,
    project: String,
    permissions: &'static [&'static str],
    known: BTreeMap<String, Option<Vec<Held<'a>>>>,
    lists: BTreeMap<&'static str, Vec<Item<'a, Role>>>,
}

impl<'a> Roles<'a> {
    /// Those that a project may bind.
    pub(super) fn new(estate: &'a Estate, project: &str, permissions: &'static [&'static str]) -> Self {
        Self { estate, project: project.to_owned(), permissions, known: BTreeMap::new(), lists: BTreeMap::new() }
    }

    /// What a role holds of them; nothing where it could not be read.
    pub(super) fn held(&mut self, case: &mut Case, role: &str) -> Option<Vec<Held<'a>>> {
        if let Some(known) = self.known.get(role) {
            return known.clone();
        }
        let held = self.read(case, role);
        self.known.insert(role.to_owned(), held.clone());
        held
    }

    fn read(&mut self, case: &mut Case, name: &str) -> Option<Vec<Held<'a>>> {
        let (estate, project) = (self.estate, &self.project);
        let of_project = name.starts_with("projects/");
        let listing: &'static Listing<Role> = if of_project {
            &PROJECT_ROLES
        } else if name.starts_with("organizations/") {
            &ORGANIZATION_ROLES
        } else {
            &ROLES
        };
        let list = self.lists.entry(listing.op.id).or_insert_with(|| {
            if of_project {
                let mut list = case.look_in(estate, listing, project);
                list.retain(|role| role.call().scope.account == *project);
                list
            } else {
                case.look_everywhere(estate, listing)
            }
        });
        // Of several lists the one that tells the most: only the full view has permissions.
        let is_named = |role: &&Item<'_, Role>| role.name == name || (of_project && url::may_be_same(&role.name, name));
        let found = list.iter().filter(is_named).rev().max_by_key(|role| role.included_permissions.len())?;
        if found.deleted == Some(true) || found.stage() == Some("DISABLED") {
            return Some(Vec::new());
        }
        // Only the full view tells the permissions: a list in which no role has any is another one.
        let mut beside = list.iter().filter(|role| std::ptr::eq(role.call(), found.call()));
        if found.included_permissions.is_empty() && beside.all(|role| role.included_permissions.is_empty()) {
            return None;
        }
        let at = |wanted: &str| found.included_permissions.iter().position(|own| own == wanted);
        Some(self.permissions.iter().filter_map(|wanted| Some((*wanted, at(wanted)?, *found))).collect())
    }
}
