use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::ec2::{
    ENCRYPTION_BLOCKERS, NETWORK_INTERFACES, NetworkInterface, VPC_ENCRYPTION_CONTROLS, VPCS, Vpc, VpcEncryptionControl,
};
use overhear_core::{Provider, UNKNOWN};
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-vpc-encryption-not-enforced",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(70),
    title: "A VPC lets packets through that its hardware does not encrypt",
    resource_type: "AWS::EC2::VPC",
    needs: &[
        Required(&VPCS.op),
        Required(&VPC_ENCRYPTION_CONTROLS.op),
        Enriching(&ENCRYPTION_BLOCKERS.op, UNREAD),
        Enriching(&NETWORK_INTERFACES.op, UNREAD),
    ],
    remediation: "Create an encryption control in mode `monitor`, move or exclude what blocks it, and set the mode to \
                  `enforce`.",
    references: &[
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEncryptionControl.html",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEncryptionControlExclusion.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A VPC of the account with interfaces in it whose encryption control is missing, in mode `monitor`, not yet or no longer \
available, or in mode `enforce` with exclusions (`enabled`, `enabling` or still `disabling`). Low.

Not judged: a VPC that another account shares (its owner holds the control), a VPC without interfaces, and regions that \
do not offer the operation. A mode or a state that is absent or not documented, and a control in mode `enforce` without \
`ResourceExclusions`, are unknown.

## Why it matters

Without it some hops in the VPC may carry plain text. This is hardening, and no exposure by itself: a mirror copies \
packets at the interface, before this encryption is put on, so only TLS keeps them from being read there.

## Evidence

`Mode` and `State` of the control, each exclusion, and what keeps it from being enforced.

## False positives

VPCs whose traffic is encrypted by its applications.

## Remediation

```sh
aws ec2 create-vpc-encryption-control --vpc-id vpc-ID
aws ec2 get-vpc-resources-blocking-encryption-enforcement --vpc-id vpc-ID
aws ec2 modify-vpc-encryption-control --vpc-encryption-control-id vpcec-ID --mode enforce
```

```hcl
resource \"aws_vpc_encryption_control\" \"example\" {
  vpc_id = aws_vpc.example.id
  mode   = \"monitor\"
}
```

## Native controls

None: neither AWS Config nor Security Hub looks at encryption controls.
";

/// How many of what blocks a control are named.
const NAMED: usize = 5;

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let sight = scope.sight(&VPC_ENCRYPTION_CONTROLS.op);
    let controls: Vec<_> = scope.items(&VPC_ENCRYPTION_CONTROLS).collect();
    let interfaces = Interfaces::of(scope);
    for vpc in scope.items(&VPCS) {
        let own = &vpc.call().scope.account;
        if let Some(owner) = vpc.owner_id.as_deref().filter(|owner| owner != own && own != UNKNOWN) {
            out.not_applicable(&vpc, &format!("account {owner} shares it, which holds its encryption control"));
            continue;
        }
        if interfaces.are_none_in(&vpc) {
            out.not_applicable(&vpc, "no interface is in it");
            continue;
        }
        let own = controls.iter().filter(|control| control.vpc_id == vpc.vpc_id && state(control) != Some("deleted"));
        let mut own: Vec<_> = own.collect();
        // A call that stands in two inputs is one call.
        let told = |control: &Item<'_, VpcEncryptionControl>| {
            (control.mode.clone(), control.state.clone(), control.vpc_encryption_control_id.clone())
        };
        own.dedup_by(|a, b| told(a) == told(b) && a.resource_exclusions == b.resource_exclusions);
        match (own.as_slice(), sight.gap()) {
            ([control], _) => judge(scope, out, &vpc, &interfaces, control),
            ([], Some(gap)) if gap.kind.is_absence() => {
                out.not_applicable(&vpc, "encryption controls are not offered here");
            }
            ([], Some(gap)) => out.unknown(&vpc, format!("{}: {gap}", VPC_ENCRYPTION_CONTROLS.op.id)),
            ([], None) => {
                let mut case = out.case(&vpc);
                case.cite(&vpc, "/VpcId", &vpc.vpc_id, "no encryption control is listed for it");
                interfaces.cite(scope, &mut case, &vpc);
                let message = "The VPC has no encryption control.".to_owned();
                out.rule(case, Ruling::Fail(Severity::Low, message));
            }
            ([_, _, ..], _) => out.unknown(&vpc, "several encryption controls are listed for it"),
        }
    }
}

/// The interfaces of the region.
struct Interfaces<'a> {
    /// Of each VPC the first.
    by_vpc: BTreeMap<&'a str, Item<'a, NetworkInterface>>,
    /// Whether these are all, each with its VPC.
    whole: bool,
}

impl<'a> Interfaces<'a> {
    fn of(scope: &ScopeView<'a>) -> Self {
        let mut all: Vec<_> = scope.items(&NETWORK_INTERFACES).collect();
        all.sort_by_key(|interface| std::cmp::Reverse(interface.view().network_interface_id.as_str()));
        let placed = || all.iter().filter_map(|own| Some((own.view().vpc_id.as_deref()?, *own)));
        let whole = scope.sight(&NETWORK_INTERFACES.op).is_clear() && placed().count() == all.len();
        Self { by_vpc: placed().collect(), whole }
    }

