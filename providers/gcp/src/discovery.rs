//! What a run asks before anything else: which projects there are, and what they lie in.

use crate::{cloudasset, cloudresourcemanager};
use overhear_core::Op;

/// The operations that tell which projects there are: the first in every run, the second where projects lie in folders,
/// the third where an organisation or folder is named.
pub static DISCOVERY: &[&Op] =
    &[&cloudresourcemanager::PROJECTS.op, &cloudresourcemanager::ORGANIZATIONS.op, &cloudasset::RESOURCES.op];
