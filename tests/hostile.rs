//! Bad input: a clear error, and nothing lost.
//!
//! Each case is run through the binary. Where an input gives nothing at all it is read three times: alone, beside a
//! clean one, and beside one with a finding.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use assert_cmd::{Command, cargo_bin};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    thread,
};
use tempfile::TempDir;

const CHECK: &str = "aws-mirror-session-active";
const SESSIONS: &str = "ec2:DescribeTrafficMirrorSessions";
const HEADER: &str = r#"{"overhear_snapshot": 1}"#;
const ACCOUNT: &str = "111122223333";

/// A folder of inputs.
struct Case {
    dir: TempDir,
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Case {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn folder(self, name: &str) -> Self {
        fs::create_dir(self.path(name)).unwrap();
        self
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(cargo_bin!("overhear"));
        command.current_dir(self.dir.path()).env("COLUMNS", "120").args(["check", "--only", CHECK]);
        command
    }

    /// Judges with a JSON report.
    fn check(&self, args: &[&str]) -> Run {
        self.check_with(args, Vec::new())
    }

    fn check_with(&self, args: &[&str], stdin: impl Into<Vec<u8>>) -> Run {
        Run::of(self.command().args(["--format", "json"]).args(args).write_stdin(stdin))
    }

    fn check_text(&self, args: &[&str]) -> Run {
        Run::of(self.command().args(args))
    }
}

impl Run {
    fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().expect("an exit code, not a signal");
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }

    fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    fn report(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }

    /// Input and code of whatever could not be read.
    fn problems(&self) -> Vec<(String, String)> {
        let report = self.report();
        let rows = report["coverage"].as_array().unwrap().iter().filter(|row| !row["input"].is_null());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        rows.map(|row| (text(&row["input"]), text(&row["gap"]["code"]))).collect()
    }

    fn tells(self, input: &str, code: &str) -> Self {
        let problems = self.problems();
        assert!(problems.contains(&(input.to_owned(), code.to_owned())), "{problems:?}\n{}", self.err);
        self
    }

    fn tells_only(self, input: &str, code: &str) -> Self {
        assert_eq!(self.problems(), [(input.to_owned(), code.to_owned())], "{}", self.err);
        self
    }

    fn finds(self, count: usize) -> Self {
        assert_eq!(self.report()["findings"].as_array().unwrap().len(), count, "{}", self.out);
        self
    }

    fn passes(self, count: usize) -> Self {
        assert_eq!(self.report()["summary"]["results"]["pass"], count, "{}", self.out);
        self
    }

    fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no `{text}` in: {}", self.err);
        self
    }

    fn nothing_wrong(self) -> Self {
        assert_eq!(self.problems(), []);
        assert_eq!(self.err, "");
        self
    }

    /// The coverage of the sessions.
    fn coverage(&self) -> Vec<Value> {
        let report = self.report();
        report["coverage"].as_array().unwrap().iter().filter(|row| row["op"] == SESSIONS).cloned().collect()
    }
}

fn scope(account: &str) -> Value {
    json!({"provider": "aws", "account": account, "region": "eu-west-1"})
}

fn session(id: &str) -> Value {
    json!({"TrafficMirrorSessionId": id, "TrafficMirrorTargetId": "tmt-0a01", "NetworkInterfaceId": "eni-0a01", "Tags": []})
}

fn call(account: &str, items: &[Value]) -> Value {
    json!({"op": SESSIONS, "scope": scope(account), "outcome": "complete", "items": items})
}

/// A call, changed.
fn but(mut call: Value, member: &str, value: Value) -> Value {
    call[member] = value;
    call
}

fn without(mut call: Value, member: &str) -> Value {
    call.as_object_mut().unwrap().remove(member).unwrap();
    call
}

fn empty() -> Value {
    call(ACCOUNT, &[])
}

fn mirrored() -> Value {
    call(ACCOUNT, &[session("tms-0a01")])
}

/// A call as collectors write it: the operation and the scope come first.
fn written(call: &Value) -> String {
    let Value::Object(members) = call else { return call.to_string() };
    let late = |name: &str| !matches!(name, "op" | "scope");
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by_key(|(name, _)| late(name));
    let members: Vec<_> = members.into_iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    format!("{{{}}}", members.join(","))
}

