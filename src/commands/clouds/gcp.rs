use super::distinct;
use crate::{
    cli::{GcpArgs, LiveArgs},
    exit::UsageError,
    live::{Cloud, Extent, Planned},
};
use overhear_core::{Op, Provider, live::Plan};
use overhear_gcp::{
    cloudasset, cloudresourcemanager,
    live::{Gcp, Options, Projects, reads},
    url::is_number,
};
use std::time::Duration;

/// The projects of Google Cloud that the command line names.
pub(super) fn cloud(args: &GcpArgs, live: &LiveArgs, wanted: Vec<&'static Op>) -> Result<Box<dyn Cloud>, UsageError> {
    let options = options(args, live)?;
    let mut discovery: Vec<(&'static Op, usize)> = vec![(&cloudresourcemanager::PROJECTS.op, 1)];
    let (accounts, whole) = match &options.projects {
        Projects::Listed(listed) => (Some(listed.len()), ""),
        Projects::All => (None, "each project that the caller sees"),
        Projects::Below(_) => {
            discovery.push((&cloudasset::RESOURCES.op, 1));
            (None, "each project below it")
        }
    };
    Ok(Box::new(Planned {
        provider: Provider::Gcp,
        plan: Plan::new(reads(), wanted),
        discovery,
        extent: Extent { accounts, word: "project", whole, regions: 1, assumed: false },
        adapter: async move |means: crate::live::Means| Gcp::new(options, means.pace, means.progress),
    }))
}

fn options(args: &GcpArgs, live: &LiveArgs) -> Result<Options, UsageError> {
    let listed = distinct(&args.projects);
    let above = |flag: &str, root: &str, text: &str| {
        let number = text.strip_prefix(root).unwrap_or(text);
        if is_number(number) {
            return Ok(Projects::Below(format!("{root}{number}")));
        }
        Err(UsageError::new(format!("{flag} {text}: not a number")).hint("`gcloud organizations list` shows numbers"))
    };
    let projects = match (listed.as_slice(), &args.organization, &args.folder) {
        (_, Some(organization), _) => above("--organization", "organizations/", organization)?,
        (_, None, Some(folder)) => above("--folder", "folders/", folder)?,
        ([], None, None) => Projects::All,
        ([one], None, None) if one == "all" => Projects::All,
        (listed, None, None) => match listed.iter().find(|project| !is_project(project)) {
            None => Projects::Listed(listed.to_vec()),
            Some(other) => {
                return Err(UsageError::new(format!("--projects {other}: not the id or number of a project"))
                    .hint("list ids, or give `all` alone"));
            }
        },
    };
    Ok(Options { projects, timeout: Duration::from_secs(live.timeout) })
}

/// A number, or an id: small letters, digits and hyphens, in old ones after a domain.
fn is_project(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part) && !text.starts_with(['-', '.', ':'])
}
