use super::{write_plain_to, write_to};
use crate::{
    assessment::{Assessment, Reader},
    cli::{CheckArgs, Format, ResultsShown, Selector},
    config::Config,
    exit::{Exit, UsageError},
    inputs::{Input, find},
    report,
};
use overhear_checks::{Check, Engine, Keep, checks};
use overhear_core::{ExportScope, escape_control};
use std::{num::NonZeroUsize, path::Path, thread};

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let config = Config::load(args.config.as_deref())?;
    let keep = if args.results == ResultsShown::All { Keep::All } else { Keep::Unknowns };
    let engine = Engine::new(selected(args)?, config.approved, today(), keep);
    let jobs = args.jobs.and_then(|jobs| NonZeroUsize::new(jobs.into()));
    let reader = Reader {
        engine: &engine,
        fallback: ExportScope { account: args.account.clone(), region: args.region.clone() },
        max_input: args.max_input,
        jobs: jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
    };
    let inputs = find(&args.paths, args.max_input);
    let mut assessment = reader.assess(&inputs);
    if let Some(least) = args.min_confidence {
        let findings = &mut assessment.evaluation.findings;
        findings.retain(|finding| finding.confidence.value() >= least);
        assessment.evaluation.counts.fail = findings.len();
    }
    tell(args, &inputs, &assessment);
    if assessment.unreadable {
        return Err(UsageError::new("no input could be read").into());
    }
    write(&assessment, args.format, args, args.o.as_deref())?;
    for (format, file) in &args.output {
        write(&assessment, *format, args, Some(file))?;
    }
    let worst = assessment.evaluation.findings.iter().map(|finding| finding.severity).max();
    Ok(match worst {
        Some(severity) if severity >= args.fail_on => Exit::Findings,
        _ if assessment.is_complete() || args.allow_incomplete => Exit::Clean,
        _ => Exit::Incomplete,
    })
}

fn write(assessment: &Assessment, format: Format, args: &CheckArgs, file: Option<&Path>) -> anyhow::Result<()> {
    match format {
        Format::Text => write_to(file, |out| report::text(assessment, out)),
        Format::Json => write_plain_to(file, |out| report::json(assessment, args.results == ResultsShown::All, out)),
    }
}

/// Says on stderr what could not be read, and with `--verbose` what was.
fn tell(args: &CheckArgs, inputs: &[Input], assessment: &Assessment) {
    if args.verbose {
        for input in inputs {
            anstream::eprintln!("read {}", escape_control(&input.name()));
        }
    }
    // A report on the terminal says it itself; a program that reads JSON leaves stderr to people.
    let told_in_report = args.format == Format::Text && args.o.is_none() && !assessment.unreadable;
    if told_in_report || (args.quiet && !assessment.unreadable) {
        return;
    }
    for problem in &assessment.problems {
        let text = format!("{}: {} (byte {})", problem.input, problem.problem.message, problem.problem.offset);
        anstream::eprintln!("warning: {}", escape_control(&text));
    }
}

/// The checks that `--only` and `--skip` leave.
fn selected(args: &CheckArgs) -> Result<Vec<&'static Check>, UsageError> {
    let parse = |flag: &str, names: &[String]| -> Result<Vec<Selector>, UsageError> {
        names.iter().map(|name| name.parse().map_err(|()| no_such_check(flag, name))).collect()
    };
    let (only, skip) = (parse("--only ", &args.only)?, parse("--skip ", &args.skip)?);
    let by = |selectors: &[Selector], check: &Check| {
        selectors.iter().any(|selector| match selector {
            Selector::Check(id) => *id == check.id,
            Selector::Kind(kind) => *kind == check.kind,
        })
    };
    let chosen: Vec<_> = checks().filter(|check| (only.is_empty() || by(&only, check)) && !by(&skip, check)).collect();
    if chosen.is_empty() {
        return Err(UsageError::new("--only and --skip leave no check").hint("`overhear list checks` shows them all"));
    }
    Ok(chosen)
}

/// The error for a name that is no check, with the nearest one.
pub(super) fn no_such_check(flag: &str, name: &str) -> UsageError {
    let shared = |id: &str| {
        let words = |text: &str| text.split('-').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        words(id).intersection(&words(name)).count()
    };
    let nearest =
        checks().map(|check| (shared(check.id), check.id)).max_by_key(|(shared, id)| (*shared, std::cmp::Reverse(*id)));
    let error = UsageError::new(format!("{flag}{name}: no such check"));
    match nearest {
        Some((shared, id)) if shared > 1 => error.hint(format!("did you mean {id}?")),
        _ => error.hint("`overhear list checks` shows them all"),
    }
}

/// The one place that reads the clock: approvals of snapshots without a time are judged by it.
#[expect(clippy::disallowed_methods, reason = "the binary asks for today, once")]
fn today() -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}
