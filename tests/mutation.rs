//! Fixtures, changed at random: nothing panics, and what was not seen proves nothing.
//!
//! What the laws leave out on purpose: an item that vanishes from a complete list without a trace, and a single call
//! that vanishes beside another of the same operation. Nobody can tell these from a smaller estate.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use overhear::{
    assessment::{Assessment, Reader},
    inputs::Input,
    report,
};
use overhear_checks::{Check, Engine, Keep, Need, Verdict, check, checks};
use overhear_core::ExportScope;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    num::NonZeroUsize,
    sync::LazyLock,
};

/// How many cases a test runs over all fixtures together, and how many over each at least.
const CASES: usize = 500;
const LEAST: usize = 10;

const DEEP: &str = "@deep@";

struct Fixture {
    check: &'static Check,
    snapshot: Value,
}

static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(|| {
    let mut fixtures = Vec::new();
    for provider in ["aws", "azure", "gcp"] {
        let Ok(folder) = fs::read_dir(format!("fixtures/{provider}")) else { continue };
        let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
            let check = check(path.file_stem().unwrap().to_str().unwrap()).unwrap();
            let snapshot = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            fixtures.push(Fixture { check, snapshot });
        }
    }
    assert!(!fixtures.is_empty());
    fixtures
});

impl Fixture {
    fn calls(&self) -> &[Value] {
        self.snapshot["calls"].as_array().unwrap()
    }

    /// An engine of the one check that the fixture is for.
    fn engine(&self) -> Engine {
        Engine::new(vec![self.check], Vec::new(), "2026-11-02".parse().unwrap(), Keep::All)
    }

    fn needs(&self, call: &Value) -> bool {
        self.check.needs.iter().map(Need::op).any(|op| call["op"] == op.id)
    }
}

/// Runs a test over every fixture, with the same cases each time.
fn each<S: Strategy>(strategy: impl Fn(&Fixture) -> S, test: impl Fn(&Fixture, &Engine, S::Value) -> Law) {
    let cases = u32::try_from((CASES / FIXTURES.len()).max(LEAST)).unwrap();
    for fixture in FIXTURES.iter() {
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let engine = fixture.engine();
        let result = runner.run(&strategy(fixture), |value| test(fixture, &engine, value));
        result.unwrap_or_else(|error| panic!("{}: {error}", fixture.check.id));
    }
}

type Law = Result<(), TestCaseError>;

fn assess(engine: &Engine, inputs: &[Vec<u8>]) -> Assessment {
    let reader = Reader { engine, fallback: ExportScope::default(), max_input: 16 << 20, jobs: NonZeroUsize::MIN };
    let inputs: Vec<_> = inputs.iter().map(|bytes| Input::Stdin(bytes.clone())).collect();
    reader.assess(&inputs)
}

/// Both reports can be written, and the JSON one be read.
fn reports(assessment: &Assessment) -> Law {
    let mut out = Vec::new();
    report::text(assessment, &mut out)?;
    out.clear();
    report::json(assessment, true, &mut out)?;
    let report: Value = serde_json::from_slice(&out).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&report["complete"], assessment.is_complete());
    if assessment.unreadable {
        prop_assert!(!assessment.problems.is_empty());
        prop_assert!(assessment.evaluation.findings.is_empty() && assessment.evaluation.counts.pass == 0);
    }
    Ok(())
}

/// The verdicts on each resource.
fn verdicts(assessment: &Assessment) -> BTreeMap<(&'static str, String), BTreeSet<Verdict>> {
    let mut verdicts: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for row in &assessment.evaluation.results {
        let place = (row.resource.kind, row.resource.id.clone());
        verdicts.entry(place).or_default().insert(row.verdict);
    }
    for finding in &assessment.evaluation.findings {
        let place = (finding.resource.kind, finding.resource.id.clone());
        verdicts.entry(place).or_default().insert(Verdict::Fail);
    }
    verdicts
}

// How a snapshot is written.

#[derive(Clone, Copy, Debug)]
enum Form {
    Document,
    Lines,
    Gzip,
    Zstandard,
}

fn any_form() -> impl Strategy<Value = Form> {
    select(vec![Form::Document, Form::Lines, Form::Gzip, Form::Zstandard])
}

