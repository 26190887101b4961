//! The mechanism against a cloud that is a function.

use super::*;
use crate::{Document, Gap, GapKind, Listing, Op, Provider, Reach, Resource, Scope, Shape, decode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    io,
    num::NonZeroUsize,
    sync::{Arc, Mutex},
};

#[derive(Deserialize)]
struct Thing {
    id: String,
}

impl Document for Thing {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "Thing", self.id.as_str())
    }
}

const fn listing(id: &'static str, reach: Reach, per: Option<&'static Op>) -> Listing<Thing> {
    let shape = Shape::AwsCli { list: "Things", single: "" };
    let (permission, docs) = ("none", "https://example.com");
    Listing::new(Op { provider: Provider::Aws, id, permission, docs, reach, per, shape, decode: decode::<Thing> })
}

static GROUPS: Listing<Thing> = listing("shop:ListGroups", Reach::Region, None);
static MEMBERS: Listing<Thing> = listing("shop:ListMembers", Reach::Region, Some(&GROUPS.op));
static FACTS: Listing<Thing> = listing("shop:DescribeMembers", Reach::Region, Some(&MEMBERS.op));
static EVERYWHERE: Listing<Thing> = listing("shop:GetTrail", Reach::Region, Some(&GROUPS.op));
static PEOPLE: Listing<Thing> = listing("staff:ListPeople", Reach::Account, None);

/// Answers each request, and remembers it.
struct Cloud {
    region: &'static str,
    answer: fn(&str, &Ask) -> Result<Value, Gap>,
    asked: Arc<Mutex<Vec<String>>>,
}

fn ask<'a>(cloud: &'a Cloud, ask: &'a Ask) -> Sending<'a> {
    let line =
        format!("{} {} [{}] {}", cloud.region, ask.op.id, ask.parents().join(" "), ask.token().unwrap_or_default());
    cloud.asked.lock().unwrap().push(line.trim_end().to_owned());
    let answer = (cloud.answer)(cloud.region, ask);
    Box::pin(async move { answer.map(Answer::from) })
}

static READS: &[&[Read<Cloud>]] = &[
    &[
        Read::new(&GROUPS.op, ask),
        Read {
            parents: Parents::Of(&[Source { op: &GROUPS.op, keys: |item| Parent::at(item, "/id") }]),
            absent: &["NoMembers"],
            gone: &["NoGroup"],
            ..Read::new(&MEMBERS.op, ask)
        },
        Read {
            parents: Parents::Of(&[Source { op: &MEMBERS.op, keys: |item| Parent::at(item, "/id") }]),
            batch: 2,
            strip: &["/secret"],
            ..Read::new(&FACTS.op, ask)
        },
        Read {
            parents: Parents::Of(&[Source { op: &GROUPS.op, keys: |item| Parent::in_region(item, "/trail", "/home") }]),
            once: true,
            ..Read::new(&EVERYWHERE.op, ask)
        },
    ],
    &[Read::new(&PEOPLE.op, ask)],
];

struct Estate {
    cloud: fn(&str, &Ask) -> Result<Value, Gap>,
    asked: Arc<Mutex<Vec<String>>>,
    refused: Option<Gap>,
}

impl Adapter for Estate {
    type Session = Cloud;

    async fn accounts(&self, _: &Run) -> Vec<String> {
        vec!["111122223333".to_owned()]
    }

    async fn open(&self, _: &Run, account: &str) -> Result<Opened<Cloud>, Gap> {
        if let Some(gap) = &self.refused {
            return Err(gap.clone());
        }
        let regions: Arc<[String]> = ["north".to_owned(), "south".to_owned()].into();
        let place = |region: &'static str| Place {
            scope: Scope::new(Provider::Aws, account, region),
            session: Arc::new(Cloud { region, answer: self.cloud, asked: Arc::clone(&self.asked) }),
            regions: Arc::clone(&regions),
        };
        let lost = vec![("nowhere".to_owned(), Gap::new(GapKind::NotAttempted, "UnknownRegion", ""))];
        Ok(Opened {
            global: place("global"),
            regions: vec![place("north"), place("south")],
            lost,
            reaches: &[Reach::Organization, Reach::Account, Reach::Region],
        })
    }
}

/// Lines in memory; broken where it is to fail.
struct Memory {
    lines: Arc<Mutex<Vec<Value>>>,
    broken: bool,
}

