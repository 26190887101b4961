//! Azure Container Apps.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The container apps of a subscription.
    CONTAINER_APPS: ContainerApp = "Microsoft.App:ContainerApps_ListBySubscription" {
        permission: "Microsoft.App/containerApps/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/resource-manager/containerapps/container-apps/list-by-subscription",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.App/containerApps", marker: "" },
    }

    /// The environments of a subscription that container apps run in.
    MANAGED_ENVIRONMENTS: ManagedEnvironment = "Microsoft.App:ManagedEnvironments_ListBySubscription" {
        permission: "Microsoft.App/managedEnvironments/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/resource-manager/containerapps/managed-environments/list-by-subscription",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.App/managedEnvironments", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    // The template has environment variables, arguments, and what scalers sign in with.
    CONTAINER_APPS => get "/subscriptions/{subscription}/providers/Microsoft.App/containerApps", "2024-03-01",
        strip: &["/properties/configuration/secrets", "/properties/template"];

    // The first stable version that tells how peers speak to each other.
    MANAGED_ENVIRONMENTS => get
        "/subscriptions/{subscription}/providers/Microsoft.App/managedEnvironments",
        "2025-01-01",
        strip: &[
            "/properties/appLogsConfiguration/logAnalyticsConfiguration/sharedKey",
            "/properties/customDomainConfiguration/certificatePassword",
            "/properties/customDomainConfiguration/certificateValue",
            "/properties/daprAIConnectionString",
            "/properties/daprAIInstrumentationKey",
        ];
}

/// A container app.
pub type ContainerApp = Arm<ContainerAppProperties>;

/// Settings of a container app.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerAppProperties {
    /// The ARM id of its environment.
    pub environment_id: Option<String>,
    /// The same, as it was called before.
    pub managed_environment_id: Option<String>,
    /// What holds for all its revisions.
    pub configuration: Option<Configuration>,
}

impl Properties for ContainerAppProperties {
    const KIND: &'static str = "Microsoft.App/containerApps";
}

/// What holds for all revisions of a container app.
#[derive(Debug, Deserialize)]
pub struct Configuration {
    /// How it is reached; null: it is not.
    pub ingress: Option<Ingress>,
}

/// How a container app is reached.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ingress {
    /// True where it is reached from outside of its environment; absent: false.
    pub external: Option<bool>,
    /// True where plain HTTP is taken; absent: false.
    pub allow_insecure: Option<bool>,
    /// `auto`, `http`, `http2` or `tcp`; some answers write a capital letter.
    pub transport: Option<String>,
    /// Further ports, which take TCP.
    pub additional_port_mappings: Option<Vec<PortMapping>>,
}

/// A further port of a container app.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PortMapping {
    /// The port of the container.
    pub target_port: Option<i64>,
}

/// An environment of container apps.
pub type ManagedEnvironment = Arm<ManagedEnvironmentProperties>;

/// Settings of an environment.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedEnvironmentProperties {
    /// How its apps speak to each other.
    pub peer_traffic_configuration: Option<PeerTraffic>,
    /// How its apps prove to each other who they are.
    pub peer_authentication: Option<PeerAuthentication>,
}

impl Properties for ManagedEnvironmentProperties {
    const KIND: &'static str = "Microsoft.App/managedEnvironments";
}

/// How apps prove to each other who they are.
#[derive(Debug, Deserialize)]
pub struct PeerAuthentication {
    /// By TLS, which encrypts, too.
    pub mtls: Option<PeerEncryption>,
}

/// How apps speak to each other.
#[derive(Debug, Deserialize)]
pub struct PeerTraffic {
    /// Whether they encrypt.
    pub encryption: Option<PeerEncryption>,
}

/// Whether apps encrypt what they say to each other.
#[derive(Debug, Deserialize)]
pub struct PeerEncryption {
    /// True where they do.
    pub enabled: Option<bool>,
}
