use crate::{
    arn, ec2,
    live::{
        Parents, Read, Session, at,
        failure::{credentials_gap, sentence},
        wire,
    },
    organizations, sts,
};
use aws_config::{
    BehaviorVersion, SdkConfig, identity::IdentityCache, profile::ProfileFileCredentialsProvider,
    sts::AssumeRoleProvider,
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider, future},
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{app_name::AppName, region::Region};
use overhear_core::{
    Gap, GapKind, Outcome, Provider, Reach, Scope, UNKNOWN,
    live::{Adapter, Ask, Opened, Pace, Place, Progress, Run},
};
use serde_json::Value;
use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

/// What to read, and as whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// The profile of the shared configuration; none for the one that the environment names.
    pub profile: Option<String>,
    /// Which accounts.
    pub accounts: Accounts,
    /// The role to assume in accounts other than that of the credentials.
    pub role_name: Option<String>,
    /// The external id that the role asks for.
    pub external_id: Option<String>,
    /// Which regions.
    pub regions: Regions,
    /// How long one request may take.
    pub timeout: Duration,
}

/// Which accounts are read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Accounts {
    /// That of the credentials.
    Own,
    /// These.
    Listed(Vec<String>),
    /// Every active account of the organisation.
    Organization,
}

/// Which regions are read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Regions {
    /// Every region that is enabled in the account.
    Enabled,
    /// These.
    Listed(Vec<String>),
}

/// The AWS accounts that a run reads.
pub struct Aws {
    options: Options,
    base: SdkConfig,
    /// The account of the credentials, or why it is not known.
    own: OnceLock<Result<String, Gap>>,
}

/// How often a request is sent before its error stands.
const ATTEMPTS: u32 = 4;

impl Aws {
    /// Reads the shared configuration and the environment, the standard way; asks nothing of AWS.
    pub async fn new(options: Options, pace: Arc<Pace>, progress: Arc<Progress>) -> Self {
        let rules = wire::Rules { pace, progress, timeout: options.timeout };
        let retries = RetryConfig::adaptive()
            .with_max_attempts(ATTEMPTS)
            .with_initial_backoff(Duration::from_millis(500))
            .with_max_backoff(Duration::from_secs(20));
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(wire::client(rules))
            .retry_config(retries)
            // The wire has its own bound, which does not count the time that a request waits for its turn.
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(aws_config::stalled_stream_protection::StalledStreamProtectionConfig::disabled())
            .identity_cache(IdentityCache::lazy().load_timeout(Duration::from_mins(1)).build());
        if let Some(profile) = &options.profile {
            // A profile that is named wins over keys in the environment, as with the AWS CLI.
            let credentials = ProfileFileCredentialsProvider::builder().profile_name(profile).build();
            loader = loader.profile_name(profile).credentials_provider(credentials);
        }
        if let Ok(name) = AppName::new("overhear") {
            loader = loader.app_name(name);
        }
        let mut base = loader.load().await;
        if base.region().is_none() {
            let first = match &options.regions {
                Regions::Listed(regions) => regions.first().cloned(),
                Regions::Enabled => None,
            };
            let region = Region::new(first.unwrap_or_else(|| "us-east-1".to_owned()));
            base = base.into_builder().region(region).build();
        }
        Self { options, base, own: OnceLock::new() }
    }

    fn home(&self) -> &str {
        self.base.region().map_or("us-east-1", Region::as_ref)
    }

    /// The account of the credentials, asked of STS.
    async fn identity(&self) -> Result<String, Gap> {
        let session = Session::new(UNKNOWN, self.base.clone());
        let read = read_of(&sts::CALLER_IDENTITY.op)?;
        let answer = (read.send)(&session, &Ask::first(read.op)).await?.body;
        let is_number = |account: &&str| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let account = at(&answer, "/Account").filter(is_number).map(str::to_owned);
        account
            .ok_or_else(|| Gap::new(GapKind::Undecodable, "NoAccount", "STS does not say whose credentials these are"))
    }

    fn own_account(&self) -> Option<&str> {
        self.own.get()?.as_deref().ok()
    }

    /// The configuration of an account: the caller's own, or that of the role in it.
    async fn config(&self, account: &str) -> Result<SdkConfig, Gap> {
        if self.own_account() == Some(account) {
            return Ok(self.base.clone());
        }
        let Some(role) = &self.options.role_name else {
            return Err(Gap::new(
                GapKind::Denied,
                "NoRole",
                "the credentials are of another account, and --role-name names no role to assume in this one",
            ));
        };
        let arn = format!("arn:{}:iam::{account}:role/{}", arn::partition(self.home()), role.trim_start_matches('/'));
        let mut builder = AssumeRoleProvider::builder(arn).session_name("overhear").configure(&self.base);
        if let Some(id) = &self.options.external_id {
            builder = builder.external_id(id);
        }
        let provider = builder.build().await;
        let first = provider.provide_credentials().await.map_err(|error| {
            let refused = sentence(&error).contains("AccessDenied");
            let mut gap = credentials_gap(&error);
            "RoleNotAssumed".clone_into(&mut gap.code);
            gap.permission = refused.then(|| "sts:AssumeRole".to_owned());
            gap
        })?;
        let provider = SharedCredentialsProvider::new(Assumed { first: Mutex::new(Some(first)), provider });
        Ok(self.base.to_builder().credentials_provider(provider).build())
    }

