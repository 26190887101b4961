//! Builds the requests of Microsoft.Network with `azure_mgmt_network`, and sends none of them.
//!
//! `azure_mgmt_network` 0.21 is the last of an unofficial line, on an `azure_core` of its own. It knows the paths, the
//! methods and the API versions; that is all it is used for. It gets a credential whose token goes nowhere and a
//! transport that writes requests down. What is sent, by whom and as whom is up to the caller, and what comes back never
//! passes through the legacy models, which drop unknown members and fail a page for one odd item.

mod id;
mod operation;
mod recorder;

pub use operation::{
    APPLICATION_GATEWAYS_LIST_ALL, APPLICATION_GATEWAYS_LIST_AVAILABLE_SSL_PREDEFINED_POLICIES,
    AZURE_FIREWALLS_LIST_ALL, FIREWALL_POLICIES_LIST_ALL, FIREWALL_POLICY_RULE_COLLECTION_GROUPS_LIST, FLOW_LOGS_LIST,
    LOAD_BALANCERS_LIST_ALL, NETWORK_INTERFACE_TAP_CONFIGURATIONS_LIST, NETWORK_INTERFACES_LIST_ALL,
    NETWORK_INTERFACES_LIST_VIRTUAL_MACHINE_SCALE_SET_NETWORK_INTERFACES, NETWORK_WATCHERS_LIST_ALL, Operation,
    PACKET_CAPTURES_GET_STATUS, PACKET_CAPTURES_LIST, ROUTE_TABLES_LIST_ALL, VIRTUAL_NETWORK_GATEWAY_CONNECTIONS_LIST,
    VIRTUAL_NETWORK_TAPS_LIST_ALL, VIRTUAL_NETWORKS_LIST_ALL,
};