fn document(calls: &[Value]) -> String {
    let calls: Vec<_> = calls.iter().map(written).collect();
    format!(r#"{{"overhear_snapshot": 1, "calls": [{}]}}"#, calls.join(","))
}

fn lines(calls: &[Value]) -> String {
    let calls: Vec<_> = calls.iter().map(written).collect();
    format!("{HEADER}\n{}\n", calls.join("\n"))
}

fn denied(call: Value) -> Value {
    let gap = json!({"kind": "denied", "code": "AccessDenied", "message": "no"});
    but(but(without(call, "items"), "outcome", json!("failed")), "gap", gap)
}

fn zst(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    zstd::encode_all(bytes.as_ref(), 3).unwrap()
}

fn gz(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn cut(mut bytes: Vec<u8>, by: usize) -> Vec<u8> {
    bytes.truncate(bytes.len() - by);
    bytes
}

/// An input that gives nothing: alone the exit code is 2 and stderr names it with an offset; beside others it is a gap.
fn unreadable(case: Case, input: &str, code: &str, message: &str) {
    unreadable_with(case, &[], input, code, message);
}

fn unreadable_with(case: Case, flags: &[&str], input: &str, code: &str, message: &str) {
    let case = case.with("clean.json", document(&[empty()])).with("mirrored.json", document(&[mirrored()]));
    let check = |inputs: &[&str]| case.check(&[flags, inputs].concat());
    let alone = check(&[input]).exits(2).says(input).says("(byte ").says(message).says("error: no input could be read");
    assert_eq!(alone.out, "", "no report where nothing was read");

    let clean = check(&[input, "clean.json"]).exits(3).tells(input, code).says(message).passes(1);
    let report = clean.report();
    assert_eq!(report["complete"], false);
    let gaps = report["coverage"].as_array().unwrap().iter().filter(|row| row["input"] == input);
    for gap in gaps.filter(|row| row["gap"]["code"] == code) {
        assert_eq!(gap["gap"]["kind"], "undecodable");
        assert_eq!(gap["outcome"], "failed");
        assert_eq!(gap["blinds"], json!([CHECK]));
        assert!(gap["gap"]["message"].as_str().unwrap().starts_with(&format!("{input}: ")));
    }
    check(&["clean.json", input, "--allow-incomplete"]).exits(0).tells(input, code);
    check(&["mirrored.json", input]).exits(10).finds(1).tells(input, code);
}

/// A snapshot of a clean call and of one that is not what it should be.
fn beside_a_clean_call(call: &Value) -> Run {
    let elsewhere = call_elsewhere();
    let document = Case::new().with("in.json", document(&[elsewhere.clone(), call.clone()])).check(&["in.json"]);
    let by_line = Case::new().with("in.jsonl", lines(&[elsewhere, call.clone()])).check(&["in.jsonl"]);
    assert_eq!(document.code, by_line.code, "{} {}", document.err, by_line.err);
    assert_eq!(document.report()["summary"], by_line.report()["summary"]);
    document
}

fn call_elsewhere() -> Value {
    call("444455556666", &[])
}

/// A call whose outcome nobody can believe: nothing passes by it.
fn disbelieved(call: &Value, message: &str) {
    let run = beside_a_clean_call(call).exits(3).passes(1).finds(0);
    let rows = run.coverage();
    let gaps: Vec<_> = rows.iter().filter(|row| row["scope"]["account"] == ACCOUNT).collect();
    assert_eq!(gaps.len(), 1, "{rows:?}");
    assert_eq!(gaps[0]["gap"]["kind"], "undecodable");
    assert!(gaps[0]["gap"]["message"].as_str().unwrap().contains(message), "{}", gaps[0]);
    assert_eq!(gaps[0]["blinds"], json!([CHECK]));
}

/// A call that is none: it stands in the coverage, and the one beside it is judged.
fn no_call(call: &Value, code: &str, message: &str) {
    beside_a_clean_call(call).exits(3).passes(1).tells_only("in.json", code).says(message);
    unreadable(Case::new().with("bad.jsonl", lines(std::slice::from_ref(call))), "bad.jsonl", code, message);
}

// Files that hold no JSON, or half of it.

#[test]
fn an_empty_file() {
    unreadable(Case::new().with("bad.json", ""), "bad.json", "Empty", "the input is empty");
    unreadable(Case::new().with("bad.json", " \r\n\t\n"), "bad.json", "Empty", "the input is empty");
    unreadable(Case::new().with("bad.json", "\u{feff}"), "bad.json", "Empty", "the input is empty");
    unreadable(Case::new().with("bad.json.gz", gz("")), "bad.json.gz", "Empty", "the input is empty");
    unreadable(Case::new().with("bad.json.zst", zst("")), "bad.json.zst", "Empty", "the input is empty");
}

#[test]
fn no_json_at_all() {
    unreadable(Case::new().with("bad.json", "Access denied\n"), "bad.json", "MalformedJson", "(byte 0)");
    unreadable(Case::new().with("bad.json", "{]"), "bad.json", "MalformedJson", "(byte 1)");
    unreadable(Case::new().with("bad.json", "\0\0\0\0"), "bad.json", "MalformedJson", "(byte 0)");
    unreadable(Case::new().with("bad.json", "null"), "bad.json", "UnknownDocument", "neither an object nor a list");
    unreadable(Case::new().with("bad.json", "[]"), "bad.json", "UnknownDocument", "an empty list");
}

#[test]
fn truncated_json_keeps_the_calls_before_the_cut() {
    let whole = document(&[call_elsewhere(), empty()]);
    let run = Case::new().with("cut.json", &whole[..whole.len() - 4]).check(&["cut.json"]);
    run.exits(3).tells_only("cut.json", "TruncatedJson").passes(1).says("cut.json: ").says("(byte ");
    let early = Case::new().with("cut.json", &whole[..60]);
    unreadable(early, "cut.json", "TruncatedJson", "EOF while parsing");
}

#[test]
fn the_version_may_come_last() {
    let text = |calls: &str| format!(r#"{{"calls": [{calls}], "overhear_snapshot": 1}}"#);
    let whole = text(&format!("{},{}", written(&empty()), written(&call_elsewhere())));
    Case::new().with("in.json", &whole).check(&["in.json"]).exits(0).passes(2).nothing_wrong();
    let cut = Case::new().with("in.json", &whole[..whole.len() - 40]).check(&["in.json"]).exits(3).passes(1);
    cut.tells_only("in.json", "TruncatedJson");
    let none = whole.replace(r#", "overhear_snapshot": 1"#, "");
    let message = "calls without `overhear_snapshot`";
    unreadable(Case::new().with("in.json", none), "in.json", "UnknownSnapshotVersion", message);
    unreadable(Case::new().with("in.json", r#"{"calls": []}"#), "in.json", "UnknownDocument", "an object with calls");
}

#[test]
fn malformed_json_names_the_byte() {
    let text = document(&[call_elsewhere(), empty()]);
    let at = text.rfind("complete").unwrap() - 1;
    let broken = format!("{}?{}", &text[..at], &text[at..]);
    let run = Case::new().with("bad.json", broken).check(&["bad.json"]).exits(3).passes(1);
    run.tells_only("bad.json", "MalformedJson").says(&format!("(byte {at})"));
}

#[test]
fn wrong_utf8() {
    let text = document(&[call_elsewhere(), empty()]);
    let at = text.rfind(ACCOUNT).unwrap();
    let mut bytes = text.into_bytes();
    bytes[at] = 0xff;
    let run = Case::new().with("bad.json", &bytes).check(&["bad.json"]).exits(3).passes(1);
    run.tells("bad.json", "NotUtf8").says(&format!("not UTF-8 (byte {at})"));
    unreadable(Case::new().with("bad.json", b"\xff{}"), "bad.json", "NotUtf8", "not UTF-8");
    let packed = gz(gz(lines(&[empty()])));
    unreadable(Case::new().with("twice.gz", packed), "twice.gz", "NotUtf8", "not UTF-8");
}

#[test]
fn wrong_utf8_in_a_line_costs_that_line() {
    let mut bytes = lines(&[mirrored(), call_elsewhere()]).into_bytes();
    let at = HEADER.len() + 20;
    bytes[at] = 0xc3;
    let run = Case::new().with("bad.jsonl", &bytes).check(&["bad.jsonl"]).exits(3).passes(1);
    run.tells_only("bad.jsonl", "NotUtf8").says(&format!("(byte {at})"));
}

#[test]
fn utf16_is_named() {
    let words = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let bytes = words(&format!("\u{feff}{}", document(&[empty()])));
    unreadable(Case::new().with("powershell.json", bytes), "powershell.json", "NotUtf8", "UTF-16; save it as UTF-8");
}

#[test]
fn a_byte_order_mark_and_crlf_are_no_fault() {
    let unix = format!("{HEADER}\n{}\n{}\n", empty(), call_elsewhere());
    let dos = unix.replace('\n', "\r\n");
    for text in [&unix, &dos] {
        for text in [text.clone(), format!("\u{feff}{text}")] {
            Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(0).passes(2).nothing_wrong();
        }
    }
    let pretty = serde_json::to_string_pretty(&json!({"overhear_snapshot": 1, "calls": [empty()]})).unwrap();
    let text = format!("\u{feff}{}", pretty.replace('\n', "\r\n"));
    Case::new().with("in.json", text).check(&["in.json"]).exits(0).passes(1).nothing_wrong();
}

#[test]
fn offsets_count_the_byte_order_mark() {
    for first in ["{]", r#"{"op": 7, "scope": {}}"#] {
        let plain = Case::new().with("a.json", first).check(&["a.json"]).exits(2);
        let marked = Case::new().with("a.json", format!("\u{feff}{first}")).check(&["a.json"]).exits(2);
        let offset = |run: &Run| -> u64 {
            let (_, rest) = run.err.split_once("(byte ").unwrap();
            rest.split_once(')').unwrap().0.parse().unwrap()
        };
        assert_eq!(offset(&marked), offset(&plain) + 3, "{}", marked.err);
    }
}

// Snapshots, line by line.

#[test]
fn a_header_without_calls() {
    let code = "NoCalls";
    unreadable(Case::new().with("a.jsonl", HEADER), "a.jsonl", code, "a snapshot without a call");
    unreadable(Case::new().with("a.jsonl", format!("{HEADER}\n\n")), "a.jsonl", code, "a snapshot without a call");
    unreadable(Case::new().with("a.json", document(&[])), "a.json", code, "a snapshot without a call");
}

#[test]
fn a_snapshot_without_header_is_read() {
    let text = format!("{}\n{}\n", empty(), call_elsewhere());
    Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(0).passes(2).nothing_wrong();
}

#[test]
fn a_cut_first_line_costs_that_line() {
    let header = r#"{"overhear_snapshot": 1, "started_at": "2026-"#;
    let call = written(&mirrored());
    let in_a_string = call.find("tms-").unwrap();
    let after_a_brace = call.find("},").unwrap() + 1;
    for first in [header, &call[..in_a_string], &call[..after_a_brace], "garbage", "\u{1}"] {
        let text = format!("{first}\n{}\n{}\n", empty(), call_elsewhere());
        let run = Case::new().with("cut.jsonl", text).check(&["cut.jsonl"]).exits(3).passes(2);
        let problems = run.problems();
        assert_eq!(problems.len(), 1, "{first}: {problems:?}");
        assert!(matches!(problems[0].1.as_str(), "MalformedJson" | "TruncatedJson"), "{problems:?}");
    }
    let bad = [b"{\"overhear_snapshot\": 1, \"by\": \"\xff\"}\n".as_slice(), written(&empty()).as_bytes()].concat();
    Case::new().with("bad.jsonl", bad).check(&["bad.jsonl"]).exits(3).passes(1).tells("bad.jsonl", "NotUtf8");
}

#[test]
fn a_cut_last_line_is_a_gap() {
    let text = lines(&[empty(), call_elsewhere()]);
    for by in [2, 20, 100] {
        let run = Case::new().with("cut.jsonl", &text[..text.len() - by]).check(&["cut.jsonl"]).exits(3).passes(1);
        run.tells_only("cut.jsonl", "TruncatedJson").says(&format!("(byte {})", text.len() - by));
    }
    // Without the line feed alone nothing is missing.
    Case::new().with("in.jsonl", text.trim_end()).check(&["in.jsonl"]).exits(0).passes(2).nothing_wrong();
    let mut split = written(&but(empty(), "note", json!("é"))).into_bytes();
    split.truncate(split.iter().position(|byte| *byte == 0xc3).unwrap() + 1);
    let bytes = [lines(&[call_elsewhere()]).as_bytes(), &split].concat();
    Case::new().with("cut.jsonl", bytes).check(&["cut.jsonl"]).exits(3).passes(1).tells_only("cut.jsonl", "NotUtf8");
}

#[test]
fn a_cut_line_in_the_middle_costs_that_line() {
    let cut = &written(&mirrored())[..60];
    let text = format!("{HEADER}\n{}\n{cut}\n{}\n", empty(), call_elsewhere());
    let run = Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(3).passes(2);
    run.tells_only("in.jsonl", "TruncatedJson");
}

#[test]
fn several_values_in_a_line() {
    let text = format!("{HEADER}\n{} {}\n{}\n", empty(), mirrored(), call_elsewhere());
    let run = Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(3).passes(2);
    run.tells_only("in.jsonl", "MalformedJson").says("more than one value in a line");
    let text = format!("{HEADER}\n{}\n[1, 2]\n\"text\"\n7\n", empty());
    let run = Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(3).passes(1);
    assert_eq!(run.problems().len(), 3);
}

#[test]
fn unknown_snapshot_version() {
    let message = "snapshot version 2 is not supported: this build reads version 1";
    let code = "UnknownSnapshotVersion";
    let calls = json!([empty()]);
    let cases = [
        json!({"overhear_snapshot": 2, "calls": calls}).to_string(),
        // The version may come last.
        format!(r#"{{"calls": {calls}, "overhear_snapshot": 2}}"#),
        format!("{{\"overhear_snapshot\": 2}}\n{}\n", empty()),
    ];
    for text in cases {
        unreadable(Case::new().with("new.jsonl", text), "new.jsonl", code, message);
    }
    for version in ["1.5", "\"1\"", "-1", "null", "{}", "18446744073709551617"] {
        let text = format!("{{\"overhear_snapshot\": {version}}}\n{}\n", empty());
        unreadable(Case::new().with("new.jsonl", text), "new.jsonl", code, "is not supported");
    }
    // Snapshots that were written one after the other have a header each.
    let text = format!("{{\"overhear_snapshot\": 2}}\n{}\n{}", mirrored(), lines(&[call_elsewhere()]));
    Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(3).passes(1).finds(0).tells_only("in.jsonl", code);
}

// Calls that are not what they should be.

#[test]
fn unknown_operation() {
    let unknown = but(empty(), "op", json!("ec2:DescribeMoonPhases"));
    let run = beside_a_clean_call(&unknown).exits(0).passes(1).tells_only("in.json", "UnknownOperation");
    let coverage = run.says("unknown operation `ec2:DescribeMoonPhases`").report()["coverage"].clone();
    let row = coverage.as_array().unwrap().iter().find(|row| row["op"] == "ec2:DescribeMoonPhases").unwrap();
    assert_eq!(row["blinds"], json!([]), "no check asks for it");
    // An input that holds nothing else shows nothing of its account.
    let only = Case::new().with("new.json", document(&[unknown]));
    unreadable(only, "new.json", "NoCalls", "unknown operation `ec2:DescribeMoonPhases`");
}

#[test]
fn a_call_without_an_operation() {
    no_call(&without(empty(), "op"), "NoOperation", "a call without `op`");
    no_call(&but(empty(), "op", json!(7)), "NoOperation", "a call without `op`");
}

#[test]
fn a_call_without_scope() {
    no_call(&without(empty(), "scope"), "NoScope", "a call without `scope`");
    no_call(&but(empty(), "scope", json!("aws")), "NoScope", "`scope` is not {provider, account, region}");
    no_call(&but(empty(), "scope", json!({"account": ACCOUNT})), "NoScope", "`scope` is not");
}

#[test]
fn a_scope_of_the_wrong_provider() {
    let scope = json!({"provider": "gcp", "account": "p", "region": "global"});
    let message = "is an operation of aws, its scope is of gcp";
    no_call(&but(empty(), "scope", scope), "WrongProvider", message);
}

#[test]
fn a_provider_in_capitals() {
    let scope = json!({"provider": "AWS", "account": ACCOUNT, "region": "eu-west-1"});
    no_call(&but(empty(), "scope", scope), "NoScope", "`scope` is not");
}

#[test]
fn an_account_that_is_a_number() {
    let scope = json!({"provider": "aws", "account": 111_122_223_333_u64, "region": "eu-west-1"});
    no_call(&but(empty(), "scope", scope), "NoScope", "111122223333");
}

#[test]
fn a_call_that_is_no_object() {
    let text = json!({"overhear_snapshot": 1, "calls": [empty(), null, 7, "text", [empty()]]}).to_string();
    let run = Case::new().with("in.json", text).check(&["in.json"]).exits(3).passes(1);
    let codes: Vec<_> = run.problems().into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["NotACall"; 4]);
    for calls in ["null", "{}", "\"text\""] {
        let text = format!(r#"{{"overhear_snapshot": 1, "calls": {calls}}}"#);
        unreadable(Case::new().with("in.json", text), "in.json", "MalformedJson", "expected `[`");
    }
}

#[test]
fn a_member_that_stands_twice() {
    // The items were decoded as one operation's and would be taken for another's: an empty list, that is a pass.
    let members = |twice: &str| format!(r#"{{"op": "{SESSIONS}", "scope": {}, {twice}}}"#, scope(ACCOUNT));
    let items = json!([session("tms-0a01")]);
    let cases = [
        members(&format!(r#""outcome": "complete", "items": {items}, "op": "ec2:DescribeVpcEndpoints""#)),
        members(&format!(r#""outcome": "complete", "items": {items}, "items": []"#)),
        members(r#""outcome": "failed", "items": [], "outcome": "complete""#),
        members(r#""outcome": "complete", "gap": {"kind": "denied"}, "gap": null, "items": []"#),
    ];
    for call in cases {
        let text = format!("{HEADER}\n{call}\n");
        unreadable(Case::new().with("in.jsonl", text), "in.jsonl", "MalformedCall", "stands twice in a call");
    }
}

#[test]
fn a_header_that_is_a_call_too() {
    let text = but(mirrored(), "overhear_snapshot", json!(1)).to_string();
    Case::new().with("in.json", text).check(&["in.json"]).exits(10).finds(1).nothing_wrong();
}

#[test]
fn an_operation_after_its_items() {
    let text = |items: &Value| {
        let scope = scope(ACCOUNT);
        format!(r#"{{"items": {items}, "scope": {scope}, "outcome": "complete", "op": "{SESSIONS}"}}"#)
    };
    let found = Case::new().with("in.jsonl", text(&json!([session("tms-0a01")]))).check(&["in.jsonl"]);
    found.exits(10).finds(1).nothing_wrong();
    let odd = Case::new().with("in.jsonl", text(&json!([session("tms-0a01"), 7]))).check(&["in.jsonl"]);
    let odd = odd.exits(10).finds(1);
    assert_eq!(odd.report()["summary"]["results"]["unknown"], 1);
}

#[test]
fn items_that_are_no_list() {
    for items in [json!({}), json!("text"), json!(7), json!({"TrafficMirrorSessions": []})] {
        disbelieved(&but(empty(), "items", items), "`items` is not a list");
    }
    disbelieved(&without(empty(), "items"), "a complete call without `items`");
    // Go writes an empty list as null.
    beside_a_clean_call(&but(empty(), "items", Value::Null)).exits(0).passes(2).nothing_wrong();
}

#[test]
fn outcomes_that_nobody_can_believe() {
    disbelieved(&without(empty(), "outcome"), "a call without `outcome`");
    disbelieved(&but(empty(), "outcome", json!("Complete")), "unknown outcome `Complete`");
    disbelieved(&but(empty(), "outcome", json!("fine")), "unknown outcome `fine`");
    disbelieved(&but(empty(), "outcome", json!(true)), "`outcome` is not a string");
    disbelieved(&but(empty(), "outcome", Value::Null), "`outcome` is not a string");
    for gap in [json!("denied"), json!([]), json!({}), json!({"kind": 7}), json!({"kind": "denied", "code": 7})] {
        disbelieved(&but(empty(), "gap", gap), "`gap` is not a gap");
    }
}

#[test]
fn complete_with_a_gap_is_not_complete() {
    let gap = json!({"kind": "throttled", "code": "Throttling", "message": "slow down"});
    let run = beside_a_clean_call(&but(empty(), "gap", gap.clone())).exits(3).passes(1);
    let partial = run.coverage().iter().any(|row| row["outcome"] == "partial" && row["gap"]["kind"] == "throttled");
    assert!(partial, "{}", run.out);
    let failed = without(without(but(empty(), "gap", gap), "items"), "outcome");
    beside_a_clean_call(&failed).exits(3).passes(1);
    // A reason that a later version knows stays a reason.
    beside_a_clean_call(&but(empty(), "gap", json!({"kind": "eaten"}))).exits(3).passes(1);
    beside_a_clean_call(&but(empty(), "gap", Value::Null)).exits(0).passes(2);
}

#[test]
fn items_where_nothing_can_be() {
    let gap = json!({"kind": "not_offered", "code": "", "message": ""});
    let failed = |items: Value| but(but(but(empty(), "outcome", json!("failed")), "gap", gap.clone()), "items", items);
    beside_a_clean_call(&failed(json!([]))).exits(0).passes(1);
    disbelieved(&failed(json!([7])), "there are items");
    let run = Case::new().with("in.json", document(&[failed(json!([session("tms-0a01")]))])).check(&["in.json"]);
    run.exits(10).finds(1);
}

#[test]
fn an_item_of_the_wrong_type() {
    let items = [json!("text"), Value::Null, json!([]), json!({}), json!({"TrafficMirrorSessionId": 7})];
    for item in items {
        let run = beside_a_clean_call(&call(ACCOUNT, &[item])).exits(3).passes(1).finds(0);
        let report = run.report();
        assert_eq!(report["summary"]["results"]["unknown"], 1, "{}", run.out);
        let rows = run.coverage();
        let odd = rows.iter().find(|row| row["scope"]["account"] == ACCOUNT).unwrap();
        assert_eq!(odd["gap"]["code"], "OddItem");
        assert_eq!(odd["items"], 1);
    }
    // Its neighbours are judged.
    let items = [session("tms-0a01"), json!("text"), session("tms-0a02")];
    let run = beside_a_clean_call(&call(ACCOUNT, &items)).exits(10).finds(2);
    assert_eq!(run.report()["summary"]["results"]["unknown"], 1);
}

#[test]
fn an_odd_interface_is_a_gap_in_what_findings_rest_on() {
    let interfaces = but(call(ACCOUNT, &[json!("eni-0a01")]), "op", json!("ec2:DescribeNetworkInterfaces"));
    let run = Case::new().with("in.json", document(&[mirrored(), interfaces])).check(&["in.json"]).exits(10).finds(1);
    let coverage = run.report()["coverage"].clone();
    let row = coverage.as_array().unwrap().iter().find(|row| row["op"] == "ec2:DescribeNetworkInterfaces").unwrap();
    assert_eq!(row["gap"]["code"], "OddItem");
}

#[test]
fn times_and_parents_of_the_wrong_type() {
    for time in [json!(7), json!("yesterday"), json!("2026-13-40T99:00:00Z"), Value::Null, json!("")] {
        let call = but(but(empty(), "collected_at", time), "parent", json!({"a": 1}));
        let run = beside_a_clean_call(&call).exits(0).passes(2);
        assert_eq!(run.report()["scan"]["started_at"], Value::Null);
    }
}

// The same thing more than once.

#[test]
fn duplicate_calls_stand_side_by_side() {
    let run = Case::new().with("in.json", document(&[mirrored(), mirrored()])).check(&["in.json"]);
    let run = run.exits(10).finds(1).nothing_wrong();
    assert_eq!(run.coverage().len(), 1, "{}", run.out);
    let run = Case::new().with("in.json", document(&[empty(), empty(), empty()])).check(&["in.json"]);
    run.exits(0).passes(1);
}

#[test]
fn the_same_call_complete_and_denied_does_not_pass() {
    for calls in [[empty(), denied(empty())], [denied(empty()), empty()]] {
        let run = Case::new().with("in.json", document(&calls)).check(&["in.json"]).exits(3).passes(0);
        assert_eq!(run.report()["summary"]["results"]["unknown"], 1);
        let case = Case::new().with("a.json", document(&calls[..1])).with("b.json", document(&calls[1..]));
        assert_eq!(case.check(&["a.json", "b.json"]).exits(3).report()["results"], run.report()["results"]);
    }
}

#[test]
fn a_newer_call_supersedes() {
    let at = |call: Value, time: &str| but(call, "collected_at", json!(time));
    let (old, new) = ("2026-11-01T06:00:00Z", "2026-11-02T06:00:00Z");
    // Later by the clock, earlier by the text.
    let offset = "2026-11-01T23:00:00-12:00";
    for (calls, code) in [
        ([at(mirrored(), old), at(empty(), new)], 0),
        ([at(mirrored(), old), at(empty(), offset)], 0),
        ([at(empty(), old), at(mirrored(), new)], 10),
        ([at(empty(), old), at(denied(empty()), new)], 3),
        ([at(denied(empty()), old), at(empty(), new)], 0),
        // Of the same time, and without one, both stand.
        ([at(mirrored(), new), at(empty(), new)], 10),
        ([at(mirrored(), old), empty()], 10),
    ] {
        let [one, other] = &calls;
        Case::new().with("in.json", document(&calls)).check(&["in.json"]).exits(code);
        Case::new().with("in.json", document(&[other.clone(), one.clone()])).check(&["in.json"]).exits(code);
        let case = Case::new()
            .with("a.jsonl", lines(std::slice::from_ref(one)))
            .with("b.jsonl", lines(std::slice::from_ref(other)));
        case.check(&["."]).exits(code);
    }
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let case = Case::new().with("in.json", document(&[mirrored(), empty()])).with("bad.json", "{");
    let once = case.check(&["in.json", "bad.json"]).exits(10).finds(1);
    let twice = case.check(&["in.json", "bad.json", "./in.json", "bad.json", "."]).exits(10);
    assert_eq!(once.out, twice.out);
}

#[test]
fn an_account_in_two_files_is_one_account() {
    let case = Case::new()
        .with("a.json", document(&[mirrored()]))
        .with("b.jsonl.zst", zst(lines(&[mirrored()])))
        .with("c.json", document(&[call_elsewhere()]));
    let run = case.check(&["a.json", "b.jsonl.zst", "c.json"]).exits(10).finds(1).passes(1);
    let rows = run.coverage();
    assert_eq!(rows.len(), 2, "one for each account: {rows:?}");
    let alone = Case::new().with("a.json", document(&[mirrored()])).check(&["a.json"]).exits(10);
    assert_eq!(run.report()["findings"], alone.report()["findings"]);
    // What one of them lacks the other may hold: the target is read though another file holds the session.
    let target = json!({"TrafficMirrorTargetId": "tmt-0a01", "OwnerId": ACCOUNT, "NetworkInterfaceId": "eni-0a02"});
    let targets = but(call(ACCOUNT, &[target]), "op", json!("ec2:DescribeTrafficMirrorTargets"));
    let case =
        Case::new().with("a.json", document(&[mirrored()])).with("b.json", document(std::slice::from_ref(&targets)));
    let apart = case.check(&["a.json", "b.json"]).exits(10);
    let together = Case::new().with("a.json", document(&[mirrored(), targets])).check(&["a.json"]).exits(10);
    assert_eq!(apart.report()["findings"], together.report()["findings"]);
    assert_ne!(apart.report()["findings"], alone.report()["findings"]);
}

#[test]
fn an_input_that_is_read_again_tells_its_problems_once() {
    let case = Case::new().with("a.json", document(&[mirrored()])).with("b.json", "{\"overhear_snapshot\": 1, ");
    let case = case.with("c.jsonl", format!("{}{{", lines(&[mirrored()])));
    let run = case.check(&["a.json", "b.json", "c.jsonl"]).exits(10).finds(1);
    assert_eq!(run.problems().len(), 2, "{:?}", run.problems());
}

// Packed inputs.

#[test]
fn truncated_zst() {
    let text: String = lines(&(0..2000).map(|n| call(&format!("{n:012}"), &[])).collect::<Vec<_>>());
    let packed = zst(&text);
    let run = Case::new().with("cut.jsonl.zst", cut(packed, 8)).check(&["cut.jsonl.zst"]).exits(3);
    let run = run.tells("cut.jsonl.zst", "TruncatedStream").says("the packed data ends too early");
    assert!(run.report()["summary"]["results"]["pass"].as_u64().unwrap() > 0, "what came before counts");
    let early = cut(zst(document(&[empty()])), 20);
    unreadable(Case::new().with("cut.json.zst", early), "cut.json.zst", "TruncatedStream", "ends too early");
    let magic = &[0x28, 0xb5, 0x2f, 0xfd];
    unreadable(Case::new().with("cut.json.zst", magic), "cut.json.zst", "TruncatedStream", "ends too early");
}

#[test]
fn truncated_gz() {
    let packed = gz(lines(&[empty()]));
    for by in [1, 8] {
        // Only the check sum is cut: the calls are read, and nobody knows whether they are right.
        let run = Case::new().with("cut.jsonl.gz", cut(packed.clone(), by)).check(&["cut.jsonl.gz"]).exits(3);
        run.tells_only("cut.jsonl.gz", "TruncatedStream").passes(1);
    }
    for bytes in [cut(packed.clone(), packed.len() - 14), cut(packed.clone(), packed.len() - 2)] {
        unreadable(Case::new().with("cut.gz", bytes), "cut.gz", "TruncatedStream", "ends too early");
    }
}

#[test]
fn damaged_packed_data() {
    let mut packed = gz(lines(&[empty()]));
    let check_sum = packed.len() - 8;
    packed[check_sum] ^= 1;
    let run = Case::new().with("bad.jsonl.gz", packed).check(&["bad.jsonl.gz"]).exits(3);
    run.tells_only("bad.jsonl.gz", "BrokenStream");
    let mut packed = zst(lines(&[empty()]));
    packed[4] ^= 0x08;
    unreadable(Case::new().with("bad.zst", packed), "bad.zst", "BrokenStream", "(byte 0)");
    let trailing = [gz(lines(&[empty()])).as_slice(), b"something else follows"].concat();
    let run = Case::new().with("bad.jsonl.gz", trailing).check(&["bad.jsonl.gz"]).exits(3).passes(1);
    run.tells_only("bad.jsonl.gz", "BrokenStream");
}

#[test]
fn members_and_frames_are_read_one_after_the_other() {
    let (one, other) = (lines(&[empty()]), format!("{}\n", mirrored()));
    for (name, bytes) in [
        ("in.jsonl.gz", [gz(&one), gz(&other)].concat()),
        ("in.jsonl.zst", [zst(&one), zst(&other)].concat()),
        ("by-content", [zst(&one), zst(&other)].concat()),
    ] {
        Case::new().with(name, bytes).check(&[name]).exits(10).finds(1).nothing_wrong();
    }
    // A cut between the bytes of a line is not seen by anyone.
    let (start, end) = other.split_at(30);
    let bytes = [gz(&one), gz(start), gz(end)].concat();
    Case::new().with("in.gz", bytes).check(&["in.gz"]).exits(10).finds(1).nothing_wrong();
}

#[test]
fn a_decompression_bomb_is_bounded() {
    let blanks = vec![b' '; 64 << 20];
    for (name, bytes) in [("bomb.json.zst", zst(&blanks)), ("bomb.json.gz", gz(&blanks))] {
        assert!(bytes.len() < 1 << 20);
        let case = Case::new().with(name, bytes);
        unreadable_with(case, &["--max-input", "1MiB"], name, "TooLarge", "larger than --max-input allows");
    }
    // Many lines, none of them long.
    let line = format!("{}\n", but(empty(), "note", json!(" ".repeat(1000))));
    let text = format!("{HEADER}\n{}", line.repeat(4000));
    let case = Case::new().with("bomb.jsonl.zst", zst(&text));
    let run = case.check(&["--max-input", "1MiB", "bomb.jsonl.zst"]).exits(3).passes(1);
    run.tells_only("bomb.jsonl.zst", "TooLarge").says(&format!("(byte {})", 1 << 20));
    case.check(&["--max-input", "8MiB", "bomb.jsonl.zst"]).exits(0).passes(1).nothing_wrong();
    // To the byte.
    let case = Case::new().with("in.gz", gz(&text));
    case.check(&["--max-input", &text.len().to_string(), "in.gz"]).exits(0).nothing_wrong();
    case.check(&["--max-input", &(text.len() - 1).to_string(), "in.gz"]).exits(3).tells_only("in.gz", "TooLarge");
}

#[test]
fn plain_inputs_are_bounded_by_line_and_by_document() {
    let long = but(empty(), "note", json!("x".repeat(4000)));
    let short = format!("{}\n", call_elsewhere());
    let text = format!("{HEADER}\n{}{long}\n{short}", short.repeat(100));
    let case = Case::new().with("in.jsonl", &text);
    let run = case.check(&["--max-input", "3000", "in.jsonl"]).exits(3).passes(1);
    run.tells_only("in.jsonl", "TooLarge");
    case.check(&["--max-input", "5000", "in.jsonl"]).exits(0).passes(2).nothing_wrong();

    let whole = document(&[call_elsewhere(), long]);
    let case = Case::new().with("in.json", &whole);
    case.check(&["--max-input", "3000", "in.json"]).exits(3).passes(1).tells("in.json", "TooLarge");
    case.check(&["--max-input", &whole.len().to_string(), "in.json"]).exits(0).passes(2).nothing_wrong();
    let first_line = format!("{}\n", "x".repeat(5000));
    let case = Case::new().with("in.json", first_line);
    unreadable_with(case, &["--max-input", "4000"], "in.json", "TooLarge", "larger than --max-input allows");
}

// Depth.

#[test]
fn nesting_ten_thousand_deep() {
    const DEEP: usize = 10_000;
    let lists = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    for deep in [&lists, &objects] {
        // In a member that nobody reads it is harmless.
        let text = written(&empty()).replacen('{', &format!("{{\"note\": {deep}, "), 1);
        Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(0).passes(1).nothing_wrong();
        // As an item it is one that nobody understands; as tags it is none.
        let holding = |item: &str| written(&empty()).replace("\"items\":[]", &format!("\"items\":[{item}]"));
        let run = Case::new().with("in.jsonl", holding(deep)).check(&["in.jsonl"]).exits(3).passes(0);
        assert_eq!(run.coverage()[0]["gap"]["code"], "OddItem");
        let tagged = holding(&format!(r#"{{"TrafficMirrorSessionId": "tms-0a01", "Tags": {deep}}}"#));
        Case::new().with("in.jsonl", tagged).check(&["in.jsonl"]).exits(10).passes(0);
        let text = written(&empty()).replace("\"complete\"", deep);
        Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(3).passes(0);
        let text = written(&mirrored()).replacen(&scope(ACCOUNT).to_string(), deep, 1);
        unreadable(Case::new().with("in.jsonl", text), "in.jsonl", "NoScope", "`scope` is not");
        let text = format!(r#"{{"overhear_snapshot": 1, "calls": {deep}}}"#);
        Case::new().with("in.json", text).check(&["in.json"]).exits(2);
        unreadable(Case::new().with("in.json", deep), "in.json", "UnknownDocument", "no document that a check reads");
        for member in ["TrafficMirrorSessions", "value", "items"] {
            let text = format!(r#"{{"{member}": {deep}}}"#);
            let run = Case::new().with("in.json", text).with("clean.json", document(&[empty()]));
            run.check(&["in.json", "clean.json"]).exits(3).passes(1);
        }
    }
    let cut = "[".repeat(DEEP);
    unreadable(Case::new().with("in.json", cut), "in.json", "TruncatedJson", "EOF while parsing");
}

#[test]
fn calls_in_calls() {
    let deep = 10_000;
    let text = format!("{}{}", r#"{"calls": ["#.repeat(deep), "]}".repeat(deep));
    unreadable(Case::new().with("in.json", text), "in.json", "UnknownDocument", "an object with calls");
    let text =
        format!(r#"{{"overhear_snapshot": 1, "calls": [{}{}]}}"#, r#"{"calls": ["#.repeat(deep), "]}".repeat(deep));
    unreadable(Case::new().with("in.json", text), "in.json", "NoOperation", "a call without `op`");
}

#[test]
fn examples_in_examples() {
    let deep = 10_000;
    let text =
        format!("{}{{}}{}", r#"{"parameters": {}, "responses": {"200": {"body": "#.repeat(deep), "}}}".repeat(deep));
    unreadable(Case::new().with("in.json", text), "in.json", "UnknownDocument", "no document that a check reads");
}

// Documents of other tools.

#[test]
fn an_export_with_something_odd_in_it() {
    let list = |items: Value| json!({"TrafficMirrorSessions": items}).to_string();
    let run = |text: String| {
        Case::new().with("in.json", text).check(&["--account", ACCOUNT, "--region", "eu-west-1", "in.json"])
    };
    run(list(json!([]))).exits(0).passes(1);
    let odd = run(list(json!([session("tms-0a01"), "text"]))).exits(10).finds(1);
    assert_eq!(odd.report()["summary"]["results"]["unknown"], 1);
    run(list(json!({}))).exits(2).says("no document that a check reads");
    run(list(Value::Null)).exits(2);
    for token in ["NextToken", "NextMarker", "Marker"] {
        let page = run(json!({"TrafficMirrorSessions": [], token: "more"}).to_string()).exits(3).passes(0);
        assert_eq!(page.coverage()[0]["gap"]["code"], "MorePages", "{token}");
    }
    // Several documents, the second of them broken.
    run(format!("{}\n{{\"x\": ", list(json!([])))).exits(3).passes(1).tells_only("in.json", "TruncatedJson");
}

#[test]
fn snapshots_and_documents_in_one_stream() {
    let text = format!("{}{}", lines(&[empty()]), json!({"TrafficMirrorSessions": [session("tms-0a01")]}));
    Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(3).passes(1).tells_only("in.jsonl", "NoOperation");
}

// Folders, links, pipes.

#[test]
fn a_path_that_does_not_exist() {
    unreadable(Case::new(), "nowhere.json", "CannotOpen", "No such file");
}

#[test]
fn an_empty_directory() {
    unreadable(Case::new().folder("folder"), "folder", "CannotOpen", "no file in it ends in .json");
    let readme = Case::new().folder("folder").with("folder/README.md", "# Fixtures").with("folder/.hidden.json", "{");
    unreadable(readme, "folder", "CannotOpen", "no file in it ends in .json");
}

#[test]
fn a_directory_with_one_bad_file() {
    let case = Case::new()
        .folder("folder")
        .folder("folder/deeper")
        .with("folder/README.md", "# Fixtures")
        .with("folder/bad.json", "{")
        .with("folder/deeper/good.JSON", document(&[empty()]));
    case.check(&["folder"]).exits(3).passes(1).tells_only("folder/bad.json", "TruncatedJson");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_symlink_loop() {
        let case = Case::new().folder("folder").folder("folder/deeper").with("folder/a.json", document(&[empty()]));
        symlink("..", case.path("folder/deeper/up")).unwrap();
        let run = case.check(&["folder"]).exits(3).passes(1);
        run.tells_only("folder/deeper/up", "CannotOpen").says("a link that leads back to folder");
        let own = Case::new();
        symlink("own.json", own.path("own.json")).unwrap();
        unreadable(own, "own.json", "CannotOpen", "symbolic links");
    }

    /// Whoever runs the tests may be root, who may read everything: these cannot be opened by anyone.
    #[test]
    fn an_unreadable_file() {
        let case = Case::new();
        symlink("nowhere", case.path("dangling.json")).unwrap();
        unreadable(case, "dangling.json", "CannotOpen", "No such file");
        let case = Case::new().folder("folder").with("folder/good.json", document(&[empty()]));
        symlink("nowhere", case.path("folder/dangling.json")).unwrap();
        case.check(&["folder"]).exits(3).passes(1).tells_only("folder/dangling.json", "CannotOpen");
        let name = format!("{}.json", "x".repeat(300));
        unreadable(Case::new(), &name, "CannotOpen", "too long");
    }

    #[test]
    fn links_to_a_file_are_that_file() {
        let case = Case::new().folder("folder").with("folder/a.json", document(&[mirrored()]));
        symlink("a.json", case.path("folder/b.json")).unwrap();
        let run = case.check(&["folder"]).exits(10).finds(1).nothing_wrong();
        assert_eq!(run.report()["scan"]["inputs"], json!(["folder/a.json"]));
        assert_eq!(run.coverage()[0]["items"], 1);
    }

    /// Writes to a pipe as soon as somebody reads it; waits for ever, on a thread of its own, where nobody does.
    fn feed(path: &Path, bytes: impl Into<Vec<u8>>) {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        let (path, bytes) = (path.to_owned(), bytes.into());
        thread::spawn(move || {
            let mut pipe = File::options().write(true).open(&path).unwrap();
            pipe.write_all(&bytes).unwrap();
            // Gone before the reader sees the end: to open it once more fails and does not wait.
            fs::remove_file(path).unwrap();
        });
    }

    #[test]
    fn a_pipe_in_a_folder_is_not_waited_for() {
        let case = Case::new().folder("folder").with("folder/good.json", document(&[empty()]));
        feed(&case.path("folder/pipe.json"), document(&[mirrored()]));
        feed(&case.path("folder/pipe"), document(&[mirrored()]));
        let run = case.check(&["folder"]).exits(3).passes(1).finds(0);
        run.tells_only("folder/pipe.json", "CannotOpen").says("not a file; name it to read it");
    }

    #[test]
    fn a_pipe_that_is_named_is_read_once() {
        let case = Case::new().with("good.json", document(&[empty()]));
        feed(&case.path("pipe"), document(&[mirrored()]));
        // Both hold the same account, so that the calls of both are needed a second time.
        case.check(&["good.json", "pipe"]).exits(10).finds(1).nothing_wrong();
        unreadable(Case::new(), "/dev/null", "Empty", "the input is empty");
        let flags = ["--max-input", "1MiB"];
        unreadable_with(Case::new(), &flags, "/dev/zero", "TooLarge", "larger than --max-input allows");
    }
}

// Stdin.

#[test]
fn stdin_with_bad_input() {
    let case = Case::new().with("clean.json", document(&[empty()]));
    for (bytes, message) in [("", "the input is empty"), ("{", "EOF while parsing"), ("garbage", "-: expected")] {
        case.check_with(&["-"], bytes).exits(2).says("warning: -: ").says(message);
        case.check_with(&["-", "clean.json"], bytes).exits(3).passes(1).says(message);
    }
    case.check_with(&["-"], cut(gz(document(&[empty()])), 20)).exits(2).says("ends too early");
}

#[test]
fn stdin_together_with_a_file_of_the_same_account() {
    let case = Case::new().with("clean.json", document(&[empty()]));
    for stdin in [lines(&[mirrored()]).into_bytes(), zst(document(&[mirrored()]))] {
        case.check_with(&["clean.json", "-"], stdin.clone()).exits(10).finds(1).nothing_wrong();
        case.check_with(&["-", "clean.json", "-"], stdin).exits(10).finds(1).nothing_wrong();
    }
    case.check_with(&["clean.json", "-"], document(&[denied(empty())])).exits(3).passes(0);
}

#[test]
fn stdin_is_bounded() {
    let text = lines(&[call_elsewhere(), mirrored()]);
    let (all, first) = (text.len(), HEADER.len() + 1 + written(&call_elsewhere()).len() + 1);
    let check = |max: usize| Case::new().check_with(&["--max-input", &max.to_string(), "-"], text.clone());
    check(all).exits(10).finds(1).nothing_wrong();
    // Between two lines too.
    for max in [all - 2, first + 10, first] {
        let run = check(max).exits(3).finds(0).passes(1).tells_only("-", "TooLarge");
        run.says("larger than --max-input allows");
    }
    check(first - 2).exits(2).says("larger than --max-input allows");
}

// What comes out.

const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}evil\r\n::error::x\u{0}";

fn hostile_case() -> Case {
    let named = json!({
        "TrafficMirrorSessionId": format!("tms-{HOSTILE}"), "TrafficMirrorTargetId": HOSTILE,
        "NetworkInterfaceId": HOSTILE, "OwnerId": HOSTILE, "Tags": [{"Key": "Name", "Value": HOSTILE}],
    });
    let everywhere =
        but(call(HOSTILE, &[named]), "scope", json!({"provider": "aws", "account": HOSTILE, "region": HOSTILE}));
    let gap = json!({"kind": "denied", "code": HOSTILE, "message": HOSTILE, "permission": HOSTILE});
    let gapped = but(denied(call(HOSTILE, &[])), "gap", gap);
    let unknown = but(empty(), "op", json!(HOSTILE));
    let scoped = but(empty(), "scope", json!(HOSTILE));
    let odd = call(ACCOUNT, &[json!({HOSTILE: HOSTILE, "Id": HOSTILE})]);
    let outcome = but(call(ACCOUNT, &[]), "outcome", json!(HOSTILE));
    let calls = [mirrored(), everywhere, gapped, unknown, scoped, odd, outcome];
    Case::new().with("in.json", document(&calls)).with("evil\u{1b}[2J.json", "{")
}

/// Only colours, and line feeds.
fn assert_harmless(text: &str) {
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        match c {
            '\n' => {}
            '\u{1b}' => {
                let colour = rest.strip_prefix("\u{1b}[").and_then(|rest| rest.split_once('m'));
                let (codes, _) = colour.unwrap_or_else(|| panic!("{rest:?}"));
                assert!(codes.chars().all(|c| c.is_ascii_digit() || c == ';'), "{rest:?}");
            }
            _ => assert!(!c.is_control() && c != '\u{202e}', "{rest:?}"),
        }
    }
}

#[test]
fn escape_sequences_in_names_do_not_reach_the_terminal() {
    let case = hostile_case();
    for color in ["always", "never", "auto"] {
        let run = case.check_text(&["--color", color, "--verbose", "."]).exits(10);
        assert_harmless(&run.out);
        assert_harmless(&run.err);
        assert!(run.out.contains(r"\u{1b}"), "{}", run.out);
        assert!(run.err.contains(r"evil\u{1b}[2J.json"), "{}", run.err);
        let run = case.check(&["--color", color, "."]).exits(10);
        assert_harmless(&run.err);
    }
    let lost = case.check_text(&["--color", "always", "lost\u{1b}[2J"]).exits(2);
    assert_harmless(&lost.err);
}

#[test]
fn json_keeps_hostile_names_as_they_are() {
    let case = hostile_case();
    let stdout = case.check(&["--results", "all", "."]).exits(10);
    let file = case.check(&["--results", "all", ".", "-o", "report.txt"]).exits(10);
    assert_eq!(file.out, "");
    let written = fs::read_to_string(case.path("report.txt")).unwrap();
    for text in [&stdout.out, &written] {
        let report: Value = serde_json::from_str(text).unwrap();
        let names: Vec<_> =
            report["findings"].as_array().unwrap().iter().map(|found| &found["resource"]["name"]).collect();
        assert!(names.contains(&&json!(HOSTILE)), "{names:?}");
    }
    assert_eq!(stdout.out, written);
    assert!(!stdout.out.contains('\u{1b}'), "a report may be shown on a terminal");
}

#[test]
fn very_long_names() {
    let long = "x".repeat(1 << 20);
    let named =
        json!({"TrafficMirrorSessionId": long, "Tags": [{"Key": "Name", "Value": long}, {"Key": long, "Value": long}]});
    let unknown = but(empty(), "op", json!(long));
    let case = Case::new().with("in.json", document(&[call(&long, &[named]), unknown]));
    let run = case.check(&["in.json"]).exits(10).finds(1).says("unknown operation `xxx").says("…`");
    assert!(run.err.len() < 1000, "{} bytes on stderr", run.err.len());
    case.check_text(&["in.json"]).exits(10);
}

#[test]
fn an_answer_pasted_with_its_envelope_is_taken_out_of_it() {
    let session = r#"{"TrafficMirrorSessionId": "tms-0a01", "OwnerId": "111122223333"}"#;
    for item in [
        format!(r#"{{"TrafficMirrorSession": {session}, "ClientToken": "x"}}"#),
        format!(r#"{{"TrafficMirrorSessions": [{session}]}}"#),
    ] {
        let text = written(&empty()).replace("\"items\":[]", &format!("\"items\":[{item}]"));
        Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(10).passes(0);
    }
    let text = written(&empty()).replace("\"items\":[]", r#""items":[{"TrafficMirrorSessions": [3]}]"#);
    let run = Case::new().with("in.jsonl", text).check(&["in.jsonl"]).exits(3).passes(0);
    assert_eq!(run.coverage()[0]["gap"]["code"], "OddItem");
}

#[test]
fn the_list_of_one_region_is_not_that_of_the_project() {
    let only = ["--only", "gcp-packet-mirroring-active"];
    let list = |kind: &str, items: &str| format!(r#"{{"kind": "compute#packetMirroring{kind}", "items": {items}}}"#);
    for (kind, items, code) in [("List", "[]", 3), ("AggregatedList", "{}", 0)] {
        let folder = Case::new().with("list.json", list(kind, items));
        let arguments = ["list.json", "--account", "example-prod", only[0], only[1]];
        folder.check(&arguments).exits(code).passes(usize::from(code == 0));
    }
}

#[test]
fn google_lists_are_told_by_more_than_a_common_name() {
    let raw = |text: &str| Case::new().with("raw.json", text);
    let mirroring = ["raw.json", "--only", "gcp-packet-mirroring-active"];
    // Redis and others have instances too, and their lists do not say a kind.
    unreadable(raw(r#"{"instances": []}"#), "raw.json", "UnknownDocument", "no document that a check reads");
    let empty =
        r#"{"kind": "compute#packetMirroringAggregatedList", "id": "projects/prod/aggregated/packetMirrorings"}"#;
    let run = raw(empty).check(&mirroring).exits(0).passes(1);
    assert_eq!(run.report()["coverage"][0]["scope"]["account"], "prod");
    let maps = r#"{"kind": "compute#urlMapsAggregatedList", "items": {"global": {"warning": {"code": "NO_RESULTS_ON_PAGE"}}}}"#;
    raw(maps).check(&["raw.json", "--only", "gcp-url-map-mirrors-requests"]).exits(0).passes(1);
    let scopes = |other: &str| {
        format!(
            r#"{{"kind": "compute#packetMirroringAggregatedList", "items": {{"regions/a": {other}, "regions/b": {{}}}}}}"#
        )
    };
    raw(&scopes("null")).check(&mirroring).exits(0).passes(1);
    raw(&scopes("7")).check(&mirroring).exits(3).passes(0);
}
