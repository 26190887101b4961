use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::redshift::CLUSTERS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-redshift-enhanced-vpc-routing-disabled",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(40),
    title: "A Redshift cluster loads and unloads data outside its VPC",
    resource_type: "AWS::Redshift::Cluster",
    needs: &[Required(&CLUSTERS.op)],
    remediation: "Switch enhanced VPC routing on, with a VPC endpoint for S3 in place.",
    references: &[
        "https://docs.aws.amazon.com/redshift/latest/mgmt/enhanced-vpc-routing.html",
        "https://docs.aws.amazon.com/redshift/latest/APIReference/API_Cluster.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A cluster with `EnhancedVpcRouting` false, low.

## Why it matters

`COPY` and `UNLOAD` then reach S3 and other stores by Amazon's own network or the internet, where neither routes nor \
flow logs of yours apply. It is a longer path and no plain text: the confidence is 0.40.

## Evidence

`EnhancedVpcRouting` of the cluster.

## False positives

Clusters that load from and unload to S3 in their own region only.

## Remediation

```sh
aws redshift modify-cluster --cluster-identifier ID --enhanced-vpc-routing
```

```hcl
resource \"aws_redshift_cluster\" \"example\" {
  enhanced_vpc_routing = true
}
```

## Native controls

`REDSHIFT_ENHANCED_VPC_ROUTING_ENABLED` of AWS Config and `Redshift.7` of Security Hub ask the same.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        match cluster.enhanced_vpc_routing {
            Some(true) => out.pass(&cluster, "EnhancedVpcRouting is true"),
            Some(false) => {
                let mut case = out.case(&cluster);
                case.cite(&cluster, "/EnhancedVpcRouting", false, "COPY and UNLOAD do not keep to the VPC");
                let message = "The cluster loads and unloads data on paths outside its VPC.".to_owned();
                out.rule(case, Ruling::Fail(Severity::Low, message));
            }
            None => out.unknown(&cluster, "EnhancedVpcRouting is absent"),
        }
    }
}
