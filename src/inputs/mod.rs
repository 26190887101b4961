//! What `overhear check` reads: files, folders and stdin, plain or packed, told apart by their content.

mod read;
mod unpack;
mod walk;

pub use read::{Reading, read};
pub use walk::{Input, find};
