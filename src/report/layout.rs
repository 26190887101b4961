//! How text meets the width of a terminal.

use anstyle::{AnsiColor, Effects, Style};
use overhear_checks::Severity;
use overhear_core::escape_control;
use std::io::{self, Write};

/// The columns of the terminal on stdout, between 60 and 120; 100 where there is none.
pub(crate) fn columns() -> usize {
    let of_terminal = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    of_terminal.or_else(told).unwrap_or(100).clamp(60, 120)
}

pub(crate) const BOLD: Style = Style::new().effects(Effects::BOLD);
pub(crate) const DIM: Style = Style::new().effects(Effects::DIMMED);

/// The colour of a severity.
pub(crate) fn style(severity: Severity) -> Style {
    let colour = |colour: AnsiColor| Style::new().fg_color(Some(anstyle::Color::Ansi(colour)));
    match severity {
        Severity::Critical => colour(AnsiColor::Magenta).effects(Effects::BOLD),
        Severity::High => colour(AnsiColor::Red).effects(Effects::BOLD),
        Severity::Medium => colour(AnsiColor::Yellow),
        Severity::Low => colour(AnsiColor::Cyan),
        Severity::Info => colour(AnsiColor::Green),
    }
}

/// Writes `text` in lines of at most `width` columns: the first after `head`, which fills `indent` columns, the others
/// after as many blanks. Control characters are escaped.
pub(crate) fn paragraph(
    out: &mut dyn Write,
    head: &str,
    style: Style,
    indent: usize,
    text: &str,
    width: usize,
    body: Style,
) -> io::Result<()> {
    let text = escape_control(text);
    let options = textwrap::Options::new(width.saturating_sub(indent).max(20))
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for (number, line) in textwrap::wrap(&text, options).iter().enumerate() {
        if number == 0 {
            let blanks = indent.saturating_sub(unicode_width::UnicodeWidthStr::width(head));
            write!(out, "{style}{head}{style:#}{:blanks$}", "")?;
        } else {
            write!(out, "{:indent$}", "")?;
        }
        writeln!(out, "{body}{line}{body:#}")?;
    }
    Ok(())
}
