//! The live half: how the operations of this crate are asked of AWS, with the official SDK.
//!
//! A service file names its requests with [`reads!`](crate::reads). The SDK builds, signs, sends and retries them and
//! reads the errors; the documents come from the bytes of the answer itself ([`shapes`]), so that they are what the AWS
//! CLI prints, with members and values that the SDK does not know, and a page with one odd item is not lost.

mod adapter;
mod answer;
mod failure;
mod session;
mod shapes;
#[cfg(test)]
mod tests;
mod time;
mod wire;
mod xml;

pub use adapter::{Accounts, Aws, Options, Regions};
pub use session::Session;

pub(crate) use answer::{Answered, Capture};
pub(crate) use overhear_core::live::{Answer, Parent, Parents, Source, at};

/// How one operation of AWS is called.
pub type Read = overhear_core::live::Read<Session>;

/// Every operation that this crate can call, by service.
pub fn reads() -> &'static [&'static [Read]] {
    crate::READS
}

/// Declares how the operations of one service are called: `READS`, a [`Read`] each.
///
/// Each entry names the operation, the request for one page of it, built with the SDK's client, and what differs from
/// the defaults of [`Read::new`]. The request ends before `.send()`.
#[macro_export]
macro_rules! reads {
    ($sdk:ident $(, |$builder:ident, $own:ident| $configured:expr)?; $(
        $op:ident => |$client:ident, $ask:ident| $request:expr $(, $field:ident: $value:expr)*;
    )*) => {
        /// How the operations of this service are called.
        pub(crate) static READS: &[$crate::live::Read] = {
            #[allow(unused_imports, reason = "not every service calls one operation for the items of another")]
            use $crate::live::{Answer, Answered, Capture, Parent, Parents, Read, Session, Source, at};

            fn client(session: &Session, region: Option<&str>) -> $sdk::Client {
                session.client(stringify!($sdk), region, |config, retries| {
                    let builder = $sdk::config::Builder::from(config).retry_partition(retries);
                    $(let builder = { let ($builder, $own) = (builder, session); $configured };)?
                    $sdk::Client::from_conf(builder.build())
                })
            }

            &[$(Read {
                $($field: $value,)*
                ..Read::new(&$op.op, |session, ask| Box::pin(async move {
                    let (mut region, mut moved) = (ask.region().map(str::to_owned), false);
                    loop {
                        let capture = Capture::default();
                        let request = { let ($client, $ask) = (client(session, region.as_deref()), ask); $request };
                        let sent = request.customize().interceptor(capture.clone()).send().await;
                        match capture.answer(ask, sent) {
                            Answered::Here(answer) => return answer.map(Answer::from),
                            // A bucket elsewhere: asked there, once.
                            Answered::In(other) if !moved => (region, moved) = (Some(other), true),
                            Answered::In(other) => return Err(Answered::lost(&other)),
                        }
                    }
                }))
            }),*]
        };
    };
}
