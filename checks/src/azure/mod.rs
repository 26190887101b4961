//! The checks of Azure. Written by `cargo xtask gen`.


use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
];
