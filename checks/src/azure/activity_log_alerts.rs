//! Whether an alert rule on the Activity Log fires when an operation starts or succeeds.
//!
//! A rule is tried on the records that such an operation leaves. Only what the operation alone settles is known of
//! them: a condition on who did it, or to what, cannot be told.

use super::roles::resource_type;
use overhear_azure::{
    arm,
    insights::{ActivityLogAlertProperties, AllOf, Condition, Leaf},
};

/// The operations that start or prepare a capture, as the Activity Log names them. The first is the capture of a machine.
pub(super) const STARTS: [&str; 9] = [
    "Microsoft.Network/networkWatchers/packetCaptures/write",
    "Microsoft.Network/virtualNetworkGateways/startpacketcapture/action",
    "Microsoft.Network/connections/startpacketcapture/action",
    "Microsoft.Network/vpnGateways/startpacketcapture/action",
    "Microsoft.Network/vpnGateways/vpnConnections/startpacketcapture/action",
    "Microsoft.Network/azureFirewalls/packetCapture/action",
    "Microsoft.Network/virtualNetworkTaps/write",
    "Microsoft.Network/networkInterfaces/tapConfigurations/write",
    "Microsoft.Web/sites/networktrace/action",
];

/// Whether something holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    /// It does.
    Yes,
    /// It does not, and why.
    No(String),
    /// Cannot be told, and why.
    Unsure(String),
}

impl Answer {
    /// Holds where both hold.
    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No(_) => self,
            Self::Yes => other(),
            Self::Unsure(_) => match other() {
                no @ Self::No(_) => no,
                _ => self,
            },
        }
    }

    /// Holds where one holds.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Yes => self,
            Self::No(_) => other(),
            Self::Unsure(_) => match other() {
                Self::Yes => Self::Yes,
                _ => self,
            },
        }
    }
}

/// Whether an alert rule tells anybody when the operation is started or done anywhere in the subscription.
pub(super) fn tells(alert: &ActivityLogAlertProperties, subscription: &str, operation: &str) -> Answer {
    // Absent: documented default true.
    if alert.enabled == Some(false) {
        return Answer::No("it is disabled".to_owned());
    }
    let groups = alert.actions.as_ref().and_then(|actions| actions.action_groups.as_deref()).unwrap_or_default();
    if !groups.iter().any(|group| group.action_group_id.as_deref().is_some_and(|id| !id.trim().is_empty())) {
        return Answer::No("it names no action group, so that nobody is told".to_owned());
    }
    covers(alert.scopes.as_deref(), subscription).and(|| fires(alert.condition.as_ref(), operation))
}

/// Whether scopes, which are beginnings of resource ids, take in a whole subscription.
fn covers(scopes: Option<&[String]>, subscription: &str) -> Answer {
    let Some(scopes) = scopes.filter(|scopes| !scopes.is_empty()) else {
        return Answer::Unsure("its scopes are absent".to_owned());
    };
    let mut answer = Answer::No("it watches a part of the subscription only".to_owned());
    for scope in scopes {
        let id = format!("/{}", scope.trim().trim_matches('/'));
        match arm::subscription(&id) {
            Some(own) if own.eq_ignore_ascii_case(subscription) => {
                if arm::same(&id, &format!("/subscriptions/{subscription}")) {
                    return Answer::Yes;
                }
            }
            Some(_) => {}
            // The documents speak of no scope above a subscription for these rules.
            None => answer = Answer::Unsure(format!("what its scope {scope} takes in is not documented")),
        }
    }
    answer
}

/// Whether a condition holds for a record of the operation that somebody who succeeds leaves.
pub(super) fn fires(condition: Option<&AllOf>, operation: &str) -> Answer {
    let conditions = condition.and_then(|condition| condition.all_of.as_deref()).unwrap_or_default();
    if conditions.is_empty() {
        return Answer::Unsure("its condition is absent".to_owned());
    }
    let records = ["Started", "Succeeded"].map(|status| Record { operation, status });
    records.iter().fold(Answer::No(String::new()), |answer, record| {
        answer.or(|| conditions.iter().fold(Answer::Yes, |answer, condition| answer.and(|| record.meets(condition))))
    })
}

/// What is known of a record.
struct Record<'a> {
    operation: &'a str,
    status: &'static str,
}

