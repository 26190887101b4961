//! The checks of Google Cloud. Written by `cargo xtask gen`.

mod activity;
mod alerts;
mod alloydb_tls_not_required;
mod ancestors;
mod association;
mod audit_log_not_exported;
mod backend_service_cleartext;
mod bindings;
mod cloud_function_http_allowed;
mod cloudsql_tls_not_required;
mod denials;
mod firewall_cleartext_port_open;
mod firewall_policies;
mod http_proxy_not_redirected;
mod iam_can_attach_nsi_mirroring;
mod iam_can_create_packet_mirroring;
mod iam_can_run_host_capture;
mod ids_endpoint_present;
mod instance_ip_forwarding_enabled;
mod log_entry;
mod log_filter;
mod log_pattern;
mod log_sinks;
mod log_tokens;
mod memorystore_transit_encryption_off;
mod mirroring_collector_unreferenced;
mod no_alert_on_packet_mirroring;
mod nsi_deployment_group_foreign_user;
mod nsi_deployment_serves_foreign_project;
mod nsi_intercept_active;
mod nsi_mirroring_active;
mod organization;
mod packet_mirroring_active;
mod principals;
mod project;
mod proxy_weak_ssl_policy;
mod roles;
mod subnet_flow_logs_disabled;
mod tls_inspection_enabled;
mod url_map_mirrors_requests;
mod url_map_routes;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &alloydb_tls_not_required::CHECK,
    &audit_log_not_exported::CHECK,
    &backend_service_cleartext::CHECK,
    &cloud_function_http_allowed::CHECK,
    &cloudsql_tls_not_required::CHECK,
    &firewall_cleartext_port_open::CHECK,
    &http_proxy_not_redirected::CHECK,
    &iam_can_attach_nsi_mirroring::CHECK,
    &iam_can_create_packet_mirroring::CHECK,
    &iam_can_run_host_capture::CHECK,
    &ids_endpoint_present::CHECK,
    &instance_ip_forwarding_enabled::CHECK,
    &memorystore_transit_encryption_off::CHECK,
    &mirroring_collector_unreferenced::CHECK,
    &no_alert_on_packet_mirroring::CHECK,
    &nsi_deployment_group_foreign_user::CHECK,
    &nsi_deployment_serves_foreign_project::CHECK,
    &nsi_intercept_active::CHECK,
    &nsi_mirroring_active::CHECK,
    &packet_mirroring_active::CHECK,
    &proxy_weak_ssl_policy::CHECK,
    &subnet_flow_logs_disabled::CHECK,
    &tls_inspection_enabled::CHECK,
    &url_map_mirrors_requests::CHECK,
];
