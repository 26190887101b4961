//! The checks of AWS. Written by `cargo xtask gen`.

mod mirror_session_active;
mod organization;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[&mirror_session_active::CHECK];
