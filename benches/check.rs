//! How fast `check` is, and how much memory it takes.
//!
//! Speed is told as a ratio to a yardstick in the same run: a pass of `serde_json` over the same bytes that looks at
//! every one and keeps nothing. Both start from files in the page cache. `cargo bench` prints a table; `docs/performance.md` holds one.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark fails by panicking and prints its table")]

use overhear::{assessment::Reader, inputs::find};
use overhear_checks::{Engine, Keep, checks};
use overhear_core::ExportScope;
use serde::de::IgnoredAny;
use std::{
    env, fs,
    hint::black_box,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

const SEED: u64 = 1040;
const ROUNDS: usize = 7;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--peak-of") {
        return peak_of(&arguments[at + 1..]);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("estates");
    speed(&folder);
    start();
    memory(&folder);
}

fn estate(folder: &Path, accounts: u32) -> PathBuf {
    let path = folder.join(accounts.to_string());
    if !path.join("written").exists() {
        estate::write(&path, accounts, SEED).unwrap();
        fs::write(path.join("written"), "").unwrap();
    }
    path
}

fn speed(folder: &Path) {
    let inputs = find(&[estate(folder, 100)], 1 << 30);
    let bytes: u64 = inputs.iter().map(|input| fs::metadata(input.name()).unwrap().len()).sum();
    let engine = Engine::new(checks().collect(), Vec::new(), "2026-11-02".parse().unwrap(), Keep::Unknowns);
    let assess = |jobs: usize| {
        let reader = Reader {
            engine: &engine,
            fallback: ExportScope::default(),
            max_input: 1 << 30,
            jobs: NonZeroUsize::new(jobs).unwrap(),
        };
        black_box(reader.assess(&inputs).evaluation.findings.len());
    };
    let yardstick = || {
        for input in &inputs {
            let file = fs::read(input.name()).unwrap();
            for line in file.split_inclusive(|byte| *byte == b'\n') {
                black_box(serde_json::from_slice::<IgnoredAny>(line).unwrap());
            }
        }
    };
    let mut rounds: Vec<[f64; 3]> = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push([timed(yardstick), timed(|| assess(1)), timed(|| assess(2))]);
    }
    #[expect(clippy::cast_precision_loss, reason = "a size in megabytes")]
    let megabytes = bytes as f64 / 1e6;
    let middle = |of: &dyn Fn(&[f64; 3]) -> f64| median(rounds.iter().map(of).collect());
    println!("estate of 100 accounts, {megabytes:.0} MB; medians of {ROUNDS} rounds");
    println!("  bare IgnoredAny pass       {:7.0} MB/s", megabytes / middle(&|round| round[0]));
    println!(
        "  check, one thread          {:7.0} MB/s  {:.2} times the bare pass",
        megabytes / middle(&|round| round[1]),
        middle(&|round| round[1] / round[0])
    );
    println!(
        "  check, two threads         {:7.0} MB/s  {:.2} times as fast as one",
        megabytes / middle(&|round| round[2]),
        middle(&|round| round[1] / round[2])
    );
}

fn start() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
    let times = (0..15).map(|_| timed(|| run(&[demo.to_str().unwrap()]))).collect();
    println!("check fixtures/demo          {:7.1} ms, the whole process", median(times) * 1e3);
}

fn memory(folder: &Path) {
    for accounts in [10, 100, 1_000] {
        let path = estate(folder, accounts);
        let output = Command::new(env::current_exe().unwrap()).arg("--peak-of").arg(&path).output().unwrap();
        println!("peak memory, {accounts:4} accounts  {:>7} MB", String::from_utf8_lossy(&output.stdout).trim());
    }
}

/// Runs `check` as a child of this process, whose children then have a peak of their own.
fn peak_of(paths: &[String]) {
    run(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN).unwrap();
    println!("{}", usage.max_rss() / 1024);
}

fn run(paths: &[&str]) {
    let arguments = ["check", "--format", "json", "-j", "2"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_overhear"));
    child.args(arguments).args(paths).stdout(Stdio::null()).stderr(Stdio::null());
    child.status().unwrap();
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
