//! Every fixture is a test: the check named by the file, and only it, judges the snapshot in the file.
//!
//! No check needs test code of its own. For each fixture this holds the verdicts against a reviewed snapshot, and
//! takes away each required call in turn to see that nothing passes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::unnecessary_wraps, reason = "the harness asks for this signature")]

use overhear_checks::{Account, Check, Engine, Evaluation, Keep, Verdict, by_account, check, operations};
use overhear_core::Snapshot;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path};

type Outcome = datatest_stable::Result<()>;

fn read(path: &Path) -> (&'static Check, Value) {
    let name = path.file_stem().unwrap().to_str().unwrap();
    let check = check(name).unwrap_or_else(|| panic!("{} is named like no check", path.display()));
    (check, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}

fn evaluate(check: &'static Check, snapshot: &Value) -> Evaluation {
    let engine = Engine::new(vec![check], Vec::new(), "2026-11-02".parse().unwrap(), Keep::All);
    let wanted = |op: &overhear_core::Op| engine.wants(op);
    let mut reader = Snapshot::new(operations(), &wanted);
    reader.read_document(&snapshot.to_string());
    assert_eq!(reader.problems, vec![], "{}", check.id);
    let accounts = by_account(reader.calls);
    engine.conclude(accounts.into_iter().map(|(key, calls)| engine.judge(Account::new(key, calls))))
}

/// What a fixture shows, in a form that people review.
fn shown(evaluation: &Evaluation) -> Value {
    let findings: Vec<_> = evaluation.findings.iter().map(|finding| {
        let evidence: Vec<_> = finding.evidence.iter().map(|fact| format!("{} {} = {} ({})", fact.op, fact.pointer, fact.value, fact.note)).collect();
        json!({
            "id": finding.id, "severity": finding.severity, "confidence": finding.confidence, "message": finding.message,
            "resource": finding.resource.id, "type": finding.resource.kind, "account": finding.resource.account,
            "region": finding.resource.region, "evidence": evidence,
        })
    }).collect();
    let results: Vec<_> = evaluation
        .results
        .iter()
        .map(|row| format!("{} {} {}: {}", row.verdict.name(), row.resource.kind, row.resource.id, row.reason))
        .collect();
    json!({"findings": findings, "results": results})
}

fn verdicts(path: &Path) -> Outcome {
    let (check, snapshot) = read(path);
    let evaluation = evaluate(check, &snapshot);
    assert!(!evaluation.findings.is_empty(), "{}: no finding", check.id);
    assert!(evaluation.results.iter().any(|row| row.verdict == Verdict::Pass), "{}: nothing passes", check.id);
    insta::with_settings!({snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_json_snapshot!(check.id, shown(&evaluation));
    });
    Ok(())
}

fn calls(snapshot: &mut Value) -> &mut Vec<Value> {
    snapshot["calls"].as_array_mut().unwrap()
}

/// A required call that was denied, cut short or never made lets nothing pass that rests on it.
fn denial(path: &Path) -> Outcome {
    let (check, snapshot) = read(path);
    for op in check.required() {
        let gap = json!({"kind": "denied", "code": "AccessDenied", "permission": op.permission, "message": "no"});
        let denied = |call: &mut Value| {
            call["outcome"] = json!("failed");
            call["gap"] = gap.clone();
            call.as_object_mut().unwrap().remove("items");
        };
        let partial = |call: &mut Value| {
            call["outcome"] = json!("partial");
            call["gap"] = json!({"kind": "truncated", "code": "", "message": "cut"});
        };
        let is_op = |call: &Value| call["op"] == op.id;
        let mut variants = Vec::new();
        for change in [&denied as &dyn Fn(&mut Value), &partial] {
            let mut changed = snapshot.clone();
            calls(&mut changed).iter_mut().filter(|call| is_op(call)).for_each(change);
            variants.push(changed);
        }
        let mut absent = snapshot.clone();
        calls(&mut absent).retain(|call| !is_op(call));
        let others_absent =
            absent["calls"].as_array().unwrap().iter().all(|call| call["scope"]["provider"] != check.provider.name());
        if !others_absent {
            variants.push(absent);
        }
        for (variant, way) in variants.iter().zip(["denied", "partial", "absent"]) {
            let evaluation = evaluate(check, variant);
            let passed: Vec<_> = evaluation
                .results
                .iter()
                .filter(|row| row.verdict == Verdict::Pass)
                .map(|row| &row.resource.id)
                .collect();
            assert!(passed.is_empty(), "{} passes {passed:?} with {} {way}", check.id, op.id);
            let told = evaluation.coverage_rows().any(|row| row.op == op.id && row.gap.is_some());
            assert!(told, "{} with {} {way}: the gap is not in the coverage", check.id, op.id);
        }
    }
    Ok(())
}

/// Missing enrichment never makes a finding surer, and never makes one appear or vanish.
fn enrichment(path: &Path) -> Outcome {
    let (check, snapshot) = read(path);
    let whole = evaluate(check, &snapshot);
    let required: BTreeSet<_> = check.required().map(|op| op.id).collect();
    for need in check.needs.iter().filter(|need| !required.contains(need.op().id)) {
        let mut changed = snapshot.clone();
        calls(&mut changed).retain(|call| call["op"] != need.op().id);
        let evaluation = evaluate(check, &changed);
        for finding in &evaluation.findings {
            let before = whole.findings.iter().find(|before| before.id == finding.id);
            let most = before.map_or(check.confidence, |before| before.confidence);
            assert!(finding.confidence <= most, "{} without {}: {}", check.id, need.op().id, finding.message);
        }
    }
    Ok(())
}

/// Each piece of evidence stands where it says, with the value it says.
fn evidence(path: &Path) -> Outcome {
    let (check, snapshot) = read(path);
    let documents = snapshot["calls"].as_array().unwrap();
    for finding in evaluate(check, &snapshot).findings {
        assert!(!finding.evidence.is_empty(), "{}: {} has no evidence", check.id, finding.resource.id);
        for fact in &finding.evidence {
            let mut items = documents
                .iter()
                .filter(|call| call["op"] == fact.op)
                .flat_map(|call| call["items"].as_array().into_iter().flatten());
            let found = items.any(|item| item.pointer(&fact.pointer) == Some(&fact.value));
            assert!(found, "{}: {} {} = {} stands in no document", check.id, fact.op, fact.pointer, fact.value);
        }
    }
    Ok(())
}

/// The order of calls and of items does not matter.
fn order(path: &Path) -> Outcome {
    let (check, snapshot) = read(path);
    let mut reversed = snapshot.clone();
    calls(&mut reversed).reverse();
    for call in calls(&mut reversed) {
        if let Some(items) = call["items"].as_array_mut() {
            items.reverse();
        }
    }
    assert_eq!(shown(&evaluate(check, &snapshot)), shown(&evaluate(check, &reversed)));
    Ok(())
}

/// Names nobody real: account numbers, ids and addresses come from documentation ranges, and the origin is told.
fn hygiene(path: &Path) -> Outcome {
    const ACCOUNTS: [&str; 3] = ["111122223333", "444455556666", "123456789012"];
    let text = fs::read_to_string(path)?;
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    for number in words.filter(|word| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit())) {
        assert!(ACCOUNTS.contains(&number), "{}: account {number}", path.display());
    }
    let snapshot: Value = serde_json::from_str(&text)?;
    assert!(snapshot["_source"].is_string(), "{}: `_source` says where it comes from", path.display());
    Ok(())
}

datatest_stable::harness! {
    { test = verdicts, root = "fixtures", pattern = r"^(aws|azure|gcp)/.*\.json$" },
    { test = denial, root = "fixtures", pattern = r"^(aws|azure|gcp)/.*\.json$" },
    { test = enrichment, root = "fixtures", pattern = r"^(aws|azure|gcp)/.*\.json$" },
    { test = evidence, root = "fixtures", pattern = r"^(aws|azure|gcp)/.*\.json$" },
    { test = order, root = "fixtures", pattern = r"^(aws|azure|gcp)/.*\.json$" },
    { test = hygiene, root = "fixtures", pattern = r"^(aws|azure|gcp)/.*\.json$" },
}
