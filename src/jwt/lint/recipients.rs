//! The rules about tokens for one service, by what it answers: FluxLit 0.13, fastapi-taskflow 0.12 and zndraw-auth 0.2 were asked.
//! They see header and claims alone, so that they hold before a token is signed too.

use super::token::Token;
use super::{Rule, Seen, table, when};
use crate::jwt::date::{NumericDate, span};
use crate::jwt::json;
use crate::jwt::recipient::{Expected, Keys, Recipient, is_uuid};
use crate::jwt::rejection::shown;
use jiff::SignedDuration;
use serde_json::Value;

pub(super) const RULES: &[Rule] = table! {
    Error "fluxlit-scope" "FluxLit":
        "scope is no string",
        "FluxLit answers 500 to each request with such a token",
        "write one string with spaces between the scopes: \"read write\"",
        |token| fluxlit(token, |_| {
            let scope = token.claim("scope").filter(|scope| !scope.is_null() && !scope.is_string());
            scope.map(|scope| Seen::claim("scope", format!("it is {}", json::kind(scope)))).into_iter().collect()
        });
    Error "fluxlit-date-fraction" "FluxLit":
        "a date has a fraction of a second",
        "FluxLit answers 500 to each request with such a token",
        "write whole seconds",
        |token| fluxlit(token, |_| ["exp", "nbf", "iat"].into_iter().filter_map(|name| {
            let value = token.claim(name).filter(|value| value.as_f64().is_some_and(|it| it.fract() != 0.0))?;
            Some(Seen::claim(name, value.to_string()))
        }).collect());
    Error "fluxlit-kid-missing" "FluxLit":
        "the header names no key (kid)",
        "FluxLit answers 500 where it takes the keys of a key set: it looks for the one that is named, and for no other",
        "write the id that the key has in the key set",
        |token| fluxlit(token, |expected| when(
            is_of_key_set(token, expected) && !token.header.get("kid").is_some_and(Value::is_string),
            || Seen::header("kid", ""),
        ));
    Error "fluxlit-type" "FluxLit":
        "a claim that names somebody is no string",
        "FluxLit answers 401 without saying why",
        "write sub and jti as strings, or not at all",
        |token| fluxlit(token, |_| ["sub", "jti"].into_iter().filter_map(|name| {
            let value = token.claim(name).filter(|value| !value.is_string())?;
            Some(Seen::claim(name, format!("it is {}", json::kind(value))))
        }).collect());
    Error "fluxlit-exp-missing" "FluxLit":
        "the token has no end",
        "FluxLit answers 401 without saying why",
        "write exp",
        |token| fluxlit(token, |_| no_end(token));
    Error "fluxlit-iss" "FluxLit":
        "the token is not of the issuer that FluxLit is set up for",
        "FluxLit answers 401 without saying why; it compares each character",
        "write iss exactly as it stands in FLUXLIT_JWT_ISSUER",
        |token| fluxlit(token, |expected| {
            let found = token.claim("iss");
            let is_meant = found.and_then(Value::as_str).is_some_and(|iss| {
                expected.issuer.as_ref().is_none_or(|expected| expected == iss)
            });
            when(!is_meant, || Seen::claim("iss", instead(found, expected.issuer.as_ref())))
        });
    Error "fluxlit-aud" "FluxLit":
        "the token is not for the audience that FluxLit is set up for",
        "FluxLit answers 401 without saying why",
        "write aud as it stands in FLUXLIT_JWT_AUDIENCE",
        |token| fluxlit(token, |expected| audience(token, expected));
    Error "fluxlit-date-ahead" "FluxLit":
        "the token begins later than now",
        "FluxLit answers 401 without saying why, to an iat too, and knows no leeway where it is set up with none",
        "set the clock of whoever signs, or write iat a few seconds earlier",
        |token| fluxlit(token, |expected| ahead(token, expected));
    Error "fluxlit-algorithm" "FluxLit":
        "FluxLit takes no signature by this algorithm",
        "it answers 401 without saying why",
        "sign with HS256 and its secret, or where it has a key set, with RS256",
        |token| fluxlit(token, |expected| algorithm(token, match expected.keys {
            Keys::Secret => &["HS256"],
            Keys::Set => &["RS256"],
            Keys::Unknown => &["HS256", "RS256"],
        }));
    Error "taskflow-exp-missing" "fastapi-taskflow":
        "the token has no end",
        "fastapi-taskflow answers 401",
        "write exp",
        |token| of(token, Recipient::Taskflow, |_| no_end(token));
    Warning "taskflow-sub-missing" "fastapi-taskflow":
        "the token names nobody",
        "fastapi-taskflow writes \"anonymous\" into its audit log for whatever is done with it",
        "write sub",
        |token| of(token, Recipient::Taskflow, |_| when(
            token.lacks("sub") || token.claim_text("sub") == Some(""),
            || Seen::claim("sub", ""),
        ));
    Error "taskflow-algorithm" "fastapi-taskflow":
        "fastapi-taskflow takes no signature by this algorithm",
        "it checks HS256, whatever the header says, and answers 401",
        "sign with HS256",
        |token| of(token, Recipient::Taskflow, |_| algorithm(token, &["HS256"]));
    Warning "zndraw-exp-missing" "zndraw-auth":
        "the token has no end",
        "zndraw-auth takes it as long as its secret stays the same: no logout ends a token",
        "write exp",
        |token| of(token, Recipient::Zndraw, |_| no_end(token));
    Error "zndraw-sub" "zndraw-auth":
        "sub is no UUID",
        "zndraw-auth answers 401: it knows its users by UUIDs",
        "write the id that the service gave the user",
        |token| of(token, Recipient::Zndraw, |_| when(
            !token.claim_text("sub").is_some_and(is_uuid),
            || Seen::claim("sub", shown(token.claim("sub"))),
        ));
    Error "zndraw-aud" "zndraw-auth":
        "the token is not for the audience that zndraw-auth wants",
        "zndraw-auth answers 401",
        "write fastapi-users:auth as aud",
        |token| of(token, Recipient::Zndraw, |expected| audience(token, expected));
    Error "zndraw-date-ahead" "zndraw-auth":
        "the token begins later than now",
        "zndraw-auth answers 401, to an iat too, and knows no leeway",
        "set the clock of whoever signs, or write iat a few seconds earlier",
        |token| of(token, Recipient::Zndraw, |expected| ahead(token, expected));
    Error "zndraw-algorithm" "zndraw-auth":
        "zndraw-auth takes no signature by this algorithm",
        "it answers 401",
        "sign with HS256",
        |token| of(token, Recipient::Zndraw, |_| algorithm(token, &["HS256"]));
};

