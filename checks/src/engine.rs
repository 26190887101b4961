use crate::{
    Account, AccountKey, Approval, Case, Check, Finding, Kind, Need, Results, Ruling, ScopeView, Severity, Verdict,
    approval::approval_of,
    estate::Estate,
    finding::{ResultRow, fingerprint},
    results::{Deferred, Place, places},
};
use jiff::civil::Date;
use overhear_core::{Gap, GapKind, Op, Outcome, Provider, Reach, Resource, Scope};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::Arc,
};

/// Which results are kept one by one; the others are counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keep {
    /// What could not be told.
    Unknowns,
    /// Everything.
    All,
}

/// Runs checks over accounts.
///
/// Accounts are judged one by one, in any order and in parallel; what rests on more than one account stays open until
/// [`Engine::conclude`].
pub struct Engine {
    checks: Vec<&'static Check>,
    approvals: Vec<Approval>,
    today: Date,
    keep: Keep,
    wanted: BTreeSet<&'static str>,
    estate_wide: BTreeSet<&'static str>,
}

/// One account after its checks ran.
pub struct Judged {
    key: AccountKey,
    scanned: bool,
    rows: Vec<ResultRow>,
    findings: Vec<Finding>,
    open: Vec<(Case, Deferred)>,
    counts: Counts,
    coverage: Vec<Coverage>,
    estate_calls: Vec<overhear_core::Call>,
    times: Option<(String, String)>,
}

/// How many of what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Results by verdict.
    pub pass: usize,
    /// Findings.
    pub fail: usize,
    /// Results that could not be told.
    pub unknown: usize,
    /// Results where the question does not arise.
    pub not_applicable: usize,
    /// Resources that got a verdict.
    pub resources: usize,
    /// Calls that were complete.
    pub complete: usize,
    /// Calls that were partial.
    pub partial: usize,
    /// Calls that failed.
    pub failed: usize,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.unknown += other.unknown;
        self.not_applicable += other.not_applicable;
        self.resources += other.resources;
        self.complete += other.complete;
        self.partial += other.partial;
        self.failed += other.failed;
    }
}

/// What was seen of one operation in one scope. The complete calls of it, however many, are one row.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Coverage {
    /// The cloud.
    pub provider: Provider,
    /// The account.
    pub account: Arc<str>,
    /// The region.
    pub region: Arc<str>,
    /// The id of the operation.
    pub op: &'static str,
    /// The item that the call was made for.
    pub parent: Option<Box<str>>,
    /// True where nothing was read at all.
    pub failed: bool,
    /// How many items were read.
    pub items: usize,
    /// Why it is not complete.
    pub gap: Option<Box<Gap>>,
}

/// What the checks found over all accounts, in a fixed order.
pub struct Evaluation {
    /// The findings: by check, then resource.
    pub findings: Vec<Finding>,
    /// The results that are kept, by check, then resource.
    pub results: Vec<ResultRow>,
    /// What was seen and what was not.
    pub coverage: Vec<Coverage>,
    /// The numbers.
    pub counts: Counts,
    /// The earliest and the latest call, RFC 3339.
    pub times: Option<(String, String)>,
}

impl Engine {
    /// An engine for these checks. `today` decides on approvals where a snapshot has no time of its own.
    pub fn new(checks: Vec<&'static Check>, approvals: Vec<Approval>, today: Date, keep: Keep) -> Self {
        let needs = || checks.iter().flat_map(|check| check.needs);
        let wanted = needs().map(|need| need.op().id).collect();
        let estate_wide = needs().filter(|need| matches!(need, Need::Estate(..))).map(|need| need.op().id).collect();
        Self { checks, approvals, today, keep, wanted, estate_wide }
    }

    /// The checks it runs.
    pub fn checks(&self) -> &[&'static Check] {
        &self.checks
    }

    /// Whether a check asks for the items of this operation.
    pub fn wants(&self, op: &Op) -> bool {
        self.wanted.contains(op.id)
    }

