//! A private JWK, taken apart for as long as it is read.

use super::{Error, SigningKey};
use crate::jwt::json;
use crate::sensitive::PrivateJwk;
use serde_json::Value;
use zeroize::Zeroize as _;

/// The private members of every kind of key (RFC 7518 section 6, RFC 8037 section 2).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// A private JWK, or a set of them. Private members are wiped when it is dropped.
pub struct OpenedJwk(Value);

impl OpenedJwk {
    pub fn open(jwk: &PrivateJwk) -> Result<Self, Error> {
        Self::read(jwk.expose().as_bytes())
    }

    /// From strict JSON.
    pub(super) fn read(text: &[u8]) -> Result<Self, Error> {
        json::strict(text).map(Self).map_err(|fault| Error::NoJson(fault.to_string()))
    }

    pub(super) fn value(&self) -> &Value {
        &self.0
    }

    pub fn signing_key(&self) -> Result<SigningKey, Error> {
        SigningKey::from_jwk(&self.0)
    }

    /// The member of this name when it is a string.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.0.get(member).and_then(Value::as_str)
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
                    Value::String(text) if PRIVATE.contains(&name.as_str()) => text.zeroize(),
                    other => wipe(other),
                }
            }
        }
        _ => {}
    }
}
