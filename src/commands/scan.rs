use crate::{cli::ScanArgs, exit::Exit};

#[cfg(not(feature = "reading"))]
pub(super) fn run(args: &ScanArgs) -> anyhow::Result<Exit> {
    Err(absent(&args.clouds).into())
}

/// The error of a build that can read no cloud.
#[cfg(not(feature = "reading"))]
pub(super) fn absent(clouds: &crate::cli::Clouds) -> crate::exit::UsageError {
    use overhear_core::Provider;

    let named: Vec<_> = clouds.clouds.iter().map(|cloud| Provider::title(cloud.provider())).collect();
    crate::exit::UsageError::new(format!("this build cannot read {}: it was built without live", named.join(", ")))
        .hint("cargo install --path . --features live")
}

#[cfg(feature = "reading")]
pub(super) fn run(args: &ScanArgs) -> anyhow::Result<Exit> {
    use super::{
        check::{conclude, engine, processors, selected},
        clouds::{Wanted, clouds, plan},
    };
    use crate::{
        assessment::Reader,
        cli::Format,
        exit::UsageError,
        inputs::{Input, find},
        live::{Destination, Job},
    };
    use overhear_core::ExportScope;

    let reading = clouds(&args.clouds, &args.live, Wanted::Checks(&args.selection))?;
    if args.live.dry_run {
        return plan(&reading, args.judging.format == Format::Json, args.judging.o.as_deref());
    }
    // The configuration is read before the clouds are: a mistake in it must not cost a run.
    let named: Vec<_> = reading.iter().map(|cloud| cloud.provider()).collect();
    let checks = selected(&args.selection, None)?.into_iter().filter(|check| named.contains(&check.provider));
    let engine = engine(checks.collect(), &args.judging)?;
    let spool = tempfile::tempdir()?;
    let destination = match (&args.save, &args.live.resume) {
        (None, Some(file)) => Destination::File(file.clone()),
        (None, None) => Destination::Folder(spool.path().to_owned()),
        (Some(path), _) => Destination::of(Some(path)),
    };
    let (Destination::File(path) | Destination::Folder(path)) = &destination else {
        return Err(UsageError::new("--save -: the report goes to stdout").hint("name a file").into());
    };
    if let Destination::Folder(folder) = &destination
        && folder.is_dir()
        && find(std::slice::from_ref(folder), u64::MAX).iter().any(|input| matches!(input, Input::File(_)))
    {
        // What others wrote there would be judged as if it were of this run.
        return Err(UsageError::new(format!("--save {}: snapshots are there already", folder.display()))
            .hint("name a new folder")
            .into());
    }
    Job { clouds: reading, args: &args.live, voice: args.voice, destination: &destination }.run()?;
    // Its size is that of what was read a moment ago.
    let reader = Reader { engine: &engine, fallback: ExportScope::default(), max_input: u64::MAX, jobs: processors() };
    let mut assessment = reader.assess(&find(std::slice::from_ref(path), u64::MAX));
    assessment.inputs = named.iter().map(|provider| provider.name().to_owned()).collect();
    conclude(assessment, &args.judging, args.voice)
}
