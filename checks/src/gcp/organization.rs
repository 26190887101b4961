//! Whose project is it?

pub(crate) use crate::standing::Standing;
use crate::{Case, Estate, Item};
use overhear_core::{Provider, Scope, UNKNOWN};
use overhear_gcp::{
    cloudresourcemanager::{PROJECTS, Project},
    url,
};

/// The spellings of the project that a resource lives in: by the call and by its own URL.
pub(crate) fn own(scope: &Scope, url: &str) -> Vec<String> {
    let mut own: Vec<String> = [Some(scope.account.as_str()), url::project(url)]
        .into_iter()
        .flatten()
        .filter(|project| *project != UNKNOWN)
        .map(str::to_owned)
        .collect();
    own.dedup();
    own
}

/// Whether a project is another one. Lists projects only where a number must be compared with an id; nothing where
/// the list does not tell.
pub(crate) fn elsewhere(case: &mut Case, estate: &Estate, own: &[String], project: &str) -> Option<bool> {
    if own.iter().any(|own| own == project) {
        return Some(false);
    }
    if own.iter().any(|own| url::is_number(own) == url::is_number(project)) {
        return Some(true);
    }
    let projects = case.look_everywhere(estate, &PROJECTS);
    let found = |project: &str| find(&projects, project);
    match found(project) {
        Some(found) => Some(!own.iter().any(|own| found.is(own))),
        None if case.saw_all_of(&PROJECTS) && own.iter().any(|own| found(own).is_some()) => Some(true),
        None => None,
    }
}

/// Where a project stands, seen from `own`. Lists projects only where it must.
pub(crate) fn standing(case: &mut Case, estate: &Estate, own: &[String], project: &str) -> Standing {
    match elsewhere(case, estate, own, project) {
        Some(false) => return Standing::Own,
        None => return Standing::Unresolved,
        Some(true) => {}
    }
    if estate.scanned(Provider::Gcp, project) {
        return Standing::Known;
    }
    let projects = case.look_everywhere(estate, &PROJECTS);
    if find(&projects, project).is_some() {
        Standing::Known
    } else if case.saw_all_of(&PROJECTS) {
        Standing::Foreign
    } else {
        Standing::Undetermined
    }
}

/// Where the resource stands that gets the packets. Names it for approvals, by every spelling that is known.
pub(crate) fn destination(case: &mut Case, estate: &Estate, own: &[String], target: &str) -> (Standing, String) {
    case.destination_id(target);
    let Some(project) = url::project(target) else {
        return (Standing::Unresolved, UNKNOWN.to_owned());
    };
    case.destination_account(project);
    let standing = standing(case, estate, own, project);
    if standing == Standing::Own {
        for own in own {
            case.destination_account(own);
        }
        return (standing, project.to_owned());
    }
    if estate.scanned(Provider::Gcp, project) && !url::is_number(project) {
        return (standing, project.to_owned());
    }
    let projects = case.look_everywhere(estate, &PROJECTS);
    let Some(found) = find(&projects, project) else {
        return (standing, project.to_owned());
    };
    case.destination_account(&found.project_id);
    case.destination_account(found.number());
    (standing, found.project_id.clone())
}

/// Whether two URLs name one resource; nothing where a project number could not be resolved.
pub(crate) fn same(case: &mut Case, estate: &Estate, one: &str, other: &str) -> Option<bool> {
    if let Some(same) = url::same(one, other) {
        return Some(same);
    }
    let projects = case.look_everywhere(estate, &PROJECTS);
    let (one, other) = (url::project(one)?, url::project(other)?);
    let found = find(&projects, one).or_else(|| find(&projects, other))?;
    Some(found.is(one) && found.is(other))
}

fn find<'p>(projects: &'p [Item<'_, Project>], project: &str) -> Option<&'p Project> {
    projects.iter().map(Item::view).find(|found| found.is(project))
}
