//! What `overhear check` reads: files, folders and stdin, plain or packed, told apart by their content.

mod read;
mod unpack;
mod walk;

pub use read::{Reading, read};
pub use walk::{Input, find};

use std::{
    fs::File,
    io::{self, BufRead},
    path::Path,
};

/// The lines of a file, plain or packed.
pub fn lines_of(path: &Path) -> io::Result<impl Iterator<Item = io::Result<String>>> {
    Ok(unpack::unpack(File::open(path)?, u64::MAX)?.reader.lines())
}
