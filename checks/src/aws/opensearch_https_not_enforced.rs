use super::search_domain::domains;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::opensearch::{DOMAIN_NAMES, DOMAINS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-opensearch-https-not-enforced",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A search domain answers over plain HTTP",
    resource_type: "AWS::OpenSearch::Domain | AWS::Elasticsearch::Domain",
    needs: &[Required(&DOMAIN_NAMES.op), Required(&DOMAINS.op)],
    remediation: "Require HTTPS (`EnforceHTTPS`) and choose a TLS security policy of TLS 1.2 or newer.",
    references: &[
        "https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html",
        "https://docs.aws.amazon.com/config/latest/developerguide/opensearch-https-required.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A domain, of OpenSearch or Elasticsearch, whose `DomainEndpointOptions.EnforceHTTPS` is false. High, inside a VPC too: \
there traffic can be mirrored.

## Why it matters

Clients may send passwords, queries and documents in plain text, and get plain text back.

## Evidence

`DomainEndpointOptions.EnforceHTTPS`.

## False positives

Clients that all use HTTPS by themselves. Only the domain can make sure of it.

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

`OPENSEARCH_HTTPS_REQUIRED` of AWS Config; `Opensearch.8` and `ES.8` of Security Hub, which also want the newest TLS \
policy (see aws-opensearch-weak-tls-policy).
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for domain in domains(scope, out) {
        match domain.domain_endpoint_options.as_ref().and_then(|options| options.enforce_https) {
            Some(true) => out.pass(&domain, "EnforceHTTPS is true"),
            Some(false) => {
                let mut case = out.case(&domain);
                case.cite(&domain, "/DomainEndpointOptions/EnforceHTTPS", false, "HTTP is answered too");
                let message = "The domain answers requests over plain HTTP.".to_owned();
                out.rule(case, Ruling::Fail(Severity::High, message));
            }
            None => out.unknown(&domain, "DomainEndpointOptions.EnforceHTTPS is absent"),
        }
    }
}
