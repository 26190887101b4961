use crate::{
    Gap, Reach, Scope, UNKNOWN,
    live::{
        links::Links,
        plan::{Group, Plan},
        read::{Parent, Parents, Read},
        run::{Place, Run, Unit, interrupted},
    },
};
use futures_util::{StreamExt, stream};
use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    sync::Arc,
};
use tokio::task::JoinSet;

/// What a provider supplies to a live run.
pub trait Adapter: Send + Sync + 'static {
    /// Its clients for one account and region.
    type Session: Send + Sync + 'static;

    /// The accounts to read, in the order in which they are read. What it takes to know them is asked through `run`.
    fn accounts(&self, run: &Run) -> impl Future<Output = Vec<String>> + Send;

    /// Opens an account: its regions, with a session for each. What it takes is asked through `run`.
    fn open(&self, run: &Run, account: &str) -> impl Future<Output = Result<Opened<Self::Session>, Gap>> + Send;
}

/// An account that can be asked.
pub struct Opened<S> {
    /// Where calls for the whole account are made.
    pub global: Place<S>,
    /// Its regions.
    pub regions: Vec<Place<S>>,
    /// Regions that were asked for and cannot be asked, and why.
    pub lost: Vec<(String, Gap)>,
    /// What it is asked for: calls that cover this. Only one account or so is asked about the organisation.
    pub reaches: &'static [Reach],
}

/// Reads every account of the adapter by the plan. What cannot be read is recorded as a gap; nothing else fails.
pub async fn collect<A: Adapter>(adapter: Arc<A>, plan: Arc<Plan<A::Session>>, run: Arc<Run>) {
    let accounts = adapter.accounts(&run).await;
    run.progress.accounts.add(accounts.len());
    let mut tasks = JoinSet::new();
    for account in accounts {
        let (adapter, plan, run) = (Arc::clone(&adapter), Arc::clone(&plan), Arc::clone(&run));
        tasks.spawn(async move {
            let _turn = run.limits.account().await;
            read_account(&*adapter, &plan, &run, &account).await;
            run.progress.accounts_done.add(1);
        });
    }
    finish(tasks).await;
}

async fn read_account<A: Adapter>(adapter: &A, plan: &Arc<Plan<A::Session>>, run: &Arc<Run>, account: &str) {
    let opened = if run.stop.is_stopped() { Err(interrupted()) } else { adapter.open(run, account).await };
    let opened = match opened {
        Ok(opened) => opened,
        Err(gap) => {
            for read in plan.reads().filter(|read| read.op.reach != Reach::Organization) {
                let region = if read.op.reach == Reach::Region { UNKNOWN } else { "global" };
                run.record_gap(read.op, &Scope::new(read.op.provider, account, region), gap.clone()).await;
            }
            return;
        }
    };
    run.progress.regions.add(opened.regions.len());
    for (region, gap) in &opened.lost {
        for read in plan.reads().filter(|read| read.op.reach == Reach::Region) {
            run.record_gap(read.op, &Scope::new(read.op.provider, account, region), gap.clone()).await;
        }
    }
    let mut tasks = JoinSet::new();
    for (index, group) in plan.groups().iter().enumerate() {
        let places = match group.reach {
            reach if !opened.reaches.contains(&reach) => &[],
            Reach::Region => opened.regions.as_slice(),
            Reach::Account | Reach::Organization => std::slice::from_ref(&opened.global),
        };
        for place in places {
            let (plan, run, place) = (Arc::clone(plan), Arc::clone(run), place.clone());
            tasks.spawn(async move {
                if let Some(group) = plan.groups().get(index) {
                    read_group(group, plan.links(), &run, &place).await;
                }
            });
        }
    }
    finish(tasks).await;
}

/// Waits for the tasks. One that panics must not leave a hole that looks like nothing.
async fn finish(mut tasks: JoinSet<()>) {
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended
            && error.is_panic()
        {
            std::panic::resume_unwind(error.into_panic());
        }
    }
}

/// Parents that were found for an operation, by what they stand under.
type Parented = HashMap<&'static str, Vec<(Option<String>, Vec<Parent>)>>;

/// Calls the operations of a group in one place, level by level.
async fn read_group<S: Send + Sync>(group: &Group<S>, links: &Links, run: &Run, place: &Place<S>) {
    let mut parented = Parented::new();
    for level in &group.levels {
        let units: Vec<Unit<S>> = level.iter().flat_map(|read| units(read, place, &mut parented)).collect();
        let calls = units.into_iter().map(|unit| run.make(unit, place, links));
        let mut made = stream::iter(calls).buffer_unordered(run.limits.per_service() * level.len().max(1));
        while let Some(found) = made.next().await {
            for (under, found) in found {
                for (op, parents) in found {
                    parented.entry(op).or_default().push((under.clone(), parents));
                }
            }
        }
    }
}

/// The requests that an operation takes, now that its parents are known.
fn units<S>(read: &'static Read<S>, place: &Place<S>, parented: &mut Parented) -> Vec<Unit<S>> {
    let unit =
        |under: Option<&String>, parents: &[Parent]| Unit { read, parents: parents.to_vec(), under: under.cloned() };
    match &read.parents {
        Parents::None => vec![unit(None, &[])],
        Parents::Each(words) => words.iter().map(|word| unit(None, &[Parent::of(*word)])).collect(),
        Parents::Of(_) | Parents::PlaceAnd(_) => {
            let mut found = parented.remove(read.op.id).unwrap_or_default();
            if matches!(read.parents, Parents::PlaceAnd(_)) {
                found.insert(0, (None, vec![Parent::of(place.scope.account.as_str())]));
            }
            if read.batch > 1 {
                // What one request names must stand under the same.
                let mut together: BTreeMap<Option<String>, Vec<Parent>> = BTreeMap::new();
                for (under, parents) in found {
                    together.entry(under).or_default().extend(parents);
                }
                let mut units = Vec::new();
                for (under, parents) in together {
                    let parents = read.chosen(parents);
                    units.extend(parents.chunks(read.batch).map(|parents| unit(under.as_ref(), parents)));
                }
                return units;
            }
            let under: HashMap<&str, Option<&String>> = found
                .iter()
                .flat_map(|(under, parents)| parents.iter().map(move |parent| (parent.key.as_str(), under.as_ref())))
                .collect();
            let all = found.iter().flat_map(|(_, parents)| parents.iter().cloned()).collect();
            let parents = read.chosen(all);
            let units = parents
                .iter()
                .map(|parent| unit(under.get(parent.key.as_str()).copied().flatten(), std::slice::from_ref(parent)));
            units.collect()
        }
    }
}
