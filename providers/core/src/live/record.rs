use crate::{Outcome, Scope};
use serde::Serialize;
use serde_json::value::RawValue;
use std::{io, thread};
use tokio::sync::mpsc;

/// One call as a snapshot holds it.
#[derive(Serialize)]
pub struct Record<'a> {
    /// The id of the operation.
    pub op: &'a str,
    /// Where it was made.
    pub scope: &'a Scope,
    /// What it was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<&'a str>,
    /// `complete`, `partial` or `failed`.
    pub outcome: &'static str,
    /// Why it is not complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<&'a crate::Gap>,
    /// When it was made, RFC 3339.
    pub collected_at: &'a str,
    /// What came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<&'a [&'a RawValue]>,
}

impl<'a> Record<'a> {
    /// The record of a call.
    pub fn new(
        op: &'a str,
        scope: &'a Scope,
        parent: Option<&'a str>,
        outcome: &'a Outcome,
        collected_at: &'a str,
        items: &'a [&'a RawValue],
    ) -> Self {
        let items = (!matches!(outcome, Outcome::Failed(_))).then_some(items);
        Self { op, scope, parent, outcome: outcome.name(), gap: outcome.gap(), collected_at, items }
    }
}

/// Where the lines of a snapshot go.
pub trait Store: Send + 'static {
    /// Writes one line, which ends in a line feed, of the calls of `account`.
    fn write(&mut self, account: &str, line: &[u8]) -> io::Result<()>;

    /// Brings what was written to where it outlives the process.
    fn flush(&mut self) -> io::Result<()>;

    /// Ends the snapshot.
    fn end(self: Box<Self>) -> io::Result<()>;
}

/// Hands calls to a [`Store`] on a thread of its own, so that a slow disk never holds an answer up for long.
#[derive(Clone)]
pub struct Recorder(mpsc::Sender<Line>);

/// What is being recorded; ends when every [`Recorder`] is gone.
pub struct Recording(thread::JoinHandle<io::Result<()>>);

struct Line {
    account: String,
    text: Vec<u8>,
}

impl Recorder {
    /// Lines that wait for the disk: few, since one may hold all interfaces of a region.
    const WAITING: usize = 16;

    /// Starts to record.
    pub fn start(mut store: Box<dyn Store>) -> (Self, Recording) {
        let (sender, mut lines) = mpsc::channel::<Line>(Self::WAITING);
        let thread = thread::spawn(move || {
            while let Some(line) = lines.blocking_recv() {
                store.write(&line.account, &line.text)?;
                if lines.is_empty() {
                    store.flush()?;
                }
            }
            store.end()
        });
        (Self(sender), Recording(thread))
    }

    /// Records a call. False once the store has failed, which [`Recording::end`] tells.
    pub(super) async fn record(&self, record: &Record<'_>) -> bool {
        let Ok(mut text) = serde_json::to_vec(record) else { return false };
        text.push(b'\n');
        self.0.send(Line { account: record.scope.account.clone(), text }).await.is_ok()
    }
}

impl Recording {
    /// Waits until everything is written; what went wrong, where something did.
    pub fn end(self) -> io::Result<()> {
        self.0.join().unwrap_or_else(|_| Err(io::Error::other("the recording thread ended early")))
    }
}
