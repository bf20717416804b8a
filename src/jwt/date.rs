//! Dates in tokens (NumericDate of RFC 7519 section 2), and spans of time worded for people.

use super::json;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::fmt;

/// The last second of the year 9999.
const LATEST: f64 = 253_402_300_799.0;

/// The longest year. Who gets hold of a token has it until it ends: a longer life is worth a word.
pub const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);

/// The claims that are dates (RFC 7519 section 4.1, OpenID Connect Core sections 2 and 5.1, RFC 8417 section 2.2).
pub const CLAIMS: [&str; 6] = ["exp", "nbf", "iat", "auth_time", "updated_at", "toe"];

/// A date as tokens have it: the time since 1970-01-01T00:00:00Z, fractions of a second included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumericDate(SignedDuration);

impl NumericDate {
    /// From a claim, or what is wrong with it, to follow its name: "is a string instead of a number of seconds".
    pub fn from_claim(value: &Value) -> Result<Self, String> {
        let wrong_kind = || format!("is {} instead of a number of seconds", json::kind(value));
        let seconds = value.as_f64().ok_or_else(wrong_kind)?;
        if !(0.0..=LATEST).contains(&seconds) {
            return Err("is not a date between the years 1970 and 9999".into());
        }
        SignedDuration::try_from_secs_f64(seconds).map(Self).map_err(|_| "is not a date".into())
    }

    /// As a time; the last hours of the year 9999, which no calendar in all time zones has, as the last that it has.
    pub fn time(self) -> Timestamp {
        Timestamp::from_duration(self.0).unwrap_or(Timestamp::MAX)
    }

    /// How long ago it was; negative when it lies ahead.
    pub fn age(self, now: Timestamp) -> SignedDuration {
        now.as_duration().saturating_sub(self.0)
    }
}

/// The date that a number may be meant for which seems to count milliseconds: as such it lies between 2001 and 2100.
pub fn in_milliseconds(value: &Value) -> Option<NumericDate> {
    let number = value.as_f64().filter(|number| (978_307_200_000.0..4_102_444_800_000.0).contains(number))?;
    SignedDuration::try_from_secs_f64((number / 1000.0).trunc()).map(NumericDate).ok()
}

/// What is wrong with a value that is no date, and what it may have been meant for, to follow "is"; `None` for a date.
pub fn misfit(value: &Value) -> Option<String> {
    let why = NumericDate::from_claim(value).err()?;
    let meant = in_milliseconds(value).map(|time| format!("; in milliseconds it would be {time}"));
    Some(format!("no date: it {why}{}", meant.unwrap_or_default()))
}

/// RFC 3339 in UTC.
impl fmt::Display for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_duration(self.0) {
            Ok(time) => write!(f, "{time}"),
            Err(_) => f.write_str("the end of the year 9999"),
        }
    }
}

/// Seconds since 1970 in RFC 3339, in UTC.
pub fn utc(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .map_or_else(|_| "another age of the world".into(), |time| time.to_string())
}

/// The span's length, rounded, in its largest fitting unit, whether it lies behind or ahead: "12 s", "5 min", "3 h",
/// "4 days", "2 years".
pub fn span(span: SignedDuration) -> String {
    const UNITS: [(u128, &str, u128); 4] =
        [(1, "s", 120), (60, "min", 120), (3_600, "h", 48), (86_400, "days", 730)];
    const YEAR: u128 = 31_557_600;
    let length = span.unsigned_abs().as_millis();
    if length < 1_000 {
        return "less than 1 s".to_owned();
    }
    let rounded = |unit: u128| (length + unit * 500) / (unit * 1_000);
    let fitting = UNITS.into_iter().find(|(unit, _, too_many)| rounded(*unit) < *too_many);
    fitting.map_or_else(
        || format!("{} years", rounded(YEAR)),
        |(unit, name, _)| format!("{} {name}", rounded(unit)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn j29_wrong_types_and_ranges_are_said() {
        for value in [json!("1700000000"), json!(null), json!([0]), json!(true), json!({})] {
            assert!(NumericDate::from_claim(&value).unwrap_err().contains("instead of a number"), "{value}");
        }
    }

    #[test]
    fn j46_dates_lie_between_1970_and_9999() {
        for value in [json!(0), json!(0.5), json!(253_402_300_799_u64), json!(1e10)] {
            assert!(NumericDate::from_claim(&value).is_ok(), "{value}");
        }
        for value in [json!(-1), json!(-0.1), json!(253_402_300_800_u64), json!(u64::MAX), json!(1e300)] {
            assert!(NumericDate::from_claim(&value).unwrap_err().contains("not a date between"), "{value}");
        }
    }

    #[test]
    fn j29_milliseconds_are_known_by_their_size() {
        for (value, meant) in [
            (json!(1_763_700_000_123_u64), Some("2025-11-21T04:40:00Z")),
            (json!(978_307_200_000_u64), Some("2001-01-01T00:00:00Z")),
            (json!(978_307_199_999_u64), None),
            (json!(4_102_444_800_000_u64), None),
            (json!(1_763_700_000), None),
            (json!("1763700000000"), None),
        ] {
            let found = in_milliseconds(&value).map(|date| date.to_string());
            assert_eq!(found.as_deref(), meant, "{value}");
        }
    }

    #[test]
    fn dates_and_spans_are_worded_for_people() {
        assert_eq!(
            NumericDate::from_claim(&json!(1_700_000_000.5)).unwrap().to_string(),
            "2023-11-14T22:13:20.5Z"
        );
        assert_eq!(
            NumericDate::from_claim(&json!(253_402_300_799_u64)).unwrap().to_string(),
            "the end of the year 9999"
        );
        for (millis, words) in [
            (0, "less than 1 s"),
            (999, "less than 1 s"),
            (-1_499, "1 s"),
            (1_500, "2 s"),
            (119_499, "119 s"),
            (119_500, "2 min"),
            (-899_100, "15 min"),
            (869_999, "14 min"),
            (7_169_999, "119 min"),
            (7_170_000, "2 h"),
            (170_999_999, "47 h"),
            (171_000_000, "2 days"),
            (-400_000_000, "5 days"),
            (63_028_799_999, "729 days"),
            (63_028_800_000, "2 years"),
            (1_795_219_200_000, "57 years"),
            (i64::MIN, "292271023 years"),
        ] {
            assert_eq!(span(SignedDuration::from_millis(millis)), words, "{millis}");
        }
    }
}
