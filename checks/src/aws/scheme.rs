//! Who reaches a load balancer.

use crate::Severity;

/// How bad plaintext at a load balancer of this scheme is. Private is where a mirror sits: that lowers it by one step,
/// and never passes it. A scheme that is absent or not known lowers nothing.
pub(super) fn severity(scheme: Option<&str>) -> Severity {
    if scheme == Some("internal") { Severity::Medium } else { Severity::High }
}
