//! Resource Graph: one query over every subscription that the caller can see something of.
//! <https://learn.microsoft.com/en-us/rest/api/azure-resourcegraph/resources/resources>

use crate::live::arm::{Arm, Asked};
use azure_core::http::Method;
use overhear_core::{Gap, GapKind, Op, live::at};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

const PATH: &str = "providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01";

/// Rows of one page, the most that there may be.
const ROWS: u32 = 1000;

/// Pages of one query: more are not asked for.
const PAGES: usize = 1000;

/// What is asked for where a subscription denies its list: what captures and what is captured.
const SEEN_IN_PART: [&str; 3] = [
    "Microsoft.Network/networkInterfaces",
    "Microsoft.Network/networkWatchers",
    "Microsoft.Network/virtualNetworkTaps",
];

/// Resource Graph, as one caller.
pub(super) struct Graph {
    arm: Arc<Arm>,
    management_group: Option<String>,
    /// By type: the resources of all subscriptions, asked for once, by subscription in small letters.
    kept: Mutex<HashMap<&'static str, Arc<OnceCell<BySubscription>>>>,
}

type BySubscription = HashMap<String, Vec<Value>>;

impl Graph {
    pub(super) fn new(arm: Arc<Arm>, management_group: Option<String>) -> Self {
        Self { arm, management_group, kept: Mutex::default() }
    }

    /// One page of the resources of a type.
    pub(super) async fn page(&self, op: &Op, table: &str, kind: &str, token: Option<String>) -> Result<Value, Gap> {
        let mut options = json!({"resultFormat": "objectArray", "$top": ROWS});
        if let Some(token) = token {
            options["$skipToken"] = token.into();
        }
        let columns = "id, name, type, location, subscriptionId, tenantId, tags, properties";
        // Types are our own words, and hold no quotation mark. An order is what paging needs.
        let query = format!("{table} | where type =~ '{kind}' | project {columns} | order by id asc");
        let mut body = json!({"query": query, "options": options});
        if let Some(group) = &self.management_group {
            body["managementGroups"] = json!([group]);
        }
        let url = self.arm.follow(&format!("{}/{PATH}", self.arm.endpoint().as_str().trim_end_matches('/')))?;
        let asked = Asked { method: Method::Post, url, body: Some(body) };
        let answer = self.arm.document(op, asked).await?.body;
        let cut = at(&answer, "/resultTruncated").is_some_and(|cut| cut.eq_ignore_ascii_case("true"));
        if cut && at(&answer, "/$skipToken").is_none() {
            return Err(Gap::new(GapKind::Truncated, "ResultTruncated", "Resource Graph did not give all rows"));
        }
        Ok(answer)
    }

    /// What can be seen of the resources of a type in a subscription; nothing where Resource Graph cannot be asked.
    pub(super) async fn rows(&self, op: &'static Op, kind: &'static str, subscription: &str) -> Vec<Value> {
        if !SEEN_IN_PART.contains(&kind) {
            return Vec::new();
        }
        let cell = Arc::clone(self.kept.lock().unwrap_or_else(PoisonError::into_inner).entry(kind).or_default());
        let rows = cell.get_or_init(|| self.all(op, kind)).await;
        rows.get(&subscription.to_lowercase()).cloned().unwrap_or_default()
    }

    async fn all(&self, op: &Op, kind: &str) -> BySubscription {
        let (mut rows, mut token) = (BySubscription::new(), None);
        for _ in 0..PAGES {
            // What is seen here is an addition: that it cannot be had is told by the call which was denied.
            let Ok(mut page) = self.page(op, "resources", kind, token).await else { break };
            let listed = page.pointer_mut("/data").map(Value::take);
            for row in listed.as_ref().and_then(Value::as_array).into_iter().flatten() {
                let subscription = at(row, "/subscriptionId").unwrap_or_default().to_lowercase();
                rows.entry(subscription).or_default().push(row.clone());
            }
            token = at(&page, "/$skipToken").map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        rows
    }
}
