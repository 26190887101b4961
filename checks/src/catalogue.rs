use crate::{Confidence, controls::CONTROLS};
use overhear_core::Provider;
use serde::Serialize;

/// A verdict that a cloud's own service gives, and how surely it tells that traffic can be sniffed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Control {
    /// The service.
    pub source: ControlSource,
    /// The id as the service spells it.
    pub id: &'static str,
    /// One line.
    pub title: &'static str,
    /// The cloud whose resources it judges; Defender judges those of all three.
    pub provider: Provider,
    /// The type of the resources.
    pub resource_type: &'static str,
    /// Whether it is one of the published 60.
    pub rank: Rank,
    /// The class of the confidence rubric.
    pub rubric: &'static str,
    /// How surely its state tells that traffic can be sniffed.
    pub confidence: Confidence,
    /// The check of ours that judges the same; none where only the service can.
    pub check: Option<&'static str>,
    /// `verified` where the id was seen at its source, else `plausible`.
    pub certainty: &'static str,
    /// What to know about it; may be empty.
    pub note: &'static str,
}

/// The services whose controls are mapped.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ControlSource {
    /// AWS Config managed rules, by identifier.
    AwsConfig,
    /// AWS Security Hub controls.
    AwsSecurityHub,
    /// Microsoft Defender for Cloud assessments, by key.
    AzureDefender,
    /// Azure Policy definitions, by name.
    AzurePolicy,
    /// Controls of regulatory standards in Defender for Cloud.
    AzureRegulatoryCompliance,
    /// Google Security Command Center categories.
    GcpScc,
}

impl ControlSource {
    /// Every source, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::AwsConfig,
        Self::AwsSecurityHub,
        Self::AzureDefender,
        Self::AzurePolicy,
        Self::GcpScc,
        Self::AzureRegulatoryCompliance,
    ];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwsConfig => "aws-config",
            Self::AwsSecurityHub => "aws-security-hub",
            Self::AzureDefender => "azure-defender",
            Self::AzurePolicy => "azure-policy",
            Self::AzureRegulatoryCompliance => "azure-regulatory-compliance",
            Self::GcpScc => "gcp-scc",
        }
    }
}

/// Where a control comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// One of the published 60.
    Core,
    /// One of ours.
    Extra,
}

impl Rank {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Extra => "extra",
        }
    }
}

/// Every control.
pub const fn controls() -> &'static [Control] {
    CONTROLS
}

/// The controls that a check judges too.
pub fn controls_of(check: &str) -> impl Iterator<Item = &'static Control> {
    CONTROLS.iter().filter(move |control| control.check == Some(check))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published counts and mean confidences of the core controls.
    const PUBLISHED: [(ControlSource, usize, u32); 6] = [
        (ControlSource::AwsConfig, 24, 64),
        (ControlSource::AwsSecurityHub, 15, 79),
        (ControlSource::AzureDefender, 9, 94),
        (ControlSource::AzurePolicy, 7, 92),
        (ControlSource::GcpScc, 3, 78),
        (ControlSource::AzureRegulatoryCompliance, 2, 95),
    ];

    #[test]
    fn core_controls_average_to_the_published_means() {
        for (source, count, mean) in PUBLISHED {
            let core = controls().iter().filter(|control| control.source == source && control.rank == Rank::Core);
            let values: Vec<f64> = core.map(|control| control.confidence.value()).collect();
            assert_eq!(values.len(), count, "{}", source.name());
            let average = values.iter().sum::<f64>() / f64::from(u32::try_from(count).unwrap());
            assert!((average * 100.0).round() - f64::from(mean) == 0.0, "{}: {average}", source.name());
        }
    }

    #[test]
    fn ids_are_unique_per_source() {
        let mut ids: Vec<_> = controls().iter().map(|control| (control.source.name(), control.id)).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
