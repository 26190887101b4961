use crate::{cli::CollectArgs, exit::Exit};

#[cfg(not(feature = "reading"))]
pub(super) fn run(args: &CollectArgs) -> anyhow::Result<Exit> {
    Err(super::scan::absent(&args.clouds).into())
}

#[cfg(feature = "reading")]
pub(super) fn run(args: &CollectArgs) -> anyhow::Result<Exit> {
    use super::clouds::{Wanted, clouds, plan};
    use crate::live::{Destination, Job};

    let wanted = if args.all_operations { Wanted::Everything } else { Wanted::Checks(&args.selection) };
    let clouds = clouds(&args.clouds, &args.live, wanted)?;
    if args.live.dry_run {
        return plan(&clouds, false, None);
    }
    let destination = match (&args.o, &args.live.resume) {
        // What is resumed is gone on with where it is.
        (None, Some(file)) => Destination::File(file.clone()),
        (o, _) => Destination::of(o.as_deref()),
    };
    let job = Job { clouds, args: &args.live, voice: args.voice, destination: &destination };
    let collected = job.run()?;
    Ok(if collected.stopped || (collected.gaps > 0 && !args.allow_incomplete) { Exit::Incomplete } else { Exit::Clean })
}
