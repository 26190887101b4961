use super::document::Report;
use crate::assessment::Assessment;
use std::io::{self, Write};

/// Writes the report as JSON, indented, with a line feed at the end.
pub fn json(assessment: &Assessment, all_results: bool, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Report::new(assessment, all_results)).map_err(io::Error::from)?;
    writeln!(out)
}
