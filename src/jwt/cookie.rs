//! Signed session cookies, `payload.timestamp.signature`, as itsdangerous makes them for Flask, Starlette and others.
//!
//! The payload is JSON in base64: for URLs and without padding (Flask, which puts a dot before it when it is compressed
//! with zlib), or standard with padding (Starlette). The timestamp is the time of signing in seconds as a big-endian
//! number, in base64url too. Whoever has the cookie can read it; [`signer`] tells who signed it with a secret.

pub mod signer;

use super::base64url;
use super::decode::lenient::{Content, Fault, forgiving};
use super::json;
use jiff::Timestamp;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use serde_json::Value;

/// So much may come of a compressed payload, in bytes.
const LARGEST: usize = 1 << 20;
/// Signers before itsdangerous 1.0 count from the first second of 2011, later ones from 1970.
const EPOCH_OF_OLD: i64 = 1_293_840_000;
/// What a signature may be long: the digests of SHA-1, SHA-2 and SHA-3, in bytes.
const DIGESTS: [usize; 5] = [20, 28, 32, 48, 64];

/// What a session cookie says. Nobody has checked a word of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cookie {
    pub content: Content,
    pub signed_at: Timestamp,
    pub is_compressed: bool,
    /// The length of the signature in bytes.
    pub signature: usize,
    pub faults: Vec<Fault>,
}

/// Reads a session cookie; `None` for a text that is none, such as a JWT, whose header names its algorithm.
pub fn read(text: &str) -> Option<Cookie> {
    let (rest, signature) = text.rsplit_once('.')?;
    let (payload, timestamp) = rest.rsplit_once('.')?;
    let signature = base64url::decode(signature).ok()?.len();
    let signed_at = signing_time(timestamp).filter(|_| DIGESTS.contains(&signature))?;
    let (payload, is_compressed) = match payload.strip_prefix('.') {
        Some(payload) => (payload, true),
        None => (payload, false),
    };
    if payload.is_empty() || !payload.chars().all(is_base64) {
        return None;
    }
    let bytes = forgiving(payload);
    let (bytes, fault) = if is_compressed { inflated(&bytes)? } else { (bytes, None) };
    let (content, faults) = content(&bytes, fault);
    let is_session = is_compressed || content.is_object() || json::strict(&bytes).is_ok();
    (is_session && !content.get("alg").is_some_and(Value::is_string)).then_some(Cookie {
        content,
        signed_at,
        is_compressed,
        signature,
        faults,
    })
}

/// Sessions are objects, and any other JSON is as good.
fn content(bytes: &[u8], fault: Option<&str>) -> (Content, Vec<Fault>) {
    let (content, mut faults) = Content::of(bytes, "payload");
    if let Some(message) = fault {
        faults = vec![Fault::new("payload", message)];
    } else if json::strict(bytes).is_ok() {
        faults.clear();
    }
    (content, faults)
}

fn is_base64(character: char) -> bool {
    base64url::is_sign(character) || matches!(character, '+' | '/' | '=')
}

/// Four bytes hold the seconds from 2011 to 2106, counted from 1970 or, until 2147, from 2011.
fn signing_time(text: &str) -> Option<Timestamp> {
    let bytes: [u8; 4] = base64url::decode(text).ok()?.try_into().ok()?;
    let seconds = i64::from(u32::from_be_bytes(bytes));
    let since_1970 = if seconds < EPOCH_OF_OLD { seconds + EPOCH_OF_OLD } else { seconds };
    Timestamp::from_second(since_1970).ok()
}

