use super::{write_plain_to, write_to};
use crate::{
    assessment::{Assessment, Reader},
    cli::{CheckArgs, Format, Judging, ResultsShown, Selection, Selector, Voice},
    config::Config,
    exit::{Exit, UsageError},
    inputs::find,
    report,
};
use overhear_checks::{Check, Engine, Keep, checks};
use overhear_core::{ExportScope, Provider, escape_control};
use std::{num::NonZeroUsize, path::Path, thread};

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let selected = selected(&args.selection, None)?;
    let engine = engine(selected, &args.judging)?;
    let jobs = args.jobs.and_then(|jobs| NonZeroUsize::new(jobs.into()));
    let reader = Reader {
        engine: &engine,
        fallback: ExportScope { account: args.account.clone(), region: args.region.clone() },
        max_input: args.max_input,
        jobs: jobs.unwrap_or_else(processors),
    };
    let inputs = find(&args.paths, args.max_input);
    if args.voice.verbose {
        for input in &inputs {
            anstream::eprintln!("read {}", escape_control(&input.name()));
        }
    }
    conclude(reader.assess(&inputs), &args.judging, args.voice)
}

/// The engine for these checks, with the approvals of the configuration.
pub(super) fn engine(checks: Vec<&'static Check>, judging: &Judging) -> anyhow::Result<Engine> {
    let config = Config::load(judging.config.as_deref())?;
    let keep = if judging.results == ResultsShown::All { Keep::All } else { Keep::Unknowns };
    Ok(Engine::new(checks, config.approved, today(), keep))
}

/// As many as work at the same time.
pub(super) fn processors() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Writes the reports of an assessment, and tells how the run ended.
pub(super) fn conclude(mut assessment: Assessment, judging: &Judging, voice: Voice) -> anyhow::Result<Exit> {
    if let Some(least) = judging.min_confidence {
        let findings = &mut assessment.evaluation.findings;
        findings.retain(|finding| finding.confidence.value() >= least);
        assessment.evaluation.counts.fail = findings.len();
    }
    tell(judging, voice, &assessment);
    if assessment.unreadable {
        return Err(UsageError::new("no input could be read").into());
    }
    write(&assessment, judging.format, judging, judging.o.as_deref())?;
    for (format, file) in &judging.output {
        write(&assessment, *format, judging, Some(file))?;
    }
    let worst = assessment.evaluation.findings.iter().map(|finding| finding.severity).max();
    Ok(match worst {
        Some(severity) if severity >= judging.fail_on => Exit::Findings,
        _ if assessment.is_complete() || judging.allow_incomplete => Exit::Clean,
        _ => Exit::Incomplete,
    })
}

fn write(assessment: &Assessment, format: Format, judging: &Judging, file: Option<&Path>) -> anyhow::Result<()> {
    match format {
        Format::Text => write_to(file, |out| report::text(assessment, out)),
        Format::Json => write_plain_to(file, |out| report::json(assessment, judging.results == ResultsShown::All, out)),
    }
}

/// Says on stderr what could not be read.
fn tell(judging: &Judging, voice: Voice, assessment: &Assessment) {
    // A report on the terminal says it itself; a program that reads JSON leaves stderr to people.
    let told_in_report = judging.format == Format::Text && judging.o.is_none() && !assessment.unreadable;
    if told_in_report || (voice.quiet && !assessment.unreadable) {
        return;
    }
    for problem in &assessment.problems {
        let text = format!("{}: {} (byte {})", problem.input, problem.problem.message, problem.problem.offset);
        anstream::eprintln!("warning: {}", escape_control(&text));
    }
}

/// The checks that `--only` and `--skip` leave, of one provider where one is named.
pub(super) fn selected(selection: &Selection, provider: Option<Provider>) -> Result<Vec<&'static Check>, UsageError> {
    let parse = |flag: &str, names: &[String]| -> Result<Vec<Selector>, UsageError> {
        names.iter().map(|name| name.parse().map_err(|()| no_such_check(flag, name))).collect()
    };
    let (only, skip) = (parse("--only ", &selection.only)?, parse("--skip ", &selection.skip)?);
    let by = |selectors: &[Selector], check: &Check| {
        selectors.iter().any(|selector| match selector {
            Selector::Check(id) => *id == check.id,
            Selector::Kind(kind) => *kind == check.kind,
        })
    };
    let of_provider = |check: &&Check| provider.is_none_or(|provider| check.provider == provider);
    let left = |check: &&Check| (only.is_empty() || by(&only, check)) && !by(&skip, check);
    let chosen: Vec<_> = checks().filter(of_provider).filter(left).collect();
    if chosen.is_empty() {
        let of = provider.map(|provider| format!(" of {}", provider.title())).unwrap_or_default();
        return Err(UsageError::new(format!("--only and --skip leave no check{of}"))
            .hint("`overhear list checks` shows them all"));
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
