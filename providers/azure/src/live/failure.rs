//! What becomes of a request that Azure does not answer: the one table from error codes to kinds of gaps.

use azure_core::{
    error::{Error, ErrorKind},
    http::Url,
};
use overhear_core::{
    Gap, GapKind, Op,
    live::http::{HttpError, Response, StatusCode, sentence, shortened},
};
use serde_json::Value;

/// What a code means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Meaning {
    /// The caller lacks the permission of the operation.
    Lacking,
    /// No permission would help: the credentials are not taken, or nobody may.
    Rejected,
    /// A kind that says it all.
    Kind(GapKind),
}

/// Error codes of Azure Resource Manager, without regard to case; from its page of common errors and the references of
/// its providers.
///
/// `SubscriptionNotFound` and the like are no absence: a caller without any right is told the same.
const CODES: &[(&str, Meaning)] = &[
    ("AuthenticationFailed", Meaning::Rejected),
    ("AuthorizationFailed", Meaning::Lacking),
    ("DisallowedProvider", Meaning::Kind(GapKind::NotOffered)),
    ("ExpiredAuthenticationToken", Meaning::Rejected),
    ("Forbidden", Meaning::Lacking),
    ("InvalidAuthenticationInfo", Meaning::Rejected),
    ("InvalidAuthenticationToken", Meaning::Rejected),
    ("InvalidAuthenticationTokenTenant", Meaning::Rejected),
    ("InvalidResourceType", Meaning::Kind(GapKind::NotOffered)),
    ("InvalidSubscriptionId", Meaning::Rejected),
    ("LinkedAuthorizationFailed", Meaning::Lacking),
    ("MissingSubscriptionRegistration", Meaning::Kind(GapKind::NotEnabled)),
    ("NoRegisteredProviderFound", Meaning::Kind(GapKind::NotOffered)),
    ("OperationNotAllowed", Meaning::Rejected),
    ("ReadOnlyDisabledSubscription", Meaning::Rejected),
    ("RequestDisallowedByPolicy", Meaning::Rejected),
    ("ResourceProviderNotRegistered", Meaning::Kind(GapKind::NotEnabled)),
    ("SubscriptionNotFound", Meaning::Rejected),
    ("SubscriptionNotRegistered", Meaning::Kind(GapKind::NotEnabled)),
    ("TooManyRequests", Meaning::Kind(GapKind::Throttled)),
    ("Unauthorized", Meaning::Rejected),
    ("SubscriptionRequestsThrottled", Meaning::Kind(GapKind::Throttled)),
    ("RateLimiting", Meaning::Kind(GapKind::Throttled)),
];

/// What an error of Azure Resource Manager says.
#[derive(Debug, Default)]
pub(super) struct Failure {
    code: String,
    message: String,
}

impl Failure {
    /// The error in an answer; none in one that succeeded. An answer of somebody else has an empty one.
    pub(super) fn of(response: &Response) -> Option<Self> {
        if response.status.is_success() {
            return None;
        }
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let text = |name: &str| {
            // Most stand under `error`; some providers write the two members alone, or with capitals.
            let places = [format!("/error/{name}"), format!("/{name}"), format!("/{}", capitalised(name))];
            let found = places.iter().find_map(|place| body.pointer(place)?.as_str());
            found.map(str::to_owned).unwrap_or_default()
        };
        Some(Self { code: text("code"), message: text("message") })
    }

    /// The newest version that the service says it knows, where it does not know that of the request.
    pub(super) fn known_version(&self, url: &Url) -> Option<String> {
        let about = ["NoRegisteredProviderFound", "InvalidResourceType", "InvalidApiVersionParameter"];
        about.iter().find(|code| self.code.eq_ignore_ascii_case(code))?;
        let own = url.query_pairs().find(|(name, _)| name == "api-version")?.1.into_owned();
        let listed = self.message.split_once("api-versions are")?.1;
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let versions: Vec<_> = listed.split(|c| !is_part(c)).filter(|word| is_version(word)).collect();
        if versions.contains(&own.as_str()) {
            return None;
        }
        let stable = versions.iter().filter(|version| version.len() == 10).max();
        stable.or_else(|| versions.iter().max()).map(ToString::to_string)
    }

    /// The gap that it leaves.
    pub(super) fn gap(&self, op: &Op, status: StatusCode) -> Gap {
        let (kind, permission) = match self.meaning(status) {
            Meaning::Lacking => (GapKind::Denied, Some(op.permission.to_owned())),
            Meaning::Rejected => (GapKind::Denied, None),
            Meaning::Kind(kind) => (kind, None),
        };
        let code = if self.code.is_empty() { format!("HTTP {}", status.as_u16()) } else { shortened(&self.code) };
        let message = if self.message.is_empty() {
            format!("answered with status {}", status.as_u16())
        } else {
            shortened(&self.message)
        };
        Gap { kind, code, permission, message }
    }

