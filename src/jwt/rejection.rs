//! Why a token is rejected: every check that failed.

use super::algorithm::{Algorithm, Family};
use super::compact::Fault;
use super::text;
use serde_json::Value;
use std::fmt;

/// A token that is not accepted. Its Display is all sentences, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    failures: Vec<Failure>,
}

/// One check that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its stable name: form, alg, crit, b64, kid, key, signature, typ, claims, iss, sub, jti, aud, exp, nbf, iat,
    /// max-age, require, claim, scope or role.
    pub check: &'static str,
    pub expected: String,
    pub found: String,
    /// The whole of it in words, without a full stop.
    pub sentence: String,
    pub hint: Option<&'static str>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Other,
    Time,
    UnknownKey,
    OtherKey,
    /// The key is of this kind, and not of the one that the algorithm takes.
    OtherFamily(Family),
    Unnamed,
}

impl Rejection {
    /// Every failed check; at least one.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// True when the token is genuine and was, or will be, good at another time.
    pub fn only_time(&self) -> bool {
        self.failures.iter().all(|failure| failure.kind == Kind::Time)
    }

    /// The same with what is known of the issuer's clock told beside each fault of time: by how many seconds it is ahead
    /// of the clock that was checked with, or behind where that is negative.
    #[must_use]
    pub fn with_clock(mut self, ahead: i64) -> Self {
        let clock = match ahead {
            0 => "agrees with yours".to_owned(),
            1.. => format!("is {ahead} s ahead of yours"),
            _ => format!("is {} s behind yours", ahead.unsigned_abs()),
        };
        for failure in self.failures.iter_mut().filter(|failure| failure.kind == Kind::Time) {
            let sentence = std::mem::take(&mut failure.sentence);
            failure.sentence = format!("{sentence}; the issuer's clock {clock}");
        }
        self
    }

    /// The same with the name of what holds the key, a file for instance, where the key is not of the kind that the token
    /// asks for.
    #[must_use]
    pub fn with_key_in(mut self, place: &str) -> Self {
        for failure in &mut self.failures {
            if let Kind::OtherFamily(family) = failure.kind {
                failure.sentence = other_family(&failure.found, &format!("{place} holds"), family);
            }
        }
        self
    }

    /// The same where it is known why no token of the key is taken any more.
    #[must_use]
    pub fn with_ended_key(mut self, why: &str) -> Self {
        for failure in self.failures.iter_mut().filter(|failure| failure.kind == Kind::UnknownKey) {
            failure.expected = String::from("the id of a key whose tokens are taken");
            failure.sentence = format!("the token is not taken any more: {why}");
        }
        self
    }

    /// True when the key set has no key that the token could mean, so that a newer set may have it.
    pub fn unknown_key(&self) -> bool {
        self.failures.iter().any(|failure| failure.kind == Kind::UnknownKey)
    }

    /// True when the signature is not that of the key that the token means, whose owner may have replaced it.
    pub fn other_key(&self) -> bool {
        self.failures.iter().any(|failure| failure.kind == Kind::OtherKey)
    }

    /// What to do about it, each thing once.
    pub fn hints(&self) -> Vec<&'static str> {
        let mut hints = Vec::new();
        for hint in self.failures.iter().filter_map(|failure| failure.hint) {
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
        hints
    }

    /// `value` when nothing failed.
    pub(super) fn unless_empty<T>(failures: Vec<Failure>, value: T) -> Result<T, Self> {
        if failures.is_empty() { Ok(value) } else { Err(Self { failures }) }
    }
}

impl Failure {
    pub(super) fn new(
        check: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
        sentence: impl Into<String>,
    ) -> Self {
        let (expected, found, sentence) = (expected.into(), found.into(), sentence.into());
        Self { check, expected, found, sentence, hint: None, kind: Kind::Other }
    }

    /// The failure of a token that cannot even be read.
    pub(super) fn of_form(check: &'static str, expected: &'static str, fault: &Fault) -> Self {
        Self::new(check, expected, fault.to_string(), fault.to_string()).hinted(fault.hint())
    }

    pub(super) fn hinted(self, hint: impl Into<Option<&'static str>>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    pub(super) fn of_time(self) -> Self {
        Self { kind: Kind::Time, ..self }
    }

    /// Nobody named what is expected: a caller who does, or who says that anything is, lets the token pass this check.
    pub fn is_of_unnamed(&self) -> bool {
        self.kind == Kind::Unnamed
    }

    pub(super) fn of_unnamed(self) -> Self {
        Self { kind: Kind::Unnamed, ..self }
    }

    /// A key of this kind against a token of another one.
    pub(super) fn of_other_family(algorithm: Algorithm, family: Family) -> Self {
        let (expected, found) = (family.default_algorithm().name(), algorithm.name());
        let sentence = other_family(found, "the key is", family);
        Self { kind: Kind::OtherFamily(family), ..Self::new("alg", expected, found, sentence) }
    }

    pub(super) fn of_unknown_key(self) -> Self {
        Self { kind: Kind::UnknownKey, ..self }
    }

    pub(super) fn of_other_key(self) -> Self {
        Self { kind: Kind::OtherKey, ..self }
    }
}

impl From<Fault> for Rejection {
    fn from(fault: Fault) -> Self {
        Self { failures: vec![Failure::of_form("form", "header.payload.signature in base64url", &fault)] }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, failure) in self.failures.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { "; " }, failure.sentence)?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejection {}

fn other_family(algorithm: &str, place: &str, family: Family) -> String {
    format!("the token says {algorithm}, and {place} {}", family.description())
}

/// A value of a token as JSON, cut to a length that fits into a sentence; "nothing" for none.
pub(super) fn shown(value: Option<&Value>) -> String {
    text::cut(&value.map_or_else(|| "nothing".to_owned(), Value::to_string), 100)
}
