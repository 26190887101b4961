use super::{
    activity_log_alerts::{Answer, STARTS, tells},
    activity_log_export::{Export, export},
    subscription,
};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    insights::{ACTIVITY_LOG_ALERTS, ActivityLogAlert, SUBSCRIPTION_DIAGNOSTIC_SETTINGS},
    resources::SUBSCRIPTIONS,
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "azure-activity-log-no-capture-alert",
    provider: Provider::Azure,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(30),
    title: "No alert tells anybody when a packet capture starts",
    resource_type: "Microsoft.Resources/subscriptions",
    needs: &[
        Required(&ACTIVITY_LOG_ALERTS.op),
        Enriching(&SUBSCRIPTION_DIAGNOSTIC_SETTINGS.op, UNREAD),
        Everywhere(&SUBSCRIPTIONS.op, UNREAD),
    ],
    remediation: "Add an activity log alert on `Microsoft.Network/networkWatchers/packetCaptures/write` for the whole \
                  subscription with an action group (`az monitor activity-log alert create`), unless a SIEM watches it.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-create-activity-log-alert-rule",
        "https://learn.microsoft.com/en-us/rest/api/monitor/activity-log-alerts/list-by-subscription-id",
        "https://learn.microsoft.com/en-us/azure/role-based-access-control/permissions/networking",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A subscription (low) without an activity log alert that is enabled, watches the whole subscription, names an action group, \
and whose conditions hold when `Microsoft.Network/networkWatchers/packetCaptures/write` is started or succeeds. An alert on \
the whole category Administrative will do.

Where the only alerts that may do have a condition on another field (caller, resource group, …), or a scope that is not \
documented, the subscription is unknown.

## Why it matters

This operation creates and starts a capture, without a trace on the machine. An alert is the one native way to learn of it \
while it runs.

## Evidence

The subscription with the operations that no alert watches, and why each alert that names a capture does not count. `enabled` \
absent is the documented default true. An alert on `packetCaptures/create` never fires, since there is no such operation. \
The starts of other captures are operations of their own: VPN gateways, their connections, firewalls, TAPs, TAP \
configurations and network traces. They are listed and do not decide.

## False positives

A SIEM that gets the Activity Log is not visible here; the message says whether the log is exported. So are alerts of \
a log search, and alert rules that another subscription or the tenant holds. An alert on the resource group of Network \
Watcher alone does not count, since a watcher can be made in another.

## Remediation

```sh
az monitor activity-log alert create --name packet-capture --resource-group GROUP --scope /subscriptions/ID \\
  --condition category=Administrative and operationName=Microsoft.Network/networkWatchers/packetCaptures/write \\
  --action-group ACTION-GROUP-ID
```

```hcl
resource \"azurerm_monitor_activity_log_alert\" \"packet_capture\" {
  name                = \"packet-capture\"
  resource_group_name = azurerm_resource_group.security.name
  location            = \"global\"
  scopes              = [data.azurerm_subscription.current.id]
  criteria {
    category       = \"Administrative\"
    operation_name = \"Microsoft.Network/networkWatchers/packetCaptures/write\"
  }
  action { action_group_id = azurerm_monitor_action_group.security.id }
}
```

## Native controls

None: Azure Policy asks for alerts on other operations, and not on this one.
";

/// The alerts that a finding cites at most.
const MOST: usize = 10;

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let own = scope.scope().account.as_str();
    let mut alerts: Vec<_> = scope.items(&ACTIVITY_LOG_ALERTS).collect();
    alerts.sort_by_cached_key(|alert| alert.id.to_ascii_lowercase());
    let answer = |alert: &Item<'_, ActivityLogAlert>, operation: &str| tells(&alert.properties, own, operation);
    let is_watched = |operation: &str| alerts.iter().any(|alert| answer(alert, operation) == Answer::Yes);
    let unwatched: Vec<_> = STARTS.into_iter().filter(|operation| !is_watched(operation)).collect();
    let [capture, ..] = STARTS;
    if let Some(alert) = alerts.iter().find(|alert| answer(alert, capture) == Answer::Yes) {
        let case = subscription::case(&CHECK, scope, out, std::slice::from_ref(alert));
        let others = if unwatched.is_empty() {
            String::new()
        } else {
            format!("; no alert is sure to watch {}", unwatched.join(", "))
        };
        out.rule(case, Ruling::Pass(format!("the alert {} watches packet captures{others}", name(alert))));
        return;
    }
    let answers: Vec<_> = alerts.iter().map(|alert| (alert, answer(alert, capture))).collect();
    let unsure = answers.iter().find_map(|(alert, answer)| match answer {
        Answer::Unsure(reason) => Some(format!("alert {}: {reason}", name(alert))),
        _ => None,
    });
    if let Some(reason) = unsure {
        out.unknown_here(reason);
        return;
    }
    // What was not read may be the alert that counts.
    if scope.sight(&ACTIVITY_LOG_ALERTS.op).gap().is_some() {
        return;
    }
    let mut case = subscription::case(&CHECK, scope, out, &alerts);
    for (alert, answer) in answers.iter().take(MOST) {
        if let Answer::No(reason) = answer {
            case.cite(*alert, "/id", &alert.id, format!("does not count: {reason}"));
        }
    }
    let exported = exported(scope, &mut case);
    let lack = format!("no alert is sure to watch {}", unwatched.join(", "));
    out.later(case, move |estate, case| {
        subscription::cite_lack(case, estate, &ACTIVITY_LOG_ALERTS.op, lack);
        let message = format!(
            "No native watcher found: no activity log alert tells anybody when a packet capture starts.{exported}"
        );
        Ruling::Fail(Severity::Low, message)
    });
}

/// Where else somebody may watch.
fn exported(scope: &ScopeView<'_>, case: &mut Case) -> String {
    let mut settings = case.look(scope, &SUBSCRIPTION_DIAGNOSTIC_SETTINGS);
    settings.sort_by_cached_key(|setting| setting.id.to_ascii_lowercase());
    for setting in &settings {
        if let Export::Sent(place, destination) = export(setting) {
            let pointer = format!("/properties/logs/{place}/enabled");
            case.cite(setting, &pointer, true, format!("the Activity Log is sent to {destination}"));
            return format!(" The Activity Log is sent to {destination}, where others may watch it.");
        }
    }
    if case.saw_all_of(&SUBSCRIPTION_DIAGNOSTIC_SETTINGS) {
        " No diagnostic setting is known to send the Activity Log elsewhere.".to_owned()
    } else {
        String::new()
    }
}

fn name<'a>(alert: &Item<'a, ActivityLogAlert>) -> &'a str {
    arm::last_segment(&alert.view().id)
}
