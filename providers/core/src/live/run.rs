use crate::{
    Gap, GapKind, Op, Outcome, Reach, Scope,
    live::{
        limits::Limits,
        links::{Found, Links},
        pointer::remove,
        progress::Progress,
        read::{Answer, Ask, Parent, Parents, Read},
        record::{Record, Recorder},
        resume::Resumed,
        stop::Stop,
    },
};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use std::{
    collections::{BTreeSet, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::Semaphore, time::sleep};

/// The most pages of one call: more means that new tokens come for ever.
const PAGES: usize = 10_000;

/// The most bytes that the items of one call may take.
const LARGEST: usize = 1 << 30;

/// How long a call that stays throttled, whatever the provider's client tried, waits before it is tried again.
const PATIENCE: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10)];

/// What every call of a run shares.
pub struct Run {
    /// How much is asked at the same time.
    pub limits: Limits,
    /// What was done so far.
    pub progress: Arc<Progress>,
    /// Ends the run early.
    pub stop: Stop,
    recorder: Recorder,
    resumed: Resumed,
    /// What was asked for once in an account, and is not asked for again in another region.
    once: Mutex<HashSet<(&'static str, String, String)>>,
}

/// Where calls are made, and the session that makes them.
pub struct Place<S> {
    /// Account and region.
    pub scope: Scope,
    /// The provider's clients for it.
    pub session: Arc<S>,
    /// The regions of the account that are read.
    pub regions: Arc<[String]>,
}

impl<S> Clone for Place<S> {
    fn clone(&self) -> Self {
        Self { scope: self.scope.clone(), session: Arc::clone(&self.session), regions: Arc::clone(&self.regions) }
    }
}

/// One call, or several that one request answers.
pub(super) struct Unit<S: 'static> {
    pub(super) read: &'static Read<S>,
    pub(super) parents: Vec<Parent>,
    pub(super) under: Option<String>,
}

/// How a request went.
struct Answered {
    outcome: Outcome,
    items: Vec<Taken>,
    time: String,
}

/// An item as it is written, and what it tells.
struct Taken {
    text: Box<RawValue>,
    /// The key of its view, where items are dealt out by it.
    key: Option<String>,
    found: Found,
}

impl Answered {
    fn values(&self) -> Vec<Value> {
        self.items.iter().filter_map(|item| serde_json::from_str(item.text.get()).ok()).collect()
    }
}

impl Run {
    /// A run that writes to `recorder` and makes no call that `resumed` holds.
    pub fn new(limits: Limits, progress: Arc<Progress>, stop: Stop, recorder: Recorder, resumed: Resumed) -> Self {
        Self { limits, progress, stop, recorder, resumed, once: Mutex::default() }
    }

    /// Calls an operation that is called once, records it, and gives its items.
    pub async fn read<S: Send + Sync>(&self, read: &'static Read<S>, place: &Place<S>) -> (Vec<Value>, Outcome) {
        self.read_for(read, place, None, |_| place.scope.clone()).await
    }

    /// Calls an operation for a parent, where there is one, and records it in the scope that the items tell.
    pub async fn read_for<S: Send + Sync>(
        &self,
        read: &'static Read<S>,
        place: &Place<S>,
        parent: Option<Parent>,
        scope: impl FnOnce(&[Value]) -> Scope,
    ) -> (Vec<Value>, Outcome) {
        self.progress.calls.add(1);
        let unit = Unit { read, parents: parent.into_iter().collect(), under: None };
        let answered = self.ask(&unit, place, &Links::default()).await;
        let items = answered.values();
        let parent = unit.parents.first().map(|parent| parent.key.as_str());
        self.record(read.op, &scope(&items), parent, &answered, &answered.items).await;
        (items, answered.outcome)
    }

    /// Calls an operation that is called once and records nothing: what the plan asks, too, stands in a snapshot once.
    pub async fn look<S: Send + Sync>(&self, read: &'static Read<S>, place: &Place<S>) -> (Vec<Value>, Outcome) {
        let unit = Unit { read, parents: Vec::new(), under: None };
        let answered = self.ask(&unit, place, &Links::default()).await;
        (answered.values(), answered.outcome)
    }

