use super::organization::{Standing, standing};
use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    capture_tools::{Named, named},
    organizations,
    ssm::{
        ASSOCIATIONS, DOCUMENT_CONTENTS, DOCUMENT_PERMISSIONS, DOCUMENTS, DocumentIdentifier, DocumentPermission,
        document_arn,
    },
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-ssm-document-captures-packets",
    provider: Provider::Aws,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A Systems Manager document runs a packet capture tool",
    resource_type: "AWS::SSM::Document",
    needs: &[
        Required(&DOCUMENTS.op),
        Required(&DOCUMENT_CONTENTS.op),
        Enriching(&DOCUMENT_PERMISSIONS.op, UNREAD),
        Enriching(&ASSOCIATIONS.op, UNREAD),
        Everywhere(&organizations::ACCOUNTS.op, UNREAD),
    ],
    remediation: "Read the document (`aws ssm get-document --name NAME`); delete it unless somebody owns it, and stop \
                  sharing it. A runbook that you want stays as `[[approved]]` with a reason and a date.",
    references: &[
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents.html",
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html",
        "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetDocument.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A document of the account, or one that another account shares with it, whose content names a capture tool as a whole \
word: tcpdump, tshark, dumpcap, windump, ngrep, tcpflow, `pktmon start`, `netsh trace start`, `New-NetEventSession`.

- high: an association runs it, or it is shared with everybody or with an account outside the organisation
- medium: otherwise

Only the default version is read. A script that the document downloads when it runs cannot be read at all. Documents of \
Amazon and those that run nothing (sessions, change calendars, application configurations) are not judged.

## Why it matters

Whoever may send a command runs the document as root on every managed instance, without a login there. What such a \
capture reads is the plaintext of the host itself.

## Evidence

`Name` of the content, with the tool and the line it stands on; the association; the accounts it is shared with. The \
content is not quoted, since it may hold secrets.

## False positives

A comment, a package list or a file name that holds the word. Diagnostic runbooks of your own: approve them by resource \
or tag.

## Remediation

```sh
aws ssm get-document --name NAME
aws ssm modify-document-permission --name NAME --permission-type Share --account-ids-to-remove all
aws ssm delete-document --name NAME
```

## Native controls

None: no AWS Config rule and no Security Hub control reads what a document does.
";

/// Types that run nothing.
const INERT: [&str; 3] = ["Session", "ChangeCalendar", "ApplicationConfiguration"];

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for document in scope.items(&DOCUMENTS) {
        if document.owner.as_deref().is_some_and(|owner| owner.eq_ignore_ascii_case("amazon")) {
            out.not_applicable(&document, "a document of Amazon");
            continue;
        }
        if let Some(inert) = INERT.iter().find(|kind| document.document_type.as_deref() == Some(kind)) {
            out.not_applicable(&document, &format!("a document of type {inert} runs nothing"));
            continue;
        }
        let Some(child) = scope.items_for(&DOCUMENT_CONTENTS, &document.name).into_iter().next() else {
            continue;
        };
        let Some(content) = &child.content else {
            out.unknown(&document, "Content is absent");
            continue;
        };
        let Some(Named { tool, line }) = named(content) else {
            out.pass(&document, "its default version names no capture tool");
            continue;
        };
        let mut case = out.case(&document);
        case.cite(&child, "/Name", &child.name, format!("line {line} of its default version names {tool}"));
        let own = scope.scope().account.clone();
        let others = document.owner.clone().filter(|owner| *owner != own);
        if let Some(owner) = &others {
            case.cite(&document, "/Owner", owner, "another account shares it");
        }
        let what = match &others {
            Some(owner) => format!(
                "A document that account {owner} shares with this one names {tool} on line {line} of its default version"
            ),
            None => format!("The document names {tool} on line {line} of its default version"),
        };
        if cite_association(scope, &mut case, &document) {
            let message = format!("{what}, and an association runs it.");
            out.rule(case, Ruling::Fail(Severity::High, message));
            continue;
        }
        // Only its owner may ask with whom it is shared.
        let shared = match others {
            Some(_) => Vec::new(),
            None => case.look_for(scope, &DOCUMENT_PERMISSIONS, &document.name),
        };
        let accounts = cite_sharing(&mut case, &shared);
        out.later(case, move |estate, case| {
            let (severity, with) = match widest(case, estate, &own, &accounts) {
                Some(Shared::Everybody) => (Severity::High, " It is shared with everybody.".to_owned()),
                Some(Shared::Account(standing, account)) => {
                    let severity = if standing == Standing::Foreign { Severity::High } else { Severity::Medium };
                    (severity, format!(" It is shared with {}.", standing.words(Provider::Aws, &account)))
                }
                None => (Severity::Medium, String::new()),
            };
            Ruling::Fail(severity, format!("{what}.{with}"))
        });
    }
}

/// True where an association runs the document.
fn cite_association(scope: &ScopeView<'_>, case: &mut Case, document: &Item<'_, DocumentIdentifier>) -> bool {
    let associations = case.look(scope, &ASSOCIATIONS);
    let own = document_arn(scope.scope(), &document.name);
    let runs = |name: &String| document_arn(scope.scope(), name) == own;
    let found = associations.iter().filter(|association| association.name.as_ref().is_some_and(runs));
    let first = found.min_by_key(|association| association.view().association_id.as_str());
    if let Some(association) = first {
        case.cite(association, "/AssociationId", &association.association_id, "this association runs it");
    }
    first.is_some()
}

/// The accounts that the document is shared with.
fn cite_sharing(case: &mut Case, shared: &[Item<'_, DocumentPermission>]) -> Vec<String> {
    for permission in shared {
        for (index, account) in permission.account_ids.iter().enumerate() {
            case.cite(permission, &format!("/AccountIds/{index}"), account, "may run it");
        }
    }
    let mut accounts: Vec<_> = shared.iter().flat_map(|permission| permission.account_ids.iter().cloned()).collect();
    accounts.sort();
    accounts
}

enum Shared {
    Account(Standing, String),
    Everybody,
}

/// The widest of those it is shared with.
fn widest(case: &mut Case, estate: &Estate, own: &str, accounts: &[String]) -> Option<Shared> {
    if accounts.iter().any(|account| account.eq_ignore_ascii_case("all")) {
        return Some(Shared::Everybody);
    }
    let judged = accounts.iter().map(|account| (standing(case, estate, own, account), account.clone()));
    judged.max().map(|(standing, account)| Shared::Account(standing, account))
}
