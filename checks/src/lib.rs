//! The checks of Overhear and the engine that runs them.
//!
//! Pure and synchronous: no I/O, no clock, no SDK. A check is static data and a function over the documents of one
//! scope; the [`Engine`] owns what missing data does to a verdict.
//!
//! # Adding a check
//!
//! 1. Write `src/<provider>/<name>.rs` with `pub(super) static CHECK: Check`; the id is `<provider>-<name>` with hyphens.
//! 2. Write `fixtures/<provider>/<id>.json`, a snapshot that shows at least one finding and one resource without one.
//! 3. Run `cargo xtask gen`, which writes the lists of modules and the page of the check.
//!
//! Every test over all checks then covers it: the fixture's report is snapshotted, each required call is taken away in
//! turn to see that nothing passes, and each piece of evidence must be found in the raw documents.

mod account;
mod approval;
pub mod aws;
pub mod azure;
mod case;
mod catalogue;
mod check;
mod controls;
mod coverage;
mod engine;
mod estate;
mod finding;
pub mod gcp;
mod registry;
mod results;
mod standing;
mod tls;
mod view;

pub use account::{Account, AccountKey, by_account};
pub use approval::{Approval, ApprovalError};
pub use case::Case;
pub use catalogue::{Control, ControlSource, Rank, controls, controls_of};
pub use check::{Check, Confidence, Kind, Need, Rating, Severity};
pub use coverage::{AccountCoverage, Coverage};
pub use engine::{Counts, Engine, Evaluation, Judged};
pub use estate::Estate;
pub use finding::{ApprovalNote, Evidence, Finding, ResultRow, Verdict};
pub use registry::{check, checks, operations};
pub use results::{Keep, Results, Ruling};
pub use view::{Item, ScopeView, Sight};
