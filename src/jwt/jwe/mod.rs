//! Encrypted tokens: the compact form of JWE (RFC 7516 section 7.1).
//!
//! Whoever has the recipient's public key can encrypt, so that a token could be decrypted says nothing about who made it:
//! what was in it must be verified like any other token. Passwords (PBES2) and the padding of RSA1_5 are not read.

mod content;
mod error;
mod management;

pub use content::Content;
pub use error::Error;
pub use management::Management;

use super::compact::{self, Parts};
use super::key::DecryptionKey;
use super::{base64url, json};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// The most bytes that come of decompression.
pub const INFLATED_LIMIT: usize = 250 * 1024;

/// What an encrypted token held. Nobody has verified a word of it.
pub struct Decrypted {
    pub header: Map<String, Value>,
    pub plaintext: Zeroizing<Vec<u8>>,
}

/// The parts of a token, of which only the form was looked at.
struct Encrypted<'a> {
    /// As it stands in the token: it is authenticated too.
    protected: &'a str,
    header: Map<String, Value>,
    key: Vec<u8>,
    iv: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

/// Decrypts with the one of these keys that the token is for: that of its `kid`, where one has it, else each that fits its
/// algorithm. Every failure that may depend on what is secret of a key is the same error.
pub fn decrypt(token: &str, keys: &[DecryptionKey]) -> Result<Decrypted, Error> {
    let token = Encrypted::parse(token)?;
    let management = Management::of(&token.header)?;
    let content = Content::of(&token.header)?;
    let is_compressed = compression(&token.header)?;
    refuse_extensions(&token.header)?;
    content.check_lengths(&token.iv, &token.tag)?;
    management.check_key_part(&token.key)?;
    let kid = member(&token.header, "kid")?;
    let fits = |key: &&DecryptionKey| key.fits(management.needs(content), management.name(), content.name());
    let fitting: Vec<&DecryptionKey> = keys.iter().filter(fits).collect();
    let is_meant = |key: &&&DecryptionKey| kid.is_some() && key.kid() == kid;
    let meant: Vec<&DecryptionKey> = match fitting.iter().filter(is_meant).count() {
        0 => fitting,
        _ => fitting.into_iter().filter(|key| key.kid() == kid).collect(),
    };
    if meant.is_empty() {
        return Err(Error::NoKey { management, needed: management.needs(content) });
    }
    check_curve(&token.header, &meant)?;
    for key in meant {
        let content_key = management.content_key(key, content, &token.header, &token.key)?;
        let opened = content_key.and_then(|key| {
            content.decrypt(&key, &token.iv, token.protected.as_bytes(), &token.ciphertext, &token.tag)
        });
        if let Some(plaintext) = opened {
            let plaintext = if is_compressed { inflated(&plaintext)? } else { plaintext };
            return Ok(Decrypted { header: token.header, plaintext });
        }
    }
    Err(Error::Undecryptable)
}

impl<'a> Encrypted<'a> {
    fn parse(token: &'a str) -> Result<Self, Error> {
        let Parts::Encrypted(protected) = compact::split(token)? else { return Err(Error::Signed) };
        let bytes = |at: usize, name: &'static str| {
            let text = token.split('.').nth(at).unwrap_or_default();
            base64url::decode(text).map_err(|why| Error::Part { name, why: why.to_owned() })
        };
        Ok(Self {
            protected,
            header: compact::read_header(protected)?,
            key: bytes(1, "encrypted key")?,
            iv: bytes(2, "initialization vector")?,
            ciphertext: bytes(3, "ciphertext")?,
            tag: bytes(4, "authentication tag")?,
        })
    }
}

/// The sender's one-time key must be on the curve of the recipient's (RFC 7518 section 4.6.1.1).
fn check_curve(header: &Map<String, Value>, keys: &[&DecryptionKey]) -> Result<(), Error> {
    let mut curves: Vec<&'static str> = keys.iter().filter_map(|key| key.curve()).collect();
    curves.dedup();
    let curve = header.get("epk").and_then(|key| key.get("crv")).and_then(Value::as_str);
    match curve {
        Some(curve) if !curves.is_empty() && !curves.contains(&curve) => {
            Err(Error::OtherCurve { token: curve.to_owned(), keys: curves })
        }
        _ => Ok(()),
    }
}

/// No extension is understood here (RFC 7516 section 4.1.13).
fn refuse_extensions(header: &Map<String, Value>) -> Result<(), Error> {
    if let Some(critical) = header.get("crit") {
        return Err(Error::Critical(critical.to_string()));
    }
    match header.contains_key("b64") {
        true => Err(Error::Member { member: "b64", why: "has no meaning in an encrypted token".into() }),
        false => Ok(()),
    }
}

/// DEFLATE is the only one there is (RFC 7516 section 4.1.3).
fn compression(header: &Map<String, Value>) -> Result<bool, Error> {
    match member(header, "zip")? {
        None => Ok(false),
        Some("DEF") => Ok(true),
        Some(other) => Err(Error::Compression(other.to_owned())),
    }
}

/// Raw DEFLATE (RFC 1951), which may make a thousand bytes of one.
fn inflated(compressed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
    decompress_to_vec_with_limit(compressed, INFLATED_LIMIT).map(Zeroizing::new).map_err(|why| {
        match why.status {
            TINFLStatus::HasMoreOutput => Error::TooLarge,
            _ => Error::Inflate,
        }
    })
}

/// A member of the header that is a string where it is there.
fn member<'a>(header: &'a Map<String, Value>, member: &'static str) -> Result<Option<&'a str>, Error> {
    let Some(value) = header.get(member) else { return Ok(None) };
    let why = || format!("is {} instead of a string", json::kind(value));
    value.as_str().map(Some).ok_or_else(|| Error::Member { member, why: why() })
}

#[cfg(test)]
mod tests;
