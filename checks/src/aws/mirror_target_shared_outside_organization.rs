use super::organization::{Standing, standing};
use crate::{
    Case, Check, Confidence, Estate, Item, Kind,
    Need::{Enriching, Estate as Everywhere, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::{
    arn,
    ec2::TRAFFIC_MIRROR_SESSIONS,
    organizations::{self, ORGANIZATION},
    ram::{
        OTHER_ACCOUNTS, PRINCIPALS, RESOURCE_SHARE_ASSOCIATIONS, RESOURCE_SHARES, RESOURCES, ResourceShare, SELF,
        SharedResource,
    },
};
use overhear_core::{Op, Provider, UNKNOWN};
use std::collections::{BTreeMap, BTreeSet};

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-mirror-target-shared-outside-organization",
    provider: Provider::Aws,
    kind: Kind::Capture,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A traffic mirror target is shared across the border of the organisation",
    resource_type: "AWS::RAM::ResourceShare",
    needs: &[
        Required(&RESOURCES.op),
        Required(&RESOURCE_SHARES.op),
        Enriching(&RESOURCE_SHARE_ASSOCIATIONS.op, UNREAD),
        Enriching(&PRINCIPALS.op, UNREAD),
        Enriching(&TRAFFIC_MIRROR_SESSIONS.op, UNREAD),
        Enriching(&ORGANIZATION.op, UNREAD),
        Everywhere(&organizations::ACCOUNTS.op, UNREAD),
    ],
    remediation: "Take outside principals out of the share (`aws ram disassociate-resource-share --resource-share-arn \
                  ARN --principals ACCOUNT`) and set `--no-allow-external-principals`; leave a share that others offer \
                  with `aws ram disassociate-resource-share --resource-share-arn ARN --principals OWN-ACCOUNT`.",
    references: &[
        "https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-share-target.html",
        "https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceShare.html",
        "https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceShareAssociation.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An active share of AWS Resource Access Manager that holds a traffic mirror target, one finding each.

- critical: another organisation's account offers the target to this one, and a mirror session of this account uses it
- high: another organisation's account offers it; or this account shares its own target with a principal outside the \
organisation
- low: this account shares its own target inside the organisation only, and the share allows outside principals

What is offered by an account of the organisation, and what is shared with outside principals not allowed, passes. \
Shares without a mirror target are none of its business.

## Why it matters

A shared target is the way on which copies of packets leave an account. A foreign one needs a single call of \
`CreateTrafficMirrorSession` to become a live tap, and nothing in the source account shows who listens.

## Evidence

The target in the share; `allowExternalPrincipals` and the owner of the share; the outside principal; the session that \
uses the target.

## False positives

Sensors that a provider of network detection runs for you: approve them by destination account or target. A principal \
that RAM marks as `external` counts as outside, whatever the list of accounts says.

## Remediation

```sh
aws ram get-resource-share-associations --association-type PRINCIPAL --resource-share-arns ARN
aws ram disassociate-resource-share --resource-share-arn ARN --principals ACCOUNT
aws ram update-resource-share --resource-share-arn ARN --no-allow-external-principals
```

## Native controls

None: no AWS Config rule and no Security Hub control looks at shared mirror targets.
";

type Target<'a> = Item<'a, SharedResource>;

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for op in [&RESOURCES.op, &RESOURCE_SHARES.op] {
        if let Some(direction) = missing_direction(scope, op) {
            out.unknown_here(format!("{} was not called for {direction}", op.id));
        }
    }
    let mut targets: BTreeMap<&str, Vec<Target<'_>>> = BTreeMap::new();
    for target in scope.items(&RESOURCES).filter(|resource| resource.is_mirror_target()) {
        match target.view().resource_share_arn.as_deref() {
            Some(share) => targets.entry(share).or_default().push(target),
            None => out.unknown(&target, "resourceShareArn is absent: the share of the target is not known"),
        }
    }
    for own in targets.values_mut() {
        own.sort_by(|a, b| a.arn.cmp(&b.arn));
        own.dedup_by(|a, b| a.arn == b.arn);
    }
    let mut shown = BTreeSet::new();
    for share in scope.items(&RESOURCE_SHARES) {
        let arn = share.view().resource_share_arn.as_str();
        shown.insert(arn);
        match targets.get(arn) {
            Some(own) => judge(scope, out, &share, own),
            None => out.pass(&share, "holds no traffic mirror target"),
        }
    }
    targets.retain(|arn, _| !shown.contains(arn));
    for target in targets.into_values().flatten() {
        out.unknown(&target, "ram:GetResourceShares does not show the share of the target");
    }
}

/// The direction that no call of the operation covers. One without `parent` covers both; no call at all is a matter
/// of the engine.
fn missing_direction(scope: &ScopeView<'_>, op: &'static Op) -> Option<&'static str> {
    let parents: Vec<_> = scope.calls_of(op).map(|call| call.parent.as_deref()).collect();
    let covers = |direction: &str| {
        parents.iter().any(|parent| parent.is_none_or(|parent| parent.eq_ignore_ascii_case(direction)))
    };
    if parents.is_empty() { None } else { [SELF, OTHER_ACCOUNTS].into_iter().find(|direction| !covers(direction)) }
}

fn judge(scope: &ScopeView<'_>, out: &mut Results<'_>, share: &Item<'_, ResourceShare>, targets: &[Target<'_>]) {
    match share.status.as_deref() {
        Some("ACTIVE") => {}
        Some(status @ ("PENDING" | "FAILED" | "DELETING" | "DELETED")) => {
            out.not_applicable(share, &format!("the share is {status}"));
            return;
        }
        Some(other) => {
            out.unknown(share, format!("the status {other} is not known"));
            return;
        }
        None => {
            out.unknown(share, "status is absent");
            return;
        }
    }
    let own = scope.scope().account.clone();
    let Some(owner) = share.owning_account_id.clone().filter(|_| own != UNKNOWN) else {
        out.unknown(share, "whether this account owns the share is not known");
        return;
    };
    let mut case = out.case(share);
    case.destination_account(&owner);
    for target in targets {
        case.cite(target, "/arn", &target.arn, "a traffic mirror target in the share");
        case.destination_id(&target.arn);
    }
    case.cite(share, "/owningAccountId", &owner, "owns the share");
    if let Some(allowed) = share.allow_external_principals {
        let note = if allowed { "outside principals may be added" } else { "outside principals are not allowed" };
        case.cite(share, "/allowExternalPrincipals", allowed, note);
    }
    let names = targets.iter().map(|target| short(&target.arn)).collect::<Vec<_>>().join(", ");
    let what = format!("mirror target{} {names}", if targets.len() == 1 { "" } else { "s" });
    let allowed = share.allow_external_principals;
    if owner == own {
        let principals = principals(scope, &mut case, share);
        let organization = organization(scope, &mut case, &principals);
        out.later(case, move |estate, case| {
            ours(case, estate, &own, &what, allowed, organization.as_deref(), &principals)
        });
    } else {
        let external = offered_from_outside(scope, &mut case, share);
        let session = cite_session(scope, &mut case, targets);
        out.later(case, move |estate, case| {
            let outside = match (standing(case, estate, &own, &owner), external) {
                (_, Some(true)) | (Standing::Foreign, _) => true,
                (Standing::Own | Standing::Unresolved | Standing::Known, _) => false,
                // Outside principals are not allowed, and this account is one of the principals.
                (Standing::Undetermined, _) if allowed == Some(false) => false,
                (Standing::Undetermined, _) => {
                    return Ruling::Unknown(format!("whether account {owner} is in the organisation is not known"));
                }
            };
            let offer = format!("Account {owner}, outside the organisation, offers {what}");
            match (outside, session) {
                (false, _) => Ruling::Pass(format!("account {owner} is of the organisation")),
                (true, Some(session)) => {
                    Ruling::Fail(Severity::Critical, format!("{offer}, and {session} sends copies to it."))
                }
                (true, None) => Ruling::Fail(Severity::High, format!("{offer}.")),
            }
        });
    }
}

