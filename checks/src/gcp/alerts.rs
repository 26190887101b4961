//! Of which log entries would an alerting policy tell somebody?

use super::{
    activity::{RESOURCE_TYPE, Seen},
    log_entry::{Entry, Truth},
    log_filter::Filter,
    project::is_unread,
};
use crate::ScopeView;
use overhear_gcp::{
    logging::METRICS,
    monitoring::{AlertPolicy, Condition, Queried},
};

/// What the metrics of log entries of a project count.
pub(super) struct Metrics {
    /// By the type of the metric.
    counted: Vec<(String, Seen)>,
    is_unread: bool,
}

impl Metrics {
    pub(super) fn of(scope: &ScopeView<'_>, project: &str) -> Self {
        let counted = scope.items(&METRICS).filter(|metric| metric.disabled != Some(true)).map(|metric| {
            let seen = metric.filter.as_deref().map_or(Seen::all(Truth::Unclear), |text| Seen::by_text(text, project));
            (format!("logging.googleapis.com/user/{}", metric.name), seen)
        });
        let mut counted: Vec<_> = counted.collect();
        // What these count of all entries depends on labels.
        let built_in = ["log_entry_count", "byte_count"].map(|name| format!("logging.googleapis.com/{name}"));
        counted.extend(built_in.map(|kind| (kind, Seen::all(Truth::Unclear))));
        Self { counted, is_unread: is_unread(scope, &METRICS) }
    }

    /// By a filter of metrics, which is in the language of log filters.
    fn seen_by(&self, text: &str) -> Seen {
        let names_ours = text.contains("logging.googleapis.com/");
        let Some(filter) = Filter::parse(text) else {
            return if names_ours { Seen::all(Truth::Unclear) } else { Seen::NOTHING };
        };
        let by_metric = self.counted.iter().map(|(kind, seen)| {
            let entry = Entry::default().with("metric.type", kind).like("resource.type", RESOURCE_TYPE);
            Seen::all(filter.matches(&entry)).and(*seen)
        });
        let seen = by_metric.fold(Seen::NOTHING, Seen::or);
        if self.is_unread && names_ours { seen.or(Seen::all(Truth::Unclear)) } else { seen }
    }
}

/// What an alerting policy tells somebody of.
pub(super) fn seen_by(policy: &AlertPolicy, metrics: &Metrics, project: &str) -> Seen {
    if policy.enabled == Some(false) || policy.notification_channels.is_empty() {
        return Seen::NOTHING;
    }
    let conditions = policy.conditions.iter().map(|condition| of_condition(condition, metrics, project));
    let seen = match policy.combiner.as_deref() {
        _ if policy.conditions.len() == 1 => conditions.fold(Seen::NOTHING, Seen::or),
        Some("OR") => conditions.fold(Seen::NOTHING, Seen::or),
        Some("AND" | "AND_WITH_MATCHING_RESOURCE") if !policy.conditions.is_empty() => {
            conditions.fold(Seen::all(Truth::Yes), Seen::and)
        }
        // At the most what one of them sees.
        _ => conditions.fold(Seen::NOTHING, Seen::or).and(Seen::all(Truth::Unclear)),
    };
    if policy.enabled.is_none() { seen.and(Seen::all(Truth::Unclear)) } else { seen }
}

fn of_condition(condition: &Condition, metrics: &Metrics, project: &str) -> Seen {
    if let Some(log) = &condition.condition_matched_log {
        return log.filter.as_deref().map_or(Seen::all(Truth::Unclear), |filter| Seen::by_text(filter, project));
    }
    if let Some(threshold) = &condition.condition_threshold {
        let seen = threshold.filter.as_deref().map_or(Seen::all(Truth::Unclear), |filter| metrics.seen_by(filter));
        // One call is one entry: a higher threshold may never be passed.
        let is_at_once =
            threshold.comparison.as_deref() == Some("COMPARISON_GT") && threshold.threshold_value.unwrap_or(0.0) < 1.0;
        return if is_at_once { seen } else { seen.and(Seen::all(Truth::Unclear)) };
    }
    if condition.condition_absent.is_some() {
        return Seen::NOTHING;
    }
    let queries = [&condition.condition_monitoring_query_language, &condition.condition_prometheus_query_language];
    let may_count = |query: &Queried| {
        // PromQL spells it with underscores.
        query.query.as_deref().is_none_or(|query| query.replace('_', ".").contains("logging.googleapis.com"))
    };
    match queries.into_iter().flatten().next() {
        Some(query) if !may_count(query) => Seen::NOTHING,
        // SQL is of log entries, and another kind is not known.
        _ => Seen::all(Truth::Unclear),
    }
}
