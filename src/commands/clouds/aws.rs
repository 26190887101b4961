use super::distinct;
use crate::{
    cli::{AwsArgs, LiveArgs},
    exit::UsageError,
    live::{Cloud, Extent, Planned},
};
use overhear_aws::{
    arn, ec2,
    live::{Accounts, Aws, Options, Regions, reads},
    sts,
};
use overhear_core::{Op, Provider, live::Plan};
use std::time::Duration;

/// The AWS accounts that the command line names.
pub(super) fn cloud(args: &AwsArgs, live: &LiveArgs, wanted: Vec<&'static Op>) -> Result<Box<dyn Cloud>, UsageError> {
    let options = options(args, live)?;
    let (regions, assumed) = match &options.regions {
        Regions::Listed(regions) => (regions.len(), false),
        Regions::Enabled => (arn::default_regions("us-east-1").len(), true),
    };
    let accounts = match &options.accounts {
        Accounts::Own => Some(1),
        Accounts::Listed(accounts) => Some(accounts.len()),
        Accounts::Organization => None,
    };
    Ok(Box::new(Planned {
        provider: Provider::Aws,
        plan: Plan::new(reads(), wanted),
        discovery: vec![(&sts::CALLER_IDENTITY.op, 1), (&ec2::REGIONS.op, accounts.unwrap_or(1))],
        extent: Extent { accounts, word: "account", whole: "each account of the organisation", regions, assumed },
        adapter: async move |means: crate::live::Means| Ok(Aws::new(options, means.pace, means.progress).await),
    }))
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
        [] => Regions::Enabled,
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

/// `eu-west-1`: what is none would make a host name that nobody meant.
fn is_region(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    plain && text.contains('-') && text.ends_with(|last: char| last.is_ascii_digit())
}
