//! Private keys in DER as JWKs: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 appendix A.1.2), SEC 1 (RFC 5915).

use super::der::{self, Element, Form, OCTET_STRING, elements, sequence};
use super::error::{Error, Foreign};
use super::jwk::{coordinate_length, curve_name};
use super::kind::{self, Kind, Okp};
use super::opened::{Found, OpenedJwk};
use super::signing::ecdsa;
use crate::jwt::algorithm::Family;
use crate::jwt::base64url;
use aws_lc_rs::agreement::{self, X25519};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

const ODD: Error = Error::Pem("a private key that cannot be read");

/// Both parts of the key. The public part is computed from the private one where aws-lc can: there `x` is always right.
pub(super) fn key(der: &[u8]) -> Result<Found, Error> {
    match der::form(der) {
        Some(Form::Pkcs8) => pkcs8(der),
        Some(Form::Pkcs1Private) => rsa(der).map(Found::from),
        Some(Form::Sec1) => sec1(der, None).map(Found::from),
        Some(Form::EncryptedPkcs8) => Err(Error::Encrypted),
        Some(Form::Pkcs12) => Err(Error::Foreign(Foreign::Pkcs12)),
        _ => Err(ODD),
    }
}

/// Version, algorithm, the key in a string; attributes and, since version 2, the public key may follow.
fn pkcs8(der: &[u8]) -> Result<Found, Error> {
    let parts = sequence(der).ok_or(ODD)?;
    let [_, identifier, key, more @ ..] = parts.as_slice() else { return Err(ODD) };
    match kind::kind(identifier)? {
        Kind::Rsa => rsa(key.data).map(Found::from),
        Kind::RsaPss(algorithm) => rsa(key.data).map(|jwk| Found::for_pss(jwk, algorithm)),
        Kind::Curve(_) => {
            let identifier = elements(identifier.data).ok_or(ODD)?;
            sec1(key.data, identifier.get(1)).map(Found::from)
        }
        Kind::Okp(curve) => okp(curve, key.data, der, more).map(Found::from),
    }
}

fn rsa(der: &[u8]) -> Result<OpenedJwk, Error> {
    const NAMES: [&str; 8] = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
    let parts = sequence(der).ok_or(ODD)?;
    let [version, numbers @ ..] = parts.as_slice() else { return Err(ODD) };
    if version.data != [0] {
        return Err(Error::MultiPrime);
    }
    let numbers: Option<Vec<&[u8]>> = numbers.iter().map(Element::unsigned).collect();
    let numbers = numbers.filter(|numbers| numbers.len() == NAMES.len()).ok_or(ODD)?;
    let members = NAMES.into_iter().zip(numbers);
    let mut jwk = Map::from_iter([("kty".to_owned(), Value::from("RSA"))]);
    jwk.extend(members.map(|(name, number)| (name.to_owned(), base64url::encode(number).into())));
    Ok(OpenedJwk::of(jwk))
}

/// The curve is named outside, or in the key itself. aws-lc refuses a public part that is not of the private one.
fn sec1(der: &[u8], parameters: Option<&Element<'_>>) -> Result<OpenedJwk, Error> {
    const PARAMETERS: u8 = 0xa0;
    let parts = sequence(der).ok_or(ODD)?;
    let own = parts.iter().find(|part| part.tag == PARAMETERS).and_then(|part| elements(part.data));
    let family = kind::curve(parameters.or(own.as_ref().and_then(|own| own.first())))?;
    let pair = EcdsaKeyPair::from_private_key_der(ecdsa(family), der).map_err(|_| Error::PrivatePart)?;
    let (x, y) = pair.public_key().as_ref()[1..].split_at(coordinate_length(family));
    let mut jwk =
        json!({"kty": "EC", "crv": curve_name(family), "x": base64url::encode(x), "y": base64url::encode(y)});
    jwk["d"] = base64url::encode(&*private_number(family, parts.get(1).ok_or(ODD)?)?).into();
    Ok(jwk.into())
}

/// In full length; old programs left zeros out at its beginning.
fn private_number(family: Family, found: &Element<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let missing = coordinate_length(family).checked_sub(found.data.len()).ok_or(ODD)?;
    Ok(Zeroizing::new([&vec![0; missing], found.data].concat()))
}

/// The key is a string within the string (RFC 8410 section 7). Of Ed448 and X448 the public part is known only where it
/// is written behind.
fn okp(curve: Okp, key: &[u8], der: &[u8], more: &[Element<'_>]) -> Result<OpenedJwk, Error> {
    const PUBLIC: u8 = 0x81;
    let inner = elements(key).ok_or(ODD)?;
    let [Element { tag: OCTET_STRING, data: private, .. }] = inner.as_slice() else { return Err(ODD) };
    if private.len() != curve.length {
        return Err(ODD);
    }
    let public = match curve.curve {
        "Ed25519" => Some(
            Ed25519KeyPair::from_pkcs8(der).map_err(|_| Error::PrivatePart)?.public_key().as_ref().to_vec(),
        ),
        "X25519" => Some(x25519(private)?),
        _ => more.iter().find(|part| part.tag == PUBLIC).and_then(Element::bits).map(<[u8]>::to_vec),
    };
    let mut jwk = json!({"kty": "OKP", "crv": curve.curve});
    if let Some(public) = public {
        jwk["x"] = base64url::encode(public).into();
    }
    jwk["d"] = base64url::encode(private).into();
    Ok(jwk.into())
}

/// The public part of this private key.
pub(super) fn x25519(private: &[u8]) -> Result<Vec<u8>, Error> {
    let key = agreement::PrivateKey::from_private_key(&X25519, private).map_err(|_| Error::PrivatePart)?;
    Ok(key.compute_public_key().map_err(|_| Error::PrivatePart)?.as_ref().to_vec())
}
