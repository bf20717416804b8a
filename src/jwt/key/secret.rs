//! Shared secrets as people write them down, and what can be none.

use super::{Error, KeyFile};
use crate::jwt::base64url;
use crate::sensitive::SecretBytes;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// How the bytes of a secret are written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
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
                    .map_err(|_| "the secret is not written in base64")
            }
            Self::Base64url => {
                let unpadded = trimmed.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
                std::str::from_utf8(&trimmed[..unpadded])
                    .ok()
                    .and_then(|text| base64url::decode(text).ok())
                    .ok_or("the secret is not written in base64url")
            }
            Self::Hex => hex(trimmed).ok_or("the secret is not written in hexadecimal digits"),
        };
        decoded.map(SecretBytes::new)
    }
}

/// An error for what anybody may know: a public key or a certificate, in whatever form. With it as the secret of an HMAC, as
/// broken verifiers take it, everybody could make tokens (RFC 8725 section 2.1).
pub(super) fn check_not_public(secret: &[u8]) -> Result<(), Error> {
    if is_public_key(secret) { Err(Error::PublicSecret) } else { Ok(()) }
}

fn is_public_key(secret: &[u8]) -> bool {
    let is_public = |text: &[u8]| {
        let has = |words: &[u8]| text.windows(words.len()).any(|window| window == words);
        has(b"-----BEGIN ") && !has(b"PRIVATE KEY") || KeyFile::is_public(text)
    };
    // the lines of a base64 text
    let joined: Vec<u8> = secret.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let joined = SecretBytes::new(joined);
    let forms = [SecretEncoding::Base64, SecretEncoding::Base64url, SecretEncoding::Hex];
    let mut decoded = forms.into_iter().filter_map(|form| form.decode(&joined).ok());
    is_public(secret) || decoded.any(|bytes| is_public(bytes.expose()))
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
        for text in [public.to_owned(), base64(public)] {
            assert!(check_not_public(text.as_bytes()).is_err(), "{text}");
        }
    }
}
