//! The forms of a report, one file each.

pub mod document;
pub(crate) mod json;
pub(crate) mod layout;
mod text;

pub use json::json;
pub use text::text;
