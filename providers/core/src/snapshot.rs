use crate::{
    Call, Content, Fault, Gap, GapKind, OddItem, Op, Outcome, Provider, Registry, Scope, Shape, cursor::Cursor,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::str::FromStr;

/// The snapshot version that this build reads and writes.
pub const SNAPSHOT_VERSION: u64 = 1;

/// What was read from one snapshot, a piece at a time.
pub struct Snapshot<'r> {
    registry: &'r Registry,
    wanted: &'r (dyn Fn(&Op) -> bool + Sync),
    /// The calls so far.
    pub calls: Vec<Call>,
    /// What could not be read as a call.
    pub problems: Vec<Problem>,
    /// False after the header of a version that this build does not know, until the next header.
    supported: bool,
}

/// Something in an input that could not be read.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Problem {
    /// Bytes from the start of the input, after decompression.
    pub offset: u64,
    /// Our code for it: `TruncatedJson`, `MalformedJson`, `UnknownOperation`, `NoScope`, …
    pub code: &'static str,
    /// A sentence for people.
    pub message: String,
    /// The operation it is about, as the input spells it, where that much could be read.
    pub op: Option<String>,
    /// The scope it is about, where that much could be read.
    pub scope: Option<Scope>,
}

impl Problem {
    /// A problem that is about the input itself.
    pub fn new(offset: u64, code: &'static str, message: impl Into<String>) -> Self {
        Self { offset, code, message: message.into(), op: None, scope: None }
    }

    pub(crate) fn from_fault(fault: Fault, base: u64) -> Self {
        let code = if fault.at_end { "TruncatedJson" } else { "MalformedJson" };
        Self::new(base + fault.offset, code, fault.reason)
    }
}

/// True where the text is a snapshot of ours, whole or begun, with or without its header.
pub fn looks_like_snapshot(text: &str) -> bool {
    let mut snapshot = false;
    let call = looks_like_call(text, |cursor, name| {
        snapshot |= match name {
            "overhear_snapshot" => true,
            // Tools that sort members put the version last.
            "calls" => {
                let first = cursor.rest().trim_ascii_start().strip_prefix('[');
                first.is_some_and(|first| looks_like_call(first, |_, _| false))
            }
            _ => false,
        };
        snapshot
    });
    snapshot || call
}

