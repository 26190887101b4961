use crate::Provider;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What stands in a scope where a document could not tell: `unknown`.
pub const UNKNOWN: &str = "unknown";

/// Where a call was made.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Scope {
    /// The cloud.
    pub provider: Provider,
    /// AWS account, Azure subscription or GCP project; `organizations/…` and the like for calls above them.
    #[serde(default = "unknown")]
    pub account: String,
    /// Region or location; `global` where the call covers all of them, [`UNKNOWN`] where nobody can tell.
    #[serde(default = "unknown")]
    pub region: String,
}

fn unknown() -> String {
    UNKNOWN.to_owned()
}

impl Scope {
    /// A scope from its three parts.
    pub fn new(provider: Provider, account: impl Into<String>, region: impl Into<String>) -> Self {
        Self { provider, account: account.into(), region: region.into() }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.provider, self.account, self.region)
    }
}
