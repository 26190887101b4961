use crate::live::{
    credentials::Tokens,
    failure::{Failure, Foreign, gap_of},
    wire::Wire,
};
use azure_core::http::{
    ClientOptions, Context, Method, Pipeline, PipelineSendOptions, Request, RetryOptions, Transport, Url,
    UserAgentOptions,
    policies::{Policy, PolicyResult},
};
use overhear_core::{
    Gap, GapKind, Op,
    live::Answer,
    live::http::{HeaderMap, HeaderName, HeaderValue, Http, LOCATION, Patience, Response, StatusCode},
};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How often an operation that goes on is asked whether it came to an end, and the pause where the service names none.
const POLLS: usize = 12;
const POLL: Duration = Duration::from_secs(2);
const LONGEST_POLL: Duration = Duration::from_secs(10);

/// Azure Resource Manager, as one caller.
#[derive(Debug)]
pub(super) struct Arm {
    endpoint: Url,
    pipeline: Pipeline,
}

/// A request that can be made again.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: Option<Value>,
}

impl Arm {
    pub(super) fn new(endpoint: Url, tokens: Arc<Tokens>, http: Http) -> Self {
        let options = ClientOptions {
            // One loop for every cloud decides on further attempts; this pipeline makes one.
            retry: RetryOptions::none(),
            transport: Some(Transport::new(Arc::new(Wire(http)))),
            user_agent: UserAgentOptions { application_id: Some("overhear".to_owned()) },
            ..ClientOptions::default()
        };
        let guard = Arc::new(Guard { endpoint: endpoint.clone(), tokens });
        let (name, version) = (option_env!("CARGO_PKG_NAME"), option_env!("CARGO_PKG_VERSION"));
        Self { pipeline: Pipeline::new(name, version, options, Vec::new(), vec![guard], None), endpoint }
    }

    pub(super) const fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// The URL that a body or header names, where it is of the same origin.
    pub(super) fn follow(&self, link: &str) -> Result<Url, Gap> {
        let url = self.endpoint.join(link).map_err(|error| {
            Gap::new(GapKind::Truncated, "BadLink", format!("what follows is at no address: {error}"))
        })?;
        if url.origin() == self.endpoint.origin() {
            return Ok(url);
        }
        let place = Foreign::name(&url);
        let text = format!("what follows is said to be at {place}, where the token does not go");
        Err(Gap::new(GapKind::Truncated, "ForeignOrigin", text))
    }

    /// Sends a request, again where that may help; gives the answer whatever its status says.
    pub(super) async fn send(&self, asked: &Asked) -> Result<Response, Gap> {
        let mut patience = Patience::default();
        loop {
            let answer = self.send_once(asked).await;
            if !patience.tries_again(&answer, |_| false).await {
                return answer;
            }
        }
    }

    async fn send_once(&self, asked: &Asked) -> Result<Response, Gap> {
        let mut request = Request::new(asked.url.clone(), asked.method);
        request.insert_header("accept", "application/json");
        if let Some(body) = &asked.body {
            request.insert_header("content-type", "application/json");
            request.set_body(body.to_string());
        } else if asked.method == Method::Post {
            request.insert_header("content-length", "0");
        }
        let options = PipelineSendOptions { skip_checks: true, ..PipelineSendOptions::default() };
        let answer = self.pipeline.send(&Context::new(), &mut request, Some(options)).await;
        let (status, headers, body) = answer.map_err(|error| gap_of(&error))?.deconstruct();
        let mut kept = HeaderMap::new();
        for (name, value) in headers.iter() {
            let name = HeaderName::from_bytes(name.as_str().as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value.as_str())) {
                kept.insert(name, value);
            }
        }
        let status = StatusCode::from_u16(u16::from(status)).unwrap_or(StatusCode::BAD_GATEWAY);
        Ok(Response { status, headers: kept, body: body.as_ref().to_vec() })
    }

    /// The document that a request brings: follows an operation that goes on to its end, and asks with another API
    /// version where this cloud does not know the one that was named.
    pub(super) async fn document(&self, op: &Op, asked: Asked) -> Result<Answer, Gap> {
        let first = self.send(&asked).await?;
        let first = match Failure::of(&first).and_then(|failure| failure.known_version(&asked.url)) {
            Some(version) => self.send(&Asked { url: with_version(&asked.url, &version), ..asked }).await?,
            None => first,
        };
        self.settled(op, first).await
    }

    /// The document of an answer, once the operation came to an end.
    pub(super) async fn settled(&self, op: &Op, mut response: Response) -> Result<Answer, Gap> {
        let mut provisional = None;
        for poll in 0..=POLLS {
            if response.status != StatusCode::ACCEPTED {
                return document(op, &response).map(Answer::from);
            }
            if poll == POLLS {
                break;
            }
            provisional = serde_json::from_slice(&response.body).ok().filter(Value::is_object).or(provisional);
            let link = response.headers.get(LOCATION).and_then(|link| link.to_str().ok());
            let Some(link) = link else {
                return Err(Gap::new(GapKind::Truncated, "NoLocation", "the operation goes on, and nobody says where"));
            };
            let url = self.follow(link)?;
            let pause = response.pause().unwrap_or(POLL);
            sleep(pause.min(LONGEST_POLL)).await;
            response = self.send(&Asked { method: Method::Get, url, body: None }).await?;
        }
        let gap = Gap::new(GapKind::Truncated, "StillRunning", "the operation had not come to an end");
        match provisional {
            Some(body) => Ok(Answer { body, missing: Some(gap) }),
            None => Err(gap),
        }
    }
}

/// The JSON of an answer, or what it says instead.
fn document(op: &Op, response: &Response) -> Result<Value, Gap> {
    if !response.status.is_success() {
        return Err(Failure::of(response).unwrap_or_default().gap(op, response.status));
    }
    response.document()
}

fn with_version(url: &Url, version: &str) -> Url {
    let mut made = url.clone();
    let pairs: Vec<_> = url.query_pairs().into_owned().filter(|(name, _)| name != "api-version").collect();
    made.query_pairs_mut().clear().extend_pairs(pairs).append_pair("api-version", version);
    made
}

/// Puts the token on requests to the endpoint, and refuses all others.
///
/// In the place of `azure_core`'s own policy, which knows no origin and refuses plain HTTP on loopback too.
#[derive(Debug)]
struct Guard {
    endpoint: Url,
    tokens: Arc<Tokens>,
}

#[async_trait::async_trait]
impl Policy for Guard {
    async fn send(&self, context: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        if request.url().origin() != self.endpoint.origin() {
            return Err(Foreign::error(request.url()));
        }
        let token = self.tokens.token().await?;
        request.insert_header("authorization", format!("Bearer {}", token.secret()));
        match next.split_first() {
            Some((policy, rest)) => policy.send(context, request, rest).await,
            None => Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Other, "no transport")),
        }
    }
}
