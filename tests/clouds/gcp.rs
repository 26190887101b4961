//! Google Cloud.

use crate::{
    entries::{Entry, by, entries, estate},
    run::TOKEN,
    stub::{Reply, Seen, Stub, Wrong},
};
use overhear_core::Reach;
use overhear_gcp::SERVICES;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const MIRRORINGS: &str = "compute.packetMirrorings.aggregatedList";
const PROJECTS: &str = "cloudresourcemanager.projects.search";
const ASSOCIATIONS: &str = "networksecurity.projects.locations.mirroringEndpointGroupAssociations.list";
const ORGANIZATION: &str = "organizations/123456789012";

fn error(status: u16, name: &str, reason: &str) -> Reply {
    let details =
        json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com"}]);
    let error =
        json!({"code": status, "status": name, "message": format!("{reason}, says the stub"), "details": details});
    Reply::new(status, json!({"error": error}).to_string())
}

fn denied() -> Reply {
    error(403, "PERMISSION_DENIED", "IAM_PERMISSION_DENIED")
}

/// What no entry answers: a project that denies everything, one that holds nothing else, and no such address.
fn otherwise(seen: &Seen, _: usize) -> Reply {
    if seen.line.contains("/denied-prod") {
        denied()
    } else if seen.line.contains("/loud-prod") || seen.line.contains("/partial-prod") {
        Reply::new(200, "{}")
    } else {
        error(404, "NOT_FOUND", "noEntry")
    }
}

fn stub(entries: Vec<Entry>) -> Stub {
    Stub::start(|origin| by(entries, origin, otherwise))
}

/// Google Cloud in which every list is empty, but for what `answer` says.
fn plain(answer: impl Fn(&Seen, usize) -> Option<Reply> + Send + Sync + 'static) -> Stub {
    Stub::start(|_| move |seen: &Seen, before| answer(seen, before).unwrap_or_else(|| Reply::new(200, "{}")))
}

fn mirrorings(stub: &Stub, more: &str) -> crate::run::Went {
    stub.gcp(&format!("collect gcp --projects quiet-prod --only gcp-packet-mirroring-active,gcp-mirroring-collector-unreferenced {more}"))
}

#[test]
fn every_operation_is_asked_once_and_its_answer_is_kept() {
    let entries = estate("gcp");
    let stub = stub(entries.clone());
    let went = stub.gcp("collect gcp --projects quiet-prod --all-operations");
    let gaps: Vec<_> = went.calls().into_iter().filter(|call| call["outcome"] != "complete").collect();
    assert!(gaps.is_empty(), "{gaps:#?}");
    assert_eq!(went.code, 0, "{}", went.err);

    let discovery: BTreeSet<_> = overhear_gcp::discovery::DISCOVERY.iter().skip(1).map(|op| op.id).collect();
    let entries: Vec<_> = entries.into_iter().filter(|entry| !discovery.contains(entry.op.as_str())).collect();
    let counts = stub.counts();
    let unasked: Vec<_> =
        entries.iter().map(|entry| &entry.request).filter(|line| !counts.contains_key(*line)).collect();
    assert!(unasked.is_empty(), "{unasked:#?}");
    let several: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    assert!(several.is_empty(), "{several:#?}");

    let expected: BTreeSet<_> = entries.iter().map(|entry| entry.op.as_str()).collect();
    for op in SERVICES.iter().copied().flatten().filter(|op| !discovery.contains(op.id)) {
        assert!(expected.contains(op.id), "{}: no entry", op.id);
        let calls = went.calls_of(op.id);
        let items: Vec<Value> = calls.iter().flat_map(|call| call["items"].as_array().unwrap().clone()).collect();
        let asked = entries.iter().filter(|entry| entry.op == op.id).map(|entry| entry.body.to_string());
        assert_eq!(items.is_empty(), asked.collect::<String>().len() < 20, "{}: {items:?}", op.id);
        let (page, _) =
            (op.decode)(&Value::Array(items.clone()).to_string()).unwrap_or_else(|e| panic!("{}: {e}", op.id));
        assert_eq!(page.len(), items.len(), "{}", op.id);
        let above = calls.iter().all(|call| call["scope"]["account"] == ORGANIZATION);
        assert_eq!(above, op.reach == Reach::Organization, "{}: {calls:?}", op.id);
    }
    assert!(!went.out.contains("CANARY"), "a secret was kept");
}

