//! The checks of Google Cloud. Written by `cargo xtask gen`.

mod association;
mod firewall_policies;
mod ids_endpoint_present;
mod instance_ip_forwarding_enabled;
mod mirroring_collector_unreferenced;
mod nsi_deployment_serves_foreign_project;
mod nsi_intercept_active;
mod nsi_mirroring_active;
mod organization;
mod packet_mirroring_active;
mod tls_inspection_enabled;
mod url_map_mirrors_requests;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &ids_endpoint_present::CHECK,
    &instance_ip_forwarding_enabled::CHECK,
    &mirroring_collector_unreferenced::CHECK,
    &nsi_deployment_serves_foreign_project::CHECK,
    &nsi_intercept_active::CHECK,
    &nsi_mirroring_active::CHECK,
    &packet_mirroring_active::CHECK,
    &tls_inspection_enabled::CHECK,
    &url_map_mirrors_requests::CHECK,
];
