use crate::{
    Gap, Op, Shape,
    live::pointer::{at, text_at},
};
use serde_json::Value;
use std::{collections::BTreeSet, future::Future, pin::Pin};

/// An answer that is on its way, or why there is none.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Answer, Gap>> + Send + 'a>>;

/// What came back for one page.
pub struct Answer {
    /// The body as JSON in the shape of the provider's documents.
    pub body: Value,
    /// What the provider says is missing in it: places that it could not reach, for example.
    pub missing: Option<Gap>,
}

impl From<Value> for Answer {
    fn from(body: Value) -> Self {
        Self { body, missing: None }
    }
}

/// How one operation is called with a session of type `S`.
pub struct Read<S: 'static> {
    /// The operation.
    pub op: &'static Op,
    /// Asks for one page.
    pub send: for<'a> fn(&'a S, &'a Ask) -> Sending<'a>,
    /// What it is called for.
    pub parents: Parents,
    /// How many parents one request may name. Where there are several, the answer's items are dealt out to the parents
    /// by the key of their view.
    pub batch: usize,
    /// Which of the parents that were found and are not pinned are asked for.
    pub narrow: fn(Vec<Parent>) -> Vec<Parent>,
    /// True where a parent that several regions list is asked for in one of them alone.
    pub once: bool,
    /// True where a request that stays throttled, whatever the provider's client tried, is tried again later.
    pub insist: bool,
    /// JSON pointer to the items in the answer, or to the one item; [`BY_SHAPE`] where the operation's shape tells.
    pub items: &'static str,
    /// JSON pointers to the token of the next page; the first that holds text counts.
    pub next: &'static str,
    /// Error codes that are an answer: there is none.
    pub absent: &'static [&'static str],
    /// Error codes that say that the parent was deleted since it was listed.
    pub gone: &'static [&'static str],
    /// Members of an item that may hold secrets, as pointers in which `*` stands for every member; removed before
    /// anything is written.
    pub strip: &'static [&'static str],
    /// Replaces what else may hold secrets in an item.
    pub redact: fn(&mut Value),
}

/// The items stand where [`Op::shape`] says.
pub const BY_SHAPE: &str = "shape";

/// Where the token of the next page stands, unless the read says otherwise.
const NEXT: [&str; 8] = [
    "/NextToken",
    "/nextToken",
    "/NextMarker",
    "/Marker",
    "/position",
    "/ContinuationToken",
    "/nextLink",
    "/nextPageToken",
];

impl<S> Read<S> {
    /// An operation that is called once.
    pub const fn new(op: &'static Op, send: for<'a> fn(&'a S, &'a Ask) -> Sending<'a>) -> Self {
        Self {
            op,
            send,
            parents: Parents::None,
            batch: 1,
            narrow: |parents| parents,
            once: false,
            insist: true,
            items: BY_SHAPE,
            next: "",
            absent: &[],
            gone: &[],
            strip: &[],
            redact: |_| {},
        }
    }

    /// The service that the operation belongs to: what stands before the `:` of its id, else before the first `.`.
    pub fn service(&self) -> &'static str {
        let id = self.op.id;
        id.split_once(':').or_else(|| id.split_once('.')).map_or(id, |(service, _)| service)
    }

    /// Takes the items out of an answer; none where a list is absent or null.
    pub(super) fn items(&self, mut answer: Value) -> Result<Vec<Value>, String> {
        let by_shape = match self.op.shape {
            Shape::AwsCli { list: "", single } => single,
            Shape::AwsCli { list, .. } => list,
            Shape::Arm { .. } => "value",
            Shape::Gcp { collection, .. } => collection,
            Shape::AwsObject { .. } | Shape::Opaque => "",
        };
        let place = match self.items {
            BY_SHAPE if by_shape.is_empty() => Some(&mut answer),
            BY_SHAPE => answer.get_mut(by_shape),
            pointer => answer.pointer_mut(pointer),
        };
        match place.map(Value::take) {
            // An ARM list always says what it holds; without that it is some other answer.
            None | Some(Value::Null) if self.items == BY_SHAPE && by_shape == "value" => {
                Err("the answer has no list `value`".to_owned())
            }
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => Ok(items),
            Some(item @ Value::Object(_)) => Ok(vec![item]),
            Some(_) => Err("the answer holds neither a list nor a document where its items should be".to_owned()),
        }
    }

    /// The token of the next page.
    pub(super) fn next(&self, answer: &Value) -> Option<String> {
        if self.next.is_empty() {
            NEXT.iter().find_map(|pointer| text_at(answer, pointer))
        } else {
            text_at(answer, self.next)
        }
    }
}

