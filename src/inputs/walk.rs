use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// One thing to read.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// What came on stdin.
    Stdin(Vec<u8>),
    /// Something that cannot be opened, and why.
    Lost(PathBuf, String),
}

impl Input {
    /// What people call it.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) | Self::Lost(path, _) => path.display().to_string(),
            Self::Stdin(_) => "-".to_owned(),
        }
    }
}

/// The inputs that the paths name, folder by folder, each in the order of names.
///
/// Of a folder the files count whose names end like JSON, packed or not, and that are not hidden; a file that is named
/// itself counts whatever its name. A path that does not exist and an empty folder are inputs that are lost.
pub fn find(paths: &[PathBuf], max: u64) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(stdin(max));
        } else if path.is_dir() {
            let before = inputs.len();
            folder(path, &mut inputs);
            if inputs.len() == before {
                let why = "no file in it ends in .json, .jsonl, .ndjson or these with .gz or .zst";
                inputs.push(Input::Lost(path.clone(), why.to_owned()));
            }
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    inputs
}

fn folder(path: &Path, inputs: &mut Vec<Input>) {
    let hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
    };
    let entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| !hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && looks_like_json(entry.path()) => {
                inputs.push(Input::File(entry.into_path()));
            }
            Ok(_) => {}
            Err(error) => {
                let at = error.path().unwrap_or(path).to_owned();
                let why = match error.loop_ancestor() {
                    Some(ancestor) => format!("a link that leads back to {}", ancestor.display()),
                    None => error.io_error().map_or_else(|| error.to_string(), io::Error::to_string),
                };
                inputs.push(Input::Lost(at, why));
            }
        }
    }
}

fn looks_like_json(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    [".json", ".jsonl", ".ndjson"].iter().any(|end| name.ends_with(end))
}

/// Stdin is held in memory, since an account that other inputs hold too is read twice.
fn stdin(max: u64) -> Input {
    let mut bytes = Vec::new();
    match io::stdin().lock().take(max.saturating_add(1)).read_to_end(&mut bytes) {
        Ok(_) => Input::Stdin(bytes),
        Err(error) => Input::Lost("-".into(), error.to_string()),
    }
}
