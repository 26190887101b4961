use super::{check::selected, collect::known, write_plain_to};
use crate::{cli::PermissionsOf, exit::Exit, permissions::aws};
use overhear_core::Provider;

pub(super) fn run(of: &PermissionsOf) -> anyhow::Result<Exit> {
    match of {
        PermissionsOf::Aws(args) => {
            let ops = if args.all_operations {
                known(Provider::Aws)
            } else {
                aws::operations_of(selected(&args.selection, Some(Provider::Aws))?)
            };
            write_plain_to(None, |out| writeln!(out, "{:#}", aws::policy(&ops)))?;
        }
    }
    Ok(Exit::Clean)
}
