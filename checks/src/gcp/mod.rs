//! The checks of Google Cloud. Written by `cargo xtask gen`.

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[];
