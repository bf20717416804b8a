//! Header and signature of a token against keys and allowed algorithms.

use super::algorithm::{is_none, signature_lengths};
use super::compact::CUT;
use super::key::{Choice, Error, KeySet, VerificationKey, Verifier};
use super::policy::Algorithms;
use super::rejection::{Failure, shown};
use super::{Algorithm, json};
use serde_json::{Map, Value};

/// In bytes: no key is shorter than 2048 bits.
const SHORTEST_OF_RSA: usize = 256;

/// The keys that may have signed a token.
#[derive(Clone, Copy, Debug)]
pub enum Keys<'a> {
    /// This key. When both it and the token have an id, they must be the same.
    One(&'a VerificationKey),
    /// The keys that an issuer published. A token must mean exactly one of them.
    Set(&'a KeySet),
    /// Our own keys, old and new. A token without an id is tried with each that fits.
    Ring(&'a [VerificationKey]),
}

/// What a header asks for with these keys: worked out once for all tokens that have the same.
pub(super) struct Plan {
    /// What makes a token unacceptable whatever its key.
    faults: Vec<Failure>,
    way: Result<Way, Failure>,
}

/// How the signature is checked.
struct Way {
    algorithm: Algorithm,
    /// One for each key that the token can mean and that fits: any of them is enough.
    verifiers: Vec<Verifier>,
    /// Where no key fits, why the first does not.
    unfit: Option<Failure>,
}

impl Plan {
    pub fn new(header: &Map<String, Value>, keys: Keys<'_>, algorithms: &Algorithms) -> Self {
        Self { faults: header_failures(header), way: Way::new(header, keys, algorithms) }
    }

    /// Everything that fails: all of the header, then the first step on the way from the algorithm to the signature.
    pub fn failures(&self, message: &str, signature: &Vec<u8>) -> Vec<Failure> {
        let mut failures = self.faults.clone();
        let way = self.way.as_ref().map_err(Clone::clone);
        failures.extend(way.and_then(|way| way.authenticate(message, signature)).err());
        failures
    }
}

impl Way {
    fn new(header: &Map<String, Value>, keys: Keys<'_>, algorithms: &Algorithms) -> Result<Self, Failure> {
        let algorithm = algorithm(header, algorithms)?;
        let kid = header.get("kid").and_then(Value::as_str);
        let candidates = candidates(keys, kid, algorithm)?;
        let reasons: Vec<_> = candidates.iter().map(|key| unfit(key, algorithm, algorithms)).collect();
        let fitting = candidates.iter().zip(&reasons).filter(|(_, reason)| reason.is_none());
        let verifiers = fitting.filter_map(|(key, _)| key.verifier(algorithm)).collect();
        let none_fits = reasons.iter().all(Option::is_some);
        let unfit = reasons.into_iter().flatten().next().filter(|_| none_fits);
        Ok(Self { algorithm, verifiers, unfit })
    }

    fn authenticate(&self, message: &str, signature: &Vec<u8>) -> Result<(), Failure> {
        if let Some(reason) = &self.unfit {
            return Err(reason.clone());
        }
        match self.verifiers.iter().any(|key| key.verify(message.as_bytes(), signature).is_ok()) {
            true => Ok(()),
            false => Err(wrong_signature(signature, self.algorithm)),
        }
    }
}

/// Members of the header that make a token unacceptable whatever its key. `jwk`, `jku`, `x5c` and `x5u` are never
/// looked at: a token cannot bring its own key (RFC 7515 section 10.3).
fn header_failures(header: &Map<String, Value>) -> Vec<Failure> {
    let mut failures = Vec::new();
    if let Some(critical) = header.get("crit") {
        let found = shown(Some(critical));
        let sentence = format!("the header says that {found} must be understood (crit), and no extension is");
        failures.push(Failure::new("crit", "no critical extension", found, sentence));
    }
    if let Some(encoded) = header.get("b64").filter(|value| **value != true) {
        let found = shown(Some(encoded));
        let sentence = format!("the header's b64 is {found}: only payloads in base64url are read");
        failures.push(Failure::new("b64", "true or nothing", found, sentence));
    }
    for member in ["typ", "kid"] {
        if let Some(value) = header.get(member).filter(|value| !value.is_string()) {
            let sentence = format!("the header's {member} is {} instead of a string", json::kind(value));
            failures.push(Failure::new(member, "a string", shown(Some(value)), sentence));
        }
    }
    failures
}

fn wrong_signature(signature: &[u8], algorithm: Algorithm) -> Failure {
    let expected = format!("a good {algorithm} signature");
    if signature.is_empty() {
        return Failure::new("signature", expected, "no signature", "the token has no signature");
    }
    let sentence = format!(
        "the signature is not that of the key by {algorithm}: another key signed, or the token was changed"
    );
    let least = signature_lengths(algorithm.name()).first().copied().unwrap_or(SHORTEST_OF_RSA);
    let cut = (signature.len() < least).then_some(CUT);
    Failure::new("signature", expected, "a signature that does not fit", sentence).hinted(cut).of_other_key()
}

/// The algorithm that the header names, where the caller allows it (RFC 8725 section 3.1).
fn algorithm(header: &Map<String, Value>, allowed: &Algorithms) -> Result<Algorithm, Failure> {
    let expected = match allowed {
        Algorithms::OfTheKey => "the algorithm of the key".to_owned(),
        Algorithms::Only(list) => {
            list.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(" or ")
        }
    };
    let name = header.get("alg");
    let found = shown(name);
    let failure = |sentence: String| Failure::new("alg", expected.clone(), found.clone(), sentence);
    let Some(algorithm) = name.and_then(Value::as_str).and_then(Algorithm::from_name) else {
        return Err(failure(match name {
            None => "the header names no algorithm (alg)".into(),
            Some(name) if name.as_str().is_some_and(is_none) => {
                format!("the token is not signed: its algorithm is {found}")
            }
            Some(_) => format!("the algorithm {found} is not known here"),
        }));
    };
    match allowed {
        Algorithms::Only(list) if !list.contains(&algorithm) => {
            Err(failure(format!("the token is signed with {algorithm}, expected is {expected}")))
        }
        _ => Ok(algorithm),
    }
}

/// Why this key is not used with this algorithm, if so.
fn unfit(key: &VerificationKey, algorithm: Algorithm, allowed: &Algorithms) -> Option<Failure> {
    let default = key.default_algorithm();
    match key.fits(algorithm) {
        Err(Error::ShortSecret { length, .. }) => {
            let why = Error::ShortSecret { length, algorithm };
            let expected = format!("at least {} bytes", algorithm.minimum_secret());
            let failure = Failure::new("key", expected, format!("{length} bytes"), why.to_string());
            Some(failure.hinted(why.hint()))
        }
        Err(Error::Family { family, .. }) => Some(Failure::of_other_family(algorithm, family)),
        Err(why) => Some(Failure::new("alg", default.name(), algorithm.name(), why.to_string())),
        Ok(()) if *allowed == Algorithms::OfTheKey && default != algorithm => {
            let sentence = format!(
                "the token is signed with {algorithm}; a key that names no algorithm is used with {default}"
            );
            let failure = Failure::new("alg", default.name(), algorithm.name(), sentence);
            Some(failure.of_unnamed())
        }
        Ok(()) => None,
    }
}

/// The keys that the token can mean: one, or those of a ring that fit.
fn candidates<'a>(
    keys: Keys<'a>,
    kid: Option<&str>,
    algorithm: Algorithm,
) -> Result<Vec<&'a VerificationKey>, Failure> {
    match keys {
        Keys::One(key) => match (kid, key.kid()) {
            (Some(wanted), Some(own)) if wanted != own => {
                let (wanted, own) = (quoted(wanted), quoted(own));
                let sentence = format!("the token was signed with the key {wanted}, the key given is {own}");
                Err(Failure::new("kid", own, wanted, sentence))
            }
            _ => Ok(vec![key]),
        },
        Keys::Set(set) => match set.choose(kid, algorithm) {
            Choice::Key(key) => Ok(vec![key]),
            Choice::Unknown => Err(unknown(set, kid, algorithm)),
            Choice::Ambiguous(count) => {
                let sentence =
                    format!("the token does not say which key signed it (kid), and {count} keys fit");
                Err(Failure::new("kid", "the id of one key", "nothing", sentence))
            }
        },
        Keys::Ring(ring) => {
            let meant = |key: &&VerificationKey| match kid {
                Some(_) => key.kid() == kid,
                None => key.fits(algorithm).is_ok(),
            };
            let found: Vec<_> = ring.iter().filter(meant).collect();
            if found.is_empty() { Err(unknown(&KeySet::default(), kid, algorithm)) } else { Ok(found) }
        }
    }
}

fn unknown(set: &KeySet, kid: Option<&str>, algorithm: Algorithm) -> Failure {
    let ignored = set.ignored().iter().find(|key| kid.is_some() && key.kid.as_deref() == kid);
    let (found, sentence) = match (kid.map(quoted), ignored) {
        (Some(kid), Some(key)) => {
            let sentence = format!("the key {kid} cannot be used: {}", key.why);
            (kid, sentence)
        }
        (Some(kid), None) => {
            let sentence =
                format!("the token was signed with the key {kid}, which is not among the keys given");
            (kid, sentence)
        }
        (None, _) => ("nothing".to_owned(), format!("none of the keys given is for {algorithm}")),
    };
    Failure::new("kid", "the id of a key given", found, sentence).of_unknown_key()
}

fn quoted(kid: &str) -> String {
    shown(Some(&kid.into()))
}
