use std::sync::atomic::{AtomicU64, Ordering};

/// What a run has done so far, for whoever shows it. Numbers only: nobody is called back.
#[derive(Debug, Default)]
pub struct Progress {
    /// Accounts that are to be read.
    pub accounts: Count,
    /// Accounts that were read.
    pub accounts_done: Count,
    /// Regions of the accounts so far.
    pub regions: Count,
    /// Calls that are known to be needed so far: it grows as lists come in.
    pub calls: Count,
    /// Calls that ended, whatever came of them.
    pub calls_done: Count,
    /// Calls that ended with a gap.
    pub gaps: Count,
    /// Requests that were sent, retries among them.
    pub requests: Count,
    /// Answers that asked to slow down.
    pub throttles: Count,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// Adds to it.
    pub fn add(&self, more: usize) {
        self.0.fetch_add(u64::try_from(more).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Reads it.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
