//! Several accounts: those of an organisation, and those that are listed.

use super::{
    proxy::{Fault, Rule},
    run::Bench,
};
use std::{collections::BTreeSet, fs};

const SESSIONS: &str = "aws-mirror-session-active";
const ROLE: &str = "OrganizationAccountAccessRole";

fn member(bench: &Bench) -> (String, String) {
    let member = &bench.moto.seed()["member"];
    (member["account"].as_str().unwrap().to_owned(), member["mirror_sessions"][0].as_str().unwrap().to_owned())
}

#[test]
fn members_of_the_organisation_are_read_by_a_role() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let (account, session) = member(&bench);
    let arguments = ["--accounts", "org", "--role-name", ROLE, "--external-id", "e-1", "--only", SESSIONS];
    let scanned = bench.scan_regions(&arguments);
    let found = scanned.found(SESSIONS);
    let of_member = found.iter().find(|resource| resource["account"] == *account).unwrap();
    assert!(of_member["id"].as_str().unwrap().ends_with(&session));
    let read: BTreeSet<_> =
        scanned.rows("coverage").iter().map(|row| row["scope"]["account"].as_str().unwrap()).collect();
    for suspended in bench.moto.seed()["organization"]["suspended"].as_array().unwrap() {
        assert!(!read.contains(suspended.as_str().unwrap()), "a suspended account cannot be read");
    }
    let seen = bench.proxy.seen();
    let assumed: Vec<_> = seen.iter().filter(|seen| seen.op == "sts:AssumeRole").collect();
    assert!(assumed.iter().all(|seen| seen.parameters.contains("e-1")), "{assumed:?}");
    assert_eq!(assumed.len(), bench.moto.seed()["organization"]["members"].as_array().unwrap().len());
    // The organisation is asked about once, whatever the number of accounts.
    assert_eq!(scanned.rows("coverage").iter().filter(|row| row["op"] == "organizations:ListAccounts").count(), 1);
}

#[test]
fn an_account_whose_role_cannot_be_assumed_is_unknown_and_the_others_are_read() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let (account, _) = member(&bench);
    let bench = Bench::new(vec![Rule::new("sts:AssumeRole", Fault::Deny.when_asked(account.as_str()))]).unwrap();
    let scanned = bench.scan_regions(&["--accounts", "org", "--role-name", ROLE, "--only", SESSIONS]);
    assert_eq!((scanned.code, &scanned.report["complete"]), (10, &false.into()));
    let results = scanned.rows("results").iter().filter(|row| row["resource"]["account"] == *account);
    let verdicts: BTreeSet<_> = results.map(|row| row["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, BTreeSet::from(["unknown"]));
    let gaps = scanned.gaps("ec2:DescribeTrafficMirrorSessions");
    let gap = &gaps.iter().find(|row| row["scope"]["account"] == *account).unwrap()["gap"];
    assert_eq!((&gap["kind"], &gap["code"]), (&"denied".into(), &"RoleNotAssumed".into()), "{gap}");
    assert_eq!(gap["permission"], "sts:AssumeRole");
    assert!(scanned.found(SESSIONS).iter().any(|resource| resource["account"] == "123456789012"));
}

#[test]
fn listed_accounts_need_a_role_and_are_files_of_their_own() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    let (account, _) = member(&bench);
    let listed = format!("123456789012,{account}");
    let scanned = bench.scan_regions(&["--accounts", &listed, "--only", SESSIONS]);
    let gaps = scanned.gaps("ec2:DescribeTrafficMirrorSessions");
    assert!(gaps.iter().any(|row| row["scope"]["account"] == *account && row["gap"]["code"] == "NoRole"));
    let arguments = ["--accounts", &listed, "--role-name", ROLE, "--only", SESSIONS, "--save", "estate/"];
    let saved = bench.scan_regions(&arguments);
    assert!(saved.found(SESSIONS).iter().any(|resource| resource["account"] == *account));
    let names: BTreeSet<_> =
        fs::read_dir(bench.path("estate")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, BTreeSet::from(["123456789012.jsonl".into(), format!("{account}.jsonl").into()]));
    for wrong in ["12", "org,123456789012", "prod"] {
        let output = bench.command(&["scan", "aws", "--accounts", wrong]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
    let without_role = bench.command(&["scan", "aws", "--accounts", "org"]).output().unwrap();
    assert_eq!(without_role.status.code(), Some(2));
}
