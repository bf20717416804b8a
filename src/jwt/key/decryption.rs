//! Keys that decrypt (RFC 7516): private keys, and shared secrets.

use super::jwk::{Jwk, coordinate_length, curve_name, malformed};
use super::opened::Found;
use super::secret::check_not_public;
use super::signing::{ecdsa, rsa_pair};
use super::{Error, private};
use crate::jwt::algorithm::Family;
use crate::jwt::jwe;
use crate::sensitive::SecretBytes;
use aws_lc_rs::agreement::{self, ECDH_P256, ECDH_P384, ECDH_P521, UnparsedPublicKey, X25519};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{OaepAlgorithm, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{EcdsaKeyPair, RsaKeyPair};
use serde_json::Value;
use zeroize::Zeroizing;

/// A key that decrypts, and the one algorithm that it is for, where it says.
pub struct DecryptionKey {
    kid: Option<String>,
    declared: Option<String>,
    material: Material,
}

enum Material {
    Rsa(OaepPrivateDecryptingKey),
    Curve { curve: Curve, private: agreement::PrivateKey },
    Secret(SecretBytes),
}

impl Material {
    fn secret(secret: SecretBytes) -> Result<Self, Error> {
        check_not_public(secret.expose())?;
        Ok(Self::Secret(secret))
    }
}

#[derive(Clone, Copy)]
enum Curve {
    Nist(Family),
    X25519,
}

impl Curve {
    fn name(self) -> &'static str {
        match self {
            Self::Nist(family) => curve_name(family),
            Self::X25519 => "X25519",
        }
    }
}

/// What a key must be for an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    Rsa,
    Curve,
    /// A secret of this many bytes.
    Secret(usize),
}

impl DecryptionKey {
    /// A bare secret: the key of the content, or what that key is wrapped with.
    pub fn shared(secret: &SecretBytes) -> Result<Self, Error> {
        Ok(Self { kid: None, declared: None, material: Material::secret(secret.clone())? })
    }

    /// From a private JWK that is not for something else.
    pub(super) fn read(found: &Found) -> Result<Self, Error> {
        let jwk = Jwk::new(found.jwk.value())?;
        let declared = purpose(&jwk, found.only_pss)?.map(str::to_owned);
        let material = match jwk.text("kty")? {
            "oct" => Material::secret(jwk.secret()?)?,
            "RSA" => Material::Rsa(rsa(&private_only(&jwk).and_then(|()| rsa_pair(&jwk))?)?),
            "EC" => nist(&jwk)?,
            "OKP" if jwk.text("crv")? == "X25519" => x25519(&jwk)?,
            "OKP" => return Err(not_for_decryption("crv", jwk.text("crv")?)),
            other => return Err(Error::UnknownKind(other.to_owned())),
        };
        Ok(Self { kid: jwk.optional_text("kid")?.map(str::to_owned), declared, material })
    }

    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether the key can be used with the algorithm of this name, and may be. The key of direct encryption may name the
    /// content encryption instead (RFC 7520 section 5.6.1).
    pub(in crate::jwt) fn fits(&self, needed: Needed, management: &str, content: &str) -> bool {
        let is_named = self
            .declared
            .as_deref()
            .is_none_or(|name| name == management || management == "dir" && name == content);
        let is_kind = match (&self.material, needed) {
            (Material::Rsa(_), Needed::Rsa) | (Material::Curve { .. }, Needed::Curve) => true,
            (Material::Secret(secret), Needed::Secret(length)) => secret.expose().len() == length,
            _ => false,
        };
        is_named && is_kind
    }

