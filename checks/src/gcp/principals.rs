//! Who is a member of a binding, seen from the project that it grants something in?

use super::{
    ancestors::organization,
    organization::{elsewhere, own},
};
use crate::{Case, Estate};
use overhear_core::{Provider, Scope};
use overhear_gcp::{cloudresourcemanager::ORGANIZATIONS, url};
use std::{borrow::Cow, cell::OnceCell};

/// Who a member is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Who {
    /// Of the project or its organisation.
    Own,
    /// Nobody can tell.
    Unclear,
    /// A service account of another project, or an identity outside the domains of the organisation.
    Foreign,
    /// Everybody.
    Public,
}

impl Who {
    /// What stands behind a member in a sentence.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Own | Self::Unclear => "",
            Self::Foreign => " of another project or organisation",
            Self::Public => ", which is everybody",
        }
    }
}

/// The project from which members are looked at.
pub(super) struct Home {
    own: Vec<String>,
    organization: Option<String>,
    /// The domain of the organisation: looked up once, and perhaps not known.
    domain: OnceCell<Option<String>>,
}

impl Home {
    /// By the project, and by what it lies in where that is known.
    pub(super) fn new(project: &str, chain: Option<&[String]>) -> Self {
        let own = own(&Scope::new(Provider::Gcp, project, "global"), "");
        Self { own, organization: chain.and_then(organization).map(str::to_owned), domain: OnceCell::new() }
    }

    /// Who a member is.
    pub(super) fn who(&self, case: &mut Case, estate: &Estate, member: &str) -> Who {
        match Principal::parse(member) {
            Principal::Public => Who::Public,
            Principal::Project(project) => match elsewhere(case, estate, &self.own, &project) {
                Some(true) => Who::Foreign,
                Some(false) => Who::Own,
                None => Who::Unclear,
            },
            Principal::Organization(name) => match &self.organization {
                Some(own) if own == name => Who::Own,
                Some(_) => Who::Foreign,
                None => Who::Unclear,
            },
            Principal::Domain(domain) => self.of_domain(case, estate, domain),
            Principal::Deleted | Principal::Other => Who::Unclear,
        }
    }

    /// By the first domain of the organisation: the API does not tell the others.
    fn of_domain(&self, case: &mut Case, estate: &Estate, domain: &str) -> Who {
        let Some(organization) = &self.organization else { return Who::Unclear };
        let own = self.domain.get_or_init(|| {
            let organizations = case.look_everywhere(estate, &ORGANIZATIONS);
            let found = organizations.iter().find(|found| found.name == *organization)?;
            found.display_name.as_ref().map(|name| name.to_ascii_lowercase())
        });
        let domain = domain.to_ascii_lowercase();
        match own {
            Some(own) if domain == *own || domain.strip_suffix(own.as_str()).is_some_and(|sub| sub.ends_with('.')) => {
                Who::Own
            }
            Some(_) => Who::Foreign,
            // These are of no organisation.
            None if matches!(domain.as_str(), "gmail.com" | "googlemail.com" | "googlegroups.com") => Who::Foreign,
            None => Who::Unclear,
        }
    }
}