fn write(form: Form, calls: &[Value]) -> Vec<u8> {
    let document = json!({"overhear_snapshot": 1, "calls": calls});
    match form {
        Form::Document => serde_json::to_vec_pretty(&document).unwrap(),
        Form::Lines => lines(calls),
        Form::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&lines(calls)).unwrap();
            encoder.finish().unwrap()
        }
        Form::Zstandard => zstd::encode_all(lines(calls).as_slice(), 1).unwrap(),
    }
}

/// A call a line, the operation first, as collectors write them.
fn lines(calls: &[Value]) -> Vec<u8> {
    let line = |call: &Value| {
        let Value::Object(members) = call else { return call.to_string() };
        let (first, rest): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| *name == "op");
        let members: Vec<_> =
            first.into_iter().chain(rest).map(|(name, value)| format!("{}: {value}", json!(name))).collect();
        format!("{{{}}}", members.join(", "))
    };
    let calls: Vec<_> = calls.iter().map(line).collect();
    format!("{{\"overhear_snapshot\": 1}}\n{}\n", calls.join("\n")).into_bytes()
}

// Bytes.

#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Delete(Index, u16),
    Repeat(Index, u16),
    Insert(Index, &'static str),
    Truncate(Index),
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let pieces = ["\0", "\u{feff}", "\n", "\r\n", "{", "}", "[", "]", "\"", ",", "\\", "\\u0000", "1e999", "null", "é"];
    let length = prop_oneof![1..8_u16, 1..4000_u16];
    prop_oneof![
        4 => (any::<Index>(), 1..=u8::MAX).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        2 => (any::<Index>(), length.clone()).prop_map(|(at, length)| Damage::Delete(at, length)),
        2 => (any::<Index>(), length).prop_map(|(at, length)| Damage::Repeat(at, length)),
        2 => (any::<Index>(), select(pieces.to_vec())).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        1 => any::<Index>().prop_map(Damage::Truncate),
    ]
}

fn damage(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    let range = |at: &Index, length: u16| {
        let start = at.index(bytes.len());
        start..(start + usize::from(length)).min(bytes.len())
    };
    match damage {
        Damage::Flip(at, bits) => {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        Damage::Delete(at, length) => drop(bytes.drain(range(at, *length))),
        Damage::Repeat(at, length) => {
            let range = range(at, *length);
            let copy = bytes[range.clone()].to_vec();
            bytes.splice(range.end..range.end, copy);
        }
        Damage::Insert(at, piece) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, piece.bytes());
        }
        Damage::Truncate(at) => bytes.truncate(at.index(bytes.len())),
    }
}

#[test]
fn damaged_bytes_never_panic() {
    let everything = Engine::new(checks().collect(), Vec::new(), "2026-11-02".parse().unwrap(), Keep::All);
    each(
        |_| (any_form(), vec(any_damage(), 1..4), any::<bool>()),
        |fixture, _, (form, damages, beside)| {
            let whole = write(form, fixture.calls());
            let mut bytes = whole.clone();
            for one in &damages {
                damage(&mut bytes, one);
            }
            let inputs = if beside { vec![bytes, whole] } else { vec![bytes] };
            reports(&assess(&everything, &inputs))
        },
    );
}

#[test]
fn what_was_cut_off_is_missed() {
    each(
        |_| (any_form(), any::<Index>()),
        |fixture, engine, (form, at)| {
            let mut bytes = write(form, fixture.calls());
            bytes.truncate(at.index(bytes.len()));
            // A cut between two lines leaves a shorter snapshot, and one of the last line feed leaves the same.
            let between_lines = matches!(form, Form::Lines)
                && serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>().all(|value| value.is_ok());
            let assessment = assess(engine, &[bytes]);
            prop_assert!(between_lines || !assessment.is_complete());
            prop_assert!(between_lines || !assessment.problems.is_empty());
            reports(&assessment)
        },
    );
}

// Nodes.

#[derive(Clone, Copy, Debug)]
enum Change {
    Null,
    Number,
    Text,
    List,
    Object,
    Deep,
    Drop,
    Twice,
}

const CHANGES: [Change; 8] = [
    Change::Null,
    Change::Number,
    Change::Text,
    Change::List,
    Change::Object,
    Change::Deep,
    Change::Drop,
    Change::Twice,
];

