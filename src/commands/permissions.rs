use super::{check::selected, write_plain_to};
use crate::{
    cli::{Cloud, PermissionsArgs},
    discovery::{known, operations_of},
    exit::Exit,
    permissions::{aws, azure, gcp},
};

pub(super) fn run(args: &PermissionsArgs) -> anyhow::Result<Exit> {
    let provider = args.cloud.provider();
    let ops = if args.all_operations {
        known(provider)
    } else {
        operations_of(provider, selected(&args.selection, Some(provider))?)
    };
    let document = match args.cloud {
        Cloud::Aws => aws::policy(&ops),
        Cloud::Azure => azure::role(&ops),
        Cloud::Gcp => gcp::role(&ops),
    };
    write_plain_to(None, |out| writeln!(out, "{document:#}"))?;
    Ok(Exit::Clean)
}
