use crate::{Provider, Scope, Tags};

/// A cloud resource, named as its ecosystem names it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Resource {
    /// The cloud.
    pub provider: Provider,
    /// The account, subscription or project that holds it.
    pub account: String,
    /// The region or location; `global` or `unknown` where there is none.
    pub region: String,
    /// CloudFormation type, ARM type or Cloud Asset Inventory type.
    pub kind: &'static str,
    /// ARN, ARM id or full resource name.
    pub id: String,
    /// The name people gave it.
    pub name: Option<String>,
    /// Tags or labels.
    pub tags: Tags,
}

impl Resource {
    /// A resource of `scope` without name and tags.
    pub fn new(scope: &Scope, kind: &'static str, id: impl Into<String>) -> Self {
        Self {
            provider: scope.provider,
            account: scope.account.clone(),
            region: scope.region.clone(),
            kind,
            id: id.into(),
            name: None,
            tags: Tags::default(),
        }
    }

    /// The scope itself as a resource: what a check judges when its list is empty or could not be read.
    pub fn of_scope(scope: &Scope) -> Self {
        let Scope { account, region, .. } = scope;
        let (kind, id) = match scope.provider {
            Provider::Aws => ("AWS::::Account", format!("{account}/{region}")),
            Provider::Azure => ("Microsoft.Resources/subscriptions", format!("/subscriptions/{account}")),
            Provider::Gcp => (
                "cloudresourcemanager.googleapis.com/Project",
                format!("//cloudresourcemanager.googleapis.com/projects/{account}"),
            ),
        };
        Self::new(scope, kind, id)
    }

    /// The same resource with a name, where there is one.
    #[must_use]
    pub fn named(mut self, name: Option<&str>) -> Self {
        self.name = name.filter(|name| !name.is_empty()).map(str::to_owned);
        self
    }

    /// The same resource with tags.
    #[must_use]
    pub fn tagged(mut self, tags: &Tags) -> Self {
        self.tags = tags.clone();
        self
    }

    /// What people call it: its name and the last part of its id, once where these are the same.
    pub fn label(&self) -> String {
        let last = self.id.rsplit('/').find(|part| !part.is_empty()).unwrap_or(&self.id);
        match self.name.as_deref() {
            Some(name) if name != last => format!("{name} ({last})"),
            _ => last.to_owned(),
        }
    }
}

/// True where two spellings name one resource: without regard to case (ARM), and where one is the other's last
/// path segment, as a name is of an ARN.
pub fn same_id(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    let (long, short) = (long.as_bytes(), short.as_bytes());
    if short.is_empty() {
        return long.is_empty();
    }
    let (head, tail) = long.split_at(long.len() - short.len());
    tail.eq_ignore_ascii_case(short) && matches!(head.last(), None | Some(b'/'))
}

/// True for characters that could move a cursor, reorder a line or hide in it: control characters, bidirectional
/// marks and overrides, line separators, characters without width.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `text` with hostile characters written as escapes, so that a name that an attacker chose stays in its place.
pub fn escape_control(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(is_hostile) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hostile(c) {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_compare_by_last_segment_and_without_case() {
        assert!(same_id("/subscriptions/S/x/NW", "/SUBSCRIPTIONS/s/X/nw"));
        assert!(same_id("arn:aws:ssm:eu-west-1:111122223333:document/Sniff", "Sniff"));
        assert!(!same_id("document/xSniff", "Sniff"));
        assert!(!same_id("a", ""));
    }

    #[test]
    fn control_and_direction_characters_are_escaped() {
        assert_eq!(escape_control("a\u{1b}[2J\u{202e}b"), "a\\u{1b}[2J\\u{202e}b");
        assert!(matches!(escape_control("plain é"), std::borrow::Cow::Borrowed(_)));
    }
}
