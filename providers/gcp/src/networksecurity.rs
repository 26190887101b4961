//! Network Security: out-of-band mirroring and in-band interception.

use crate::url::documents;
use overhear_core::{Shape, Tags, ops};
use serde::{Deserialize, Serialize};

ops! {
    Gcp;

    /// Links of VPC networks with endpoint groups for mirroring.
    MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS: MirroringEndpointGroupAssociation =
        "networksecurity.projects.locations.mirroringEndpointGroupAssociations.list" {
        permission: "networksecurity.mirroringEndpointGroupAssociations.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.mirroringEndpointGroupAssociations/list",
        reach: Account,
        shape: Shape::Gcp { collection: "mirroringEndpointGroupAssociations", kind: "" },
    }

    /// Endpoint groups for mirroring: the consumer's end.
    MIRRORING_ENDPOINT_GROUPS: MirroringEndpointGroup =
        "networksecurity.projects.locations.mirroringEndpointGroups.list" {
        permission: "networksecurity.mirroringEndpointGroups.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.mirroringEndpointGroups/list",
        reach: Account,
        shape: Shape::Gcp { collection: "mirroringEndpointGroups", kind: "" },
    }

    /// Deployment groups for mirroring: the producer's end.
    MIRRORING_DEPLOYMENT_GROUPS: MirroringDeploymentGroup =
        "networksecurity.projects.locations.mirroringDeploymentGroups.list" {
        permission: "networksecurity.mirroringDeploymentGroups.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.mirroringDeploymentGroups/list",
        reach: Account,
        shape: Shape::Gcp { collection: "mirroringDeploymentGroups", kind: "" },
    }

    /// Deployments for mirroring: the collectors of a zone.
    MIRRORING_DEPLOYMENTS: MirroringDeployment = "networksecurity.projects.locations.mirroringDeployments.list" {
        permission: "networksecurity.mirroringDeployments.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.mirroringDeployments/list",
        reach: Account,
        shape: Shape::Gcp { collection: "mirroringDeployments", kind: "" },
    }

    /// Links of VPC networks with endpoint groups for interception.
    INTERCEPT_ENDPOINT_GROUP_ASSOCIATIONS: InterceptEndpointGroupAssociation =
        "networksecurity.projects.locations.interceptEndpointGroupAssociations.list" {
        permission: "networksecurity.interceptEndpointGroupAssociations.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.interceptEndpointGroupAssociations/list",
        reach: Account,
        shape: Shape::Gcp { collection: "interceptEndpointGroupAssociations", kind: "" },
    }

    /// Endpoint groups for interception.
    INTERCEPT_ENDPOINT_GROUPS: InterceptEndpointGroup =
        "networksecurity.projects.locations.interceptEndpointGroups.list" {
        permission: "networksecurity.interceptEndpointGroups.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.interceptEndpointGroups/list",
        reach: Account,
        shape: Shape::Gcp { collection: "interceptEndpointGroups", kind: "" },
    }

    /// Security profile groups: what firewall rules name.
    SECURITY_PROFILE_GROUPS: SecurityProfileGroup =
        "networksecurity.organizations.locations.securityProfileGroups.list" {
        permission: "networksecurity.securityProfileGroups.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/organizations.locations.securityProfileGroups/list",
        reach: Organization,
        shape: Shape::Gcp { collection: "securityProfileGroups", kind: "" },
    }

    /// Security profiles: where a custom mirroring profile sends packets.
    SECURITY_PROFILES: SecurityProfile = "networksecurity.organizations.locations.securityProfiles.list" {
        permission: "networksecurity.securityProfiles.list",
        docs: "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/organizations.locations.securityProfiles/list",
        reach: Organization,
        shape: Shape::Gcp { collection: "securityProfiles", kind: "" },
    }
}

// Groups and links are global; deployments are zonal.
#[cfg(feature = "live")]
crate::reads! {
    MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS => get "networksecurity",
        "/v1/projects/{project}/locations/global/mirroringEndpointGroupAssociations?pageSize=500";
    MIRRORING_ENDPOINT_GROUPS => get "networksecurity",
        "/v1/projects/{project}/locations/global/mirroringEndpointGroups?pageSize=500";
    MIRRORING_DEPLOYMENT_GROUPS => get "networksecurity",
        "/v1/projects/{project}/locations/global/mirroringDeploymentGroups?pageSize=500";
    MIRRORING_DEPLOYMENTS => get "networksecurity",
        "/v1/projects/{project}/locations/-/mirroringDeployments?pageSize=500";
    INTERCEPT_ENDPOINT_GROUP_ASSOCIATIONS => get "networksecurity",
        "/v1/projects/{project}/locations/global/interceptEndpointGroupAssociations?pageSize=500";
    INTERCEPT_ENDPOINT_GROUPS => get "networksecurity",
        "/v1/projects/{project}/locations/global/interceptEndpointGroups?pageSize=500";
    SECURITY_PROFILE_GROUPS => get "networksecurity",
        "/v1/{organization}/locations/global/securityProfileGroups?pageSize=500";
    SECURITY_PROFILES => get "networksecurity",
        "/v1/{organization}/locations/global/securityProfiles?pageSize=500";
}

/// A state as it stands in a document: its name, or its number where the client asked for numbers, perhaps in quotes.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum State {
    /// The number; it means another thing in each type.
    Number(i64),
    /// The name.
    Name(String),
}

