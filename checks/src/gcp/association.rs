//! What the links between a network and an endpoint group share, of mirroring and of interception.

use crate::{Case, Item, Results};
use overhear_core::Document;
use serde::Serialize;

/// Opens a case about a link that is in force. `state` is its name, `raw` as the document writes it. Other links are
/// judged here.
pub(super) fn in_force<T: Document>(
    out: &mut Results<'_>,
    link: &Item<'_, T>,
    state: Option<&str>,
    raw: impl Serialize,
) -> Option<Case> {
    match state {
        Some(state @ ("ACTIVE" | "OUT_OF_SYNC")) => {
            let mut case = out.case(link);
            case.cite(link, "/state", raw, format!("the link is {state}"));
            return Some(case);
        }
        Some("CLOSED") => out.pass(link, "state CLOSED: the link is disabled"),
        Some(state) => out.unknown(link, format!("state {state}: neither active nor closed")),
        None => out.unknown(link, "its state is absent or a number that nobody has seen"),
    }
    None
}
