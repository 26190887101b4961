//! One file a subcommand.

mod check;
#[cfg(feature = "reading")]
mod clouds;
mod collect;
mod explain;
mod list;
mod permissions;
mod scan;

use crate::{
    cli::{Cli, Command, When},
    exit::Exit,
};
use anstream::{AutoStream, StripStream};
use anyhow::Context;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

/// Runs the command line.
pub fn run(cli: Cli) -> anyhow::Result<Exit> {
    match cli.color {
        When::Auto => {}
        When::Always => anstream::ColorChoice::Always.write_global(),
        When::Never => anstream::ColorChoice::Never.write_global(),
    }
    match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Collect(args) => collect::run(&args),
        Command::Permissions(args) => permissions::run(&args),
        Command::List(args) => list::run(&args),
        Command::Explain { check } => explain::run(&check),
    }
}

/// Writes to `file`, or to stdout; colours are left out where nobody sees them.
fn write_to(file: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    match file {
        Some(path) => {
            let create = || write_all(StripStream::new(File::create(path)?), write);
            create().with_context(|| path.display().to_string())
        }
        None => write_all(AutoStream::auto(io::stdout().lock()), write).context("stdout"),
    }
}

/// Writes bytes as they are, to `file` or to stdout: JSON has no colours that could be left out.
fn write_plain_to(file: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    match file {
        Some(path) => {
            let create = || write_all(File::create(path)?, write);
            create().with_context(|| path.display().to_string())
        }
        None => write_all(io::stdout().lock(), write).context("stdout"),
    }
}

fn write_all(to: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(to);
    write(&mut out)?;
    out.flush()
}
