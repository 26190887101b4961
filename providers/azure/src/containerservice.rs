//! Azure Kubernetes Service.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The Kubernetes clusters of a subscription.
    MANAGED_CLUSTERS: ManagedCluster = "Microsoft.ContainerService:ManagedClusters_List" {
        permission: "Microsoft.ContainerService/managedClusters/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/aks/managed-clusters/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.ContainerService/managedClusters", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    // The URL of a proxy may hold a password, the configuration of an add-on anything.
    MANAGED_CLUSTERS => get
        "/subscriptions/{subscription}/providers/Microsoft.ContainerService/managedClusters",
        "2024-05-01",
        strip: &[
            "/properties/aadProfile/serverAppSecret",
            "/properties/addonProfiles/*/config",
            "/properties/httpProxyConfig",
            "/properties/servicePrincipalProfile/secret",
            "/properties/windowsProfile/adminPassword",
        ];
}

/// A Kubernetes cluster.
pub type ManagedCluster = Arm<ManagedClusterProperties>;

/// Settings of a Kubernetes cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedClusterProperties {
    /// How its API server is reached.
    pub api_server_access_profile: Option<ApiServerAccessProfile>,
    /// Whether it runs.
    pub power_state: Option<PowerState>,
}

impl Properties for ManagedClusterProperties {
    const KIND: &'static str = "Microsoft.ContainerService/managedClusters";
}

/// How an API server is reached.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiServerAccessProfile {
    /// True where Azure runs no commands in the cluster; absent: it does.
    pub disable_run_command: Option<bool>,
}

/// Whether a cluster runs.
#[derive(Debug, Deserialize)]
pub struct PowerState {
    /// `Running` or `Stopped`.
    pub code: Option<String>,
}
