use crate::{Account, AccountKey, results::Missing};
use overhear_core::{Gap, GapKind, Outcome, Provider, Reach, Unlisted};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

/// What was seen of one operation in one scope. The complete calls of it, however many, are one row.
#[derive(Clone, Copy, Debug)]
pub struct Coverage<'a> {
    /// The cloud.
    pub provider: Provider,
    /// The account.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    /// The id of the operation.
    pub op: &'static str,
    /// The item that the call was made for.
    pub parent: Option<&'a str>,
    /// True where nothing was read at all.
    pub failed: bool,
    /// How many items were read.
    pub items: usize,
    /// Why it is not complete.
    pub gap: Option<&'a Gap>,
}

/// What was seen in one account, packed: an estate of a thousand accounts has hundreds of thousands of rows.
#[derive(Debug)]
pub struct AccountCoverage {
    key: AccountKey,
    /// The operations with complete calls, each with where its rows end.
    ops: Vec<(&'static str, usize)>,
    /// The regions that rows name by their place.
    regions: Vec<Arc<str>>,
    /// The complete calls, by operation and region.
    complete: Vec<Seen>,
    gaps: Vec<Unseen>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    region: u32,
    items: u32,
}

#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Unseen {
    op: &'static str,
    region: Box<str>,
    parent: Option<Box<str>>,
    failed: bool,
    items: usize,
    gap: Gap,
}

impl AccountCoverage {
    /// The calls of an account, those that nobody made, and the captures that no call shows. `names` holds the regions of all accounts.
    pub(crate) fn new(
        account: &Account,
        missing: impl IntoIterator<Item = Missing>,
        unlisted: &[Unlisted],
        names: &Names,
    ) -> Self {
        let mut sums: BTreeMap<(&'static str, &str), usize> = BTreeMap::new();
        let mut gaps = Vec::new();
        for call in account.calls() {
            let items = call.content.len() + call.odd.len();
            let gap = match (call.outcome.gap(), call.odd.first()) {
                (Some(gap), _) => gap.clone(),
                (None, Some(odd)) => {
                    let count = call.odd.len();
                    let message = format!("{count} of its items are not what the API documents: {}", odd.reason);
                    Gap::new(GapKind::Undecodable, Gap::ODD_ITEM, message)
                }
                (None, None) => {
                    *sums.entry((call.op.id, &call.scope.region)).or_default() += items;
                    continue;
                }
            };
            gaps.push(Unseen {
                op: call.op.id,
                region: call.scope.region.as_str().into(),
                parent: call.parent.as_deref().map(Box::from),
                failed: matches!(call.outcome, Outcome::Failed(_)),
                items,
                gap,
            });
        }
        gaps.extend(missing.into_iter().map(|Missing { op, region, parent, gap }| Unseen {
            op: op.id,
            region: if op.reach == Reach::Region { region } else { "global".into() },
            parent,
            failed: true,
            items: 0,
            gap,
        }));
        gaps.extend(unlisted.iter().map(|unlisted| Unseen {
            op: unlisted.action,
            region: "global".into(),
            parent: None,
            failed: true,
            items: 0,
            gap: Gap::new(
                GapKind::NotAttempted,
                Gap::NO_LIST,
                format!("{}: no operation lists them, only the audit log shows that one was started", unlisted.what),
            ),
        }));
        gaps.sort();
        gaps.dedup();
        let regions: BTreeSet<&str> = sums.keys().map(|(_, region)| *region).collect();
        let regions: Vec<_> = regions.into_iter().map(|region| names.shared(region)).collect();
        let mut ops: Vec<(&'static str, usize)> = Vec::new();
        let mut complete = Vec::with_capacity(sums.len());
        for ((op, region), items) in sums {
            let place = regions.binary_search_by(|own| (**own).cmp(region)).unwrap_or_default();
            complete.push(Seen { region: small(place), items: small(items) });
            match ops.last_mut() {
                Some((last, end)) if *last == op => *end = complete.len(),
                _ => ops.push((op, complete.len())),
            }
        }
        ops.shrink_to_fit();
        gaps.shrink_to_fit();
        Self { key: account.key.clone(), ops, regions, complete, gaps }
    }

    /// The account.
    pub const fn key(&self) -> &AccountKey {
        &self.key
    }

    /// The rows: gaps first, then what was seen, each by operation and region.
    pub fn rows(&self) -> impl Iterator<Item = Coverage<'_>> {
        let row = |op, region| Coverage {
            provider: self.key.provider,
            account: &self.key.account,
            region,
            op,
            parent: None,
            failed: false,
            items: 0,
            gap: None,
        };
        let gaps = self.gaps.iter().map(move |unseen| Coverage {
            parent: unseen.parent.as_deref(),
            failed: unseen.failed,
            items: unseen.items,
            gap: Some(&unseen.gap),
            ..row(unseen.op, &*unseen.region)
        });
        let starts = std::iter::once(0).chain(self.ops.iter().map(|(_, end)| *end));
        let complete = starts.zip(&self.ops).flat_map(move |(start, (op, end))| {
            let seen = self.complete.get(start..*end).unwrap_or_default();
            seen.iter().filter_map(move |seen| {
                let region = self.regions.get(large(seen.region))?;
                Some(Coverage { items: large(seen.items), ..row(*op, &**region) })
            })
        });
        gaps.chain(complete)
    }

    /// The gaps alone.
    pub fn gaps(&self) -> impl Iterator<Item = (&'static str, &Gap)> {
        self.gaps.iter().map(|unseen| (unseen.op, &unseen.gap))
    }
}

/// Names that many accounts share, each held once.
#[derive(Default)]
pub(crate) struct Names(Mutex<BTreeSet<Arc<str>>>);

impl Names {
    fn shared(&self, name: &str) -> Arc<str> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = names.get(name) {
            return Arc::clone(held);
        }
        let held: Arc<str> = name.into();
        names.insert(Arc::clone(&held));
        held
    }
}

/// Four thousand million of anything is enough for a row.
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn large(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
