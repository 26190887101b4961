//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use overhear_checks::{Kind, Severity};
use overhear_core::Provider;
use std::{num::NonZeroUsize, path::PathBuf};

/// Finds who can overhear your cloud's traffic: live captures and what makes them possible, on AWS, Azure and GCP.
#[derive(Debug, Parser)]
#[command(
    name = "overhear",
    version,
    about,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 clean and complete, 1 the tool failed, 2 usage or no readable input,\n\
                  3 nothing found but not everything was seen, 10 findings."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to colour text.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub color: When,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge snapshots and documents that you have on disk.
    Check(Box<CheckArgs>),
    /// Read clouds and judge them.
    Scan(Box<ScanArgs>),
    /// Read clouds and write what came back, to be judged later or elsewhere.
    Collect(Box<CollectArgs>),
    /// List what this build knows.
    List(ListArgs),
    /// Say what a check flags, on what evidence, and what to do about it.
    Explain {
        /// The id of the check, for example `aws-mirror-session-active`.
        check: String,
    },
    /// Print the least that lets a scan see everything: an IAM policy, or a custom role of Azure or Google Cloud.
    Permissions(PermissionsArgs),
}

/// A cloud.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Cloud {
    /// AWS accounts.
    Aws,
    /// Azure subscriptions.
    Azure,
    /// Google Cloud projects.
    Gcp,
}

impl Cloud {
    /// The provider.
    pub const fn provider(self) -> Provider {
        match self {
            Self::Aws => Provider::Aws,
            Self::Azure => Provider::Azure,
            Self::Gcp => Provider::Gcp,
        }
    }
}

/// Which clouds are read, and which parts of them.
#[derive(Args, Debug)]
pub struct Clouds {
    /// Which clouds; several are read side by side.
    #[arg(required = true, value_enum, value_name = "CLOUD")]
    pub clouds: Vec<Cloud>,

    /// Which AWS accounts and regions are read, and as whom.
    #[command(flatten)]
    pub aws: AwsArgs,

    /// Which Azure subscriptions are read.
    #[command(flatten)]
    pub azure: AzureArgs,

    /// Which projects of Google Cloud are read.
    #[command(flatten)]
    pub gcp: GcpArgs,
}

/// The arguments of `overhear check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Files or folders: snapshots, AWS CLI outputs, ARM and Google REST bodies, plain or as .gz or .zst. `-` is stdin.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The account, subscription or project of documents that do not tell it.
    #[arg(long, value_name = "ID", help_heading = "Input")]
    pub account: Option<String>,

    /// The region of documents that do not tell it.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub region: Option<String>,

    /// The most that one input may hold once unpacked; a line-by-line snapshot that is not packed may be longer, its
    /// lines may not.
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = parse_size, help_heading = "Input")]
    pub max_input: u64,

    /// How many inputs are judged at the same time [default: one for each processor].
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Input")]
    pub jobs: Option<u16>,

    /// Which checks run.
    #[command(flatten)]
    pub selection: Selection,

    /// How findings are judged and reported.
    #[command(flatten)]
    pub judging: Judging,

    /// What is said on stderr.
    #[command(flatten)]
    pub voice: Voice,
}

/// Which checks run.
#[derive(Args, Debug)]
pub struct Selection {
    /// Run only these checks: ids or kinds (capture, cleartext, permission, visibility).
    #[arg(long, value_name = "CHECK|KIND", value_delimiter = ',', help_heading = "Checks")]
    pub only: Vec<String>,

    /// Leave these checks out: ids or kinds.
    #[arg(long, value_name = "CHECK|KIND", value_delimiter = ',', help_heading = "Checks")]
    pub skip: Vec<String>,
}

/// How findings are judged and reported.
#[derive(Args, Debug)]
pub struct Judging {
    /// Leave out findings that are less sure than this.
    #[arg(long, value_name = "0..1", value_parser = parse_confidence, help_heading = "Checks")]
    pub min_confidence: Option<f64>,

    /// The configuration [default: overhear.toml where it exists].
    #[arg(long, value_name = "FILE", help_heading = "Checks")]
    pub config: Option<PathBuf>,

    /// The form of the report.
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    pub format: Format,

    /// Where the report goes instead of stdout.
    #[arg(short, value_name = "FILE", help_heading = "Output")]
    pub o: Option<PathBuf>,

    /// A further report, for example `json=report.json`; may be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_output, help_heading = "Output")]
    pub output: Vec<(Format, PathBuf)>,

