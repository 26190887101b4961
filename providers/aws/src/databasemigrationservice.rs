//! AWS Database Migration Service: endpoints, which are how it reaches databases.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Endpoints, those of sources and those of targets.
    ENDPOINTS: Endpoint = "databasemigrationservice:DescribeEndpoints" {
        permission: "dms:DescribeEndpoints",
        docs: "https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeEndpoints.html",
        reach: Region,
        shape: Shape::Opaque,
    }
}

/// An endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Endpoint {
    /// `arn:aws:dms:REGION:ACCOUNT:endpoint:…`
    pub endpoint_arn: String,
    /// Its name, which is unique in the account and region.
    pub endpoint_identifier: Option<String>,
    /// `source` or `target`.
    pub endpoint_type: Option<String>,
    /// `mysql`, `postgres`, `s3`, `kafka`, …
    pub engine_name: Option<String>,
    /// `active`, `creating`, `deleting`, …
    pub status: Option<String>,
    /// `none`, `require`, `verify-ca` or `verify-full`.
    pub ssl_mode: Option<String>,
    /// How it speaks to Kafka.
    pub kafka_settings: Option<KafkaSettings>,
    /// How it speaks to Redis.
    pub redis_settings: Option<RedisSettings>,
}

/// How an endpoint speaks to Kafka.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KafkaSettings {
    /// `plaintext`, `ssl-authentication`, `ssl-encryption` or `sasl-ssl`.
    pub security_protocol: Option<String>,
}

/// How an endpoint speaks to Redis.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedisSettings {
    /// `plaintext` or `ssl-encryption`.
    pub ssl_security_protocol: Option<String>,
}

impl Document for Endpoint {
    fn key(&self) -> &str {
        &self.endpoint_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::DMS::Endpoint", self.endpoint_arn.as_str())
            .named(self.endpoint_identifier.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.endpoint_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_databasemigration;

    // Nothing that fits is an error of this API. Passwords are left out as sensitive; people write further ones into
    // connection attributes, and scripts may hold anything.
    ENDPOINTS => |client, ask| client.describe_endpoints().max_records(100).set_marker(ask.token()),
        items: "/Endpoints",
        absent: &["ResourceNotFoundFault"],
        strip: &["/ExtraConnectionAttributes", "/*/AfterConnectScript"];
}
