use super::{
    administrators,
    principal_report::{Wording, report},
    principals::{Way, principals},
};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, ScopeView, Severity,
};
use overhear_azure::authorization::{DENY_ASSIGNMENTS, ROLE_ASSIGNMENTS, ROLE_DEFINITIONS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-role-can-run-host-command",
    provider: Provider::Azure,
    kind: Kind::Permission,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(70),
    title: "Somebody may run commands on machines through Azure",
    resource_type: "Microsoft.Authorization/roleAssignments",
    needs: &[
        Required(&ROLE_ASSIGNMENTS.op),
        Required(&ROLE_DEFINITIONS.op),
        Enriching(&DENY_ASSIGNMENTS.op, Confidence::hundredths(85)),
    ],
    remediation: "Delete the assignment (`az role assignment delete --ids ID`) or give a role without these actions \
                  (Virtual Machine Contributor has all of those on machines); on AKS set `disableRunCommand`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/virtual-machines/run-command-overview",
        "https://learn.microsoft.com/en-us/azure/role-based-access-control/permissions/compute",
        "https://learn.microsoft.com/en-us/azure/aks/access-private-cluster",
        "https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Each principal whose roles allow one of these, in one finding (low) on the first assignment that counts:

- `Microsoft.Compute/virtualMachines/` with `runCommand/action`, `runCommands/write` or `extensions/write`
- `Microsoft.Compute/virtualMachineScaleSets/` with `extensions/write`, `virtualMachines/extensions/write`, \
`virtualMachines/runCommand/action` or `virtualMachines/runCommands/write`
- `Microsoft.ContainerService/managedClusters/runCommand/action`

Owner and Contributor at the subscription or above are not applicable: azure-role-can-capture-packets counts them. \
Assignments whose role was not returned are unknown.

## Why it matters

A command or an extension runs as root or SYSTEM. It can start tcpdump or pktmon and read every packet of the machine, \
and of an AKS node everything that its pods send; no list of captures shows that.

## Evidence

The principal, the role, the scope, and the entry of `actions` that allows it. `notActions` take away from the actions of \
the same permission only. Assignments are united for each principal. Deny assignments come last; those that rest on a \
group or a condition count as a doubt. Conditions (`condition`) are named and not evaluated: where nothing else opens a \
way, confidence is at most 0.60. An assignment on a resource counts where the resource can hold the action.

## False positives

Those who operate the machines, mostly as Virtual Machine Contributor, and identities of backup, monitoring and update \
services that install extensions. Groups are not expanded, since Microsoft Graph is not read: a group is one principal. \
Roles that must be activated first are not looked at here. Who may write role assignments or definitions can get these \
rights and is not listed for that.

## Remediation

```sh
az role assignment list --assignee PRINCIPAL --all
az role assignment delete --ids ASSIGNMENT
az aks update --resource-group GROUP --name CLUSTER --disable-run-command
```

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at these actions.
";

static WAYS: [Way; 8] = [
    Way { words: "run command on machines", actions: &["Microsoft.Compute/virtualMachines/runCommand/action"] },
    Way {
        words: "managed run commands on machines",
        actions: &["Microsoft.Compute/virtualMachines/runCommands/write"],
    },
    Way { words: "extensions of machines", actions: &["Microsoft.Compute/virtualMachines/extensions/write"] },
    Way {
        words: "run command in scale sets",
        actions: &["Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action"],
    },
    Way {
        words: "managed run commands in scale sets",
        actions: &["Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommands/write"],
    },
    Way { words: "extensions of scale sets", actions: &["Microsoft.Compute/virtualMachineScaleSets/extensions/write"] },
    Way {
        words: "extensions of machines in scale sets",
        actions: &["Microsoft.Compute/virtualMachineScaleSets/virtualMachines/extensions/write"],
    },
    Way {
        words: "run command in AKS clusters",
        actions: &["Microsoft.ContainerService/managedClusters/runCommand/action"],
    },
];

const WORDING: Wording =
    Wording { verb: "run commands on machines", restricted: Confidence::hundredths(60), eligible: false };

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let (administrators, others): (Vec<_>, Vec<_>) =
        principals(scope, out, &WAYS, WORDING.eligible).into_iter().partition(administrators::is_administrator);
    administrators::excuse(out, &administrators, "an administrator's, counted by azure-role-can-capture-packets");
    for principal in &others {
        report(scope, out, principal, &WORDING, Severity::Low);
    }
}
