//! Keys that are made here, to be kept.

use super::signing::{fresh_secret, library};
use super::{Error, SecretEncoding, SigningKey, WeakSecrets, thumbprint};
use crate::jwt::algorithm::Algorithm;
use crate::sensitive::{PrivateJwk, SecretBytes};
use serde_json::Value;

/// The signs of the id of a secret: no two look alike, and none means anything to a shell.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 60 bits: no two of a trillion are the same.
const LENGTH: usize = 12;

/// A new key and its id: for a key pair its thumbprint (RFC 7638), for a secret something of chance, since whatever is
/// computed from a secret tells of it.
#[derive(Clone)]
pub struct FreshKey {
    pub kid: String,
    pub private: PrivateJwk,
}

impl FreshKey {
    /// Of the lengths that [`SigningKey::generate`] has. A secret is as many random bytes as the hash has. Where services
    /// take their secret as a text, it is written in base64url, and that text is the key.
    pub fn generate(algorithm: Algorithm, read_as: SecretEncoding) -> Result<Self, Error> {
        if !algorithm.is_asymmetric() {
            let secret = fresh_secret(algorithm)?;
            let secret = match read_as {
                SecretEncoding::Utf8 => SecretEncoding::Base64url.encode(&secret),
                SecretEncoding::Base64 | SecretEncoding::Base64url | SecretEncoding::Hex => secret,
            };
            return Self::shared(&secret, algorithm, None);
        }
        let key = SigningKey::generate(algorithm)?;
        let kid = key.kid().map_or_else(chance_id, |kid| Ok(kid.to_owned()))?;
        Ok(Self { kid, private: key.private_jwk(algorithm.name())? })
    }

    /// A key that somebody has already, under its own id where it has one.
    pub fn taken_over(key: &SigningKey, kid: Option<String>) -> Result<Self, Error> {
        let kid = kid.or_else(|| key.kid().map(str::to_owned));
        let kid = match kid {
            Some(kid) => kid,
            None => thumbprint(&Value::Object(key.public_members().clone())).or_else(|_| chance_id())?,
        };
        Ok(Self { private: key.private_jwk(key.algorithm().name())?, kid })
    }

    fn shared(secret: &SecretBytes, algorithm: Algorithm, kid: Option<String>) -> Result<Self, Error> {
        let key = SigningKey::shared(secret, algorithm, WeakSecrets::Allowed)?;
        let kid = kid.map_or_else(chance_id, Ok)?;
        Ok(Self { kid, private: key.private_jwk(algorithm.name())? })
    }
}

/// An id that says nothing.
#[expect(clippy::disallowed_methods, reason = "of the randomness that a fresh key is made of")]
fn chance_id() -> Result<String, Error> {
    let mut bytes = [0; LENGTH];
    aws_lc_rs::rand::fill(&mut bytes).map_err(library)?;
    Ok(bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect())
}
