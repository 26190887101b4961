use crate::live::Cloud;
use overhear_core::{
    Op, Provider, Reach,
    live::{Parents, Plan, Read},
};
use serde_json::{Value, json};
use std::io::{self, Write};

/// How many accounts and regions a run would read, as far as that is known without asking.
#[derive(Clone, Debug)]
pub struct Extent {
    /// The accounts, subscriptions or projects; none where nobody was asked how many there are.
    pub accounts: Option<usize>,
    /// What one of them is called.
    pub word: &'static str,
    /// What they are called together, where their number is not known.
    pub whole: &'static str,
    /// The regions of each that are asked one by one.
    pub regions: usize,
    /// True where the regions are those of a usual account, since nobody was asked.
    pub assumed: bool,
}

/// The plan of one cloud as it is shown.
pub struct Outline {
    provider: Provider,
    extent: Extent,
    discovery: Vec<Row>,
    operations: Vec<Row>,
    least: usize,
}

struct Row {
    op: &'static Op,
    /// None for one that is called for what others find.
    calls: Option<usize>,
    for_each: Vec<&'static str>,
    batch: usize,
}

pub(super) fn outline_of<S>(
    provider: Provider,
    plan: &Plan<S>,
    discovery: &[(&'static Op, usize)],
    extent: &Extent,
) -> Outline {
    let accounts = extent.accounts.unwrap_or(1);
    let calls = |read: &Read<S>| {
        let places = match read.op.reach {
            Reach::Region => extent.regions * accounts,
            Reach::Account => accounts,
            Reach::Organization => 1,
        };
        match &read.parents {
            Parents::None => Some(places),
            Parents::Each(words) => Some(places * words.len()),
            Parents::Of(_) | Parents::PlaceAnd(_) => None,
        }
    };
    let of = |read: &'static Read<S>| Row {
        op: read.op,
        calls: calls(read),
        for_each: read.parents.sources().iter().map(|source| source.op.id).collect(),
        batch: read.batch,
    };
    let row = |(op, calls): &(&'static Op, usize)| Row { op, calls: Some(*calls), for_each: Vec::new(), batch: 1 };
    let (discovery, operations): (Vec<_>, Vec<_>) =
        (discovery.iter().map(row).collect(), plan.reads().map(of).collect());
    let least = discovery.iter().chain(&operations).filter_map(|row| row.calls).sum();
    Outline { provider, extent: extent.clone(), discovery, operations, least }
}

/// Writes the plan of a run: its operations, what they need, how many calls that is.
pub fn outline(clouds: &[Box<dyn Cloud>], as_json: bool, out: &mut dyn Write) -> io::Result<()> {
    let outlines: Vec<_> = clouds.iter().map(|cloud| cloud.outline()).collect();
    if as_json {
        return match outlines.as_slice() {
            [one] => writeln!(out, "{:#}", one.json()),
            several => writeln!(out, "{:#}", several.iter().map(Outline::json).collect::<Value>()),
        };
    }
    for outline in &outlines {
        if outlines.len() > 1 {
            writeln!(out, "{}\n", outline.provider.title())?;
        }
        outline.text(out)?;
        writeln!(out)?;
    }
    writeln!(out, "Nothing was asked of the cloud.")
}

impl Outline {
    fn json(&self) -> Value {
        let Extent { accounts, regions, assumed, .. } = self.extent;
        let asked = |row: &Row| json!({"op": row.op.id, "permission": row.op.permission, "calls": row.calls, "for_each": row.for_each, "batch": row.batch});
        json!({
            "provider": self.provider, "accounts": accounts, "regions": regions, "regions_assumed": assumed,
            "least_calls": self.least,
            "discovery": self.discovery.iter().map(|row| json!({"op": row.op.id, "permission": row.op.permission})).collect::<Vec<_>>(),
            "operations": self.operations.iter().map(asked).collect::<Vec<_>>(),
        })
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "calls  operation, and its permission where that has another name")?;
        for row in self.discovery.iter().chain(&self.operations) {
            let calls = row.calls.map_or_else(|| "each".to_owned(), |count| count.to_string());
            writeln!(out, "{calls:>5}  {}", row.op.id)?;
            if row.op.permission != row.op.id {
                writeln!(out, "       by {}", row.op.permission)?;
            }
            if !row.for_each.is_empty() {
                let together = if row.batch > 1 { format!(", {} in a call", row.batch) } else { String::new() };
                writeln!(out, "       for items of {}{together}", row.for_each.join(" and "))?;
            }
        }
        let Extent { accounts, word, whole, regions, assumed } = &self.extent;
        let who = match accounts {
            Some(1) => format!("1 {word}"),
            Some(count) => format!("{count} {word}s"),
            None => (*whole).to_owned(),
        };
        let places = match (self.provider, regions) {
            (Provider::Aws, 1) => " in 1 region".to_owned(),
            (Provider::Aws, _) => format!(" in {regions} regions"),
            (Provider::Azure | Provider::Gcp, _) => String::new(),
        };
        let guess = if *assumed { ", taken to be those that AWS enables in every account" } else { "" };
        let least = self.least;
        writeln!(
            out,
            "\nAt least {least} calls for {who}{places}{guess};\nmore for each item that has calls of its own."
        )
    }
}
