//! Private keys as PEM files hold them (RFC 7468): PKCS#8, PKCS#1 and SEC 1.

use super::signing::{SigningKey, agreed, ecdsa};
use super::{Error, strength};
use crate::jwt::algorithm::{Algorithm, Family};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The curves that a key may lie on, the common ones first.
const CURVES: [Family; 4] = [Family::P256, Family::P384, Family::P521, Family::Secp256k1];

/// No kind of key has a longer name.
const LONGEST_LABEL: usize = 40;

/// A block of a PEM file that holds a key or a certificate.
pub(super) struct Block<'a> {
    pub label: &'a str,
    pub der: Zeroizing<Vec<u8>>,
}

impl SigningKey {
    /// From the first private key of a PEM file that is not encrypted. RSA keys are used with RS256; a PEM file has no
    /// place for a key id.
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        signing_key(&first_private(text)?, None)
    }
}

impl Block<'_> {
    pub fn is_private(&self) -> bool {
        self.label.ends_with("PRIVATE KEY")
    }
}

/// The private key in this block, used with the algorithm that the caller wants where its kind leaves it open.
pub(super) fn signing_key(block: &Block<'_>, wanted: Option<Algorithm>) -> Result<SigningKey, Error> {
    match block.label {
        "RSA PRIVATE KEY" => rsa(RsaKeyPair::from_der(&block.der).ok(), wanted),
        "EC PRIVATE KEY" => {
            curve(|family| EcdsaKeyPair::from_private_key_der(ecdsa(family), &block.der).ok(), wanted)
        }
        _ => pkcs8(&block.der, wanted),
    }
}

/// The first private key; what else the file holds, such as the parameters of a curve, is passed over.
pub(super) fn first_private(text: &str) -> Result<Block<'_>, Error> {
    first(text, |label| label.ends_with("PRIVATE KEY"))?
        .map_err(|other| other.map_or(Error::Pem("no PEM"), Error::NotPrivate))
}

/// The first key or certificate.
pub(super) fn first_key(text: &str) -> Result<Block<'_>, Error> {
    first(text, |label| label.ends_with("KEY") || label == "CERTIFICATE")?
        .map_err(|other| other.map_or(Error::Pem("no PEM"), Error::NoKey))
}

/// The first block whose label is wanted; where none is, the label of the last.
fn first(text: &str, wanted: impl Fn(&str) -> bool) -> Result<Result<Block<'_>, Option<String>>, Error> {
    let mut rest = text;
    let mut other = None;
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        let (label, behind) = begun.split_once("-----").ok_or(Error::Pem("a PEM block that is cut off"))?;
        if !is_label(label) {
            return Err(Error::Pem("a PEM block whose first line is broken"));
        }
        let (body, behind) =
            behind.split_once("-----END ").ok_or(Error::Pem("a PEM block that is cut off"))?;
        if wanted(label) {
            return Block::decode(label, body).map(Ok);
        }
        other = Some(label.to_owned());
        rest = behind;
    }
    Ok(Err(other))
}

impl<'a> Block<'a> {
    fn decode(label: &'a str, body: &str) -> Result<Self, Error> {
        if label == "ENCRYPTED PRIVATE KEY" || body.contains("ENCRYPTED") {
            return Err(Error::Encrypted);
        }
        let characters: Zeroizing<String> =
            Zeroizing::new(body.chars().filter(|character| !character.is_ascii_whitespace()).collect());
        let der =
            STANDARD.decode(characters.as_bytes()).map_err(|_| Error::Pem("a PEM block that is no base64"));
        Ok(Self { label, der: Zeroizing::new(der?) })
    }
}

/// What runs on into the key is none, and is shown to nobody.
fn is_label(text: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ';
    text.len() <= LONGEST_LABEL && text.bytes().all(is_usual)
}

/// PKCS#8 says which kind of key it holds; aws-lc takes each kind by its own function.
fn pkcs8(der: &[u8], wanted: Option<Algorithm>) -> Result<SigningKey, Error> {
    if let Ok(pair) = RsaKeyPair::from_pkcs8(der) {
        return rsa(Some(pair), wanted);
    }
    match Ed25519KeyPair::from_pkcs8(der) {
        Ok(pair) => {
            agreed(Family::Ed25519, None, wanted)?;
            SigningKey::of_ed25519(&pair)
        }
        Err(_) => curve(|family| EcdsaKeyPair::from_pkcs8(ecdsa(family), der).ok(), wanted),
    }
}

