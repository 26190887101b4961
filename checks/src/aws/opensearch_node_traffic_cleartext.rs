use super::search_domain::domains;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::opensearch::{DOMAIN_NAMES, DOMAINS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-opensearch-node-traffic-cleartext",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "The nodes of a search domain talk in plain text",
    resource_type: "AWS::OpenSearch::Domain | AWS::Elasticsearch::Domain",
    needs: &[Required(&DOMAIN_NAMES.op), Required(&DOMAINS.op)],
    remediation: "Switch node-to-node encryption on; it cannot be switched off again.",
    references: &[
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html",
        "https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A domain, of OpenSearch or Elasticsearch, whose `NodeToNodeEncryptionOptions.Enabled` is false.

- medium: it has several nodes
- low: it has one data node and no dedicated master nodes, so that nothing is sent between nodes for now

## Why it matters

Documents and queries pass between the nodes in plain text, whatever clients use.

## Evidence

`NodeToNodeEncryptionOptions.Enabled`; `InstanceCount` and `DedicatedMasterEnabled` of `ClusterConfig`.

## False positives

Domains on versions that have no such encryption (Elasticsearch before 6.0): upgrade them.

## Remediation

```sh
aws opensearch update-domain-config --domain-name NAME --node-to-node-encryption-options Enabled=true
```

```hcl
node_to_node_encryption {
  enabled = true
}
```

## Native controls

`OPENSEARCH_NODE_TO_NODE_ENCRYPTION_CHECK` and `ELASTICSEARCH_NODE_TO_NODE_ENCRYPTION_CHECK` of AWS Config, `Opensearch.3` \
and `ES.3` of Security Hub, each for its engine.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for domain in domains(scope, out) {
        let enabled = domain.node_to_node_encryption_options.as_ref().and_then(|options| options.enabled);
        match enabled {
            Some(true) => out.pass(&domain, "NodeToNodeEncryptionOptions.Enabled is true"),
            Some(false) => {
                let mut case = out.case(&domain);
                let pointer = "/NodeToNodeEncryptionOptions/Enabled";
                case.cite(&domain, pointer, false, "nodes send each other plain text");
                let nodes =
                    domain.cluster_config.as_ref().map(|nodes| (nodes.instance_count, nodes.dedicated_master_enabled));
                let ruling = if nodes == Some((Some(1), Some(false))) {
                    case.cite(&domain, "/ClusterConfig/InstanceCount", 1, "one data node");
                    case.cite(&domain, "/ClusterConfig/DedicatedMasterEnabled", false, "and no other");
                    let message = "Nodes would talk in plain text; the domain has only one.".to_owned();
                    Ruling::Fail(Severity::Low, message)
                } else {
                    Ruling::Fail(Severity::Medium, "The nodes of the domain talk in plain text.".to_owned())
                };
                out.rule(case, ruling);
            }
            None => out.unknown(&domain, "NodeToNodeEncryptionOptions.Enabled is absent"),
        }
    }
}