/// True where the text begins with an object that has the members of a call; `enough` may end the walk earlier.
fn looks_like_call(text: &str, mut enough: impl FnMut(&Cursor<'_>, &str) -> bool) -> bool {
    let (mut op, mut scope) = (false, false);
    // The walk may end at a fault: what was seen before it still tells.
    let _ = Cursor::new(text).object(|cursor, name| {
        op |= name == "op";
        scope |= matches!(name, "scope" | "outcome");
        if (op && scope) || enough(cursor, name) {
            return Err(cursor.fault("enough"));
        }
        cursor.value::<serde::de::IgnoredAny>().map(drop)
    });
    op && scope
}

impl<'r> Snapshot<'r> {
    /// An empty one. Items of operations that are not `wanted` are counted and not decoded.
    pub fn new(registry: &'r Registry, wanted: &'r (dyn Fn(&Op) -> bool + Sync)) -> Self {
        Self { registry, wanted, calls: Vec::new(), problems: Vec::new(), supported: true }
    }

    /// Reads one line of a line-by-line snapshot; `base` is the offset of the line in its input.
    pub fn read_line(&mut self, line: &str, base: u64) {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            return;
        }
        let mut cursor = Cursor::new(line);
        if let Err(fault) = self.read_value(&mut cursor, base) {
            self.problems.push(Problem::from_fault(fault, base));
        } else if cursor.peek().is_some() {
            let fault = cursor.fault("more than one value in a line");
            self.problems.push(Problem::from_fault(fault, base));
        }
    }

    /// Reads a whole input: one snapshot document, or several values one after the other.
    pub fn read_document(&mut self, text: &str) {
        let mut cursor = Cursor::new(text);
        while cursor.peek().is_some() {
            if let Err(fault) = self.read_value(&mut cursor, 0) {
                self.problems.push(Problem::from_fault(fault, 0));
                return;
            }
        }
    }

    /// Reads a header, a whole snapshot, or one call.
    fn read_value(&mut self, cursor: &mut Cursor<'_>, base: u64) -> Result<(), Fault> {
        let at = base + cursor.offset() as u64;
        let mut header = false;
        let mut parts = Parts::default();
        let (before, mut listed) = (self.calls.len(), false);
        cursor.object(|cursor, name| match name {
            "overhear_snapshot" => {
                header = true;
                let version: &RawValue = cursor.value()?;
                self.supported = version.get().parse() == Ok(SNAPSHOT_VERSION);
                if !self.supported {
                    self.problems.push(Problem::new(
                        at,
                        "UnknownSnapshotVersion",
                        format!(
                            "snapshot version {} is not supported: this build reads version {SNAPSHOT_VERSION}",
                            shortened(version.get())
                        ),
                    ));
                }
                Ok(())
            }
            "calls" if self.supported => cursor.array(|cursor| {
                listed = true;
                let first = cursor.peek();
                let at = base + cursor.offset() as u64;
                if first != Some(b'{') {
                    cursor.value::<serde::de::IgnoredAny>()?;
                    self.problems.push(Problem::new(at, "NotACall", "a call must be an object"));
                    return Ok(());
                }
                let mut parts = Parts::default();
                cursor.object(|cursor, name| parts.read(self.registry, self.wanted, cursor, name))?;
                self.finish(parts, at);
                Ok(())
            }),
            _ => parts.read(self.registry, self.wanted, cursor, name),
        })?;
        if listed && !header {
            self.problems.push(Problem::new(
                at,
                "UnknownSnapshotVersion",
                "calls without `overhear_snapshot`, their version",
            ));
        }
        if !self.supported || (listed && !header) {
            // The version may stand after the calls, which then are not what they look like.
            self.calls.truncate(before);
        } else if !header || parts.op.is_some() {
            self.finish(parts, at);
        }
        Ok(())
    }

    fn finish(&mut self, parts: Parts<'_>, at: u64) {
        match parts.into_call(self.registry, self.wanted) {
            Ok(call) => self.calls.push(call),
            Err(mut problem) => {
                problem.offset = at;
                self.problems.push(*problem);
            }
        }
    }
}

/// The members of one call as they are read.
#[derive(Default)]
struct Parts<'a> {
    op: Option<String>,
    scope: Option<&'a RawValue>,
    parent: Option<&'a RawValue>,
    outcome: Option<&'a RawValue>,
    gap: Option<&'a RawValue>,
    collected_at: Option<&'a RawValue>,
    items: Option<Items<'a>>,
    /// The members so far, a bit each.
    seen: u8,
    /// A member that stands twice, so that nobody can tell which is meant.
    repeated: Option<&'static str>,
}

enum Items<'a> {
    Read(Content, Vec<OddItem>),
    /// The items came before the operation.
    Raw(&'a RawValue),
    NotAList,
}

impl<'a> Parts<'a> {
    fn read(
        &mut self,
        registry: &Registry,
        wanted: &(dyn Fn(&Op) -> bool + Sync),
        cursor: &mut Cursor<'a>,
        name: &str,
    ) -> Result<(), Fault> {
        const MEMBERS: [&str; 7] = ["op", "scope", "parent", "outcome", "gap", "collected_at", "items"];
        for (index, member) in MEMBERS.into_iter().enumerate().filter(|(_, member)| *member == name) {
            if self.seen & (1 << index) != 0 {
                self.repeated = Some(member);
            }
            self.seen |= 1 << index;
        }
        match name {
            "op" => self.op = text(cursor.value()?),
            "scope" => self.scope = Some(cursor.value()?),
            "parent" => self.parent = Some(cursor.value()?),
            "outcome" => self.outcome = Some(cursor.value()?),
            "gap" => self.gap = Some(cursor.value()?),
            "collected_at" => self.collected_at = Some(cursor.value()?),
            "items" => {
                let op = self.op.as_deref().and_then(|id| registry.get(id));
                self.items = Some(match op {
                    _ if cursor.peek() != Some(b'[') => {
                        let null = cursor.value::<&RawValue>()?.get() == "null";
                        if null { Items::Read(Content::Skipped(0), Vec::new()) } else { Items::NotAList }
                    }
                    Some(op) => {
                        let (content, odd) = read_items(op, wanted(op), cursor)?;
                        Items::Read(content, odd)
                    }
                    None => Items::Raw(cursor.value()?),
                });
            }
            _ => drop(cursor.value::<serde::de::IgnoredAny>()?),
        }
        Ok(())
    }

