//! Azure HDInsight.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The HDInsight clusters of a subscription.
    CLUSTERS: Cluster = "Microsoft.HDInsight:Clusters_List" {
        permission: "Microsoft.HDInsight/clusters/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/hdinsight/",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.HDInsight/clusters", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    // The URI of a script may be signed, and its parameters hold passwords.
    CLUSTERS => get "/subscriptions/{subscription}/providers/Microsoft.HDInsight/clusters", "2021-06-01",
        strip: &[
            "/properties/clusterDefinition/configurations",
            "/properties/computeProfile/roles/*/osProfile",
            "/properties/computeProfile/roles/*/scriptActions",
            "/properties/kafkaRestProperties/configurationOverride",
            "/properties/securityProfile/domainUserPassword",
            "/properties/storageProfile/storageaccounts/*/key",
            "/properties/storageProfile/storageaccounts/*/saskey",
        ];
}

/// An HDInsight cluster.
pub type Cluster = Arm<ClusterProperties>;

/// Settings of an HDInsight cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterProperties {
    /// `Running`, `Deleting`, …
    pub cluster_state: Option<String>,
    /// How its nodes speak to each other; it is chosen when the cluster is made.
    pub encryption_in_transit_properties: Option<EncryptionInTransit>,
}

impl Properties for ClusterProperties {
    const KIND: &'static str = "Microsoft.HDInsight/clusters";
}

/// How nodes speak to each other.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EncryptionInTransit {
    /// True where they encrypt; absent: false.
    pub is_encryption_in_transit_enabled: Option<bool>,
}
