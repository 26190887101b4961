use super::packet_capture::{self, State, destination, state, target};
use crate::{
    Case, Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    network_watcher::{NETWORK_WATCHERS, PACKET_CAPTURE_STATUSES, PACKET_CAPTURES},
    storage::STORAGE_ACCOUNTS,
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-packet-capture-stored",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "A packet capture has ended and its recording may remain",
    resource_type: "Microsoft.Network/networkWatchers/packetCaptures",
    needs: &[
        Required(&NETWORK_WATCHERS.op),
        Required(&PACKET_CAPTURES.op),
        Required(&PACKET_CAPTURE_STATUSES.op),
        Enriching(&STORAGE_ACCOUNTS.op, Confidence::hundredths(85)),
    ],
    remediation: "Delete the recording from the storage account or the machine, then the capture (`az network watcher \
                  packet-capture delete --location LOCATION --name NAME`): deleting the capture alone leaves the \
                  recording.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/network-watcher/packet-capture-overview",
        "https://learn.microsoft.com/en-us/rest/api/network-watcher/packet-captures/get-status",
        "https://learn.microsoft.com/en-us/azure/storage/blobs/anonymous-read-access-prevent",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every packet capture of Network Watcher whose status is `Stopped`, `Error` or `NotStarted`.

- medium: the storage account lies in another subscription, or it lets containers be opened to everybody
- low: else

Captures that run, or may, belong to azure-packet-capture-running. A status that is not documented is unknown.

## Why it matters

The recording outlives the capture, and deleting the capture leaves it behind. It holds what the machine sent and \
received, credentials of plaintext protocols among it.

## Evidence

`packetCaptureStatus`, `captureStartTime` and `stopReason` of the status; `target` and `storageId` of the capture; \
`allowBlobPublicAccess` of the storage account where it is true. Absent, that member tells nothing: its default changed \
with time.

## False positives

The recording may be gone, moved or expired: only the storage account shows that. A capture that failed may have \
recorded nothing. Once the capture is deleted, nothing here shows that a recording is left.

## Remediation

```sh
az storage blob delete-batch --account-name ACCOUNT --source network-watcher-logs --pattern '*.cap' --auth-mode login
az network watcher packet-capture delete --location LOCATION --name NAME
```

Look at what matches before deleting: add `--dryrun` first.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at packet captures.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for capture in scope.items(&PACKET_CAPTURES) {
        let (answer, status) = match state(scope, &capture) {
            State::Ended(answer, status) => (answer, status),
            State::Active(_, status) => {
                let reason = format!("its status is {status}: azure-packet-capture-running reports it");
                out.not_applicable(&capture, &reason);
                continue;
            }
            State::Undocumented(status) => {
                out.unknown(&capture, format!("its status, {status}, is not documented"));
                continue;
            }
            State::Unreadable => {
                out.unknown(&capture, "its status is not readable: azure-packet-capture-running reports it");
                continue;
            }
        };
        let mut case = out.case(&capture);
        case.cite(&answer, "/packetCaptureStatus", status, "it has ended");
        if let Some(start) = &answer.capture_start_time {
            case.cite(&answer, "/captureStartTime", start, "when it began");
        }
        if let Some(reason) = &answer.stop_reason {
            case.cite(&answer, "/stopReason", reason, "why it ended");
        }
        let destination = destination(scope, &mut case, &capture);
        let elsewhere = destination.subscription.as_deref().filter(|id| !id.eq_ignore_ascii_case(&destination.own));
        let (severity, place) = match (elsewhere, &destination.storage) {
            (Some(id), _) => (Severity::Medium, format!(" in another subscription, {id}")),
            (None, Some(id)) if is_public(scope, &mut case, id) => {
                (Severity::Medium, ", which lets containers be opened to everybody".to_owned())
            }
            _ => (Severity::Low, String::new()),
        };
        let (of, to) = (target(&capture), &destination.label);
        let message =
            format!("A packet capture of {of} has ended ({status}); its recording may remain in {to}{place}.");
        out.rule(case, Ruling::Fail(severity, message));
    }
    // Without any status nothing passes; that of one capture says nothing about the watchers of others.
    let mut captures = scope.items(&PACKET_CAPTURES).peekable();
    if captures.peek().is_none()
        || captures.any(|capture| scope.sight_for(&PACKET_CAPTURE_STATUSES, &capture.id).is_clear())
    {
        packet_capture::watchers(scope, out);
    }
}

/// True where the storage account says that its containers may be opened to everybody.
fn is_public(scope: &ScopeView<'_>, case: &mut Case, id: &str) -> bool {
    let accounts = case.look(scope, &STORAGE_ACCOUNTS);
    let public = accounts
        .into_iter()
        .find(|account| arm::same(&account.id, id) && account.properties.allow_blob_public_access == Some(true));
    if let Some(account) = &public {
        case.cite(account, "/properties/allowBlobPublicAccess", true, "containers may be opened to everybody");
    }
    public.is_some()
}
