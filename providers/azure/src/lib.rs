//! The documents and read operations of Azure that Overhear's checks rest on. Serde views; no SDK.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

pub mod arm;
pub mod firewall;
pub mod network;
pub mod network_watcher;
pub mod resources;
pub mod storage;

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] =
    &[firewall::OPS, network::OPS, network_watcher::OPS, resources::OPS, storage::OPS];
