//! What a run asks: the operations that tell where there is something to be asked, and those that checks need.

use overhear_checks::{Check, Need, operations};
use overhear_core::{Op, Provider, with_parents};

/// What a run of a provider asks before anything else: which accounts and the like there are.
pub fn discovery(provider: Provider) -> &'static [&'static Op] {
    match provider {
        Provider::Aws => overhear_aws::discovery::DISCOVERY,
        Provider::Azure => overhear_azure::discovery::DISCOVERY,
        Provider::Gcp => overhear_gcp::discovery::DISCOVERY,
    }
}

/// What a run for these checks of a provider asks: the operations that they need, those for whose items these are called,
/// and what tells where to ask.
pub fn operations_of(provider: Provider, checks: impl IntoIterator<Item = &'static Check>) -> Vec<&'static Op> {
    let of_provider = checks.into_iter().filter(|check| check.provider == provider);
    let needed = of_provider.flat_map(|check| check.needs).map(Need::op);
    with_parents(needed.chain(discovery(provider).iter().copied()))
}

/// Every operation of a provider.
pub fn known(provider: Provider) -> Vec<&'static Op> {
    operations().iter().filter(|op| op.provider == provider).collect()
}
