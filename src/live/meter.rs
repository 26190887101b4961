use crate::cli::{LiveArgs, Voice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use overhear_core::live::Progress;
use std::{
    io::{IsTerminal, stderr},
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

/// Shows on a terminal how far a run is.
pub(super) struct Meter {
    bar: ProgressBar,
    progress: Arc<Progress>,
    voice: Voice,
    /// Its end is the end of the thread that draws.
    drawing: Option<(Sender<()>, thread::JoinHandle<()>)>,
}

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(100);

impl Meter {
    pub(super) fn start(progress: Arc<Progress>, args: &LiveArgs, voice: Voice) -> Self {
        if args.no_progress || voice.quiet || !stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), progress, voice, drawing: None };
        }
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        // All of it fits 80 columns.
        let template = "{spinner} {bar:8} {pos}/{len} calls eta {eta}  {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        let (end, ended) = channel();
        let drawn = (bar.clone(), Arc::clone(&progress));
        let thread = thread::spawn(move || {
            let (bar, progress) = drawn;
            while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                bar.set_length(progress.calls.get());
                bar.set_position(progress.calls_done.get());
                bar.set_message(standing(&progress));
                bar.tick();
            }
        });
        Self { bar, progress, voice, drawing: Some((end, thread)) }
    }

    /// A line that stays.
    pub(super) fn say(&self, line: &str) {
        if self.drawing.is_some() {
            self.bar.println(line);
        } else if !self.voice.quiet {
            anstream::eprintln!("{line}");
        }
    }

    /// Ends it; a line that sums the run up stays on the terminal.
    pub(super) fn end(mut self) {
        let shown = self.drawing.is_some();
        if let Some((end, thread)) = self.drawing.take() {
            drop(end);
            // A thread that only draws has nothing to tell.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
        if shown || self.voice.verbose {
            let (calls, requests) = (self.progress.calls_done.get(), self.progress.requests.get());
            anstream::eprintln!("{calls} calls, {requests} requests; {}", standing(&self.progress));
        }
    }
}

fn standing(progress: &Progress) -> String {
    let (done, accounts) = (progress.accounts_done.get(), progress.accounts.get());
    let (regions, gaps, throttles) = (progress.regions.get(), progress.gaps.get(), progress.throttles.get());
    format!("{done}/{accounts} accounts {regions} regions {gaps} gaps {throttles} throttled")
}
