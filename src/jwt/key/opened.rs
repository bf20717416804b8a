//! A private JWK, taken apart for as long as it is read.

use super::{Error, SigningKey};
use crate::sensitive::PrivateJwk;
use serde_json::Value;
use zeroize::Zeroize as _;

/// The private members of every kind of key (RFC 7518 section 6, RFC 8037 section 2).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// The members of a private JWK. Those that are private are wiped when it is dropped.
pub struct OpenedJwk(Value);

impl OpenedJwk {
    pub fn open(jwk: &PrivateJwk) -> Result<Self, Error> {
        serde_json::from_str(jwk.expose()).map(Self).map_err(|why| Error::NoJson(why.to_string()))
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
        for member in PRIVATE {
            if let Some(Value::String(text)) = self.0.get_mut(member) {
                text.zeroize();
            }
        }
    }
}
