//! Documents are what botocore, the AWS CLI's own parser, makes of the same answers.

use super::{
    proxy::{Fault, Rule},
    run::{Bench, REGIONS},
};
use overhear_core::Provider;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Command,
    time::Duration,
};

/// Members that are never written, since they may hold secrets or are of no use to a verdict: by operation, with the
/// path from the item.
const LEFT_OUT: &[(&str, &[&str])] = &[
    ("apigateway:GetResources", &["/resourceMethods/*/methodIntegration"]),
    ("apigateway:GetStages", &["/variables", "/canarySettings"]),
    ("cloudfront:ListDistributions", &["/Comment", "/Origins/Items/*/CustomHeaders/Items/*/HeaderValue"]),
    ("cloudfront:ListFunctions", &["/FunctionConfig/Comment"]),
    ("ecs:DescribeServices", &["/deployments/*/serviceConnectConfiguration"]),
    ("ecs:DescribeTaskDefinition", &["/containerDefinitions/*", "/volumes/*"]),
    ("elasticloadbalancingv2:DescribeListeners", &["/DefaultActions/*"]),
    ("elasticloadbalancingv2:DescribeRules", &["/Actions/*", "/Conditions/*"]),
    // Here and in SoftwareUpdateOptions the emulator tells more than the model knows, which stays.
    ("eventbridge:ListRules", &["/CreatedBy"]),
    ("eventbridge:ListTargetsByRule", &["/Input", "/InputTransformer", "/HttpParameters"]),
    ("opensearch:DescribeDomains", &["/ModifyingProperties", "/SoftwareUpdateOptions"]),
    ("organizations:DescribeOrganization", &["/MasterAccountEmail"]),
    ("organizations:ListAccounts", &["/Email"]),
    ("ssm:GetDocument", &["/Content", "/AttachmentsContent"]),
];

/// What differs between two calls of the emulator.
const VOLATILE: &[&str] = &["LatestRestorableTime", "LatestDeliveryTime", "LatestDeliveryAttemptTime"];

#[test]
fn documents_are_what_botocore_reads() {
    let Some(bench) = Bench::bare(Vec::new(), Duration::ZERO) else { return };
    let (calls, code) = bench.collect_all("all.jsonl", &[]);
    assert_eq!(code, 3, "what the emulator lacks is a gap");
    let complete: Vec<&Value> = calls.iter().filter(|call| call["outcome"] == "complete").collect();
    let region = |call: &Value| match call["scope"]["region"].as_str().unwrap() {
        "global" => "us-east-1".to_owned(),
        region => region.to_owned(),
    };
    let ask = |call: &&Value| json!({"op": call["op"], "region": region(call), "parent": call["parent"]});
    let answers = bench.moto.oracle(&complete.iter().map(ask).collect());
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    for (call, answer) in complete.iter().zip(answers.as_array().unwrap()) {
        let op = call["op"].as_str().unwrap();
        let place = format!("{op} {} {}", call["scope"]["region"], call["parent"]);
        if op == "s3:GetBucketPolicy" && answer["error"] == "NoSuchBucketPolicy" {
            assert_eq!(call["items"], json!([]), "{place}");
            continue;
        }
        let (ours, theirs) = (call["items"].as_array().unwrap(), answer["items"].as_array());
        let theirs = theirs.unwrap_or_else(|| panic!("{place}: {answer}"));
        assert_eq!(ours.len(), theirs.len(), "{place}");
        let left_out = LEFT_OUT.iter().find(|(known, _)| *known == op).map_or(&[][..], |(_, paths)| paths);
        for (ours, theirs) in ours.iter().zip(theirs) {
            let mut differences = Vec::new();
            differ(ours, theirs, String::new(), &mut differences);
            differences.retain(|path| !left_out.iter().any(|known| is_under(path, known)));
            differences.retain(|path| !VOLATILE.iter().any(|name| path.ends_with(name)));
            assert_eq!(differences, Vec::<String>::new(), "{place}: {ours} {theirs}");
            *compared.entry(op).or_default() += 1;
        }
    }
    // All but what the emulator lacks, what it speaks no protocol for, and what its estate has none of.
    assert!(compared.len() >= 55, "{} operations: {compared:?}", compared.len());
}

/// The paths at which two values differ.
fn differ(ours: &Value, theirs: &Value, path: String, differences: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(one), Value::Object(other)) => {
            for key in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
                let null = Value::Null;
                let (one, other) = (one.get(key).unwrap_or(&null), other.get(key).unwrap_or(&null));
                differ(one, other, format!("{path}/{key}"), differences);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                differ(one, other, format!("{path}/{index}"), differences);
            }
        }
        _ if ours == theirs => {}
        _ => differences.push(path),
    }
}

fn is_under(path: &str, known: &str) -> bool {
    let (mut path, mut known) = (path.split('/'), known.split('/'));
    loop {
        match (path.next(), known.next()) {
            (_, None) => return true,
            (Some(own), Some(other)) if own == other || other == "*" => {}
            _ => return false,
        }
    }
}

#[test]
fn secrets_are_not_written() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let canary = bench.moto.seed()["canary"].as_str().unwrap().to_owned();
    let association = r#"{"AssociationDescription": {"AssociationId": "a-1", "Name": "AWS-RunShellScript",
        "Parameters": {"commands": ["export T=CANARY", "sudo tcpdump -w CANARY"]}}}"#;
    let rules = vec![
        Rule::new("ssm:ListAssociations", Fault::Answer(r#"{"Associations": [{"AssociationId": "a-1"}]}"#.to_owned())),
        Rule::new("ssm:DescribeAssociation", Fault::Answer(association.replace("CANARY", &canary))),
    ];
    let bench = Bench::new(rules).unwrap();
    let (calls, _) = bench.collect_all("all.jsonl", &["-v"]);
    let text = fs::read_to_string(bench.path("all.jsonl")).unwrap();
    assert!(!text.contains(&canary), "the canary was written");
    let described = calls.iter().find(|call| call["op"] == "ssm:DescribeAssociation").unwrap();
    assert_eq!(described["items"][0]["Parameters"]["commands"], json!(["", "tcpdump"]));
    let scanned = bench.scan_regions(&[]);
    assert!(!scanned.report.to_string().contains(&canary) && !scanned.stderr.contains(&canary));
    assert_eq!(scanned.found("aws-ssm-association-captures-packets").len(), REGIONS.len());
}

#[test]
fn the_table_of_shapes_is_current() {
    let Some(python) = env::var_os("OVERHEAR_MOTO_PYTHON") else {
        println!("live test skipped: OVERHEAR_MOTO_PYTHON names no Python with botocore");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let operations = overhear_checks::operations().iter().filter(|op| op.provider == Provider::Aws);
    let output =
        Command::new(python).arg(root.join("xtask/shapes.py")).args(operations.map(|op| op.id)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let present = fs::read_to_string(root.join("providers/aws/src/live/shapes.txt")).unwrap();
    assert!(String::from_utf8(output.stdout).unwrap() == present, "shapes.txt is not current: see xtask/shapes.py");
}
