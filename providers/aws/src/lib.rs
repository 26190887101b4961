//! The documents and read operations of AWS that Overhear's checks rest on. Serde views; the feature
//! `live` adds what asks the cloud.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

#[cfg(feature = "live")]
pub mod live;

pub mod acm;
pub mod apigateway;
pub mod arn;
pub mod capture_tools;
pub mod cloudfront;
pub mod cloudtrail;
pub mod cloudwatch;
pub mod cloudwatchlogs;
pub mod discovery;
pub mod ec2;
pub mod ecs;
pub mod elasticache;
pub mod elasticloadbalancing;
pub mod elasticloadbalancingv2;
pub mod eventbridge;
pub mod iam;
pub mod networkfirewall;
pub mod opensearch;
pub mod organizations;
pub mod ram;
pub mod rds;
pub mod redshift;
pub mod s3;
pub mod ssm;
pub mod sts;

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] = &[
    acm::OPS,
    apigateway::OPS,
    cloudfront::OPS,
    cloudtrail::OPS,
    cloudwatch::OPS,
    cloudwatchlogs::OPS,
    ec2::OPS,
    ecs::OPS,
    elasticache::OPS,
    elasticloadbalancing::OPS,
    elasticloadbalancingv2::OPS,
    eventbridge::OPS,
    iam::OPS,
    networkfirewall::OPS,
    opensearch::OPS,
    organizations::OPS,
    ram::OPS,
    rds::OPS,
    redshift::OPS,
    s3::OPS,
    ssm::OPS,
    sts::OPS,
];

/// How the operations of every service are called.
#[cfg(feature = "live")]
pub(crate) static READS: &[&[live::Read]] = &[
    acm::READS,
    apigateway::READS,
    cloudfront::READS,
    cloudtrail::READS,
    cloudwatch::READS,
    cloudwatchlogs::READS,
    ec2::READS,
    ecs::READS,
    elasticache::READS,
    elasticloadbalancing::READS,
    elasticloadbalancingv2::READS,
    eventbridge::READS,
    iam::READS,
    networkfirewall::READS,
    opensearch::READS,
    organizations::READS,
    ram::READS,
    rds::READS,
    redshift::READS,
    s3::READS,
    ssm::READS,
    sts::READS,
];