    /// Judges one account.
    pub fn judge(&self, account: Account) -> Judged {
        let mut judged = Judged {
            key: account.key.clone(),
            scanned: account.is_scanned(),
            rows: Vec::new(),
            findings: Vec::new(),
            open: Vec::new(),
            counts: Counts::default(),
            coverage: coverage(&account),
            estate_calls: Vec::new(),
            times: times(&account),
        };
        for call in account.calls() {
            match call.outcome {
                Outcome::Complete => judged.counts.complete += 1,
                Outcome::Partial(_) => judged.counts.partial += 1,
                Outcome::Failed(_) => judged.counts.failed += 1,
            }
        }
        if judged.scanned {
            let mut resources = Vec::new();
            for check in self.checks.iter().filter(|check| check.provider == account.key.provider) {
                for region in places(check, &account) {
                    self.run(check, &account, region, &mut judged, &mut resources);
                }
            }
            resources.sort_unstable();
            resources.dedup();
            judged.counts.resources = resources.len();
        }
        judged.coverage.sort();
        judged.coverage.dedup();
        let estate_wide = |call: &overhear_core::Call| self.estate_wide.contains(call.op.id);
        judged.estate_calls = account.into_calls().into_iter().filter(estate_wide).map(landmarks_of).collect();
        judged
    }

    fn run(
        &self,
        check: &'static Check,
        account: &Account,
        region: Option<&str>,
        judged: &mut Judged,
        resources: &mut Vec<Place>,
    ) {
        let scope = Scope::new(account.key.provider, account.key.account.clone(), region.unwrap_or("global"));
        let view = ScopeView::new(scope, account, region);
        let mut results = Results::new(check, &view, self.keep);
        (check.run)(&view, &mut results);
        let missing = results.complete();
        judged.coverage.extend(missing.into_iter().map(|(op, parent, gap)| Coverage {
            provider: account.key.provider,
            account: account.key.account.as_str().into(),
            region: if op.reach == Reach::Region { region.unwrap_or("global").into() } else { "global".into() },
            op: op.id,
            parent,
            failed: true,
            items: 0,
            gap: Some(Box::new(gap)),
        }));
        judged.counts.pass += results.passes;
        judged.counts.not_applicable += results.not_applicable;
        resources.extend_from_slice(results.judged());
        judged.rows.append(&mut results.rows);
        for (case, ruling) in results.cases {
            self.close(case, ruling, &mut judged.rows, &mut judged.findings);
        }
        judged.open.append(&mut results.deferred);
    }

    fn close(&self, case: Case, ruling: Ruling, rows: &mut Vec<ResultRow>, findings: &mut Vec<Finding>) {
        let (verdict, reason) = match ruling {
            Ruling::Fail(severity, message) => {
                findings.push(self.finding(case, severity, message));
                return;
            }
            Ruling::Pass(reason) => match case.blocked {
                Some(gap) => (Verdict::Unknown, gap),
                None => (Verdict::Pass, reason),
            },
            Ruling::Unknown(reason) => (Verdict::Unknown, reason),
            Ruling::NotApplicable(reason) => (Verdict::NotApplicable, reason),
        };
        rows.push(ResultRow { check: case.check, resource: case.resource, verdict, reason });
    }

    fn finding(&self, case: Case, severity: Severity, mut message: String) -> Finding {
        let approval = match case.check.kind {
            Kind::Capture => approval_of(&self.approvals, &case, self.today),
            Kind::Cleartext | Kind::Permission | Kind::Visibility => None,
        };
        if !case.unread.is_empty() {
            let unread: Vec<_> = case.unread.iter().map(|(op, kind)| format!("{op} ({})", kind.phrase())).collect();
            let _ = write!(message, " Not seen: {}.", unread.join(", "));
        }
        let mut severity = severity;
        if let Some(note) = &approval {
            if note.expired {
                let _ = write!(message, " Its approval ended on {}.", note.expires);
            } else {
                severity = Severity::Info;
                let _ = write!(message, " Approved until {}: {}.", note.expires, note.reason.trim_end_matches('.'));
            }
        }
        Finding {
            id: fingerprint(case.check, &case.resource, case.variant),
            check: case.check,
            severity,
            confidence: case.confidence,
            message,
            resource: case.resource,
            evidence: case.evidence,
            approval,
        }
    }

