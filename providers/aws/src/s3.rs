//! Amazon S3: buckets and their policies.

use crate::arn;
use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// The general purpose buckets of the account, in every region.
    BUCKETS: Bucket = "s3:ListBuckets" {
        permission: "s3:ListAllMyBuckets",
        docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html",
        reach: Account,
        shape: Shape::AwsCli { list: "Buckets", single: "" },
    }

    /// The policy of one bucket. The answer does not name the bucket.
    BUCKET_POLICIES: BucketPolicy = "s3:GetBucketPolicy" {
        permission: "s3:GetBucketPolicy",
        docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html",
        reach: Account,
        per: BUCKETS,
        shape: Shape::Opaque,
    }

    /// The region of one bucket whose region the list does not tell. The answer does not name the bucket.
    BUCKET_LOCATIONS: BucketLocation = "s3:GetBucketLocation" {
        permission: "s3:GetBucketLocation",
        docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html",
        reach: Account,
        per: BUCKETS,
        shape: Shape::Opaque,
    }
}

/// A bucket.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Bucket {
    /// Its name, unique in the partition.
    pub name: String,
    /// Its region.
    pub bucket_region: Option<String>,
}

impl Document for Bucket {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let region = self.bucket_region.as_deref().unwrap_or(&scope.region);
        let scope = Scope::new(scope.provider, scope.account.as_str(), region);
        let id = format!("arn:{}:s3:::{}", arn::partition(region), self.name);
        Resource::new(&scope, "AWS::S3::Bucket", id).named(Some(&self.name))
    }
}

/// The policy of a bucket.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BucketPolicy {
    /// Its text, JSON.
    pub policy: Option<String>,
}

impl Document for BucketPolicy {
    fn key(&self) -> &'static str {
        ""
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }
}

/// The region of a bucket.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BucketLocation {
    /// The region; null for `us-east-1`, and `EU` for some buckets in `eu-west-1`.
    pub location_constraint: Option<String>,
}

impl Document for BucketLocation {
    fn key(&self) -> &'static str {
        ""
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    // An endpoint of one's own knows no host for each bucket.
    aws_sdk_s3, |builder, session| builder.force_path_style(session.has_own_endpoint());

    // The list tells the regions of buckets only where a parameter is given.
    BUCKETS => |client, ask| client.list_buckets().max_buckets(10_000).set_continuation_token(ask.token());

    // Another region than the bucket's answers with a redirect.
    BUCKET_POLICIES => |client, ask| client.get_bucket_policy().bucket(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &BUCKETS.op,
            keys: |item| Parent::in_region(item, "/Name", "/BucketRegion"),
        }]),
        absent: &["NoSuchBucketPolicy"],
        gone: &["NoSuchBucket"],
        redact: redact_policy;

    // The list tells the region, but for emulators and endpoints of other makers.
    BUCKET_LOCATIONS => |client, ask| client.get_bucket_location().bucket(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &BUCKETS.op,
            keys: |item| if at(item, "/BucketRegion").is_some() { vec![] } else { Parent::at(item, "/Name") },
        }]),
        gone: &["NoSuchBucket"];
}

/// Conditions whose values are shared secrets: what stands in front of a bucket proves itself with such a header.
#[cfg(feature = "live")]
const SECRET_KEYS: [&str; 2] = ["aws:referer", "aws:useragent"];

/// Replaces the values of these conditions. A policy that cannot be read is left out, since nobody can tell.
#[cfg(feature = "live")]
fn redact_policy(item: &mut serde_json::Value) {
    use serde_json::Value;

    let Some(Value::String(text)) = item.get_mut("Policy") else { return };
    let lower = text.to_ascii_lowercase();
    if !SECRET_KEYS.iter().any(|key| lower.contains(key)) {
        return;
    }
    let Ok(mut policy) = serde_json::from_str::<Value>(text) else {
        "unreadable, and left out since it may hold a secret".clone_into(text);
        return;
    };
    let statements = match policy.get_mut("Statement") {
        Some(Value::Array(statements)) => statements.iter_mut().collect(),
        Some(statement) => vec![statement],
        None => Vec::new(),
    };
    let conditions = statements.into_iter().filter_map(|statement| statement.get_mut("Condition")?.as_object_mut());
    for test in conditions.flat_map(|operators| operators.values_mut()).filter_map(Value::as_object_mut) {
        for (key, value) in test {
            if SECRET_KEYS.contains(&key.to_ascii_lowercase().as_str()) {
                *value = "left out".into();
            }
        }
    }
    *text = policy.to_string();
}

#[cfg(all(test, feature = "live"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_in_conditions_are_not_kept() {
        let redacted = |policy: &str| {
            let mut item = json!({"Policy": policy});
            redact_policy(&mut item);
            item["Policy"].as_str().unwrap().to_owned()
        };
        let plain = r#"{"Statement": [{"Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;
        assert_eq!(redacted(plain), plain);
        let secret = r#"{"Statement": {"Effect": "Allow", "Condition": {"StringLike": {"aws:Referer": ["s3cret"]}}}}"#;
        let kept: serde_json::Value = serde_json::from_str(&redacted(secret)).unwrap();
        assert_eq!(kept["Statement"]["Condition"], json!({"StringLike": {"aws:Referer": "left out"}}));
        assert_eq!(kept["Statement"]["Effect"], "Allow");
        assert!(!redacted(r#"{"aws:UserAgent": "s3cret""#).contains("s3cret"));
    }
}
