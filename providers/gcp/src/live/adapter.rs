use crate::{
    cloudasset::RESOURCES,
    cloudresourcemanager::{FOLDERS, ORGANIZATIONS, PROJECTS},
    live::{Read, Session, rest::Rest},
    url,
};
use overhear_core::{
    Gap, GapKind, Op, Outcome, Provider, Reach, Scope, UNKNOWN,
    live::{Adapter, Opened, Pace, Place, Progress, Run, at, http::Http},
};
use serde_json::Value;
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, OnceLock},
    time::Duration,
};

/// What to read, and as whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which projects.
    pub projects: Projects,
    /// How long one request may take.
    pub timeout: Duration,
}

/// Which projects are read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Projects {
    /// Every active one that the caller sees.
    All,
    /// These, by id or number.
    Listed(Vec<String>),
    /// Those below `organizations/NUMBER` or `folders/NUMBER`.
    Below(String),
}

/// The projects of Google Cloud that a run reads.
pub struct Gcp {
    options: Options,
    rest: Arc<Rest>,
    /// Numbers of projects by their ids.
    numbers: OnceLock<HashMap<String, String>>,
    /// Why no organisation can be asked, where none can.
    nothing_above: OnceLock<Gap>,
}

impl Gcp {
    /// Reads the environment; asks nothing of Google Cloud.
    ///
    /// # Errors
    /// Where `OVERHEAR_GCP_ENDPOINT` names no place that a token may go to.
    pub fn new(options: Options, pace: Arc<Pace>, progress: Arc<Progress>) -> Result<Self, String> {
        let http = Http::new(pace, progress, options.timeout).map_err(|error| error.to_string())?;
        let rest = Arc::new(Rest::new(http)?);
        Ok(Self { options, rest, numbers: OnceLock::new(), nothing_above: OnceLock::new() })
    }

    /// The place of an organisation, of a folder, or of a caller who knows none.
    fn above(&self, account: &str) -> Place<Session> {
        let none = || Gap::new(GapKind::NotAttempted, "NoOrganization", "what the projects lie in is not known");
        let name = if account == UNKNOWN {
            Err(self.nothing_above.get().cloned().unwrap_or_else(none))
        } else {
            Ok(account.to_owned())
        };
        Self::place(account, Session::new(Arc::clone(&self.rest), name, Vec::new()))
    }

    fn place(account: &str, session: Session) -> Place<Session> {
        let scope = Scope::new(Provider::Gcp, account, "global");
        Place { scope, session: Arc::new(session), regions: Arc::default() }
    }

    /// The organisations that these projects lie in; with UNKNOWN among them where that cannot be told of all.
    async fn organizations(&self, run: &Run, projects: &[String], rows: &[Value], outcome: &Outcome) -> Vec<String> {
        if let Projects::Below(name) = &self.options.projects
            && name.starts_with("organizations/")
        {
            return vec![name.clone()];
        }
        let of = |project: &String| rows.iter().find(|row| at(row, "/projectId") == Some(project));
        let (known, unknown): (Vec<_>, Vec<_>) = projects.iter().map(of).partition(Option::is_some);
        let parents: BTreeSet<&str> = known.into_iter().flatten().filter_map(|row| at(row, "/parent")).collect();
        let (own, folders): (Vec<_>, Vec<_>) =
            parents.into_iter().partition(|parent| parent.starts_with("organizations/"));
        let mut found: BTreeSet<String> = own.into_iter().map(str::to_owned).collect();
        let mut is_sure = unknown.is_empty() && *outcome == Outcome::Complete;
        if !folders.is_empty()
            && let Some(read) = read_of(&ORGANIZATIONS)
        {
            // Which of them a folder lies in is not looked up: those that are seen are asked.
            let (seen, outcome) = run.read(read, &self.above(UNKNOWN)).await;
            is_sure &= outcome == Outcome::Complete && !seen.is_empty();
            found.extend(seen.iter().filter_map(|row| at(row, "/name").map(str::to_owned)));
        }
        if found.is_empty() && is_sure {
            let text = "the projects lie in no organisation";
            let _ = self.nothing_above.set(Gap::new(GapKind::NotOffered, "NoOrganization", text));
        }
        let unsure = (found.is_empty() || !is_sure).then(|| UNKNOWN.to_owned());
        unsure.into_iter().chain(found).collect()
    }

