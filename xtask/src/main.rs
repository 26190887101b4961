//! Tasks of this repository: `cargo xtask gen`, `cargo xtask test`, `cargo xtask estate`.

#![allow(clippy::print_stdout, reason = "tasks talk to the developer at the terminal")]

mod controls;
mod gate;
mod generate;
mod modules;
mod pages;
mod permissions;

use anyhow::Context;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(about = "Tasks of this repository")]
struct Tasks {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write the generated files: lists of modules, the control catalogue, pages, schema.
    Gen {
        /// Fail where a file is not what it would be, and write nothing.
        #[arg(long)]
        check: bool,
    },
    /// Run the gate: formatting, lints, tests, generated files.
    Test,
    /// Write a synthetic estate, one snapshot an account.
    Estate {
        /// How many accounts.
        #[arg(long)]
        accounts: u32,
        /// The same seed gives the same bytes.
        #[arg(long, default_value_t = 1040)]
        seed: u64,
        /// The folder to write to.
        #[arg(long, value_name = "FOLDER", default_value = "target/estate")]
        out: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Tasks::parse().task {
        Task::Gen { check } => generate::run(&root(), check),
        Task::Test => gate::run(&root()),
        Task::Estate { accounts, seed, out } => {
            let bytes = estate::write(&out, accounts, seed).with_context(|| out.display().to_string())?;
            println!("{accounts} accounts, {bytes} bytes in {}", out.display());
            Ok(())
        }
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
