//! The checks of AWS. Written by `cargo xtask gen`.

mod acm_certificate_expiring;
mod acm_certificate_weak_key;
mod alb_http_listener_not_redirected;
mod apigateway_endpoint_public;
mod apigateway_http_integration;
mod apigateway_stage_no_client_certificate;
mod aurora_cluster_tls_not_required;
mod certificate_keeper;
mod certificate_time;
mod cleartext_ports;
mod cloudfront_default_certificate;
mod cloudfront_origin_cleartext;
mod cloudfront_origin_deprecated_tls;
mod cloudfront_sni_disabled;
mod cloudfront_viewer_http_allowed;
mod cloudfront_viewer_weak_tls;
mod cloudtrail_mirror_events_not_logged;
mod dax_endpoint_cleartext;
mod distribution;
mod dms_endpoint_tls_off;
mod docdb_tls_disabled;
mod doubt;
mod ec2_instance_outside_vpc;
mod ecs_task_host_network;
mod eks_audit_log_disabled;
mod elasticache_transit_encryption_off;
mod elb_classic_backend_cleartext;
mod elb_classic_certificate_not_acm;
mod elb_classic_listener_cleartext;
mod elb_classic_weak_tls_policy;
mod elbv2_listener_certificate_not_acm;
mod elbv2_listener_weak_tls_policy;
mod elbv2_target_group_plaintext;
mod emr_transit_encryption_off;
mod eni_source_dest_check_disabled;
mod event_pattern;
mod event_selectors;
mod eventbridge_no_mirror_rule;
mod http_listener;
mod iam_can_blind_audit;
mod iam_can_create_mirror_session;
mod iam_can_run_host_capture;
mod iam_mirror_role_foreign_trust;
mod iam_server_certificate_expired;
mod identity_policy;
mod listener_actions;
mod memorydb_tls_disabled;
mod mirror_event;
mod mirror_rights;
mod mirror_session_active;
mod mirror_target_shared_outside_organization;
mod msk_cluster_cleartext;
mod network_firewall_tls_inspection;
mod nlb_listener_not_tls;
mod opensearch_https_not_enforced;
mod opensearch_node_traffic_cleartext;
mod opensearch_public_endpoint;
mod opensearch_weak_tls_policy;
mod organization;
mod parameters;
mod policy_document;
mod predefined_tls_policies;
mod principal;
mod rds_instances;
mod rds_mariadb_tls_not_required;
mod rds_mysql_tls_not_required;
mod rds_postgres_tls_not_required;
mod rds_proxy_tls_not_required;
mod rds_sqlserver_tls_not_required;
mod redshift_enhanced_vpc_routing_disabled;
mod redshift_serverless_tls_not_required;
mod redshift_tls_not_required;
mod regions;
mod resource_policy;
mod route_through_foreign_inspection;
mod s3_bucket_allows_http;
mod scheme;
mod search_domain;
mod service_control;
mod ssm_association_captures_packets;
mod ssm_document_captures_packets;
mod target_group_ways;
mod tls_policy;
mod transfer_ftp_enabled;
mod transit_gateway_auto_accepts_attachments;
mod trust_policy;
mod vpc_encryption_not_enforced;
mod vpc_flow_logs_disabled;

use crate::Check;

/// The checks, sorted by id.
pub static CHECKS: &[&Check] = &[
    &acm_certificate_expiring::CHECK,
    &acm_certificate_weak_key::CHECK,
    &alb_http_listener_not_redirected::CHECK,
    &apigateway_endpoint_public::CHECK,
    &apigateway_http_integration::CHECK,
    &apigateway_stage_no_client_certificate::CHECK,
    &aurora_cluster_tls_not_required::CHECK,
    &cloudfront_default_certificate::CHECK,
    &cloudfront_origin_cleartext::CHECK,
    &cloudfront_origin_deprecated_tls::CHECK,
    &cloudfront_sni_disabled::CHECK,
    &cloudfront_viewer_http_allowed::CHECK,
    &cloudfront_viewer_weak_tls::CHECK,
    &cloudtrail_mirror_events_not_logged::CHECK,
    &dax_endpoint_cleartext::CHECK,
    &dms_endpoint_tls_off::CHECK,
    &docdb_tls_disabled::CHECK,
    &ec2_instance_outside_vpc::CHECK,
    &ecs_task_host_network::CHECK,
    &eks_audit_log_disabled::CHECK,
    &elasticache_transit_encryption_off::CHECK,
    &elb_classic_backend_cleartext::CHECK,
    &elb_classic_certificate_not_acm::CHECK,
    &elb_classic_listener_cleartext::CHECK,
    &elb_classic_weak_tls_policy::CHECK,
    &elbv2_listener_certificate_not_acm::CHECK,
    &elbv2_listener_weak_tls_policy::CHECK,
    &elbv2_target_group_plaintext::CHECK,
    &emr_transit_encryption_off::CHECK,
    &eni_source_dest_check_disabled::CHECK,
    &eventbridge_no_mirror_rule::CHECK,
    &iam_can_blind_audit::CHECK,
    &iam_can_create_mirror_session::CHECK,
    &iam_can_run_host_capture::CHECK,
    &iam_mirror_role_foreign_trust::CHECK,
    &iam_server_certificate_expired::CHECK,
    &memorydb_tls_disabled::CHECK,
    &mirror_session_active::CHECK,
    &mirror_target_shared_outside_organization::CHECK,
    &msk_cluster_cleartext::CHECK,
    &network_firewall_tls_inspection::CHECK,
    &nlb_listener_not_tls::CHECK,
    &opensearch_https_not_enforced::CHECK,
    &opensearch_node_traffic_cleartext::CHECK,
    &opensearch_public_endpoint::CHECK,
    &opensearch_weak_tls_policy::CHECK,
    &rds_mariadb_tls_not_required::CHECK,
    &rds_mysql_tls_not_required::CHECK,
    &rds_postgres_tls_not_required::CHECK,
    &rds_proxy_tls_not_required::CHECK,
    &rds_sqlserver_tls_not_required::CHECK,
    &redshift_enhanced_vpc_routing_disabled::CHECK,
    &redshift_serverless_tls_not_required::CHECK,
    &redshift_tls_not_required::CHECK,
    &route_through_foreign_inspection::CHECK,
    &s3_bucket_allows_http::CHECK,
    &ssm_association_captures_packets::CHECK,
    &ssm_document_captures_packets::CHECK,
    &transfer_ftp_enabled::CHECK,
    &transit_gateway_auto_accepts_attachments::CHECK,
    &vpc_encryption_not_enforced::CHECK,
    &vpc_flow_logs_disabled::CHECK,
];
