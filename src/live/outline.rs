use overhear_core::{
    Op, Reach,
    live::{Parents, Plan, Read},
};
use serde_json::{Value, json};
use std::io::{self, Write};

/// How many accounts and regions a run would read, as far as that is known without asking.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// The accounts; none for those of an organisation that nobody was asked about.
    pub accounts: Option<usize>,
    /// The regions of each.
    pub regions: usize,
    /// True where the regions are those of a usual account, since nobody was asked.
    pub assumed: bool,
}

/// Writes the plan of a run: its operations, what they need, how many calls that is.
pub fn outline<S>(
    plan: &Plan<S>,
    discovery: &[&Op],
    estate: &Accounts,
    as_json: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let accounts = estate.accounts.unwrap_or(1);
    let calls = |read: &Read<S>| {
        let places = match read.op.reach {
            Reach::Region => estate.regions * accounts,
            Reach::Account => accounts,
            Reach::Organization => 1,
        };
        match &read.parents {
            Parents::None => Some(places),
            Parents::Each(words) => Some(places * words.len()),
            Parents::Of(_) => None,
        }
    };
    let each = |read: &Read<S>| match &read.parents {
        Parents::Of(sources) => sources.iter().map(|source| source.op.id).collect::<Vec<_>>(),
        Parents::None | Parents::Each(_) => Vec::new(),
    };
    let least = plan.reads().filter_map(calls).sum::<usize>() + accounts + 1;
    if as_json {
        let row = |read: &'static Read<S>| json!({"op": read.op.id, "permission": read.op.permission, "calls": calls(read), "for_each": each(read), "batch": read.batch});
        let document = json!({
            "accounts": estate.accounts, "regions": estate.regions, "regions_assumed": estate.assumed, "least_calls": least,
            "discovery": discovery.iter().map(|op| json!({"op": op.id, "permission": op.permission})).collect::<Vec<_>>(),
            "operations": plan.reads().map(row).collect::<Vec<Value>>(),
        });
        return writeln!(out, "{document:#}");
    }
    writeln!(out, "calls  operation, and its permission where that has another name")?;
    let line = |out: &mut dyn Write, count: &str, op: &Op| {
        writeln!(out, "{count:>5}  {}", op.id)?;
        if op.permission == op.id { Ok(()) } else { writeln!(out, "       by {}", op.permission) }
    };
    for op in discovery {
        line(out, &accounts.to_string(), op)?;
    }
    for read in plan.reads() {
        line(out, &calls(read).map_or_else(|| "each".to_owned(), |count| count.to_string()), read.op)?;
        if let sources @ [_, ..] = each(read).as_slice() {
            let together = if read.batch > 1 { format!(", {} in a call", read.batch) } else { String::new() };
            writeln!(out, "       for items of {}{together}", sources.join(" and "))?;
        }
    }
    let who = match estate.accounts {
        Some(1) => "1 account".to_owned(),
        Some(count) => format!("{count} accounts"),
        None => "each account of the organisation".to_owned(),
    };
    let regions = if estate.regions == 1 { "1 region".to_owned() } else { format!("{} regions", estate.regions) };
    let guess = if estate.assumed { ", taken to be those that AWS enables in every account" } else { "" };
    writeln!(
        out,
        "\nAt least {least} calls for {who} in {regions}{guess};\nmore for each item that has calls of its own."
    )?;
    writeln!(out, "Nothing was asked of the cloud.")
}
