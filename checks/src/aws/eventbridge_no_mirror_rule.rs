use super::{
    mirror_event::{Taken, counted, taken},
    regions::Regions,
};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    arn,
    cloudtrail::TRAILS,
    cloudwatch::{METRIC_ALARMS, MetricAlarm},
    cloudwatchlogs::METRIC_FILTERS,
    ec2::REGIONS,
    eventbridge::{RULES, Rule, TARGETS},
};
use overhear_core::Provider;
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(25);

pub(super) static CHECK: Check = Check {
    id: "aws-eventbridge-no-mirror-rule",
    provider: Provider::Aws,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(30),
    title: "No native watcher is found for the start of a mirror session in every region",
    resource_type: "AWS::::Account",
    needs: &[
        Required(&RULES.op),
        Required(&TARGETS.op),
        Enriching(&TRAILS.op, UNREAD),
        Enriching(&METRIC_FILTERS.op, UNREAD),
        Enriching(&METRIC_ALARMS.op, UNREAD),
        Enriching(&REGIONS.op, UNREAD),
    ],
    remediation: "Add a rule on the default bus of each region that takes `CreateTrafficMirrorSession` of \
                  `ec2.amazonaws.com` and tells somebody (`aws events put-rule`, `aws events put-targets`).",
    references: &[
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An account with a region, among those that were read and are enabled, in which nothing of AWS tells anybody that a \
mirror session was started. One finding for the account names the regions. Always low.

A watcher is

- a rule on the default bus that is `ENABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`, has a target, and \
whose pattern takes the event of `CreateTrafficMirrorSession`; the pattern is evaluated, with every documented operator. \
Where trails were read and the region has none, CloudTrail hands over no event, and no rule counts
- an alarm with `ActionsEnabled` and `AlarmActions` on the metric of a filter whose pattern names the call; where the \
log group is that of a trail of all regions, it counts for all of them

Unknown where a pattern rests on the caller or uses an operator that is not known, and where a rule hands every event \
to another bus: what watches there is not visible here.

## Why it matters

A record that nobody looks at stops no mirror: whoever starts one may have finished before the log is searched.

## Evidence

The regions; rules that take the event and do not count, with what is wrong with them.

## False positives

A SIEM that reads the bucket of the trail, and services that watch the log by themselves, are invisible here.

## Remediation

```sh
aws events put-rule --name mirror-session --event-pattern '{\"source\":[\"aws.ec2\"],\
\"detail-type\":[\"AWS API Call via CloudTrail\"],\"detail\":{\"eventSource\":[\"ec2.amazonaws.com\"],\
\"eventName\":[\"CreateTrafficMirrorSession\",\"ModifyTrafficMirrorSession\"]}}'
aws events put-targets --rule mirror-session --targets Id=1,Arn=TOPIC-ARN
```

## Native controls

None: the metric filters of the CIS benchmark (Security Hub CloudWatch.1 to .14) do not name this call.
";

/// Whether somebody is told.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Told {
    No,
    Perhaps,
    Yes,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let regions = Regions::of(scope);
    let account = scope.scope().account.as_str();
    for rule in scope.items(&RULES) {
        // Its targets are not asked for, or do not matter.
        let idle = takes(&rule, account) == Taken::No || rule.state.as_deref() == Some("DISABLED");
        if idle && !scope.sight_for(&TARGETS, &rule.view().name).is_clear() {
            out.not_applicable(&rule, "it does not take the event, or is disabled");
        }
    }
    let any_rule = regions.names.iter().find_map(|region| {
        let rules = regions.items(&RULES, region);
        rules.into_iter().min_by(|a, b| a.name.cmp(&b.name))
    });
    if !regions.lead(out, any_rule) {
        return;
    }
    let mut watchers: Vec<Watcher<'_>> = Vec::new();
    let mut by_region: BTreeMap<&str, Told> = BTreeMap::new();
    let alarmed = alarmed(&regions);
    for &region in &regions.names {
        let sight = regions.sight(&RULES, region);
        if sight.gap().is_some_and(|gap| gap.kind.is_absence()) {
            continue;
        }
        // Without a trail CloudTrail hands nothing over.
        let silent = regions.sight(&TRAILS, region).gap().is_none() && regions.items(&TRAILS, region).is_empty();
        let mut told = if sight.is_clear() { Told::No } else { Told::Perhaps };
        for rule in regions.items(&RULES, region) {
            let taken = takes(&rule, account);
            if taken != Taken::No {
                let watcher = Watcher::of(&regions, region, rule, taken, silent);
                told = told.max(watcher.told);
                watchers.push(watcher);
            }
        }
        let unread = watchers.iter().any(|watcher| watcher.region == region && watcher.unread);
        if !unread && alarmed.iter().any(|place| place.is_none_or(|place| place == region && !silent)) {
            told = Told::Yes;
        }
        by_region.insert(region, told.min(if sight.is_clear() { Told::Yes } else { Told::Perhaps }));
    }
    if by_region.is_empty() {
        return;
    }
    let of = |wanted: Told| {
        by_region.iter().filter(move |(_, own)| **own == wanted).map(|(region, _)| *region).collect::<Vec<_>>()
    };
    let (none, doubtful) = (of(Told::No), of(Told::Perhaps));
    watchers.retain(|watcher| watcher.told == Told::No);
    watchers.sort_by(|a, b| (a.region, &a.rule.name).cmp(&(b.region, &b.rule.name)));
    let Some(mut case) = regions.case(out, &none, any_rule) else {
        out.unknown_here("no rule is listed here, and whether the region is enabled was not read");
        return;
    };
    let unsure = match doubtful.as_slice() {
        [] => String::new(),
        doubtful => format!(" Whether there is one in {} could not be told.", doubtful.join(", ")),
    };
    if none.is_empty() {
        let ruling = if doubtful.is_empty() {
            Ruling::Pass("a native watcher is told of mirror sessions in every region that was read".to_owned())
        } else {
            Ruling::Unknown(format!("whether a native watcher is there in {} could not be told", doubtful.join(", ")))
        };
        out.rule(case, ruling);
        return;
    }
    for watcher in &watchers {
        watcher.cite(&mut case);
    }
    regions.note(&mut case, &TRAILS);
    regions.note(&mut case, &METRIC_FILTERS);
    regions.note(&mut case, &METRIC_ALARMS);
    let places = format!("{} of {} regions: {}", none.len(), by_region.len(), none.join(", "));
    let message = format!("No native watcher is found for the start of a mirror session in {places}.{unsure}");
    out.rule(case, Ruling::Fail(Severity::Low, message));
}

/// What the pattern of a rule does with the event of its region.
fn takes(rule: &Item<'_, Rule>, account: &str) -> Taken {
    match &rule.event_pattern {
        Some(pattern) if rule.event_bus_name.as_deref().is_none_or(|bus| bus == "default") => {
            taken(pattern, account, &rule.call().scope.region)
        }
        _ => Taken::No,
    }
}

/// A rule that takes the event, and whether it tells somebody.
struct Watcher<'a> {
    region: &'a str,
    rule: Item<'a, Rule>,
    told: Told,
    fault: &'static str,
    /// True where its targets could not be read.
    unread: bool,
}

