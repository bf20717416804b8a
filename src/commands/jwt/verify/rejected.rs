//! How a token that was rejected is told: every failed check, for people on stderr, for scripts as JSON.

use crate::commands::Outcome;
use crate::failure::{Failure, Kind};
use crate::jwt::Rejection;
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

/// What a rejected token comes to.
pub fn outcome(why: &Rejection) -> Outcome {
    let kind = kind(why);
    let failure = Failure::new(kind, "rejected", why.to_string());
    let failure = why.hints().into_iter().fold(failure, Failure::hint);
    Outcome::silent(json!({"valid": false, "exit": kind.exit_code(), "failed": failed(why)})).but(failure)
}
