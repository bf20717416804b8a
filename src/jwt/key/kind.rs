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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::key::der::{INTEGER, OBJECT_IDENTIFIER};
    use x509_parser::asn1_rs::Oid;

    const SHA256: &str = "2.16.840.1.101.3.4.2.1";
    const SHA384: &str = "2.16.840.1.101.3.4.2.2";
    const SHA512: &str = "2.16.840.1.101.3.4.2.3";

    fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let data = parts.concat();
        [&[tag, u8::try_from(data.len()).unwrap()], &data[..]].concat()
    }

    fn name(dotted: &str) -> Vec<u8> {
        element(OBJECT_IDENTIFIER, &[dotted.parse::<Oid<'_>>().unwrap().as_bytes()])
    }

    fn read(parts: &[&[u8]]) -> Result<Kind, Error> {
        kind(&elements(&element(SEQUENCE, parts)).unwrap()[0])
    }

    /// The parameters of RFC 4055 section 3.1.
    fn pss(hash: &str, mask: &str, salt: u8, trailer: u8) -> Result<Option<Algorithm>, Error> {
        let [hash, mask] = [hash, mask].map(|hash| element(SEQUENCE, &[&name(hash)]));
        let mask = element(SEQUENCE, &[&name("1.2.840.113549.1.1.8"), &mask]);
        let numbers = [salt, trailer].map(|number| element(INTEGER, &[&[number]]));
        let fields = [(0xa0, &hash), (0xa1, &mask), (0xa2, &numbers[0]), (0xa3, &numbers[1])]
            .map(|(tag, value)| element(tag, &[value]));
        match read(&[&name("1.2.840.113549.1.1.10"), &element(SEQUENCE, &[&fields.concat()])])? {
            Kind::RsaPss(algorithm) => Ok(algorithm),
            _ => panic!("another kind"),
        }
    }

    #[test]
    fn a_key_for_pss_is_for_the_hash_that_it_names_with_no_longer_salt() {
        for (hash, salt, algorithm) in
            [(SHA256, 32, Algorithm::PS256), (SHA384, 48, Algorithm::PS384), (SHA512, 64, Algorithm::PS512)]
        {
            for salt in [0, salt] {
                assert_eq!(pss(hash, hash, salt, 1), Ok(Some(algorithm)), "{salt}");
            }
            for (mask, salt, trailer) in [(hash, salt + 1, 1), ("1.3.14.3.2.26", salt, 1), (hash, salt, 2)] {
                let told = pss(hash, mask, salt, trailer).unwrap_err().to_string();
                assert!(told.contains("parameters that no algorithm of JWS has"), "{told}");
            }
        }
        assert!(matches!(read(&[&name("1.2.840.113549.1.1.10")]), Ok(Kind::RsaPss(None))), "any hash");
    }

    #[test]
    fn what_is_not_read_is_named() {
        let told = |parts: &[&[u8]]| read(parts).err().unwrap().to_string();
        for (algorithm, expected) in [
            ("1.2.840.10040.4.1", "DSA"),
            ("1.2.840.113549.1.3.1", "DH"),
            ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
            ("1.2.3", "1.2.3"),
        ] {
            let found = told(&[&name(algorithm)]);
            assert!(found.contains(&format!("\"{expected}\"")), "{found}");
        }
        let curve = name("1.2.840.10045.2.1");
        for (parameters, expected) in [
            (name("1.2.840.10045.3.1.1"), "\"P-192\""),
            (name("1.3.36.3.3.2.8.1.1.7"), "\"brainpoolP256r1\""),
            (name("1.2.3"), "\"1.2.3\""),
            (element(SEQUENCE, &[]), "given by its parameters instead of its name"),
            (vec![], "a curve that is not named"),
        ] {
            let found = told(&[&curve, &parameters]);
            assert!(found.contains(expected), "{found}");
        }
    }
}
