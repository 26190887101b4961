//! The subscription itself as what a check judges.

use crate::{Case, Check, Estate, Evidence, Item, Results, ScopeView};
use overhear_azure::resources::SUBSCRIPTIONS;
use overhear_core::{Document, Op, Resource};
use std::{borrow::Cow, collections::BTreeMap};

/// Opens a case about the subscription. A verdict rests on the call that `items` came with.
pub(super) fn case<T: Document>(
    check: &'static Check,
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    items: &[Item<'_, T>],
) -> Case {
    let resource = Resource::of_scope(scope.scope());
    if let Some(item) = items.first() {
        return Case { resource, ..out.case(item) };
    }
    Case {
        check,
        resource,
        evidence: Vec::new(),
        confidence: check.confidence,
        unread: BTreeMap::new(),
        destinations: Vec::new(),
        extra_tags: BTreeMap::new(),
        // Only approvals ask for it, which are for captures.
        collected_at: None,
        blocked: None,
    }
}

/// Names the subscription, and cites what it lacks: at the subscription, or where that was not listed at `op`.
pub(super) fn cite_lack(case: &mut Case, estate: &Estate, op: &'static Op, lack: impl Into<Cow<'static, str>>) {
    let own = case.resource().account.clone();
    let listed = case.glance(estate, &SUBSCRIPTIONS);
    let listed = listed.iter().filter(|item| item.subscription_id.eq_ignore_ascii_case(&own));
    // Two tenants may list one subscription.
    let first = listed.min_by_key(|item| (&item.view().subscription_id, &item.view().display_name));
    if let Some(item) = first {
        case.resource.name.clone_from(&item.display_name);
        case.cite(item, "/subscriptionId", &item.subscription_id, lack);
    } else {
        let pointer = String::new();
        case.evidence.push(Evidence { op: op.id, pointer, value: serde_json::Value::Null, note: lack.into() });
    }
}
