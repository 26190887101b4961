use crate::live::{
    arm::{Arm, Asked},
    graph::Graph,
};
use azure_core::http::{Method, Url};
use overhear_azure_network::Operation;
use overhear_core::{
    Gap, GapKind, Shape,
    live::{Answer, Ask},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::json;
use std::sync::Arc;

/// One subscription, or what lies above them, as one caller.
pub struct Session {
    arm: Arc<Arm>,
    graph: Arc<Graph>,
    /// Empty above the subscriptions.
    subscription: String,
}

/// What a path may not hold unencoded: ids are written by others.
const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'\\');

impl Session {
    pub(super) const fn new(arm: Arc<Arm>, graph: Arc<Graph>, subscription: String) -> Self {
        Self { arm, graph, subscription }
    }

    /// Asks for one page of a list, or for one document.
    ///
    /// What a subscription denies may still be seen in part: Resource Graph shows single resources to whoever may read
    /// them. Its rows are true, and prove nothing by their absence.
    pub(crate) async fn list(&self, ask: &Ask, path: &'static str, version: &'static str) -> Result<Answer, Gap> {
        let asked = self.asked(ask, path, version)?;
        self.or_graph(ask, self.arm.document(ask.op, asked).await).await
    }

    /// Asks by a request that `azure_mgmt_network` builds; further pages are asked for where the first says.
    pub(crate) async fn network(&self, ask: &Ask, operation: &'static Operation) -> Result<Answer, Gap> {
        let asked = if let Some(link) = ask.token() {
            Asked { method: Method::Get, url: self.arm.follow(&link)?, body: None }
        } else {
            let built = operation.request(self.arm.endpoint(), &self.subscription, ask.parent()).await;
            let (method, url) = built.ok_or_else(odd_id)?;
            Asked { method, url, body: None }
        };
        self.or_graph(ask, self.arm.document(ask.op, asked).await).await
    }

    /// Asks Resource Graph for the resources of the type that the parent names.
    pub(crate) async fn graph(&self, ask: &Ask, table: &'static str) -> Result<Answer, Gap> {
        self.graph.page(ask.op, table, ask.parent(), ask.token()).await.map(Answer::from)
    }

    async fn or_graph(&self, ask: &Ask, answer: Result<Answer, Gap>) -> Result<Answer, Gap> {
        let (Err(gap), Shape::Arm { kind, .. }, "", None) = (&answer, ask.op.shape, ask.parent(), ask.token()) else {
            return answer;
        };
        if gap.kind != GapKind::Denied || gap.permission.is_none() {
            return answer;
        }
        let rows = self.graph.rows(ask.op, kind, &self.subscription).await;
        if rows.is_empty() {
            return answer;
        }
        Ok(Answer { body: json!({"value": rows}), missing: Some(gap.clone()) })
    }

    fn asked(&self, ask: &Ask, path: &'static str, version: &'static str) -> Result<Asked, Gap> {
        let url = if let Some(link) = ask.token() {
            self.arm.follow(&link)?
        } else {
            let made = url(self.arm.endpoint(), path, &self.subscription, ask.parent(), version);
            made.ok_or_else(odd_id)?
        };
        Ok(Asked { method: Method::Get, url, body: None })
    }
}

fn odd_id() -> Gap {
    Gap::new(GapKind::Undecodable, "OddId", "the id of the resource is not as Azure writes ids")
}

/// The URL of a request; none where an id leads elsewhere.
fn url(endpoint: &Url, path: &str, subscription: &str, parent: &str, version: &str) -> Option<Url> {
    let is_plain = |id: &str| !id.split('/').any(|part| matches!(part, "." | ".."));
    if !is_plain(parent) || !is_plain(subscription) || (path.starts_with("{parent}") && !parent.starts_with('/')) {
        return None;
    }
    let encoded = |text: &str| utf8_percent_encode(text, PATH).to_string();
    let path = path.replace("{subscription}", &encoded(subscription)).replace("{parent}", &encoded(parent));
    let base = endpoint.as_str().trim_end_matches('/');
    let sign = if path.contains('?') { '&' } else { '?' };
    let url = Url::parse(&format!("{base}{path}{sign}api-version={version}")).ok()?;
    (url.origin() == endpoint.origin()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_in_their_place() {
        let endpoint = Url::parse("https://management.azure.com").unwrap();
        let made = |parent: &str| url(&endpoint, "{parent}/x", "s", parent, "2024-01-01").map(String::from);
        let expected = "https://management.azure.com/subscriptions/s/sites/a%20b%3Fc%23d%25/x?api-version=2024-01-01";
        assert_eq!(made("/subscriptions/s/sites/a b?c#d%").as_deref(), Some(expected));
        for odd in ["subscriptions/s", "/subscriptions/../x", "/a/./b", "@evil.example/x", "//evil.example/x/.."] {
            assert_eq!(made(odd), None, "{odd}");
        }
        let double = made("//evil.example/x").unwrap();
        assert!(double.starts_with("https://management.azure.com//evil.example"), "{double}");
        let lists = url(&endpoint, "/subscriptions/{subscription}/y?$filter=z", "s", "", "v").unwrap();
        assert_eq!(lists.as_str(), "https://management.azure.com/subscriptions/s/y?$filter=z&api-version=v");
    }
}
