use crate::live::{failure::gap_of, shapes};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::FinalizerInterceptorContextRef},
        orchestrator::HttpResponse,
        result::SdkError,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::{config_bag::ConfigBag, error::metadata::ProvideErrorMetadata};
use overhear_core::{Gap, GapKind, live::Ask};
use serde_json::Value;
use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

/// Keeps the bytes of the last answer to a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capture(Arc<Mutex<Option<Body>>>);

/// The body of an answer that the service calls a success.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// True where the answer says that it is CBOR.
    pub(super) cbor: bool,
}

/// Where the answer to a request is.
pub(crate) enum Answered {
    /// Here, or nowhere.
    Here(Result<Value, Gap>),
    /// In another region, which the service names.
    In(String),
}

impl Answered {
    /// The gap of a bucket that each region sends elsewhere.
    pub(crate) fn lost(region: &str) -> Gap {
        Gap::new(GapKind::Transport, "PermanentRedirect", format!("sent on to {region}, which does not have it either"))
    }
}

impl Intercept for Capture {
    fn name(&self) -> &'static str {
        "Capture"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().filter(|response| response.status().as_u16() == 200).and_then(|response| {
            let cbor = response.headers().get("content-type").is_some_and(|kind| kind.contains("cbor"));
            response.body().bytes().map(|bytes| Body { bytes: bytes.to_vec(), cbor })
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
        Ok(())
    }
}

impl Capture {
    /// The document of the answer. What the SDK makes of a success does not matter: it drops what it does not know, and
    /// fails where one value is odd.
    pub(crate) fn answer<O, E>(&self, ask: &Ask, sent: Result<O, SdkError<E, HttpResponse>>) -> Answered
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(body) = body {
            return Answered::Here(shapes::document(ask.op.id, &body).map_err(|reason| {
                Gap::new(GapKind::Undecodable, "UndecodableAnswer", format!("the answer cannot be read: {reason}"))
            }));
        }
        match sent {
            Ok(_) => Answered::Here(Err(Gap::new(GapKind::Undecodable, "NoAnswer", "the answer has no body"))),
            Err(error) => {
                let response = error.raw_response();
                let moved = response.filter(|response| matches!(response.status().as_u16(), 301 | 307 | 400));
                match moved.and_then(|response| response.headers().get("x-amz-bucket-region")) {
                    Some(region) => Answered::In(region.to_owned()),
                    None => Answered::Here(Err(gap_of(ask.op, &error))),
                }
            }
        }
    }
}
