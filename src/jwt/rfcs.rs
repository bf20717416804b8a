//! The examples of the RFCs that are too long for the tests beside the code, by their sections: RFC 7515 A.5 to A.7,
//! RFC 7516 A.2, RFC 7517 A to C, and of the cookbook (RFC 7520) whatever has a compact form. Their keys and tokens are in
//! `rfcs.json`. What is short stands with the code that it tests (RFC 7515 A.1 to A.4, 7516 A.1 and A.3, 7518, 7638, 8037).

use super::compact::Fault;
use super::decode::decode;
use super::jwe::{self, Error};
use super::key::inspect::{Inspected, Inspection, Part, Warning};
use super::key::{self, DecryptionKey, KeyFile, SigningKey, VerificationKey, WeakSecrets};
use super::policy::{Accepted, Algorithms, Policy};
use super::samples::{self, CLAIMS, with};
use super::verify::{Keys, verify, verify_signature};
use super::{Algorithm, KeySet};
use crate::sensitive::SecretBytes;
use jiff::Timestamp;
use serde_json::{Value, json};

/// What `rfcs.json` has under such a name.
fn example(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("rfcs.json")).unwrap();
    assert!(all[name].is_object(), "{name}");
    all[name].clone()
}

fn token(name: &str) -> String {
    example(name)["token"].as_str().unwrap().to_owned()
}

fn file(jwk: &Value) -> KeyFile {
    KeyFile::open(&SecretBytes::new(jwk.to_string().into_bytes())).unwrap()
}

fn decryption_keys(jwk: &Value) -> Vec<DecryptionKey> {
    file(jwk).decryption_keys().unwrap()
}

fn inspected(jwk: &Value) -> Inspection {
    match file(jwk).inspect(Timestamp::UNIX_EPOCH) {
        Ok(Inspected::One(key)) => *key,
        other => panic!("{jwk}: {other:?}"),
    }
}

#[test]
fn j4_rfc_7515_a_5_what_nobody_signed_is_shown_and_never_believed() {
    let token = format!("eyJhbGciOiJub25lIn0.{CLAIMS}.");
    assert_eq!(decode(&token).unwrap().claims().unwrap()["iss"], "joe");
    let then = Timestamp::from_second(1_300_819_379).unwrap();
    let policy = Policy { issuer: Accepted::one("joe"), ..Policy::default() };
    for (jwk, _) in [samples::a1(), samples::a2(), samples::a3(), samples::a4(), samples::ed25519()] {
        let key = VerificationKey::from_jwk(&jwk).unwrap();
        let rejection = verify(&token, Keys::One(&key), &policy, then).unwrap_err();
        assert_eq!(rejection.to_string(), "the token is not signed: its algorithm is \"none\"");
    }
}

/// The two signatures of A.6 are those of A.2 and A.3; A.7 has the second alone.
#[test]
fn j18_rfc_7515_a_6_and_a_7_are_named_and_not_read() {
    let part = |token: &str, at: usize| token.split('.').nth(at).unwrap().to_owned();
    let entry = |token: &str, kid: &str| json!({"protected": part(token, 0), "header": {"kid": kid}, "signature": part(token, 2)});
    let (first, second) = (samples::a2().1, samples::a3().1);
    let second = entry(&second, "e9bc097a-ce51-4036-9562-d2ade882db0d");
    let general = json!({"payload": CLAIMS, "signatures": [entry(&first, "2010-12-29"), second]});
    let flattened = with(&second, &json!({"payload": CLAIMS}));
    for token in [general, flattened] {
        let fault = decode(&token.to_string()).unwrap_err();
        assert_eq!(fault, Fault::JsonSerialization);
        assert!(fault.to_string().contains("written in JSON, and only the compact form is read"), "{fault}");
    }
}

#[test]
fn j41_rfc_7516_a_2_and_rfc_7520_5_1_the_padding_of_old_is_refused() {
    let cookbook = example("RFC 7520 5.1");
    let keys = decryption_keys(&cookbook["key"]);
    for token in [token("RFC 7516 A.2"), token("RFC 7520 5.1")] {
        assert!(decode(&token).unwrap().is_encrypted());
        let why = jwe::decrypt(&token, &keys).err().unwrap();
        assert_eq!(why, Error::Management("RSA1_5".into()));
        assert!(why.hint().unwrap().contains("RSA-OAEP-256"));
    }
}

#[test]
fn rfc_7517_a_1_of_a_set_the_keys_for_signatures_are_used() {
    let set = KeySet::from_value(&example("RFC 7517 A.1")).unwrap();
    assert_eq!(set.keys().iter().map(VerificationKey::kid).collect::<Vec<_>>(), [Some("2011-04-29")]);
    assert_eq!(set.keys()[0].declared_algorithm(), Some(Algorithm::RS256));
    assert_eq!(set.ignored().len(), 1, "the key on P-256 is for encryption");
}

#[test]
fn rfc_7517_a_2_private_keys_sign_and_decrypt() {
    let file = file(&example("RFC 7517 A.2"));
    assert!(file.is_private());
    let signer = file.signing_key(None, Some("2011-04-29"), WeakSecrets::Refused).unwrap();
    let signature = signer.sign(b"message").unwrap();
    let public = &KeySet::from_value(&example("RFC 7517 A.1")).unwrap().keys()[0].clone();
    assert!(public.verifies(Algorithm::RS256, b"message", &signature), "it is the public half");
    assert_eq!(
        file.decryption_keys().unwrap().iter().map(DecryptionKey::kid).collect::<Vec<_>>(),
        [Some("1")]
    );
}

