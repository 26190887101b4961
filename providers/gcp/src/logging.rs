//! Cloud Logging: where log entries go, and what is counted in them.

use crate::{cloudresourcemanager::FOLDERS, url};
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The sinks of a project. Its output does not tell what it is: those of folders and organisations look the same.
    PROJECT_SINKS: LogSink = "logging.projects.sinks.list" {
        permission: "logging.sinks.list",
        docs: "https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.sinks/list",
        reach: Account,
        shape: Shape::Opaque,
    }

    /// The sinks of one folder. Its output does not tell what it is.
    FOLDER_SINKS: LogSink = "logging.folders.sinks.list" {
        permission: "logging.sinks.list",
        docs: "https://cloud.google.com/logging/docs/reference/v2/rest/v2/folders.sinks/list",
        reach: Organization,
        per: FOLDERS,
        shape: Shape::Opaque,
    }

    /// The sinks of an organisation, or of the folder that is read in its place. Its output does not tell what it is.
    ORGANIZATION_SINKS: LogSink = "logging.organizations.sinks.list" {
        permission: "logging.sinks.list",
        docs: "https://cloud.google.com/logging/docs/reference/v2/rest/v2/organizations.sinks/list",
        reach: Organization,
        shape: Shape::Opaque,
    }

    /// The log-based metrics of a project. Its output does not tell what it is: others have `metrics`, too.
    METRICS: LogMetric = "logging.projects.metrics.list" {
        permission: "logging.logMetrics.list",
        docs: "https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics/list",
        reach: Account,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    PROJECT_SINKS => get "logging", "/v2/projects/{project}/sinks?pageSize=500", items: "/sinks";
    FOLDER_SINKS => get "logging", "/v2/{parent}/sinks?pageSize=500", items: "/sinks",
        parents: Parents::Of(&[Source { op: &FOLDERS.op, keys: |item| Parent::at(item, "/name") }]), once: true,
        gone: &["NOT_FOUND"];
    ORGANIZATION_SINKS => get "logging", "/v2/{organization}/sinks?pageSize=500", items: "/sinks";
    METRICS => get "logging", "/v2/projects/{project}/metrics?pageSize=500", items: "/metrics";
}

/// A sink: log entries that are sent on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogSink {
    /// `_Required`, `_Default`, or the name that people gave it.
    pub name: String,
    /// `projects/PROJECT/sinks/NAME`, or the same of a folder or organisation; not every answer has it.
    pub resource_name: Option<String>,
    /// `storage.googleapis.com/BUCKET`, `bigquery.googleapis.com/…`, `pubsub.googleapis.com/…`, …
    pub destination: Option<String>,
    /// Which entries; absent or empty: all.
    pub filter: Option<String>,
    /// True where nothing is sent; absent: false.
    pub disabled: Option<bool>,
    /// True where the entries of projects and folders below are sent, too; absent: false.
    pub include_children: Option<bool>,
    /// Which entries are left out all the same.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub exclusions: Vec<LogExclusion>,
}

/// Entries that a sink leaves out.
#[derive(Debug, Deserialize)]
pub struct LogExclusion {
    /// Which entries.
    pub filter: Option<String>,
    /// True where it excludes nothing; absent: false.
    pub disabled: Option<bool>,
}

/// A metric that counts log entries.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogMetric {
    /// The name, perhaps with slashes in it; as a type of metric it is `logging.googleapis.com/user/NAME`.
    pub name: String,
    /// `projects/PROJECT/metrics/NAME`; not every answer has it.
    pub resource_name: Option<String>,
    /// Which entries.
    pub filter: Option<String>,
    /// True where nothing is counted; absent: false.
    pub disabled: Option<bool>,
}

impl Document for LogSink {
    fn key(&self) -> &str {
        self.resource_name.as_deref().unwrap_or(&self.name)
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let name = full_name(scope, self.resource_name.as_deref(), "sinks", &self.name);
        Resource::new(scope, "logging.googleapis.com/LogSink", name).named(Some(&self.name))
    }

    fn home(&self) -> Home<'_> {
        url::home(self.key())
    }
}

impl Document for LogMetric {
    fn key(&self) -> &str {
        self.resource_name.as_deref().unwrap_or(&self.name)
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let name = full_name(scope, self.resource_name.as_deref(), "metrics", &self.name);
        Resource::new(scope, "logging.googleapis.com/LogMetric", name).named(Some(&self.name))
    }

    fn home(&self) -> Home<'_> {
        self.resource_name.as_deref().map(url::home).unwrap_or_default()
    }
}

/// The full resource name; by the scope where the document has a short name alone.
fn full_name(scope: &Scope, resource_name: Option<&str>, collection: &str, name: &str) -> String {
    let account = &scope.account;
    match resource_name {
        Some(name) => format!("//logging.googleapis.com/{name}"),
        None if account.contains('/') => format!("//logging.googleapis.com/{account}/{collection}/{name}"),
        None => format!("//logging.googleapis.com/projects/{account}/{collection}/{name}"),
    }
}