impl<'a> Watcher<'a> {
    fn of(regions: &Regions<'a, '_>, region: &'a str, rule: Item<'a, Rule>, taken: Taken, silent: bool) -> Self {
        let (told, fault) = match rule.state.as_deref() {
            Some("DISABLED") => (Told::No, "it is disabled"),
            _ if silent => (Told::No, "the region has no trail that would hand the event over"),
            Some("ENABLED" | "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") => {
                Self::by_targets(regions, region, &rule, taken)
            }
            _ => (Told::Perhaps, ""),
        };
        let unread = told == Told::Perhaps && !regions.sight_at(&TARGETS, region, &rule.name).is_clear();
        Self { region, rule, told, fault, unread }
    }

    fn by_targets(
        regions: &Regions<'a, '_>,
        region: &str,
        rule: &Item<'_, Rule>,
        taken: Taken,
    ) -> (Told, &'static str) {
        let targets = regions.items_at(&TARGETS, region, &rule.name);
        let is_bus = |target: &str| target.contains(":events:") && target.contains(":event-bus/");
        let only_buses = targets.iter().all(|target| is_bus(&target.arn));
        let clear = regions.sight_at(&TARGETS, region, &rule.name).is_clear();
        match taken {
            _ if targets.is_empty() && clear => (Told::No, "it has no target"),
            _ if !clear => (Told::Perhaps, ""),
            Taken::Closely => (Told::Yes, ""),
            Taken::Broadly if !only_buses => (Told::Yes, ""),
            Taken::Broadly | Taken::Perhaps | Taken::No => (Told::Perhaps, ""),
        }
    }

    fn cite(&self, case: &mut Case) {
        let name = &self.rule.name;
        if self.rule.state.as_deref() == Some("DISABLED") {
            case.cite(&self.rule, "/State", "DISABLED", format!("{name} takes the event and is disabled"));
        } else {
            case.cite(&self.rule, "/Name", name, self.fault);
        }
    }
}

/// Where an alarm goes off: a region, or all of them (none).
fn alarmed<'a>(regions: &Regions<'a, '_>) -> Vec<Option<&'a str>> {
    let mut places = Vec::new();
    for &region in &regions.names {
        let alarms = regions.items(&METRIC_ALARMS, region);
        for filter in regions.items(&METRIC_FILTERS, region) {
            let names_it = filter.filter_pattern.as_deref().is_some_and(counted);
            let metrics = &filter.view().metric_transformations;
            let is_on = |alarm: &Item<'_, MetricAlarm>| {
                metrics
                    .iter()
                    .any(|metric| alarm.is_on(metric.metric_namespace.as_deref(), metric.metric_name.as_deref()))
            };
            if names_it && alarms.iter().any(|alarm| alarm.acts() && is_on(alarm)) {
                let group = filter.view().log_group_name.as_deref();
                let of_all = regions.items(&TRAILS, region).into_iter().any(|trail| {
                    let own = trail.cloud_watch_logs_log_group_arn.as_deref();
                    let name = own.and_then(|arn| arn.split(':').nth(6));
                    let here = own.is_some_and(|own| arn::home(own).region == Some(region));
                    trail.is_multi_region_trail == Some(true) && here && name.is_some() && name == group
                });
                places.push(if of_all { None } else { Some(region) });
            }
        }
    }
    places
}
