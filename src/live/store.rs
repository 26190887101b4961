use flate2::write::GzEncoder;
use overhear_core::{Provider, SNAPSHOT_VERSION, live::Store};
use serde_json::json;
use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Where a snapshot goes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Destination {
    /// To stdout.
    Stdout,
    /// To a file; its name says whether it is packed.
    File(PathBuf),
    /// To a folder, a file for each account.
    Folder(PathBuf),
}

impl Destination {
    /// The destination that a path names: a folder where one is there or the path ends in a slash.
    pub fn of(path: Option<&Path>) -> Self {
        match path {
            None => Self::Stdout,
            Some(path) if path.as_os_str() == "-" => Self::Stdout,
            Some(path) if path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/') => {
                Self::Folder(path.into())
            }
            Some(path) => Self::File(path.into()),
        }
    }

    /// True for this file.
    pub(super) fn is(&self, file: &Path) -> bool {
        match self {
            Self::File(path) => {
                path == file || matches!((path.canonicalize(), file.canonicalize()), (Ok(a), Ok(b)) if a == b)
            }
            Self::Stdout | Self::Folder(_) => false,
        }
    }

    /// True for the folder that this file is in.
    pub(super) fn holds(&self, file: &Path) -> bool {
        let Self::Folder(folder) = self else { return false };
        let parent = file.canonicalize().ok().and_then(|file| file.parent().map(Path::to_owned));
        parent.is_some() && parent == folder.canonicalize().ok()
    }

    /// A file of the same kind in the same folder, for what shall take its place.
    pub(super) fn beside(&self) -> Self {
        match self {
            Self::File(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                Self::File(path.with_file_name(format!(".resumed.{name}")))
            }
            other => other.clone(),
        }
    }

    /// Puts this file where the other is.
    pub(super) fn take_place_of(&self, other: &Self) -> io::Result<()> {
        match (self, other) {
            (Self::File(own), Self::File(other)) => fs::rename(own, other),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("stdout"),
            Self::File(path) | Self::Folder(path) => write!(f, "{}", path.display()),
        }
    }
}

/// The first line of a snapshot.
pub(super) fn header(providers: impl IntoIterator<Item = Provider>) -> String {
    let tool = concat!("overhear ", env!("CARGO_PKG_VERSION"));
    let providers: Vec<_> = providers.into_iter().collect();
    format!("{}\n", json!({"overhear_snapshot": SNAPSHOT_VERSION, "providers": providers, "tool": tool}))
}

/// Opens a destination and writes the header.
pub fn open(destination: &Destination, header: &str) -> anyhow::Result<Box<dyn Store>> {
    let named = |error: io::Error| anyhow::Error::new(error).context(destination.to_string());
    let mut store: Box<dyn Store> = match destination {
        Destination::Stdout => Box::new(One(Packed::Plain(Box::new(io::stdout())))),
        Destination::File(path) => Box::new(One(packed(path).map_err(named)?)),
        Destination::Folder(path) => {
            fs::create_dir_all(path).map_err(named)?;
            return Ok(Box::new(Folder { path: path.clone(), header: header.to_owned(), begun: Vec::new() }));
        }
    };
    store.write("", header.as_bytes()).map_err(named)?;
    store.flush().map_err(named)?;
    Ok(store)
}

/// Only its owner may read a snapshot: it tells how an estate is built.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

fn packed(path: &Path) -> io::Result<Packed> {
    let file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(path)?;
    let file = BufWriter::new(file);
    Ok(match path.extension().and_then(|end| end.to_str()) {
        Some("gz") => Packed::Gzip(GzEncoder::new(file, flate2::Compression::fast())),
        Some("zst") => Packed::Zstd(zstd::Encoder::new(file, 3)?),
        _ => Packed::Plain(Box::new(file)),
    })
}

enum Packed {
    Plain(Box<dyn Write + Send>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

struct One(Packed);

impl Packed {
    fn as_write(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(writer) => writer,
            Self::Gzip(writer) => writer,
            Self::Zstd(writer) => writer,
        }
    }
}

impl Store for One {
    fn write(&mut self, _: &str, line: &[u8]) -> io::Result<()> {
        self.0.as_write().write_all(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.as_write().flush()
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        match self.0 {
            Packed::Plain(mut writer) => writer.flush(),
            Packed::Gzip(writer) => writer.finish()?.flush(),
            Packed::Zstd(writer) => writer.finish()?.flush(),
        }
    }
}

/// A file for each account, opened for each line: hundreds of accounts must not hold hundreds of files open.
struct Folder {
    path: PathBuf,
    header: String,
    begun: Vec<String>,
}

impl Store for Folder {
    fn write(&mut self, account: &str, line: &[u8]) -> io::Result<()> {
        let plain: String = account.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        let path = self.path.join(format!("{plain}.jsonl"));
        if self.begun.contains(&plain) {
            return OpenOptions::new().append(true).open(path)?.write_all(line);
        }
        self.begun.push(plain);
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(path)?;
        file.write_all(self.header.as_bytes())?;
        file.write_all(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}
