//! Exit codes, and how errors reach people.

use anstream::eprintln;
use overhear_core::escape_control;
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// 0: no finding that counts, and everything was seen.
    Clean,
    /// 1: the tool failed.
    Failed,
    /// 2: the command line is wrong, or no input could be read.
    Usage,
    /// 3: no finding that counts, but not everything was seen.
    Incomplete,
    /// 10: findings at or above `--fail-on`.
    Findings,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Findings => 10,
        })
    }
}

/// A mistake in the command line, the configuration or the inputs, with the way out where there is one.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct UsageError {
    message: String,
    hint: Option<String>,
}

impl UsageError {
    /// A mistake.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// The same mistake with the way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Tells an error on stderr; gives the exit code.
pub fn report(error: &anyhow::Error) -> Exit {
    let broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(broken_pipe) {
        // Whoever read the output has seen enough.
        return Exit::Clean;
    }
    eprintln!("error: {}", escape_lines(&format!("{error:#}")));
    let Some(usage) = error.downcast_ref::<UsageError>() else { return Exit::Failed };
    if let Some(hint) = &usage.hint {
        eprintln!("hint: {}", escape_lines(hint));
    }
    Exit::Usage
}

/// Control characters escaped, line by line.
fn escape_lines(text: &str) -> String {
    text.lines().map(escape_control).collect::<Vec<_>>().join("\n")
}
