//! The dependency wall: the vocabulary and the checks see no SDK, no async runtime and no HTTP client.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, process::Command};

const BEHIND_THE_WALL: [&str; 5] =
    ["overhear-core", "overhear-aws", "overhear-azure", "overhear-gcp", "overhear-checks"];
const BANNED: [&str; 9] = ["tokio", "async-std", "smol", "hyper", "reqwest", "ureq", "rustls", "native-tls", "tonic"];
const BANNED_FAMILIES: [&str; 5] = ["aws-sdk-", "aws-smithy-", "aws-config", "azure_", "google-cloud-"];

/// The names of everything that `package` is built from.
fn dependencies(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().skip(1).filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn vocabulary_and_checks_see_no_sdk_no_runtime_and_no_client() {
    for package in BEHIND_THE_WALL {
        let dependencies = dependencies(package);
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
    let own = |package: &str| -> Vec<_> {
        dependencies(package).into_iter().filter(|name| name.starts_with("overhear")).collect()
    };
    assert!(own("overhear-core").is_empty());
    for provider in ["overhear-aws", "overhear-azure", "overhear-gcp"] {
        assert_eq!(own(provider), ["overhear-core"]);
    }
    assert_eq!(own("overhear-checks"), ["overhear-aws", "overhear-azure", "overhear-core", "overhear-gcp"]);
}
