//! Amazon CloudWatch: alarms.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Alarms on one metric or on an expression of several; alarms on other alarms are not among them.
    METRIC_ALARMS: MetricAlarm = "cloudwatch:DescribeAlarms" {
        permission: "cloudwatch:DescribeAlarms",
        docs: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html",
        reach: Region,
        shape: Shape::AwsCli { list: "MetricAlarms", single: "" },
    }
}

/// An alarm on a metric.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricAlarm {
    /// `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`
    pub alarm_arn: String,
    /// Its name.
    pub alarm_name: Option<String>,
    /// True where it acts when its state changes.
    pub actions_enabled: Option<bool>,
    /// What it does when it goes off: topics, …
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub alarm_actions: Vec<String>,
    /// The namespace of its metric.
    pub namespace: Option<String>,
    /// Its metric; absent where it has several.
    pub metric_name: Option<String>,
    /// Its metrics, where it has several or an expression of them.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub metrics: Vec<MetricDataQuery>,
}

impl MetricAlarm {
    /// True where it does something when it goes off.
    pub fn acts(&self) -> bool {
        self.actions_enabled == Some(true) && !self.alarm_actions.is_empty()
    }

    /// True where it is on this metric, alone or among others.
    pub fn is_on(&self, namespace: Option<&str>, name: Option<&str>) -> bool {
        let of = self.metrics.iter().filter_map(|query| query.metric_stat.as_ref()?.metric.as_ref());
        let of = of.map(|metric| (metric.namespace.as_deref(), metric.metric_name.as_deref()));
        let own = [(self.namespace.as_deref(), self.metric_name.as_deref())];
        name.is_some() && own.into_iter().chain(of).any(|metric| metric == (namespace, name))
    }
}

/// One of the metrics of an alarm, or an expression.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDataQuery {
    /// The metric; absent for an expression.
    pub metric_stat: Option<MetricStat>,
}

/// A statistic of a metric.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricStat {
    /// The metric.
    pub metric: Option<Metric>,
}

/// A metric.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metric {
    /// Its namespace.
    pub namespace: Option<String>,
    /// Its name.
    pub metric_name: Option<String>,
}

impl Document for MetricAlarm {
    fn key(&self) -> &str {
        &self.alarm_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudWatch::Alarm", self.alarm_arn.as_str()).named(self.alarm_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.alarm_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_cloudwatch;

    METRIC_ALARMS => |client, ask| client
        .describe_alarms()
        .alarm_types(aws_sdk_cloudwatch::types::AlarmType::MetricAlarm)
        .max_records(100)
        .set_next_token(ask.token());
}
