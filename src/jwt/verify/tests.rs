use super::*;
use crate::jwt::issue::sign;
use crate::jwt::key::SigningKey;
use crate::jwt::policy::{Accepted, Expiry, Rule};
use crate::jwt::samples::{a1, a2, a3, a4, ed25519, with};
use crate::jwt::{Algorithm, base64url};
use crate::jwt::{KeySet, VerificationKey};
use serde_json::json;

const NOW: i64 = 1_700_000_100;

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else { panic!("{value} is no object") };
    members
}

fn key() -> SigningKey {
    SigningKey::from_jwk(&a3().0).unwrap()
}

fn token(header: Value, claims: Value) -> String {
    sign(&object(header), &object(claims), &key()).unwrap()
}

/// A token of these very bytes with a good signature.
fn raw_token(header: &str, payload: &[u8]) -> String {
    let input = format!("{}.{}", base64url::encode(header), base64url::encode(payload));
    let signature = base64url::encode(key().sign(input.as_bytes()).unwrap());
    format!("{input}.{signature}")
}

/// The names of the checks that fail, with the key that signed.
fn failed(token: &str, policy: &Policy) -> Vec<&'static str> {
    match check(token, policy) {
        Ok(_) => Vec::new(),
        Err(rejection) => rejection.failures().iter().map(|failure| failure.check).collect(),
    }
}

fn check(token: &str, policy: &Policy) -> Result<Verified, Rejection> {
    verify(token, Keys::One(&key().verification_key().unwrap()), policy, now())
}

fn failed_claims(claims: Value, policy: &Policy) -> Vec<&'static str> {
    failed(&token(json!({}), claims), policy)
}

fn sentence(claims: Value, policy: &Policy) -> String {
    check(&token(json!({}), claims), policy).unwrap_err().to_string()
}

fn lax() -> Policy {
    Policy { issuer: Accepted::Anything, audience: Accepted::Anything, ..Policy::default() }
}

#[test]
fn a_good_token_gives_its_claims() {
    let policy = Policy {
        issuer: Accepted::one("https://id.example"),
        audience: Accepted::one("me"),
        subject: Some("alice".into()),
        ..Policy::default()
    };
    let claims = json!({"iss": "https://id.example", "aud": ["you", "me"], "sub": "alice", "exp": NOW + 1, "nbf": NOW, "iat": NOW});
    let verified = check(&token(json!({"typ": "JWT"}), claims.clone()), &policy).unwrap();
    assert_eq!(Value::Object(verified.claims().clone()), claims);
    assert_eq!(verified.header()["typ"], "JWT");
    assert_eq!((verified.text("sub"), verified.text("exp")), (Some("alice"), None));
}

#[test]
fn rfc_7515_a_1_to_a_4_verify_for_their_time() {
    let then = Timestamp::from_second(1_300_819_379).unwrap();
    for (jwk, token) in [a1(), a2(), a3()] {
        let key = VerificationKey::from_jwk(&jwk).unwrap();
        let policy = Policy { issuer: Accepted::one("joe"), ..Policy::default() };
        assert_eq!(verify(&token, Keys::One(&key), &policy, then).unwrap().text("iss"), Some("joe"));
        let rejection = verify(&token, Keys::One(&key), &policy, now()).unwrap_err();
        assert!(rejection.only_time());
    }
    for (jwk, token, payload) in
        [(a4().0, a4().1, "Payload"), (ed25519().0, ed25519().1, "Example of Ed25519 signing")]
    {
        let key = VerificationKey::from_jwk(&jwk).unwrap();
        let signed = verify_signature(&token, Keys::One(&key), &Algorithms::OfTheKey).unwrap();
        assert_eq!(signed.payload(), payload.as_bytes());
        assert!(signed.header().contains_key("alg"));
    }
}

#[test]
fn j1_only_algorithms_that_the_caller_or_the_key_names() {
    let only = |algorithm| Policy { algorithms: Algorithms::Only(vec![algorithm]), ..lax() };
    let token = token(json!({}), json!({}));
    assert!(failed(&token, &only(Algorithm::ES256)).is_empty());
    let rejection = check(&token, &only(Algorithm::RS256)).unwrap_err();
    assert_eq!(rejection.to_string(), "the token is signed with ES256, expected is RS256");
    assert_eq!(failed(&token, &Policy { algorithms: Algorithms::Only(Vec::new()), ..lax() }), ["alg"]);
}

