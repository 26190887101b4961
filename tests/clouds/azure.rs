//! Azure.

use crate::{
    entries::{Entry, by, entries, estate},
    run::{TOKEN, Went},
    stub::{Reply, Seen, Stub, Wrong},
};
use overhear_azure::SERVICES;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const CLEAN: &str = "00000000-0000-0000-0000-00000000000a";
const LOUD: &str = "00000000-0000-0000-0000-00000000000b";
const DENIED: &str = "00000000-0000-0000-0000-00000000000c";

const WATCHERS: &str = "Microsoft.Network:NetworkWatchers_ListAll";
const CAPTURES: &str = "Microsoft.Network:PacketCaptures_List";
const STATUSES: &str = "Microsoft.Network:PacketCaptures_GetStatus";
const TAPS: &str = "Microsoft.Network:VirtualNetworkTaps_ListAll";
const SUBSCRIPTIONS: &str = "Microsoft.Resources:Subscriptions_List";

fn error(status: u16, code: &str) -> Reply {
    Reply::new(status, json!({"error": {"code": code, "message": format!("{code}, says the stub")}}).to_string())
}

fn list(items: &Value) -> Reply {
    Reply::new(200, json!({"value": items}).to_string())
}

/// What no entry answers: a subscription that denies everything, one that holds nothing else, and no such address.
fn otherwise(seen: &Seen, _: usize) -> Reply {
    if seen.line.contains(DENIED) {
        error(403, "AuthorizationFailed")
    } else if seen.line.contains(LOUD) && seen.line.starts_with("GET ") {
        list(&json!([]))
    } else {
        error(404, "NoEntry")
    }
}

fn stub(entries: Vec<Entry>) -> Stub {
    Stub::start(|origin| by(entries, origin, otherwise))
}

/// Azure with one subscription in which every list is empty, but for what `answer` says.
fn plain(answer: impl Fn(&Seen, usize, &str) -> Option<Reply> + Send + Sync + 'static) -> Stub {
    Stub::start(|origin| {
        let origin = origin.to_owned();
        move |seen: &Seen, before| answer(seen, before, &origin).unwrap_or_else(|| list(&json!([])))
    })
}

fn path_of(seen: &Seen) -> &str {
    seen.line.split(['?']).next().unwrap().rsplit('/').next().unwrap()
}

/// What is asked for packet captures, in one subscription.
fn captures(stub: &Stub, more: &str) -> Went {
    stub.azure(&format!(
        "collect azure --subscriptions {CLEAN} --only azure-packet-capture-running,azure-packet-capture-stored {more}"
    ))
}

#[test]
fn every_operation_is_asked_once_and_its_answer_is_kept() {
    let entries: Vec<_> = estate("azure");
    let stub = stub(entries.clone());
    let went = stub.azure(&format!("collect azure --subscriptions {CLEAN} --all-operations"));
    let gaps: Vec<_> = went.calls().into_iter().filter(|call| call["outcome"] != "complete").collect();
    assert!(gaps.is_empty(), "{gaps:#?}");
    assert_eq!(went.code, 0, "{}", went.err);

    let counts = stub.counts();
    let known: BTreeMap<_, _> = entries.iter().map(|entry| (entry.request.as_str(), 1)).collect();
    let asked: BTreeMap<_, _> = counts.iter().map(|(line, count)| (line.as_str(), *count)).collect();
    let unasked: Vec<_> = known.keys().filter(|line| !asked.contains_key(*line)).collect();
    assert!(unasked.is_empty(), "{unasked:#?}");
    let several: Vec<_> = asked.iter().filter(|(_, count)| **count > 1).collect();
    assert!(several.is_empty(), "{several:#?}");

    // What came is what was written, but for what may be secret.
    let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.status == 200) {
        *expected.entry(&entry.op).or_default() += entry.body["value"].as_array().map_or(1, Vec::len);
    }
    for op in SERVICES.iter().copied().flatten() {
        if op.reach == overhear_core::Reach::Organization && op.id != SUBSCRIPTIONS {
            continue;
        }
        let items: Vec<Value> =
            went.calls_of(op.id).iter().flat_map(|call| call["items"].as_array().unwrap().clone()).collect();
        assert_eq!(items.len(), expected.remove(op.id).unwrap_or_default(), "{}", op.id);
        // A clean estate has no capture whose state could be asked for.
        let has_entry = op.id == STATUSES || entries.iter().any(|entry| entry.op == op.id);
        assert!(has_entry, "{}: no entry", op.id);
        let (page, _) =
            (op.decode)(&Value::Array(items.clone()).to_string()).unwrap_or_else(|e| panic!("{}: {e}", op.id));
        assert_eq!(page.len(), items.len(), "{}", op.id);
    }
    assert!(expected.is_empty(), "operations that nobody knows: {expected:?}");
    assert!(!went.out.contains("CANARY"), "a secret was kept");
}

