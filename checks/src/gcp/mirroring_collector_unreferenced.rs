use super::organization::{absolute, own, same};
use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    cloudresourcemanager::PROJECTS,
    compute::{FORWARDING_RULES, PACKET_MIRRORINGS, PacketMirroring},
    ids::ENDPOINTS,
    networksecurity::{MIRRORING_DEPLOYMENTS, MirroringDeployment},
    url,
};
use std::borrow::Cow;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-mirroring-collector-unreferenced",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A collector of mirrored packets is named by nobody that was scanned",
    resource_type: "compute.googleapis.com/ForwardingRule",
    needs: &[
        Required(&FORWARDING_RULES.op),
        Required(&PACKET_MIRRORINGS.op),
        Required(&MIRRORING_DEPLOYMENTS.op),
        Enriching(&ENDPOINTS.op, UNREAD),
        Everywhere(&PACKET_MIRRORINGS.op, UNREAD),
        Everywhere(&MIRRORING_DEPLOYMENTS.op, UNREAD),
        Everywhere(&PROJECTS.op, UNREAD),
    ],
    remediation: "Find the policy that feeds it by scanning the other projects; where there is none, delete the rule \
                  (`gcloud compute forwarding-rules delete NAME --region=REGION`).",
    references: &[
        "https://cloud.google.com/vpc/docs/using-packet-mirroring",
        "https://cloud.google.com/compute/docs/reference/rest/v1/forwardingRules",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every forwarding rule with `isMirroringCollector` that no packet mirroring policy and no mirroring deployment of a \
scanned project names, one finding each.

- medium: a policy of a project that was not scanned may feed it
- info: it belongs to a Cloud IDS endpoint of the project

Without the flag (absent: documented default false) a forwarding rule cannot receive mirrored packets and passes. A \
policy that is switched off counts as naming it.

## Why it matters

A collector exists to receive copies of packets. If nothing in sight sends to it, the source is out of sight: a \
project that nobody scans, or a policy that comes and goes.

## Evidence

`isMirroringCollector`, `loadBalancingScheme` and `backendService` of the forwarding rule.

## False positives

Remains of a sensor that was taken down, and sensors that serve projects outside this run: scan those too, or approve \
the collector by name or label.

## Remediation

```sh
gcloud compute packet-mirrorings list --filter=\"collectorIlb.url~/forwardingRules/NAME$\"
gcloud compute forwarding-rules delete NAME --region=REGION
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for rule in scope.items(&FORWARDING_RULES) {
        match rule.is_mirroring_collector {
            Some(true) => {}
            Some(false) => {
                out.pass(&rule, "isMirroringCollector is false");
                continue;
            }
            None => {
                out.pass(&rule, "isMirroringCollector is absent: documented default false");
                continue;
            }
        }
        let link = rule.view().key();
        let names = |target: &str| url::same(target, link) == Some(true);
        let is_rule = |target: Cow<'_, str>| names(&target);
        if scope.items(&PACKET_MIRRORINGS).any(|policy| collector(&policy).is_some_and(is_rule)) {
            out.pass(&rule, "a packet mirroring policy names it");
            continue;
        }
        if scope.items(&MIRRORING_DEPLOYMENTS).any(|deployment| forwarding_rule(&deployment).is_some_and(is_rule)) {
            out.pass(&rule, "a mirroring deployment names it");
            continue;
        }
        let mut case = out.case(&rule);
        case.cite(&rule, "/isMirroringCollector", true, "it may receive mirrored packets");
        if let Some(scheme) = &rule.load_balancing_scheme {
            case.cite(&rule, "/loadBalancingScheme", scheme, "how it is reached");
        }
        if let Some(backend) = &rule.backend_service {
            case.cite(&rule, "/backendService", backend, "what receives them");
            case.destination_id(url::name(backend));
        }
        case.destination_id(url::name(link));
        for own in own(scope.scope(), link) {
            case.destination_account(own);
        }
        let endpoint = if rule.load_balancing_scheme.as_deref() == Some("INTERNAL") {
            let endpoints = case.look(scope, &ENDPOINTS);
            endpoints.into_iter().find(|endpoint| endpoint.endpoint_forwarding_rule.as_deref().is_some_and(names))
        } else {
            None
        };
        if let Some(endpoint) = &endpoint {
            let note = "a Cloud IDS endpoint owns it";
            case.cite(endpoint, "/endpointForwardingRule", &endpoint.endpoint_forwarding_rule, note);
        }
        let of_ids = endpoint.is_some();
        let link = link.to_owned();

        out.later(case, move |estate, case| {
            // That nobody names it can only be said where everything was read.
            if let Some(gap) = &case.blocked {
                return Ruling::Unknown(gap.clone());
            }
            let policies = case.look_everywhere(estate, &PACKET_MIRRORINGS);
            let deployments = case.look_everywhere(estate, &MIRRORING_DEPLOYMENTS);
            let targets = policies.iter().filter_map(collector).chain(deployments.iter().filter_map(forwarding_rule));
            let mut doubtful = None;
            for target in targets {
                match same(case, estate, &target, &link) {
                    Some(true) => return Ruling::Pass(format!("{} sends copies to it", url::name(&target))),
                    Some(false) => {}
                    None => doubtful = doubtful.max(Some(target)),
                }
            }
            if let Some(target) = doubtful {
                return Ruling::Unknown(format!(
                    "{} is named, and its project could not be resolved",
                    url::name(&target)
                ));
            }
            if of_ids {
                return Ruling::Fail(Severity::Info, "The collector of a Cloud IDS endpoint has no source.".to_owned());
            }
            let message = "No policy or deployment that was scanned names this collector of mirrored packets; one of \
                           another project may feed it.";
            Ruling::Fail(Severity::Medium, message.to_owned())
        });
    }
}

/// The collector of a policy.
fn collector<'a>(policy: &Item<'a, PacketMirroring>) -> Option<Cow<'a, str>> {
    let url = policy.view().collector_ilb.as_ref()?.url.as_deref()?;
    Some(absolute(&own(&policy.call().scope, policy.key()), url))
}

/// The collector of a deployment.
fn forwarding_rule<'a>(deployment: &Item<'a, MirroringDeployment>) -> Option<Cow<'a, str>> {
    let url = deployment.view().forwarding_rule.as_deref()?;
    Some(absolute(&own(&deployment.call().scope, &deployment.name), url))
}
