use crate::live::{certificate::Certificate, wire::Wire};
use azure_core::{
    cloud::CloudConfiguration,
    credentials::{Secret, TokenCredential},
    error::{Error, ErrorKind},
    http::{ClientOptions, Transport, Url},
    time::OffsetDateTime,
};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientAssertionCredential, ClientAssertionCredentialOptions,
    ClientSecretCredential, ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId, WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use overhear_core::live::http::{self, Http, sentence, variable};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, time::timeout};

/// One of Microsoft's clouds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cloud {
    /// Azure.
    Public,
    /// Azure Government.
    UsGov,
    /// Azure in China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// Where Azure Resource Manager is.
    pub const fn endpoint(self) -> &'static str {
        match self {
            Self::Public => "https://management.azure.com",
            Self::UsGov => "https://management.usgovcloudapi.net",
            Self::China => "https://management.chinacloudapi.cn",
        }
    }

    /// Where tokens come from.
    const fn authority(self) -> &'static str {
        match self {
            Self::Public => "https://login.microsoftonline.com",
            Self::UsGov => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }

    const fn configuration(self) -> CloudConfiguration {
        match self {
            Self::Public => CloudConfiguration::AzurePublic,
            Self::UsGov => CloudConfiguration::AzureGovernment,
            Self::China => CloudConfiguration::AzureChina,
        }
    }
}

/// The base URL of Azure Resource Manager: what `OVERHEAR_AZURE_ENDPOINT` names, else that of the cloud.
///
/// # Errors
/// Where it is no URL, or one without TLS that is not of this machine: a token would be there for all to read.
pub(super) fn endpoint(cloud: Cloud) -> Result<Url, String> {
    match http::endpoint("OVERHEAR_AZURE_ENDPOINT")? {
        Some(url) => Ok(url),
        None => Url::parse(cloud.endpoint()).map_err(|error| error.to_string()),
    }
}

/// A token for Azure Resource Manager, kept until it is about to expire.
#[derive(Debug)]
pub(super) struct Tokens {
    source: Source,
    scope: String,
    /// The token, or why there is none: who has no credentials has none for the next call either.
    kept: Mutex<Option<Result<(Secret, OffsetDateTime), String>>>,
}

/// Where tokens come from.
#[derive(Debug)]
enum Source {
    /// `OVERHEAR_AZURE_TOKEN`.
    Given(Secret),
    /// The first of these that gives one.
    Chain(Vec<Arc<dyn TokenCredential>>),
    /// What the environment asks for cannot be had.
    Broken(String),
}

/// How long one source of tokens may take.
const LONGEST: Duration = Duration::from_secs(30);

/// A token that lives less than this is asked for anew.
const MARGIN: Duration = Duration::from_mins(5);

impl Tokens {
    /// Reads the environment; asks nobody.
    ///
    /// In this order: `OVERHEAR_AZURE_TOKEN`; a client secret, a client certificate or a workload identity, where the
    /// environment names one; the Azure CLI; a managed identity, which comes first where the environment says that
    /// there is one.
    ///
    /// They are for the endpoint that is asked and for no other.
    pub(super) fn new(cloud: Cloud, endpoint: &Url, tenant: Option<&str>, http: &Http) -> Self {
        let source = match variable("OVERHEAR_AZURE_TOKEN") {
            Some(token) => Source::Given(Secret::new(token)),
            None => chain(cloud, tenant, http).map_or_else(|error| Source::Broken(error.to_string()), Source::Chain),
        };
        let scope = format!("{}/.default", endpoint.origin().ascii_serialization());
        Self { source, scope, kept: Mutex::new(None) }
    }

    pub(super) async fn token(&self) -> azure_core::Result<Secret> {
        let chain = match &self.source {
            Source::Given(token) => return Ok(token.clone()),
            Source::Broken(reason) => return Err(Error::with_message(ErrorKind::Credential, reason.clone())),
            Source::Chain(chain) => chain,
        };
        let mut kept = self.kept.lock().await;
        match &*kept {
            Some(Ok((token, expires))) if *expires - MARGIN > OffsetDateTime::now_utc() => return Ok(token.clone()),
            Some(Err(reason)) => return Err(Error::with_message(ErrorKind::Credential, reason.clone())),
            Some(Ok(_)) | None => {}
        }
        let mut first_reason = None;
        for credential in chain {
            let reason = match timeout(LONGEST, credential.get_token(&[&self.scope], None)).await {
                Ok(Ok(token)) => {
                    *kept = Some(Ok((token.token.clone(), token.expires_on)));
                    return Ok(token.token);
                }
                Ok(Err(error)) => sentence(&error),
                Err(_) => format!("no token within {} s", LONGEST.as_secs()),
            };
            first_reason = first_reason.or(Some(reason));
        }
        let reason = first_reason.unwrap_or_else(|| "there are no credentials".to_owned());
        *kept = Some(Err(reason.clone()));
        Err(Error::with_message(ErrorKind::Credential, reason))
    }
}

fn chain(cloud: Cloud, tenant: Option<&str>, http: &Http) -> azure_core::Result<Vec<Arc<dyn TokenCredential>>> {
    let client_options = || ClientOptions {
        cloud: Some(Arc::new(cloud.configuration())),
        transport: Some(Transport::new(Arc::new(Wire(http.clone())))),
        ..ClientOptions::default()
    };
    let assertion_options = || ClientAssertionCredentialOptions { client_options: client_options() };
    let tenant = tenant.map(str::to_owned).or_else(|| variable("AZURE_TENANT_ID"));
    let client = variable("AZURE_CLIENT_ID");
    if let (Some(tenant), Some(client)) = (&tenant, &client) {
        if let Some(secret) = variable("AZURE_CLIENT_SECRET") {
            let options = ClientSecretCredentialOptions { client_options: client_options() };
            return Ok(vec![ClientSecretCredential::new(tenant, client.clone(), secret.into(), Some(options))?]);
        }
        if let Some(path) = variable("AZURE_CLIENT_CERTIFICATE_PATH") {
            let audience = format!("{}/{tenant}/oauth2/v2.0/token", cloud.authority());
            let certificate = Certificate::open(&path, client, audience)?;
            let options = Some(assertion_options());
            return Ok(vec![ClientAssertionCredential::new(tenant.clone(), client.clone(), certificate, options)?]);
        }
        if variable("AZURE_FEDERATED_TOKEN_FILE").is_some() {
            let options = WorkloadIdentityCredentialOptions {
                credential_options: assertion_options(),
                tenant_id: Some(tenant.clone()),
                ..WorkloadIdentityCredentialOptions::default()
            };
            return Ok(vec![WorkloadIdentityCredential::new(Some(options))?]);
        }
    }
    // There are places whose managed identity the library does not know; whoever is logged in there still counts.
    let identity = ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
        user_assigned_id: client.map(UserAssignedId::ClientId),
        client_options: client_options(),
    }))
    .ok();
    let is_named = variable("IDENTITY_ENDPOINT").is_some() && variable("IDENTITY_HEADER").is_some();
    if let Some(identity) = identity.clone().filter(|_| is_named) {
        return Ok(vec![identity]);
    }
    let options = AzureCliCredentialOptions { tenant_id: tenant, ..AzureCliCredentialOptions::default() };
    let mut chain: Vec<Arc<dyn TokenCredential>> = vec![AzureCliCredential::new(Some(options))?];
    if let Some(identity) = identity {
        chain.push(identity);
    }
    Ok(chain)
}
