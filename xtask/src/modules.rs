use crate::generate::Generated;
use anyhow::Context;
use std::{fmt::Write, fs, path::Path};

const PROVIDERS: [(&str, &str); 3] = [("aws", "AWS"), ("azure", "Azure"), ("gcp", "Google Cloud")];

/// The lists of check modules and of service modules, from the files that are there.
pub(crate) fn generate(root: &Path) -> anyhow::Result<Vec<Generated>> {
    let mut files = Vec::new();
    for (provider, title) in PROVIDERS {
        let checks = modules_in(&root.join("checks/src").join(provider), "static CHECK: Check")?;
        let mut text = format!("//! The checks of {title}. Written by `cargo xtask gen`.\n\n");
        for module in &checks.all {
            let _ = writeln!(text, "mod {module};");
        }
        text.push_str("\nuse crate::Check;\n\n/// The checks, sorted by id.\npub static CHECKS: &[&Check] = &[");
        for module in &checks.marked {
            let _ = write!(text, "\n    &{module}::CHECK,");
        }
        text.push_str("\n];\n");
        files.push(Generated { path: format!("checks/src/{provider}/mod.rs").into(), text });

        let folder = root.join("providers").join(provider).join("src");
        let services = modules_in(&folder, "ops! {")?;
        let live = folder.join("live").is_dir();
        let sdk = if live { "the feature\n//! `live` adds what asks the cloud" } else { "no SDK" };
        let mut text = format!(
            "//! The documents and read operations of {title} that Overhear's checks rest on. Serde views; {sdk}.\n\
             //!\n//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.\n\n"
        );
        if live {
            text.push_str("#[cfg(feature = \"live\")]\npub mod live;\n\n");
        }
        for module in &services.all {
            let _ = writeln!(text, "pub mod {module};");
        }
        text.push_str("\n/// The operations of every service.\npub static SERVICES: &[&[&overhear_core::Op]] = &[");
        for module in &services.marked {
            let _ = write!(text, "\n    {module}::OPS,");
        }
        text.push_str("\n];\n");
        if live {
            text.push_str(
                "\n/// How the operations of every service are called.\n#[cfg(feature = \"live\")]\n\
                 pub(crate) static READS: &[&[live::Read]] = &[",
            );
            for module in &services.marked {
                let _ = write!(text, "\n    {module}::READS,");
            }
            text.push_str("\n];\n");
        }
        files.push(Generated { path: format!("providers/{provider}/src/lib.rs").into(), text });
    }
    Ok(files)
}

struct Modules {
    all: Vec<String>,
    marked: Vec<String>,
}

/// The modules of a folder, and those of them whose file holds `mark`.
fn modules_in(folder: &Path, mark: &str) -> anyhow::Result<Modules> {
    let mut modules = Modules { all: Vec::new(), marked: Vec::new() };
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        if path.extension().is_none_or(|kind| kind != "rs") || matches!(name, "mod" | "lib") {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        if text.contains(mark) {
            modules.marked.push(name.to_owned());
        }
        modules.all.push(name.to_owned());
    }
    modules.all.sort_unstable();
    modules.marked.sort_unstable();
    Ok(modules)
}
