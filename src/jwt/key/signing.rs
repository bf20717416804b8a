//! Keys that make signatures.

use super::fresh::fresh_secret;
use super::jwk::{Jwk, Operation, coordinate_length, curve_name};
use super::secret::check_not_public;
use super::{Error, OpenedJwk, VerificationKey, WeakSecrets, guessable, private, strength, thumbprint};
use crate::jwt::algorithm::{Algorithm, Family};
use crate::jwt::base64url;
use crate::sensitive::{PrivateJwk, SecretBytes};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self as aws, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::JwtSigner;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

/// A private key or shared secret, and the one algorithm it is used with.
pub struct SigningKey {
    algorithm: Algorithm,
    /// The algorithm as the key itself spells it: that of Ed25519 has two names.
    alg: &'static str,
    kid: Option<String>,
    /// The members of the public key; for a shared secret only its kind.
    public: Map<String, Value>,
    material: Material,
}

/// Makes signatures with a key that was prepared once, however many there are to be.
pub struct Signer<'k>(Prepared<'k>);

enum Prepared<'k> {
    Common(Box<dyn JwtSigner>),
    Rsa(&'k RsaKeyPair, &'static dyn aws::RsaEncoding),
    Curve(&'k EcdsaKeyPair),
}

enum Material {
    /// What `jsonwebtoken` signs with: a secret, or PKCS#8.
    Common(EncodingKey),
    /// `jsonwebtoken` would read an RSA key anew for each signature.
    Rsa(RsaKeyPair),
    Curve(EcdsaKeyPair),
}

