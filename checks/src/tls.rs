//! Versions of TLS, in every spelling of the three clouds.

use std::fmt;

/// A version of SSL or TLS. They compare by age: the oldest is the least.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Version {
    /// SSL 2.0
    Ssl2,
    /// SSL 3.0
    Ssl3,
    /// TLS 1.0
    Tls10,
    /// TLS 1.1
    Tls11,
    /// TLS 1.2
    Tls12,
    /// TLS 1.3
    Tls13,
}

impl Version {
    /// The version that a text names: `TLS1_2`, `TLS12`, `1.2`, `Tls12`, `TLSv1.2`, `TLSv1_2`, `TLSV1.2`, `TLS_1_2`,
    /// `TLSv1.2_2021`. None for a text that nobody has seen.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let (is_ssl, rest) = match (text.strip_prefix("ssl"), text.strip_prefix("tls")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => (false, text.as_str()),
        };
        let rest = rest.trim_start_matches(['v', '_', '-', ' ']);
        // A policy of CloudFront has its year behind the version.
        let number = rest.split_once('_').filter(|(_, year)| year.len() == 4).map_or(rest, |(number, _)| number);
        match (is_ssl, number) {
            (true, "2" | "2.0") => Some(Self::Ssl2),
            (true, "3" | "3.0") => Some(Self::Ssl3),
            (false, "1" | "1.0" | "1_0" | "10") => Some(Self::Tls10),
            (false, "1.1" | "1_1" | "11") => Some(Self::Tls11),
            (false, "1.2" | "1_2" | "12") => Some(Self::Tls12),
            (false, "1.3" | "1_3" | "13") => Some(Self::Tls13),
            _ => None,
        }
    }

    /// True where the clouds advise against it (RFC 8996).
    pub(crate) fn is_weak(self) -> bool {
        self < Self::Tls12
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ssl2 => "SSL 2.0",
            Self::Ssl3 => "SSL 3.0",
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let of = |version: Version, spellings: &[&str]| {
            for text in spellings {
                assert_eq!(Version::parse(text), Some(version), "{text}");
            }
        };
        of(Version::Tls10, &["TLS1_0", "1.0", "TLSv1", "TLSv1_2016", "TLS_1_0", "TLS10", "Tls10", "TLSv1.0", "tls1"]);
        of(Version::Tls11, &["TLS1_1", "1.1", "TLSv1.1", "TLSv1.1_2016", "TLS_1_1", "TLSv1_1"]);
        of(
            Version::Tls12,
            &["TLS1_2", "TLS12", "1.2", "Tls12", "TLSv1.2", "TLSv1_2", "TLSV1.2", "TLS_1_2", "TLSv1.2_2021"],
        );
        of(Version::Tls13, &["TLS1_3", "TLSv1.3", "TLS_1_3", "1.3", "TLSv1.3_2025"]);
        of(Version::Ssl3, &["SSLv3", "SSL3"]);
        of(Version::Ssl2, &["SSLv2"]);
        for odd in ["", "TLS", "TLSv2", "None", "TLS1_4", "Policy", "TLSv1.2_", "2012"] {
            assert_eq!(Version::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn versions_compare_by_age() {
        assert!(Version::Tls13 > Version::Tls12 && Version::Tls11.is_weak() && !Version::Tls12.is_weak());
    }
}
