//! What does a project lie in?

use crate::{Case, Estate};
use overhear_gcp::cloudresourcemanager::{FOLDERS, PROJECTS};

/// The folders and the organisation that a project lies in, the nearest first: none for a project without organisation;
/// nothing where that could not be read. Lists folders only where it must.
pub(super) fn ancestors(case: &mut Case, estate: &Estate, project: &str) -> Option<Vec<String>> {
    let projects = case.look_everywhere(estate, &PROJECTS);
    let found = projects.iter().find(|found| found.is(project))?;
    if found.parent.is_none() {
        return Some(Vec::new());
    }
    let mut chain = vec![found.lies_in()?.into_owned()];
    let mut folders = Vec::new();
    loop {
        let last = chain.last()?;
        if last.starts_with("organizations/") {
            return Some(chain);
        }
        if folders.is_empty() {
            folders = case.look_everywhere(estate, &FOLDERS);
        }
        let folder = folders.iter().find(|folder| folder.name == *last)?;
        let next = folder.parent.clone()?;
        // Folders lie in each other ten deep at the most, whatever somebody wrote.
        if chain.len() > folders.len().min(32) {
            return None;
        }
        chain.push(next);
    }
}

/// The organisation of a chain.
pub(super) fn organization(chain: &[String]) -> Option<&str> {
    chain.last().map(String::as_str).filter(|last| last.starts_with("organizations/"))
}
