use overhear_core::{Call, Gap, Op, Outcome, Provider, Reach, UNKNOWN};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    str::FromStr,
    sync::Arc,
};

/// Provider and account; Azure subscription ids in lower case.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AccountKey {
    /// The cloud.
    pub provider: Provider,
    /// The account, subscription or project.
    pub account: Arc<str>,
}

impl AccountKey {
    /// The key of this account, whatever its spelling.
    pub fn new(provider: Provider, account: &str) -> Self {
        let account = match provider {
            Provider::Azure => account.to_lowercase().into(),
            Provider::Aws | Provider::Gcp => account.into(),
        };
        Self { provider, account }
    }
}

/// The calls of one account, ready to be judged.
pub struct Account {
    /// Which account.
    pub key: AccountKey,
    calls: Vec<Call>,
    by_op: HashMap<&'static str, Vec<usize>>,
    by_parent: HashMap<(&'static str, String), Vec<usize>>,
    repeats: bool,
}

/// Sorts calls by the account that they were made in.
pub fn by_account(calls: impl IntoIterator<Item = Call>) -> BTreeMap<AccountKey, Vec<Call>> {
    let mut accounts: BTreeMap<AccountKey, Vec<Call>> = BTreeMap::new();
    for call in calls {
        accounts.entry(AccountKey::new(call.scope.provider, &call.scope.account)).or_default().push(call);
    }
    accounts
}

impl Account {
    /// The account of these calls.
    ///
    /// Where one call was made more than once, the newest stands for all; calls without a time, and those of the same
    /// time, stand side by side: their items are united, and a gap of one is a gap.
    pub fn new(key: AccountKey, mut calls: Vec<Call>) -> Self {
        calls.sort_by_cached_key(rank);
        if repeated(&calls) {
            let newest = newest_times(&calls);
            calls.retain(|call| {
                let time = time(call);
                time.is_none() || newest.get(&place(call)).is_none_or(|newest| time == Some(*newest))
            });
        }
        let listed: BTreeSet<Place> =
            calls.iter().filter(|call| call.outcome == Outcome::Complete).map(place).collect();
        for call in &mut calls {
            let single = call.outcome.gap().is_some_and(|gap| gap.code == Gap::SINGLE_RESOURCE);
            if single && listed.contains(&place(call)) {
                // The list that the document is not is there too.
                call.outcome = Outcome::Complete;
            }
        }
        let repeats = repeated(&calls);
        let mut by_op: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_parent: HashMap<_, Vec<_>> = HashMap::new();
        for (index, call) in calls.iter().enumerate() {
            by_op.entry(call.op.id).or_default().push(index);
            if let Some(parent) = &call.parent {
                by_parent.entry((call.op.id, last_segment(parent))).or_default().push(index);
            }
        }
        Self { key, calls, by_op, by_parent, repeats }
    }

    /// Every call.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    pub(crate) fn into_calls(self) -> Vec<Call> {
        self.calls
    }

    /// True where one call occurs more than once, so that a resource may be judged twice.
    pub(crate) const fn repeats(&self) -> bool {
        self.repeats
    }

    pub(crate) fn calls_of(&self, op: &Op) -> impl Iterator<Item = &Call> {
        self.by_op.get(op.id).into_iter().flatten().filter_map(|index| self.calls.get(*index))
    }

    /// The calls that were made for one parent. Where a call names it to the letter only those count; else a name stands
    /// for its ARN or id, unless the ARN is of another account.
    pub(crate) fn calls_for(&self, op: &Op, parent: &str) -> Vec<&Call> {
        let calls = self.by_parent.get(&(op.id, last_segment(parent))).into_iter().flatten();
        let mut calls: Vec<_> = calls.filter_map(|index| self.calls.get(*index)).collect();
        let named = |call: &Call| call.parent.as_deref() == Some(parent);
        if calls.iter().any(|call| named(call)) {
            calls.retain(|call| named(call));
        } else {
            calls.retain(|call| call.parent.as_deref().is_some_and(|own| self.may_name(own, parent)));
        }
        calls
    }

    fn may_name(&self, one: &str, other: &str) -> bool {
        let foreign = |id: &str| {
            let account = id.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(3));
            let own = &*self.key.account;
            own != UNKNOWN && account.is_some_and(|account| !account.is_empty() && account != own)
        };
        let is_name = |id: &str| !id.contains('/');
        let crosses = (foreign(one) && is_name(other)) || (foreign(other) && is_name(one));
        !crosses && overhear_core::same_id(one, other)
    }

    /// True where a call was made in the account itself, and not only about it from above.
    pub(crate) fn is_scanned(&self) -> bool {
        self.calls.iter().any(|call| call.op.reach != Reach::Organization)
    }

    /// True where such a call gave an answer: whoever may read an account is taken to know it.
    pub(crate) fn is_readable(&self) -> bool {
        let own = |call: &&Call| call.op.reach != Reach::Organization;
        self.calls.iter().filter(own).any(|call| !matches!(call.outcome, Outcome::Failed(_)))
    }

    /// The regions in which regional calls were made.
    pub(crate) fn regions(&self) -> BTreeSet<&str> {
        let regional = self.calls.iter().filter(|call| call.op.reach == Reach::Region);
        regional.map(|call| call.scope.region.as_str()).collect()
    }
}

/// Whether one call occurs more than once among calls in order.
fn repeated(calls: &[Call]) -> bool {
    calls.windows(2).any(|pair| matches!(pair, [a, b] if place(a) == place(b)))
}

fn last_segment(id: &str) -> String {
    id.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}

fn time(call: &Call) -> Option<jiff::Timestamp> {
    call.collected_at.as_deref().and_then(|time| jiff::Timestamp::from_str(time).ok())
}

type Place = (&'static str, String, Option<String>);

fn place(call: &Call) -> Place {
    let parent = call.parent.as_ref().map(|parent| match call.op.provider {
        Provider::Azure => parent.to_lowercase(),
        Provider::Aws | Provider::Gcp => parent.clone(),
    });
    (call.op.id, call.scope.region.clone(), parent)
}

fn rank(call: &Call) -> (Place, Option<jiff::Timestamp>, &'static str, usize) {
    let outcome = match call.outcome {
        Outcome::Complete => "",
        Outcome::Partial(_) | Outcome::Failed(_) => call.outcome.name(),
    };
    (place(call), time(call), outcome, call.content.len())
}

fn newest_times(calls: &[Call]) -> BTreeMap<Place, jiff::Timestamp> {
    let mut newest = BTreeMap::new();
    for call in calls {
        if let Some(time) = time(call) {
            let entry = newest.entry(place(call)).or_insert(time);
            *entry = time.max(*entry);
        }
    }
    newest
}
