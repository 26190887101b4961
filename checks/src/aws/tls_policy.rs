//! How strong a TLS policy of a load balancer is: by its protocols and ciphers, never by its name.

use crate::{Severity, tls::Version};

/// A protocol or a cipher that a policy allows.
pub(super) struct Allowed<'a> {
    /// Where the policy says so.
    pub(super) pointer: String,
    /// What stands there.
    pub(super) written: &'a str,
    /// The protocol or the cipher in it.
    pub(super) name: &'a str,
}

/// What a policy allows.
#[derive(Default)]
pub(super) struct Policy<'a> {
    pub(super) protocols: Vec<Allowed<'a>>,
    pub(super) ciphers: Vec<Allowed<'a>>,
    /// What in it cannot be read.
    pub(super) odd: Option<String>,
}

/// How strong a policy is; the worst is the least.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Strength {
    /// It allows versions before TLS 1.2, or ciphers that are broken.
    Weak,
    /// It allows ciphers with which a recording can be read once the key is known.
    NoForwardSecrecy,
    /// It cannot be told.
    Undetermined,
    /// TLS 1.2 and newer, and every cipher is forward secret.
    Strong,
}

impl Strength {
    /// How bad a listener with such a policy is.
    pub(super) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Weak => Some(Severity::Medium),
            Self::NoForwardSecrecy => Some(Severity::Low),
            Self::Undetermined | Self::Strong => None,
        }
    }
}

/// The strength of a policy, and what in it decides.
pub(super) struct Judged<'a> {
    pub(super) strength: Strength,
    pub(super) faults: Vec<Allowed<'a>>,
    /// In words, after the name of the policy.
    pub(super) words: String,
}

impl<'a> Policy<'a> {
    /// Judges it.
    pub(super) fn judge(self) -> Judged<'a> {
        let undetermined = self.undetermined();
        let is_old = |protocol: &Allowed<'_>| Version::parse(protocol.name).is_some_and(Version::is_weak);
        let old: Vec<_> = self.protocols.into_iter().filter(is_old).collect();
        let (broken, sound): (Vec<_>, Vec<_>) = self.ciphers.into_iter().partition(|cipher| is_broken(cipher.name));
        if !old.is_empty() || !broken.is_empty() {
            let mut versions: Vec<_> = old.iter().filter_map(|protocol| Version::parse(protocol.name)).collect();
            versions.sort();
            versions.dedup();
            let names = versions.iter().map(ToString::to_string);
            let names = names.chain(broken.iter().map(|cipher| cipher.name.to_owned())).collect();
            let words = format!("allows {}", listed(names));
            return Judged { strength: Strength::Weak, faults: old.into_iter().chain(broken).collect(), words };
        }
        if let Some(words) = undetermined {
            return Judged { strength: Strength::Undetermined, faults: Vec::new(), words };
        }
        let faults: Vec<_> = sound.into_iter().filter(|cipher| !is_forward_secret(cipher.name)).collect();
        if faults.is_empty() {
            let words = "allows TLS 1.2 and newer alone, with forward secrecy".to_owned();
            return Judged { strength: Strength::Strong, faults, words };
        }
        let names = listed(faults.iter().map(|cipher| cipher.name.to_owned()).collect());
        let words = format!("allows ciphers without forward secrecy: {names}");
        Judged { strength: Strength::NoForwardSecrecy, faults, words }
    }

    /// Why a policy cannot be called strong.
    fn undetermined(&self) -> Option<String> {
        if let Some(odd) = &self.odd {
            return Some(odd.clone());
        }
        if self.protocols.is_empty() {
            return Some("names no protocol".to_owned());
        }
        if self.ciphers.is_empty() {
            return Some("names no cipher".to_owned());
        }
        if let Some(protocol) = self.protocols.iter().find(|protocol| Version::parse(protocol.name).is_none()) {
            return Some(format!("allows {}, a protocol that is not known", protocol.name));
        }
        let cipher = self.ciphers.iter().find(|cipher| !is_known(cipher.name))?;
        Some(format!("allows {}, a cipher that is not known", cipher.name))
    }
}

