use anyhow::{Context, bail};
use std::{
    fs,
    path::{Path, PathBuf},
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
    let mut stale = Vec::new();
    for Generated { path, text } in files {
        let file = root.join(&path);
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
    if stale.is_empty() { Ok(()) } else { bail!("not current: {}\nrun `cargo xtask gen`", stale.join(", ")) }
}
