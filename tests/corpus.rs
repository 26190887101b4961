//! Real documents that nobody here wrote, read and judged as they are.
//!
//! They stand in the folder that `OVERHEAR_CORPUS` names, else in `../shared/corpus`; where there is none, the tests
//! say so and do nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking and says that it skips"
)]

use assert_cmd::Command;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

fn corpus() -> Option<PathBuf> {
    let told = env::var_os("OVERHEAR_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = told.unwrap_or(beside);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("corpus tests skipped: no corpus folder");
    None
}

fn check(path: &Path) -> (i32, Option<Value>, String) {
    let output = Command::cargo_bin("overhear")
        .unwrap()
        .args(["check", "--format", "json", "--results", "all"])
        .arg(path)
        .current_dir(env::temp_dir())
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout).ok();
    (output.status.code().unwrap(), report, String::from_utf8(output.stderr).unwrap())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

/// Documents that hold a resource of one of our operations, by the member that AWS CLI puts it in.
fn holds(text: &str, names: &[&str]) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|value| names.iter().any(|name| value.get(name).is_some()))
}

#[test]
fn every_traffic_mirror_session_is_a_finding() {
    let Some(corpus) = corpus() else { return };
    let mut sessions = 0;
    for path in files(&corpus.join("api/aws/awscli")) {
        let text = fs::read_to_string(&path).unwrap();
        if !holds(&text, &["TrafficMirrorSessions", "TrafficMirrorSession"]) {
            continue;
        }
        let value: Value = serde_json::from_str(&text).unwrap();
        let listed = value["TrafficMirrorSessions"]
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value["TrafficMirrorSession"].clone()]);
        let (code, report, _) = check(&path);
        let report = report.unwrap();
        assert_eq!(code, 10, "{}", path.display());
        for session in listed {
            let id = session["TrafficMirrorSessionId"].as_str().unwrap();
            let found = report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["resource"]["id"].as_str().unwrap().ends_with(id));
            let found = found.unwrap_or_else(|| panic!("{}: no finding for {id}", path.display()));
            assert_eq!(found["resource"]["account"], session["OwnerId"]);
            sessions += 1;
        }
    }
    assert!(sessions > 2, "only {sessions} sessions");
}

const HELD: [&str; 8] = [
    "TrafficMirrorTargets",
    "TrafficMirrorTarget",
    "TrafficMirrorFilters",
    "TrafficMirrorFilter",
    "TrafficMirrorFilterRules",
    "TrafficMirrorFilterRule",
    "NetworkInterfaces",
    "LoadBalancers",
];

#[test]
fn other_mirror_documents_and_interfaces_are_read() {
    let Some(corpus) = corpus() else { return };
    let mut read = 0;
    for path in files(&corpus.join("api/aws/awscli")) {
        if !holds(&fs::read_to_string(&path).unwrap(), &HELD) {
            continue;
        }
        let (code, report, errors) = check(&path);
        let report = report.unwrap_or_else(|| panic!("{}: exit {code}, {errors}", path.display()));
        let items: u64 = report["coverage"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["gap"].is_null() || row["outcome"] == "partial")
            .map(|row| row["items"].as_u64().unwrap())
            .sum();
        assert!(items > 0, "{}: nothing was read", path.display());
        assert!([3, 10].contains(&code), "{}: one document is never everything, exit {code}", path.display());
        read += 1;
    }
    assert!(read > 5, "only {read} documents");
}

#[test]
fn broken_documents_are_named_with_their_place() {
    let Some(corpus) = corpus() else { return };
    let mut broken = 0;
    for path in files(&corpus.join("api/aws/awscli")) {
        if !path.to_str().unwrap().ends_with(".invalid.txt") {
            continue;
        }
        let (code, _, errors) = check(&path);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(code, 2, "{name}");
        assert!(errors.contains(name) && errors.contains("byte "), "{name}: {errors}");
        broken += 1;
    }
    assert!(broken > 0);
}

#[test]
fn azure_captures_and_taps_are_findings() {
    let Some(corpus) = corpus() else { return };
    let specs = corpus.join("api/azure/specs");
    let findings = |name: &str| -> BTreeSet<(String, String)> {
        let (_, report, errors) = check(&specs.join(name));
        let report = report.unwrap_or_else(|| panic!("{name}: {errors}"));
        let shape = |one: &Value| {
            let id = one["resource"]["id"].as_str().unwrap();
            (one["check"].as_str().unwrap().to_owned(), id.rsplit('/').next().unwrap().to_owned())
        };
        report["findings"].as_array().unwrap().iter().map(shape).collect()
    };
    let pair = |check: &str, name: &str| (check.to_owned(), name.to_owned());
    // The list does not tell what runs: a capture whose state cannot be read is reported as one that may.
    let running = "azure-packet-capture-running";
    assert_eq!(
        findings("NetworkWatcherPacketCapturesList.json"),
        BTreeSet::from([pair(running, "pc1"), pair(running, "pc2")])
    );
    assert_eq!(findings("NetworkWatcherPacketCaptureGet.json"), BTreeSet::from([pair(running, "pc1")]));
    let tap = "azure-vtap-active";
    assert_eq!(
        findings("VirtualNetworkTapListAll.json"),
        BTreeSet::from([pair(tap, "testvtap"), pair(tap, "testvtap2")])
    );
}

#[test]
fn a_stopped_capture_is_stored_once_its_status_is_there() {
    let Some(corpus) = corpus() else { return };
    let specs = corpus.join("api/azure/specs");
    let output = Command::cargo_bin("overhear")
        .unwrap()
        .args(["check", "--format", "json"])
        .args([
            specs.join("NetworkWatcherPacketCapturesList.json"),
            specs.join("NetworkWatcherPacketCaptureQueryStatus.json"),
        ])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |name: &str| -> BTreeSet<_> {
        let findings = report["findings"].as_array().unwrap().iter();
        findings
            .filter(|one| one["resource"]["id"].as_str().unwrap().ends_with(name))
            .map(|one| one["check"].as_str().unwrap())
            .collect()
    };
    assert_eq!(of("/pc1"), BTreeSet::from(["azure-packet-capture-stored"]));
    assert_eq!(of("/pc2"), BTreeSet::from(["azure-packet-capture-running"]));
}

#[test]
fn nothing_passes_because_of_what_a_document_leaves_out() {
    let Some(corpus) = corpus() else { return };
    // Answers of actions: they start or stop a capture and show no state.
    for name in [
        "AzureFirewallPacketCapture.json",
        "VirtualNetworkGatewayStartPacketCapture.json",
        "VirtualNetworkGatewayStopPacketCapture.json",
    ] {
        let (code, report, errors) = check(&corpus.join("api/azure/specs").join(name));
        assert_eq!((code, report), (2, None), "{name}");
        assert!(errors.contains(name) && errors.contains("shows no state"), "{name}: {errors}");
    }
}
