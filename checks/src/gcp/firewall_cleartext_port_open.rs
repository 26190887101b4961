use super::firewall_policies::network_policies;
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::Provider;
use overhear_gcp::{
    compute_firewall::{ALL_NETWORK_FIREWALL_POLICIES, NETWORK_FIREWALL_POLICIES},
    compute_networks::{Allowed, FIREWALLS, Firewall},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(60);

pub(super) static CHECK: Check = Check {
    id: "gcp-firewall-cleartext-port-open",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(60),
    title: "A firewall rule opens FTP or Telnet to the internet",
    resource_type: "compute.googleapis.com/Firewall",
    needs: &[
        Required(&FIREWALLS.op),
        Enriching(&ALL_NETWORK_FIREWALL_POLICIES.op, UNREAD),
        Enriching(&NETWORK_FIREWALL_POLICIES.op, UNREAD),
    ],
    remediation: "Delete the rule or narrow its sources (`gcloud compute firewall-rules update NAME \
                  --source-ranges=RANGES`), and use SSH or SFTP instead.",
    references: &[
        "https://cloud.google.com/firewall/docs/firewalls",
        "https://cloud.google.com/compute/docs/reference/rest/v1/firewalls",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every VPC firewall rule that lets the whole internet reach TCP port 21 (FTP) or 23 (Telnet), one finding each: \
`direction` `INGRESS`, not disabled, a source range of all addresses (`0.0.0.0/0`, `::/0`, or two halves), and an \
entry of `allowed` for `tcp`, `6` or `all` whose ports hold 21 or 23.

`direction` absent: documented default `INGRESS`. `disabled` absent: documented default false. Sources absent \
altogether: documented default `0.0.0.0/0`. Ports absent: all of them. Rules that deny and rules for `EGRESS` are not \
judged. Ports, protocols and directions that are not known are unknown.

## Why it matters

FTP and Telnet send passwords and everything else as plain text: whoever sees the packets has them.

## Evidence

`sourceRanges` and `allowed` of the rule; a network firewall policy that is attached to the same network.

## False positives

A rule of higher priority or a firewall policy that denies the port: what shadows the rule is not weighed. That \
something listens on the port is not known either.

## Remediation

```sh
gcloud compute firewall-rules list --filter=\"direction=INGRESS AND sourceRanges:0.0.0.0/0\"
gcloud compute firewall-rules delete NAME
```

## Native controls

`OPEN_FTP_PORT` and `OPEN_TELNET_PORT` of Security Command Center.
";

/// FTP and Telnet.
const PORTS: [u16; 2] = [21, 23];

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for rule in scope.items(&FIREWALLS) {
        match rule.direction.as_deref() {
            None | Some("INGRESS") => {}
            Some("EGRESS") => {
                out.not_applicable(&rule, "it is about packets that leave");
                continue;
            }
            Some(other) => {
                out.unknown(&rule, format!("direction {other} is not known"));
                continue;
            }
        }
        if rule.allowed.is_empty() {
            if rule.denied.is_empty() {
                out.unknown(&rule, "it neither allows nor denies anything");
            } else {
                out.not_applicable(&rule, "it denies");
            }
            continue;
        }
        if rule.disabled == Some(true) {
            out.pass(&rule, "it is disabled");
            continue;
        }
        let Some(sources) = everybody(rule.view()) else {
            out.pass(&rule, "its sources are not the whole internet");
            continue;
        };
        match opened(&rule.allowed) {
            Ok(None) => out.pass(&rule, "it opens neither TCP port 21 nor 23"),
            Err(odd) => out.unknown(&rule, odd),
            Ok(Some((at, ports))) => {
                let mut case = out.case(&rule);
                let allowed = rule.allowed.get(at);
                let protocol = allowed.and_then(|allowed| allowed.ip_protocol.as_deref());
                case.cite(&rule, &format!("/allowed/{at}/IPProtocol"), protocol, format!("it opens {ports}"));
                match sources {
                    Sources::Ranges(places) => {
                        for at in places {
                            let pointer = format!("/sourceRanges/{at}");
                            case.cite(&rule, &pointer, rule.source_ranges.get(at), "from everywhere");
                        }
                    }
                    Sources::Default if rule.name.is_empty() => {
                        case.cite(&rule, "/selfLink", &rule.self_link, "no sources: documented default 0.0.0.0/0");
                    }
                    Sources::Default => {
                        case.cite(&rule, "/name", &rule.name, "no sources: documented default 0.0.0.0/0");
                    }
                }
                let (policies, _) = network_policies(scope, &mut case);
                let network = rule.network.as_deref();
                let mut beside = String::new();
                for policy in policies.iter().filter(|own| network.is_some_and(|network| own.is_attached_to(network))) {
                    let note = "a firewall policy of the same network, which may decide first";
                    case.cite(policy, "/selfLink", &policy.self_link, note);
                    beside = format!(" Firewall policy {} of its network may deny it.", url::last(&policy.self_link));
                }
                let message = format!("The rule opens {ports} to the internet.{beside}");
                out.rule(case, Ruling::Fail(Severity::Medium, message));
            }
        }
    }
}

/// How a rule says that packets may come from everywhere.
enum Sources {
    /// These ranges together.
    Ranges(Vec<usize>),
    /// It names no source.
    Default,
}

/// Whether packets may come from everywhere. Ranges, tags and service accounts add up.
fn everybody(rule: &Firewall) -> Option<Sources> {
    let ranges = &rule.source_ranges;
    if ranges.is_empty() && rule.source_tags.is_empty() && rule.source_service_accounts.is_empty() {
        return Some(Sources::Default);
    }
    if let Some(at) = ranges.iter().position(|range| range.ends_with("/0")) {
        return Some(Sources::Ranges(vec![at]));
    }
    let at = |wanted: &str| ranges.iter().position(|range| range == wanted);
    let halves = |low: &str, high: &str| Some(Sources::Ranges(vec![at(low)?, at(high)?]));
    halves("0.0.0.0/1", "128.0.0.0/1").or_else(|| halves("::/1", "8000::/1"))
}

/// The first entry that opens a port of ours, and which; or what could not be read.
fn opened(allowed: &[Allowed]) -> Result<Option<(usize, String)>, String> {
    let mut odd = None;
    for (at, entry) in allowed.iter().enumerate() {
        match entry.ip_protocol.as_deref() {
            Some(protocol) if is_tcp(protocol) => {}
            Some(_) => continue,
            None => {
                odd = odd.or_else(|| Some("IPProtocol is absent".to_owned()));
                continue;
            }
        }
        if entry.ports.is_empty() {
            return Ok(Some((at, "every TCP port, 21 and 23 among them".to_owned())));
        }
        let mut found: Vec<u16> = Vec::new();
        for text in &entry.ports {
            match range(text) {
                Some((low, high)) => found.extend(PORTS.iter().filter(|port| (low..=high).contains(*port))),
                None => odd = odd.or_else(|| Some(format!("port {text} is not known"))),
            }
        }
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [port] => return Ok(Some((at, format!("TCP port {port}")))),
            [_, ..] => return Ok(Some((at, "TCP ports 21 and 23".to_owned()))),
            [] => {}
        }
    }
    odd.map_or(Ok(None), Err)
}

fn is_tcp(protocol: &str) -> bool {
    protocol.eq_ignore_ascii_case("tcp") || protocol == "6" || protocol.eq_ignore_ascii_case("all")
}

/// `23` or `20-25`
fn range(text: &str) -> Option<(u16, u16)> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
}
