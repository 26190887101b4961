use crate::{
    Op, Reach,
    live::{
        links::Links,
        read::{Parents, Read},
    },
    with_parents,
};
use std::collections::{BTreeMap, BTreeSet};

/// The operations that a run calls: those that somebody wants, and those whose items they are called for.
pub struct Plan<S: 'static> {
    groups: Vec<Group<S>>,
    links: Links,
}

/// Operations that cover the same, a region, an account, or more than that: those of one service, and those of others
/// for whose items they are called.
pub struct Group<S: 'static> {
    /// What each call covers.
    pub reach: Reach,
    /// The operations in levels: those of one level are called for items of the levels before.
    pub levels: Vec<Vec<&'static Read<S>>>,
}

impl<S> Plan<S> {
    /// The plan for these operations and their parents, out of all `reads` of a provider.
    pub fn new(reads: &'static [&'static [Read<S>]], wanted: impl IntoIterator<Item = &'static Op>) -> Self {
        let mut wanted: BTreeSet<&str> = with_parents(wanted).into_iter().map(|op| op.id).collect();
        let known = || reads.iter().copied().flatten();
        for read in known().filter(|read| matches!(read.parents, Parents::PlaceAnd(_))) {
            if wanted.contains(read.op.id) {
                wanted.extend(read.parents.sources().iter().map(|source| source.op.id));
            }
        }
        let chosen: Vec<_> = known().filter(|read| wanted.contains(read.op.id)).collect();
        let mut grouped: BTreeMap<(&str, u8), Vec<&'static Read<S>>> = BTreeMap::new();
        for (index, service) in joined(&chosen).into_iter().enumerate() {
            if let Some(read) = chosen.get(index) {
                grouped.entry((service, rank(read.op.reach))).or_default().push(read);
            }
        }
        let group = |reads: Vec<&'static Read<S>>| {
            let reach = reads.first().map_or(Reach::Account, |read| read.op.reach);
            Group { reach, levels: levels(reads) }
        };
        Self { links: Links::of(chosen), groups: grouped.into_values().map(group).collect() }
    }

    /// What its operations tell each other.
    pub const fn links(&self) -> &Links {
        &self.links
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

/// The service that each read is grouped under: its own, or that of a read which is called for items of it or for whose
/// items it is called.
fn joined<S>(reads: &[&'static Read<S>]) -> Vec<&'static str> {
    let mut services: Vec<_> = reads.iter().map(|read| read.service()).collect();
    let place_of = |op: &Op, reach| reads.iter().position(|read| read.op == op && read.op.reach == reach);
    for (index, read) in reads.iter().enumerate() {
        for source in read.parents.sources() {
            let Some(other) = place_of(source.op, read.op.reach) else { continue };
            if let (Some(&own), Some(&theirs)) = (services.get(index), services.get(other)) {
                services.iter_mut().filter(|service| **service == theirs).for_each(|service| *service = own);
            }
        }
    }
    services
}

/// Sorts operations so that each comes after those that it is called for.
fn levels<S>(mut open: Vec<&'static Read<S>>) -> Vec<Vec<&'static Read<S>>> {
    let mut levels = Vec::new();
    while !open.is_empty() {
        let waiting: BTreeSet<&str> = open.iter().map(|read| read.op.id).collect();
        let (later, level): (Vec<_>, Vec<_>) = open
            .iter()
            .copied()
            .partition(|read| read.parents.sources().iter().any(|source| waiting.contains(source.op.id)));
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
