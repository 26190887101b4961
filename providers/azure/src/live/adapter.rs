use crate::{
    arm,
    inventory::{DESCENDANTS, RESOURCES},
    live::{
        Cloud, Read, Session,
        arm::Arm,
        credentials::{Tokens, endpoint},
        graph::Graph,
    },
    resources::SUBSCRIPTIONS,
};
use overhear_core::{
    Gap, GapKind, Provider, Reach, Scope, UNKNOWN,
    live::{Adapter, Opened, Pace, Parent, Place, Progress, Run, at, http::Http},
};
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// What to read, and as whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which subscriptions.
    pub subscriptions: Subscriptions,
    /// The tenant, a GUID or a domain; none for that of the credentials.
    pub tenant: Option<String>,
    /// The cloud.
    pub cloud: Cloud,
    /// How long one request may take.
    pub timeout: Duration,
}

/// Which subscriptions are read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Subscriptions {
    /// Every one that the caller sees.
    All,
    /// These.
    Listed(Vec<String>),
    /// Those below a management group.
    Below(String),
}

/// The Azure subscriptions that a run reads.
pub struct Azure {
    options: Options,
    arm: Arc<Arm>,
    graph: Arc<Graph>,
}

impl Azure {
    /// Reads the environment; asks nothing of Azure.
    ///
    /// # Errors
    /// Where `OVERHEAR_AZURE_ENDPOINT` names no place that a token may go to.
    pub fn new(options: Options, pace: Arc<Pace>, progress: Arc<Progress>) -> Result<Self, String> {
        let endpoint = endpoint(options.cloud)?;
        let http = Http::new(pace, progress, options.timeout).map_err(|error| error.to_string())?;
        let tokens = Arc::new(Tokens::new(options.cloud, &endpoint, options.tenant.as_deref(), &http));
        let arm = Arc::new(Arm::new(endpoint, tokens, http));
        let group = match &options.subscriptions {
            Subscriptions::Below(group) => Some(group.clone()),
            Subscriptions::All | Subscriptions::Listed(_) => None,
        };
        let graph = Arc::new(Graph::new(Arc::clone(&arm), group));
        Ok(Self { options, arm, graph })
    }

    fn place(&self, account: &str, subscription: &str) -> Place<Session> {
        let session = Session::new(Arc::clone(&self.arm), Arc::clone(&self.graph), subscription.to_owned());
        let scope = Scope::new(Provider::Azure, account, "global");
        Place { scope, session: Arc::new(session), regions: Arc::default() }
    }

    /// The subscriptions below the management group: by the management group itself, and by Resource Graph, which leaves out
    /// what the caller may not read and does not say so.
    async fn below(&self, run: &Run, place: &Place<Session>, group: &str) -> Vec<String> {
        let mut rows = Vec::new();
        for (op, parent) in [(&RESOURCES.op, "Microsoft.Resources/subscriptions"), (&DESCENDANTS.op, group)] {
            if let Some(read) = read_of(op) {
                rows.extend(run.read_for(read, place, Some(Parent::of(parent)), |_| place.scope.clone()).await.0);
            }
        }
        let subscriptions = rows.iter().filter_map(|row| arm::subscription(at(row, "/id")?));
        let found: BTreeSet<String> = subscriptions.map(str::to_owned).collect();
        found.into_iter().collect()
    }

    /// True for a subscription that has something to be read and is of the tenant that was asked for.
    fn is_wanted(&self, row: &Value) -> bool {
        let tenant = |wanted: &String| {
            // A domain cannot be held against the GUID of a row.
            let is_id = wanted.len() == 36 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
            let of = at(row, "/tenantId");
            !is_id || of.is_none_or(|of| of.eq_ignore_ascii_case(wanted))
        };
        at(row, "/state") != Some("Deleted") && self.options.tenant.as_ref().is_none_or(tenant)
    }
}

impl Adapter for Azure {
    type Session = Session;

    async fn accounts(&self, run: &Run) -> Vec<String> {
        let tenant = |rows: &[Value]| {
            let of = rows.iter().find(|row| self.is_wanted(row)).and_then(|row| at(row, "/tenantId"));
            of.or(self.options.tenant.as_deref()).map_or_else(|| UNKNOWN.to_owned(), |id| format!("tenants/{id}"))
        };
        let place = self.place(UNKNOWN, "");
        let Some(read) = read_of(&SUBSCRIPTIONS) else { return Vec::new() };
        let mut account = UNKNOWN.to_owned();
        let scope = |rows: &[Value]| {
            account = tenant(rows);
            Scope::new(Provider::Azure, account.as_str(), "global")
        };
        let (rows, _) = run.read_for(read, &place, None, scope).await;
        let named: Vec<String> = match &self.options.subscriptions {
            Subscriptions::Listed(listed) => listed.clone(),
            Subscriptions::Below(group) => self.below(run, &self.place(&account, ""), group).await,
            Subscriptions::All => {
                let wanted = rows.iter().filter(|row| self.is_wanted(row));
                wanted.filter_map(|row| at(row, "/subscriptionId").map(str::to_owned)).collect()
            }
        };
        let mut seen = BTreeSet::new();
        let found: Vec<String> = named.into_iter().filter(|id| seen.insert(id.to_lowercase())).collect();
        if found.is_empty() {
            let gap =
                Gap::new(GapKind::NotAttempted, "NoSubscription", "there is no subscription that the caller sees");
            run.record_gap(&SUBSCRIPTIONS.op, &Scope::new(Provider::Azure, UNKNOWN, "global"), gap).await;
        }
        found
    }

    async fn open(&self, _: &Run, account: &str) -> Result<Opened<Session>, Gap> {
        let global = self.place(account, account);
        Ok(Opened { global, regions: Vec::new(), lost: Vec::new(), reaches: &[Reach::Account] })
    }
}

/// How an operation is called.
fn read_of(op: &overhear_core::Op) -> Option<&'static Read> {
    crate::READS.iter().copied().flatten().find(|read| read.op == op)
}
