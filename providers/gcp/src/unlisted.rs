//! Captures that no operation lists: only the audit log shows that somebody started one.

use overhear_core::Unlisted;

/// The permissions that start them.
/// <https://cloud.google.com/vertex-ai/docs/workbench/reference/rest/v2/projects.locations.instances/diagnose>
pub static UNLISTED: &[Unlisted] =
    &[Unlisted { action: "notebooks.instances.diagnose", what: "Workbench packet captures" }];