/// What a member says of itself.
#[derive(Debug, Eq, PartialEq)]
enum Principal<'m> {
    Public,
    /// Somebody who was deleted, and holds nothing.
    Deleted,
    /// By the domain of an address.
    Domain(&'m str),
    /// By the project, an id or a number.
    Project(Cow<'m, str>),
    /// By the organisation, `organizations/NUMBER`.
    Organization(&'m str),
    Other,
}

/// True for a member that was deleted: until it is restored the binding gives it nothing.
pub(super) fn is_deleted(member: &str) -> bool {
    Principal::parse(member) == Principal::Deleted
}

impl<'m> Principal<'m> {
    fn parse(member: &'m str) -> Self {
        let Some((kind, name)) = member.split_once(':') else {
            return match member {
                "allUsers" | "allAuthenticatedUsers" => Self::Public,
                _ => Self::Other,
            };
        };
        let found = match kind {
            "deleted" => Some(Self::Deleted),
            "user" | "group" => name.rsplit_once('@').map(|(_, domain)| Self::Domain(domain)),
            "domain" => Some(Self::Domain(name)),
            "serviceAccount" => project_of(name).map(Self::Project),
            "projectOwner" | "projectEditor" | "projectViewer" => Some(Self::Project(name.into())),
            // The path begins behind the host: what stands further on somebody chose.
            "principal" | "principalSet" => {
                let path = name.strip_prefix("//").and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
                match path.split_once('/') {
                    Some(("projects", rest)) => rest.split('/').next().map(|project| Self::Project(project.into())),
                    Some(("organizations", _)) => {
                        let end = path.match_indices('/').nth(1).map_or(path.len(), |(at, _)| at);
                        path.get(..end).map(Self::Organization)
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        found.unwrap_or(Self::Other)
    }
}

/// The projects in which Google keeps the accounts by which its services act for projects of customers, beside those
/// that start with `gcp-sa-`.
const OF_SERVICES: [&str; 15] = [
    "cloud-filer",
    "cloud-redis",
    "cloud-tpu",
    "cloudcomposer-accounts",
    "compute-system",
    "container-analysis",
    "container-engine-robot",
    "containerregistry",
    "dataflow-service-producer-prod",
    "dataproc-accounts",
    "endpoints-portal",
    "firebase-rules",
    "gcf-admin-robot",
    "serverless-robot-prod",
    "service-networking",
];

/// The project that a service account is of, or acts for.
fn project_of(account: &str) -> Option<Cow<'_, str>> {
    let number = |text: &str| url::is_number(text);
    if let Some((project, _)) = account.split_once(".svc.id.goog[") {
        return Some(project.into());
    }
    let (local, domain) = account.rsplit_once('@')?;
    let scoped = |name: &'_ str| match name.split_once('.') {
        // The id of a project that is scoped by a domain, turned round.
        Some((project, domain)) => Cow::Owned(format!("{domain}:{project}")),
        None => Cow::Owned(name.to_owned()),
    };
    match domain {
        "developer.gserviceaccount.com" => local.strip_suffix("-compute").filter(|own| number(own)).map(Cow::Borrowed),
        "cloudservices.gserviceaccount.com" | "cloudbuild.gserviceaccount.com" | "project.gserviceaccount.com" => {
            Some(local).filter(|own| number(own)).map(Cow::Borrowed)
        }
        "appspot.gserviceaccount.com" => Some(scoped(local)),
        _ => {
            let project = domain.strip_suffix(".iam.gserviceaccount.com")?;
            let of_google = project.starts_with("gcp-sa-")
                || project.ends_with(".google.com")
                || OF_SERVICES.binary_search(&project).is_ok();
            if of_google {
                return local.strip_prefix("service-").filter(|own| number(own)).map(Cow::Borrowed);
            }
            Some(scoped(project))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_say_where_they_are_from() {
        let project = |project: &'static str| Principal::Project(project.into());
        for (member, expected) in [
            ("allUsers", Principal::Public),
            ("allAuthenticatedUsers", Principal::Public),
            ("user:ann@example.com", Principal::Domain("example.com")),
            ("group:net@sub.example.com", Principal::Domain("sub.example.com")),
            ("domain:example.com", Principal::Domain("example.com")),
            ("deleted:user:ann@example.com?uid=1", Principal::Deleted),
            ("deleted:serviceAccount:a@p-one.iam.gserviceaccount.com?uid=1", Principal::Deleted),
            ("serviceAccount:deploy@p-one.iam.gserviceaccount.com", project("p-one")),
            ("serviceAccount:deploy@p-one.example.com.iam.gserviceaccount.com", project("example.com:p-one")),
            ("serviceAccount:111122223333-compute@developer.gserviceaccount.com", project("111122223333")),
            ("serviceAccount:111122223333@cloudservices.gserviceaccount.com", project("111122223333")),
            ("serviceAccount:p-one@appspot.gserviceaccount.com", project("p-one")),
            ("serviceAccount:p-one.example.com@appspot.gserviceaccount.com", project("example.com:p-one")),
            ("serviceAccount:service-111122223333@compute-system.iam.gserviceaccount.com", project("111122223333")),
            ("serviceAccount:service-111122223333@gcp-sa-ids.iam.gserviceaccount.com", project("111122223333")),
            // Anybody may call an account like this in a project of his own.
            ("serviceAccount:service-111122223333@p-evil.iam.gserviceaccount.com", project("p-evil")),
            ("serviceAccount:service-org-1234567890@gcp-sa-x.iam.gserviceaccount.com", Principal::Other),
            ("serviceAccount:p-one.svc.id.goog[default/agent]", project("p-one")),
            ("serviceAccount:somebody@example.com", Principal::Other),
            (
                "principalSet://iam.googleapis.com/projects/111122223333/locations/global/workloadIdentityPools/ci/*",
                project("111122223333"),
            ),
            ("principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/ann", Principal::Other),
            (
                "principalSet://cloudresourcemanager.googleapis.com/organizations/1234567890/type/ServiceAccount",
                Principal::Organization("organizations/1234567890"),
            ),
            ("projectOwner:p-one", project("p-one")),
            ("future:thing", Principal::Other),
            ("everyone", Principal::Other),
        ] {
            assert_eq!(Principal::parse(member), expected, "{member}");
        }
        assert!(OF_SERVICES.is_sorted());
    }
}
