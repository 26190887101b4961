use super::organization::own;
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    compute::{INSTANCES, Instance, ROUTES, Route},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-instance-ip-forwarding-enabled",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "An instance may forward packets of others",
    resource_type: "compute.googleapis.com/Instance",
    needs: &[Required(&INSTANCES.op), Enriching(&ROUTES.op, UNREAD), Everywhere(&ROUTES.op, UNREAD)],
    remediation: "Delete the routes that lead through it, and create the instance anew without `--can-ip-forward`; \
                  approve routers and VPN gateways of yours.",
    references: &[
        "https://cloud.google.com/vpc/docs/using-routes#canipforward",
        "https://cloud.google.com/compute/docs/reference/rest/v1/instances",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every running instance with `canIpForward`, one finding each.

- medium: a route names it, or the address of one of its interfaces, as next hop
- low: no route does, or the routes could not be read

`canIpForward` absent: documented default false. An instance that is stopped forwards nothing and passes.

## Why it matters

Google's network drops packets that are not from or for an instance, unless it may forward. With this switch and a \
route an instance sits in the path of others and can read what passes. It does not see packets that are not routed to it.

## Evidence

`canIpForward` and `status` of the instance; `nextHopInstance` or `nextHopIp` of the route.

## False positives

Routers, NAT and VPN gateways, firewall appliances: approve them by label. Nodes of GKE (label `goog-gke-node`) need \
the switch for clusters that route by instance, and are not judged. A route to an internal load balancer before the \
instance (`nextHopIlb`) is not followed. Routes of a Shared VPC are those of its host project: scan it too.

## Remediation

```sh
gcloud compute routes list --filter=\"nextHopInstance~/instances/NAME$\"
gcloud compute routes delete ROUTE
gcloud compute instances describe NAME --zone=ZONE --format=\"value(canIpForward)\"
```

The constraint `constraints/compute.vmCanIpForward` says which instances may have the switch.

## Native controls

`IP_FORWARDING_ENABLED` of Security Command Center, where it is offered.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for instance in scope.items(&INSTANCES) {
        match instance.can_ip_forward {
            Some(true) => {}
            Some(false) => {
                out.pass(&instance, "canIpForward is false");
                continue;
            }
            None => {
                out.pass(&instance, "canIpForward is absent: documented default false");
                continue;
            }
        }
        if instance.labels.get("goog-gke-node").is_some() {
            out.not_applicable(&instance, "a node of GKE, which may need to forward packets of pods");
            continue;
        }
        match instance.status.as_deref() {
            Some("RUNNING") => {}
            Some(status @ ("TERMINATED" | "STOPPED" | "SUSPENDED")) => {
                out.pass(&instance, &format!("it may forward packets, and does not run: status {status}"));
                continue;
            }
            status => {
                out.unknown(&instance, format!("it may forward packets, status {}", status.unwrap_or("absent")));
                continue;
            }
        }
        let mut case = out.case(&instance);
        case.cite(&instance, "/canIpForward", true, "it may forward packets of others");
        case.cite(&instance, "/status", "RUNNING", "it runs");
        let hop = Hop::of(instance.view());
        let mut routes = case.look(scope, &ROUTES);
        if let Some(ruling) = hop.routed(&mut case, &mut routes) {
            out.rule(case, ruling);
            continue;
        }
        let own = own(scope.scope(), instance.key());
        if hop.networks_are_of(&own) {
            out.rule(case, unrouted());
            continue;
        }
        // The routes of a Shared VPC stand in its host project.
        out.later(case, move |estate, case| {
            let mut routes = Vec::new();
            for project in hop.projects().filter(|project| own.iter().all(|own| own != project)) {
                routes = if url::is_number(project) {
                    case.look_everywhere(estate, &ROUTES)
                } else {
                    case.look_in(estate, &ROUTES, project)
                };
            }
            hop.routed(case, &mut routes).unwrap_or_else(unrouted)
        });
    }
}

/// An instance as routes may name it.
struct Hop {
    url: String,
    /// Network and address of each interface.
    interfaces: Vec<(Option<String>, String)>,
}

impl Hop {
    fn of(instance: &Instance) -> Self {
        let interfaces = instance.network_interfaces.iter();
        let interfaces = interfaces.filter_map(|own| Some((own.network.clone(), own.network_ip.clone()?)));
        Self { url: instance.key().to_owned(), interfaces: interfaces.collect() }
    }

    /// True where every network it is in is one of its own project.
    fn networks_are_of(&self, own: &[String]) -> bool {
        self.projects().all(|project| own.iter().any(|own| own == project))
    }

    /// The projects of its networks.
    fn projects(&self) -> impl Iterator<Item = &str> {
        self.interfaces.iter().filter_map(|(network, _)| url::project(network.as_deref()?))
    }

    /// Whether a network of its own is that of a route. Where one of them is not named the project must do.
    fn is_in(&self, network: Option<&str>, route: &Route) -> bool {
        if let (Some(own), Some(other)) = (network, &route.network) {
            return url::may_be_same(own, other);
        }
        let own = url::project(network.unwrap_or(&self.url));
        let other = url::project(route.network.as_deref().unwrap_or_else(|| route.key()));
        own.zip(other).is_none_or(|(own, other)| own == other || url::is_number(own) != url::is_number(other))
    }

    /// The finding, where a route leads through the instance.
    fn routed(&self, case: &mut Case, routes: &mut [Item<'_, Route>]) -> Option<Ruling> {
        routes.sort_by(|a, b| a.key().cmp(b.key()));
        for route in routes {
            let range = route.dest_range.as_deref().unwrap_or("some destinations");
            let message = format!("The instance forwards packets: a route sends those for {range} through it.");
            if let Some(next) = &route.next_hop_instance
                && url::may_be_same(next, &self.url)
            {
                case.cite(route, "/nextHopInstance", next, "a route leads through the instance");
                return Some(Ruling::Fail(Severity::Medium, message));
            }
            if let Some(next) = &route.next_hop_ip
                && self.interfaces.iter().any(|(own, address)| address == next && self.is_in(own.as_deref(), route))
            {
                case.cite(route, "/nextHopIp", next, "a route leads to an address of the instance");
                return Some(Ruling::Fail(Severity::Medium, message));
            }
        }
        None
    }
}

fn unrouted() -> Ruling {
    Ruling::Fail(Severity::Low, "The instance may forward packets of others; no route was seen through it.".to_owned())
}
