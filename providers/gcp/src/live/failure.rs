//! What becomes of a request that Google Cloud does not answer: the one table from reasons to kinds of gaps.

use crate::url::is_number;
use overhear_core::{
    Gap, GapKind, Op,
    live::http::{Response, StatusCode, shortened},
};
use serde_json::Value;

/// What a reason means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Meaning {
    /// The caller lacks the permission of the operation.
    Lacking,
    /// No permission of the operation would help.
    Rejected,
    /// The API is switched off in the project that the call is charged to.
    Off,
    /// A kind that says it all.
    Kind(GapKind),
}

/// Reasons, from `google.rpc.ErrorReason`, the older ones of `errors[].reason`, and names of `google.rpc.Code`.
/// <https://cloud.google.com/apis/design/errors>
const REASONS: &[(&str, Meaning)] = &[
    ("ACCESS_TOKEN_EXPIRED", Meaning::Rejected),
    ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", Meaning::Rejected),
    ("ACCESS_TOKEN_TYPE_UNSUPPORTED", Meaning::Rejected),
    ("BILLING_DISABLED", Meaning::Rejected),
    ("CONSUMER_INVALID", Meaning::Rejected),
    ("CONSUMER_SUSPENDED", Meaning::Rejected),
    ("CREDENTIALS_MISSING", Meaning::Rejected),
    ("IAM_PERMISSION_DENIED", Meaning::Lacking),
    ("LOCATION_POLICY_VIOLATED", Meaning::Rejected),
    ("ORG_RESTRICTION_VIOLATION", Meaning::Rejected),
    ("RATE_LIMIT_EXCEEDED", Meaning::Kind(GapKind::Throttled)),
    ("RESOURCE_QUOTA_EXCEEDED", Meaning::Kind(GapKind::Throttled)),
    ("SECURITY_POLICY_VIOLATED", Meaning::Rejected),
    ("SERVICE_DISABLED", Meaning::Off),
    ("USER_PROJECT_DENIED", Meaning::Rejected),
    ("accessNotConfigured", Meaning::Off),
    ("authError", Meaning::Rejected),
    ("forbidden", Meaning::Lacking),
    ("insufficientPermissions", Meaning::Rejected),
    ("quotaExceeded", Meaning::Kind(GapKind::Throttled)),
    ("rateLimitExceeded", Meaning::Kind(GapKind::Throttled)),
    ("required", Meaning::Rejected),
    ("userRateLimitExceeded", Meaning::Kind(GapKind::Throttled)),
    ("PERMISSION_DENIED", Meaning::Lacking),
    ("RESOURCE_EXHAUSTED", Meaning::Kind(GapKind::Throttled)),
    ("UNAUTHENTICATED", Meaning::Rejected),
];

/// What an error of Google Cloud says.
#[derive(Debug, Default)]
pub(super) struct Failure {
    /// What it says of itself, the most telling first.
    reasons: Vec<String>,
    message: String,
    /// The project that the call is charged to.
    consumer: Option<String>,
}

impl Failure {
    /// The error in an answer. That of somebody else is empty.
    pub(super) fn of(response: &Response) -> Self {
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let error = &body["error"];
        let list = |member: &str| error[member].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let (details, errors) = (list("details"), list("errors"));
        let reasons = details.iter().chain(&errors).filter_map(|detail| text(&detail["reason"]));
        let reasons = reasons.chain(text(&error["status"])).collect();
        let message = text(&error["message"]).unwrap_or_default();
        let told = details.iter().find_map(|detail| text(&detail["metadata"]["consumer"]));
        // Older errors say it in words: "... has not been used in project 123 before or it is disabled".
        let in_words = || {
            let words = message.split_once(" in project ")?.1.split(' ').next()?;
            is_number(words).then(|| words.to_owned())
        };
        Self { reasons, consumer: told.or_else(in_words), message }
    }

    /// True for an answer that asks to slow down with a status that says something else.
    pub(super) fn slows_down(response: &Response) -> bool {
        response.status == StatusCode::FORBIDDEN
            && Self::of(response).meaning(response.status) == Meaning::Kind(GapKind::Throttled)
    }

    /// The gap that it leaves, in a call about a project.
    pub(super) fn gap(&self, op: &Op, status: StatusCode, project: &[String]) -> Gap {
        let code = self.reasons.first().map_or_else(|| format!("HTTP {}", status.as_u16()), |code| shortened(code));
        let message = if self.message.is_empty() {
            format!("answered with status {}", status.as_u16())
        } else {
            shortened(&self.message)
        };
        let (kind, permission, message) = match self.meaning(status) {
            Meaning::Lacking => (GapKind::Denied, Some(op.permission.to_owned()), message),
            Meaning::Rejected => (GapKind::Denied, None, message),
            Meaning::Kind(kind) => (kind, None, message),
            // That an API is off where the caller's calls are charged says nothing of the project that is read.
            Meaning::Off => match self.charged_elsewhere(project) {
                Some(other) => {
                    let text = format!("the API is switched off in {other}, which the calls are charged to");
                    (GapKind::Denied, None, text)
                }
                None => (GapKind::NotEnabled, None, message),
            },
        };
        Gap { kind, code, permission, message }
    }