    /// The projects below an organisation or folder: by the asset inventory, else those that the caller sees.
    async fn below(&self, run: &Run, name: &str, rows: &[Value], numbers: &mut HashMap<String, String>) -> Vec<String> {
        let place = self.above(name);
        if let Some(read) = read_of(&RESOURCES)
            && let (assets, Outcome::Complete) = run.read(read, &place).await
        {
            let mut found = Vec::new();
            for asset in assets.iter().filter(|asset| is_active(asset)) {
                let Some(id) = at(asset, "/name").map(|name| url::last(name).to_owned()) else { continue };
                if let Some(number) = at(asset, "/project").and_then(|project| project.strip_prefix("projects/")) {
                    numbers.entry(id.clone()).or_insert_with(|| number.to_owned());
                }
                found.push(id);
            }
            return found;
        }
        let folders = match read_of(&FOLDERS) {
            Some(read) => run.look(read, &place).await.0,
            None => Vec::new(),
        };
        let lies_in: HashMap<&str, &str> =
            folders.iter().filter_map(|folder| Some((at(folder, "/name")?, at(folder, "/parent")?))).collect();
        let is_below = |row: &&Value| {
            let chain = std::iter::successors(at(row, "/parent"), |parent| lies_in.get(parent).copied());
            // A chain is no longer than there are folders, whatever somebody wrote.
            chain.take(folders.len() + 1).any(|parent| parent == name)
        };
        let active = rows.iter().filter(|row| is_active(row)).filter(is_below);
        active.filter_map(|row| at(row, "/projectId").map(str::to_owned)).collect()
    }
}

impl Adapter for Gcp {
    type Session = Session;

    async fn accounts(&self, run: &Run) -> Vec<String> {
        let Some(read) = read_of(&PROJECTS) else { return Vec::new() };
        let only = |rows: &[Value]| {
            let parents = rows.iter().filter_map(|row| at(row, "/parent"));
            let mut found: BTreeSet<_> = parents.filter(|parent| parent.starts_with("organizations/")).collect();
            match (&self.options.projects, found.pop_first()) {
                (Projects::Below(name), _) => name.clone(),
                (_, Some(only)) if found.is_empty() => only.to_owned(),
                _ => UNKNOWN.to_owned(),
            }
        };
        let scope = |rows: &[Value]| Scope::new(Provider::Gcp, only(rows), "global");
        let (rows, outcome) = run.read_for(read, &self.above(UNKNOWN), None, scope).await;
        let number = |row: &Value| {
            let name = at(row, "/name")?.strip_prefix("projects/")?;
            Some((at(row, "/projectId")?.to_owned(), name.to_owned()))
        };
        let mut numbers: HashMap<_, _> = rows.iter().filter_map(number).collect();
        let active = || rows.iter().filter(|row| is_active(row));
        let named: Vec<String> = match &self.options.projects {
            Projects::Listed(listed) => {
                let id = |project: &String| {
                    let known = numbers.iter().find(|(_, number)| *number == project);
                    known.map_or(project, |(id, _)| id).clone()
                };
                listed.iter().map(id).collect()
            }
            Projects::Below(name) => self.below(run, name, &rows, &mut numbers).await,
            Projects::All => active().filter_map(|row| at(row, "/projectId").map(str::to_owned)).collect(),
        };
        let _ = self.numbers.set(numbers);
        let mut seen = BTreeSet::new();
        // A name with a slash is none of a project, whoever wrote it.
        let is_project = |project: &String| !project.contains('/') && seen.insert(project.clone());
        let projects: Vec<String> = named.into_iter().filter(is_project).collect();
        if projects.is_empty() {
            let gap = Gap::new(GapKind::NotAttempted, "NoProject", "there is no project that the caller sees");
            run.record_gap(&PROJECTS.op, &Scope::new(Provider::Gcp, UNKNOWN, "global"), gap).await;
        }
        let mut accounts = self.organizations(run, &projects, &rows, &outcome).await;
        accounts.extend(projects);
        accounts
    }

    async fn open(&self, _: &Run, account: &str) -> Result<Opened<Session>, Gap> {
        let is_above = account == UNKNOWN || account.contains('/');
        let (global, reaches): (_, &[Reach]) = if is_above {
            (self.above(account), &[Reach::Organization])
        } else {
            let number = self.numbers.get().and_then(|numbers| numbers.get(account));
            let project = std::iter::once(account.to_owned()).chain(number.cloned()).collect();
            let none = Gap::new(GapKind::NotAttempted, "NoOrganization", "a project is no organisation");
            (Self::place(account, Session::new(Arc::clone(&self.rest), Err(none), project)), &[Reach::Account])
        };
        Ok(Opened { global, regions: Vec::new(), lost: Vec::new(), reaches })
    }
}

/// True unless a project is on its way to deletion.
fn is_active(row: &Value) -> bool {
    at(row, "/state").is_none_or(|state| state.eq_ignore_ascii_case("ACTIVE"))
}

/// How an operation is called.
fn read_of(op: &Op) -> Option<&'static Read> {
    crate::READS.iter().copied().flatten().find(|read| read.op == op)
}
