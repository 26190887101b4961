use super::layout::{BOLD, DIM, columns, paragraph, style};
use crate::assessment::{Assessment, InputProblem};
use anstyle::Style;
use overhear_checks::{Coverage, Finding, Kind, Severity};
use overhear_core::{Gap, GapKind};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::{self, Write},
};

const INDENT: usize = 12;

/// Writes the report for a person: captures first, then the other findings by severity, then what could not be seen.
pub fn text(assessment: &Assessment, out: &mut dyn Write) -> io::Result<()> {
    let width = columns();
    let findings = &assessment.evaluation.findings;
    let (captures, others): (Vec<_>, Vec<_>) = findings.iter().partition(|found| found.check.kind == Kind::Capture);
    section(out, "Who is listening", captures, width)?;
    section(out, "What they could read, who could start, who would notice", others, width)?;
    not_seen(assessment, out, width)?;
    summary(assessment, out)
}

fn section(out: &mut dyn Write, title: &str, mut findings: Vec<&Finding>, width: usize) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    // The sort is stable: within a severity the order of the report stays.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    writeln!(out, "{BOLD}{title}{BOLD:#}")?;
    for finding in findings {
        let severity = finding.severity;
        paragraph(out, severity.name(), style(severity), INDENT, &finding.message, width, Style::new())?;
        let resource = &finding.resource;
        let place = format!(
            "{}  {} {} {}  {}  {}",
            resource.label(),
            resource.provider,
            resource.account,
            resource.region,
            finding.check.id,
            finding.confidence
        );
        paragraph(out, "", Style::new(), INDENT, &place, width, DIM)?;
    }
    writeln!(out)
}

/// Gaps of one operation for one reason, over all scopes.
type Gaps<'a> = BTreeMap<(GapKind, &'a str), (BTreeSet<String>, BTreeSet<&'a str>, BTreeSet<&'static str>)>;

fn not_seen(assessment: &Assessment, out: &mut dyn Write, width: usize) -> io::Result<()> {
    let mut gaps = Gaps::new();
    let mut unread: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut unlisted: BTreeSet<&str> = BTreeSet::new();
    for row in assessment.evaluation.coverage_rows() {
        if let Some(gap) = row.gap.filter(|gap| gap.code == Gap::NO_LIST) {
            unlisted.extend(gap.message.split(':').next());
        }
        let Some(gap) = row.gap.filter(|gap| assessment.hides_something(row.op, gap)) else { continue };
        if gap.kind == GapKind::NotAttempted {
            unread.entry(place(&row)).or_default().insert(row.op);
            continue;
        }
        let (places, permissions, blinds) = gaps.entry((gap.kind, row.op)).or_default();
        places.insert(place(&row));
        permissions.extend(gap.permission.as_deref());
        blinds.extend(assessment.blinded_by(row.op));
    }
    let odd = unexplained(assessment);
    if gaps.is_empty() && unread.is_empty() && unlisted.is_empty() && assessment.problems.is_empty() && odd.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}What could not be seen{BOLD:#}")?;
    let head = style(Severity::Medium);
    for text in problems(assessment) {
        paragraph(out, "input", head, INDENT, &text, width, Style::new())?;
    }
    for ((kind, op), (places, permissions, blinds)) in gaps {
        let mut text = format!("{op} in {}", some(&places));
        if kind == GapKind::Denied && !permissions.is_empty() {
            text.push_str("; grant ");
            text.push_str(&some(&permissions));
        }
        if !blinds.is_empty() {
            text.push_str("; blinds ");
            text.push_str(&some(&blinds));
        }
        paragraph(out, kind.phrase(), head, INDENT.max(kind.phrase().len() + 2), &text, width, Style::new())?;
    }
    for (places, ops) in by_ops(unread) {
        let text = format!("{} in {}", some(&ops), some(&places));
        paragraph(out, "not read", head, INDENT, &text, width, Style::new())?;
    }
    for (reason, count) in odd {
        let text = if count > 1 { format!("{reason} ({count} resources)") } else { reason.to_owned() };
        paragraph(out, "unknown", head, INDENT, &text, width, Style::new())?;
    }
    if !unlisted.is_empty() {
        let what: Vec<_> = unlisted.into_iter().collect();
        let text = format!("{}: only audit logs show them", what.join(", "));
        paragraph(out, "no list", DIM, INDENT, &text, width, DIM)?;
    }
    writeln!(out)
}

