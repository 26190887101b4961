use super::distribution::serving;
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::cloudfront::{
    CacheBehavior, Counted, DISTRIBUTIONS, DistributionSummary, Origin, VPC_ORIGIN_DESCRIPTIONS, VPC_ORIGINS, VpcOrigin,
};
use overhear_core::Provider;
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-cloudfront-origin-cleartext",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "A CloudFront distribution calls an origin over plain HTTP",
    resource_type: "AWS::CloudFront::Distribution",
    needs: &[
        Required(&DISTRIBUTIONS.op),
        Enriching(&VPC_ORIGINS.op, UNREAD),
        Enriching(&VPC_ORIGIN_DESCRIPTIONS.op, UNREAD),
    ],
    remediation: "Let the origin speak TLS and set its protocol policy to `https-only`; serve a bucket by its REST endpoint \
                  with origin access control and not as a website.",
    references: &[
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomOriginConfig.html",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_VpcOriginEndpointConfig.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An enabled distribution with an origin that is called over plain HTTP, one finding for all of them. An origin counts \
where a behaviour leads to it, directly or as a member of an origin group.

- its `OriginProtocolPolicy` is `http-only`
- it is `match-viewer`, and one of the behaviours that lead to it is `allow-all`

Of an origin in a VPC the policy stands in `GetVpcOrigin`; where that was not read, and no other origin decides, the \
distribution is unknown. Buckets follow the viewer and pass: aws-cloudfront-viewer-http-allowed judges him.

## Why it matters

TLS of the viewer ends at the edge. From there to the origin requests with cookies and tokens cross networks readable: \
the internet, or a VPC in which a mirror can sit.

## Evidence

`OriginProtocolPolicy` of each such origin; `ViewerProtocolPolicy` of the behaviour that lets plain HTTP in.

## False positives

What an origin serves may be public: the website of a bucket (`*.s3-website*`) speaks HTTP alone.

## Remediation

```sh
aws cloudfront get-distribution-config --id ID > config.json
aws cloudfront update-distribution --id ID --if-match ETAG --distribution-config file://changed.json
```

```hcl
resource \"aws_cloudfront_distribution\" \"shop\" {
  # ...
  origin {
    # ...
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = \"https-only\"
      origin_ssl_protocols   = [\"TLSv1.2\"]
    }
  }
}
```

## Native controls

AWS Config `CLOUDFRONT_TRAFFIC_TO_ORIGIN_ENCRYPTED` and Security Hub CloudFront.9.
";

/// A behaviour that leads to an origin: where it stands, and what viewers may speak.
type Use<'a> = (String, Option<&'a str>);

/// The origins that behaviours lead to, by their place, each with these behaviours.
type Uses<'a> = BTreeMap<usize, (&'a Origin, Vec<Use<'a>>)>;

/// How an origin is called.
enum Hop<'a> {
    Encrypted,
    /// Always over HTTP.
    Plain,
    /// Over HTTP, since this behaviour lets it in.
    AsViewer(Use<'a>),
    Unknown(String),
}

