//! Documents that other tools wrote: AWS CLI outputs, ARM bodies, Google REST bodies.

use crate::{
    Call, Fault, Gap, GapKind, Op, Outcome, Problem, Provider, Reach, Registry, Scope, Shape, UNKNOWN,
    cursor::Cursor,
    snapshot::{read_items_singly, shortened},
};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Where documents live that do not tell it themselves.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ExportScope {
    /// The account, subscription or project.
    pub account: Option<String>,
    /// The region.
    pub region: Option<String>,
}

/// What was read from an input that other tools wrote.
pub struct Export<'r> {
    registry: &'r Registry,
    fallback: &'r ExportScope,
    /// The calls whose answers the documents are.
    pub calls: Vec<Call>,
    /// What could not be read as a document.
    pub problems: Vec<Problem>,
}

type Members<'a> = Vec<(String, &'a RawValue)>;

/// Account, region and parent that an item tells.
type Place = (Option<String>, Option<String>, Option<String>);

/// A document that is of no operation.
enum Stranger {
    /// It says what it is: something else.
    Other(String),
    /// It does not say: it may be anything.
    Untold(String),
}

/// What a list says of itself beside its items.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Extent {
    Whole,
    Single,
    OneLocation,
    MorePages,
    Unreachable,
}

impl Extent {
    /// The extent of one document: of an operation that answers with one it is everything.
    fn of_one(op: &Op) -> Self {
        match op.shape {
            Shape::AwsCli { list: "", .. } | Shape::AwsObject { .. } => Self::Whole,
            Shape::Arm { marker, .. } if !marker.is_empty() => Self::Whole,
            _ => Self::Single,
        }
    }

    fn outcome(self) -> Outcome {
        let gap = |code, message: &str| Outcome::Partial(Gap::new(GapKind::Truncated, code, message));
        match self {
            Self::Whole => Outcome::Complete,
            Self::Single => gap(Gap::SINGLE_RESOURCE, "the document is one resource, not the list of them"),
            Self::OneLocation => gap("OneLocation", "the document is the list of one location, not of all"),
            Self::MorePages => gap("MorePages", "the document is one page, and names a next one"),
            Self::Unreachable => gap("Unreachable", "the provider could not reach every location"),
        }
    }
}

impl<'r> Export<'r> {
    /// An empty one; documents that do not tell their scope get `fallback`, else `unknown`.
    pub const fn new(registry: &'r Registry, fallback: &'r ExportScope) -> Self {
        Self { registry, fallback, calls: Vec::new(), problems: Vec::new() }
    }

    /// Reads an input: one document, or several one after the other.
    pub fn read(&mut self, text: &str) {
        let mut cursor = Cursor::new(text);
        while cursor.peek().is_some() {
            let at = cursor.offset() as u64;
            match cursor.value::<&RawValue>() {
                Ok(value) => {
                    if let Err(why) = self.document(value) {
                        self.problems.push(Problem::new(at, "UnknownDocument", why));
                    }
                }
                Err(fault) => {
                    self.problems.push(Problem::from_fault(fault, 0));
                    return;
                }
            }
        }
    }

