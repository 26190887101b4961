//! The documents and read operations of AWS that Overhear's checks rest on. Serde views, no SDK.
//!
//! Written by `cargo xtask gen`: a service is one file with `ops!` in this folder.

pub mod arn;
pub mod ec2;
pub mod elasticloadbalancingv2;
pub mod networkfirewall;
pub mod organizations;
pub mod ram;
pub mod ssm;

/// The operations of every service.
pub static SERVICES: &[&[&overhear_core::Op]] =
    &[ec2::OPS, elasticloadbalancingv2::OPS, networkfirewall::OPS, organizations::OPS, ram::OPS, ssm::OPS];