impl SigningKey {
    /// A fresh key; RSA keys have 2048 bits, secrets as many bytes as the hash. Key pairs are named by their
    /// thumbprint, secrets have no id.
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        let key = match algorithm.family() {
            Family::Hmac => return Self::hmac(&fresh_secret(algorithm)?, algorithm),
            Family::Rsa => Self::of_rsa(algorithm, RsaKeyPair::generate(KeySize::Rsa2048).map_err(library)?),
            Family::Ed25519 => Self::of_ed25519(&Ed25519KeyPair::generate().map_err(library)?)?,
            family => Self::of_curve(algorithm, EcdsaKeyPair::generate(ecdsa(family)).map_err(library)?)?,
        };
        let kid = thumbprint(&Value::Object(key.public.clone()))?;
        Ok(key.with_kid(kid))
    }

    /// A shared secret that is as long as the hash and cannot be guessed.
    pub fn hmac(secret: &SecretBytes, algorithm: Algorithm) -> Result<Self, Error> {
        Self::shared(secret, algorithm, WeakSecrets::Refused)
    }

    /// A shared secret, which may be weak where the caller insists on it.
    pub fn shared(secret: &SecretBytes, algorithm: Algorithm, weak: WeakSecrets) -> Result<Self, Error> {
        if algorithm.is_asymmetric() {
            return Err(Error::NotForSecrets(algorithm));
        }
        if weak == WeakSecrets::Refused {
            check_not_public(secret.expose())?;
            strength::secret_length(secret.expose().len(), algorithm)?;
            if let Some(why) = guessable(secret.expose()) {
                return Err(Error::GuessableSecret(why));
            }
        }
        let material = Material::Common(EncodingKey::from_secret(secret.expose()));
        Ok(Self::new(algorithm, json!({"kty": "oct"}), material))
    }

    /// From a private JWK. Without `alg` it is used with the default algorithm of its kind.
    pub fn from_jwk(jwk: &Value) -> Result<Self, Error> {
        Self::read_jwk(jwk, None, WeakSecrets::Refused)
    }

    /// The same, used with the algorithm that the caller wants where the key leaves it open.
    pub(super) fn read_jwk(jwk: &Value, wanted: Option<Algorithm>, weak: WeakSecrets) -> Result<Self, Error> {
        let jwk = Jwk::new(jwk)?;
        let (family, declared, kid) = jwk.identity(Operation::Sign)?;
        let algorithm = agreed(family, declared, wanted)?;
        let key = match family {
            Family::Hmac => Self::shared(&jwk.secret()?, algorithm, weak)?,
            Family::Rsa => Self::of_rsa(algorithm, rsa_pair(&jwk)?),
            Family::Ed25519 => {
                let (seed, public) = (Zeroizing::new(jwk.coordinate("d", 32)?), jwk.coordinate("x", 32)?);
                let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &public);
                Self::of_ed25519(&pair.map_err(|_| Error::PrivatePart)?)?
            }
            Family::P256 | Family::P384 | Family::P521 | Family::Secp256k1 => {
                let private = Zeroizing::new(jwk.coordinate("d", coordinate_length(family))?);
                let pair = EcdsaKeyPair::from_private_key_and_public_key(
                    ecdsa(family),
                    &private,
                    &jwk.point(family)?,
                );
                Self::of_curve(algorithm, pair.map_err(|_| Error::PrivatePart)?)?
            }
        };
        Ok(Self { kid, alg: jwk.alg()?.unwrap_or(key.alg), ..key })
    }

    fn new(algorithm: Algorithm, public: Value, material: Material) -> Self {
        Self { algorithm, alg: algorithm.name(), kid: None, public: members(public), material }
    }

    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: Some(kid.into()), ..self }
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The name of the algorithm for headers: as the key spells it, "Ed25519" too (RFC 9864).
    pub fn alg(&self) -> &'static str {
        self.alg
    }

    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// What may be published: the public members, `alg`, `use` and `kid`. A shared secret has no public members,
    /// so its JWK names its kind and id and cannot be used for anything.
    pub fn public_jwk(&self) -> Value {
        let mut jwk = self.public.clone();
        jwk.insert("alg".into(), self.alg.into());
        jwk.insert("use".into(), "sig".into());
        if let Some(kid) = &self.kid {
            jwk.insert("kid".into(), kid.as_str().into());
        }
        Value::Object(jwk)
    }

    /// The members of the public key alone: what a proof of possession shows (RFC 9449 section 4.2).
    pub fn public_members(&self) -> &Map<String, Value> {
        &self.public
    }

    /// The private JWK, for a store; [`SigningKey::from_jwk`] reads it. `alg` is the algorithm as it is to be spelled:
    /// that of Ed25519 has two names.
    pub fn private_jwk(&self, alg: &str) -> Result<PrivateJwk, Error> {
        let mut jwk = match &self.material {
            Material::Common(secret) if !self.algorithm.is_asymmetric() => {
                OpenedJwk::from(json!({"kty": "oct", "k": base64url::encode(secret.as_bytes())}))
            }
            // PKCS#8 by then
            Material::Common(pair) => private::key(pair.as_bytes())?.jwk,
            Material::Curve(pair) => private::key(pair.to_pkcs8v1().map_err(library)?.as_ref())?.jwk,
            Material::Rsa(pair) => {
                private::key(AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map_err(library)?.as_ref())?.jwk
            }
        };
        jwk.set_text("alg", alg);
        Ok(jwk.close())
    }

    /// The key that checks what this one signs.
    pub fn verification_key(&self) -> Result<VerificationKey, Error> {
        let key = match &self.material {
            Material::Common(secret) if !self.algorithm.is_asymmetric() => {
                let secret = SecretBytes::new(secret.as_bytes().to_vec());
                VerificationKey::of_secret(&secret, Some(self.algorithm), WeakSecrets::Allowed)?
            }
            _ => VerificationKey::from_jwk(&self.public_jwk())?,
        };
        Ok(VerificationKey { kid: self.kid.clone(), ..key })
    }

    /// The signature over these bytes, in the form that JWS has for it (RFC 7518 section 3). No two ECDSA
    /// signatures share their random number.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.signer()?.sign(message)
    }

    /// What makes many signatures; one for each thread.
    pub fn signer(&self) -> Result<Signer<'_>, Error> {
        Ok(Signer(match (&self.material, self.algorithm.common()) {
            (Material::Common(key), Some(algorithm)) => {
                Prepared::Common((DEFAULT_PROVIDER.signer_factory)(&algorithm, key).map_err(library)?)
            }
            (Material::Curve(pair), _) => Prepared::Curve(pair),
            (Material::Rsa(pair), _) => Prepared::Rsa(pair, rsa_encoding(self.algorithm)),
            (Material::Common(_), None) => return Err(Error::Library),
        }))
    }

    fn of_rsa(algorithm: Algorithm, pair: RsaKeyPair) -> Self {
        let number =
            |number: aws_lc_rs::io::Positive<'_>| base64url::encode(number.big_endian_without_leading_zero());
        let public = json!({
            "kty": "RSA",
            "n": number(pair.public_key().modulus()),
            "e": number(pair.public_key().exponent()),
        });
        Self::new(algorithm, public, Material::Rsa(pair))
    }

    fn of_ed25519(pair: &Ed25519KeyPair) -> Result<Self, Error> {
        let public = json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(pair.public_key())});
        let material =
            Material::Common(EncodingKey::from_ed_der(pair.to_pkcs8v1().map_err(library)?.as_ref()));
        Ok(Self::new(Algorithm::EdDSA, public, material))
    }

    fn of_curve(algorithm: Algorithm, pair: EcdsaKeyPair) -> Result<Self, Error> {
        let curve = curve_name(algorithm.family());
        let (x, y) = pair.public_key().as_ref()[1..].split_at(coordinate_length(algorithm.family()));
        let public = json!({"kty": "EC", "crv": curve, "x": base64url::encode(x), "y": base64url::encode(y)});
        let material = match algorithm.common() {
            Some(_) => {
                Material::Common(EncodingKey::from_ec_der(pair.to_pkcs8v1().map_err(library)?.as_ref()))
            }
            None => Material::Curve(pair),
        };
        Ok(Self::new(algorithm, public, material))
    }
}

