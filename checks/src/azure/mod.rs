//! The checks of Azure. Written by `cargo xtask gen`.

mod activity_log_alerts;
mod activity_log_export;
mod activity_log_no_capture_alert;
mod activity_log_not_exported;
mod administrators;
mod aks_run_command_enabled;
mod apim_api_http_allowed;
mod apim_backend_cleartext;
mod app_gateway;
mod app_gateway_backend_cleartext;
mod app_gateway_listener_cleartext;
mod app_gateway_weak_tls;
mod cleartext_port;
mod container_app_http_allowed;
mod deny_assignments;
mod file_transit;
mod firewall_tls_inspection;
mod front_door;
mod front_door_http_allowed;
mod front_door_origin_cleartext;
mod front_door_weak_tls;
mod function_app_ftp_allowed;
mod function_app_http_allowed;
mod function_app_weak_tls;
mod gateway_load_balancer_foreign_chain;
mod grants;
mod hdinsight_node_traffic_cleartext;
mod load_balancer_cleartext_port;
mod mysql_flexible_tls_not_required;
mod network_watcher_agent_installed;
mod nic_ip_forwarding_enabled;
mod nic_tapped_by_unseen_tap;
mod packet_capture;
mod packet_capture_running;
mod packet_capture_stored;
mod parent;
mod postgresql_flexible;
mod postgresql_flexible_tls_not_required;
mod postgresql_flexible_weak_tls;
mod principal_report;
mod principals;
mod redis_enterprise_plaintext;
mod redis_non_tls_port_enabled;
mod role_can_capture_packets;
mod role_can_run_host_command;
mod roles;
mod server_parameters;
mod service_fabric_traffic_unprotected;
mod single_server_tls_not_enforced;
mod site;
mod site_ftp;
mod site_http;
mod site_tls;
mod sql_floor;
mod sql_managed_instance_weak_tls;
mod sql_server_weak_tls;
mod storage_http_allowed;
mod storage_nfs_cleartext;
mod storage_smb_unencrypted;
mod storage_weak_tls;
mod subscription;
mod tenant;
mod tls_floor;
mod vnet_encryption_disabled;
mod vnet_flow_logs_missing;
mod vpn_connection_weak_ipsec;
mod vtap_active;
mod web_app_ftp_allowed;
mod web_app_http_allowed;
mod web_app_weak_tls;
mod web_app_worker_hop_cleartext;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &activity_log_no_capture_alert::CHECK,
    &activity_log_not_exported::CHECK,
    &aks_run_command_enabled::CHECK,
    &apim_api_http_allowed::CHECK,
    &apim_backend_cleartext::CHECK,
    &app_gateway_backend_cleartext::CHECK,
    &app_gateway_listener_cleartext::CHECK,
    &app_gateway_weak_tls::CHECK,
    &container_app_http_allowed::CHECK,
    &firewall_tls_inspection::CHECK,
    &front_door_http_allowed::CHECK,
    &front_door_origin_cleartext::CHECK,
    &front_door_weak_tls::CHECK,
    &function_app_ftp_allowed::CHECK,
    &function_app_http_allowed::CHECK,
    &function_app_weak_tls::CHECK,
    &gateway_load_balancer_foreign_chain::CHECK,
    &hdinsight_node_traffic_cleartext::CHECK,
    &load_balancer_cleartext_port::CHECK,
    &mysql_flexible_tls_not_required::CHECK,
    &network_watcher_agent_installed::CHECK,
    &nic_ip_forwarding_enabled::CHECK,
    &nic_tapped_by_unseen_tap::CHECK,
    &packet_capture_running::CHECK,
    &packet_capture_stored::CHECK,
    &postgresql_flexible_tls_not_required::CHECK,
    &postgresql_flexible_weak_tls::CHECK,
    &redis_enterprise_plaintext::CHECK,
    &redis_non_tls_port_enabled::CHECK,
    &role_can_capture_packets::CHECK,
    &role_can_run_host_command::CHECK,
    &service_fabric_traffic_unprotected::CHECK,
    &single_server_tls_not_enforced::CHECK,
    &sql_managed_instance_weak_tls::CHECK,
    &sql_server_weak_tls::CHECK,
    &storage_http_allowed::CHECK,
    &storage_nfs_cleartext::CHECK,
    &storage_smb_unencrypted::CHECK,
    &storage_weak_tls::CHECK,
    &vnet_encryption_disabled::CHECK,
    &vnet_flow_logs_missing::CHECK,
    &vpn_connection_weak_ipsec::CHECK,
    &vtap_active::CHECK,
    &web_app_ftp_allowed::CHECK,
    &web_app_http_allowed::CHECK,
    &web_app_weak_tls::CHECK,
    &web_app_worker_hop_cleartext::CHECK,
];
