use crate::{AccountKey, Sight};
use overhear_core::{Call, Op, Provider};
use std::collections::{BTreeMap, BTreeSet};

/// What is known over every account of a run: which accounts were read, and the documents that verdicts on other
/// accounts rest on.
#[derive(Default)]
pub struct Estate {
    readable: BTreeSet<AccountKey>,
    /// The accounts in which all of an operation was read.
    clear: BTreeMap<&'static str, BTreeSet<AccountKey>>,
    /// The others in which it was called, and what was in the way.
    blocked: BTreeMap<&'static str, BTreeMap<AccountKey, Sights>>,
    calls: BTreeMap<&'static str, Vec<Call>>,
}

/// Whether an operation can be relied on, region by region.
pub(crate) type Sights = Vec<(Box<str>, Sight)>;

/// What one account adds to the estate.
pub(crate) struct Landmarks {
    /// Whether each operation that is looked up over the estate can be relied on, where it was called.
    pub(crate) sights: Vec<(&'static str, Sights)>,
    /// The calls whose items matter beyond the account.
    pub(crate) calls: Vec<Call>,
}

impl Estate {
    pub(crate) fn add(&mut self, key: &AccountKey, readable: bool, landmarks: Landmarks) {
        if readable {
            self.readable.insert(key.clone());
        }
        for (op, sights) in landmarks.sights {
            if sights.iter().all(|(_, sight)| *sight == Sight::Clear) {
                self.clear.entry(op).or_default().insert(key.clone());
            } else {
                self.blocked.entry(op).or_default().insert(key.clone(), sights);
            }
        }
        for call in landmarks.calls {
            self.calls.entry(call.op.id).or_default().push(call);
        }
    }

    pub(crate) fn calls_of(&self, op: &Op) -> impl Iterator<Item = &Call> {
        self.calls.get(op.id).into_iter().flatten()
    }

    /// True where calls of this run were made in the account and answered; where all were denied, nothing tells whose
    /// it is.
    pub fn scanned(&self, provider: Provider, account: &str) -> bool {
        self.readable.contains(&AccountKey::new(provider, account))
    }

    /// Whether every call of an operation, in any account, can be relied on.
    pub fn sight(&self, op: &Op) -> Sight {
        let blocked = self.blocked.get(op.id).into_iter().flatten().flat_map(|(_, sights)| sights);
        let clear = self.clear.get(op.id).map(|_| Sight::Clear);
        Sight::of_all(op, blocked.map(|(_, sight)| sight.clone()).chain(clear))
    }

    /// True where an operation said in an account that nothing can exist there.
    pub fn is_absent_in(&self, op: &Op, account: &str) -> bool {
        self.sight_in(op, account).gap().is_some_and(|gap| gap.kind.is_absence())
    }

    /// Whether every call of a regional operation in one region, in any account, can be relied on.
    pub fn sight_at(&self, op: &Op, region: &str) -> Sight {
        let blocked = self.blocked.get(op.id).into_iter().flatten();
        let blocked = blocked.flat_map(|(_, sights)| sights.iter().filter(|(own, _)| &**own == region));
        let clear = self.clear.get(op.id).map(|_| Sight::Clear);
        Sight::of_all(op, blocked.map(|(_, sight)| sight.clone()).chain(clear))
    }

    /// Whether the calls of an operation in one account can be relied on.
    pub fn sight_in(&self, op: &Op, account: &str) -> Sight {
        let key = AccountKey::new(op.provider, account);
        let clear = self.clear.get(op.id).is_some_and(|accounts| accounts.contains(&key)).then_some(Sight::Clear);
        let blocked = self.blocked.get(op.id).and_then(|accounts| accounts.get(&key)).into_iter().flatten();
        Sight::of_all(op, blocked.map(|(_, sight)| sight.clone()).chain(clear))
    }
}
