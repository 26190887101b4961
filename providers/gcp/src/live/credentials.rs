use google_cloud_auth::credentials::{Builder, CacheableResource, Credentials};
use overhear_core::{
    Gap, GapKind,
    live::http::{AUTHORIZATION, HeaderMap, HeaderValue, sentence, variable},
};

/// What every service is asked with; a narrower scope would not reach all of them, and what may be read is said by IAM.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";

/// Whoever asks.
pub(super) enum Caller {
    /// `OVERHEAR_GCP_TOKEN`, as a header.
    Given(HeaderValue),
    /// Application Default Credentials.
    Default(Credentials),
    /// There are none, and why.
    Nobody(Gap),
}

impl Caller {
    /// Reads the environment; asks nobody. Application Default Credentials are found in the standard way, those that
    /// impersonate a service account and those of a federated workload among them.
    /// <https://cloud.google.com/docs/authentication/application-default-credentials>
    pub(super) fn new() -> Self {
        if let Some(token) = variable("OVERHEAR_GCP_TOKEN") {
            return match HeaderValue::from_str(&format!("Bearer {}", token.trim())) {
                Ok(mut value) => {
                    value.set_sensitive(true);
                    Self::Given(value)
                }
                Err(_) => Self::Nobody(Gap::new(
                    GapKind::Denied,
                    "InvalidToken",
                    "OVERHEAR_GCP_TOKEN holds characters that no token has",
                )),
            };
        }
        match Builder::default().with_scopes([SCOPE]).build() {
            Ok(credentials) => Self::Default(credentials),
            Err(error) => Self::Nobody(Gap::new(GapKind::Denied, "NoCredentials", sentence(&error))),
        }
    }

    /// The headers that a request bears: the token, and the project that pays for quota where one is named.
    pub(super) async fn headers(&self) -> Result<HeaderMap, Gap> {
        match self {
            Self::Given(value) => Ok(HeaderMap::from_iter([(AUTHORIZATION, value.clone())])),
            Self::Nobody(gap) => Err(gap.clone()),
            Self::Default(credentials) => match credentials.headers(http::Extensions::new()).await {
                Ok(CacheableResource::New { data, .. }) => Ok(data),
                // Only told to those who name what they have.
                Ok(CacheableResource::NotModified) => Ok(HeaderMap::new()),
                Err(error) => {
                    let kind = if error.is_transient() { GapKind::Transport } else { GapKind::Denied };
                    Err(Gap::new(kind, "CredentialsFailed", sentence(&error)))
                }
            },
        }
    }
}
