use super::organization::{Standing, absolute, destination, own};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    cloudresourcemanager::PROJECTS,
    compute::{PACKET_MIRRORINGS, PacketMirroring},
    ids::ENDPOINTS,
    url,
};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-packet-mirroring-active",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A packet mirroring policy copies the packets of instances",
    resource_type: "compute.googleapis.com/PacketMirroring",
    needs: &[Required(&PACKET_MIRRORINGS.op), Enriching(&ENDPOINTS.op, UNREAD), Everywhere(&PROJECTS.op, UNREAD)],
    remediation: "Delete the policy (`gcloud compute packet-mirrorings delete NAME --region=REGION`) unless somebody \
                  owns it; if it feeds a sensor of yours, add it to `[[approved]]` with a reason and a date.",
    references: &[
        "https://cloud.google.com/vpc/docs/packet-mirroring",
        "https://cloud.google.com/compute/docs/reference/rest/v1/packetMirrorings",
        "https://cloud.google.com/intrusion-detection-system/docs/overview",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every packet mirroring policy that is switched on, one finding each. `enable` is a string; where it is absent its \
documented default `TRUE` counts. A policy with `FALSE` is staged and passes.

- critical: the collector is in a project outside the organisation, and is not that of a Cloud IDS endpoint here
- high: the collector is in another project, or everything is copied (no filter, or no narrower range of addresses \
and both directions), or whole subnetworks or network tags are mirrored
- medium: a part of the traffic of single instances is copied, to a collector in the same project

## Why it matters

The host sends a copy of each packet, payload included, to whoever runs the collector. The instance notices nothing, \
and VPC flow logs do not tell copies apart.

## Evidence

`enable`, `collectorIlb`, `mirroredResources` and `filter` of the policy; the Cloud IDS endpoint that owns the \
collector.

## False positives

Sensors of your own network detection: approve them by destination project or forwarding rule. The inventory of the \
organisation is what `projects.search` shows to the caller: a project that the caller may not see counts as outside, so \
grant the Browser role on the organisation. The collectors of Cloud IDS live in projects of Google's and do not count \
as outside, provided that the IDS endpoints of the project can be read. Mirroring by firewall policies \
(`networksecurity`) is another check.

## Remediation

```sh
gcloud compute packet-mirrorings describe NAME --region=REGION
gcloud compute packet-mirrorings update NAME --region=REGION --no-enable
gcloud compute packet-mirrorings delete NAME --region=REGION
```

Grant `roles/compute.packetMirroringUser` to nobody who does not run a sensor.

## Native controls

`PACKET_CAPTURE_ENABLED` of Security Command Center, where it is offered.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for policy in scope.items(&PACKET_MIRRORINGS) {
        match policy.enable.as_deref() {
            Some("FALSE") => {
                out.pass(&policy, "staged: enable is FALSE");
                continue;
            }
            None | Some("TRUE") => {}
            Some(other) => {
                out.unknown(&policy, format!("enable is {other:?}, neither TRUE nor FALSE"));
                continue;
            }
        }
        let mut case = out.case(&policy);
        if let Some(enable) = &policy.enable {
            case.cite(&policy, "/enable", enable, "the policy is on");
        } else {
            let (pointer, value) = policy.anchor();
            case.cite(&policy, pointer, value, "enable is absent: documented default TRUE");
        }
        let sources = sources(&mut case, &policy);
        let (copied, everything) = extent(&mut case, &policy);
        let broad = everything || sources.many;
        let own = own(scope.scope(), policy.key());
        let collector = policy.collector_ilb.as_ref().and_then(|link| link.url.clone());
        if let Some(collector) = &collector {
            case.cite(&policy, "/collectorIlb/url", collector, "where the copies go");
        }
        let collector = collector.map(|collector| absolute(&own, &collector).into_owned());
        let endpoint = collector.as_deref().and_then(|collector| ids_endpoint(scope, &mut case, &own, collector));
        let endpoints_seen = case.saw_all_of(&ENDPOINTS);

        out.later(case, move |estate, case| {
            let (standing, place) = match (collector, endpoint) {
                (Some(collector), Some(endpoint)) => {
                    case.destination_id(url::name(&collector));
                    for own in &own {
                        case.destination_account(own);
                    }
                    (Standing::Own, format!("Cloud IDS endpoint {endpoint} of the same project"))
                }
                (Some(collector), None) => {
                    let (standing, project) = destination(case, estate, &own, &collector);
                    let unless = match standing {
                        Standing::Foreign if !endpoints_seen => ", unless it is Google's for Cloud IDS",
                        _ => "",
                    };
                    (
                        standing,
                        format!("{} in {}{unless}", url::last(&collector), standing.words(Provider::Gcp, &project)),
                    )
                }
                (None, _) => (Standing::Undetermined, "a collector that the policy does not name".to_owned()),
            };
            let severity = match standing.severity() {
                // It may be the collector of a Cloud IDS endpoint that could not be read.
                Severity::Critical if !endpoints_seen => Severity::High,
                Severity::Medium if broad => Severity::High,
                severity => severity,
            };
            Ruling::Fail(
                severity,
                format!("A packet mirroring policy copies {copied} of {} to {place}.", sources.words),
            )
        });
    }
}

