//! The command line as its users meet it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use assert_cmd::Command;
use serde_json::{Value, json};
use std::{fs, path::Path};
use tempfile::TempDir;

fn overhear(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("overhear").unwrap();
    command.current_dir(folder).env_remove("COLUMNS").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn session(id: &str) -> Value {
    json!({
        "TrafficMirrorSessionId": id, "TrafficMirrorTargetId": "tmt-0f1e2d3c4b5a69788", "TrafficMirrorFilterId": "tmf-0f1e2d3c4b5a69788",
        "NetworkInterfaceId": "eni-0f1e2d3c4b5a69788", "OwnerId": "111122223333", "SessionNumber": 1, "VirtualNetworkId": 1,
        "Tags": [{"Key": "purpose", "Value": "ndr"}],
    })
}

fn snapshot(items: &[Value], collected_at: Option<&str>) -> String {
    let mut call = json!({
        "op": "ec2:DescribeTrafficMirrorSessions", "scope": {"provider": "aws", "account": "111122223333", "region": "eu-west-1"},
        "outcome": "complete", "items": items,
    });
    if let Some(time) = collected_at {
        call["collected_at"] = json!(time);
    }
    json!({"overhear_snapshot": 1, "calls": [call]}).to_string()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn report(folder: &TempDir, arguments: &[&str]) -> (i32, Value) {
    let output = overhear(folder.path()).args(["check", "--format", "json"]).args(arguments).output().unwrap();
    let report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), report)
}

#[test]
fn exit_codes() {
    let one = snapshot(&[session("tms-0f1e2d3c4b5a69788")], None);
    let folder = folder(&[("one.json", &one), ("none.json", &snapshot(&[], None))]);
    let code = |arguments: &[&str]| {
        overhear(folder.path()).arg("check").args(arguments).output().unwrap().status.code().unwrap()
    };
    let only = ["--only", "aws-mirror-session-active"];
    assert_eq!(code(&["one.json"]), 10);
    assert_eq!(code(&["one.json", "--fail-on", "medium"]), 10, "the finding is medium");
    assert_eq!(code(&["one.json", "--fail-on", "critical"]), 3, "the other checks were not read");
    assert_eq!(code(&["one.json", "--fail-on", "critical", "--allow-incomplete"]), 0);
    assert_eq!(code(&["none.json", only[0], only[1]]), 0);
    assert_eq!(code(&["none.json"]), 3, "the other checks were not read");
    assert_eq!(code(&["none.json", "--allow-incomplete"]), 0);
    assert_eq!(code(&["absent.json"]), 2);
    assert_eq!(code(&["--no-such-flag"]), 2);
    assert_eq!(code(&["one.json", "--only", "no-such-check"]), 2);
    assert_eq!(code(&["one.json", "--only", "capture", "--skip", "capture"]), 2);
    assert_eq!(code(&["one.json", "--min-confidence", "0.99", "--allow-incomplete"]), 0);
    assert_eq!(code(&["one.json", "-o", "no/such/folder/report"]), 1);
}

#[test]
fn approvals_make_a_capture_known_until_their_last_day() {
    let approval =
        |by: &str, expires: &str| format!("[[approved]]\nreason = \"network sensor\"\nexpires = \"{expires}\"\n{by}\n");
    let at = |config: &str| {
        let folder = folder(&[
            ("one.json", &snapshot(&[session("tms-0f1e2d3c4b5a69788")], Some("2026-11-02T06:00:00Z"))),
            ("overhear.toml", config),
        ]);
        let (code, report) = report(&folder, &["one.json", "--only", "capture", "--allow-incomplete"]);
        let finding = report["findings"][0].clone();
        (code, finding["severity"].as_str().unwrap().to_owned(), finding["approval"]["expired"].as_bool())
    };
    for by in [
        "destination_id = \"tmt-0f1e2d3c4b5a69788\"",
        "tag = \"purpose=ndr\"",
        "tag = \"purpose\"",
        "resource = \"tms-0f1e2d3c4b5a69788\"",
    ] {
        assert_eq!(at(&approval(by, "2026-11-02")), (0, "info".into(), Some(false)), "{by}");
        assert_eq!(at(&approval(by, "2026-11-01")), (10, "medium".into(), Some(true)), "{by}");
    }
    let dated = approval("tag = \"purpose\"", "2026-11-02").replace("\"2026-11-02\"", "2026-11-02");
    assert_eq!(at(&dated), (0, "info".into(), Some(false)), "a TOML date");
    for by in [
        "destination_id = \"tmt-0\"",
        "tag = \"purpose=other\"",
        "destination_account = \"444455556666\"",
        "tag = \"purpose\"\ncheck = \"aws-eni-source-dest-check-disabled\"",
    ] {
        assert_eq!(at(&approval(by, "2027-01-01")), (10, "medium".into(), None), "{by}");
    }
}

