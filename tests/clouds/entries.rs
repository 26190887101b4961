//! The bodies in the folders beside this file.

use crate::stub::{Reply, Seen};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// A request line, and what is answered.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) op: String,
    pub(crate) request: String,
    #[serde(default = "ok")]
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) body: Value,
}

const fn ok() -> u16 {
    200
}

/// The entries of one file of a cloud.
pub(crate) fn entries(cloud: &str, file: &str) -> Vec<Entry> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clouds").join(cloud).join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The entries of every service of a cloud: its clean estate.
pub(crate) fn estate(cloud: &str) -> Vec<Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clouds").join(cloud);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = files.filter(|file| !matches!(file.as_str(), "captures.json" | "partial.json")).collect();
    files.sort_unstable();
    files.iter().flat_map(|file| entries(cloud, file)).collect()
}

/// Answers by entries; `otherwise` answers what none of them does.
pub(crate) fn by<F>(
    entries: Vec<Entry>,
    origin: &str,
    otherwise: F,
) -> impl Fn(&Seen, usize) -> Reply + Send + Sync + use<F>
where
    F: Fn(&Seen, usize) -> Reply + Send + Sync,
{
    let origin = origin.to_owned();
    move |seen, before| {
        let Some(entry) = entries.iter().find(|entry| entry.request == seen.line) else {
            return otherwise(seen, before);
        };
        let mut reply = Reply::new(entry.status, entry.body.to_string().replace("{origin}", &origin));
        if entry.body.is_null() {
            reply.body.clear();
        }
        for (name, value) in &entry.headers {
            reply = reply.header(name, value.replace("{origin}", &origin));
        }
        reply
    }
}
