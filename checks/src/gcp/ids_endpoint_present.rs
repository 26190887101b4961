use super::organization::own;
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{compute::PACKET_MIRRORINGS, ids::ENDPOINTS, url};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-ids-endpoint-present",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A Cloud IDS endpoint is ready to inspect copied packets",
    resource_type: "ids.googleapis.com/Endpoint",
    needs: &[Required(&ENDPOINTS.op), Enriching(&PACKET_MIRRORINGS.op, UNREAD)],
    remediation: "Approve the endpoint that your network detection uses; delete one that nobody owns (`gcloud ids \
                  endpoints delete NAME --zone=ZONE`).",
    references: &[
        "https://cloud.google.com/intrusion-detection-system/docs/overview",
        "https://cloud.google.com/intrusion-detection-system/docs/reference/rest/v1/projects.locations.endpoints",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every Cloud IDS endpoint in state `READY`, one finding each.

- low: a packet mirroring policy of the project that is not switched off feeds it, or the policies could not be read
- info: no policy feeds it

Another state is unknown: the endpoint is not at work yet, or no longer.

## Why it matters

Cloud IDS reads whole packets in a project of Google's and writes alerts, with names and addresses, to the logs of the \
project. It is meant to; what matters is that its owner is known.

## Evidence

`state` and `endpointForwardingRule` of the endpoint; `collectorIlb` of the policy that feeds it.

## False positives

Your own network detection: approve it by name or label. Policies of another project are not looked at.

## Remediation

```sh
gcloud ids endpoints describe NAME --zone=ZONE
gcloud ids endpoints delete NAME --zone=ZONE
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for endpoint in scope.items(&ENDPOINTS) {
        match endpoint.state() {
            Some("READY") => {}
            Some(state) => {
                out.unknown(&endpoint, format!("state {state}: not READY"));
                continue;
            }
            None => {
                out.unknown(&endpoint, "its state is absent or a number that nobody has seen");
                continue;
            }
        }
        let mut case = out.case(&endpoint);
        case.cite(&endpoint, "/state", &endpoint.state, "the endpoint is READY");
        for own in own(scope.scope(), &endpoint.name) {
            case.destination_account(own);
        }
        let mut fed = 0_usize;
        let mut policies = case.look(scope, &PACKET_MIRRORINGS);
        policies.sort_by(|a, b| a.key().cmp(b.key()));
        policies.dedup_by(|a, b| a.key() == b.key());
        if let Some(rule) = &endpoint.endpoint_forwarding_rule {
            case.cite(&endpoint, "/endpointForwardingRule", rule, "where policies send packets");
            case.destination_id(url::name(rule));
            for policy in policies.iter().filter(|policy| policy.enable.as_deref() != Some("FALSE")) {
                let collector = policy.collector_ilb.as_ref().and_then(|link| link.url.as_ref());
                if let Some(collector) = collector.filter(|collector| url::may_be_same(collector, rule)) {
                    let note = format!("packet mirroring policy {} feeds it", url::last(policy.key()));
                    case.cite(policy, "/collectorIlb/url", collector, note);
                    fed += 1;
                }
            }
        }
        let (severity, how) = match fed {
            0 if !case.saw_all_of(&PACKET_MIRRORINGS) => {
                (Severity::Low, "whether a policy feeds it could not be read".to_owned())
            }
            0 => (Severity::Info, "no packet mirroring policy feeds it".to_owned()),
            1 => (Severity::Low, "a packet mirroring policy feeds it".to_owned()),
            count => (Severity::Low, format!("{count} packet mirroring policies feed it")),
        };
        out.rule(case, Ruling::Fail(severity, format!("A Cloud IDS endpoint is ready to inspect packets; {how}.")));
    }
}