/// What an operation is called for.
pub enum Parents {
    /// It is called once.
    None,
    /// It is called once for each of these words.
    Each(&'static [&'static str]),
    /// It is called for what is found in the items of other operations.
    Of(&'static [Source]),
    /// It is called for the account of the place itself, and for what is found in the items of other operations.
    PlaceAnd(&'static [Source]),
}

impl Parents {
    /// Where they are found, for those that are found in the items of other operations.
    pub const fn sources(&self) -> &'static [Source] {
        match self {
            Self::Of(sources) | Self::PlaceAnd(sources) => sources,
            Self::None | Self::Each(_) => &[],
        }
    }
}

/// Where parents are found.
pub struct Source {
    /// The operation.
    pub op: &'static Op,
    /// The parents that one of its items names.
    pub keys: fn(&Value) -> Vec<Parent>,
}

/// One thing that an operation is called for.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Parent {
    /// The key, which becomes the `parent` of the call.
    pub key: String,
    /// The region to ask, where it is not the one of the scope.
    pub region: Option<String>,
    /// True where it is asked for whatever [`Read::narrow`] leaves.
    pub pinned: bool,
}

impl Parent {
    /// The parent of this key, asked for in the region of the scope.
    pub fn of(key: impl Into<String>) -> Self {
        Self { key: key.into(), region: None, pinned: false }
    }

    /// The parent whose key stands at a pointer; the empty pointer is the item itself. None where nothing stands there.
    pub fn at(item: &Value, pointer: &str) -> Vec<Self> {
        at(item, pointer).map(Self::of).into_iter().collect()
    }

    /// The same parent, asked for whatever [`Read::narrow`] leaves.
    #[must_use]
    pub fn pinned(self) -> Self {
        Self { pinned: true, ..self }
    }

    /// The same, asked for in the region that the item names at another pointer.
    pub fn in_region(item: &Value, key: &str, region: &str) -> Vec<Self> {
        let region = text_at(item, region);
        at(item, key).map(|key| Self { region, ..Self::of(key) }).into_iter().collect()
    }
}

/// What one request asks for.
pub struct Ask {
    /// The operation.
    pub op: &'static Op,
    pub(super) token: Option<String>,
    pub(super) parents: Vec<Parent>,
    pub(super) under: Option<String>,
}

impl Ask {
    /// A request for the first page of an operation that is called once.
    pub const fn first(op: &'static Op) -> Self {
        Self { op, token: None, parents: Vec::new(), under: None }
    }

    /// A request for the first page of an operation that is called for these.
    pub const fn first_for(op: &'static Op, parents: Vec<Parent>) -> Self {
        Self { op, token: None, parents, under: None }
    }

    /// The token of the page, none for the first.
    pub fn token(&self) -> Option<String> {
        self.token.clone()
    }

    /// The key that it is called for; empty for an operation that is called once.
    pub fn parent(&self) -> &str {
        self.parents.first().map_or("", |parent| &parent.key)
    }

    /// Every key that it is called for.
    pub fn parents(&self) -> Vec<String> {
        self.parents.iter().map(|parent| parent.key.clone()).collect()
    }

    /// The parent of the call in which its own parents were found; empty where there is none.
    pub fn under(&self) -> &str {
        self.under.as_deref().unwrap_or_default()
    }

    /// The region to ask, where it is not the one of the scope.
    pub fn region(&self) -> Option<&str> {
        self.parents.first().and_then(|parent| parent.region.as_deref())
    }
}

impl<S> Read<S> {
    /// The parents that are asked for, each once, of those that were found.
    pub(super) fn chosen(&self, found: Vec<Parent>) -> Vec<Parent> {
        let (mut pinned, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|parent| parent.pinned);
        pinned.extend((self.narrow)(distinct(others)));
        distinct(pinned)
    }
}

/// The first of equal keys, in the order in which they were found.
fn distinct(parents: Vec<Parent>) -> Vec<Parent> {
    let mut seen = BTreeSet::new();
    parents.into_iter().filter(|parent| seen.insert(parent.key.clone())).collect()
}
