use super::{
    event_selectors::{records, records_advanced},
    regions::Regions,
};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    cloudtrail::{
        EVENT_DATA_STORE_DESCRIPTIONS, EVENT_DATA_STORES, EVENT_SELECTORS, EventSelectors, TRAIL_STATUSES, TRAILS,
        Trail, TrailStatus,
    },
    ec2::REGIONS,
};
use overhear_core::{Provider, UNKNOWN};
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(25);

pub(super) static CHECK: Check = Check {
    id: "aws-cloudtrail-mirror-events-not-logged",
    provider: Provider::Aws,
    kind: Kind::Visibility,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(30),
    title: "CloudTrail does not record the start of a mirror session in every region",
    resource_type: "AWS::::Account",
    needs: &[
        Required(&TRAILS.op),
        Required(&TRAIL_STATUSES.op),
        Required(&EVENT_SELECTORS.op),
        Enriching(&EVENT_DATA_STORES.op, UNREAD),
        Enriching(&EVENT_DATA_STORE_DESCRIPTIONS.op, UNREAD),
        Enriching(&REGIONS.op, UNREAD),
    ],
    remediation: "Make one trail of all regions that records management events (`aws cloudtrail create-trail --name NAME \
                  --s3-bucket-name BUCKET --is-multi-region-trail`, then `aws cloudtrail start-logging --name NAME`).",
    references: &[
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail-by-using-the-aws-cli.html",
        "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html",
        "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html",
        "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An account with a region, among those that were read and are enabled, in which no trail and no event data store records \
`CreateTrafficMirrorSession`. One finding for the account names the regions.

- medium: nothing records it there
- low: what records it there could not deliver its last log file (`LatestDeliveryError`)

A trail counts where it is of the region or of all regions, `IsLogging` is true, and its selectors take management \
events of `ec2.amazonaws.com` that write: basic ones with `IncludeManagementEvents` and `ReadWriteType` All or \
WriteOnly; advanced ones without a test that leaves the event out. An event data store that is `ENABLED` counts by its \
advanced selectors. A trail of the organisation whose status or selectors a member may not read, and selectors that \
rest on who calls, make the region unknown. The event history of 90 days raises no alarm and does not count.

## Why it matters

The call that starts a mirror is the one trace of it: the copies themselves show in no flow log and on no host.

## Evidence

The region; the trails that were looked at, each with what keeps it from recording the event.

## False positives

Regions that a service control policy closes. A trail in another account whose bucket this account does not see is \
none of this account's.

## Remediation

```sh
aws cloudtrail create-trail --name all --s3-bucket-name BUCKET --is-multi-region-trail
aws cloudtrail start-logging --name all
aws cloudtrail put-event-selectors --trail-name all --event-selectors '[{\"ReadWriteType\":\"All\",\"IncludeManagementEvents\":true}]'
```

## Native controls

AWS Config CLOUD_TRAIL_ENABLED and MULTI_REGION_CLOUD_TRAIL_ENABLED and Security Hub CloudTrail.1 ask for a trail, and \
not whether it takes this event.
";

/// Whether something records the event.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Records {
    No,
    Unknown,
    /// It does, and cannot deliver.
    InVain,
    Yes,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let regions = Regions::of(scope);
    excuse(scope, out, &regions);
    let any_trail = regions.names.iter().find_map(|region| {
        let trails = regions.items(&TRAILS, region);
        trails.into_iter().min_by(|a, b| a.trail_arn.cmp(&b.trail_arn))
    });
    if !regions.lead(out, any_trail) {
        return;
    }
    let mut fates: BTreeMap<&str, Fate<'_>> = BTreeMap::new();
    let mut by_region: BTreeMap<&str, Records> = BTreeMap::new();
    for &region in &regions.names {
        let sight = regions.sight(&TRAILS, region);
        if sight.gap().is_some_and(|gap| gap.kind.is_absence()) {
            continue;
        }
        // What is not listed may record.
        let mut records = if sight.is_clear() { Records::No } else { Records::Unknown };
        for trail in regions.items(&TRAILS, region) {
            let fate = fates.entry(&trail.view().trail_arn).or_insert_with(|| Fate::of(&regions, trail));
            records = records.max(match is_of(&trail, region) {
                Some(true) => fate.records,
                Some(false) => Records::No,
                None => fate.records.min(Records::Unknown),
            });
        }
        // Nothing passes without the trails, whatever else there is.
        records = match records {
            _ if !sight.is_clear() => Records::Unknown,
            Records::No | Records::InVain => records.max(of_stores(&regions, region)),
            Records::Unknown | Records::Yes => records,
        };
        by_region.insert(region, records);
    }
    let of = |wanted: Records| {
        by_region.iter().filter(move |(_, own)| **own == wanted).map(|(region, _)| *region).collect::<Vec<_>>()
    };
    let (none, vain, doubtful) = (of(Records::No), of(Records::InVain), of(Records::Unknown));
    if by_region.is_empty() {
        return;
    }
    let named = if none.is_empty() { &vain } else { &none };
    let Some(mut case) = regions.case(out, named, any_trail) else {
        if named.is_empty() {
            out.unknown_here("what records the start of a mirror session could not be told");
        } else {
            out.unknown_here("no trail is listed here, and whether the region is enabled was not read");
        }
        return;
    };
    let unsure = match doubtful.as_slice() {
        [] => String::new(),
        doubtful => format!(" Whether it is recorded in {} could not be told.", doubtful.join(", ")),
    };
    if named.is_empty() {
        let ruling = if doubtful.is_empty() {
            Ruling::Pass("the start of a mirror session is recorded in every region that was read".to_owned())
        } else {
            Ruling::Unknown(format!("whether it is recorded in {} could not be told", doubtful.join(", ")))
        };
        out.rule(case, ruling);
        return;
    }
    for fate in fates.values() {
        fate.cite(&mut case);
    }
    regions.note(&mut case, &EVENT_DATA_STORES);
    for store in regions.names.iter().flat_map(|region| regions.items(&EVENT_DATA_STORES, region)) {
        regions.note_for(&mut case, &EVENT_DATA_STORE_DESCRIPTIONS, &store.event_data_store_arn);
    }
    let places = format!("{} of {} regions: {}", named.len(), by_region.len(), named.join(", "));
    let ruling = if none.is_empty() {
        let message = format!("What records the start of a mirror session cannot deliver in {places}.{unsure}");
        Ruling::Fail(Severity::Low, message)
    } else {
        let what = "No trail or event data store records the start of a mirror session in";
        Ruling::Fail(Severity::Medium, format!("{what} {places}.{unsure}"))
    };
    out.rule(case, ruling);
}

/// The status and the selectors of a trail are asked once in an account: the entries of the other regions do not miss
/// them.
fn excuse(scope: &ScopeView<'_>, out: &mut Results<'_>, regions: &Regions<'_, '_>) {
    let here = &scope.scope().region;
    for trail in scope.items(&TRAILS) {
        let lists = |region: &&&str| regions.items(&TRAILS, region).iter().any(|own| own.trail_arn == trail.trail_arn);
        let home = trail.home_region.as_deref().filter(|home| regions.names.contains(home));
        let place = home.or_else(|| regions.names.iter().find(lists).copied());
        let read_elsewhere = |listing: &overhear_core::Op| {
            let mut calls = scope.account().calls_for(listing, &trail.trail_arn).into_iter().peekable();
            calls.peek().is_some() && calls.all(|call| call.scope.region != *here)
        };
        let elsewhere = read_elsewhere(&TRAIL_STATUSES) || read_elsewhere(&EVENT_SELECTORS);
        if elsewhere || place.is_some_and(|place| place != here) {
            out.not_applicable(&trail, "judged where its status and its selectors were read");
        }
    }
}

/// Whether a trail that a region lists records there.
fn is_of(trail: &Trail, region: &str) -> Option<bool> {
    match (trail.is_multi_region_trail, trail.home_region.as_deref()) {
        (Some(true), _) => Some(true),
        (_, Some(home)) => Some(home == region || region == UNKNOWN),
        (_, None) => None,
    }
}

/// What a trail does with the event, and what tells.
struct Fate<'a> {
    trail: Item<'a, Trail>,
    status: Option<Item<'a, TrailStatus>>,
    selectors: Option<Item<'a, EventSelectors>>,
    takes: Option<bool>,
    records: Records,
}

