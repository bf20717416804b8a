//! JWTs, signed and checked (RFC 7515, 7517, 7518, 7519, 8037, 8725). PURE: bytes and `now` in, values out.

pub mod algorithm;
pub mod base64url;
pub mod compact;
pub mod decode;
pub mod json;
pub mod key;

#[cfg(test)]
mod samples;

pub use algorithm::Algorithm;
pub use key::{KeySet, SigningKey, VerificationKey};
