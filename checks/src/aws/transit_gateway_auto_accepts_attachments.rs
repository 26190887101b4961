use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    ec2_networks::{TRANSIT_GATEWAYS, TransitGateway},
    ram::{PRINCIPALS, RESOURCES},
};
use overhear_core::{Provider, UNKNOWN};

const UNREAD: Confidence = Confidence::hundredths(35);

pub(super) static CHECK: Check = Check {
    id: "aws-transit-gateway-auto-accepts-attachments",
    provider: Provider::Aws,
    kind: Kind::Permission,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(40),
    title: "A transit gateway lets other accounts attach networks without consent",
    resource_type: "AWS::EC2::TransitGateway",
    needs: &[Required(&TRANSIT_GATEWAYS.op), Enriching(&RESOURCES.op, UNREAD), Enriching(&PRINCIPALS.op, UNREAD)],
    remediation: "Switch it off (`aws ec2 modify-transit-gateway --transit-gateway-id ID --options \
                  AutoAcceptSharedAttachments=disable`); attachments that are there stay.",
    references: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayOptions.html",
        "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html",
        "https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-considerations.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A transit gateway of the account with `AutoAcceptSharedAttachments` enable.

- medium: a share of it has a principal that AWS RAM calls external
- low: no share of it is seen, or none with an external principal

Gateways that another account owns are judged there; those that are deleted are not judged.

## Why it matters

Copies of packets may cross a transit gateway to reach their target. An account with which the gateway is shared joins \
a network to it that nobody looked at, and with it a place for a mirror target. This is a way only: it copies nothing.

## Evidence

`AutoAcceptSharedAttachments`; the share and its external principal.

## False positives

Gateways whose route tables keep new attachments apart.

## Remediation

```sh
aws ec2 modify-transit-gateway --transit-gateway-id tgw-ID --options AutoAcceptSharedAttachments=disable
```

## Native controls

AWS Config EC2_TRANSIT_GATEWAY_AUTO_VPC_ATTACH_DISABLED and Security Hub EC2.23 ask for the same attribute, without a \
look at who shares the gateway.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let own = &scope.scope().account;
    for gateway in scope.items(&TRANSIT_GATEWAYS) {
        match gateway.state.as_deref() {
            Some("available" | "modifying" | "pending") => {}
            Some(state @ ("deleted" | "deleting")) => {
                out.not_applicable(&gateway, &format!("the gateway is {state}"));
                continue;
            }
            Some(other) => {
                out.unknown(&gateway, format!("the state {other} is not known"));
                continue;
            }
            None => {
                out.unknown(&gateway, "State is absent");
                continue;
            }
        }
        match gateway.owner_id.as_deref() {
            Some(owner) if owner != own && own != UNKNOWN => {
                out.not_applicable(&gateway, &format!("account {owner} owns it"));
                continue;
            }
            Some(_) => {}
            None => {
                out.unknown(&gateway, "OwnerId is absent");
                continue;
            }
        }
        let options = gateway.options.as_ref();
        match options.and_then(|options| options.auto_accept_shared_attachments.as_deref()) {
            Some("enable") => judge(scope, out, &gateway),
            Some("disable") => out.pass(&gateway, "attachments of other accounts need consent"),
            Some(other) => out.unknown(&gateway, format!("AutoAcceptSharedAttachments {other} is not known")),
            None => out.unknown(&gateway, "Options.AutoAcceptSharedAttachments is absent"),
        }
    }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, gateway: &Item<'_, TransitGateway>) {
    let mut case = out.case(gateway);
    let pointer = "/Options/AutoAcceptSharedAttachments";
    case.cite(gateway, pointer, "enable", "attachments of other accounts need no consent");
    let what = "Whoever the gateway is shared with attaches networks without consent";
    let ruling = match sharing(scope, &mut case, &gateway.transit_gateway_id) {
        Sharing::Outside(principal) => {
            let message = format!("{what}, and it is shared with {principal}, outside the organisation.");
            Ruling::Fail(Severity::Medium, message)
        }
        Sharing::Inside => {
            Ruling::Fail(Severity::Low, format!("{what}; no principal outside the organisation is seen."))
        }
        Sharing::NotSeen => Ruling::Fail(Severity::Low, format!("{what}; no share of it is seen.")),
    };
    out.rule(case, ruling);
}

/// With whom a gateway is shared.
enum Sharing {
    Outside(String),
    Inside,
    NotSeen,
}

fn sharing(scope: &ScopeView<'_>, case: &mut Case, gateway: &str) -> Sharing {
    let mut shared = case.look(scope, &RESOURCES);
    shared.retain(|resource| resource.arn.rsplit('/').next() == Some(gateway));
    shared.sort_by(|a, b| a.resource_share_arn.cmp(&b.resource_share_arn));
    let mut principals = case.look(scope, &PRINCIPALS);
    principals.sort_by(|a, b| a.id.cmp(&b.id));
    for resource in &shared {
        let of_share = |share: &Option<String>| share.is_some() && *share == resource.resource_share_arn;
        let outside = principals.iter().find(|one| one.external == Some(true) && of_share(&one.resource_share_arn));
        if let Some(principal) = outside {
            case.cite(resource, "/arn", &resource.arn, "a share holds the gateway");
            case.cite(principal, "/id", &principal.id, "and AWS RAM calls this principal external");
            return Sharing::Outside(principal.id.clone());
        }
    }
    if shared.is_empty() { Sharing::NotSeen } else { Sharing::Inside }
}