#[test]
fn j1_a_key_that_names_no_algorithm_has_a_default_one() {
    let (jwk, _) = a2();
    let signer = SigningKey::from_jwk(&with(&jwk, &json!({"alg": "PS384"}))).unwrap();
    let token = sign(&Map::new(), &Map::new(), &signer).unwrap();
    let key = VerificationKey::from_jwk(&jwk).unwrap();
    let rejection = verify_signature(&token, Keys::One(&key), &Algorithms::OfTheKey).unwrap_err();
    assert!(
        rejection.to_string().contains("signed with PS384; a key that names no algorithm is used with RS256")
    );
    assert!(rejection.failures()[0].is_of_unnamed());
    assert!(verify_signature(&token, Keys::One(&key), &Algorithms::Only(vec![Algorithm::PS384])).is_ok());
}

#[test]
fn j2_the_key_and_the_header_must_agree() {
    let key = VerificationKey::from_jwk(&with(&a2().0, &json!({"alg": "RS512"}))).unwrap();
    let rejection = verify_signature(&a2().1, Keys::One(&key), &Algorithms::OfTheKey).unwrap_err();
    assert_eq!(rejection.to_string(), "the key is for RS512 alone, not for RS256");
    let only = Algorithms::Only(vec![Algorithm::RS256]);
    assert_eq!(verify_signature(&a2().1, Keys::One(&key), &only).unwrap_err().failures()[0].check, "alg");
}

#[test]
fn j2_what_holds_a_key_of_another_kind_is_named() {
    let key = key().verification_key().unwrap();
    let why = verify_signature(&a2().1, Keys::One(&key), &Algorithms::OfTheKey).unwrap_err();
    assert!(why.to_string().starts_with("the token says RS256, and the key is "), "{why}");
    let named = why.with_key_in("key.pem").to_string();
    assert!(named.starts_with("the token says RS256, and key.pem holds "), "{named}");
    let expired = check(&token(json!({}), json!({"exp": NOW - 12})), &lax()).unwrap_err();
    assert_eq!(expired.with_key_in("key.pem").to_string(), "the token expired 12 s ago");
}

