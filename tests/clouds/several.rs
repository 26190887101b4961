//! Several clouds at once.

use crate::{
    entries::{by, entries, estate},
    run::{TOKEN, overhear, went},
    stub::{Reply, Seen, Stub},
};
use std::collections::BTreeSet;

#[test]
fn three_clouds_go_side_by_side_into_one_report() {
    let nothing = |_: &Seen, _: usize| Reply::new(404, r#"{"error": {"code": 404, "status": "NOT_FOUND"}}"#);
    let azure =
        Stub::start(|origin| by([estate("azure"), entries("azure", "captures.json")].concat(), origin, nothing));
    let gcp = Stub::start(|origin| by([estate("gcp"), entries("gcp", "captures.json")].concat(), origin, nothing));
    let aws = Stub::start(|_| {
        |_: &Seen, _: usize| {
            Reply::new(
                403,
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>",
            )
        }
    });
    let mut command = overhear();
    command
        .env("OVERHEAR_AZURE_ENDPOINT", &azure.origin)
        .env("OVERHEAR_AZURE_TOKEN", TOKEN)
        .env("OVERHEAR_GCP_ENDPOINT", &gcp.origin)
        .env("OVERHEAR_GCP_TOKEN", TOKEN)
        .env("AWS_ENDPOINT_URL", &aws.origin)
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    let args = "scan aws azure gcp --regions eu-west-1 --projects quiet-prod,loud-prod --only capture --format json --results all";
    let went = went(&mut command, args);
    assert_eq!(went.code, 10, "{}", went.err);
    let report = went.report();
    assert_eq!(report["scan"]["inputs"], serde_json::json!(["aws", "azure", "gcp"]));
    let providers = |list: &str| -> BTreeSet<String> {
        let rows = report[list].as_array().unwrap().iter();
        rows.map(|row| row["resource"]["provider"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(providers("findings"), BTreeSet::from(["azure".to_owned(), "gcp".to_owned()]));
    assert_eq!(providers("results").len(), 3, "what AWS denied is unknown, beside the others");
    assert!(azure.seen().iter().all(|seen| !seen.line.contains("compute/v1")));
}

#[test]
fn a_flag_of_a_cloud_that_is_not_read_is_a_mistake() {
    for (args, flag) in [
        ("scan azure --profile x", "--profile"),
        ("scan gcp --subscriptions all", "--subscriptions"),
        ("collect aws azure --projects p", "--projects"),
        ("scan aws --cloud china", "--cloud"),
    ] {
        let went = went(&mut overhear(), args);
        assert_eq!(went.code, 2, "{args}");
        assert!(went.err.contains(flag), "{}", went.err);
    }
}

#[test]
fn names_that_cannot_be_are_mistakes() {
    for args in [
        "scan azure --subscriptions prod",
        "scan azure --management-group a/b",
        "scan azure --tenant a/b",
        "scan gcp --projects ../x",
        "scan gcp --organization example.com",
        "scan gcp --folder x",
        "scan gcp --folder 1 --organization 2",
        "scan",
        "scan oracle",
    ] {
        assert_eq!(went(&mut overhear(), args).code, 2, "{args}");
    }
}

#[test]
fn the_plans_of_several_clouds_are_shown_together() {
    let went = went(&mut overhear(), "scan aws azure gcp --dry-run");
    assert_eq!(went.code, 0, "{}", went.err);
    for operation in [
        "ec2:DescribeTrafficMirrorSessions",
        "Microsoft.Network:PacketCaptures_List",
        "compute.packetMirrorings.aggregatedList",
    ] {
        assert!(went.out.contains(operation), "{operation}");
    }
    assert!(went.out.ends_with("Nothing was asked of the cloud.\n"), "{}", went.out);
}

#[test]
fn who_sees_nothing_has_not_seen_that_there_is_nothing() {
    let stub = Stub::start(|_| |_: &Seen, _: usize| Reply::new(200, r#"{"value": [], "projects": []}"#));
    for (went, op) in [
        (stub.azure("scan azure --only capture --format json"), "Microsoft.Resources:Subscriptions_List"),
        (stub.gcp("scan gcp --only capture --format json"), "cloudresourcemanager.projects.search"),
    ] {
        let report = went.report();
        assert_eq!((went.code, &report["complete"]), (3, &serde_json::json!(false)), "{report:#}");
        let mut rows = report["coverage"].as_array().unwrap().iter();
        assert!(rows.any(|row| row["op"] == op && row["outcome"] == "failed"), "{report:#}");
    }
}

#[test]
fn a_run_that_is_gone_on_with_holds_each_call_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("snapshot.jsonl");
    let file = file.to_str().unwrap();
    let stub = Stub::start(|origin| by(estate("azure"), origin, |_, _| Reply::new(200, r#"{"value": []}"#)));
    let what = "collect azure --subscriptions 00000000-0000-0000-0000-00000000000a --only azure-vtap-active";
    stub.azure(&format!("{what} -o {file}"));
    let asked = stub.seen().len();
    let went = stub.azure(&format!("{what} --resume {file}"));
    assert_eq!(went.code, 0, "{}", went.err);
    assert_eq!(stub.seen().len(), asked + 1, "only which subscriptions there are is asked anew");
    let text = std::fs::read_to_string(file).unwrap();
    let mut calls: Vec<_> = text.lines().skip(1).map(|line| line.split("\"outcome\"").next().unwrap()).collect();
    let all = calls.len();
    calls.sort_unstable();
    calls.dedup();
    assert_eq!(calls.len(), all, "{text}");
    let missing = stub.azure(&format!("{what} --resume {file}.absent"));
    assert_eq!(missing.code, 2, "{}", missing.err);
}
