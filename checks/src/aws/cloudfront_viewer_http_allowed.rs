use super::distribution::serving;
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::cloudfront::{CacheBehavior, DISTRIBUTIONS, DistributionSummary, FUNCTIONS};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);
/// Where code that is not read may send viewers to HTTPS.
const MAY_REDIRECT: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "aws-cloudfront-viewer-http-allowed",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A distribution answers viewers over plain HTTP",
    resource_type: "AWS::CloudFront::Distribution",
    needs: &[Required(&DISTRIBUTIONS.op), Enriching(&FUNCTIONS.op, UNREAD)],
    remediation: "Set `ViewerProtocolPolicy` of every behaviour to `redirect-to-https`, or to `https-only` where no \
                  browser comes.",
    references: &[
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DefaultCacheBehavior.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An enabled distribution of which at least one behaviour, the default one or another, has `ViewerProtocolPolicy` \
`allow-all`. One finding for each distribution, high.

`https-only` and `redirect-to-https` pass; with the latter the first request of a viewer still travels in plain text. \
A policy that is absent or not documented, and a list of behaviours that is not whole, are unknown.

## Why it matters

Requests and answers of these paths, with their cookies and tokens, can be read everywhere between the viewer and \
CloudFront.

## Evidence

`ViewerProtocolPolicy` of each such behaviour, and the functions that run on its viewer requests.

## False positives

A function on the viewer requests may redirect to HTTPS by itself. Its code is not read: where every open behaviour \
has one the confidence is at most 0.70.

## Remediation

```sh
aws cloudfront get-distribution-config --id ID > config.json
# set ViewerProtocolPolicy to redirect-to-https in DefaultCacheBehavior and in each of CacheBehaviors.Items
aws cloudfront update-distribution --id ID --if-match ETAG --distribution-config file://distribution-config.json
```

```hcl
default_cache_behavior {
  viewer_protocol_policy = \"redirect-to-https\"
}
```

## Native controls

`CLOUDFRONT_VIEWER_POLICY_HTTPS` of AWS Config and `CloudFront.3` of Security Hub ask the same.
";

/// A behaviour, where it stands and the paths it is for.
type Place<'a> = (String, &'a str, &'a CacheBehavior);

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for distribution in serving(scope, out) {
        let behaviors = behaviors(distribution.view());
        let is_open = |behavior: &CacheBehavior| behavior.viewer_protocol_policy.as_deref() == Some("allow-all");
        let open: Vec<_> = behaviors.iter().filter(|(.., behavior)| is_open(behavior)).collect();
        if open.is_empty() {
            match doubt(&distribution, &behaviors) {
                Some(reason) => out.unknown(&distribution, reason),
                None => out.pass(&distribution, "every behaviour asks for HTTPS or redirects to it"),
            }
            continue;
        }
        let mut case = out.case(&distribution);
        let mut redirect = true;
        for (at, _, behavior) in &open {
            let pointer = format!("{at}/ViewerProtocolPolicy");
            case.cite(&distribution, &pointer, &behavior.viewer_protocol_policy, "HTTP and HTTPS are answered alike");
            redirect &= cite_function(scope, &mut case, &distribution, at, behavior);
        }
        let paths: Vec<_> = open.iter().map(|(_, paths, _)| *paths).collect();
        let mut message = format!("Viewers may use plain HTTP for {}.", paths.join(", "));
        if redirect {
            case.cap(MAY_REDIRECT);
            message.push_str(" A function runs before each answer and may redirect; its code is not read.");
        }
        out.rule(case, Ruling::Fail(Severity::High, message));
    }
}

fn behaviors(distribution: &DistributionSummary) -> Vec<Place<'_>> {
    let default = distribution.default_cache_behavior.iter();
    let default = default.map(|behavior| ("/DefaultCacheBehavior".to_owned(), "all other paths", behavior));
    let others = distribution.cache_behaviors.iter().flat_map(|list| list.items.iter().enumerate());
    let others = others.map(|(index, behavior)| {
        let paths = behavior.path_pattern.as_deref().unwrap_or("a path without a pattern");
        (format!("/CacheBehaviors/Items/{index}"), paths, behavior)
    });
    others.chain(default).collect()
}

/// Why a distribution without an open behaviour cannot be told to be fine.
fn doubt(distribution: &DistributionSummary, behaviors: &[Place<'_>]) -> Option<String> {
    if distribution.default_cache_behavior.is_none() {
        return Some("DefaultCacheBehavior is absent".to_owned());
    }
    match &distribution.cache_behaviors {
        Some(list) if list.is_whole() => {}
        Some(_) => return Some("CacheBehaviors has not as many Items as its Quantity says".to_owned()),
        None => return Some("CacheBehaviors is absent".to_owned()),
    }
    behaviors.iter().find_map(|(_, paths, behavior)| match behavior.viewer_protocol_policy.as_deref() {
        Some("https-only" | "redirect-to-https") => None,
        Some(other) => Some(format!("ViewerProtocolPolicy {other} of {paths} is not known")),
        None => Some(format!("ViewerProtocolPolicy of {paths} is absent")),
    })
}

/// True where a function runs on the viewer requests of a behaviour.
fn cite_function(
    scope: &ScopeView<'_>,
    case: &mut Case,
    distribution: &Item<'_, DistributionSummary>,
    at: &str,
    behavior: &CacheBehavior,
) -> bool {
    let own = behavior.function_associations.iter().flat_map(|list| list.items.iter().enumerate());
    let own = own.filter(|(_, function)| function.event_type.as_deref() == Some("viewer-request"));
    let mut found = false;
    for (index, function) in own {
        found = true;
        let pointer = format!("{at}/FunctionAssociations/Items/{index}/EventType");
        case.cite(distribution, &pointer, "viewer-request", "a function runs before the answer");
        let known = case.look(scope, &FUNCTIONS);
        let mut known =
            known.iter().filter(|known| Some(&known.function_metadata.arn) == function.function_arn.as_ref());
        if let Some(known) = known.next() {
            case.cite(known, "/FunctionMetadata/FunctionARN", &known.function_metadata.arn, "this function");
        }
    }
    let lambda = behavior.lambda_function_associations.iter().flat_map(|list| list.items.iter().enumerate());
    for (index, _) in lambda.filter(|(_, function)| function.event_type.as_deref() == Some("viewer-request")) {
        found = true;
        let pointer = format!("{at}/LambdaFunctionAssociations/Items/{index}/EventType");
        case.cite(distribution, &pointer, "viewer-request", "a Lambda function runs before the answer");
    }
    found
}
