use crate::{
    Op,
    live::read::{Parent, Read},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the operations of a plan tell each other: for which of them the items of one name parents.
#[derive(Default)]
pub struct Links {
    known: BTreeSet<&'static str>,
    /// What every run asks for itself, before its plan.
    anew: BTreeSet<&'static str>,
    named: BTreeMap<&'static str, Vec<Link>>,
}

/// An operation, and the parents that an item of another names for it.
type Link = (&'static str, fn(&Value) -> Vec<Parent>);

/// The parents that the items of a call name, by the operation that is called for them.
pub(super) type Found = Vec<(&'static str, Vec<Parent>)>;

impl Links {
    pub(super) fn of<S: 'static>(reads: impl IntoIterator<Item = &'static Read<S>>) -> Self {
        let mut links = Self::default();
        for read in reads {
            links.known.insert(read.op.id);
            for source in read.parents.sources() {
                links.named.entry(source.op.id).or_default().push((read.op.id, source.keys));
            }
        }
        links
    }

    /// Those of several plans together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.known.extend(&other.known);
        self.anew.extend(&other.anew);
        for (op, links) in &other.named {
            self.named.entry(op).or_default().extend(links);
        }
        self
    }

    /// The same, beside operations that every run asks before its plan.
    #[must_use]
    pub fn beside(mut self, discovery: &[&'static Op]) -> Self {
        self.anew.extend(discovery.iter().map(|op| op.id));
        self
    }

    /// True for an operation that every run asks before its plan.
    pub(super) fn ask_anew(&self, op: &str) -> bool {
        self.anew.contains(op)
    }

    /// True for an operation of the plan.
    pub(super) fn know(&self, op: &str) -> bool {
        self.known.contains(op)
    }

    /// What an item of an operation tells others to be called for.
    pub(super) fn parents_in(&self, op: &str, item: &Value) -> Found {
        let links = self.named.get(op).into_iter().flatten();
        links.map(|(op, keys)| (*op, keys(item))).filter(|(_, parents)| !parents.is_empty()).collect()
    }
}
