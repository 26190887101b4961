//! The parameter of a database that makes it refuse connections without TLS.

use crate::{Case, Item};
use overhear_aws::rds::{DbCluster, Parameter};
use overhear_core::Document;

/// What the parameter does to connections without TLS.
pub(super) enum Effect<'a> {
    /// They are refused.
    Refused(Item<'a, Parameter>),
    /// They are taken, since it is off.
    Taken(Item<'a, Parameter>),
    /// It is on, and what says here that the value before it still holds.
    Waiting(Item<'a, Parameter>, Status<'a>),
    /// The group has no such parameter.
    Missing,
    /// Cannot be told, and why.
    Unknown(String),
}

/// Whether the values of a group are in force in a database, and where the document says so.
#[derive(Clone)]
pub(super) struct Status<'a> {
    pub(super) pointer: String,
    /// `in-sync`, `pending-reboot`, `applying`, …
    pub(super) word: Option<&'a str>,
}

/// Whether the values of a cluster's group are in force in each of its members.
pub(super) fn statuses(cluster: &DbCluster) -> Vec<Status<'_>> {
    let Some(members) = &cluster.db_cluster_members else {
        return vec![Status { pointer: "/DBClusterMembers".to_owned(), word: None }];
    };
    let words = members.iter().map(|member| member.db_cluster_parameter_group_status.as_deref());
    let pointer = |index| format!("/DBClusterMembers/{index}/DBClusterParameterGroupStatus");
    words.enumerate().map(|(index, word)| Status { pointer: pointer(index), word }).collect()
}

/// What one of these parameters does.
///
/// `reads` gives what a value means, none for one that nobody has seen; `default` is what the engine does without a
/// value, none where no document tells. `statuses` are those of everything that uses the group.
pub(super) fn effect<'a>(
    parameters: &[Item<'a, Parameter>],
    name: &str,
    reads: fn(&str) -> Option<bool>,
    default: Option<bool>,
    statuses: &[Status<'a>],
) -> Effect<'a> {
    let Some(parameter) = parameters.iter().find(|parameter| parameter.parameter_name == name) else {
        return Effect::Missing;
    };
    let on = match parameter.parameter_value.as_deref() {
        Some(value) => reads(value).ok_or_else(|| format!("{name} is {value}, which is not known")),
        None => default.ok_or_else(|| format!("{name} has no value, and no default of this version is documented")),
    };
    match on {
        Err(reason) => return Effect::Unknown(reason),
        Ok(false) => return Effect::Taken(*parameter),
        Ok(true) => {}
    }
    let Some(open) = statuses.iter().find(|status| status.word != Some("in-sync")) else {
        return Effect::Refused(*parameter);
    };
    let is_static = parameter.apply_type.as_deref() == Some("static");
    match statuses.iter().find(|status| status.word == Some("pending-reboot")) {
        Some(status) if is_static => Effect::Waiting(*parameter, status.clone()),
        _ => {
            let word = open.word.map_or_else(|| "absent".to_owned(), |word| format!("`{word}`"));
            Effect::Unknown(format!(
                "{name} is on, and the status of its group is {word}: the value before it may hold"
            ))
        }
    }
}

/// A switch in any of its spellings: engines write 1 and 0, or ON and OFF, and one engine both.
pub(super) fn switch(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "1" | "on" | "true" => Some(true),
        "0" | "off" | "false" => Some(false),
        _ => None,
    }
}

/// Major and minor version at the start of an `EngineVersion`: `8.0.39`, `15.00.4415.2.v1`, `8.0.mysql_aurora.3.08.0`.
pub(super) fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let major = numbers.next()?.parse().ok()?;
    Some((major, numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or_default()))
}

/// How a parameter is on.
pub(super) fn on(parameter: &Item<'_, Parameter>) -> String {
    let name = &parameter.parameter_name;
    match &parameter.parameter_value {
        Some(value) => format!("{name} is {value}"),
        None => format!("{name} has no value, documented default on,"),
    }
}

/// Cites a parameter that is off, and says how it is.
pub(super) fn cite_off(case: &mut Case, parameter: &Item<'_, Parameter>) -> String {
    let name = &parameter.parameter_name;
    if let Some(value) = &parameter.parameter_value {
        case.cite(parameter, "/ParameterValue", value, format!("{name}: connections without TLS are taken"));
        format!("{name} is {value}")
    } else {
        case.cite(parameter, "/ParameterName", name, "ParameterValue is absent, documented default off");
        format!("{name} has no value and is off by default")
    }
}

/// Cites a parameter whose value waits for a restart, and says how it is.
pub(super) fn cite_waiting<T: Document>(
    case: &mut Case,
    database: &Item<'_, T>,
    parameter: &Item<'_, Parameter>,
    status: &Status<'_>,
) -> String {
    let name = &parameter.parameter_name;
    match &parameter.parameter_value {
        Some(value) => case.cite(parameter, "/ParameterValue", value, format!("{name}, once it is in force")),
        None => case.cite(parameter, "/ParameterName", name, "ParameterValue is absent, documented default on"),
    }
    case.cite(parameter, "/ApplyType", &parameter.apply_type, "a value takes effect with a restart");
    case.cite(database, &status.pointer, status.word, "the restart is still to come");
    format!("{name} is on, and not in force before a restart")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_read_in_every_spelling() {
        for on in ["1", "ON", "on", "true"] {
            assert_eq!(switch(on), Some(true), "{on}");
        }
        for off in ["0", "OFF", "Off", "false"] {
            assert_eq!(switch(off), Some(false), "{off}");
        }
        for odd in ["", "2", "yes", "{TrueIfReplica}"] {
            assert_eq!(switch(odd), None, "{odd}");
        }
    }

    #[test]
    fn versions_are_read_from_their_start() {
        for (text, numbers) in [
            ("8.0.39", (8, 0)),
            ("15.4-R2", (15, 4)),
            ("17", (17, 0)),
            ("16.00.4185.3.v1", (16, 0)),
            ("8.4.mysql_aurora.8.4.7", (8, 4)),
            ("8.0.mysql_aurora.3.08.0", (8, 0)),
        ] {
            assert_eq!(version(text), Some(numbers), "{text}");
        }
        assert_eq!(version("next"), None);
        assert_eq!(version(""), None);
    }
}
