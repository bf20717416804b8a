//! Checking a token: signature and claims (RFC 7515 section 5.2, RFC 7519 section 7.2, RFC 8725).

use super::compact::Compact;
use super::policy::{Algorithms, Policy};
use super::rejection::{Failure, Rejection};
use super::{claims, signature};
pub use signature::Keys;

use jiff::Timestamp;
use serde_json::{Map, Value};

/// A token whose signature and claims hold.
#[derive(Clone, Debug)]
pub struct Verified {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

/// A token whose signature holds; its payload may be anything.
#[derive(Clone, Debug)]
pub struct Signed {
    header: Map<String, Value>,
    payload: Vec<u8>,
}

/// Checks everything that the policy asks for, and lists every check that fails.
pub fn verify(token: &str, keys: Keys<'_>, policy: &Policy, now: Timestamp) -> Result<Verified, Rejection> {
    let token = Compact::parse(token)?;
    let mut failures = signature::failures(&token, keys, &policy.algorithms);
    let claims = match token.claims() {
        Ok(claims) => {
            failures.extend(claims::failures(&token.header, &claims, policy, now));
            claims
        }
        Err(fault) => {
            failures.push(Failure::of_form("claims", "one JSON object", &fault));
            Map::new()
        }
    };
    Rejection::unless_empty(failures, Verified { header: token.header, claims })
}

/// Checks header and signature alone.
pub fn verify_signature(token: &str, keys: Keys<'_>, algorithms: &Algorithms) -> Result<Signed, Rejection> {
    let token = Compact::parse(token)?;
    let failures = signature::failures(&token, keys, algorithms);
    Rejection::unless_empty(failures, Signed { header: token.header, payload: token.payload })
}

impl Verified {
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    pub fn into_claims(self) -> Map<String, Value> {
        self.claims
    }

    /// The claim of this name when it is a string.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str)
    }
}

impl Signed {
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}

#[cfg(test)]
mod tests;
