//! Cloud Monitoring: what raises an alert.

use crate::url::documents;
use overhear_core::{Shape, Tags, ops};
use serde::{Deserialize, de::IgnoredAny};

ops! {
    Gcp;

    /// The alerting policies of a project.
    ALERT_POLICIES: AlertPolicy = "monitoring.projects.alertPolicies.list" {
        permission: "monitoring.alertPolicies.list",
        docs: "https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies/list",
        reach: Account,
        shape: Shape::Gcp { collection: "alertPolicies", kind: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    ALERT_POLICIES => get "monitoring", "/v3/projects/{project}/alertPolicies?pageSize=500";
}

/// An alerting policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AlertPolicy {
    /// `projects/PROJECT/alertPolicies/NUMBER`
    pub name: String,
    /// True where it raises alerts; lists always have it.
    pub enabled: Option<bool>,
    /// Whom it tells, `projects/PROJECT/notificationChannels/NUMBER`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub notification_channels: Vec<String>,
    /// `OR`, `AND` or `AND_WITH_MATCHING_RESOURCE`: how many of its conditions must hold; absent: there is one.
    pub combiner: Option<String>,
    /// When it raises an alert.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub conditions: Vec<Condition>,
    /// Labels.
    #[serde(default)]
    pub user_labels: Tags,
}

/// When an alert is raised: by one of these, or by something that nobody has seen.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// A log entry matches.
    pub condition_matched_log: Option<Filtered>,
    /// A metric, of log entries perhaps, passes a threshold.
    pub condition_threshold: Option<Threshold>,
    /// A metric has no values.
    pub condition_absent: Option<IgnoredAny>,
    /// A query in the Monitoring Query Language gives something.
    pub condition_monitoring_query_language: Option<Queried>,
    /// A query in the language of Prometheus gives something.
    pub condition_prometheus_query_language: Option<Queried>,
    /// A query in SQL, of log entries, gives something.
    pub condition_sql: Option<Queried>,
}

/// What a condition looks at.
#[derive(Debug, Deserialize)]
pub struct Filtered {
    /// Which log entries, or which metrics.
    pub filter: Option<String>,
}

/// A metric and the threshold that it passes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Threshold {
    /// Which metrics.
    pub filter: Option<String>,
    /// `COMPARISON_GT`, `COMPARISON_LT`, …
    pub comparison: Option<String>,
    /// The threshold; absent: 0.
    pub threshold_value: Option<f64>,
}

/// What a condition asks.
#[derive(Debug, Deserialize)]
pub struct Queried {
    /// The query.
    pub query: Option<String>,
}

documents! {
    AlertPolicy: "monitoring.googleapis.com/AlertPolicy" by name with user_labels;
}
