//! Azure Application Gateway, a part of Microsoft.Network.

use crate::arm::{Arm, Properties, SubResource};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The application gateways of a subscription.
    APPLICATION_GATEWAYS: ApplicationGateway = "Microsoft.Network:ApplicationGateways_ListAll" {
        permission: "Microsoft.Network/applicationGateways/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/application-gateway/application-gateways/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/applicationGateways", marker: "" },
    }

    /// The predefined TLS policies that application gateways can name.
    SSL_PREDEFINED_POLICIES: SslPredefinedPolicy = "Microsoft.Network:ApplicationGateways_ListAvailableSslPredefinedPolicies" {
        permission: "Microsoft.Network/applicationGatewayAvailableSslOptions/predefinedPolicies/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/application-gateway/application-gateways/list-available-ssl-predefined-policies",
        reach: Account,
        shape: Shape::Arm {
            kind: "Microsoft.Network/applicationGatewayAvailableSslOptions/applicationGatewaySslPredefinedPolicy",
            marker: "",
        },
    }
}

// Rewrite rules write and compare headers that may be passwords; pages for errors and probes are named by URLs that may
// hold tokens.
#[cfg(feature = "live")]
crate::reads! {
    APPLICATION_GATEWAYS => network APPLICATION_GATEWAYS_LIST_ALL,
        strip: &[
            "/properties/authenticationCertificates/*/properties/data",
            "/properties/customErrorConfigurations",
            "/properties/httpListeners/*/properties/customErrorConfigurations",
            "/properties/probes/*/properties/path",
            "/properties/rewriteRuleSets/*/properties/rewriteRules",
            "/properties/sslCertificates/*/properties/data",
            "/properties/sslCertificates/*/properties/password",
            "/properties/sslCertificates/*/properties/publicCertData",
            "/properties/trustedClientCertificates/*/properties/data",
            "/properties/trustedClientCertificates/*/properties/validatedCertData",
            "/properties/trustedRootCertificates/*/properties/data",
        ];
    SSL_PREDEFINED_POLICIES => network APPLICATION_GATEWAYS_LIST_AVAILABLE_SSL_PREDEFINED_POLICIES;
}

/// An application gateway.
pub type ApplicationGateway = Arm<ApplicationGatewayProperties>;

/// Settings of an application gateway. Its parts name each other by their ids.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationGatewayProperties {
    /// `Running`, `Stopped`, `Starting` or `Stopping`.
    pub operational_state: Option<String>,
    /// The TLS of listeners without a profile of their own.
    pub ssl_policy: Option<SslPolicy>,
    /// The predefined policy in force where `sslPolicy` is absent.
    pub default_predefined_ssl_policy: Option<String>,
    /// TLS of single listeners.
    pub ssl_profiles: Option<Vec<Part<SslProfile>>>,
    /// Addresses.
    #[serde(rename = "frontendIPConfigurations")]
    pub frontend_ip_configurations: Option<Vec<Part<FrontendAddress>>>,
    /// Ports.
    pub frontend_ports: Option<Vec<Part<FrontendPort>>>,
    /// Listeners for HTTP and HTTPS.
    pub http_listeners: Option<Vec<Part<Listener>>>,
    /// Listeners for TCP and TLS.
    pub listeners: Option<Vec<Part<Listener>>>,
    /// Where requests go.
    pub request_routing_rules: Option<Vec<Part<RequestRoutingRule>>>,
    /// Where connections of TCP and TLS go.
    pub routing_rules: Option<Vec<Part<RoutingRule>>>,
    /// Where requests go, by their path.
    pub url_path_maps: Option<Vec<Part<UrlPathMap>>>,
    /// Redirects.
    pub redirect_configurations: Option<Vec<Part<RedirectConfiguration>>>,
    /// How backends are spoken to, for requests.
    pub backend_http_settings_collection: Option<Vec<Part<BackendSettings>>>,
    /// How backends are spoken to, for TCP and TLS.
    pub backend_settings_collection: Option<Vec<Part<BackendSettings>>>,
}

impl Properties for ApplicationGatewayProperties {
    const KIND: &'static str = "Microsoft.Network/applicationGateways";
}

