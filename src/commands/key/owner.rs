//! Whose secret it is that a file has.

use super::export::secret;
use crate::failure::Failure;
use crate::keys::{Key, Ring};

/// The key that has this secret.
pub fn owner<'r>(ring: &'r Ring, text: &str) -> Result<Option<&'r Key>, Failure> {
    for key in ring.keys() {
        if secret(ring, key)?.expose() == text.as_bytes() {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

/// Whether the ring neither has it nor had it: what is in it may be the only copy.
pub fn is_unknown(ring: &Ring, text: &str) -> Result<bool, Failure> {
    Ok(!text.is_empty() && owner(ring, text)?.is_none() && ring.forgotten(text.as_bytes()).is_none())
}

/// The id of the key that has or had this secret, and whose tokens are not taken any more.
pub fn over<'r>(ring: &'r Ring, text: &str, now: i64) -> Result<Option<&'r str>, Failure> {
    Ok(match owner(ring, text)? {
        Some(key) => ring.verifying(now).all(|good| good.kid != key.kid).then_some(&*key.kid),
        None => ring.forgotten(text.as_bytes()),
    })
}