#[test]
fn a_wrong_configuration_says_where() {
    for (config, told) in [
        ("[[approved]]\nreason = \"x\"\nexpires = \"soon\"\ntag = \"a\"\n", "not a date"),
        ("[[approved]]\nreason = \"x\"\nexpires = \"2027-01-01\"\n", "names no capture"),
        ("[[approved]]\nreason = \" \"\nexpires = \"2027-01-01\"\ntag = \"a\"\n", "reason is empty"),
        ("[[approved]]\nreason = \"x\"\nexpires = \"2027-01-01\"\ntag = \"a\"\ncheck = \"aws-no\"\n", "names no check"),
        ("aproved = []\n", "line 1"),
        ("[[approved]\n", "line 1"),
    ] {
        let folder = folder(&[("one.json", &snapshot(&[], None)), ("overhear.toml", config)]);
        let output = overhear(folder.path()).args(["check", "one.json"]).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(errors.contains("overhear.toml") && errors.contains(told), "{config}: {errors}");
    }
    let folder = folder(&[("one.json", &snapshot(&[], None))]);
    overhear(folder.path()).args(["check", "one.json", "--config", "gone.toml"]).assert().code(2);
}

#[test]
fn several_reports_in_one_run() {
    let folder = folder(&[("one.json", &snapshot(&[session("tms-0f1e2d3c4b5a69788")], None))]);
    overhear(folder.path())
        .args(["check", "one.json", "--output", "json=a.json", "--output", "text=b.txt", "-o", "c.txt"])
        .assert()
        .code(10)
        .stdout("");
    let text = fs::read_to_string(folder.path().join("b.txt")).unwrap();
    assert!(text.contains("Who is listening") && !text.contains('\u{1b}'));
    assert_eq!(text, fs::read_to_string(folder.path().join("c.txt")).unwrap());
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("a.json")).unwrap()).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn every_result_on_request() {
    let folder = folder(&[("none.json", &snapshot(&[], None))]);
    let only = ["none.json", "--only", "aws-mirror-session-active"];
    let (_, brief) = report(&folder, &only);
    assert_eq!(brief["results"], json!([]));
    assert_eq!(brief["summary"]["results"]["pass"], 1);
    let (_, whole) = report(&folder, &[&only[..], &["--results", "all"]].concat());
    assert_eq!(whole["results"][0]["verdict"], "pass");
    assert_eq!(whole["summary"], brief["summary"]);
}

#[test]
fn documents_that_do_not_tell_their_scope_take_it_from_the_command_line() {
    let folder = folder(&[("none.json", r#"{"TrafficMirrorSessions": []}"#)]);
    let place = |arguments: &[&str]| {
        let (_, report) = report(
            &folder,
            &[&["none.json", "--only", "aws-mirror-session-active", "--results", "all"], arguments].concat(),
        );
        let resource = &report["results"][0]["resource"];
        (resource["account"].as_str().unwrap().to_owned(), resource["region"].as_str().unwrap().to_owned())
    };
    assert_eq!(place(&[]), ("unknown".into(), "unknown".into()));
    assert_eq!(
        place(&["--account", "111122223333", "--region", "eu-west-1"]),
        ("111122223333".into(), "eu-west-1".into())
    );
}

#[test]
fn colour_only_where_asked_for() {
    let folder = folder(&[("one.json", &snapshot(&[session("tms-0f1e2d3c4b5a69788")], None))]);
    let stdout = |arguments: &[&str]| {
        overhear(folder.path()).args(["check", "one.json"]).args(arguments).output().unwrap().stdout
    };
    assert!(!stdout(&[]).contains(&0x1b));
    assert!(stdout(&["--color", "always"]).contains(&0x1b));
}

#[test]
fn text_keeps_to_the_width() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
    for columns in [80, 120] {
        let output = overhear(&std::env::temp_dir())
            .arg("check")
            .arg(&demo)
            .env("COLUMNS", columns.to_string())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let longest = text.lines().max_by_key(|line| line.chars().count()).unwrap();
        assert!(longest.chars().count() <= columns, "{columns}: {longest}");
    }
}

#[test]
fn explain_knows_every_check_and_guesses_at_typing_errors() {
    let here = std::env::temp_dir();
    for check in overhear_checks::checks() {
        let output = overhear(&here).args(["explain", check.id]).output().unwrap();
        assert!(output.status.success(), "{}", check.id);
        assert!(String::from_utf8(output.stdout).unwrap().contains("What it flags"));
    }
    let output = overhear(&here).args(["explain", "aws-mirror-sesion-active"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("did you mean aws-mirror-session-active?"));
}

#[test]
fn lists_are_json_on_request() {
    for what in ["checks", "controls", "operations"] {
        let output = overhear(&std::env::temp_dir()).args(["list", what, "--format", "json"]).output().unwrap();
        let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|row| row["id"].is_string()), "{what}");
    }
}

#[test]
fn help_of_each_subcommand() {
    for command in [
        &["--help"][..],
        &["check", "--help"],
        &["scan", "aws", "--help"],
        &["collect", "aws", "--help"],
        &["permissions", "aws", "--help"],
        &["list", "--help"],
        &["explain", "--help"],
    ] {
        let output = overhear(&std::env::temp_dir()).args(command).env("COLUMNS", "100").output().unwrap();
        let name =
            format!("help-{}", command.iter().take(command.len() - 1).copied().chain(["overhear"]).next().unwrap());
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, String::from_utf8(output.stdout).unwrap());
        });
    }
}

