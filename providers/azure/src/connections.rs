//! Connections of Azure VPN gateways, a part of Microsoft.Network.

use crate::{
    arm::{Arm, Properties},
    resources::RESOURCE_GROUPS,
};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The connections of one resource group; no call lists those of a subscription.
    CONNECTIONS: Connection = "Microsoft.Network:VirtualNetworkGatewayConnections_List" {
        permission: "Microsoft.Network/connections/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/network-gateway/virtual-network-gateway-connections/list",
        reach: Account,
        per: RESOURCE_GROUPS,
        shape: Shape::Arm { kind: "Microsoft.Network/connections", marker: "" },
    }
}

// A gateway that stands in its connection may bring the secrets of its clients.
#[cfg(feature = "live")]
crate::reads! {
    CONNECTIONS => network VIRTUAL_NETWORK_GATEWAY_CONNECTIONS_LIST,
        parents: Parents::Of(&[Source { op: &RESOURCE_GROUPS.op, keys: |group| Parent::at(group, "/id") }]),
        gone: &["ResourceGroupNotFound"],
        strip: &[
            "/properties/authorizationKey",
            "/properties/sharedKey",
            "/properties/virtualNetworkGateway1/properties",
            "/properties/virtualNetworkGateway2/properties",
        ];
}

/// A connection.
pub type Connection = Arm<ConnectionProperties>;

/// Settings of a connection.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionProperties {
    /// `IPsec`, `Vnet2Vnet`, `ExpressRoute` or `VPNClient`.
    pub connection_type: Option<String>,
    /// What the gateway proposes and takes; empty: its default set.
    pub ipsec_policies: Option<Vec<IpsecPolicy>>,
}

/// What a gateway proposes and takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IpsecPolicy {
    /// `None`, `DES`, `DES3`, `AES128`, …, `GCMAES256`.
    pub ipsec_encryption: Option<String>,
    /// `MD5`, `SHA1`, `SHA256`, `GCMAES128`, …
    pub ipsec_integrity: Option<String>,
    /// `DES`, `DES3`, `AES128`, …, `GCMAES256`.
    pub ike_encryption: Option<String>,
    /// `MD5`, `SHA1`, `SHA256`, …
    pub ike_integrity: Option<String>,
    /// `None`, `DHGroup1`, `DHGroup2`, `DHGroup14`, `ECP256`, …
    pub dh_group: Option<String>,
}

impl Properties for ConnectionProperties {
    const KIND: &'static str = "Microsoft.Network/connections";
}
