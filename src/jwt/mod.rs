//! JWTs, signed and checked (RFC 7515, 7517, 7518, 7519, 8037, 8725). PURE: bytes and `now` in, values out.
//!
//! Header, claims and keys are read by our own strict code. Of the cryptography `jsonwebtoken` computes HMAC and
//! makes the signatures by ES256, ES384 and EdDSA, on aws-lc too; all else is aws-lc-rs itself. A token becomes one
//! of four types, and none can be mistaken for another:
//!
//! - [`decode::Unverified`]: what a token says, by [`decode::decode`], which takes no key;
//! - [`jwe::Decrypted`]: what an encrypted token held, by [`jwe::decrypt`], of whom nobody knows who wrote it;
//! - [`verify::Signed`]: a good signature over bytes nobody looked at, by [`verify::verify_signature`];
//! - [`verify::Verified`]: signature and claims hold, by [`verify::verify`].

pub mod algorithm;
pub mod base64url;
pub mod claims;
pub mod compact;
pub mod cookie;
pub mod date;
pub mod decode;
pub mod diff;
pub mod issue;
pub mod json;
pub mod jwe;
pub mod key;
pub mod lifetime;
pub mod lint;
pub mod meaning;
pub mod media_type;
pub mod object;
pub mod objection;
pub mod policy;
pub mod recipient;
pub mod redact;
pub mod rejection;
pub mod rounded;
mod signature;
pub mod text;
pub mod verify;

#[cfg(test)]
mod rfcs;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod vectors;
#[cfg(test)]
#[cfg(feature = "wycheproof")]
mod wycheproof;

pub use algorithm::Algorithm;
pub use key::{KeySet, SigningKey, VerificationKey};
pub use policy::Policy;
pub use rejection::Rejection;