#[test]
fn nothing_but_reads_and_the_token_goes_to_its_origin() {
    let stub = stub([estate("gcp"), entries("gcp", "captures.json")].concat());
    let went = stub.gcp("collect gcp --projects quiet-prod,loud-prod --all-operations");
    for seen in stub.seen() {
        let (method, target) = seen.line.split_once(' ').unwrap();
        assert!(method == "GET" || (method == "POST" && target.ends_with(":getIamPolicy")), "{}", seen.line);
        assert_eq!(seen.authorization.as_deref(), Some(format!("Bearer {TOKEN}").as_str()), "{}", seen.line);
    }
    assert!(!went.out.contains("CANARY") && !went.err.contains("CANARY"));
}

#[test]
fn mirrorings_of_both_kinds_are_found_and_a_denied_project_is_unknown() {
    let stub = stub([estate("gcp"), entries("gcp", "captures.json")].concat());
    let went =
        stub.gcp("scan gcp --projects quiet-prod,loud-prod,denied-prod --only capture --format json --results all");
    assert_eq!(went.code, 10, "{}", went.err);
    let report = went.report();
    let findings = report["findings"].as_array().unwrap();
    let found: BTreeSet<_> = findings.iter().map(|finding| finding["check"].as_str().unwrap()).collect();
    for check in ["gcp-packet-mirroring-active", "gcp-nsi-mirroring-active", "gcp-nsi-intercept-active"] {
        assert!(found.contains(check), "{check}: {found:?}");
    }
    // A state that came as a number and one that came as a name read the same.
    let associations = findings.iter().filter(|finding| finding["check"] == "gcp-nsi-mirroring-active").count();
    assert_eq!(associations, 2, "{findings:#?}");
    assert!(findings.iter().all(|finding| finding["resource"]["account"] == "loud-prod"), "{findings:#?}");
    let unknown = report["results"].as_array().unwrap().iter().filter(|row| row["verdict"] == "unknown");
    let denied: Vec<_> = unknown.filter(|row| row["resource"]["account"] == "denied-prod").collect();
    assert!(denied.iter().any(|row| row["check"] == "gcp-packet-mirroring-active"), "{denied:#?}");
    let mut rows = report["coverage"].as_array().unwrap().iter();
    let row = rows.find(|row| row["op"] == MIRRORINGS && row["outcome"] == "failed").unwrap();
    assert_eq!(row["gap"]["permission"], "compute.packetMirrorings.list");
}

#[test]
fn a_clean_estate_is_clean() {
    let stub = stub(estate("gcp"));
    let went = stub.gcp("scan gcp --projects quiet-prod --format json --results all");
    let report = went.report();
    assert_eq!((went.code, &report["complete"]), (0, &json!(true)), "{report:#}");
    assert!(report["results"].as_array().unwrap().iter().all(|row| row["verdict"] != "fail"));
    let coverage = report["coverage"].as_array().unwrap();
    assert!(coverage.iter().any(|row| row["gap"]["code"] == "NoListOperation"), "{coverage:#?}");
}

#[test]
fn locations_that_could_not_be_reached_are_gaps() {
    let stub = stub([estate("gcp"), entries("gcp", "partial.json")].concat());
    let went = stub.gcp("collect gcp --projects partial-prod --only capture");
    let (outcome, kind, _) = went.only(MIRRORINGS);
    assert_eq!((outcome.as_str(), kind.as_str()), ("partial", "transport"));
    let partial = went.calls().into_iter().filter(|call| call["outcome"] == "partial").count();
    assert_eq!(partial, 2, "{}", went.out);
    assert_eq!(went.code, 3);
}