    /// Closes what stayed open, and puts everything in order.
    pub fn conclude(&self, judged: impl IntoIterator<Item = Judged>) -> Evaluation {
        let mut estate = Estate::default();
        let mut counts = Counts::default();
        let (mut findings, mut results, mut coverage, mut open) = (vec![], vec![], vec![], vec![]);
        let mut times: Option<(String, String)> = None;
        for account in judged {
            counts.add(&account.counts);
            if account.scanned {
                estate.add_account(account.key);
            }
            account.estate_calls.into_iter().for_each(|call| estate.add_call(call));
            findings.extend(account.findings);
            results.extend(account.rows);
            coverage.extend(account.coverage);
            open.extend(account.open);
            times = match (times, account.times) {
                (Some((first, last)), Some((start, end))) => Some((first.min(start), last.max(end))),
                (one, other) => one.or(other),
            };
        }
        for (mut case, rule) in open {
            let ruling = rule(&estate, &mut case);
            self.close(case, ruling, &mut results, &mut findings);
        }
        findings.sort_by(|a, b| order_of(a).cmp(&order_of(b)));
        let mut seen = BTreeSet::new();
        findings.retain(|finding: &Finding| seen.insert(finding.id.clone()));
        results.sort_by(|a, b| {
            let key = |row: &ResultRow| (row.check.id, row.verdict);
            key(a).cmp(&key(b)).then_with(|| a.resource.cmp(&b.resource)).then_with(|| a.reason.cmp(&b.reason))
        });
        results.dedup_by(|b, a| a.check.id == b.check.id && a.verdict == b.verdict && a.resource == b.resource);
        coverage.sort();
        coverage.dedup();
        for row in &results {
            match row.verdict {
                Verdict::Pass => counts.pass += 1,
                Verdict::Unknown => counts.unknown += 1,
                Verdict::NotApplicable => counts.not_applicable += 1,
                Verdict::Fail => {}
            }
        }
        counts.fail = findings.len();
        if self.keep == Keep::Unknowns {
            results.retain(|row| row.verdict == Verdict::Unknown);
        }
        Evaluation { findings, results, coverage, counts, times }
    }
}

/// The call without the items that no verdict on another account may rest on.
fn landmarks_of(mut call: overhear_core::Call) -> overhear_core::Call {
    if let overhear_core::Content::Decoded(page) = &mut call.content {
        page.keep_landmarks();
    }
    call
}

/// A row for the complete calls of each operation and scope together, and one for each call with a gap.
fn coverage(account: &Account) -> Vec<Coverage> {
    let name: Arc<str> = account.key.account.as_str().into();
    let mut regions: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    let mut complete: BTreeMap<(&str, Arc<str>), Coverage> = BTreeMap::new();
    let mut rows = Vec::new();
    for call in account.calls() {
        let region = regions.entry(&call.scope.region).or_insert_with(|| call.scope.region.as_str().into());
        let row = Coverage {
            provider: account.key.provider,
            account: Arc::clone(&name),
            region: Arc::clone(region),
            op: call.op.id,
            parent: None,
            failed: matches!(call.outcome, Outcome::Failed(_)),
            items: call.content.len() + call.odd.len(),
            gap: call.outcome.gap().cloned().map(Box::new),
        };
        let parent = || call.parent.as_deref().map(Box::from);
        if let Some(odd) = call.odd.first().filter(|_| row.gap.is_none()) {
            let message = format!("{} of its items are not what the API documents: {}", call.odd.len(), odd.reason);
            let gap = Some(Box::new(Gap::new(GapKind::Undecodable, "OddItem", message)));
            rows.push(Coverage { parent: parent(), gap, ..row });
        } else if row.gap.is_some() {
            rows.push(Coverage { parent: parent(), ..row });
        } else {
            let key = (call.op.id, Arc::clone(region));
            complete.entry(key).and_modify(|sum| sum.items += row.items).or_insert(row);
        }
    }
    rows.extend(complete.into_values());
    rows
}

impl Judged {
    /// The account it is about.
    pub const fn key(&self) -> &AccountKey {
        &self.key
    }

    /// True where calls were made in the account itself, and not only about it from above.
    pub const fn is_scanned(&self) -> bool {
        self.scanned
    }
}

fn order_of(finding: &Finding) -> (&str, &Resource, &str, std::cmp::Reverse<Severity>, &str) {
    (finding.check.id, &finding.resource, &finding.id, std::cmp::Reverse(finding.severity), &finding.message)
}

fn times(account: &Account) -> Option<(String, String)> {
    let times = || account.calls().iter().filter_map(|call| call.collected_at.clone());
    Some((times().min()?, times().max()?))
}
