//! How long a key set may be used, by what its answer says (RFC 9111).

use crate::http::told::{date, http_date};
use hyper::HeaderMap;
use hyper::header::{AGE, CACHE_CONTROL, EXPIRES};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Where the issuer says nothing.
const USUAL: i64 = 300;
/// Asking more often than this gains nothing, where the issuer allows its keys to be kept at all.
const LEAST: i64 = 60;
/// After a day no key set is used, whatever the issuer said: it may hold keys that were revoked since.
pub const OLDEST: i64 = 24 * 3600;

/// What an issuer says of how long its keys may be used without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifetime {
    /// Seconds since the issuer said that these are its keys.
    pub fresh: i64,
    /// Whether they may be used after that, when the issuer cannot be reached.
    pub may_be_stale: bool,
    /// Whether they may be kept on the disk at all.
    pub may_be_kept: bool,
}

impl Lifetime {
    /// `None` where the answer does not say.
    pub fn told(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
        let directives: Vec<_> = lines
            .flat_map(|line| line.split(','))
            .map(|directive| directive.trim().to_ascii_lowercase())
            .collect();
        let says = |name: &str| {
            directives.iter().any(|directive| directive.split('=').next().map(str::trim) == Some(name))
        };
        let max_age = directives.iter().find_map(|directive| {
            let (name, seconds) = directive.split_once('=')?;
            (name.trim() == "max-age").then(|| delta_seconds(seconds.trim().trim_matches('"')).unwrap_or(0))
        });
        let forbids = says("no-store") || says("no-cache");
        let told = match max_age {
            _ if forbids => 0,
            Some(seconds) => seconds,
            None => until_expiry(headers)?,
        };
        // for so long it has rested in a cache on the way
        let left = told.saturating_sub(age(headers));
        let fresh = if left <= 0 { 0 } else { left.clamp(LEAST, OLDEST) };
        let may_be_stale = !forbids && !says("must-revalidate");
        Some(Self { fresh, may_be_stale, may_be_kept: !says("no-store") })
    }
}

impl Default for Lifetime {
    fn default() -> Self {
        Self { fresh: USUAL, may_be_stale: true, may_be_kept: true }
    }
}

/// What is too large to be held counts as the largest (RFC 9111 section 1.2.2).
fn delta_seconds(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(i64::MAX))
}

fn age(headers: &HeaderMap) -> i64 {
    headers.get(AGE).and_then(|age| delta_seconds(age.to_str().ok()?.trim())).unwrap_or(0)
}

/// By the clock of whoever answered; a date that is none has passed (RFC 9111 section 5.3).
fn until_expiry(headers: &HeaderMap) -> Option<i64> {
    let expires = headers.get(EXPIRES)?.to_str().ok().and_then(http_date);
    let left = expires.zip(date(headers)).map(|(expires, now)| expires.duration_since(now));
    Some(left.unwrap_or(SignedDuration::ZERO).as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};

    fn told(pairs: &[(&'static str, &'static str)]) -> Option<(i64, bool)> {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let mut headers = HeaderMap::new();
        for (name, value) in pairs.iter().map(pair) {
            headers.append(name, value);
        }
        Lifetime::told(&headers).map(|lifetime| (lifetime.fresh, lifetime.may_be_stale))
    }

    #[test]
    fn the_issuer_says_how_long_within_bounds() {
        for (value, expected) in [
            ("max-age=600", (600, true)),
            ("public, Max-Age = \"600\" , must-revalidate", (600, false)),
            ("max-age=1", (LEAST, true)),
            ("max-age=0", (0, true)),
            ("max-age=99999999999999999999", (OLDEST, true)),
            ("max-age=", (0, true)),
            ("max-age=+600", (0, true)),
            ("max-age=31536000", (OLDEST, true)),
            ("max-age=18446744073709551615", (OLDEST, true)),
            ("max-age=-5", (0, true)),
            ("no-cache", (0, false)),
            ("no-store, max-age=600", (0, false)),
        ] {
            assert_eq!(told(&[("cache-control", value)]), Some(expected), "{value}");
        }
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[("cache-control", "public")]), None);
        let both = [("cache-control", "public"), ("cache-control", "max-age=600"), ("age", "200")];
        assert_eq!(told(&both), Some((400, true)));
        assert_eq!(told(&[("cache-control", "max-age=600"), ("age", "600")]), Some((0, true)));
        assert_eq!(
            told(&[("cache-control", "max-age=600"), ("age", "99999999999999999999")]),
            Some((0, true))
        );
    }

    #[test]
    fn what_is_not_to_be_stored_is_not_kept() {
        for (said, expected) in [("no-store", false), ("Max-Age=600, No-Store", false), ("no-cache", true)] {
            let headers = HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_static(said))]);
            assert_eq!(Lifetime::told(&headers).unwrap().may_be_kept, expected, "{said}");
        }
        assert!(Lifetime::default().may_be_kept);
    }

    #[test]
    fn an_expiry_date_counts_from_the_issuers_own_clock() {
        let date = ("date", "Sat, 21 Nov 2026 10:00:00 GMT");
        let expires = |value| told(&[date, ("expires", value)]);
        assert_eq!(expires("Sat, 21 Nov 2026 10:20:00 GMT"), Some((1200, true)));
        assert_eq!(expires("Sat, 21 Nov 2026 09:00:00 GMT"), Some((0, true)));
        assert_eq!(expires("0"), Some((0, true)));
        let aged = [date, ("expires", "Sat, 21 Nov 2026 10:20:00 GMT"), ("age", "300")];
        assert_eq!(told(&aged), Some((900, true)));
        let both = [date, ("expires", "Sat, 21 Nov 2026 10:20:00 GMT"), ("cache-control", "max-age=90")];
        assert_eq!(told(&both), Some((90, true)));
    }
}
