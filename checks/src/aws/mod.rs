//! The checks of AWS. Written by `cargo xtask gen`.

mod eni_source_dest_check_disabled;
mod mirror_session_active;
mod mirror_target_shared_outside_organization;
mod network_firewall_tls_inspection;
mod organization;
mod route_through_foreign_inspection;
mod ssm_association_captures_packets;
mod ssm_document_captures_packets;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &eni_source_dest_check_disabled::CHECK,
    &mirror_session_active::CHECK,
    &mirror_target_shared_outside_organization::CHECK,
    &network_firewall_tls_inspection::CHECK,
    &route_through_foreign_inspection::CHECK,
    &ssm_association_captures_packets::CHECK,
    &ssm_document_captures_packets::CHECK,
];
