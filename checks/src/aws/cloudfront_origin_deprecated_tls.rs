use super::distribution::serving;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, tls::Version};
use overhear_aws::cloudfront::{DISTRIBUTIONS, DistributionSummary, Origin};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-cloudfront-origin-deprecated-tls",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(60),
    title: "A distribution may speak an outdated TLS version to an origin",
    resource_type: "AWS::CloudFront::Distribution",
    needs: &[Required(&DISTRIBUTIONS.op)],
    remediation: "Leave only `TLSv1.2` in `OriginSslProtocols` of each custom origin, once the origin speaks it.",
    references: &[
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomOriginConfig.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-ciphers-cloudfront-to-origin.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An enabled distribution with a custom origin that may be spoken to by HTTPS and whose `OriginSslProtocols` hold an \
outdated version. One finding for each distribution.

- medium: SSL 3.0
- low: TLS 1.0 or 1.1

Origins of `http-only` have no TLS; aws-cloudfront-origin-cleartext speaks of them. Every origin of the distribution \
counts, also one that no behaviour names: functions can choose any of them. A VPC origin holds its versions elsewhere \
(`GetVpcOrigin`) and makes the distribution unknown, unless another origin decides.

## Why it matters

Origins are often reached across the internet. These versions have known weaknesses (RFC 7568, RFC 8996); who can \
stand in the path may bring both sides to speak one of them.

## Evidence

Each outdated entry of `OriginSslProtocols`, and `OriginProtocolPolicy` of its origin.

## False positives

CloudFront takes the newest version that the origin speaks too: an origin that refuses the old ones is safe in fact.

## Remediation

```sh
aws cloudfront get-distribution-config --id ID > config.json
# set OriginSslProtocols to {\"Quantity\": 1, \"Items\": [\"TLSv1.2\"]} for each custom origin
aws cloudfront update-distribution --id ID --if-match ETAG --distribution-config file://distribution-config.json
```

```hcl
custom_origin_config {
  origin_protocol_policy = \"https-only\"
  origin_ssl_protocols   = [\"TLSv1.2\"]
}
```

## Native controls

`CLOUDFRONT_NO_DEPRECATED_SSL_PROTOCOLS` of AWS Config and `CloudFront.10` of Security Hub look for SSL 3.0 only.
";

/// What an origin tells.
enum Told<'a> {
    /// It has no TLS, or none that the customer chooses.
    Nothing,
    /// How it is spoken to, and the versions with their names.
    Versions(&'a str, Vec<(Version, &'a str)>),
    /// The document does not tell, and why.
    Unclear(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for distribution in serving(scope, out) {
        let told = distribution.origins.iter().flat_map(|list| list.items.iter().map(told));
        let told: Vec<_> = told.collect();
        let outdated = told.iter().enumerate().filter_map(|(index, told)| match told {
            Told::Versions(policy, versions) if versions.iter().any(|(version, _)| version.is_weak()) => {
                Some((index, *policy, versions))
            }
            _ => None,
        });
        let outdated: Vec<_> = outdated.collect();
        if outdated.is_empty() {
            match doubt(distribution.view(), &told) {
                Some(reason) => out.unknown(&distribution, reason),
                None if told.iter().any(|told| matches!(told, Told::Versions(..))) => {
                    out.pass(&distribution, "its custom origins are spoken to by TLS 1.2 or newer");
                }
                None => out.not_applicable(&distribution, "it has no custom origin that is spoken to by HTTPS"),
            }
            continue;
        }
        let mut case = out.case(&distribution);
        let (mut oldest, mut names) = (Version::Tls13, Vec::new());
        for (index, policy, versions) in outdated {
            let config = format!("/Origins/Items/{index}/CustomOriginConfig");
            case.cite(&distribution, &format!("{config}/OriginProtocolPolicy"), policy, "HTTPS is spoken to it");
            for (place, (version, text)) in versions.iter().enumerate().filter(|(_, (version, _))| version.is_weak()) {
                let pointer = format!("{config}/OriginSslProtocols/Items/{place}");
                case.cite(&distribution, &pointer, text, format!("{version} may be spoken"));
                oldest = oldest.min(*version);
            }
            names.extend(origin_id(distribution.view(), index));
        }
        let severity = if oldest <= Version::Ssl3 { Severity::Medium } else { Severity::Low };
        let message = format!("CloudFront may speak versions down to {oldest} to {}.", names.join(", "));
        out.rule(case, Ruling::Fail(severity, message));
    }
}

fn told(origin: &Origin) -> Told<'_> {
    let id = origin.id.as_deref().unwrap_or("an origin without an id");
    let Some(config) = &origin.custom_origin_config else {
        return match origin.s3_origin_config {
            Some(_) => Told::Nothing,
            None => {
                Told::Unclear(format!("{id} is neither a custom origin nor a bucket: its TLS versions stand elsewhere"))
            }
        };
    };
    let policy = match config.origin_protocol_policy.as_deref() {
        Some("http-only") => return Told::Nothing,
        Some(policy @ ("https-only" | "match-viewer")) => policy,
        Some(other) => return Told::Unclear(format!("OriginProtocolPolicy {other} of {id} is not known")),
        None => return Told::Unclear(format!("OriginProtocolPolicy of {id} is absent")),
    };
    let Some(list) = config.origin_ssl_protocols.as_ref().filter(|list| list.is_whole() && !list.items.is_empty())
    else {
        return Told::Unclear(format!("OriginSslProtocols of {id} are absent or not whole"));
    };
    let versions =
        list.items.iter().map(|text| Version::parse(text).map(|version| (version, text.as_str())).ok_or(text));
    match versions.collect::<Result<_, _>>() {
        Ok(versions) => Told::Versions(policy, versions),
        Err(other) => Told::Unclear(format!("{other} in OriginSslProtocols of {id} is not known")),
    }
}

/// Why a distribution without an outdated version cannot be told to be fine.
fn doubt(distribution: &DistributionSummary, told: &[Told<'_>]) -> Option<String> {
    match &distribution.origins {
        None => return Some("Origins is absent".to_owned()),
        Some(list) if !list.is_whole() => return Some("Origins has not as many Items as its Quantity says".to_owned()),
        Some(_) => {}
    }
    told.iter().find_map(|told| match told {
        Told::Unclear(reason) => Some(reason.clone()),
        Told::Nothing | Told::Versions(..) => None,
    })
}

fn origin_id(distribution: &DistributionSummary, index: usize) -> Option<&str> {
    let origin = distribution.origins.as_ref()?.items.get(index)?;
    Some(origin.id.as_deref().unwrap_or("an origin without an id"))
}
