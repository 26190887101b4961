use serde::{Deserialize, Serialize};
use std::fmt;

/// A cloud.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Amazon Web Services; its accounts are 12-digit numbers.
    Aws,
    /// Microsoft Azure; its accounts are subscription ids.
    Azure,
    /// Google Cloud; its accounts are project ids.
    Gcp,
}

impl Provider {
    /// Every provider, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Aws, Self::Azure, Self::Gcp];

    /// The name used in snapshots, reports and check ids: `aws`, `azure`, `gcp`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Azure => "azure",
            Self::Gcp => "gcp",
        }
    }

    /// The name people write.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Azure => "Azure",
            Self::Gcp => "GCP",
        }
    }

    /// What the provider calls the thing that a scope's `account` names.
    pub const fn account_noun(self) -> &'static str {
        match self {
            Self::Aws => "account",
            Self::Azure => "subscription",
            Self::Gcp => "project",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
