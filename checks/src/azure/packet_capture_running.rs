use super::{
    packet_capture::{self, State, destination, everything, state, target},
    tenant::{Standing, standing},
};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    network_watcher::{NETWORK_WATCHERS, PACKET_CAPTURE_STATUSES, PACKET_CAPTURES},
    resources::SUBSCRIPTIONS,
};
use overhear_core::Provider;

const STATE_UNREAD: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "azure-packet-capture-running",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A packet capture records the traffic of a virtual machine",
    resource_type: "Microsoft.Network/networkWatchers/packetCaptures",
    needs: &[
        Required(&NETWORK_WATCHERS.op),
        Required(&PACKET_CAPTURES.op),
        Enriching(&PACKET_CAPTURE_STATUSES.op, STATE_UNREAD),
        Everywhere(&SUBSCRIPTIONS.op, Confidence::hundredths(85)),
    ],
    remediation: "Stop and delete the capture (`az network watcher packet-capture delete --location LOCATION --name \
                  NAME`) unless somebody owns it, and remove the recording; if it is wanted, add its storage account \
                  to `[[approved]]` with a reason and a date.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/network-watcher/packet-capture-overview",
        "https://learn.microsoft.com/en-us/rest/api/network-watcher/packet-captures/list",
        "https://learn.microsoft.com/en-us/rest/api/network-watcher/packet-captures/get-status",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every packet capture of Network Watcher whose status is `Running` or `Unknown`, and those whose status could not be \
read (confidence at most 0.70).

- critical: the storage account lies in a subscription outside the tenant
- high: it lies in another subscription; or whole packets are recorded without a filter; or the target is a scale set; \
or the capture is continuous
- medium: else

A status of `NotStarted`, `Stopped` or `Error` passes here; azure-packet-capture-stored speaks of the recording. \
A status that is not documented is unknown.

## Why it matters

A capture writes the packets of a machine into a file, without a trace inside the machine that its owner would look \
at. Whoever reads the storage account reads the traffic.

## Evidence

`target`, `targetType`, `bytesToCapturePerPacket`, `continuousCapture` and `storageId` of the capture, and \
`packetCaptureStatus`. `provisioningState` is not used: it tells nothing about running. The URL of the recording is not \
shown, since it may hold a token. Absent members have their documented defaults: `bytesToCapturePerPacket` 0 (whole \
packets), `targetType` AzureVM.

## False positives

Captures that somebody runs on purpose, mostly for a support case: approve them by storage account, its subscription \
or the id of the capture. A subscription is taken for foreign when the scanner cannot list it: give it Reader at the \
root management group. Captures of VPN gateways, connections, firewalls and web apps have no list operation; only the \
Activity Log shows them.

## Remediation

```sh
az network watcher packet-capture show-status --location LOCATION --name NAME
az network watcher packet-capture delete --location LOCATION --name NAME
```

Restrict `Microsoft.Network/networkWatchers/packetCaptures/write`, and delete the recording from the storage account.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at packet captures.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for capture in scope.items(&PACKET_CAPTURES) {
        let state = state(scope, &capture);
        match state {
            State::Ended(_, status) => {
                out.pass(&capture, &format!("its status is {status}"));
                continue;
            }
            State::Undocumented(status) => {
                out.unknown(&capture, format!("its status, {status}, is not documented"));
                continue;
            }
            State::Active(..) | State::Unreadable => {}
        }
        let properties = &capture.properties;
        let mut case = out.case(&capture);
        let running = match state {
            State::Active(answer, status) => {
                let runs = status.eq_ignore_ascii_case("Running");
                let note = if runs { "it records now" } else { "Azure does not know whether it records" };
                case.cite(&answer, "/packetCaptureStatus", status, note);
                if let Some(start) = &answer.capture_start_time {
                    case.cite(&answer, "/captureStartTime", start, "since when");
                }
                if runs { "A packet capture records" } else { "A packet capture may record" }
            }
            State::Unreadable | State::Undocumented(_) | State::Ended(..) => {
                case.look_for(scope, &PACKET_CAPTURE_STATUSES, &capture.id);
                case.cap(STATE_UNREAD);
                case.cite(&capture, "/id", &capture.id, "a capture exists; its state is not readable");
                "A packet capture whose state is not readable may record"
            }
        };
        let destination = destination(scope, &mut case, &capture);
        let everything = everything(&capture);
        if everything {
            let note = "whole packets are recorded, and no filter leaves any out";
            if let Some(bytes) = &properties.bytes_to_capture_per_packet {
                case.cite(&capture, "/properties/bytesToCapturePerPacket", bytes, note);
            } else {
                let note = format!("bytesToCapturePerPacket is absent, documented default 0: {note}");
                case.cite(&capture, "/id", &capture.id, note);
            }
        }
        let scale_set = properties.target_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("AzureVMSS"));
        if scale_set {
            case.cite(&capture, "/properties/targetType", &properties.target_type, "a whole scale set");
        }
        let continuous = properties.continuous_capture == Some(true);
        if continuous {
            case.cite(&capture, "/properties/continuousCapture", true, "it does not end by itself");
        }
        let group = if scale_set { "scale set " } else { "" };
        let source = format!("{group}{}", target(&capture));
        let what =
            if everything { format!("all packets of {source} in full length") } else { format!("packets of {source}") };
        let endless = if continuous { " It is continuous." } else { "" };

        out.later(case, move |estate, case| {
            let standing = destination.subscription.as_deref().map(|id| standing(case, estate, &destination.own, id));
            let severity = match standing {
                Some(Standing::Foreign) => Severity::Critical,
                Some(Standing::Known | Standing::Undetermined) => Severity::High,
                _ if everything || scale_set || continuous => Severity::High,
                _ => Severity::Medium,
            };
            let place = match (standing, &destination.subscription, &destination.storage) {
                (Some(standing), Some(id), _) => format!(" in {}", standing.words(Provider::Azure, id)),
                (_, _, Some(_)) => ", whose id names no subscription".to_owned(),
                _ => String::new(),
            };
            let to = &destination.label;
            let message = format!("{running} {what} to {to}{place}.{endless}");
            Ruling::Fail(severity, message)
        });
    }
    packet_capture::watchers(scope, out);
}