#[test]
fn nothing_but_reads_and_the_token_goes_to_its_origin() {
    let stub = stub([estate("azure"), entries("azure", "captures.json")].concat());
    let went = stub.azure(&format!("collect azure --subscriptions {CLEAN},{LOUD} --all-operations"));
    for seen in stub.seen() {
        let (method, target) = seen.line.split_once(' ').unwrap();
        let path = target.split('?').next().unwrap();
        assert!(method == "GET" || (method == "POST" && path.ends_with("/queryStatus")), "{}", seen.line);
        assert_eq!(seen.authorization.as_deref(), Some(format!("Bearer {TOKEN}").as_str()), "{}", seen.line);
    }
    assert!(!went.out.contains("CANARY") && !went.err.contains("CANARY"));
}

#[test]
fn captures_and_taps_are_found_and_a_denied_subscription_is_unknown() {
    let stub = stub([estate("azure"), entries("azure", "captures.json")].concat());
    let went = stub.azure(&format!(
        "scan azure --subscriptions {CLEAN},{LOUD},{DENIED} --only capture --format json --results all"
    ));
    assert_eq!(went.code, 10, "{}", went.err);
    let report = went.report();
    let findings = report["findings"].as_array().unwrap();
    let found: BTreeSet<_> = findings.iter().map(|finding| finding["check"].as_str().unwrap()).collect();
    for check in [
        "azure-packet-capture-running",
        "azure-packet-capture-stored",
        "azure-vtap-active",
        "azure-nic-tapped-by-unseen-tap",
    ] {
        assert!(found.contains(check), "{check}: {found:?}");
    }
    let running = findings.iter().filter(|finding| finding["check"] == "azure-packet-capture-running");
    assert_eq!(running.count(), 2, "one whose state came at once, one that was polled for");
    assert!(findings.iter().all(|finding| finding["resource"]["account"] == LOUD), "{findings:#?}");
    let unknown = report["results"].as_array().unwrap().iter().filter(|row| row["verdict"] == "unknown");
    let denied: Vec<_> = unknown.filter(|row| row["resource"]["account"] == DENIED).collect();
    assert!(denied.iter().any(|row| row["check"] == "azure-vtap-active"), "{denied:#?}");
    let row = report["coverage"].as_array().unwrap().iter().find(|row| row["op"] == TAPS && row["outcome"] == "failed");
    assert_eq!(row.unwrap()["gap"]["permission"], "Microsoft.Network/virtualNetworkTaps/read");
}

#[test]
fn a_clean_estate_is_clean() {
    let stub = stub(estate("azure"));
    let went = stub.azure(&format!("scan azure --subscriptions {CLEAN} --format json --results all"));
    let report = went.report();
    assert_eq!((went.code, &report["complete"]), (0, &json!(true)), "{report:#}");
    assert!(report["results"].as_array().unwrap().iter().all(|row| row["verdict"] != "fail"));
    // What has no list is named, and passes nothing.
    let coverage = report["coverage"].as_array().unwrap();
    let unseen: Vec<_> = coverage.iter().filter(|row| row["gap"]["code"] == "NoListOperation").collect();
    assert!(unseen.iter().any(|row| row["op"].as_str().unwrap().contains("azureFirewalls")), "{coverage:#?}");
}

