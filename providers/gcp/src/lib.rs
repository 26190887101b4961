//! The documents and read operations of Google Cloud that Overhear's checks rest on. Serde views; the feature
//! `live` adds what asks the cloud.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

#[cfg(feature = "live")]
pub mod live;

pub mod alloydb;
pub mod cloudasset;
pub mod cloudfunctions;
pub mod cloudresourcemanager;
pub mod compute;
pub mod compute_firewall;
pub mod compute_loadbalancing;
pub mod compute_networks;
pub mod compute_tls;
pub mod discovery;
pub mod iam;
pub mod iam_policies;
pub mod ids;
pub mod logging;
pub mod memorystore;
pub mod monitoring;
pub mod networkmanagement;
pub mod networksecurity;
pub mod networksecurity_tls;
pub mod notebooks;
pub mod redis;
pub mod sqladmin;
pub mod unlisted;
pub mod url;

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] = &[
    alloydb::OPS,
    cloudasset::OPS,
    cloudfunctions::OPS,
    cloudresourcemanager::OPS,
    compute::OPS,
    compute_firewall::OPS,
    compute_loadbalancing::OPS,
    compute_networks::OPS,
    compute_tls::OPS,
    iam::OPS,
    iam_policies::OPS,
    ids::OPS,
    logging::OPS,
    memorystore::OPS,
    monitoring::OPS,
    networkmanagement::OPS,
    networksecurity::OPS,
    networksecurity_tls::OPS,
    notebooks::OPS,
    redis::OPS,
    sqladmin::OPS,
];

/// How the operations of every service are called.
#[cfg(feature = "live")]
pub(crate) static READS: &[&[live::Read]] = &[
    alloydb::READS,
    cloudasset::READS,
    cloudfunctions::READS,
    cloudresourcemanager::READS,
    compute::READS,
    compute_firewall::READS,
    compute_loadbalancing::READS,
    compute_networks::READS,
    compute_tls::READS,
    iam::READS,
    iam_policies::READS,
    ids::READS,
    logging::READS,
    memorystore::READS,
    monitoring::READS,
    networkmanagement::READS,
    networksecurity::READS,
    networksecurity_tls::READS,
    notebooks::READS,
    redis::READS,
    sqladmin::READS,
];
