//! The documents and read operations of Azure that Overhear's checks rest on. Serde views; the feature
//! `live` adds what asks the cloud.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

#[cfg(feature = "live")]
pub mod live;

pub mod apimanagement;
pub mod app;
pub mod application_gateways;
pub mod arm;
pub mod authorization;
pub mod cache;
pub mod cache_enterprise;
pub mod cdn;
pub mod compute;
pub mod connections;
pub mod containerservice;
pub mod discovery;
pub mod firewall;
pub mod hdinsight;
pub mod insights;
pub mod inventory;
pub mod mysql;
pub mod network;
pub mod network_watcher;
pub mod postgresql;
pub mod resources;
pub mod servicefabric;
pub mod single_servers;
pub mod sql;
pub mod storage;
pub mod unlisted;
pub mod virtual_networks;
pub mod web;

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] = &[
    apimanagement::OPS,
    app::OPS,
    application_gateways::OPS,
    authorization::OPS,
    cache::OPS,
    cache_enterprise::OPS,
    cdn::OPS,
    compute::OPS,
    connections::OPS,
    containerservice::OPS,
    firewall::OPS,
    hdinsight::OPS,
    insights::OPS,
    inventory::OPS,
    mysql::OPS,
    network::OPS,
    network_watcher::OPS,
    postgresql::OPS,
    resources::OPS,
    servicefabric::OPS,
    single_servers::OPS,
    sql::OPS,
    storage::OPS,
    virtual_networks::OPS,
    web::OPS,
];

/// How the operations of every service are called.
#[cfg(feature = "live")]
pub(crate) static READS: &[&[live::Read]] = &[
    apimanagement::READS,
    app::READS,
    application_gateways::READS,
    authorization::READS,
    cache::READS,
    cache_enterprise::READS,
    cdn::READS,
    compute::READS,
    connections::READS,
    containerservice::READS,
    firewall::READS,
    hdinsight::READS,
    insights::READS,
    inventory::READS,
    mysql::READS,
    network::READS,
    network_watcher::READS,
    postgresql::READS,
    resources::READS,
    servicefabric::READS,
    single_servers::READS,
    sql::READS,
    storage::READS,
    virtual_networks::READS,
    web::READS,
];
