//! The checks of Azure. Written by `cargo xtask gen`.

mod nic_tapped_by_unseen_tap;
mod packet_capture;
mod packet_capture_running;
mod packet_capture_stored;
mod tenant;
mod vtap_active;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &nic_tapped_by_unseen_tap::CHECK,
    &packet_capture_running::CHECK,
    &packet_capture_stored::CHECK,
    &vtap_active::CHECK,
];
