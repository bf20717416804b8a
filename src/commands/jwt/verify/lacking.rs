//! Tokens of keys that a remembered ring lacks: a newer ring may have them, so they are neither taken nor rejected.

use super::rejected;
use crate::commands::ring::Stale;
use crate::failure::{Failure, Kind};
use crate::jwt::Rejection;
use serde_json::{Value, json};

const MESSAGE: &str = "the token was signed with a key that is not among those that this machine remembers";

/// What is known of a ring that is as this machine saw it last.
#[derive(Clone, Copy)]
pub struct Lacking<'k> {
    pub stale: &'k Stale,
    /// The ids of the keys that no ring takes back, and why.
    pub ended: &'k [(String, String)],
}

impl Lacking<'_> {
    /// True where a newer ring may have the key of a token that was rejected for `why`.
    pub fn lacks_key_of(&self, why: &Rejection, token: &str) -> bool {
        let is_over = |kid: String| self.ended.iter().any(|(known, _)| *known == kid);
        why.unknown_key() && !rejected::kid(token).is_some_and(is_over)
    }

    /// That nothing can be said of a token.
    pub fn about_token(&self) -> Failure {
        match &self.stale.why {
            Some(why) => {
                let message = format!("{MESSAGE}, and {why}");
                Failure::new(Kind::Unavailable, "etcd_away", message).hint("try again later")
            }
            None => self.offline(MESSAGE.to_owned()),
        }
    }

    /// The same of some of many, which `summary` counts.
    pub fn about_lines(&self, summary: String) -> Failure {
        match &self.stale.why {
            Some(_) => Failure::new(Kind::Unavailable, "etcd_away", summary).hint("try again later"),
            None => self.offline(summary),
        }
    }

    /// Whoever asks nobody again learns no more.
    fn offline(&self, message: String) -> Failure {
        let age = &self.stale.age;
        Failure::new(Kind::Barred, "no_kept_keys", message)
            .hint(format!("the key ring is that of {age} ago; without --offline etcd is asked for it"))
    }
}

/// What is unknown about such a token, as an object each.
pub fn failed(why: &Rejection) -> Value {
    let failures = why.failures().iter();
    failures
        .map(|failure| {
            json!({"check": failure.check, "expected": failure.expected, "found": failure.found,
                "message": MESSAGE})
        })
        .collect()
}
