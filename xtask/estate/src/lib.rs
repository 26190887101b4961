//! Synthetic estates for benchmarks: line-by-line snapshots, one file an account, the same bytes for the same seed.
//!
//! The mix is that of a company with AWS, Azure and Google Cloud: six in ten accounts are on AWS. Most regions are
//! empty, most interfaces belong to instances, one account in twenty is more than ten times as large as most, and some
//! hold a capture. Documents carry the fields that the APIs really answer with, most of which no check reads.

mod aws;
mod azure;
mod gcp;

use fastrand::Rng;
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

/// When every call of an estate was made.
const COLLECTED_AT: &str = "2026-11-02T06:00:00Z";

/// Writes an estate of `accounts` accounts into `folder`; gives the bytes written.
pub fn write(folder: &Path, accounts: u32, seed: u64) -> io::Result<u64> {
    fs::create_dir_all(folder)?;
    let mut bytes = 0;
    for number in 0..accounts {
        // Each account has a generator of its own, so that an account is the same in a small and a large estate.
        let mut rng = Rng::with_seed(seed ^ (u64::from(number) << 32));
        let path = folder.join(format!("{number:06}.jsonl"));
        let mut out = Snapshot { out: BufWriter::new(File::create(path)?), bytes: 0 };
        out.header()?;
        match number % 10 {
            0..=5 => aws::account(&mut out, &mut rng, number)?,
            6..=8 => azure::subscription(&mut out, &mut rng, number)?,
            _ => gcp::project(&mut out, &mut rng, number)?,
        }
        out.out.flush()?;
        bytes += out.bytes;
    }
    Ok(bytes)
}

/// A snapshot that is being written.
struct Snapshot {
    out: BufWriter<File>,
    bytes: u64,
}

impl Snapshot {
    fn header(&mut self) -> io::Result<()> {
        self.out.write_all(b"{\"overhear_snapshot\":1}\n")
    }

    /// A complete call.
    fn call(&mut self, op: &str, scope: &Value, parent: Option<&str>, items: Vec<Value>) -> io::Result<()> {
        // Written by hand for the order that collectors use: a reader knows the operation before the items come.
        let parent = parent.map_or_else(String::new, |parent| format!("\"parent\":{},", json!(parent)));
        let items = Value::Array(items);
        let line = format!(
            "{{\"op\":{},\"scope\":{scope},{parent}\"outcome\":\"complete\",\"collected_at\":{},\"items\":{items}}}\n",
            json!(op),
            json!(COLLECTED_AT)
        );
        self.bytes += line.len() as u64;
        self.out.write_all(line.as_bytes())
    }
}

/// `digits` hexadecimal digits.
fn hex(rng: &mut Rng, digits: usize) -> String {
    (0..digits).map(|_| char::from_digit(rng.u32(0..16), 16).unwrap_or('0')).collect()
}

/// One of them.
fn pick<'a>(rng: &mut Rng, of: &[&'a str]) -> &'a str {
    rng.choice(of.iter().copied()).unwrap_or_default()
}

const TEAMS: [&str; 6] = ["payments", "search", "identity", "catalogue", "shipping", "platform"];
const STAGES: [&str; 3] = ["production", "staging", "development"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let folder = std::env::temp_dir().join(format!("overhear-estate-{}", std::process::id()));
        let read = |name: &str| fs::read(folder.join(name).join("000003.jsonl")).unwrap();
        let one = write(&folder.join("one"), 10, 7).unwrap();
        let two = write(&folder.join("two"), 4, 7).unwrap();
        assert_eq!(read("one"), read("two"));
        write(&folder.join("three"), 4, 8).unwrap();
        assert_ne!(read("one"), read("three"));
        assert!(one > two);
        fs::remove_dir_all(&folder).unwrap();
    }
}
