use super::cleartext_port;
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm::{self, SubResource},
    network::{LOAD_BALANCERS, LoadBalancerProperties, NETWORK_INTERFACES, PortRule, PortRuleProperties},
};
use overhear_core::Provider;
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    id: "azure-load-balancer-cleartext-port",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(60),
    title: "A load balancer forwards a port of a protocol without encryption",
    resource_type: "Microsoft.Network/loadBalancers",
    needs: &[Required(&LOAD_BALANCERS.op), Enriching(&NETWORK_INTERFACES.op, Confidence::hundredths(60))],
    remediation: "Let the service speak TLS on another port, and delete the rule for the port without it: `az network \
                  lb rule delete --lb-name NAME --resource-group GROUP --name RULE`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/load-balancer/components",
        "https://learn.microsoft.com/en-us/azure/load-balancer/inbound-nat-rules",
        "https://learn.microsoft.com/en-us/rest/api/load-balancer/load-balancers/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Load balancers (low) with a load balancing rule or inbound NAT rule for TCP, or for every protocol, on a port whose \
usual protocol is not encrypted: 20 and 21 (FTP), 23 (Telnet), 25 (SMTP), 80 and 8080 (HTTP), 110 (POP3), 143 (IMAP), \
389 (LDAP), 1433 (SQL Server), 3306 (MySQL), 5432 (PostgreSQL), 6379 (Redis).

The frontend port counts; of a NAT rule with a range of frontend ports the backend port. Rules without a machine \
behind them do not count, and where only such rules have these ports the load balancer is not applicable. A rule for \
every port (HA ports), and one whose protocol or port is not told, makes it unknown.

## Why it matters

A load balancer passes packets as they come. What clients and machines say to each other without TLS can be read on \
every network between them.

## Evidence

The port and `protocol` of the rule.

## False positives

The port is a hint: the confidence is 0.60. SQL Server, MySQL and PostgreSQL can speak TLS on their usual port, and \
port 80 may only redirect to HTTPS.

## Remediation

```sh
az network lb rule list --lb-name NAME --resource-group GROUP --output table
az network lb rule delete --lb-name NAME --resource-group GROUP --name RULE
```

## Native controls

None known: no built-in Azure Policy definition looks at the ports of load balancers.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let mut joined = None;
    for balancer in scope.items(&LOAD_BALANCERS) {
        let properties = &balancer.view().properties;
        let lists = [
            ("loadBalancingRules", &properties.load_balancing_rules),
            ("inboundNatRules", &properties.inbound_nat_rules),
        ];
        let mut found = Vec::new();
        let mut untold = None;
        let mut idle = false;
        for (list, rules) in lists {
            if rules.is_none() {
                untold = Some(format!("{list} is absent"));
            }
            for (index, rule) in rules.iter().flatten().enumerate() {
                let name = rule.name.as_deref().unwrap_or("without a name");
                let port = match port(rule) {
                    Ok(Some(port)) => port,
                    Ok(None) => continue,
                    Err(reason) => {
                        untold = Some(format!("rule {name}: {reason}"));
                        continue;
                    }
                };
                let joined = joined.get_or_insert_with(|| joined_pools(scope));
                match serves(properties, &port, joined) {
                    Some(true) => found.push((format!("/properties/{list}/{index}/properties"), name, port)),
                    Some(false) if scope.sight(&NETWORK_INTERFACES.op).is_clear() => idle = true,
                    Some(false) => untold = Some(format!("rule {name}: whether its pool has members was not read")),
                    None => untold = Some(format!("rule {name}: its pool is not in the body")),
                }
            }
        }
        if found.is_empty() {
            match untold {
                Some(reason) => out.unknown(&balancer, reason),
                None if idle => out.not_applicable(&balancer, "no machine is behind the rules for such ports"),
                None => out.pass(&balancer, "no rule for a port of a protocol without encryption"),
            }
            continue;
        }
        let mut case = out.case(&balancer);
        let mut ports = Vec::new();
        for (at, name, port) in &found {
            let note = format!("a port of rule {name}, usually {}", port.usual);
            case.cite(&balancer, &format!("{at}/{}", port.member), port.number, note);
            case.cite(&balancer, &format!("{at}/protocol"), &port.rule.protocol, "what it forwards");
            ports.push(format!("{} ({})", port.number, port.usual));
        }
        let message =
            format!("The load balancer forwards ports of protocols without encryption: {}.", ports.join(", "));
        out.rule(case, Ruling::Fail(Severity::Low, message));
    }
}

/// A forwarded port whose usual protocol is not encrypted.
struct Port<'a> {
    rule: &'a PortRuleProperties,
    member: &'static str,
    number: i64,
    usual: &'static str,
}

/// The port that a rule forwards, where it is one of those; or why nobody can tell.
fn port(rule: &PortRule) -> Result<Option<Port<'_>>, String> {
    let rule = rule.properties.as_ref().ok_or("its settings are absent")?;
    let protocol = rule.protocol.as_deref().ok_or("its protocol is absent")?;
    if protocol.eq_ignore_ascii_case("Udp") {
        return Ok(None);
    }
    let all = protocol.eq_ignore_ascii_case("All");
    if !all && !protocol.eq_ignore_ascii_case("Tcp") {
        return Err(format!("its protocol is {protocol}"));
    }
    let ranged = rule.frontend_port_range_start.is_some_and(|start| start > 0);
    let (member, number) =
        if ranged { ("backendPort", rule.backend_port) } else { ("frontendPort", rule.frontend_port) };
    match number {
        Some(0) | None if all => Err("it forwards every port".to_owned()),
        Some(0) | None => Err(format!("its {member} is not told")),
        Some(number) => Ok(cleartext_port::protocol(number).map(|usual| Port { rule, member, number, usual })),
    }
}

/// Whether a machine is behind a rule; none where its pool is not in the body.
fn serves(balancer: &LoadBalancerProperties, port: &Port<'_>, joined: &BTreeSet<String>) -> Option<bool> {
    if port.rule.backend_ip_configuration.is_some() {
        return Some(true);
    }
    let pools = port.rule.backend_address_pools.iter().flatten().chain(&port.rule.backend_address_pool);
    let mut any = false;
    for id in pools.filter_map(|pool: &SubResource| pool.id.as_deref()) {
        let mut all = balancer.backend_address_pools.iter().flatten();
        let pool = all.find(|pool| pool.id.as_deref().is_some_and(|own| arm::same(own, id)))?;
        let members = pool.properties.as_ref().is_some_and(|pool| {
            pool.backend_ip_configurations.as_ref().is_some_and(|all| !all.is_empty())
                || pool.load_balancer_backend_addresses.as_ref().is_some_and(|all| !all.is_empty())
        });
        any |= members || joined.contains(&id.to_lowercase());
    }
    Some(any)
}

/// The ids of the pools that interfaces say they are in, in lower case.
fn joined_pools(scope: &ScopeView<'_>) -> BTreeSet<String> {
    let interfaces = scope.items(&NETWORK_INTERFACES).flat_map(|own| own.view().properties.ip_configurations.iter());
    let addresses = interfaces.flatten().filter_map(|own| own.properties.as_ref());
    let pools = addresses.flat_map(|own| own.load_balancer_backend_address_pools.iter().flatten());
    pools.filter_map(|pool| pool.id.as_deref()).map(str::to_lowercase).collect()
}