    fn are_none_in(&self, vpc: &Vpc) -> bool {
        self.whole && !self.by_vpc.contains_key(vpc.vpc_id.as_str())
    }

    fn cite(&self, scope: &ScopeView<'_>, case: &mut Case, vpc: &Vpc) {
        case.look(scope, &NETWORK_INTERFACES);
        if let Some(interface) = self.by_vpc.get(vpc.vpc_id.as_str()) {
            case.cite(interface, "/VpcId", &vpc.vpc_id, "an interface is in it");
        }
    }
}

fn state<'a>(control: &Item<'a, VpcEncryptionControl>) -> Option<&'a str> {
    control.view().state.as_deref()
}

fn judge(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    vpc: &Item<'_, Vpc>,
    interfaces: &Interfaces<'_>,
    control: &Item<'_, VpcEncryptionControl>,
) {
    const STATES: [&str; 8] = [
        "available",
        "creating",
        "delete-failed",
        "deleting",
        "enforce-failed",
        "enforce-in-progress",
        "monitor-failed",
        "monitor-in-progress",
    ];
    let (state, exclusions) = match (control.mode.as_deref(), state(control)) {
        (Some("enforce" | "monitor"), Some(state)) if !STATES.contains(&state) => {
            out.unknown(vpc, format!("State {state} of its encryption control is not known"));
            return;
        }
        (Some("monitor"), state) => (state, Vec::new()),
        (Some("enforce"), Some("available")) => match exclusions(control.view()) {
            Ok(exclusions) if exclusions.is_empty() => {
                out.pass(vpc, "its encryption control is enforced, without exclusions");
                return;
            }
            Ok(exclusions) => (Some("available"), exclusions),
            Err(reason) => {
                out.unknown(vpc, reason);
                return;
            }
        },
        (Some("enforce"), Some(state)) => (Some(state), Vec::new()),
        (Some("enforce"), None) => {
            out.unknown(vpc, "State of its encryption control is absent");
            return;
        }
        (Some(other), _) => {
            out.unknown(vpc, format!("Mode {other} of its encryption control is not known"));
            return;
        }
        (None, _) => {
            out.unknown(vpc, "Mode of its encryption control is absent");
            return;
        }
    };
    let mut case = out.case(vpc);
    case.cite(control, "/Mode", &control.mode, "the mode of its encryption control");
    if let Some(state) = state {
        case.cite(control, "/State", state, "and its state");
    }
    for (kind, state) in &exclusions {
        case.cite(control, &format!("/ResourceExclusions/{kind}/State"), state, "let through all the same");
    }
    interfaces.cite(scope, &mut case, vpc);
    let message = if exclusions.is_empty() {
        let blockers = cite_blockers(scope, &mut case, vpc, state);
        let mode = control.mode.as_deref().unwrap_or_default();
        let state = state.unwrap_or("absent");
        format!("The encryption control of the VPC is in mode {mode}, state {state}.{blockers}")
    } else {
        let kinds: Vec<_> = exclusions.iter().map(|(kind, _)| *kind).collect();
        format!("The encryption control of the VPC is enforced, but not for {}.", kinds.join(", "))
    };
    out.rule(case, Ruling::Fail(Severity::Low, message));
}

/// The exclusions that are in force.
fn exclusions(control: &VpcEncryptionControl) -> Result<Vec<(&str, &str)>, String> {
    let Some(exclusions) = &control.resource_exclusions else {
        return Err("ResourceExclusions of its encryption control is absent".to_owned());
    };
    let mut in_force = Vec::new();
    for (kind, exclusion) in exclusions {
        match exclusion.state.as_deref() {
            Some("disabled") => {}
            _ if !kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                return Err(format!("the exclusion {kind} is not known"));
            }
            Some(state @ ("enabled" | "enabling" | "disabling")) => in_force.push((kind.as_str(), state)),
            Some(other) => return Err(format!("State {other} of the exclusion {kind} is not known")),
            None => return Err(format!("State of the exclusion {kind} is absent")),
        }
    }
    Ok(in_force)
}

/// Names what keeps a control from being enforced.
fn cite_blockers(scope: &ScopeView<'_>, case: &mut Case, vpc: &Vpc, state: Option<&str>) -> String {
    if state == Some("deleting") {
        // Nobody asks for one that goes away.
        return String::new();
    }
    let mut blockers = case.look_for(scope, &ENCRYPTION_BLOCKERS, &vpc.vpc_id);
    blockers.sort_by(|a, b| a.id.cmp(&b.id));
    blockers.dedup_by(|a, b| a.id == b.id);
    for blocker in blockers.iter().take(NAMED) {
        case.cite(blocker, "/Id", &blocker.id, "keeps it from being enforced");
    }
    match blockers.len() {
        0 => String::new(),
        1 => " One resource keeps it from being enforced.".to_owned(),
        count => format!(" {count} resources keep it from being enforced."),
    }
}
