use crate::live::{
    answer::{flat, whole},
    rest::Rest,
};
use overhear_core::{
    Gap, GapKind, Op, Shape, UNKNOWN,
    live::{Answer, Ask, http::Url},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::sync::Arc;

/// One project, organisation or folder, as one caller.
pub struct Session {
    rest: Arc<Rest>,
    /// `organizations/NUMBER` or `folders/NUMBER`, or why there is none.
    above: Result<String, Gap>,
    /// The project by its id, and by its number where that is known.
    project: Vec<String>,
}

/// What a path may not hold unencoded: names are written by others.
const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'\\');

/// What the value of a query may not hold unencoded.
const QUERY: &AsciiSet = &PATH.add(b'&').add(b'+').add(b'=');

impl Session {
    pub(super) const fn new(rest: Arc<Rest>, above: Result<String, Gap>, project: Vec<String>) -> Self {
        Self { rest, above, project }
    }

    /// Asks for one page of a list, or for one document.
    pub(crate) async fn get(&self, ask: &Ask, service: &'static str, path: &'static str) -> Result<Answer, Gap> {
        let url = self.url(ask, service, path)?;
        self.rest.document(ask.op, &url, None, &self.project).await.map(whole)
    }

    /// Asks by POST for one document.
    pub(crate) async fn post(
        &self,
        ask: &Ask,
        service: &'static str,
        path: &'static str,
        body: &'static str,
    ) -> Result<Answer, Gap> {
        let url = self.url(ask, service, path)?;
        self.rest.document(ask.op, &url, Some(body), &self.project).await.map(whole)
    }

    /// Asks for one page of a list over all locations, those that can be reached whatever becomes of others.
    pub(crate) async fn aggregated(&self, ask: &Ask, service: &'static str, path: &'static str) -> Result<Answer, Gap> {
        let url = self.url(ask, service, &format!("{path}?maxResults=500&returnPartialSuccess=true"))?;
        flat(self.rest.document(ask.op, &url, None, &self.project).await?, collection(ask.op))
    }

    fn url(&self, ask: &Ask, service: &str, path: &str) -> Result<Url, Gap> {
        let parent = ask.parent();
        if path.contains("{organization}") || parent == UNKNOWN {
            self.above.as_ref().map_err(Gap::clone)?;
        }
        let above = self.above.as_deref().unwrap_or_default();
        let project = self.project.first().map_or("", String::as_str);
        let (path, query) = path.split_once('?').map_or((path, ""), |(path, query)| (path, query));
        let filled = |template: &str, unsafe_there: &'static AsciiSet| {
            let encoded = |text: &str| utf8_percent_encode(text, unsafe_there).to_string();
            let template = template.replace("{organization}", &encoded(above)).replace("{project}", &encoded(project));
            template.replace("{parent}", &encoded(parent))
        };
        let (mut target, mut query) = (filled(path, PATH), filled(query, QUERY));
        if let Some(token) = ask.token() {
            let sign = if query.is_empty() { "" } else { "&" };
            query = format!("{query}{sign}pageToken={}", utf8_percent_encode(&token, QUERY));
        }
        if !query.is_empty() {
            target = format!("{target}?{query}");
        }
        let leads_elsewhere = |name: &str| name.split('/').any(|part| matches!(part, "." | ".."));
        let url =
            self.rest.url(service, &target).filter(|_| ![above, project, parent].into_iter().any(leads_elsewhere));
        url.ok_or_else(|| {
            Gap::new(GapKind::Undecodable, "OddName", "the name of the resource is not as Google writes names")
        })
    }
}

/// The member that holds the items of an operation.
fn collection(op: &Op) -> &'static str {
    match op.shape {
        Shape::Gcp { collection, .. } => collection,
        _ => "items",
    }
}
