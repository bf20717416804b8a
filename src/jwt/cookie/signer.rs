//! Whether a session cookie was signed with a secret: with the key that itsdangerous makes of it for Starlette, or for Flask.
//!
//! Both sign `payload.timestamp` by HMAC with SHA-1, and differ in how the key is made of the secret. No collision of SHA-1
//! forges an HMAC (RFC 6194 section 3.3). What an application sets otherwise, a salt or another hash, nobody sees in a cookie.

use crate::jwt::base64url;
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use aws_lc_rs::hmac;

/// The length of a signature by HMAC with SHA-1, in bytes.
pub const LENGTH: usize = 20;

/// Secrets that are the same everywhere until somebody sets another one, and whose they are.
const PUBLIC: [(&str, &str); 1] = [("your-secret-key", "FastPluggy")];

/// How the key is made of the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// `TimestampSigner(secret)`: SHA-1 over the salt, the word "signer" and the secret.
    Starlette,
    /// The session interface of Flask: HMAC with SHA-1 over its salt, by the secret.
    Flask,
}

impl Signer {
    /// Who signed the cookie with this secret; `None` when the signature is not by this secret.
    pub fn of(cookie: &str, secret: &[u8]) -> Option<Self> {
        let (signed, signature) = cookie.rsplit_once('.')?;
        let signature = base64url::decode(signature).ok()?;
        [Self::Starlette, Self::Flask].into_iter().find(|signer| {
            let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &signer.key(secret));
            hmac::verify(&key, signed.as_bytes(), &signature).is_ok()
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Starlette => "Starlette",
            Self::Flask => "Flask",
        }
    }

    fn key(self, secret: &[u8]) -> Vec<u8> {
        match self {
            Self::Starlette => {
                let mut key = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
                key.update(b"itsdangerous.Signer");
                key.update(b"signer");
                key.update(secret);
                key.finish().as_ref().to_vec()
            }
            Self::Flask => {
                let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
                hmac::sign(&key, b"cookie-session").as_ref().to_vec()
            }
        }
    }
}

/// Whose public secret signed the cookie: what it is and whose, where anybody could have done that.
pub fn public_secret(cookie: &str) -> Option<(&'static str, &'static str)> {
    PUBLIC.into_iter().find(|(secret, _)| Signer::of(cookie, secret.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    // made by itsdangerous 2.2.0 at 1763700000, with the classes of each framework and the secret "s3cret"
    const STARLETTE: &str = "eyJ1c2VyIjogeyJlbWFpbCI6ICJhZG1pbiIsICJncm91cHMiOiBbImFkbWluIl19fQ==.aR_tIA.c073_JxZwfdFEsQAJhL_3WbWurM";
    const FLASK: &str = "eyJ1c2VyIjoiYWxpY2UifQ.aR_tIA.OQAnKJSIUeBX0Sv9az2zEDMygbs";
    const DEFAULT: &str = "eyJuZXdfdG9rZW4iOiAiOWExZjlhMWY5YTFmOWExZjlhMWY5YTFmOWExZjlhMWY5YTFmOWExZjlhMWY5YTFmOWExZjlhMWY5YTFmOWExZiIsICJmbGFzaF9tZXNzYWdlcyI6IFtdfQ==.aR_tIA.eB2PBQF-SrQBgQr9Gy9URCUCJNI";

    #[test]
    fn the_secret_that_signed_is_known() {
        assert_eq!(Signer::of(STARLETTE, b"s3cret"), Some(Signer::Starlette));
        assert_eq!(Signer::of(FLASK, b"s3cret"), Some(Signer::Flask));
        for cookie in [STARLETTE, FLASK, DEFAULT] {
            assert_eq!(Signer::of(cookie, b"s3cret\n"), None);
            assert_eq!(Signer::of(cookie, b""), None);
        }
    }

    #[test]
    fn what_was_changed_is_not_signed() {
        for changed in [
            STARLETTE.replacen("eyJ", "eyK", 1),
            STARLETTE.replace("aR_tIA", "aR_tIB"),
            STARLETTE.replace("==.", "."),
            format!("{STARLETTE}A"),
            String::new(),
        ] {
            assert_eq!(Signer::of(&changed, b"s3cret"), None, "{changed}");
        }
    }

    #[test]
    fn a_secret_that_everybody_has_is_found_by_itself() {
        assert_eq!(public_secret(DEFAULT), Some(("your-secret-key", "FastPluggy")));
        assert_eq!(public_secret(STARLETTE), None);
    }
}
