use azure_core::{
    error::{Error, ErrorKind},
    http::{
        AsyncRawResponse, Body, Method, Request, StatusCode,
        headers::{HeaderName, HeaderValue, Headers},
    },
};
use overhear_core::live::http::{self, Http};

/// The transport under every request, those for tokens among them: the client that the clouds share.
#[derive(Debug)]
pub(super) struct Wire(pub(super) Http);

#[async_trait::async_trait]
impl azure_core::http::HttpClient for Wire {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let response = self.0.send(translated(request)?).await.map_err(|error| {
            // Never `Io`: whether another attempt is made is decided in one place, above the pipeline.
            Error::new(ErrorKind::Other, error)
        })?;
        let mut headers = Headers::new();
        for (name, value) in &response.headers {
            if let Ok(value) = value.to_str() {
                headers.insert(HeaderName::from(name.as_str().to_owned()), HeaderValue::from(value.to_owned()));
            }
        }
        let status = StatusCode::from(response.status.as_u16());
        Ok(AsyncRawResponse::from_bytes(status, headers, response.body))
    }
}

fn translated(request: &Request) -> azure_core::Result<http::Request> {
    let method = match request.method() {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        other => return Err(Error::with_message(ErrorKind::Other, format!("{other:?} is no method that reads"))),
    };
    let mut made = http::Request::new(method, request.url().clone());
    for (name, value) in request.headers().iter() {
        let name = http::HeaderName::from_bytes(name.as_str().as_bytes());
        let value = http::HeaderValue::from_str(value.as_str());
        let (Ok(name), Ok(mut value)) = (name, value) else {
            return Err(Error::with_message(ErrorKind::Other, "a header that cannot be sent"));
        };
        value.set_sensitive(name == http::AUTHORIZATION);
        made.headers_mut().insert(name, value);
    }
    if let Body::Bytes(bytes) = request.body() {
        *made.body_mut() = Some(bytes.clone().into());
    }
    Ok(made)
}
