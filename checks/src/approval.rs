use crate::{Case, finding::ApprovalNote};
use jiff::civil::Date;
use overhear_core::same_id;
use serde::{Deserialize, Deserializer};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// A capture that somebody wants, from `[[approved]]` in the configuration.
///
/// It names the capture by at least one of destination account, destination id, resource id and tag; where it gives
/// several, all must fit.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Why the capture is wanted.
    pub reason: String,
    /// The last day on which it is, `YYYY-MM-DD`, as text or as a TOML date.
    #[serde(alias = "expiry", deserialize_with = "date_text")]
    pub expires: String,
    /// Only findings of this check.
    #[serde(default)]
    pub check: Option<String>,
    /// The account, subscription or project that receives the copies.
    #[serde(default)]
    pub destination_account: Option<String>,
    /// The id of what receives them: a mirror target or what stands behind it, a storage account, a forwarding rule.
    #[serde(default)]
    pub destination_id: Option<String>,
    /// The id of the resource that the finding is about.
    #[serde(default)]
    pub resource: Option<String>,
    /// A tag or label of the resource: `key=value`, or `key` for any value.
    #[serde(default)]
    pub tag: Option<String>,
}

/// An approval that cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ApprovalError {
    /// It names no capture.
    #[error("names no capture: give destination_account, destination_id, resource or tag")]
    NamesNothing,
    /// Its last day is not a date.
    #[error("expires = \"{0}\" is not a date: write YYYY-MM-DD")]
    NotADate(String),
    /// It gives no reason.
    #[error("reason is empty: say why the capture is wanted")]
    NoReason,
    /// The check it names does not exist.
    #[error("check = \"{0}\" names no check")]
    NoSuchCheck(String),
}

/// A date as text: a TOML date comes as a map with one member, which holds its text.
fn date_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Date(BTreeMap<String, String>),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Text(text) => Some(text),
        Written::Date(date) => date.into_values().next(),
    };
    text.ok_or_else(|| serde::de::Error::custom("expires is not a date: write YYYY-MM-DD"))
}

impl Approval {
    /// Whether it can be used.
    pub fn validate(&self) -> Result<(), ApprovalError> {
        if self.reason.trim().is_empty() {
            return Err(ApprovalError::NoReason);
        }
        if [&self.destination_account, &self.destination_id, &self.resource, &self.tag]
            .iter()
            .all(|by| by.as_deref().is_none_or(|by| by.trim().is_empty()))
        {
            return Err(ApprovalError::NamesNothing);
        }
        if let Some(id) = &self.check
            && crate::check(id).is_none()
        {
            return Err(ApprovalError::NoSuchCheck(id.clone()));
        }
        Date::from_str(&self.expires).map(drop).map_err(|_| ApprovalError::NotADate(self.expires.clone()))
    }

    fn fits(&self, case: &Case) -> bool {
        let by = |wanted: &Option<String>, fits: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(fits);
        by(&self.check, &|check| check == case.check.id)
            && by(&self.destination_account, &|account| {
                each(case.destinations.iter().map(|one| &one.accounts), |own| own.eq_ignore_ascii_case(account))
            })
            && by(&self.destination_id, &|id| {
                each(case.destinations.iter().map(|one| &one.ids), |own| same_id(own, id))
            })
            && by(&self.resource, &|id| same_id(&case.resource.id, id))
            && by(&self.tag, &|tag| {
                let (key, value) = tag.split_once('=').map_or((tag, None), |(key, value)| (key, Some(value)));
                let own = [case.resource.tags.get(key), case.extra_tags.get(key).cloned()];
                own.iter().flatten().any(|own| value.is_none_or(|value| own == value))
            })
    }
}

/// True where every destination that is named in this way has a name that fits, and there is one: to approve one of two
/// destinations approves nothing.
fn each<'c>(destinations: impl Iterator<Item = &'c BTreeSet<String>>, fits: impl Fn(&str) -> bool) -> bool {
    let mut named = destinations.filter(|names| !names.is_empty()).peekable();
    named.peek().is_some() && named.all(|names| names.iter().any(|name| fits(name)))
}

/// The approval that fits a case; one in force before an expired one, and of these the one that lasts longest.
///
/// Expiry is judged on the day of the snapshot, or on `today` where the snapshot has no time.
pub(crate) fn approval_of(approvals: &[Approval], case: &Case, today: Date) -> Option<ApprovalNote> {
    let day = case
        .collected_at
        .as_deref()
        .and_then(|time| jiff::Timestamp::from_str(time).ok())
        .map_or(today, |time| jiff::tz::Offset::UTC.to_datetime(time).date());
    let fitting = approvals.iter().filter(|approval| approval.fits(case));
    let longest = fitting.max_by_key(|approval| Date::from_str(&approval.expires).ok())?;
    let expired = Date::from_str(&longest.expires).map_or(true, |last| last < day);
    Some(ApprovalNote { reason: longest.reason.clone(), expires: longest.expires.clone(), expired })
}
