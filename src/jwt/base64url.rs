//! base64url without padding, as JOSE has it (RFC 7515 section 2): one text for the same bytes, no other.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What [`decode`] says of a text that may have been cut.
pub const UNUSED_BITS: &str = "has bits set at its end that belong to no byte";
pub const ODD_LENGTH: &str = "has a length that no base64url text has";

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Appends the same.
pub fn append(bytes: impl AsRef<[u8]>, to: &mut String) {
    URL_SAFE_NO_PAD.encode_string(bytes, to);
}

/// Whether it is one of the alphabet.
pub fn is_sign(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

/// The bytes, or what is wrong with the text, to follow its name: "has padding".
pub fn decode(text: &str) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::new();
    decode_into(text, &mut bytes).map(|()| bytes)
}

/// The same into room that was used before.
pub fn decode_into(text: &str, bytes: &mut Vec<u8>) -> Result<(), &'static str> {
    bytes.clear();
    URL_SAFE_NO_PAD.decode_vec(text, bytes).map_err(|error| match error {
        _ if text.contains('=') => "has padding (=), which base64url in JOSE has not",
        _ if text.contains(['+', '/']) => {
            "is in the standard base64 alphabet (+ and /) instead of the URL-safe one (- and _)"
        }
        base64::DecodeError::InvalidByte(..) => "holds a character that is not base64url",
        base64::DecodeError::InvalidLastSymbol { .. } => UNUSED_BITS,
        _ => ODD_LENGTH,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j17_one_text_for_the_same_bytes() {
        assert_eq!(decode("Zm9vYg").as_deref(), Ok(&b"foob"[..]));
        assert_eq!(decode(""), Ok(Vec::new()));
        for (text, why) in [
            ("Zm9vYg==", "padding"),
            ("Zm9v Yg", "not base64url"),
            ("Zm9v\nYg", "not base64url"),
            ("-_+/", "standard base64 alphabet"),
            ("Zm9vYh", "bits set"),
            ("Zm9vY", "length"),
        ] {
            let fault = decode(text).unwrap_err();
            assert!(fault.contains(why), "{text}: {fault}");
        }
    }
}
