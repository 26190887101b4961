//! When a certificate ends, and when somebody looked.

use crate::Item;
use jiff::{SignedDuration, Timestamp};
use overhear_aws::acm::Time;
use overhear_core::Document;

/// The time of the call that the item came with: there is no clock here.
pub(super) fn collected_at<T: Document>(item: &Item<'_, T>) -> Option<Timestamp> {
    item.call().collected_at.as_deref()?.parse().ok()
}

/// The instant that a tool wrote.
pub(super) fn instant(time: &Time) -> Option<Timestamp> {
    match time {
        Time::Text(text) => text.parse().ok(),
        Time::Seconds(seconds) => Timestamp::from_second(*seconds).ok(),
        Time::Fraction(seconds) => Timestamp::from_duration(SignedDuration::try_from_secs_f64(*seconds).ok()?).ok(),
    }
}
