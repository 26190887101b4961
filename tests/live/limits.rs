//! Politeness: how much is asked at the same time, and how fast.

use super::run::Bench;
use std::time::Duration;

const DOCUMENTS: &str = "aws-ssm-document-captures-packets";

#[test]
fn requests_keep_the_pace() {
    let Some(bench) = Bench::new(Vec::new()) else { return };
    bench.scan_regions(&["--only", DOCUMENTS, "--max-rate", "20"]);
    let times: Vec<Duration> = bench.proxy.seen().iter().map(|seen| seen.at).collect();
    let took = times.iter().max().unwrap().abs_diff(*times.iter().min().unwrap());
    let interval = Duration::from_millis(50);
    // The first may have been on its way longer than the last.
    let bound = interval.mul_f64(0.9) * u32::try_from(times.len() - 1).unwrap();
    assert!(took >= bound, "{} requests in {took:?}", times.len());
}

#[test]
fn each_service_has_its_bound() {
    let Some(bench) = Bench::with_delay(Vec::new(), Duration::from_millis(20)) else { return };
    bench.collect_all("one.jsonl", &["--concurrency", "1"]);
    let of = |op: &&overhear_core::Op| op.id.split(':').next().unwrap();
    let services =
        overhear_aws::SERVICES.iter().copied().flatten().map(of).collect::<std::collections::BTreeSet<_>>().len();
    assert!(bench.proxy.most_in_flight() <= services, "{}", bench.proxy.most_in_flight());
    let bench = Bench::with_delay(Vec::new(), Duration::from_millis(20)).unwrap();
    bench.scan_regions(&["--only", DOCUMENTS, "--concurrency", "1"]);
    // Systems Manager and Organizations.
    assert!(bench.proxy.most_in_flight() <= 2, "{}", bench.proxy.most_in_flight());
}
