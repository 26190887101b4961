use crate::generate::Generated;
use overhear::{pages, report::document::Report};
use overhear_checks::{ControlSource, checks, controls, operations};
use std::fmt::Write;

/// The pages in `docs/` that are written from the code.
pub(crate) fn generate() -> anyhow::Result<Vec<Generated>> {
    let page = |path: String, text: String| Generated { path: path.into(), text };
    let mut files: Vec<_> =
        checks().map(|check| page(format!("docs/checks/{}.md", check.id), pages::markdown(check))).collect();
    files.push(page("docs/checks/README.md".to_owned(), index()));
    files.push(page("docs/controls.md".to_owned(), catalogue()));
    files.push(page("docs/operations.md".to_owned(), operations_page()));
    let mut schema = serde_json::to_string_pretty(&schemars::schema_for!(Report<'static>))?;
    schema.push('\n');
    files.push(page("docs/report.schema.json".to_owned(), schema));
    Ok(files)
}

fn index() -> String {
    let mut text = String::from(
        "# Checks\n\nWritten by `cargo xtask gen`. `overhear explain ID` shows a page in the terminal.\n\n\
         | Check | Kind | Severity | Confidence | Flags |\n|---|---|---|---|---|\n",
    );
    for check in checks() {
        let (id, kind, severity) = (check.id, check.kind.name(), check.severity.name());
        let _ = writeln!(text, "| [{id}]({id}.md) | {kind} | {severity} | {} | {} |", check.confidence, check.title);
    }
    text
}

fn catalogue() -> String {
    let mut text = String::from(
        "# Native controls\n\nWritten by `cargo xtask gen` from `checks/controls.tsv`. Confidence says how surely the \
         state of a control tells that traffic can be sniffed.\n",
    );
    for source in ControlSource::ALL {
        let _ = write!(
            text,
            "\n## {}\n\n| Control | Title | Rank | Confidence | Check |\n|---|---|---|---|---|\n",
            source.name()
        );
        for control in controls().iter().filter(|control| control.source == source) {
            let known = control.check.filter(|id| overhear_checks::check(id).is_some());
            let check = match (known, control.check) {
                (Some(id), _) => format!("[{id}](checks/{id}.md)"),
                (None, Some(_)) => "not built yet".to_owned(),
                (None, None) => "native only".to_owned(),
            };
            let (id, title, rank) = (control.id, control.title, control.rank.name());
            let _ = writeln!(text, "| `{id}` | {title} | {rank} | {} | {check} |", control.confidence);
        }
    }
    text
}

fn operations_page() -> String {
    let mut text = String::from(
        "# Read operations\n\nWritten by `cargo xtask gen`. A snapshot may hold calls of these operations; nothing else \
         is asked of a cloud.\n\n| Operation | Permission | Once for each |\n|---|---|---|\n",
    );
    for op in operations().iter() {
        let per = op.per.map_or("", |parent| parent.id);
        let _ = writeln!(text, "| [{}]({}) | `{}` | {per} |", op.id, op.docs, op.permission);
    }
    text
}
