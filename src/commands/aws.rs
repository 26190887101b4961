//! `overhear collect aws` and `overhear scan aws`.

#[cfg(not(feature = "aws"))]
pub(super) use absent::{collect, scan};
#[cfg(feature = "aws")]
pub(super) use present::{collect, scan};

#[cfg(not(feature = "aws"))]
mod absent {
    use crate::{
        cli::{CollectAws, ScanAws},
        exit::{Exit, UsageError},
    };

    pub(in crate::commands) fn collect(_: &CollectAws) -> anyhow::Result<Exit> {
        Err(absent().into())
    }

    pub(in crate::commands) fn scan(_: &ScanAws) -> anyhow::Result<Exit> {
        Err(absent().into())
    }

    fn absent() -> UsageError {
        UsageError::new("this build cannot read AWS: it was built without the feature `aws`")
            .hint("cargo install --path . --features live")
    }
}

#[cfg(feature = "aws")]
mod present {
    use crate::{
        assessment::Reader,
        cli::{AwsArgs, CollectAws, Format, LiveArgs, ScanAws, Voice},
        commands::{
            check::{conclude, engine, processors, selected},
            collect::known,
            write_plain_to,
        },
        exit::{Exit, UsageError},
        inputs::{Input, find},
        live::{Accounts as Estate, Collected, Destination, Job, outline},
        permissions::aws::operations_of,
    };
    use overhear_aws::{
        arn,
        discovery::DISCOVERY,
        live::{Accounts, Aws, Options, Regions, reads},
    };
    use overhear_core::{ExportScope, Op, Provider, live::Plan};
    use std::{collections::BTreeSet, path::Path, time::Duration};

    pub(in crate::commands) fn collect(args: &CollectAws) -> anyhow::Result<Exit> {
        let options = options(&args.aws, &args.live)?;
        let wanted = if args.all_operations {
            known(Provider::Aws)
        } else {
            operations_of(selected(&args.selection, Some(Provider::Aws))?)
        };
        if args.live.dry_run {
            return plan(wanted, &options, false, None);
        }
        let destination = match (&args.o, &args.live.resume) {
            // What is resumed is gone on with where it is.
            (None, Some(file)) => Destination::File(file.clone()),
            (o, _) => Destination::of(o.as_deref()),
        };
        let collected = read(options, wanted, &args.live, args.voice, &destination)?;
        Ok(if collected.stopped || (collected.gaps > 0 && !args.allow_incomplete) {
            Exit::Incomplete
        } else {
            Exit::Clean
        })
    }

    pub(in crate::commands) fn scan(args: &ScanAws) -> anyhow::Result<Exit> {
        let options = options(&args.aws, &args.live)?;
        let checks = selected(&args.selection, Some(Provider::Aws))?;
        let wanted = operations_of(checks.iter().copied());
        if args.live.dry_run {
            return plan(wanted, &options, args.judging.format == Format::Json, args.judging.o.as_deref());
        }
        // The configuration is read before the cloud is: a mistake in it must not cost a run.
        let engine = engine(checks, &args.judging)?;
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
        read(options, wanted, &args.live, args.voice, &destination)?;
        // Its size is that of what was read a moment ago.
        let reader =
            Reader { engine: &engine, fallback: ExportScope::default(), max_input: u64::MAX, jobs: processors() };
        let mut assessment = reader.assess(&find(std::slice::from_ref(path), u64::MAX));
        assessment.inputs = vec![Provider::Aws.name().to_owned()];
        conclude(assessment, &args.judging, args.voice)
    }

    fn read(
        options: Options,
        wanted: Vec<&'static Op>,
        args: &LiveArgs,
        voice: Voice,
        destination: &Destination,
    ) -> anyhow::Result<Collected> {
        let wanted = asked(wanted);
        let job = Job { provider: Provider::Aws, reads: reads(), wanted, args, voice, destination };
        job.run(|means| Aws::new(options, means.pace, means.progress))
    }

    /// What is asked by the plan: discovery asks its own operations already.
    fn asked(wanted: Vec<&'static Op>) -> Vec<&'static Op> {
        wanted.into_iter().filter(|op| !DISCOVERY.contains(op)).collect()
    }

    fn plan(wanted: Vec<&'static Op>, options: &Options, as_json: bool, file: Option<&Path>) -> anyhow::Result<Exit> {
        let (regions, assumed) = match &options.regions {
            Regions::Listed(regions) => (regions.len(), false),
            Regions::Enabled => (arn::default_regions("us-east-1").len(), true),
        };
        let accounts = match &options.accounts {
            Accounts::Own => Some(1),
            Accounts::Listed(accounts) => Some(accounts.len()),
            Accounts::Organization => None,
        };
        let plan = Plan::new(reads(), asked(wanted));
        let estate = Estate { accounts, regions, assumed };
        write_plain_to(file, |out| outline(&plan, DISCOVERY, &estate, as_json, out))?;
        Ok(Exit::Clean)
    }

    fn options(args: &AwsArgs, live: &LiveArgs) -> Result<Options, UsageError> {
        let (listed_accounts, listed_regions) = (distinct(&args.accounts), distinct(&args.regions));
        let is_number = |account: &String| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let accounts = match listed_accounts.as_slice() {
            [] => Accounts::Own,
            [one] if one == "org" => Accounts::Organization,
            listed => match listed.iter().find(|account| !is_number(account)) {
                None => Accounts::Listed(listed.to_vec()),
                Some(other) => {
                    return Err(UsageError::new(format!("--accounts {other}: not the 12 digits of an account"))
                        .hint("list accounts, or give `org` alone"));
                }
            },
        };
        let regions = match listed_regions.as_slice() {
            [one] if one == "all" => Regions::Enabled,
            listed => match listed.iter().find(|region| !is_region(region)) {
                None => Regions::Listed(listed.to_vec()),
                Some(other) => {
                    return Err(UsageError::new(format!("--regions {other}: not the name of a region"))
                        .hint("list regions such as eu-west-1, or give `all` alone"));
                }
            },
        };
        if accounts == Accounts::Organization && args.role_name.is_none() {
            return Err(UsageError::new("--accounts org needs --role-name: the role to assume in the members")
                .hint("docs/permissions holds templates that create one"));
        }
        Ok(Options {
            profile: args.profile.clone(),
            accounts,
            role_name: args.role_name.clone(),
            external_id: args.external_id.clone(),
            regions,
            timeout: Duration::from_secs(live.timeout),
        })
    }

    /// Each once, in the order given: what is named twice is read once.
    fn distinct(listed: &[String]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        listed.iter().filter(|name| seen.insert(*name)).cloned().collect()
    }

    /// `eu-west-1`: what is none would make a host name that nobody meant.
    fn is_region(text: &str) -> bool {
        let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        plain && text.contains('-') && text.ends_with(|last: char| last.is_ascii_digit())
    }
}
