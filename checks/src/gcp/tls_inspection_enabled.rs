use super::firewall_policies::{hierarchical_policies, network_policies};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_core::Provider;
use overhear_gcp::{
    compute_firewall::{
        ALL_NETWORK_FIREWALL_POLICIES, FirewallPolicy, HIERARCHICAL_FIREWALL_POLICIES, NETWORK_FIREWALL_POLICIES,
    },
    networksecurity_tls::{FIREWALL_ENDPOINT_ASSOCIATIONS, GATEWAY_SECURITY_POLICIES, TLS_INSPECTION_POLICIES},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "gcp-tls-inspection-enabled",
    provider: Provider::Gcp,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A TLS inspection policy lets Google open TLS",
    resource_type: "networksecurity.googleapis.com/TlsInspectionPolicy",
    needs: &[
        Required(&TLS_INSPECTION_POLICIES.op),
        Enriching(&ALL_NETWORK_FIREWALL_POLICIES.op, UNREAD),
        Enriching(&NETWORK_FIREWALL_POLICIES.op, UNREAD),
        Everywhere(&HIERARCHICAL_FIREWALL_POLICIES.op, UNREAD),
        Enriching(&FIREWALL_ENDPOINT_ASSOCIATIONS.op, UNREAD),
        Enriching(&GATEWAY_SECURITY_POLICIES.op, UNREAD),
    ],
    remediation: "Approve the policy that your proxy or firewall uses; delete one that nobody owns (`gcloud \
                  network-security tls-inspection-policies delete NAME --location=REGION`) and revoke its CA.",
    references: &[
        "https://cloud.google.com/firewall/docs/about-tls-inspection",
        "https://cloud.google.com/secure-web-proxy/docs/tls-inspection-overview",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every TLS inspection policy, one finding each.

- medium: it is used. A secure web proxy names it, or a firewall endpoint that names it is linked with a network for \
which an enabled firewall rule has `tlsInspect`; or whether it is used could not be read
- low: it is not used

## Why it matters

With the policy Google answers clients by certificates of the policy's own CA, decrypts, inspects and encrypts again. \
Whoever changes the policy or the rules reads what the clients take for confidential.

## Evidence

`caPool` of the policy; the gateway security policy, or the firewall endpoint association and the firewall rule.

## False positives

A proxy or firewall of your own: approve it by the name of the policy. A hierarchical firewall policy with such a rule \
counts for every network of the scan, since the folders above a project are not read.

## Remediation

```sh
gcloud network-security tls-inspection-policies describe NAME --location=REGION
gcloud network-security tls-inspection-policies delete NAME --location=REGION
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for policy in scope.items(&TLS_INSPECTION_POLICIES) {
        let mut case = out.case(&policy);
        match &policy.ca_pool {
            Some(pool) => case.cite(&policy, "/caPool", pool, "the CA that signs in the name of others"),
            None => case.cite(&policy, "/name", &policy.name, "the policy exists"),
        }
        let names = |used: &Option<String>| used.as_deref().is_some_and(|used| url::may_be_same(used, &policy.name));

        let proxies = case.look(scope, &GATEWAY_SECURITY_POLICIES);
        let using = proxies.into_iter().filter(|proxy| names(&proxy.tls_inspection_policy));
        if let Some(proxy) = using.min_by(|a, b| a.name.cmp(&b.name)) {
            let used = &proxy.tls_inspection_policy;
            case.cite(&proxy, "/tlsInspectionPolicy", used, "a secure web proxy uses it");
            out.rule(case, used_by(&format!("secure web proxy policy {}", url::last(&proxy.name))));
            continue;
        }
        let mut links = case.look(scope, &FIREWALL_ENDPOINT_ASSOCIATIONS);
        links.sort_by(|a, b| a.name.cmp(&b.name));
        let mut networks = Vec::new();
        for link in links.iter().filter(|link| link.disabled != Some(true) && names(&link.tls_inspection_policy)) {
            let note = "a firewall endpoint in a network names it";
            case.cite(link, "/tlsInspectionPolicy", &link.tls_inspection_policy, note);
            networks.extend(link.network.clone());
        }
        let lists_seen =
            case.saw_all_of(&GATEWAY_SECURITY_POLICIES) && case.saw_all_of(&FIREWALL_ENDPOINT_ASSOCIATIONS);
        if networks.is_empty() {
            out.rule(case, if lists_seen { unused() } else { undetermined() });
            continue;
        }
        let (firewalls, firewalls_seen) = network_policies(scope, &mut case);
        let mut seen = lists_seen && firewalls_seen;
        let mut found = None;
        for firewall in &firewalls {
            if networks.iter().any(|network| firewall.is_attached_to(network)) {
                seen &= !firewall.rules.is_empty();
                found = found.or_else(|| decrypts(&mut case, firewall));
            }
        }
        if let Some(name) = found {
            out.rule(case, used_by(&format!("firewall policy {name}")));
            continue;
        }
        out.later(case, move |estate, case| {
            let (firewalls, hierarchy_seen) = hierarchical_policies(case, estate);
            match firewalls.iter().find_map(|firewall| decrypts(case, firewall)) {
                Some(name) => used_by(&format!("hierarchical firewall policy {name}")),
                None if seen && hierarchy_seen => unused(),
                None => undetermined(),
            }
        });
    }
}

/// The name of the firewall policy, where an enabled rule of it has TLS inspected.
fn decrypts(case: &mut Case, firewall: &Item<'_, FirewallPolicy>) -> Option<String> {
    let at = firewall.rules.iter().position(|rule| rule.is_enabled() && rule.tls_inspect == Some(true))?;
    case.cite(firewall, &format!("/rules/{at}/tlsInspect"), true, "a firewall rule has TLS decrypted");
    Some(url::last(&firewall.self_link).to_owned())
}

fn used_by(user: &str) -> Ruling {
    Ruling::Fail(Severity::Medium, format!("TLS is opened and inspected: {user} uses the TLS inspection policy."))
}

fn unused() -> Ruling {
    Ruling::Fail(Severity::Low, "A TLS inspection policy exists; no proxy and no firewall rule uses it.".to_owned())
}

fn undetermined() -> Ruling {
    let message = "A TLS inspection policy exists; whether anything uses it could not be read.";
    Ruling::Fail(Severity::Medium, message.to_owned())
}
