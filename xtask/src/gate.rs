use anyhow::{Context, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The gate: formatting, lints, tests, generated files. Stops at the first that fails.
///
/// Lints and tests run with the feature `live`, each over the whole workspace at once, so that the SDKs are built once
/// for each; what is built without it is linted once more, which takes no SDK.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let steps: [&[&str]; 3] = [
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--locked", "--", "-D", "warnings"],
        &["clippy", "--workspace", "--all-targets", "--features", "live", "--locked", "--", "-D", "warnings"],
    ];
    steps.iter().try_for_each(|step| cargo(root, step, None))?;
    let python = emulator(root)?;
    cargo(root, &["test", "--workspace", "--features", "live", "--locked"], Some(&python))?;
    cargo(root, &["xtask", "gen", "--check"], None)
}

fn cargo(root: &Path, step: &[&str], python: Option<&Path>) -> anyhow::Result<()> {
    let line = format!("cargo {}", step.join(" "));
    println!("== {line}");
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // A snapshot that differs must fail here, whatever the environment of the caller says.
    command.args(step).current_dir(root).env("INSTA_UPDATE", "no");
    if let Some(python) = python {
        command.env("OVERHEAR_MOTO_PYTHON", python);
    }
    run_to_end(&mut command, &line)
}

fn run_to_end(command: &mut Command, line: &str) -> anyhow::Result<()> {
    if !command.status().with_context(|| line.to_owned())?.success() {
        bail!("{line} failed");
    }
    Ok(())
}

/// Installs the emulator of the live tests in a folder of its own beside the build; gives the Python that has it.
fn emulator(root: &Path) -> anyhow::Result<PathBuf> {
    let list = root.join("tests/live/requirements.txt");
    let wanted = fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    let target = root.join(env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from));
    let (folder, installed) = (target.join("emulator"), target.join("emulator/installed"));
    let python = folder.join("bin/python");
    if fs::read_to_string(&installed).is_ok_and(|present| present == wanted) {
        return Ok(python);
    }
    println!("== installing the emulator of the live tests");
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    run_to_end(&mut venv, "python3 -m venv").context("the live tests need Python 3 with venv")?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&list);
    run_to_end(&mut pip, "pip install")?;
    fs::write(&installed, wanted).with_context(|| installed.display().to_string())?;
    Ok(python)
}
