use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// One thing to read.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// What came on stdin; one byte more than may be read where there was more.
    Stdin(Vec<u8>),
    /// What came from a pipe or a device, which gives its bytes only once, likewise.
    Pipe(PathBuf, Vec<u8>),
    /// Something that cannot be opened, and why.
    Lost(PathBuf, String),
}

impl Input {
    /// How many bytes it holds, packed or not; none where nobody can tell.
    pub fn size(&self) -> u64 {
        match self {
            Self::File(path) => path.metadata().map_or(0, |file| file.len()),
            Self::Stdin(bytes) | Self::Pipe(_, bytes) => bytes.len() as u64,
            Self::Lost(..) => 0,
        }
    }

    /// What people call it.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) | Self::Pipe(path, _) | Self::Lost(path, _) => path.display().to_string(),
            Self::Stdin(_) => "-".to_owned(),
        }
    }
}

/// The inputs that the paths name, folder by folder, each in the order of names. What several paths name is one input.
///
/// Of a folder the files count whose names end like JSON, packed or not, and that are not hidden; a file that is named
/// itself counts whatever its name. A path that does not exist and an empty folder are inputs that are lost.
pub fn find(paths: &[PathBuf], max: u64) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut stdin = false;
    for path in paths {
        if path.as_os_str() == "-" {
            if !stdin {
                inputs.push(held(io::stdin().lock(), max).map_or_else(|why| lost(path, &why), Input::Stdin));
            }
            stdin = true;
        } else if path.is_dir() {
            let before = inputs.len();
            folder(path, &mut inputs);
            if inputs.len() == before {
                let why = "no file in it ends in .json, .jsonl, .ndjson or these with .gz or .zst";
                inputs.push(Input::Lost(path.clone(), why.to_owned()));
            }
        } else if path.metadata().is_ok_and(|entry| !entry.is_file()) {
            let bytes = File::open(path).and_then(|pipe| held(pipe, max));
            inputs.push(bytes.map_or_else(|why| lost(path, &why), |bytes| Input::Pipe(path.clone(), bytes)));
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    let mut seen = BTreeSet::new();
    inputs.retain(|input| match input {
        Input::File(path) => path.canonicalize().map_or(true, |path| seen.insert(path)),
        Input::Stdin(_) | Input::Pipe(..) | Input::Lost(..) => true,
    });
    inputs
}

fn lost(path: &Path, why: &io::Error) -> Input {
    Input::Lost(path.to_owned(), why.to_string())
}

fn folder(path: &Path, inputs: &mut Vec<Input>) {
    let hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
    };
    let entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| !hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() || !looks_like_json(entry.path()) => {}
            Ok(entry) if entry.file_type().is_file() => inputs.push(Input::File(entry.into_path())),
            // Nobody named it: to open a pipe that no one writes to would wait for ever.
            Ok(entry) => inputs.push(Input::Lost(entry.into_path(), "not a file; name it to read it".to_owned())),
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

/// What gives its bytes only once is held in memory, since an account that other inputs hold too is read twice.
fn held(from: impl Read, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
