//! The program, run against a proxy.

use super::{
    moto::{Moto, stand_ins},
    proxy::{Proxy, Rule},
};
use overhear::inputs::lines_of;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};
use tempfile::TempDir;

/// The regions that are seeded.
pub(crate) const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "us-west-2"];

/// The emulator behind a proxy, and a folder to work in.
pub(crate) struct Bench {
    pub(crate) moto: &'static Moto,
    pub(crate) proxy: Proxy,
    pub(crate) folder: TempDir,
}

impl Bench {
    /// What the emulator lacks is answered by the proxy, after these rules. None where there is no emulator.
    pub(crate) fn new(rules: Vec<Rule>) -> Option<Self> {
        Self::with_delay(rules, Duration::ZERO)
    }

    pub(crate) fn with_delay(rules: Vec<Rule>, delay: Duration) -> Option<Self> {
        Self::bare(rules.into_iter().chain(stand_ins()).collect(), delay)
    }

    /// The emulator as it is, but for these rules.
    pub(crate) fn bare(rules: Vec<Rule>, delay: Duration) -> Option<Self> {
        let moto = Moto::shared()?;
        Some(Self { moto, proxy: Proxy::start(moto.port(), rules, delay), folder: tempfile::tempdir().unwrap() })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with the environment of a user who has nothing configured but keys and the proxy.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_overhear"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ENDPOINT_URL", self.proxy.url());
        command
    }

    /// Scans, with every result in the report.
    pub(crate) fn scan(&self, arguments: &[&str]) -> Scanned {
        let fixed = ["scan", "aws", "--format", "json", "--results", "all"];
        let output = self.command(&[&fixed, arguments].concat()).output().unwrap();
        Scanned::of(&output)
    }

    /// Scans the seeded regions.
    pub(crate) fn scan_regions(&self, arguments: &[&str]) -> Scanned {
        self.scan(&[&["--regions", &REGIONS.join(",")], arguments].concat())
    }

    /// Collects into a file; gives its calls, and the exit code.
    pub(crate) fn collect(&self, file: &str, arguments: &[&str]) -> (Vec<Value>, i32) {
        let output = self.command(&[&["collect", "aws", "-o", file], arguments].concat()).output().unwrap();
        let code = output.status.code().unwrap();
        assert!(matches!(code, 0 | 3), "{}", String::from_utf8_lossy(&output.stderr));
        (calls_in(&self.path(file)), code)
    }

    /// Collects everything that this build can read in the seeded regions.
    pub(crate) fn collect_all(&self, file: &str, arguments: &[&str]) -> (Vec<Value>, i32) {
        self.collect(file, &[&["--all-operations", "--regions", &REGIONS.join(",")], arguments].concat())
    }
}

/// The calls of a snapshot, plain or packed, so far: its end may be missing.
pub(crate) fn calls_in(file: &Path) -> Vec<Value> {
    let Ok(lines) = lines_of(file) else { return Vec::new() };
    let values = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    values.filter(|line| line.get("op").is_some()).collect()
}

/// The report of a scan.
pub(crate) struct Scanned {
    pub(crate) code: i32,
    pub(crate) report: Value,
    pub(crate) stderr: String,
}

impl Scanned {
    pub(crate) fn of(output: &Output) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no report: {stderr}"));
        Self { code: output.status.code().unwrap(), report, stderr }
    }

    pub(crate) fn rows(&self, list: &str) -> &[Value] {
        self.report[list].as_array().unwrap()
    }

    /// The resources of the findings of a check.
    pub(crate) fn found(&self, check: &str) -> Vec<&Value> {
        self.rows("findings").iter().filter(|row| row["check"] == check).map(|row| &row["resource"]).collect()
    }

    /// How often each verdict of a check was given in a region.
    pub(crate) fn verdicts(&self, check: &str, region: &str) -> BTreeMap<&str, usize> {
        let rows = self.rows("results").iter();
        let mut verdicts = BTreeMap::new();
        for row in rows.filter(|row| row["check"] == check && row["resource"]["region"] == region) {
            *verdicts.entry(row["verdict"].as_str().unwrap()).or_default() += 1;
        }
        verdicts
    }

    /// The gaps of an operation.
    pub(crate) fn gaps(&self, op: &str) -> Vec<&Value> {
        let rows = self.rows("coverage").iter();
        rows.filter(|row| row["op"] == op && !row["gap"].is_null()).collect()
    }
}

/// Ids under a key of the seed, region by region.
pub(crate) fn seeded<'a>(moto: &'a Moto, key: &str) -> Vec<(&'a str, &'a str)> {
    let regions = moto.seed()["by_region"].as_object().unwrap();
    let ids = regions.iter().flat_map(|(region, made)| {
        made[key].as_array().unwrap().iter().map(move |id| (region.as_str(), id.as_str().unwrap()))
    });
    ids.collect()
}
