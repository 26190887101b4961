use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::ecs::{
    CLUSTERS, SERVICE_DESCRIPTIONS, SERVICES, Service, TASK_DEFINITION_DESCRIPTIONS, TASK_DEFINITIONS, TaskDefinition,
};
use overhear_core::Provider;
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(60);

pub(super) static CHECK: Check = Check {
    id: "aws-ecs-task-host-network",
    provider: Provider::Aws,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A task shares the network of its instance",
    resource_type: "AWS::ECS::TaskDefinition",
    needs: &[
        Required(&TASK_DEFINITIONS.op),
        Required(&TASK_DEFINITION_DESCRIPTIONS.op),
        Enriching(&CLUSTERS.op, UNREAD),
        Enriching(&SERVICES.op, UNREAD),
        Enriching(&SERVICE_DESCRIPTIONS.op, UNREAD),
    ],
    remediation: "Register the task definition with `networkMode` awsvpc, which gives each task an interface of its own, \
                  and drop `NET_RAW` where a container does not need it.",
    references: &[
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html",
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

The latest active revision of a family, and every revision that a service runs, where the task has no network of its \
own. Other revisions are not judged.

- high: `networkMode` host, and a container is privileged or gets `NET_RAW`, `NET_ADMIN` or `ALL`
- medium: `networkMode` host
- low: `networkMode` bridge, also where it is absent from a Linux definition for instances: absent, the documented \
default is bridge

Definitions that require Fargate alone always use awsvpc; on Windows an absent `networkMode` is nat.

## Why it matters

In host mode the task stands in the network of the instance: with the capability to open raw sockets, which Docker \
gives unless it is dropped, it reads what every neighbour sends and receives. In bridge mode containers share a bridge.

## Evidence

`networkMode`; `privileged` and the added capabilities of the containers; the service that runs the revision.

## False positives

Agents that observe the network on purpose: their rights are what this check asks about.

## Remediation

```sh
aws ecs describe-task-definition --task-definition FAMILY:REVISION
aws ecs register-task-definition --cli-input-json file://definition.json   # with \"networkMode\": \"awsvpc\"
```

## Native controls

AWS Config ECS_AWSVPC_NETWORKING_ENABLED asks for awsvpc in the latest revision.
";

/// Capabilities with which a container reads the packets of others in its network.
const SNIFFING: [&str; 3] = ["ALL", "NET_ADMIN", "NET_RAW"];

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let latest = latest(scope);
    let mut services: Vec<Item<'_, Service>> = scope.items(&SERVICE_DESCRIPTIONS).collect();
    services.sort_by_key(|service| service.view().service_arn.as_str());
    let all_read = all_read(scope);
    for listed in scope.items(&TASK_DEFINITIONS) {
        if !is_latest(&latest, &listed.0) && scope.has_no_call_for(&TASK_DEFINITION_DESCRIPTIONS, &listed.0) {
            out.not_applicable(&listed, "an older revision, which no service was seen to run");
        }
    }
    for definition in scope.items(&TASK_DEFINITION_DESCRIPTIONS) {
        let arn = &definition.view().task_definition_arn;
        let user = services.iter().find_map(|service| {
            let (pointer, _) = service.view().revisions().find(|(_, revision)| revision == arn)?;
            Some((*service, pointer))
        });
        match definition.status.as_deref() {
            _ if user.is_some() => judge(scope, out, &definition, user, all_read),
            Some("ACTIVE") if is_latest(&latest, arn) => judge(scope, out, &definition, None, all_read),
            Some("ACTIVE" | "INACTIVE" | "DELETE_IN_PROGRESS") if !all_read => {
                out.unknown(&definition, "whether a service runs it was not read");
            }
            Some("ACTIVE") => out.not_applicable(&definition, "an older revision, which no service runs"),
            Some("INACTIVE" | "DELETE_IN_PROGRESS") => {
                out.not_applicable(&definition, "it is not active, and no service runs it");
            }
            Some(other) => out.unknown(&definition, format!("its status {other} is not known")),
            None => out.unknown(&definition, "status is absent"),
        }
    }
}

/// Whether every service was read. Where no cluster or no service is, nothing more is asked.
fn all_read(scope: &ScopeView<'_>) -> bool {
    let services_of = |cluster: &str| {
        let mut services = scope.items_for(&SERVICES, cluster).into_iter();
        scope.sight_for(&SERVICES, cluster).is_clear()
            && services.all(|service| scope.sight_for(&SERVICE_DESCRIPTIONS, &service.0).is_clear())
    };
    scope.sight(&CLUSTERS).is_clear() && scope.items(&CLUSTERS).all(|cluster| services_of(&cluster.0))
}

/// The highest active revision of each family.
fn latest<'a>(scope: &ScopeView<'a>) -> BTreeMap<&'a str, u64> {
    let listed = scope.items(&TASK_DEFINITIONS).map(|listed| listed.view().0.as_str());
    let active = scope.items(&TASK_DEFINITION_DESCRIPTIONS).map(|definition| definition.view());
    let active = active.filter(|definition| definition.status.as_deref() == Some("ACTIVE"));
    let mut latest = BTreeMap::new();
    for (family, revision) in
        listed.chain(active.map(|definition| definition.task_definition_arn.as_str())).filter_map(parts)
    {
        let highest = latest.entry(family).or_default();
        *highest = revision.max(*highest);
    }
    latest
}