    fn document(&mut self, value: &RawValue) -> Result<(), String> {
        if value.get().starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(value.get()).map_err(|error| error.to_string())?;
            if items.is_empty() {
                return Err("an empty list that does not say of what".to_owned());
            }
            return self.resources(&items, Extent::Whole);
        }
        let members = members(value)
            .map_err(|_| format!("neither an object nor a list of objects: {}", shortened(value.get())))?;
        let get = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, value)| *value);

        if let (Some(_), Some(responses)) = (get("parameters"), get("responses")) {
            // The body of an example is an answer and never again an example: nothing nests.
            let body = example_body(responses)?;
            return self.answer(body, &self::members(body).map_err(|fault| fault.to_string())?);
        }
        self.answer(value, &members)
    }

    /// One document as an API or a command line gave it.
    fn answer(&mut self, value: &RawValue, members: &Members<'_>) -> Result<(), String> {
        let get = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        if self.aws(members)? {
            return Ok(());
        }
        if let Some(list) = get("value").and_then(list) {
            let extent = if get("nextLink").is_some_and(has_text) { Extent::MorePages } else { Extent::Whole };
            if list.is_empty() {
                return Err("an empty ARM list, which does not say of what".to_owned());
            }
            return self.resources(&list, extent);
        }
        if self.gcp(members)? {
            return Ok(());
        }
        self.resources(&[value], Extent::Single)
    }

    /// AWS CLI output: the operation is told by the member that holds the list.
    fn aws(&mut self, members: &Members<'_>) -> Result<bool, String> {
        let token = |key: &str| ["nexttoken", "nextmarker", "marker"].iter().any(|name| key.eq_ignore_ascii_case(name));
        let more = members.iter().any(|(key, value)| token(key) && has_text(value));
        let mut found = false;
        for (key, value) in members {
            let by_list = self.registry.shaped(|shape| matches!(shape, Shape::AwsCli { list, .. } if list == key));
            let by_single = self
                .registry
                .shaped(|shape| matches!(shape, Shape::AwsCli { single, .. } if !single.is_empty() && single == key));
            if let (Some(op), Some(items)) = (by_list, list(value)) {
                let extent = if more { Extent::MorePages } else { Extent::Whole };
                self.calls_of(op, &items, extent)?;
                found = true;
            } else if let (Some(op), true) = (by_single, value.get().starts_with('{')) {
                self.calls_of(op, &[*value], Extent::of_one(op))?;
                found = true;
            }
        }
        if found {
            return Ok(true);
        }
        let whole = self.registry.shaped(|shape| match shape {
            Shape::AwsObject { members: wanted } => {
                wanted.iter().all(|name| members.iter().any(|(key, _)| key == name))
            }
            _ => false,
        });
        match whole {
            Some(op) => {
                let text = serde_json::to_string(&members.iter().cloned().collect::<BTreeMap<_, _>>())
                    .and_then(RawValue::from_string)
                    .map_err(|error| error.to_string())?;
                self.calls_of(op, &[&text], Extent::Whole)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// A Google list: `items` (a list, or a map from scope to lists) or a member named like the collection.
    fn gcp(&mut self, members: &Members<'_>) -> Result<bool, String> {
        let get = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        let mut extent = Extent::Whole;
        if get("nextPageToken").is_some_and(has_text) {
            extent = Extent::MorePages;
        }
        if ["unreachable", "unreachables"].iter().any(|name| get(name).and_then(list).is_some_and(|l| !l.is_empty()))
            || get("warning").is_some_and(warns_of_unreachable)
        {
            extent = Extent::Unreachable;
        }
        let kind = get("kind").and_then(text).unwrap_or_default();
        let of_kind = kind.strip_suffix("AggregatedList").or_else(|| kind.strip_suffix("List")).and_then(|one| {
            // `compute#urlMapsAggregatedList` writes the plural.
            let names = |kind: &str| !kind.is_empty() && (kind == one || one.strip_suffix('s') == Some(kind));
            self.registry.shaped(|shape| matches!(shape, Shape::Gcp { kind, .. } if names(kind)))
        });
        // A list names its project even where it is empty.
        let link = get("selfLink").and_then(text).or_else(|| get("id").and_then(text)).unwrap_or_default();
        let project = link.split_once("projects/").and_then(|(_, rest)| rest.split('/').next());
        let project = project.filter(|project| !project.is_empty());

        let aggregates = of_kind.is_some_and(|op| op.id.ends_with("aggregatedList"));
        if aggregates && !kind.ends_with("AggregatedList") {
            extent = extent.max(Extent::OneLocation);
        }
        if let Some(items) = get("items") {
            if let Some(op) = of_kind
                && let Some(items) = list(items)
            {
                self.calls_in(op, &items, extent, project)?;
                return Ok(true);
            }
            return self.aggregated(items, of_kind, extent, project);
        }
        if let Some(op) = of_kind {
            // An empty list leaves `items` out.
            self.calls_in(op, &[], extent, project)?;
            return Ok(true);
        }
        let mut found = false;
        for (key, value) in members {
            if let (Some(op), Some(items)) = (self.of_collection(key), list(value)) {
                self.calls_in(op, &items, extent, project)?;
                found = true;
            }
        }
        Ok(found)
    }

    /// `aggregatedList`: scope by scope, each with its list or a warning.
    fn aggregated(
        &mut self,
        items: &RawValue,
        of_kind: Option<&'static Op>,
        extent: Extent,
        project: Option<&str>,
    ) -> Result<bool, String> {
        let Ok(scopes) = members(items) else {
            return Ok(false);
        };
        let mut by_op: BTreeMap<&str, (&'static Op, Vec<&RawValue>)> = BTreeMap::new();
        if let Some(op) = of_kind {
            by_op.insert(op.id, (op, Vec::new()));
        }
        let mut extent = extent;
        for (_, scope) in &scopes {
            let Ok(lists) = members(scope) else {
                if scope.get() != "null" {
                    extent = Extent::Unreachable;
                }
                continue;
            };
            for (key, value) in lists {
                if key == "warning" {
                    if warns_of_unreachable(value) {
                        extent = Extent::Unreachable;
                    }
                    continue;
                }
                let op =
                    self.registry.shaped(|shape| matches!(shape, Shape::Gcp { collection, .. } if *collection == key));
                match (of_kind.or(op), list(value)) {
                    (Some(op), Some(items)) => by_op.entry(op.id).or_insert_with(|| (op, Vec::new())).1.extend(items),
                    (Some(_), None) if op.is_some() => return Err(format!("`{key}` is not a list")),
                    (Some(_) | None, _) => {}
                }
            }
        }
        let found = !by_op.is_empty();
        for (op, items) in by_op.into_values() {
            self.calls_in(op, &items, extent, project)?;
        }
        Ok(found)
    }

    /// The operation whose documents stand under a collection without saying their kind; those of compute do say it,
    /// and share names (`instances`) with other services.
    fn of_collection(&self, name: &str) -> Option<&'static Op> {
        self.registry
            .shaped(|shape| matches!(shape, Shape::Gcp { collection, kind } if kind.is_empty() && *collection == name))
    }

    /// Resources that tell their type themselves: ARM by `id`, Google by `kind` or `name`.
    fn resources(&mut self, items: &[&RawValue], extent: Extent) -> Result<(), String> {
        let mut by_op: BTreeMap<&str, (&'static Op, Vec<&RawValue>)> = BTreeMap::new();
        let (mut stranger, mut untold) = (None, None);
        for item in items {
            match self.op_of(item) {
                Ok(op) => by_op.entry(op.id).or_insert_with(|| (op, Vec::new())).1.push(item),
                Err(Stranger::Other(what)) => stranger = stranger.or(Some(what)),
                Err(Stranger::Untold(what)) => untold = untold.or(Some(what)),
            }
        }
        if by_op.is_empty() {
            let what = stranger.or(untold).map(|what| format!(": {what}")).unwrap_or_default();
            return Err(format!("no document that a check reads{what}"));
        }
        for (op, items) in by_op.into_values() {
            let extent = if extent == Extent::Single { Extent::of_one(op) } else { extent };
            self.calls_of(op, &items, extent)?;
        }
        untold.map_or(Ok(()), |what| Err(format!("a document among others that does not say what it is: {what}")))
    }

    fn op_of(&self, item: &RawValue) -> Result<&'static Op, Stranger> {
        let members = members(item).map_err(|_| Stranger::Untold(shortened(item.get())))?;
        let get = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        if let Some(id) = get("id").and_then(text)
            && let Some(arm) = arm_type(&id)
        {
            let with_marker = |marker: &str| marker.is_empty() || get(marker).is_some();
            let fits = |shape: &Shape, marked: bool| {
                matches!(shape, Shape::Arm { kind, marker }
                    if kind.eq_ignore_ascii_case(&arm) && with_marker(marker) && marker.is_empty() != marked)
            };
            return self
                .registry
                .shaped(|shape| fits(shape, true))
                .or_else(|| self.registry.shaped(|shape| fits(shape, false)))
                .ok_or(Stranger::Other(arm));
        }
        let kind = get("kind").and_then(text);
        if let Some(one) = &kind
            && let Some(op) = self.registry.shaped(|shape| matches!(shape, Shape::Gcp { kind, .. } if kind == one))
        {
            return Ok(op);
        }
        let name = get("name").and_then(text);
        let collection = name.as_deref().and_then(|name| name.rsplit('/').nth(1));
        if let Some(op) = collection.and_then(|found| self.of_collection(found)) {
            return Ok(op);
        }
        if let Some(other) = kind.as_deref().or(collection) {
            return Err(Stranger::Other(shortened(other)));
        }
        let names: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).take(8).collect();
        Err(Stranger::Untold(format!("an object with {}", shortened(&names.join(", ")))))
    }

    /// One call for each place that the items say they live in.
    fn calls_of(&mut self, op: &'static Op, items: &[&RawValue], extent: Extent) -> Result<(), String> {
        self.calls_in(op, items, extent, None)
    }

    /// The same, of a list that names the account of what does not tell its own.
    fn calls_in(
        &mut self,
        op: &'static Op,
        items: &[&RawValue],
        extent: Extent,
        listed_in: Option<&str>,
    ) -> Result<(), String> {
        let mut places: BTreeMap<Place, Vec<&RawValue>> = BTreeMap::new();
        for item in items {
            places.entry(place_of(op, item)).or_default().push(item);
        }
        // Items that do not tell go with their neighbours where these agree.
        let accounts: Vec<_> = places.keys().filter_map(|(account, ..)| account.clone()).collect();
        let only = match accounts.as_slice() {
            [one, rest @ ..] if rest.iter().all(|other| other == one) => Some(one.clone()),
            _ => None,
        };
        if items.is_empty() {
            places.insert((None, None, None), Vec::new());
        }
        for ((account, region, parent), items) in places {
            let listed_in = || listed_in.map(str::to_owned);
            let account = account.or_else(|| only.clone()).or_else(listed_in).or_else(|| self.fallback.account.clone());
            let region = match (op.reach, op.provider) {
                (Reach::Region, Provider::Aws) => region.or_else(|| self.fallback.region.clone()),
                _ => Some("global".to_owned()),
            };
            let scope = Scope::new(
                op.provider,
                account.unwrap_or_else(|| UNKNOWN.to_owned()),
                region.unwrap_or_else(|| UNKNOWN.to_owned()),
            );
            let (content, odd) = read_items_singly(op, &items).map_err(|error| error.to_string())?;
            let outcome = extent.outcome();
            self.calls.push(Call { op, scope, parent, outcome, content, odd, collected_at: None });
        }
        Ok(())
    }
}

/// The answer in an example of the Azure REST specification, which stands in `responses.<status>.body`.
fn example_body(responses: &RawValue) -> Result<&RawValue, String> {
    let answers = members(responses).map_err(|fault| fault.to_string())?;
    let body = ["200", "201", "202"].iter().find_map(|status| {
        let (_, answer) = answers.iter().find(|(key, _)| key == status)?;
        let body = members(answer).ok()?.into_iter().find(|(key, _)| key == "body")?.1;
        body.get().starts_with('{').then_some(body)
    });
    body.ok_or_else(|| "the answer of an action: it starts or stops something and shows no state".to_owned())
}

fn place_of(op: &'static Op, item: &RawValue) -> Place {
    let Ok((page, _)) = (op.decode)(&format!("[{}]", item.get())) else {
        return (None, None, None);
    };
    let home = page.home(0);
    let region = if op.reach == Reach::Region { home.region.map(str::to_owned) } else { None };
    (home.account.map(str::to_owned), region, parent_of(op, page.key(0)))
}

/// The parent of a per-item call, from the id of an item of its answer.
fn parent_of(op: &'static Op, key: &str) -> Option<String> {
    let parent = op.per?;
    match (op.shape, parent.shape) {
        (Shape::Arm { kind, .. }, Shape::Arm { kind: above, .. }) if kind.starts_with(above) => {
            let levels = kind.split('/').count().saturating_sub(above.split('/').count());
            let mut id = key;
            for _ in 0..levels * 2 {
                id = id.rsplit_once('/')?.0;
            }
            Some(id.to_owned())
        }
        (Shape::Arm { .. }, _) => None,
        _ => Some(key.to_owned()),
    }
}

/// `Microsoft.Network/networkWatchers/packetCaptures` of an ARM id.
fn arm_type(id: &str) -> Option<String> {
    if !id.get(..15)?.eq_ignore_ascii_case("/subscriptions/") {
        return None;
    }
    let Some(at) = id.to_ascii_lowercase().rfind("/providers/") else {
        let is_subscription = id.trim_end_matches('/').matches('/').count() == 2;
        return is_subscription.then(|| "Microsoft.Resources/subscriptions".to_owned());
    };
    let mut parts = id.get(at + 11..)?.split('/');
    let mut kind = parts.next()?.to_owned();
    while let Some(segment) = parts.next() {
        kind.push('/');
        kind.push_str(segment);
        parts.next();
    }
    Some(kind)
}

fn members(value: &RawValue) -> Result<Members<'_>, Fault> {
    let mut members = Members::new();
    Cursor::new(value.get()).object(|cursor, name| {
        members.push((name.to_owned(), cursor.value()?));
        Ok(())
    })?;
    Ok(members)
}

fn list(value: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(value.get()).ok()
}

fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

fn has_text(value: &RawValue) -> bool {
    text(value).is_some_and(|text| !text.is_empty())
}

/// `NO_RESULTS_ON_PAGE` is how an empty scope looks; these two mean that something is missing.
fn warns_of_unreachable(warning: &RawValue) -> bool {
    members(warning).is_ok_and(|members| {
        members.iter().any(|(key, code)| {
            key == "code" && matches!(text(code).as_deref(), Some("UNREACHABLE" | "PARTIAL_SUCCESS"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arm_types_come_from_ids() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w/packetCaptures/p";
        assert_eq!(arm_type(id).as_deref(), Some("Microsoft.Network/networkWatchers/packetCaptures"));
        assert_eq!(arm_type("/subscriptions/s").as_deref(), Some("Microsoft.Resources/subscriptions"));
        assert_eq!(arm_type("/subscriptions/s/resourceGroups/g"), None);
        assert_eq!(arm_type("projects/p"), None);
    }
}
