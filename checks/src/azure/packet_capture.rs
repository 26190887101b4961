//! What the two checks on packet captures share: the state of a capture, and where its recording goes.

use crate::{Case, Item, Results, ScopeView, Sight};
use overhear_azure::{
    arm,
    network_watcher::{
        Bytes, NETWORK_WATCHERS, PACKET_CAPTURE_STATUSES, PACKET_CAPTURES, PacketCapture, PacketCaptureFilter,
        PacketCaptureStatus,
    },
};
use overhear_core::same_id;

/// The state of a capture, as its own status call tells it; `provisioningState` says nothing about it.
pub(crate) enum State<'a> {
    /// Running, or Azure cannot say that it ended: `Running` and `Unknown`.
    Active(Item<'a, PacketCaptureStatus>, &'a str),
    /// `Stopped`, `Error` or `NotStarted`.
    Ended(Item<'a, PacketCaptureStatus>, &'a str),
    /// A value that is not documented.
    Undocumented(&'a str),
    /// No status was read.
    Unreadable,
}

/// The state of a capture. Of several answers one that does not say that it ended counts.
pub(crate) fn state<'a>(scope: &ScopeView<'a>, capture: &Item<'a, PacketCapture>) -> State<'a> {
    let mut answers = scope.items_for(&PACKET_CAPTURE_STATUSES, &capture.id);
    if answers.is_empty() {
        // A document that came without the call it was made with still names its capture.
        answers.extend(scope.items(&PACKET_CAPTURE_STATUSES));
    }
    let told = answers
        .into_iter()
        .filter(|answer| is_about(scope, answer, capture))
        .filter_map(|answer| Some((answer.view().packet_capture_status.as_deref()?, answer)))
        .min_by_key(|(status, answer)| (phase(status), *status, answer.view().capture_start_time.as_deref()));
    match told {
        Some((status, answer)) => match phase(status) {
            Phase::Active => State::Active(answer, status),
            Phase::Undocumented => State::Undocumented(status),
            Phase::Ended => State::Ended(answer, status),
        },
        None => State::Unreadable,
    }
}

/// True where an answer is about the capture: it was asked for that capture and names no other, or it names that one.
fn is_about(scope: &ScopeView<'_>, answer: &Item<'_, PacketCaptureStatus>, capture: &Item<'_, PacketCapture>) -> bool {
    let named = answer.id.as_deref().filter(|id| !id.is_empty());
    if named.is_some_and(|id| arm::same(id, &capture.id)) {
        return true;
    }
    let parent = answer.call().parent.as_deref();
    let Some(parent) = parent.filter(|parent| same_id(parent, &capture.id)) else { return false };
    match named.and_then(|id| arm::up_to(id, "packetCaptures")) {
        Some(id) => arm::same(id, &capture.id),
        // A name alone may be that of captures under several watchers.
        None => {
            parent.contains('/')
                || !scope
                    .items(&PACKET_CAPTURES)
                    .any(|other| same_id(parent, &other.id) && !arm::same(&other.id, &capture.id))
        }
    }
}

#[derive(Eq, Ord, PartialEq, PartialOrd)]
enum Phase {
    Active,
    Undocumented,
    Ended,
}

fn phase(status: &str) -> Phase {
    let is = |names: &[&str]| names.iter().any(|name| status.eq_ignore_ascii_case(name));
    if is(&["Running", "Unknown"]) {
        Phase::Active
    } else if is(&["Stopped", "Error", "NotStarted"]) {
        Phase::Ended
    } else {
        Phase::Undocumented
    }
}

/// Where a recording goes.
pub(crate) struct Destination {
    /// The subscription of the capture.
    pub(crate) own: String,
    /// The ARM id of the storage account; without one the recording lies on the machine.
    pub(crate) storage: Option<String>,
    /// The subscription of the storage account, where its id tells.
    pub(crate) subscription: Option<String>,
    /// The name of the storage account, or what stands for it.
    pub(crate) label: String,
}

