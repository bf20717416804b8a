//! Each rule on a token that breaks it, and tokens that break none.

use super::*;
use crate::jwt::base64url;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const DIGEST: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

pub(super) fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

/// An access token with which nothing is wrong.
fn good() -> (Value, Value) {
    let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": "2026-01"});
    let claims = json!({
        "iss": "https://id.example.com", "sub": "248289761001", "aud": "https://api.example.com",
        "client_id": "s6BhdRkqt3", "exp": NOW + 600, "iat": NOW - 5, "jti": "n-0S6_WzA2Mj",
        "scope": "read write", "cnf": {"jkt": DIGEST},
    });
    (header, claims)
}

/// The good token with other values for some members; null takes a member out.
fn changed(header: &Value, claims: &Value) -> String {
    let (mut all_header, mut all_claims) = good();
    for (all, changes) in [(&mut all_header, header), (&mut all_claims, claims)] {
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
        }
        all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
    signed(&all_header, &all_claims)
}

pub(super) fn signed(header: &Value, claims: &Value) -> String {
    let length = match header["alg"].as_str().unwrap_or_default() {
        "HS256" => 32,
        "none" => 0,
        name if name.starts_with("RS") || name.starts_with("PS") => 256,
        _ => 64,
    };
    with_signature(header, claims, &vec![0x55; length])
}

fn with_signature(header: &Value, claims: &Value, signature: &[u8]) -> String {
    let [header, claims] = [header, claims].map(|part| base64url::encode(part.to_string()));
    format!("{header}.{claims}.{}", base64url::encode(signature))
}

fn encrypted(header: &Value) -> String {
    format!("{}..AA.AA.AA", base64url::encode(header.to_string()))
}

fn ids(token: &str) -> Vec<&'static str> {
    lint(token, now(), None).iter().map(|finding| finding.rule.id).collect()
}

#[track_caller]
pub(super) fn finds(token: &str, expected: &[&str]) {
    let found = lint(token, now(), None);
    let shown: Vec<_> =
        found.iter().map(|one| format!("{} {} {}", one.rule.id, one.place, one.found)).collect();
    assert_eq!(ids(token), expected, "{shown:#?}");
}

#[test]
fn good_tokens_have_no_findings() {
    finds(&changed(&json!({}), &json!({})), &[]);
    let id_token = json!({
        "iss": "https://id.example.com", "sub": "alice", "aud": "s6BhdRkqt3", "exp": NOW + 600, "iat": NOW,
        "nonce": "n-0S6_WzA2Mj", "at_hash": "77QmUPtjPfzWtF2AnpK9RQ", "auth_time": NOW - 7, "email": "alice@example.com",
    });
    finds(&signed(&json!({"alg": "RS256", "kid": "1"}), &id_token), &[]);
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": DIGEST, "y": DIGEST});
    let proof =
        json!({"jti": "e1j3V_bKic8-LAEB", "htm": "GET", "htu": "https://api.example.com/me", "iat": NOW});
    finds(&signed(&json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}), &proof), &[]);
    let logout = json!({
        "iss": "https://id.example.com", "sub": "alice", "aud": "s6BhdRkqt3", "exp": NOW + 60, "iat": NOW, "jti": "b",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    finds(&signed(&json!({"typ": "logout+jwt", "alg": "ES256", "kid": "1"}), &logout), &[]);
    let assertion = json!({
        "iss": "s6BhdRkqt3", "sub": "s6BhdRkqt3", "aud": "https://id.example.com", "exp": NOW + 60, "iat": NOW, "jti": "b",
    });
    finds(&signed(&json!({"typ": "client-authentication+jwt", "alg": "PS256"}), &assertion), &[]);
}

/// A change of the good token, and the rules that see it, the worst first.
type Case = (Value, &'static [&'static str]);

fn public_key() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": DIGEST, "y": DIGEST})
}

fn private_key() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": DIGEST, "y": DIGEST, "d": DIGEST})
}

