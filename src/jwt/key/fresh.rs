//! Keys that are made here, to be kept. This is the one place where pure code draws random bytes; key pairs and signatures
//! draw theirs inside aws-lc.

use super::signing::library;
use super::{Error, SecretEncoding, SigningKey, WeakSecrets, thumbprint};
use crate::jwt::algorithm::Algorithm;
use crate::sensitive::{PrivateJwk, SecretBytes};
use serde_json::Value;

/// The signs of the id of a secret: no two look alike, and none means anything to a shell.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 60 bits: of a million ids, any two are the same by a chance of one in two million.
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
        if algorithm.is_asymmetric() {
            return Self::taken_over(&SigningKey::generate(algorithm)?, None);
        }
        let secret = fresh_secret(algorithm)?;
        let secret = match read_as {
            SecretEncoding::Utf8 => SecretEncoding::Base64url.encode(&secret),
            SecretEncoding::Base64 | SecretEncoding::Base64url | SecretEncoding::Hex => secret,
        };
        Self::taken_over(&SigningKey::shared(&secret, algorithm, WeakSecrets::Allowed)?, None)
    }

    /// A key that somebody has already, under its own id where it has one.
    pub fn taken_over(key: &SigningKey, kid: Option<String>) -> Result<Self, Error> {
        let kid = kid.or_else(|| key.kid().map(str::to_owned));
        let kid = match kid {
            Some(kid) => kid,
            None if key.algorithm().is_asymmetric() => {
                thumbprint(&Value::Object(key.public_members().clone()))?
            }
            None => chance_id()?,
        };
        Ok(Self { private: key.private_jwk(key.algorithm().name())?, kid })
    }
}

/// As many random bytes as the hash has.
pub(super) fn fresh_secret(algorithm: Algorithm) -> Result<SecretBytes, Error> {
    let mut secret = vec![0; algorithm.minimum_secret()];
    fill(&mut secret)?;
    Ok(SecretBytes::new(secret))
}

/// An id that says nothing.
fn chance_id() -> Result<String, Error> {
    let mut bytes = [0; LENGTH];
    fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect())
}

#[expect(clippy::disallowed_methods, reason = "a fresh key is the one random thing that pure code makes")]
fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    aws_lc_rs::rand::fill(bytes).map_err(library)
}
