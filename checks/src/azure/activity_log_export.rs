//! Whether a diagnostic setting sends the Activity Log somewhere where it stays.

use overhear_azure::{
    arm,
    insights::{LogSetting, SubscriptionDiagnosticSetting},
};

/// What a diagnostic setting does with the category that starts of captures are in.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Export {
    /// It sends it: the place in `logs`, and the destination in a sentence.
    Sent(usize, String),
    /// It does not, and why.
    Kept(&'static str),
    /// Cannot be told, and why.
    Unclear(String),
}

/// The category that every operation of Resource Manager is in.
const CATEGORY: &str = "Administrative";

/// What a diagnostic setting does with the category.
pub(super) fn export(setting: &SubscriptionDiagnosticSetting) -> Export {
    let own = &setting.properties;
    let destinations = [
        ("workspace", &own.workspace_id),
        ("storage account", &own.storage_account_id),
        ("event hub", &own.event_hub_authorization_rule_id),
        ("partner resource", &own.marketplace_partner_id),
    ];
    let is_set = |id: &Option<String>| id.as_deref().is_some_and(|id| !id.trim().is_empty());
    let destination = destinations.into_iter().find(|(_, id)| is_set(id));
    let destination = destination.map(|(kind, id)| format!("{kind} {}", label(id.as_deref().unwrap_or_default())));
    let Some(logs) = own.logs.as_deref() else { return Export::Unclear("its logs are absent".to_owned()) };
    let mut unclear = None;
    for (place, log) in logs.iter().enumerate() {
        match (speaks(log), log.enabled) {
            (Some(false), _) | (_, Some(false)) => {}
            (Some(true), Some(true)) => {
                return match destination {
                    Some(destination) => Export::Sent(place, destination),
                    None if is_set(&own.service_bus_rule_id) => Export::Unclear(
                        "its only destination is serviceBusRuleId, which is kept for old settings".to_owned(),
                    ),
                    None => Export::Kept("it names no destination"),
                };
            }
            (Some(true), None) => unclear = Some(format!("enabled of {CATEGORY} is absent")),
            (None, _) => {
                let group = log.category_group.as_deref().unwrap_or("(absent)");
                unclear = Some(format!("what is in the category group {group} is not documented"));
            }
        }
    }
    match unclear {
        Some(reason) if destination.is_some() => Export::Unclear(reason),
        _ => Export::Kept("it does not send the category Administrative"),
    }
}

/// Whether an entry is about the category.
fn speaks(log: &LogSetting) -> Option<bool> {
    match (log.category.as_deref(), log.category_group.as_deref()) {
        (Some(category), _) if !category.is_empty() => Some(category.eq_ignore_ascii_case(CATEGORY)),
        (_, Some(group)) if group.eq_ignore_ascii_case("allLogs") => Some(true),
        _ => None,
    }
}

/// The name of a destination; of an event hub that of its namespace, since its rule is named.
fn label(id: &str) -> &str {
    arm::last_segment(arm::up_to(id, "namespaces").unwrap_or(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn of(properties: &Value) -> Option<Export> {
        let setting = json!({"id": "/subscriptions/s/providers/microsoft.insights/diagnosticSettings/d", "properties": properties});
        serde_json::from_value(setting).ok().map(|setting| export(&setting))
    }

    #[test]
    fn the_category_must_be_sent_somewhere() {
        let administrative =
            json!([{"category": "Security", "enabled": true}, {"category": "administrative", "enabled": true}]);
        let sent = of(&json!({"workspaceId": "/subscriptions/s/x/workspaces/w", "logs": administrative}));
        assert_eq!(sent, Some(Export::Sent(1, "workspace w".to_owned())));
        let all = json!([{"categoryGroup": "AllLogs", "category": null, "enabled": true}]);
        let rule = "/subscriptions/s/providers/Microsoft.EventHub/namespaces/siem/authorizationRules/send";
        let hub = of(&json!({"workspaceId": "", "eventHubAuthorizationRuleId": rule, "logs": all}));
        assert_eq!(hub, Some(Export::Sent(0, "event hub siem".to_owned())));
        let nowhere = of(&json!({"storageAccountId": null, "logs": all}));
        assert_eq!(nowhere, Some(Export::Kept("it names no destination")));
        assert!(matches!(of(&json!({"serviceBusRuleId": rule, "logs": all})), Some(Export::Unclear(_))));
    }

    #[test]
    fn other_categories_do_not_count() {
        for logs in [
            json!([]),
            json!([{"category": "Administrative", "enabled": false}]),
            json!([{"category": "Security", "enabled": true}, {"category": "Alert", "enabled": true}]),
            json!([{"categoryGroup": "audit", "enabled": false}]),
        ] {
            let kept = of(&json!({"storageAccountId": "/a/b", "logs": logs}));
            assert_eq!(kept, Some(Export::Kept("it does not send the category Administrative")), "{logs}");
        }
    }

    #[test]
    fn what_is_absent_is_unclear() {
        for logs in [
            json!(null),
            json!([{"category": "Administrative"}]),
            json!([{"categoryGroup": "audit", "enabled": true}]),
            json!([{"enabled": true}]),
        ] {
            let export = of(&json!({"storageAccountId": "/a/b", "logs": logs}));
            assert!(matches!(export, Some(Export::Unclear(_))), "{logs}");
        }
    }
}
