use serde::{Deserialize, Serialize};
use std::fmt;

/// How a call ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// Everything there is was read.
    Complete,
    /// Some of it was read: the items are true, their absence proves nothing.
    Partial(Gap),
    /// Nothing was read.
    Failed(Gap),
}

impl Outcome {
    /// The name in snapshots and reports: `complete`, `partial`, `failed`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial(_) => "partial",
            Self::Failed(_) => "failed",
        }
    }

    /// Why it is not complete.
    pub const fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Complete => None,
            Self::Partial(gap) | Self::Failed(gap) => Some(gap),
        }
    }
}

/// Why something could not be seen.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Gap {
    /// The kind of reason.
    pub kind: GapKind,
    /// The provider's own error code, or ours where no provider spoke.
    #[serde(default)]
    pub code: String,
    /// The permission whose grant would close the gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// A sentence for people.
    #[serde(default)]
    pub message: String,
}

impl Gap {
    /// The code of a document that is one resource and not the list of them.
    pub const SINGLE_RESOURCE: &str = "SingleResource";

    /// The code of a call with an item that is not what the API documents.
    pub const ODD_ITEM: &str = "OddItem";

    /// The code of captures that no operation lists.
    pub const NO_LIST: &str = "NoListOperation";

    /// A gap without a permission.
    pub fn new(kind: GapKind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, code: code.into(), permission: None, message: message.into() }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.phrase())?;
        if !self.code.is_empty() {
            write!(f, " ({})", self.code)?;
        }
        Ok(())
    }
}

/// The kinds of reasons why something could not be seen.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// The caller lacks a permission.
    Denied,
    /// The API is switched off in this scope: nothing can exist there.
    NotEnabled,
    /// The region or cloud does not have the service: nothing can exist there.
    NotOffered,
    /// The provider asked to slow down until patience ran out.
    Throttled,
    /// Only a part was read.
    Truncated,
    /// It was read, and is not what it should be.
    Undecodable,
    /// The network or the provider failed.
    Transport,
    /// Nobody made the call.
    #[serde(other)]
    NotAttempted,
}

impl GapKind {
    /// True where the gap itself says that nothing can exist there.
    pub const fn is_absence(self) -> bool {
        matches!(self, Self::NotEnabled | Self::NotOffered)
    }

    /// The name in snapshots and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::NotEnabled => "not_enabled",
            Self::NotOffered => "not_offered",
            Self::Throttled => "throttled",
            Self::Truncated => "truncated",
            Self::Undecodable => "undecodable",
            Self::Transport => "transport",
            Self::NotAttempted => "not_attempted",
        }
    }

    /// The words for people.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::NotEnabled => "API not enabled",
            Self::NotOffered => "not offered here",
            Self::Throttled => "throttled",
            Self::Truncated => "cut short",
            Self::Undecodable => "not decodable",
            Self::Transport => "transport failed",
            Self::NotAttempted => "not read",
        }
    }
}
