use crate::{cli::ScanOf, exit::Exit};

pub(super) fn run(of: &ScanOf) -> anyhow::Result<Exit> {
    match of {
        ScanOf::Aws(args) => super::aws::scan(args),
    }
}
