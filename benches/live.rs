//! What `collect aws` costs, on an emulator with 20 ms added to each call.
//!
//! `OVERHEAR_MOTO_PYTHON=… cargo bench --features live --bench live` prints a table; `docs/performance.md` holds one.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark fails by panicking and prints its table"
)]

#[path = "../tests/live/moto.rs"]
mod moto;
#[path = "../tests/live/proxy.rs"]
mod proxy;

use moto::{Moto, stand_ins};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeVal,
};
use proxy::{Proxy, Seen};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Added to each call.
const DELAY: Duration = Duration::from_millis(20);
/// What `--concurrency` is by default.
const CONCURRENCY: u32 = 8;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--cost-of") {
        return cost_of(&arguments[at + 1..]);
    }
    for size in ["200", "1000"] {
        let Some(moto) = Moto::start(&["--load-balancers", size, "--buckets", size]) else { return };
        measure(&moto, size);
    }
}

fn measure(moto: &Moto, size: &str) {
    let proxy = Proxy::start(moto.port(), stand_ins(), DELAY);
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args(["--cost-of", "collect", "aws", "--all-operations", "--regions", "us-east-1,eu-west-1,us-west-2", "-o"])
        .arg(folder.path().join("all.jsonl"))
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ENDPOINT_URL", proxy.url());
    let output = child.output().unwrap();
    let cost = String::from_utf8(output.stdout).unwrap();
    let cost: Vec<f64> = cost.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let [wall, cpu, megabytes] = cost[..] else { panic!("{}", String::from_utf8_lossy(&output.stderr)) };
    let seen = proxy.seen();
    let distinct: BTreeSet<_> = seen.iter().map(|seen| (&seen.op, &seen.region, &seen.parameters)).collect();
    let pages = seen.len() - distinct.len();
    // No run can be faster than its busiest service, which has so many requests on their way at most.
    let busiest = busiest(&seen) / CONCURRENCY;
    println!("{size} load balancers and {size} buckets in 3 regions, 20 ms added to each call");
    println!("  requests         {:6}  {} distinct, {pages} further pages and retries", seen.len(), distinct.len());
    println!(
        "  wall time        {wall:6.1} s  {:.2} times the busiest service's {:.1} s",
        wall / busiest.as_secs_f64(),
        busiest.as_secs_f64()
    );
    println!("  CPU time         {cpu:6.2} s");
    println!("  peak memory      {megabytes:6.0} MB");
}

/// The time that the requests of the service with the most of it took, one after the other.
fn busiest(seen: &[Seen]) -> Duration {
    let mut services: BTreeMap<&str, Duration> = BTreeMap::new();
    for seen in seen {
        *services.entry(seen.op.split(':').next().unwrap()).or_default() += seen.took;
    }
    services.into_values().max().unwrap()
}

/// Runs the program as a child of this process, whose children then have a cost of their own: seconds of wall and CPU
/// time, and megabytes.
fn cost_of(arguments: &[String]) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_overhear"));
    child.args(arguments).stdout(Stdio::null()).status().unwrap();
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    #[expect(clippy::cast_precision_loss, reason = "seconds and their millionths")]
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    println!("{wall} {} {}", seconds(usage.user_time()) + seconds(usage.system_time()), usage.max_rss() / 1024);
}
