//! The JSON report against its schema, and the demo against its story.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use assert_cmd::Command;
use serde_json::Value;
use std::{fs, path::Path};

fn demo(arguments: &[&str]) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::cargo_bin("overhear")
        .unwrap()
        .current_dir(root)
        .args(["check", "fixtures/demo"])
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(10));
    output.stdout
}

#[test]
fn the_report_fits_its_schema() {
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for arguments in [&["--format", "json"][..], &["--format", "json", "--results", "all"]] {
        let report: Value = serde_json::from_slice(&demo(arguments)).unwrap();
        let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let mut wrong = report;
        wrong["findings"][0]["confidence"] = Value::String("high".into());
        assert!(!validator.is_valid(&wrong), "the schema takes anything");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let one = demo(&["--format", "json", "--results", "all", "-j", "1"]);
    assert!(one == demo(&["--format", "json", "--results", "all", "-j", "4"]));
}

#[test]
fn the_numbers_agree_with_the_rows() {
    let report: Value = serde_json::from_slice(&demo(&["--format", "json", "--results", "all"])).unwrap();
    let results = report["results"].as_array().unwrap();
    for verdict in ["pass", "fail", "unknown", "not_applicable"] {
        let rows = results.iter().filter(|row| row["verdict"] == verdict).count();
        assert_eq!(report["summary"]["results"][verdict], rows, "{verdict}");
    }
    let findings = report["findings"].as_array().unwrap();
    for severity in ["critical", "high", "medium", "low", "info"] {
        let rows = findings.iter().filter(|row| row["severity"] == severity).count();
        assert_eq!(report["summary"]["findings"][severity], rows, "{severity}");
    }
}

#[test]
fn the_demo_as_text() {
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("demo", String::from_utf8(demo(&[])).unwrap());
    });
}