/// The last part of an ARN.
fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// A principal of a share: who, and whether RAM says that it is outside.
struct Guest {
    id: String,
    external: Option<bool>,
}

/// The principals of a share of this account, as far as they were read.
fn principals(scope: &ScopeView<'_>, case: &mut Case, share: &Item<'_, ResourceShare>) -> Vec<Guest> {
    let arn = Some(share.resource_share_arn.as_str());
    let mut guests: BTreeMap<String, Option<bool>> = BTreeMap::new();
    let mut seen = |id: &str, external: Option<bool>| {
        let entry = guests.entry(id.to_owned()).or_default();
        *entry = (*entry).max(external);
    };
    let gone = |status: &Option<String>| matches!(status.as_deref(), Some("DISASSOCIATED" | "FAILED"));
    let mut associations = case.look(scope, &RESOURCE_SHARE_ASSOCIATIONS);
    associations.sort_by(|a, b| a.associated_entity.cmp(&b.associated_entity));
    for found in associations {
        let current = found.association_type.as_deref() == Some("PRINCIPAL") && !gone(&found.status);
        if current && found.resource_share_arn.as_deref() == arn {
            seen(&found.associated_entity, found.external);
            case.cite(&found, "/associatedEntity", &found.associated_entity, "a principal of the share");
            if let Some(external) = found.external {
                case.cite(&found, "/external", external, format!("whether {} is outside", found.associated_entity));
            }
        }
    }
    let mut listed = case.look(scope, &PRINCIPALS);
    listed.sort_by(|a, b| a.id.cmp(&b.id));
    for found in listed {
        if found.resource_share_arn.as_deref() == arn {
            seen(&found.id, found.external);
            case.cite(&found, "/id", &found.id, "may use what is in the share");
        }
    }
    guests.into_iter().map(|(id, external)| Guest { id, external }).collect()
}

