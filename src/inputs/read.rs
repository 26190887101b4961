use super::{
    unpack::{Unpacked, too_large, unpack},
    walk::Input,
};
use overhear_core::{Call, Export, ExportScope, Op, Problem, Registry, Snapshot, looks_like_snapshot};
use std::{
    fs::File,
    io::{self, BufRead, Read},
};

/// What one input held.
#[derive(Default)]
pub struct Reading {
    /// The calls.
    pub calls: Vec<Call>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads one input. Whatever comes before a fault is kept.
///
/// A snapshot whose first line is a value of its own is read line by line; everything else is held whole while it is
/// read, up to `max` bytes.
pub fn read(
    input: &Input,
    registry: &Registry,
    wanted: &(dyn Fn(&Op) -> bool + Sync),
    fallback: &ExportScope,
    max: u64,
) -> Reading {
    let mut snapshot = Snapshot::new(registry, wanted);
    let mut export = Export::new(registry, fallback);
    let opened = match input {
        Input::File(path) => File::open(path).and_then(|file| unpack(file, max)),
        Input::Stdin(bytes) | Input::Pipe(_, bytes) => unpack(Held::new(bytes, max), max),
        Input::Lost(_, why) => Err(io::Error::other(why.clone())),
    };
    match opened {
        Ok(unpacked) => Source { unpacked, max, at: 0 }.read(&mut snapshot, &mut export),
        Err(error) => snapshot.problems.push(Problem::new(0, "CannotOpen", error.to_string())),
    }
    let mut reading = Reading { calls: snapshot.calls, problems: snapshot.problems };
    reading.calls.append(&mut export.calls);
    reading.problems.append(&mut export.problems);
    if reading.calls.is_empty() && reading.problems.iter().all(|problem| problem.code == "UnknownOperation") {
        // Whatever it was meant to show stays unseen.
        reading.problems.push(Problem::new(0, "NoCalls", "a snapshot without a call that this build knows"));
    }
    reading
}

/// Bytes in memory, of which no more than the bound are given.
struct Held<'a> {
    bytes: &'a [u8],
    cut: bool,
}

impl<'a> Held<'a> {
    fn new(bytes: &'a [u8], max: u64) -> Self {
        let (within, beyond) = bytes.split_at(usize::try_from(max).unwrap_or(usize::MAX).min(bytes.len()));
        Self { bytes: within, cut: !beyond.is_empty() }
    }
}

impl Read for Held<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.bytes.read(buffer)? {
            0 if self.cut && !buffer.is_empty() => Err(too_large()),
            read => Ok(read),
        }
    }
}

struct Source<'a> {
    unpacked: Unpacked<'a>,
    max: u64,
    /// How many bytes were taken.
    at: u64,
}

