//! The HTTP client under the SDK: what holds for every request, retries and requests for credentials among them.

use aws_smithy_http_client::{
    Builder, ConnectorBuilder,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    connector_metadata::ConnectorMetadata,
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt, Limited};
use overhear_core::live::{Pace, Progress};
use std::{io, sync::Arc, time::Duration};

/// The most that one answer may hold: AWS pages end far below.
const LARGEST: usize = 64 << 20;

/// How long a connection that nobody uses stays open.
const IDLE: Duration = Duration::from_secs(5);

/// What holds for every request.
#[derive(Clone)]
pub(super) struct Rules {
    /// When a request may go.
    pub(super) pace: Arc<Pace>,
    /// What is counted.
    pub(super) progress: Arc<Progress>,
    /// How long one request may take, its answer's body included.
    pub(super) timeout: Duration,
}

/// The client: the SDK's own, which goes through the proxy that `HTTPS_PROXY` and the like name, within these rules.
pub(super) fn client(rules: Rules) -> SharedHttpClient {
    let inner = Builder::new().build_with_connector_fn(|settings, components| {
        let mut builder = ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        builder.set_connector_settings(settings.cloned());
        builder.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        builder.set_proxy_config(Some(ProxyConfig::from_env()));
        // Buckets and regions have hosts of their own: idle connections to all of them would be too many open files.
        builder.set_pool_idle_timeout(Some(Some(IDLE)));
        builder.set_pool_max_idle_per_host(Some(8));
        builder.build()
    });
    SharedHttpClient::new(Wire { inner, rules })
}

struct Wire {
    inner: SharedHttpClient,
    rules: Rules,
}

struct Connector {
    inner: SharedHttpConnector,
    rules: Rules,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, rules: self.rules.clone() })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (inner, rules) = (self.inner.clone(), self.rules.clone());
        HttpConnectorFuture::new(async move {
            rules.pace.wait().await;
            rules.progress.requests.add(1);
            let answered = async {
                let response = inner.call(request).await?;
                held(response).await
            };
            let response = tokio::time::timeout(rules.timeout, answered).await.map_err(|_| {
                let text = format!("no answer within {} s", rules.timeout.as_secs());
                ConnectorError::timeout(io::Error::new(io::ErrorKind::TimedOut, text).into())
            })??;
            if slows_down(&response) {
                rules.progress.throttles.add(1);
            }
            Ok(response)
        })
    }
}

/// The answer with its body in memory.
async fn held(mut response: HttpResponse) -> Result<HttpResponse, ConnectorError> {
    let body = std::mem::replace(response.body_mut(), SdkBody::taken());
    let bytes = Limited::new(body, LARGEST).collect().await.map_err(ConnectorError::io)?.to_bytes();
    *response.body_mut() = SdkBody::from(bytes);
    Ok(response)
}

/// True where the answer asks to slow down. Services say it by their status or in the body of an error.
fn slows_down(response: &HttpResponse) -> bool {
    let says =
        |word: &[u8]| response.body().bytes().is_some_and(|body| body.windows(word.len()).any(|part| part == word));
    match response.status().as_u16() {
        200..400 => false,
        429 => true,
        _ => says(b"Throttling") || says(b"RequestLimitExceeded") || says(b"SlowDown") || says(b"TooManyRequests"),
    }
}
