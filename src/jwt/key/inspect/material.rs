//! The numbers of a key: whether they are in order, how large they are, and which algorithms could use them.

use super::{Part, Warning};
use crate::jwt::algorithm::Family;
use crate::jwt::base64url;
use crate::jwt::key::jwk::{Jwk, curve_name, malformed};
use crate::jwt::key::kind::OKP;
use crate::jwt::key::opened::OpenedJwk;
use crate::jwt::key::secret::check_not_public;
use crate::jwt::key::signing::rsa_pair;
use crate::jwt::key::{Error, SigningKey, VerificationKey, guessable, private, strength, thumbprint};
use crate::jwt::{Algorithm, jwe};
use serde_json::json;
use zeroize::Zeroizing;

/// What a key is made of.
pub(super) struct Material {
    pub part: Part,
    pub kty: &'static str,
    pub curve: Option<&'static str>,
    pub bits: usize,
    pub has_public: bool,
    pub usable: Usable,
    /// True for a secret that could be found by its thumbprint.
    pub is_guessable: bool,
    pub signs: Vec<&'static str>,
    pub encrypts: Vec<&'static str>,
    pub warnings: Vec<Warning>,
}

/// What of a key could be used here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Usable {
    Wholly,
    /// Of a private key the public part.
    InPublic,
    Not,
}

impl Material {
    /// Of a JWK. One that was made of another form may lack a public part that cannot be computed here.
    pub fn read(jwk: &Jwk<'_>, converted: bool) -> Result<Self, Error> {
        match jwk.text("kty")? {
            "oct" => {
                let secret = jwk.secret()?;
                if secret.expose().is_empty() {
                    return Err(malformed("k", "is empty"));
                }
                Ok(Self::secret(secret.expose()))
            }
            "RSA" => Self::rsa(jwk),
            "EC" => Self::elliptic(jwk),
            "OKP" => Self::okp(jwk, converted),
            other => Err(Error::UnknownKind(other.to_owned())),
        }
    }

    pub fn secret(secret: &[u8]) -> Self {
        let bits = secret.len() * 8;
        let signs = signing(Family::Hmac).into_iter();
        let long_enough = |algorithm: &Algorithm| strength::secret_length(secret.len(), *algorithm).is_ok();
        let public = check_not_public(secret).err();
        let weakness = public.or_else(|| guessable(secret).map(Error::GuessableSecret));
        Self {
            part: Part::Secret,
            kty: "oct",
            curve: None,
            bits,
            has_public: true,
            usable: Usable::Wholly,
            is_guessable: weakness.is_some(),
            signs: signs.filter(long_enough).map(Algorithm::name).collect(),
            encrypts: jwe::Management::for_secret(secret.len()),
            warnings: weakness.map(Warning::Weak).into_iter().collect(),
        }
    }

    fn rsa(jwk: &Jwk<'_>) -> Result<Self, Error> {
        let number = |member| match jwk.bytes(member)? {
            number if number.first().is_none_or(|first| *first == 0) => {
                Err(malformed(member, "begins with a zero byte, or is empty"))
            }
            number => Ok(number),
        };
        let (modulus, exponent) = (number("n")?, number("e")?);
        let bits = strength::bits(&modulus);
        let weakness = strength::rsa(&modulus, &exponent).err();
        let is_private = jwk.has("d");
        let unusable = match is_private.then(|| rsa_pair(jwk)) {
            Some(Err(why @ (Error::NoPrimes(_) | Error::MultiPrime))) => Some(why),
            Some(Err(why)) if weakness.is_none() => return Err(why),
            _ => None,
        };
        let usable = match (&weakness, &unusable) {
            (Some(_), _) => Usable::Not,
            (None, Some(_)) => Usable::InPublic,
            (None, None) => Usable::Wholly,
        };
        Ok(Self {
            part: if is_private { Part::Private } else { Part::Public },
            kty: "RSA",
            curve: None,
            bits,
            has_public: true,
            usable,
            is_guessable: false,
            signs: signing(Family::Rsa).into_iter().map(Algorithm::name).collect(),
            encrypts: jwe::Management::FOR_RSA.to_vec(),
            warnings: weakness.into_iter().chain(unusable).map(Warning::Weak).collect(),
        })
    }

    fn elliptic(jwk: &Jwk<'_>) -> Result<Self, Error> {
        let (family, bits) = match jwk.text("crv")? {
            "P-256" => (Family::P256, 256),
            "P-384" => (Family::P384, 384),
            "P-521" => (Family::P521, 521),
            "secp256k1" => (Family::Secp256k1, 256),
            other => return Err(Error::UnknownCurve(other.to_owned())),
        };
        let part = checked(jwk, &["kty", "crv", "x", "y", "d"])?;
        let encrypts = if family == Family::Secp256k1 { &[][..] } else { jwe::Management::FOR_CURVES };
        Ok(Self::of_curve("EC", curve_name(family), bits, part, signing(family), encrypts))
    }

