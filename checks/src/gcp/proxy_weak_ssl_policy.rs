use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
    tls::Version,
};
use overhear_core::{Document, Provider};
use overhear_gcp::{
    compute::FORWARDING_RULES,
    compute_tls::{SSL_POLICIES, SslPolicy, TARGET_HTTPS_PROXIES, TARGET_SSL_PROXIES},
    url,
};

const UNREAD: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "gcp-proxy-weak-ssl-policy",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A load balancer accepts weak TLS",
    resource_type: "compute.googleapis.com/TargetHttpsProxy | compute.googleapis.com/TargetSslProxy",
    needs: &[
        Required(&TARGET_HTTPS_PROXIES.op),
        Required(&TARGET_SSL_PROXIES.op),
        Required(&SSL_POLICIES.op),
        Enriching(&FORWARDING_RULES.op, UNREAD),
    ],
    remediation: "Create an SSL policy with TLS 1.2 and the profile `MODERN` or `RESTRICTED`, and give it to the proxy \
                  (`gcloud compute target-https-proxies update NAME --ssl-policy=POLICY`).",
    references: &[
        "https://cloud.google.com/load-balancing/docs/ssl-policies-concepts",
        "https://cloud.google.com/compute/docs/reference/rest/v1/sslPolicies",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every target HTTPS proxy and target SSL proxy that accepts weak TLS, one finding each.

- medium: it has no `sslPolicy` (documented default: TLS 1.0, profile `COMPATIBLE`), or its policy accepts TLS 1.0 or \
1.1 with another profile than `RESTRICTED`, which makes clients speak TLS 1.2 whatever the version says
- low: its policy accepts TLS 1.2 at least, and holds suites with plain RSA key exchange (`TLS_RSA_WITH_…`): without \
forward secrecy recorded traffic becomes readable with the key
- low: one of these, where no forwarding rule leads to the proxy

`minTlsVersion` absent: documented default `TLS_1_0`. `enabledFeatures`, the resolved list of suites, decides and not \
the profile. Unknown: a policy that is not in the list or that has no list of suites, and a version that is not known. \
Proxies of a service mesh (`INTERNAL_SELF_MANAGED`) ignore the policy and are not judged.

## Why it matters

Clients that can be talked into an old version, or into RSA key exchange, leave recordings that can be read later.

## Evidence

`sslPolicy` of the proxy; `minTlsVersion`, `profile` and the suites of the policy.

## False positives

Clients that are all modern: what they negotiate is not seen.

## Remediation

```sh
gcloud compute ssl-policies create modern --profile=MODERN --min-tls-version=1.2
gcloud compute target-https-proxies update NAME --ssl-policy=modern
```

```hcl
resource \"google_compute_ssl_policy\" \"modern\" {
  name            = \"modern\"
  profile         = \"MODERN\"
  min_tls_version = \"TLS_1_2\"
}
```

## Native controls

`WEAK_SSL_POLICY` of Security Command Center, and Defender for Cloud for a connected project.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for proxy in scope.items(&TARGET_HTTPS_PROXIES) {
        let anchor = if proxy.name.is_empty() { "/selfLink" } else { "/name" };
        let own = if proxy.name.is_empty() { &proxy.self_link } else { &proxy.name };
        judge(scope, out, &proxy, proxy.ssl_policy.as_deref(), (anchor, own));
    }
    for proxy in scope.items(&TARGET_SSL_PROXIES) {
        let anchor = if proxy.name.is_empty() { "/selfLink" } else { "/name" };
        let own = if proxy.name.is_empty() { &proxy.self_link } else { &proxy.name };
        judge(scope, out, &proxy, proxy.ssl_policy.as_deref(), (anchor, own));
    }
}

/// What a policy comes to.
enum Strength {
    Strong(String),
    Weak(Severity, String),
    Unclear(String),
}