/// Where the policy of an origin stands.
enum Policy<'a> {
    Bucket,
    Custom(Option<&'a str>),
    InVpc(Item<'a, VpcOrigin>, Option<&'a str>),
    Unknown(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for distribution in serving(scope, out) {
        let (uses, mut doubt) = uses(distribution.view());
        let mut hops = Vec::new();
        for (index, (origin, uses)) in uses {
            let policy = policy(scope, origin);
            match hop(&policy, &uses) {
                Hop::Unknown(reason) => doubt = doubt.or(Some(reason)),
                hop => hops.push((index, origin, policy, hop)),
            }
        }
        if hops.iter().all(|(.., hop)| matches!(hop, Hop::Encrypted)) {
            match doubt {
                Some(reason) => out.unknown(&distribution, reason),
                None => out.pass(&distribution, "no behaviour leads to an origin that is called over plain HTTP"),
            }
            continue;
        }
        let mut case = out.case(&distribution);
        for id in distribution.origins.iter().flat_map(|list| &list.items).filter_map(vpc_origin) {
            case.look_for(scope, &VPC_ORIGIN_DESCRIPTIONS, id);
        }
        let mut names = Vec::new();
        for (index, origin, policy, hop) in &hops {
            if cite(&mut case, &distribution, *index, policy, hop) {
                names
                    .push(origin.domain_name.as_deref().or(origin.id.as_deref()).unwrap_or("an origin without a name"));
            }
        }
        let message = format!("The distribution calls {} over plain HTTP.", names.join(", "));
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}

/// The origins that behaviours lead to, and why there may be more.
fn uses(distribution: &DistributionSummary) -> (Uses<'_>, Option<String>) {
    let mut uses = Uses::new();
    let mut doubt = None;
    if distribution.default_cache_behavior.is_none() {
        doubt = Some("DefaultCacheBehavior is absent".to_owned());
    }
    if !distribution.cache_behaviors.as_ref().is_some_and(Counted::is_whole) {
        doubt = Some("CacheBehaviors is absent or not whole".to_owned());
    }
    let default = distribution.default_cache_behavior.iter().map(|own| ("/DefaultCacheBehavior".to_owned(), own));
    let others = distribution.cache_behaviors.iter().flat_map(|list| list.items.iter().enumerate());
    let others = others.map(|(index, behaviour)| (format!("/CacheBehaviors/Items/{index}"), behaviour));
    for (pointer, behaviour) in default.chain(others) {
        let viewer = behaviour.viewer_protocol_policy.as_deref();
        match origins_of(distribution, behaviour) {
            Ok(origins) => {
                for (index, origin) in origins {
                    let (_, uses) = uses.entry(index).or_insert((origin, Vec::new()));
                    uses.push((format!("{pointer}/ViewerProtocolPolicy"), viewer));
                }
            }
            Err(reason) => doubt = doubt.or(Some(reason)),
        }
    }
    (uses, doubt)
}

/// The origins that a behaviour leads to, with their places.
fn origins_of<'a>(
    distribution: &'a DistributionSummary,
    behaviour: &CacheBehavior,
) -> Result<Vec<(usize, &'a Origin)>, String> {
    let target = behaviour.target_origin_id.as_deref().ok_or("TargetOriginId is absent")?;
    let origins = distribution.origins.as_ref().map_or(&[][..], |list| &list.items);
    let named = |id: &str| origins.iter().enumerate().find(|(_, origin)| origin.id.as_deref() == Some(id));
    if let Some(origin) = named(target) {
        return Ok(vec![origin]);
    }
    let mut groups = distribution.origin_groups.iter().flat_map(|list| &list.items);
    let group = groups.find(|group| group.id.as_deref() == Some(target));
    let group = group.ok_or_else(|| format!("a behaviour leads to {target}, which is no origin of it"))?;
    let members = group.members.as_ref().filter(|list| list.is_whole());
    let members = members.ok_or_else(|| format!("the members of origin group {target} are absent or not whole"))?;
    let members = members.items.iter().map(|member| member.origin_id.as_deref().and_then(named));
    members.collect::<Option<_>>().ok_or_else(|| format!("origin group {target} names an origin that it does not have"))
}

/// The origin in a VPC that an origin stands for.
fn vpc_origin(origin: &Origin) -> Option<&str> {
    origin.vpc_origin_config.as_ref()?.vpc_origin_id.as_deref()
}

fn policy<'a>(scope: &ScopeView<'a>, origin: &'a Origin) -> Policy<'a> {
    if let Some(config) = &origin.custom_origin_config {
        return Policy::Custom(config.origin_protocol_policy.as_deref());
    }
    if let Some(id) = vpc_origin(origin) {
        let Some(found) = scope.items_for(&VPC_ORIGIN_DESCRIPTIONS, id).into_iter().next() else {
            let sight = scope.sight_for(&VPC_ORIGIN_DESCRIPTIONS.op, id);
            let gap = sight.gap().map_or_else(|| "it gave nothing".to_owned(), ToString::to_string);
            return Policy::Unknown(format!("of VPC origin {id} the protocol is not known: {gap}"));
        };
        let config = found.view().vpc_origin_endpoint_config.as_ref();
        return Policy::InVpc(found, config.and_then(|config| config.origin_protocol_policy.as_deref()));
    }
    match origin.s3_origin_config {
        Some(_) => Policy::Bucket,
        None => Policy::Unknown("an origin has no configuration that is known".to_owned()),
    }
}

fn hop<'a>(policy: &Policy<'a>, uses: &[Use<'a>]) -> Hop<'a> {
    let policy = match policy {
        Policy::Bucket => return Hop::Encrypted,
        Policy::Unknown(reason) => return Hop::Unknown(reason.clone()),
        Policy::Custom(policy) | Policy::InVpc(_, policy) => policy,
    };
    match *policy {
        Some("https-only") => Hop::Encrypted,
        Some("http-only") => Hop::Plain,
        Some("match-viewer") => {
            if let Some(open) = uses.iter().find(|(_, viewer)| *viewer == Some("allow-all")) {
                return Hop::AsViewer(open.clone());
            }
            let closed = |viewer: Option<&str>| matches!(viewer, Some("https-only" | "redirect-to-https"));
            match uses.iter().find(|(_, viewer)| !closed(*viewer)) {
                None => Hop::Encrypted,
                Some((_, viewer)) => Hop::Unknown(format!("ViewerProtocolPolicy is {}", viewer.unwrap_or("absent"))),
            }
        }
        other => Hop::Unknown(format!("OriginProtocolPolicy is {}", other.unwrap_or("absent"))),
    }
}

/// Cites an origin that is called over plain HTTP; false for the others.
fn cite(
    case: &mut Case,
    distribution: &Item<'_, DistributionSummary>,
    index: usize,
    policy: &Policy<'_>,
    hop: &Hop<'_>,
) -> bool {
    let note = match hop {
        Hop::Plain => "it is called over HTTP",
        Hop::AsViewer(_) => "it is called as the viewer calls",
        Hop::Encrypted | Hop::Unknown(_) => return false,
    };
    match policy {
        Policy::Custom(value) => {
            let pointer = format!("/Origins/Items/{index}/CustomOriginConfig/OriginProtocolPolicy");
            case.cite(distribution, &pointer, value, note);
        }
        Policy::InVpc(origin, value) => {
            case.cite(origin, "/VpcOriginEndpointConfig/OriginProtocolPolicy", value, note);
        }
        Policy::Bucket | Policy::Unknown(_) => {}
    }
    if let Hop::AsViewer((pointer, viewer)) = hop {
        case.cite(distribution, pointer, viewer, "viewers may speak HTTP");
    }
    true
}
