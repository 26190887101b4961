//! The transport and the credential of the legacy client.

use azure_core_legacy::{
    Method, Request, Response, Result, Url,
    auth::{AccessToken, TokenCredential},
    date,
    error::{Error, ErrorKind},
};
use std::sync::{Mutex, PoisonError};

/// A transport that writes a request down instead of sending it.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Mutex<Option<(Method, Url)>>);

impl Recorder {
    /// What would have been sent, without its headers: the token of [`Nobody`] stays behind.
    pub(crate) fn take(&self) -> Option<(Method, Url)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[async_trait::async_trait]
impl azure_core_legacy::HttpClient for Recorder {
    async fn execute_request(&self, request: &Request) -> Result<Response> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((*request.method(), request.url().clone()));
        Err(Error::message(ErrorKind::Other, "written down, not sent"))
    }
}

/// A credential of nobody: the legacy client builds no request without one.
#[derive(Debug)]
pub(crate) struct Nobody;

#[async_trait::async_trait]
impl TokenCredential for Nobody {
    async fn get_token(&self, _: &[&str]) -> Result<AccessToken> {
        Ok(AccessToken::new("none", date::parse_rfc3339("1970-01-01T00:00:00Z")?))
    }

    async fn clear_cache(&self) -> Result<()> {
        Ok(())
    }
}
