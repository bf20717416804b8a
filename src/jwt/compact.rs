//! The compact form of a signed token: header.payload.signature (RFC 7515 section 7.1), and nothing else.

use super::{base64url, json};
use serde_json::{Map, Value};
use std::fmt;

/// The longest token that is looked at, in bytes.
pub const SIZE_LIMIT: usize = 1 << 20;

/// So much is read of a text that may hold one, in bytes: people copy line breaks along with it, and what stands around it.
pub const TEXT_LIMIT: usize = SIZE_LIMIT + (64 << 10);

/// What helps a token of which something is missing at its end.
pub(super) const CUT: &str = "it may have been cut off at its end: copy it whole";

/// A token taken apart; nothing of it is checked but its form.
#[derive(Clone, Debug)]
pub struct Compact<'a> {
    /// What is signed: the first two parts with the dot between them.
    pub signing_input: &'a str,
    pub header: Map<String, Value>,
    pub payload: Vec<u8>,
    pub signature: Vec<u8>,
}

/// One of the three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Header,
    Payload,
    Signature,
}

/// What is wrong with the form of a token, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the token is empty")]
    Empty,
    #[error("the token has {0} bytes, more than the {SIZE_LIMIT} that are looked at")]
    Size(usize),
    /// Where it was not read to its end.
    #[error("the token has more than the {SIZE_LIMIT} bytes that are looked at")]
    Endless,
    /// Characters are counted from 1.
    #[error(
        "the token holds {found:?} as its character {at}: only letters, digits, -, _ and dots belong in a token"
    )]
    Character { found: char, at: usize },
    /// JWS or JWE (RFC 7515 section 7.2, RFC 7516 section 7.2).
    #[error(
        "the token is written in JSON, and only the compact form is read, which has dots between its parts"
    )]
    JsonSerialization,
    #[error("the token has {0} instead of three parts between dots")]
    Parts(usize),
    #[error("the token is encrypted, not signed (five parts: a JWE)")]
    Encrypted,
    #[error("the {0} {1}")]
    Base64(Part, &'static str),
    #[error("the {0} {1}")]
    Json(Part, json::Fault),
}

impl<'a> Compact<'a> {
    /// Takes a token apart. The header must be an object of strict JSON; the payload may be any bytes.
    pub fn parse(token: &'a str) -> Result<Self, Fault> {
        let (signing_input, [header, payload, signature]) = signed(token)?;
        let header = read_header(header)?;
        let mut compact = Self { signing_input, header, payload: Vec::new(), signature: Vec::new() };
        read_bytes(Part::Payload, payload, &mut compact.payload)?;
        read_bytes(Part::Signature, signature, &mut compact.signature)?;
        Ok(compact)
    }

    /// The payload as the claims of a JWT: one object of strict JSON (RFC 7519 section 7.2).
    pub fn claims(&self) -> Result<Map<String, Value>, Fault> {
        json::object(&self.payload).map_err(|fault| Fault::Json(Part::Payload, fault))
    }
}

/// The parts of a token, still in base64url.
pub(super) enum Parts<'a> {
    /// The signing input, then header, payload and signature.
    Signed(&'a str, [&'a str; 3]),
    /// The header of a five-part token (RFC 7516 section 7.1).
    Encrypted(&'a str),
}

/// Whether it has the parts and the characters of a token, signed or encrypted.
pub fn is_token(text: &str) -> bool {
    split(text).is_ok()
}

/// The signing input, then header, payload and signature, still in base64url.
pub(super) fn signed(token: &str) -> Result<(&str, [&str; 3]), Fault> {
    match split(token)? {
        Parts::Signed(signing_input, parts) => Ok((signing_input, parts)),
        Parts::Encrypted(_) => Err(Fault::Encrypted),
    }
}

