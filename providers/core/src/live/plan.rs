use crate::{
    Op, Reach,
    live::read::{Parents, Read},
    with_parents,
};
use std::collections::{BTreeMap, BTreeSet};

/// The operations that a run calls: those that somebody wants, and those whose items they are called for.
pub struct Plan<S: 'static> {
    groups: Vec<Group<S>>,
}

/// The operations of one service that cover the same: a region, an account, or more than that.
pub struct Group<S: 'static> {
    /// The service, as the ids of its operations spell it.
    pub service: &'static str,
    /// What each call covers.
    pub reach: Reach,
    /// The operations in levels: those of one level are called for items of the levels before.
    pub levels: Vec<Vec<&'static Read<S>>>,
}

impl<S> Plan<S> {
    /// The plan for these operations and their parents, out of all `reads` of a provider.
    pub fn new(reads: &'static [&'static [Read<S>]], wanted: impl IntoIterator<Item = &'static Op>) -> Self {
        let wanted: BTreeSet<&str> = with_parents(wanted).into_iter().map(|op| op.id).collect();
        let chosen = reads.iter().copied().flatten().filter(|read| wanted.contains(read.op.id));
        let mut grouped: BTreeMap<(&str, u8), Vec<&'static Read<S>>> = BTreeMap::new();
        for read in chosen {
            grouped.entry((read.service(), rank(read.op.reach))).or_default().push(read);
        }
        let group = |((service, _), reads): ((&'static str, u8), Vec<&'static Read<S>>)| {
            let reach = reads.first().map_or(Reach::Account, |read| read.op.reach);
            Group { service, reach, levels: levels(reads) }
        };
        Self { groups: grouped.into_iter().map(group).collect() }
    }

    /// The groups, by service.
    pub fn groups(&self) -> &[Group<S>] {
        &self.groups
    }

    /// Every operation of the plan, by service.
    pub fn reads(&self) -> impl Iterator<Item = &'static Read<S>> {
        self.groups.iter().flat_map(Group::reads)
    }
}

impl<S> Group<S> {
    /// Its operations.
    pub fn reads(&self) -> impl Iterator<Item = &'static Read<S>> {
        self.levels.iter().flatten().copied()
    }
}

/// The operations in whose items the parents of one are found.
fn sources<S>(read: &Read<S>) -> Vec<&'static Op> {
    match &read.parents {
        Parents::Of(sources) => sources.iter().map(|source| source.op).collect(),
        Parents::None | Parents::Each(_) => Vec::new(),
    }
}

/// Sorts operations so that each comes after those that it is called for.
fn levels<S>(mut open: Vec<&'static Read<S>>) -> Vec<Vec<&'static Read<S>>> {
    let mut levels = Vec::new();
    while !open.is_empty() {
        let waiting: BTreeSet<&str> = open.iter().map(|read| read.op.id).collect();
        let (later, level): (Vec<_>, Vec<_>) =
            open.iter().copied().partition(|read| sources(read).iter().any(|op| waiting.contains(op.id)));
        if level.is_empty() {
            // Operations that wait for each other: there is no such pair, and a run must not hang on one.
            levels.push(later);
            break;
        }
        levels.push(level);
        open = later;
    }
    levels
}

const fn rank(reach: Reach) -> u8 {
    match reach {
        Reach::Organization => 0,
        Reach::Account => 1,
        Reach::Region => 2,
    }
}
