use super::tenant::{Standing, standing};
use crate::{
    Check, Confidence, Item, Kind,
    Need::{Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm::{self, Arm, Properties},
    network::{IpConfiguration, LOAD_BALANCERS, NETWORK_INTERFACES},
    resources::SUBSCRIPTIONS,
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-gateway-load-balancer-foreign-chain",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "Traffic passes through a gateway load balancer of another subscription",
    resource_type: "Microsoft.Network/loadBalancers",
    needs: &[
        Required(&LOAD_BALANCERS.op),
        Required(&NETWORK_INTERFACES.op),
        Everywhere(&SUBSCRIPTIONS.op, Confidence::hundredths(85)),
    ],
    remediation: "Take the gateway load balancer out of the frontend or IP configuration unless somebody owns the \
                  chain; if it leads to appliances of yours, add its subscription to `[[approved]]` with a reason and \
                  a date.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/load-balancer/gateway-overview",
        "https://learn.microsoft.com/en-us/rest/api/load-balancer/load-balancers/list-all",
        "https://learn.microsoft.com/en-us/rest/api/virtualnetwork/network-interfaces/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Load balancers and network interfaces with an address that is chained to a gateway load balancer of another \
subscription, one finding each.

- critical: the subscription is outside the tenant
- medium: it is another one

Chains within a subscription pass.

## Why it matters

All traffic of a chained address goes through the machines behind the gateway load balancer before it arrives, and \
their owner can record or change it. Consumer and provider may be in different tenants.

## Evidence

`gatewayLoadBalancer.id` of the frontend or IP configuration: the id alone tells whose it is.

## False positives

Central firewalls that a network team offers to all subscriptions: approve them by the subscription or the id of the \
gateway load balancer. A subscription is taken for foreign when the scanner cannot list it: give it Reader at the root \
management group. Interfaces of scale sets are not in the list of interfaces.

## Remediation

```sh
az resource update --ids LB --remove 'properties.frontendIPConfigurations[0].properties.gatewayLoadBalancer'
az resource update --ids NIC --remove 'properties.ipConfigurations[0].properties.gatewayLoadBalancer'
```

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at gateway load balancer chains.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for balancer in scope.items(&LOAD_BALANCERS) {
        let frontends = balancer.view().properties.frontend_ip_configurations.as_deref();
        judge(scope, out, &balancer, "frontendIPConfigurations", frontends.unwrap_or_default());
    }
    for interface in scope.items(&NETWORK_INTERFACES) {
        let addresses = interface.view().properties.ip_configurations.as_deref();
        judge(scope, out, &interface, "ipConfigurations", addresses.unwrap_or_default());
    }
}

fn judge<P: Properties>(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    item: &Item<'_, Arm<P>>,
    member: &str,
    addresses: &[IpConfiguration],
) {
    let own = arm::subscription(&item.id).unwrap_or(&scope.scope().account).to_owned();
    let chained: Vec<_> =
        addresses.iter().enumerate().filter_map(|(index, address)| Some((index, address.gateway()?))).collect();
    if chained.is_empty() {
        out.pass(item, "no address is chained to a gateway load balancer");
        return;
    }
    let elsewhere = |id: &str| arm::subscription(id).is_none_or(|other| !other.eq_ignore_ascii_case(&own));
    let foreign: Vec<_> = chained.into_iter().filter(|(_, id)| elsewhere(id)).collect();
    if foreign.is_empty() {
        out.pass(item, "its gateway load balancer lies in the same subscription");
        return;
    }
    let mut case = out.case(item);
    let mut gateways = Vec::new();
    for (index, id) in foreign {
        let pointer = format!("/properties/{member}/{index}/properties/gatewayLoadBalancer/id");
        case.cite(item, &pointer, id, "the gateway load balancer that its traffic passes through");
        let balancer = arm::up_to(id, "loadBalancers").unwrap_or(id);
        case.destination(arm::subscription(id), [id.to_owned(), balancer.to_owned()]);
        let Some(subscription) = arm::subscription(id) else { continue };
        gateways.push((subscription.to_owned(), arm::last_segment(balancer).to_owned()));
    }
    out.later(case, move |estate, case| {
        let judged = gateways.into_iter().map(|(id, name)| (standing(case, estate, &own, &id), id, name));
        let Some((standing, id, name)) = judged.max() else {
            return Ruling::Unknown("the id of its gateway load balancer names no subscription".to_owned());
        };
        let severity = if standing == Standing::Foreign { Severity::Critical } else { Severity::Medium };
        let place = standing.words(Provider::Azure, &id);
        Ruling::Fail(severity, format!("Its traffic passes through gateway load balancer {name} in {place}."))
    });
}
