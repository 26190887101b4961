use super::search_domain::domains;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, tls::Version};
use overhear_aws::opensearch::{DOMAIN_NAMES, DOMAINS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-opensearch-weak-tls-policy",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(70),
    title: "A search domain takes outdated TLS versions",
    resource_type: "AWS::OpenSearch::Domain | AWS::Elasticsearch::Domain",
    needs: &[Required(&DOMAIN_NAMES.op), Required(&DOMAINS.op)],
    remediation: "Choose the TLS security policy `Policy-Min-TLS-1-2-PFS-2023-10` or a newer one.",
    references: &["https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html"],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A domain, of OpenSearch or Elasticsearch, that requires HTTPS and whose `TLSSecurityPolicy` begins below TLS 1.2: \
`Policy-Min-TLS-1-0-2019-07`. Medium.

The version in the name of the policy decides, so policies that are new pass or fail by it. A name without one is \
unknown. Domains that do not require HTTPS are the matter of aws-opensearch-https-not-enforced.

## Why it matters

TLS 1.0 and 1.1 have known weaknesses (RFC 8996), and most of their cipher suites let recordings be read once the key \
is known.

## Evidence

`DomainEndpointOptions.TLSSecurityPolicy`.

## False positives

None for the setting. Clients mostly choose a newer version by themselves.

## Remediation

```sh
aws opensearch update-domain-config --domain-name NAME \
--domain-endpoint-options EnforceHTTPS=true,TLSSecurityPolicy=Policy-Min-TLS-1-2-PFS-2023-10
```

```hcl
domain_endpoint_options {
  enforce_https       = true
  tls_security_policy = \"Policy-Min-TLS-1-2-PFS-2023-10\"
}
```

## Native controls

`Opensearch.8` and `ES.8` of Security Hub, which want the newest policy where this check wants TLS 1.2.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for domain in domains(scope, out) {
        let options = domain.view().domain_endpoint_options.as_ref();
        match options.and_then(|options| options.enforce_https) {
            Some(true) => {}
            Some(false) => {
                out.not_applicable(&domain, "it does not require HTTPS, which is a matter of its own");
                continue;
            }
            None => {
                out.unknown(&domain, "DomainEndpointOptions.EnforceHTTPS is absent");
                continue;
            }
        }
        let Some(policy) = options.and_then(|options| options.tls_security_policy.as_deref()) else {
            out.unknown(&domain, "TLSSecurityPolicy is absent");
            continue;
        };
        match least(policy) {
            Some(version) if version.is_weak() => {
                let mut case = out.case(&domain);
                let pointer = "/DomainEndpointOptions/TLSSecurityPolicy";
                case.cite(&domain, pointer, policy, format!("{version} is taken"));
                let message = format!("The domain takes {version}: its policy is {policy}.");
                out.rule(case, Ruling::Fail(Severity::Medium, message));
            }
            Some(version) => out.pass(&domain, &format!("{policy} begins with {version}")),
            None => out.unknown(&domain, format!("TLSSecurityPolicy {policy} is not known")),
        }
    }
}

/// The least version of `Policy-Min-TLS-1-2-…`.
fn least(policy: &str) -> Option<Version> {
    let mut numbers = policy.strip_prefix("Policy-Min-TLS-")?.split('-');
    Version::parse(&format!("{}.{}", numbers.next()?, numbers.next()?))
}
