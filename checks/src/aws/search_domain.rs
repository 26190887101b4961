//! What the checks of OpenSearch domains share.

use crate::{Item, Results, ScopeView, Sight};
use overhear_aws::opensearch::{DOMAIN_NAMES, DOMAINS, DomainStatus};

/// The domains that are to be judged, those of Elasticsearch among them, and a verdict for the others.
pub(super) fn domains<'a>(scope: &ScopeView<'a>, out: &mut Results<'_>) -> Vec<Item<'a, DomainStatus>> {
    for name in scope.items(&DOMAIN_NAMES) {
        // What could not be read the engine tells.
        if scope.items_for(&DOMAINS, &name.domain_name).is_empty()
            && scope.sight_for(&DOMAINS.op, &name.domain_name) == Sight::Clear
        {
            out.unknown(&name, "the answer to DescribeDomains does not hold it");
        }
    }
    let (deleted, kept): (Vec<_>, _) = scope.items(&DOMAINS).partition(|domain| domain.deleted == Some(true));
    for domain in deleted {
        out.not_applicable(&domain, "it is being deleted");
    }
    kept
}
