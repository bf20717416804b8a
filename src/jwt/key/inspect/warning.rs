//! What is wrong with a key that could be used nevertheless.

use super::material::{ENCRYPTION, Material, SIGNING};
use super::{Certificate, Part};
use crate::jwt::key::Error;
use crate::jwt::key::error::quoted;
use crate::jwt::{Algorithm, jwe};
use jiff::Timestamp;
use std::collections::HashSet;

/// What is wrong with a key, or with a set of keys, in a sentence without its full stop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// Why nothing here would use it.
    #[error("{0}")]
    Weak(Error),
    #[error("it has no id (kid), so no token can say that it means this key")]
    NoKid,
    #[error("its use is {}, which contradicts the {} of its key_ops", quoted(.usage), quoted(.operation))]
    Contradiction { usage: String, operation: String },
    #[error("its key_ops names {} twice", quoted(.0))]
    RepeatedOperation(String),
    #[error("its use is {}, which is neither \"sig\" nor \"enc\"", quoted(.0))]
    UnknownUse(String),
    #[error("its alg is {}, which is not supported here", quoted(.0))]
    UnknownAlgorithm(String),
    #[error("its alg is RSA1_5, whose padding can be attacked: RSA-OAEP-256 takes its place")]
    OldPadding,
    #[error("its alg is {}, which does not go with this kind of key", quoted(.0))]
    OtherKind(String),
    #[error("the secret has {found} bytes; {algorithm} takes exactly {expected}")]
    Length { algorithm: String, expected: usize, found: usize },
    #[error("{0} keys are neither used for signatures nor for encryption here")]
    Elsewhere(&'static str),
    #[error("its certificate is that of another key")]
    OtherKey,
    #[error("the certificate of {} is that of another key than the one in the file", quoted(.0))]
    OtherCertificate(String),
    #[error("its {0} is not the thumbprint of its certificate")]
    OtherThumbprint(&'static str),
    #[error("the certificate of {} expired on {}", quoted(.subject), date(*.at))]
    Expired { subject: String, at: i64 },
    #[error("the certificate of {} is not valid before {}", quoted(.subject), date(*.at))]
    NotYetValid { subject: String, at: i64 },
    #[error("its certificate is self-signed: nobody else vouches for it")]
    SelfSigned,
    #[error("the file also holds {}, which was not looked at: {why}", quoted(.label))]
    NotRead { label: String, why: Error },
    #[error("verify takes no key of the set: {0}")]
    Set(Error),
    #[error("{count} keys have the id {}", quoted(.kid))]
    SharedKid { kid: String, count: usize },
    #[error("{}", without_kid(*.0))]
    WithoutKid(usize),
    #[error("a key is in the set twice: {}", quoted(.0))]
    Twice(String),
    #[error("the set is empty")]
    EmptySet,
    #[error("it holds the private {}: nothing of it must be published", private_parts(*.0))]
    PrivateSet(usize),
}

pub(super) fn of_purpose(usage: Option<&str>, operations: Option<&[String]>) -> Vec<Warning> {
    let operations = operations.unwrap_or_default();
    let mut warnings = Vec::new();
    let fitting: &[&str] = match usage {
        Some("sig") => &SIGNING,
        Some("enc") => &ENCRYPTION,
        Some(other) => {
            warnings.push(Warning::UnknownUse(other.to_owned()));
            &[]
        }
        None => &[],
    };
    if let (Some(usage @ ("sig" | "enc")), Some(operation)) =
        (usage, operations.iter().find(|name| !fitting.contains(&name.as_str())))
    {
        warnings.push(Warning::Contradiction { usage: usage.to_owned(), operation: operation.clone() });
    }
    let mut known = HashSet::new();
    let repeated = operations.iter().find(|operation| !known.insert(operation.as_str()));
    warnings.extend(repeated.cloned().map(Warning::RepeatedOperation));
    warnings
}

pub(super) fn of_algorithm(alg: &str, material: &Material) -> Option<Warning> {
    let found = material.bits / 8;
    let expected = jwe::Management::secret_length(alg);
    let could_sign = Algorithm::from_name(alg).map(|algorithm| match material.part {
        // how long it must be is told apart
        Part::Secret => !algorithm.is_asymmetric(),
        _ => material.signs.contains(&algorithm.name()),
    });
    match (could_sign, expected) {
        (Some(true), _) => None,
        (Some(false), _) => Some(Warning::OtherKind(alg.to_owned())),
        (None, Some(expected)) if material.part == Part::Secret => {
            let algorithm = alg.to_owned();
            (found != expected).then_some(Warning::Length { algorithm, expected, found })
        }
        _ if alg == "RSA1_5" => Some(Warning::OldPadding),
        _ if material.encrypts.contains(&alg) => None,
        _ if jwe::Management::from_name(alg).is_some() || expected.is_some() => {
            Some(Warning::OtherKind(alg.to_owned()))
        }
        _ => Some(Warning::UnknownAlgorithm(alg.to_owned())),
    }
}

pub(super) fn of_certificates(certificates: &[Certificate], now: Timestamp) -> Vec<Warning> {
    let now = now.as_second();
    let mut warnings = Vec::new();
    for Certificate { subject, not_before, not_after, .. } in certificates {
        if *not_after < now {
            warnings.push(Warning::Expired { subject: subject.clone(), at: *not_after });
        } else if now < *not_before {
            warnings.push(Warning::NotYetValid { subject: subject.clone(), at: *not_before });
        }
    }
    if certificates.first().is_some_and(|first| first.self_signed) {
        warnings.push(Warning::SelfSigned);
    }
    warnings
}

fn without_kid(count: usize) -> String {
    match count {
        1 => "one of the keys has no id (kid), so no token can say that it means that one".to_owned(),
        _ => format!("{count} of the keys have no id (kid), so no token can say that it means one of them"),
    }
}

fn private_parts(keys: usize) -> String {
    if keys == 1 { "part of one key".to_owned() } else { format!("parts of {keys} keys") }
}

/// The day, in UTC.
fn date(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .map_or_else(|_| seconds.to_string(), |time| time.strftime("%Y-%m-%d %H:%M UTC").to_string())
}
