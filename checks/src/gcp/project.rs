//! Verdicts on a project as a whole.

use crate::{Case, Item, Results, ScopeView};
use overhear_core::{Document, Op, Resource};

/// Opens a case about the project, at one of its documents: that is where an absence is cited.
pub(super) fn case_of<T: Document>(scope: &ScopeView<'_>, out: &mut Results<'_>, anchor: &Item<'_, T>) -> Case {
    let mut case = out.case(anchor);
    case.resource = Resource::of_scope(scope.scope());
    case
}

/// True where an operation was not read as a whole. Then what it does not show proves nothing.
pub(super) fn is_unread(scope: &ScopeView<'_>, op: &Op) -> bool {
    scope.sight(op).gap().is_some_and(|gap| !gap.kind.is_absence())
}