#[test]
fn approving_one_of_two_destinations_approves_nothing() {
    let scope = json!({"provider": "aws", "account": "111122223333", "region": "eu-west-1"});
    let call = |op: &str, items: Value| json!({"op": op, "scope": scope, "outcome": "complete", "items": items});
    // The target is the sensor's by name, and its load balancer stands in an account of somebody else.
    let balancer = "arn:aws:elasticloadbalancing:eu-west-1:444455556666:loadbalancer/net/sink/50dc6c495c0c9188";
    let target = json!([{
        "TrafficMirrorTargetId": "tmt-0f1e2d3c4b5a69788", "OwnerId": "123456789012", "NetworkLoadBalancerArn": balancer,
    }]);
    let calls = [
        call("ec2:DescribeTrafficMirrorSessions", json!([session("tms-0f1e2d3c4b5a69788")])),
        call("ec2:DescribeTrafficMirrorTargets", target),
        call("organizations:ListAccounts", json!([{"Id": "111122223333"}, {"Id": "123456789012"}])),
    ];
    let snapshot = json!({"overhear_snapshot": 1, "calls": calls}).to_string();
    let approved = |account: &str| {
        format!("[[approved]]\nreason = \"sensor\"\nexpires = \"2099-01-01\"\ndestination_account = \"{account}\"\n")
    };
    for account in ["123456789012", "444455556666"] {
        let folder = folder(&[("one.json", &snapshot), ("overhear.toml", &approved(account))]);
        let (code, report) = report(&folder, &["one.json", "--only", "aws-mirror-session-active"]);
        assert_eq!((code, &report["findings"][0]["severity"]), (10, &json!("critical")), "{account}");
    }
}

#[test]
fn an_account_that_denies_everything_is_not_ours_for_it() {
    let call = |account: &str, op: &str, items: Value| {
        let scope = json!({"provider": "aws", "account": account, "region": "eu-west-1"});
        json!({"op": op, "scope": scope, "outcome": "complete", "items": items})
    };
    let mut denied = call("444455556666", "ec2:DescribeTrafficMirrorSessions", json!([]));
    denied["outcome"] = json!("failed");
    denied["gap"] = json!({"kind": "denied", "code": "AccessDenied", "message": "no"});
    let target = json!([{"TrafficMirrorTargetId": "tmt-0f1e2d3c4b5a69788", "OwnerId": "444455556666"}]);
    let calls = [
        call("111122223333", "ec2:DescribeTrafficMirrorSessions", json!([session("tms-0f1e2d3c4b5a69788")])),
        call("111122223333", "ec2:DescribeTrafficMirrorTargets", target),
        call("111122223333", "organizations:ListAccounts", json!([{"Id": "111122223333"}])),
        denied,
    ];
    let folder = folder(&[("all.json", &json!({"overhear_snapshot": 1, "calls": calls}).to_string())]);
    let (code, report) = report(&folder, &["all.json", "--only", "aws-mirror-session-active"]);
    assert_eq!((code, &report["findings"][0]["severity"]), (10, &json!("critical")));
}
