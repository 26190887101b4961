use crate::generate::Generated;
use anyhow::{Context, bail};
use std::{fmt::Write, fs, path::Path};

const COLUMNS: &str = "source\tid\ttitle\tcloud\tresource_type\trank\trubric\tconfidence\tcheck\tcertainty\tnote";

/// `checks/src/controls.rs` from `checks/controls.tsv`.
pub(crate) fn generate(root: &Path) -> anyhow::Result<Generated> {
    let table = root.join("checks/controls.tsv");
    let text = fs::read_to_string(&table).with_context(|| table.display().to_string())?;
    let mut lines = text.lines();
    if lines.next() != Some(COLUMNS) {
        bail!("{}: the first line must name the columns {COLUMNS}", table.display());
    }
    let mut code = String::from(
        "//! The control catalogue. Written by `cargo xtask gen` from `controls.tsv`.\n\n\
         use crate::{Confidence, Control, ControlSource, Rank};\nuse overhear_core::Provider;\n\n\
         pub(crate) const CONTROLS: &[Control] = &[\n",
    );
    for (number, line) in lines.enumerate() {
        let place = || format!("{}:{}", table.display(), number + 2);
        let row: Vec<&str> = line.split('\t').collect();
        let [source, id, title, cloud, resource_type, rank, rubric, confidence, check, certainty, note] = row[..]
        else {
            bail!("{}: {} columns instead of 11", place(), row.len());
        };
        let hundredths = confidence.strip_prefix("0.").with_context(|| format!("{}: {confidence}", place()))?;
        let _ = writeln!(
            code,
            "    Control {{\n        source: ControlSource::{},\n        id: {id:?},\n        title: {title:?},\n        \
             provider: Provider::{},\n        resource_type: {resource_type:?},\n        rank: Rank::{},\n        \
             rubric: {rubric:?},\n        confidence: Confidence::hundredths({}),\n        check: {},\n        \
             certainty: {certainty:?},\n        note: {:?},\n    }},",
            pascal(source),
            pascal(cloud),
            pascal(rank),
            hundredths.parse::<u8>().with_context(place)?,
            if check == "-" { "None".to_owned() } else { format!("Some({check:?})") },
            if note == "-" { "" } else { note },
        );
    }
    code.push_str("];\n");
    Ok(Generated { path: "checks/src/controls.rs".into(), text: code })
}

/// `aws-security-hub` as `AwsSecurityHub`.
fn pascal(name: &str) -> String {
    let words = name.split('-').filter_map(|word| word.split_at_checked(1));
    words.flat_map(|(first, rest)| [first.to_ascii_uppercase(), rest.to_owned()]).collect()
}
