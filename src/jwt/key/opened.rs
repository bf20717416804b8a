//! A private JWK, taken apart for as long as it is read.

use super::{Error, SigningKey, VerificationKey, WeakSecrets};
use crate::jwt::algorithm::Algorithm;
use crate::jwt::json;
use crate::sensitive::{PrivateJwk, SecretBytes};
use serde_json::{Map, Value};
use zeroize::Zeroize as _;

/// The private members of every kind of key (RFC 7518 section 6, RFC 8037 section 2).
pub const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Whether something of the key is nobody else's business; a member that is there and empty is not.
pub(super) fn has_private_member(jwk: &Value) -> bool {
    let is_filled = |value: &Value| !value.is_null() && *value != "";
    PRIVATE_MEMBERS.iter().any(|member| jwk.get(member).is_some_and(is_filled))
}

/// A private JWK, or a set of them. Private members are wiped when it is dropped.
pub struct OpenedJwk(Value);

/// A key that was found in a file.
pub(super) struct Found {
    pub jwk: OpenedJwk,
    /// For PS256, PS384 and PS512 alone, which no member of a JWK can say.
    pub only_pss: bool,
}

impl OpenedJwk {
    pub fn open(jwk: &PrivateJwk) -> Result<Self, Error> {
        Self::read(jwk.expose().as_bytes())
    }

    /// From strict JSON.
    pub(super) fn read(text: &[u8]) -> Result<Self, Error> {
        json::strict(text).map(Self).map_err(|fault| Error::NoJson(fault.to_string()))
    }

    pub(super) fn of(members: Map<String, Value>) -> Self {
        Self(Value::Object(members))
    }

    pub(super) fn value(&self) -> &Value {
        &self.0
    }

    /// Whether it, or one key of the set, is private.
    pub(super) fn is_private(&self) -> bool {
        let list = self.0.get("keys").unwrap_or(&self.0);
        let keys = list.as_array().map_or(&[][..], Vec::as_slice);
        is_private(&self.0) || keys.iter().any(is_private)
    }

    pub fn signing_key(&self) -> Result<SigningKey, Error> {
        SigningKey::from_jwk(&self.0)
    }

    /// Of RFC 7638. A secret that can be guessed can be guessed by it.
    pub fn thumbprint(&self) -> Result<String, Error> {
        super::thumbprint(&self.0)
    }

    /// As JSON again, for a store.
    pub fn close(&self) -> PrivateJwk {
        PrivateJwk::new(self.0.to_string())
    }

    pub fn set_text(&mut self, member: &str, text: &str) {
        self.0[member] = text.into();
    }

    /// A key of our own ring: a weak secret was allowed when it was imported.
    pub fn own_signing_key(&self) -> Result<SigningKey, Error> {
        SigningKey::read_jwk(&self.0, None, WeakSecrets::Allowed)
    }

    /// The bytes of a shared secret.
    pub fn shared_secret(&self) -> Result<SecretBytes, Error> {
        super::jwk::Jwk::new(&self.0)?.secret()
    }

    /// The member of this name when it is a string.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.0.get(member).and_then(Value::as_str)
    }
}

/// Whether a key, be it broken, is a private one or a shared secret: nobody else may read it.
pub(super) fn is_private(jwk: &Value) -> bool {
    jwk["kty"] == "oct" || has_private_member(jwk)
}

impl Found {
    /// A key for RSA-PSS; `None` leaves the hash open.
    pub fn for_pss(mut jwk: OpenedJwk, algorithm: Option<Algorithm>) -> Self {
        if let Some(algorithm) = algorithm {
            jwk.0["alg"] = algorithm.name().into();
        }
        Self { jwk, only_pss: true }
    }

    pub fn verification_key(&self, weak: WeakSecrets) -> Result<VerificationKey, Error> {
        let key = VerificationKey::read_jwk(self.jwk.value(), weak)?;
        Ok(VerificationKey { only_pss: self.only_pss, ..key })
    }

    pub fn signing_key(&self, wanted: Option<Algorithm>, weak: WeakSecrets) -> Result<SigningKey, Error> {
        let wanted = match wanted {
            Some(algorithm) if self.only_pss && !algorithm.is_pss() => return Err(Error::OnlyPss(algorithm)),
            None if self.only_pss && self.jwk.text("alg").is_none() => Some(Algorithm::PS256),
            wanted => wanted,
        };
        SigningKey::read_jwk(self.jwk.value(), wanted, weak)
    }
}

impl From<OpenedJwk> for Found {
    fn from(jwk: OpenedJwk) -> Self {
        Self { jwk, only_pss: false }
    }
}

impl From<Value> for OpenedJwk {
    fn from(jwk: Value) -> Self {
        Self(jwk)
    }
}

impl Drop for OpenedJwk {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(wipe),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if PRIVATE_MEMBERS.contains(&name.as_str()) => text.zeroize(),
                    other => wipe(other),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::samples::{a1, a2, a3, with};
    use serde_json::json;

    #[test]
    fn j2_a_key_for_pss_is_used_for_nothing_else() {
        let refused = WeakSecrets::Refused;
        let signs = |found: &Found, wanted| Ok(found.signing_key(wanted, refused)?.algorithm());
        let [open, named, plain] = [
            Found::for_pss(a2().0.into(), None),
            Found::for_pss(a2().0.into(), Some(Algorithm::PS384)),
            Found::from(OpenedJwk::from(a2().0)),
        ];
        let defaults = [&open, &named, &plain].map(|found| signs(found, None));
        assert_eq!(defaults, [Ok(Algorithm::PS256), Ok(Algorithm::PS384), Ok(Algorithm::RS256)]);
        assert_eq!(signs(&open, Some(Algorithm::PS512)), Ok(Algorithm::PS512));
        for found in [&open, &named] {
            let other = Error::OnlyPss(Algorithm::RS256);
            assert_eq!(signs(found, Some(Algorithm::RS256)), Err(other.clone()));
            assert_eq!(found.verification_key(refused).unwrap().fits(Algorithm::RS256), Err(other));
            assert_eq!(found.verification_key(refused).unwrap().fits(Algorithm::PS384), Ok(()));
        }
        assert_eq!(signs(&plain, Some(Algorithm::PS512)), Ok(Algorithm::PS512));
        assert_eq!(plain.verification_key(refused).unwrap().fits(Algorithm::RS256), Ok(()));
    }

    #[test]
    fn a42_what_is_private_is_wiped_in_a_set_too_and_the_rest_left() {
        let ((secret, _), (curve, _)) = (a1(), a3());
        let mut set = json!({"keys": [secret, curve], "other": "stays"});
        wipe(&mut set);
        let wiped = [with(&secret, &json!({"k": ""})), with(&curve, &json!({"d": ""}))];
        assert_eq!(set, json!({"keys": wiped, "other": "stays"}));
    }
}
