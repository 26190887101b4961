//! Bad input and faults: the rest is read, the gap is named.

use super::{
    proxy::{Fault, Rule},
    run::{Bench, REGIONS, Scanned},
};
use std::{fs, time::Duration};

const SESSIONS: &str = "aws-mirror-session-active";

#[test]
fn no_credentials_is_a_gap_in_everything() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let mut command = bench.command(&["scan", "aws", "--format", "json", "--regions", "us-east-1"]);
    let output = command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").output().unwrap();
    let scanned = Scanned::of(&output);
    assert_eq!(scanned.code, 3, "{}", scanned.stderr);
    let gap = &scanned.gaps("ec2:DescribeTrafficMirrorSessions")[0]["gap"];
    assert_eq!((&gap["kind"], &gap["code"]), (&"denied".into(), &"NoCredentials".into()));
    assert_eq!(scanned.report["summary"]["results"]["pass"], 0);
    assert_eq!(bench.proxy.total(), 0);
}

#[test]
fn a_profile_gives_the_credentials() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    fs::create_dir(bench.path(".aws")).unwrap();
    fs::write(bench.path(".aws/config"), "[profile audit]\nregion = eu-west-1\n").unwrap();
    let credentials = "[audit]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = x\n";
    fs::write(bench.path(".aws/credentials"), credentials).unwrap();
    let arguments =
        ["scan", "aws", "--profile", "audit", "--format", "json", "--only", SESSIONS, "--regions", "eu-west-1"];
    let mut command = bench.command(&arguments);
    let output = command
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .env_remove("AWS_REGION")
        .output()
        .unwrap();
    assert_eq!(Scanned::of(&output).code, 10);
    assert!(bench.proxy.seen().iter().all(|seen| seen.access_key == "AKIDPROFILE"));
}

#[test]
fn a_region_that_does_not_exist_is_a_gap_and_not_a_clean_bill() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let only = "aws-route-through-foreign-inspection";
    let scanned = bench.scan(&["--regions", "us-east-1,eu-nowhere-9", "--only", only]);
    let gaps = scanned.gaps("ec2:DescribeRouteTables");
    assert_eq!((gaps.len(), &gaps[0]["scope"]["region"]), (1, &"eu-nowhere-9".into()));
    assert_eq!(gaps[0]["gap"]["code"], "UnknownRegion");
    assert_eq!((scanned.code, &scanned.report["complete"]), (3, &false.into()));
    assert_eq!(scanned.verdicts(only, "eu-nowhere-9").into_keys().collect::<Vec<_>>(), ["unknown"]);
    for wrong in ["EU-WEST-1", "eu-west", "all,eu-west-1", "x.example/"] {
        let output = bench.command(&["scan", "aws", "--regions", wrong]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn regions_that_cannot_be_listed_are_a_gap_and_the_usual_ones_are_read() {
    let Some(bench) = Bench::new(vec![Rule::new("ec2:DescribeRegions", Fault::Deny)]) else { return };
    let scanned = bench.scan(&["--only", SESSIONS]);
    assert_eq!(scanned.gaps("ec2:DescribeRegions")[0]["gap"]["permission"], "ec2:DescribeRegions");
    assert_eq!(scanned.report["complete"], false);
    assert!(REGIONS.iter().all(|region| bench.proxy.seen().iter().any(|seen| seen.region == *region)));
}

#[test]
fn a_page_that_fails_leaves_the_pages_before_it() {
    let Some(bench) = Bench::new(vec![Rule::new("eventbridge:ListRules", Fault::FailFromPage(2))]) else { return };
    let (calls, code) = bench.collect_all("all.jsonl", &[]);
    assert_eq!(code, 3);
    let partial: Vec<_> = calls.iter().filter(|call| call["outcome"] == "partial").collect();
    assert_eq!(partial.len(), 1, "{partial:?}");
    assert_eq!((&partial[0]["op"], &partial[0]["gap"]["kind"]), (&"eventbridge:ListRules".into(), &"transport".into()));
    assert!(!partial[0]["items"].as_array().unwrap().is_empty());
}

#[test]
fn an_endpoint_that_hangs_or_hangs_up_costs_one_call() {
    for fault in [Fault::Hang, Fault::CutBody] {
        let rule = Rule::new("ec2:DescribeTrafficMirrorTargets", fault.clone()).in_region("us-west-2");
        let Some(bench) = Bench::new(vec![rule]) else { return };
        let scanned = bench.scan_regions(&["--only", SESSIONS, "--timeout", "1"]);
        let gaps = scanned.gaps("ec2:DescribeTrafficMirrorTargets");
        assert_eq!(gaps.len(), 1, "{fault:?}");
        assert_eq!(gaps[0]["gap"]["kind"], "transport", "{fault:?}");
        assert_eq!(scanned.found(SESSIONS).len(), super::run::seeded(bench.moto, "mirror_sessions").len());
    }
}

#[test]
fn an_endpoint_that_nobody_serves_is_a_gap() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let mut command = bench.command(&["scan", "aws", "--format", "json", "--only", SESSIONS, "--regions", "us-east-1"]);
    let output = command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9").output().unwrap();
    let scanned = Scanned::of(&output);
    assert_eq!(scanned.code, 3);
    assert_eq!(scanned.gaps("ec2:DescribeTrafficMirrorSessions")[0]["gap"]["kind"], "transport");
}

#[test]
fn a_clock_that_is_off_is_corrected_or_told() {
    let Some(bench) = Bench::new(vec![Rule::new("*", Fault::Skew)]) else { return };
    let scanned = bench.scan(&["--only", SESSIONS, "--regions", "us-east-1"]);
    let sessions = scanned.found(SESSIONS).len();
    let gaps = scanned.gaps("ec2:DescribeTrafficMirrorSessions");
    assert!(sessions > 0 || gaps.iter().any(|row| row["gap"]["kind"] == "denied"), "{}", scanned.report);
    assert_eq!(scanned.report["summary"]["results"]["pass"], 0);
}

#[test]
fn a_bucket_in_another_region_is_asked_there() {
    let moved = Rule::new("s3:GetBucketPolicy", Fault::MovedTo("eu-west-1".to_owned())).in_region("us-east-1");
    let Some(bench) = Bench::new(vec![moved]) else { return };
    let (calls, _) = bench.collect("all.jsonl", &["--all-operations", "--regions", "us-east-1"]);
    let policies: Vec<_> = calls.iter().filter(|call| call["op"] == "s3:GetBucketPolicy").collect();
    assert!(!policies.is_empty() && policies.iter().all(|call| call["outcome"] == "complete"), "{policies:?}");
    let everywhere = Rule::new("s3:GetBucketPolicy", Fault::MovedTo("eu-west-1".to_owned()));
    let bench = Bench::new(vec![everywhere]).unwrap();
    let (calls, _) = bench.collect("all.jsonl", &["--all-operations", "--regions", "us-east-1"]);
    let lost = calls.iter().filter(|call| call["gap"]["code"] == "PermanentRedirect").count();
    assert_eq!(lost, policies.len());
}

#[test]
fn a_snapshot_that_cannot_be_written_is_an_error() {
    let Some(bench) = Bench::with_delay(Vec::new(), Duration::ZERO) else { return };
    let output = bench.command(&["collect", "aws", "-o", "absent/all.jsonl"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("absent/all.jsonl"));
    assert_eq!(bench.proxy.total(), 0);
}