    fn okp(jwk: &Jwk<'_>, converted: bool) -> Result<Self, Error> {
        let name = jwk.text("crv")?;
        let okp = OKP.into_iter().find(|okp| okp.curve == name);
        let okp = okp.ok_or_else(|| Error::UnknownCurve(name.to_owned()))?;
        let has_public = jwk.has("x") || !converted;
        let part = match okp.curve {
            "Ed25519" => checked(jwk, &["kty", "crv", "x", "d"])?,
            _ => {
                let public = if has_public { jwk.coordinate("x", okp.length)? } else { Vec::new() };
                let is_private = jwk.has("d");
                let private = is_private.then(|| jwk.coordinate("d", okp.length)).transpose()?;
                let private = private.map(Zeroizing::new);
                let is_own = |private: &[u8]| private::x25519(private).is_ok_and(|own| own == public);
                match &private {
                    Some(private) if okp.curve == "X25519" && !is_own(private) => {
                        return Err(Error::PrivatePart);
                    }
                    Some(_) => Part::Private,
                    None => Part::Public,
                }
            }
        };
        let (signs, encrypts) = match okp.curve {
            "Ed25519" => (signing(Family::Ed25519), &[][..]),
            "X25519" => (Vec::new(), jwe::Management::FOR_CURVES),
            _ => (Vec::new(), &[][..]),
        };
        let material = Self::of_curve("OKP", okp.curve, okp.length * 8, part, signs, encrypts);
        let unused = encrypts.is_empty() && material.signs.is_empty();
        let warnings = unused.then_some(Warning::Elsewhere(okp.curve)).into_iter().collect();
        Ok(Self { has_public, warnings, ..material })
    }

    fn of_curve(
        kty: &'static str,
        curve: &'static str,
        bits: usize,
        part: Part,
        signs: Vec<Algorithm>,
        encrypts: &[&'static str],
    ) -> Self {
        Self {
            part,
            kty,
            curve: Some(curve),
            bits,
            has_public: true,
            usable: Usable::Wholly,
            is_guessable: false,
            signs: signs.into_iter().map(Algorithm::name).collect(),
            encrypts: encrypts.to_vec(),
            warnings: Vec::new(),
        }
    }

    /// Takes out what `alg`, `use` and `key_ops` do not allow.
    pub fn keep_allowed(&mut self, alg: Option<&str>, usage: Option<&str>, operations: Option<&[String]>) {
        let allows = |purpose: &str, names: &[&str]| {
            usage.is_none_or(|usage| usage == purpose)
                && operations.is_none_or(|found| found.iter().any(|name| names.contains(&name.as_str())))
        };
        let is_named = |name: &&'static str| match alg {
            None => true,
            Some("Ed25519") => *name == "EdDSA",
            // the key of direct encryption names its content encryption (RFC 7520 section 5.6.1)
            Some(alg) if jwe::Content::from_name(alg).is_some() => *name == "dir",
            Some(alg) => *name == alg,
        };
        self.signs.retain(|name| is_named(name) && allows("sig", &SIGNING));
        self.encrypts.retain(|name| is_named(name) && allows("enc", &ENCRYPTION));
    }

    /// Takes out what nothing here would do with such a key.
    pub fn keep_usable(&mut self) {
        if self.usable == Usable::Not {
            self.signs.clear();
        }
        if self.usable != Usable::Wholly {
            self.encrypts.clear();
        }
    }

    /// Why a secret is too short: for the algorithm that it names, or for all of them.
    pub fn shortness(&self, alg: Option<&str>) -> Option<Warning> {
        let wanted = match alg {
            _ if self.part != Part::Secret => None,
            Some(name) => Algorithm::from_name(name),
            None => (self.encrypts.is_empty() && self.signs.is_empty()).then_some(Algorithm::HS256),
        };
        let short = wanted.and_then(|algorithm| strength::secret_length(self.bits / 8, algorithm).err());
        short.map(Warning::Weak)
    }
}

/// The operations of RFC 7517 section 4.3.
pub(super) const SIGNING: [&str; 2] = ["sign", "verify"];
pub(super) const ENCRYPTION: [&str; 6] =
    ["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"];

/// The algorithms that a key of this kind could make signatures with.
fn signing(family: Family) -> Vec<Algorithm> {
    Algorithm::ALL.into_iter().filter(|algorithm| algorithm.family() == family).collect()
}

/// Whether the key is one, by those who would use it; these members alone are shown to them.
fn checked(jwk: &Jwk<'_>, members: &[&str]) -> Result<Part, Error> {
    let members = members.iter().filter_map(|name| Some(((*name).to_owned(), jwk.member(name)?.clone())));
    let bare = OpenedJwk::of(members.collect());
    VerificationKey::from_jwk(bare.value())?;
    if !jwk.has("d") {
        return Ok(Part::Public);
    }
    SigningKey::from_jwk(bare.value())?;
    Ok(Part::Private)
}

pub(super) fn secret_thumbprint(secret: &[u8]) -> Result<String, Error> {
    thumbprint(OpenedJwk::from(json!({"kty": "oct", "k": base64url::encode(secret)})).value())
}
