//! The vocabulary of Overhear, shared by the provider crates, the checks and the agent.
//!
//! * An [`Op`] is one read operation of a cloud API, described statically.
//! * A [`Call`] is one use of an `Op` against a [`Scope`]: the documents that came back, or the [`Gap`] that
//!   says why there are none.
//! * A [`Document`] is the typed view of one item of a call, in the provider's own JSON shape.
//!
//! This crate depends on serde and a calendar, on no SDK, no async runtime and no HTTP client, and does no I/O:
//! the readers take text and give calls. The feature `live` adds [`live`], which collects and needs a runtime.

mod call;
mod cursor;
mod document;
mod export;
mod gap;
#[cfg(feature = "live")]
pub mod live;
mod op;
mod provider;
mod registry;
mod resource;
mod scope;
mod snapshot;
mod tags;
mod unlisted;

pub use call::{Call, Content, OddItem};
pub use cursor::Fault;
pub use document::{Document, Home, Page, nullable};
pub use export::{Export, ExportScope};
pub use gap::{Gap, GapKind, Outcome};
pub use op::{Decoded, Listing, Op, Reach, Shape, decode, with_parents};
pub use provider::Provider;
pub use registry::Registry;
pub use resource::{Resource, escape_control, is_hostile, same_id};
pub use scope::{Scope, UNKNOWN};
pub use snapshot::{Problem, SNAPSHOT_VERSION, Snapshot, looks_like_snapshot};
pub use tags::Tags;
pub use unlisted::Unlisted;
