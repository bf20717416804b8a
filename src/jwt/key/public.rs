//! Public keys as PEM files hold them: SubjectPublicKeyInfo (RFC 5280 section 4.1), PKCS#1, certificates.

use super::pem::Block;
use super::{Error, jwk::coordinate_length};
use crate::jwt::algorithm::Family;
use crate::jwt::base64url;
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::{PublicKey, RSAPublicKey};
use x509_parser::x509::SubjectPublicKeyInfo;

const ED25519: &str = "1.3.101.112"; // RFC 8410 section 3

/// The public members of the key in this block; those who use the key check it. A certificate stands for its key: who
/// signed it and until when it is good is not looked at.
pub(super) fn jwk(block: &Block<'_>) -> Result<Value, Error> {
    let odd = Error::Pem("a public key that cannot be read");
    match block.label {
        "RSA PUBLIC KEY" => RSAPublicKey::from_der(&block.der).map(|(_, key)| rsa(&key)).map_err(|_| odd),
        "CERTIFICATE" => {
            let (_, certificate) = X509Certificate::from_der(&block.der)
                .map_err(|_| Error::Pem("a certificate that cannot be read"))?;
            of_info(&certificate.tbs_certificate.subject_pki)
        }
        _ => of_info(&SubjectPublicKeyInfo::from_der(&block.der).map_err(|_| odd)?.1),
    }
}

fn of_info(info: &SubjectPublicKeyInfo<'_>) -> Result<Value, Error> {
    let odd = |_| Error::Pem("a public key that cannot be read");
    match info.parsed().map_err(odd)? {
        PublicKey::RSA(key) => Ok(rsa(&key)),
        PublicKey::EC(point) => elliptic(info, point.data()),
        PublicKey::Unknown(x) if info.algorithm.algorithm.to_id_string() == ED25519 => {
            Ok(json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(x)}))
        }
        _ => Err(Error::Pem("a public key of a kind that is not used here (RSA, EC and Ed25519 are)")),
    }
}

fn rsa(key: &RSAPublicKey<'_>) -> Value {
    // a positive number may begin with a zero byte in DER (X.690 section 8.3)
    let number = |bytes: &[u8]| base64url::encode(bytes.strip_prefix(&[0]).unwrap_or(bytes));
    json!({"kty": "RSA", "n": number(key.modulus), "e": number(key.exponent)})
}

fn elliptic(info: &SubjectPublicKeyInfo<'_>, point: &[u8]) -> Result<Value, Error> {
    let curve = info.algorithm.parameters.as_ref().and_then(|parameters| parameters.as_oid().ok());
    let (family, name) = match curve.map(|curve| curve.to_id_string()).as_deref() {
        Some("1.2.840.10045.3.1.7") => (Family::P256, "P-256"),
        Some("1.3.132.0.34") => (Family::P384, "P-384"),
        Some("1.3.132.0.35") => (Family::P521, "P-521"),
        Some("1.3.132.0.10") => (Family::Secp256k1, "secp256k1"),
        _ => return Err(Error::Pem("a public key on a curve that is not named, or not used here")),
    };
    let length = coordinate_length(family);
    match point {
        [4, coordinates @ ..] if coordinates.len() == 2 * length => {
            let (x, y) = coordinates.split_at(length);
            Ok(json!({"kty": "EC", "crv": name, "x": base64url::encode(x), "y": base64url::encode(y)}))
        }
        _ => Err(Error::Pem("a public key whose point is compressed or malformed")),
    }
}
