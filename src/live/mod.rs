//! Reading a cloud: what lies between the command line and a provider's adapter.

mod meter;
mod outline;
mod store;

pub use outline::{Accounts, outline};
pub use store::{Destination, open};

use crate::{
    cli::{LiveArgs, Voice},
    exit::UsageError,
    inputs::lines_of,
};
use anyhow::Context;
use overhear_core::{
    Op, Provider,
    live::{Adapter, Limits, Pace, Plan, Progress, Read, Recorder, Resumed, Run, Stop, collect},
    looks_like_snapshot,
};
use std::{future::Future, io::ErrorKind, path::Path, sync::Arc, time::Duration};

/// What a run shares with the adapter that it is made for.
#[derive(Clone)]
pub struct Means {
    /// How fast requests may follow each other.
    pub pace: Arc<Pace>,
    /// What is counted.
    pub progress: Arc<Progress>,
}

/// What is to be read, and where it goes.
pub struct Job<'a, S: 'static> {
    /// The cloud.
    pub provider: Provider,
    /// How its operations are called.
    pub reads: &'static [&'static [Read<S>]],
    /// The operations that are wanted.
    pub wanted: Vec<&'static Op>,
    /// How it is read.
    pub args: &'a LiveArgs,
    /// What is said meanwhile.
    pub voice: Voice,
    /// Where the snapshot goes.
    pub destination: &'a Destination,
}

/// How a run went.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Collected {
    /// Calls that left a gap in which something may be.
    pub gaps: u64,
    /// True where somebody ended it early.
    pub stopped: bool,
}

impl<S: Send + Sync + 'static> Job<'_, S> {
    /// Reads the cloud with the adapter that `adapter` makes.
    pub fn run<A, F>(self, adapter: impl FnOnce(Means) -> F) -> anyhow::Result<Collected>
    where
        A: Adapter<Session = S>,
        F: Future<Output = A>,
    {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let plan = Plan::new(self.reads, self.wanted.iter().copied());
        let (store, resumed) = self.store(&plan)?;
        let means = Means { pace: Arc::new(Pace::new(self.args.max_rate)), progress: Arc::new(Progress::default()) };
        let progress = Arc::clone(&means.progress);
        let stop = Stop::default();
        let (recorder, recording) = Recorder::start(store);
        let limits = Limits::new(self.args.concurrency, self.args.max_rate);
        let run = Arc::new(Run::new(limits, Arc::clone(&progress), stop.clone(), recorder, resumed));
        let meter = meter::Meter::start(Arc::clone(&progress), self.args, self.voice);
        let ended = runtime.block_on(async {
            let reading = async {
                let adapter = adapter(means).await;
                collect(Arc::new(adapter), Arc::new(plan), run).await;
            };
            tokio::select! {
                biased;
                result = signals(&stop, &meter) => result,
                () = reading => Ok(()),
            }
        });
        meter.end();
        // Whatever still holds the recorder goes with the runtime.
        runtime.shutdown_timeout(Duration::from_secs(1));
        recording.end().with_context(|| self.destination.to_string())?;
        ended?;
        Ok(Collected { gaps: progress.gaps.get(), stopped: stop.is_stopped() })
    }

    /// Opens the destination, with the complete calls of the run that is resumed.
    fn store(&self, plan: &Plan<S>) -> anyhow::Result<(Box<dyn overhear_core::live::Store>, Resumed)> {
        let header = store::header(self.provider);
        let Some(file) = &self.args.resume else {
            return Ok((open(self.destination, &header)?, Resumed::default()));
        };
        self.resumed(plan, file, &header).with_context(|| format!("--resume {}", file.display()))
    }

    fn resumed(
        &self,
        plan: &Plan<S>,
        file: &Path,
        header: &str,
    ) -> anyhow::Result<(Box<dyn overhear_core::live::Store>, Resumed)> {
        let reads: Vec<_> = plan.reads().collect();
        let mut resumed = Resumed::default();
        let replaces = self.destination.is(file);
        if self.destination.holds(file) {
            return Err(UsageError::new("the snapshot to go on with is in the folder that is written to")
                .hint("name another folder, or go on in the file itself")
                .into());
        }
        let mut lines = lines_of(file)?.peekable();
        let begins = |line: &std::io::Result<String>| line.as_ref().is_ok_and(|line| looks_like_snapshot(line));
        if !lines.peek().is_some_and(begins) {
            return Err(UsageError::new("this is not a snapshot line by line, as a run writes it").into());
        }
        let beside = if replaces { self.destination.beside() } else { self.destination.clone() };
        let mut store = open(&beside, header)?;
        for line in lines {
            let line = match line {
                Ok(line) => line,
                // A packed file that was cut short: what came before counts.
                Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData) => break,
                Err(error) => return Err(error.into()),
            };
            if let Some(account) = resumed.take(&line, &reads) {
                store.write(&account, format!("{line}\n").as_bytes())?;
            }
        }
        store.flush()?;
        if replaces {
            beside.take_place_of(self.destination)?;
        }
        Ok((store, resumed))
    }
}

/// Ends the run when somebody asks for it; the second time at once.
async fn signals(stop: &Stop, meter: &meter::Meter) -> anyhow::Result<()> {
    interrupt().await?;
    stop.stop();
    meter.say("stopping: what was read is kept; once more to end at once");
    interrupt().await?;
    anyhow::bail!("interrupted")
}

/// Waits for Ctrl-C, and where there is such a thing for SIGTERM.
async fn interrupt() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