pub(super) fn split(token: &str) -> Result<Parts<'_>, Fault> {
    if token.is_empty() {
        return Err(Fault::Empty);
    }
    if token.len() > SIZE_LIMIT {
        return Err(Fault::Size(token.len()));
    }
    // every byte, without a stop at the first that does not belong: many at once
    if !token.bytes().fold(true, |all, byte| all & belongs(byte)) {
        let is_strange = |character: &char| u8::try_from(*character).map_or(true, |byte| !belongs(byte));
        if is_json_serialization(token) {
            return Err(Fault::JsonSerialization);
        }
        if let Some((at, found)) = token.chars().enumerate().find(|(_, character)| is_strange(character)) {
            return Err(Fault::Character { found, at: at + 1 });
        }
    }
    let parts: Vec<&str> = token.splitn(6, '.').collect();
    match (parts.as_slice(), token.rsplit_once('.')) {
        ([header, payload, signature], Some((signing_input, _))) => {
            Ok(Parts::Signed(signing_input, [header, payload, signature]))
        }
        ([header, _, _, _, _], _) => Ok(Parts::Encrypted(header)),
        _ => Err(Fault::Parts(token.split('.').count())),
    }
}

/// Whether it is a token written in JSON, by the members that each of them has.
pub fn is_json_serialization(text: &str) -> bool {
    let has = |member: &str| text.contains(&format!("\"{member}\""));
    text.trim_start().starts_with('{')
        && (has("payload") && (has("signature") || has("signatures")) || has("ciphertext"))
}

fn belongs(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'_' | b'.')
}

pub(super) fn read_header(text: &str) -> Result<Map<String, Value>, Fault> {
    let mut bytes = Vec::new();
    read_bytes(Part::Header, text, &mut bytes)?;
    json::object(&bytes).map_err(|fault| Fault::Json(Part::Header, fault))
}

/// The bytes of a part, into room that was used before.
pub(super) fn read_bytes(part: Part, text: &str, bytes: &mut Vec<u8>) -> Result<(), Fault> {
    base64url::decode_into(text, bytes).map_err(|why| Fault::Base64(part, why))
}

impl Fault {
    /// The whole of it in words, without the names of members.
    pub fn unnamed(&self) -> String {
        match self {
            Self::Json(part, fault) => format!("the {part} {}", fault.unnamed()),
            _ => self.to_string(),
        }
    }

    /// What to do about it, where that can be guessed from the fault alone.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Character { found: '"' | '\'' | '{', .. } => {
                Some("give the token alone, without quotes or JSON around it")
            }
            Self::JsonSerialization => Some(
                "with one signature, and all of its header in \"protected\", it is PROTECTED.PAYLOAD.SIGNATURE in the compact form",
            ),
            Self::Character { found: '=', .. } => Some(
                "base64url in tokens has no padding: take the = off, or ask the issuer for a correct token",
            ),
            Self::Character { found, at } if found.is_whitespace() => Some(if *at == 7 {
                "give the token alone, without \"Bearer \" before it"
            } else {
                "give the token alone and on one line"
            }),
            Self::Parts(2)
            | Self::Base64(Part::Signature, base64url::UNUSED_BITS | base64url::ODD_LENGTH) => Some(CUT),
            Self::Encrypted => Some("only its recipient can read it; authctl decode shows its header"),
            _ => None,
        }
    }
}

impl Part {
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "eyJhbGciOiJIUzI1NiJ9"; // {"alg":"HS256"}

    fn fault(token: &str) -> Fault {
        Compact::parse(token).unwrap_err()
    }

    #[test]
    fn a_token_is_taken_apart() {
        let token = format!("{HEADER}.Zm9v.AQID");
        let compact = Compact::parse(&token).unwrap();
        assert_eq!(compact.signing_input, format!("{HEADER}.Zm9v"));
        assert_eq!(compact.header["alg"], "HS256");
        assert_eq!((&compact.payload[..], &compact.signature[..]), (&b"foo"[..], &[1, 2, 3][..]));
        assert!(Compact::parse(&format!("{HEADER}..")).is_ok(), "empty payload and signature have the form");
    }

    #[test]
    fn j6_a_jwe_is_said_to_be_encrypted() {
        let fault = fault(&format!("{HEADER}.AA.AA.AA.AA"));
        assert_eq!(fault, Fault::Encrypted);
        assert!(fault.to_string().contains("encrypted, not signed"));
    }

    #[test]
    fn a_token_is_known_by_its_parts_and_characters() {
        for (text, expected) in [
            ("a.b.c", true),
            ("a..b.c.d", true),
            ("", false),
            ("a.b", false),
            ("a.b.c.d", false),
            ("a.b.c ", false),
        ] {
            assert_eq!(is_token(text), expected, "{text:?}");
        }
    }

