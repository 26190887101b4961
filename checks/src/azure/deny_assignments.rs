//! Whether a deny assignment takes an action away from a principal.
//!
//! A right counts as taken away only where that is sure: groups are not expanded and conditions are not evaluated, so
//! what rests on either leaves the right as it is, with a doubt.

use super::roles::{Reach, allowing, is_set};
use overhear_azure::authorization::{DenyAssignmentProperties, Principal};

/// What deny assignments do to a right.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Denial {
    /// Nothing.
    Not,
    /// They may take it away.
    Perhaps,
    /// They take it away.
    Sure,
}

/// The id that stands for everybody.
const EVERYBODY: &str = "00000000-0000-0000-0000-000000000000";

/// What a deny assignment does to an action that a principal has at a place.
pub(super) fn denial(
    deny: &DenyAssignmentProperties,
    (principal, kind): (&str, Option<&str>),
    reach: &Reach,
    action: &'static str,
) -> Denial {
    let held = allowing(deny.permissions.as_deref().unwrap_or_default(), action);
    let Some(held) = held else { return Denial::Not };
    let binds = binds(deny, principal, kind);
    let children = deny.do_not_apply_to_child_scopes != Some(true);
    let at = deny.scope.as_deref().and_then(Reach::parse);
    let covers = at.as_ref().map(|own| own.covers(reach, action, children));
    let doubtful = held.conditional || is_set(deny.condition.as_deref()) || covers.is_none();
    match deny.deny_assignment_effect.as_deref() {
        Some(effect) if effect.eq_ignore_ascii_case("audit") => Denial::Not,
        _ if binds == Denial::Not || covers == Some(false) => Denial::Not,
        // Absent in versions of the API that know no other effect.
        None if !doubtful => binds,
        Some(effect) if effect.eq_ignore_ascii_case("enforced") && !doubtful => binds,
        _ => Denial::Perhaps,
    }
}

