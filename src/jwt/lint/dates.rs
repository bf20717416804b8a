//! The rules about dates: when a token begins, when it ends, and how long that is.

use super::specifications::{DAY, TOLERANCE};
use super::token::{Kind, Token};
use super::{Rule, Seen, table, when};
use crate::jwt::date::{self, NumericDate, in_milliseconds, span};
use crate::jwt::rejection::shown;
use jiff::SignedDuration;
use serde_json::Value;

pub(super) const RULES: &[Rule] = table! {
    Error "date-in-milliseconds" "RFC 7519 section 2":
        "a date is in milliseconds, where seconds are meant",
        "for careful readers it is no date; for others the token is good for some 50,000 years",
        "divide by 1000",
        |token| dates(token, |value| in_milliseconds(value).is_some().then(|| value.to_string()));
    Error "date-invalid" "RFC 7519 section 2":
        "a date is no number of seconds since 1970",
        "careful readers reject the token, others take it as one without that date",
        "write a number, without quotes",
        |token| dates(token, |value| match NumericDate::from_claim(value) {
            Err(_) if in_milliseconds(value).is_none() => Some(shown(Some(value))),
            _ => None,
        });
    Error "never-valid" "RFC 7519 section 4.1.4":
        "the token ends before it begins",
        "no careful reader ever takes it",
        "let exp lie after nbf and iat",
        |token| ["nbf", "iat"].into_iter().filter(|begin| match (token.age(begin), token.age("exp")) {
            (Some(begin), Some(end)) => begin <= end,
            _ => false,
        }).take(1).map(|begin| Seen::claim("exp", format!("exp is not after {begin}"))).collect();
    Warning "exp-missing" "RFC 7519 section 4.1.4":
        "the token never ends",
        "whoever gets hold of it can use it for ever",
        "write exp",
        |token| when(token.misses("exp"), || Seen::claim("exp", ""));
    Warning "iat-future" "RFC 7519 section 4.1.6":
        "the token says it is issued in the future",
        "a clock is wrong, or somebody wants it to look young; careful readers reject it",
        "set the issuer's clock",
        |token| ahead(token, "iat");
    Warning "lifetime-long" "RFC 6750 section 5.3":
        "the token is good for a long time",
        "whoever gets hold of it can use it until then; few readers ask whether it was revoked",
        "let it end after minutes or hours, and give a refresh token beside it",
        |token| lifetime(token, |token, life| life > token.specification.longest);
    Warning "date-fractional" "RFC 7519 section 2":
        "a date has a fraction of a second",
        "that is allowed, and many readers reject it",
        "write whole seconds",
        |token| dates(token, |value| {
            let seconds = value.as_f64().filter(|_| NumericDate::from_claim(value).is_ok())?;
            (seconds.fract() != 0.0 || !(value.is_u64() || value.is_i64())).then(|| value.to_string())
        });
    Info "lifetime-hour" "RFC 6750 section 5.3":
        "the access token is good for more than an hour",
        "whoever gets hold of it can use it until then",
        "an hour or less, and a refresh token",
        |token| lifetime(token, |token, life| {
            matches!(token.kind(), Kind::Access { .. }) && (SignedDuration::from_hours(1) + TOLERANCE..=DAY).contains(&life)
        });
    Info "expired" "RFC 7519 section 4.1.4":
        "the token has ended",
        "careful readers reject it",
        "get a new one",
        |token| token.age("exp").filter(|age| !age.is_negative())
            .map(|age| Seen::claim("exp", format!("{} ago", span(age)))).into_iter().collect();
    Info "not-yet-valid" "RFC 7519 section 4.1.5":
        "the token has not begun",
        "careful readers reject it until then",
        "wait, or set the issuer's clock",
        |token| ahead(token, "nbf");
    Info "iat-missing" "RFC 7519 section 4.1.6":
        "the token does not say when it was issued",
        "nobody can limit its age, or see whether it is older than a change of keys or a logout",
        "write iat",
        |token| when(token.misses("iat"), || Seen::claim("iat", ""));
};

fn dates(token: &Token<'_>, found: impl Fn(&Value) -> Option<String>) -> Vec<Seen> {
    let there = date::CLAIMS.into_iter().filter_map(|name| Some((name, token.claim(name)?)));
    there.filter_map(|(name, value)| Some(Seen::claim(name, found(value)?))).collect()
}

fn ahead(token: &Token<'_>, claim: &str) -> Vec<Seen> {
    let ahead = token.age(claim).filter(SignedDuration::is_negative);
    ahead.map(|age| Seen::claim(claim, format!("in {}", span(age)))).into_iter().collect()
}

fn lifetime(token: &Token<'_>, is_meant: impl Fn(&Token<'_>, SignedDuration) -> bool) -> Vec<Seen> {
    let found = token.lifetime().filter(|life| is_meant(token, *life));
    found.map(|life| Seen::claim("exp", span(life))).into_iter().collect()
}