fn headers() -> Vec<Case> {
    vec![
        (json!({"alg": "none"}), &["alg-none"]),
        (json!({"alg": "nOnE"}), &["alg-none", "alg-unknown"]),
        (json!({"alg": " none"}), &["alg-none", "alg-unknown"]),
        (json!({"alg": null}), &["alg-missing"]),
        (json!({"alg": 5}), &["alg-missing"]),
        (json!({"alg": "es256"}), &["alg-unknown"]),
        (json!({"alg": "HS256"}), &["alg-symmetric"]),
        (json!({"alg": "EdDSA"}), &["alg-polymorphic"]),
        (json!({"zip": "DEF"}), &["compressed"]),
        (json!({"kid": 5}), &["header-type"]),
        (json!({"x5c": []}), &["header-type", "key-in-header"]),
        (json!({"x5c": ["MIIB", 5]}), &["header-type", "key-in-header"]),
        (json!({"x5c": ["MIIB"], "kid": null}), &["key-in-header"]),
        (json!({"jwk": "key"}), &["header-type", "key-in-header"]),
        (json!({"b64": "no"}), &["header-type"]),
        (json!({"cty": 5}), &["header-type"]),
        (json!({"x5t": "YQ", "kid": null}), &[]),
        (json!({"other": 5}), &[]),
        (json!({"crit": []}), &["crit-invalid"]),
        (json!({"crit": "exp"}), &["crit-invalid"]),
        (json!({"crit": ["alg"]}), &["crit-invalid"]),
        (json!({"crit": ["absent"]}), &["crit-invalid"]),
        (json!({"crit": ["x", "x"], "x": 1}), &["crit-invalid"]),
        (json!({"crit": ["x"], "x": 1}), &[]),
        (json!({"crit": ["b64"], "b64": false}), &["b64-false"]),
        (json!({"jku": "https://evil.example/keys"}), &["key-url"]),
        (json!({"x5u": "http://10.0.0.1/"}), &["key-url"]),
        (json!({"jwk": public_key()}), &["key-in-header"]),
        (json!({"jwk": private_key()}), &["private-key", "key-in-header"]),
        (json!({"kid": "../../etc/passwd"}), &["kid-odd"]),
        (json!({"kid": "/dev/null"}), &["kid-odd"]),
        (json!({"kid": "x' OR '1'='1"}), &["kid-odd"]),
        (json!({"kid": "x'OR'1"}), &["kid-odd"]),
        (json!({"kid": "https://evil.example/k"}), &["kid-odd"]),
        (json!({"kid": "private.pem"}), &["kid-odd"]),
        (json!({"kid": "keys\\one"}), &["kid-odd"]),
        (json!({"kid": "./one"}), &["kid-odd"]),
        (json!({"kid": "~/one"}), &["kid-odd"]),
        (json!({"kid": "one?v=1"}), &["kid-odd"]),
        (json!({"kid": "/one"}), &[]),
        (json!({"kid": "keys/one"}), &[]),
        (json!({"kid": "x".repeat(200)}), &[]),
        (json!({"kid": "a b"}), &["kid-odd"]),
        (json!({"kid": ""}), &["kid-odd"]),
        (json!({"kid": "x".repeat(201)}), &["kid-odd"]),
        (json!({"kid": "a\u{200b}b"}), &["kid-odd", "unseen-characters"]),
        (json!({"kid": "did:web:example.com#key-1"}), &[]),
        (json!({"kid": "abcdefghijklmnopqrsexample="}), &[]),
        (json!({"kid": "/aR+tIA9+x0="}), &[]),
        (json!({"kid": null}), &["kid-missing"]),
        (json!({"typ": "JWT"}), &["typ-not-explicit"]),
        (json!({"typ": null}), &["typ-not-explicit"]),
        (json!({"typ": "application/AT+jwt"}), &[]),
    ]
}

fn dates() -> Vec<Case> {
    vec![
        (json!({"exp": (NOW + 600) * 1000}), &["date-in-milliseconds"]),
        (json!({"exp": (NOW + 600).to_string()}), &["date-invalid"]),
        (json!({"iat": -1}), &["date-invalid"]),
        (json!({"nbf": NOW + 700}), &["never-valid", "not-yet-valid"]),
        (json!({"iat": NOW + 600}), &["never-valid", "iat-future"]),
        (json!({"iat": NOW + 60}), &["iat-future"]),
        (json!({"nbf": NOW + 60}), &["not-yet-valid"]),
        (json!({"exp": NOW}), &["expired"]),
        (json!({"exp": NOW - 5}), &["never-valid", "expired"]),
        (json!({"exp": 1_800_000_600.5}), &["date-fractional"]),
        (json!({"exp": NOW + 3600}), &[]),
        (json!({"exp": NOW + 7200}), &["lifetime-hour"]),
        (json!({"exp": NOW - 5 + 3600 + 299}), &[]),
        (json!({"exp": NOW - 5 + 3600 + 300}), &["lifetime-hour"]),
        (json!({"exp": NOW + 86_400}), &["lifetime-hour"]),
        (json!({"exp": NOW - 5 + 86_400 + 300}), &["lifetime-hour"]),
        (json!({"exp": NOW - 5 + 86_400 + 301}), &["lifetime-long"]),
        (json!({"exp": 978_307_200_000_i64}), &["date-in-milliseconds"]),
        (json!({"exp": 978_307_199_999_i64}), &["date-invalid"]),
        (json!({"exp": 4_102_444_800_000_i64}), &["date-invalid"]),
        (json!({"exp": NOW + 172_800}), &["lifetime-long"]),
        (json!({"exp": null}), &["access-token-incomplete", "exp-missing"]),
    ]
}

