//! The regions of an account together: for questions with one answer for the account.

use crate::{Case, Item, Need, Results, ScopeView, Sight, view::items_of};
use overhear_aws::ec2::{REGIONS, Region};
use overhear_core::{Call, Document, Listing, Op, Resource, Scope};

/// How many regions a finding shows with their documents.
const SHOWN: usize = 20;

/// The regions in which calls were made.
pub(super) struct Regions<'a, 's> {
    scope: &'s ScopeView<'a>,
    /// Their names, in order, without those that the account has not enabled.
    pub(super) names: Vec<&'a str>,
    known: Vec<Item<'a, Region>>,
}

impl<'a, 's> Regions<'a, 's> {
    /// Those of the account, whatever the region of the scope.
    pub(super) fn of(scope: &'s ScopeView<'a>) -> Self {
        let mut known: Vec<Item<'a, Region>> = scope.items(&REGIONS).collect();
        known.sort_by_key(|region| region.view().region_name.as_str());
        known.dedup_by_key(|region| region.view().region_name.as_str());
        let names = scope.account().regions().into_iter().filter(|name| !is_closed(&known, name)).collect();
        Self { scope, names, known }
    }

    /// True in the run of the one region that judges the account for all of them. The others have nothing to say but
    /// that they are not enabled, or where no document tells of them; `other` is a document of the account.
    pub(super) fn lead<T: Document>(&self, out: &mut Results<'_>, other: Option<Item<'_, T>>) -> bool {
        let here = self.scope.scope().region.as_str();
        if self.is_closed(here) {
            out.not_applicable_here("the region is not enabled");
            return false;
        }
        if self.names.first().is_none_or(|first| *first == here) {
            return true;
        }
        // A case without a ruling is no result, and keeps the engine from taking the region for an empty list.
        if self.case(out, &[], other).is_none() {
            out.unknown_here("whether the region is enabled was not read, and no document tells of it");
        }
        false
    }

    fn is_closed(&self, name: &str) -> bool {
        is_closed(&self.known, name)
    }

    /// The calls of an operation in one region.
    fn calls<T>(&self, listing: &Listing<T>, region: &str) -> impl Iterator<Item = &'a Call> {
        self.scope.account().calls_of(&listing.op).filter(move |call| call.scope.region == region)
    }

    /// The items of an operation in one region.
    pub(super) fn items<T: Document>(&self, listing: &Listing<T>, region: &str) -> Vec<Item<'a, T>> {
        self.calls(listing, region).flat_map(items_of).collect()
    }

    /// Whether an operation's answer in one region can be relied on.
    pub(super) fn sight<T>(&self, listing: &Listing<T>, region: &str) -> Sight {
        Sight::over(&listing.op, self.calls(listing, region))
    }

    /// What an operation gave for one item, in whichever region it was asked.
    pub(super) fn items_for<T: Document>(&self, listing: &Listing<T>, parent: &str) -> Vec<Item<'a, T>> {
        self.scope.account().calls_for(&listing.op, parent).into_iter().flat_map(items_of).collect()
    }

    /// Whether an operation's answer for one item can be relied on, in whichever region it was asked.
    pub(super) fn sight_for<T>(&self, listing: &Listing<T>, parent: &str) -> Sight {
        Sight::over(&listing.op, self.scope.account().calls_for(&listing.op, parent).into_iter())
    }

    /// The calls of an operation for one item of a region, whose name may be that of others elsewhere.
    fn calls_at<T>(&self, listing: &Listing<T>, region: &str, parent: &str) -> Vec<&'a Call> {
        let mut calls = self.scope.account().calls_for(&listing.op, parent);
        calls.retain(|call| call.scope.region == region);
        calls
    }

    /// What an operation gave for one item of a region.
    pub(super) fn items_at<T: Document>(&self, listing: &Listing<T>, region: &str, parent: &str) -> Vec<Item<'a, T>> {
        self.calls_at(listing, region, parent).into_iter().flat_map(items_of).collect()
    }

    /// Whether an operation's answer for one item of a region can be relied on.
    pub(super) fn sight_at<T>(&self, listing: &Listing<T>, region: &str, parent: &str) -> Sight {
        Sight::over(&listing.op, self.calls_at(listing, region, parent).into_iter())
    }

    /// Notes what is missing of an enriching operation in any of the regions.
    pub(super) fn note<T>(&self, case: &mut Case, listing: &'static Listing<T>) {
        for region in &self.names {
            note(case, &listing.op, &self.sight(listing, region));
        }
    }

    /// Notes what is missing of an enriching operation that is asked for one item.
    pub(super) fn note_for<T>(&self, case: &mut Case, listing: &'static Listing<T>, parent: &str) {
        note(case, &listing.op, &self.sight_for(listing, parent));
    }

    /// A case about the account, with the documents of the regions that are named; `other` may open it where these are
    /// not there.
    pub(super) fn case<T: Document>(
        &self,
        out: &mut Results<'_>,
        named: &[&str],
        other: Option<Item<'_, T>>,
    ) -> Option<Case> {
        let own = |name: &&str| self.known.iter().find(|region| region.region_name == **name);
        let shown: Vec<_> = named.iter().filter_map(own).take(SHOWN).collect();
        let mut case = match (shown.first().copied().or(self.known.first()), other) {
            (Some(region), _) => out.case(region),
            (None, Some(other)) => out.case(&other),
            (None, None) => return None,
        };
        let Scope { provider, account, .. } = self.scope.scope();
        case.resource = Resource::of_scope(&Scope::new(*provider, account.as_str(), "global"));
        // What was not read in one region is weighed for all of them by the check.
        case.blocked = None;
        for region in shown {
            case.cite(region, "/RegionName", &region.region_name, "an enabled region that was read");
        }
        Some(case)
    }
}

fn is_closed(known: &[Item<'_, Region>], name: &str) -> bool {
    let mut own = known.iter().filter(|region| region.region_name == name);
    own.any(|region| region.opt_in_status.as_deref() == Some("not-opted-in"))
}

fn note(case: &mut Case, op: &'static Op, sight: &Sight) {
    let Some(gap) = sight.gap().filter(|gap| !gap.kind.is_absence()) else { return };
    case.unread.insert(op.id, gap.kind);
    let cap = case.check.needs.iter().find_map(|need| match need {
        Need::Enriching(own, cap) if own.id == op.id => Some(*cap),
        _ => None,
    });
    if let Some(cap) = cap {
        case.cap(cap);
    }
}
