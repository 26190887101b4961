use crate::{Case, Check, Item, ScopeView, Severity, Sight, Verdict, estate::Estate, finding::ResultRow};
use overhear_core::{Call, Content, Document, Gap, OddItem, Op, Reach, Resource, Shape};
use std::collections::BTreeSet;

/// Which results are kept one by one; the others are counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keep {
    /// What could not be told.
    Unknowns,
    /// Everything.
    All,
}

/// What a check says of a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Ruling {
    /// A finding of this severity, with a sentence.
    Fail(Severity, String),
    /// Fine, and why; unknown where a required call is missing.
    Pass(String),
    /// Could not be told, and why.
    Unknown(String),
    /// The question does not arise, and why.
    NotApplicable(String),
}

pub(crate) type Deferred = Box<dyn FnOnce(&Estate, &mut Case) -> Ruling + Send>;

/// Takes what a check says of the resources of one scope.
pub struct Results<'a> {
    check: &'static Check,
    scope: &'a ScopeView<'a>,
    keep: Keep,
    /// The gaps of the required operations that cover the scope.
    gaps: Vec<(&'static Op, Gap)>,
    /// The required operations that are called once per item.
    per_item: Vec<&'static Op>,
    /// The items with a verdict or a case; in order once the check has run.
    judged: Vec<Place>,
    /// Those to which the question does not apply.
    excused: Vec<Place>,
    pub(crate) passes: usize,
    pub(crate) not_applicable: usize,
    pub(crate) rows: Vec<ResultRow>,
    pub(crate) cases: Vec<(Case, Ruling)>,
    pub(crate) deferred: Vec<(Case, Deferred)>,
}

impl<'a> Results<'a> {
    pub(crate) fn new(check: &'static Check, scope: &'a ScopeView<'a>, keep: Keep) -> Self {
        let gaps = check.required().filter(|op| op.per.is_none()).filter_map(|op| match scope.sight(op) {
            Sight::Blocked(gap) => Some((op, *gap)),
            Sight::Clear => None,
        });
        Self {
            check,
            scope,
            keep,
            gaps: gaps.collect(),
            per_item: check.required().filter(|op| op.per.is_some()).collect(),
            judged: Vec::new(),
            excused: Vec::new(),
            passes: 0,
            not_applicable: 0,
            rows: Vec::new(),
            cases: Vec::new(),
            deferred: Vec::new(),
        }
    }

    /// The item is fine. Where a required call is missing this becomes unknown.
    pub fn pass<T: Document>(&mut self, item: &Item<'_, T>, reason: &str) {
        match self.blocked_for(item) {
            Some(gap) => self.row(item, Verdict::Unknown, gap),
            None if self.keeps_rows() => self.row(item, Verdict::Pass, reason.to_owned()),
            None => {
                self.mark(item);
                self.passes += 1;
            }
        }
    }

    /// The question does not arise for the item.
    pub fn not_applicable<T: Document>(&mut self, item: &Item<'_, T>, reason: &str) {
        self.excused.push(place(item));
        if self.keeps_rows() {
            self.row(item, Verdict::NotApplicable, reason.to_owned());
        } else {
            self.mark(item);
            self.not_applicable += 1;
        }
    }

    /// Cannot be told for the item.
    pub fn unknown<T: Document>(&mut self, item: &Item<'_, T>, reason: impl Into<String>) {
        self.row(item, Verdict::Unknown, reason.into());
    }

    /// Cannot be told for the scope as a whole, beside what holds for its resources.
    pub fn unknown_here(&mut self, reason: impl Into<String>) {
        self.scope_row(Verdict::Unknown, reason.into());
    }

    /// The question does not arise in the scope.
    pub fn not_applicable_here(&mut self, reason: impl Into<String>) {
        self.scope_row(Verdict::NotApplicable, reason.into());
    }

    /// Opens a case about the item.
    pub fn case<T: Document>(&mut self, item: &Item<'_, T>) -> Case {
        self.mark(item);
        Case::new(self.check, item, self.blocked_for(item))
    }

    /// Closes a case.
    pub fn rule(&mut self, case: Case, ruling: Ruling) {
        self.cases.push((case, ruling));
    }

    /// Leaves a case open until every account of the run was read; then `rule` closes it.
    pub fn later(&mut self, case: Case, rule: impl FnOnce(&Estate, &mut Case) -> Ruling + Send + 'static) {
        self.deferred.push((case, Box::new(rule)));
    }

    fn row<T: Document>(&mut self, item: &Item<'_, T>, verdict: Verdict, reason: String) {
        self.mark(item);
        self.rows.push(ResultRow { check: self.check, resource: item.resource(), verdict, reason });
    }

    fn scope_row(&mut self, verdict: Verdict, reason: String) {
        let resource = Resource::of_scope(self.scope.scope());
        self.rows.push(ResultRow { check: self.check, resource, verdict, reason });
    }

    /// Whether every result is kept one by one: on request, and where a resource may come twice and must count once.
    fn keeps_rows(&self) -> bool {
        self.keep == Keep::All || self.scope.account().repeats()
    }

    fn mark<T: Document>(&mut self, item: &Item<'_, T>) {
        self.judged.push(place(item));
    }

    pub(crate) fn judged(&self) -> &[Place] {
        &self.judged
    }

    fn is_empty(&self) -> bool {
        let is_quiet = self.cases.is_empty() && self.deferred.is_empty();
        self.judged.is_empty() && self.rows.is_empty() && is_quiet
    }

