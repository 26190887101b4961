use crate::live::{credentials::Caller, failure::Failure};
use overhear_core::{
    Gap, GapKind, Op,
    live::http::{self, CONTENT_TYPE, HeaderValue, Http, Method, Patience, Request, Response, Url},
};
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

/// How long it may take to get a token.
const LONGEST: Duration = Duration::from_secs(30);

/// The services of Google Cloud, as one caller.
pub(super) struct Rest {
    /// The base URL of all services, where somebody named one.
    endpoint: Option<Url>,
    caller: Caller,
    http: Http,
}

impl Rest {
    /// Reads the environment; asks nothing of Google Cloud.
    ///
    /// # Errors
    /// Where `OVERHEAR_GCP_ENDPOINT` is no URL, or one without TLS that is not of this machine: a token would be there
    /// for all to read.
    pub(super) fn new(http: Http) -> Result<Self, String> {
        let endpoint = http::endpoint("OVERHEAR_GCP_ENDPOINT")?;
        Ok(Self { endpoint, caller: Caller::new(), http })
    }

    /// The URL of a path with its query; none where a name in it leads elsewhere.
    pub(super) fn url(&self, service: &str, path: &str) -> Option<Url> {
        let base = match &self.endpoint {
            Some(endpoint) => endpoint.as_str().trim_end_matches('/').to_owned(),
            None => format!("https://{service}.googleapis.com"),
        };
        let url = Url::parse(&format!("{base}{path}")).ok()?;
        (url.origin() == Url::parse(&base).ok()?.origin()).then_some(url)
    }

    /// The document that a request brings. `project` is the one it is about, by the names that it is known by.
    pub(super) async fn document(
        &self,
        op: &Op,
        url: &Url,
        body: Option<&'static str>,
        project: &[String],
    ) -> Result<Value, Gap> {
        let mut patience = Patience::default();
        let response = loop {
            let answer = self.send(url, body).await;
            if !patience.tries_again(&answer, Failure::slows_down).await {
                break answer?;
            }
        };
        if !response.status.is_success() {
            return Err(Failure::of(&response).gap(op, response.status, project));
        }
        response.document()
    }

    async fn send(&self, url: &Url, body: Option<&'static str>) -> Result<Response, Gap> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::new(method, url.clone());
        *request.headers_mut() = timeout(LONGEST, self.caller.headers()).await.unwrap_or_else(|_| {
            let text = format!("no token within {} s", LONGEST.as_secs());
            Err(Gap::new(GapKind::Denied, "CredentialsTimeout", text))
        })?;
        let agent = concat!("overhear/", env!("CARGO_PKG_VERSION"));
        request.headers_mut().insert("user-agent", HeaderValue::from_static(agent));
        if let Some(body) = body {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        Ok(self.http.send(request).await?)
    }
}
