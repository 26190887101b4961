use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::{cmp::Ordering, collections::BTreeMap};

/// Tags or labels, kept as the JSON text that they came as: most documents are judged without a look at theirs.
///
/// Both forms are read: an object of keys and values (ARM, Google) and a list of `{"Key": …, "Value": …}` (AWS; RAM
/// writes the names in lower case).
#[derive(Clone, Debug, Default)]
pub struct Tags(Option<Box<RawValue>>);

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::deserialize(deserializer).map(Some).map(Self)
    }
}

impl Tags {
    fn text(&self) -> &str {
        self.0.as_deref().map_or("", RawValue::get)
    }

    /// Keys and values; none where the text is neither form.
    pub fn pairs(&self) -> BTreeMap<String, String> {
        let Some(raw) = &self.0 else {
            return BTreeMap::new();
        };
        match serde_json::from_str(raw.get()) {
            Ok(Form::Object(tags)) => tags.into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect(),
            Ok(Form::List(tags)) => tags.into_iter().map(|tag| (tag.key, tag.value.unwrap_or_default())).collect(),
            Err(_) => BTreeMap::new(),
        }
    }

    /// The value of one key.
    pub fn get(&self, key: &str) -> Option<String> {
        self.pairs().remove(key)
    }
}

impl PartialEq for Tags {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Tags {}

impl Ord for Tags {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text().cmp(other.text())
    }
}

impl PartialOrd for Tags {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Object(BTreeMap<String, Option<String>>),
    List(Vec<Tag>),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    #[serde(alias = "key")]
    key: String,
    #[serde(default, alias = "value")]
    value: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(json: &str) -> Vec<(String, String)> {
        serde_json::from_str::<Tags>(json).unwrap().pairs().into_iter().collect()
    }

    #[test]
    fn both_forms_are_read_and_others_hold_nothing() {
        let one = vec![("team".to_owned(), "shop".to_owned())];
        assert_eq!(pairs(r#"{"team": "shop"}"#), one);
        assert_eq!(pairs(r#"[{"Key": "team", "Value": "shop"}]"#), one);
        assert_eq!(pairs(r#"[{"key": "team", "value": "shop"}]"#), one);
        assert_eq!(pairs(r#"{"team": null}"#), [("team".to_owned(), String::new())]);
        assert_eq!(pairs(r#"[{"Key": "team"}]"#), [("team".to_owned(), String::new())]);
        for other in ["null", "[]", "{}", "3", r#"["team"]"#, r#"{"team": 3}"#] {
            assert_eq!(pairs(other), [], "{other}");
        }
    }
}
