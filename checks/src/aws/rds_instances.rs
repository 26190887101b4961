//! Whether instances of Amazon RDS, those outside of clusters, refuse connections without TLS.

use super::parameters::{Effect, Status, cite_off, cite_waiting, effect, on, switch, version};
use crate::{Item, Results, Ruling, ScopeView, Severity};
use overhear_aws::rds::{DB_INSTANCES, DB_PARAMETERS, DbInstance, DbParameterGroupStatus};

/// An engine, and how it is told to refuse connections without TLS.
pub(super) struct Engine {
    /// Its name in sentences.
    pub(super) name: &'static str,
    /// Whether a value of `Engine` means it.
    pub(super) is: fn(&str) -> bool,
    /// The parameter.
    pub(super) parameter: &'static str,
    /// The first version that has the parameter.
    pub(super) since: (u32, u32),
    /// What a version does without a value, where that is documented.
    pub(super) default: fn((u32, u32)) -> Option<bool>,
}

/// Judges the instances of one engine.
pub(super) fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, engine: &Engine) {
    for instance in scope.items(&DB_INSTANCES) {
        match instance.engine.as_deref() {
            Some(own) if (engine.is)(own) => {}
            Some(other) => {
                out.not_applicable(&instance, &format!("its engine is {other}"));
                continue;
            }
            None => {
                out.unknown(&instance, "Engine is absent");
                continue;
            }
        }
        if let Some(cluster) = &instance.db_cluster_identifier {
            out.not_applicable(&instance, &format!("a member of cluster {cluster}, whose parameters decide"));
            continue;
        }
        if let Some(status @ ("creating" | "deleting")) = instance.db_instance_status.as_deref() {
            out.not_applicable(&instance, &format!("its status is {status}"));
            continue;
        }
        match instance.db_parameter_groups.as_slice() {
            [group] => in_group(scope, out, engine, &instance, group),
            [] => out.unknown(&instance, "DBParameterGroups is absent or empty"),
            groups => out.unknown(&instance, format!("it has {} parameter groups", groups.len())),
        }
    }
}

fn in_group(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    engine: &Engine,
    instance: &Item<'_, DbInstance>,
    group: &DbParameterGroupStatus,
) {
    let Some(group_name) = &group.db_parameter_group_name else {
        out.unknown(instance, "the name of its parameter group is absent");
        return;
    };
    let name = engine.parameter;
    let version = instance.engine_version.as_deref().and_then(version);
    let status = Status {
        pointer: "/DBParameterGroups/0/ParameterApplyStatus".to_owned(),
        word: group.parameter_apply_status.as_deref(),
    };
    let parameters = scope.items_for(&DB_PARAMETERS, group_name);
    let default = version.and_then(engine.default);
    let (mut case, what) = match effect(&parameters, name, switch, default, &[status]) {
        Effect::Refused(parameter) => {
            out.pass(instance, &format!("{} in parameter group {group_name}", on(&parameter)));
            return;
        }
        Effect::Unknown(reason) => {
            out.unknown(instance, format!("{reason} (parameter group {group_name})"));
            return;
        }
        Effect::Taken(parameter) => {
            let mut case = out.case(instance);
            let what = cite_off(&mut case, &parameter);
            if parameter.parameter_value.is_none() {
                case.cite(instance, "/EngineVersion", &instance.engine_version, "the version whose default applies");
            }
            (case, what)
        }
        Effect::Waiting(parameter, status) => {
            let mut case = out.case(instance);
            let what = cite_waiting(&mut case, instance, &parameter, &status);
            (case, what)
        }
        Effect::Missing if version.is_some_and(|version| version < engine.since) => {
            let mut case = out.case(instance);
            let (major, minor) = engine.since;
            let note = format!("{name} exists from {major}.{minor} on");
            case.cite(instance, "/EngineVersion", &instance.engine_version, note);
            (case, format!("this version has no {name}"))
        }
        // Where the group was not read the engine says so.
        Effect::Missing if scope.sight_for(&DB_PARAMETERS.op, group_name).gap().is_some() => return,
        Effect::Missing => {
            out.unknown(instance, format!("parameter group {group_name} lists no {name}"));
            return;
        }
    };
    case.cite(instance, "/DBParameterGroups/0/DBParameterGroupName", group_name, "the group that applies");
    let message = format!("The {} instance takes connections without TLS: {what}.", engine.name);
    out.rule(case, Ruling::Fail(Severity::High, message));
}