    /// By its code, else by the status of the answer.
    fn meaning(&self, status: StatusCode) -> Meaning {
        let known = CODES.iter().find(|(code, _)| self.code.eq_ignore_ascii_case(code));
        match (known, status.as_u16()) {
            (Some((_, meaning)), _) => *meaning,
            (None, 401) => Meaning::Rejected,
            (None, 403) => Meaning::Lacking,
            (None, 429) => Meaning::Kind(GapKind::Throttled),
            (None, _) => Meaning::Kind(GapKind::Transport),
        }
    }
}

/// `2024-03-01`, or `2024-03-01-preview`.
fn is_version(word: &str) -> bool {
    let word = word.strip_suffix("-preview").unwrap_or(word);
    word.len() == 10
        && word.split('-').map(str::len).eq([4, 2, 2])
        && word.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn capitalised(name: &str) -> String {
    name.split_at_checked(1).map_or_else(String::new, |(first, rest)| first.to_uppercase() + rest)
}

/// A request that would have carried the token to another origin.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not where the token goes")]
pub(super) struct Foreign(String);

impl Foreign {
    pub(super) fn name(url: &Url) -> String {
        shortened(&url.origin().ascii_serialization())
    }

    pub(super) fn error(url: &Url) -> Error {
        Error::new(ErrorKind::Other, Self(Self::name(url)))
    }
}

/// The gap of a request that never came to an answer.
pub(super) fn gap_of(error: &Error) -> Gap {
    if let Some(error) = error.downcast_ref::<HttpError>() {
        return error.clone().into();
    }
    if let Some(foreign) = error.downcast_ref::<Foreign>() {
        return Gap::new(GapKind::Truncated, "ForeignOrigin", foreign.to_string());
    }
    let (kind, code) = match error.kind() {
        ErrorKind::Credential => (GapKind::Denied, "CredentialsFailed"),
        _ => (GapKind::Transport, "NotSent"),
    };
    Gap::new(kind, code, sentence(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use overhear_core::live::http::HeaderMap;
    use serde_json::json;

    fn failure(code: &str, message: &str) -> Failure {
        Failure { code: code.to_owned(), message: message.to_owned() }
    }

    fn meaning(code: &str, status: u16) -> Meaning {
        failure(code, "").meaning(StatusCode::from_u16(status).unwrap())
    }

    #[test]
    fn codes_are_told_apart() {
        assert_eq!(meaning("authorizationfailed", 403), Meaning::Lacking);
        assert_eq!(meaning("SubscriptionNotFound", 404), Meaning::Rejected);
        assert_eq!(meaning("MissingSubscriptionRegistration", 409), Meaning::Kind(GapKind::NotEnabled));
        assert_eq!(meaning("NoRegisteredProviderFound", 400), Meaning::Kind(GapKind::NotOffered));
        assert_eq!(meaning("ExpiredAuthenticationToken", 401), Meaning::Rejected);
        assert_eq!(meaning("", 403), Meaning::Lacking);
        assert_eq!(meaning("", 401), Meaning::Rejected);
        assert_eq!(meaning("Strange", 429), Meaning::Kind(GapKind::Throttled));
        // What a proxy or a wrong address says is never an absence.
        assert_eq!(meaning("", 404), Meaning::Kind(GapKind::Transport));
        assert_eq!(meaning("ResourceNotFound", 404), Meaning::Kind(GapKind::Transport));
    }

    #[test]
    fn errors_are_read_in_every_shape() {
        let of = |body: Value| {
            let body = body.to_string().into_bytes();
            let response = Response { status: StatusCode::FORBIDDEN, headers: HeaderMap::default(), body };
            Failure::of(&response).unwrap().code
        };
        assert_eq!(of(json!({"error": {"code": "AuthorizationFailed", "message": "no"}})), "AuthorizationFailed");
        assert_eq!(of(json!({"code": "Forbidden", "message": "no"})), "Forbidden");
        assert_eq!(of(json!({"Code": "Unauthorized", "Message": "no"})), "Unauthorized");
        assert_eq!(of(json!("no")), "");
    }

    #[test]
    fn a_version_that_the_cloud_knows_is_found() {
        let url: Url = "https://management.azure.com/x?api-version=2024-03-01".parse().unwrap();
        let text = "No registered resource provider found for location 'x' and API version '2024-03-01' for type 'y'. \
                    The supported api-versions are '2019-04-01, 2023-01-01-preview, 2021-08-01'. \
                    The supported locations are ', westeurope'.";
        let known = |text: &str| failure("NoRegisteredProviderFound", text).known_version(&url);
        assert_eq!(known(text).as_deref(), Some("2021-08-01"));
        assert_eq!(known(&text.replace("2019-04-01", "2024-03-01")), None, "the version is known, the type is not");
        let previews = "The supported api-versions are '2019-04-01-preview, 2023-01-01-preview'.";
        assert_eq!(known(previews).as_deref(), Some("2023-01-01-preview"));
        assert_eq!(known("No registered resource provider found."), None);
        assert_eq!(failure("AuthorizationFailed", text).known_version(&url), None);
    }
}