impl Source<'_> {
    fn read(mut self, snapshot: &mut Snapshot<'_>, export: &mut Export<'_>) {
        let mut text = Vec::new();
        let (mut ended, mut fault) = match self.line(&mut text) {
            Ok(more) => (!more, None),
            Err(error) => (true, Some(error)),
        };
        let mark = byte_order_mark(&text);
        let (_, first) = text.split_at(mark);
        let own_line = first.trim_ascii().ends_with(b"}") && looks_like_snapshot(&String::from_utf8_lossy(first));
        if own_line && fault.is_none() && first_line_is_whole(first, mark as u64, ended, snapshot) {
            self.lines(snapshot);
            return;
        }
        if !ended {
            match self.rest(&mut text) {
                Ok(()) => ended = true,
                Err(error) => fault = Some(error),
            }
        }
        let (_, bytes) = text.split_at(mark);
        if bytes.trim_ascii().is_empty() && fault.is_none() && ended {
            snapshot.problems.push(Problem::new(0, "Empty", "the input is empty"));
            return;
        }
        let text = valid_prefix(bytes, &mut snapshot.problems);
        if looks_like_snapshot(text) {
            snapshot.read_document(text);
        } else if !text.trim_ascii().is_empty() {
            export.read(text);
        }
        let broken = |problem: &&Problem| matches!(problem.code, "TruncatedJson" | "MalformedJson" | "NotUtf8");
        let faults = snapshot.problems.iter().chain(&export.problems).filter(broken);
        if let Some(from) = faults.map(|problem| problem.offset).min() {
            lines_from(bytes, from, snapshot);
        }
        for problem in snapshot.problems.iter_mut().chain(&mut export.problems) {
            problem.offset += mark as u64;
        }
        if let Some(error) = fault {
            snapshot.problems.push(stream_problem(self.at, &error));
        }
    }

    fn lines(&mut self, snapshot: &mut Snapshot<'_>) {
        let mut line = Vec::new();
        loop {
            line.clear();
            let base = self.at;
            match self.line(&mut line) {
                Ok(more) => {
                    match std::str::from_utf8(&line) {
                        Ok(text) => snapshot.read_line(text, base),
                        Err(error) => snapshot.problems.push(not_utf8(base + error.valid_up_to() as u64)),
                    }
                    if !more {
                        return;
                    }
                }
                Err(error) => {
                    snapshot.problems.push(stream_problem(self.at, &error));
                    return;
                }
            }
        }
    }

    /// Appends the next line; false where it was the last one. What came before a fault is kept.
    fn line(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        let before = line.len();
        let result = (&mut self.unpacked.reader).take(self.max.saturating_add(1)).read_until(b'\n', line);
        self.at += (line.len() - before) as u64;
        result?;
        if (line.len() - before) as u64 > self.max {
            return Err(too_large());
        }
        Ok(line.ends_with(b"\n"))
    }

    fn rest(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        let before = text.len();
        let left = if self.unpacked.packed { u64::MAX } else { self.max.saturating_sub(before as u64) + 1 };
        let result = (&mut self.unpacked.reader).take(left).read_to_end(text);
        self.at += (text.len() - before) as u64;
        result?;
        if text.len() as u64 > self.max { Err(too_large()) } else { Ok(()) }
    }
}

fn byte_order_mark(bytes: &[u8]) -> usize {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    if bytes.starts_with(MARK) { MARK.len() } else { 0 }
}

/// Reads the lines from the one with a fault on that are calls in their own right, so that a snapshot whose first line
/// is broken loses that line alone.
fn lines_from(bytes: &[u8], fault: u64, snapshot: &mut Snapshot<'_>) {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let start = end;
        end += line.len();
        let Ok(line) = std::str::from_utf8(line) else { continue };
        let whole = || serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
        if end as u64 > fault && looks_like_snapshot(line) && whole() {
            snapshot.read_line(line, start as u64);
        }
    }
}

/// Reads the first line as a value; false, and nothing read, where the value goes on past the line.
fn first_line_is_whole(line: &[u8], base: u64, ended: bool, snapshot: &mut Snapshot<'_>) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let (calls, problems) = (snapshot.calls.len(), snapshot.problems.len());
    snapshot.read_line(line, base);
    let cut = snapshot.problems.iter().skip(problems).any(|problem| problem.code == "TruncatedJson");
    if cut && !ended {
        snapshot.calls.truncate(calls);
        snapshot.problems.truncate(problems);
    }
    !cut || ended
}

/// The text up to the first byte that is not UTF-8, which is reported.
fn valid_prefix<'a>(bytes: &'a [u8], problems: &mut Vec<Problem>) -> &'a str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") => {
            problems.push(Problem::new(0, "NotUtf8", "UTF-16; save it as UTF-8"));
            ""
        }
        Err(error) => {
            problems.push(not_utf8(error.valid_up_to() as u64));
            let (valid, _) = bytes.split_at(error.valid_up_to());
            std::str::from_utf8(valid).unwrap_or_default()
        }
    }
}

fn not_utf8(offset: u64) -> Problem {
    Problem::new(offset, "NotUtf8", "not UTF-8")
}

fn stream_problem(offset: u64, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Problem::new(offset, "TooLarge", error.to_string()),
        io::ErrorKind::UnexpectedEof => Problem::new(offset, "TruncatedStream", "the packed data ends too early"),
        _ => Problem::new(offset, "BrokenStream", error.to_string()),
    }
}