#[test]
fn rfc_7517_a_3_shared_secrets() {
    let set = example("RFC 7517 A.3");
    let (_, token) = samples::a1();
    let key = VerificationKey::from_jwk(&set["keys"][1]).unwrap();
    assert_eq!(key.kid(), Some("HMAC key used in JWS spec Appendix A.1 example"));
    assert!(verify_signature(&token, Keys::One(&key), &Algorithms::OfTheKey).is_ok());
    let why = VerificationKey::from_jwk(&set["keys"][0]).unwrap_err();
    assert!(why.to_string().contains("\"alg\" is \"A128KW\""), "{why}");
    assert_eq!(decryption_keys(&set["keys"][0]).len(), 1);
}

#[test]
fn rfc_7517_b_the_certificate_is_that_of_the_key() {
    let jwk = example("RFC 7517 B");
    let found = inspected(&jwk);
    assert_eq!((found.part, found.bits, found.certificates.len()), (Part::Public, 2048, 1));
    assert!(!found.warnings.contains(&Warning::OtherKey));
    let other = with(&jwk, &json!({"n": example("RFC 7520 3.3")["n"]}));
    assert!(inspected(&other).warnings.contains(&Warning::OtherKey));
}

/// Header, encrypted key and initialization vector of C.9; they are refused before the rest is looked at.
#[test]
fn j41_rfc_7517_c_a_key_encrypted_with_a_password_is_refused() {
    let header = "eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJwMnMiOiIyV0NUY0paMVJ2ZF9DSnVKcmlwUTF3IiwicDJjIjo0MDk2LCJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiY3R5IjoiandrK2pzb24ifQ";
    let key = "TrqXOwuNUfDV9VPTNbyGvEJ9JMjefAVn-TR1uIxR9p6hsRQh9Tk7BA";
    let token =
        format!("{header}.{key}.Ye9j1qs22DmRSAddIh-VnA.AwhB8lxrlKjFn02LGWEqgw.0HFmhOzsQ98nNWJjIHkR7A");
    assert_eq!(decode(&token).unwrap().header()["p2c"], 4096);
    let password = DecryptionKey::shared(&SecretBytes::new(b"a password".to_vec())).unwrap();
    let why = jwe::decrypt(&token, &[password]).err().unwrap();
    assert_eq!(why, Error::Management("PBES2-HS256+A128KW".into()));
    assert_eq!(why.hint(), Some("keys made of passwords are not supported"));
}

#[test]
fn rfc_7520_3_1_to_3_5_keys() {
    for (section, part) in [
        ("3.1", Part::Public),
        ("3.2", Part::Private),
        ("3.3", Part::Public),
        ("3.4", Part::Private),
        ("3.5", Part::Secret),
    ] {
        let jwk = example(&format!("RFC 7520 {section}"));
        let found = inspected(&jwk);
        assert_eq!(found.part, part, "{section}");
        assert_eq!(found.usage.as_deref(), Some("sig"), "{section}");
    }
    for (private, public) in [("3.2", "3.1"), ("3.4", "3.3")] {
        let [private, public] = [private, public].map(|section| example(&format!("RFC 7520 {section}")));
        let signature = SigningKey::from_jwk(&private).unwrap().sign(b"message").unwrap();
        let public = VerificationKey::from_jwk(&public).unwrap();
        assert!(public.verifies(public.default_algorithm(), b"message", &signature));
    }
}

#[test]
fn rfc_7520_4_1_to_4_4_signatures() {
    for (section, algorithm) in [
        ("4.1", Algorithm::RS256),
        ("4.2", Algorithm::PS384),
        ("4.3", Algorithm::ES512),
        ("4.4", Algorithm::HS256),
    ] {
        let signed = example(&format!("RFC 7520 {section}"));
        let key = VerificationKey::from_jwk(&example(signed["key"].as_str().unwrap())).unwrap();
        let token = signed["token"].as_str().unwrap();
        let only = Algorithms::Only(vec![algorithm]);
        let found = verify_signature(token, Keys::One(&key), &only).unwrap();
        assert_eq!((found.payload().len(), found.header()["kid"].as_str()), (167, key.kid()), "{section}");
    }
}

#[test]
fn rfc_7520_5_2_to_5_9_and_the_key_of_rfc_8037_a_6_decryption() {
    for (section, alg, enc) in [
        ("RFC 7520 5.2", "RSA-OAEP", "A256GCM"),
        ("RFC 7520 5.4", "ECDH-ES+A128KW", "A128GCM"),
        ("RFC 7520 5.5", "ECDH-ES", "A128CBC-HS256"),
        ("RFC 7520 5.6", "dir", "A128GCM"),
        ("RFC 7520 5.8", "A128KW", "A128GCM"),
        ("RFC 7520 5.9", "A128KW", "A128GCM"),
        ("cookbook, X25519", "ECDH-ES", "A128GCM"), // not printed in an RFC
    ] {
        let encrypted = example(section);
        let keys = decryption_keys(&encrypted["key"]);
        let found = jwe::decrypt(encrypted["token"].as_str().unwrap(), &keys).unwrap();
        assert_eq!((&found.header["alg"], &found.header["enc"]), (&json!(alg), &json!(enc)), "{section}");
        assert!(
            found.plaintext.starts_with(b"You can trust us") && found.plaintext.len() == 273,
            "{section}"
        );
    }
}

#[test]
fn rfc_7520_5_7_a_way_to_wrap_keys_that_is_not_read() {
    let encrypted = example("RFC 7520 5.7");
    let key = with(&encrypted["key"], &json!({"alg": null}));
    let why = jwe::decrypt(encrypted["token"].as_str().unwrap(), &decryption_keys(&key)).err().unwrap();
    assert_eq!(why, Error::Management("A256GCMKW".into()));
    assert!(matches!(
        file(&encrypted["key"]).decryption_keys().err(),
        Some(key::Error::NotForDecryption { .. })
    ));
}
