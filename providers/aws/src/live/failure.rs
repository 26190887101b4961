//! What becomes of a request that AWS does not answer: the one table from error codes to kinds of gaps.

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use overhear_core::{Gap, GapKind, Op};
use std::error::Error;

/// What a code means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Meaning {
    /// The caller lacks the permission of the operation.
    Lacking,
    /// The credentials are not taken: no permission would help.
    Rejected,
    /// A kind that says it all.
    Kind(GapKind),
}

/// Error codes; one that ends in `*` stands for every code that begins so. From the common errors of each service's
/// API reference, the EC2 table of error codes, and the codes that the SDK treats as throttling.
const CODES: &[(&str, Meaning)] = &[
    ("AWSOrganizationsNotInUse*", Meaning::Kind(GapKind::NotEnabled)),
    ("AccessDenied*", Meaning::Lacking),
    ("AuthFailure", Meaning::Rejected),
    ("AuthorizationError*", Meaning::Lacking),
    ("BandwidthLimitExceeded", Meaning::Kind(GapKind::Throttled)),
    ("EC2ThrottledException", Meaning::Kind(GapKind::Throttled)),
    ("ExpiredToken*", Meaning::Rejected),
    ("IncompleteSignature*", Meaning::Rejected),
    ("InvalidAccessKeyId", Meaning::Rejected),
    // The endpoint of the region does not know the operation.
    ("InvalidAction", Meaning::Kind(GapKind::NotOffered)),
    ("InvalidClientTokenId", Meaning::Rejected),
    ("InvalidSignature*", Meaning::Rejected),
    ("InvalidToken", Meaning::Rejected),
    ("MissingAuthenticationToken*", Meaning::Rejected),
    ("NotAuthorized*", Meaning::Lacking),
    ("OptInRequired", Meaning::Kind(GapKind::NotEnabled)),
    ("PriorRequestNotComplete", Meaning::Kind(GapKind::Throttled)),
    ("ProvisionedThroughputExceeded*", Meaning::Kind(GapKind::Throttled)),
    ("RegionDisabled*", Meaning::Kind(GapKind::NotOffered)),
    ("RequestExpired", Meaning::Rejected),
    ("RequestLimitExceeded", Meaning::Kind(GapKind::Throttled)),
    ("RequestThrottled*", Meaning::Kind(GapKind::Throttled)),
    ("RequestTimeTooSkewed", Meaning::Rejected),
    ("SignatureDoesNotMatch", Meaning::Rejected),
    ("SlowDown", Meaning::Kind(GapKind::Throttled)),
    ("SubscriptionRequired*", Meaning::Kind(GapKind::NotEnabled)),
    ("Throttled*", Meaning::Kind(GapKind::Throttled)),
    ("Throttling*", Meaning::Kind(GapKind::Throttled)),
    ("TooManyRequests*", Meaning::Kind(GapKind::Throttled)),
    ("UnauthorizedAccess*", Meaning::Lacking),
    ("UnauthorizedOperation", Meaning::Lacking),
    ("UnknownOperationException", Meaning::Kind(GapKind::NotOffered)),
    ("UnrecognizedClient*", Meaning::Rejected),
];

/// What a service error means: by its code, else by the status of the answer.
fn meaning(code: &str, status: u16) -> Meaning {
    let code = code.strip_prefix("Client.").unwrap_or(code);
    let known = CODES.iter().find(|(pattern, _)| match pattern.strip_suffix('*') {
        Some(start) => code.starts_with(start),
        None => code == *pattern,
    });
    match (known, status) {
        (Some((_, meaning)), _) => *meaning,
        (None, 401 | 403) => Meaning::Lacking,
        (None, 429) => Meaning::Kind(GapKind::Throttled),
        (None, _) => Meaning::Kind(GapKind::Transport),
    }
}

/// The gap that an error of the SDK leaves.
pub(super) fn gap_of<E>(op: &Op, error: &SdkError<E, HttpResponse>) -> Gap
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let gap = |kind, code: &str| Gap::new(kind, code, sentence(error));
    match error {
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            let code = error.code().map_or_else(|| format!("HTTP {status}"), shortened);
            let message = error.message().map_or_else(|| format!("answered with status {status}"), shortened);
            service_gap(op, code, message, status)
        }
        SdkError::TimeoutError(_) => gap(GapKind::Transport, "Timeout"),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => gap(GapKind::Transport, "Timeout"),
        SdkError::DispatchFailure(failure) if failure.is_io() => gap(GapKind::Transport, "Unreachable"),
        // An error that the SDK cannot read, such as a page of a proxy: its status still tells.
        SdkError::ResponseError(response) if !response.raw().status().is_success() => {
            let status = response.raw().status().as_u16();
            service_gap(op, format!("HTTP {status}"), format!("answered with status {status}"), status)
        }
        SdkError::ResponseError(_) => gap(GapKind::Undecodable, "UndecodableAnswer"),
        _ => match credentials_error(error) {
            Some(credentials) => credentials_gap(credentials),
            None => gap(GapKind::Transport, "NotSent"),
        },
    }
}