fn judge<T: Document>(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    proxy: &Item<'_, T>,
    named: Option<&str>,
    (anchor, name): (&str, &str),
) {
    let mut rules: Vec<_> = scope.items(&FORWARDING_RULES).collect();
    let leads = |target: &String| url::may_be_same(target, proxy.view().key());
    rules.retain(|rule| rule.target.as_ref().is_some_and(leads));
    let all_read = scope.sight(&FORWARDING_RULES).is_clear();
    let in_a_mesh = |scheme: Option<&str>| scheme == Some("INTERNAL_SELF_MANAGED");
    if all_read && !rules.is_empty() && rules.iter().all(|rule| in_a_mesh(rule.load_balancing_scheme.as_deref())) {
        out.not_applicable(proxy, "a proxy of a service mesh, which ignores the policy");
        return;
    }
    let policy = named.map(|named| scope.items(&SSL_POLICIES).find(|policy| url::may_be_same(policy.key(), named)));
    if let (Some(named), Some(None)) = (named, &policy) {
        out.unknown(proxy, format!("SSL policy {} is not in the list", url::name(named)));
        return;
    }
    let policy = policy.flatten();
    let strength = policy.map_or_else(
        || Strength::Weak(Severity::Medium, "it has no SSL policy, and Google's default is TLS 1.0".to_owned()),
        |policy| strength(policy.view()),
    );
    let (severity, why) = match strength {
        Strength::Strong(why) => return out.pass(proxy, &why),
        Strength::Unclear(why) => return out.unknown(proxy, why),
        Strength::Weak(severity, why) => (severity, why),
    };
    let mut case = out.case(proxy);
    match &policy {
        None => case.cite(proxy, anchor, name, "sslPolicy is absent: documented default TLS 1.0, COMPATIBLE"),
        Some(policy) => {
            case.cite(proxy, "/sslPolicy", named, "the policy that says which TLS it accepts");
            if let Some(version) = &policy.min_tls_version {
                case.cite(policy, "/minTlsVersion", version, "the oldest version it accepts");
            }
            if let Some(profile) = &policy.profile {
                case.cite(policy, "/profile", profile, "the profile");
            }
            if let Some((at, suite)) = rsa(policy.view()) {
                case.cite(policy, &format!("/enabledFeatures/{at}"), suite, "a suite without forward secrecy");
            }
        }
    }
    case.look(scope, &FORWARDING_RULES);
    let ruling = if all_read && rules.is_empty() {
        Ruling::Fail(Severity::Low, format!("The proxy accepts weak TLS: {why}. No forwarding rule leads to it."))
    } else {
        Ruling::Fail(severity, format!("The load balancer accepts weak TLS: {why}."))
    };
    out.rule(case, ruling);
}

fn strength(policy: &SslPolicy) -> Strength {
    let name = url::last(policy.key());
    let restricted = policy.profile.as_deref() == Some("RESTRICTED");
    let text = policy.min_tls_version.as_deref();
    match text.map_or(Some(Version::Tls10), Version::parse) {
        // The suites of this profile need TLS 1.2.
        _ if restricted => {}
        None => return Strength::Unclear(format!("minTlsVersion {} is not known", text.unwrap_or_default())),
        Some(version) if version.is_weak() => {
            let how = if text.is_none() { ", the documented default" } else { "" };
            return Strength::Weak(Severity::Medium, format!("SSL policy {name} allows {version}{how}"));
        }
        Some(_) => {}
    }
    if rsa(policy).is_some() {
        return Strength::Weak(Severity::Low, format!("SSL policy {name} allows suites without forward secrecy"));
    }
    if policy.enabled_features.is_empty() {
        return Strength::Unclear(format!("enabledFeatures of SSL policy {name} is absent"));
    }
    Strength::Strong(format!("SSL policy {name} needs TLS 1.2 and has no suite without forward secrecy"))
}

/// The first suite with plain RSA key exchange.
fn rsa(policy: &SslPolicy) -> Option<(usize, &str)> {
    let mut suites = policy.enabled_features.iter().map(String::as_str).enumerate();
    suites.find(|(_, suite)| suite.starts_with("TLS_RSA_WITH_"))
}