    fn meaning(&self, status: StatusCode) -> Meaning {
        let of = |reason: &String| REASONS.iter().find(|(known, _)| known == reason).map(|(_, meaning)| *meaning);
        match (self.reasons.iter().find_map(of), status.as_u16()) {
            (Some(meaning), _) => meaning,
            (None, 401) => Meaning::Rejected,
            (None, 403) => Meaning::Lacking,
            (None, 429) => Meaning::Kind(GapKind::Throttled),
            // A project that is not there and one that is not ours are told alike.
            (None, 404) if self.reasons.iter().any(|reason| matches!(reason.as_str(), "NOT_FOUND" | "notFound")) => {
                Meaning::Rejected
            }
            (None, _) => Meaning::Kind(GapKind::Transport),
        }
    }

    /// The project that the call is charged to, unless that is the one it is about by a name that is known. A call above
    /// the projects is always charged to one.
    fn charged_elsewhere(&self, project: &[String]) -> Option<&str> {
        let consumer = self.consumer.as_deref()?.trim_start_matches("projects/");
        (!project.iter().any(|name| name == consumer)).then_some(consumer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use overhear_core::live::http::HeaderMap;
    use serde_json::json;

    fn failure(body: &Value) -> Failure {
        let body = body.to_string().into_bytes();
        Failure::of(&Response { status: StatusCode::FORBIDDEN, headers: HeaderMap::default(), body })
    }

    fn disabled(consumer: &str) -> Failure {
        failure(&json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "off", "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED",
             "metadata": {"consumer": consumer, "service": "networksecurity.googleapis.com"}}]}}))
    }

    fn gap(failure: &Failure, status: u16, project: &[&str]) -> Gap {
        let project: Vec<_> = project.iter().map(ToString::to_string).collect();
        failure.gap(&crate::compute::ROUTES.op, StatusCode::from_u16(status).unwrap(), &project)
    }

    #[test]
    fn an_api_that_is_off_and_a_permission_that_lacks_are_told_apart() {
        let off = gap(&disabled("projects/100000000001"), 403, &["quiet-prod", "100000000001"]);
        assert_eq!((off.kind, off.permission), (GapKind::NotEnabled, None));
        let denied = failure(&json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "details": [
            {"reason": "IAM_PERMISSION_DENIED", "metadata": {"permission": "compute.routes.list"}}]}}));
        let denied = gap(&denied, 403, &["quiet-prod"]);
        assert_eq!((denied.kind, denied.permission.as_deref()), (GapKind::Denied, Some("compute.routes.list")));
        let old = failure(&json!({"error": {"code": 403, "errors": [{"reason": "accessNotConfigured"}]}}));
        assert_eq!(gap(&old, 403, &["quiet-prod"]).kind, GapKind::NotEnabled);
        let old = failure(&json!({"error": {"code": 403, "errors": [{"reason": "forbidden"}]}}));
        assert_eq!(gap(&old, 403, &["quiet-prod"]).kind, GapKind::Denied);
    }

    #[test]
    fn an_api_that_is_off_where_calls_are_charged_proves_nothing() {
        let elsewhere = gap(&disabled("projects/999"), 403, &["quiet-prod", "100000000001"]);
        assert_eq!((elsewhere.kind, elsewhere.permission), (GapKind::Denied, None));
        assert!(elsewhere.message.contains("999"), "{}", elsewhere.message);
        assert_eq!(gap(&disabled("projects/scanner"), 403, &["quiet-prod"]).kind, GapKind::Denied);
        assert_eq!(gap(&disabled("projects/999"), 403, &[]).kind, GapKind::Denied);
        // A number that nothing is known of may be that of another project.
        assert_eq!(gap(&disabled("projects/999"), 403, &["quiet-prod"]).kind, GapKind::Denied);
        let words = "Compute Engine API has not been used in project 999 before or it is disabled.";
        let old = failure(&json!({"error": {"message": words, "errors": [{"reason": "accessNotConfigured"}]}}));
        assert_eq!(gap(&old, 403, &["quiet-prod", "100000000001"]).kind, GapKind::Denied);
        assert_eq!(gap(&old, 403, &["quiet-prod", "999"]).kind, GapKind::NotEnabled);
    }

    #[test]
    fn statuses_tell_where_no_reason_does() {
        let kind = |status| gap(&Failure::default(), status, &[]).kind;
        assert_eq!([kind(401), kind(403)], [GapKind::Denied; 2]);
        assert_eq!(kind(429), GapKind::Throttled);
        assert_eq!([kind(404), kind(500)], [GapKind::Transport; 2]);
        let missing = failure(&json!({"error": {"code": 404, "status": "NOT_FOUND"}}));
        assert_eq!(gap(&missing, 404, &[]).kind, GapKind::Denied, "never an absence");
        let slow = failure(&json!({"error": {"code": 403, "errors": [{"reason": "rateLimitExceeded"}]}}));
        assert_eq!(gap(&slow, 403, &[]).kind, GapKind::Throttled);
    }
}