/// The family, with all that stands before it, and the revision.
fn parts(arn: &str) -> Option<(&str, u64)> {
    let (family, revision) = arn.rsplit_once(':')?;
    Some((family, revision.parse().ok()?))
}

fn is_latest(latest: &BTreeMap<&str, u64>, arn: &str) -> bool {
    parts(arn).is_none_or(|(family, revision)| latest.get(family).is_none_or(|highest| *highest <= revision))
}

fn judge(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    definition: &Item<'_, TaskDefinition>,
    user: Option<(Item<'_, Service>, String)>,
    all_read: bool,
) {
    let only_fargate = |list: &[String]| !list.is_empty() && list.iter().all(|one| one == "FARGATE");
    let family = definition.runtime_platform.as_ref().and_then(|platform| platform.operating_system_family.as_deref());
    let is_windows = family.is_some_and(|family| family.starts_with("WINDOWS"));
    let for_instances = definition.requires_compatibilities.iter().chain(&definition.compatibilities);
    let for_instances = for_instances.into_iter().any(|one| matches!(one.as_str(), "EC2" | "EXTERNAL"));
    let mode = match definition.network_mode.as_deref() {
        _ if only_fargate(&definition.requires_compatibilities) => {
            return out.not_applicable(definition, "it requires Fargate, which always uses awsvpc");
        }
        Some(mode @ ("host" | "bridge")) => mode,
        Some(mode @ ("awsvpc" | "none")) => return out.pass(definition, &format!("networkMode is {mode}")),
        Some(other) => return out.unknown(definition, format!("networkMode {other} is not known")),
        None if is_windows => return out.not_applicable(definition, "on Windows an absent networkMode is nat"),
        None if for_instances => "bridge",
        None => return out.unknown(definition, "networkMode is absent, and it is not said to be for instances"),
    };
    let mut case = out.case(definition);
    if definition.network_mode.is_some() {
        case.cite(definition, "/networkMode", mode, "the task has no network of its own");
    } else {
        let note = "networkMode is absent: the documented default is bridge";
        case.cite(definition, "/taskDefinitionArn", &definition.task_definition_arn, note);
    }
    let armed = mode == "host" && cite_rights(&mut case, definition);
    if !all_read {
        case.look(scope, &CLUSTERS);
        case.look(scope, &SERVICES);
        case.look(scope, &SERVICE_DESCRIPTIONS);
    }
    let by = match user {
        Some((service, pointer)) => {
            case.cite(&service, &pointer, &definition.task_definition_arn, "a service runs it");
            format!(", and service {} runs it", service.service_name.as_deref().unwrap_or(&service.service_arn))
        }
        None => String::new(),
    };
    let ruling = match mode {
        "host" if armed => {
            let message = format!("Tasks stand in the network of their instance with rights to read it{by}.");
            Ruling::Fail(Severity::High, message)
        }
        "host" => Ruling::Fail(Severity::Medium, format!("Tasks stand in the network of their instance{by}.")),
        _ => Ruling::Fail(Severity::Low, format!("Tasks share the bridge of their instance with others{by}.")),
    };
    out.rule(case, ruling);
}

/// Shows what lets a container read the network that it stands in.
fn cite_rights(case: &mut Case, definition: &Item<'_, TaskDefinition>) -> bool {
    let before = case.evidence.len();
    for (index, container) in definition.container_definitions.iter().enumerate() {
        let at = format!("/containerDefinitions/{index}");
        if container.privileged == Some(true) {
            case.cite(definition, &format!("{at}/privileged"), true, "a container is privileged");
        }
        let added = container.linux_parameters.as_ref().and_then(|linux| linux.capabilities.as_ref());
        for (place, capability) in added.iter().flat_map(|added| added.add.iter().enumerate()) {
            let name = capability.to_ascii_uppercase();
            if SNIFFING.contains(&name.strip_prefix("CAP_").unwrap_or(&name)) {
                let pointer = format!("{at}/linuxParameters/capabilities/add/{place}");
                case.cite(definition, &pointer, capability, "a container gets this capability");
            }
        }
    }
    case.evidence.len() > before
}
