//! The `overhear` command.

use clap::Parser;
use overhear::{cli::Cli, commands, exit};
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run(Cli::parse()) {
        Ok(exit) => exit.into(),
        Err(error) => exit::report(&error).into(),
    }
}
