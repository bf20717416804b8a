//! Public keys in DER as JWKs: SubjectPublicKeyInfo (RFC 5280 section 4.1), PKCS#1, certificates.

use super::der::{self, BIT_STRING, Element, Form, sequence};
use super::error::{Error, Foreign};
use super::jwk::{coordinate_length, curve_name};
use super::kind::{self, Kind};
use super::opened::{Found, OpenedJwk};
use crate::jwt::algorithm::Family;
use crate::jwt::base64url;
use serde_json::json;
use x509_parser::prelude::{FromDer as _, X509Certificate};

const ODD: Error = Error::Pem("a public key that cannot be read");

/// The key; those who use it check it. A certificate stands for its key: who signed it and until when it is good is not
/// looked at.
pub(super) fn key(der: &[u8]) -> Result<Found, Error> {
    match der::form(der) {
        Some(Form::Spki) => of_info(der),
        Some(Form::Pkcs1Public) => rsa(der).map(Found::from),
        Some(Form::Certificate) => of_info(certificate(der)?.tbs_certificate.subject_pki.raw),
        _ => Err(ODD),
    }
}

pub(super) fn certificate(der: &[u8]) -> Result<X509Certificate<'_>, Error> {
    match X509Certificate::from_der(der) {
        Ok((&[], certificate)) => Ok(certificate),
        _ => Err(Error::Pem("a certificate that cannot be read")),
    }
}

fn of_info(der: &[u8]) -> Result<Found, Error> {
    let parts = sequence(der).ok_or(ODD)?;
    let [identifier, key @ Element { tag: BIT_STRING, .. }] = parts.as_slice() else { return Err(ODD) };
    let key = key.bits().ok_or(ODD)?;
    match kind::kind(identifier)? {
        Kind::Rsa => rsa(key).map(Found::from),
        Kind::RsaPss(algorithm) => rsa(key).map(|jwk| Found::for_pss(jwk, algorithm)),
        Kind::Curve(family) => elliptic(family, key).map(Found::from),
        Kind::Okp(curve) if key.len() == curve.length => {
            let jwk = json!({"kty": "OKP", "crv": curve.curve, "x": base64url::encode(key)});
            Ok(Found::from(OpenedJwk::from(jwk)))
        }
        Kind::Okp(_) => Err(ODD),
    }
}

fn rsa(der: &[u8]) -> Result<OpenedJwk, Error> {
    let parts = sequence(der).ok_or(ODD)?;
    let numbers: Option<Vec<&[u8]>> = parts.iter().map(Element::unsigned).collect();
    let Some(&[modulus, exponent]) = numbers.as_deref() else { return Err(ODD) };
    Ok(json!({"kty": "RSA", "n": base64url::encode(modulus), "e": base64url::encode(exponent)}).into())
}

/// From an uncompressed point (SEC 1 section 2.3.3).
fn elliptic(family: Family, point: &[u8]) -> Result<OpenedJwk, Error> {
    let length = coordinate_length(family);
    match point {
        [4, coordinates @ ..] if coordinates.len() == 2 * length => {
            let (x, y) = coordinates.split_at(length);
            Ok(json!({
                "kty": "EC", "crv": curve_name(family), "x": base64url::encode(x), "y": base64url::encode(y),
            })
            .into())
        }
        [2 | 3, x @ ..] if x.len() == length => Err(Error::Foreign(Foreign::CompressedPoint)),
        _ => Err(Error::Point(family)),
    }
}
