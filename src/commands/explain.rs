use super::{check::no_such_check, write_to};
use crate::{exit::Exit, pages, report::layout};
use anstyle::Style;
use overhear_checks::{Check, check};
use std::io::{self, Write};

pub(super) fn run(id: &str) -> anyhow::Result<Exit> {
    let Some(check) = check(id) else {
        return Err(no_such_check("", id).into());
    };
    write_to(None, |out| show(check, out))?;
    Ok(Exit::Clean)
}

/// The page of a check, its markdown rendered for a terminal.
fn show(check: &Check, out: &mut dyn Write) -> io::Result<()> {
    let (width, bold, plain) = (layout::columns(), layout::BOLD, Style::new());
    writeln!(out, "{bold}{}{bold:#}\n", check.title)?;
    for (name, value) in pages::facts(check) {
        layout::paragraph(out, name, layout::DIM, 17, &value, width, plain)?;
    }
    let mut code = false;
    for line in check.docs.lines() {
        if line.starts_with("```") {
            code = !code;
        } else if let Some(title) = line.strip_prefix("## ") {
            writeln!(out, "\n{bold}{title}{bold:#}")?;
        } else if code {
            writeln!(out, "  {line}")?;
        } else if let Some(text) = line.strip_prefix("- ") {
            layout::paragraph(out, "-", plain, 2, text, width, plain)?;
        } else if !line.is_empty() {
            layout::paragraph(out, "", plain, 0, line, width, plain)?;
        }
    }
    writeln!(out, "\n{bold}References{bold:#}")?;
    check.references.iter().try_for_each(|reference| writeln!(out, "{reference}"))
}
