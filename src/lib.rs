//! Overhear finds who can overhear your cloud's traffic.
//!
//! This crate is the agent: the command line, what reads inputs, and what writes reports. The vocabulary is in
//! `overhear-core`, the documents of each cloud in `overhear-aws`, `overhear-azure` and `overhear-gcp`, the checks and
//! their engine in `overhear-checks`. It is a library for the sake of its tests, benchmarks and generated pages;
//! the contract is the command line.

pub mod assessment;
pub mod cli;
pub mod commands;
pub mod config;
pub mod discovery;
pub mod exit;
pub mod inputs;
#[cfg(feature = "reading")]
pub mod live;
pub mod pages;
pub mod permissions;
pub mod report;
