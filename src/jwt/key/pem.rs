//! The blocks of a PEM file (RFC 7468), whatever stands around them, and DER without PEM around it.

use super::der::{self, Form};
use super::error::{Error, Foreign};
use super::opened::Found;
use super::{private, public};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// No file of keys or certificates that belong together has more blocks; each may take long to read.
const MOST_BLOCKS: usize = 200;

/// No kind of key has a longer name.
const LONGEST_LABEL: usize = 40;

/// A block: its label, and what is in it or why that cannot be had.
pub(super) struct Block {
    pub label: String,
    der: Result<Zeroizing<Vec<u8>>, Error>,
}

/// The blocks of this text, in their order.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, Error> {
    const CUT_OFF: Error = Error::Pem("a PEM block that is cut off");
    let mut rest = text;
    let mut blocks = Vec::new();
    while let Some((_, begun)) = rest.split_once("-----BEGIN ") {
        let (label, behind) = begun.split_once("-----").ok_or(CUT_OFF)?;
        if !is_label(label) {
            return Err(Error::Pem("a PEM block whose first line is broken"));
        }
        let (body, behind) = behind.split_once("-----END ").ok_or(CUT_OFF)?;
        rest = behind
            .strip_prefix(label)
            .and_then(|end| end.strip_prefix("-----"))
            .ok_or(Error::Pem("a PEM block whose last line does not name what its first line does"))?;
        if blocks.len() == MOST_BLOCKS {
            return Err(Error::Pem("more than 200 PEM blocks"));
        }
        blocks.push(Block { label: label.to_owned(), der: decoded(label, body) });
    }
    Ok(blocks)
}

/// What runs on into the key is none, and is shown to nobody.
fn is_label(text: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ';
    text.len() <= LONGEST_LABEL && text.bytes().all(is_usual)
}

fn decoded(label: &str, body: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    match label {
        "ENCRYPTED PRIVATE KEY" => return Err(Error::Encrypted),
        _ if body.contains("ENCRYPTED") => return Err(Error::Encrypted),
        _ if body.contains("\\n") => return Err(Error::Foreign(Foreign::EscapedLines)),
        _ => {}
    }
    let characters: Zeroizing<String> =
        Zeroizing::new(body.chars().filter(|character| !character.is_ascii_whitespace()).collect());
    let der = STANDARD.decode(characters.as_bytes());
    let der = der.map(Zeroizing::new).map_err(|_| Error::Pem("a PEM block that is no base64"))?;
    match label {
        "OPENSSH PRIVATE KEY" => Err(Error::Foreign(Foreign::of_openssh(&der))),
        _ => Ok(der),
    }
}

impl Block {
    /// DER that came without PEM around it, if it is something that a block could hold.
    pub fn of_der(der: &[u8]) -> Option<Self> {
        let label = match der::form(der)? {
            Form::Certificate => "CERTIFICATE",
            form if form.is_private() => "PRIVATE KEY",
            _ => "PUBLIC KEY",
        };
        Some(Self { label: label.to_owned(), der: Ok(Zeroizing::new(der.to_vec())) })
    }

    /// Whether it should hold a private key; it may be encrypted.
    pub fn is_private(&self) -> bool {
        self.label.ends_with("PRIVATE KEY")
    }

    pub fn is_certificate(&self) -> bool {
        matches!(self.label.as_str(), "CERTIFICATE" | "X509 CERTIFICATE")
    }

    pub fn is_key(&self) -> bool {
        self.is_private() || self.label.ends_with("PUBLIC KEY")
    }

    /// The form that it is written in.
    pub fn form(&self) -> Option<Form> {
        self.der.as_ref().ok().and_then(|der| der::form(der))
    }

    pub fn der(&self) -> Result<&[u8], Error> {
        self.der.as_ref().map(|der| der.as_slice()).map_err(Clone::clone)
    }

