use super::check::selected;
use crate::{cli::CollectOf, exit::Exit};
use overhear_checks::operations;
use overhear_core::{Op, Provider};

pub(super) fn run(of: &CollectOf) -> anyhow::Result<Exit> {
    match of {
        CollectOf::Aws(args) => {
            let wanted =
                if args.all_operations { known(Provider::Aws) } else { needed(&args.selection, Provider::Aws)? };
            super::aws::collect(args, wanted)
        }
    }
}

/// The operations that the selected checks need.
pub(super) fn needed(selection: &crate::cli::Selection, provider: Provider) -> anyhow::Result<Vec<&'static Op>> {
    let checks = selected(selection, Some(provider))?;
    Ok(checks.iter().flat_map(|check| check.needs).map(overhear_checks::Need::op).collect())
}

/// Every operation of a provider.
pub(super) fn known(provider: Provider) -> Vec<&'static Op> {
    operations().iter().filter(|op| op.provider == provider).collect()
}
