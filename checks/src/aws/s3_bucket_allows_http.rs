use super::{
    policy_document::PolicyDocument,
    resource_policy::{Http, Variant, http},
};
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity, Sight,
};
use overhear_aws::s3::{BUCKET_LOCATIONS, BUCKET_POLICIES, BUCKETS, Bucket, BucketPolicy};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-s3-bucket-allows-http",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A bucket answers requests over plain HTTP",
    resource_type: "AWS::S3::Bucket",
    needs: &[Required(&BUCKETS.op), Required(&BUCKET_POLICIES.op), Enriching(&BUCKET_LOCATIONS.op, UNREAD)],
    remediation: "Add a statement to the bucket policy that denies everybody `s3:*` on the bucket and its objects where \
                  `aws:SecureTransport` is `false`, and nothing else in its condition.",
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
        "https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A bucket without a policy, and one whose policy does not deny every request over HTTP.

- medium: objects can be read or written in plain text
- low: everything is denied for the objects, and calls for the bucket itself, such as listing it, are not (partial)

Statements count that deny (`Effect` `Deny`) everybody (`\"*\"`, `{\"AWS\": \"*\"}`) every action (`s3:*`, `*`), where \
each test of the condition is `Bool` or `BoolIfExists` of `aws:SecureTransport` with `false`. Together they must name \
the bucket and its objects. Without a condition they deny HTTP as well.

- `Allow` where `aws:SecureTransport` is true denies nothing
- other actions, principals or resources: partial. A list of actions is never taken for all of them
- another test in the same condition, such as `aws:SourceIp`: narrowed, since all tests must hold
- a least `s3:TlsVersion` says nothing of requests without TLS

Unknown: a policy that cannot be read; other operators on `aws:SecureTransport`; `NotPrincipal`, `NotAction`, \
`NotResource` and policy variables in a statement that everything hangs on. Directory buckets take only HTTPS.

## Why it matters

S3 answers HTTP and HTTPS alike. A client with a wrong scheme in its configuration sends objects, and signatures of \
its requests, in plain text across the network.

## Evidence

`Policy` of the bucket, with what is missing in it; or that there is none.

## False positives

Service control and resource control policies that deny HTTP for a whole organisation are not read. Buckets that are a \
public web site for old clients on purpose.

## Remediation

```json
{
  \"Sid\": \"DenyPlainHttp\",
  \"Effect\": \"Deny\",
  \"Principal\": \"*\",
  \"Action\": \"s3:*\",
  \"Resource\": [\"arn:aws:s3:::BUCKET\", \"arn:aws:s3:::BUCKET/*\"],
  \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}
}
```

```sh
aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text > policy.json
aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
```

## Native controls

`S3_BUCKET_SSL_REQUESTS_ONLY` of AWS Config and `S3.5` of Security Hub ask the same.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for bucket in scope.items(&BUCKETS) {
        if bucket.name.ends_with("--x-s3") {
            out.not_applicable(&bucket, "a directory bucket takes only HTTPS");
            continue;
        }
        let mut policies = scope.items_for(&BUCKET_POLICIES, &bucket.name);
        // A call that stands in two inputs is one call.
        policies.dedup_by(|a, b| a.policy == b.policy);
        match policies.as_slice() {
            [] if scope.sight_for(&BUCKET_POLICIES.op, &bucket.name) == Sight::Clear => {
                let mut case = out.case(&bucket);
                case.cite(&bucket, "/Name", &bucket.name, "GetBucketPolicy: this bucket has no policy");
                cite_location(scope, &mut case, &bucket);
                let message = "The bucket has no policy, so nothing denies requests over plain HTTP.";
                out.rule(case, Ruling::Fail(Severity::Medium, message.to_owned()));
            }
            // What could not be read the engine tells.
            [] => {}
            [policy] => judge(scope, out, &bucket, policy),
            [_, _, ..] => out.unknown(&bucket, "the snapshot holds more than one policy of it"),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, bucket: &Item<'_, Bucket>, policy: &Item<'_, BucketPolicy>) {
    let Some(text) = policy.policy.as_deref() else {
        out.unknown(bucket, "Policy is absent");
        return;
    };
    let document = match PolicyDocument::parse(text) {
        Ok(document) => document,
        Err(error) => {
            out.unknown(bucket, format!("its policy cannot be read: {error}"));
            return;
        }
    };
    let (severity, message, notes) = match http(&document, &bucket.name) {
        Http::Denied => {
            out.pass(bucket, "its policy denies everybody every request over plain HTTP");
            return;
        }
        Http::Undecided(reason) => {
            out.unknown(bucket, format!("whether its policy denies plain HTTP cannot be told: {reason}"));
            return;
        }
        Http::Open { objects_denied: true, notes, .. } => (
            Severity::Low,
            "The policy denies plain HTTP for every object, and not for the bucket itself (partial)",
            notes,
        ),
        Http::Open { variant: Variant::Nothing, notes, .. } => {
            (Severity::Medium, "The policy denies nothing over plain HTTP", notes)
        }
        Http::Open { variant: Variant::Partial, notes, .. } => {
            (Severity::Medium, "The policy denies plain HTTP only in part (partial)", notes)
        }
        Http::Open { variant: Variant::Narrowed, notes, .. } => {
            (Severity::Medium, "The policy denies plain HTTP only under a further condition (narrowed)", notes)
        }
    };
    let mut case = out.case(bucket);
    let note = if notes.is_empty() { "no statement denies plain HTTP".to_owned() } else { notes.join("; ") };
    case.cite(policy, "/Policy", text, note);
    cite_location(scope, &mut case, bucket);
    let more = if notes.is_empty() { String::new() } else { format!(": {}", notes.join("; ")) };
    out.rule(case, Ruling::Fail(severity, format!("{message}{more}.")));
}

/// The region, where the list of buckets does not tell it.
fn cite_location(scope: &ScopeView<'_>, case: &mut Case, bucket: &Item<'_, Bucket>) {
    if bucket.bucket_region.is_some() {
        return;
    }
    for location in case.look_for(scope, &BUCKET_LOCATIONS, &bucket.name) {
        if let Some(region) = &location.location_constraint {
            case.cite(&location, "/LocationConstraint", region, "its region");
        }
    }
}
