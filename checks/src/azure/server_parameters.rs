//! The server parameters of a flexible server, which its list of configurations tells.

use crate::{Item, Results, ScopeView};
use overhear_azure::arm::{Arm, Properties};
use overhear_core::{Document, Listing};

/// The parameter of this name. Where it is missing the server is unknown; where the list was not read the engine says
/// so.
pub(super) fn parameter<'a, S: Document, P: Properties>(
    scope: &ScopeView<'a>,
    out: &mut Results<'_>,
    list: &'static Listing<Arm<P>>,
    server: &Item<'_, S>,
    name: &str,
) -> Option<Item<'a, Arm<P>>> {
    let id = server.view().key();
    let all = scope.items_for(list, id);
    let found = all.into_iter().find(|own| own.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)));
    if found.is_none() && scope.sight_for(&list.op, id).gap().is_none() {
        out.unknown(server, format!("its parameters, read in full, do not contain {name}"));
    }
    found
}
