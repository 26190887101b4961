use super::{
    administrators,
    principal_report::{Wording, report},
    principals::{Principal, Way, principals},
};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, ScopeView, Severity,
};
use overhear_azure::authorization::{DENY_ASSIGNMENTS, ROLE_ASSIGNMENTS, ROLE_DEFINITIONS, ROLE_ELIGIBILITIES};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "azure-role-can-capture-packets",
    provider: Provider::Azure,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(85),
    title: "Somebody may record or copy packets",
    resource_type: "Microsoft.Authorization/roleAssignments",
    needs: &[
        Required(&ROLE_ASSIGNMENTS.op),
        Required(&ROLE_DEFINITIONS.op),
        Enriching(&DENY_ASSIGNMENTS.op, UNREAD),
        Enriching(&ROLE_ELIGIBILITIES.op, UNREAD),
    ],
    remediation: "Delete the assignment (`az role assignment delete --ids ID`) or give a role without these actions; \
                  let those who need them now and then activate the role (Privileged Identity Management), with an \
                  approval.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/role-based-access-control/permissions/networking",
        "https://learn.microsoft.com/en-us/azure/role-based-access-control/role-definitions",
        "https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments",
        "https://learn.microsoft.com/en-us/azure/virtual-network/virtual-network-tap-overview",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Each principal whose roles allow one of these, in one finding on the first assignment that counts:

- `Microsoft.Network/networkWatchers/packetCaptures/write`
- `startpacketcapture/action` of `virtualNetworkGateways`, `connections`, `vpnGateways` or `vpnGateways/vpnConnections`
- `Microsoft.Network/azureFirewalls/packetCapture/action`
- `virtualNetworkTaps/join/action` together with `virtualNetworkTaps/write` or `networkInterfaces/tapConfigurations/write`
- `Microsoft.Web/sites/networktrace/action`

Severity:

- high: a service principal, or a group of another tenant, with a custom role
- medium: any other
- one step lower, and confidence at most 0.70: a role must be activated first (Privileged Identity Management)
- info: Owner, Contributor and Network Contributor at the subscription or above are administrators, counted in one finding \
on the subscription

Assignments whose role was not returned are unknown.

## Why it matters

Who may do one of these reads the traffic of machines without an account on them. Such rights hide in wildcards: \
`Microsoft.Network/*` holds all but the last.

## Evidence

The principal, the role, the scope, and the entry of `actions` that allows it. `notActions` take away from the actions of \
the same permission only. Assignments are united for each principal. Deny assignments come last; those that rest on a \
group or a condition count as a doubt. Conditions (`condition`) are named and not evaluated: where nothing else opens a \
way, confidence is at most 0.70. An assignment on a resource counts where the resource can hold the action.

## False positives

People who look into network faults. Groups are not expanded, since Microsoft Graph is not read: a group is one principal, \
rights that come together only through groups are not seen, and guests cannot be told from members. Who may write role \
assignments or definitions can get these rights and is not listed for that. In a resource group or on a resource the \
right is of use only where there is something to record.

## Remediation

```sh
az role assignment list --assignee PRINCIPAL --all
az role assignment delete --ids ASSIGNMENT
az role definition list --name ROLE --query '[].permissions'
```

```hcl
resource \"azurerm_role_definition\" \"network_without_capture\" {
  name  = \"Network operator without captures\"
  scope = data.azurerm_subscription.current.id
  permissions {
    actions = [\"Microsoft.Network/*\"]
    not_actions = [
      \"Microsoft.Network/networkWatchers/packetCaptures/*\",
      \"Microsoft.Network/*/startpacketcapture/action\",
      \"Microsoft.Network/azureFirewalls/packetCapture/action\",
      \"Microsoft.Network/virtualNetworkTaps/*\",
      \"Microsoft.Network/networkInterfaces/tapConfigurations/*\",
    ]
  }
}
```

## Native controls

None: Azure Policy and Defender for Cloud count owners and guests, and do not look at these actions.
";

const JOIN: &str = "Microsoft.Network/virtualNetworkTaps/join/action";

static WAYS: [Way; 9] = [
    Way {
        words: "packet captures of Network Watcher",
        actions: &["Microsoft.Network/networkWatchers/packetCaptures/write"],
    },
    Way { words: "virtual network TAPs", actions: &["Microsoft.Network/virtualNetworkTaps/write", JOIN] },
    Way {
        words: "TAP configurations of interfaces",
        actions: &["Microsoft.Network/networkInterfaces/tapConfigurations/write", JOIN],
    },
    Way {
        words: "captures of virtual network gateways",
        actions: &["Microsoft.Network/virtualNetworkGateways/startpacketcapture/action"],
    },
    Way { words: "captures of connections", actions: &["Microsoft.Network/connections/startpacketcapture/action"] },
    Way { words: "captures of VPN gateways", actions: &["Microsoft.Network/vpnGateways/startpacketcapture/action"] },
    Way {
        words: "captures of VPN connections",
        actions: &["Microsoft.Network/vpnGateways/vpnConnections/startpacketcapture/action"],
    },
    Way { words: "captures of firewalls", actions: &["Microsoft.Network/azureFirewalls/packetCapture/action"] },
    Way { words: "network traces of web apps", actions: &["Microsoft.Web/sites/networktrace/action"] },
];

const WORDING: Wording =
    Wording { verb: "record or copy packets", restricted: Confidence::hundredths(70), eligible: true };

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let (administrators, others): (Vec<_>, Vec<_>) =
        principals(scope, out, &WAYS, WORDING.eligible).into_iter().partition(administrators::is_administrator);
    administrators::report(scope, out, &administrators, &WORDING);
    for principal in &others {
        report(scope, out, principal, &WORDING, severity(principal));
    }
}

fn severity(principal: &Principal<'_>) -> Severity {
    let is_custom = |kind: Option<&str>| kind.is_some_and(|kind| kind.eq_ignore_ascii_case("CustomRole"));
    let custom = principal.grants.iter().any(|grant| is_custom(grant.role.properties.r#type.as_deref()));
    let outside = principal
        .kind
        .is_some_and(|kind| ["ServicePrincipal", "ForeignGroup"].iter().any(|own| own.eq_ignore_ascii_case(kind)));
    let severity = if custom && outside { Severity::High } else { Severity::Medium };
    if principal.is_active { severity } else { severity.lowered() }
}