/// Cites where a capture is, whose packets are recorded and where to. The URL of the recording is never cited: it may hold a token.
pub(crate) fn destination(scope: &ScopeView<'_>, case: &mut Case, capture: &Item<'_, PacketCapture>) -> Destination {
    let own = arm::subscription(&capture.id).unwrap_or(&scope.scope().account).to_owned();
    let properties = &capture.properties;
    let above = arm::up_to(&capture.id, "networkWatchers").unwrap_or_default();
    if let Some(watcher) = scope.items(&NETWORK_WATCHERS).find(|watcher| arm::same(&watcher.id, above))
        && let Some(location) = &watcher.location
    {
        case.cite(&watcher, "/location", location, "the location of the capture's watcher");
    }
    if let Some(target) = &properties.target {
        case.cite(capture, "/properties/target", target, "whose packets are recorded");
    }
    let location = properties.storage_location.as_ref();
    if let Some(id) = location.and_then(|location| location.storage_id.as_deref()).filter(|id| !id.is_empty()) {
        case.cite(capture, "/properties/storageLocation/storageId", id, "the storage account of the recording");
        case.destination_id(id);
        let subscription = arm::subscription(id).map(str::to_owned);
        if let Some(subscription) = &subscription {
            case.destination_account(subscription);
        }
        let label = format!("storage account {}", arm::last_segment(id));
        return Destination { own, storage: Some(id.to_owned()), subscription, label };
    }
    let file = location.and_then(|location| {
        let path = |name, path: &Option<String>| path.clone().filter(|path| !path.is_empty()).map(|path| (name, path));
        path("filePath", &location.file_path).or_else(|| path("localPath", &location.local_path))
    });
    if let Some((name, path)) = file {
        let note = "storageId is absent: the recording is a file on the machine";
        case.cite(capture, &format!("/properties/storageLocation/{name}"), path, note);
    }
    if let Some(target) = &properties.target {
        case.destination_id(target);
        if let Some(subscription) = arm::subscription(target) {
            case.destination_account(subscription);
        }
    }
    Destination { own, storage: None, subscription: None, label: "a file on the machine itself".to_owned() }
}

/// The name of the machine whose packets are recorded.
pub(crate) fn target(capture: &PacketCapture) -> &str {
    capture.properties.target.as_deref().map_or("a machine that it does not name", arm::last_segment)
}

/// True where packets are recorded whole and no filter leaves any out.
pub(crate) fn everything(capture: &PacketCapture) -> bool {
    let properties = &capture.properties;
    let filters = properties.filters.as_deref().unwrap_or_default();
    properties.bytes_to_capture_per_packet.as_ref().and_then(Bytes::number).unwrap_or_default() == 0
        && (filters.is_empty() || filters.iter().any(lets_everything_through))
}

fn lets_everything_through(filter: &PacketCaptureFilter) -> bool {
    let restrictions = [&filter.local_ip_address, &filter.remote_ip_address, &filter.local_port, &filter.remote_port];
    filter.protocol.as_deref().is_none_or(|protocol| protocol.is_empty() || protocol.eq_ignore_ascii_case("Any"))
        && restrictions.iter().all(|text| text.as_deref().is_none_or(str::is_empty))
}

/// Passes the watchers that have no capture, and says where a subscription has no watcher at all.
pub(crate) fn watchers(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut watched = false;
    for watcher in scope.items(&NETWORK_WATCHERS) {
        watched = true;
        if scope.items_for(&PACKET_CAPTURES, &watcher.id).is_empty()
            && scope.sight_for(&PACKET_CAPTURES, &watcher.id).is_clear()
        {
            out.pass(&watcher, "no packet capture under this watcher");
        }
    }
    let read = scope.sight(&NETWORK_WATCHERS) == Sight::Clear;
    if read && !watched && scope.items(&PACKET_CAPTURES).next().is_none() {
        out.not_applicable_here("no Network Watcher here, so no packet capture of this kind can exist");
    }
}
