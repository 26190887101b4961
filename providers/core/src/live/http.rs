//! The HTTP client of clouds whose operations are plain requests: what holds for every request, and when one is sent
//! again.
//!
//! A redirect is never followed: it would carry a token to another origin.

use crate::{
    Gap, GapKind,
    live::{Pace, Progress},
};
pub use reqwest::{
    Method, Request, StatusCode, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER},
};
use serde_json::Value;
use std::{error::Error, sync::Arc, time::Duration};
use tokio::time::sleep;

/// The most that one answer may hold: pages of the clouds end far below.
const LARGEST: usize = 64 << 20;

/// How often a request is sent before what came of it stands.
const ATTEMPTS: u32 = 4;

/// How long the first pause before another attempt is; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest that a service may ask to wait: what it wants beyond this is told as throttled.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// How long a connection that nobody uses stays open.
const IDLE: Duration = Duration::from_secs(15);

/// The client.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    /// For requests without TLS, which stay on this machine: through a proxy they would not.
    local: reqwest::Client,
    pace: Arc<Pace>,
    progress: Arc<Progress>,
    timeout: Duration,
}

/// What came back, whatever its status says.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Debug, thiserror::Error)]
pub enum HttpError {
    /// It took too long.
    #[error("no answer within {} s", .0.as_secs())]
    Timeout(Duration),
    /// The service was not reached, or the connection broke.
    #[error("{0}")]
    Unreachable(String),
    /// The body broke off.
    #[error("the answer broke off: {0}")]
    Cut(String),
    /// The body is larger than any answer of the cloud.
    #[error("the answer is larger than {} MiB", LARGEST >> 20)]
    TooLarge,
}

impl From<HttpError> for Gap {
    fn from(error: HttpError) -> Self {
        let (kind, code) = match &error {
            HttpError::Timeout(_) => (GapKind::Transport, "Timeout"),
            HttpError::Unreachable(_) => (GapKind::Transport, "Unreachable"),
            HttpError::Cut(_) => (GapKind::Transport, "CutAnswer"),
            HttpError::TooLarge => (GapKind::Truncated, "TooLarge"),
        };
        Self::new(kind, code, error.to_string())
    }
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Http")
    }
}

impl Http {
    /// A client within these bounds; `timeout` is for one request with its answer's body. Goes through the proxy that
    /// `HTTPS_PROXY` and the like name.
    ///
    /// # Errors
    /// Where the system's trust store cannot be used.
    pub fn new(pace: Arc<Pace>, progress: Arc<Progress>, timeout: Duration) -> Result<Self, HttpError> {
        let builder = || {
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .pool_idle_timeout(IDLE)
                .pool_max_idle_per_host(8)
        };
        let failed = |error: reqwest::Error| HttpError::Unreachable(sentence(&error));
        let client = builder().build().map_err(failed)?;
        let local = builder().no_proxy().build().map_err(failed)?;
        Ok(Self { client, local, pace, progress, timeout })
    }

    /// Sends a request once.
    pub async fn send(&self, request: Request) -> Result<Response, HttpError> {
        self.pace.wait().await;
        self.progress.requests.add(1);
        let answered = async {
            let client = if request.url().scheme() == "https" { &self.client } else { &self.local };
            // Without the URL: its query may sign for something.
            let unreachable = |error: reqwest::Error| HttpError::Unreachable(sentence(&error.without_url()));
            let mut response = client.execute(request).await.map_err(unreachable)?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let mut body = Vec::new();
            while let Some(chunk) =
                response.chunk().await.map_err(|error| HttpError::Cut(sentence(&error.without_url())))?
            {
                if body.len() + chunk.len() > LARGEST {
                    return Err(HttpError::TooLarge);
                }
                body.extend_from_slice(&chunk);
            }
            Ok(Response { status, headers, body })
        };
        let response =
            tokio::time::timeout(self.timeout, answered).await.unwrap_or(Err(HttpError::Timeout(self.timeout)))?;
        self.progress.throttles.add(usize::from(response.status == StatusCode::TOO_MANY_REQUESTS));
        Ok(response)
    }
}

/// How often a request was sent, and whether it is sent again.
#[derive(Debug, Default)]
pub struct Patience {
    attempts: u32,
}

impl Patience {
    /// Waits, and says true, where what came of a request says that another attempt may go better. `slows_down` tells
    /// answers that ask to slow down by another status than 429.
    pub async fn tries_again(&mut self, answer: &Result<Response, Gap>, slows_down: fn(&Response) -> bool) -> bool {
        self.attempts += 1;
        let asked = match answer {
            _ if self.attempts == ATTEMPTS => return false,
            Ok(response) if is_passing(response.status) || slows_down(response) => response.pause(),
            Err(gap) if gap.kind == GapKind::Transport => None,
            _ => return false,
        };
        if asked.is_some_and(|asked| asked > LONGEST_PAUSE) {
            return false;
        }
        let own = FIRST_PAUSE * 2_u32.pow(self.attempts - 1);
        // Requests that were slowed down together do not come back together.
        sleep(asked.unwrap_or_default().max(own.mul_f64(0.5 + fastrand::f64() / 2.0))).await;
        true
    }
}

impl Response {
    /// The JSON object that the body is.
    ///
    /// # Errors
    /// A gap where it is something else: the page of a proxy, or a body that was cut.
    pub fn document(&self) -> Result<Value, Gap> {
        let odd = |text: String| Err(Gap::new(GapKind::Undecodable, "UndecodableAnswer", text));
        match serde_json::from_slice(&self.body) {
            Ok(body @ Value::Object(_)) => Ok(body),
            Ok(_) => odd("the answer is no JSON object".to_owned()),
            Err(error) => odd(format!("the answer cannot be read: {error}")),
        }
    }

    /// How long the service asks to wait: seconds, or until a date (RFC 9110, section 10.2.3).
    #[expect(clippy::disallowed_methods, reason = "a date is a time from now; checks read no clock")]
    pub fn pause(&self) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
        Some(Duration::try_from(date - jiff::Timestamp::now()).unwrap_or_default())
    }
}

/// A variable of the environment that is set to something.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The base URL that a variable of the environment names, if it does.
///
/// # Errors
/// Where it is no URL, or one without TLS that is not of this machine: a token would be there for all to read.
pub fn endpoint(name: &str) -> Result<Option<Url>, String> {
    let Some(text) = variable(name) else { return Ok(None) };
    let url = Url::parse(&text).map_err(|error| format!("{name}={text}: {error}"))?;
    if may_carry_a_token(&url) {
        Ok(Some(url))
    } else {
        Err(format!("{name}={}: neither https nor on this machine", shortened(&url.origin().ascii_serialization())))
    }
}

/// True where a token may go: by TLS, or to this machine.
fn may_carry_a_token(url: &Url) -> bool {
    let is_local = match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_local)
}

/// Statuses after which another attempt may go better.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// An error with its causes, as one sentence of bounded length.
pub fn sentence(error: &(dyn Error + 'static)) -> String {
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

/// A text of somebody else, no longer than a sentence may be.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 300;
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
