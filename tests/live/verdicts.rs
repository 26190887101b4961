//! What a scan says of what it read and of what it could not read.

use super::{
    proxy::{Fault, Rule},
    run::{Bench, REGIONS, seeded},
};
use overhear_aws::{discovery::DISCOVERY, live::reads};
use overhear_core::Reach;
use std::{collections::BTreeSet, time::Duration};

const SESSIONS: &str = "aws-mirror-session-active";

#[test]
fn each_mirror_session_is_a_finding() {
    // The emulator as it is: it lacks filter rules, which must cost nothing but a gap.
    let Some(bench) = Bench::bare(Vec::new(), Duration::ZERO) else { return };
    let scanned = bench.scan_regions(&[]);
    assert_eq!(scanned.code, 10, "{}", scanned.stderr);
    let found = scanned.found(SESSIONS);
    let sessions = seeded(bench.moto, "mirror_sessions");
    assert_eq!(found.len(), sessions.len());
    for (region, session) in sessions {
        let arn = format!("arn:aws:ec2:{region}:123456789012:traffic-mirror-session/{session}");
        assert!(found.iter().any(|resource| resource["id"] == *arn && resource["region"] == *region), "{arn}");
    }
    let gaps = scanned.gaps("ec2:DescribeTrafficMirrorFilterRules");
    assert_eq!(gaps.len(), REGIONS.len());
    assert!(gaps.iter().all(|row| row["gap"]["kind"] == "transport"));
    assert_eq!(scanned.report["complete"], false);
    // Regions that are not enabled are told, once each.
    let regions = scanned.gaps("ec2:DescribeRegions");
    assert!(!regions.is_empty() && regions.iter().all(|row| row["gap"]["kind"] == "not_offered"));
}

#[test]
fn a_scan_that_reads_everything_is_complete() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let scanned = bench.scan_regions(&["--only", "capture"]);
    assert_eq!((scanned.code, &scanned.report["complete"]), (10, &true.into()), "{}", scanned.report["coverage"]);
    let quiet = bench.scan_regions(&["--only", "aws-route-through-foreign-inspection"]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn nothing_passes_that_was_denied() {
    for (op, check) in [
        ("ec2:DescribeTrafficMirrorSessions", SESSIONS),
        ("ssm:ListDocuments", "aws-ssm-document-captures-packets"),
        ("ssm:GetDocument", "aws-ssm-document-captures-packets"),
        ("ram:GetResourceShares", "aws-mirror-target-shared-outside-organization"),
        ("networkfirewall:ListTLSInspectionConfigurations", "aws-network-firewall-tls-inspection"),
    ] {
        for (fault, kind) in [
            (Fault::Deny, "denied"),
            (Fault::ExpiredToken, "denied"),
            (Fault::Status(500), "transport"),
            (Fault::Malformed, "undecodable"),
        ] {
            let Some(bench) = Bench::new(vec![Rule::new(op, fault.clone()).in_region("eu-west-1")]) else { return };
            let scanned = bench.scan_regions(&["--only", check]);
            let what = format!("{op} {fault:?}");
            let (here, there) = (scanned.verdicts(check, "eu-west-1"), scanned.verdicts(check, "us-east-1"));
            assert!(!here.contains_key("pass") && here.contains_key("unknown"), "{what}: {here:?}");
            assert!(!there.contains_key("unknown"), "{what}: {there:?}");
            let gaps = scanned.gaps(op);
            assert!(!gaps.is_empty() && gaps.iter().all(|row| row["gap"]["kind"] == kind), "{what}: {gaps:?}");
            let permission = &gaps.first().unwrap()["gap"]["permission"];
            match fault {
                Fault::Deny => assert_eq!(*permission, *op.replace("networkfirewall", "network-firewall"), "{what}"),
                _ => assert!(permission.is_null(), "{what}: no grant would help"),
            }
            assert_eq!(scanned.report["complete"], false, "{what}");
            assert!(matches!(scanned.code, 3 | 10), "{what}: {}", scanned.code);
        }
    }
}

#[test]
fn enrichment_that_is_denied_is_said_and_hides_no_session() {
    for op in ["elasticloadbalancingv2:DescribeLoadBalancers", "ec2:DescribeTrafficMirrorTargets"] {
        let Some(bench) = Bench::new(vec![Rule::new(op, Fault::Deny)]) else { return };
        let scanned = bench.scan_regions(&["--only", SESSIONS]);
        assert_eq!(scanned.found(SESSIONS).len(), seeded(bench.moto, "mirror_sessions").len(), "{op}");
        assert_eq!(scanned.gaps(op).len(), REGIONS.len(), "{op}");
        assert_eq!(scanned.report["complete"], false, "{op}");
    }
}

#[test]
fn what_is_called_once_for_each_item_is_a_gap_for_that_item_alone() {
    for (op, key, fault, kind) in [
        ("elasticloadbalancingv2:DescribeListeners", "load_balancers", Fault::Deny, "denied"),
        ("elasticloadbalancingv2:DescribeListeners", "load_balancers", Fault::Status(500), "transport"),
    ] {
        let Some(bench) = Bench::new(Vec::new()) else { return };
        let (_, denied) = seeded(bench.moto, key)[0];
        let bench = Bench::new(vec![Rule::new(op, fault.when_asked(denied))]).unwrap();
        let (calls, code) = bench.collect_all("all.jsonl", &[]);
        assert_eq!(code, 3);
        let of_op = |outcome: &str| -> Vec<_> {
            let calls = calls.iter().filter(|call| call["op"] == op && call["outcome"] == outcome);
            calls.map(|call| (call["parent"].as_str().unwrap(), call["gap"]["kind"].as_str())).collect()
        };
        assert_eq!(of_op("failed"), [(denied, Some(kind))]);
        assert_eq!(of_op("complete").len(), seeded(bench.moto, key).len() - 1);
    }
}

#[test]
fn a_bucket_without_policy_is_an_answer_and_one_that_is_denied_is_a_gap() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let (calls, _) = bench.collect_all("all.jsonl", &[]);
    let policies = |calls: &[serde_json::Value], outcome: &str| {
        calls.iter().filter(|call| call["op"] == "s3:GetBucketPolicy" && call["outcome"] == outcome).count()
    };
    let buckets = bench.moto.seed()["buckets"].as_array().unwrap();
    assert_eq!(policies(&calls, "complete"), buckets.len());
    let empty =
        |call: &&serde_json::Value| call["op"] == "s3:GetBucketPolicy" && call["items"] == serde_json::json!([]);
    assert_eq!(calls.iter().filter(empty).count(), buckets.iter().filter(|bucket| bucket["policy"] == false).count());
    for (fault, kind) in [(Fault::Deny, "denied"), (Fault::Status(500), "transport")] {
        let bench = Bench::new(vec![Rule::new("s3:GetBucketPolicy", fault)]).unwrap();
        let (calls, _) = bench.collect_all("all.jsonl", &[]);
        assert_eq!(policies(&calls, "failed"), buckets.len());
        let of_kind = |call: &&serde_json::Value| call["op"] == "s3:GetBucketPolicy" && call["gap"]["kind"] == kind;
        assert_eq!(calls.iter().filter(of_kind).count(), buckets.len());
    }
}