fn pointers(value: &Value, at: &mut String, all: &mut Vec<String>) {
    all.push(at.clone());
    let length = at.len();
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let children: Vec<_> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (escaped(name), member)).collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        at.push('/');
        at.push_str(&name);
        pointers(child, at, all);
        at.truncate(length);
    }
}

fn change(snapshot: &mut Value, at: Index, change: Change) {
    let mut all = Vec::new();
    pointers(snapshot, &mut String::new(), &mut all);
    let pointer = at.get(&all);
    let new = match change {
        Change::Null => Value::Null,
        Change::Number => json!(-7),
        Change::Text => json!("x"),
        Change::List => json!([1, "x", null, [], {}]),
        Change::Object => json!({"Id": "x"}),
        Change::Deep => json!(DEEP),
        Change::Drop | Change::Twice => {
            let Some((parent, name)) = pointer.rsplit_once('/') else { return };
            match snapshot.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
                Value::Array(items) => {
                    let item = items.remove(name.parse().unwrap());
                    if matches!(change, Change::Twice) {
                        items.extend([item.clone(), item]);
                    }
                }
                _ => {}
            }
            return;
        }
    };
    *snapshot.pointer_mut(pointer).unwrap() = new;
}

/// What stands for depth becomes it.
fn deepen(bytes: Vec<u8>) -> Vec<u8> {
    let deep = format!("{}{}", r#"{"a":["#.repeat(5000), "]}".repeat(5000));
    String::from_utf8(bytes).unwrap().replace(&format!("\"{DEEP}\""), &deep).into_bytes()
}

#[test]
fn changed_nodes_never_panic() {
    let everything = Engine::new(checks().collect(), Vec::new(), "2026-11-02".parse().unwrap(), Keep::All);
    each(
        |_| (any::<bool>(), vec((any::<Index>(), select(CHANGES.to_vec())), 1..5)),
        |fixture, _, (by_line, changes)| {
            let mut snapshot = fixture.snapshot.clone();
            for (at, what) in changes {
                change(&mut snapshot, at, what);
            }
            let bytes = match snapshot["calls"].as_array() {
                Some(calls) if by_line => lines(calls),
                _ => snapshot.to_string().into_bytes(),
            };
            reports(&assess(&everything, &[deepen(bytes)]))
        },
    );
}

// Calls.

/// What happened to a call while it was made or written.
#[derive(Clone, Debug)]
enum Loss {
    None,
    Denied,
    /// Only the items whose bits are set came.
    Partial(u64),
    /// The items whose bits are set are not what the API documents.
    Odd(u64, Value),
}

fn any_loss() -> impl Strategy<Value = Loss> {
    let junk = vec![Value::Null, json!(7), json!("x"), json!([]), json!([{"Id": "x"}])];
    prop_oneof![
        3 => Just(Loss::None),
        1 => Just(Loss::Denied),
        1 => any::<u64>().prop_map(Loss::Partial),
        1 => (any::<u64>(), select(junk)).prop_map(|(which, item)| Loss::Odd(which, item)),
    ]
}

fn lose(call: &mut Value, loss: &Loss) {
    let set = |bits: &u64, index: usize| bits >> (index % 64) & 1 == 1;
    match loss {
        Loss::None => {}
        Loss::Denied => {
            call["outcome"] = json!("failed");
            call["gap"] = json!({"kind": "denied", "code": "AccessDenied", "message": "no"});
            call.as_object_mut().unwrap().remove("items");
        }
        Loss::Partial(which) => {
            if let Some(items) = call["items"].as_array_mut() {
                let mut index = 0..;
                items.retain(|_| index.next().is_some_and(|index| set(which, index)));
                call["outcome"] = json!("partial");
                call["gap"] = json!({"kind": "truncated", "message": "cut"});
            }
        }
        Loss::Odd(which, junk) => {
            let items = call["items"].as_array_mut().into_iter().flatten();
            items.enumerate().filter(|(index, _)| set(which, *index)).for_each(|(_, item)| *item = junk.clone());
        }
    }
}

/// Calls that are denied, cut short or odd, and required operations that nobody called, let nothing pass that did not
/// pass.
#[test]
fn loss_adds_no_pass() {
    each(
        |fixture| {
            let losses = vec(any_loss(), fixture.calls().len());
            (any_form(), losses, proptest::option::of(any::<Index>()))
        },
        |fixture, engine, (form, losses, unmade)| {
            let whole = verdicts(&assess(engine, &[write(Form::Lines, fixture.calls())]));
            let mut calls = fixture.calls().to_vec();
            if let Some(at) = unmade {
                // What a check may read besides is not missed where nobody asked for it.
                let required: Vec<_> = fixture.check.required().map(|op| op.id).collect();
                let op = at.get(&required);
                calls.retain(|call| call["op"] != **op);
            }
            calls.iter_mut().zip(&losses).for_each(|(call, loss)| lose(call, loss));
            let assessment = assess(engine, &[write(form, &calls)]);
            for (resource, after) in verdicts(&assessment) {
                let before = whole.get(&resource);
                // Where the question did not arise it may turn out to, and be answered.
                let before =
                    before.is_some_and(|all| all.contains(&Verdict::Pass) || all.contains(&Verdict::NotApplicable));
                prop_assert!(before || !after.contains(&Verdict::Pass), "{resource:?} passes");
            }
            reports(&assessment)
        },
    );
}

/// A call that does not say what it is, where it was made or how it ended, leaves the run incomplete.
#[test]
fn a_broken_call_is_missed() {
    let junk = vec![None, Some(Value::Null), Some(json!(7)), Some(json!([])), Some(json!({"a": 1})), Some(json!(DEEP))];
    let members = ["op", "scope", "outcome", "items", "gap"];
    each(
        |_| (any::<bool>(), any::<Index>(), select(members.to_vec()), select(junk.clone())),
        |fixture, engine, (by_line, at, member, junk)| {
            let mut calls = fixture.calls().to_vec();
            let needed: Vec<_> = (0..calls.len()).filter(|index| fixture.needs(&calls[*index])).collect();
            let call = &mut calls[*at.get(&needed)];
            // An empty list may be written as null; a call without a gap is a good one.
            let harmless = match member {
                "gap" => junk.as_ref().is_none_or(Value::is_null),
                "items" => {
                    junk.as_ref().is_some_and(|junk| junk.is_null() || junk.is_array()) || call["outcome"] != "complete"
                }
                "outcome" => call["outcome"] != "complete",
                _ => false,
            };
            match junk {
                None => drop(call.as_object_mut().unwrap().remove(member)),
                Some(junk) => call[member] = junk,
            }
            let form = if by_line { Form::Lines } else { Form::Document };
            let assessment = assess(engine, &[deepen(write(form, &calls))]);
            prop_assert!(harmless || !assessment.is_complete());
            reports(&assessment)
        },
    );
}

/// However often calls are repeated and over however many inputs they are spread, the answer is the same.
#[test]
fn repeating_and_spreading_calls_changes_nothing() {
    each(
        |fixture| {
            let count = fixture.calls().len();
            (vec(any_form(), 3), vec(vec(0..3_usize, 1..4), count))
        },
        |fixture, engine, (forms, homes)| {
            let whole = assess(engine, &[write(Form::Lines, fixture.calls())]);
            let inputs: Vec<_> = forms
                .iter()
                .enumerate()
                .map(|(input, form)| {
                    let here = homes.iter().zip(fixture.calls());
                    let calls: Vec<_> = here
                        .flat_map(|(homes, call)| homes.iter().filter(|home| **home == input).map(|_| call.clone()))
                        .collect();
                    (calls.is_empty(), write(*form, &calls))
                })
                .filter(|(empty, _)| !empty)
                .map(|(_, bytes)| bytes)
                .collect();
            let spread = assess(engine, &inputs);
            prop_assert_eq!(&spread.problems, &whole.problems);
            prop_assert_eq!(verdicts(&spread), verdicts(&whole));
            let findings = |assessment: &Assessment| {
                let of = |finding: &overhear_checks::Finding| {
                    (finding.id.clone(), finding.severity, finding.message.clone())
                };
                assessment.evaluation.findings.iter().map(of).collect::<Vec<_>>()
            };
            prop_assert_eq!(findings(&spread), findings(&whole));
            prop_assert_eq!(spread.is_complete(), whole.is_complete());
            reports(&spread)
        },
    );
}