    /// The curve of a key that agrees on secrets; `None` for any other.
    pub(in crate::jwt) fn curve(&self) -> Option<&'static str> {
        match &self.material {
            Material::Curve { curve, .. } => Some(curve.name()),
            _ => None,
        }
    }

    /// The secret itself; `None` for a key pair.
    pub(in crate::jwt) fn secret(&self) -> Option<&[u8]> {
        match &self.material {
            Material::Secret(secret) => Some(secret.expose()),
            _ => None,
        }
    }

    /// What RSA-OAEP encrypted to this key (RFC 7518 section 4.3).
    pub(in crate::jwt) fn oaep(
        &self,
        algorithm: &'static OaepAlgorithm,
        encrypted: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let Material::Rsa(key) = &self.material else { return None };
        let mut output = Zeroizing::new(vec![0; key.min_output_size()]);
        let length = key.decrypt(algorithm, encrypted, &mut output, None).ok()?.len();
        output.truncate(length);
        Some(output)
    }

    /// The secret that this key and the sender's ephemeral public key agree on (RFC 7518 section 4.6). aws-lc refuses a
    /// point that is not on the curve. An error names the member of the public key that is wrong.
    pub(in crate::jwt) fn agreed(&self, ephemeral: &Value) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let Material::Curve { curve, private } = &self.material else { return Ok(None) };
        let jwk = Jwk::new(ephemeral)?;
        let (kty, crv) = (jwk.text("kty")?, jwk.text("crv")?);
        let expected = if matches!(curve, Curve::Nist(_)) { "EC" } else { "OKP" };
        if (kty, crv) != (expected, curve.name()) {
            return Ok(None);
        }
        let point = match curve {
            Curve::Nist(family) => jwk.point(*family)?,
            Curve::X25519 => jwk.coordinate("x", 32)?,
        };
        let peer = UnparsedPublicKey::new(private.algorithm(), point);
        Ok(agreement::agree(private, peer, (), |secret| Ok(Zeroizing::new(secret.to_vec()))).ok())
    }
}

/// `use`, `key_ops` and `alg` must each allow it; the name of the one algorithm that the key is for, if it has one.
fn purpose<'a>(jwk: &Jwk<'a>, only_pss: bool) -> Result<Option<&'a str>, Error> {
    if only_pss {
        return Err(not_for_decryption("alg", "RSASSA-PSS"));
    }
    if let Some(other) = jwk.optional_text("use")?.filter(|usage| *usage != "enc") {
        return Err(not_for_decryption("use", other));
    }
    let decrypts = |name: &&str| matches!(*name, "decrypt" | "unwrapKey" | "deriveKey" | "deriveBits");
    if let Some(operations) = jwk.operations()?
        && !operations.iter().any(decrypts)
    {
        return Err(not_for_decryption("key_ops", &operations.join(", ")));
    }
    let is_known =
        |name: &str| jwe::Management::from_name(name).is_some() || jwe::Content::from_name(name).is_some();
    match jwk.optional_text("alg")? {
        Some(other) if !is_known(other) => Err(not_for_decryption("alg", other)),
        named => Ok(named),
    }
}

fn not_for_decryption(member: &'static str, value: &str) -> Error {
    Error::NotForDecryption { member, value: value.to_owned() }
}

fn private_only(jwk: &Jwk<'_>) -> Result<(), Error> {
    if jwk.has("d") { Ok(()) } else { Err(Error::OnlyPublic) }
}

fn rsa(pair: &RsaKeyPair) -> Result<OaepPrivateDecryptingKey, Error> {
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Error::Library)?;
    let key = PrivateDecryptingKey::from_pkcs8(der.as_ref()).map_err(|_| Error::PrivatePart)?;
    OaepPrivateDecryptingKey::new(key).map_err(|_| Error::Library)
}

fn nist(jwk: &Jwk<'_>) -> Result<Material, Error> {
    let (family, algorithm) = match jwk.text("crv")? {
        "P-256" => (Family::P256, &ECDH_P256),
        "P-384" => (Family::P384, &ECDH_P384),
        "P-521" => (Family::P521, &ECDH_P521),
        other => return Err(not_for_decryption("crv", other)),
    };
    private_only(jwk)?;
    let number = Zeroizing::new(jwk.coordinate("d", coordinate_length(family))?);
    EcdsaKeyPair::from_private_key_and_public_key(ecdsa(family), &number, &jwk.point(family)?)
        .map_err(|_| Error::PrivatePart)?;
    let private = agreement::PrivateKey::from_private_key(algorithm, &number);
    Ok(Material::Curve { curve: Curve::Nist(family), private: private.map_err(|_| Error::PrivatePart)? })
}

fn x25519(jwk: &Jwk<'_>) -> Result<Material, Error> {
    private_only(jwk)?;
    let (number, public) = (Zeroizing::new(jwk.coordinate("d", 32)?), jwk.coordinate("x", 32)?);
    if private::x25519(&number)? != public {
        return Err(Error::PrivatePart);
    }
    let private =
        agreement::PrivateKey::from_private_key(&X25519, &number).map_err(|_| malformed("d", "is no key"))?;
    Ok(Material::Curve { curve: Curve::X25519, private })
}

impl std::fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kid, declared, material: _ } = self;
        f.debug_struct("DecryptionKey").field("kid", kid).field("declared", declared).finish_non_exhaustive()
    }
}
