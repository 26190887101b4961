//! The checks of Azure. Written by `cargo xtask gen`.

mod firewall_tls_inspection;
mod gateway_load_balancer_foreign_chain;
mod nic_ip_forwarding_enabled;
mod nic_tapped_by_unseen_tap;
mod packet_capture;
mod packet_capture_running;
mod packet_capture_stored;
mod tenant;
mod vtap_active;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &firewall_tls_inspection::CHECK,
    &gateway_load_balancer_foreign_chain::CHECK,
    &nic_ip_forwarding_enabled::CHECK,
    &nic_tapped_by_unseen_tap::CHECK,
    &packet_capture_running::CHECK,
    &packet_capture_stored::CHECK,
    &vtap_active::CHECK,
];