/// The gap of an error that a service answered with.
pub(super) fn service_gap(op: &Op, code: String, message: String, status: u16) -> Gap {
    let meaning = meaning(&code, status);
    let (kind, permission) = match meaning {
        Meaning::Lacking => (GapKind::Denied, Some(op.permission.to_owned())),
        Meaning::Rejected => (GapKind::Denied, None),
        Meaning::Kind(kind) => (kind, None),
    };
    Gap { kind, code, permission, message }
}

/// The gap of credentials that could not be had.
pub(super) fn credentials_gap(error: &CredentialsError) -> Gap {
    let code = match error {
        CredentialsError::CredentialsNotLoaded(_) => "NoCredentials",
        CredentialsError::ProviderTimedOut(_) => "CredentialsTimeout",
        CredentialsError::InvalidConfiguration(_) => "InvalidConfiguration",
        _ => "CredentialsFailed",
    };
    Gap::new(GapKind::Denied, code, sentence(error))
}

fn credentials_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CredentialsError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// An error with its causes, as one sentence of bounded length.
pub(super) fn sentence(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let part = error.to_string();
        if !parts.iter().any(|known| known.contains(&part)) {
            parts.push(part);
        }
        next = error.source();
    }
    shortened(&parts.join(": "))
}

/// The most that is kept of what a service says: an encoded authorisation message alone may have thousands of bytes.
const LONGEST: usize = 300;

fn shortened(text: &str) -> String {
    let text = text.split("Encoded authorization failure message:").next().unwrap_or_default().trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart() {
        assert_eq!(meaning("UnauthorizedOperation", 403), Meaning::Lacking);
        assert_eq!(meaning("Client.UnauthorizedOperation", 403), Meaning::Lacking);
        assert_eq!(meaning("AccessDeniedException", 400), Meaning::Lacking);
        assert_eq!(meaning("ThrottlingException", 400), Meaning::Kind(GapKind::Throttled));
        assert_eq!(meaning("OptInRequired", 401), Meaning::Kind(GapKind::NotEnabled));
        assert_eq!(meaning("ExpiredTokenException", 400), Meaning::Rejected);
        assert_eq!(meaning("AuthFailure", 401), Meaning::Rejected);
        assert_eq!(meaning("NeverSeen", 403), Meaning::Lacking);
        assert_eq!(meaning("NeverSeen", 429), Meaning::Kind(GapKind::Throttled));
        assert_eq!(meaning("InternalFailure", 500), Meaning::Kind(GapKind::Transport));
        assert_eq!(meaning("ValidationException", 400), Meaning::Kind(GapKind::Transport));
    }

    #[test]
    fn the_table_is_sorted_and_says_each_code_once() {
        let codes: Vec<_> = CODES.iter().map(|(code, _)| *code).collect();
        assert!(codes.is_sorted());
        for (code, _) in CODES {
            let plain = code.trim_end_matches('*');
            let matching = CODES.iter().filter(|(other, _)| match other.strip_suffix('*') {
                Some(start) => plain.starts_with(start),
                None => plain == *other,
            });
            assert_eq!(matching.count(), 1, "{code}");
        }
    }

    #[test]
    fn only_what_a_grant_would_close_names_a_permission() {
        let op = &crate::ec2::INSTANCES.op;
        let gap = |code: &str| service_gap(op, code.to_owned(), String::new(), 400);
        assert_eq!(gap("UnauthorizedOperation").permission.as_deref(), Some("ec2:DescribeInstances"));
        assert_eq!(gap("ExpiredToken").permission, None);
        assert_eq!(gap("ExpiredToken").kind, GapKind::Denied);
        assert_eq!(gap("Throttling").permission, None);
    }

    #[test]
    fn messages_have_a_bounded_length() {
        let text = format!("You are not authorized. Encoded authorization failure message: {}", "x".repeat(5000));
        assert_eq!(shortened(&text), "You are not authorized.");
        assert_eq!(shortened(&"é".repeat(5000)).chars().count(), LONGEST + 1);
    }
}