impl Store for Memory {
    fn write(&mut self, account: &str, line: &[u8]) -> io::Result<()> {
        assert_eq!(account, "111122223333");
        if self.broken {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.lines.lock().unwrap().push(serde_json::from_slice(line).unwrap());
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

/// How a run went.
struct Went {
    calls: Vec<Value>,
    asked: Vec<String>,
    ended: io::Result<()>,
}

#[derive(Default)]
struct How {
    refused: Option<Gap>,
    resumed: Resumed,
    stopped: bool,
    broken: bool,
}

fn run(wanted: &[&'static Op], cloud: fn(&str, &Ask) -> Result<Value, Gap>, how: How) -> Went {
    let (asked, lines) = (Arc::default(), Arc::default());
    let estate = Estate { cloud, asked: Arc::clone(&asked), refused: how.refused };
    let (recorder, recording) = Recorder::start(Box::new(Memory { lines: Arc::clone(&lines), broken: how.broken }));
    let stop = Stop::default();
    if how.stopped {
        stop.stop();
    }
    let limits = Limits::new(NonZeroUsize::new(4).unwrap(), None);
    let run = Arc::new(Run::new(limits, Arc::default(), stop, recorder, how.resumed));
    let plan = Arc::new(Plan::new(READS, wanted.iter().copied()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(collect(Arc::new(estate), plan, run));
    let ended = recording.end();
    let calls = lines.lock().unwrap().clone();
    let asked = asked.lock().unwrap().clone();
    Went { calls, asked, ended }
}

impl Went {
    /// Parent, outcome and code of each call of an operation in a region.
    fn of(&self, op: &Op, region: &str) -> Vec<(Option<&str>, &str, Option<&str>)> {
        let calls = self.calls.iter().filter(|call| call["op"] == op.id && call["scope"]["region"] == region);
        let mut rows: Vec<_> = calls
            .map(|call| (call["parent"].as_str(), call["outcome"].as_str().unwrap(), call["gap"]["code"].as_str()))
            .collect();
        rows.sort_unstable();
        rows
    }

    fn items(&self, op: &Op, region: &str, parent: &str) -> &Value {
        let mut calls = self.calls.iter();
        let own = |call: &&Value| call["op"] == op.id && call["scope"]["region"] == region && call["parent"] == parent;
        &calls.find(own).unwrap()["items"]
    }
}

/// Two groups with three members in the north, and a trail that both regions list.
fn shop(region: &str, ask: &Ask) -> Result<Value, Gap> {
    let group = |id: &str| json!({"id": id, "trail": "t", "home": "south"});
    Ok(match (ask.op.id, region, ask.parent(), ask.token().as_deref()) {
        ("shop:ListGroups", "north", _, None) => json!({"Things": [group("g1")], "NextToken": "2"}),
        ("shop:ListGroups", "north", _, Some("2")) => json!({"Things": [group("g2")], "NextToken": ""}),
        ("shop:ListGroups", "south", ..) => json!({"Things": [{"id": "g3", "trail": "t", "home": "south"}]}),
        ("shop:ListMembers", _, "g1", _) => json!({"Things": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "a"}]}),
        ("shop:ListMembers", _, "g2", _) => return Err(Gap::new(GapKind::Transport, "NoMembers", "")),
        ("shop:ListMembers", ..) => return Err(Gap::new(GapKind::Transport, "NoGroup", "")),
        ("shop:DescribeMembers", ..) => {
            let facts = ask.parents().into_iter().rev().map(|id| json!({"id": id, "secret": "x"}));
            json!({"Things": facts.collect::<Value>()})
        }
        _ => json!({"Things": null}),
    })
}

#[test]
fn calls_follow_what_others_found() {
    let went = run(&[&FACTS.op, &EVERYWHERE.op, &PEOPLE.op], shop, How::default());
    assert_eq!(went.of(&GROUPS.op, "north"), [(None, "complete", None)]);
    assert_eq!(went.of(&MEMBERS.op, "north"), [(Some("g1"), "complete", None), (Some("g2"), "complete", None)]);
    assert_eq!(went.items(&MEMBERS.op, "north", "g2"), &json!([]), "none is an answer");
    assert_eq!(went.of(&MEMBERS.op, "south"), [(Some("g3"), "failed", Some("NoGroup"))]);
    let gone = went.calls.iter().find(|call| call["gap"]["code"] == "NoGroup").unwrap();
    assert_eq!(gone["gap"]["kind"], "not_offered", "what was deleted meanwhile hides nothing");
    // Two of one request are dealt out, each once, without what may be secret.
    let described: Vec<_> = went.asked.iter().filter(|line| line.contains("DescribeMembers")).collect();
    assert_eq!(described, ["north shop:DescribeMembers [a b]", "north shop:DescribeMembers [c]"]);
    for key in ["a", "b", "c"] {
        assert_eq!(went.items(&FACTS.op, "north", key), &json!([{"id": key}]));
    }
    // The trail is asked for once, and its call stands where it lives.
    assert_eq!((went.of(&EVERYWHERE.op, "north").len(), went.of(&EVERYWHERE.op, "south").len()), (0, 1));
    assert_eq!(went.of(&PEOPLE.op, "global").len(), 1);
    assert_eq!(went.of(&GROUPS.op, "nowhere"), [(None, "failed", Some("UnknownRegion"))]);
    assert!(went.ended.is_ok());
}

#[test]
fn only_what_is_wanted_is_asked_with_what_leads_to_it() {
    let ops = |wanted: &[&'static Op]| -> Vec<_> {
        Plan::new(READS, wanted.iter().copied()).reads().map(|read| read.op.id).collect()
    };
    assert_eq!(ops(&[&PEOPLE.op]), ["staff:ListPeople"]);
    assert_eq!(ops(&[&FACTS.op]), ["shop:ListGroups", "shop:ListMembers", "shop:DescribeMembers"]);
}

#[test]
fn a_page_that_fails_is_told_and_those_before_it_are_kept() {
    let went = run(
        &[&GROUPS.op],
        |_, ask| match ask.token() {
            None => Ok(json!({"Things": [{"id": "g"}], "NextToken": "2"})),
            Some(_) => Err(Gap::new(GapKind::Denied, "No", "")),
        },
        How::default(),
    );
    assert_eq!(went.of(&GROUPS.op, "north"), [(None, "partial", Some("No"))]);
    assert_eq!(went.calls.iter().find(|call| call["outcome"] == "partial").unwrap()["items"], json!([{"id": "g"}]));
}

#[test]
fn pages_that_go_round_in_a_circle_end() {
    let went = run(
        &[&GROUPS.op],
        |_, ask| {
            let next = if ask.token().as_deref() == Some("1") { "2" } else { "1" };
            Ok(json!({"Things": [], "NextToken": next}))
        },
        How::default(),
    );
    assert_eq!(went.of(&GROUPS.op, "north"), [(None, "partial", Some("RepeatedPage"))]);
}

#[test]
fn an_answer_without_its_list_is_empty_and_one_with_something_else_there_is_not() {
    let went = run(
        &[&GROUPS.op, &PEOPLE.op],
        |_, ask| Ok(if ask.op == &GROUPS.op { json!({"Things": "none"}) } else { json!({}) }),
        How::default(),
    );
    assert_eq!(went.of(&GROUPS.op, "south"), [(None, "failed", Some("UnexpectedAnswer"))]);
    assert_eq!(went.of(&PEOPLE.op, "global"), [(None, "complete", None)]);
}

#[test]
fn an_account_that_cannot_be_opened_is_a_gap_in_each_operation() {
    let refused = Some(Gap::new(GapKind::Denied, "RoleNotAssumed", ""));
    let went = run(&[&FACTS.op, &PEOPLE.op], shop, How { refused, ..How::default() });
    for op in [&GROUPS.op, &MEMBERS.op, &FACTS.op] {
        assert_eq!(went.of(op, "unknown"), [(None, "failed", Some("RoleNotAssumed"))]);
    }
    assert_eq!(went.of(&PEOPLE.op, "global"), [(None, "failed", Some("RoleNotAssumed"))]);
    assert_eq!(went.asked, Vec::<String>::new());
}

#[test]
fn a_run_that_was_ended_asks_nothing_and_says_so() {
    let went = run(&[&FACTS.op], shop, How { stopped: true, ..How::default() });
    assert_eq!(went.asked, Vec::<String>::new());
    assert!(!went.calls.is_empty() && went.calls.iter().all(|call| call["gap"]["code"] == "Interrupted"));
}

#[test]
fn a_store_that_fails_ends_the_run_with_its_error() {
    let went = run(&[&FACTS.op], shop, How { broken: true, ..How::default() });
    assert_eq!(went.ended.unwrap_err().kind(), io::ErrorKind::StorageFull);
}

#[test]
fn what_an_earlier_run_read_is_not_asked_again() {
    let plan = Plan::new(READS, [&FACTS.op]);
    let first = run(&[&FACTS.op], shop, How::default());
    let mut resumed = Resumed::default();
    let complete = |call: &&Value| call["outcome"] == "complete" && call["parent"] != "c";
    for call in first.calls.iter().filter(complete) {
        assert_eq!(resumed.take(&call.to_string(), plan.links()).as_deref(), Some("111122223333"));
    }
    for other in ["", "{", r#"{"overhear_snapshot": 1}"#, r#"{"op": "x:Y", "outcome": "complete"}"#] {
        assert_eq!(resumed.take(other, plan.links()), None, "{other}");
    }
    let second = run(&[&FACTS.op], shop, How { resumed, ..How::default() });
    // What failed, and what was left out: its list is known from the earlier run.
    assert_eq!(second.asked, ["north shop:DescribeMembers [c]", "south shop:ListMembers [g3]"]);
}