    /// Records a call that nobody could make.
    pub async fn record_gap(&self, op: &Op, scope: &Scope, gap: Gap) {
        self.progress.calls.add(1);
        let answered = Answered { outcome: Outcome::Failed(gap), items: Vec::new(), time: now() };
        self.record(op, scope, None, &answered, &[]).await;
    }

    /// Makes the calls of a unit and records them; gives the parents that their items name, with what they stand under.
    pub(super) async fn make<S: Send + Sync>(
        &self,
        unit: Unit<S>,
        place: &Place<S>,
        links: &Links,
    ) -> Vec<(Option<String>, Found)> {
        let Unit { read, parents, under } = unit;
        let once = matches!(read.parents, Parents::None);
        let parents: Vec<_> =
            parents.into_iter().filter(|parent| !self.is_asked_elsewhere(read, place, parent)).collect();
        self.progress.calls.add(if once { 1 } else { parents.len() });
        let resumed = |key: Option<&str>| self.resumed.found(read.op.id, &place.scope, key).cloned();
        let (mut found, mut open) = (Vec::new(), Vec::new());
        if once && let Some(parents) = resumed(None) {
            found.push((None, parents));
        }
        for parent in parents {
            match resumed(Some(&parent.key)) {
                Some(parents) => found.push((Some(parent.key), parents)),
                None => open.push(parent),
            }
        }
        self.progress.calls_done.add(found.len());
        if open.is_empty() && !(once && found.is_empty()) {
            return found;
        }
        let unit = Unit { read, parents: open, under };
        let mut answered = self.ask(&unit, place, links).await;
        let items = std::mem::take(&mut answered.items);
        let batch = unit.parents.len() > 1;
        let outcome = answered.outcome.clone();
        for (parent, items) in dealt(unit.parents, items) {
            answered.outcome = if batch && items.is_empty() && outcome == Outcome::Complete {
                Outcome::Failed(Gap::new(
                    GapKind::Undecodable,
                    "NotAnswered",
                    "the answer for several does not tell of it",
                ))
            } else {
                outcome.clone()
            };
            self.record(read.op, &place.scope, parent.as_deref(), &answered, &items).await;
            found.push((parent, items.into_iter().flat_map(|item| item.found).collect()));
        }
        found
    }

    /// True where the operation is asked once for each parent, and that is done in another region: in the one that the
    /// parent names where that is read too, else in the first that comes to it.
    fn is_asked_elsewhere<S>(&self, read: &Read<S>, place: &Place<S>, parent: &Parent) -> bool {
        let Scope { account, region, .. } = &place.scope;
        if !read.once {
            return false;
        }
        if let Some(home) = parent.region.as_ref().filter(|home| place.regions.contains(home)) {
            return home != region;
        }
        // What stands above the accounts is the same from whichever of them it is asked.
        let account = if read.op.reach == Reach::Organization { String::new() } else { account.clone() };
        let mut once = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        !once.insert((read.op.id, account, parent.key.clone()))
    }

    /// Asks page after page.
    async fn ask<S: Send + Sync>(&self, unit: &Unit<S>, place: &Place<S>, links: &Links) -> Answered {
        let read = unit.read;
        let service = self.limits.service(&place.scope.account, read.service());
        let mut ask = Ask { op: read.op, token: None, parents: unit.parents.clone(), under: unit.under.clone() };
        let (mut items, mut tokens) = (Vec::new(), BTreeSet::new());
        let (mut time, mut missing, mut size) = (None, None, 0);
        let gap = loop {
            let answer = tokio::select! {
                biased;
                () = self.stop.stopped() => Err(interrupted()),
                answer = self.page(read, place, &ask, &service, &mut time) => answer,
            };
            let body = match answer {
                Ok(answer) => {
                    missing = missing.or(answer.missing);
                    answer.body
                }
                Err(gap) if ask.token.is_none() && read.absent.contains(&gap.code.as_str()) => break None,
                Err(gap) if ask.token.is_none() && read.gone.contains(&gap.code.as_str()) => break Some(deleted(&gap)),
                Err(gap) => break Some(gap),
            };
            let next = read.next(&body);
            match read.items(body) {
                Ok(page) => {
                    for item in page.into_iter().filter_map(|item| taken(read, item, links)) {
                        size += item.text.get().len();
                        items.push(item);
                    }
                }
                Err(reason) => break Some(Gap::new(GapKind::Undecodable, "UnexpectedAnswer", reason)),
            }
            let Some(token) = next else { break None };
            if size > LARGEST {
                break Some(Gap::new(GapKind::Truncated, "TooLarge", format!("more than {} MiB", LARGEST >> 20)));
            }
            if !tokens.insert(token.clone()) {
                break Some(Gap::new(GapKind::Truncated, "RepeatedPage", "the pages go round in a circle"));
            }
            if tokens.len() > PAGES {
                break Some(Gap::new(GapKind::Truncated, "TooManyPages", format!("more than {PAGES} pages")));
            }
            ask.token = Some(token);
        };
        let outcome = match gap {
            None => missing.map_or(Outcome::Complete, Outcome::Partial),
            Some(gap) if ask.token.is_none() && items.is_empty() => Outcome::Failed(gap),
            Some(gap) => Outcome::Partial(gap),
        };
        Answered { outcome, items, time: time.unwrap_or_else(now) }
    }

