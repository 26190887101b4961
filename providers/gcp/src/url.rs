//! Names of Google resources. One resource is spelled as a full URL (`compute/v1` or `compute/beta`), as a partial URL
//! or as a full resource name, each with the id or the number of its project.

use overhear_core::{Home, Resource, Scope, UNKNOWN};

/// The part that all spellings share: from `projects/`, `organizations/` or `folders/` on.
pub fn name(url: &str) -> &str {
    let starts = ["projects/", "organizations/", "folders/"].into_iter().filter_map(|root| {
        let inside = || url.find(&format!("/{root}")).map(|at| at + 1);
        if url.starts_with(root) { Some(0) } else { inside() }
    });
    starts.min().and_then(|at| url.get(at..)).unwrap_or(url).trim_end_matches('/')
}

/// The project, by id or number, and what follows it.
fn split(url: &str) -> Option<(&str, &str)> {
    name(url).strip_prefix("projects/")?.split_once('/')
}

/// The project that a URL names, by id or number.
pub fn project(url: &str) -> Option<&str> {
    let project = name(url).strip_prefix("projects/")?.split('/').next()?;
    Some(project).filter(|project| !project.is_empty())
}

/// True for the number of a project, false for its id, which starts with a letter.
pub fn is_number(project: &str) -> bool {
    !project.is_empty() && project.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether two URLs name one resource; nothing where one has the id of the project and the other a number, or where one
/// is no more than the end of the other.
pub fn same(one: &str, other: &str) -> Option<bool> {
    let (Some((one_project, one_path)), Some((other_project, other_path))) = (split(one), split(other)) else {
        let (one, other) = (name(one), name(other));
        let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|head| head.ends_with('/'));
        return if ends(one, other) || ends(other, one) { None } else { Some(one == other) };
    };
    if one_path != other_path {
        return Some(false);
    }
    if one_project == other_project {
        return Some(true);
    }
    if is_number(one_project) == is_number(other_project) { Some(false) } else { None }
}

/// Whether two URLs name one resource or may do so. For joins inside one project, where it errs on the side of a link.
pub fn may_be_same(one: &str, other: &str) -> bool {
    same(one, other) != Some(false)
}

/// Project and location that a URL names.
pub fn home(url: &str) -> Home<'_> {
    let mut parts = split(url).map_or("", |(_, path)| path).split('/');
    let region = match (parts.next(), parts.next()) {
        (Some("regions" | "zones" | "locations"), Some(location)) => Some(location),
        (Some("global"), _) => Some("global"),
        _ => None,
    };
    Home { account: project(url), region }
}

/// The last part of a URL.
pub fn last(url: &str) -> &str {
    name(url).rsplit('/').next().unwrap_or(url)
}

/// The resource of type `kind` (`compute.googleapis.com/Instance`) that a URL names.
pub fn resource(scope: &Scope, kind: &'static str, url: &str) -> Resource {
    let service = kind.split('/').next().unwrap_or(kind);
    let path = match split(url) {
        // Ids are what people know: a number gives way where the scope tells the id.
        Some((project, path)) if is_number(project) && scope.account != UNKNOWN => {
            format!("projects/{}/{path}", scope.account)
        }
        None if !name(url).contains('/') => format!("projects/{}/global/{}", scope.account, name(url)),
        _ => name(url).to_owned(),
    };
    let mut resource = Resource::new(scope, kind, format!("//{service}/{path}")).named(Some(last(url)));
    if let Some(region) = home(url).region {
        region.clone_into(&mut resource.region);
    }
    resource
}

/// The first that is not empty: of the members by which a document may name itself.
pub(crate) fn first<'a>(names: &[&'a str]) -> &'a str {
    names.iter().find(|name| !name.is_empty()).copied().unwrap_or_default()
}

/// Implements `Document` for views that name themselves by a URL. `landmark` names the method that tells which of them
/// outlive their project; else all do. With `or` the view is `remote = "Self"`, and one of the two must be there.
macro_rules! documents {
    ($($view:ident: $kind:literal by $url:ident $(or $name:ident)? $(with $labels:ident)? $(landmark $landmark:ident)?;)*) => {
        $(
            impl overhear_core::Document for $view {
                fn key(&self) -> &str {
                    $crate::url::first(&[&self.$url $(, &self.$name)?])
                }

                fn resource(&self, scope: &overhear_core::Scope) -> overhear_core::Resource {
                    let resource = $crate::url::resource(scope, $kind, overhear_core::Document::key(self));
                    $(
                        let resource = resource.tagged(&self.$labels);
                    )?
                    resource
                }

                fn home(&self) -> overhear_core::Home<'_> {
                    $crate::url::home(overhear_core::Document::key(self))
                }

                $(
                    fn is_landmark(&self) -> bool {
                        self.$landmark()
                    }
                )?
            }

            $(
                impl<'de> serde::Deserialize<'de> for $view {
                    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        let view = Self::deserialize(deserializer)?;
                        if view.$url.is_empty() && view.$name.is_empty() {
                            return Err(serde::de::Error::missing_field("selfLink"));
                        }
                        Ok(view)
                    }
                }
            )?
        )*
    };
}
pub(crate) use documents;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_names_the_same_resource() {
        let partial = "projects/example-prod/regions/europe-west1/forwardingRules/sink";
        for spelling in [
            "https://www.googleapis.com/compute/v1/projects/example-prod/regions/europe-west1/forwardingRules/sink",
            "https://compute.googleapis.com/compute/beta/projects/example-prod/regions/europe-west1/forwardingRules/sink",
            "//compute.googleapis.com/projects/example-prod/regions/europe-west1/forwardingRules/sink",
            partial,
        ] {
            assert_eq!(name(spelling), partial);
            assert_eq!(same(spelling, partial), Some(true));
            assert_eq!(home(spelling), Home { account: Some("example-prod"), region: Some("europe-west1") });
        }
        assert_eq!(name("//networksecurity.googleapis.com/organizations/1/x"), "organizations/1/x");
    }

    #[test]
    fn a_number_and_an_id_cannot_be_compared_alone() {
        assert_eq!(same("projects/12/global/networks/n", "projects/a/global/networks/n"), None);
        assert_eq!(same("projects/12/global/networks/n", "projects/13/global/networks/n"), Some(false));
        assert_eq!(same("projects/12/global/networks/n", "projects/a/global/networks/m"), Some(false));
        assert_eq!(same("projects/b/global/networks/n", "projects/a/global/networks/n"), Some(false));
        assert_eq!(same("sink", "projects/a/regions/r/forwardingRules/sink"), None);
        assert_eq!(same("projects/a/regions/r/forwardingRules/sink", "ink"), Some(false));
        assert_eq!(project("projects/example.com:old/global/networks/n"), Some("example.com:old"));
    }
}