impl Signer<'_> {
    /// As [`SigningKey::sign`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.0 {
            Prepared::Common(signer) => signer.try_sign(message).map_err(library),
            Prepared::Curve(pair) => {
                Ok(pair.sign(&SystemRandom::new(), message).map_err(library)?.as_ref().to_vec())
            }
            Prepared::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &SystemRandom::new(), message, &mut signature).map_err(library)?;
                Ok(signature)
            }
        }
    }
}

/// Whether a JWK is for such signatures, by what it says of itself.
pub(super) fn is_for_signing(jwk: &Value, wanted: Option<Algorithm>) -> bool {
    let identity = Jwk::new(jwk).and_then(|jwk| jwk.identity(Operation::Sign));
    identity.is_ok_and(|(family, declared, _)| agreed(family, declared, wanted).is_ok())
}

/// The algorithm that a key is used with, where key and caller agree.
fn agreed(
    family: Family,
    declared: Option<Algorithm>,
    wanted: Option<Algorithm>,
) -> Result<Algorithm, Error> {
    match (declared, wanted) {
        (_, Some(algorithm)) if algorithm.family() != family => Err(Error::Family { algorithm, family }),
        (Some(declared), Some(algorithm)) if declared != algorithm => {
            Err(Error::Declared { declared, algorithm })
        }
        _ => Ok(wanted.or(declared).unwrap_or_else(|| family.default_algorithm())),
    }
}

pub(super) fn rsa_pair(jwk: &Jwk<'_>) -> Result<RsaKeyPair, Error> {
    let (modulus, exponent) = (jwk.bytes("n")?, jwk.bytes("e")?);
    strength::rsa(&modulus, &exponent)?;
    if jwk.has("oth") {
        return Err(Error::MultiPrime);
    }
    let private = |member| match jwk.bytes(member) {
        Err(Error::Missing(member)) if member != "d" => Err(Error::NoPrimes(member)),
        found => found.map(Zeroizing::new),
    };
    RsaKeyPair::from_components(&aws_lc_rs::rsa::KeyPairComponents {
        public_key: aws::RsaPublicKeyComponents { n: modulus, e: exponent },
        d: private("d")?,
        p: private("p")?,
        q: private("q")?,
        dP: private("dp")?,
        dQ: private("dq")?,
        qInv: private("qi")?,
    })
    .map_err(|_| Error::PrivatePart)
}

pub(super) fn ecdsa(family: Family) -> &'static EcdsaSigningAlgorithm {
    match family {
        Family::P384 => &aws::ECDSA_P384_SHA384_FIXED_SIGNING,
        Family::P521 => &aws::ECDSA_P521_SHA512_FIXED_SIGNING,
        Family::Secp256k1 => &aws::ECDSA_P256K1_SHA256_FIXED_SIGNING,
        _ => &aws::ECDSA_P256_SHA256_FIXED_SIGNING,
    }
}

fn rsa_encoding(algorithm: Algorithm) -> &'static dyn aws::RsaEncoding {
    match algorithm {
        Algorithm::RS384 => &aws::RSA_PKCS1_SHA384,
        Algorithm::RS512 => &aws::RSA_PKCS1_SHA512,
        Algorithm::PS256 => &aws::RSA_PSS_SHA256,
        Algorithm::PS384 => &aws::RSA_PSS_SHA384,
        Algorithm::PS512 => &aws::RSA_PSS_SHA512,
        _ => &aws::RSA_PKCS1_SHA256,
    }
}

fn members(object: Value) -> Map<String, Value> {
    if let Value::Object(members) = object { members } else { Map::new() }
}

/// aws-lc says only that it failed, which it does when memory or randomness ran out.
pub(super) fn library<E>(_: E) -> Error {
    Error::Library
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