fn claims() -> Vec<Case> {
    vec![
        (json!({"jti": null, "client_id": null}), &["access-token-incomplete"]),
        (json!({"sub": 5}), &["claim-type"]),
        (json!({"aud": []}), &["claim-type"]),
        (json!({"aud": ["a", 5]}), &["claim-type"]),
        (json!({"aud": ["a", ""]}), &["claim-type"]),
        (json!({"iss": ["a"]}), &["claim-type"]),
        (json!({"iss": ""}), &["claim-type"]),
        (json!({"scope": ["read"]}), &["scope-list"]),
        (json!({"scope": "read,write"}), &["scope-form"]),
        (json!({"scope": "read  write"}), &["scope-form"]),
        (json!({"scope": ""}), &["scope-form"]),
        (json!({"scope": 5}), &["scope-form"]),
        (json!({"cnf": "key"}), &["cnf-invalid"]),
        (json!({"cnf": {}}), &["cnf-invalid"]),
        (json!({"cnf": {"jkt": "AA"}}), &["cnf-invalid"]),
        (json!({"cnf": {"x5t#S256": "AA"}}), &["cnf-invalid"]),
        (json!({"cnf": {"jkt": DIGEST, "x5t#S256": 5}}), &["cnf-invalid"]),
        (json!({"cnf": {"x5t#S256": DIGEST}}), &[]),
        (json!({"cnf": {"kid": "one"}}), &[]),
        (json!({"cnf": {"jwk": private_key()}}), &["private-key"]),
        (json!({"cnf": null}), &["not-bound"]),
        (json!({"iss": "http://id.example.com"}), &["iss-not-https"]),
        (json!({"iss": "https://id.example.com?tenant=1"}), &["iss-not-https"]),
        (json!({"aud": "*"}), &["aud-wildcard"]),
        (json!({"aud": ["a", "https://*.example.com"]}), &["aud-wildcard"]),
        (json!({"aud": "ALL"}), &["aud-wildcard"]),
        (json!({"aud": ["a", "b", "c", "d"]}), &["aud-many"]),
        (json!({"aud": ["a", "b", "c"]}), &[]),
        (json!({"password": "x"}), &["secret"]),
        (json!({"app": [{"clientSecret": "x"}]}), &["secret"]),
        (json!({"password": true}), &[]),
        (json!({format!("{:_<39}", "password"): "x"}), &["secret"]),
        (json!({format!("{:_<40}", "password"): "x"}), &[]), // longer than any name of a secret
        (json!({"key": "-----BEGIN PRIVATE KEY-----\nMIIB"}), &["private-key"]),
        (json!({"key": "-----BEGIN PUBLIC KEY-----\nMIIB"}), &[]),
        (json!({"key": "PRIVATE KEY"}), &[]),
        (json!({"shape": {"d": 5}}), &[]),
        (json!({"amount": u64::MAX}), &["number-imprecise"]),
        (json!({"amount": 1e16}), &["number-imprecise"]),
        (json!({"amount": -9_007_199_254_740_992_i64}), &["number-imprecise"]),
        (json!({"amount": 9_007_199_254_740_991_i64}), &[]),
        (json!({"amount": 0.5}), &[]),
        (json!({"role": "adm\u{202e}in"}), &["unseen-characters"]),
        (json!({"ro\u{200b}le": "x"}), &["unseen-characters"]),
        (json!({"hint": changed(&json!({}), &json!({}))}), &["token-in-token"]),
        (json!({"nonce": "x"}), &["kinds-mixed"]),
        (json!({"at_hash": "AA", "nonce": "x"}), &["at-hash-form", "kinds-mixed"]),
    ]
}

fn people() -> Vec<Case> {
    vec![
        (json!({"sub": "alice@example.com"}), &["sub-personal"]),
        (json!({"sub": "+49 30 1234567"}), &["sub-personal"]),
        (json!({"sub": "+4930123"}), &["sub-personal"]),
        (json!({"sub": "+493012"}), &[]),
        (json!({"sub": "+49-a-1234567"}), &[]),
        (json!({"sub": "abc@clients"}), &[]),
        (json!({"sub": "@example.com"}), &[]),
        (json!({"sub": "a@example.com/b"}), &[]),
        (json!({"sub": "a@b@example.com"}), &[]),
        (json!({"sub": "a b@example.com"}), &[]),
        (json!({"email": "a@b.c", "birthdate": "2000-01-01"}), &["personal-data"]),
        (json!({"upn": "a@b.c"}), &["personal-data"]),
    ]
}

#[test]
fn each_rule_sees_what_it_is_for_and_no_more() {
    for (change, expected) in headers() {
        finds(&changed(&change, &json!({})), expected);
    }
    for (change, expected) in dates().into_iter().chain(claims()).chain(people()) {
        finds(&changed(&json!({}), &change), expected);
    }
}

#[test]
fn l1_no_password_of_an_issuer_is_repeated() {
    for (iss, told) in [
        ("http://alice:pass@id.example.com/x", "\"http://id.example.com/x\""),
        ("http://alice:p@ss@id.example.com?x", "\"http://id.example.com?x\""),
        ("http://alice:p@ss", "\"http://ss\""),
        ("https://id.example.com?mail=a@b", "\"https://id.example.com?mail=a@b\""),
    ] {
        let findings = lint(&changed(&json!({}), &json!({"iss": iss})), now(), None);
        let found = findings.iter().find(|finding| finding.rule.id == "iss-not-https").unwrap();
        assert_eq!(found.found, told);
    }
}

