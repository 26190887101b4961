use crate::{Check, Confidence, Evidence, Item, Need, ScopeView, Sight, estate::Estate, view::items_of};
use overhear_core::{Document, GapKind, Listing, Op, Resource, Tags};
use serde::Serialize;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// What a check gathers about one resource before it rules: evidence, destinations, and what it could not look up.
pub struct Case {
    pub(crate) check: &'static Check,
    pub(crate) resource: Resource,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) confidence: Confidence,
    pub(crate) unread: BTreeMap<&'static str, GapKind>,
    pub(crate) destinations: Vec<Destination>,
    pub(crate) extra_tags: BTreeMap<String, String>,
    pub(crate) collected_at: Option<String>,
    pub(crate) blocked: Option<String>,
}

/// Where copies go: the spellings of one place.
#[derive(Default)]
pub(crate) struct Destination {
    pub(crate) accounts: BTreeSet<String>,
    pub(crate) ids: BTreeSet<String>,
}

impl Case {
    pub(crate) fn new<T: Document>(check: &'static Check, item: &Item<'_, T>, blocked: Option<String>) -> Self {
        Self {
            check,
            resource: item.resource(),
            evidence: Vec::new(),
            confidence: check.confidence,
            unread: BTreeMap::new(),
            destinations: Vec::new(),
            extra_tags: BTreeMap::new(),
            collected_at: item.call().collected_at.clone(),
            blocked,
        }
    }

    /// The resource that the case is about.
    pub const fn resource(&self) -> &Resource {
        &self.resource
    }

    /// Adds a fact: what stands at `pointer` (RFC 6901) of `item`, and what it means. `value` must be what stands
    /// there. An absence is cited at a member that is there, in the words of the note.
    pub fn cite<T: Document>(
        &mut self,
        item: &Item<'_, T>,
        pointer: &str,
        value: impl Serialize,
        note: impl Into<Cow<'static, str>>,
    ) {
        self.evidence.push(Evidence {
            op: item.call().op.id,
            pointer: pointer.to_owned(),
            value: serde_json::to_value(value).unwrap_or_default(),
            note: note.into(),
        });
    }

    /// Opens a destination, for approvals: where there are several, each must be approved. What is named before the
    /// first is one destination.
    pub fn destination(&mut self, account: Option<&str>, ids: impl IntoIterator<Item = String>) {
        let accounts = account.map(str::to_owned).into_iter().collect();
        self.destinations.push(Destination { accounts, ids: ids.into_iter().collect() });
    }

    /// Names the last destination: an id of it, in any of its spellings.
    pub fn destination_id(&mut self, id: impl Into<String>) {
        self.last_destination().ids.insert(id.into());
    }

    /// Names the last destination: an account that owns it, in any of its spellings.
    pub fn destination_account(&mut self, account: impl Into<String>) {
        self.last_destination().accounts.insert(account.into());
    }

    fn last_destination(&mut self) -> &mut Destination {
        if self.destinations.is_empty() {
            self.destinations.push(Destination::default());
        }
        let last = self.destinations.len() - 1;
        &mut self.destinations[last]
    }

    /// Tags of a resource that stands for this one (the instance of an interface), for approvals.
    pub fn also_tagged(&mut self, tags: &Tags) {
        self.extra_tags.extend(tags.pairs());
    }

    /// Caps the confidence.
    pub fn cap(&mut self, most: Confidence) {
        self.confidence = self.confidence.min(most);
    }

    /// Looks something up in the scope. What could not be read caps the confidence and stands in the message.
    pub fn look<'a, T: Document>(&mut self, scope: &ScopeView<'a>, listing: &'static Listing<T>) -> Vec<Item<'a, T>> {
        self.note(&listing.op, &scope.sight(&listing.op));
        scope.items(listing).collect()
    }

    /// Looks up what an operation gave for one parent, like [`Self::look`].
    pub fn look_for<'a, T: Document>(
        &mut self,
        scope: &ScopeView<'a>,
        listing: &'static Listing<T>,
        parent: &str,
    ) -> Vec<Item<'a, T>> {
        self.note(&listing.op, &scope.sight_for(&listing.op, parent));
        scope.items_for(listing, parent)
    }

    /// Looks something up over every account of the run, like [`Self::look`].
    pub fn look_everywhere<'a, T: Document>(
        &mut self,
        estate: &'a Estate,
        listing: &'static Listing<T>,
    ) -> Vec<Item<'a, T>> {
        self.note(&listing.op, &estate.sight(&listing.op));
        self.glance(estate, listing)
    }

    /// The documents of every account of the run, without a word on what is missing: for what is sure once it is found.
    pub fn glance<'a, T: Document>(&self, estate: &'a Estate, listing: &'static Listing<T>) -> Vec<Item<'a, T>> {
        estate.calls_of(&listing.op).flat_map(items_of).collect()
    }

    /// Notes what is missing of a regional operation in the region of the resource, in any account of the run.
    pub fn note_region<T: Document>(&mut self, estate: &Estate, listing: &'static Listing<T>) {
        let sight = estate.sight_at(&listing.op, &self.resource.region);
        self.note(&listing.op, &sight);
    }

    /// Looks something up over every account of the run, for the sake of what one of them holds: what could not be
    /// read there caps the confidence and stands in the message.
    pub fn look_in<'a, T: Document>(
        &mut self,
        estate: &'a Estate,
        listing: &'static Listing<T>,
        account: &str,
    ) -> Vec<Item<'a, T>> {
        self.note(&listing.op, &estate.sight_in(&listing.op, account));
        self.glance(estate, listing)
    }

    /// Whether everything was read that [`Self::look`], [`Self::look_for`] and [`Self::look_everywhere`] looked up
    /// of this operation.
    pub fn saw_all_of(&self, op: &Op) -> bool {
        !self.unread.contains_key(op.id)
    }

    fn note(&mut self, op: &'static Op, sight: &Sight) {
        let Some(gap) = sight.gap() else { return };
        if gap.kind.is_absence() {
            return;
        }
        self.unread.insert(op.id, gap.kind);
        let cap = self.check.needs.iter().find_map(|need| match need {
            Need::Enriching(own, cap) | Need::Estate(own, cap) if own.id == op.id => Some(*cap),
            _ => None,
        });
        if let Some(cap) = cap {
            self.cap(cap);
        }
    }
}
