use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    capture_tools::{Named, named},
    ssm::{ASSOCIATION_DESCRIPTIONS, ASSOCIATIONS, Association, AssociationDescription, DOCUMENT_CONTENTS},
};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-ssm-association-captures-packets",
    provider: Provider::Aws,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(70),
    title: "A Systems Manager association runs a packet capture tool",
    resource_type: "AWS::SSM::Association",
    needs: &[
        Required(&ASSOCIATIONS.op),
        Required(&ASSOCIATION_DESCRIPTIONS.op),
        Enriching(&DOCUMENT_CONTENTS.op, UNREAD),
    ],
    remediation: "Look at what it runs (`aws ssm describe-association --association-id ID`) and delete the association \
                  unless somebody owns it; one that you want stays as `[[approved]]` with a reason and a date.",
    references: &[
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-state.html",
        "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeAssociation.html",
        "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An association that runs a capture tool: a command in its parameters (`commands`, `commandLine`) or the content of the \
document behind it names tcpdump, tshark, dumpcap, windump, ngrep, tcpflow, `pktmon start`, `netsh trace start` or \
`New-NetEventSession` as a whole word. Always high.

Unknown where the commands cannot be read: scripts that AWS-RunRemoteScript or AWS-RunDocument fetch when they run, \
documents whose content was not read, and tools that another parameter names. Documents whose name begins with `aws`, \
`amazon` or `amzn` are Amazon's own (API reference, CreateDocument: reserved prefixes) and need not be read.

## Why it matters

An association repeats. A capture planted in one comes back with each run of its schedule and on each instance that \
fits its targets, and survives the cleaning of a host.

## Evidence

`Name` of the association, with the parameter, the index and the line that names the tool; its schedule. Parameters \
are not quoted, since they may hold secrets.

## False positives

A package list or a comment that holds the word. Diagnostic jobs of your own: approve them by resource.

## Remediation

```sh
aws ssm describe-association --association-id ID
aws ssm delete-association --association-id ID
```

## Native controls

None: AWS Config looks at whether an association succeeded, not at what it runs.
";

/// Parameters that are run as commands.
const COMMANDS: [&str; 2] = ["commandLine", "commands"];
/// Documents that run what these parameters say.
const SHELLS: [&str; 2] = ["AWS-RunShellScript", "AWS-RunPowerShellScript"];
/// Documents that run what they fetch.
const FETCHING: [&str; 2] = ["AWS-RunRemoteScript", "AWS-RunDocument"];

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for association in scope.items(&ASSOCIATIONS) {
        let descriptions = scope.items_for(&ASSOCIATION_DESCRIPTIONS, &association.association_id);
        if let Some(description) = descriptions.first() {
            judge(scope, out, &association, description);
        }
    }
}

fn judge(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    association: &Item<'_, Association>,
    description: &Item<'_, AssociationDescription>,
) {
    let Some(name) = &description.name else {
        out.unknown(association, "Name is absent: what it runs is not known");
        return;
    };
    let parameters = description.parameters.iter().flatten();
    let hits = parameters.filter_map(|(parameter, values)| {
        let (index, hit) = values.iter().enumerate().find_map(|(index, value)| Some((index, named(value)?)))?;
        Some((parameter.as_str(), index, hit))
    });
    let (commands, others): (Vec<_>, Vec<_>) = hits.partition(|(parameter, ..)| COMMANDS.contains(parameter));
    if let Some((parameter, index, Named { tool, line })) = commands.first() {
        let mut case = out.case(association);
        let note = format!("line {line} of Parameters.{parameter}[{index}] names {tool}");
        case.cite(description, "/Name", name, note);
        let when = cite_schedule(&mut case, description);
        let message = format!("The association runs {tool} through {name}{when}.");
        out.rule(case, Ruling::Fail(Severity::High, message));
        return;
    }
    let short = name.rsplit('/').next().unwrap_or(name);
    let amazons = is_amazons(short);
    if !amazons {
        let contents = scope.items_for(&DOCUMENT_CONTENTS, name);
        let found = contents.iter().find_map(|content| Some((content, named(content.content.as_deref()?)?)));
        if let Some((content, Named { tool, line })) = found {
            let mut case = out.case(association);
            case.look_for(scope, &DOCUMENT_CONTENTS, name);
            case.cite(description, "/Name", name, "runs this document");
            case.cite(content, "/Name", &content.name, format!("line {line} of its default version names {tool}"));
            let when = cite_schedule(&mut case, description);
            let message = format!("The association runs {short}, a document that names {tool}{when}.");
            out.rule(case, Ruling::Fail(Severity::High, message));
            return;
        }
        if let Some(gap) = scope.sight_for(&DOCUMENT_CONTENTS, name).gap() {
            out.unknown(association, format!("what its document does was not read: {}: {gap}", DOCUMENT_CONTENTS.id));
            return;
        }
        if contents.iter().all(|content| content.content.is_none()) {
            out.unknown(association, "what its document does is not known: Content is absent");
            return;
        }
    }
    if FETCHING.contains(&short) {
        out.unknown(association, format!("{short} fetches what it runs, and that cannot be read"));
    } else if SHELLS.contains(&short) && !takes_commands(description) {
        out.unknown(association, format!("{short} takes commands, and Parameters.commands is absent"));
    } else if let Some((parameter, _, Named { tool, .. })) = others.first() {
        out.unknown(association, format!("Parameters.{parameter} names {tool}; whether it is run is not known"));
    } else if amazons {
        out.pass(association, "no parameter names a capture tool, and the document is Amazon's");
    } else {
        out.pass(association, "neither its parameters nor its document name a capture tool");
    }
}

fn takes_commands(description: &AssociationDescription) -> bool {
    description.parameters.as_ref().is_some_and(|parameters| parameters.contains_key("commands"))
}

/// Names with these beginnings are reserved for Amazon.
fn is_amazons(name: &str) -> bool {
    ["aws", "amazon", "amzn"]
        .iter()
        .any(|prefix| name.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)))
}

fn cite_schedule(case: &mut crate::Case, description: &Item<'_, AssociationDescription>) -> String {
    match &description.schedule_expression {
        Some(schedule) => {
            case.cite(description, "/ScheduleExpression", schedule, "and repeats");
            format!(", and repeats on {schedule}")
        }
        None => String::new(),
    }
}
