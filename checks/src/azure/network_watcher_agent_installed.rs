use super::parent;
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    compute::{
        ExtensionProperties, SCALE_SETS, VIRTUAL_MACHINE_EXTENSIONS, VIRTUAL_MACHINES, VirtualMachine,
        VirtualMachineExtension,
    },
    network_watcher::{NETWORK_WATCHERS, PACKET_CAPTURES},
};
use overhear_core::Provider;
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "azure-network-watcher-agent-installed",
    provider: Provider::Azure,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A machine is ready for packet captures",
    resource_type: "Microsoft.Compute/virtualMachines/extensions",
    needs: &[
        Required(&VIRTUAL_MACHINES.op),
        Required(&VIRTUAL_MACHINE_EXTENSIONS.op),
        Enriching(&SCALE_SETS.op, UNREAD),
        Enriching(&NETWORK_WATCHERS.op, UNREAD),
        Enriching(&PACKET_CAPTURES.op, UNREAD),
    ],
    remediation: "Remove the extension where nobody needs it: `az vm extension delete --ids ID`; restrict \
                  `Microsoft.Network/networkWatchers/packetCaptures/write`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/network-watcher/packet-capture-overview",
        "https://learn.microsoft.com/en-us/azure/network-watcher/network-watcher-agent-linux",
        "https://learn.microsoft.com/en-us/rest/api/compute/virtual-machine-extensions/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Extensions of virtual machines with publisher `Microsoft.Azure.NetworkWatcher`, type `NetworkWatcherAgentLinux` or \
`NetworkWatcherAgentWindows` and state Succeeded, and scale sets whose model has one.

- medium: a packet capture names the machine or the scale set as its target
- low: none was found
- info: the list of machines was recorded with their states, and the machine is deallocated

The name of an extension is free text and not looked at. Another state, another type of the publisher, and an \
extension that does not tell what it is, are unknown. Scale sets in Flexible mode are seen by their machines. A scale \
set without the agent gets no verdict.

## Why it matters

The agent is what Network Watcher records packets with. Where it is installed, whoever may create a packet capture \
gets the traffic of the machine without touching the machine.

## Evidence

`publisher` and `type` of the extension; `target` of the packet capture.

## False positives

Connection Monitor needs the same agent, and the extension alone copies nothing. azure-packet-capture-running tells \
whether something does.

## Remediation

```sh
az vm extension delete --ids ID
```

## Native controls

None in the catalogue.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let machines = scope.items(&VIRTUAL_MACHINES).map(|machine| (machine.id.to_lowercase(), machine)).collect();
    for extension in scope.items(&VIRTUAL_MACHINE_EXTENSIONS) {
        match Agent::of(&extension.properties) {
            Agent::Yes => match extension.properties.provisioning_state.as_deref() {
                Some(state) if state.eq_ignore_ascii_case("Succeeded") => {
                    installed(scope, out, &extension, &machines);
                }
                state => out.unknown(&extension, format!("the agent, in state {}", state.unwrap_or("absent"))),
            },
            Agent::Perhaps(reason) => out.unknown(&extension, reason),
            Agent::No => {}
        }
    }
    for machine in scope.items(&VIRTUAL_MACHINES) {
        let mut all = scope.items_for(&VIRTUAL_MACHINE_EXTENSIONS, &machine.id).into_iter();
        if all.all(|extension| matches!(Agent::of(&extension.properties), Agent::No)) {
            out.pass(&machine, "it has no Network Watcher agent");
        }
    }
    scale_sets(scope, out);
}

/// Whether an extension is the agent.
enum Agent {
    Yes,
    Perhaps(String),
    No,
}

impl Agent {
    fn of(extension: &ExtensionProperties) -> Self {
        let Some(publisher) = extension.publisher.as_deref() else {
            return Self::Perhaps("its publisher is absent".to_owned());
        };
        if !publisher.eq_ignore_ascii_case("Microsoft.Azure.NetworkWatcher") {
            return Self::No;
        }
        match extension.r#type.as_deref() {
            Some(kind) if kind.eq_ignore_ascii_case("NetworkWatcherAgentLinux") => Self::Yes,
            Some(kind) if kind.eq_ignore_ascii_case("NetworkWatcherAgentWindows") => Self::Yes,
            kind => Self::Perhaps(format!("of Network Watcher, its type is {}", kind.unwrap_or("absent"))),
        }
    }
}

