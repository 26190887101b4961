use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::transfer::{DescribedServer, SERVER_DESCRIPTIONS, SERVERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-transfer-ftp-enabled",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A Transfer Family server speaks FTP",
    resource_type: "AWS::Transfer::Server",
    needs: &[Required(&SERVERS.op), Required(&SERVER_DESCRIPTIONS.op)],
    remediation: "Take FTP out of the protocols of the server: `aws transfer update-server --server-id ID --protocols SFTP`.",
    references: &[
        "https://docs.aws.amazon.com/transfer/latest/APIReference/API_DescribedServer.html",
        "https://docs.aws.amazon.com/transfer/latest/userguide/create-server-ftp.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A server of Transfer Family with `FTP` among its protocols.

- high: it may answer
- low: its `State` is `OFFLINE`, so that nobody can connect before somebody starts it

SFTP, FTPS and AS2 pass. A protocol that is not documented, and a server without the member, is unknown.

## Why it matters

FTP has no encryption: users, passwords and files cross the network readable. It is possible on endpoints in a VPC \
only, which is where a mirror sits.

## Evidence

The place of `FTP` in `Protocols`; `State`.

## False positives

A server that speaks FTP beside others may have no client that uses it; nothing keeps one from it.

## Remediation

```sh
aws transfer update-server --server-id s-ID --protocols SFTP FTPS
```

```hcl
resource \"aws_transfer_server\" \"files\" {
  # ...
  protocols = [\"SFTP\"]
}
```

## Native controls

AWS Config `TRANSFER_FAMILY_SERVER_NO_FTP` and Security Hub Transfer.2. Both fail a server that is offline, too.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for listed in scope.items(&SERVERS) {
        // Where a server was not read the engine says so.
        let Some(server) = scope.items_for(&SERVER_DESCRIPTIONS, &listed.server_id).into_iter().next() else {
            continue;
        };
        let Some(protocols) = &server.protocols else {
            out.unknown(&listed, "Protocols is absent");
            continue;
        };
        let Some(index) = protocols.iter().position(|protocol| protocol == "FTP") else {
            match protocols.iter().find(|protocol| !matches!(protocol.as_str(), "SFTP" | "FTPS" | "AS2")) {
                Some(odd) => out.unknown(&listed, format!("it speaks {odd}, which is not known")),
                None if protocols.is_empty() => out.unknown(&listed, "Protocols is empty"),
                None => out.pass(&listed, &words(&server, protocols)),
            }
            continue;
        };
        let mut case = out.case(&listed);
        case.also_tagged(&server.tags);
        case.cite(&server, &format!("/Protocols/{index}"), "FTP", "nothing is encrypted");
        let ruling = if server.state.as_deref() == Some("OFFLINE") {
            case.cite(&server, "/State", "OFFLINE", "it does not answer");
            Ruling::Fail(Severity::Low, "The server speaks FTP once somebody starts it; it is offline.".to_owned())
        } else {
            if let Some(state) = &server.state {
                case.cite(&server, "/State", state, "its state");
            }
            Ruling::Fail(
                Severity::High,
                "The server speaks FTP: passwords and files can be read on their way.".to_owned(),
            )
        };
        out.rule(case, ruling);
    }
}

/// Why a server passes.
fn words(server: &DescribedServer, protocols: &[String]) -> String {
    let policy = server.security_policy_name.as_ref().map_or_else(String::new, |name| format!(", with policy {name}"));
    format!("it speaks {}{policy}", protocols.join(", "))
}
