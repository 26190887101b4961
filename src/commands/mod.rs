//! One file a subcommand.

mod check;
mod explain;
mod list;

use crate::{
    cli::{Cli, Command, When},
    exit::Exit,
};
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
        Command::List(args) => list::run(&args),
        Command::Explain { check } => explain::run(&check),
    }
}

/// Writes to `file`, or to stdout; colours are left out where nobody sees them.
fn write_to(file: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    use anyhow::Context;
    let result = if let Some(path) = file {
        let named = || path.display().to_string();
        let file = File::create(path).with_context(named)?;
        let mut out = BufWriter::new(anstream::StripStream::new(file));
        return write(&mut out).and_then(|()| out.flush()).with_context(named);
    } else {
        let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
        write(&mut out).and_then(|()| out.flush())
    };
    result.context("stdout")
}
