use super::{
    collect::{known, needed},
    write_plain_to,
};
use crate::{cli::PermissionsOf, exit::Exit, permissions::aws};
use overhear_aws::discovery::DISCOVERY;
use overhear_core::{Provider, with_parents};

pub(super) fn run(of: &PermissionsOf) -> anyhow::Result<Exit> {
    match of {
        PermissionsOf::Aws(args) => {
            let wanted =
                if args.all_operations { known(Provider::Aws) } else { needed(&args.selection, Provider::Aws)? };
            let ops = with_parents(wanted.into_iter().chain(DISCOVERY.iter().copied()));
            write_plain_to(None, |out| writeln!(out, "{:#}", aws::policy(&ops)))?;
        }
    }
    Ok(Exit::Clean)
}
