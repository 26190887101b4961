//! AWS CloudTrail: which calls are recorded.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Trails that cover the region, shadow trails among them: a trail of several regions, and one of the organisation,
    /// is listed in each region that it covers.
    TRAILS: Trail = "cloudtrail:DescribeTrails" {
        permission: "cloudtrail:DescribeTrails",
        docs: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html",
        reach: Region,
        shape: Shape::AwsCli { list: "trailList", single: "" },
    }

    /// Whether a trail records, as its home region tells. The answer does not name the trail. Asked once in an account:
    /// the call stands in the home region of the trail, or where that is not read, in one of the others.
    TRAIL_STATUSES: TrailStatus = "cloudtrail:GetTrailStatus" {
        permission: "cloudtrail:GetTrailStatus",
        docs: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html",
        reach: Region,
        per: TRAILS,
        shape: Shape::Opaque,
    }

    /// Which events a trail records, as its home region tells. Asked once in an account: the call stands in the home
    /// region of the trail, or where that is not read, in one of the others.
    EVENT_SELECTORS: EventSelectors = "cloudtrail:GetEventSelectors" {
        permission: "cloudtrail:GetEventSelectors",
        docs: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html",
        reach: Region,
        per: TRAILS,
        shape: Shape::AwsObject { members: &["TrailARN", "EventSelectors"] },
    }

    /// Event data stores of the region, by name.
    EVENT_DATA_STORES: EventDataStore = "cloudtrail:ListEventDataStores" {
        permission: "cloudtrail:ListEventDataStores",
        docs: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListEventDataStores.html",
        reach: Region,
        shape: Shape::AwsCli { list: "EventDataStores", single: "" },
    }

    /// One event data store: its state, and which events it records.
    EVENT_DATA_STORE_DESCRIPTIONS: EventDataStore = "cloudtrail:GetEventDataStore" {
        permission: "cloudtrail:GetEventDataStore",
        docs: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html",
        reach: Region,
        per: EVENT_DATA_STORES,
        shape: Shape::AwsObject { members: &["EventDataStoreArn", "AdvancedEventSelectors"] },
    }
}

/// A trail.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Trail {
    /// `arn:aws:cloudtrail:HOME-REGION:ACCOUNT:trail/NAME`; the account is that which owns it.
    #[serde(rename = "TrailARN")]
    pub trail_arn: String,
    /// Its name.
    pub name: Option<String>,
    /// The region that it was made in.
    pub home_region: Option<String>,
    /// True where it records in every region that is enabled.
    pub is_multi_region_trail: Option<bool>,
    /// True where it records in every account of the organisation.
    pub is_organization_trail: Option<bool>,
    /// Where it delivers to CloudWatch Logs: `arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*`
    pub cloud_watch_logs_log_group_arn: Option<String>,
}

impl Document for Trail {
    // No home: a shadow trail is listed in other regions and accounts than those that its ARN names.
    fn key(&self) -> &str {
        &self.trail_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudTrail::Trail", self.trail_arn.as_str()).named(self.name.as_deref())
    }
}

/// Whether a trail records.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrailStatus {
    /// True where it records.
    pub is_logging: Option<bool>,
    /// Why the last delivery to the bucket failed; absent or empty where it did not.
    pub latest_delivery_error: Option<String>,
}

impl Document for TrailStatus {
    fn key(&self) -> &'static str {
        ""
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }
}

/// Which events a trail records.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventSelectors {
    /// The trail.
    #[serde(rename = "TrailARN")]
    pub trail_arn: String,
    /// Basic selectors; a trail has these or advanced ones.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub event_selectors: Vec<EventSelector>,
    /// Advanced selectors.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub advanced_event_selectors: Vec<AdvancedEventSelector>,
}

/// A basic selector.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventSelector {
    /// `ReadOnly`, `WriteOnly`, `All`.
    pub read_write_type: Option<String>,
    /// True where it selects management events.
    pub include_management_events: Option<bool>,
    /// The services whose management events it leaves out.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub exclude_management_event_sources: Vec<String>,
}

/// An advanced selector: all of its tests must hold.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AdvancedEventSelector {
    /// The tests.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub field_selectors: Vec<FieldSelector>,
}

/// A test of one field of an event.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FieldSelector {
    /// `eventCategory`, `readOnly`, `eventSource`, `eventName`, …
    pub field: Option<String>,
    /// It is one of these.
    pub equals: Option<Vec<String>>,
    /// It begins with one of these.
    pub starts_with: Option<Vec<String>>,
    /// It ends with one of these.
    pub ends_with: Option<Vec<String>>,
    /// It is none of these.
    pub not_equals: Option<Vec<String>>,
    /// It begins with none of these.
    pub not_starts_with: Option<Vec<String>>,
    /// It ends with none of these.
    pub not_ends_with: Option<Vec<String>>,
}

impl Document for EventSelectors {
    fn key(&self) -> &str {
        &self.trail_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudTrail::Trail", self.trail_arn.as_str())
    }

    fn home(&self) -> Home<'_> {
        // The account that asks need not be the one that owns the trail.
        Home { account: None, region: arn::home(&self.trail_arn).region }
    }
}

/// An event data store of CloudTrail Lake.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventDataStore {
    /// `arn:aws:cloudtrail:REGION:ACCOUNT:eventdatastore/…`
    pub event_data_store_arn: String,
    /// Its name.
    pub name: Option<String>,
    /// `ENABLED`, `STOPPED_INGESTION`, `PENDING_DELETION`, …
    pub status: Option<String>,
    /// True where it records in every region that is enabled.
    pub multi_region_enabled: Option<bool>,
    /// Which events it records.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub advanced_event_selectors: Vec<AdvancedEventSelector>,
}

impl Document for EventDataStore {
    fn key(&self) -> &str {
        &self.event_data_store_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::CloudTrail::EventDataStore", self.event_data_store_arn.as_str())
            .named(self.name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.event_data_store_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_cloudtrail;

    TRAILS => |client, _ask| client.describe_trails().include_shadow_trails(true);

    // A trail of several regions is listed in each of them, and without `once` it would be asked for as often. Its home
    // region is asked, by ARN: a shadow trail has no other name. `TrailNotFoundException` is not taken for a deletion:
    // members get it for trails of their organisation, which record all the same.
    TRAIL_STATUSES => |client, ask| client.get_trail_status().name(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &TRAILS.op,
            keys: |item| Parent::in_region(item, "/TrailARN", "/HomeRegion"),
        }]),
        once: true;

    // As for the status.
    EVENT_SELECTORS => |client, ask| client.get_event_selectors().trail_name(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &TRAILS.op,
            keys: |item| Parent::in_region(item, "/TrailARN", "/HomeRegion"),
        }]),
        once: true;

    EVENT_DATA_STORES => |client, ask| client
        .list_event_data_stores()
        .max_results(1000)
        .set_next_token(ask.token());

    EVENT_DATA_STORE_DESCRIPTIONS => |client, ask| client.get_event_data_store().event_data_store(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &EVENT_DATA_STORES.op,
            keys: |item| Parent::at(item, "/EventDataStoreArn"),
        }]),
        gone: &["EventDataStoreNotFoundException"];
}
