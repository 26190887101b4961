use super::{
    activity::{Seen, VERSIONS},
    alerts::{Metrics, seen_by},
    ancestors::ancestors,
    log_entry::Truth,
    log_sinks::{above, sent_by},
    project::case_of,
};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    cloudresourcemanager::{FOLDERS, PROJECTS},
    logging::{FOLDER_SINKS, METRICS, ORGANIZATION_SINKS, PROJECT_SINKS},
    monitoring::{ALERT_POLICIES, AlertPolicy},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(30);

pub(super) static CHECK: Check = Check {
    id: "gcp-no-alert-on-packet-mirroring",
    provider: Provider::Gcp,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(30),
    title: "No native watcher found for packet mirroring",
    resource_type: "cloudresourcemanager.googleapis.com/Project",
    needs: &[
        Required(&ALERT_POLICIES.op),
        Enriching(&METRICS.op, UNREAD),
        Enriching(&PROJECT_SINKS.op, UNREAD),
        Everywhere(&FOLDER_SINKS.op, UNREAD),
        Everywhere(&ORGANIZATION_SINKS.op, UNREAD),
        Everywhere(&PROJECTS.op, UNREAD),
        Everywhere(&FOLDERS.op, UNREAD),
    ],
    remediation: "Create an alerting policy on log entries with the filter \
                  `protoPayload.methodName=~\"\\.compute\\.packetMirrorings\\.(insert|patch)$\"` and a notification \
                  channel, unless a SIEM watches.",
    references: &[
        "https://cloud.google.com/logging/docs/alerting/log-based-alerts",
        "https://cloud.google.com/compute/docs/logging/audit-logging",
        "https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every project without an alerting policy that would tell somebody when a packet mirroring policy is made, one finding \
each. A policy counts when it is `enabled`, has a notification channel, and has a condition on log entries whose filter \
matches, or on a metric of log entries whose filter does.

Filters are held against entries of the Admin Activity audit log as Compute Engine writes them: `insert` and `patch` of \
`packetMirrorings`, by the versions `v1`, `beta` and `alpha` of the API. The project passes when `insert` is matched by \
every version. Where only some entries are matched (`v1.` alone, or `patch` alone) the finding says so.

Unknown: where a filter has parts that are not known, a metric could not be read, or a query in MQL, PromQL or SQL may \
look at log entries.

## Why it matters

Admin Activity is always written, so the question is not whether a new policy is logged but whether anybody looks. A \
SIEM that gets the logs is not seen here: hence low, and a low confidence.

## Evidence

The alerting policies that were looked at; where there is none, a sink or metric of the project stands for it.

## False positives

A SIEM, or an alert in another project that the logs are sent to: the message names a sink that sends them.

## Remediation

```hcl
resource \"google_monitoring_alert_policy\" \"packet_mirroring\" {
  display_name          = \"packet mirroring\"
  combiner              = \"OR\"
  notification_channels = [google_monitoring_notification_channel.security.id]
  conditions {
    display_name = \"a policy was made or changed\"
    condition_matched_log {
      filter = \"protoPayload.methodName=~\\\"\\\\.compute\\\\.packetMirrorings\\\\.(insert|patch)$\\\"\"
    }
  }
  alert_strategy {
    notification_rate_limit { period = \"300s\" }
  }
}
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let project = scope.scope().account.clone();
    let mut policies: Vec<_> = scope.items(&ALERT_POLICIES).collect();
    policies.sort_by(|a, b| a.name.cmp(&b.name));
    let metrics = Metrics::of(scope, &project);
    let judged: Vec<_> = policies.iter().map(|policy| seen_by(policy.view(), &metrics, &project)).collect();
    let seen = judged.iter().copied().fold(Seen::NOTHING, Seen::or);
    if seen.inserts() == Truth::Yes
        && let Some(policy) =
            policies.iter().zip(&judged).find(|(_, seen)| seen.any() == Truth::Yes).map(|(own, _)| own)
    {
        let case = case_of(scope, out, policy);
        out.rule(case, Ruling::Pass(format!("alerting policy {} watches", url::last(&policy.name))));
        return;
    }
    if scope.sight(&ALERT_POLICIES).gap().is_some() {
        // The engine tells so; what is not in the list proves nothing.
        return;
    }
    let Some(mut case) = open(scope, out, &policies, &judged) else {
        out.unknown_here("there is no alerting policy, and nothing else was read that could stand for that");
        return;
    };
    case.look(scope, &METRICS);
    if seen.inserts() == Truth::Unclear {
        let unclear = policies.iter().zip(&judged).find(|(_, seen)| seen.any() == Truth::Unclear);
        let name = unclear.map_or("(several)", |(policy, _)| url::last(&policy.name));
        out.rule(case, Ruling::Unknown(format!("whether alerting policy {name} watches is not known")));
        return;
    }
    let own = case.look(scope, &PROJECT_SINKS);
    let own = own.iter().filter(|sink| sent_by(sink.view(), &project).whole() == Truth::Yes);
    let sink = own.map(|sink| sink.name.clone()).min();
    out.later(case, move |estate, case| {
        let sink = sink.or_else(|| {
            let chain = ancestors(case, estate, &project);
            let (best, _) = above(case, estate, chain.as_deref(), &project);
            best.filter(|(sent, _)| *sent == Truth::Yes).map(|(_, sink)| sink.view().key().to_owned())
        });
        let sent = sink.map_or_else(String::new, |sink| {
            format!(" Sink {sink} sends the entries elsewhere, where somebody may watch.")
        });
        Ruling::Fail(Severity::Low, format!("No native watcher found: {}.{sent}", words(seen)))
    });
}

/// What is not seen.
fn words(seen: Seen) -> String {
    let versions: Vec<_> = VERSIONS
        .into_iter()
        .zip(seen.insert)
        .filter(|(_, seen)| *seen == Truth::Yes)
        .map(|(version, _)| version)
        .collect();
    if !versions.is_empty() {
        format!("alerts tell of a new packet mirroring policy only by {} of the API", versions.join(" and "))
    } else if seen.any() == Truth::Yes {
        "alerts tell of changed packet mirroring policies, and not of new ones".to_owned()
    } else {
        "no alert tells of a new packet mirroring policy".to_owned()
    }
}

/// Opens a case at the policies; without any, at another document of the project.
fn open(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    policies: &[Item<'_, AlertPolicy>],
    judged: &[Seen],
) -> Option<Case> {
    const NAMED: usize = 10;
    if let Some(first) = policies.first() {
        let mut case = case_of(scope, out, first);
        let mut ranked: Vec<_> = policies.iter().zip(judged).collect();
        ranked.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.any()));
        for (policy, seen) in ranked.into_iter().take(NAMED) {
            let note = match seen.any() {
                Truth::Yes => "it tells of some of the entries",
                Truth::Unclear => "whether it tells of them is not known",
                Truth::No => "it does not tell of them",
            };
            case.cite(policy, "/name", &policy.name, note);
        }
        return Some(case);
    }
    if let Some(sink) = scope.items(&PROJECT_SINKS).min_by(|a, b| a.name.cmp(&b.name)) {
        let mut case = case_of(scope, out, &sink);
        case.cite(&sink, "/name", &sink.name, "the project is logged, and has no alerting policy");
        return Some(case);
    }
    let metric = scope.items(&METRICS).min_by(|a, b| a.name.cmp(&b.name))?;
    let mut case = case_of(scope, out, &metric);
    case.cite(&metric, "/name", &metric.name, "the project has no alerting policy");
    Some(case)
}
