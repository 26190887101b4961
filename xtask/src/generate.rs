use anyhow::{Context, bail};
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

/// A file and what it should hold.
pub(crate) struct Generated {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// Writes every generated file, or with `check` fails where one is not current.
pub(crate) fn run(root: &Path, check: bool) -> anyhow::Result<()> {
    let mut files = crate::modules::generate(root)?;
    files.push(crate::controls::generate(root)?);
    files.extend(crate::pages::generate()?);
    files.extend(crate::permissions::generate()?);
    let paths: BTreeSet<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let mut stale = Vec::new();
    for Generated { path, text } in files {
        let file = root.join(&path);
        let text = if path.extension().is_some_and(|kind| kind == "rs") { formatted(root, text)? } else { text };
        if fs::read_to_string(&file).is_ok_and(|present| present == text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            }
            fs::write(&file, text).with_context(|| file.display().to_string())?;
        }
    }
    for orphan in orphans(root, &paths)? {
        if check {
            stale.push(orphan.display().to_string());
        } else {
            fs::remove_file(root.join(&orphan)).with_context(|| orphan.display().to_string())?;
        }
    }
    if stale.is_empty() { Ok(()) } else { bail!("not current: {}\nrun `cargo xtask gen`", stale.join(", ")) }
}

/// Rust as rustfmt writes it, so that formatting and generating agree.
fn formatted(root: &Path, text: String) -> anyhow::Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("rustfmt")?;
    let mut input = rustfmt.stdin.take().context("rustfmt takes no input")?;
    let writer = thread::spawn(move || input.write_all(text.as_bytes()));
    let output = rustfmt.wait_with_output().context("rustfmt")?;
    if !output.status.success() || !writer.join().is_ok_and(|written| written.is_ok()) {
        bail!("rustfmt does not take what was generated");
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Pages of checks that are no more.
fn orphans(root: &Path, current: &BTreeSet<PathBuf>) -> anyhow::Result<Vec<PathBuf>> {
    let folder = Path::new("docs/checks");
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Ok(Vec::new()) };
    let mut orphans = Vec::new();
    for entry in entries {
        let path = folder.join(entry?.file_name());
        if !current.contains(&path) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}