#[test]
fn an_api_that_is_off_is_no_denial() {
    let off = |consumer: &str| {
        let details = json!([{"reason": "SERVICE_DISABLED", "metadata": {"consumer": consumer}}]);
        Reply::new(403, json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "details": details}}).to_string())
    };
    for (consumer, kind, code) in [("projects/100000000001", "not_enabled", 0), ("projects/999", "denied", 3)] {
        let stub = plain(move |seen, _| {
            if seen.line.contains("/packetMirrorings") {
                return Some(off(consumer));
            }
            let projects = json!({"projects": [{"name": "projects/100000000001", "projectId": "quiet-prod"}]});
            seen.line.contains("projects:search").then(|| Reply::new(200, projects.to_string()))
        });
        let went = stub.gcp("collect gcp --projects quiet-prod --only gcp-ids-endpoint-present");
        assert_eq!((went.only(MIRRORINGS).1.as_str(), went.code), (kind, code), "{consumer}: {}", went.out);
    }
}

#[test]
fn throttled_requests_are_made_again() {
    let stub = plain(|seen, before| {
        let about = seen.line.contains("/packetMirrorings") && before == 0;
        about.then(|| error(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED").header("retry-after", "0"))
    });
    assert_eq!(mirrorings(&stub, "").only(MIRRORINGS).0, "complete");
    let old = plain(|seen, before| {
        let error = json!({"error": {"code": 403, "errors": [{"reason": "rateLimitExceeded"}]}});
        (seen.line.contains("/packetMirrorings") && before == 0).then(|| Reply::new(403, error.to_string()))
    });
    assert_eq!(mirrorings(&old, "").only(MIRRORINGS).0, "complete");
}

#[test]
fn answers_that_break_off_or_never_come_are_gaps() {
    let stub = plain(|seen, before| {
        let whole = Reply::new(200, r#"{"items": {}}"#);
        if seen.line.contains("/packetMirrorings") {
            return (before == 0).then(|| whole.wrong(Wrong::Cut));
        }
        seen.line.contains("/forwardingRules").then(|| whole.wrong(Wrong::Silent))
    });
    let went = mirrorings(&stub, "--timeout 1");
    assert_eq!(went.only(MIRRORINGS).0, "complete");
    assert_eq!(went.only("compute.forwardingRules.aggregatedList").2, "Timeout");
}

#[test]
fn what_is_no_answer_of_google_is_never_an_empty_list() {
    for (body, code) in [
        ("<html>log in</html>", "UndecodableAnswer"),
        ("", "UndecodableAnswer"),
        (r#"{"items": []}"#, "UnexpectedAnswer"),
        (r#"{"items": {"zones/a": {"packetMirrorings": {}}}}"#, "UnexpectedAnswer"),
    ] {
        let stub = plain(move |seen, _| seen.line.contains("/packetMirrorings").then(|| Reply::new(200, body)));
        assert_eq!(mirrorings(&stub, "").only(MIRRORINGS).2, code, "{body}");
    }
    let stub =
        plain(|seen, _| seen.line.contains("/packetMirrorings").then(|| Reply::new(302, "").header("location", "/x")));
    assert_eq!(mirrorings(&stub, "").only(MIRRORINGS).0, "failed");
}

#[test]
fn pages_are_followed_and_those_that_repeat_end() {
    let stub = plain(|seen, _| {
        seen.line.contains("/packetMirrorings").then(|| Reply::new(200, r#"{"nextPageToken": "a b&c"}"#))
    });
    assert_eq!(mirrorings(&stub, "").only(MIRRORINGS).2, "RepeatedPage");
    assert!(stub.counts().keys().any(|line| line.ends_with("&pageToken=a%20b%26c")), "{:?}", stub.counts());
}

/// Projects in an organisation, in a folder of it, and in another organisation.
fn hierarchy(seen: &Seen, assets: bool) -> Option<Reply> {
    let project = |id: &str, number: u64, parent: &str| json!({"name": format!("projects/{number}"), "projectId": id, "parent": parent, "state": "ACTIVE"});
    let line = &seen.line;
    let body = if line.contains("/v3/projects:search") {
        json!({"projects": [
            project("own", 1, ORGANIZATION), project("deep", 2, "folders/20"), project("other", 3, "organizations/9"),
            {"name": "projects/4", "projectId": "gone", "parent": ORGANIZATION, "state": "DELETE_REQUESTED"},
        ]})
    } else if line.contains("/v3/folders:search") {
        json!({"folders": [{"name": "folders/20", "parent": "folders/10"}, {"name": "folders/10", "parent": ORGANIZATION}]})
    } else if line.contains("/v3/organizations:search") {
        json!({"organizations": [{"name": ORGANIZATION}]})
    } else if line.contains(":searchAllResources") {
        if !assets {
            return Some(denied());
        }
        let asset = |id: &str, state: &str| {
            let name = format!("//cloudresourcemanager.googleapis.com/projects/{id}");
            json!({"name": name, "assetType": "cloudresourcemanager.googleapis.com/Project", "state": state})
        };
        json!({"results": [asset("own", "ACTIVE"), asset("unseen", "ACTIVE"), asset("gone", "DELETE_REQUESTED")]})
    } else {
        return None;
    };
    Some(Reply::new(200, body.to_string()))
}

fn projects_read(args: &str, assets: bool) -> BTreeSet<String> {
    let stub = plain(move |seen, _| hierarchy(seen, assets));
    let went = stub.gcp(&format!("collect gcp --only gcp-packet-mirroring-active {args}"));
    let calls = went.calls_of(MIRRORINGS);
    calls.iter().map(|call| call["scope"]["account"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn projects_are_found_by_the_asset_inventory_else_by_what_the_caller_sees() {
    let set = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(projects_read("", true), set(&["deep", "other", "own"]), "every active one that is seen");
    assert_eq!(projects_read("--organization 123456789012", true), set(&["own", "unseen"]));
    assert_eq!(projects_read("--organization 123456789012", false), set(&["deep", "own"]));
    assert_eq!(projects_read("--folder 10", false), set(&["deep"]));
    assert_eq!(projects_read("--projects 2,own", true), set(&["deep", "own"]), "a number is known by its id");
}

#[test]
fn projects_in_no_organisation_have_nothing_above_them() {
    let stub = plain(|seen, _| {
        let projects = json!({"projects": [{"name": "projects/1", "projectId": "alone", "state": "ACTIVE"}]});
        seen.line.contains("/v3/projects:search").then(|| Reply::new(200, projects.to_string()))
    });
    let went = stub.gcp("scan gcp --format json --only capture");
    assert_eq!(went.code, 0, "{}", went.out);
    let lines = stub.counts();
    assert!(lines.keys().all(|line| !line.contains("organizations")), "{lines:?}");
}

#[test]
fn calls_are_no_more_than_the_plan_needs() {
    let stub = stub([estate("gcp"), entries("gcp", "captures.json")].concat());
    stub.gcp("collect gcp --projects quiet-prod,loud-prod --all-operations");
    let counts = stub.counts();
    let (requests, distinct) = (counts.values().sum::<usize>(), counts.len());
    assert!(requests * 100 <= distinct * 105, "{requests} requests, {distinct} of them distinct");
}

#[test]
fn without_credentials_everything_is_a_gap() {
    let stub = plain(|_, _| None);
    let mut command = crate::run::overhear();
    command.env("OVERHEAR_GCP_ENDPOINT", &stub.origin).env("GOOGLE_APPLICATION_CREDENTIALS", "/nonexistent.json");
    let went = crate::run::went(&mut command, "collect gcp --projects quiet-prod --only gcp-packet-mirroring-active");
    assert_eq!(went.code, 3, "{}", went.err);
    let gaps: BTreeMap<_, _> = went
        .calls()
        .iter()
        .map(|call| {
            (call["gap"]["kind"].as_str().unwrap().to_owned(), call["gap"]["code"].as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(gaps, BTreeMap::from([("denied".to_owned(), "NoCredentials".to_owned())]), "{}", went.out);
    assert!(stub.seen().is_empty());
    assert_eq!(went.calls_of(PROJECTS).len(), 1);
    assert_eq!(went.only(MIRRORINGS).0, "failed");
    assert!(went.calls_of(ASSOCIATIONS).is_empty());
}
