//! The oldest version of TLS that Azure SQL admits, of logical servers and of managed instances.

use super::tls_floor::Floor;
use crate::{Item, Results, Ruling, Severity};
use overhear_core::Document;

/// Judges `minimalTlsVersion`. `what` is the word for the resource.
pub(super) fn judge<T: Document>(out: &mut Results<'_>, item: &Item<'_, T>, minimum: Option<&str>, what: &str) {
    let (note, message) = match Floor::of(minimum) {
        Floor::Weak(version) => ("the oldest version it admits", format!("The {what} admits {version}.")),
        Floor::Open => {
            let message = format!("The {what} sets no minimum version of TLS: any is admitted, and plaintext too.");
            ("no minimum: any version, and connections without TLS", message)
        }
        Floor::Sound(version) => {
            out.pass(item, &format!("the oldest version it admits is {version}"));
            return;
        }
        Floor::Untold => {
            out.unknown(item, "minimalTlsVersion is absent, and its default changed with time");
            return;
        }
        Floor::Undocumented(other) => {
            out.unknown(item, format!("its minimalTlsVersion, {other}, is not documented"));
            return;
        }
    };
    let mut case = out.case(item);
    case.cite(item, "/properties/minimalTlsVersion", minimum, note);
    out.rule(case, Ruling::Fail(Severity::Medium, message));
}
