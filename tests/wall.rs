//! The dependency wall: the vocabulary and the checks see no SDK, no async runtime and no HTTP client.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::{collections::BTreeSet, process::Command};

const BANNED: [&str; 12] = [
    "tokio",
    "async-std",
    "smol",
    "hyper",
    "reqwest",
    "ureq",
    "rustls",
    "native-tls",
    "aws-config",
    "azure_core",
    "google-cloud-auth",
    "tonic",
];
const BANNED_FAMILIES: [&str; 4] = ["aws-sdk-", "aws-smithy-", "azure_", "google-cloud-"];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The names of everything that `package` is built from.
fn dependencies(metadata: &Value, package: &str) -> BTreeSet<String> {
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name =
        |id: &str| packages.iter().find(|package| package["id"] == id).unwrap()["name"].as_str().unwrap().to_owned();
    let mut open: Vec<_> =
        packages.iter().filter(|one| one["name"] == package).map(|one| one["id"].as_str().unwrap()).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let node = nodes.iter().find(|node| node["id"] == id).unwrap();
        for dependency in node["deps"].as_array().unwrap() {
            let normal = dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
            let id = dependency["pkg"].as_str().unwrap();
            if normal && seen.insert(name(id)) {
                open.push(id);
            }
        }
    }
    seen
}

#[test]
fn vocabulary_and_checks_see_no_sdk_no_runtime_and_no_client() {
    let metadata = metadata();
    for package in ["overhear-core", "overhear-aws", "overhear-azure", "overhear-gcp", "overhear-checks"] {
        let dependencies = dependencies(&metadata, package);
        assert!(dependencies.contains("serde"), "{package}: nothing was read");
        let seen: Vec<_> = dependencies
            .iter()
            .filter(|name| {
                BANNED.contains(&name.as_str()) || BANNED_FAMILIES.iter().any(|family| name.starts_with(family))
            })
            .collect();
        assert!(seen.is_empty(), "{package} sees {seen:?}");
    }
}

#[test]
fn dependencies_run_one_way() {
    let metadata = metadata();
    let own = |package: &str| -> BTreeSet<_> {
        dependencies(&metadata, package).into_iter().filter(|name| name.starts_with("overhear")).collect()
    };
    assert_eq!(own("overhear-core"), BTreeSet::new());
    for provider in ["overhear-aws", "overhear-azure", "overhear-gcp"] {
        assert_eq!(own(provider), BTreeSet::from(["overhear-core".to_owned()]));
    }
    assert!(!own("overhear-checks").contains("overhear"));
}