#[test]
fn every_subscription_of_the_caller_is_read_unless_some_are_named() {
    let stub = stub([estate("azure"), entries("azure", "captures.json")].concat());
    let went = stub.azure("collect azure --only azure-vtap-active");
    let read: BTreeSet<_> =
        went.calls_of(TAPS).iter().map(|call| call["scope"]["account"].as_str().unwrap().to_owned()).collect();
    assert_eq!(read, BTreeSet::from([CLEAN.to_owned(), LOUD.to_owned()]));
    let tenant = &went.calls_of(SUBSCRIPTIONS)[0]["scope"]["account"];
    assert_eq!(tenant, "tenants/00000000-0000-0000-0000-0000000000ff");
    let other = stub.azure("collect azure --only azure-vtap-active --tenant 00000000-0000-0000-0000-0000000000fe");
    assert_eq!(other.calls_of(TAPS).len(), 0, "subscriptions of other tenants are not read");
}

#[test]
fn throttled_requests_are_made_again_when_the_service_says() {
    let stub = plain(|seen, before, _| {
        (path_of(seen) == "networkWatchers" && before == 0)
            .then(|| error(429, "TooManyRequests").header("retry-after", "0"))
    });
    let went = captures(&stub, "");
    assert_eq!(went.only(WATCHERS).0, "complete");
    assert_eq!(stub.seen().iter().filter(|seen| path_of(seen) == "networkWatchers").count(), 2);
}

#[test]
fn a_service_that_wants_to_wait_for_long_is_a_gap() {
    let stub = plain(|seen, _, _| {
        (path_of(seen) == "storageAccounts").then(|| error(503, "ServerBusy").header("retry-after", "86400"))
    });
    let went = captures(&stub, "");
    let (outcome, kind, _) = went.only("Microsoft.Storage:StorageAccounts_List");
    assert_eq!((outcome.as_str(), kind.as_str(), went.code), ("failed", "transport", 3));
}

#[test]
fn answers_that_break_off_or_never_come_are_gaps() {
    let stub = plain(|seen, before, _| match path_of(seen) {
        // Cut once: the next attempt brings it.
        "networkWatchers" if before == 0 => Some(list(&json!([])).wrong(Wrong::Cut)),
        "storageAccounts" => Some(list(&json!([{"id": "x"}])).wrong(Wrong::Silent)),
        _ => None,
    });
    let went = captures(&stub, "--timeout 1");
    assert_eq!(went.only(WATCHERS).0, "complete");
    let (outcome, kind, code) = went.only("Microsoft.Storage:StorageAccounts_List");
    assert_eq!((outcome.as_str(), kind.as_str(), code.as_str()), ("failed", "transport", "Timeout"));
}

