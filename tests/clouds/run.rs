//! Runs the binary against stubs, and reads what it wrote.

use crate::stub::Stub;
use assert_cmd::Command;
use serde_json::Value;

/// The token that tests hand over, and that goes to the stub alone.
pub(crate) const TOKEN: &str = "CANARY-token";

/// How a run ended, and what it wrote.
pub(crate) struct Went {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The binary, with nothing of the caller's environment that clouds read.
pub(crate) fn overhear() -> Command {
    let mut command = Command::cargo_bin("overhear").unwrap();
    command.env_clear().env("HOME", "/nonexistent").current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

impl Stub {
    /// Runs the binary with this stub as Azure.
    pub(crate) fn azure(&self, args: &str) -> Went {
        let mut command = overhear();
        command.env("OVERHEAR_AZURE_ENDPOINT", &self.origin).env("OVERHEAR_AZURE_TOKEN", TOKEN);
        went(&mut command, args)
    }

    /// Runs the binary with this stub as every service of Google Cloud.
    pub(crate) fn gcp(&self, args: &str) -> Went {
        let mut command = overhear();
        command.env("OVERHEAR_GCP_ENDPOINT", &self.origin).env("OVERHEAR_GCP_TOKEN", TOKEN);
        went(&mut command, args)
    }
}

pub(crate) fn went(command: &mut Command, args: &str) -> Went {
    let output = command.args(args.split_whitespace()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Went { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

impl Went {
    /// The calls of a snapshot on stdout.
    pub(crate) fn calls(&self) -> Vec<Value> {
        let lines = self.out.lines().skip(1);
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Those of one operation.
    pub(crate) fn calls_of(&self, op: &str) -> Vec<Value> {
        self.calls().into_iter().filter(|call| call["op"] == op).collect()
    }

    /// The report on stdout.
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }

    /// Outcome and gap of the one call of an operation.
    pub(crate) fn only(&self, op: &str) -> (String, String, String) {
        let calls = self.calls_of(op);
        assert_eq!(calls.len(), 1, "{op}: {calls:?}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&calls[0]["outcome"]), text(&calls[0]["gap"]["kind"]), text(&calls[0]["gap"]["code"]))
    }
}
