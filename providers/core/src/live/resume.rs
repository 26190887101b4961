use crate::{
    Scope,
    live::links::{Found, Links},
};
use serde::Deserialize;
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// The complete calls of an earlier run, which need not be made again.
#[derive(Default)]
pub struct Resumed {
    calls: BTreeMap<Key, Found>,
}

type Key = (String, Scope, Option<String>);

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    op: Cow<'a, str>,
    scope: Scope,
    parent: Option<String>,
    outcome: Cow<'a, str>,
    items: Option<Vec<Value>>,
}

impl Resumed {
    /// Takes one line of an earlier snapshot. Gives its account where it is a complete call: that of an operation of the
    /// plan is not made again, that of another is of no use to this run and stays. Everything else is to be asked anew.
    pub fn take(&mut self, line: &str, links: &Links) -> Option<String> {
        let Ok(line) = serde_json::from_str::<Line<'_>>(line) else { return None };
        let items = line.items.filter(|_| line.outcome == "complete" && !links.ask_anew(&line.op))?;
        if !links.know(&line.op) {
            return Some(line.scope.account);
        }
        let found = items.iter().flat_map(|item| links.parents_in(&line.op, item)).collect();
        let account = line.scope.account.clone();
        self.calls.insert((line.op.into_owned(), line.scope, line.parent), found);
        Some(account)
    }

    /// How many calls need not be made.
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// True where every call is to be made.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// What an earlier run found in this call, where it was complete.
    pub(super) fn found(&self, op: &str, scope: &Scope, parent: Option<&str>) -> Option<&Found> {
        if self.calls.is_empty() {
            return None;
        }
        self.calls.get(&(op.to_owned(), scope.clone(), parent.map(str::to_owned)))
    }
}