    /// Which results the report holds beside the findings.
    #[arg(long, value_enum, default_value_t = ResultsShown::Unknown, help_heading = "Output")]
    pub results: ResultsShown,

    /// The least severity that makes the exit code 10.
    #[arg(long, value_name = "SEVERITY", default_value = "low", value_parser = parse_severity, help_heading = "Exit code")]
    pub fail_on: Severity,

    /// Let the exit code be 0 where nothing was found though not everything was seen.
    #[arg(long, help_heading = "Exit code")]
    pub allow_incomplete: bool,
}

/// What is said on stderr.
#[derive(Args, Clone, Copy, Debug)]
pub struct Voice {
    /// Say nothing on stderr but errors.
    #[arg(long, short, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Say on stderr what was read.
    #[arg(long, short, help_heading = "Output")]
    pub verbose: bool,
}

/// The arguments of `overhear scan`.
#[derive(Args, Debug)]
pub struct ScanArgs {
    /// Which clouds are read, and which parts of them.
    #[command(flatten)]
    pub clouds: Clouds,

    /// How a cloud is read.
    #[command(flatten)]
    pub live: LiveArgs,

    /// Keep the snapshot: in a file (.jsonl, or with .zst or .gz), or in a folder, a file for each account.
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub save: Option<PathBuf>,

    /// Which checks run.
    #[command(flatten)]
    pub selection: Selection,

    /// How findings are judged and reported.
    #[command(flatten)]
    pub judging: Judging,

    /// What is said on stderr.
    #[command(flatten)]
    pub voice: Voice,
}

/// The arguments of `overhear collect`.
#[derive(Args, Debug)]
pub struct CollectArgs {
    /// Which clouds are read, and which parts of them.
    #[command(flatten)]
    pub clouds: Clouds,

    /// How a cloud is read.
    #[command(flatten)]
    pub live: LiveArgs,

    /// Where the snapshot goes instead of stdout: a file (.jsonl, or with .zst or .gz), or a folder, in which each
    /// account has a file.
    #[arg(short, value_name = "PATH", help_heading = "Output")]
    pub o: Option<PathBuf>,

    /// Which checks the snapshot is for.
    #[command(flatten)]
    pub selection: Selection,

    /// Read every operation that this build knows, for checks to come.
    #[arg(long, conflicts_with_all = ["only", "skip"], help_heading = "Checks")]
    pub all_operations: bool,

    /// Let the exit code be 0 though not everything was read.
    #[arg(long, help_heading = "Exit code")]
    pub allow_incomplete: bool,

    /// What is said on stderr.
    #[command(flatten)]
    pub voice: Voice,
}

/// Which AWS accounts and regions are read, and as whom.
#[derive(Args, Debug)]
pub struct AwsArgs {
    /// The profile of the shared AWS configuration [default: what the environment says].
    #[arg(long, value_name = "NAME", help_heading = "AWS")]
    pub profile: Option<String>,

    /// Regions, or `all`: those that are enabled in each account [default: all].
    #[arg(long, value_name = "all|LIST", value_delimiter = ',', help_heading = "AWS")]
    pub regions: Vec<String>,

    /// Accounts by their numbers, or `org`: every active account of the organisation [default: that of the credentials].
    #[arg(long, value_name = "org|LIST", value_delimiter = ',', help_heading = "AWS")]
    pub accounts: Vec<String>,

    /// The role to assume in accounts other than that of the credentials.
    #[arg(long, value_name = "ROLE", help_heading = "AWS")]
    pub role_name: Option<String>,

    /// The external id that the role asks for.
    #[arg(long, value_name = "ID", requires = "role_name", help_heading = "AWS")]
    pub external_id: Option<String>,
}

/// Which Azure subscriptions are read.
#[derive(Args, Debug)]
pub struct AzureArgs {
    /// Subscriptions by their ids, or `all` that the caller sees [default: all].
    #[arg(long, value_name = "all|LIST", value_delimiter = ',', help_heading = "Azure")]
    pub subscriptions: Vec<String>,

    /// The subscriptions below this management group.
    #[arg(long, value_name = "ID", conflicts_with = "subscriptions", help_heading = "Azure")]
    pub management_group: Option<String>,

    /// The tenant, by its id or a domain [default: what the environment says].
    #[arg(long, value_name = "ID|DOMAIN", help_heading = "Azure")]
    pub tenant: Option<String>,

    /// One of Microsoft's clouds [default: public].
    #[arg(long, value_enum, value_name = "CLOUD", help_heading = "Azure")]
    pub cloud: Option<AzureCloud>,
}