    /// The regions to read in an account, and those that cannot be read. Those that are not enabled are recorded as not
    /// offered.
    async fn regions(&self, run: &Run, global: &Place<Session>) -> (Vec<String>, Vec<(String, Gap)>) {
        let (rows, outcome) = match read_of(&ec2::REGIONS.op) {
            Ok(read) => run.read(read, global).await,
            Err(gap) => (Vec::new(), Outcome::Failed(gap)),
        };
        let known =
            rows.iter().filter_map(|row| Some((at(row, "/RegionName")?, at(row, "/OptInStatus").unwrap_or_default())));
        let (disabled, enabled): (Vec<_>, Vec<_>) = known.partition(|(_, status)| *status == "not-opted-in");
        let names = |known: &[(&str, &str)]| known.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>();
        let (disabled, enabled) = (names(&disabled), names(&enabled));
        for region in &disabled {
            let scope = Scope::new(Provider::Aws, &*global.scope.account, region);
            let gap = Gap::new(GapKind::NotOffered, "not-opted-in", "the region is not enabled in this account");
            run.record_gap(&ec2::REGIONS.op, &scope, gap).await;
        }
        match &self.options.regions {
            // What AWS enables in every account stands for a list that cannot be had; its gap says so.
            Regions::Enabled if enabled.is_empty() => {
                let gap = Gap::new(GapKind::Undecodable, "NoRegions", "AWS listed no region that is enabled");
                let lost = (outcome == Outcome::Complete).then(|| (UNKNOWN.to_owned(), gap));
                let usual = arn::default_regions(self.home()).iter().map(ToString::to_string);
                (usual.collect(), lost.into_iter().collect())
            }
            Regions::Enabled => (enabled, Vec::new()),
            Regions::Listed(listed) => {
                let may_be = |region: &String| enabled.contains(region) || outcome != Outcome::Complete;
                let (places, others): (Vec<_>, Vec<_>) = listed.iter().cloned().partition(may_be);
                let lost = others.into_iter().map(|region| {
                    // Who asks for a region by name wants to know what is in it.
                    let (code, message) = if disabled.contains(&region) {
                        (
                            "not-opted-in",
                            "the region is not enabled in this account, so that nobody can ask it".to_owned(),
                        )
                    } else {
                        ("UnknownRegion", format!("AWS knows no region {region} in the partition of {}", self.home()))
                    };
                    (region, Gap::new(GapKind::NotAttempted, code, message))
                });
                (places, lost.collect())
            }
        }
    }
}

impl Adapter for Aws {
    type Session = Session;

    async fn accounts(&self, run: &Run) -> Vec<String> {
        let identity = self.identity().await;
        let own = identity.as_deref().unwrap_or(UNKNOWN).to_owned();
        let identity = self.own.get_or_init(|| identity);
        match (&self.options.accounts, identity) {
            (Accounts::Own, _) | (Accounts::Organization, Err(_)) => vec![own],
            (Accounts::Listed(accounts), _) => accounts.clone(),
            (Accounts::Organization, Ok(own)) => {
                let Ok(read) = read_of(&organizations::ACCOUNTS.op) else { return vec![own.clone()] };
                let scope = Scope::new(Provider::Aws, own, "global");
                let session = Arc::new(Session::new(own, self.base.clone()));
                let place = Place { scope, session, regions: Arc::default() };
                let (rows, _) = run.read(read, &place).await;
                // States that nobody has seen are taken to be alive.
                let alive = |row: &&Value| {
                    let state = at(row, "/State").or_else(|| at(row, "/Status"));
                    !matches!(state, Some("SUSPENDED" | "PENDING_CLOSURE" | "PENDING_ACTIVATION" | "CLOSED"))
                };
                let mut accounts: Vec<_> =
                    rows.iter().filter(alive).filter_map(|row| at(row, "/Id").map(str::to_owned)).collect();
                if !accounts.contains(own) {
                    accounts.push(own.clone());
                }
                accounts
            }
        }
    }

    async fn open(&self, run: &Run, account: &str) -> Result<Opened<Session>, Gap> {
        if let Some(Err(gap)) = self.own.get() {
            let mut gap = gap.clone();
            if gap.kind.is_absence() {
                // Whatever STS says of itself, it does not say that nothing is in the account.
                gap.kind = GapKind::Denied;
            }
            return Err(gap);
        }
        let config = self.config(account).await?;
        let session = |region: Option<&str>| {
            let config = match region {
                Some(region) => config.to_builder().region(Region::new(region.to_owned())).build(),
                None => config.clone(),
            };
            Arc::new(Session::new(account, config))
        };
        let scope = |region: &str| Scope::new(Provider::Aws, account, region);
        let mut global = Place { scope: scope("global"), session: session(None), regions: Arc::default() };
        let (regions, lost) = self.regions(run, &global).await;
        global.regions = regions.as_slice().into();
        let regions = regions.iter().map(|region| Place {
            scope: scope(region),
            session: session(Some(region)),
            regions: Arc::clone(&global.regions),
        });
        let regions = regions.collect();
        let reaches: &[Reach] = if self.own_account() == Some(account) {
            &[Reach::Organization, Reach::Account, Reach::Region]
        } else {
            &[Reach::Account, Reach::Region]
        };
        Ok(Opened { global, regions, lost, reaches })
    }
}

/// The credentials of a role: those with which it was seen that it can be assumed, and later ones when these expire.
#[derive(Debug)]
struct Assumed {
    first: Mutex<Option<Credentials>>,
    provider: AssumeRoleProvider,
}

impl ProvideCredentials for Assumed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        match self.first.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(first) => future::ProvideCredentials::ready(Ok(first)),
            None => self.provider.provide_credentials(),
        }
    }
}

/// How an operation is called.
fn read_of(op: &overhear_core::Op) -> Result<&'static Read, Gap> {
    let read =
        crate::READS.iter().copied().flatten().find(|read| read.op == op && matches!(read.parents, Parents::None));
    read.ok_or_else(|| Gap::new(GapKind::NotAttempted, "NoRead", format!("{} cannot be called alone", op.id)))
}