/// Whose packets are copied.
struct Sources {
    words: String,
    /// True for more than single instances.
    many: bool,
}

fn sources(case: &mut Case, policy: &Item<'_, PacketMirroring>) -> Sources {
    let resources = &policy.view().mirrored_resources;
    let mut words = Vec::new();
    for (kind, one, links) in
        [("subnetworks", "subnetwork", &resources.subnetworks), ("instances", "instance", &resources.instances)]
    {
        let Some(first) = links.first().and_then(|link| link.url.as_deref()) else { continue };
        let note = if links.len() == 1 { "whose packets are copied" } else { "the first whose packets are copied" };
        case.cite(policy, &format!("/mirroredResources/{kind}/0/url"), first, note);
        words.push(match links.len() {
            1 => format!("{one} {}", url::last(first)),
            count => format!("{count} {kind}"),
        });
    }
    if !resources.tags.is_empty() {
        case.cite(policy, "/mirroredResources/tags", &resources.tags, "instances with these tags are copied");
        words.push(format!("all instances tagged {}", resources.tags.join(", ")));
    }
    Sources {
        words: if words.is_empty() { "sources that it does not name".to_owned() } else { words.join(" and ") },
        many: !resources.subnetworks.is_empty() || !resources.tags.is_empty(),
    }
}

/// Which packets are copied, and whether it is everything by address and direction.
fn extent(case: &mut Case, policy: &Item<'_, PacketMirroring>) -> (String, bool) {
    let (pointer, value) = policy.anchor();
    let Some(filter) = &policy.view().filter else {
        case.cite(policy, pointer, value, "filter is absent: all IPv4 packets");
        return ("all IPv4 packets".to_owned(), true);
    };
    let ranges = &filter.cidr_ranges;
    if ranges.is_empty() {
        case.cite(policy, pointer, value, "its filter has no cidrRanges: every IPv4 address");
    } else {
        case.cite(policy, "/filter/cidrRanges", ranges, "the addresses whose packets are copied");
    }
    if let Some(direction) = &filter.direction {
        case.cite(policy, "/filter/direction", direction, "the direction that is copied");
    }
    let anywhere = ranges.is_empty() || ranges.iter().any(|range| matches!(range.as_str(), "0.0.0.0/0" | "::/0"));
    let everything = anywhere && matches!(filter.direction.as_deref(), None | Some("BOTH"));
    let packets = match filter.ip_protocols.as_slice() {
        [] => "packets".to_owned(),
        protocols => format!("{} packets", protocols.join(" and ")),
    };
    (format!("{} {packets}", if everything { "all" } else { "some" }), everything)
}

/// The Cloud IDS endpoint of the project whose collector this is. Asked only for collectors of other projects.
fn ids_endpoint(scope: &ScopeView<'_>, case: &mut Case, own: &[String], collector: &str) -> Option<String> {
    if url::project(collector).is_some_and(|project| own.iter().any(|own| own == project)) {
        return None;
    }
    let endpoints = case.look(scope, &ENDPOINTS);
    let is_collector = |rule: &String| url::may_be_same(rule, collector);
    let found =
        endpoints.into_iter().find(|found| found.endpoint_forwarding_rule.as_ref().is_some_and(is_collector))?;
    case.cite(
        &found,
        "/endpointForwardingRule",
        &found.endpoint_forwarding_rule,
        "the collector is that of a Cloud IDS endpoint",
    );
    Some(url::last(&found.name).to_owned())
}
