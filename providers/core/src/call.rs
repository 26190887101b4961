use crate::{Op, Outcome, Page, Scope};

/// One use of an operation, and what came back.
pub struct Call {
    /// The operation.
    pub op: &'static Op,
    /// Where it was made.
    pub scope: Scope,
    /// The key of the item that it was made for, for operations that are called once per item.
    pub parent: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The items.
    pub content: Content,
    /// The items that are not what the API documents.
    pub odd: Vec<OddItem>,
    /// When it was made, RFC 3339.
    pub collected_at: Option<String>,
}

/// The items of a call.
pub enum Content {
    /// Decoded into views.
    Decoded(Box<dyn Page>),
    /// Counted only, since nothing asks for them.
    Skipped(usize),
}

impl Content {
    /// How many items there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Decoded(page) => page.len(),
            Self::Skipped(count) => *count,
        }
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An item that did not decode into its view.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OddItem {
    /// Its place in the call's `items`.
    pub index: usize,
    /// Its key, where something like one could be found.
    pub key: Option<String>,
    /// Why it does not decode.
    pub reason: String,
}