    fn into_call(self, registry: &Registry, wanted: &(dyn Fn(&Op) -> bool + Sync)) -> Result<Call, Box<Problem>> {
        let scope = self.scope.and_then(scope_from);
        let problem = |code, message: String, op: Option<String>| {
            let op = op.map(|op| shortened(&op));
            Box::new(Problem { offset: 0, code, message, op, scope: scope.clone() })
        };
        let Some(id) = self.op else {
            return Err(problem("NoOperation", "a call without `op`".to_owned(), None));
        };
        let Some(op) = registry.get(&id) else {
            let message = format!("unknown operation `{}`", shortened(&id));
            return Err(problem("UnknownOperation", message, Some(id)));
        };
        let Some(scope) = scope.clone() else {
            let message = match self.scope {
                None => "a call without `scope`".to_owned(),
                Some(raw) => format!("`scope` is not {{provider, account, region}}: {}", shortened(raw.get())),
            };
            return Err(problem("NoScope", message, Some(id)));
        };
        if scope.provider != op.provider {
            let message = format!("`{id}` is an operation of {}, its scope is of {}", op.provider, scope.provider);
            return Err(problem("WrongProvider", message, Some(id)));
        }
        if let Some(member) = self.repeated {
            return Err(problem("MalformedCall", format!("`{member}` stands twice in a call"), Some(id)));
        }
        let malformed = |message: String| Gap::new(GapKind::Undecodable, "MalformedCall", message);
        let broken = |message: String| Outcome::Failed(malformed(message));
        let gap = self.gap.filter(|raw| raw.get() != "null").map(|raw| {
            serde_json::from_str(raw.get())
                .unwrap_or_else(|_| malformed(format!("`gap` is not a gap: {}", shortened(raw.get()))))
        });
        let mut outcome = match (self.outcome.map(text), gap) {
            (Some(Some(name)), gap) => match (name.as_str(), gap) {
                ("complete", None) => Outcome::Complete,
                // A call cannot be complete and have a gap: the gap is believed.
                ("complete" | "partial", Some(gap)) => Outcome::Partial(gap),
                ("partial", None) => Outcome::Partial(Gap::new(GapKind::Truncated, "", "the snapshot gives no reason")),
                ("failed", Some(gap)) => Outcome::Failed(gap),
                ("failed", None) => Outcome::Failed(Gap::new(GapKind::Transport, "", "the snapshot gives no reason")),
                (other, _) => broken(format!("unknown outcome `{}`", shortened(other))),
            },
            (Some(None), _) => broken("`outcome` is not a string".to_owned()),
            (None, Some(gap)) => Outcome::Failed(gap),
            (None, None) => broken("a call without `outcome`".to_owned()),
        };
        let (content, odd) = match self.items {
            Some(Items::Read(content, odd)) => (content, odd),
            Some(Items::Raw(raw)) => read_items(op, wanted(op), &mut Cursor::new(raw.get()))
                .map_err(|fault| problem("MalformedJson", fault.reason, Some(id)))?,
            Some(Items::NotAList) => {
                outcome = broken("`items` is not a list".to_owned());
                (Content::Skipped(0), Vec::new())
            }
            None => {
                if matches!(outcome, Outcome::Complete) {
                    outcome = broken("a complete call without `items`".to_owned());
                }
                (Content::Skipped(0), Vec::new())
            }
        };
        if outcome.gap().is_some_and(|gap| gap.kind.is_absence()) && !(content.is_empty() && odd.is_empty()) {
            outcome =
                Outcome::Partial(malformed("the gap says that nothing can be there, and there are items".to_owned()));
        }
        Ok(Call {
            op,
            scope,
            parent: self.parent.and_then(text),
            outcome,
            content,
            odd,
            collected_at: self.collected_at.and_then(text).filter(|time| jiff::Timestamp::from_str(time).is_ok()),
        })
    }
}

