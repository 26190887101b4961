use super::{
    activity::Seen,
    ancestors::ancestors,
    log_entry::Truth,
    log_sinks::{above, is_builtin, sent_by},
    project::{case_of, is_unread},
};
use crate::{
    Check, Confidence, Kind,
    Need::{Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    cloudresourcemanager::{FOLDERS, PROJECTS},
    logging::{FOLDER_SINKS, ORGANIZATION_SINKS, PROJECT_SINKS},
};

const UNREAD: Confidence = Confidence::hundredths(30);

pub(super) static CHECK: Check = Check {
    id: "gcp-audit-log-not-exported",
    provider: Provider::Gcp,
    kind: Kind::Visibility,
    severity: Rating::Always(Severity::Info),
    confidence: Confidence::hundredths(30),
    title: "No sink sends the Admin Activity of a project on",
    resource_type: "cloudresourcemanager.googleapis.com/Project",
    needs: &[
        Required(&PROJECT_SINKS.op),
        Everywhere(&FOLDER_SINKS.op, UNREAD),
        Everywhere(&ORGANIZATION_SINKS.op, UNREAD),
        Everywhere(&PROJECTS.op, UNREAD),
        Everywhere(&FOLDERS.op, UNREAD),
    ],
    remediation: "Send Admin Activity of the whole organisation to a place of the security team (`gcloud logging sinks \
                  create NAME DESTINATION --organization=NUMBER --include-children \
                  --log-filter='log_id(\"cloudaudit.googleapis.com/activity\")'`).",
    references: &[
        "https://cloud.google.com/logging/docs/export/aggregated_sinks",
        "https://cloud.google.com/logging/docs/audit",
        "https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.sinks",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every project of which no sink sends on what the Admin Activity audit log tells of packet mirroring: not one of its \
own, and not one with `includeChildren` of a folder or the organisation that it lies in. `_Required` and `_Default` do \
not count, nor do sinks that are `disabled` (absent: documented default false). One finding per project.

The filter of each sink, less its exclusions, is held against entries as Compute Engine writes them: `insert` and \
`patch` of `packetMirrorings`, by the versions `v1`, `beta` and `alpha` of the API. An empty filter matches everything. \
Unknown: a filter with parts that are not known, and sinks above the project that could not be read, where no sink \
sends all of them.

## Why it matters

`_Required` keeps Admin Activity for 400 days whatever happens, so this is for information: somebody who may not look \
into the project, such as a security team, learns nothing of a copy that is set up in it.

## Evidence

The sinks of the project, and why none of them counts.

## False positives

A team that reads the logs of each project where they are, or by a log view.

## Remediation

```sh
gcloud logging sinks create audit DESTINATION --organization=NUMBER --include-children \\
  --log-filter='log_id(\"cloudaudit.googleapis.com/activity\")'
gcloud logging sinks list --project=PROJECT
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let project = scope.scope().account.clone();
    let mut sinks: Vec<_> = scope.items(&PROJECT_SINKS).collect();
    sinks.sort_by(|a, b| a.name.cmp(&b.name));
    let Some(anchor) = sinks.first() else {
        if scope.sight(&PROJECT_SINKS).gap().is_none() {
            out.unknown_here("there is no sink, and every project has _Required and _Default");
        }
        return;
    };
    let judged = || sinks.iter().map(|sink| (sent_by(sink.view(), &project).whole(), sink));
    if let Some((_, sink)) = judged().find(|(sent, _)| *sent == Truth::Yes) {
        let case = case_of(scope, out, sink);
        out.rule(case, Ruling::Pass(format!("sink {} sends it on", sink.name)));
        return;
    }
    if is_unread(scope, &PROJECT_SINKS) {
        // The engine tells so; what is not in the list proves nothing.
        return;
    }
    let mut case = case_of(scope, out, anchor);
    let unclear = judged().find(|(sent, _)| *sent == Truth::Unclear).map(|(_, sink)| sink.name.clone());
    for sink in &sinks {
        let (pointer, value, note) = match (sink.disabled, sink.filter.as_deref()) {
            _ if is_builtin(sink.view()) => ("/name", sink.name.as_str(), "it leads into the project's own buckets"),
            (Some(true), _) => ("/name", sink.name.as_str(), "it is disabled"),
            (_, Some(filter)) if Seen::by_text(filter, &project).whole() != Truth::Yes => {
                ("/filter", filter, "it does not send all of Admin Activity")
            }
            _ => ("/name", sink.name.as_str(), "its exclusions leave out Admin Activity"),
        };
        case.cite(sink, pointer, value, note);
    }
    out.later(case, move |estate, case| {
        let chain = ancestors(case, estate, &project);
        let (best, unread) = above(case, estate, chain.as_deref(), &project);
        match best {
            Some((Truth::Yes, sink)) => Ruling::Pass(format!("sink {} sends it on", sink.view().key())),
            Some((Truth::Unclear, sink)) => Ruling::Unknown(unclear_filter(sink.view().key())),
            _ => match (unclear, unread) {
                (Some(name), _) => Ruling::Unknown(unclear_filter(&name)),
                (None, Some(unread)) => Ruling::Unknown(unread),
                (None, None) => {
                    let message = "No sink sends the Admin Activity of the project on.".to_owned();
                    Ruling::Fail(Severity::Info, message)
                }
            },
        }
    });
}

fn unclear_filter(sink: &str) -> String {
    format!("whether the filter of sink {sink} matches Admin Activity is not known")
}
