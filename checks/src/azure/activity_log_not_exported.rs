use super::{
    activity_log_export::{Export, export},
    subscription,
};
use crate::{
    Check, Confidence, Item, Kind,
    Need::{Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    insights::{SUBSCRIPTION_DIAGNOSTIC_SETTINGS, SubscriptionDiagnosticSetting},
    resources::SUBSCRIPTIONS,
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-activity-log-not-exported",
    provider: Provider::Azure,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(30),
    title: "The Activity Log of a subscription is sent nowhere",
    resource_type: "Microsoft.Resources/subscriptions",
    needs: &[Required(&SUBSCRIPTION_DIAGNOSTIC_SETTINGS.op), Everywhere(&SUBSCRIPTIONS.op, Confidence::hundredths(85))],
    remediation: "Add a diagnostic setting to the subscription that sends the category Administrative to a Log \
                  Analytics workspace, a storage account or an event hub (`az monitor diagnostic-settings subscription \
                  create`).",
    references: &[
        "https://learn.microsoft.com/en-us/azure/azure-monitor/platform/activity-log",
        "https://learn.microsoft.com/en-us/azure/azure-monitor/platform/activity-log-schema",
        "https://learn.microsoft.com/en-us/rest/api/monitor/subscription-diagnostic-settings/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A subscription (medium) without a diagnostic setting that has a destination (`workspaceId`, `storageAccountId`, \
`eventHubAuthorizationRuleId` or `marketplacePartnerId`) and sends the category `Administrative`, or the category group \
`allLogs`.

Another category group, an absent `enabled` and a setting whose only destination is `serviceBusRuleId` are unknown.

## Why it matters

The start of a packet capture, a TAP or a VPN gateway capture is a record of the category Administrative, and for most of \
these the only trace that stays. Azure keeps it for 90 days, and nobody is told.

## Evidence

The subscription, and of each of its diagnostic settings why it does not count.

## False positives

A collector that reads the Activity Log through the API (some SIEM connectors do) leaves no diagnostic setting: nothing \
here can see it. A diagnostic setting of a management group carries the events of the group, not those of its \
subscriptions.

## Remediation

```sh
az monitor diagnostic-settings subscription create --name activity --location westeurope --workspace WORKSPACE-ID \\
  --logs '[{\"category\": \"Administrative\", \"enabled\": true}]'
```

```hcl
resource \"azurerm_monitor_diagnostic_setting\" \"activity\" {
  name                       = \"activity\"
  target_resource_id         = data.azurerm_subscription.current.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.security.id
  enabled_log { category = \"Administrative\" }
}
```

## Native controls

None that is mapped to packet captures: Azure Policy can deploy such a setting.
";

/// The settings that a finding cites at most; a subscription can have five.
const MOST: usize = 5;

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut settings: Vec<_> = scope.items(&SUBSCRIPTION_DIAGNOSTIC_SETTINGS).collect();
    settings.sort_by_cached_key(|setting| setting.id.to_ascii_lowercase());
    // A call that stands in two inputs is one call.
    settings.dedup_by(|a, b| {
        a.id.eq_ignore_ascii_case(&b.id)
            && matches!((export(a), export(b)), (Export::Kept(a), Export::Kept(b)) if a == b)
    });
    let exports: Vec<_> = settings.iter().map(|setting| (setting, export(setting))).collect();
    let sent = exports.iter().find_map(|(setting, export)| match export {
        Export::Sent(_, destination) => Some((*setting, destination)),
        _ => None,
    });
    if let Some((setting, destination)) = sent {
        let case = subscription::case(&CHECK, scope, out, std::slice::from_ref(setting));
        let reason = format!("the diagnostic setting {} sends it to {destination}", name(setting));
        out.rule(case, Ruling::Pass(reason));
        return;
    }
    let unclear = exports.iter().find_map(|(setting, export)| match export {
        Export::Unclear(reason) => Some(format!("diagnostic setting {}: {reason}", name(setting))),
        _ => None,
    });
    if let Some(reason) = unclear {
        out.unknown_here(reason);
        return;
    }
    // What was not read may be the setting that counts.
    if scope.sight(&SUBSCRIPTION_DIAGNOSTIC_SETTINGS.op).gap().is_some() {
        return;
    }
    let mut case = subscription::case(&CHECK, scope, out, &settings);
    for (setting, export) in exports.iter().take(MOST) {
        if let Export::Kept(reason) = export {
            case.cite(*setting, "/id", &setting.id, *reason);
        }
    }
    let seen = match settings.len() {
        0 => "it has no diagnostic setting".to_owned(),
        1 => "its only diagnostic setting does not send the category Administrative to a destination".to_owned(),
        many => format!("none of its {many} diagnostic settings sends the category Administrative to a destination"),
    };
    out.later(case, move |estate, case| {
        subscription::cite_lack(case, estate, &SUBSCRIPTION_DIAGNOSTIC_SETTINGS.op, "its Activity Log is sent nowhere");
        let message = format!("No native watcher found: the Activity Log of the subscription is sent nowhere; {seen}.");
        Ruling::Fail(Severity::Medium, message)
    });
}

fn name<'a>(setting: &Item<'a, SubscriptionDiagnosticSetting>) -> &'a str {
    overhear_azure::arm::last_segment(&setting.view().id)
}