/// Whether a deny assignment binds a principal.
fn binds(deny: &DenyAssignmentProperties, principal: &str, kind: Option<&str>) -> Denial {
    let single = |kind: Option<&str>| {
        kind.is_some_and(|kind| ["User", "ServicePrincipal"].iter().any(|own| own.eq_ignore_ascii_case(kind)))
    };
    let is_own = |other: &Principal| other.id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(principal));
    let excluded = deny.exclude_principals.as_deref().unwrap_or_default();
    if excluded.iter().any(is_own) {
        return Denial::Not;
    }
    let Some(bound) = deny.principals.as_deref() else { return Denial::Perhaps };
    let everybody = |other: &Principal| other.id.as_deref() == Some(EVERYBODY);
    let named = bound.iter().any(|other| everybody(other) || is_own(other));
    // A group may hold the principal, and a principal that is a group may hold those that are left out.
    let through_groups = bound.iter().any(|other| !everybody(other) && !single(other.r#type.as_deref()));
    let spared = excluded.iter().any(|other| !single(kind) || !single(other.r#type.as_deref()));
    match (named, through_groups) {
        (true, _) if !spared => Denial::Sure,
        (true, _) | (_, true) => Denial::Perhaps,
        (false, false) => Denial::Not,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ACTION: &str = "Microsoft.Network/networkWatchers/packetCaptures/write";
    const GROUP: &str = "/subscriptions/s/resourceGroups/net";
    const USER: (&str, Option<&str>) = ("U", Some("User"));
    const TEAM: (&str, Option<&str>) = ("G", Some("Group"));

    /// A deny assignment for everybody on the group, with these members in the place of its own.
    fn effect(changes: &Value, who: (&str, Option<&str>), scope: &str) -> Denial {
        let mut deny = json!({
            "scope": GROUP,
            "permissions": [{"actions": ["Microsoft.Network/*/write"], "notActions": []}],
            "principals": [{"id": EVERYBODY, "type": "SystemDefined"}],
            "excludePrincipals": [],
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            deny[name] = value.clone();
        }
        let properties: Option<DenyAssignmentProperties> = serde_json::from_value(deny).ok();
        let reach = Reach::parse(scope);
        properties.zip(reach).map_or(Denial::Perhaps, |(deny, reach)| denial(&deny, who, &reach, ACTION))
    }

    #[test]
    fn everybody_is_denied_below_the_scope() {
        assert_eq!(effect(&json!({}), USER, GROUP), Denial::Sure);
        assert_eq!(effect(&json!({}), TEAM, GROUP), Denial::Sure);
        let watcher = format!("{GROUP}/providers/Microsoft.Network/networkWatchers/w");
        assert_eq!(effect(&json!({}), USER, &watcher), Denial::Sure);
        assert_eq!(effect(&json!({}), USER, "/subscriptions/s"), Denial::Not);
        assert_eq!(effect(&json!({"scope": "/subscriptions/s"}), USER, "/"), Denial::Sure);
        assert_eq!(effect(&json!({"scope": null}), USER, GROUP), Denial::Perhaps);
    }

    #[test]
    fn what_it_leaves_out_stays() {
        let spared = json!({"permissions": [{"actions": ["*"], "notActions": ["*/packetCaptures/*"]}]});
        assert_eq!(effect(&spared, USER, GROUP), Denial::Not);
        assert_eq!(effect(&json!({"permissions": null}), USER, GROUP), Denial::Not);
        assert_eq!(effect(&json!({"doNotApplyToChildScopes": true}), USER, GROUP), Denial::Not);
        let capture = format!("{GROUP}/providers/Microsoft.Network/networkWatchers/w/packetCaptures/p");
        assert_eq!(effect(&json!({"doNotApplyToChildScopes": true, "scope": capture}), USER, &capture), Denial::Sure);
    }

    #[test]
    fn who_is_left_out_keeps_the_right() {
        let user = json!({"excludePrincipals": [{"id": "u", "type": "User"}]});
        assert_eq!(effect(&user, USER, GROUP), Denial::Not);
        assert_eq!(effect(&user, ("V", Some("user")), GROUP), Denial::Sure);
        assert_eq!(effect(&user, TEAM, GROUP), Denial::Perhaps);
        assert_eq!(effect(&user, ("W", None), GROUP), Denial::Perhaps);
        let group = json!({"excludePrincipals": [{"id": "g", "type": "Group"}]});
        assert_eq!(effect(&group, TEAM, GROUP), Denial::Not);
        assert_eq!(effect(&group, USER, GROUP), Denial::Perhaps);
    }

    #[test]
    fn groups_that_are_denied_are_not_expanded() {
        let group = json!({"principals": [{"id": "g", "type": "Group"}]});
        assert_eq!(effect(&group, TEAM, GROUP), Denial::Sure);
        assert_eq!(effect(&group, USER, GROUP), Denial::Perhaps);
        let other = json!({"principals": [{"id": "v", "type": "User"}]});
        assert_eq!(effect(&other, USER, GROUP), Denial::Not);
        assert_eq!(effect(&json!({"principals": null}), USER, GROUP), Denial::Perhaps);
    }

    #[test]
    fn conditions_and_other_effects_leave_a_doubt() {
        assert_eq!(effect(&json!({"condition": "@Resource[x]"}), USER, GROUP), Denial::Perhaps);
        let inner = json!({"permissions": [{"actions": ["*"], "condition": "@Resource[x]"}]});
        assert_eq!(effect(&inner, USER, GROUP), Denial::Perhaps);
        assert_eq!(effect(&json!({"denyAssignmentEffect": "Enforced"}), USER, GROUP), Denial::Sure);
        assert_eq!(effect(&json!({"denyAssignmentEffect": "audit"}), USER, GROUP), Denial::Not);
        assert_eq!(effect(&json!({"denyAssignmentEffect": "other"}), USER, GROUP), Denial::Perhaps);
    }
}
