//! Tags as EC2 and most other services write them.

use serde::Deserialize;

/// One tag.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// Its key; RAM writes `key`.
    #[serde(alias = "key")]
    pub key: String,
    /// Its value; absent where it is empty. RAM writes `value`.
    #[serde(default, alias = "value")]
    pub value: String,
}

/// Keys and values of a tag list.
pub fn pairs(tags: &[Tag]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()))
}

/// The value of the tag `Name`.
pub fn name(tags: &[Tag]) -> Option<&str> {
    tags.iter().find(|tag| tag.key == "Name").map(|tag| tag.value.as_str())
}