fn rsa(pair: Option<RsaKeyPair>, wanted: Option<Algorithm>) -> Result<SigningKey, Error> {
    let pair = pair.ok_or(UNUSABLE)?;
    let (modulus, exponent) = (pair.public_key().modulus(), pair.public_key().exponent());
    strength::rsa(modulus.big_endian_without_leading_zero(), exponent.big_endian_without_leading_zero())?;
    Ok(SigningKey::of_rsa(agreed(Family::Rsa, None, wanted)?, pair))
}

fn curve(
    parse: impl Fn(Family) -> Option<EcdsaKeyPair>,
    wanted: Option<Algorithm>,
) -> Result<SigningKey, Error> {
    let found = CURVES.into_iter().find_map(|family| Some((family, parse(family)?)));
    let (family, pair) = found.ok_or(UNUSABLE)?;
    SigningKey::of_curve(agreed(family, Some(family.default_algorithm()), wanted)?, pair)
}

const UNUSABLE: Error =
    Error::Pem("no key of a kind that signs here (RSA of 2048 to 8192 bits, EC and Ed25519 do)");

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
    use aws_lc_rs::rsa::KeySize;

    fn pem(label: &str, der: &[u8]) -> String {
        let text = STANDARD.encode(der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    fn signs(pem: &str, algorithm: Algorithm) {
        let key = SigningKey::from_pem(pem).unwrap();
        let signature = key.sign(b"message").unwrap();
        assert_eq!((key.algorithm(), key.kid()), (algorithm, None));
        assert!(key.verification_key().unwrap().verifies(algorithm, b"message", &signature), "{algorithm}");
    }

    #[test]
    fn each_kind_of_private_key_is_read_from_pem() {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = rsa.as_der().unwrap();
        signs(&pem("PRIVATE KEY", der.as_ref()), Algorithm::RS256);
        // PKCS#8 wraps PKCS#1 in 26 bytes
        signs(&pem("RSA PRIVATE KEY", &der.as_ref()[26..]), Algorithm::RS256);
        for family in CURVES {
            let pair = EcdsaKeyPair::generate(ecdsa(family)).unwrap();
            signs(&pem("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref()), family.default_algorithm());
        }
        let pair = Ed25519KeyPair::generate().unwrap();
        signs(&pem("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref()), Algorithm::EdDSA);
    }

    #[test]
    fn the_parameters_of_a_curve_before_its_key_are_passed_over() {
        // made by openssl ecparam -name prime256v1 -genkey, for this test alone
        let text = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIAqlPhdegOCwoVdk+1SinkMfbMHeTCVtTTBrLE5pjuEnoAoGCCqGSM49\nAwEHoUQDQgAEK6q0FogjCcdnTodyDccsU8SgTQr2hjzVAXrhO6T6g2pJmlN++8H5\nZ3CGCIbk2CMtlj6jSj8KdUKkK7BUhPlpeg==\n-----END EC PRIVATE KEY-----\n";
        signs(text, Algorithm::ES256);
    }

    #[test]
    fn a42_a_broken_first_line_shows_nothing_of_the_key() {
        let certificate = pem("CERTIFICATE", b"x");
        for broken in [
            format!("-----BEGIN PRIVATE KEY----\nMIGHcanary\n-----END PRIVATE KEY-----\n{certificate}"),
            format!("-----BEGIN PRIVATE KEY----MIGHcanary-----END PRIVATE KEY-----\n{certificate}"),
            format!("-----BEGIN MIGHcanary-----\n-----END x-----\n{certificate}"),
            format!("-----BEGIN {}-----\n-----END x-----\n{certificate}", "CANARY".repeat(10)),
        ] {
            let told = SigningKey::from_pem(&broken).unwrap_err().to_string();
            assert_eq!(told, "the file holds a PEM block whose first line is broken", "{broken}");
        }
    }

    #[test]
    fn what_is_no_private_key_is_told_as_what_it_is() {
        let told = |text: &str| SigningKey::from_pem(text).unwrap_err().to_string();
        assert_eq!(told("{}"), "the file holds no PEM");
        assert_eq!(told("-----BEGIN PRIVATE KEY-----\nAAAA"), "the file holds a PEM block that is cut off");
        assert_eq!(told(&pem("PUBLIC KEY", b"x")), "the file holds \"PUBLIC KEY\" and no private key");
        assert!(told(&pem("ENCRYPTED PRIVATE KEY", b"x")).contains("is encrypted"));
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\nAAAA\n-----END RSA PRIVATE KEY-----";
        assert!(told(old).contains("is encrypted"));
        assert!(told(&pem("PRIVATE KEY", b"rubbish")).contains("no key of a kind that signs here"));
        assert!(told("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----").contains("no base64"));
    }
}
