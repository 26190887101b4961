//! Network Security: TLS inspection and what uses it.

use crate::url::documents;
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// TLS inspection policies: the certificates with which Google opens TLS.
    TLS_INSPECTION_POLICIES: TlsInspectionPolicy = "networksecurity.projects.locations.tlsInspectionPolicies.list" {
        permission: "networksecurity.tlsInspectionPolicies.list",
        docs: "https://cloud.google.com/secure-web-proxy/docs/reference/network-security/rest/v1/projects.locations.tlsInspectionPolicies/list",
        reach: Account,
        shape: Shape::Gcp { collection: "tlsInspectionPolicies", kind: "" },
    }

    /// Links of VPC networks with firewall endpoints.
    FIREWALL_ENDPOINT_ASSOCIATIONS: FirewallEndpointAssociation =
        "networksecurity.projects.locations.firewallEndpointAssociations.list" {
        permission: "networksecurity.firewallEndpointAssociations.list",
        docs: "https://cloud.google.com/firewall/docs/reference/network-security/rest/v1/projects.locations.firewallEndpointAssociations/list",
        reach: Account,
        shape: Shape::Gcp { collection: "firewallEndpointAssociations", kind: "" },
    }

    /// Policies of secure web proxies.
    GATEWAY_SECURITY_POLICIES: GatewaySecurityPolicy =
        "networksecurity.projects.locations.gatewaySecurityPolicies.list" {
        permission: "networksecurity.gatewaySecurityPolicies.list",
        docs: "https://cloud.google.com/secure-web-proxy/docs/reference/network-security/rest/v1/projects.locations.gatewaySecurityPolicies/list",
        reach: Account,
        shape: Shape::Gcp { collection: "gatewaySecurityPolicies", kind: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    TLS_INSPECTION_POLICIES => get "networksecurity",
        "/v1/projects/{project}/locations/-/tlsInspectionPolicies?pageSize=500";
    FIREWALL_ENDPOINT_ASSOCIATIONS => get "networksecurity",
        "/v1/projects/{project}/locations/-/firewallEndpointAssociations?pageSize=500";
    GATEWAY_SECURITY_POLICIES => get "networksecurity",
        "/v1/projects/{project}/locations/-/gatewaySecurityPolicies?pageSize=500";
}

/// A TLS inspection policy. It has no labels.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsInspectionPolicy {
    /// `projects/PROJECT/locations/REGION/tlsInspectionPolicies/NAME`
    pub name: String,
    /// The CA pool that signs the certificates.
    pub ca_pool: Option<String>,
}

/// The link of a VPC network with a firewall endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirewallEndpointAssociation {
    /// `projects/PROJECT/locations/ZONE/firewallEndpointAssociations/NAME`
    pub name: String,
    /// The VPC network.
    pub network: Option<String>,
    /// The TLS inspection policy in use.
    pub tls_inspection_policy: Option<String>,
    /// True where nothing is intercepted; absent: false.
    pub disabled: Option<bool>,
}

/// The policy of a secure web proxy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewaySecurityPolicy {
    /// `projects/PROJECT/locations/REGION/gatewaySecurityPolicies/NAME`
    pub name: String,
    /// The TLS inspection policy in use.
    pub tls_inspection_policy: Option<String>,
}

documents! {
    TlsInspectionPolicy: "networksecurity.googleapis.com/TlsInspectionPolicy" by name;
    FirewallEndpointAssociation: "networksecurity.googleapis.com/FirewallEndpointAssociation" by name;
    GatewaySecurityPolicy: "networksecurity.googleapis.com/GatewaySecurityPolicy" by name;
}