/// Microsoft's clouds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum AzureCloud {
    /// Azure.
    Public,
    /// Azure Government.
    #[value(name = "usgov")]
    UsGov,
    /// Azure in China.
    China,
}

/// Which projects of Google Cloud are read.
#[derive(Args, Debug)]
pub struct GcpArgs {
    /// Projects by their ids or numbers, or `all` that the caller sees [default: all].
    #[arg(long, value_name = "all|LIST", value_delimiter = ',', help_heading = "Google Cloud")]
    pub projects: Vec<String>,

    /// The projects of this organisation, by its number.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["projects", "folder"], help_heading = "Google Cloud")]
    pub organization: Option<String>,

    /// The projects below this folder, by its number.
    #[arg(long, value_name = "NUMBER", conflicts_with = "projects", help_heading = "Google Cloud")]
    pub folder: Option<String>,
}

/// How a cloud is read.
#[derive(Args, Debug)]
pub struct LiveArgs {
    /// Print the plan (operations, permissions, calls) and ask nothing of the cloud.
    #[arg(long, help_heading = "Reading")]
    pub dry_run: bool,

    /// The most requests a second over the whole run.
    #[arg(long, value_name = "N", value_parser = parse_rate, help_heading = "Reading")]
    pub max_rate: Option<f64>,

    /// Requests at the same time for each account and service.
    #[arg(long, value_name = "N", default_value = "8", help_heading = "Reading")]
    pub concurrency: NonZeroUsize,

    /// Seconds that one request may take.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = clap::value_parser!(u64).range(1..=3600), help_heading = "Reading")]
    pub timeout: u64,

    /// Go on with an interrupted snapshot: its complete calls are not made again.
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub resume: Option<PathBuf>,

    /// Show no progress on the terminal.
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

/// The arguments of `overhear permissions`.
#[derive(Args, Debug)]
pub struct PermissionsArgs {
    /// For which cloud.
    #[arg(value_enum, value_name = "CLOUD")]
    pub cloud: Cloud,

    /// Which checks the policy is for.
    #[command(flatten)]
    pub selection: Selection,

    /// Every operation that this build knows, for checks to come.
    #[arg(long, conflicts_with_all = ["only", "skip"], help_heading = "Checks")]
    pub all_operations: bool,
}

/// The arguments of `overhear list`.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Of what.
    #[arg(value_enum)]
    pub what: Listed,

    /// The form of the list.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Listed {
    /// The checks.
    Checks,
    /// The controls of the clouds' own services that are mapped to T1040.
    Controls,
    /// The read operations that checks rest on.
    Operations,
}

/// The forms of reports and lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// For a person at a terminal.
    Text,
    /// For programs; its schema is `docs/report.schema.json`.
    Json,
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Which results a report holds beside the findings.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum ResultsShown {
    /// Those that could not be told.
    Unknown,
    /// All.
    All,
}

/// What `--only` and `--skip` name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Selector {
    /// A check.
    Check(&'static str),
    /// Every check of a kind.
    Kind(Kind),
}

impl std::str::FromStr for Selector {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == text).map(Self::Kind);
        kind.or_else(|| overhear_checks::check(text).map(|check| Self::Check(check.id))).ok_or(())
    }
}

fn parse_severity(text: &str) -> Result<Severity, String> {
    let found = Severity::ALL.into_iter().find(|severity| severity.name() == text);
    found.ok_or_else(|| "one of critical, high, medium, low, info".to_owned())
}

fn parse_confidence(text: &str) -> Result<f64, String> {
    let value = text.parse().ok().filter(|value| (0.0..=1.0).contains(value));
    value.ok_or_else(|| "a number from 0 to 1".to_owned())
}

fn parse_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.01..=10_000.0).contains(rate));
    rate.ok_or_else(|| "a number from 0.01 to 10000".to_owned())
}

fn parse_output(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("FORMAT=FILE, for example json=report.json")?;
    Ok((Format::from_str(format, true)?, file.into()))
}

fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: u64 = match text.get(digits.len()..).unwrap_or_default() {
        "" | "B" => 1,
        "KiB" | "K" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        _ => return Err("a size such as 512MiB or 2GiB".to_owned()),
    };
    let size = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).filter(|size| *size > 0);
    size.ok_or_else(|| "a size such as 512MiB or 2GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_size("2GiB"), Ok(2 << 30));
        assert_eq!(parse_size("10"), Ok(10));
        assert!(parse_size("2 GB").is_err());
        assert!(parse_size("0").is_err());
        assert!(parse_size("99999999999GiB").is_err());
    }

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
