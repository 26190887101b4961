use crate::{AccountKey, Sight};
use overhear_core::{Call, Op, Provider};
use std::collections::{BTreeMap, BTreeSet};

/// What is known over every account of a run: which accounts were scanned, and the documents that verdicts on other
/// accounts rest on.
#[derive(Default)]
pub struct Estate {
    scanned: BTreeSet<AccountKey>,
    calls: BTreeMap<&'static str, Vec<Call>>,
}

impl Estate {
    pub(crate) fn add_account(&mut self, key: AccountKey) {
        self.scanned.insert(key);
    }

    pub(crate) fn add_call(&mut self, call: Call) {
        self.calls.entry(call.op.id).or_default().push(call);
    }

    pub(crate) fn calls_of(&self, op: &Op) -> impl Iterator<Item = &Call> {
        self.calls.get(op.id).into_iter().flatten()
    }

    /// True where calls of this run were made in the account.
    pub fn scanned(&self, provider: Provider, account: &str) -> bool {
        self.scanned.contains(&AccountKey::new(provider, account))
    }

    /// Whether every call of an operation, in any account, can be relied on.
    pub fn sight(&self, op: &Op) -> Sight {
        Sight::over(op, self.calls_of(op))
    }
}