#[test]
fn kinds_of_token_are_known_by_their_claims_too() {
    let plain = json!({"alg": "RS256", "kid": "1", "typ": "JWT"});
    let (_, mut claims) = good();
    claims["cnf"] = json!({"jkt": DIGEST});
    finds(&signed(&plain, &claims), &["typ-not-explicit"]);
    let id_token = |more: Value| {
        let mut claims = json!({"iss": "https://id.example.com", "sub": "a", "aud": "c", "exp": NOW + 9, "iat": NOW, "azp": "c"});
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        signed(&plain, &claims)
    };
    finds(&id_token(json!({})), &["id-token-loose"]);
    for (claim, value) in [("auth_time", json!(NOW)), ("acr", json!("1")), ("amr", json!(["pwd"]))] {
        finds(&id_token(json!({"azp": null, claim: value})), &["id-token-loose"]);
    }
    let anything = id_token(json!({"azp": null}));
    finds(&anything, &["typ-not-explicit", "jti-missing"]);
    finds(&id_token(json!({"nonce": "x", "at_hash": "77QmUPtjPfzWtF2AnpK9RQ"})), &[]);
    finds(&id_token(json!({"nonce": "x", "at_hash": "short"})), &["at-hash-form"]);
    finds(&id_token(json!({"nonce": "x", "exp": NOW + 200_000})), &["lifetime-long"]);
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": DIGEST, "y": DIGEST});
    let proof = |header: Value, change: Value| {
        let mut claims = json!({"jti": "a", "htm": "GET", "htu": "https://api.example.com/", "iat": NOW});
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        signed(&header, &claims)
    };
    let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
    finds(&proof(header.clone(), json!({"htu": "https://api.example.com/?a=1"})), &["dpop-proof-invalid"]);
    finds(&proof(header.clone(), json!({"jti": null})), &["dpop-proof-invalid"]);
    finds(&proof(json!({"typ": "dpop+jwt", "alg": "ES256"}), json!({})), &["dpop-proof-invalid"]);
    finds(
        &proof(json!({"typ": "JWT", "alg": "ES256", "jwk": jwk}), json!({})),
        &["dpop-proof-invalid", "typ-not-explicit"],
    );
    finds(&proof(json!({"typ": "dpop+jwt", "alg": "HS256", "jwk": jwk}), json!({})), &["dpop-proof-invalid"]);
    let mut private = header;
    private["jwk"]["d"] = json!(DIGEST);
    finds(&proof(private, json!({})), &["private-key"]);
    let logout = json!({
        "iss": "https://id.example.com", "aud": "c", "iat": NOW, "exp": NOW + 60, "jti": "b", "nonce": "x",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    finds(&signed(&plain, &logout), &["logout-token-invalid", "logout-token-invalid", "typ-not-explicit"]);
    let endless = json!({
        "iss": "https://id.example.com", "aud": "c", "iat": NOW, "jti": "b", "sub": "alice",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    let endless = signed(&json!({"typ": "logout+jwt", "alg": "ES256", "kid": "1"}), &endless);
    finds(&endless, &["logout-token-invalid"]);
    assert_eq!(lint(&endless, now(), None)[0].found, "exp");
}

#[test]
fn a_token_that_says_little() {
    let missing = [
        "exp-missing",
        "iss-missing",
        "aud-missing",
        "typ-not-explicit",
        "iat-missing",
        "sub-missing",
        "jti-missing",
    ];
    finds(&signed(&json!({"alg": "HS256"}), &json!({"n": 1})), &missing);
    let years =
        json!({"exp": NOW + 400 * 86_400, "iat": NOW, "iss": "a", "aud": "b", "sub": "c", "jti": "d"});
    finds(&signed(&json!({"alg": "HS256", "typ": "order+jwt"}), &years), &["lifetime-long"]);
}

#[test]
fn broken_tokens_are_findings_and_what_can_be_read_of_them_is_judged() {
    let good = changed(&json!({}), &json!({}));
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else { unreachable!() };
    finds("", &["not-a-jwt"]);
    finds("opaque", &["not-a-jwt"]);
    finds(&format!("{header}.{claims}"), &["not-a-jwt"]);
    finds(&"A".repeat(1 << 21), &["not-a-jwt", "too-large"]);
    finds(&format!("{good}="), &["base64-padding"]);
    finds(&format!("{header}.{claims}.{} {}", &signature[..9], &signature[9..]), &["base64-alphabet"]);
    finds(&format!("{header}.{claims}."), &["signature-missing"]);
    finds(&format!("{header}.{claims}.{}", base64url::encode([0_u8; 70])), &["signature-length"]);
    let bits = "VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVR";
    finds(&format!("{header}.{claims}.{bits}"), &["base64-bits"]);
    let mut der = vec![0x30, 70, 0x02, 33, 0];
    der.extend([0x55; 32]);
    der.extend([0x02, 33, 0]);
    der.extend([0x55; 32]);
    finds(&format!("{header}.{claims}.{}", base64url::encode(&der)), &["signature-der"]);
    let short = with_signature(
        &json!({"alg": "RS256", "typ": "order+jwt", "kid": "1"}),
        &good_claims(),
        &[0x55; 128],
    );
    finds(&short, &["signature-length"]);
    let raw = |header: &str, claims: &str| {
        format!("{}.{}.{signature}", base64url::encode(header), base64url::encode(claims))
    };
    finds(&raw(r#"{"alg":"ES256"}"#, "hello"), &["json-invalid", "typ-not-explicit"]);
    finds(&raw("{}", &good_claims().to_string()), &["alg-missing", "typ-not-explicit"]);
    finds(&format!("{}.{claims}.", base64url::encode("{}")), &["alg-missing", "typ-not-explicit"]);
    finds(
        &raw("{", "{}")[..],
        &[
            "json-invalid",
            "exp-missing",
            "iss-missing",
            "aud-missing",
            "iat-missing",
            "sub-missing",
            "jti-missing",
        ],
    );
    let twice = good_claims().to_string().replacen('{', r#"{"exp":1,"#, 1);
    finds(&raw(r#"{"alg":"ES256","typ":"at+jwt","kid":"1"}"#, &twice), &["duplicate-members"]);
    for cty in ["JWT", "application/jwt"] {
        let header = format!(r#"{{"alg":"ES256","typ":"x+jwt","cty":"{cty}"}}"#);
        finds(&raw(&header, &good), &["token-in-token"]);
        // that is what a token within an encrypted one is advised to be
        finds(&encrypted(&json!({"alg": "RSA-OAEP-256", "enc": "A128GCM", "cty": cty})), &["encrypted"]);
    }
    finds(&changed(&json!({}), &json!({"groups": "x".repeat(4000)})), &["large"]);
    finds(&changed(&json!({}), &json!({"groups": "x".repeat(9000)})), &["too-large"]);
}

fn good_claims() -> Value {
    good().1
}

#[test]
fn encrypted_tokens_are_judged_by_their_header() {
    let header = |alg: &str, more: Value| {
        let mut header = json!({"alg": alg, "enc": "A128GCM"});
        header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        encrypted(&header)
    };
    finds(&header("dir", json!({})), &["encrypted"]);
    finds(&header("RSA1_5", json!({})), &["rsa1-5", "encrypted"]);
    finds(&header("dir", json!({"zip": "DEF"})), &["compressed", "encrypted"]);
    finds(&header("dir", json!({"enc": "A1"})), &["alg-unknown", "encrypted"]);
    finds(&encrypted(&json!({"alg": "dir"})), &["alg-unknown", "encrypted"]);
    for (count, expected) in [
        (json!(600_000), &["encrypted"][..]),
        (json!(10), &["pbes2-count", "encrypted"]),
        (json!(2_147_483_647), &["pbes2-count", "encrypted"]),
        (json!("many"), &["pbes2-count", "encrypted"]),
    ] {
        finds(&header("PBES2-HS256+A128KW", json!({"p2c": count})), expected);
    }
}

#[test]
fn every_rule_is_broken_by_a_token_of_these_tests() {
    let files = [
        include_str!("tests.rs"),
        include_str!("specifications/tests.rs"),
        include_str!("recipients/tests.rs"),
    ];
    let text = files.concat();
    for rule in rules() {
        assert!(text.contains(&format!("\"{}\"", rule.id)), "{} is never seen", rule.id);
    }
}

#[test]
fn ids_are_of_one_rule_each_and_say_something() {
    let mut seen = BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.id), "{} twice", rule.id);
        assert!(
            rule.id.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-')
        );
        for text in [rule.what, rule.matters, rule.remedy] {
            assert!(
                !text.is_empty() && !text.ends_with('.') && !text.contains("  "),
                "{}: {text:?}",
                rule.id
            );
        }
        let is_service = ["FluxLit", "fastapi-taskflow", "zndraw-auth"].contains(&rule.source);
        assert!(is_service || rule.source.contains(" section "), "{}", rule.source);
    }
    assert!(seen.len() > 40, "{}", seen.len());
}

#[test]
fn what_a_token_is_for_is_seen_by_its_type_or_by_what_only_its_kind_has() {
    use token::{Kind, LOGOUT_EVENT, Token};
    let (access, undeclared) = (Kind::Access { declared: true }, Kind::Access { declared: false });
    for (typ, claims, kind) in [
        ("application/at+jwt", json!({"nonce": "n"}), access),
        ("dpop+jwt", json!({}), Kind::DpopProof),
        ("logout+jwt", json!({}), Kind::Logout),
        ("client-authentication+jwt", json!({"nonce": "n"}), Kind::Other),
        ("secevent+jwt", json!({"scope": "a"}), Kind::Other),
        ("JWT", json!({"events": {LOGOUT_EVENT: {}}, "nonce": "n"}), Kind::Logout),
        ("JWT", json!({"events": {"other": {}}}), Kind::Other),
        ("", json!({"htm": "GET", "htu": "https://a.example"}), Kind::DpopProof),
        ("", json!({"htm": "GET"}), Kind::Other),
        ("", json!({"htu": "https://a.example"}), Kind::Other),
        ("", json!({"typ": "ID", "scope": "a"}), Kind::Id),
        ("", json!({"typ": "bearer", "nonce": "n"}), undeclared),
        ("", json!({"scope": "a"}), undeclared),
        ("", json!({"scp": ["a"]}), undeclared),
        ("", json!({"client_id": "c"}), undeclared),
        ("", json!({"nonce": "n"}), Kind::Id),
        ("", json!({"at_hash": "h"}), Kind::Id),
        ("", json!({"c_hash": "h"}), Kind::Id),
        ("", json!({"iss": "c", "sub": "c", "aud": "a", "amr": ["pwd"]}), Kind::Other),
        ("", json!({"iss": "c", "sub": "d", "aud": "a", "amr": ["pwd"]}), Kind::Id),
        ("", json!({"aud": "a"}), Kind::Other),
        ("", json!({"aud": "a", "azp": "c"}), Kind::Id),
        ("", json!({"aud": "a", "auth_time": 1}), Kind::Id),
        ("", json!({"aud": "a", "acr": "1"}), Kind::Id),
        ("", json!({"aud": "a", "amr": ["pwd"]}), Kind::Id),
        ("", json!({"amr": ["pwd"]}), Kind::Other),
    ] {
        let token = signed(&json!({"alg": "ES256", "typ": typ}), &claims);
        assert_eq!(Token::read(&token, now()).kind(), kind, "{typ} {claims}");
    }
}

#[test]
fn a_text_of_60_characters_is_told_whole() {
    let whole = "ä".repeat(60);
    assert_eq!(cut(&whole), whole);
    assert_eq!(cut(&format!("{whole}b")), format!("{whole}…"));
}

#[test]
fn each_part_is_named() {
    let places = |text: &str| {
        let found = lint(text, now(), None).into_iter().filter(|finding| finding.rule.id == "base64-padding");
        found.map(|finding| finding.place).collect::<Vec<_>>()
    };
    assert_eq!(places("A=.A=.A="), ["header", "payload", "signature"]);
    assert_eq!(
        places("A=.A=.A=.A=.A="),
        ["header", "encrypted key", "initialization vector", "ciphertext", "authentication tag"]
    );
}

#[test]
fn the_length_of_a_signature_is_that_of_its_algorithm() {
    let found = |alg: &str, signature: &[u8]| {
        let findings = lint(&with_signature(&json!({"alg": alg}), &good_claims(), signature), now(), None);
        let found = findings.iter().find(|finding| finding.rule.id.starts_with("signature-"));
        found.map(|finding| format!("{}: {}", finding.rule.id, finding.found))
    };
    for (alg, length) in [
        ("HS256", 32),
        ("HS384", 48),
        ("HS512", 64),
        ("ES256", 64),
        ("ES256K", 64),
        ("Ed25519", 64),
        ("Ed448", 114),
        ("ES384", 96),
        ("ES512", 132),
    ] {
        assert_eq!(found(alg, &vec![0x55; length]), None, "{alg}");
        for other in [length - 1, length + 1] {
            let told = format!("signature-length: {other} bytes, where {alg} makes {length}");
            assert_eq!(found(alg, &vec![0x55; other]), Some(told));
        }
    }
    assert_eq!([64, 114].map(|length| found("EdDSA", &vec![0x55; length])), [None, None]);
    let told = "signature-length: 65 bytes, where EdDSA makes 64 or 114";
    assert_eq!(found("EdDSA", &[0x55; 65]).as_deref(), Some(told));
    for alg in ["RS256", "PS512"] {
        assert_eq!([256, 1024].map(|length| found(alg, &vec![0x55; length])), [None, None]);
        let short = "signature-length: 255 bytes, so that the RSA key has 2040 bits and not 2048";
        assert_eq!(found(alg, &[0x55; 255]).as_deref(), Some(short));
        let long = "signature-length: 1025 bytes, which no RSA key in use makes";
        assert_eq!(found(alg, &[0x55; 1025]).as_deref(), Some(long));
    }
    assert_eq!(found("ES256", &[]).as_deref(), Some("signature-missing: "));
}

#[test]
fn a_signature_in_der_is_two_numbers_to_its_end() {
    let number = |length: u8| [&[0x02, length][..], &vec![0x55; usize::from(length)]].concat();
    let der = |head: &[u8], numbers: &[u8]| [head, &[u8::try_from(numbers.len()).unwrap()], numbers].concat();
    let two = |one, other| [number(one), number(other)].concat();
    let rule = |alg: &str, signature: &[u8]| {
        let found = ids(&with_signature(&json!({"alg": alg}), &good_claims(), signature));
        found.into_iter().find(|id| id.starts_with("signature-"))
    };
    for (alg, signature, expected) in [
        ("ES256", der(&[0x30], &two(33, 32)), Some("signature-der")),
        ("ES256K", der(&[0x30], &two(31, 32)), Some("signature-der")),
        ("ES384", der(&[0x30], &two(49, 48)), Some("signature-der")),
        ("ES512", der(&[0x30, 0x81], &two(66, 66)), Some("signature-der")),
        ("ES256", der(&[0x30], &two(29, 29)), None), // as long as one should be
        ("HS256", der(&[0x30], &two(33, 32)), Some("signature-length")),
        ("ES256", der(&[0x30], &number(33)), Some("signature-length")),
        ("ES256", der(&[0x30], &[two(22, 22), number(22)].concat()), Some("signature-length")),
        ("ES256", [der(&[0x30], &two(33, 32)), vec![0]].concat(), Some("signature-length")),
        ("ES256", der(&[0x31], &two(33, 32)), Some("signature-length")),
    ] {
        assert_eq!(rule(alg, &signature), expected, "{alg} {signature:02x?}");
    }
}

#[test]
fn a_token_is_large_above_4_kib_and_too_large_above_8_kib() {
    for (length, expected) in
        [(4096, None), (4097, Some("large")), (8192, Some("large")), (8193, Some("too-large"))]
    {
        let found = ids(&"a".repeat(length)).into_iter().find(|id| id.ends_with("large"));
        assert_eq!(found, expected, "{length}");
    }
}

#[test]
fn what_was_seen_is_told_with_its_place() {
    let of = |text: &str, id: &str| {
        let found = lint(text, now(), None).into_iter().find(|finding| finding.rule.id == id).unwrap();
        format!("{}: {}", found.place, found.found)
    };
    let header = |alg: &str| changed(&json!({"alg": alg}), &json!({}));
    let claims = |claims: Value| changed(&json!({}), &claims);
    for (text, id, expected) in [
        ("opaque".to_owned(), "not-a-jwt", "token: 1 part"),
        ("a.b".to_owned(), "not-a-jwt", "token: 2 parts"),
        (r#"{"payload":"e30","signatures":[]}"#.to_owned(), "not-a-jwt", "token: it is written in JSON"),
        (header("es256"), "alg-unknown", r#"header/alg: "es256", where "ES256" may be meant"#),
        (header("XY"), "alg-unknown", r#"header/alg: "XY""#),
        (encrypted(&json!({"alg": "dir"})), "alg-unknown", "header/enc: it is missing"),
        (claims(json!({"app": [{"clientSecret": "x"}]})), "secret", "claims/app/0/clientSecret: "),
        (claims(json!({"ro\u{200b}le": "x"})), "unseen-characters", "claims/ro\u{200b}le: U+200B"),
        (claims(json!({"cnf": {"jwk": private_key()}})), "private-key", "claims/cnf/jwk: it has d"),
        (claims(json!({"key": "-----BEGIN PRIVATE KEY-----"})), "private-key", "claims/key: a PEM file"),
        (claims(json!({"aud": []})), "claim-type", "claims/aud: it is empty"),
        (claims(json!({"aud": ["a", ""]})), "claim-type", "claims/aud: it is empty"),
        (claims(json!({"sub": 5})), "claim-type", "claims/sub: it is a number"),
        (claims(json!({"cnf": "key"})), "cnf-invalid", "claims/cnf: it is a string"),
        (claims(json!({"cnf": {}})), "cnf-invalid", "claims/cnf: it names no key"),
        (claims(json!({"sub": "a@b.c"})), "sub-personal", "claims/sub: an e-mail address"),
        (claims(json!({"sub": "+49 30 1234567"})), "sub-personal", "claims/sub: a phone number"),
        (claims(json!({"nonce": "x", "c_hash": "x"})), "kinds-mixed", "claims: nonce, c_hash"),
        (
            claims(json!({"c_hash": "x"})),
            "at-hash-form",
            "claims/c_hash: 1 characters, where it must have 22",
        ),
        (claims(json!({"s_hash": 5})), "at-hash-form", "claims/s_hash: no text, where it must have 22"),
        (claims(json!({"nbf": NOW + 700})), "never-valid", "claims/exp: exp is not after nbf"),
        (claims(json!({"exp": NOW - 120})), "expired", "claims/exp: 2 min ago"),
        (claims(json!({"iat": NOW + 60})), "iat-future", "claims/iat: in 60 s"),
        (claims(json!({"exp": null, "jti": null})), "access-token-incomplete", "claims: exp, jti"),
    ] {
        assert_eq!(of(&text, id), expected, "{text}");
    }
}

#[test]
fn a_hash_in_an_id_token_has_half_the_length_of_the_hash() {
    for (alg, length) in [("ES256", 22), ("RS384", 32), ("PS512", 43), ("ES256K", 22)] {
        for wrong in [length - 1, length + 1] {
            let token = |length: usize| {
                let claims = json!({"nonce": "x", "at_hash": "x".repeat(length)});
                ids(&signed(&json!({"alg": alg, "kid": "1"}), &claims)).contains(&"at-hash-form")
            };
            assert_eq!((token(length), token(wrong)), (false, true), "{alg} {wrong}");
        }
    }
    assert!(!ids(&changed(&json!({"alg": "EdDSA"}), &json!({"at_hash": "x"}))).contains(&"at-hash-form"));
}

#[test]
fn each_thing_that_a_proof_lacks_is_told() {
    let proof = |header: Value, htu: &str| {
        let claims = json!({"jti": "a", "htm": "GET", "htu": htu, "iat": NOW});
        let found = lint(&signed(&header, &claims), now(), None).into_iter();
        let found = found.filter(|finding| finding.rule.id == "dpop-proof-invalid");
        found.map(|finding| format!("{}: {}", finding.place, finding.found)).collect::<Vec<_>>().join("; ")
    };
    let (htu, jwk) = ("https://api.example.com/", public_key());
    let good = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
    assert_eq!(proof(good.clone(), htu), "");
    assert_eq!(proof(good, "https://a.example/#b"), "claims/htu: it has a query or a fragment");
    let symmetric = json!({"typ": "dpop+jwt", "alg": "HS256", "jwk": jwk});
    assert_eq!(proof(symmetric, htu), "header/alg: it is symmetric");
    assert_eq!(proof(json!({"alg": "ES256", "jwk": jwk}), htu), "header/typ: it is not dpop+jwt");
    let text = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": "key"});
    assert_eq!(proof(text, htu), "header/jwk: there is no key");
}

#[test]
fn a_token_of_nobody_on_the_web_may_be_signed_with_a_shared_secret() {
    for (header, claims) in [
        (json!({"alg": "HS256"}), json!({"iss": "me"})),
        (json!({"alg": "HS256", "typ": "order+jwt"}), json!({})),
        (json!({"kid": null}), json!({"iss": "me"})),
        (json!({"kid": null, "typ": "order+jwt"}), json!({})),
        (json!({"typ": "order+jwt"}), json!({"iss": "https://id.example.com?tenant=1"})),
        (json!({"typ": "order+jwt"}), json!({"exp": NOW + 360 * 86_400})),
    ] {
        finds(&changed(&header, &claims), &[]);
    }
}

#[test]
fn the_worst_comes_first() {
    let found = lint(&changed(&json!({"alg": "none", "kid": "a b"}), &json!({"cnf": null})), now(), None);
    let severities: Vec<_> = found.iter().map(|finding| finding.rule.severity).collect();
    assert_eq!(severities, [Severity::Error, Severity::Warning, Severity::Info]);
    assert_eq!(severities.iter().map(|one| one.name()).collect::<Vec<_>>(), ["error", "warning", "info"]);
}

#[test]
fn sarif_has_the_level_of_each_finding_and_where_its_rule_can_be_read() {
    let findings = lint(&changed(&json!({"alg": "nOnE", "typ": "JWT"}), &json!({"jti": null})), now(), None);
    let log = sarif::log(&findings.iter().collect::<Vec<_>>());
    let (results, rules) = (&log["runs"][0]["results"], &log["runs"][0]["tool"]["driver"]["rules"]);
    for (result, finding) in results.as_array().unwrap().iter().zip(&findings) {
        let level = match finding.rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        };
        assert_eq!((&result["ruleId"], &result["level"]), (&json!(finding.rule.id), &json!(level)));
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(
            (&rule["id"], &rule["defaultConfiguration"]["level"]),
            (&result["ruleId"], &result["level"])
        );
        assert_eq!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], finding.place);
    }
    let help = |id: &str| {
        let rule = rules.as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap();
        rule["helpUri"].as_str().unwrap().to_owned()
    };
    assert_eq!(help("not-a-jwt"), "https://www.rfc-editor.org/rfc/rfc7519#section-7.2");
    let draft = "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-rfc8725bis#section-3.14";
    assert_eq!(help("base64-alphabet"), draft);
    assert_eq!(help("at-hash-form"), "https://openid.net/specs/openid-connect-core-1_0.html");
    let logout = "https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken";
    assert_eq!(help("logout-token-invalid"), logout);
    let text = rules[0]["help"]["text"].as_str().unwrap();
    assert!(
        text.starts_with("This is no JWT: ") && text.ends_with(" Source: RFC 7519 section 7.2."),
        "{text}"
    );
}

#[test]
fn a42_no_finding_repeats_a_secret() {
    let marked = "Zq3vT9xKcW5mRb7yLhD2";
    let secret = changed(
        &json!({"jwk": {"kty": "oct", "k": marked}}),
        &json!({
            "password": marked, "sub": format!("{marked}@example.com"), "email": marked, "hint": marked,
        }),
    );
    let found = lint(&secret, now(), None);
    assert!(found.len() > 4, "{found:?}");
    assert!(found.iter().all(|one| !one.found.contains(marked) && !one.place.contains(marked)), "{found:?}");
}

#[test]
fn a23_many_findings_take_no_time_and_few_are_listed() {
    let many: Map<String, Value> =
        (0..5_000).map(|at| (format!("{at}\u{200b}"), json!({"password": "x"}))).collect();
    let token = changed(&json!({}), &json!({ "all": many }));
    let took = || {
        let started = std::time::Instant::now();
        lint(&token, now(), None);
        started.elapsed().as_secs()
    };
    assert!((0..3).any(|_| took() < 5), "a busy machine is not slow three times in a row");
    let found = lint(&token, now(), None);
    let of = |id: &str| found.iter().filter(|one| one.rule.id == id).count();
    assert_eq!((of("secret"), of("unseen-characters")), (21, 21));
    assert_eq!(found.iter().find(|one| one.found.ends_with(" more")).unwrap().found, "4980 more");
}

#[test]
fn no_text_is_too_odd_to_be_judged() {
    let seeds = [
        changed(&json!({"crit": ["x"], "x": 1}), &json!({"email": "a@b.c", "o": [{"password": "x"}]})),
        encrypted(&json!({"alg": "PBES2-HS256+A128KW", "p2c": 1, "enc": "A128GCM"})),
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9..=+/ \u{200b}é".to_owned(),
    ];
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        usize::try_from(chance % below as u64).unwrap()
    };
    for round in 0..3000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=next(4) {
            if text.is_empty() {
                break;
            }
            let at = next(text.len());
            match next(3) {
                0 => text[at] = ['.', '=', 'A', '_', '\u{202e}', '\0'][next(6)],
                1 => drop(text.remove(at)),
                _ => text.truncate(at + 1),
            }
        }
        let text: String = text.into_iter().collect();
        for finding in lint(&text, now(), None) {
            assert!(!finding.place.is_empty(), "{finding:?} of {text:?}");
        }
    }
}