    /// The first required call that is missing for this item.
    ///
    /// Of the call that the item itself came with the outcome counts: an odd neighbour was not lost, it is unknown
    /// in its own right. For the other operations an odd item is a gap, since it may be the one to join with.
    fn blocked_for<T: Document>(&self, item: &Item<'_, T>) -> Option<String> {
        let own = item.call();
        let is_gap = |gap: &&Gap| !gap.kind.is_absence();
        let own_gap = own.outcome.gap().filter(is_gap).map(|gap| (own.op, gap));
        let joined = self.gaps.iter().map(|(op, gap)| (*op, gap)).filter(|(op, gap)| op.id != own.op.id && is_gap(gap));
        if let Some((op, gap)) = own_gap.into_iter().chain(joined).next() {
            return Some(format!("{}: {gap}", op.id));
        }
        let view = item.view();
        self.per_item.iter().filter(|op| op.per.is_some_and(|parent| parent.id == own.op.id)).find_map(|op| {
            let sights = view.parents(op).into_iter().map(|parent| self.scope.sight_for(op, parent));
            sights.into_iter().find_map(|sight| Some(format!("{}: {}", op.id, sight.gap().filter(is_gap)?)))
        })
    }

    /// What the engine adds once the check has run: the required calls that are missing, item by item and for the
    /// scope itself, the odd items, and the pass of an empty list. Gives the calls that nobody made.
    pub(crate) fn complete(&mut self) -> Vec<Missing> {
        self.judged.sort_unstable();
        self.excused.sort_unstable();
        let scope = Resource::of_scope(self.scope.scope());
        let mut rows = Vec::new();
        let mut missing = Vec::new();
        for op in self.check.required() {
            for call in self.scope.calls_of(op) {
                rows.extend(call.odd.iter().map(|odd| self.odd_row(call, odd)));
            }
            if let Some(parent) = op.per {
                self.unseen_children(op, parent, &mut rows, &mut missing);
            }
        }
        for (op, gap) in &self.gaps {
            if gap.code != Gap::ODD_ITEM && (!gap.kind.is_absence() || self.is_empty()) {
                rows.push(self.gap_row(scope.clone(), op, gap));
            }
            if self.scope.calls_of(op).next().is_none() {
                missing.push(self.missing(op, None, gap));
            }
        }
        if !self.is_empty() || !rows.is_empty() {
            self.rows.extend(rows);
        } else if self.keep == Keep::All {
            let reason = format!("no {} here", self.check.resource_type);
            self.rows.push(ResultRow { check: self.check, resource: scope, verdict: Verdict::Pass, reason });
        } else {
            self.passes += 1;
        }
        missing
    }

    fn missing(&self, op: &'static Op, parent: Option<&str>, gap: &Gap) -> Missing {
        let region = self.scope.scope().region.as_str().into();
        Missing { op, region, parent: parent.map(Box::from), gap: gap.clone() }
    }

    fn gap_row(&self, resource: Resource, op: &Op, gap: &Gap) -> ResultRow {
        let verdict = if gap.kind.is_absence() { Verdict::NotApplicable } else { Verdict::Unknown };
        ResultRow { check: self.check, resource, verdict, reason: format!("{}: {gap}", op.id) }
    }

    fn odd_row(&self, call: &Call, odd: &OddItem) -> ResultRow {
        let id = odd.key.clone().or_else(|| call.parent.clone());
        let id = id.unwrap_or_else(|| format!("{}#{}", call.op.id, odd.index));
        let kind = match call.op.shape {
            Shape::Arm { kind, .. } => kind,
            _ => self.check.resource_type,
        };
        let reason = format!("item {} of {} is not what the API documents: {}", odd.index, call.op.id, odd.reason);
        let resource = Resource::new(&call.scope, kind, id);
        ResultRow { check: self.check, resource, verdict: Verdict::Unknown, reason }
    }

    /// The items of `parent` for which `op` could not be read: unknown where the check left them alone, and a missing
    /// call where nobody made it.
    fn unseen_children(&self, op: &'static Op, parent: &Op, rows: &mut Vec<ResultRow>, missing: &mut Vec<Missing>) {
        // Several items may name one parent.
        let mut asked = BTreeSet::new();
        for call in self.scope.calls_of(parent) {
            let Content::Decoded(page) = &call.content else {
                continue;
            };
            for index in 0..page.len() {
                let place = (std::ptr::from_ref(call).addr(), index);
                if self.excused.binary_search(&place).is_ok() {
                    continue;
                }
                let mut first = None;
                for key in page.parents(index, op) {
                    let sight = self.scope.sight_for(op, key);
                    let Some(gap) = sight.gap() else { continue };
                    if self.scope.has_no_call_for(op, key) && asked.insert(key.to_owned()) {
                        missing.push(self.missing(op, Some(key), gap));
                    }
                    first = first.or_else(|| Some(gap.clone()));
                }
                if let Some(gap) = first
                    && self.judged.binary_search(&place).is_err()
                    && let Some(resource) = page.resource(index, &call.scope)
                {
                    rows.push(self.gap_row(resource, op, &gap));
                }
            }
        }
    }
}

/// A call that nobody made.
pub(crate) struct Missing {
    pub(crate) op: &'static Op,
    pub(crate) region: Box<str>,
    /// The item that it would have been made for.
    pub(crate) parent: Option<Box<str>>,
    pub(crate) gap: Gap,
}

/// The address of an item: its call and its place in it.
pub(crate) type Place = (usize, usize);

fn place<T: Document>(item: &Item<'_, T>) -> Place {
    (std::ptr::from_ref(item.call()).addr(), item.index())
}

/// Where a check runs: in each region with regional calls, or once in the account.
pub(crate) fn places<'a>(check: &Check, account: &'a crate::Account) -> Vec<Option<&'a str>> {
    if check.reach() != Reach::Region {
        return vec![None];
    }
    let regions: Vec<_> = account.regions().into_iter().map(Some).collect();
    if regions.is_empty() { vec![Some(overhear_core::UNKNOWN)] } else { regions }
}
