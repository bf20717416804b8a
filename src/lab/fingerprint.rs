//! How the lab recognises a secret that it does not keep.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The SHA-256 of a secret: enough to recognise it. For a PKCE verifier this is the S256 challenge (RFC 7636 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub fn of(secret: &str) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
        Self(bytes)
    }

    /// A `code_challenge` of method S256; `None` for a text that can be none.
    pub fn from_challenge(challenge: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(challenge).ok()?.try_into().ok().map(Self)
    }

    /// The left half in base64url: the `at_hash` of an ES256 ID token (OIDC Core section 3.1.3.6).
    pub fn left_half(self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0[..16])
    }
}