    #[test]
    fn j17_a11_rejects_padding_white_space_and_other_alphabets() {
        for (token, found, at) in [
            (format!("{HEADER}.Zm8=.AQID"), '=', 25),
            (format!("{HEADER}.Zm9v.AQID\n"), '\n', 31),
            (format!(" {HEADER}.Zm9v.AQID"), ' ', 1),
            (format!("{HEADER}.Zm+v.AQID"), '+', 24),
            (format!("{HEADER}．Zm9v.AQID"), '．', 21),
        ] {
            assert_eq!(fault(&token), Fault::Character { found, at });
        }
        let unused_bits = fault(&format!("{HEADER}.Zm9v.AQJ"));
        assert_eq!(unused_bits.to_string(), "the signature has bits set at its end that belong to no byte");
        assert!(matches!(fault(&format!("{HEADER}.Zm9vY.AQID")), Fault::Base64(Part::Payload, _)));
    }

    #[test]
    fn j18_a12_exactly_three_parts() {
        assert_eq!(fault(""), Fault::Empty);
        assert_eq!(fault(HEADER), Fault::Parts(1));
        assert_eq!(fault(&format!("{HEADER}.AA")), Fault::Parts(2));
        assert_eq!(fault(&format!("{HEADER}.AA.AA.AA")), Fault::Parts(4));
        assert_eq!(fault(&".".repeat(1000)), Fault::Parts(1001));
        assert_eq!(fault(r#"{"payload":"AA","signatures":[]}"#), Fault::JsonSerialization);
        assert_eq!(fault(r#" {"protected":"AA","ciphertext":"AA"}"#), Fault::JsonSerialization);
        assert_eq!(fault(r#"{"payload":"AA","signature":"AA"}"#), Fault::JsonSerialization);
        for other in [r#"{"token":"AA"}"#, r#"{"payload":"AA"}"#, r#"{"signature":"AA"}"#] {
            assert_eq!(fault(other), Fault::Character { found: '{', at: 1 });
        }
        assert!(matches!(fault(r#""payload" "signature""#), Fault::Character { found: '"', at: 1 }));
        assert!(matches!(fault(".."), Fault::Json(Part::Header, _)));
    }

    #[test]
    fn j16_duplicate_header_members_are_named() {
        let header = base64url::encode(r#"{"alg":"none","alg":"HS256"}"#);
        assert!(
            fault(&format!("{header}.AA.AA"))
                .to_string()
                .contains(r#"the header is not acceptable JSON: the member "alg" twice"#)
        );
    }

    #[test]
    fn a23_a_huge_token_is_not_looked_at() {
        assert_eq!(fault(&"A".repeat(SIZE_LIMIT + 1)), Fault::Size(SIZE_LIMIT + 1));
        assert_eq!(fault(&"A".repeat(SIZE_LIMIT)), Fault::Parts(1), "but one that is as long as may be");
    }

    #[test]
    fn hints_name_what_surrounds_the_token() {
        assert!(fault(&format!("Bearer {HEADER}.AA.AA")).hint().unwrap().contains("Bearer"));
        assert!(fault(&format!("\"{HEADER}.AA.AA\"")).hint().unwrap().contains("quotes"));
        assert!(fault(&format!("{HEADER}.\nAA.AA")).hint().unwrap().contains("one line"));
        assert!(fault(&format!("{HEADER}.AA==.AA")).hint().unwrap().contains("no padding"));
        assert_eq!(fault(&format!("{HEADER}.A+.AA")).hint(), None, "nothing surrounds it");
        assert!(
            fault(r#"{"payload":"","signature":""}"#).hint().unwrap().contains("PROTECTED.PAYLOAD.SIGNATURE")
        );
        assert!(fault(&format!("{HEADER}.AA.AA.AA.AA")).hint().unwrap().contains("decode shows its header"));
    }

    #[test]
    fn a_token_that_was_cut_is_to_be_copied_whole() {
        for cut in ["AA", "AA.AQJ", "AA.AQIDA"] {
            assert_eq!(fault(&format!("{HEADER}.{cut}")).hint(), Some(CUT), "{cut}");
        }
        for whole in ["AQJ.AA", "AA.AA.AA"] {
            assert_eq!(fault(&format!("{HEADER}.{whole}")).hint(), None, "{whole}");
        }
    }
}
