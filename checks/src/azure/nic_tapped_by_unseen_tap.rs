use super::tenant::{Standing, standing};
use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    network::{NETWORK_INTERFACES, NetworkInterface, SCALE_SET_INTERFACES, TAP_CONFIGURATIONS, VIRTUAL_NETWORK_TAPS},
    resources::SUBSCRIPTIONS,
};
use overhear_core::{GapKind, Provider};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "azure-nic-tapped-by-unseen-tap",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A network interface feeds a TAP that no scanned subscription lists",
    resource_type: "Microsoft.Network/networkInterfaces",
    needs: &[
        Required(&NETWORK_INTERFACES.op),
        Required(&VIRTUAL_NETWORK_TAPS.op),
        Enriching(&TAP_CONFIGURATIONS.op, UNREAD),
        Enriching(&SCALE_SET_INTERFACES.op, UNREAD),
        Everywhere(&VIRTUAL_NETWORK_TAPS.op, UNREAD),
        Everywhere(&SUBSCRIPTIONS.op, UNREAD),
    ],
    remediation: "Delete the tap configuration of the interface (`az network nic vtap-config delete --resource-group \
                  GROUP --nic-name NIC --name NAME`) unless somebody owns the TAP; else scan the subscription of the TAP, or \
                  add it to `[[approved]]` with a reason and a date.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/virtual-network/virtual-network-tap-overview",
        "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/network-interface-tap-configurations/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Network interfaces whose `tapConfigurations` name a virtual network TAP that no scanned subscription lists.

- critical: the subscription of the TAP is outside the tenant
- high: else

An interface whose TAP is listed passes here: azure-vtap-active reports the TAP, so that a capture is one finding. \
Where the subscription of the TAP is scanned and its TAPs could not be read, the interface is unknown.

## Why it matters

The TAP decides where the packets go, and nobody in this run can see it. Whoever made it did so from elsewhere, and \
has the right to join interfaces of this subscription.

## Evidence

`virtualNetworkTap.id` of the tap configuration, from the interface or from the list of its tap configurations. A \
configuration that is its id alone passes where a listed TAP names it among its sources.

## False positives

TAPs of a security subscription that the run left out: scan it. A subscription is taken for foreign when the scanner \
cannot list it: give it Reader at the root management group. Interfaces of scale sets are not in the list of \
interfaces: they are judged where the lists of the scale sets were read.

## Remediation

```sh
az network nic vtap-config list --resource-group GROUP --nic-name NIC
az network nic vtap-config delete --resource-group GROUP --nic-name NIC --name NAME
```

Restrict `Microsoft.Network/networkInterfaces/tapConfigurations/write`.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at tap configurations.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for interface in scope.items(&NETWORK_INTERFACES).chain(scope.items(&SCALE_SET_INTERFACES)) {
        let nested = interface.view().properties.tap_configurations.as_deref().unwrap_or_default();
        let listed = scope.items_for(&TAP_CONFIGURATIONS, &interface.id);
        if nested.is_empty() && listed.is_empty() {
            // The interface lists its own; a list of them that was asked for and not read may still know more.
            let asked = scope.sight_for(&TAP_CONFIGURATIONS, &interface.id);
            match asked.gap().filter(|gap| gap.kind != GapKind::NotAttempted && !gap.kind.is_absence()) {
                Some(gap) => out.unknown(&interface, format!("{}: {gap}", TAP_CONFIGURATIONS.id)),
                None => out.pass(&interface, "no tap configuration"),
            }
            continue;
        }
        let mut case = out.case(&interface);
        if nested.iter().any(|nested| nested.tap().is_none()) && listed.is_empty() {
            case.look_for(scope, &TAP_CONFIGURATIONS, &interface.id);
        }
        let (taps, untold) = taps(scope, &mut case, &interface);
        let own = arm::subscription(&interface.id).unwrap_or(&scope.scope().account).to_owned();
        out.later(case, move |estate, case| rule(case, estate, &own, &taps, &untold));
    }
}

