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
pub struct EventSelectors {
    /// The trail.
    #[serde(rename = "TrailARN")]
    pub trail_arn: String,
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
