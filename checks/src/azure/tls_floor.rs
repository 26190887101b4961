//! The oldest version of TLS that a service takes, as it tells it.

use crate::tls::Version;

/// The oldest version of TLS that a service takes.
pub(super) enum Floor<'a> {
    /// It tells nothing: the member is absent, or an empty string.
    Untold,
    /// It takes every version: `None`, which the API of Azure SQL also writes `0`.
    Open,
    /// One that is no longer safe.
    Weak(Version),
    /// One that is.
    Sound(Version),
    /// A text that nobody has seen.
    Undocumented(&'a str),
}

impl<'a> Floor<'a> {
    pub(super) fn of(text: Option<&'a str>) -> Self {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Self::Untold };
        match Version::parse(text) {
            Some(version) if version.is_weak() => Self::Weak(version),
            Some(version) => Self::Sound(version),
            None if text.eq_ignore_ascii_case("None") || text == "0" => Self::Open,
            None => Self::Undocumented(text),
        }
    }
}
