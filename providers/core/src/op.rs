use crate::{Document, Page, Provider};
use serde_json::Deserializer;
use std::{collections::BTreeMap, marker::PhantomData, ops::Deref};

/// One read operation of a cloud API.
pub struct Op {
    /// The cloud.
    pub provider: Provider,
    /// The id in snapshots: `ec2:DescribeTrafficMirrorSessions`, `Microsoft.Network:PacketCaptures_List`,
    /// `compute.packetMirrorings.aggregatedList`.
    pub id: &'static str,
    /// The permission that allows it, in the provider's own spelling.
    pub permission: &'static str,
    /// The vendor's page of the operation.
    pub docs: &'static str,
    /// What one call covers.
    pub reach: Reach,
    /// The operation whose items this one is called for, once each; a call's `parent` is that item's key.
    pub per: Option<&'static Self>,
    /// How its documents look in files that other tools wrote.
    pub shape: Shape,
    /// Turns the JSON array at the start of the text into a page of views.
    pub decode: fn(&str) -> Result<Decoded, serde_json::Error>,
}

impl PartialEq for Op {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Op {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// A page of views, and how many bytes of text it took.
pub type Decoded = (Box<dyn Page>, usize);

/// What one call of an operation covers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// One region of an account.
    Region,
    /// A whole account, subscription or project.
    Account,
    /// More than one account.
    Organization,
}

/// How the documents of an operation look in files that other tools wrote.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// An AWS CLI output: the items stand in a list under `list`, a single one under `single`.
    AwsCli {
        /// The member that holds the list, for example `TrafficMirrorSessions`.
        list: &'static str,
        /// The member that holds one item in the outputs of create and modify; empty where there is none.
        single: &'static str,
    },
    /// An AWS CLI output that is itself the one document, told by these members.
    AwsObject {
        /// Members that all stand in it, for example `Content` and `DocumentFormat`.
        members: &'static [&'static str],
    },
    /// An ARM body: one resource with an `id` of this type, or several under `value`.
    Arm {
        /// The ARM type, for example `Microsoft.Network/virtualNetworkTaps`.
        kind: &'static str,
        /// A member that tells this body from others with an id of that type; empty where none is needed.
        marker: &'static str,
    },
    /// A Google REST body: the items stand under `collection` (in `items` for compute).
    Gcp {
        /// The collection, for example `packetMirrorings`.
        collection: &'static str,
        /// The `kind` of one item where the API writes it, for example `compute#packetMirroring`; else empty.
        kind: &'static str,
    },
    /// Its output does not tell what it is.
    Opaque,
}

/// These operations, and those for whose items they are called, each once, by id.
pub fn with_parents(ops: impl IntoIterator<Item = &'static Op>) -> Vec<&'static Op> {
    let chain = |op| std::iter::successors(Some(op), |op: &&'static Op| op.per);
    let by_id: BTreeMap<&str, &'static Op> = ops.into_iter().flat_map(chain).map(|op| (op.id, op)).collect();
    by_id.into_values().collect()
}

/// An operation together with the view of its items.
pub struct Listing<T> {
    /// The operation.
    pub op: Op,
    view: PhantomData<fn() -> T>,
}

impl<T: Document> Listing<T> {
    /// Binds an operation to the view of its items.
    pub const fn new(op: Op) -> Self {
        Self { op, view: PhantomData }
    }
}

impl<T> Deref for Listing<T> {
    type Target = Op;

    fn deref(&self) -> &Op {
        &self.op
    }
}

/// Decodes the JSON array of `T` that starts `text`; gives the page and how many bytes the array takes.
pub fn decode<T: Document>(text: &str) -> Result<Decoded, serde_json::Error> {
    let mut values = Deserializer::from_str(text).into_iter::<Vec<T>>();
    match values.next() {
        Some(Ok(items)) => Ok((Box::new(items), values.byte_offset())),
        Some(Err(error)) => Err(error),
        None => Ok((Box::new(Vec::<T>::new()), 0)),
    }
}

/// Declares the operations of one service: a static [`Listing`] each, and `OPS`, the list of them.
#[macro_export]
macro_rules! ops {
    ($provider:ident; $(
        $(#[$doc:meta])*
        $name:ident: $view:ty = $id:literal {
            permission: $permission:literal,
            docs: $docs:literal,
            reach: $reach:ident,
            $(per: $per:path,)?
            shape: $shape:expr $(,)?
        }
    )*) => {
        $(
            $(#[$doc])*
            pub static $name: $crate::Listing<$view> = $crate::Listing::new($crate::Op {
                provider: $crate::Provider::$provider,
                id: $id,
                permission: $permission,
                docs: $docs,
                reach: $crate::Reach::$reach,
                per: $crate::ops!(@per $($per)?),
                shape: $shape,
                decode: $crate::decode::<$view>,
            });
        )*
        /// The operations of this service.
        pub static OPS: &[&$crate::Op] = &[$(&$name.op),*];
    };
    (@per) => { None };
    (@per $per:path) => { Some(&$per.op) };
}
