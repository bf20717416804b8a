//! Keys: what checks a signature, what makes one, and how both are written (RFC 7517, 7518 section 6, 8037).
//!
//! A key knows which algorithm it is for, so nothing a token says can turn a public key into a secret. Each key
//! is checked when it is read: `jwk.rs` reads JWKs, and what else a file may hold becomes a JWK first (`pem.rs`, then
//! `private.rs` or `public.rs`); `file.rs` finds out what that is, and `inspect` tells a person.

mod certificate;
mod decryption;
mod der;
mod error;
mod file;
mod foreign;
mod fresh;
pub mod inspect;
mod jwk;
mod kind;
mod opened;
mod pem;
mod private;
mod public;
mod secret;
mod set;
mod signing;
mod strength;
mod thumbprint;

pub use decryption::{DecryptionKey, Needed};
pub(in crate::jwt) use error::quoted;
pub use error::{Error, Foreign};
pub use file::{KeyFile, Trusted};
pub use fresh::FreshKey;
pub use opened::{OpenedJwk, PRIVATE_MEMBERS};
pub use secret::SecretEncoding;
pub use set::{Choice, Ignored, KeySet};
pub use signing::{Signer, SigningKey};
pub use strength::guessable;
pub use thumbprint::thumbprint;

use super::algorithm::{Algorithm, Family};
use crate::sensitive::SecretBytes;
use aws_lc_rs::signature::{self as aws, ParsedPublicKey};
use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use secret::check_not_public;
use serde_json::Value;

/// A key that checks signatures: a public key, or a shared secret.
#[derive(Clone)]
pub struct VerificationKey {
    kid: Option<String>,
    family: Family,
    /// The only algorithm that the key may be used with, where the key itself says.
    declared: Option<Algorithm>,
    /// For PS256, PS384 and PS512 alone (RFC 4055 section 1.2).
    only_pss: bool,
    material: Material,
}

/// Whether a shared secret may be shorter than the hash (RFC 7518 section 3.2) or the text of a public key, and for
/// signing also guessable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WeakSecrets {
    #[default]
    Refused,
    /// For a caller who insists on it.
    Allowed,
}

#[derive(Clone)]
enum Material {
    Secret {
        key: DecodingKey,
        length: usize,
        weak: WeakSecrets,
    },
    /// Big-endian, without leading zero bytes.
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// On a curve; such a key has one algorithm.
    Point(ParsedPublicKey),
}

impl VerificationKey {
    /// From a JWK (RFC 7517 section 4), public or private; of a private one the public half.
    ///
    /// An error names the member that is missing, malformed, or says that the key is for something else.
    pub fn from_jwk(jwk: &Value) -> Result<Self, Error> {
        Self::read_jwk(jwk, WeakSecrets::Refused)
    }

    fn read_jwk(jwk: &Value, weak: WeakSecrets) -> Result<Self, Error> {
        let jwk = jwk::Jwk::new(jwk)?;
        let (family, declared, kid) = jwk.identity(jwk::Operation::Verify)?;
        let material = match family {
            Family::Hmac => Material::secret(&jwk.secret()?, declared.unwrap_or(Algorithm::HS256), weak)?,
            Family::Rsa => Material::rsa(&jwk.bytes("n")?, &jwk.bytes("e")?)?,
            Family::Ed25519 => Material::ed25519(&jwk.coordinate("x", 32)?)?,
            Family::P256 | Family::P384 | Family::P521 | Family::Secp256k1 => {
                Material::curve(family, &jwk.point(family)?)?
            }
        };
        Ok(Self { kid, family, declared, only_pss: false, material })
    }

    /// A shared secret for one algorithm. It must be as long as the hash (RFC 7518 section 3.2).
    pub fn hmac(secret: &SecretBytes, algorithm: Algorithm) -> Result<Self, Error> {
        Self::of_secret(secret, Some(algorithm), WeakSecrets::Refused)
    }

    /// A shared secret for any of the HMAC algorithms that it is long enough for.
    pub fn shared(secret: &SecretBytes, weak: WeakSecrets) -> Result<Self, Error> {
        Self::of_secret(secret, None, weak)
    }

