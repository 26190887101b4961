//! The least that a scan must be allowed, read off the operations; `overhear permissions` prints it, `docs/permissions/`
//! holds it.

pub mod aws;
pub mod azure;
pub mod gcp;
