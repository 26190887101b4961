//! The checks of Azure. Written by `cargo xtask gen`.

mod packet_capture;
mod packet_capture_running;
mod packet_capture_stored;
mod tenant;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &packet_capture_running::CHECK,
    &packet_capture_stored::CHECK,
];
