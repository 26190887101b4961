//! The documents and read operations of Google Cloud that Overhear's checks rest on. Serde views; no SDK.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

pub mod cloudresourcemanager;
pub mod compute;
pub mod compute_firewall;
pub mod compute_loadbalancing;
pub mod ids;
pub mod networksecurity;
pub mod networksecurity_tls;
pub mod url;

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] = &[
    cloudresourcemanager::OPS,
    compute::OPS,
    compute_firewall::OPS,
    compute_loadbalancing::OPS,
    ids::OPS,
    networksecurity::OPS,
    networksecurity_tls::OPS,
];
