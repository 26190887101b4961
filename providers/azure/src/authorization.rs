//! Azure role-based access control: who may do what.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The role assignments that apply to a subscription: its own, those of the scopes above it, and those below.
    ROLE_ASSIGNMENTS: RoleAssignment = "Microsoft.Authorization:RoleAssignments_ListForSubscription" {
        permission: "Microsoft.Authorization/roleAssignments/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/authorization/role-assignments/list-for-subscription",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Authorization/roleAssignments", marker: "" },
    }

    /// The role definitions that can be assigned in a subscription: built-in ones, custom ones, and those that only
    /// scopes below it can use.
    ROLE_DEFINITIONS: RoleDefinition = "Microsoft.Authorization:RoleDefinitions_List" {
        permission: "Microsoft.Authorization/roleDefinitions/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/authorization/role-definitions/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Authorization/roleDefinitions", marker: "" },
    }

    /// The deny assignments of a subscription.
    DENY_ASSIGNMENTS: DenyAssignment = "Microsoft.Authorization:DenyAssignments_List" {
        permission: "Microsoft.Authorization/denyAssignments/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/authorization/deny-assignments/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Authorization/denyAssignments", marker: "" },
    }

    /// The roles that principals may activate for themselves (Privileged Identity Management), at this time.
    ROLE_ELIGIBILITIES: RoleEligibility = "Microsoft.Authorization:RoleEligibilityScheduleInstances_ListForScope" {
        permission: "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Authorization/roleEligibilityScheduleInstances", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    // Without a filter the list holds what is assigned above the subscription, in it, and below.
    ROLE_ASSIGNMENTS => get
        "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignments",
        "2022-04-01";

    // Assignments below the subscription are listed too, and may have a role that exists there alone.
    ROLE_DEFINITIONS => get
        "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=atScopeAndBelow()",
        "2022-04-01";

    DENY_ASSIGNMENTS => get
        "/subscriptions/{subscription}/providers/Microsoft.Authorization/denyAssignments",
        "2022-04-01";

    // A tenant without the licence has no eligible assignments.
    ROLE_ELIGIBILITIES => get
        "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances",
        "2020-10-01",
        absent: &["AadPremiumLicenseRequired"];
}

/// A role assignment. One that is inherited has an id of the scope above.
pub type RoleAssignment = Arm<RoleAssignmentProperties>;

/// What a role assignment says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleAssignmentProperties {
    /// Where it applies: an ARM id, or `/`.
    pub scope: Option<String>,
    /// The ARM id of the role.
    pub role_definition_id: Option<String>,
    /// The object id of whoever has the role.
    pub principal_id: Option<String>,
    /// `User`, `Group`, `ServicePrincipal`, `ForeignGroup`, …
    pub principal_type: Option<String>,
    /// What restricts it.
    pub condition: Option<String>,
}

impl Properties for RoleAssignmentProperties {
    const KIND: &'static str = "Microsoft.Authorization/roleAssignments";
}

/// A role.
pub type RoleDefinition = Arm<RoleDefinitionProperties>;

/// What a role is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleDefinitionProperties {
    /// What people call it.
    pub role_name: Option<String>,
    /// `BuiltInRole` or `CustomRole`.
    pub r#type: Option<String>,
    /// What it allows, each beside the others.
    pub permissions: Option<Vec<Permission>>,
}

impl Properties for RoleDefinitionProperties {
    const KIND: &'static str = "Microsoft.Authorization/roleDefinitions";
}

/// What a role allows, or a deny assignment denies: the actions without the others. Either may hold wildcards.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Permission {
    /// `Microsoft.Network/*/read`, for example.
    pub actions: Option<Vec<String>>,
    /// What is left out of `actions`.
    pub not_actions: Option<Vec<String>>,
    /// What restricts this entry alone; only newer versions of the API tell it.
    pub condition: Option<String>,
}

/// A deny assignment.
pub type DenyAssignment = Arm<DenyAssignmentProperties>;

/// What a deny assignment says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DenyAssignmentProperties {
    /// Where it applies: an ARM id, or `/`.
    pub scope: Option<String>,
    /// True where it does not apply below the scope; absent: false.
    pub do_not_apply_to_child_scopes: Option<bool>,
    /// What is denied.
    pub permissions: Option<Vec<Permission>>,
    /// Whom it binds.
    pub principals: Option<Vec<Principal>>,
    /// Whom it does not bind.
    pub exclude_principals: Option<Vec<Principal>>,
    /// `enforced`, or `audit`, which denies nothing; only newer versions of the API tell it.
    pub deny_assignment_effect: Option<String>,
    /// What restricts it.
    pub condition: Option<String>,
}

impl Properties for DenyAssignmentProperties {
    const KIND: &'static str = "Microsoft.Authorization/denyAssignments";
}

/// A principal of a deny assignment.
#[derive(Debug, Deserialize)]
pub struct Principal {
    /// Its object id; zeros stand for everybody.
    pub id: Option<String>,
    /// `User`, `Group`, `ServicePrincipal` or `SystemDefined`.
    pub r#type: Option<String>,
}

/// A role that a principal may activate.
pub type RoleEligibility = Arm<RoleEligibilityProperties>;

/// What may be activated.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleEligibilityProperties {
    /// Where it would apply: an ARM id.
    pub scope: Option<String>,
    /// The ARM id of the role.
    pub role_definition_id: Option<String>,
    /// The object id of whoever may activate it.
    pub principal_id: Option<String>,
    /// `User`, `Group`, `ServicePrincipal` or `ForeignGroup`.
    pub principal_type: Option<String>,
    /// What restricts it.
    pub condition: Option<String>,
}

impl Properties for RoleEligibilityProperties {
    const KIND: &'static str = "Microsoft.Authorization/roleEligibilityScheduleInstances";
}