#[test]
fn throttling_costs_time_and_nothing_else() {
    let throttled = [
        "elasticloadbalancingv2:DescribeListeners",
        "elasticloadbalancingv2:DescribeLoadBalancers",
        "s3:GetBucketPolicy",
        "ec2:DescribeTrafficMirrorSessions",
    ];
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let (plain, _) = bench.collect_all("plain.jsonl", &[]);
    let rules = throttled.map(|op| Rule::new(op, Fault::Throttle { every: 2 })).to_vec();
    let bench = Bench::new(rules).unwrap();
    let (calls, code) = bench.collect_all("throttled.jsonl", &[]);
    assert_eq!(code, 0, "{:?}", calls.iter().find(|call| call["outcome"] != "complete"));
    assert_eq!(calls.len(), plain.len());
    assert!(throttled.iter().all(|op| bench.proxy.seen().iter().any(|seen| seen.op == *op && seen.status != 200)));
}

#[test]
fn only_reads_of_the_list_reach_the_wire() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    bench.collect_all("all.jsonl", &[]);
    let known: BTreeSet<&str> = reads().iter().copied().flatten().map(|read| read.op.id).collect();
    let verbs = ["Describe", "Get", "List"];
    let asked: BTreeSet<String> = bench.proxy.seen().into_iter().map(|seen| seen.op).collect();
    assert!(asked.len() > 60, "{asked:?}");
    for op in &asked {
        assert!(known.contains(op.as_str()), "{op}");
        let verb = op.split(':').nth(1).unwrap();
        assert!(verbs.iter().any(|read| verb.starts_with(read)), "{op}");
    }
}

#[test]
fn nothing_is_asked_twice_and_nothing_that_no_check_wants() {
    // There are more rules than one page takes.
    const PAGED: &str = "eventbridge:ListRules";
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let scanned = bench.scan_regions(&[]);
    let calls = scanned.report["summary"]["calls"]["complete"].as_u64().unwrap();
    let failed = scanned.report["summary"]["calls"]["failed"].as_u64().unwrap();
    assert_eq!(failed, scanned.gaps("ec2:DescribeRegions").len() as u64);
    // Whose credentials these are is asked and not recorded; one request may answer for several items.
    assert!(bench.proxy.total() as u64 <= calls + 1, "{:?}", bench.proxy.by_op());
    let mut seen: Vec<_> = bench.proxy.seen().into_iter().map(|seen| (seen.op, seen.region, seen.parameters)).collect();
    seen.retain(|(op, ..)| op != PAGED);
    seen.sort_unstable();
    let twice: Vec<_> = seen.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
    assert!(twice.is_empty(), "asked twice: {twice:?}");
    let wanted: BTreeSet<&str> = overhear_core::with_parents(
        overhear_checks::checks().flat_map(|check| check.needs).map(overhear_checks::Need::op),
    )
    .into_iter()
    .chain(DISCOVERY.iter().copied())
    .map(|op| op.id)
    .collect();
    for (op, count) in bench.proxy.by_op() {
        assert!(wanted.contains(op.as_str()), "{op}");
        let read = reads().iter().copied().flatten().find(|read| read.op.id == op).unwrap();
        if op != PAGED && matches!(read.parents, overhear_core::live::Parents::None) {
            let places = if read.op.reach == Reach::Region { REGIONS.len() } else { 1 };
            assert_eq!(count, places, "{op}");
        }
    }
}

#[test]
fn a_plan_asks_nothing() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    for command in ["scan", "collect"] {
        let output =
            bench.command(&[command, "aws", "--dry-run", "--regions", "us-east-1,eu-west-1"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success());
        assert!(text.contains("ec2:DescribeTrafficMirrorSessions") && text.contains("ram:ListResources"), "{text}");
    }
    assert_eq!(bench.proxy.total(), 0);
}
