use crate::{cli::CollectOf, exit::Exit};
use overhear_checks::operations;
use overhear_core::{Op, Provider};

pub(super) fn run(of: &CollectOf) -> anyhow::Result<Exit> {
    match of {
        CollectOf::Aws(args) => super::aws::collect(args),
    }
}

/// Every operation of a provider.
pub(super) fn known(provider: Provider) -> Vec<&'static Op> {
    operations().iter().filter(|op| op.provider == provider).collect()
}
