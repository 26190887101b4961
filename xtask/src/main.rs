//! Tasks of this repository: `cargo xtask gen`, `cargo xtask test`, `cargo xtask estate`.

mod controls;
mod generate;
mod modules;

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
}

fn main() -> anyhow::Result<()> {
    match Tasks::parse().task {
        Task::Gen { check } => generate::run(&root(), check),
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
