use super::{write_plain_to, write_to};
use crate::{
    cli::{Format, ListArgs, Listed},
    exit::Exit,
    report::{self, document::ControlRef, layout},
};
use overhear_checks::{ControlSource, Rank, checks, controls, operations};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    match args.format {
        Format::Text => write_to(None, |out| match args.what {
            Listed::Checks => checks_as_text(out),
            Listed::Controls => controls_as_text(out),
            Listed::Operations => operations_as_text(out),
        })?,
        Format::Json => {
            let rows = match args.what {
                Listed::Checks => checks_as_json(),
                Listed::Controls => controls_as_json(),
                Listed::Operations => operations_as_json(),
            };
            write_plain_to(None, |out| report::json::write(&rows, out))?;
        }
    }
    Ok(Exit::Clean)
}

fn checks_as_text(out: &mut dyn Write) -> io::Result<()> {
    let id_width = checks().map(|check| check.id.len()).max().unwrap_or_default();
    for check in checks() {
        let (kind, severity, confidence) = (check.kind.name(), check.severity.name(), check.confidence);
        writeln!(out, "{:id_width$}  {kind:10}  {severity:8}  {confidence}  {}", check.id, check.title)?;
    }
    Ok(())
}

fn checks_as_json() -> Vec<Value> {
    let shape = |check: &overhear_checks::Check| {
        let needs: Vec<_> = check.needs.iter().map(|need| json!({"op": need.op().id, "need": need.name()})).collect();
        json!({
            "id": check.id, "kind": check.kind, "provider": check.provider, "severity": check.severity.name(),
            "confidence": check.confidence, "title": check.title, "resource_type": check.resource_type,
            "controls": ControlRef::of(check), "needs": needs, "remediation": check.remediation,
            "references": check.references, "attack": ["T1040"],
        })
    };
    checks().map(shape).collect()
}

fn controls_as_text(out: &mut dyn Write) -> io::Result<()> {
    let bold = layout::BOLD;
    for source in ControlSource::ALL {
        writeln!(out, "{bold}{}{bold:#}", source.name())?;
        for control in controls().iter().filter(|control| control.source == source) {
            let judged_by = control.check.unwrap_or("native only");
            let (rank, confidence) = (control.rank.name(), control.confidence);
            writeln!(out, "  {rank:5}  {confidence}  {}  {}\n                 {judged_by}", control.id, control.title)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{bold}{:28}  core  mean confidence  extra{bold:#}", "source")?;
    for source in ControlSource::ALL {
        let of = |rank| controls().iter().filter(move |control| control.source == source && control.rank == rank);
        let count = u32::try_from(of(Rank::Core).count()).unwrap_or_default();
        let sum: f64 = of(Rank::Core).map(|control| control.confidence.value()).sum();
        let mean = sum / f64::from(count.max(1));
        writeln!(out, "{:28}  {count:4}  {mean:15.2}  {:5}", source.name(), of(Rank::Extra).count())?;
    }
    Ok(())
}

fn controls_as_json() -> Vec<Value> {
    let shape = |control: &overhear_checks::Control| {
        json!({
            "source": control.source, "id": control.id, "title": control.title, "rank": control.rank,
            "confidence": control.confidence, "check": control.check, "provider": control.provider,
            "resource_type": control.resource_type, "rubric": control.rubric, "certainty": control.certainty,
            "note": control.note,
        })
    };
    controls().iter().map(shape).collect()
}

/// The checks that ask for an operation.
fn asked_by(op: &str) -> Vec<&'static str> {
    checks().filter(|check| check.needs.iter().any(|need| need.op().id == op)).map(|check| check.id).collect()
}

fn operations_as_text(out: &mut dyn Write) -> io::Result<()> {
    let width = operations().iter().map(|op| op.id.len()).max().unwrap_or_default();
    for op in operations().iter() {
        let count = asked_by(op.id).len();
        writeln!(
            out,
            "{:width$}  {count:2} {}  {}",
            op.id,
            if count == 1 { "check " } else { "checks" },
            op.permission
        )?;
    }
    Ok(())
}

fn operations_as_json() -> Vec<Value> {
    let shape = |op: &overhear_core::Op| {
        json!({
            "id": op.id, "provider": op.provider, "permission": op.permission, "docs": op.docs,
            "per": op.per.map(|parent| parent.id), "checks": asked_by(op.id),
        })
    };
    operations().iter().map(shape).collect()
}