    /// Asks for one page, within the limits.
    async fn page<S: Send + Sync>(
        &self,
        read: &Read<S>,
        place: &Place<S>,
        ask: &Ask,
        service: &Semaphore,
        time: &mut Option<String>,
    ) -> Result<Answer, Gap> {
        let mut patience = PATIENCE.into_iter();
        loop {
            let answer = {
                let _service = service.acquire().await;
                let _request = self.limits.request().await;
                time.get_or_insert_with(now);
                (read.send)(&place.session, ask).await
            };
            match (answer, patience.next()) {
                (Err(gap), Some(pause)) if read.insist && gap.kind == GapKind::Throttled => sleep(pause).await,
                (answer, _) => return answer,
            }
        }
    }

    async fn record(&self, op: &Op, scope: &Scope, parent: Option<&str>, answered: &Answered, items: &[Taken]) {
        self.progress.calls_done.add(1);
        let gap = answered.outcome.gap();
        self.progress.gaps.add(usize::from(gap.is_some_and(|gap| !gap.kind.is_absence())));
        let items: Vec<&RawValue> = items.iter().map(|item| &*item.text).collect();
        let record = Record::new(op.id, scope, parent, &answered.outcome, &answered.time, &items);
        if !self.recorder.record(&record).await {
            // There is no place to write to: further calls would be made for nobody.
            self.stop.stop();
        }
    }
}

/// Takes an item of an answer, without what may hold secrets.
fn taken<S>(read: &Read<S>, mut item: Value, links: &Links) -> Option<Taken> {
    read.strip.iter().for_each(|pointer| remove(&mut item, pointer));
    (read.redact)(&mut item);
    let found = links.parents_in(read.op.id, &item);
    // A JSON value has a text: there is no error to lose here.
    let text = to_raw_value(&item).ok()?;
    let key = (read.batch > 1).then(|| (read.op.decode)(&format!("[{text}]")).ok());
    let key = key.flatten().map(|(page, _)| page.key(0).to_owned());
    Some(Taken { text, key, found })
}

/// Deals the items of an answer out to the parents that one request named.
fn dealt(parents: Vec<Parent>, mut items: Vec<Taken>) -> Vec<(Option<String>, Vec<Taken>)> {
    if parents.len() < 2 {
        return vec![(parents.into_iter().next().map(|parent| parent.key), items)];
    }
    let mut take = |key: &str| items.extract_if(.., |item| item.key.as_deref() == Some(key)).collect();
    parents.into_iter().map(|Parent { key, .. }| (Some(key.clone()), take(&key))).collect()
}

/// The gap of a call that was not made because the run was ended.
pub(super) fn interrupted() -> Gap {
    Gap::new(GapKind::NotAttempted, "Interrupted", "the run was ended before this call")
}

/// What was listed a moment ago and is gone: nothing is left to be seen.
fn deleted(gap: &Gap) -> Gap {
    Gap::new(GapKind::NotOffered, gap.code.clone(), "deleted while the run went on")
}

/// The time of a call.
#[expect(clippy::disallowed_methods, reason = "a call is made now; checks read this time and no clock")]
fn now() -> String {
    format!("{:.0}", jiff::Timestamp::now())
}
