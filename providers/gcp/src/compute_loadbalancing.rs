//! Compute Engine: URL maps and the backend services behind them.

use crate::url::documents;
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// URL maps: what load balancers do with requests.
    URL_MAPS: UrlMap = "compute.urlMaps.aggregatedList" {
        permission: "compute.urlMaps.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "urlMaps", kind: "compute#urlMap" },
    }

    /// Backend services.
    BACKEND_SERVICES: BackendService = "compute.backendServices.aggregatedList" {
        permission: "compute.backendServices.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/backendServices/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "backendServices", kind: "compute#backendService" },
    }
}

/// A URL map.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct UrlMap {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// What happens to requests that no host rule matches.
    pub default_route_action: Option<RouteAction>,
    /// What happens to the others, by path.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub path_matchers: Vec<PathMatcher>,
}

/// What a URL map does by path.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathMatcher {
    /// Where no rule matches.
    pub default_route_action: Option<RouteAction>,
    /// Rules by path.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub path_rules: Vec<RouteRule>,
    /// Rules by priority, with more conditions.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub route_rules: Vec<RouteRule>,
}

/// A rule of a path matcher, by path or by priority.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteRule {
    /// What happens to matched requests.
    pub route_action: Option<RouteAction>,
}

/// What happens to requests beside being forwarded.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteAction {
    /// Where a copy of each request goes.
    pub request_mirror_policy: Option<RequestMirrorPolicy>,
}

/// Where a copy of each request goes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestMirrorPolicy {
    /// The URL of the backend service.
    pub backend_service: String,
}

impl UrlMap {
    /// Every backend service that gets copies, with the pointer to where it is named.
    pub fn mirrors<'a>(&'a self) -> Vec<(String, &'a str)> {
        let mut places = vec![("/defaultRouteAction".to_owned(), self.default_route_action.as_ref())];
        for (at, matcher) in self.path_matchers.iter().enumerate() {
            let place = format!("/pathMatchers/{at}");
            places.push((format!("{place}/defaultRouteAction"), matcher.default_route_action.as_ref()));
            for (kind, rules) in [("pathRules", &matcher.path_rules), ("routeRules", &matcher.route_rules)] {
                for (at, rule) in rules.iter().enumerate() {
                    places.push((format!("{place}/{kind}/{at}/routeAction"), rule.route_action.as_ref()));
                }
            }
        }
        let mirror = |(place, action): (String, Option<&'a RouteAction>)| {
            let policy = action?.request_mirror_policy.as_ref()?;
            Some((format!("{place}/requestMirrorPolicy/backendService"), policy.backend_service.as_str()))
        };
        places.into_iter().filter_map(mirror).collect()
    }
}

/// A backend service.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct BackendService {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// How it speaks to its backends: `HTTP`, `HTTPS`, `HTTP2`, `H2C`, `GRPC`, …
    pub protocol: Option<String>,
}

impl BackendService {
    /// True where it speaks to its backends in plain text.
    pub fn is_plain(&self) -> bool {
        matches!(self.protocol.as_deref(), Some("HTTP" | "H2C"))
    }
}

documents! {
    UrlMap: "compute.googleapis.com/UrlMap" by self_link or name;
    BackendService: "compute.googleapis.com/BackendService" by self_link or name landmark is_plain;
}
