use crate::{Op, Resource, Scope};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use std::any::Any;

/// The typed view of one item of a call: the fields that checks read, in the provider's spelling.
///
/// Fields that the API does not promise are `Option`; strings stay strings, so that values nobody has seen survive.
/// A view that does not decode makes its item unknown, never its page.
pub trait Document: DeserializeOwned + Send + Sync + 'static {
    /// The id by which other documents and per-item calls refer to this one.
    fn key(&self) -> &str;

    /// What per-item calls of `op` for this document name as their parent: its key, unless they are made for something
    /// that it names and may share with others, such as a parameter group.
    fn parents(&self, _op: &Op) -> Vec<&str> {
        vec![self.key()]
    }

    /// The resource that the document describes, as the ecosystem names it.
    fn resource(&self, scope: &Scope) -> Resource;

    /// Whether verdicts on other accounts may rest on this document. Of the operations that checks look up over a whole
    /// estate only these are kept once their account was judged: memory must not grow with every interface.
    fn is_landmark(&self) -> bool {
        true
    }

    /// What the document itself tells of where it lives.
    fn home(&self) -> Home<'_> {
        Home::default()
    }
}

/// Reads JSON null as the default: APIs and tools write null for an empty list. For `deserialize_with`, beside `default`.
pub fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Where a document says that it lives.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Home<'a> {
    /// The account, subscription or project.
    pub account: Option<&'a str>,
    /// The region or location.
    pub region: Option<&'a str>,
}

/// The decoded items of one call, whatever their type.
pub trait Page: Any + Send + Sync {
    /// How many items there are.
    fn len(&self) -> usize;

    /// True where there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key of item `index`; empty past the end.
    fn key(&self, index: usize) -> &str;

    /// What per-item calls of `op` for item `index` name as their parent.
    fn parents(&self, index: usize, op: &Op) -> Vec<&str>;

    /// The resource that item `index` describes.
    fn resource(&self, index: usize, scope: &Scope) -> Option<Resource>;

    /// Where item `index` says that it lives.
    fn home(&self, index: usize) -> Home<'_>;

    /// Forgets the items that no verdict on another account may rest on.
    fn keep_landmarks(&mut self);
}

impl<T: Document> Page for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn key(&self, index: usize) -> &str {
        self.get(index).map_or("", Document::key)
    }

    fn parents(&self, index: usize, op: &Op) -> Vec<&str> {
        self.get(index).map(|item| item.parents(op)).unwrap_or_default()
    }

    fn resource(&self, index: usize, scope: &Scope) -> Option<Resource> {
        self.get(index).map(|item| item.resource(scope))
    }

    fn home(&self, index: usize) -> Home<'_> {
        self.get(index).map(Document::home).unwrap_or_default()
    }

    fn keep_landmarks(&mut self) {
        self.retain(Document::is_landmark);
        self.shrink_to_fit();
    }
}
