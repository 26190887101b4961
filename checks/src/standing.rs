use crate::Severity;
use overhear_core::Provider;

/// Whose account is it, seen from another account of the run: the question behind every capture that leaves its account.
/// How a cloud lists its accounts is the matter of `aws/organization.rs`, `azure/tenant.rs` and `gcp/organization.rs`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Standing {
    /// The same account.
    Own,
    /// A project number that may be that of the same project.
    Unresolved,
    /// Another account of the organisation, or one that this run scans.
    Known,
    /// Another account, and those of the organisation could not be listed.
    Undetermined,
    /// Not in the organisation.
    Foreign,
}

impl Standing {
    /// How bad it is that packets go there.
    pub(crate) const fn severity(self) -> Severity {
        match self {
            Self::Foreign => Severity::Critical,
            Self::Unresolved | Self::Known | Self::Undetermined => Severity::High,
            Self::Own => Severity::Medium,
        }
    }

    /// The account in a sentence, in the words of its cloud.
    pub(crate) fn words(self, provider: Provider, account: &str) -> String {
        let noun = provider.account_noun();
        let group = if provider == Provider::Azure { "tenant" } else { "organisation" };
        match self {
            Self::Own => format!("the same {noun}"),
            Self::Unresolved => format!("{noun} {account}, a number that could not be resolved"),
            Self::Known => format!("{noun} {account} of the same {group}"),
            Self::Undetermined => {
                format!("{noun} {account}, of which nobody can tell whether it is in the {group}")
            }
            Self::Foreign => format!("{noun} {account}, outside the {group}"),
        }
    }
}
