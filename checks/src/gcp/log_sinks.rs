//! Do sinks send on what the Admin Activity audit log tells of packet mirroring?

use super::{activity::Seen, log_entry::Truth};
use crate::{Case, Estate, Item};
use overhear_core::Outcome;
use overhear_gcp::logging::{FOLDER_SINKS, LogSink, ORGANIZATION_SINKS};

/// What a sink sends on of the entries of a project. The two that every project, folder and organisation has do not
/// count: they lead into its own buckets.
pub(super) fn sent_by(sink: &LogSink, project: &str) -> Seen {
    if sink.disabled == Some(true) || is_builtin(sink) {
        return Seen::NOTHING;
    }
    let by_text = |filter: Option<&str>| Seen::by_text(filter.unwrap_or_default(), project);
    let exclusions = sink.exclusions.iter().filter(|exclusion| exclusion.disabled != Some(true));
    exclusions.fold(by_text(sink.filter.as_deref()), |sent, exclusion| sent.but(by_text(exclusion.filter.as_deref())))
}

/// True for the two that are always there.
pub(super) fn is_builtin(sink: &LogSink) -> bool {
    matches!(sink.name.as_str(), "_Required" | "_Default")
}

/// The best of the sinks above a project that send on what happens below them; and, where none sends all, why nobody can
/// be sure.
pub(super) fn above<'a>(
    case: &mut Case,
    estate: &'a Estate,
    chain: Option<&[String]>,
    project: &str,
) -> (Option<(Truth, Item<'a, LogSink>)>, Option<String>) {
    let Some(chain) = chain else {
        return (None, Some("what the project lies in could not be read".to_owned()));
    };
    let mut sinks = Vec::new();
    let mut unread = None;
    for name in chain {
        let mut own = case.glance(estate, &FOLDER_SINKS);
        own.retain(|sink| sink.call().parent.as_ref() == Some(name));
        // A folder may be read in the place of an organisation.
        let others = case.glance(estate, &ORGANIZATION_SINKS);
        own.extend(others.into_iter().filter(|sink| sink.call().scope.account == *name));
        if !own.iter().any(|sink| sink.call().outcome == Outcome::Complete) {
            if name.starts_with("organizations/") {
                case.look_everywhere(estate, &ORGANIZATION_SINKS);
            } else {
                case.look_everywhere(estate, &FOLDER_SINKS);
            }
            unread = unread.or_else(|| Some(format!("the sinks of {name} could not be read")));
        }
        sinks.extend(own);
    }
    sinks.retain(|sink| sink.include_children == Some(true));
    sinks.sort_by(|a, b| a.name.cmp(&b.name));
    let judged = sinks.into_iter().map(|sink| (sent_by(sink.view(), project).whole(), sink));
    (judged.rev().max_by_key(|(sent, _)| *sent), unread)
}
