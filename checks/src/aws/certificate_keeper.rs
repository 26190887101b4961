//! Which service keeps a certificate.

/// The service that keeps a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Keeper {
    /// Certificate Manager, which renews what it issued and warns of the rest.
    Acm,
    /// IAM, which does neither.
    Iam,
    /// The ARN does not tell.
    NotKnown,
}

/// The keeper of the certificate with this ARN, in any partition.
pub(super) fn keeper(arn: &str) -> Keeper {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "acm", _, _, resource] if resource.starts_with("certificate/") => Keeper::Acm,
        ["arn", _, "iam", _, _, resource] if resource.starts_with("server-certificate/") => Keeper::Iam,
        _ => Keeper::NotKnown,
    }
}
