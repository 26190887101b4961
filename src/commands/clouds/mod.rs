//! From the command line to the clouds that are read.

#[cfg(feature = "aws")]
mod aws;
#[cfg(feature = "azure")]
mod azure;
#[cfg(feature = "gcp")]
mod gcp;

use super::{check::selected, write_plain_to};
use crate::{
    cli::{Cloud as Named, Clouds, LiveArgs, Selection},
    discovery::{discovery, known, operations_of},
    exit::{Exit, UsageError},
    live::{Cloud, outline},
};
use overhear_core::{Op, Provider};
use std::{collections::BTreeSet, path::Path};

/// What is wanted of a cloud.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// What these checks need.
    Checks(&'a Selection),
    /// Every operation that this build knows.
    Everything,
}

impl Wanted<'_> {
    /// The operations of a provider that the plan asks: discovery asks its own already.
    fn operations(self, provider: Provider) -> Result<Vec<&'static Op>, UsageError> {
        let wanted = match self {
            Self::Checks(selection) => operations_of(provider, selected(selection, Some(provider))?),
            Self::Everything => known(provider),
        };
        Ok(wanted.into_iter().filter(|op| !discovery(provider).contains(op)).collect())
    }
}

/// The clouds that are named, each once.
pub(super) fn clouds(args: &Clouds, live: &LiveArgs, wanted: Wanted<'_>) -> Result<Vec<Box<dyn Cloud>>, UsageError> {
    args.refuse_strangers()?;
    let mut clouds: Vec<Box<dyn Cloud>> = Vec::new();
    for named in &args.clouds {
        let provider = named.provider();
        if clouds.iter().any(|cloud| cloud.provider() == provider) {
            continue;
        }
        let operations = wanted.operations(provider)?;
        clouds.push(match named {
            #[cfg(feature = "aws")]
            Named::Aws => aws::cloud(&args.aws, live, operations)?,
            #[cfg(feature = "azure")]
            Named::Azure => azure::cloud(&args.azure, live, operations)?,
            #[cfg(feature = "gcp")]
            Named::Gcp => gcp::cloud(&args.gcp, live, operations)?,
            #[cfg(not(all(feature = "aws", feature = "azure", feature = "gcp")))]
            _ => {
                let (title, name) = (provider.title(), provider.name());
                return Err(UsageError::new(format!(
                    "this build cannot read {title}: it was built without the feature `{name}`"
                ))
                .hint("cargo install --path . --features live"));
            }
        });
    }
    Ok(clouds)
}

/// Writes the plans, and asks nothing.
pub(super) fn plan(clouds: &[Box<dyn Cloud>], as_json: bool, file: Option<&Path>) -> anyhow::Result<Exit> {
    write_plain_to(file, |out| outline(clouds, as_json, out))?;
    Ok(Exit::Clean)
}

impl Clouds {
    /// A flag of a cloud that is not read would be ignored, and somebody meant something by it.
    fn refuse_strangers(&self) -> Result<(), UsageError> {
        let given = [
            (Named::Aws, self.aws.profile.is_some(), "--profile"),
            (Named::Aws, !self.aws.regions.is_empty(), "--regions"),
            (Named::Aws, !self.aws.accounts.is_empty(), "--accounts"),
            (Named::Aws, self.aws.role_name.is_some(), "--role-name"),
            (Named::Azure, !self.azure.subscriptions.is_empty(), "--subscriptions"),
            (Named::Azure, self.azure.management_group.is_some(), "--management-group"),
            (Named::Azure, self.azure.tenant.is_some(), "--tenant"),
            (Named::Azure, self.azure.cloud.is_some(), "--cloud"),
            (Named::Gcp, !self.gcp.projects.is_empty(), "--projects"),
            (Named::Gcp, self.gcp.organization.is_some(), "--organization"),
            (Named::Gcp, self.gcp.folder.is_some(), "--folder"),
        ];
        let stranger = given.into_iter().find(|(cloud, given, _)| *given && !self.clouds.contains(cloud));
        stranger.map_or(Ok(()), |(cloud, _, flag)| {
            let (title, name) = (cloud.provider().title(), cloud.provider().name());
            Err(UsageError::new(format!("{flag} is for {title}, which is not read")).hint(format!("add `{name}`")))
        })
    }
}

/// Each once, in the order given: what is named twice is read once.
fn distinct(listed: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    listed.iter().filter(|name| seen.insert(*name)).cloned().collect()
}
