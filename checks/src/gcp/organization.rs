//! Whose project is it?

pub(crate) use crate::standing::Standing;
use crate::{Case, Estate, Item};
use overhear_core::{Provider, Scope, UNKNOWN};
use overhear_gcp::{
    cloudresourcemanager::{PROJECTS, Project},
    url,
};
use std::borrow::Cow;

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

/// A URL with its project: one that names none is of the own project, as in `global/backendServices/NAME`.
pub(crate) fn absolute<'u>(own: &[String], url: &'u str) -> Cow<'u, str> {
    match own.first() {
        Some(own) if url::project(url).is_none() => format!("projects/{own}/{}", url.trim_start_matches('/')).into(),
        _ => url.into(),
    }
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
        Some(found) if own.iter().any(|own| found.is(own)) => Some(false),
        Some(found) if own.iter().any(|own| found.may_be(own)) => None,
        Some(_) => Some(true),
        None if case.saw_all_of(&PROJECTS)
            && own.iter().any(|own| found(own).is_some_and(|found| !found.may_be(project))) =>
        {
            Some(true)
        }
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
    let projects = case.glance(estate, &PROJECTS);
    if let Some(found) = find(&projects, project) {
        let ours = own.iter().find_map(|own| find(&projects, own)).and_then(Project::organization);
        return match (found.organization(), ours) {
            // The caller sees, and may scan, projects of several organisations.
            (Some(theirs), Some(ours)) if theirs != ours => Standing::Foreign,
            _ => Standing::Known,
        };
    }
    if estate.scanned(Provider::Gcp, project) {
        return Standing::Known;
    }
    case.look_everywhere(estate, &PROJECTS);
    if case.saw_all_of(&PROJECTS) && !projects.iter().any(|listed| listed.may_be(project)) {
        Standing::Foreign
    } else {
        Standing::Undetermined
    }
}

/// Where the resource stands that gets the packets. Names it for approvals, by every spelling that is known.
pub(crate) fn destination(case: &mut Case, estate: &Estate, own: &[String], target: &str) -> (Standing, String) {
    let target = absolute(own, target);
    case.destination_id(url::name(&target));
    let Some(project) = url::project(&target) else {
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
    match (found.is(one), found.is(other)) {
        (true, true) => Some(true),
        _ if found.may_be(one) && found.may_be(other) => None,
        _ => Some(false),
    }
}

fn find<'p>(projects: &'p [Item<'_, Project>], project: &str) -> Option<&'p Project> {
    projects.iter().map(Item::view).find(|found| found.is(project))
}