/// What is seen of a token for this recipient whose claims can be read; of any other nothing.
fn of(token: &Token<'_>, recipient: Recipient, see: impl Fn(&Expected) -> Vec<Seen>) -> Vec<Seen> {
    let expected =
        token.expected.filter(|expected| expected.recipient == recipient && token.claims.is_some());
    expected.map(see).unwrap_or_default()
}

fn fluxlit(token: &Token<'_>, see: impl Fn(&Expected) -> Vec<Seen>) -> Vec<Seen> {
    of(token, Recipient::Fluxlit, see)
}

/// Where it is not known which keys it takes, the token says for which it is.
fn is_of_key_set(token: &Token<'_>, expected: &Expected) -> bool {
    match expected.keys {
        Keys::Set => true,
        Keys::Secret => false,
        Keys::Unknown => token.algorithm().is_some() && !token.is_symmetric(),
    }
}

fn no_end(token: &Token<'_>) -> Vec<Seen> {
    when(token.claim("exp").is_none_or(Value::is_null), || Seen::claim("exp", ""))
}

fn audience(token: &Token<'_>, expected: &Expected) -> Vec<Seen> {
    let found = token.claim("aud");
    let is_text = found.is_some_and(|found| match found {
        Value::Array(list) => !list.is_empty() && list.iter().all(Value::is_string),
        one => one.is_string(),
    });
    let is_for = |audience: &String| token.audiences().contains(&audience.as_str());
    let is_meant = is_text && (expected.audience.is_empty() || expected.audience.iter().any(is_for));
    when(!is_meant, || Seen::claim("aud", instead(found, expected.audience.first())))
}

fn ahead(token: &Token<'_>, expected: &Expected) -> Vec<Seen> {
    let leeway = SignedDuration::from_secs(i64::from(expected.leeway));
    let ahead = |name: &'static str| {
        let age = NumericDate::from_claim(token.claim(name)?).ok()?.age(token.now);
        (age < -leeway).then(|| Seen::claim(name, format!("in {}", span(age))))
    };
    ["iat", "nbf"].into_iter().filter_map(ahead).collect()
}

fn algorithm(token: &Token<'_>, among: &[&str]) -> Vec<Seen> {
    let found = token.header_text("alg").filter(|alg| among.contains(alg));
    when(found.is_none(), || Seen::header("alg", shown(token.header.get("alg"))))
}

fn instead(found: Option<&Value>, expected: Option<&String>) -> String {
    match expected {
        Some(expected) => format!("{} instead of {expected:?}", shown(found)),
        None => shown(found),
    }
}

#[cfg(test)]
mod tests;
