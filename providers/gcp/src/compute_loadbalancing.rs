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

// Headers that a load balancer adds or looks for are where people put shared secrets.
#[cfg(feature = "live")]
crate::reads! {
    URL_MAPS => aggregated "compute", "/compute/v1/projects/{project}/aggregated/urlMaps",
        strip: &[
            "/headerAction",
            "/defaultRouteAction/weightedBackendServices/*/headerAction",
            "/pathMatchers/*/headerAction",
            "/pathMatchers/*/defaultRouteAction/weightedBackendServices/*/headerAction",
            "/pathMatchers/*/pathRules/*/routeAction/weightedBackendServices/*/headerAction",
            "/pathMatchers/*/routeRules/*/headerAction",
            "/pathMatchers/*/routeRules/*/routeAction/weightedBackendServices/*/headerAction",
            "/pathMatchers/*/routeRules/*/matchRules/*/headerMatches",
            "/pathMatchers/*/routeRules/*/matchRules/*/queryParameterMatches",
            "/tests",
        ];
    BACKEND_SERVICES => aggregated "compute", "/compute/v1/projects/{project}/aggregated/backendServices",
        strip: &[
            "/customRequestHeaders",
            "/customResponseHeaders",
            "/iap/oauth2ClientSecret",
            "/iap/oauth2ClientSecretSha256",
            "/securitySettings/awsV4Authentication/accessKey",
        ];
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
    /// The backend service of requests that no host rule matches.
    pub default_service: Option<String>,
    /// What happens to them.
    pub default_route_action: Option<RouteAction>,
    /// Where they are sent instead.
    pub default_url_redirect: Option<UrlRedirect>,
    /// What happens to the others, by path.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub path_matchers: Vec<PathMatcher>,
}

/// What a URL map does by path.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathMatcher {
    /// The backend service where no rule matches.
    pub default_service: Option<String>,
    /// What happens there.
    pub default_route_action: Option<RouteAction>,
    /// Where requests are sent instead.
    pub default_url_redirect: Option<UrlRedirect>,
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
    /// The backend service of matched requests.
    pub service: Option<String>,
    /// What happens to them.
    pub route_action: Option<RouteAction>,
    /// Where they are sent instead.
    pub url_redirect: Option<UrlRedirect>,
}

/// Where a client is sent instead of a backend service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UrlRedirect {
    /// True where it is sent to HTTPS; absent: false.
    pub https_redirect: Option<bool>,
}

/// What happens to requests beside being forwarded.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteAction {
    /// Where a copy of each request goes.
    pub request_mirror_policy: Option<RequestMirrorPolicy>,
    /// The backend services that share the requests.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub weighted_backend_services: Vec<WeightedBackendService>,
}

/// A backend service that gets a share of the requests.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WeightedBackendService {
    /// The URL.
    pub backend_service: Option<String>,
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
    /// `EXTERNAL_MANAGED`, `INTERNAL_MANAGED`, `INTERNAL_SELF_MANAGED`, …
    pub load_balancing_scheme: Option<String>,
    /// Its backends.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub backends: Vec<Backend>,
}

/// A backend of a backend service.
#[derive(Debug, Deserialize)]
pub struct Backend {
    /// The URL of an instance group or of a network endpoint group.
    pub group: Option<String>,
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
