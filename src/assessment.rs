//! From inputs to an evaluation: reading and judging account by account, several inputs at a time.

use crate::{
    discovery::discovery,
    inputs::{Input, Reading, read},
};
use overhear_checks::{
    Account, AccountCoverage, AccountKey, Check, Engine, Evaluation, Judged, Verdict, by_account, operations,
};
use overhear_core::{Call, ExportScope, Gap, Op, Problem, Provider};
use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
    thread,
};

/// How inputs are read.
pub struct Reader<'a> {
    /// The engine that judges them.
    pub engine: &'a Engine,
    /// The scope of documents that do not tell theirs.
    pub fallback: ExportScope,
    /// The most bytes that one input may hold.
    pub max_input: u64,
    /// How many inputs are judged at the same time.
    pub jobs: NonZeroUsize,
}

/// What a run found, and what it could not see.
pub struct Assessment {
    /// The checks that ran.
    pub checks: Vec<&'static Check>,
    /// The names of the inputs, in the order in which they were given.
    pub inputs: Vec<String>,
    /// What the checks found.
    pub evaluation: Evaluation,
    /// What could not be read, by input.
    pub problems: Vec<InputProblem>,
    /// True where nothing at all could be read.
    pub unreadable: bool,
    /// How many accounts were judged.
    pub accounts: usize,
}

/// Something that could not be read.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct InputProblem {
    /// The name of the input.
    pub input: String,
    /// What is wrong, and where in it.
    pub problem: Problem,
}

/// What one input gave.
struct Piece {
    judged: Vec<Judged>,
    problems: Vec<Problem>,
    calls: usize,
}

impl Reader<'_> {
    /// Reads and judges the inputs.
    ///
    /// Each is read once and forgotten, so that memory follows the largest input. Only an account that several inputs
    /// hold is read again, from all of them together.
    pub fn assess(&self, inputs: &[Input]) -> Assessment {
        let pieces = self.each(inputs, |input| {
            let Reading { calls, problems } = self.read(input);
            let count = calls.len();
            let judge = |(key, calls)| self.engine.judge(Account::new(key, calls));
            Piece { judged: by_account(calls).into_iter().map(judge).collect(), problems, calls: count }
        });

        let mut homes: BTreeMap<AccountKey, Vec<usize>> = BTreeMap::new();
        let mut scanned = BTreeSet::new();
        for (index, piece) in pieces.iter().enumerate() {
            for judged in &piece.judged {
                homes.entry(judged.key().clone()).or_default().push(index);
                if judged.is_scanned() {
                    scanned.insert(judged.key().clone());
                }
            }
        }
        homes.retain(|_, inputs| inputs.len() > 1);
        let unreadable = pieces.iter().all(|piece| piece.calls == 0 && !piece.problems.is_empty());
        let mut problems = Vec::new();
        let mut all = Vec::new();
        for (piece, input) in pieces.into_iter().zip(inputs) {
            let name = input.name();
            problems.extend(piece.problems.into_iter().map(|problem| InputProblem { input: name.clone(), problem }));
            all.extend(piece.judged.into_iter().filter(|judged| !homes.contains_key(judged.key())));
        }
        all.extend(self.reunite(inputs, &homes, &mut problems));
        problems.sort();
        problems.dedup();
        Assessment {
            checks: self.engine.checks().to_vec(),
            inputs: inputs.iter().map(Input::name).collect(),
            evaluation: self.engine.conclude(all),
            problems,
            unreadable,
            accounts: scanned.len(),
        }
    }

    fn read(&self, input: &Input) -> Reading {
        let wanted = |op: &Op| self.engine.wants(op);
        read(input, operations(), &wanted, &self.fallback, self.max_input)
    }

    /// Reads accounts that several inputs hold, and judges each as a whole. An input that can no longer be read as it
    /// could the first time is a problem like any other.
    fn reunite(
        &self,
        inputs: &[Input],
        homes: &BTreeMap<AccountKey, Vec<usize>>,
        problems: &mut Vec<InputProblem>,
    ) -> Vec<Judged> {
        let again: BTreeSet<usize> = homes.values().flatten().copied().collect();
        let mut shared: BTreeMap<AccountKey, Vec<Call>> = BTreeMap::new();
        for input in again.into_iter().filter_map(|index| inputs.get(index)) {
            let reading = self.read(input);
            let named = |problem| InputProblem { input: input.name(), problem };
            problems.extend(reading.problems.into_iter().map(named));
            for (key, calls) in by_account(reading.calls) {
                if homes.contains_key(&key) {
                    shared.entry(key).or_default().extend(calls);
                }
            }
        }
        shared.into_iter().map(|(key, calls)| self.engine.judge(Account::new(key, calls))).collect()
    }

    /// Runs `work` on each input, as many at a time as there are jobs; gives the results in the order of the inputs.
    ///
    /// The largest come first: they take the most memory while little is kept yet, and no thread is left alone with
    /// one at the end.
    fn each<T: Send>(&self, inputs: &[Input], work: impl Fn(&Input) -> T + Sync) -> Vec<T> {
        let mut queue: Vec<_> = inputs.iter().enumerate().collect();
        queue.sort_by_cached_key(|(index, input)| (input.size(), std::cmp::Reverse(*index)));
        let queue = Mutex::new(queue);
        let done = Mutex::new(Vec::with_capacity(inputs.len()));
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let worker = || {
            while let Some((index, input)) = next() {
                let result = work(input);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.jobs.get().min(inputs.len()) {
                scope.spawn(worker);
            }
            worker();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, result)| result).collect()
    }
}

impl Assessment {
    /// Whether everything was seen that the checks ask for, and every question could be answered.
    pub fn is_complete(&self) -> bool {
        let lost = |problem: &InputProblem| problem.problem.code != "UnknownOperation";
        self.accounts > 0
            && self.evaluation.counts.unknown == 0
            && !self.problems.iter().any(lost)
            && !self
                .evaluation
                .coverage
                .iter()
                .flat_map(AccountCoverage::gaps)
                .any(|(op, gap)| self.hides_something(op, gap))
            && self.evaluation.results.iter().all(|row| row.verdict != Verdict::Unknown)
    }

    /// Whether a gap is one in something that a check asks for, or that tells where there is something to be asked.
    pub fn hides_something(&self, op: &str, gap: &Gap) -> bool {
        let needed = || self.checks.iter().flat_map(|check| check.needs).any(|need| need.op().id == op);
        let mut known = Provider::ALL.into_iter().flat_map(discovery);
        !gap.kind.is_absence() && (needed() || known.any(|known| known.id == op))
    }

    /// The checks to which a gap in this operation means that nothing passes.
    pub fn blinded_by(&self, op: &str) -> Vec<&'static str> {
        let needs = |check: &&&Check| check.required().any(|own| own.id == op);
        self.checks.iter().filter(needs).map(|check| check.id).collect()
    }
}
