//! Whose account is it?

pub(crate) use crate::standing::Standing;
use crate::{Case, Estate, view::items_of};
use overhear_aws::organizations::{ACCOUNTS, Account};
use overhear_core::{Call, Provider};

/// Where `account` stands, seen from `own`. Lists the organisation's accounts only where it must.
///
/// A list speaks for `own` that was made there or that holds it; what another organisation lists, or another account
/// could not, does not matter. Such a list is asked before what the run scans: it may scan two organisations.
pub(crate) fn standing(case: &mut Case, estate: &Estate, own: &str, account: &str) -> Standing {
    if own == account {
        return Standing::Own;
    }
    let holds = |call: &Call, id: &str| items_of::<Account>(call).any(|member| member.id == id);
    let lists = || estate.calls_of(&ACCOUNTS).filter(|call| call.scope.account == own || holds(call, own));
    if lists().any(|call| holds(call, account)) {
        return Standing::Known;
    }
    // An account without an organisation says that nothing else is of it.
    let complete = |call: &Call| call.odd.is_empty() && call.outcome.gap().is_none_or(|gap| gap.kind.is_absence());
    if lists().any(complete) || estate.is_absent_in(&ACCOUNTS, own) {
        return Standing::Foreign;
    }
    if estate.scanned(Provider::Aws, account) {
        return Standing::Known;
    }
    case.look_everywhere(estate, &ACCOUNTS);
    Standing::Undetermined
}
