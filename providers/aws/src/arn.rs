//! Amazon Resource Names: `arn:partition:service:region:account:resource`.

use overhear_core::{Home, Scope, UNKNOWN};

/// The partition of a region: `aws`, `aws-cn`, `aws-us-gov`, `aws-iso`, `aws-iso-b`,
/// `aws-iso-e`, `aws-iso-f`, `aws-eusc`.
pub fn partition(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        r if r.starts_with("us-isob-") => "aws-iso-b",
        r if r.starts_with("us-isof-") => "aws-iso-f",
        r if r.starts_with("eu-isoe-") => "aws-iso-e",
        r if r.starts_with("eusc-") => "aws-eusc",
        r if r.starts_with("us-iso-") => "aws-iso",
        _ => "aws",
    }
}

/// The regions that are enabled in every account of the partition of `region` (AWS General Reference, Regions and
/// endpoints). Others have to be opted into.
pub fn default_regions(region: &str) -> &'static [&'static str] {
    match partition(region) {
        "aws" => &[
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
        "aws-cn" => &["cn-north-1", "cn-northwest-1"],
        "aws-us-gov" => &["us-gov-east-1", "us-gov-west-1"],
        _ => &[],
    }
}

/// The ARN of a regional resource that lives in `scope`.
pub fn regional(scope: &Scope, service: &str, resource: &str) -> String {
    let Scope { account, region, .. } = scope;
    format!("arn:{}:{service}:{region}:{account}:{resource}", partition(region))
}

/// Account and region that an ARN names.
pub fn home(arn: &str) -> Home<'_> {
    let part = |index| arn.split(':').nth(index).filter(|part| !part.is_empty() && *part != UNKNOWN);
    if arn.starts_with("arn:") { Home { region: part(3), account: part(4) } } else { Home::default() }
}

/// The account that an ARN names.
pub fn account(arn: &str) -> Option<&str> {
    home(arn).account
}
