//! Tokens exchanged with three implementations by others: each takes what the other one signs, by every algorithm that
//! both have, with keys that either side made.

use crate::support::jose::{self, PEERS, Peer, public};
use crate::support::{Sandbox, long};
use authctl::jwt::{Algorithm, SigningKey, VerificationKey, issue};
use serde_json::{Map, Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "api";

/// A key as both sides get it: a JWK, or PEM as a text.
struct Pair {
    algorithm: &'static str,
    private: Value,
    public: Value,
}

#[test]
fn v6_the_others_take_what_authctl_issues() {
    let count = if long() { "100" } else { "2" };
    for peer in PEERS {
        let sandbox = Sandbox::new();
        let mut requests = Vec::new();
        for pair in pairs(peer) {
            let issued = sandbox
                .authctl(["issue", "--key"])
                .args([sandbox.write("private", text(&pair.private))])
                .args(["--alg", pair.algorithm, "--issuer", ISSUER, "--audience", AUDIENCE])
                .args(["--subject", "älice \u{1f600}", "--jti", "auto", "--count", count])
                .run()
                .succeeds();
            for token in issued.text().lines() {
                requests.push(jose::verify(&pair.public, &[pair.algorithm], token, &check()));
            }
        }
        for (answer, request) in peer.ask(&requests).iter().zip(&requests) {
            assert_eq!(answer, &json!({"valid": true}), "{}: {request}", peer.name);
        }
        eprintln!("{}: took {} tokens of authctl", peer.name, requests.len());
    }
}

#[test]
fn v6_authctl_takes_what_the_others_sign() {
    let count = if long() { 100 } else { 2 };
    for peer in PEERS {
        let sandbox = Sandbox::new();
        let pairs: Vec<Pair> = pairs(peer).collect();
        let claims = |number: usize| {
            let exp = now() + 600;
            json!({"iss": ISSUER, "aud": ["x", AUDIENCE], "sub": "älice", "exp": exp, "number": number})
        };
        let sign = |pair: &Pair, number| {
            let header = json!({"typ": "JWT", "kid": "someone's"});
            json!({"do": "sign", "key": pair.private, "algs": [pair.algorithm], "header": header,
                "claims": claims(number)})
        };
        let requests: Vec<Value> =
            pairs.iter().flat_map(|pair| (0..count).map(|number| sign(pair, number))).collect();
        let tokens: Vec<String> =
            peer.ask(&requests).iter().map(|answer| answer["token"].as_str().unwrap().to_owned()).collect();
        for (pair, tokens) in pairs.iter().zip(tokens.chunks(count)) {
            let run = sandbox
                .authctl(["verify", "--lines", "--key"])
                .args([sandbox.write("public", text(&pair.public))])
                .args(["--alg", pair.algorithm, "--issuer", ISSUER, "--audience", AUDIENCE])
                .stdin(tokens.join("\n"))
                .run()
                .succeeds();
            assert_eq!(run.text().matches("\"valid\":true").count(), count, "{}: {run}", peer.name);
        }
        eprintln!("{}: signed {} tokens that authctl takes", peer.name, tokens.len());
    }
}

#[test]
fn v6_no_signature_of_es512_is_short_when_a_half_begins_with_zeros() {
    let count = if long() { 20_000 } else { 1_000 };
    let key = SigningKey::generate(Algorithm::ES512).unwrap();
    let verification = key.verification_key().unwrap();
    let mut tokens = Vec::new();
    let mut number = 0;
    // one signature in 256 is what is looked for
    while number < count || tokens.is_empty() {
        number += 1;
        let claims = Map::from_iter([("number".to_owned(), Value::from(number))]);
        let token = issue::sign(&Map::new(), &claims, &key).unwrap();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let signature = authctl::jwt::base64url::decode(signature).unwrap();
        assert_eq!(signature.len(), 132);
        assert!(verification.verifies(Algorithm::ES512, message.as_bytes(), &signature));
        // the first byte of a number of 521 bits is 0 every other time: the next one too is what is rare
        if signature[..2] == [0, 0] || signature[66..68] == [0, 0] {
            tokens.push(token);
        }
    }
    for peer in PEERS {
        let requests: Vec<Value> = tokens
            .iter()
            .map(|token| jose::verify(&public(&key.public_jwk()), &["ES512"], token, &Value::Null))
            .collect();
        for answer in peer.ask(&requests) {
            assert_eq!(answer, json!({"valid": true}), "{}", peer.name);
        }
    }
    eprintln!("{number} signatures, {} with two bytes of zeros at the front of a half", tokens.len());
}

/// For each algorithm that the other one has: a key of ours where we hand one out, and a key of theirs in every form.
fn pairs(peer: Peer) -> impl Iterator<Item = Pair> {
    let requests: Vec<Value> =
        peer.knows.iter().map(|algorithm| json!({"do": "make", "alg": algorithm})).collect();
    peer.knows.iter().zip(peer.ask(&requests)).flat_map(|(algorithm, made)| {
        let jwk = |jwk: Value| Pair { algorithm, public: public(&jwk), private: jwk };
        let mut pairs = Vec::new();
        pairs.extend(ours(algorithm).map(jwk));
        pairs.extend(made.get("jwk").cloned().map(jwk));
        if let (Some(private), Some(public)) = (made.get("pem"), made.get("public_pem")) {
            pairs.push(Pair { algorithm, private: private.clone(), public: public.clone() });
        }
        assert!(!pairs.is_empty(), "no key for {algorithm}: {made}");
        pairs
    })
}

fn ours(name: &str) -> Option<Value> {
    let algorithm = Algorithm::from_name(name).unwrap();
    if !algorithm.is_asymmetric() {
        let secret: Vec<u8> =
            (0..64_u8).map(|at| at.wrapping_mul(at).wrapping_mul(151) ^ at.rotate_left(3)).collect();
        return Some(json!({"kty": "oct", "k": authctl::jwt::base64url::encode(secret)}));
    }
    let key = SigningKey::generate(algorithm).unwrap();
    let private: Value = serde_json::from_str(key.private_jwk(name).ok()?.expose()).unwrap();
    assert!(VerificationKey::from_jwk(&private).is_ok());
    Some(private)
}

fn text(key: &Value) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}

fn check() -> Value {
    json!({"now": now(), "issuer": ISSUER, "audience": AUDIENCE})
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
