//! The live half: how the operations of this crate are asked of Google Cloud.
//!
//! A service file names its requests with [`reads!`](crate::reads). Credentials are those of `google-cloud-auth`; the
//! requests are plain REST, since the documents of a snapshot are what the API answered. The typed clients of
//! google-cloud-rust give another thing: members with the value false, zero or "" are gone, names of states are numbers,
//! a page with one odd value is lost whole, and what could not be reached cannot be asked for.

mod adapter;
mod answer;
mod credentials;
mod failure;
mod rest;
mod session;

pub use adapter::{Gcp, Options, Projects};
pub use session::Session;

pub(crate) use overhear_core::live::{Parent, Parents, Source, at};

/// How one operation of Google Cloud is called.
pub type Read = overhear_core::live::Read<Session>;

/// Every operation that this crate can call, by service.
pub fn reads() -> &'static [&'static [Read]] {
    crate::READS
}

/// Declares how the operations of one service are called: `READS`, a [`Read`] each.
///
/// Each entry names the operation, its request, and what differs from the defaults of [`Read::new`]. A request is `get`
/// with a service and a path, in which `{project}`, `{organization}` and `{parent}` stand for what they say; `post` with
/// a body besides; or `aggregated`, a list of Compute Engine over all its locations.
#[macro_export]
macro_rules! reads {
    ($($op:ident => $form:ident $service:literal, $path:literal $(, $body:literal)? $(, $field:ident: $value:expr)*;)*) => {
        /// How the operations of this service are called.
        pub(crate) static READS: &[$crate::live::Read] = {
            #[allow(unused_imports, reason = "not every service calls one operation for the items of another")]
            use $crate::live::{Parent, Parents, Read, Source, at};

            // The client tries again by itself, as long as the service says that it shall.
            &[$(Read {
                insist: false,
                $($field: $value,)*
                ..Read::new(&$op.op, $crate::reads!(@ $form $service $path $($body)?))
            }),*]
        };
    };
    (@ get $service:literal $path:literal) => {
        |session, ask| Box::pin(session.get(ask, $service, $path))
    };
    (@ aggregated $service:literal $path:literal) => {
        |session, ask| Box::pin(session.aggregated(ask, $service, $path))
    };
    (@ post $service:literal $path:literal $body:literal) => {
        |session, ask| Box::pin(session.post(ask, $service, $path, $body))
    };
}
