//! Live collection: what is the same for every cloud.
//!
//! A provider supplies its [`Read`]s (how each operation is called), an [`Adapter`] (which accounts and regions there
//! are, and a session for each) and its table of errors. Everything else is here: the [`Plan`] of the calls that the
//! selected checks ask for, the [`Run`] that makes them within its [`Limits`], what becomes of a call that fails, the
//! [`Recorder`] that writes each call as one line, and [`Resumed`], what an earlier run wrote already.

mod collect;
#[cfg(feature = "http")]
pub mod http;
mod limits;
mod links;
mod plan;
mod pointer;
mod progress;
mod read;
mod record;
mod resume;
mod run;
mod stop;
#[cfg(test)]
mod tests;

pub use collect::{Adapter, Opened, collect};
pub use limits::{Limits, Pace};
pub use links::Links;
pub use plan::{Group, Plan};
pub use pointer::at;
pub use progress::{Count, Progress};
pub use read::{Answer, Ask, BY_SHAPE, Parent, Parents, Read, Sending, Source};
pub use record::{Record, Recorder, Recording, Store};
pub use resume::Resumed;
pub use run::{Place, Run};
pub use stop::Stop;
