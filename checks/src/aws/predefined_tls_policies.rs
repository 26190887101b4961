//! The predefined TLS policies of Elastic Load Balancing, for where the policies themselves were not read.
//!
//! From the tables "Protocols by policy" and "Ciphers by policy" of the guides to Application, Network and Classic Load
//! Balancers; those of `PQ-2025-09` from recorded answers of `DescribeSSLPolicies`. A name that stands in two tables
//! allows the same versions in both. Policies whose contents could not be looked up (`FIPS-PQ`, `RFC9151`) are not here.

use super::tls_policy::Strength;
use crate::tls::Version::{self, Tls10, Tls11, Tls12, Tls13};

/// Name, oldest version, and whether every cipher is forward secret.
const POLICIES: [(&str, Version, bool); 34] = [
    ("ELBSecurityPolicy-2015-02", Tls10, false),
    ("ELBSecurityPolicy-2015-03", Tls10, false),
    ("ELBSecurityPolicy-2015-05", Tls10, false),
    ("ELBSecurityPolicy-2016-08", Tls10, false),
    ("ELBSecurityPolicy-FS-1-1-2019-08", Tls11, true),
    ("ELBSecurityPolicy-FS-1-2-2019-08", Tls12, true),
    ("ELBSecurityPolicy-FS-1-2-Res-2019-08", Tls12, true),
    ("ELBSecurityPolicy-FS-1-2-Res-2020-10", Tls12, true),
    ("ELBSecurityPolicy-FS-2018-06", Tls10, true),
    ("ELBSecurityPolicy-TLS-1-0-2015-04", Tls10, false),
    ("ELBSecurityPolicy-TLS-1-1-2017-01", Tls11, false),
    ("ELBSecurityPolicy-TLS-1-2-2017-01", Tls12, false),
    ("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", Tls12, false),
    ("ELBSecurityPolicy-TLS13-1-0-2021-06", Tls10, false),
    ("ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04", Tls10, false),
    ("ELBSecurityPolicy-TLS13-1-0-PQ-2025-09", Tls10, false),
    ("ELBSecurityPolicy-TLS13-1-1-2021-06", Tls11, false),
    ("ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04", Tls11, false),
    ("ELBSecurityPolicy-TLS13-1-2-2021-06", Tls12, true),
    ("ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04", Tls12, true),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", Tls12, false),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-2023-04", Tls12, false),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-PQ-2025-09", Tls12, false),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", Tls12, false),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-2023-04", Tls12, false),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09", Tls12, false),
    ("ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", Tls12, true),
    ("ELBSecurityPolicy-TLS13-1-2-PQ-2025-09", Tls12, true),
    ("ELBSecurityPolicy-TLS13-1-2-Res-2021-06", Tls12, true),
    ("ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04", Tls12, true),
    ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", Tls12, true),
    ("ELBSecurityPolicy-TLS13-1-3-2021-06", Tls13, true),
    ("ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04", Tls13, true),
    ("ELBSecurityPolicy-TLS13-1-3-PQ-2025-09", Tls13, true),
];

/// How strong the predefined policy of this name is, as documented, in one word and in several. None for another name.
pub(super) fn documented(name: &str) -> Option<(Strength, String)> {
    let (_, oldest, forward_secret) = POLICIES.iter().find(|(own, ..)| *own == name)?;
    Some(match (oldest.is_weak(), forward_secret) {
        (true, _) => (Strength::Weak, format!("allows {oldest}")),
        (false, false) => (Strength::NoForwardSecrecy, "allows ciphers without forward secrecy".to_owned()),
        (false, true) => (Strength::Strong, format!("allows {oldest} and newer alone, with forward secrecy")),
    })
}
