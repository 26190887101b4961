//! Azure Network Watcher, a part of Microsoft.Network: packet captures on virtual machines.

use crate::arm::{Arm, Properties, place};
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

const PACKET_CAPTURE: &str = "Microsoft.Network/networkWatchers/packetCaptures";

ops! {
    Azure;

    /// The network watchers of a subscription, one a region.
    NETWORK_WATCHERS: NetworkWatcher = "Microsoft.Network:NetworkWatchers_ListAll" {
        permission: "Microsoft.Network/networkWatchers/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/network-watcher/network-watchers/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Network/networkWatchers", marker: "" },
    }

    /// The packet captures of one network watcher; no call lists those of a subscription.
    PACKET_CAPTURES: PacketCapture = "Microsoft.Network:PacketCaptures_List" {
        permission: "Microsoft.Network/networkWatchers/packetCaptures/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/network-watcher/packet-captures/list",
        reach: Account,
        per: NETWORK_WATCHERS,
        shape: Shape::Arm { kind: "Microsoft.Network/networkWatchers/packetCaptures", marker: "" },
    }

    /// The state of one packet capture: a POST that may answer 202.
    PACKET_CAPTURE_STATUSES: PacketCaptureStatus = "Microsoft.Network:PacketCaptures_GetStatus" {
        permission: "Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action",
        docs: "https://learn.microsoft.com/en-us/rest/api/network-watcher/packet-captures/get-status",
        reach: Account,
        per: PACKET_CAPTURES,
        shape: Shape::Arm {
            kind: "Microsoft.Network/networkWatchers/packetCaptures",
            marker: "packetCaptureStatus",
        },
    }
}

/// A network watcher.
pub type NetworkWatcher = Arm<NetworkWatcherProperties>;

/// Settings of a network watcher; none is read.
#[derive(Debug, Deserialize)]
pub struct NetworkWatcherProperties {}

impl Properties for NetworkWatcherProperties {
    const KIND: &'static str = "Microsoft.Network/networkWatchers";
}

/// A packet capture. It stays listed after it stopped.
pub type PacketCapture = Arm<PacketCaptureProperties>;

/// Settings of a packet capture.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PacketCaptureProperties {
    /// The ARM id of the machine whose packets are recorded.
    pub target: Option<String>,
    /// `AzureVM` or `AzureVMSS`; absent: `AzureVM`.
    pub target_type: Option<String>,
    /// Bytes of each packet that are recorded; 0 or absent: all of them.
    pub bytes_to_capture_per_packet: Option<i64>,
    /// True where files rotate instead of the recording coming to an end.
    pub continuous_capture: Option<bool>,
    /// Where the recording goes.
    pub storage_location: Option<StorageLocation>,
    /// What is recorded, each beside the others; none: everything.
    pub filters: Option<Vec<PacketCaptureFilter>>,
}

/// Where a recording goes. The URL of the recording (`storagePath`) is left unread: it may hold a token.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StorageLocation {
    /// The ARM id of the storage account.
    pub storage_id: Option<String>,
    /// A file on the machine.
    pub file_path: Option<String>,
    /// A file on the machine, for continuous captures.
    pub local_path: Option<String>,
}

/// A filter of a packet capture; what is absent or empty restricts nothing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PacketCaptureFilter {
    /// `TCP`, `UDP` or `Any`.
    pub protocol: Option<String>,
    /// Addresses of the machine.
    #[serde(rename = "localIPAddress")]
    pub local_ip_address: Option<String>,
    /// Addresses of the others.
    #[serde(rename = "remoteIPAddress")]
    pub remote_ip_address: Option<String>,
    /// Ports of the machine.
    pub local_port: Option<String>,
    /// Ports of the others.
    pub remote_port: Option<String>,
}

impl Properties for PacketCaptureProperties {
    const KIND: &'static str = PACKET_CAPTURE;
}

/// The state of a packet capture.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PacketCaptureStatus {
    /// The ARM id of the packet capture.
    pub id: String,
    /// `NotStarted`, `Running`, `Stopped`, `Error` or `Unknown`.
    pub packet_capture_status: Option<String>,
    /// RFC 3339.
    pub capture_start_time: Option<String>,
    /// Why it stopped: `TimeExceeded`, …
    pub stop_reason: Option<String>,
}

impl Document for PacketCaptureStatus {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(&place(scope, &self.id, None), PACKET_CAPTURE, self.id.as_str())
    }

    fn home(&self) -> Home<'_> {
        Home { account: crate::arm::subscription(&self.id), region: None }
    }
}
