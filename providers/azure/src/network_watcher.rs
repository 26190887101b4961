//! Azure Network Watcher, a part of Microsoft.Network: packet captures on virtual machines.

use crate::arm::{Arm, Properties, place, subscription};
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

const NETWORK_WATCHER: &str = "Microsoft.Network/networkWatchers";
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

// The URL of a recording may hold a token.
#[cfg(feature = "live")]
crate::reads! {
    NETWORK_WATCHERS => network NETWORK_WATCHERS_LIST_ALL;
    PACKET_CAPTURES => network PACKET_CAPTURES_LIST,
        parents: Parents::Of(&[Source { op: &NETWORK_WATCHERS.op, keys: |watcher| Parent::at(watcher, "/id") }]),
        gone: &["ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/storageLocation/storagePath"];
    PACKET_CAPTURE_STATUSES => network PACKET_CAPTURES_GET_STATUS,
        parents: Parents::Of(&[Source { op: &PACKET_CAPTURES.op, keys: |capture| Parent::at(capture, "/id") }]),
        items: "",
        gone: &["NotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/storageLocation/storagePath", "/storageLocation/storagePath"];
}

/// A network watcher: the envelope alone, since none of its settings is read.
#[derive(Debug, Deserialize)]
pub struct NetworkWatcher {
    /// Its ARM id.
    pub id: String,
    /// The last part of the id.
    pub name: Option<String>,
    /// `westeurope`, or `West Europe`.
    pub location: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for NetworkWatcher {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let place = place(scope, &self.id, self.location.as_deref());
        Resource::new(&place, NETWORK_WATCHER, self.id.as_str()).named(self.name.as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }
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
    #[serde(default, deserialize_with = "number_or_text")]
    pub bytes_to_capture_per_packet: Option<Bytes>,
    /// True where files rotate instead of the recording coming to an end.
    pub continuous_capture: Option<bool>,
    /// Where the recording goes.
    pub storage_location: Option<StorageLocation>,
    /// What is recorded, each beside the others; none: everything.
    pub filters: Option<Vec<PacketCaptureFilter>>,
}

/// A number of bytes, as it was written: tools write it as text, too.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Bytes {
    /// `128`
    Number(i64),
    /// `"128"`
    Text(String),
}

impl Bytes {
    /// The number; none where the text is something else.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Bytes>, D::Error> {
    let bytes = Option::<Bytes>::deserialize(deserializer)?;
    match bytes.as_ref().map(Bytes::number) {
        Some(None) => Err(D::Error::custom("neither a number of bytes nor the text of one")),
        _ => Ok(bytes),
    }
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
    /// The ARM id of the packet capture; not every answer has it.
    pub id: Option<String>,
    /// `NotStarted`, `Running`, `Stopped`, `Error` or `Unknown`.
    pub packet_capture_status: Option<String>,
    /// RFC 3339.
    pub capture_start_time: Option<String>,
    /// Why it stopped: `TimeExceeded`, …
    pub stop_reason: Option<String>,
}

impl Document for PacketCaptureStatus {
    fn key(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(&place(scope, self.key(), None), PACKET_CAPTURE, self.key())
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(self.key()), region: None }
    }
}