#[test]
fn what_is_no_answer_of_azure_is_never_an_empty_list() {
    for (body, code) in [
        ("<html>log in</html>", "UndecodableAnswer"),
        ("", "UndecodableAnswer"),
        ("[]", "UndecodableAnswer"),
        ("{}", "UnexpectedAnswer"),
        (r#"{"value": {"id": 1}}"#, "complete"),
        (r#"{"value": "none"}"#, "UnexpectedAnswer"),
        (r#"{"value": null}"#, "UnexpectedAnswer"),
    ] {
        let stub = plain(move |seen, _, _| (path_of(seen) == "virtualNetworkTaps").then(|| Reply::new(200, body)));
        let went = stub.azure(&format!("collect azure --subscriptions {CLEAN} --only azure-vtap-active"));
        let (outcome, _, found) = went.only(TAPS);
        assert!(found == code || outcome == code, "{body}: {outcome} {found}");
    }
}

#[test]
fn the_token_follows_no_link_to_another_origin() {
    let foreign = Stub::start(|_| |_: &Seen, _| list(&json!([])));
    let elsewhere = foreign.origin.clone();
    let stub = plain(move |seen, _, origin| match path_of(seen) {
        "virtualNetworkTaps" => {
            let next = format!("{elsewhere}/next");
            Some(Reply::new(200, json!({"value": [{"id": "/subscriptions/x/t"}], "nextLink": next}).to_string()))
        }
        "networkWatchers" => Some(list(
            &json!([{"id": format!("/subscriptions/{CLEAN}/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w"), "properties": {}}]),
        )),
        "packetCaptures" => Some(list(
            &json!([{"id": format!("/subscriptions/{CLEAN}/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w/packetCaptures/c"), "properties": {}}]),
        )),
        "queryStatus" => Some(Reply::new(202, "").header("location", format!("{elsewhere}/result?of={origin}"))),
        // A redirect is no answer, and is not followed.
        "loadBalancers" => Some(Reply::new(302, "").header("location", format!("{elsewhere}/moved"))),
        _ => None,
    });
    let went = stub.azure(&format!(
        "collect azure --subscriptions {CLEAN} --only azure-vtap-active,azure-packet-capture-running,azure-gateway-load-balancer-foreign-chain"
    ));
    let taps = went.only(TAPS);
    assert_eq!((taps.0.as_str(), taps.2.as_str()), ("partial", "ForeignOrigin"));
    assert_eq!(went.only(STATUSES).2, "ForeignOrigin");
    assert_eq!(went.only("Microsoft.Network:LoadBalancers_ListAll").0, "failed");
    assert!(foreign.seen().is_empty(), "{:?}", foreign.seen());
    let text = went.calls_of(TAPS)[0]["gap"]["message"].as_str().unwrap().to_owned();
    assert!(text.contains(&foreign.origin), "{text}");
}

#[test]
fn pages_that_repeat_end() {
    let stub = plain(|seen, _, origin| {
        (path_of(seen) == "virtualNetworkTaps").then(|| {
            let next = format!("{origin}/subscriptions/{CLEAN}/providers/Microsoft.Network/virtualNetworkTaps?again");
            Reply::new(200, json!({"value": [], "nextLink": next}).to_string())
        })
    });
    let went = stub.azure(&format!("collect azure --subscriptions {CLEAN} --only azure-vtap-active"));
    assert_eq!(went.only(TAPS).2, "RepeatedPage");
}

#[test]
fn what_nobody_offers_is_not_denied() {
    for (status, code, kind) in [
        (409, "MissingSubscriptionRegistration", "not_enabled"),
        (400, "NoRegisteredProviderFound", "not_offered"),
        (404, "InvalidResourceType", "not_offered"),
        (404, "SubscriptionNotFound", "denied"),
        (401, "ExpiredAuthenticationToken", "denied"),
        (404, "Strange", "transport"),
    ] {
        let stub = plain(move |seen, _, _| (path_of(seen) == "virtualNetworkTaps").then(|| error(status, code)));
        let went = stub.azure(&format!("collect azure --subscriptions {CLEAN} --only azure-vtap-active"));
        let (_, found, found_code) = went.only(TAPS);
        assert_eq!((found.as_str(), found_code.as_str()), (kind, code));
    }
}

#[test]
fn a_cloud_that_lags_is_asked_with_a_version_that_it_knows() {
    let stub = plain(|seen, _, _| {
        let about = path_of(seen) == "virtualNetworkTaps";
        about.then(|| {
            if seen.line.ends_with("api-version=2021-08-01") {
                return list(&json!([]));
            }
            let message = "The supported api-versions are '2019-04-01, 2021-08-01, 2022-01-01-preview'.";
            Reply::new(400, json!({"error": {"code": "NoRegisteredProviderFound", "message": message}}).to_string())
        })
    });
    let went = stub.azure(&format!("collect azure --subscriptions {CLEAN} --only azure-vtap-active"));
    assert_eq!(went.only(TAPS).0, "complete");
}

#[test]
fn what_a_subscription_denies_is_seen_in_part_by_resource_graph() {
    let watcher = |subscription: &str, name: &str| {
        let id = format!(
            "/subscriptions/{subscription}/resourceGroups/g/providers/Microsoft.Network/networkWatchers/{name}"
        );
        json!({"id": id, "name": name, "type": "microsoft.network/networkwatchers", "subscriptionId": subscription,
            "location": "westeurope", "properties": {}})
    };
    let stub = plain(move |seen, _, _| match path_of(seen) {
        "resources" if seen.body.contains("networkWatchers") => {
            let page = if seen.body.contains("page-two") {
                json!({"data": [watcher(CLEAN, "two"), watcher(LOUD, "other")], "resultTruncated": "false"})
            } else {
                json!({"data": [watcher(CLEAN, "one")], "$skipToken": "page-two", "resultTruncated": "true"})
            };
            Some(Reply::new(200, page.to_string()))
        }
        "networkWatchers" | "resources" => Some(error(403, "AuthorizationFailed")),
        _ => None,
    });
    let went = captures(&stub, "");
    assert_eq!(went.only(WATCHERS), ("partial".to_owned(), "denied".to_owned(), "AuthorizationFailed".to_owned()));
    let asked: BTreeSet<_> =
        went.calls_of(CAPTURES).iter().map(|call| call["parent"].as_str().unwrap().to_owned()).collect();
    assert_eq!(asked.len(), 2, "its own two, and no other subscription's: {asked:?}");
    let posts = stub.seen().into_iter().filter(|seen| path_of(seen) == "resources").count();
    assert_eq!(posts, 2, "asked once, whoever wants it");
}

#[test]
fn the_subscriptions_below_a_management_group_are_read() {
    for graph_answers in [true, false] {
        let stub = plain(move |seen, _, _| match path_of(seen) {
            "resources" if graph_answers => {
                assert!(seen.body.contains(r#""managementGroups":["platform"]"#), "{}", seen.body);
                let row = json!({"id": format!("/subscriptions/{LOUD}"), "name": "loud"});
                Some(Reply::new(200, json!({"data": [row], "resultTruncated": "false"}).to_string()))
            }
            "resources" => Some(error(403, "AuthorizationFailed")),
            "descendants" => Some(list(&json!([
                {"id": format!("/subscriptions/{LOUD}"), "type": "/subscriptions", "name": LOUD},
                {"id": "/providers/Microsoft.Management/managementGroups/below", "name": "below"}
            ]))),
            _ => None,
        });
        let went = stub.azure("collect azure --management-group platform --only azure-vtap-active");
        let calls = went.calls_of(TAPS);
        assert_eq!(calls.len(), 1, "{}", went.out);
        assert_eq!(calls[0]["scope"]["account"], LOUD);
    }
}

#[test]
fn calls_are_no_more_than_the_plan_needs() {
    let stub = stub([estate("azure"), entries("azure", "captures.json")].concat());
    stub.azure(&format!("collect azure --subscriptions {CLEAN},{LOUD} --all-operations"));
    let counts = stub.counts();
    let (requests, distinct) = (counts.values().sum::<usize>(), counts.len());
    assert!(requests * 100 <= distinct * 105, "{requests} requests, {distinct} of them distinct");
}

#[test]
fn an_endpoint_without_tls_elsewhere_gets_no_token() {
    let mut command = crate::run::overhear();
    command.env("OVERHEAR_AZURE_ENDPOINT", "http://management.example").env("OVERHEAR_AZURE_TOKEN", TOKEN);
    let went = crate::run::went(&mut command, "scan azure");
    assert_eq!(went.code, 2, "{}", went.err);
    assert!(went.err.contains("OVERHEAR_AZURE_ENDPOINT") && !went.err.contains("CANARY"), "{}", went.err);
}

#[test]
fn without_credentials_everything_is_a_gap() {
    let stub = plain(|_, _, _| None);
    let mut command = crate::run::overhear();
    command.env("OVERHEAR_AZURE_ENDPOINT", &stub.origin).env("AZURE_CLIENT_ID", "app").env("AZURE_TENANT_ID", "t");
    command.env("AZURE_CLIENT_CERTIFICATE_PATH", "/nonexistent.pem");
    let went = crate::run::went(&mut command, &format!("scan azure --subscriptions {CLEAN} --format json"));
    assert_eq!(went.code, 3, "{}", went.err);
    assert!(went.out.contains("AZURE_CLIENT_CERTIFICATE_PATH=/nonexistent.pem"), "{}", went.out);
    assert!(stub.seen().is_empty());
}
