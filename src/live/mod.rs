//! Reading a cloud: what lies between the command line and a provider's adapter.

mod cloud;
mod meter;
mod outline;
mod store;

pub use cloud::{Cloud, Planned, Prepared};
pub use outline::{Extent, Outline, outline};
pub use store::{Destination, open};

use crate::{
    cli::{LiveArgs, Voice},
    exit::UsageError,
    inputs::lines_of,
};
use anyhow::Context;
use futures_util::future::join_all;
use overhear_core::{
    live::{Limits, Links, Pace, Progress, Recorder, Resumed, Run, Stop, Store},
    looks_like_snapshot,
};
use std::{io::ErrorKind, path::Path, sync::Arc, time::Duration};

/// What a run shares with the adapters that it is made for.
#[derive(Clone)]
pub struct Means {
    /// How fast requests may follow each other.
    pub pace: Arc<Pace>,
    /// What is counted.
    pub progress: Arc<Progress>,
}

/// What is to be read, and where it goes.
pub struct Job<'a> {
    /// The clouds, which are read side by side.
    pub clouds: Vec<Box<dyn Cloud>>,
    /// How they are read.
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

impl Job<'_> {
    /// Reads the clouds.
    pub fn run(self) -> anyhow::Result<Collected> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let means = Means { pace: Arc::new(Pace::new(self.args.max_rate)), progress: Arc::new(Progress::default()) };
        let progress = Arc::clone(&means.progress);
        let Job { clouds, args, voice, destination } = self;
        let header = store::header(clouds.iter().map(|cloud| cloud.provider()));
        let links = clouds.iter().fold(Links::default(), |links, cloud| {
            links.and(cloud.links()).beside(crate::discovery::discovery(cloud.provider()))
        });
        let prepared = runtime.block_on(join_all(clouds.into_iter().map(|cloud| cloud.prepare(means.clone()))));
        let prepared: Vec<Prepared> = prepared.into_iter().collect::<Result<_, _>>().map_err(UsageError::new)?;
        let (store, resumed) = match &args.resume {
            None => (open(destination, &header)?, Resumed::default()),
            Some(file) => {
                resumed(destination, &links, file, &header).with_context(|| format!("--resume {}", file.display()))?
            }
        };
        let stop = Stop::default();
        let (recorder, recording) = Recorder::start(store);
        let limits = Limits::new(args.concurrency, args.max_rate);
        let run = Arc::new(Run::new(limits, Arc::clone(&progress), stop.clone(), recorder, resumed));
        let meter = meter::Meter::start(Arc::clone(&progress), args, voice);
        let reading: Vec<_> = prepared.into_iter().map(|read| read(Arc::clone(&run))).collect();
        drop(run);
        let ended = runtime.block_on(async {
            tokio::select! {
                biased;
                result = signals(&stop, &meter) => result,
                _ = join_all(reading) => Ok(()),
            }
        });
        meter.end();
        // Whatever still holds the recorder goes with the runtime.
        runtime.shutdown_timeout(Duration::from_secs(1));
        recording.end().with_context(|| destination.to_string())?;
        ended?;
        Ok(Collected { gaps: progress.gaps.get(), stopped: stop.is_stopped() })
    }
}

/// Opens the destination of a run that is resumed, with the complete calls of the earlier one.
fn resumed(
    destination: &Destination,
    links: &Links,
    file: &Path,
    header: &str,
) -> anyhow::Result<(Box<dyn Store>, Resumed)> {
    let mut resumed = Resumed::default();
    let replaces = destination.is(file);
    if destination.holds(file) {
        return Err(UsageError::new("the snapshot to go on with is in the folder that is written to")
            .hint("name another folder, or go on in the file itself")
            .into());
    }
    let mut earlier = lines_of(file).map_err(|error| UsageError::new(error.to_string()))?.peekable();
    let begins = |line: &std::io::Result<String>| line.as_ref().is_ok_and(|line| looks_like_snapshot(line));
    if !earlier.peek().is_some_and(begins) {
        return Err(UsageError::new("this is not a snapshot line by line, as a run writes it").into());
    }
    let beside = if replaces { destination.beside() } else { destination.clone() };
    let mut store = open(&beside, header)?;
    for line in earlier {
        let line = match line {
            Ok(line) => line,
            // A packed file that was cut short: what came before counts.
            Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData) => break,
            Err(error) => return Err(error.into()),
        };
        if let Some(account) = resumed.take(&line, links) {
            store.write(&account, format!("{line}\n").as_bytes())?;
        }
    }
    store.flush()?;
    if replaces {
        beside.take_place_of(destination)?;
    }
    Ok((store, resumed))
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
