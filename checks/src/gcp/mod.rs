//! The checks of Google Cloud. Written by `cargo xtask gen`.

mod organization;
mod packet_mirroring_active;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[&packet_mirroring_active::CHECK];
