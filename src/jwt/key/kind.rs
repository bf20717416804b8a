//! Which kind of key an AlgorithmIdentifier names (RFC 5280 section 4.1.1.2, RFC 5480, 8017 appendix A.2.3, 8410).

use super::der::{Element, SEQUENCE, elements};
use super::error::{Error, Foreign};
use crate::jwt::algorithm::{Algorithm, Family};
use x509_parser::asn1_rs::{Any, FromDer as _};
use x509_parser::signature_algorithm::RsaSsaPssParams;

/// What a key in DER is.
pub(super) enum Kind {
    Rsa,
    /// For RSA-PSS alone; with the one algorithm that its parameters allow, where it has some.
    RsaPss(Option<Algorithm>),
    Curve(Family),
    Okp(Okp),
}

/// A key of RFC 8037: the name of its curve and its length in bytes.
#[derive(Clone, Copy)]
pub(super) struct Okp {
    pub curve: &'static str,
    pub length: usize,
}

/// The curves of RFC 8037, whether they are used here or not.
pub(super) const OKP: [Okp; 4] = [
    Okp { curve: "Ed25519", length: 32 },
    Okp { curve: "Ed448", length: 57 },
    Okp { curve: "X25519", length: 32 },
    Okp { curve: "X448", length: 56 },
];

/// From the identifier of the algorithm and its parameters.
pub(super) fn kind(identifier: &Element<'_>) -> Result<Kind, Error> {
    const ODD: Error = Error::Pem("a key that cannot be read");
    let parts = elements(identifier.data).ok_or(ODD)?;
    let name = parts.first().and_then(Element::object_identifier).ok_or(ODD)?;
    let okp = |at: usize| Ok(Kind::Okp(OKP[at]));
    match name.as_str() {
        "1.2.840.113549.1.1.1" => Ok(Kind::Rsa),
        "1.2.840.113549.1.1.10" => rsa_pss(parts.get(1)).map(Kind::RsaPss),
        "1.2.840.10045.2.1" => curve(parts.get(1)).map(Kind::Curve),
        "1.3.101.112" => okp(0),
        "1.3.101.113" => okp(1),
        "1.3.101.110" => okp(2),
        "1.3.101.111" => okp(3),
        "1.2.840.10040.4.1" => Err(Error::UnknownKind("DSA".into())),
        "1.2.840.113549.1.3.1" | "1.2.840.10046.2.1" => Err(Error::UnknownKind("DH".into())),
        "2.16.840.1.101.3.4.3.17" => Err(Error::UnknownKind("ML-DSA-44".into())),
        "2.16.840.1.101.3.4.3.18" => Err(Error::UnknownKind("ML-DSA-65".into())),
        "2.16.840.1.101.3.4.3.19" => Err(Error::UnknownKind("ML-DSA-87".into())),
        other => Err(Error::UnknownKind(other.to_owned())),
    }
}

/// A curve must be named: one that is given by its parameters can be any (RFC 5480 section 2.1.1).
pub(super) fn curve(parameters: Option<&Element<'_>>) -> Result<Family, Error> {
    let parameters = parameters.ok_or(Error::Pem("a key on a curve that is not named"))?;
    if parameters.tag == SEQUENCE {
        return Err(Error::Foreign(Foreign::ExplicitCurve));
    }
    match parameters.object_identifier().as_deref() {
        Some("1.2.840.10045.3.1.7") => Ok(Family::P256),
        Some("1.3.132.0.34") => Ok(Family::P384),
        Some("1.3.132.0.35") => Ok(Family::P521),
        Some("1.3.132.0.10") => Ok(Family::Secp256k1),
        Some("1.2.840.10045.3.1.1") => Err(Error::UnknownCurve("P-192".into())),
        Some("1.3.132.0.33") => Err(Error::UnknownCurve("P-224".into())),
        Some("1.3.36.3.3.2.8.1.1.7") => Err(Error::UnknownCurve("brainpoolP256r1".into())),
        Some("1.3.36.3.3.2.8.1.1.11") => Err(Error::UnknownCurve("brainpoolP384r1".into())),
        Some("1.3.36.3.3.2.8.1.1.13") => Err(Error::UnknownCurve("brainpoolP512r1".into())),
        Some("1.2.156.10197.1.301") => Err(Error::UnknownCurve("SM2".into())),
        other => Err(Error::UnknownCurve(other.unwrap_or("none").to_owned())),
    }
}

/// JWS has RSA-PSS with the same hash everywhere and a salt as long as it (RFC 7518 section 3.5); those of a key say
/// how long the salt must be at least (RFC 4055 section 3.3).
fn rsa_pss(parameters: Option<&Element<'_>>) -> Result<Option<Algorithm>, Error> {
    const ODD: Error = Error::Pem("a key for RSA-PSS with parameters that no algorithm of JWS has");
    let Some(parameters) = parameters else { return Ok(None) };
    let (_, any) = Any::from_der(parameters.whole).map_err(|_| ODD)?;
    let pss = RsaSsaPssParams::try_from(&any).map_err(|_| ODD)?;
    let mask = pss.mask_gen_algorithm().map_err(|_| ODD)?;
    let algorithm = match (pss.hash_algorithm_oid().to_id_string().as_str(), pss.salt_length()) {
        ("2.16.840.1.101.3.4.2.1", ..=32) => Algorithm::PS256,
        ("2.16.840.1.101.3.4.2.2", ..=48) => Algorithm::PS384,
        ("2.16.840.1.101.3.4.2.3", ..=64) => Algorithm::PS512,
        _ => return Err(ODD),
    };
    match mask.hash == *pss.hash_algorithm_oid() && pss.trailer_field() == 1 {
        true => Ok(Some(algorithm)),
        false => Err(ODD),
    }
}