/// Reads the JSON array under the cursor as items of `op`.
pub(crate) fn read_items(
    op: &'static Op,
    wanted: bool,
    cursor: &mut Cursor<'_>,
) -> Result<(Content, Vec<OddItem>), Fault> {
    if !wanted {
        let items: Vec<serde::de::IgnoredAny> = cursor.value()?;
        return Ok((Content::Skipped(items.len()), Vec::new()));
    }
    match (op.decode)(cursor.rest()) {
        Ok((page, bytes)) => {
            cursor.advance(bytes);
            Ok((Content::Decoded(page), Vec::new()))
        }
        // One odd item spoils the fast path for all of them: go through them one by one.
        Err(_) => {
            read_items_singly(op, &cursor.value::<Vec<&RawValue>>()?).map_err(|error| cursor.fault(error.to_string()))
        }
    }
}

/// Decodes each item alone, and the good ones again together. An item that was pasted with the envelope of its answer
/// (`{"AssociationDescription": {…}}`) is taken out of it.
pub(crate) fn read_items_singly(
    op: &'static Op,
    items: &[&RawValue],
) -> Result<(Content, Vec<OddItem>), serde_json::Error> {
    let decode = |item: &RawValue| (op.decode)(&format!("[{}]", item.get()));
    let mut good: Vec<&RawValue> = Vec::with_capacity(items.len());
    let mut odd = Vec::new();
    for (index, item) in items.iter().copied().enumerate() {
        let Err(error) = decode(item) else {
            good.push(item);
            continue;
        };
        let inner = enveloped(op, item);
        if !inner.is_empty() && inner.iter().all(|item| decode(item).is_ok()) {
            good.extend(inner);
            continue;
        }
        let text = error.to_string();
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned();
        odd.push(OddItem { index, key: probable_key(item), reason });
    }
    let good: Vec<&str> = good.iter().map(|item| item.get()).collect();
    let (page, _) = (op.decode)(&format!("[{}]", good.join(",")))?;
    Ok((Content::Decoded(page), odd))
}

/// The items inside the envelope that an AWS answer comes in.
fn enveloped<'a>(op: &Op, item: &'a RawValue) -> Vec<&'a RawValue> {
    let Shape::AwsCli { list, single } = op.shape else { return Vec::new() };
    let mut inner = Vec::new();
    let _ = Cursor::new(item.get()).object(|cursor, name| {
        let value: &RawValue = cursor.value()?;
        if name == single {
            inner.push(value);
        } else if name == list {
            inner.extend(serde_json::from_str::<Vec<&RawValue>>(value.get()).unwrap_or_default());
        }
        Ok(())
    });
    inner
}

/// The first member of an odd item that looks like its id.
fn probable_key(item: &RawValue) -> Option<String> {
    let mut key = None;
    let _ = Cursor::new(item.get()).object(|cursor, name| {
        let value: &RawValue = cursor.value()?;
        let id = name.eq_ignore_ascii_case("id") || name == "name" || name.ends_with("Id") || name.ends_with("Arn");
        if id && (key.is_none() || name.eq_ignore_ascii_case("id")) {
            key = text(value).or(key.take());
        }
        Ok(())
    });
    // An ARM id is longer than a line of a message; what an attacker wrote may be longer than any id.
    key.filter(|key| key.len() <= 2_048)
}

fn text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn scope_from(raw: &RawValue) -> Option<Scope> {
    #[derive(Deserialize)]
    struct Lenient {
        provider: Provider,
        account: Option<String>,
        region: Option<String>,
    }
    let Lenient { provider, account, region } = serde_json::from_str(raw.get()).ok()?;
    let known = |part: Option<String>| part.filter(|part| !part.is_empty()).unwrap_or_else(|| crate::UNKNOWN.into());
    Some(Scope { provider, account: known(account), region: known(region) })
}

/// The start of a text that may be long.
pub(crate) fn shortened(text: &str) -> String {
    let end = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
    let mark = if end < text.len() { "…" } else { "" };
    format!("{}{mark}", text.get(..end).unwrap_or_default())
}
