use crate::{Check, Confidence, Severity};
use overhear_core::{Provider, Resource};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{borrow::Cow, fmt::Write};

/// What a check says of one resource.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Verdict {
    /// Fine, and everything the verdict rests on was read.
    Pass,
    /// Not fine.
    Fail,
    /// Could not be told.
    Unknown,
    /// The question does not arise.
    NotApplicable,
}

impl Verdict {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// A verdict on one resource, with its reason.
#[derive(Clone, Debug)]
pub struct ResultRow {
    /// The check.
    pub check: &'static Check,
    /// The resource; the scope itself where there is no single one.
    pub resource: Resource,
    /// The verdict.
    pub verdict: Verdict,
    /// A sentence.
    pub reason: String,
}

/// A resource that is not fine.
#[derive(Clone, Debug)]
pub struct Finding {
    /// A hexadecimal fingerprint of check, resource and variant: the same on every run.
    pub id: String,
    /// The check.
    pub check: &'static Check,
    /// How bad it is.
    pub severity: Severity,
    /// How surely.
    pub confidence: Confidence,
    /// A sentence that names what was found.
    pub message: String,
    /// The resource.
    pub resource: Resource,
    /// The facts that it rests on.
    pub evidence: Vec<Evidence>,
    /// The approval that names it, in force or expired.
    pub approval: Option<ApprovalNote>,
}

/// A fact in a raw document.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The operation whose item holds it.
    pub op: &'static str,
    /// A JSON Pointer (RFC 6901) into that item.
    pub pointer: String,
    /// What stands there; null where the absence of a value is the fact.
    pub value: Value,
    /// What it means.
    pub note: Cow<'static, str>,
}

/// The approval that a finding matched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApprovalNote {
    /// Why the capture is wanted.
    pub reason: String,
    /// The last day of the approval, `YYYY-MM-DD`.
    pub expires: String,
    /// True where that day was over when the snapshot was taken.
    pub expired: bool,
}

/// The fingerprint of a finding: 32 hexadecimal digits.
pub(crate) fn fingerprint(check: &Check, resource: &Resource) -> String {
    let id = match resource.provider {
        Provider::Azure => resource.id.to_lowercase(),
        Provider::Aws | Provider::Gcp => resource.id.clone(),
    };
    let mut hash = Sha256::new();
    // The last part is for a variant: no id changes when a check learns to tell two problems of one resource apart.
    for part in [check.id, &resource.kind.to_lowercase(), &id, ""] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
