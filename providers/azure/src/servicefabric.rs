//! Azure Service Fabric. Its managed clusters are another type, which is not read.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::{Deserialize, de::IgnoredAny};

ops! {
    Azure;

    /// The Service Fabric clusters of a subscription.
    CLUSTERS: Cluster = "Microsoft.ServiceFabric:Clusters_List" {
        permission: "Microsoft.ServiceFabric/clusters/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/servicefabric/sfrp-api-clusters_list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.ServiceFabric/clusters", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    CLUSTERS => get "/subscriptions/{subscription}/providers/Microsoft.ServiceFabric/clusters", "2021-06-01",
        redact: redact_settings;
}

/// Removes the values of settings, which may be passwords, but for the one that is read. Their names stay.
#[cfg(feature = "live")]
fn redact_settings(item: &mut serde_json::Value) {
    let sections = item.pointer_mut("/properties/fabricSettings").and_then(serde_json::Value::as_array_mut);
    for section in sections.into_iter().flatten() {
        let named = |value: &serde_json::Value, name: &str| {
            value.get("name").and_then(serde_json::Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        let is_security = named(section, "Security");
        let parameters = section.get_mut("parameters").and_then(serde_json::Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if !(is_security && named(parameter, "ClusterProtectionLevel"))
                && let Some(members) = parameter.as_object_mut()
            {
                members.remove("value");
            }
        }
    }
}

/// A Service Fabric cluster.
pub type Cluster = Arm<ClusterProperties>;

/// Settings of a Service Fabric cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterProperties {
    /// What is set otherwise than by default, in sections.
    pub fabric_settings: Option<Vec<Section>>,
    /// The certificate that its nodes know each other by.
    pub certificate: Option<Certificate>,
    /// The names in the certificates that its nodes know each other by.
    pub certificate_common_names: Option<CommonNames>,
}

/// The certificate of a cluster.
#[derive(Debug, Deserialize)]
pub struct Certificate {
    /// Its fingerprint.
    pub thumbprint: Option<String>,
}

/// The names in the certificates of a cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommonNames {
    /// One after the other.
    pub common_names: Option<Vec<IgnoredAny>>,
}

impl ClusterProperties {
    /// True where its nodes have a certificate; a cluster without one is not secured.
    pub fn is_secured(&self) -> bool {
        let thumbprint = self.certificate.as_ref().and_then(|own| own.thumbprint.as_deref());
        let names = self.certificate_common_names.as_ref().and_then(|own| own.common_names.as_deref());
        thumbprint.is_some_and(|own| !own.is_empty()) || names.is_some_and(|names| !names.is_empty())
    }
}

impl Properties for ClusterProperties {
    const KIND: &'static str = "Microsoft.ServiceFabric/clusters";
}

/// A section of the settings.
#[derive(Debug, Deserialize)]
pub struct Section {
    /// `Security`, for example.
    pub name: Option<String>,
    /// What is set in it.
    pub parameters: Option<Vec<Parameter>>,
}

/// A setting.
#[derive(Debug, Deserialize)]
pub struct Parameter {
    /// `ClusterProtectionLevel`, for example; compared without regard to case.
    pub name: Option<String>,
    /// `EncryptAndSign`, for example. Other values than that of this setting are not kept.
    pub value: Option<String>,
}

#[cfg(all(test, feature = "live"))]
mod tests {
    use super::redact_settings;
    use serde_json::json;

    #[test]
    fn one_value_is_kept() {
        let mut cluster = json!({"properties": {"fabricSettings": [
            {"name": "security", "parameters": [
                {"name": "clusterProtectionLevel", "value": "EncryptAndSign"},
                {"name": "ClientClaims", "value": "s3cret"},
            ]},
            {"name": "Hosting", "parameters": [{"name": "ClusterProtectionLevel", "value": "s3cret"}]},
            {"name": "Empty"},
            "odd",
        ]}});
        redact_settings(&mut cluster);
        let text = cluster.to_string();
        assert!(text.contains("EncryptAndSign") && text.contains("ClientClaims") && !text.contains("s3cret"), "{text}");
        redact_settings(&mut json!({"properties": null}));
    }
}
