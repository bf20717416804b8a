//! The members of a JWK, read strictly (RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2).

use super::Error;
use super::error::quoted;
use crate::jwt::algorithm::{Algorithm, Family};
use crate::jwt::{base64url, json};
use crate::sensitive::SecretBytes;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// How many of the operations that a key names a message shows.
const MOST_SHOWN: usize = 8;

pub(super) struct Jwk<'a>(&'a Map<String, Value>);

/// What the key is wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Sign,
    Verify,
}

impl<'a> Jwk<'a> {
    pub fn new(jwk: &'a Value) -> Result<Self, Error> {
        jwk.as_object().map(Self).ok_or_else(|| Error::NotAnObject(json::kind(jwk)))
    }

    /// What kind of key it is, the one algorithm it is for (RSA keys and secrets need not say), and its id;
    /// an error when it is not meant for `operation`.
    pub fn identity(
        &self,
        operation: Operation,
    ) -> Result<(Family, Option<Algorithm>, Option<String>), Error> {
        let family = self.family()?;
        self.check_purpose(operation)?;
        let declared = match self.optional_text("alg")? {
            Some(name) => Some(Algorithm::from_name(name).ok_or_else(|| purpose(operation, "alg", name))?),
            None if matches!(family, Family::Rsa | Family::Hmac) => None,
            None => Some(family.default_algorithm()),
        };
        match declared {
            Some(algorithm) if algorithm.family() != family => Err(Error::Family { algorithm, family }),
            _ => Ok((family, declared, self.optional_text("kid")?.map(str::to_owned))),
        }
    }

    /// The name of a known algorithm as the key spells it.
    pub fn alg(&self) -> Result<Option<&'static str>, Error> {
        let spelled =
            |name| if name == "Ed25519" { Some("Ed25519") } else { Some(Algorithm::from_name(name)?.name()) };
        Ok(self.optional_text("alg")?.and_then(spelled))
    }

    fn family(&self) -> Result<Family, Error> {
        match self.text("kty")? {
            "oct" => Ok(Family::Hmac),
            "RSA" => Ok(Family::Rsa),
            "EC" => match self.text("crv")? {
                "P-256" => Ok(Family::P256),
                "P-384" => Ok(Family::P384),
                "P-521" => Ok(Family::P521),
                "secp256k1" => Ok(Family::Secp256k1),
                other => Err(Error::UnknownCurve(other.to_owned())),
            },
            "OKP" => match self.text("crv")? {
                "Ed25519" => Ok(Family::Ed25519),
                other => Err(Error::UnknownCurve(other.to_owned())),
            },
            other => Err(Error::UnknownKind(other.to_owned())),
        }
    }

    /// `use` and `key_ops` must each allow it, and so agree (RFC 7517 section 4.3). A private key that makes signatures
    /// has a public half that checks them, though it says only what it does itself.
    fn check_purpose(&self, operation: Operation) -> Result<(), Error> {
        if let Some(other) = self.optional_text("use")?.filter(|purpose| *purpose != "sig") {
            return Err(purpose(operation, "use", other));
        }
        let Some(names) = self.operations()? else { return Ok(()) };
        let mut seen = HashSet::new();
        if names.iter().any(|name| !seen.insert(name)) {
            return Err(malformed("key_ops", "names an operation twice"));
        }
        let agrees =
            self.0.get("use").is_none() || names.iter().all(|name| matches!(*name, "sign" | "verify"));
        if !agrees {
            return Err(malformed("key_ops", "contradicts the member \"use\""));
        }
        // a shared secret has no halves
        let has_halves = self.text("kty")? != "oct" && self.text("d").is_ok();
        let by_its_half = operation == Operation::Verify && has_halves && names.contains(&"sign");
        if !by_its_half && !names.contains(&operation.name()) {
            let shown: Vec<String> = names.into_iter().take(MOST_SHOWN).map(quoted).collect();
            return Err(Error::Purpose {
                operation: operation.gerund(),
                member: "key_ops",
                value: format!("[{}]", shown.join(", ")),
            });
        }
        Ok(())
    }

    /// What `key_ops` names.
    pub fn operations(&self) -> Result<Option<Vec<&'a str>>, Error> {
        let Some(operations) = self.0.get("key_ops") else { return Ok(None) };
        let names: Option<Vec<&str>> =
            operations.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
        names.map(Some).ok_or_else(|| malformed("key_ops", "is not a list of strings"))
    }

    pub fn member(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    pub fn has(&self, member: &str) -> bool {
        self.0.contains_key(member)
    }

    pub fn secret(&self) -> Result<SecretBytes, Error> {
        self.bytes("k").map(SecretBytes::new)
    }

    pub fn bytes(&self, member: &'static str) -> Result<Vec<u8>, Error> {
        base64url::decode(self.text(member)?).map_err(|why| malformed(member, why))
    }

    /// Bytes of exactly this length, leading zeros included.
    pub fn coordinate(&self, member: &'static str, length: usize) -> Result<Vec<u8>, Error> {
        let bytes = self.bytes(member)?;
        if bytes.len() != length {
            return Err(malformed(member, format!("has {} bytes instead of {length}", bytes.len())));
        }
        Ok(bytes)
    }

    /// The uncompressed point 04 x y (SEC 1 section 2.3.3).
    pub fn point(&self, family: Family) -> Result<Vec<u8>, Error> {
        let length = coordinate_length(family);
        Ok([vec![4], self.coordinate("x", length)?, self.coordinate("y", length)?].concat())
    }

    pub fn text(&self, member: &'static str) -> Result<&'a str, Error> {
        self.optional_text(member)?.ok_or(Error::Missing(member))
    }

    pub fn optional_text(&self, member: &'static str) -> Result<Option<&'a str>, Error> {
        let Some(value) = self.0.get(member) else { return Ok(None) };
        let not_text = || malformed(member, format!("is {} instead of a string", json::kind(value)));
        value.as_str().map(Some).ok_or_else(not_text)
    }
}

/// Bytes of a coordinate, and of the private number, on this curve (RFC 7518 sections 6.2.1.2 and 6.2.2.1).
pub(super) fn coordinate_length(family: Family) -> usize {
    match family {
        Family::P521 => 66,
        Family::P384 => 48,
        _ => 32,
    }
}

/// The `crv` of keys on this curve (RFC 7518 section 6.2.1.1, RFC 8812 section 3.1, RFC 8037 section 2).
pub(super) fn curve_name(family: Family) -> &'static str {
    match family {
        Family::P256 => "P-256",
        Family::P384 => "P-384",
        Family::P521 => "P-521",
        Family::Secp256k1 => "secp256k1",
        Family::Ed25519 => "Ed25519",
        Family::Rsa | Family::Hmac => "",
    }
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
        }
    }
    fn gerund(self) -> &'static str {
        match self {
            Self::Sign => "making",
            Self::Verify => "checking",
        }
    }
}

fn purpose(operation: Operation, member: &'static str, value: &str) -> Error {
    Error::Purpose { operation: operation.gerund(), member, value: quoted(value) }
}

pub(super) fn malformed(member: &'static str, why: impl Into<String>) -> Error {
    Error::Malformed { member, why: why.into() }
}
