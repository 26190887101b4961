use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    arm,
    firewall::{FIREWALL_POLICIES, FirewallPolicy, RULE_COLLECTION_GROUPS},
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "azure-firewall-tls-inspection",
    provider: Provider::Azure,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A firewall policy can open TLS",
    resource_type: "Microsoft.Network/firewallPolicies",
    needs: &[
        Required(&FIREWALL_POLICIES.op),
        Enriching(&RULE_COLLECTION_GROUPS.op, UNREAD),
        Everywhere(&FIREWALL_POLICIES.op, UNREAD),
    ],
    remediation: "Remove the certificate authority and `terminateTLS` from the policy unless the inspection is wanted; \
                  if it is, add the policy to `[[approved]]` by id, with a reason and a date, and keep the key of the \
                  authority to few.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/firewall/premium-features#tls-inspection",
        "https://learn.microsoft.com/en-us/azure/firewall-manager/policy-overview",
        "https://learn.microsoft.com/en-us/rest/api/firewallpolicies/firewall-policies/list-all",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Firewall policies with a certificate authority for TLS inspection, of their own or inherited from `basePolicy`.

- medium: firewalls use the policy
- low: none does

Policies of the tiers Basic and Standard are not applicable. A policy whose base policy was not read is unknown.

## Why it matters

The firewall signs certificates for other people's names and reads what passes through it in plaintext. Whoever can \
change the policy, or get at the key of its authority in Key Vault, can do the same.

## Evidence

The name of the certificate authority, the first firewall, and the first rule with `terminateTLS`: only what such rules \
let through is opened. Without one the authority is prepared and not in use; the message says so.

## False positives

TLS inspection is mostly intended: approve the policy by id. That the authority of a base policy serves its children \
follows from the inheritance of rules and is not stated for the authority itself.

## Remediation

```sh
az network firewall policy show --ids ID --query 'transportSecurity.certificateAuthority.name'
az resource update --ids ID --remove properties.transportSecurity
```

Restrict `Microsoft.Network/firewallPolicies/write` and access to the secret in Key Vault.

## Native controls

None: Azure Policy asks for TLS inspection rather than warning of it.
";

/// Where the certificate authority of a policy comes from.
enum Authority {
    Own(Option<String>),
    Inherited(Option<String>),
    None,
    NotSeen,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for policy in scope.items(&FIREWALL_POLICIES) {
        let properties = &policy.view().properties;
        let tier = properties.sku.as_ref().and_then(|sku| sku.tier.as_deref());
        let is = |name: &str| tier.is_some_and(|tier| tier.eq_ignore_ascii_case(name));
        let authority = properties.transport_security.as_ref().and_then(|tls| tls.certificate_authority.as_ref());
        let base = properties.base_policy.as_ref().and_then(|base| base.id.clone());
        if is("Basic") || is("Standard") {
            out.not_applicable(&policy, "its tier cannot open TLS");
            continue;
        }
        if authority.is_none() && base.is_none() {
            if let Some(tier) = tier.filter(|_| !is("Premium")) {
                out.unknown(&policy, format!("its tier, {tier}, is not documented"));
            } else {
                out.pass(&policy, "no certificate authority for TLS inspection");
            }
            continue;
        }
        let mut case = out.case(&policy);
        let own = authority.map(|authority| {
            match &authority.name {
                Some(name) => {
                    let pointer = "/properties/transportSecurity/certificateAuthority/name";
                    case.cite(&policy, pointer, name, "the authority that signs for other people's names");
                }
                None => case.cite(&policy, "/id", &policy.id, "transportSecurity.certificateAuthority is present"),
            }
            authority.name.clone()
        });
        let firewalls = properties.firewalls.as_deref().unwrap_or_default();
        if let Some((index, id)) =
            firewalls.iter().enumerate().find_map(|(index, firewall)| Some((index, firewall.id.as_deref()?)))
        {
            let note = format!("a firewall that uses the policy, one of {}", firewalls.len());
            case.cite(&policy, &format!("/properties/firewalls/{index}/id"), id, note);
        }
        let severity = if firewalls.is_empty() { Severity::Low } else { Severity::Medium };
        let opens = opens(scope, &mut case, &policy);
        let users = match firewalls.len() {
            0 => "no firewall uses it".to_owned(),
            1 => "one firewall uses it".to_owned(),
            many => format!("{many} firewalls use it"),
        };

        out.later(case, move |estate, case| {
            let authority = own.map_or_else(|| inherited(case, estate, base.as_deref()), Authority::Own);
            let (how, name) = match authority {
                Authority::Own(name) => ("can open TLS", name),
                Authority::Inherited(name) => ("inherits that it can open TLS", name),
                Authority::None => {
                    return Ruling::Pass("neither it nor its base policy has a certificate authority".to_owned());
                }
                Authority::NotSeen => return Ruling::Unknown("its base policy was not read".to_owned()),
            };
            let name = name.map(|name| format!(" with certificate authority {name}")).unwrap_or_default();
            Ruling::Fail(severity, format!("The policy {how}{name}; {users}.{opens}"))
        });
    }
}

/// What the rules of the policy add: whether one of them opens TLS already.
fn opens(scope: &ScopeView<'_>, case: &mut Case, policy: &Item<'_, FirewallPolicy>) -> &'static str {
    let groups = case.look_for(scope, &RULE_COLLECTION_GROUPS, &policy.id);
    let mut opening = Vec::new();
    for group in &groups {
        let collections = group.view().properties.rule_collections.as_deref().unwrap_or_default();
        for (outer, collection) in collections.iter().enumerate() {
            let rules = collection.rules.as_deref().unwrap_or_default();
            if let Some(inner) = rules.iter().position(|rule| rule.terminate_tls == Some(true)) {
                opening.push((&group.view().id, outer, inner, group));
            }
        }
    }
    opening.sort_by_key(|(id, outer, inner, _)| (*id, *outer, *inner));
    if let Some((_, outer, inner, group)) = opening.first() {
        let pointer = format!("/properties/ruleCollections/{outer}/rules/{inner}/terminateTLS");
        case.cite(*group, &pointer, true, "a rule whose traffic is decrypted");
        " A rule opens TLS."
    } else if case.saw_all_of(&RULE_COLLECTION_GROUPS) {
        " No rule of its own opens TLS yet."
    } else {
        ""
    }
}

/// The certificate authority that a policy inherits, along its base policies.
fn inherited(case: &mut Case, estate: &Estate, base: Option<&str>) -> Authority {
    let policies = case.look_everywhere(estate, &FIREWALL_POLICIES);
    let mut next = base;
    // A policy has one base at most; the bound is for documents that name each other in a circle.
    for _ in 0..policies.len() {
        let Some(id) = next else { break };
        let Some(policy) = policies.iter().find(|policy| arm::same(&policy.id, id)) else {
            return Authority::NotSeen;
        };
        let properties = &policy.view().properties;
        if let Some(authority) =
            properties.transport_security.as_ref().and_then(|tls| tls.certificate_authority.as_ref())
        {
            if let Some(name) = &authority.name {
                let pointer = "/properties/transportSecurity/certificateAuthority/name";
                case.cite(policy, pointer, name, "the authority of the base policy");
            }
            return Authority::Inherited(authority.name.clone());
        }
        next = properties.base_policy.as_ref().and_then(|base| base.id.as_deref());
    }
    if next.is_some() { Authority::NotSeen } else { Authority::None }
}
