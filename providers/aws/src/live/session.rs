use crate::live::time;
use aws_config::SdkConfig;
use aws_smithy_runtime::client::retries::{ClientRateLimiter, RetryPartition, TokenBucket};
use aws_types::region::Region;
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// The clients of one account in one region.
pub struct Session {
    account: String,
    config: SdkConfig,
    clients: Mutex<Clients>,
}

/// Clients by type and region.
type Clients = HashMap<(TypeId, Option<String>), Box<dyn Any + Send + Sync>>;

impl Session {
    /// The clients that this configuration makes.
    pub(crate) fn new(account: impl Into<String>, config: SdkConfig) -> Self {
        Self { account: account.into(), config, clients: Mutex::default() }
    }

    /// The client of a service, in another region than the session's where one is named.
    ///
    /// Its retries have a limiter of their own for the account and region: the SDK would share one between accounts, and
    /// one account that is throttled would slow them all.
    pub(crate) fn client<C: Clone + Send + Sync + 'static>(
        &self,
        service: &str,
        region: Option<&str>,
        build: impl FnOnce(&SdkConfig, RetryPartition) -> C,
    ) -> C {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (TypeId::of::<C>(), region.map(str::to_owned));
        if let Some(client) = clients.get(&key).and_then(|client| client.downcast_ref::<C>()) {
            return client.clone();
        }
        let elsewhere = region.map(|region| self.config.to_builder().region(Region::new(region.to_owned())).build());
        let config = elsewhere.as_ref().unwrap_or(&self.config);
        let place = config.region().map_or("", Region::as_ref);
        // How often a request is sent is bounded by its attempts: a quota over all requests would run dry in a large
        // account, and then one answer of 503 would be a gap.
        let retries = RetryPartition::custom(format!("{service}-{place}-{}", self.account))
            .token_bucket(TokenBucket::unlimited())
            .client_rate_limiter(ClientRateLimiter::new(time::now_in_seconds()))
            .build();
        let client = build(config, retries);
        clients.insert(key, Box::new(client.clone()));
        client
    }

    /// True where requests go to an endpoint that the user named: an emulator, or a private one.
    pub(crate) fn has_own_endpoint(&self) -> bool {
        self.config.endpoint_url().is_some()
    }
}
