use crate::{Check, aws, azure, gcp};
use overhear_core::{Provider, Registry, Unlisted};
use std::sync::LazyLock;

static OPERATIONS: LazyLock<Registry> = LazyLock::new(|| {
    let services = [overhear_aws::SERVICES, overhear_azure::SERVICES, overhear_gcp::SERVICES];
    Registry::new(services.into_iter().flatten().flat_map(|ops| ops.iter().copied()))
});

/// Every check, sorted by id.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [aws::CHECKS, azure::CHECKS, gcp::CHECKS].into_iter().flatten().copied()
}

/// The check of this id.
pub fn check(id: &str) -> Option<&'static Check> {
    checks().find(|check| check.id == id)
}

/// The captures of a cloud that no operation lists.
pub(crate) const fn unlisted(provider: Provider) -> &'static [Unlisted] {
    match provider {
        Provider::Aws => &[],
        Provider::Azure => overhear_azure::unlisted::UNLISTED,
        Provider::Gcp => overhear_gcp::unlisted::UNLISTED,
    }
}

/// Every operation that a snapshot may name.
pub fn operations() -> &'static Registry {
    &OPERATIONS
}
