//! How the key of the content reaches the recipient (RFC 7518 section 4).

use super::{Content, Error, member};
use crate::jwt::base64url;
use crate::jwt::key::{DecryptionKey, Needed};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use aws_lc_rs::key_wrap::{AES_128, AES_256, AesKek, KeyWrap as _};
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// The `alg` of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Management {
    RsaOaep,
    RsaOaep256,
    A128Kw,
    A256Kw,
    Direct,
    EcdhEs,
    EcdhEsA128Kw,
    EcdhEsA256Kw,
}

/// A secret, or nothing where the key does not fit.
type Secret = Option<Zeroizing<Vec<u8>>>;

impl Management {
    pub const ALL: [Self; 8] = [
        Self::RsaOaep256,
        Self::RsaOaep,
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA256Kw,
        Self::A128Kw,
        Self::A256Kw,
        Self::Direct,
    ];
    /// The names of those that a private RSA key, or a key on a curve, decrypts.
    pub const FOR_RSA: [&str; 2] = ["RSA-OAEP-256", "RSA-OAEP"];
    pub const FOR_CURVES: &[&str] = &["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"];

    pub fn name(self) -> &'static str {
        match self {
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::A128Kw => "A128KW",
            Self::A256Kw => "A256KW",
            Self::Direct => "dir",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
        }
    }

    /// The one of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|management| management.name() == name)
    }

    pub(super) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The names of those that a secret of this many bytes decrypts.
    pub fn for_secret(length: usize) -> Vec<&'static str> {
        let wraps = [(16, "A128KW"), (32, "A256KW")].into_iter().filter(|(needed, _)| *needed == length);
        let direct = Content::ALL.into_iter().any(|content| content.key_length() == length);
        wraps.map(|(_, name)| name).chain(direct.then_some("dir")).collect()
    }

    /// How many bytes a secret has that names this algorithm; `None` for what takes no secret, or one of any length.
    pub fn secret_length(name: &str) -> Option<usize> {
        match name {
            "A128KW" | "A128GCMKW" => Some(16),
            "A192KW" | "A192GCMKW" => Some(24),
            "A256KW" | "A256GCMKW" => Some(32),
            _ => Content::from_name(name).map(Content::key_length),
        }
    }

    pub(super) fn of(header: &Map<String, Value>) -> Result<Self, Error> {
        let name = member(header, "alg")?.ok_or(Error::Missing("alg"))?;
        Self::from_name(name).ok_or_else(|| Error::Management(name.to_owned()))
    }

    pub(super) fn needs(self, content: Content) -> Needed {
        match self {
            Self::RsaOaep | Self::RsaOaep256 => Needed::Rsa,
            Self::A128Kw => Needed::Secret(16),
            Self::A256Kw => Needed::Secret(32),
            Self::Direct => Needed::Secret(content.key_length()),
            Self::EcdhEs | Self::EcdhEsA128Kw | Self::EcdhEsA256Kw => Needed::Curve,
        }
    }

    /// Where the key is not in the token, nothing may stand in its place (RFC 7516 section 5.2, step 10).
    pub(super) fn check_key_part(self, key: &[u8]) -> Result<(), Error> {
        let is_agreed = matches!(self, Self::Direct | Self::EcdhEs);
        let why = match (is_agreed, key.is_empty()) {
            (true, false) => format!("must be empty: {} has none", self.name()),
            (false, true) => "is empty".to_owned(),
            _ => return Ok(()),
        };
        Err(Error::Part { name: "encrypted key", why })
    }

    /// The key of the content. `None` when this key cannot have it; an error when the header makes it impossible.
    pub(super) fn content_key(
        self,
        key: &DecryptionKey,
        content: Content,
        header: &Map<String, Value>,
        encrypted: &[u8],
    ) -> Result<Secret, Error> {
        let found = match self {
            Self::RsaOaep => key.oaep(&OAEP_SHA1_MGF1SHA1, encrypted),
            Self::RsaOaep256 => key.oaep(&OAEP_SHA256_MGF1SHA256, encrypted),
            Self::Direct => key.secret().map(|secret| Zeroizing::new(secret.to_vec())),
            Self::A128Kw | Self::A256Kw => key.secret().and_then(|secret| unwrapped(secret, encrypted)),
            Self::EcdhEs => agreed(key, header, content.name(), content.key_length())?,
            Self::EcdhEsA128Kw => {
                agreed(key, header, self.name(), 16)?.and_then(|secret| unwrapped(&secret, encrypted))
            }
            Self::EcdhEsA256Kw => {
                agreed(key, header, self.name(), 32)?.and_then(|secret| unwrapped(&secret, encrypted))
            }
        };
        Ok(found.filter(|key| key.len() == content.key_length()))
    }
}

/// AES Key Wrap (RFC 3394), which has a check of its own.
fn unwrapped(wrapping: &[u8], encrypted: &[u8]) -> Secret {
    let cipher = if wrapping.len() == 16 { &AES_128 } else { &AES_256 };
    let mut output = Zeroizing::new(vec![0; encrypted.len()]);
    let length = AesKek::new(cipher, wrapping).ok()?.unwrap(encrypted, &mut output).ok()?.len();
    output.truncate(length);
    Some(output)
}

/// The key of `length` bytes that both sides derive for the algorithm of this name (RFC 7518 section 4.6.2).
fn agreed(
    key: &DecryptionKey,
    header: &Map<String, Value>,
    algorithm: &str,
    length: usize,
) -> Result<Secret, Error> {
    let ephemeral = header.get("epk").ok_or(Error::Missing("epk"))?;
    let secret = key
        .agreed(ephemeral)
        .map_err(|why| Error::Member { member: "epk", why: format!("is wrong: {why}") })?;
    let party = |name| {
        let text = member(header, name)?.unwrap_or_default();
        base64url::decode(text).map_err(|why| Error::Member { member: name, why: why.to_owned() })
    };
    let (maker, recipient) = (party("apu")?, party("apv")?);
    Ok(secret.and_then(|secret| derived(&secret, algorithm.as_bytes(), &maker, &recipient, length)))
}

/// Concat KDF with SHA-256 (NIST SP 800-56A section 5.8.1): each text after its length, the bits of the key at the end.
fn derived(secret: &[u8], algorithm: &[u8], maker: &[u8], recipient: &[u8], length: usize) -> Secret {
    let mut information = Vec::new();
    for text in [algorithm, maker, recipient] {
        information.extend(u32::try_from(text.len()).ok()?.to_be_bytes());
        information.extend(text);
    }
    information.extend(u32::try_from(length * 8).ok()?.to_be_bytes());
    let mut key = Zeroizing::new(vec![0; length]);
    let hash = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256)?;
    sskdf_digest(hash, secret, &information, &mut key).ok()?;
    Some(key)
}

impl std::fmt::Display for Management {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
