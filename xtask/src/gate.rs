use anyhow::{Context, bail};
use std::{path::Path, process::Command};

/// The gate: formatting, lints, tests, generated files. Stops at the first that fails.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let steps: [&[&str]; 4] = [
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
        &["test", "--workspace", "--locked"],
        &["xtask", "gen", "--check"],
    ];
    for step in steps {
        let line = format!("cargo {}", step.join(" "));
        println!("== {line}");
        // A snapshot that differs must fail here, whatever the environment of the caller says.
        let status = Command::new(&cargo).args(step).current_dir(root).env("INSTA_UPDATE", "no").status();
        if !status.with_context(|| line.clone())?.success() {
            bail!("{line} failed");
        }
    }
    Ok(())
}
