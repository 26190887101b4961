//! What holds for every check, operation and control.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use overhear_checks::{Need, check, checks, controls, operations};
use overhear_core::Provider;
use std::{collections::BTreeSet, fs, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn ids_are_sorted_unique_and_named_like_their_files() {
    let ids: Vec<_> = checks().map(|check| check.id).collect();
    assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    for check in checks() {
        let name = check.id.strip_prefix(&format!("{}-", check.provider)).expect("an id starts with its provider");
        let file = format!("checks/src/{}/{}.rs", check.provider, name.replace('-', "_"));
        assert!(root().join(&file).exists(), "{} is not in {file}", check.id);
        assert!(check.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
    }
}

#[test]
fn every_check_has_a_fixture_and_every_fixture_a_check() {
    let mut fixtures = BTreeSet::new();
    for provider in Provider::ALL {
        for entry in fs::read_dir(root().join("fixtures").join(provider.name())).unwrap() {
            fixtures.insert(entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let ids: BTreeSet<_> = checks().map(|check| check.id.to_owned()).collect();
    assert_eq!(fixtures, ids);
}

#[test]
fn docs_have_their_headings_in_order() {
    const HEADINGS: [&str; 6] =
        ["What it flags", "Why it matters", "Evidence", "False positives", "Remediation", "Native controls"];
    for check in checks() {
        let found: Vec<_> = check.docs.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(found, HEADINGS, "{}", check.id);
        for part in check.docs.split("## ").skip(1) {
            let (title, text) = part.split_once('\n').unwrap();
            assert!(text.trim().len() > 20, "{}: {title} says nothing", check.id);
        }
        assert!(
            !check.references.is_empty() && check.references.iter().all(|url| url.starts_with("https://")),
            "{}",
            check.id
        );
        assert!(!check.remediation.is_empty() && !check.title.ends_with('.'), "{}", check.id);
    }
}

#[test]
fn needs_are_of_the_check_s_cloud_and_start_with_what_is_required() {
    for check in checks() {
        assert!(matches!(check.needs.first(), Some(Need::Required(_))), "{}", check.id);
        for need in check.needs {
            assert_eq!(need.op().provider, check.provider, "{}: {}", check.id, need.op().id);
            assert!(operations().get(need.op().id).is_some(), "{}: {} is in no list", check.id, need.op().id);
            if let (Need::Required(op), Some(parent)) = (need, need.op().per) {
                let parent_required = check.required().any(|own| own.id == parent.id);
                assert!(parent_required, "{}: {} is called for items of {}", check.id, op.id, parent.id);
            }
        }
    }
}

#[test]
fn operations_are_reads_with_a_page_and_a_permission() {
    // `Resources` is the query of Resource Graph.
    const READS: [&str; 9] =
        ["Describe", "Get", "List", "Lookup", "BatchGet", "Query", "Search", "Resolve", "Resources"];
    for op in operations().iter() {
        assert!(op.docs.starts_with("https://"), "{}", op.id);
        assert!(!op.permission.is_empty() && !op.permission.contains('*'), "{}", op.id);
        let verb = op.id.rsplit([':', '.', '_']).next().unwrap();
        let is_read = match op.provider {
            Provider::Aws => READS.iter().any(|read| verb.starts_with(read)),
            Provider::Azure => READS.iter().any(|read| verb.starts_with(read)),
            Provider::Gcp => {
                ["list", "aggregatedList", "get", "search", "getIamPolicy", "searchAllResources", "listPolicies"]
                    .contains(&verb)
            }
        };
        assert!(is_read, "{} does not read", op.id);
    }
}

#[test]
fn every_control_names_a_check_or_says_why_none_does() {
    for control in controls() {
        let Some(id) = control.check else {
            assert!(control.note.len() > 10, "{}: no check and no reason", control.id);
            continue;
        };
        let check = check(id).unwrap_or_else(|| panic!("{}: there is no check {id}", control.id));
        let types: Vec<_> = control.resource_type.split(" | ").collect();
        // A control may look at a part of what the check judges, or hold a whole subscription to it.
        let is_of = |kind: &str, own: &str| {
            own.eq_ignore_ascii_case(kind)
                || own.starts_with(&format!("{kind}/"))
                || own == "Microsoft.Resources/subscriptions"
        };
        let shared = check.resource_type.split(" | ").any(|kind| types.iter().any(|own| is_of(kind, own)));
        assert!(shared, "{} judges {}, {id} judges {}", control.id, control.resource_type, check.resource_type);
    }
}
