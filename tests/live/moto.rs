//! A moto server of this process, seeded.
//!
//! `OVERHEAR_MOTO_PYTHON` names the Python of a virtual environment with `moto[server]` 5.2.5 and `boto3`; without it
//! the tests say that they skip. `OVERHEAR_MOTO_LOG` may name a file for what the server prints.
//!
//! Which account a request belongs to: moto takes `MOTO_ACCOUNT_ID` if it is set, for every request, so it is unset
//! here. Otherwise it looks the access key up: one that `sts:AssumeRole` gave out belongs to the account of the role's
//! ARN, whether the role exists or not, and a key that moto never gave out belongs to 123456789012. It checks neither
//! signatures nor permissions unless `INITIAL_NO_AUTH_ACTION_COUNT` is set, which is unset here too. Regions come from
//! the signature.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a module of tests: a test fails by panicking and says that it skips, and not every test uses everything"
)]

use super::proxy::{Fault, Rule};
use serde_json::Value;
use std::{
    env,
    ffi::{OsStr, OsString},
    fs::OpenOptions,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

/// How long the server may take to start: Python imports a lot.
const START: Duration = Duration::from_mins(1);

/// Serves until stdin ends, so that the server ends with the process that started it, however that ends.
const SERVER: &str = r#"
import os, sys
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.buffer.read()
os._exit(0)
"#;

/// The operations that moto 5.2.5 does not implement: it answers with 500, for RAM with 404, and a page of HTML.
pub const NOT_IMPLEMENTED: [&str; 17] = [
    "cloudtrail:GetEventDataStore",
    "cloudtrail:ListEventDataStores",
    // In CBOR, which the SDK speaks.
    "cloudwatch:DescribeAlarms",
    "ec2:DescribeTrafficMirrorFilterRules",
    "ec2:DescribeVpcEncryptionControls",
    "ec2:GetVpcResourcesBlockingEncryptionEnforcement",
    "emr:ListSecurityConfigurations",
    "networkfirewall:DescribeFirewallPolicy",
    "networkfirewall:DescribeTLSInspectionConfiguration",
    "networkfirewall:ListFirewallPolicies",
    "networkfirewall:ListTLSInspectionConfigurations",
    "ram:ListPrincipals",
    "ram:ListResources",
    "redshiftserverless:ListWorkgroups",
    "ssm:DescribeAssociation",
    "ssm:DescribeInstanceInformation",
    "ssm:ListAssociations",
];

/// Rules by which a proxy answers what moto does not implement, with empty lists. Behind them a scan can be complete.
pub fn stand_ins() -> Vec<Rule> {
    let others = Rule::new("ram:GetResourceShares", Fault::Empty.when_asked("OTHER-ACCOUNTS"));
    let origins = r#"<VpcOriginList xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Marker/><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>0</Quantity></VpcOriginList>"#;
    let origins = Rule::new("cloudfront:ListVpcOrigins", Fault::Answer(origins.to_owned()));
    NOT_IMPLEMENTED.iter().map(|op| Rule::new(*op, Fault::Empty)).chain([others, origins]).collect()
}

/// A server with the estate of `seed.py`. It ends when dropped.
pub struct Moto {
    python: OsString,
    server: Child,
    port: u16,
    seed: Value,
}

impl Moto {
    /// The one server of this process, with the small estate; for tests that only read. None where there is no Python.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Moto>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&[])).as_ref()
    }

    /// A server of one's own, seeded with these arguments: `["--buckets", "200"]`. None where there is no Python.
    pub fn start(arguments: &[&str]) -> Option<Self> {
        let Some(python) = env::var_os("OVERHEAR_MOTO_PYTHON") else {
            println!("live test skipped: OVERHEAR_MOTO_PYTHON names no Python with moto");
            return None;
        };
        let log = env::var_os("OVERHEAR_MOTO_LOG").map_or_else(Stdio::null, |file| {
            OpenOptions::new().create(true).append(true).open(file).expect("a log file").into()
        });
        let mut server = command(&python)
            .args(["-c", SERVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("OVERHEAR_MOTO_PYTHON starts");
        let port = port_of(&mut server);
        // From here on a panic drops the server, and so ends it.
        let mut moto = Self { python, server, port, seed: Value::Null };
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("moto listens");
        let arguments: Vec<_> = arguments.iter().map(OsStr::new).collect();
        moto.seed = moto.run("seed.py", &arguments, "");
        Some(moto)
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What `seed.py` made.
    pub fn seed(&self) -> &Value {
        &self.seed
    }

    /// What botocore makes of these calls: `oracle.py` tells the form.
    pub fn oracle(&self, asks: &Value) -> Value {
        self.run("oracle.py", &[OsStr::new("-")], &asks.to_string())
    }

    /// Runs a script that prints JSON.
    fn run(&self, script: &str, arguments: &[&OsStr], input: &str) -> Value {
        let mut child = command(&self.python)
            .arg(script_path(script))
            .arg(self.url())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("OVERHEAR_MOTO_PYTHON starts");
        // The script reads all of it before it writes anything; one that failed reads nothing and says why.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{script}: {error}: {errors}"))
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        end(&mut self.server);
    }
}

/// Ends a process that was started here.
fn end(child: &mut Child) {
    drop(child.kill());
    drop(child.wait());
}

/// The port that the server prints once it listens.
fn port_of(server: &mut Child) -> u16 {
    let stdout = server.stdout.take().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        drop(BufReader::new(stdout).read_line(&mut line));
        drop(sender.send(line));
    });
    let line = receiver.recv_timeout(START).unwrap_or_default();
    line.trim().parse().unwrap_or_else(|_| {
        end(server);
        panic!(
            "moto did not start within {START:?}, or printed {line:?}; OVERHEAR_MOTO_LOG names a file for its errors"
        )
    })
}

/// Python without what would send its requests elsewhere.
fn command(python: &OsStr) -> Command {
    let mut command = Command::new(python);
    for name in ["AWS_PROFILE", "INITIAL_NO_AUTH_ACTION_COUNT", "MOTO_ACCOUNT_ID", "MOTO_IAM_LOAD_MANAGED_POLICIES"] {
        command.env_remove(name);
    }
    command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    command
}

fn script_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live").join(name)
}
