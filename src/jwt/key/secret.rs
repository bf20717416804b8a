//! Shared secrets as people write them down, and what can be none.

use super::{Error, KeyFile};
use crate::jwt::base64url;
use crate::sensitive::SecretBytes;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine as _};
use serde::{Deserialize, Serialize};

/// How the bytes of a secret are written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretEncoding {
    /// The bytes as they are
    #[default]
    Utf8,
    /// Base64 (RFC 4648 section 4), with or without padding
    Base64,
    /// Base64 for URLs (RFC 4648 section 5), as in a JWK
    Base64url,
    /// Two digits a byte
    Hex,
}

impl SecretEncoding {
    /// The bytes; white space around them is no part of a secret that is encoded. An error follows "FILE: ".
    pub fn decode(self, text: &SecretBytes) -> Result<SecretBytes, &'static str> {
        let trimmed = text.expose().trim_ascii();
        let decoded = match self {
            Self::Utf8 => return Ok(text.clone()),
            Self::Base64 => {
                let lenient =
                    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
                GeneralPurpose::new(&alphabet::STANDARD, lenient)
                    .decode(trimmed)
                    .map_err(|why| match why {
                        DecodeError::InvalidLastSymbol { .. } => {
                            "the base64 of the secret has bits set at its end that belong to no byte: it is cut or mistyped"
                        }
                        _ => "the secret is not written in base64",
                    })
            }
            Self::Base64url => {
                let unpadded = trimmed.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
                let text = std::str::from_utf8(&trimmed[..unpadded]).unwrap_or("?");
                base64url::decode(text).map_err(|why| match why {
                    base64url::UNUSED_BITS => {
                        "the base64url of the secret has bits set at its end that belong to no byte: it is cut or mistyped"
                    }
                    _ => "the secret is not written in base64url",
                })
            }
            Self::Hex => hex(trimmed).ok_or("the secret is not written in hexadecimal digits"),
        };
        decoded.map(SecretBytes::new)
    }

    /// The text that [`SecretEncoding::decode`] reads these bytes from; base64 with padding.
    pub fn encode(self, secret: &SecretBytes) -> SecretBytes {
        let bytes = secret.expose();
        SecretBytes::new(match self {
            Self::Utf8 => return secret.clone(),
            Self::Base64 => STANDARD.encode(bytes).into_bytes(),
            Self::Base64url => base64url::encode(bytes).into_bytes(),
            Self::Hex => bytes
                .iter()
                .flat_map(|byte| [byte >> 4, byte & 15])
                .map(|digit| HEX[usize::from(digit)])
                .collect(),
        })
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// An error for what anybody may know: a public key or a certificate, in whatever form. With it as the secret of an HMAC, as
/// broken verifiers take it, everybody could make tokens (RFC 8725 section 2.1).
pub(super) fn check_not_public(secret: &[u8]) -> Result<(), Error> {
    if is_public_key(secret) { Err(Error::PublicSecret) } else { Ok(()) }
}

fn is_public_key(secret: &[u8]) -> bool {
    // the lines of a base64 text
    let joined: Vec<u8> = secret.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let joined = SecretBytes::new(joined);
    let forms = [SecretEncoding::Base64, SecretEncoding::Base64url, SecretEncoding::Hex];
    let mut decoded = forms.into_iter().filter_map(|form| form.decode(&joined).ok());
    is_public(secret) || decoded.any(|bytes| is_public(bytes.expose()))
}

/// The beginnings of public keys in the form of SSH (RFC 4253 section 6.6, RFC 5656, RFC 8709), as bytes and in base64.
const SSH: [(&[u8], &[u8]); 3] = [
    (b"\0\0\0\x07ssh-rsa", b"AAAAB3NzaC1yc2E"),
    (b"\0\0\0\x0bssh-ed25519", b"AAAAC3NzaC1lZDI1NTE5"),
    (b"\0\0\0\x13ecdsa-sha2-nistp", b"AAAAE2VjZHNhLXNoYTItbmlzdH"),
];

fn is_public(bytes: &[u8]) -> bool {
    let has = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    // what editors and shells put around a file
    let is_around = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let start = bytes.iter().position(|byte| !is_around(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_around(byte)).map_or(start, |last| last + 1);
    has(b"-----BEGIN ") && !has(b"PRIVATE KEY")
        || has(b"-\0-\0-\0-\0-\0B\0E\0G\0I\0N") && !has(b"P\0R\0I\0V\0A\0T\0E")
        || SSH.iter().any(|(blob, text)| bytes.starts_with(blob) || has(text))
        || KeyFile::is_public(bytes)
        || KeyFile::is_public(&bytes[start..end])
}

fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_chunks::<2>();
    rest.is_empty().then_some(())?;
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_key_in_whatever_form_is_no_public_one() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        for text in [pem.to_owned(), base64(pem)] {
            assert!(check_not_public(text.as_bytes()).is_ok(), "{text}");
        }
        let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let with = |more: &str| jwk.replacen('{', &format!("{{{more},"), 1);
        let utf16: Vec<u8> = public.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let ssh = "AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh";
        for text in [
            public.to_owned(),
            base64(public),
            format!("\n{jwk}\0"),
            format!("[{jwk}]"),
            with(r#""d":null"#),
            with(r#""k":"""#),
            ssh.to_owned(),
            "-----BEGIN CERTIFICATE-----\nMIIB".to_owned(),
            format!("no-pty ssh-ed25519 {ssh} alice"),
        ] {
            assert!(check_not_public(text.as_bytes()).is_err(), "{text}");
        }
        assert!(check_not_public(&utf16).is_err());
        assert!(
            check_not_public(with(r#""d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A""#).as_bytes()).is_ok()
        );
    }

    #[test]
    fn every_encoding_gives_back_what_it_was_given() {
        let secret = SecretBytes::new((0..=255).collect());
        for encoding in
            [SecretEncoding::Utf8, SecretEncoding::Base64, SecretEncoding::Base64url, SecretEncoding::Hex]
        {
            let written = encoding.encode(&secret);
            assert_eq!(encoding.decode(&written).unwrap().expose(), secret.expose(), "{encoding:?}");
        }
        let written = SecretEncoding::Hex.encode(&SecretBytes::new(vec![0, 0x9f, 0xff]));
        assert_eq!(written.expose(), b"009fff");
    }
}
