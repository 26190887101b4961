use crate::live::{
    Means,
    outline::{Extent, Outline, outline_of},
};
use overhear_core::{
    Op, Provider,
    live::{Adapter, Links, Plan, Run, collect},
};
use std::{future::Future, pin::Pin, sync::Arc};

/// A cloud that is to be read.
pub trait Cloud {
    /// Which.
    fn provider(&self) -> Provider;

    /// What the operations of its plan tell each other.
    fn links(&self) -> &Links;

    /// Its plan, for people.
    fn outline(&self) -> Outline;

    /// Makes its adapter, which may read configuration and the environment, and asks nothing of the cloud.
    fn prepare(self: Box<Self>, means: Means) -> Pin<Box<dyn Future<Output = Result<Prepared, String>>>>;
}

/// A cloud that can be read now.
pub type Prepared = Box<dyn FnOnce(Arc<Run>) -> Pin<Box<dyn Future<Output = ()> + Send>>>;

/// A cloud by its plan, and by what makes its adapter.
pub struct Planned<S: 'static, M> {
    /// Which.
    pub provider: Provider,
    /// The operations that are called.
    pub plan: Plan<S>,
    /// What is called before the plan, and how often.
    pub discovery: Vec<(&'static Op, usize)>,
    /// How much there is to be read, as far as that is known.
    pub extent: Extent,
    /// Makes the adapter.
    pub adapter: M,
}

impl<S, M, F, A> Cloud for Planned<S, M>
where
    S: Send + Sync + 'static,
    M: FnOnce(Means) -> F + 'static,
    F: Future<Output = Result<A, String>>,
    A: Adapter<Session = S>,
{
    fn provider(&self) -> Provider {
        self.provider
    }

    fn links(&self) -> &Links {
        self.plan.links()
    }

    fn outline(&self) -> Outline {
        outline_of(self.provider, &self.plan, &self.discovery, &self.extent)
    }

    fn prepare(self: Box<Self>, means: Means) -> Pin<Box<dyn Future<Output = Result<Prepared, String>>>> {
        Box::pin(async move {
            let adapter = Arc::new((self.adapter)(means).await?);
            let plan = Arc::new(self.plan);
            let read = move |run| -> Pin<Box<dyn Future<Output = ()> + Send>> { Box::pin(collect(adapter, plan, run)) };
            Ok(Box::new(read) as Prepared)
        })
    }
}
