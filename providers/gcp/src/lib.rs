//! The documents and read operations of Google Cloud that Overhear's checks rest on. Serde views, no SDK.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] = &[];
