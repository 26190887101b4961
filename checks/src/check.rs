use crate::{Results, ScopeView};
use overhear_core::{Op, Provider, Reach};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One question about a scope: static data and a pure function.
pub struct Check {
    /// `<provider>-<object>-<condition>`, read as "flags …".
    pub id: &'static str,
    /// The cloud.
    pub provider: Provider,
    /// Which of the four questions it answers.
    pub kind: Kind,
    /// How bad a finding of it is.
    pub severity: Rating,
    /// How surely a finding tells that traffic can be read.
    pub confidence: Confidence,
    /// One line.
    pub title: &'static str,
    /// The type of the resources it judges, as its ecosystem names it.
    pub resource_type: &'static str,
    /// The operations it rests on.
    pub needs: &'static [Need],
    /// What to do about a finding, in a sentence or two.
    pub remediation: &'static str,
    /// Vendor pages.
    pub references: &'static [&'static str],
    /// The page of the check, markdown under fixed headings.
    pub docs: &'static str,
    /// Judges one scope.
    pub run: fn(&ScopeView<'_>, &mut Results<'_>),
}

/// An operation that a check rests on.
#[derive(Clone, Copy, Debug)]
pub enum Need {
    /// Without it nothing passes.
    Required(&'static Op),
    /// Without it a finding stands, at no more than this confidence, and says so.
    Enriching(&'static Op, Confidence),
    /// Like `Enriching`, looked up over every account of the run.
    Estate(&'static Op, Confidence),
}

impl Need {
    /// The operation.
    pub const fn op(&self) -> &'static Op {
        match self {
            Self::Required(op) | Self::Enriching(op, _) | Self::Estate(op, _) => op,
        }
    }

    /// The name in listings.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Required(_) => "required",
            Self::Enriching(..) => "enriching",
            Self::Estate(..) => "estate",
        }
    }
}

impl Check {
    /// The operations without which nothing passes.
    pub fn required(&self) -> impl Iterator<Item = &'static Op> {
        self.needs.iter().filter_map(|need| match need {
            Need::Required(op) => Some(*op),
            _ => None,
        })
    }

    /// What one run of it covers: a region where a required operation is regional, else an account.
    pub fn reach(&self) -> Reach {
        if self.required().any(|op| op.reach == Reach::Region) { Reach::Region } else { Reach::Account }
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// The questions that checks answer.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Is somebody copying packets right now?
    Capture,
    /// If they did, what could they read?
    Cleartext,
    /// Who could start copying?
    Permission,
    /// Would anybody notice?
    Visibility,
}

impl Kind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Capture, Self::Cleartext, Self::Permission, Self::Visibility];

    /// The name in reports and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Cleartext => "cleartext",
            Self::Permission => "permission",
            Self::Visibility => "visibility",
        }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Known and wanted.
    Info,
    /// Staged, stopped, or of little reach.
    Low,
    /// Real, inside the own house.
    Medium,
    /// Real, and it leaves the account or copies everything.
    High,
    /// Real, and somebody else gets it.
    Critical,
}

impl Severity {
    /// Every severity, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The name in reports and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// One step less bad; `Low` stays `Low`, since only an approval makes a finding `Info`.
    #[must_use]
    pub const fn lowered(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
            Self::Info => Self::Info,
        }
    }
}

/// How a check rates its findings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rating {
    /// By the facts of each.
    ByFacts,
    /// All the same.
    Always(Severity),
}

impl Rating {
    /// The name in listings: a severity, or `by facts`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ByFacts => "by facts",
            Self::Always(severity) => severity.name(),
        }
    }
}

/// How surely a fact tells that traffic can be read: hundredths, from 0.01 to 1.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Confidence(u8);

impl Confidence {
    /// `hundredths` of certainty; more than 100 is 100, none is one.
    pub const fn hundredths(hundredths: u8) -> Self {
        match hundredths {
            0 => Self(1),
            1..=100 => Self(hundredths),
            _ => Self(100),
        }
    }

    /// As a number from 0 to 1.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.value())
    }
}

impl Serialize for Confidence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}