impl Record<'_> {
    fn meets(&self, condition: &Condition) -> Answer {
        match (&condition.any_of, &condition.leaf.field) {
            (None, _) => self.has(&condition.leaf),
            (Some(leaves), None) => {
                let none = Answer::No("its anyOf is empty".to_owned());
                leaves.iter().fold(none, |answer, leaf| answer.or(|| self.has(leaf)))
            }
            (Some(_), Some(field)) => Answer::Unsure(format!("a condition has both anyOf and the field {field}")),
        }
    }

    fn has(&self, leaf: &Leaf) -> Answer {
        let Some(field) = leaf.field.as_deref() else { return Answer::Unsure("a condition names no field".to_owned()) };
        match (&leaf.equals, &leaf.contains_any) {
            (Some(value), None) => self.is(field, value),
            (None, Some(values)) => {
                let none = Answer::No(format!("it asks for no {field} at all"));
                values.iter().fold(none, |answer, value| answer.or(|| self.contains(field, value)))
            }
            _ => Answer::Unsure(format!("the condition on {field} has not one of equals and containsAny")),
        }
    }

    /// A value of `containsAny`. The documents compare it; the name speaks of a part.
    fn contains(&self, field: &str, value: &str) -> Answer {
        let own = [self.operation, resource_type(self.operation)];
        let part = |text: &str| text.to_ascii_lowercase().contains(&value.to_ascii_lowercase());
        match self.is(field, value) {
            Answer::No(_) if own.into_iter().any(part) => Answer::Unsure(format!("{value} is a part of the {field}")),
            answer => answer,
        }
    }

    fn is(&self, field: &str, value: &str) -> Answer {
        let same = |own: &str| {
            let other = || Answer::No(format!("it asks for the {field} {value}"));
            if own.eq_ignore_ascii_case(value) { Answer::Yes } else { other() }
        };
        let is_one_of = |values: &[&str]| values.iter().any(|own| own.eq_ignore_ascii_case(value));
        match field.to_ascii_lowercase().as_str() {
            "category" => same("Administrative"),
            "operationname" => same(self.operation),
            "resourceprovider" => same(self.operation.split('/').next().unwrap_or_default()),
            "resourcetype" => same(resource_type(self.operation)),
            "status" if is_one_of(&["Started", "Succeeded"]) => same(self.status),
            "status" if is_one_of(&["Failed"]) => Answer::No("only failed calls meet its status".to_owned()),
            "level" if is_one_of(&["Informational"]) => Answer::Yes,
            "level" if is_one_of(&["Critical", "Error", "Warning"]) => {
                Answer::No(format!("only failed calls meet its level {value}"))
            }
            "level" | "status" => Answer::Unsure(format!("whether a record has the {field} {value} is not documented")),
            _ => Answer::Unsure(format!("a condition on {field} cannot be judged")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const CAPTURE: &str = STARTS[0];

    fn fired(conditions: &Value, operation: &str) -> &'static str {
        let condition: Option<AllOf> = serde_json::from_value(json!({"allOf": conditions})).ok();
        word(&fires(condition.as_ref(), operation))
    }

    fn word(answer: &Answer) -> &'static str {
        match answer {
            Answer::Yes => "yes",
            Answer::No(_) => "no",
            Answer::Unsure(_) => "unsure",
        }
    }

    fn leaf(field: &str, value: &str) -> Value {
        json!({"field": field, "equals": value})
    }

    #[test]
    fn the_operation_is_met_in_any_case() {
        let administrative = leaf("category", "administrative");
        let capture = leaf("OperationName", "MICROSOFT.NETWORK/networkwatchers/packetCaptures/WRITE");
        assert_eq!(fired(&json!([administrative, capture]), CAPTURE), "yes");
        assert_eq!(fired(&json!([administrative]), CAPTURE), "yes");
        assert!(STARTS.iter().all(|start| fired(&json!([administrative]), start) == "yes"));
        assert_eq!(fired(&json!([leaf("category", "Security"), capture]), CAPTURE), "no");
        assert_eq!(fired(&json!([administrative, capture]), STARTS[1]), "no");
    }

    #[test]
    fn operations_that_do_not_exist_never_fire() {
        for never in [
            "Microsoft.Network/networkWatchers/packetCaptures/create",
            "Microsoft.Network/networkWatchers/startPacketCapture/action",
            "Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action",
            "Microsoft.Network/p2sVpnGateways/startpacketcapture/action",
        ] {
            assert!(STARTS.iter().all(|start| fired(&json!([leaf("operationName", never)]), start) == "no"), "{never}");
        }
    }

    #[test]
    fn one_of_several_is_enough() {
        let other = leaf("operationName", "Microsoft.Network/virtualNetworkTaps/write");
        let any = json!([leaf("category", "Administrative"), {"anyOf": [other, leaf("operationName", CAPTURE)]}]);
        assert_eq!((fired(&any, CAPTURE), fired(&any, STARTS[6]), fired(&any, STARTS[7])), ("yes", "yes", "no"));
        let list = json!([{"field": "operationName", "containsAny": ["Microsoft.Web/sites/write", CAPTURE]}]);
        assert_eq!((fired(&list, CAPTURE), fired(&list, STARTS[1])), ("yes", "no"));
        let part = json!([{"field": "operationName", "containsAny": ["packetCaptures"]}]);
        assert_eq!((fired(&part, CAPTURE), fired(&part, STARTS[1])), ("unsure", "no"));
        assert_eq!(fired(&json!([{"anyOf": []}]), CAPTURE), "no");
    }

    #[test]
    fn what_only_failed_calls_meet_does_not_count() {
        let with = |condition: Value| fired(&json!([leaf("operationName", CAPTURE), condition]), CAPTURE);
        assert_eq!(with(leaf("status", "Failed")), "no");
        assert_eq!(with(leaf("status", "succeeded")), "yes");
        assert_eq!(with(json!({"field": "status", "containsAny": ["failed", "started"]})), "yes");
        assert_eq!(with(leaf("status", "Accepted")), "unsure");
        assert_eq!(with(leaf("level", "Error")), "no");
        assert_eq!(with(json!({"field": "level", "containsAny": ["Critical", "informational"]})), "yes");
        assert_eq!(with(leaf("level", "Verbose")), "unsure");
        let both = json!([leaf("status", "Started"), leaf("status", "Succeeded")]);
        assert_eq!(fired(&both, CAPTURE), "no");
    }

    #[test]
    fn other_fields_cannot_be_told() {
        let with = |condition: Value| fired(&json!([leaf("operationName", CAPTURE), condition]), CAPTURE);
        for field in ["caller", "resourceId", "resourceGroup", "subStatus", "properties.statusCode", "new"] {
            assert_eq!(with(leaf(field, "x")), "unsure", "{field}");
            assert_eq!(fired(&json!([leaf(field, "x"), leaf("category", "Alert")]), CAPTURE), "no", "{field}");
        }
        assert_eq!(with(json!({"equals": "x"})), "unsure");
        assert_eq!(with(json!({"field": "category"})), "unsure");
        assert_eq!(with(json!({"field": "category", "equals": "Administrative", "anyOf": []})), "unsure");
        assert_eq!(with(json!({"anyOf": [leaf("caller", "x"), leaf("level", "Informational")]})), "yes");
        assert_eq!(fired(&json!([]), CAPTURE), "unsure");
        assert_eq!(with(leaf("resourceProvider", "microsoft.network")), "yes");
        assert_eq!(with(leaf("resourceType", "Microsoft.Network/networkWatchers")), "no");
        assert_eq!(with(leaf("resourceType", "Microsoft.Network/networkWatchers/packetCaptures")), "yes");
    }

    #[test]
    fn a_rule_must_be_on_tell_somebody_and_see_the_subscription() {
        let group = json!({"actionGroups": [{"actionGroupId": "/subscriptions/s/x/actionGroups/a"}]});
        let told = |changes: Value| {
            let mut alert = json!({
                "scopes": ["/subscriptions/S/"], "actions": group,
                "condition": {"allOf": [leaf("category", "Administrative")]},
            });
            for (name, value) in changes.as_object().into_iter().flatten() {
                alert[name] = value.clone();
            }
            let alert: Option<ActivityLogAlertProperties> = serde_json::from_value(alert).ok();
            alert.map_or("odd", |alert| word(&tells(&alert, "s", CAPTURE)))
        };
        assert_eq!(told(json!({})), "yes");
        assert_eq!(told(json!({"enabled": true, "scopes": ["subscriptions/s"]})), "yes");
        assert_eq!(told(json!({"enabled": false})), "no");
        assert_eq!(told(json!({"actions": {"actionGroups": []}})), "no");
        assert_eq!(told(json!({"actions": null})), "no");
        assert_eq!(told(json!({"actions": {"actionGroups": [{"actionGroupId": ""}]}})), "no");
        assert_eq!(told(json!({"scopes": ["/subscriptions/t", "/subscriptions/s/resourceGroups/net"]})), "no");
        assert_eq!(told(json!({"scopes": ["/providers/Microsoft.Management/managementGroups/m"]})), "unsure");
        assert_eq!((told(json!({"scopes": null})), told(json!({"scopes": []}))), ("unsure", "unsure"));
        assert_eq!(told(json!({"condition": null})), "unsure");
        assert_eq!(told(json!({"condition": null, "enabled": false})), "no");
    }
}
