//! Azure Monitor: where the Activity Log goes, and what it alerts to.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// Where the Activity Log of a subscription is sent.
    SUBSCRIPTION_DIAGNOSTIC_SETTINGS: SubscriptionDiagnosticSetting = "Microsoft.Insights:SubscriptionDiagnosticSettings_List" {
        permission: "Microsoft.Insights/diagnosticSettings/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/monitor/subscription-diagnostic-settings/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Insights/diagnosticSettings", marker: "" },
    }

    /// The alert rules of a subscription on its Activity Log.
    ACTIVITY_LOG_ALERTS: ActivityLogAlert = "Microsoft.Insights:ActivityLogAlerts_ListBySubscriptionId" {
        permission: "Microsoft.Insights/activityLogAlerts/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/monitor/activity-log-alerts/list-by-subscription-id",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Insights/activityLogAlerts", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    // There is no version but previews.
    SUBSCRIPTION_DIAGNOSTIC_SETTINGS => get
        "/subscriptions/{subscription}/providers/Microsoft.Insights/diagnosticSettings",
        "2021-05-01-preview";

    ACTIVITY_LOG_ALERTS => get
        "/subscriptions/{subscription}/providers/Microsoft.Insights/activityLogAlerts",
        "2020-10-01",
        strip: &["/properties/actions/actionGroups/*/webhookProperties"];
}

/// A diagnostic setting of a subscription. Its id may begin without a slash.
pub type SubscriptionDiagnosticSetting = Arm<SubscriptionDiagnosticSettingProperties>;

/// What is sent, and where to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionDiagnosticSettingProperties {
    /// The ARM id of a Log Analytics workspace.
    pub workspace_id: Option<String>,
    /// The ARM id of a storage account.
    pub storage_account_id: Option<String>,
    /// The ARM id of the rule of an event hub.
    pub event_hub_authorization_rule_id: Option<String>,
    /// The ARM id of the resource of a partner.
    pub marketplace_partner_id: Option<String>,
    /// The ARM id of the rule of a service bus, which old settings may have.
    pub service_bus_rule_id: Option<String>,
    /// What is sent.
    pub logs: Option<Vec<LogSetting>>,
}

impl Properties for SubscriptionDiagnosticSettingProperties {
    const KIND: &'static str = "Microsoft.Insights/diagnosticSettings";
}

/// Whether one category of the log is sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogSetting {
    /// `Administrative`, `Security`, …
    pub category: Option<String>,
    /// `allLogs`, in the place of a category.
    pub category_group: Option<String>,
    /// True where it is sent.
    pub enabled: Option<bool>,
}

/// An alert rule on the Activity Log.
pub type ActivityLogAlert = Arm<ActivityLogAlertProperties>;

/// What an alert rule says.
#[derive(Debug, Deserialize)]
pub struct ActivityLogAlertProperties {
    /// Absent: true.
    pub enabled: Option<bool>,
    /// The beginnings of the ids that it watches; some are written without the first slash.
    pub scopes: Option<Vec<String>>,
    /// When it fires.
    pub condition: Option<AllOf>,
    /// What it does then.
    pub actions: Option<Actions>,
}

impl Properties for ActivityLogAlertProperties {
    const KIND: &'static str = "Microsoft.Insights/activityLogAlerts";
}

/// Conditions that must all hold.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AllOf {
    /// The conditions.
    pub all_of: Option<Vec<Condition>>,
}

/// A condition: on one field, or that any of others holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// The condition on one field.
    #[serde(flatten)]
    pub leaf: Leaf,
    /// The conditions of which one must hold.
    pub any_of: Option<Vec<Leaf>>,
}

/// A condition on one field of an event.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leaf {
    /// `category`, `operationName`, `status`, `level`, …
    pub field: Option<String>,
    /// What the field must be, without regard to case.
    pub equals: Option<String>,
    /// Values of which the field must contain one.
    pub contains_any: Option<Vec<String>>,
}

/// What an alert rule does.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actions {
    /// Whom it tells; none: nobody.
    pub action_groups: Option<Vec<ActionGroup>>,
}

/// An action group that an alert rule names. What is sent along (`webhookProperties`) is left unread.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionGroup {
    /// Its ARM id.
    pub action_group_id: Option<String>,
}
