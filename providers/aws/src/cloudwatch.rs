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
