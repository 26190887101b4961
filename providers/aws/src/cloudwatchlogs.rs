//! Amazon CloudWatch Logs: metrics that are counted out of logs.

use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Metric filters of every log group.
    METRIC_FILTERS: MetricFilter = "cloudwatchlogs:DescribeMetricFilters" {
        permission: "logs:DescribeMetricFilters",
        docs: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html",
        reach: Region,
        shape: Shape::AwsCli { list: "metricFilters", single: "" },
    }
}

/// A metric filter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricFilter {
    /// Its name, which is unique in its log group.
    pub filter_name: String,
    /// The log group.
    pub log_group_name: Option<String>,
    /// Which records it counts.
    pub filter_pattern: Option<String>,
    /// The metrics that it counts them in.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub metric_transformations: Vec<MetricTransformation>,
}

/// A metric that a filter counts in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricTransformation {
    /// Its name.
    pub metric_name: Option<String>,
    /// Its namespace.
    pub metric_namespace: Option<String>,
}

impl Document for MetricFilter {
    fn key(&self) -> &str {
        &self.filter_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        // It has no ARN: CloudFormation names it by its group and its name.
        let group = self.log_group_name.as_deref().unwrap_or_default();
        Resource::new(scope, "AWS::Logs::MetricFilter", format!("{group}|{}", self.filter_name))
            .named(Some(&self.filter_name))
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_cloudwatchlogs;

    METRIC_FILTERS => |client, ask| client.describe_metric_filters().limit(50).set_next_token(ask.token());
}