#[test]
fn j3_j4_a1_no_other_spelling_and_no_none() {
    for algorithm in ["none", "None", "NONE", "es256", "ES256 ", "ES256\\n", "", "HS256"] {
        let found = failed(&raw_token(&format!(r#"{{"alg":"{algorithm}"}}"#), b"{}"), &lax());
        assert_eq!(found, ["alg"], "{algorithm:?}");
    }
    for algorithm in ["null", "0", "true", r#"["ES256"]"#, r#"{"x":1}"#] {
        assert_eq!(
            failed(&raw_token(&format!(r#"{{"alg":{algorithm}}}"#), b"{}"), &lax()),
            ["alg"],
            "{algorithm}"
        );
    }
    assert_eq!(failed(&raw_token("{}", b"{}"), &lax()), ["alg"]);
    let told = |header| check(&raw_token(header, b"{}"), &lax()).unwrap_err().to_string();
    assert_eq!(told(r#"{"alg":"es256"}"#), "the algorithm \"es256\" is not known here");
    assert_eq!(told(r#"{"alg":"NONE"}"#), "the token is not signed: its algorithm is \"NONE\"");
    let unsecured = format!("{}.{}.", base64url::encode(r#"{"alg":"none"}"#), base64url::encode("{}"));
    assert!(check(&unsecured, &lax()).unwrap_err().to_string().contains("the token is not signed"));
}

#[test]
fn j5_a_bad_signature_rejects_a_token_with_good_claims() {
    let good = token(json!({}), json!({"sub": "alice"}));
    let (_, signature) = good.rsplit_once('.').unwrap();
    let other = token(json!({}), json!({"sub": "mallory"}));
    let (input, _) = other.rsplit_once('.').unwrap();
    let rejection = check(&format!("{input}.{signature}"), &lax()).unwrap_err();
    assert!(rejection.to_string().contains("another key signed, or the token was changed"));
    assert!(rejection.other_key() && !rejection.unknown_key());
    let expired = check(&token(json!({}), json!({"exp": NOW - 1000})), &lax()).unwrap_err();
    assert!(!expired.other_key() && !expired.unknown_key());
    assert!(check(&format!("{input}."), &lax()).unwrap_err().to_string().contains("has no signature"));
    let nested = raw_token(r#"{"alg":"ES256","cty":"JWT"}"#, good.as_bytes());
    assert_eq!(failed(&nested, &lax()), ["claims"], "what lies within is not looked at");
}

#[test]
fn j5_no_token_with_one_changed_character_verifies() {
    let good = token(json!({}), json!({"sub": "alice"}));
    assert!(failed(&good, &lax()).is_empty());
    for at in 0..good.len() {
        for other in ["A", "."] {
            let changed = format!("{}{other}{}", &good[..at], &good[at + 1..]);
            assert_eq!(check(&changed, &lax()).is_ok(), changed == good, "{changed}");
        }
        assert!(check(&good[..at], &lax()).is_err(), "cut after {at} characters");
    }
}

#[test]
fn j6_an_encrypted_token_is_not_verified() {
    let rejection = check("eyJhbGciOiJkaXIifQ..AA.AA.AA", &lax()).unwrap_err();
    assert!(rejection.to_string().contains("encrypted, not signed"));
    assert!(!rejection.only_time());
}

#[test]
fn j17_j18_the_form_is_checked_before_all_else() {
    let good = token(json!({}), json!({}));
    for bad in [
        format!("{good}\n"),
        format!(" {good}"),
        format!("{good}="),
        format!("{good}.AA"),
        format!("Bearer {good}"),
    ] {
        let rejection = check(&bad, &lax()).unwrap_err();
        assert_eq!(rejection.failures()[0].check, "form", "{bad}");
    }
    assert!(check(&format!("Bearer {good}"), &lax()).unwrap_err().hints()[0].contains("Bearer"));
}

#[test]
fn j19_a8_every_crit_is_rejected() {
    for crit in [r#"["exp"]"#, r#"["b64"]"#, r#"["x","x"]"#, r#"["alg"]"#, "[]", "null", r#""b64""#, "[1]"] {
        let found = failed(
            &raw_token(&format!(r#"{{"alg":"ES256","crit":{crit},"exp":1,"b64":true}}"#), b"{}"),
            &lax(),
        );
        assert_eq!(found, ["crit"], "{crit}");
    }
}

#[test]
fn j20_a9_unencoded_payloads_are_rejected() {
    for encoded in ["false", "null", "0", r#""false""#] {
        let found = failed(&raw_token(&format!(r#"{{"alg":"ES256","b64":{encoded}}}"#), b"{}"), &lax());
        assert_eq!(found, ["b64"], "{encoded}");
    }
    assert_eq!(
        failed(&raw_token(r#"{"alg":"ES256","crit":["b64"],"b64":false}"#, b"{}"), &lax()),
        ["crit", "b64"]
    );
}

#[test]
fn j21_a_key_id_is_data_and_shown_short() {
    let hostile = format!("../../dev/null\u{1b}[2J{}", "k".repeat(100_000));
    let named = key().verification_key().unwrap().with_kid("mine");
    let rejection =
        verify(&token(json!({"kid": hostile}), json!({})), Keys::One(&named), &lax(), now()).unwrap_err();
    let words = rejection.to_string();
    assert!(
        words.contains(r"../../dev/null\u001b[2Jkk") && words.contains('…') && words.len() < 300,
        "{words}"
    );
    assert_eq!(failed(&raw_token(r#"{"alg":"ES256","kid":7}"#, b"{}"), &lax()), ["kid"]);
}

#[test]
fn j22_j23_keys_in_the_header_are_not_looked_at() {
    let attacker = SigningKey::generate(Algorithm::ES256).unwrap();
    let links = json!({"jwk": attacker.public_jwk(), "jku": "https://evil.example/", "x5u": "file:///", "x5c": ["AAAA"]});
    let forged = sign(&object(links.clone()), &Map::new(), &attacker.with_kid("x")).unwrap();
    assert_eq!(failed(&forged, &lax()), ["signature"]);
    assert!(failed(&token(links, json!({})), &lax()).is_empty());
}

#[test]
fn j24_typ_is_a_media_type() {
    let wants = |typ: &str| Policy { typ: Some(typ.into()), ..lax() };
    for (found, expected) in [
        ("at+jwt", "at+jwt"),
        ("AT+JWT", "at+jwt"),
        ("application/at+jwt", "at+jwt"),
        ("JWT", "application/jwt"),
    ] {
        assert!(
            failed(&token(json!({"typ": found}), json!({})), &wants(expected)).is_empty(),
            "{found} for {expected}"
        );
    }
    for found in ["JWT", "at+jwt ", "x/at+jwt", ""] {
        assert_eq!(failed(&token(json!({"typ": found}), json!({})), &wants("at+jwt")), ["typ"], "{found}");
    }
    assert_eq!(failed(&token(json!({}), json!({})), &wants("at+jwt")), ["typ"]);
    assert_eq!(failed(&raw_token(r#"{"alg":"ES256","typ":1}"#, b"{}"), &lax()), ["typ"]);
}

#[test]
fn j25_a_token_is_over_at_the_second_of_exp() {
    assert!(failed_claims(json!({"exp": NOW + 1}), &lax()).is_empty());
    let late = Timestamp::from_millisecond(NOW * 1000 + 250).unwrap();
    let key = key().verification_key().unwrap();
    let rejection =
        verify(&token(json!({}), json!({"exp": NOW})), Keys::One(&key), &lax(), late).unwrap_err();
    let failure = &rejection.failures()[0];
    assert_eq!(failure.expected, "after 2023-11-14T22:15:00.250Z");
    assert_eq!((failure.check, &*failure.found), ("exp", "2023-11-14T22:15:00Z"));
    assert!(rejection.only_time());
    assert_eq!(failed_claims(json!({"exp": NOW}), &lax()), ["exp"]);
    assert_eq!(sentence(json!({"exp": NOW - 12}), &lax()), "the token expired 12 s ago");
    let leeway = Policy { leeway: 60, ..lax() };
    assert!(failed_claims(json!({"exp": NOW - 59}), &leeway).is_empty());
    assert_eq!(
        sentence(json!({"exp": NOW - 300}), &leeway),
        "the token expired 5 min ago, more than the leeway of 60 s"
    );
    assert_eq!(failed_claims(json!({"exp": NOW - 60}), &leeway), ["exp"]);
    let ignored = Policy { expiry: Expiry::Ignored, ..lax() };
    assert!(failed_claims(json!({"exp": 1}), &ignored).is_empty());
    assert_eq!(
        failed_claims(json!({"exp": "never"}), &ignored),
        ["exp"],
        "what is no date is no expiry either"
    );
}

#[test]
fn j25_fractions_of_a_second_count() {
    assert!(failed_claims(json!({"exp": 1_700_000_100.5}), &lax()).is_empty());
    assert_eq!(failed_claims(json!({"exp": 1_700_000_099.5}), &lax()), ["exp"]);
}

#[test]
fn j26_a_token_does_not_hold_before_nbf() {
    assert!(failed_claims(json!({"nbf": NOW}), &lax()).is_empty());
    assert_eq!(
        sentence(json!({"nbf": NOW + 7_200}), &lax()),
        "the token is not valid yet, only in 2 h (nbf)"
    );
    assert!(failed_claims(json!({"nbf": NOW + 60}), &Policy { leeway: 60, ..lax() }).is_empty());
    assert_eq!(failed_claims(json!({"nbf": NOW + 61}), &Policy { leeway: 60, ..lax() }), ["nbf"]);
}

#[test]
fn j27_j45_the_expected_audience_is_there() {
    let me = Policy { audience: Accepted::one("me"), ..lax() };
    for audience in [json!("me"), json!(["me"]), json!(["you", "me"])] {
        assert!(failed_claims(json!({"aud": audience}), &me).is_empty(), "{audience}");
    }
    for audience in [
        json!("Me"),
        json!("xme"),
        json!("you me"),
        json!([]),
        json!(["you"]),
        json!(null),
        json!([["me"]]),
        json!(["me", 1]),
        json!({"me": 1}),
    ] {
        assert_eq!(failed_claims(json!({"aud": audience}), &me), ["aud"], "{audience}");
    }
    assert_eq!(sentence(json!({}), &me), "the token does not say whom it is for (aud), expected is \"me\"");
    assert!(
        failed_claims(
            json!({"aud": "b"}),
            &Policy { audience: Accepted::OneOf(vec!["a".into(), "b".into()]), ..lax() }
        )
        .is_empty()
    );
    assert_eq!(
        failed_claims(json!({"aud": ["me", 1]}), &lax()),
        ["aud"],
        "any audience, but one that is one"
    );
}

#[test]
fn j28_j30_a16_the_expected_issuer_and_subject_are_there_as_strings() {
    let policy =
        Policy { issuer: Accepted::one("https://id.example"), subject: Some("alice".into()), ..lax() };
    assert!(failed_claims(json!({"iss": "https://id.example", "sub": "alice"}), &policy).is_empty());
    for issuer in [
        json!("https://id.example/"),
        json!("https://ID.example"),
        json!(["https://id.example"]),
        json!(1),
        json!(null),
    ] {
        assert_eq!(failed_claims(json!({"iss": issuer, "sub": "alice"}), &policy), ["iss"], "{issuer}");
    }
    for subject in [json!("Alice"), json!(1), json!(null), json!(["alice"])] {
        assert_eq!(
            failed_claims(json!({"iss": "https://id.example", "sub": subject}), &policy),
            ["sub"],
            "{subject}"
        );
    }
    assert_eq!(
        sentence(json!({"sub": "bob"}), &policy),
        "the token does not say who made it (iss), expected is \"https://id.example\"; \
         the token is about \"bob\" (sub), expected is \"alice\""
    );
    assert_eq!(failed_claims(json!({}), &policy), ["iss", "sub"]);
    assert_eq!(failed_claims(json!({"iss": 1, "sub": {}, "jti": 7}), &lax()), ["iss", "sub", "jti"]);
}

#[test]
fn an_issuer_or_audience_that_nobody_named_is_rejected_as_one() {
    let rejection =
        check(&token(json!({}), json!({"iss": "x", "aud": "y"})), &Policy::default()).unwrap_err();
    assert_eq!(rejection.failures().iter().map(|failure| failure.check).collect::<Vec<_>>(), ["iss", "aud"]);
    assert!(rejection.failures().iter().all(Failure::is_of_unnamed));
    assert!(failed_claims(json!({}), &Policy::default()).is_empty());
}

#[test]
fn j29_a14_a17_dates_of_wrong_type_or_range_are_no_matter_of_time() {
    for claim in ["exp", "nbf", "iat"] {
        for value in
            [json!("1"), json!(null), json!([0]), json!(true), json!(-1), json!(u64::MAX), json!(1e300)]
        {
            let rejection = check(&token(json!({}), json!({ claim: value })), &lax()).unwrap_err();
            assert_eq!(rejection.failures()[0].check, claim, "{value}");
            assert!(!rejection.only_time(), "{claim} {value}");
        }
    }
}

#[test]
fn j31_a15_claims_are_one_object() {
    for payload in [&b"[]"[..], b"\"x\"", b"null", b"", b"{}{}", b"\xef\xbb\xbf{}", b"{\"exp\":1,\"exp\":2}"]
    {
        let token = raw_token(r#"{"alg":"ES256"}"#, payload);
        assert_eq!(failed(&token, &lax()), ["claims"], "{payload:?}");
        assert!(
            verify_signature(&token, Keys::One(&key().verification_key().unwrap()), &Algorithms::OfTheKey)
                .is_ok()
        );
    }
}

#[test]
fn j42_a_token_from_the_future_is_rejected() {
    assert!(failed_claims(json!({"iat": NOW}), &lax()).is_empty());
    let rejection = check(&token(json!({}), json!({"iat": NOW + 30})), &lax()).unwrap_err();
    assert!(rejection.only_time());
    assert_eq!(
        rejection.to_string(),
        "the token says it will be issued in 30 s (iat): one of the clocks is wrong"
    );
    assert!(failed_claims(json!({"iat": NOW + 30}), &Policy { leeway: 30, ..lax() }).is_empty());
}

#[test]
fn the_age_of_a_token_can_be_limited() {
    let policy = Policy { max_age: Some(3_600), ..lax() };
    assert!(failed_claims(json!({"iat": NOW - 3_600}), &policy).is_empty());
    let rejection = check(&token(json!({}), json!({"iat": NOW - 7_300})), &policy).unwrap_err();
    assert!(rejection.only_time());
    assert_eq!(rejection.to_string(), "the token is 2 h old, older than 60 min (iat)");
    assert!(failed_claims(json!({"iat": NOW - 3_660}), &Policy { leeway: 60, ..policy.clone() }).is_empty());
    let undated = check(&token(json!({}), json!({})), &policy).unwrap_err();
    assert!(!undated.only_time());
    assert_eq!(undated.failures()[0].check, "max-age");
}

#[test]
fn every_failed_check_is_listed_and_time_is_told_from_the_rest() {
    let policy = Policy { audience: Accepted::one("me"), required: vec!["email".into()], ..lax() };
    let claims = json!({"aud": "you", "exp": NOW - 1, "nbf": NOW + 1});
    assert_eq!(failed_claims(claims.clone(), &policy), ["aud", "exp", "nbf", "require"]);
    assert!(!check(&token(json!({}), claims.clone()), &policy).unwrap_err().only_time());
    assert!(check(&token(json!({}), claims.clone()), &lax()).unwrap_err().only_time());
    let stranger = SigningKey::generate(Algorithm::ES256).unwrap().verification_key().unwrap();
    let rejection = verify(&token(json!({}), claims), Keys::One(&stranger), &lax(), now()).unwrap_err();
    assert!(!rejection.only_time(), "an expired token of somebody else is not genuine");
    assert_eq!(rejection.failures()[0].check, "signature");
}

#[test]
fn o13_an_unknown_key_is_recognised() {
    let set = KeySet::from_value(&json!({"keys": [with(&a3().0, &json!({"kid": "old"}))]})).unwrap();
    let by = |kid: &str| verify(&token(json!({"kid": kid}), json!({})), Keys::Set(&set), &lax(), now());
    assert!(by("old").is_ok());
    let rejection = by("new").unwrap_err();
    assert!(rejection.unknown_key());
    assert_eq!(
        rejection.to_string(),
        "the token was signed with the key \"new\", which is not among the keys given"
    );
    let empty = KeySet::default();
    assert!(verify(&a3().1, Keys::Set(&empty), &lax(), now()).unwrap_err().unknown_key());
    let other = SigningKey::generate(Algorithm::ES256).unwrap();
    let forged = sign(&object(json!({"kid": "old"})), &Map::new(), &other).unwrap();
    assert!(!verify(&forged, Keys::Set(&set), &lax(), now()).unwrap_err().unknown_key());
}

#[test]
fn an_unusable_key_of_the_set_is_named_with_its_reason() {
    let set =
        KeySet::from_value(&json!({"keys": [with(&a3().0, &json!({"kid": "enc", "use": "enc"}))]})).unwrap();
    let rejection =
        verify(&token(json!({"kid": "enc"}), json!({})), Keys::Set(&set), &lax(), now()).unwrap_err();
    assert!(
        rejection
            .to_string()
            .contains("the key \"enc\" cannot be used: the key is not for checking signatures")
    );
}

#[test]
fn j43_one_key_of_another_id_rejects_and_one_without_fits_any() {
    let key = key().verification_key().unwrap();
    let named = token(json!({"kid": "one"}), json!({}));
    assert!(verify(&named, Keys::One(&key), &lax(), now()).is_ok());
    assert!(verify(&named, Keys::One(&key.clone().with_kid("one")), &lax(), now()).is_ok());
    assert!(
        verify(&token(json!({}), json!({})), Keys::One(&key.clone().with_kid("one")), &lax(), now()).is_ok()
    );
    let rejection = verify(&named, Keys::One(&key.with_kid("two")), &lax(), now()).unwrap_err();
    assert_eq!(rejection.failures()[0].check, "kid");
}

#[test]
fn o14_a_token_that_could_mean_two_keys_is_rejected() {
    let other = SigningKey::generate(Algorithm::ES256).unwrap().public_jwk();
    let set = KeySet::from_value(&json!({"keys": [with(&a3().0, &json!({"kid": "one"})), other]})).unwrap();
    let rejection = verify(&token(json!({}), json!({})), Keys::Set(&set), &lax(), now()).unwrap_err();
    assert!(rejection.to_string().contains("does not say which key signed it (kid), and 2 keys fit"));
    assert!(!rejection.unknown_key());
}

#[test]
fn j43_every_key_of_a_ring_is_tried() {
    let others = [Algorithm::ES256, Algorithm::EdDSA, Algorithm::ES256]
        .map(|algorithm| SigningKey::generate(algorithm).unwrap());
    let mut ring: Vec<_> = others.iter().map(|key| key.verification_key().unwrap()).collect();
    let good = token(json!({}), json!({}));
    let strangers = verify(&good, Keys::Ring(&ring), &lax(), now()).unwrap_err();
    assert_eq!(strangers.failures()[0].check, "signature");
    ring.push(key().verification_key().unwrap().with_kid("mine"));
    assert!(verify(&good, Keys::Ring(&ring), &lax(), now()).is_ok());
    assert!(verify(&token(json!({"kid": "mine"}), json!({})), Keys::Ring(&ring), &lax(), now()).is_ok());
    let unknown =
        verify(&token(json!({"kid": "gone"}), json!({})), Keys::Ring(&ring), &lax(), now()).unwrap_err();
    assert!(unknown.unknown_key());
}

#[test]
fn of_a_ring_the_best_reason_is_given() {
    let (jwk, _) = a2();
    let signer = SigningKey::from_jwk(&with(&jwk, &json!({"alg": "PS256"}))).unwrap();
    let token = sign(&Map::new(), &Map::new(), &signer).unwrap();
    let nameless = VerificationKey::from_jwk(&jwk).unwrap();
    let stranger = SigningKey::generate(Algorithm::PS256).unwrap().verification_key().unwrap();
    let check = |ring: &[VerificationKey]| {
        let rejection = verify(&token, Keys::Ring(ring), &lax(), now()).unwrap_err();
        rejection.failures()[0].check
    };
    assert_eq!(check(std::slice::from_ref(&nameless)), "alg");
    assert_eq!(check(&[nameless, stranger]), "signature");
}

#[test]
fn j47_ed25519_and_eddsa_are_the_same() {
    for (in_key, in_token) in [("EdDSA", "Ed25519"), ("Ed25519", "EdDSA"), ("Ed25519", "Ed25519")] {
        let jwk = with(&ed25519().0, &json!({"alg": in_key}));
        let (signer, key) = (SigningKey::from_jwk(&jwk).unwrap(), VerificationKey::from_jwk(&jwk).unwrap());
        let token = sign(&object(json!({"alg": in_token})), &Map::new(), &signer).unwrap();
        assert!(verify(&token, Keys::One(&key), &lax(), now()).is_ok(), "{in_key} {in_token}");
    }
}

#[test]
fn claims_can_be_required_and_compared() {
    let claims = json!({
        "scope": "read write", "roles": ["dev", "ops"], "admin": true, "n": 7, "name": "7", "gone": null,
        "realm_access": {"roles": ["user"]}, "https://x.example/role": "root"
    });
    let rule = |rule: Rule| failed_claims(claims.clone(), &Policy { rules: vec![rule], ..lax() }).is_empty();
    let is = |claim: &str, value: &str| rule(Rule::Is { claim: claim.into(), value: value.into() });
    assert!(is("admin", "true") && is("n", "7") && is("name", "7") && is("https://x.example/role", "root"));
    assert!(
        !is("admin", "false")
            && !is("n", "7.0")
            && !is("scope", "read")
            && !is("absent", "")
            && !is("gone", "")
    );
    let required =
        |claim: &str| failed_claims(claims.clone(), &Policy { required: vec![claim.into()], ..lax() });
    assert!(required("admin").is_empty() && required("realm_access.roles").is_empty());
    assert_eq!([required("email"), required("gone")], [["require"], ["require"]]);
}

/// The only failure of these claims under this rule: its check and its sentence.
fn broken(claims: &Value, rule: Rule) -> Option<(&'static str, String)> {
    let policy = Policy { rules: vec![rule], ..lax() };
    let rejection = check(&token(json!({}), claims.clone()), &policy).err()?;
    let [failure] = rejection.failures() else { panic!("one failure: {rejection}") };
    Some((failure.check, failure.sentence.clone()))
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn all_scopes_are_there_as_a_text_or_a_list() {
    let lacks = |claims: Value, all_of: &[&str]| {
        broken(&claims, Rule::Scopes { claims: words(&["scope", "scp"]), all_of: words(all_of) })
    };
    for claims in [
        json!({"scope": "read write"}),
        json!({"scope": " write  read "}),
        json!({"scope": ["write", 7, "read"]}),
        json!({"scp": ["read", "write"]}),
        json!({"scope": null, "scp": "read write"}),
    ] {
        assert_eq!(lacks(claims.clone(), &["write", "read"]), None, "{claims}");
    }
    for claims in [
        json!({"scope": "read write_all"}),
        json!({"scope": "read,write"}),
        json!({"scope": "read\nwrite"}),
        json!({"scope": "Read Write"}),
        json!({"scope": ["read write"]}),
        json!({"scope": ["read"], "scp": ["write"]}),
        json!({"scope": {"read": true, "write": true}}),
        json!({"scope": true}),
        json!({"scopes": "read write"}),
    ] {
        assert_eq!(lacks(claims.clone(), &["read", "write"]).map(|why| why.0), Some("scope"), "{claims}");
    }
    let (_, sentence) = lacks(json!({"scope": "read"}), &["read", "write"]).unwrap();
    assert_eq!(sentence, r#"the token lacks the scope "write": its claim "scope" holds "read""#);
    let (_, sentence) = lacks(json!({}), &["a", "b"]).unwrap();
    assert_eq!(sentence, r#"the token lacks the scopes "a", "b": it has no claim "scope" or "scp""#);
}

#[test]
fn one_role_is_enough_and_a_text_is_one_role() {
    let lacks = |claims: Value, any_of: &[&str]| {
        let named = words(&["roles", "role", "realm_access.roles"]);
        broken(&claims, Rule::Roles { claims: named, any_of: words(any_of) })
    };
    for claims in [
        json!({"roles": ["dev", "ops"]}),
        json!({"role": "ops"}),
        json!({"roles": null, "realm_access": {"roles": ["ops"]}}),
    ] {
        assert_eq!(lacks(claims.clone(), &["root", "ops"]), None, "{claims}");
    }
    for claims in [
        json!({"role": "dev ops"}),
        json!({"roles": [], "role": "ops"}),
        json!({"roles": [["ops"]]}),
        json!({"roles": {"ops": true}}),
        json!({"realm_access": ["ops"]}),
        json!({}),
    ] {
        assert_eq!(lacks(claims.clone(), &["root", "ops"]).map(|why| why.0), Some("role"), "{claims}");
    }
    assert_eq!(lacks(json!({"role": "Domain Admins"}), &["Domain Admins"]), None);
    let (_, sentence) = lacks(json!({"roles": ["dev"]}), &["root", "ops"]).unwrap();
    assert_eq!(
        sentence,
        r#"the token does not have the role "root" or "ops": its claim "roles" holds ["dev"]"#
    );
}

#[test]
fn the_issuers_clock_is_told_with_faults_of_time_alone() {
    let policy = Policy { audience: Accepted::one("me"), ..lax() };
    let claims = json!({"aud": "you", "exp": NOW - 12});
    let why = check(&token(json!({}), claims), &policy).unwrap_err();
    assert_eq!(
        why.clone().with_clock(40).to_string(),
        "the token is meant for \"you\" (aud), expected is \"me\"; the token expired 12 s ago; the issuer's clock \
         is 40 s ahead of yours"
    );
    let told = |ahead| why.clone().with_clock(ahead).to_string();
    assert!(told(-7).ends_with("12 s ago; the issuer's clock is 7 s behind yours"));
    assert!(told(0).ends_with("12 s ago; the issuer's clock agrees with yours"));
}
