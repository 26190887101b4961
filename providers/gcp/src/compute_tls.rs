//! Compute Engine: target proxies of load balancers, and the SSL policies that say which TLS they accept.

use crate::url::documents;
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// SSL policies, regional and global.
    SSL_POLICIES: SslPolicy = "compute.sslPolicies.aggregatedList" {
        permission: "compute.sslPolicies.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/sslPolicies/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "sslPolicies", kind: "compute#sslPolicy" },
    }

    /// Target HTTPS proxies, regional and global.
    TARGET_HTTPS_PROXIES: TargetHttpsProxy = "compute.targetHttpsProxies.aggregatedList" {
        permission: "compute.targetHttpsProxies.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpsProxies/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "targetHttpsProxies", kind: "compute#targetHttpsProxy" },
    }

    /// Target SSL proxies. All of them are global.
    TARGET_SSL_PROXIES: TargetSslProxy = "compute.targetSslProxies.list" {
        permission: "compute.targetSslProxies.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/targetSslProxies/list",
        reach: Account,
        shape: Shape::Gcp { collection: "targetSslProxies", kind: "compute#targetSslProxy" },
    }

    /// Target HTTP proxies, regional and global.
    TARGET_HTTP_PROXIES: TargetHttpProxy = "compute.targetHttpProxies.aggregatedList" {
        permission: "compute.targetHttpProxies.list",
        docs: "https://cloud.google.com/compute/docs/reference/rest/v1/targetHttpProxies/aggregatedList",
        reach: Account,
        shape: Shape::Gcp { collection: "targetHttpProxies", kind: "compute#targetHttpProxy" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    SSL_POLICIES => aggregated "compute", "/compute/v1/projects/{project}/aggregated/sslPolicies";
    TARGET_HTTPS_PROXIES => aggregated "compute", "/compute/v1/projects/{project}/aggregated/targetHttpsProxies";
    TARGET_SSL_PROXIES => get "compute", "/compute/v1/projects/{project}/global/targetSslProxies?maxResults=500",
        items: "/items";
    TARGET_HTTP_PROXIES => aggregated "compute", "/compute/v1/projects/{project}/aggregated/targetHttpProxies";
}

/// An SSL policy. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct SslPolicy {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// `COMPATIBLE`, `MODERN`, `RESTRICTED`, `CUSTOM`, `FIPS_202205`, …
    pub profile: Option<String>,
    /// `TLS_1_0`, `TLS_1_1`, `TLS_1_2`, …; absent: `TLS_1_0`.
    pub min_tls_version: Option<String>,
    /// The cipher suites that its profile comes to.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub enabled_features: Vec<String>,
}

/// A target HTTPS proxy. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct TargetHttpsProxy {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// The URL of its SSL policy; absent: Google's default.
    pub ssl_policy: Option<String>,
    /// The URL of its URL map.
    pub url_map: Option<String>,
}

/// A target SSL proxy. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct TargetSslProxy {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// The URL of its SSL policy; absent: Google's default.
    pub ssl_policy: Option<String>,
    /// The URL of the backend service behind it.
    pub service: Option<String>,
}

/// A target HTTP proxy. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
pub struct TargetHttpProxy {
    /// The URL; empty where only the name stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub self_link: String,
    /// The name; empty where only the URL stands in the document.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub name: String,
    /// The URL of its URL map.
    pub url_map: Option<String>,
}

documents! {
    SslPolicy: "compute.googleapis.com/SslPolicy" by self_link or name;
    TargetHttpsProxy: "compute.googleapis.com/TargetHttpsProxy" by self_link or name;
    TargetSslProxy: "compute.googleapis.com/TargetSslProxy" by self_link or name;
    TargetHttpProxy: "compute.googleapis.com/TargetHttpProxy" by self_link or name;
}
