//! What helps whoever asked for something that the token says in other words, or elsewhere.

use super::keys::TrustedKeys;
use super::policy::PolicyFlags;
use crate::jwt::Rejection;

pub fn of(why: &Rejection, token: &str, keys: &TrustedKeys<'_>, policy: &PolicyFlags) -> Vec<String> {
    if why.other_key() {
        return keys.other_reading(token, &policy.algorithms()).into_iter().collect();
    }
    Vec::new()
}
