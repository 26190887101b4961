//! Network Management: VPC flow logs that are not a setting of their subnet.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Gcp;

    /// The configurations of VPC flow logs of a project. Those of the organisation are not in it.
    VPC_FLOW_LOGS_CONFIGS: VpcFlowLogsConfig = "networkmanagement.projects.locations.vpcFlowLogsConfigs.list" {
        permission: "networkmanagement.vpcflowlogsconfigs.list",
        docs: "https://cloud.google.com/network-intelligence-center/docs/reference/networkmanagement/rest/v1/projects.locations.vpcFlowLogsConfigs/list",
        reach: Account,
        shape: Shape::Gcp { collection: "vpcFlowLogsConfigs", kind: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    VPC_FLOW_LOGS_CONFIGS => get "networkmanagement",
        "/v1/projects/{project}/locations/global/vpcFlowLogsConfigs?pageSize=500";
}

/// A configuration of VPC flow logs. It concerns a VPC network, a subnet, a VPN tunnel or an interconnect attachment.
#[derive(Debug, Deserialize)]
pub struct VpcFlowLogsConfig {
    /// `projects/PROJECT/locations/global/vpcFlowLogsConfigs/NAME`
    pub name: String,
    /// `ENABLED` or `DISABLED`, or the number of one; absent: `ENABLED`.
    pub state: Option<State>,
    /// The VPC network whose traffic is logged, `projects/PROJECT/global/networks/NAME`.
    pub network: Option<String>,
    /// The subnet whose traffic is logged, `projects/PROJECT/regions/REGION/subnetworks/NAME`.
    pub subnet: Option<String>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

impl VpcFlowLogsConfig {
    /// The name of the state; nothing where it is absent or a number that nobody has seen.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref()?.name(&[(0, "STATE_UNSPECIFIED"), (1, "ENABLED"), (2, "DISABLED")])
    }
}

documents! {
    VpcFlowLogsConfig: "networkmanagement.googleapis.com/VpcFlowLogsConfig" by name with labels;
}
