//! Whose account is it?

pub(crate) use crate::standing::Standing;
use crate::{Case, Estate};
use overhear_aws::organizations::ACCOUNTS;
use overhear_core::Provider;

/// Where `account` stands, seen from `own`. Lists the organisation's accounts only where it must.
pub(crate) fn standing(case: &mut Case, estate: &Estate, own: &str, account: &str) -> Standing {
    if own == account {
        return Standing::Own;
    }
    if estate.scanned(Provider::Aws, account) {
        return Standing::Known;
    }
    let members = case.look_everywhere(estate, &ACCOUNTS);
    if members.iter().any(|member| member.id == account) {
        Standing::Known
    } else if case.saw_all_of(&ACCOUNTS) {
        Standing::Foreign
    } else {
        Standing::Undetermined
    }
}
