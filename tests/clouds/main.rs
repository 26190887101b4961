//! `overhear collect` and `overhear scan` against stub clouds on loopback: what Azure and Google Cloud answer, by the
//! bodies in the folders beside this file.
//!
//! A body stands beside the request line that it answers, so that each test of a service is a file of documents. The
//! stubs remember every request: what was asked, with which token.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod azure;
mod entries;
mod gcp;
mod run;
mod several;
mod stub;
