//! `overhear.toml`.

use crate::exit::UsageError;
use overhear_checks::Approval;
use serde::Deserialize;
use std::{fs, path::Path};

/// The configuration.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Captures that somebody wants.
    #[serde(default)]
    pub approved: Vec<Approval>,
}

/// Read where it exists and no other file is named.
const DEFAULT: &str = "overhear.toml";

impl Config {
    /// Reads `file`, or the default file where it exists.
    pub fn load(file: Option<&Path>) -> Result<Self, UsageError> {
        let path = match file {
            Some(path) => path,
            None if Path::new(DEFAULT).exists() => Path::new(DEFAULT),
            None => return Ok(Self::default()),
        };
        let named = |error: &dyn std::fmt::Display| UsageError::new(format!("{}: {error}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| named(&error))?;
        let config: Self = toml::from_str(&text).map_err(|error| named(&error.to_string().trim_end()))?;
        for (number, approval) in config.approved.iter().enumerate() {
            approval.validate().map_err(|error| {
                named(&format!("[[approved]] number {}: {error}", number + 1))
                    .hint("docs/approvals.md shows an example of each")
            })?;
        }
        Ok(config)
    }
}
