//! How a token that was rejected is told: every failed check, for people on stderr, for scripts as JSON.

use super::advice;
use super::keys::TrustedKeys;
use super::policy::PolicyFlags;
use crate::commands::Outcome;
use crate::commands::jwt::given as pasted;
use crate::failure::{Failure, Kind};
use crate::jwt::decode::{decode, lenient};
use crate::jwt::{Rejection, compact, rejection};
use serde_json::{Value, json};

/// 3, or 8 where time is the only fault.
pub fn kind(why: &Rejection) -> Kind {
    if why.only_time() { Kind::OnlyTime } else { Kind::Rejected }
}

/// Each failed check as an object.
pub fn failed(why: &Rejection) -> Value {
    let failures = why.failures().iter();
    failures
        .map(|failure| {
            json!({"check": failure.check, "expected": failure.expected, "found": failure.found,
                "message": failure.sentence})
        })
        .collect()
}

/// What a rejected token comes to; `given` is the token with whatever surrounds it.
pub fn outcome(why: &Rejection, given: &str, keys: &TrustedKeys<'_>, policy: &PolicyFlags) -> Outcome {
    let (kind, why) = (kind(why), &of_ended_key(keys.named(why), given, keys.ended()));
    let json = json!({"valid": false, "exit": kind.exit_code(), "failed": failed(why)});
    let about_keys = keys.hint().filter(|_| why.unknown_key());
    let advice = advice::of(why, given, keys, policy);
    let failure = told(why, kind).hints(hints(why, given)).hints(advice).hints(about_keys);
    Outcome::silent(json).but(failure)
}

/// The rejection with what became of the key that the token means, where `ended` knows that.
pub fn of_ended_key(why: Rejection, given: &str, ended: &[(String, String)]) -> Rejection {
    let kid = if why.unknown_key() && !ended.is_empty() { kid(given) } else { None };
    match kid.and_then(|kid| ended.iter().find(|(known, _)| *known == kid)) {
        Some((_, ended)) => why.with_ended_key(ended),
        None => why,
    }
}

/// The id of the key that the token means.
pub fn kid(given: &str) -> Option<String> {
    let token = decode(given.trim()).ok()?;
    token.header().get("kid").and_then(Value::as_str).map(str::to_owned)
}

/// One failed check is the message, several are lines below it.
fn told(why: &Rejection, kind: Kind) -> Failure {
    let failure = |message: &str| Failure::new(kind, "rejected", message);
    match why.failures() {
        [only] => {
            let values = values(only).map(|values| format!("{}  {values}", only.check));
            values.into_iter().fold(failure(&only.sentence), Failure::detail)
        }
        several => {
            let widest = several.iter().map(|failure| failure.check.len()).max().unwrap_or_default();
            let line = |failure: &rejection::Failure| {
                let values = values(failure).map(|values| format!(" ({values})")).unwrap_or_default();
                format!("{:widest$}  {}{values}", failure.check, failure.sentence)
            };
            let message = format!("the token is rejected: {} checks failed", several.len());
            several.iter().map(line).fold(failure(&message), Failure::detail)
        }
    }
}

/// What was expected and found, where the sentence does not hold it: dates, which it tells as spans.
fn values(failure: &rejection::Failure) -> Option<String> {
    let rejection::Failure { check, expected, found, .. } = failure;
    let is_of_time = matches!(*check, "exp" | "nbf" | "iat" | "max-age");
    is_of_time.then(|| format!("expected {expected}, found {found}"))
}

fn hints(why: &Rejection, given: &str) -> Vec<String> {
    if let Some(hint) = surrounded(why, given) {
        return vec![hint];
    }
    if pasted::is_cookie(given) {
        return vec![format!("it is {}: {}", pasted::COOKIE, pasted::COOKIE_HINT)];
    }
    if decode(given.trim()).is_ok_and(|token| token.is_encrypted()) {
        return [
            "authctl decode --key FILE shows what is in it, with the private key of whom it is for",
            "authctl decode --key FILE --json TOKEN | jq -r .token | authctl verify --issuer URL checks a token in it",
        ]
        .map(str::to_owned)
        .to_vec();
    }
    if is_of_form(why) && !given.contains(char::is_whitespace) && !lenient::read(given).is_token() {
        return why.hints().into_iter().map(str::to_owned).chain([NAME_OF_FILE.to_owned()]).collect();
    }
    let unnamed = why.failures().iter().filter(|failure| failure.is_of_unnamed());
    let unnamed = unnamed.filter_map(|failure| match failure.check {
        "iss" => Some("--issuer URL says who must have issued it; --any-issuer takes any".to_owned()),
        "aud" => Some("--audience NAME says whom it must be for; --any-audience takes any".to_owned()),
        "alg" => Some(format!("--alg {} takes it, if whoever signs is meant to use that", failure.found)),
        _ => None,
    });
    let short = why.failures().iter().filter(|failure| failure.check == "key");
    let short = short.map(|_| "--allow-weak-key takes it nevertheless".to_owned());
    why.hints().into_iter().map(str::to_owned).chain(unnamed).chain(short).collect()
}

/// What helps whoever gave a file; whether there is such a file is not looked at.
const NAME_OF_FILE: &str = "where that is the name of a file, < FILE hands over the token in it";

fn is_of_form(why: &Rejection) -> bool {
    why.failures().iter().any(|failure| failure.check == "form")
}

/// People copy no more than this, in bytes; a hint is worth no longer search.
const LONGEST_COPY: usize = 16 << 10;

/// What helps a token that was copied along with what stands around it.
pub fn surrounded(why: &Rejection, given: &str) -> Option<String> {
    let is_copy = is_of_form(why) && given.len() <= LONGEST_COPY && !compact::is_json_serialization(given);
    is_copy.then(|| pasted::advice(given)).flatten()
}