/// The bytes as far as they go, and why they go no further; `None` for what is not compressed at all.
fn inflated(bytes: &[u8]) -> Option<(Vec<u8>, Option<&'static str>)> {
    /// The first byte of zlib's usual settings (RFC 1950 section 2.2).
    const DEFLATE: u8 = 0x78;
    if bytes.first() != Some(&DEFLATE) {
        return None;
    }
    let why = match decompress_to_vec_zlib_with_limit(bytes, LARGEST) {
        Ok(bytes) => return Some((bytes, None)),
        Err(why) => why,
    };
    let fault = match why.status {
        TINFLStatus::HasMoreOutput => "the payload is larger than 1 MiB when it is decompressed",
        TINFLStatus::Adler32Mismatch => "the payload does not match its checksum: a piece of it was changed",
        _ => "the payload breaks off, or is damaged: it cannot be decompressed to its end",
    };
    // room that was never filled is zero, and JSON holds no such byte
    let filled = why.output.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    Some((why.output[..filled].to_owned(), Some(fault)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // made by itsdangerous 2.2.0 at 1763700000, with the classes and the settings of each framework
    const FLASK: &str = "eyJ1c2VyX2lkIjoiNDIiLCJfZnJlc2giOnRydWUsImNzcmZfdG9rZW4iOiJhYmMifQ.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo";
    const COMPRESSED: &str = ".eJyrViotTi1SslJKzMlMTlXSUUrLSSzOULKKVspIzcnJVyjPL8pJURgJbKXYWgCc-2Lc.aR_tIA.nnpONG1K5MWuwdcp6H0uk3K_62w";
    const STARLETTE: &str = "eyJ1c2VyIjogeyJlbWFpbCI6ICJhbGljZUBleGFtcGxlLmNvbSIsICJncm91cHMiOiBbImFkbWluIl19LCAieCI6ICJ+fn4/Pz8ifQ==.aR_tIA.O2WnZS-Vynf_qkK8AHUU4_NEJSI";
    const TEXT_SHA512: &str = "Imp1c3QgYSB0ZXh0Ig.aR_tIA.bX8oMTmAxtAHpbsbVlGpeHWYE3tz20JI4StzvX8PZtB1X_Zwqoii6ATnI4H5OIkfqrnM8bP0eBAgUwPvAbAaAg";
    // of a signer that counts from 2011, at 1500000000
    const OLD: &str = "eyJ1c2VyIjoxfQ.DEnAgA.4KQez9Jt_kV38iMVg-APxPQCVIQ";

    #[test]
    fn sessions_of_flask_and_starlette() {
        let flask = read(FLASK).unwrap();
        assert_eq!(
            Value::Object(flask.content.object()),
            json!({"user_id":"42","_fresh":true,"csrf_token":"abc"})
        );
        assert_eq!(flask.signed_at.as_second(), 1_763_700_000);
        assert_eq!((flask.is_compressed, flask.signature, flask.faults.len()), (false, 20, 0));
        let starlette = read(STARLETTE).unwrap();
        assert_eq!(starlette.content.get("x"), Some(&json!("~~~???")), "in standard base64");
        assert_eq!(starlette.faults, []);
        let text = read(TEXT_SHA512).unwrap();
        assert_eq!((text.signature, text.faults.len(), text.content.is_object()), (64, 0, false));
        assert_eq!(read(OLD).unwrap().signed_at.as_second(), 1_500_000_000);
    }

    #[test]
    fn a_time_before_2011_is_one_that_is_counted_from_2011() {
        let signed_at = |seconds: u32| {
            let time = base64url::encode(seconds.to_be_bytes());
            read(&FLASK.replace("aR_tIA", &time)).unwrap().signed_at.to_string()
        };
        assert_eq!([0, 1_293_840_000].map(signed_at), ["2011-01-01T00:00:00Z"; 2]);
        assert_eq!(signed_at(1_293_839_999), "2051-12-31T23:59:59Z");
    }

    #[test]
    fn a_compressed_session_is_read_as_far_as_it_goes() {
        let whole = read(COMPRESSED).unwrap();
        assert!(whole.is_compressed && whole.faults.is_empty());
        assert_eq!(whole.content.get("user"), Some(&json!("alice")));
        let cut = read(&COMPRESSED.replace("KXYWgCc-2Lc", "KXYW")).unwrap();
        assert!(cut.faults[0].message.contains("breaks off"), "{:?}", cut.faults);
        assert_eq!(cut.content.get("user"), Some(&json!("alice")));
    }

    #[test]
    fn a_wrong_checksum_is_told_and_every_byte_kept() {
        let mut packed = miniz_oxide::deflate::compress_to_vec_zlib(b"whole", 9);
        *packed.last_mut().unwrap() ^= 1;
        let (bytes, fault) = inflated(&packed).unwrap();
        assert_eq!(bytes, b"whole");
        assert!(fault.unwrap().contains("does not match its checksum"), "{fault:?}");
    }

    #[test]
    fn a24_a_bomb_is_read_up_to_1_mib() {
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b' '; 8 << 20], 9);
        let cookie = format!(".{}.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo", base64url::encode(bomb));
        let faults = read(&cookie).unwrap().faults;
        assert!(faults[0].message.contains("larger than 1 MiB"), "{faults:?}");
    }

    #[test]
    fn what_is_no_session_cookie() {
        let header = base64url::encode(r#"{"alg":"HS1"}"#);
        for text in [
            "",
            "a.b.c",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AQID",
            &format!("{header}.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo"),
            "ya29.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo",
            ".ya29.aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo",
            &FLASK.replace("aR_tIA", "aR_t"),
            &FLASK.replace("eG6Qo", "eG6"),
            &format!("a.{FLASK}"),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
