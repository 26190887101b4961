use crate::{
    Account, AccountCoverage, AccountKey, Approval, Case, Check, Coverage, Finding, Kind, Need, Results, Ruling,
    ScopeView, Severity, Sight, Verdict,
    approval::approval_of,
    coverage::Names,
    estate::{Estate, Landmarks, Sights},
    finding::{ResultRow, fingerprint},
    registry::unlisted,
    results::{Deferred, Keep, Missing, Place, places},
};
use jiff::civil::Date;
use overhear_core::{Call, Content, Op, Outcome, Resource, Scope, Unlisted};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    str::FromStr,
};

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
    names: Names,
}

/// One account after its checks ran.
pub struct Judged {
    key: AccountKey,
    scanned: bool,
    readable: bool,
    rows: Vec<ResultRow>,
    findings: Vec<Finding>,
    open: Vec<(Case, Deferred)>,
    counts: Counts,
    coverage: AccountCoverage,
    landmarks: Landmarks,
    times: Option<(Time, Time)>,
}

/// What the checks of one account gave so far.
#[derive(Default)]
struct Ran {
    rows: Vec<ResultRow>,
    findings: Vec<Finding>,
    open: Vec<(Case, Deferred)>,
    counts: Counts,
    missing: Vec<Missing>,
    places: Vec<Place>,
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

/// What the checks found over all accounts, in a fixed order.
pub struct Evaluation {
    /// The findings: by check, then resource.
    pub findings: Vec<Finding>,
    /// The results that are kept, by check, then resource.
    pub results: Vec<ResultRow>,
    /// What was seen and what was not, by account.
    pub coverage: Vec<AccountCoverage>,
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
        Self { checks, approvals, today, keep, wanted, estate_wide, names: Names::default() }
    }

    /// The checks it runs.
    pub fn checks(&self) -> &[&'static Check] {
        &self.checks
    }

    /// Whether a check asks for the items of this operation.
    pub fn wants(&self, op: &Op) -> bool {
        self.wanted.contains(op.id)
    }

    /// The captures of an account that no list shows, where somebody asks for captures.
    fn unlisted(&self, account: &Account) -> &'static [Unlisted] {
        let asks = |check: &&Check| check.kind == Kind::Capture && check.provider == account.key.provider;
        let asked = account.is_scanned() && self.checks.iter().copied().any(|check| asks(&check));
        if asked { unlisted(account.key.provider) } else { &[] }
    }

    /// Judges one account.
    pub fn judge(&self, account: Account) -> Judged {
        let (scanned, readable) = (account.is_scanned(), account.is_readable());
        let mut ran = Ran::default();
        for call in account.calls() {
            match call.outcome {
                Outcome::Complete => ran.counts.complete += 1,
                Outcome::Partial(_) => ran.counts.partial += 1,
                Outcome::Failed(_) => ran.counts.failed += 1,
            }
        }
        for check in self.checks.iter().filter(|check| scanned && check.provider == account.key.provider) {
            for region in places(check, &account) {
                self.run(check, &account, region, &mut ran);
            }
        }
        ran.places.sort_unstable();
        ran.places.dedup();
        ran.counts.resources = ran.places.len();
        ran.rows.shrink_to_fit();
        ran.findings.shrink_to_fit();
        Judged {
            key: account.key.clone(),
            scanned,
            readable,
            coverage: AccountCoverage::new(&account, ran.missing, self.unlisted(&account), &self.names),
            times: times(&account),
            landmarks: self.landmarks(account),
            rows: ran.rows,
            findings: ran.findings,
            open: ran.open,
            counts: ran.counts,
        }
    }

    fn run(&self, check: &'static Check, account: &Account, region: Option<&str>, ran: &mut Ran) {
        let scope = Scope::new(account.key.provider, &*account.key.account, region.unwrap_or("global"));
        let view = ScopeView::new(scope, account, region);
        let mut results = Results::new(check, &view, self.keep);
        (check.run)(&view, &mut results);
        ran.missing.append(&mut results.complete());
        ran.counts.pass += results.passes;
        ran.counts.not_applicable += results.not_applicable;
        ran.places.extend_from_slice(results.judged());
        ran.rows.append(&mut results.rows);
        ran.open.append(&mut results.deferred);
        for (case, ruling) in results.cases {
            self.close(case, ruling, &mut ran.rows, &mut ran.findings);
        }
    }

    /// What verdicts on other accounts may rest on.
    fn landmarks(&self, account: Account) -> Landmarks {
        let ops = self.checks.iter().flat_map(|check| check.needs).map(Need::op);
        let ops: BTreeMap<_, _> = ops.filter(|op| self.estate_wide.contains(op.id)).map(|op| (op.id, op)).collect();
        let called = ops.into_values().filter(|op| account.calls_of(op).next().is_some());
        let by_region = |op: &'static Op| -> Sights {
            let mut regions: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
            account.calls_of(op).for_each(|call| regions.entry(&call.scope.region).or_default().push(call));
            let sight = |calls: Vec<&Call>| Sight::over(op, calls.into_iter());
            let sights: Sights = regions.into_iter().map(|(region, calls)| (region.into(), sight(calls))).collect();
            // What was read everywhere needs no list of places.
            if sights.iter().all(|(_, sight)| *sight == Sight::Clear) { Vec::new() } else { sights }
        };
        let sights = called.map(|op| (op.id, by_region(op))).collect();
        let mut calls = account.into_calls();
        calls.retain(|call| self.estate_wide.contains(call.op.id));
        for call in &mut calls {
            if let Content::Decoded(page) = &mut call.content {
                page.keep_landmarks();
            }
        }
        calls.retain(|call| !call.content.is_empty());
        calls.shrink_to_fit();
        Landmarks { sights, calls }
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
            id: fingerprint(case.check, &case.resource),
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
        let mut times: Option<(Time, Time)> = None;
        for account in judged {
            counts.add(&account.counts);
            estate.add(&account.key, account.readable, account.landmarks);
            findings.extend(account.findings);
            results.extend(account.rows);
            coverage.push(account.coverage);
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
        coverage.sort_by(|a: &AccountCoverage, b| a.key().cmp(b.key()));
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
        let times = times.map(|((_, first), (_, last))| (first, last));
        Evaluation { findings, results, coverage, counts, times }
    }
}

impl Evaluation {
    /// What was seen and what was not, over all accounts.
    pub fn coverage_rows(&self) -> impl Iterator<Item = Coverage<'_>> {
        self.coverage.iter().flat_map(AccountCoverage::rows)
    }
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

/// The earliest and the latest call.
fn times(account: &Account) -> Option<(Time, Time)> {
    let calls = account.calls().iter().filter_map(|call| call.collected_at.as_ref());
    let times = calls.filter_map(|text| Some((jiff::Timestamp::from_str(text).ok()?, text.clone())));
    times.fold(None, |range, time| match range {
        None => Some((time.clone(), time)),
        Some((first, last)) => Some((time.clone().min(first), time.max(last))),
    })
}

/// A time, and how the snapshot writes it.
type Time = (jiff::Timestamp, String);
