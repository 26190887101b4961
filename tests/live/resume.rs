//! Runs that are ended early, and gone on with.

use super::{
    proxy::{Fault, Rule},
    run::{Bench, REGIONS, calls_in},
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What tells calls apart.
fn places(calls: &[Value]) -> BTreeSet<String> {
    let place = |call: &Value| format!("{} {} {}", call["op"], call["scope"]["region"], call["parent"]);
    calls.iter().filter(|call| call["outcome"] == "complete").map(place).collect()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Waits, as long as it takes a slow machine, until something is so.
fn until(mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_mins(1), "it never came to be");
        thread::yield_now();
    }
}

#[test]
fn an_interrupted_run_keeps_what_it_read_and_is_gone_on_with() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let (whole, code) = bench.collect_all("whole.jsonl", &[]);
    assert_eq!(code, 0);
    let hung = "ec2:DescribeRouteTables";
    for (name, how) in [("int.jsonl", "-INT"), ("term.jsonl.zst", "-TERM"), ("kill.jsonl", "-KILL")] {
        let bench = Bench::new(vec![Rule::new(hung, Fault::Hang)]).unwrap();
        let regions = REGIONS.join(",");
        let arguments = ["collect", "aws", "--all-operations", "--regions", &regions, "-o", name];
        let mut child = bench.command(&arguments).stderr(Stdio::piped()).spawn().unwrap();
        // All but the calls that hang were asked, and their answers written.
        let file = bench.path(name);
        until(|| {
            let told = places(&calls_in(&file)).len() + REGIONS.len();
            told >= places(&whole).len() && bench.proxy.by_op().get(hung).is_some_and(|count| *count >= REGIONS.len())
        });
        signal(&child, how);
        let code = child.wait().unwrap().code();
        if how == "-KILL" {
            assert_eq!(code, None);
        } else {
            assert_eq!(code, Some(3), "{how}");
            let plain = bench.command(&["check", name, "--format", "json", "--results", "all"]).output().unwrap();
            let report: Value = serde_json::from_slice(&plain.stdout).unwrap();
            let rows = report["coverage"].as_array().unwrap();
            let told: Vec<_> =
                rows.iter().filter(|row| row["op"] == hung && row["gap"]["code"] == "Interrupted").collect();
            assert_eq!(told.len(), REGIONS.len(), "{how}");
        }
        // Gone on with at an endpoint that answers.
        let again = Bench::new(Vec::new()).unwrap();
        fs::copy(&file, again.path(name)).unwrap();
        let output = again.command(&["collect", "aws", "--all-operations", "--regions", &regions, "--resume", name]);
        let output = { output }.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(again.proxy.by_op().get(hung), Some(&REGIONS.len()), "{how}");
        // Whose credentials these are and which regions there are is asked anew, and nothing else that was read.
        assert_eq!(again.proxy.total(), REGIONS.len() + 2, "{how}: {:?}", again.proxy.by_op());
        assert_eq!(places(&calls_in(&again.path(name))), places(&whole), "{how}");
    }
}

#[test]
fn a_line_that_was_cut_short_is_asked_again() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let (whole, _) = bench.collect_all("all.jsonl", &[]);
    let text = fs::read_to_string(bench.path("all.jsonl")).unwrap();
    let end = text[..text.len() / 2].rfind('\n').unwrap() + 30;
    fs::write(bench.path("cut.jsonl"), &text[..end]).unwrap();
    let kept = calls_in(&bench.path("cut.jsonl"));
    let before = bench.proxy.total();
    let (calls, code) = bench.collect_all("gone-on.jsonl", &["--resume", "cut.jsonl"]);
    assert_eq!(code, 0);
    assert_eq!(places(&calls), places(&whole));
    assert!(bench.proxy.total() - before <= places(&whole).len() - places(&kept).len() + 2);
    assert_eq!(fs::read_to_string(bench.path("cut.jsonl")).unwrap(), &text[..end], "the old file stays as it is");
}

#[test]
fn what_failed_is_asked_again() {
    let denied = Rule::new("ec2:DescribeTrafficMirrorSessions", Fault::Deny);
    let Some(bench) = Bench::new(vec![denied]) else { return };
    let (_, code) = bench.collect_all("all.jsonl", &[]);
    assert_eq!(code, 3);
    let again = Bench::new(Vec::new()).unwrap();
    fs::copy(bench.path("all.jsonl"), again.path("all.jsonl")).unwrap();
    let scanned = again.scan_regions(&["--resume", "all.jsonl", "--only", "capture"]);
    assert_eq!(scanned.report["complete"], true, "{}", scanned.report["coverage"]);
    assert_eq!(
        scanned.found("aws-mirror-session-active").len(),
        super::run::seeded(again.moto, "mirror_sessions").len()
    );
}

#[test]
fn only_a_snapshot_is_gone_on_with_and_nothing_else_is_lost() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    for (name, text) in
        [("report.json", "{\"schema\": \"overhear/report\"}\n"), ("empty.jsonl", ""), ("notes.txt", "hello\n")]
    {
        fs::write(bench.path(name), text).unwrap();
        let output = bench.command(&["collect", "aws", "--resume", name]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(fs::read_to_string(bench.path(name)).unwrap(), text, "{name}");
    }
    assert_eq!(bench.proxy.total(), 0);
    // What other checks asked for stays in the file.
    let (whole, _) = bench.collect_all("all.jsonl", &[]);
    bench.scan_regions(&["--only", "aws-mirror-session-active", "--resume", "all.jsonl"]);
    assert!(places(&calls_in(&bench.path("all.jsonl"))).is_superset(&places(&whole)));
}
