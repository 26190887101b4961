//! Which entries of the Admin Activity audit log tell of packet mirroring, and does a filter match them?
//!
//! <https://cloud.google.com/compute/docs/logging/audit-logging>: the method starts with the version of the API that the
//! caller chose, and an operation that takes long leaves a first and a last entry.

use super::{
    log_entry::{Entry, LOG_ID, Truth},
    log_filter::Filter,
};

/// The versions of the API.
pub(super) const VERSIONS: [&str; 3] = ["v1", "beta", "alpha"];

/// Whether each kind of entry is matched: by version, in the order of [`VERSIONS`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Seen {
    /// That a policy was made.
    pub(super) insert: [Truth; 3],
    /// That one was changed.
    pub(super) patch: [Truth; 3],
}

impl Seen {
    pub(super) const NOTHING: Self = Self::all(Truth::No);

    /// The same of every entry.
    pub(super) const fn all(truth: Truth) -> Self {
        Self { insert: [truth; 3], patch: [truth; 3] }
    }

    /// By a filter as it stands in a document.
    pub(super) fn by_text(filter: &str, project: &str) -> Self {
        Filter::parse(filter).map_or(Self::all(Truth::Unclear), |filter| Self::by(&filter, project))
    }

    fn by(filter: &Filter, project: &str) -> Self {
        let seen = |method: &str, permission: &str| {
            VERSIONS.map(|version| {
                let [one, other] = PLACES.map(|place| {
                    let [first, last] = entries(project, version, method, permission, place);
                    filter.matches(&first).max(filter.matches(&last))
                });
                // What is met in one place only hangs on the place.
                if one == other { one } else { Truth::Unclear }
            })
        };
        Self { insert: seen("insert", "create"), patch: seen("patch", "update") }
    }

    /// What either of two sees.
    pub(super) fn or(self, other: Self) -> Self {
        self.zip(other, Truth::max)
    }

    /// What both see.
    pub(super) fn and(self, other: Self) -> Self {
        self.zip(other, Truth::min)
    }

    /// What this sees and the other does not.
    pub(super) fn but(self, other: Self) -> Self {
        self.zip(other, |own, other| own.min(other.not()))
    }

    fn zip(self, other: Self, with: fn(Truth, Truth) -> Truth) -> Self {
        let pairs = |[v1, beta, alpha]: [Truth; 3], other: [Truth; 3]| {
            let [other_v1, other_beta, other_alpha] = other;
            [with(v1, other_v1), with(beta, other_beta), with(alpha, other_alpha)]
        };
        Self { insert: pairs(self.insert, other.insert), patch: pairs(self.patch, other.patch) }
    }

    /// Whether every entry is seen.
    pub(super) fn whole(self) -> Truth {
        self.insert.into_iter().chain(self.patch).min().unwrap_or(Truth::No)
    }

    /// Whether any entry is seen.
    pub(super) fn any(self) -> Truth {
        self.insert.into_iter().chain(self.patch).max().unwrap_or(Truth::No)
    }

    /// Whether it is seen that a policy is made, whatever the version.
    pub(super) fn inserts(self) -> Truth {
        self.insert.into_iter().min().unwrap_or(Truth::No)
    }
}

/// The type of the monitored resource of these entries.
pub(super) const RESOURCE_TYPE: &str = "gce_packet_mirroring";

/// Policies that somebody may make: of different regions and names.
const PLACES: [&str; 2] = ["regions/europe-west1/packetMirrorings/sniff", "regions/us-central1/packetMirrorings/copy"];

/// The first and the last entry of one operation.
fn entries(project: &str, version: &str, method: &str, permission: &str, place: &str) -> [Entry; 2] {
    let entry = || {
        Entry::default()
            .with("logName", &format!("projects/{project}/logs/cloudaudit.googleapis.com%2Factivity"))
            .with(LOG_ID, "cloudaudit.googleapis.com/activity")
            .with("severity", "NOTICE")
            .with("resource.type", RESOURCE_TYPE)
            .with("resource.labels.project_id", project)
            .with("protoPayload.@type", "type.googleapis.com/google.cloud.audit.AuditLog")
            .with("protoPayload.serviceName", "compute.googleapis.com")
            .with("protoPayload.methodName", &format!("{version}.compute.packetMirrorings.{method}"))
            .like("protoPayload.resourceName", &format!("projects/{project}/{place}"))
            .like("protoPayload.authorizationInfo.permission", &format!("compute.packetMirrorings.{permission}"))
            .with("operation.producer", "compute.googleapis.com")
            .without("textPayload")
            .without("jsonPayload")
    };
    let request = format!("type.googleapis.com/compute.packetMirrorings.{method}");
    [
        entry().like("protoPayload.request.@type", &request).with("operation.first", "true"),
        entry().with("operation.last", "true"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_see_what_they_name() {
        let see = |filter: &str| Seen::by_text(filter, "example-prod");
        assert_eq!(see("").whole(), Truth::Yes);
        assert_eq!(see(r#"protoPayload.methodName:"packetMirrorings""#).whole(), Truth::Yes);
        assert_eq!(see(r#"logName:"cloudaudit.googleapis.com%2Factivity""#).whole(), Truth::Yes);
        assert_eq!(see(r#"protoPayload.methodName:"packetMirrorings" operation.first=true"#).whole(), Truth::Yes);
        let one = see(r#"protoPayload.methodName="v1.compute.packetMirrorings.insert""#);
        assert_eq!((one.insert, one.inserts()), ([Truth::Yes, Truth::No, Truth::No], Truth::No));
        assert_eq!((one.any(), one.patch), (Truth::Yes, [Truth::No; 3]));
        let made = see(r#"protoPayload.methodName=~"packetMirrorings\.insert$""#);
        assert_eq!((made.inserts(), made.whole()), (Truth::Yes, Truth::No));
        assert_eq!(made.or(see(r#"protoPayload.methodName=~"\.patch$""#)).whole(), Truth::Yes);
        assert_eq!(see("").but(made).insert, [Truth::No; 3]);
        assert_eq!(see(r#"protoPayload.methodName="v1.compute.firewalls.insert""#), Seen::NOTHING);
        assert_eq!(see(r#"resource.type="gce_firewall_rule""#), Seen::NOTHING);
        assert_eq!(see(r#"protoPayload.authenticationInfo.principalEmail!="ci@example.com""#).any(), Truth::Unclear);
        assert_eq!(see("((").any(), Truth::Unclear);
    }
}
