//! What a run asks before anything else: whose credentials these are, and which regions are enabled.

use crate::{ec2, sts};
use overhear_core::Op;

/// The operations that every run calls, whatever it is for.
pub static DISCOVERY: &[&Op] = &[&sts::CALLER_IDENTITY.op, &ec2::REGIONS.op];
