use super::search_domain::domains;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::opensearch::{DOMAIN_NAMES, DOMAINS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-opensearch-public-endpoint",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(40),
    title: "A search domain is reached across the internet",
    resource_type: "AWS::OpenSearch::Domain | AWS::Elasticsearch::Domain",
    needs: &[Required(&DOMAIN_NAMES.op), Required(&DOMAINS.op)],
    remediation: "Create a domain in a VPC and move the data; a public domain cannot be moved itself.",
    references: &[
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html",
        "https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A domain, of OpenSearch or Elasticsearch, without `VPCOptions.VPCId`. Low.

## Why it matters

Its traffic takes longer ways, some of them outside the account. This is about the path alone: whether the traffic is \
encrypted is the matter of aws-opensearch-https-not-enforced, and who may ask is that of its access policies, which are \
not judged.

## Evidence

`Endpoint` of the domain, or its ARN while it has none.

## False positives

Domains that are meant to be public.

## Remediation

```sh
aws opensearch create-domain --domain-name NEW --vpc-options SubnetIds=subnet-ID,SecurityGroupIds=sg-ID
```

```hcl
vpc_options {
  subnet_ids         = [aws_subnet.search.id]
  security_group_ids = [aws_security_group.search.id]
}
```

## Native controls

`OPENSEARCH_IN_VPC_ONLY` and `ELASTICSEARCH_IN_VPC_ONLY` of AWS Config, each for its engine.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for domain in domains(scope, out) {
        let vpc = domain.vpc_options.as_ref().and_then(|options| options.vpc_id.as_deref());
        if let Some(vpc) = vpc.filter(|vpc| !vpc.is_empty()) {
            out.pass(&domain, &format!("it is in {vpc}"));
            continue;
        }
        let mut case = out.case(&domain);
        match &domain.endpoint {
            Some(endpoint) => case.cite(&domain, "/Endpoint", endpoint, "a public address; it names no VPC"),
            None => case.cite(&domain, "/ARN", &domain.arn, "it names no VPC"),
        }
        let message = "The domain is in no VPC and is reached across the internet.".to_owned();
        out.rule(case, Ruling::Fail(Severity::Low, message));
    }
}
