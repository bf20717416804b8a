//! JWTs, signed and checked (RFC 7515, 7517, 7518, 7519, 8037, 8725). PURE: bytes and `now` in, values out.

pub mod base64url;
pub mod compact;
pub mod json;
