use jiff::Timestamp;
use serde_json::Value;

/// A time as the AWS CLI prints it: `2026-11-02T06:00:00+00:00`, with microseconds where there are any. Text that is no
/// time stays as it is.
pub(super) fn of_text(text: &str) -> Value {
    let iso = text.parse::<Timestamp>();
    let time = iso.or_else(|_| jiff::fmt::rfc2822::parse(text).map(|zoned| zoned.timestamp()));
    match time {
        Ok(time) => printed(time),
        Err(_) => match text.parse::<f64>() {
            Ok(seconds) => of_seconds(seconds).unwrap_or_else(|| text.into()),
            Err(_) => text.into(),
        },
    }
}

/// A time in seconds since 1970; none where no calendar has it.
pub(super) fn of_seconds(seconds: f64) -> Option<Value> {
    #[expect(clippy::cast_possible_truncation, reason = "the calendar ends long before the number does")]
    let micros = (seconds * 1e6).round() as i64;
    Timestamp::from_microsecond(micros).ok().map(printed)
}

/// Now, in seconds since 1970, for the limiter of the SDK.
#[expect(clippy::disallowed_methods, reason = "a limiter of requests has a clock")]
#[expect(clippy::cast_precision_loss, reason = "microseconds of this century fit")]
pub(super) fn now_in_seconds() -> f64 {
    Timestamp::now().as_microsecond() as f64 / 1e6
}

fn printed(time: Timestamp) -> Value {
    let form = if time.subsec_microsecond() == 0 && time.subsec_millisecond() == 0 {
        "%Y-%m-%dT%H:%M:%S+00:00"
    } else {
        "%Y-%m-%dT%H:%M:%S.%6f+00:00"
    };
    time.strftime(form).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_the_cli_prints_them() {
        assert_eq!(of_text("2026-11-02T06:00:00Z"), "2026-11-02T06:00:00+00:00");
        assert_eq!(of_text("2026-11-02T06:00:00.12Z"), "2026-11-02T06:00:00.120000+00:00");
        assert_eq!(of_text("Mon, 02 Nov 2026 06:00:00 GMT"), "2026-11-02T06:00:00+00:00");
        assert_eq!(of_text("1793599200"), "2026-11-02T06:00:00+00:00");
        assert_eq!(of_text("soon"), "soon");
        assert_eq!(of_seconds(1_793_599_200.5), Some("2026-11-02T06:00:00.500000+00:00".into()));
        assert_eq!(of_seconds(1e300), None);
    }
}