/// What could not be read, one sentence each; what is wrong with many inputs in the same way, one sentence for all.
fn problems(assessment: &Assessment) -> Vec<String> {
    let mut alike: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut sentences = Vec::new();
    for InputProblem { input, problem } in &assessment.problems {
        match problem.code {
            "UnknownDocument" => drop(alike.entry((problem.code, "")).or_default().insert(input)),
            "UnknownOperation" => drop(alike.entry((problem.code, &problem.message)).or_default().insert(input)),
            _ => sentences.push(format!("{input}: {} (byte {})", problem.message, problem.offset)),
        }
    }
    for ((code, message), inputs) in alike {
        let what = if code == "UnknownDocument" { "no document that a check reads" } else { message };
        sentences.push(format!("{what} in {}", some(&inputs)));
    }
    sentences
}

/// The unknowns that no gap in the coverage explains: a value that nobody has seen, for example.
fn unexplained(assessment: &Assessment) -> BTreeMap<&str, usize> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let gaps: BTreeSet<&str> =
        assessment.evaluation.coverage_rows().filter(|row| row.gap.is_some()).map(|row| row.op).collect();
    for row in &assessment.evaluation.results {
        let by_gap = row.reason.rsplit_once(": ").is_some_and(|(op, _)| gaps.contains(op));
        if row.verdict == overhear_checks::Verdict::Unknown && !by_gap {
            *reasons.entry(&row.reason).or_default() += 1;
        }
    }
    reasons
}

/// The scopes that lack the same operations, together.
fn by_ops(unread: BTreeMap<String, BTreeSet<&str>>) -> BTreeMap<BTreeSet<String>, BTreeSet<&str>> {
    let mut groups: BTreeMap<BTreeSet<&str>, BTreeSet<String>> = BTreeMap::new();
    for (place, ops) in unread {
        groups.entry(ops).or_default().insert(place);
    }
    groups.into_iter().map(|(ops, places)| (places, ops)).collect()
}

fn place(row: &Coverage<'_>) -> String {
    match (row.region, row.parent) {
        ("global", None) => format!("{} {}", row.provider, row.account),
        ("global", Some(parent)) => {
            format!("{} {} ({})", row.provider, row.account, parent.rsplit('/').next().unwrap_or_default())
        }
        (region, _) => format!("{} {} {region}", row.provider, row.account),
    }
}

/// The first few of them, and how many more there are.
fn some<T: AsRef<str>>(names: &BTreeSet<T>) -> String {
    const SHOWN: usize = 4;
    let mut text = names.iter().take(SHOWN).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        let _ = write!(text, " and {} more", names.len() - SHOWN);
    }
    text
}

fn summary(assessment: &Assessment, out: &mut dyn Write) -> io::Result<()> {
    let evaluation = &assessment.evaluation;
    let mut parts = Vec::new();
    for severity in Severity::ALL {
        let count = evaluation.findings.iter().filter(|finding| finding.severity == severity).count();
        if count > 0 {
            let style = style(severity);
            parts.push(format!("{style}{count} {}{style:#}", severity.name()));
        }
    }
    if parts.is_empty() {
        parts.push("no findings".to_owned());
    }
    let counts = &evaluation.counts;
    writeln!(out, "{}", parts.join(", "))?;
    writeln!(
        out,
        "{} passed, {} unknown; {} of {} calls complete, {}",
        counts.pass,
        counts.unknown,
        counts.complete,
        counts.complete + counts.partial + counts.failed,
        plural(assessment.accounts, "account"),
    )?;
    if assessment.is_complete() {
        Ok(())
    } else {
        writeln!(out, "Not everything was seen: what is missing is not fine, it is unknown.")
    }
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
