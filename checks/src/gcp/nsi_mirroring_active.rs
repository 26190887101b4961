use super::{
    association::in_force,
    firewall_policies::{hierarchical_policies, network_policies},
    organization::{Standing, destination, own, same},
};
use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::Provider;
use overhear_gcp::{
    cloudresourcemanager::PROJECTS,
    compute_firewall::{
        ALL_NETWORK_FIREWALL_POLICIES, FirewallPolicy, FirewallRule, HIERARCHICAL_FIREWALL_POLICIES,
        NETWORK_FIREWALL_POLICIES,
    },
    networksecurity::{
        MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS, MIRRORING_ENDPOINT_GROUPS, MirroringEndpointGroup,
        SECURITY_PROFILE_GROUPS, SECURITY_PROFILES,
    },
    url,
};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-nsi-mirroring-active",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A VPC network is linked with a group of packet collectors",
    resource_type: "networksecurity.googleapis.com/MirroringEndpointGroupAssociation",
    needs: &[
        Required(&MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS.op),
        Required(&MIRRORING_ENDPOINT_GROUPS.op),
        Everywhere(&MIRRORING_ENDPOINT_GROUPS.op, UNREAD),
        Enriching(&ALL_NETWORK_FIREWALL_POLICIES.op, UNREAD),
        Enriching(&NETWORK_FIREWALL_POLICIES.op, UNREAD),
        Everywhere(&HIERARCHICAL_FIREWALL_POLICIES.op, UNREAD),
        Everywhere(&SECURITY_PROFILE_GROUPS.op, UNREAD),
        Everywhere(&SECURITY_PROFILES.op, UNREAD),
        Everywhere(&PROJECTS.op, UNREAD),
    ],
    remediation: "Delete the association (`gcloud network-security mirroring-endpoint-group-associations delete NAME \
                  --location=global`) unless somebody owns it; if it feeds a sensor of yours, add it to `[[approved]]` \
                  with a reason and a date.",
    references: &[
        "https://cloud.google.com/network-security-integration/docs/out-of-band/endpoint-groups-overview",
        "https://cloud.google.com/network-security-integration/docs/out-of-band/create-manage-mirroring-rules",
        "https://cloud.google.com/network-security-integration/docs/reference/rest/v1/projects.locations.mirroringEndpointGroupAssociations",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every link of a VPC network with a mirroring endpoint group whose state is `ACTIVE` or `OUT_OF_SYNC`, one finding each.

- critical: the deployment group behind the endpoint group is in a project outside the organisation
- high: it is in another project
- medium: it is in the same project
- low: it is in the same project, and no enabled rule of a firewall policy mirrors packets to the endpoint group

`CLOSED` passes: the link is disabled. A state on the way (`CREATING`, `DELETING`, `DELETE_FAILED`), one that is \
absent, and an endpoint group of the same project that was not shown are unknown. An endpoint group of another project \
that no scanned project shows is rated by whose project it is in.

## Why it matters

This is the second way to mirror packets on Google Cloud. It does not show among the packet mirroring policies of \
Compute Engine: the copies follow from rules in firewall policies and go to whoever runs the deployment group.

## Evidence

`state`, `network` and `mirroringEndpointGroup` of the association; the deployment group; the rule and the security \
profile that lead there.

## False positives

Sensors of your own network detection: approve them by the project of the deployment group, by its name or by a label \
of the association. A rule with the action `do_not_mirror` above the one found is not weighed. A rule whose security \
profile could not be read, or of a hierarchical policy whose folder may not hold the project, counts as mirroring. The \
inventory of the organisation is what `projects.search` shows to the caller.

## Remediation

```sh
gcloud network-security mirroring-endpoint-group-associations describe NAME --location=global
gcloud network-security mirroring-endpoint-group-associations delete NAME --location=global
```

Grant `networksecurity.mirroringEndpointGroupAssociations.create` to nobody who does not run a sensor.

## Native controls

None: no finding category of Security Command Center looks at it.
";

/// Whether a rule mirrors packets of the network.
enum Rules {
    /// One does, told by these words.
    Mirror(&'static str),
    /// None does.
    Staged,
    /// Not all policies were read.
    NotSeen,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for link in scope.items(&MIRRORING_ENDPOINT_GROUP_ASSOCIATIONS) {
        let Some(mut case) = in_force(out, &link, link.state(), &link.state) else {
            continue;
        };
        let network = link.network.clone().unwrap_or_default();
        if !network.is_empty() {
            case.cite(&link, "/network", &network, "whose packets are copied");
        }
        let group = link.mirroring_endpoint_group.clone().unwrap_or_default();
        if !group.is_empty() {
            case.cite(&link, "/mirroringEndpointGroup", &group, "the endpoint group they are handed to");
        }
        let (profiles, policies_seen) = network_rules(scope, &mut case, &network);
        let own = own(scope.scope(), &link.name);

        out.later(case, move |estate, case| {
            let targets = match deployment_groups(case, estate, &group) {
                Ok(targets) => targets,
                Err(reason) => return unseen_group(case, estate, &own, &group, reason),
            };
            let judged = targets.iter().map(|target| destination(case, estate, &own, target));
            let Some((standing, project)) = judged.max() else {
                return Ruling::Unknown("its endpoint group names no deployment group".to_owned());
            };
            let rules = rules(case, estate, &group, &profiles, policies_seen);
            let (severity, how) = match (standing, rules) {
                (Standing::Own, Rules::Staged) => (Severity::Low, "no rule mirrors packets there yet"),
                (_, Rules::Staged) => (standing.severity(), "no rule mirrors packets there yet"),
                (_, Rules::Mirror(how)) => (standing.severity(), how),
                (_, Rules::NotSeen) => (standing.severity(), "the rules that mirror packets could not all be read"),
            };
            let network = url::last(&network);
            let place = standing.words(Provider::Gcp, &project);
            Ruling::Fail(severity, format!("Network {network} is linked with packet collectors in {place}; {how}."))
        });
    }
}

/// An endpoint group that no scanned project shows: of another project it is a finding by whose project that is, since
/// packets are handed to it; of the same project it should have been there, and is unknown.
fn unseen_group(case: &mut Case, estate: &Estate, own: &[String], group: &str, reason: String) -> Ruling {
    if url::project(group).is_none() {
        return Ruling::Unknown(reason);
    }
    let (standing, project) = destination(case, estate, own, group);
    match standing {
        Standing::Own | Standing::Unresolved => Ruling::Unknown(reason),
        Standing::Known | Standing::Undetermined | Standing::Foreign => {
            let place = standing.words(Provider::Gcp, &project);
            let message = format!("A network is linked with an endpoint group in {place}; {reason}.");
            Ruling::Fail(standing.severity(), message)
        }
    }
}

/// The deployment groups behind an endpoint group of any scanned project.
fn deployment_groups(case: &mut Case, estate: &Estate, group: &str) -> Result<Vec<String>, String> {
    let groups = case.look_everywhere(estate, &MIRRORING_ENDPOINT_GROUPS);
    let named = |wanted: Option<bool>, case: &mut Case| -> Option<Item<'_, MirroringEndpointGroup>> {
        groups.iter().copied().find(|found| same(case, estate, &found.name, group) == wanted)
    };
    let Some(found) = named(Some(true), case).or_else(|| named(None, case)) else {
        return Err(format!("endpoint group {} is visible in no scanned project", url::name(group)));
    };
    let mut targets = Vec::new();
    if let Some(target) = &found.mirroring_deployment_group {
        case.cite(&found, "/mirroringDeploymentGroup", target, "the deployment group that gets the packets");
        targets.push(target.clone());
    }
    let listed = found.mirroring_deployment_groups.iter().enumerate();
    let listed = listed.map(|(at, target)| (format!("/mirroringDeploymentGroups/{at}"), target));
    let connected = found.connected_deployment_groups.iter().enumerate();
    let connected = connected.map(|(at, group)| (format!("/connectedDeploymentGroups/{at}/name"), &group.name));
    for (pointer, target) in listed.chain(connected) {
        if !targets.iter().any(|known| url::may_be_same(known, target)) {
            case.cite(&found, &pointer, target, "a deployment group that gets the packets");
            targets.push(target.clone());
        }
    }
    Ok(targets)
}

/// The security profile groups of the mirroring rules of the network's own policies, and whether all were seen.
fn network_rules(scope: &ScopeView<'_>, case: &mut Case, network: &str) -> (Vec<String>, bool) {
    let (policies, mut seen) = network_policies(scope, case);
    let mut profiles = Vec::new();
    for policy in policies.iter().filter(|policy| policy.is_attached_to(network)) {
        seen &= !(policy.rules.is_empty() && policy.packet_mirroring_rules.is_empty());
        for (at, rule) in mirroring(policy.view()) {
            let pointer = format!("/packetMirroringRules/{at}/action");
            let profile = rule.security_profile_group.clone().unwrap_or_default();
            let (name, by) = (url::last(&policy.self_link), url::last(&profile));
            case.cite(policy, &pointer, &rule.action, format!("a rule of policy {name} mirrors by profile group {by}"));
            profiles.push(profile);
        }
    }
    (profiles, seen)
}

/// The rules of a policy that mirror, with their places.
fn mirroring(policy: &FirewallPolicy) -> impl Iterator<Item = (usize, &FirewallRule)> {
    let rules = policy.packet_mirroring_rules.iter().enumerate();
    rules.filter(|(_, rule)| rule.is_enabled() && rule.action.as_deref() == Some("mirror"))
}

/// Whether a rule hands packets to the endpoint group. Hierarchical policies are asked where the network's own do not.
fn rules(case: &mut Case, estate: &Estate, group: &str, profiles: &[String], policies_seen: bool) -> Rules {
    let mut doubtful = false;
    for profile in profiles {
        match leads_to(case, estate, profile, group) {
            Some(true) => return Rules::Mirror("a rule of a firewall policy mirrors packets there"),
            Some(false) => {}
            None => doubtful = true,
        }
    }
    if doubtful {
        return Rules::Mirror("a rule mirrors packets through a security profile that could not be read");
    }
    let (policies, hierarchy_seen) = hierarchical_policies(case, estate);
    for policy in policies {
        for (at, rule) in mirroring(policy.view()) {
            let profile = rule.security_profile_group.as_deref().unwrap_or_default();
            if leads_to(case, estate, profile, group) != Some(false) {
                let pointer = format!("/packetMirroringRules/{at}/action");
                case.cite(&policy, &pointer, &rule.action, "a rule of a hierarchical firewall policy");
                return Rules::Mirror("a rule of a hierarchical firewall policy may mirror packets there");
            }
        }
    }
    if policies_seen && hierarchy_seen { Rules::Staged } else { Rules::NotSeen }
}

/// Whether a security profile group hands packets to the endpoint group; nothing where it could not be read.
fn leads_to(case: &mut Case, estate: &Estate, profile_group: &str, group: &str) -> Option<bool> {
    let groups = case.look_everywhere(estate, &SECURITY_PROFILE_GROUPS);
    let found = groups.into_iter().find(|found| url::may_be_same(&found.name, profile_group))?;
    let Some(profile) = &found.view().custom_mirroring_profile else {
        return Some(false);
    };
    let profiles = case.look_everywhere(estate, &SECURITY_PROFILES);
    let found = profiles.into_iter().find(|found| url::may_be_same(&found.name, profile))?;
    let target = found.view().custom_mirroring_profile.as_ref()?.mirroring_endpoint_group.as_ref()?;
    let same = same(case, estate, target, group);
    if same == Some(true) {
        let note = "the rule's security profile mirrors to the endpoint group";
        case.cite(&found, "/customMirroringProfile/mirroringEndpointGroup", target, note);
    }
    same
}
