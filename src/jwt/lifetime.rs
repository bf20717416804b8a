//! Where now lies between the dates of a token, as the token says it itself.

use super::date::{NumericDate, span};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::fmt;

/// The dates that say how long a token is good (RFC 7519 section 4.1), and now.
#[derive(Clone, Debug, PartialEq)]
pub struct Lifetime {
    pub state: State,
    /// `iat`, `nbf` and `exp`, those of them that are dates.
    pub dates: Vec<(&'static str, Timestamp)>,
}

/// What the dates mean now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Until it ends.
    Valid(SignedDuration),
    /// It names no end.
    Endless,
    /// Since it ended.
    Expired(SignedDuration),
    /// Until it begins.
    NotYet(SignedDuration),
    /// Until the time at which it says that it was issued.
    IssuedLater(SignedDuration),
    /// It ends before it begins.
    Never,
    /// This claim is there, and no date.
    Unclear(&'static str),
}

impl Lifetime {
    /// From the claims that `get` finds; `None` where there is no date at all.
    pub fn of<'a>(get: impl Fn(&str) -> Option<&'a Value>, now: Timestamp) -> Option<Self> {
        let mut dates = Vec::new();
        let mut unclear = None;
        for claim in ["iat", "nbf", "exp"] {
            match get(claim).map(NumericDate::from_claim) {
                Some(Ok(date)) => dates.push((claim, date.time())),
                Some(Err(_)) => unclear = Some(claim),
                None => {}
            }
        }
        let date = |claim| dates.iter().find_map(|(known, time)| (*known == claim).then_some(*time));
        let state = match (unclear, date("iat"), date("nbf"), date("exp")) {
            (None, None, None, None) => return None,
            (Some(claim), ..) => State::Unclear(claim),
            (_, _, Some(begin), Some(end)) if end <= begin => State::Never,
            (_, _, _, Some(end)) if end <= now => State::Expired(now.duration_since(end)),
            (_, _, Some(begin), _) if begin > now => State::NotYet(begin.duration_since(now)),
            (_, Some(issued), _, _) if issued > now => State::IssuedLater(issued.duration_since(now)),
            (_, _, _, Some(end)) => State::Valid(end.duration_since(now)),
            _ => State::Endless,
        };
        Some(Self { state, dates })
    }

    pub fn date(&self, claim: &str) -> Option<Timestamp> {
        self.dates.iter().find_map(|(known, time)| (*known == claim).then_some(*time))
    }
}

impl State {
    /// Its stable name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Valid(_) => "valid",
            Self::Endless => "endless",
            Self::Expired(_) => "expired",
            Self::NotYet(_) => "not_yet_valid",
            Self::IssuedLater(_) => "issued_later",
            Self::Never => "never_valid",
            Self::Unclear(_) => "unclear",
        }
    }

    pub fn is_good(self) -> bool {
        matches!(self, Self::Valid(_) | Self::Endless)
    }
}

/// In words for people: "valid for 12 min".
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid(left) => write!(f, "valid for {}", span(*left)),
            Self::Endless => f.write_str("valid without an end (no exp)"),
            Self::Expired(ago) if ago.is_zero() => f.write_str("expired just now"),
            Self::Expired(ago) => write!(f, "expired {} ago", span(*ago)),
            Self::NotYet(wait) => write!(f, "not valid yet, only in {} (nbf)", span(*wait)),
            Self::IssuedLater(wait) => {
                write!(f, "issued in {} (iat), so one of the clocks is wrong", span(*wait))
            }
            Self::Never => f.write_str("never valid, since it ends (exp) before it begins (nbf)"),
            Self::Unclear(claim) => write!(f, "valid until nobody knows when ({claim} is no date)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(claims: &Value) -> Option<Lifetime> {
        Lifetime::of(|claim| claims.get(claim), Timestamp::from_second(1000).unwrap())
    }

    #[test]
    fn what_the_dates_mean_now() {
        for (claims, name, words) in [
            (json!({"iat": 900, "exp": 1720}), "valid", "valid for 12 min"),
            (json!({"exp": 1001}), "valid", "valid for 1 s"),
            (json!({"exp": 1000}), "expired", "expired just now"),
            (json!({"iat": 1, "exp": 600}), "expired", "expired 7 min ago"),
            (json!({"nbf": 1300, "exp": 2000}), "not_yet_valid", "not valid yet, only in 5 min (nbf)"),
            (json!({"iat": 1040, "exp": 2000}), "issued_later", "issued in 40 s (iat)"),
            (json!({"nbf": 1000, "iat": 1000, "exp": 1060}), "valid", "valid for 60 s"),
            (json!({"nbf": 1001, "exp": 2000}), "not_yet_valid", "only in 1 s"),
            (json!({"iat": 1001}), "issued_later", "issued in 1 s"),
            (json!({"nbf": 900, "exp": 800}), "never_valid", "never valid"),
            (json!({"nbf": 2000, "exp": 2000}), "never_valid", "never valid"),
            (json!({"iat": 900}), "endless", "without an end (no exp)"),
            (json!({"iat": 900, "exp": "1720"}), "unclear", "(exp is no date)"),
        ] {
            let state = at(&claims).unwrap().state;
            assert_eq!(
                (state.name(), state.is_good()),
                (name, matches!(name, "valid" | "endless")),
                "{claims}"
            );
            assert!(state.to_string().contains(words), "{state}");
        }
        assert_eq!(at(&json!({"sub": "alice"})), None);
    }

    #[test]
    fn dates_at_the_end_of_the_calendar_are_dates() {
        let last = at(&json!({"exp": 253_402_300_799_u64})).unwrap();
        assert!(last.state.is_good() && last.date("exp").is_some());
    }
}