/// The TAPs that an interface feeds, and the ids of the tap configurations that do not tell theirs.
fn taps(scope: &ScopeView<'_>, case: &mut Case, interface: &Item<'_, NetworkInterface>) -> (Vec<String>, Vec<String>) {
    const NOTE: &str = "the TAP that gets the packets";
    let mut taps: Vec<String> = Vec::new();
    let mut untold = Vec::new();
    let listed = scope.items_for(&TAP_CONFIGURATIONS, &interface.id);
    let nested = interface.view().properties.tap_configurations.as_deref().unwrap_or_default();
    for (index, configuration) in nested.iter().enumerate() {
        if let Some(tap) = configuration.tap() {
            let pointer = format!("/properties/tapConfigurations/{index}/properties/virtualNetworkTap/id");
            case.cite(interface, &pointer, tap, NOTE);
            taps.push(tap.to_owned());
        } else {
            let same = |other: &str| configuration.id.as_deref().is_some_and(|id| arm::same(id, other));
            if !listed.iter().any(|other| same(&other.id)) {
                untold.push(configuration.id.clone().unwrap_or_default());
            }
        }
    }
    for configuration in &listed {
        let tap = configuration.properties.virtual_network_tap.as_ref().and_then(|tap| tap.id.as_deref());
        match tap {
            Some(tap) if taps.iter().any(|known| arm::same(known, tap)) => {}
            Some(tap) => {
                case.cite(configuration, "/properties/virtualNetworkTap/id", tap, NOTE);
                taps.push(tap.to_owned());
            }
            None => untold.push(configuration.id.clone()),
        }
    }
    taps.sort_by_key(|tap| tap.to_lowercase());
    (taps, untold)
}

fn rule(case: &mut Case, estate: &Estate, own: &str, taps: &[String], untold: &[String]) -> Ruling {
    let mut unseen: Vec<(Standing, &str, &str)> = Vec::new();
    let mut unread = None;
    let seen = case.look_everywhere(estate, &VIRTUAL_NETWORK_TAPS);
    for tap in taps {
        if seen.iter().any(|seen| arm::same(&seen.id, tap)) {
            continue;
        }
        let Some(subscription) = arm::subscription(tap) else {
            unread = Some("the id of the TAP names no subscription".to_owned());
            continue;
        };
        let standing = standing(case, estate, own, subscription);
        let scanned = estate.scanned(Provider::Azure, subscription);
        let blocked = estate.sight_in(&VIRTUAL_NETWORK_TAPS, subscription);
        let blocked = blocked.gap().filter(|gap| !gap.kind.is_absence());
        // Whose TAPs were asked for in vain may list it; of a foreign subscription it does not matter.
        if standing != Standing::Foreign && blocked.is_some_and(|gap| scanned || gap.kind != GapKind::NotAttempted) {
            unread = Some(format!("the TAPs of subscription {subscription}, where its TAP lies, were not all read"));
            continue;
        }
        case.destination(Some(subscription), [tap.clone()]);
        unseen.push((standing, subscription, tap));
    }
    // A configuration that is its id alone is told by the TAP that lists it.
    let listed = |id: &String| {
        let mut sources =
            seen.iter().flat_map(|tap| tap.properties.network_interface_tap_configurations.iter().flatten());
        !id.is_empty() && sources.any(|source| source.id.as_deref().is_some_and(|other| arm::same(other, id)))
    };
    let untold = !untold.iter().all(listed);
    match (unseen.into_iter().max(), unread) {
        (Some((standing, subscription, tap)), _) => {
            let severity = if standing == Standing::Foreign { Severity::Critical } else { Severity::High };
            let (name, place) = (arm::last_segment(tap), standing.words(Provider::Azure, subscription));
            let message = format!("The interface feeds TAP {name} in {place}; no scanned subscription lists that TAP.");
            Ruling::Fail(severity, message)
        }
        (None, Some(reason)) => Ruling::Unknown(reason),
        (None, None) if untold => Ruling::Unknown("a tap configuration does not tell its TAP".to_owned()),
        (None, None) => Ruling::Pass("its TAP is listed: azure-vtap-active reports it".to_owned()),
    }
}
