//! A published set of keys (RFC 7517 section 5), and which of them a token means.

use super::opened::has_private_member;
use super::{Error, VerificationKey, WeakSecrets};
use crate::jwt::algorithm::Algorithm;
use crate::jwt::json;
use serde_json::Value;
use std::collections::HashSet;

/// Of how many unusable keys it is kept why: nobody publishes so many, but somebody may send them.
const MOST_IGNORED: usize = 1000;

/// The usable keys of a JWK set, and why the others are not.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: Vec<VerificationKey>,
    ignored: Vec<Ignored>,
}

/// A member of a set that is broken, of an unknown kind, or not for checking signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    pub kid: Option<String>,
    pub why: Error,
}

/// Which key of a set a token means.
#[derive(Clone, Copy, Debug)]
pub enum Choice<'a> {
    Key(&'a VerificationKey),
    /// No usable key has the token's id, or fits its algorithm when it names none. The issuer may have a new one.
    Unknown,
    /// The token names no key, and this many fit.
    Ambiguous(usize),
}

impl KeySet {
    /// From the text of a JWK set. A key id that occurs twice, and shared secrets beside public keys, spoil the
    /// whole set; keys that are broken or of unknown kinds are left out.
    pub fn from_jwks(text: &[u8]) -> Result<Self, Error> {
        Self::from_value(&json::strict(text).map_err(|fault| Error::Set(fault.to_string()))?)
    }

    /// The same for JSON that was already read strictly.
    pub fn from_value(jwks: &Value) -> Result<Self, Error> {
        Self::read(jwks, WeakSecrets::Refused)
    }

    /// The same for what an issuer published: a key with its private half is left out, since everybody can sign with it.
    pub fn published(jwks: &Value) -> Result<Self, Error> {
        let read = |jwk: &Value| match jwk["kty"] != "oct" && has_private_member(jwk) {
            true => Err(Error::PrivatePublished),
            false => VerificationKey::read_jwk(jwk, WeakSecrets::Refused),
        };
        Self::of(jwks, read)
    }

    pub(super) fn read(jwks: &Value, weak: WeakSecrets) -> Result<Self, Error> {
        Self::of(jwks, |jwk| VerificationKey::read_jwk(jwk, weak))
    }

    fn of(jwks: &Value, read: impl Fn(&Value) -> Result<VerificationKey, Error>) -> Result<Self, Error> {
        let keys = members(jwks)?;
        let is_secret = |key: &Value| key["kty"] == "oct";
        let is_public = |key: &Value| matches!(key["kty"].as_str(), Some("EC" | "RSA" | "OKP"));
        if keys.iter().any(is_secret) && keys.iter().any(is_public) {
            return Err(Error::MixedSymmetry);
        }
        let mut set = Self::default();
        for jwk in keys {
            match read(jwk) {
                Ok(key) => set.keys.push(key),
                Err(_) if set.ignored.len() == MOST_IGNORED => {}
                Err(why) => set.ignored.push(Ignored { kid: jwk["kid"].as_str().map(str::to_owned), why }),
            }
        }
        let mut seen = HashSet::new();
        match set.keys.iter().filter_map(VerificationKey::kid).find(|kid| !seen.insert(*kid)) {
            Some(twice) => Err(Error::DuplicateKid(twice.to_owned())),
            None => Ok(set),
        }
    }

    /// The key that a token of this algorithm means: exactly the one of its `kid`, else the only one that fits.
    pub fn choose(&self, kid: Option<&str>, algorithm: Algorithm) -> Choice<'_> {
        let meant: Vec<_> = match kid {
            Some(_) => self.keys.iter().filter(|key| key.kid() == kid).collect(),
            None => self.keys.iter().filter(|key| key.fits(algorithm).is_ok()).collect(),
        };
        match meant.as_slice() {
            [] => Choice::Unknown,
            [key] => Choice::Key(key),
            several => Choice::Ambiguous(several.len()),
        }
    }

    pub fn keys(&self) -> &[VerificationKey] {
        &self.keys
    }

    pub fn ignored(&self) -> &[Ignored] {
        &self.ignored
    }
}

/// The keys of a JWK set (RFC 7517 section 5.1), each of them whatever it is.
pub(super) fn members(jwks: &Value) -> Result<&[Value], Error> {
    let members = jwks
        .as_object()
        .ok_or_else(|| Error::Set(format!("is {} instead of a JSON object", json::kind(jwks))))?;
    let keys = members.get("keys").ok_or_else(|| match is_certificates_by_id(jwks) {
        true => Error::CertificatesById,
        false => Error::Set("has no member \"keys\"".into()),
    })?;
    keys.as_array()
        .map(Vec::as_slice)
        .ok_or_else(|| Error::Set(format!("has {} instead of a list of keys", json::kind(keys))))
}

/// `{"ID": "-----BEGIN CERTIFICATE-----…", …}`, as Google publishes its keys beside its JWK set.
pub(super) fn is_certificates_by_id(json: &Value) -> bool {
    let is_certificate =
        |value: &Value| value.as_str().is_some_and(|text| text.starts_with("-----BEGIN CERTIFICATE-----"));
    json.as_object().is_some_and(|members| !members.is_empty() && members.values().all(is_certificate))
}
