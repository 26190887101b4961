//! Resources inside others, by their ids.

use crate::{Results, ScopeView};
use overhear_core::{Document, Listing};

/// The id of the resource that one lies in: the id without its last type and name.
pub(super) fn of(id: &str) -> Option<&str> {
    let (rest, _name) = id.trim_end_matches('/').rsplit_once('/')?;
    let (parent, _kind) = rest.rsplit_once('/')?;
    Some(parent).filter(|parent| !parent.is_empty())
}

/// Passes the resources that were asked for what lies in them and have nothing.
pub(super) fn pass_empty<P: Document, C: Document>(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    parents: &'static Listing<P>,
    children: &'static Listing<C>,
    reason: &str,
) {
    for parent in scope.items(parents) {
        let id = parent.view().key();
        if scope.items_for(children, id).is_empty() && scope.sight_for(&children.op, id).is_clear() {
            out.pass(&parent, reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_parent_is_what_stands_before_the_last_type_and_name() {
        let network = "/subscriptions/a/resourceGroups/subnets/providers/Microsoft.Network/virtualNetworks/one";
        assert_eq!(of(&format!("{network}/subnets/two")), Some(network));
        assert_eq!(of(&format!("{network}/subnets/two/")), Some(network));
        assert_eq!(of("two"), None);
        assert_eq!(of("/subnets/two"), None);
    }
}