/// The first names of a list.
fn listed(mut names: Vec<String>) -> String {
    const SHOWN: usize = 4;
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    let names = names.join(", ");
    if more == 0 { names } else { format!("{names} and {more} more") }
}

/// The parts of a cipher's name, as OpenSSL (`ECDHE-RSA-AES128-SHA`) or IANA (`TLS_RSA_WITH_RC4_128_MD5`) write it.
fn parts(cipher: &str) -> impl Iterator<Item = String> {
    cipher.split(['-', '_']).map(str::to_ascii_uppercase)
}

/// No encryption, no authentication, or an algorithm that can be broken.
fn is_broken(cipher: &str) -> bool {
    const BROKEN: [&str; 10] = ["NULL", "RC2", "RC4", "DES", "3DES", "MD5", "ADH", "AECDH", "ANON", "EXPORT"];
    parts(cipher).any(|part| BROKEN.contains(&part.as_str()) || part.starts_with("EXP"))
}

/// True where the name tells what is encrypted with.
fn is_known(cipher: &str) -> bool {
    const ALGORITHMS: [&str; 6] = ["AES", "ARIA", "CAMELLIA", "CHACHA20", "IDEA", "SEED"];
    parts(cipher).any(|part| ALGORITHMS.iter().any(|algorithm| part.starts_with(algorithm)))
}

/// Ephemeral keys. The suites of TLS 1.3 name no key exchange, since all of them have it.
fn is_forward_secret(cipher: &str) -> bool {
    let is_tls13 = cipher.starts_with("TLS_") && !cipher.contains("_WITH_");
    is_tls13 || parts(cipher).any(|part| matches!(part.as_str(), "ECDHE" | "DHE" | "EDH"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(protocols: &[&str], ciphers: &[&str]) -> Strength {
        fn allowed<'a>(names: &[&'a str]) -> Vec<Allowed<'a>> {
            names.iter().map(|name| Allowed { pointer: String::new(), written: name, name }).collect()
        }
        Policy { protocols: allowed(protocols), ciphers: allowed(ciphers), odd: None }.judge().strength
    }

    #[test]
    fn ciphers_are_judged_by_what_they_are_made_of() {
        let with = |cipher| strength(&["TLSv1.2"], &["ECDHE-RSA-AES128-GCM-SHA256", cipher]);
        for broken in [
            "DES-CBC3-SHA",
            "EDH-RSA-DES-CBC-SHA",
            "RC4-SHA",
            "ECDHE-RSA-RC4-SHA",
            "EXP-RC4-MD5",
            "EXP1024-DES-CBC-SHA",
            "PSK-3DES-EDE-CBC-SHA",
            "ADH-AES128-SHA",
            "NULL-SHA",
            "TLS_RSA_WITH_NULL_SHA",
            "TLS_DH_anon_WITH_AES_128_CBC_SHA",
            "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
        ] {
            assert_eq!(with(broken), Strength::Weak, "{broken}");
        }
        for lasting in ["AES128-GCM-SHA256", "CAMELLIA256-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "SEED-SHA"] {
            assert_eq!(with(lasting), Strength::NoForwardSecrecy, "{lasting}");
        }
        for strong in ["TLS_AES_128_GCM_SHA256", "DHE-DSS-AES128-SHA", "ECDHE-ECDSA-CHACHA20-POLY1305"] {
            assert_eq!(with(strong), Strength::Strong, "{strong}");
        }
        for odd in ["", "x", "TLS_SHA256_SHA256"] {
            assert_eq!(with(odd), Strength::Undetermined, "{odd}");
        }
    }

    #[test]
    fn a_policy_that_does_not_tell_is_not_strong() {
        assert_eq!(strength(&[], &["TLS_AES_128_GCM_SHA256"]), Strength::Undetermined);
        assert_eq!(strength(&["TLSv1.3"], &[]), Strength::Undetermined);
        assert_eq!(strength(&["TLSv1.3", "TLSv9"], &["TLS_AES_128_GCM_SHA256"]), Strength::Undetermined);
        assert_eq!(strength(&["TLSv1.3", "TLSv1"], &[]), Strength::Weak);
    }
}