    fn of_secret(
        secret: &SecretBytes,
        declared: Option<Algorithm>,
        weak: WeakSecrets,
    ) -> Result<Self, Error> {
        let algorithm = declared.unwrap_or(Algorithm::HS256);
        if algorithm.is_asymmetric() {
            return Err(Error::NotForSecrets(algorithm));
        }
        Ok(Self {
            kid: None,
            family: Family::Hmac,
            declared,
            only_pss: false,
            material: Material::secret(secret, algorithm, weak)?,
        })
    }

    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: Some(kid.into()), ..self }
    }

    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub fn family(&self) -> Family {
        self.family
    }

    /// The algorithm that the key itself names, or that its curve allows alone.
    pub fn declared_algorithm(&self) -> Option<Algorithm> {
        self.declared
    }

    /// The algorithm when nobody says: the declared one, else HS256 for a secret and RS256 for RSA.
    pub fn default_algorithm(&self) -> Algorithm {
        let usual = if self.only_pss { Algorithm::PS256 } else { self.family.default_algorithm() };
        self.declared.unwrap_or(usual)
    }

    /// Whether the key may be used with this algorithm: of its kind, the declared one, and not too short for it.
    pub fn fits(&self, algorithm: Algorithm) -> Result<(), Error> {
        if algorithm.family() != self.family {
            return Err(Error::Family { algorithm, family: self.family });
        }
        match (self.declared, &self.material) {
            _ if self.only_pss && !algorithm.is_pss() => Err(Error::OnlyPss(algorithm)),
            (Some(declared), _) if declared != algorithm => Err(Error::Declared { declared, algorithm }),
            (_, Material::Secret { length, weak: WeakSecrets::Refused, .. }) => {
                strength::secret_length(*length, algorithm)
            }
            _ => Ok(()),
        }
    }

    /// True when `signature` is this key's over `message` by this algorithm. Tags are compared in constant time.
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let verifier = self.verifier(algorithm);
        verifier.is_some_and(|verifier| verifier.verify(message, &signature.to_vec()).is_ok())
    }

    /// What checks many signatures by this algorithm; one for each thread. `None` where the key does not fit.
    pub(in crate::jwt) fn verifier(&self, algorithm: Algorithm) -> Option<Verifier> {
        self.fits(algorithm).ok()?;
        match &self.material {
            Material::Secret { key, .. } => {
                Some((DEFAULT_PROVIDER.verifier_factory)(&algorithm.common()?, key).ok()?)
            }
            Material::Rsa { modulus, exponent } => {
                let key = aws::RsaPublicKeyComponents { n: modulus, e: exponent };
                Some(Box::new(Parsed(key.to_parsed_public_key(rsa_parameters(algorithm)?).ok()?)))
            }
            Material::Point(key) => Some(Box::new(Parsed(key.clone()))),
        }
    }
}

/// What `jsonwebtoken`'s verifiers and ours are alike: built once for a key.
pub(in crate::jwt) type Verifier = Box<dyn jsonwebtoken::signature::Verifier<Vec<u8>>>;

/// A public key as aws-lc has it in memory: the verifiers of `jsonwebtoken` read it anew for each signature.
struct Parsed(ParsedPublicKey);

impl jsonwebtoken::signature::Verifier<Vec<u8>> for Parsed {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), jsonwebtoken::signature::Error> {
        self.0.verify_sig(message, signature).map_err(|_| jsonwebtoken::signature::Error::new())
    }
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static aws::RsaParameters> {
    match algorithm {
        Algorithm::RS256 => Some(&aws::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Some(&aws::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Some(&aws::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Some(&aws::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Some(&aws::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Some(&aws::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

impl Material {
    fn secret(secret: &SecretBytes, algorithm: Algorithm, weak: WeakSecrets) -> Result<Self, Error> {
        let length = secret.expose().len();
        if weak == WeakSecrets::Refused {
            check_not_public(secret.expose())?;
            strength::secret_length(length, algorithm)?;
        }
        Ok(Self::Secret { key: DecodingKey::from_secret(secret.expose()), length, weak })
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
        strength::rsa(modulus, exponent)?;
        Ok(Self::Rsa { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
    }

    fn ed25519(point: &[u8]) -> Result<Self, Error> {
        strength::ed25519(point)?;
        let key = ParsedPublicKey::new(&aws::ED25519, point).map_err(|_| Error::Point(Family::Ed25519))?;
        Ok(Self::Point(key))
    }

    /// From an uncompressed point (SEC 1 section 2.3.3), which aws-lc finds on the curve or refuses.
    fn curve(family: Family, point: &[u8]) -> Result<Self, Error> {
        let algorithm = match family {
            Family::P256 => &aws::ECDSA_P256_SHA256_FIXED,
            Family::P384 => &aws::ECDSA_P384_SHA384_FIXED,
            Family::P521 => &aws::ECDSA_P521_SHA512_FIXED,
            _ => &aws::ECDSA_P256K1_SHA256_FIXED,
        };
        let key = ParsedPublicKey::new(algorithm, point).map_err(|_| Error::Point(family))?;
        Ok(Self::Point(key))
    }
}

impl std::fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kid, family, declared, only_pss: _, material: _ } = self;
        f.debug_struct("VerificationKey")
            .field("kid", kid)
            .field("family", family)
            .field("declared", declared)
            .finish()
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod timing;
