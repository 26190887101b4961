//! Whatever bytes come on stdin, every check judges them without a panic.
//!
//! `cargo +nightly fuzz run reader fuzz/corpus/reader fixtures/aws fixtures/azure fixtures/gcp`; what it learns goes
//! into the first of the folders.

#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use overhear::{assessment::Reader, inputs::Input, report};
use overhear_checks::{Engine, Keep, checks};
use overhear_core::ExportScope;
use std::{num::NonZeroUsize, sync::LazyLock};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(checks().collect(), Vec::new(), date(2026, 11, 2), Keep::All));

fuzz_target!(|bytes: &[u8]| {
    let reader = Reader {
        engine: &ENGINE,
        fallback: ExportScope { account: Some("111122223333".to_owned()), region: None },
        max_input: 1 << 20,
        jobs: NonZeroUsize::MIN,
    };
    // Twice, so that accounts are put together from both.
    let inputs = [Input::Stdin(bytes.to_vec()), Input::Stdin(bytes.to_vec())];
    for inputs in [&inputs[..1], &inputs] {
        let assessment = reader.assess(inputs);
        let silent = assessment.evaluation.findings.is_empty() && assessment.evaluation.counts.pass == 0;
        assert!(!assessment.unreadable || silent, "an input that cannot be read proves nothing");
        assert!(!assessment.unreadable || !assessment.problems.is_empty(), "and says why");
        let mut out = Vec::new();
        report::json(&assessment, true, &mut out).expect("a report");
        report::text(&assessment, &mut out).expect("a report");
    }
});
