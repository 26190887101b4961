//! Service control policies: the most that an account of an organisation can grant.

use super::{
    identity_policy::{Action, Place, Right},
    policy_document::PolicyDocument,
};
use crate::{Case, Confidence, Estate, Item, Need, view::items_of};
use overhear_aws::{
    arn,
    organizations::{ACCOUNTS, Account, ORGANIZATION, Organization, POLICIES, TARGET_POLICIES},
};

/// How sure a finding can be at most while a policy of a unit or of the root may take the right away.
pub(super) const UNBOUND: Confidence = Confidence::hundredths(70);

/// The operations that tell what bounds an account.
pub(super) const NEEDS: [Need; 4] = [
    Need::Estate(&ORGANIZATION.op, UNBOUND),
    Need::Estate(&ACCOUNTS.op, UNBOUND),
    Need::Estate(&TARGET_POLICIES.op, UNBOUND),
    Need::Estate(&POLICIES.op, UNBOUND),
];

/// What bounds an account.
pub(super) enum Guard {
    /// Nothing: it is in no organisation, or the management account of one, or there are no such policies.
    Free,
    /// These policies of the account itself; those of its units and of the root could not be read.
    Own(Vec<PolicyDocument>),
    /// Nobody knows.
    Unknown,
}

impl Guard {
    /// What the policies of the account itself, where they were read, leave of a right.
    pub(super) fn cut(&self, right: Option<Right>, action: &Action, place: Place<'_>) -> Option<Right> {
        match self {
            Self::Own(policies) => {
                let policies: Vec<_> = policies.iter().collect();
                right?.within(&Right::of(&policies, action, place)?)
            }
            Self::Free | Self::Unknown => right,
        }
    }

    /// Caps the confidence of a finding where policies may bound the account that were not read, and says so.
    pub(super) fn caution(&self, case: &mut Case) -> &'static str {
        match self {
            Self::Free => "",
            Self::Own(_) => {
                case.cap(UNBOUND);
                " Service control policies of units and of the root, which are not read, may take it away."
            }
            Self::Unknown => {
                case.cap(UNBOUND);
                " Service control policies, which were not read, may take it away."
            }
        }
    }
}

/// What bounds `account`.
pub(super) fn guard(case: &mut Case, estate: &Estate, account: &str) -> Guard {
    if estate.is_absent_in(&ORGANIZATION, account) {
        return Guard::Free;
    }
    let organization = organization_of(case, estate, account);
    if organization.is_some_and(|own| own.feature_set.as_deref() == Some("CONSOLIDATED_BILLING")) {
        return Guard::Free;
    }
    match organization.and_then(|own| own.master_account_id.as_deref()).or_else(|| manager_of(estate, account)) {
        Some(manager) if manager == account => return Guard::Free,
        Some(_) => {}
        // What is attached to the management account does not bind it.
        None => {
            case.look_everywhere(estate, &ORGANIZATION);
            return Guard::Unknown;
        }
    }
    let attached = case.glance(estate, &TARGET_POLICIES);
    let attached: Vec<_> =
        attached.into_iter().filter(|summary| summary.call().parent.as_deref() == Some(account)).collect();
    let whole = |call: &overhear_core::Call| call.outcome.gap().is_none() && call.odd.is_empty();
    if attached.is_empty() || !attached.iter().all(|summary| whole(summary.call())) {
        case.look_everywhere(estate, &TARGET_POLICIES);
        return Guard::Unknown;
    }
    let texts = case.glance(estate, &POLICIES);
    let read = attached.iter().map(|summary| {
        let policy = texts.iter().find(|policy| policy.policy_summary.id == summary.id)?;
        PolicyDocument::parse(policy.content.as_deref()?).ok()
    });
    if let Some(policies) = read.collect() {
        return Guard::Own(policies);
    }
    case.look_everywhere(estate, &POLICIES);
    Guard::Unknown
}

/// The management account, as the ARN of the account in the list of an organisation names it.
fn manager_of<'a>(estate: &'a Estate, account: &str) -> Option<&'a str> {
    let mut all = estate.calls_of(&ACCOUNTS).flat_map(items_of::<Account>);
    let own = all.find(|member| member.id == account)?;
    arn::account(own.view().arn.as_deref()?)
}

/// The organisation of an account: as it says itself, or an account that lists it.
pub(super) fn organization_of<'a>(case: &Case, estate: &'a Estate, account: &str) -> Option<&'a Organization> {
    let lists = |lister: &str| {
        let mut calls = estate.calls_of(&ACCOUNTS).filter(|call| call.scope.account == lister);
        calls.any(|call| items_of::<Account>(call).any(|member| member.id == account))
    };
    let organizations = case.glance(estate, &ORGANIZATION);
    let speaks = |lister: &str| lister == account || lists(lister);
    let found = organizations.iter().find(|organization| speaks(&organization.call().scope.account));
    found.map(Item::view)
}