/// Machines by their ids, in lower case.
type Machines<'a> = BTreeMap<String, Item<'a, VirtualMachine>>;

fn installed(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    extension: &Item<'_, VirtualMachineExtension>,
    machines: &Machines<'_>,
) {
    let id = parent::of(&extension.view().id).unwrap_or_default();
    let mut case = out.case(extension);
    case.cite(extension, "/properties/publisher", &extension.properties.publisher, "the agent of Network Watcher");
    case.cite(extension, "/properties/type", &extension.properties.r#type, "the agent of Network Watcher");
    let mut severity = severity(scope, &mut case, id);
    let machine = machines.get(&id.to_lowercase());
    let mut off = "";
    if let Some((machine, (index, code))) = machine.and_then(|machine| Some((machine, deallocated(machine)?))) {
        let pointer = format!("/properties/instanceView/statuses/{index}/code");
        case.cite(machine, &pointer, code, "the machine does not run");
        severity = Severity::Info;
        off = ", which is deallocated";
    }
    let name = arm::last_segment(id);
    let message = format!("Network Watcher can record the packets of machine {name}{off}.");
    out.rule(case, Ruling::Fail(severity, message));
}

/// The place of the status that says that a machine is deallocated.
fn deallocated(machine: &VirtualMachine) -> Option<(usize, &str)> {
    let statuses = machine.properties.instance_view.as_ref()?.statuses.as_deref()?;
    let mut codes = statuses.iter().enumerate().filter_map(|(index, status)| Some((index, status.code.as_deref()?)));
    codes.find(|(_, code)| code.eq_ignore_ascii_case("PowerState/deallocated"))
}

/// Worse where a packet capture names the machine or scale set.
fn severity(scope: &ScopeView<'_>, case: &mut Case, id: &str) -> Severity {
    let watchers = case.look(scope, &NETWORK_WATCHERS);
    if watchers.is_empty() && case.saw_all_of(&NETWORK_WATCHERS.op) {
        return Severity::Low;
    }
    let mut captures = case.look(scope, &PACKET_CAPTURES);
    captures.retain(|capture| capture.properties.target.as_deref().is_some_and(|target| arm::same(target, id)));
    captures.sort_by_key(|capture| capture.view().id.as_str());
    match captures.first() {
        Some(capture) => {
            case.cite(capture, "/properties/target", &capture.properties.target, "a packet capture of it");
            Severity::Medium
        }
        None => Severity::Low,
    }
}

/// The scale sets whose model has the agent. Machines of Flexible ones are listed with the others.
fn scale_sets(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for set in scope.items(&SCALE_SETS) {
        let properties = &set.view().properties;
        if properties.orchestration_mode.as_deref().is_some_and(|mode| mode.eq_ignore_ascii_case("Flexible")) {
            continue;
        }
        let profile = properties.virtual_machine_profile.as_ref().and_then(|model| model.extension_profile.as_ref());
        let extensions = profile.and_then(|profile| profile.extensions.as_deref()).unwrap_or_default();
        let mut agents = extensions.iter().enumerate().filter_map(|(index, extension)| {
            let own = extension.properties.as_ref()?;
            matches!(Agent::of(own), Agent::Yes).then_some((index, own))
        });
        let Some((index, agent)) = agents.next() else { continue };
        let mut case = out.case(&set);
        let at = format!("/properties/virtualMachineProfile/extensionProfile/extensions/{index}/properties");
        case.cite(&set, &format!("{at}/publisher"), &agent.publisher, "the agent of Network Watcher");
        case.cite(&set, &format!("{at}/type"), &agent.r#type, "the agent of Network Watcher");
        let severity = severity(scope, &mut case, &set.id);
        let name = arm::last_segment(&set.view().id);
        let message = format!("Network Watcher can record the packets of the machines of scale set {name}.");
        out.rule(case, Ruling::Fail(severity, message));
    }
}
