//! The page of a check: `overhear explain` shows it, `docs/checks/` holds it.

use overhear_checks::{Check, Need, controls_of};
use std::fmt::Write;

/// What a page says of a check beside its text: name and value.
pub fn facts(check: &Check) -> Vec<(&'static str, String)> {
    let ops = |wanted: fn(&Need) -> bool| {
        let names: Vec<_> = check.needs.iter().filter(|need| wanted(need)).map(|need| need.op().id).collect();
        names.join(", ")
    };
    let controls: Vec<_> = controls_of(check.id)
        .map(|control| format!("{} {} ({})", control.source.name(), control.id, control.confidence))
        .collect();
    let mut facts = vec![
        ("Check", check.id.to_owned()),
        ("Kind", check.kind.name().to_owned()),
        ("Severity", check.severity.name().to_owned()),
        ("Confidence", check.confidence.to_string()),
        ("Resource", check.resource_type.to_owned()),
        ("Must read", ops(|need| matches!(need, Need::Required(_)))),
        ("Also reads", ops(|need| !matches!(need, Need::Required(_)))),
        ("Native controls", controls.join(", ")),
        ("ATT&CK", "T1040 Network Sniffing".to_owned()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// The page as markdown.
pub fn markdown(check: &Check) -> String {
    let mut page = format!("# {}\n\n| | |\n|---|---|\n", check.title);
    for (name, value) in facts(check) {
        let _ = writeln!(page, "| {name} | {value} |");
    }
    let _ = write!(page, "\n{}\n## References\n\n", check.docs);
    for reference in check.references {
        let _ = writeln!(page, "- <{reference}>");
    }
    page
}