/// A part of an application gateway.
#[derive(Debug, Deserialize)]
pub struct Part<P> {
    /// Its ARM id.
    pub id: Option<String>,
    /// Its settings.
    pub properties: Option<P>,
}

/// What TLS is spoken.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SslPolicy {
    /// `Predefined`, `Custom` or `CustomV2`.
    pub policy_type: Option<String>,
    /// The predefined policy: `AppGwSslPolicy20220101`, …
    pub policy_name: Option<String>,
    /// `TLSv1_0`, `TLSv1_1`, `TLSv1_2` or `TLSv1_3`.
    pub min_protocol_version: Option<String>,
    /// Versions that are not spoken, in the same words.
    pub disabled_ssl_protocols: Option<Vec<String>>,
}

/// TLS of single listeners.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SslProfile {
    /// What TLS is spoken; absent: as the gateway does.
    pub ssl_policy: Option<SslPolicy>,
}

/// An address: public, or private where it has no public one.
#[derive(Debug, Deserialize)]
pub struct FrontendAddress {
    /// The public address.
    #[serde(rename = "publicIPAddress")]
    pub public_ip_address: Option<SubResource>,
}

/// A port.
#[derive(Debug, Deserialize)]
pub struct FrontendPort {
    /// Its number.
    pub port: Option<i64>,
}

/// A listener.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listener {
    /// `Http` or `Https`, `Tcp` or `Tls`.
    pub protocol: Option<String>,
    /// Its address.
    #[serde(rename = "frontendIPConfiguration")]
    pub frontend_ip_configuration: Option<SubResource>,
    /// Its port.
    pub frontend_port: Option<SubResource>,
    /// Its TLS; absent: that of the gateway.
    pub ssl_profile: Option<SubResource>,
}

/// Where the requests of a listener go.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRoutingRule {
    /// `Basic` or `PathBasedRouting`.
    pub rule_type: Option<String>,
    /// The listener.
    pub http_listener: Option<SubResource>,
    /// How the backend is spoken to.
    pub backend_http_settings: Option<SubResource>,
    /// The redirect in place of a backend.
    pub redirect_configuration: Option<SubResource>,
    /// The map in place of both, for `PathBasedRouting`.
    pub url_path_map: Option<SubResource>,
}

/// Where the connections of a listener go.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoutingRule {
    /// The listener.
    pub listener: Option<SubResource>,
    /// How the backend is spoken to.
    pub backend_settings: Option<SubResource>,
}

/// Where requests go, by their path.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UrlPathMap {
    /// How the backend of all other paths is spoken to.
    pub default_backend_http_settings: Option<SubResource>,
    /// The redirect of all other paths.
    pub default_redirect_configuration: Option<SubResource>,
    /// Single paths.
    pub path_rules: Option<Vec<Part<PathRule>>>,
}

/// Where the requests for some paths go.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathRule {
    /// How the backend is spoken to.
    pub backend_http_settings: Option<SubResource>,
    /// The redirect in place of a backend.
    pub redirect_configuration: Option<SubResource>,
}

/// A redirect.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedirectConfiguration {
    /// The listener that requests are sent to.
    pub target_listener: Option<SubResource>,
    /// The URL that requests are sent to.
    pub target_url: Option<String>,
}

/// How backends are spoken to.
#[derive(Debug, Deserialize)]
pub struct BackendSettings {
    /// `Http` or `Https`, `Tcp` or `Tls`.
    pub protocol: Option<String>,
}

/// A predefined TLS policy.
pub type SslPredefinedPolicy = Arm<SslPredefinedPolicyProperties>;

/// Settings of a predefined TLS policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SslPredefinedPolicyProperties {
    /// `TLSv1_0`, `TLSv1_1`, `TLSv1_2` or `TLSv1_3`.
    pub min_protocol_version: Option<String>,
}

impl Properties for SslPredefinedPolicyProperties {
    const KIND: &'static str =
        "Microsoft.Network/applicationGatewayAvailableSslOptions/applicationGatewaySslPredefinedPolicy";
}