    /// The key that it holds. What lies in it decides, not the label: programs disagree about labels.
    pub fn key(&self) -> Result<Found, Error> {
        let der = self.der()?;
        match der::form(der) {
            Some(form) if form.is_private() => private::key(der),
            Some(_) => public::key(der),
            None if self.is_private() => Err(Error::Pem("a private key that cannot be read")),
            None => Err(Error::Pem("a public key or certificate that cannot be read")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::algorithm::{Algorithm, Family};
    use crate::jwt::key::signing::ecdsa;
    use crate::jwt::key::{SigningKey, WeakSecrets, file};
    use crate::jwt::samples::A3_PUBLIC;
    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};

    const CURVES: [Family; 4] = [Family::P256, Family::P384, Family::P521, Family::Secp256k1];

    fn pem(label: &str, der: &[u8]) -> String {
        let text = STANDARD.encode(der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    fn signing_key(text: &str) -> Result<SigningKey, Error> {
        file::private(&blocks(text)?)?.signing_key(None, WeakSecrets::Refused)
    }

    fn signs(pem: &str, algorithm: Algorithm) {
        let key = signing_key(pem).unwrap();
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
            let told = signing_key(&broken).unwrap_err().to_string();
            assert_eq!(told, "the file holds a PEM block whose first line is broken", "{broken}");
        }
    }

    #[test]
    fn what_is_no_private_key_is_told_as_what_it_is() {
        let told = |text: &str| signing_key(text).unwrap_err().to_string();
        assert_eq!(told("{}"), "the file holds no PEM");
        assert_eq!(told("-----BEGIN PRIVATE KEY-----\nAAAA"), "the file holds a PEM block that is cut off");
        assert_eq!(told(&pem("PUBLIC KEY", b"x")), "the file holds \"PUBLIC KEY\" and no private key");
        assert!(told(&pem("ENCRYPTED PRIVATE KEY", b"x")).contains("is encrypted"));
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\nAAAA\n-----END RSA PRIVATE KEY-----";
        assert!(told(old).contains("is encrypted"));
        assert!(told(&pem("PRIVATE KEY", b"rubbish")).contains("a private key that cannot be read"));
        assert!(told("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----").contains("no base64"));
        let escaped = signing_key(&pem("PRIVATE KEY", b"x").replace('\n', "\\n")).unwrap_err();
        assert_eq!(escaped.to_string(), "the file holds PEM whose line breaks are written as \\n");
        assert!(escaped.hint().unwrap().starts_with("printf '%b'"));
    }

    /// Each kind of key in DER, private and public.
    fn ders() -> Vec<Vec<u8>> {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let curve = EcdsaKeyPair::generate(ecdsa(Family::P256)).unwrap();
        let edwards = Ed25519KeyPair::generate().unwrap();
        let public: PublicKeyX509Der<'_> = rsa.public_key().as_der().unwrap();
        let pkcs8: Pkcs8V1Der<'_> = rsa.as_der().unwrap();
        let mut ders = vec![public.as_ref().to_vec(), pkcs8.as_ref().to_vec()];
        let public: PublicKeyX509Der<'_> = curve.public_key().as_der().unwrap();
        ders.push(public.as_ref().to_vec());
        ders.push(curve.to_pkcs8v1().unwrap().as_ref().to_vec());
        ders.push(edwards.to_pkcs8().unwrap().as_ref().to_vec());
        ders
    }

    fn key(der: &[u8]) -> Result<Found, Error> {
        Block::of_der(der).ok_or(Error::NeitherJwkNorPem)?.key()
    }

    #[test]
    fn a_key_is_read_to_its_last_byte_or_not_at_all() {
        for der in ders() {
            assert!(key(&der).is_ok());
            let longer = [&der[..], &[0]].concat();
            assert!(key(&longer).is_err(), "something follows");
            for length in (0..der.len()).step_by(7) {
                assert!(key(&der[..length]).is_err(), "cut off after {length} bytes");
            }
        }
    }

    #[test]
    fn a_point_has_the_length_of_its_curve() {
        let whole = STANDARD.decode(A3_PUBLIC).unwrap();
        let (head, point) = whole.split_at(26);
        let of = |point: &[u8]| {
            let mut der = [head, point].concat();
            der[1] = u8::try_from(der.len() - 2).unwrap();
            der[24] = u8::try_from(point.len() + 1).unwrap();
            key(&der).err()
        };
        let compressed = Some(Error::Foreign(Foreign::CompressedPoint));
        assert_eq!((of(point), of(&[&[2], &point[1..33]].concat())), (None, compressed));
        for wrong in [&point[..64], &[point, &[0]].concat(), &point[..33], &[2; 32], &[2; 34], &[5; 65], &[4]]
        {
            assert_eq!(of(wrong), Some(Error::Point(Family::P256)), "{} bytes", wrong.len());
        }
        let edwards = |length: u8| {
            let head = [0x30, length + 10, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, length + 1, 0];
            key(&[&head[..], &vec![7; length.into()]].concat()).err()
        };
        let odd = Some(Error::Pem("a public key that cannot be read"));
        assert_eq!([31, 32, 33].map(edwards), [odd.clone(), None, odd]);
    }

    #[test]
    fn a_changed_byte_makes_another_key_or_none_but_no_panic() {
        for der in ders() {
            let places = (0..der.len()).filter(|at| der.len() < 400 || *at < 64 || at % 97 == 0);
            for at in places {
                for bit in [0x01, 0x80] {
                    let mut changed = der.clone();
                    changed[at] ^= bit;
                    if let Ok(found) = key(&changed) {
                        let _ = found.signing_key(None, WeakSecrets::Refused);
                        let _ = found.verification_key(WeakSecrets::Refused);
                    }
                }
            }
        }
    }

    #[test]
    fn both_halves_must_belong_together() {
        let [one, other] = [(), ()].map(|()| EcdsaKeyPair::generate(ecdsa(Family::P256)).unwrap());
        let mut der = one.to_pkcs8v1().unwrap().as_ref().to_vec();
        let at = der.len() - 64;
        der[at..].copy_from_slice(&other.public_key().as_ref()[1..]);
        assert_eq!(key(&der).err(), Some(Error::PrivatePart));
        let pem = |pair: &EcdsaKeyPair| pem("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref());
        let told = signing_key(&(pem(&one) + &pem(&other))).unwrap_err();
        assert_eq!(told, Error::SeveralKeys(2));
        assert!(signing_key(&(pem(&one) + &pem(&one))).is_ok(), "the same one twice");
    }
}
