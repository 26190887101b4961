//! `overhear collect aws` and `overhear scan aws` against an emulator, behind a proxy that injects faults.
//!
//! `cargo xtask test` installs the emulator and runs these; without `OVERHEAR_MOTO_PYTHON` each says that it skips.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod documents;
mod faults;
mod limits;
mod moto;
mod proxy;
mod resume;
mod run;
mod verdicts;