impl State {
    /// The name, of a number by this table; nothing where the number is not in it.
    pub fn name(&self, numbers: &[(i64, &'static str)]) -> Option<&str> {
        let number = match self {
            Self::Number(number) => *number,
            Self::Name(name) => match name.parse() {
                Ok(number) => number,
                Err(_) => return Some(name),
            },
        };
        numbers.iter().find(|(own, _)| *own == number).map(|(_, name)| *name)
    }
}

/// The link of a VPC network with an endpoint group for mirroring.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MirroringEndpointGroupAssociation {
    /// `projects/PROJECT/locations/global/mirroringEndpointGroupAssociations/NAME`
    pub name: String,
    /// The endpoint group, perhaps of another project.
    pub mirroring_endpoint_group: Option<String>,
    /// The VPC network.
    pub network: Option<String>,
    /// `ACTIVE`, `CREATING`, `DELETING`, `CLOSED`, `OUT_OF_SYNC`, `DELETE_FAILED`, or the number of one.
    pub state: Option<State>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl MirroringEndpointGroupAssociation {
    /// The name of the state; nothing where it is absent or a number that nobody has seen.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref()?.name(&[
            (1, "ACTIVE"),
            (3, "CREATING"),
            (4, "DELETING"),
            (5, "CLOSED"),
            (6, "OUT_OF_SYNC"),
            (7, "DELETE_FAILED"),
        ])
    }
}

/// An endpoint group for mirroring.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MirroringEndpointGroup {
    /// `projects/PROJECT/locations/global/mirroringEndpointGroups/NAME`
    pub name: String,
    /// The deployment group that gets the packets.
    pub mirroring_deployment_group: Option<String>,
    /// The deployment groups, where it is a broker for several.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub mirroring_deployment_groups: Vec<String>,
    /// The same in v1, where it is of type `BROKER`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub connected_deployment_groups: Vec<ConnectedDeploymentGroup>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// A deployment group as its broker names it.
#[derive(Debug, Deserialize)]
pub struct ConnectedDeploymentGroup {
    /// `projects/PROJECT/locations/global/mirroringDeploymentGroups/NAME`
    pub name: String,
}

/// A deployment group for mirroring.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MirroringDeploymentGroup {
    /// `projects/PROJECT/locations/global/mirroringDeploymentGroups/NAME`
    pub name: String,
    /// The endpoint groups that send it packets.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub connected_endpoint_groups: Vec<ConnectedEndpointGroup>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// An endpoint group as its deployment group names it.
#[derive(Debug, Deserialize)]
pub struct ConnectedEndpointGroup {
    /// `projects/PROJECT/locations/global/mirroringEndpointGroups/NAME`
    pub name: String,
}

/// A deployment for mirroring.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MirroringDeployment {
    /// `projects/PROJECT/locations/ZONE/mirroringDeployments/NAME`
    pub name: String,
    /// The forwarding rule before the collectors.
    pub forwarding_rule: Option<String>,
    /// The deployment group that it belongs to.
    pub mirroring_deployment_group: Option<String>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// The link of a VPC network with an endpoint group for interception.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InterceptEndpointGroupAssociation {
    /// `projects/PROJECT/locations/global/interceptEndpointGroupAssociations/NAME`
    pub name: String,
    /// The endpoint group, perhaps of another project.
    pub intercept_endpoint_group: Option<String>,
    /// The VPC network.
    pub network: Option<String>,
    /// `ACTIVE`, `CREATING`, `DELETING`, `CLOSED`, `OUT_OF_SYNC`, `DELETE_FAILED`, or the number of one.
    pub state: Option<State>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl InterceptEndpointGroupAssociation {
    /// The name of the state; nothing where it is absent or a number that nobody has seen. The numbers are not those
    /// of mirroring.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref()?.name(&[
            (1, "ACTIVE"),
            (2, "CREATING"),
            (3, "DELETING"),
            (4, "CLOSED"),
            (5, "OUT_OF_SYNC"),
            (6, "DELETE_FAILED"),
        ])
    }
}

/// An endpoint group for interception.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InterceptEndpointGroup {
    /// `projects/PROJECT/locations/global/interceptEndpointGroups/NAME`
    pub name: String,
    /// The deployment group that the packets pass through.
    pub intercept_deployment_group: Option<String>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// A security profile group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityProfileGroup {
    /// `organizations/NUMBER/locations/global/securityProfileGroups/NAME`
    pub name: String,
    /// The security profile for mirroring.
    pub custom_mirroring_profile: Option<String>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// A security profile.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityProfile {
    /// `organizations/NUMBER/locations/global/securityProfiles/NAME`
    pub name: String,
    /// Where it mirrors to; absent for profiles of other types.
    pub custom_mirroring_profile: Option<CustomMirroringProfile>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// Where a security profile mirrors to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomMirroringProfile {
    /// The endpoint group.
    pub mirroring_endpoint_group: Option<String>,
}

documents! {
    MirroringEndpointGroupAssociation:
        "networksecurity.googleapis.com/MirroringEndpointGroupAssociation" by name with labels;
    MirroringEndpointGroup: "networksecurity.googleapis.com/MirroringEndpointGroup" by name with labels;
    MirroringDeploymentGroup: "networksecurity.googleapis.com/MirroringDeploymentGroup" by name with labels;
    MirroringDeployment: "networksecurity.googleapis.com/MirroringDeployment" by name with labels;
    InterceptEndpointGroupAssociation:
        "networksecurity.googleapis.com/InterceptEndpointGroupAssociation" by name with labels;
    InterceptEndpointGroup: "networksecurity.googleapis.com/InterceptEndpointGroup" by name with labels;
    SecurityProfileGroup: "networksecurity.googleapis.com/SecurityProfileGroup" by name with labels;
    SecurityProfile: "networksecurity.googleapis.com/SecurityProfile" by name with labels;
}
