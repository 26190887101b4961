//! The live half: how the operations of this crate are asked of Azure Resource Manager.
//!
//! A service file names its requests with [`reads!`](crate::reads). They go through the pipeline of `azure_core` and the
//! credentials of `azure_identity`; those of Microsoft.Network are built by `azure_mgmt_network`, in a crate of its own.
//! Documents are the JSON of the answers, as they came.

mod adapter;
mod arm;
mod certificate;
mod credentials;
mod failure;
mod graph;
mod session;
mod wire;

pub use adapter::{Azure, Options, Subscriptions};
pub use credentials::Cloud;
pub use session::Session;

pub(crate) use overhear_core::live::{Parent, Parents, Source, at};

/// How one operation of Azure is called.
pub type Read = overhear_core::live::Read<Session>;

/// Every operation that this crate can call, by service.
pub fn reads() -> &'static [&'static [Read]] {
    crate::READS
}

/// Declares how the operations of one service are called: `READS`, a [`Read`] each.
///
/// Each entry names the operation, its request, and what differs from the defaults of [`Read::new`]. A request is `get`
/// with a path, in which `{subscription}` and `{parent}` stand for what they say, and an API version; or
/// `network` with an operation of the crate that builds those of Microsoft.Network; or `graph`, a query of Resource Graph
/// for the type that the parent names.
#[macro_export]
macro_rules! reads {
    ($($op:ident => $form:ident $what:tt $(, $version:literal)? $(, $field:ident: $value:expr)*;)*) => {
        /// How the operations of this service are called.
        pub(crate) static READS: &[$crate::live::Read] = {
            #[allow(unused_imports, reason = "not every service calls one operation for the items of another")]
            use $crate::live::{Parent, Parents, Read, Source, at};

            // The client tries again by itself, as long as the service says that it shall.
            &[$(Read {
                insist: false,
                $($field: $value,)*
                ..Read::new(&$op.op, $crate::reads!(@ $form $what $($version)?))
            }),*]
        };
    };
    (@ get $path:literal $version:literal) => {
        |session, ask| Box::pin(session.list(ask, $path, $version))
    };
    (@ network $operation:ident) => {
        |session, ask| Box::pin(session.network(ask, &overhear_azure_network::$operation))
    };
    (@ graph $table:literal) => {
        |session, ask| Box::pin(session.graph(ask, $table))
    };
}
