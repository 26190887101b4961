//! The documents and read operations of AWS that Overhear's checks rest on. Serde views; the feature
//! `live` adds what asks the cloud.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

#[cfg(feature = "live")]
pub mod live;

pub mod acm;
pub mod apigateway;
pub mod apigatewayv2;
pub mod arn;
pub mod capture_tools;
pub mod cloudfront;
pub mod cloudtrail;
pub mod cloudwatch;
pub mod cloudwatchlogs;
pub mod databasemigrationservice;
pub mod dax;
pub mod discovery;
pub mod docdb;
pub mod ec2;
pub mod ec2_networks;
pub mod ecs;
pub mod eks;
pub mod elasticache;
pub mod elasticloadbalancing;
pub mod elasticloadbalancingv2;
pub mod emr;
pub mod eventbridge;
pub mod iam;
pub mod kafka;
pub mod memorydb;
pub mod networkfirewall;
pub mod opensearch;
pub mod organizations;
pub mod ram;
pub mod rds;
pub mod redshift;
pub mod redshiftserverless;
pub mod s3;
pub mod ssm;
pub mod sts;
pub mod transfer;

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] = &[
    acm::OPS,
    apigateway::OPS,
    apigatewayv2::OPS,
    cloudfront::OPS,
    cloudtrail::OPS,
    cloudwatch::OPS,
    cloudwatchlogs::OPS,
    databasemigrationservice::OPS,
    dax::OPS,
    docdb::OPS,
    ec2::OPS,
    ec2_networks::OPS,
    ecs::OPS,
    eks::OPS,
    elasticache::OPS,
    elasticloadbalancing::OPS,
    elasticloadbalancingv2::OPS,
    emr::OPS,
    eventbridge::OPS,
    iam::OPS,
    kafka::OPS,
    memorydb::OPS,
    networkfirewall::OPS,
    opensearch::OPS,
    organizations::OPS,
    ram::OPS,
    rds::OPS,
    redshift::OPS,
    redshiftserverless::OPS,
    s3::OPS,
    ssm::OPS,
    sts::OPS,
    transfer::OPS,
];

/// How the operations of every service are called.
#[cfg(feature = "live")]
pub(crate) static READS: &[&[live::Read]] = &[
    acm::READS,
    apigateway::READS,
    apigatewayv2::READS,
    cloudfront::READS,
    cloudtrail::READS,
    cloudwatch::READS,
    cloudwatchlogs::READS,
    databasemigrationservice::READS,
    dax::READS,
    docdb::READS,
    ec2::READS,
    ec2_networks::READS,
    ecs::READS,
    eks::READS,
    elasticache::READS,
    elasticloadbalancing::READS,
    elasticloadbalancingv2::READS,
    emr::READS,
    eventbridge::READS,
    iam::READS,
    kafka::READS,
    memorydb::READS,
    networkfirewall::READS,
    opensearch::READS,
    organizations::READS,
    ram::READS,
    rds::READS,
    redshift::READS,
    redshiftserverless::READS,
    s3::READS,
    ssm::READS,
    sts::READS,
    transfer::READS,
];
