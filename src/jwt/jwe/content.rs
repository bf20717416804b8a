//! How the content is encrypted (RFC 7518 section 5): AES-GCM, and AES-CBC with HMAC.

use super::{Error, member};
use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// The `enc` of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    A128Gcm,
    A192Gcm,
    A256Gcm,
    A128CbcHs256,
    A192CbcHs384,
    A256CbcHs512,
}

impl Content {
    pub const ALL: [Self; 6] = [
        Self::A128Gcm,
        Self::A192Gcm,
        Self::A256Gcm,
        Self::A128CbcHs256,
        Self::A192CbcHs384,
        Self::A256CbcHs512,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    /// The one of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|content| content.name() == name)
    }

    pub(super) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    pub(super) fn of(header: &Map<String, Value>) -> Result<Self, Error> {
        let name = member(header, "enc")?.ok_or(Error::Missing("enc"))?;
        Self::from_name(name).ok_or_else(|| Error::Content(name.to_owned()))
    }

    /// In bytes; half of it is for the HMAC where there is one.
    pub fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }

    /// The lengths of initialization vector and tag are fixed: a shorter tag would be easier to forge.
    pub(super) fn check_lengths(self, iv: &[u8], tag: &[u8]) -> Result<(), Error> {
        let (iv_length, tag_length) = match self {
            Self::A128Gcm | Self::A192Gcm | Self::A256Gcm => (12, 16),
            _ => (16, self.key_length() / 2),
        };
        let wrong = |name, found: &[u8], expected: usize| Error::Part {
            name,
            why: format!("has {} bytes; {} has {expected}", found.len(), self.name()),
        };
        if iv.len() != iv_length {
            return Err(wrong("initialization vector", iv, iv_length));
        }
        if tag.len() != tag_length {
            return Err(wrong("authentication tag", tag, tag_length));
        }
        Ok(())
    }

    /// The plaintext, when the tag is right for all of it.
    pub(super) fn decrypt(
        self,
        key: &[u8],
        iv: &[u8],
        protected: &[u8],
        ciphertext: &[u8],
        tag: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::A128Gcm => gcm(&aead::AES_128_GCM, key, iv, protected, &[ciphertext, tag].concat()),
            Self::A192Gcm => gcm(&aead::AES_192_GCM, key, iv, protected, &[ciphertext, tag].concat()),
            Self::A256Gcm => gcm(&aead::AES_256_GCM, key, iv, protected, &[ciphertext, tag].concat()),
            Self::A128CbcHs256 => {
                let parts = Sealed { key, iv, protected, ciphertext, tag };
                parts.open(hmac::HMAC_SHA256, &cipher::AES_128)
            }
            Self::A192CbcHs384 => {
                let parts = Sealed { key, iv, protected, ciphertext, tag };
                parts.open(hmac::HMAC_SHA384, &cipher::AES_192)
            }
            Self::A256CbcHs512 => {
                let parts = Sealed { key, iv, protected, ciphertext, tag };
                parts.open(hmac::HMAC_SHA512, &cipher::AES_256)
            }
        }
    }
}

fn gcm(
    algorithm: &'static aead::Algorithm,
    key: &[u8],
    iv: &[u8],
    protected: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    let mut text = Zeroizing::new(sealed.to_vec());
    let length = key.open_in_place(nonce, Aad::from(protected), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

/// What AES-CBC with HMAC made (RFC 7518 section 5.2).
struct Sealed<'a> {
    key: &'a [u8],
    iv: &'a [u8],
    protected: &'a [u8],
    ciphertext: &'a [u8],
    tag: &'a [u8],
}

impl Sealed<'_> {
    /// The tag is the first half of the HMAC, and is checked before anything is decrypted: only then no fault of the
    /// padding tells anything (section 5.2.2.2).
    fn open(&self, hash: hmac::Algorithm, block: &'static cipher::Algorithm) -> Option<Zeroizing<Vec<u8>>> {
        let (mac_key, key) = self.key.split_at_checked(self.key.len() / 2)?;
        let bits = u64::try_from(self.protected.len()).ok()?.checked_mul(8)?;
        let mut mac = hmac::Context::with_key(&hmac::Key::new(hash, mac_key));
        for part in [self.protected, self.iv, self.ciphertext, &bits.to_be_bytes()] {
            mac.update(part);
        }
        let computed = mac.sign();
        let (computed, _) = computed.as_ref().split_at_checked(mac_key.len())?;
        verify_slices_are_equal(computed, self.tag).ok()?;
        let key = UnboundCipherKey::new(block, key).ok()?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
        let iv = DecryptionContext::Iv128(FixedLength::try_from(self.iv).ok()?);
        let mut text = Zeroizing::new(self.ciphertext.to_vec());
        let length = key.decrypt(&mut text, iv).ok()?.len();
        text.truncate(length);
        Some(text)
    }
}
