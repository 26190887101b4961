use crate::{Op, Shape};
use std::collections::BTreeMap;

/// Every operation that a snapshot may name.
pub struct Registry {
    by_id: BTreeMap<&'static str, &'static Op>,
}

impl Registry {
    /// A registry of these operations.
    pub fn new(ops: impl IntoIterator<Item = &'static Op>) -> Self {
        Self { by_id: ops.into_iter().map(|op| (op.id, op)).collect() }
    }

    /// The operation of this id.
    pub fn get(&self, id: &str) -> Option<&'static Op> {
        self.by_id.get(id).copied()
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &'static Op> {
        self.by_id.values().copied()
    }

    /// The first operation whose documents look like this.
    pub(crate) fn shaped(&self, like: impl Fn(&Shape) -> bool) -> Option<&'static Op> {
        self.iter().find(|op| like(&op.shape))
    }
}