/// The id of this organisation, where a principal can only be told by it.
fn organization(scope: &ScopeView<'_>, case: &mut Case, guests: &[Guest]) -> Option<String> {
    let wanted = guests.iter().any(|guest| guest.external.is_none() && organization_of(&guest.id).is_some());
    let found = if wanted { case.look(scope, &ORGANIZATION) } else { Vec::new() };
    found.first().map(|found| found.id.clone())
}

/// `o-…` of the ARN of an organisation or a unit of it.
fn organization_of(id: &str) -> Option<&str> {
    id.contains(":organizations::").then(|| id.split('/').nth(1)).flatten()
}

/// Whether a principal is outside; `None` where nobody can tell.
fn is_outside(case: &mut Case, estate: &Estate, own: &str, organization: Option<&str>, guest: &Guest) -> Option<bool> {
    // RAM's own answer; a list of accounts may be that of another organisation.
    if guest.external.is_some() {
        return guest.external;
    }
    if let Some(theirs) = organization_of(&guest.id) {
        return guest.external.or_else(|| Some(organization? != theirs));
    }
    let account = arn::account(&guest.id).unwrap_or(&guest.id);
    match standing(case, estate, own, account) {
        Standing::Foreign => Some(true),
        Standing::Own | Standing::Unresolved | Standing::Known => Some(false),
        Standing::Undetermined => guest.external,
    }
}

fn ours(
    case: &mut Case,
    estate: &Estate,
    own: &str,
    what: &str,
    allowed: Option<bool>,
    organization: Option<&str>,
    guests: &[Guest],
) -> Ruling {
    let judged: Vec<_> =
        guests.iter().map(|guest| (guest, is_outside(case, estate, own, organization, guest))).collect();
    let outside: Vec<_> =
        judged.iter().filter(|(_, outside)| *outside == Some(true)).map(|(guest, _)| guest.id.as_str()).collect();
    if !outside.is_empty() {
        let who = outside.join(", ");
        let message = format!("This account shares {what} with {who}, outside the organisation.");
        return Ruling::Fail(Severity::High, message);
    }
    if let Some((guest, _)) = judged.iter().find(|(_, outside)| outside.is_none()) {
        return Ruling::Unknown(format!("whether {} is in the organisation is not known", guest.id));
    }
    match allowed {
        Some(true) => {
            let message = format!("The share of {what} allows principals outside the organisation; none is seen.");
            Ruling::Fail(Severity::Low, message)
        }
        Some(false) if !case.saw_all_of(&RESOURCE_SHARE_ASSOCIATIONS) && !case.saw_all_of(&PRINCIPALS) => {
            Ruling::Unknown("with whom it is shared could not be read".to_owned())
        }
        Some(false) => {
            Ruling::Pass("shared inside the organisation only, and no other principal may be added".to_owned())
        }
        None => Ruling::Unknown("allowExternalPrincipals is absent".to_owned()),
    }
}

/// What RAM says of a share that others offer: true where it crosses the border of the organisation.
fn offered_from_outside(scope: &ScopeView<'_>, case: &mut Case, share: &Item<'_, ResourceShare>) -> Option<bool> {
    let arn = Some(share.resource_share_arn.as_str());
    let mut found = case.look(scope, &PRINCIPALS);
    found.retain(|principal| principal.resource_share_arn.as_deref() == arn && principal.external.is_some());
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let external = found.iter().map(|principal| principal.external).max().flatten();
    if let Some(principal) = found.iter().find(|principal| principal.external == external) {
        let note = if external == Some(true) { "RAM calls it outside" } else { "RAM calls it inside" };
        case.cite(principal, "/external", external, note);
    }
    external
}

/// A session of this account that sends copies to one of the targets.
fn cite_session(scope: &ScopeView<'_>, case: &mut Case, targets: &[Target<'_>]) -> Option<String> {
    let ids: Vec<_> = targets.iter().map(|target| short(&target.arn)).collect();
    let mut sessions = case.look(scope, &TRAFFIC_MIRROR_SESSIONS);
    sessions.retain(|session| session.traffic_mirror_target_id.as_deref().is_some_and(|id| ids.contains(&id)));
    let first = sessions.into_iter().min_by(|a, b| a.traffic_mirror_session_id.cmp(&b.traffic_mirror_session_id))?;
    case.cite(&first, "/TrafficMirrorTargetId", &first.traffic_mirror_target_id, "a session sends copies to it");
    Some(first.traffic_mirror_session_id.clone())
}
