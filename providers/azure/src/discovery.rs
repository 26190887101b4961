//! What a run asks before anything else: which subscriptions there are.

use crate::{inventory, resources};
use overhear_core::Op;

/// The operations that tell which subscriptions there are: the first in every run, the others where a management group
/// is named.
pub static DISCOVERY: &[&Op] = &[&resources::SUBSCRIPTIONS.op, &inventory::RESOURCES.op, &inventory::DESCENDANTS.op];