impl<'a> Fate<'a> {
    fn of(regions: &Regions<'a, '_>, trail: Item<'a, Trail>) -> Self {
        let arn = &trail.view().trail_arn;
        let sure = |value: Option<bool>, clear: bool| value.filter(|value| !value || clear);
        let status = regions.items_for(&TRAIL_STATUSES, arn).into_iter().next();
        let clear = regions.sight_for(&TRAIL_STATUSES, arn).is_clear();
        let logs = sure(status.and_then(|status| status.is_logging), clear);
        let selectors = regions.items_for(&EVENT_SELECTORS, arn).into_iter().next();
        let clear = regions.sight_for(&EVENT_SELECTORS, arn).is_clear();
        let takes = sure(selectors.and_then(|selectors| records(selectors.view())), clear);
        let error = status.and_then(|status| status.view().latest_delivery_error.as_deref());
        let records = match (logs, takes) {
            (Some(false), _) | (_, Some(false)) => Records::No,
            (Some(true), Some(true)) if error.is_some_and(|error| !error.is_empty()) => Records::InVain,
            (Some(true), Some(true)) => Records::Yes,
            _ => Records::Unknown,
        };
        Self { trail, status, selectors, takes, records }
    }

    /// Shows what keeps the trail from recording, or from delivering.
    fn cite(&self, case: &mut Case) {
        let arn = &self.trail.trail_arn;
        if let Some(status) = self.status {
            if status.is_logging == Some(false) {
                case.cite(&status, "/IsLogging", false, format!("{arn} is stopped"));
            }
            if self.records == Records::InVain {
                let note = format!("{arn} could not deliver its last log file");
                case.cite(&status, "/LatestDeliveryError", &status.latest_delivery_error, note);
            }
        }
        if let Some(selectors) = self.selectors.filter(|_| self.takes == Some(false)) {
            case.cite(&selectors, "/TrailARN", arn, "its selectors leave the event out");
        }
        if self.records == Records::Yes && self.trail.is_multi_region_trail != Some(true) {
            case.cite(&self.trail, "/HomeRegion", &self.trail.home_region, format!("{arn} records in its region only"));
        }
    }
}

/// Whether an event data store records the event.
fn of_stores(regions: &Regions<'_, '_>, region: &str) -> Records {
    let mut best = Records::No;
    for &place in &regions.names {
        for store in regions.items(&EVENT_DATA_STORES, place) {
            for found in regions.items_for(&EVENT_DATA_STORE_DESCRIPTIONS, &store.event_data_store_arn) {
                let here = place == region || found.multi_region_enabled == Some(true);
                let enabled = found.status.as_deref() == Some("ENABLED");
                best = best.max(match records_advanced(&found.advanced_event_selectors) {
                    Some(true) if here && enabled => Records::Yes,
                    None if here && enabled => Records::Unknown,
                    _ => Records::No,
                });
            }
        }
    }
    best
}
