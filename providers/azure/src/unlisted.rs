//! Captures that no operation lists: only the activity log shows that somebody started one.

use overhear_core::Unlisted;

/// The actions that start them, from the operations of Microsoft.Network and Microsoft.Web.
/// <https://learn.microsoft.com/en-us/azure/role-based-access-control/permissions/networking>
pub static UNLISTED: &[Unlisted] = &[
    Unlisted { action: "Microsoft.Network/azureFirewalls/packetCapture/action", what: "Azure Firewall captures" },
    Unlisted { action: "Microsoft.Network/connections/startpacketcapture/action", what: "VPN connection captures" },
    Unlisted {
        action: "Microsoft.Network/virtualNetworkGateways/startpacketcapture/action",
        what: "VPN gateway captures",
    },
    Unlisted {
        action: "Microsoft.Network/vpnGateways/startpacketcapture/action",
        what: "Virtual WAN gateway captures",
    },
    Unlisted {
        action: "Microsoft.Network/vpnGateways/vpnConnections/startpacketcapture/action",
        what: "Virtual WAN connection captures",
    },
    Unlisted { action: "Microsoft.Web/sites/networktrace/action", what: "App Service network traces" },
];
