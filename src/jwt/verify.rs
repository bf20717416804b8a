//! Checking a token: signature and claims (RFC 7515 section 5.2, RFC 7519 section 7.2, RFC 8725).

use super::compact::{Fault, Part, read_bytes, read_header, signed};
use super::object::Object;
use super::policy::{Algorithms, Policy};
use super::rejection::{Failure, Rejection};
use super::{claims, recipient, signature};
pub use signature::Keys;
use signature::Plan;

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
    let mut verifier = Verifier::new(keys, policy);
    let claims = verifier.verify(token, now)?.into_map();
    Ok(Verified { header: verifier.signatures.into_header(), claims })
}

/// Checks header and signature alone.
pub fn verify_signature(token: &str, keys: Keys<'_>, algorithms: &Algorithms) -> Result<Signed, Rejection> {
    let mut verifier = SignatureVerifier::new(keys, algorithms);
    let payload = verifier.verify(token)?.to_vec();
    Ok(Signed { header: verifier.into_header(), payload })
}

/// [`verify`] for many tokens with the same keys and policy.
pub struct Verifier<'a> {
    signatures: SignatureVerifier<'a>,
    policy: &'a Policy,
}

/// [`verify_signature`] for many tokens: what the same header asks for is worked out once.
pub struct SignatureVerifier<'a> {
    keys: Keys<'a>,
    algorithms: &'a Algorithms,
    known: Vec<Known>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// A token in its parts, with what fails of header and signature.
struct Opened<'t> {
    header: &'t Map<String, Value>,
    payload: &'t [u8],
    failures: Vec<Failure>,
}

/// A header that was seen before.
struct Known {
    /// In base64url.
    text: String,
    header: Map<String, Value>,
    plan: Plan,
}

/// How many headers are kept, and how long they may be: an issuer has few, and each is short.
const MOST_KNOWN: usize = 16;
const LONGEST_KNOWN: usize = 4096;

impl<'a> Verifier<'a> {
    pub fn new(keys: Keys<'a>, policy: &'a Policy) -> Self {
        Self { signatures: SignatureVerifier::new(keys, &policy.algorithms), policy }
    }

    /// The claims when everything holds; else every check that fails.
    pub fn verify(&mut self, token: &str, now: Timestamp) -> Result<Object<'_>, Rejection> {
        let Opened { header, payload, mut failures } = self.signatures.open(token)?;
        let claims = match Object::read(payload) {
            Ok(claims) => {
                failures.extend(claims::failures(header, &claims, self.policy, now));
                if let Some(expected) = &self.policy.recipient {
                    recipient::add_failures(expected, header, &claims, now, &mut failures);
                }
                claims
            }
            Err(fault) => {
                let fault = Fault::Json(Part::Payload, fault);
                failures.push(Failure::of_form("claims", "one JSON object", &fault));
                Object::default()
            }
        };
        Rejection::unless_empty(failures, claims)
    }
}

impl<'a> SignatureVerifier<'a> {
    pub fn new(keys: Keys<'a>, algorithms: &'a Algorithms) -> Self {
        Self { keys, algorithms, known: Vec::new(), payload: Vec::new(), signature: Vec::new() }
    }

    /// The payload when the signature holds.
    pub fn verify(&mut self, token: &str) -> Result<&[u8], Rejection> {
        let Opened { payload, failures, .. } = self.open(token)?;
        Rejection::unless_empty(failures, payload)
    }

    /// Takes a token apart and checks header and signature; an error where it has not the form.
    fn open(&mut self, token: &str) -> Result<Opened<'_>, Fault> {
        let (signing_input, [header, payload, signature]) = signed(token)?;
        let at = self.position_of(header)?;
        read_bytes(Part::Payload, payload, &mut self.payload)?;
        read_bytes(Part::Signature, signature, &mut self.signature)?;
        let known = &self.known[at];
        let failures = known.plan.failures(signing_input, &self.signature);
        Ok(Opened { header: &known.header, payload: &self.payload, failures })
    }

    /// Where this header is kept, from now on at least.
    fn position_of(&mut self, text: &str) -> Result<usize, Fault> {
        if let Some(at) = self.known.iter().position(|known| known.text == text) {
            return Ok(at);
        }
        let header = read_header(text)?;
        let plan = Plan::new(&header, self.keys, self.algorithms);
        self.known.retain(|known| known.text.len() <= LONGEST_KNOWN);
        if self.known.len() == MOST_KNOWN {
            self.known.remove(0);
        }
        self.known.push(Known { text: text.to_owned(), header, plan });
        Ok(self.known.len() - 1)
    }

    fn into_header(mut self) -> Map<String, Value> {
        self.known.pop().map(|known| known.header).unwrap_or_default()
    }
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
