use super::*;
use crate::jwt::base64url;
use crate::jwt::samples::{a1, a2, a3, a4, ed25519, with};
use serde_json::json;

fn refused(jwk: &Value, changes: &Value) -> String {
    VerificationKey::from_jwk(&with(jwk, changes)).unwrap_err().to_string()
}

/// The signing input and the signature of a token.
fn halves(token: &str) -> (&str, Vec<u8>) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input, base64url::decode(signature).unwrap())
}

fn secret(length: usize) -> SecretBytes {
    SecretBytes::new((0..length).map(|at| (at * at + at / 3 + 41).to_le_bytes()[0]).collect())
}

#[test]
fn rfc_7515_a_1_to_a_4_and_rfc_8037_a_5_verify_and_no_changed_bit_does() {
    for (jwk, token) in [a1(), a2(), a3(), a4(), ed25519()] {
        let key = VerificationKey::from_jwk(&jwk).unwrap();
        let (input, signature) = halves(&token);
        assert!(key.verifies(key.default_algorithm(), input.as_bytes(), &signature), "{token}");
        let last = signature.len() - 1;
        for at in [0, last / 2, last] {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            assert!(!key.verifies(key.default_algorithm(), input.as_bytes(), &changed), "{token}, byte {at}");
        }
        assert!(!key.verifies(key.default_algorithm(), &input.as_bytes()[1..], &signature), "{token}");
    }
}

#[test]
fn rfc_7515_a_1_a_2_and_rfc_8037_a_4_are_signed_alike() {
    for (jwk, token) in [a1(), a2(), ed25519()] {
        let (input, signature) = halves(&token);
        assert_eq!(SigningKey::from_jwk(&jwk).unwrap().sign(input.as_bytes()).unwrap(), signature);
    }
}

#[test]
fn every_algorithm_signs_what_it_verifies() {
    for algorithm in Algorithm::ALL {
        let key = SigningKey::generate(algorithm).unwrap();
        let signature = key.sign(b"message").unwrap();
        let public = key.verification_key().unwrap();
        assert!(public.verifies(algorithm, b"message", &signature), "{algorithm}");
        assert!(!public.verifies(algorithm, b"massage", &signature), "{algorithm}");
        for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
            assert!(!public.verifies(other, b"message", &signature), "{algorithm} taken for {other}");
        }
    }
}

#[test]
fn j2_one_key_one_algorithm() {
    let (jwk, _) = a2();
    let key = VerificationKey::from_jwk(&with(&jwk, &json!({"alg": "PS256"}))).unwrap();
    assert_eq!(key.fits(Algorithm::PS256), Ok(()));
    assert_eq!(
        key.fits(Algorithm::RS256),
        Err(Error::Declared { declared: Algorithm::PS256, algorithm: Algorithm::RS256 })
    );
    assert!(refused(&jwk, &json!({"alg": "ES256"})).contains("ES256 cannot be used with an RSA key"));
    assert!(refused(&jwk, &json!({"alg": "RSA-OAEP"})).contains("not for checking signatures: its \"alg\""));
    assert!(refused(&jwk, &json!({"alg": 1})).contains("\"alg\" is a number instead of a string"));
}

#[test]
fn a2_a_public_key_is_never_a_secret() {
    for (jwk, _) in [a2(), a3(), a4(), ed25519()] {
        let key = VerificationKey::from_jwk(&jwk).unwrap();
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            assert!(matches!(key.fits(algorithm), Err(Error::Family { .. })));
            assert!(refused(&jwk, &json!({"alg": algorithm.name()})).contains("cannot be used with"));
        }
    }
    assert_eq!(
        VerificationKey::hmac(&secret(64), Algorithm::RS256).unwrap_err(),
        Error::NotForSecrets(Algorithm::RS256)
    );
}

#[test]
fn j7_a20_points_off_the_curve_are_rejected() {
    let (jwk, _) = a3();
    let zero = base64url::encode([0; 32]);
    let off = "point is not one of the curve P-256";
    assert!(refused(&jwk, &json!({"x": jwk["y"]})).contains(off));
    assert!(refused(&jwk, &json!({"x": zero, "y": zero})).contains(off));
    assert!(refused(&jwk, &json!({"crv": "secp256k1"})).contains("the curve secp256k1"));
}

#[test]
fn j8_short_secrets_are_rejected_at_the_latest_when_used() {
    let short = VerificationKey::hmac(&secret(31), Algorithm::HS256).unwrap_err();
    assert_eq!(short.to_string(), "the secret has 31 bytes; HS256 needs at least 32");
    assert!(short.hint().unwrap().contains("a random one"));
    assert!(SigningKey::hmac(&secret(63), Algorithm::HS512).is_err());
    let jwk = json!({"kty": "oct", "k": base64url::encode(secret(40).expose())});
    let key = VerificationKey::from_jwk(&jwk).unwrap();
    assert_eq!(key.fits(Algorithm::HS256), Ok(()));
    assert_eq!(
        key.fits(Algorithm::HS384),
        Err(Error::ShortSecret { length: 40, algorithm: Algorithm::HS384 })
    );
    let weak =
        SigningKey::shared(&SecretBytes::new(b"secret".to_vec()), Algorithm::HS256, WeakSecrets::Allowed)
            .unwrap();
    let signature = weak.sign(b"message").unwrap();
    let key = VerificationKey::shared(&SecretBytes::new(b"secret".to_vec()), WeakSecrets::Allowed).unwrap();
    assert!(key.verifies(Algorithm::HS256, b"message", &signature), "when the caller insists");
}

#[test]
fn j9_a18_nobody_signs_with_a_guessable_secret() {
    let guessable = SecretBytes::new(b"changeme".repeat(8));
    assert!(matches!(SigningKey::hmac(&guessable, Algorithm::HS256), Err(Error::GuessableSecret(_))));
    assert!(
        VerificationKey::hmac(&guessable, Algorithm::HS256).is_ok(),
        "refusing here would protect nobody"
    );
}

#[test]
fn j10_a19_weak_rsa_keys_neither_sign_nor_verify() {
    let tiny_exponent = with(&a2().0, &json!({"e": "Aw"}));
    assert!(matches!(VerificationKey::from_jwk(&tiny_exponent), Err(Error::RsaNumber(_))));
    assert!(matches!(SigningKey::from_jwk(&tiny_exponent), Err(Error::RsaNumber(_))));
    let half = base64url::encode(&base64url::decode(a2().0["n"].as_str().unwrap()).unwrap()[..128]);
    assert_eq!(refused(&a2().0, &json!({"n": half})), Error::RsaSize(1024).to_string());
}

#[test]
fn j11_a3_pss_and_pkcs1_signatures_are_not_each_other() {
    let (jwk, _) = a2();
    let by = |name: &str| SigningKey::from_jwk(&with(&jwk, &json!({"alg": name}))).unwrap();
    let key = VerificationKey::from_jwk(&jwk).unwrap();
    for (name, other) in
        [("RS256", Algorithm::PS256), ("PS256", Algorithm::RS256), ("PS384", Algorithm::PS512)]
    {
        let signature = by(name).sign(b"message").unwrap();
        assert!(key.verifies(Algorithm::from_name(name).unwrap(), b"message", &signature));
        assert!(!key.verifies(other, b"message", &signature));
    }
}

#[test]
fn j12_es256_signatures_are_64_bytes_and_never_der() {
    let (jwk, token) = a3();
    let key = VerificationKey::from_jwk(&jwk).unwrap();
    let private = base64url::decode(jwk["d"].as_str().unwrap()).unwrap();
    let point = jwk::Jwk::new(&jwk).unwrap().point(Family::P256).unwrap();
    let der = aws::EcdsaKeyPair::from_private_key_and_public_key(
        &aws::ECDSA_P256_SHA256_ASN1_SIGNING,
        &private,
        &point,
    )
    .unwrap()
    .sign(&aws_lc_rs::rand::SystemRandom::new(), b"message")
    .unwrap();
    assert!(!key.verifies(Algorithm::ES256, b"message", der.as_ref()));
    let (input, signature) = halves(&token);
    for wrong in
        [&signature[..63], &[&signature[..], &[0]].concat(), &[&[0], &signature[..]].concat(), &[], &[0; 64]]
    {
        assert!(!key.verifies(Algorithm::ES256, input.as_bytes(), wrong), "{} bytes", wrong.len());
    }
}

#[test]
fn j12_a4_a5_numbers_out_of_range_and_of_other_lengths_are_no_signature() {
    for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::ES256K] {
        let key = SigningKey::generate(algorithm).unwrap();
        let (signature, key) = (key.sign(b"message").unwrap(), key.verification_key().unwrap());
        assert!(key.verifies(algorithm, b"message", &signature));
        let (r, s) = signature.split_at(signature.len() / 2);
        let (zeros, ones) = (vec![0; r.len()], vec![0xff; r.len()]);
        for wrong in [
            [&zeros[..], &zeros].concat(),
            [&zeros, s].concat(),
            [r, &zeros].concat(),
            [&ones, s].concat(),
            [r, &ones].concat(),
            [s, r].concat(),
            [r, s, &[0]].concat(),
            [&[0], r, s].concat(),
            [r, &s[1..]].concat(),
            vec![],
        ] {
            assert!(!key.verifies(algorithm, b"message", &wrong), "{algorithm} {wrong:?}");
        }
    }
}

#[test]
fn j12_j35_es512_numbers_have_their_leading_zeros() {
    let key = SigningKey::generate(Algorithm::ES512).unwrap();
    let public = key.verification_key().unwrap();
    let (mut zero_r, mut zero_s) = (0, 0);
    for count in 0..100_u8 {
        let signature = key.sign(&[count]).unwrap();
        assert_eq!(signature.len(), 132);
        zero_r += u8::from(signature[0] == 0);
        zero_s += u8::from(signature[66] == 0);
        assert!(public.verifies(Algorithm::ES512, &[count], &signature));
    }
    assert!(zero_r > 0 && zero_s > 0, "of 521 bits the top byte holds one, so half of all begin with zero");
}

#[test]
fn j13_each_es_algorithm_has_its_curve() {
    let keys = [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::ES256K]
        .map(|algorithm| SigningKey::generate(algorithm).unwrap());
    for key in &keys {
        let public = key.verification_key().unwrap();
        for other in keys.iter().map(SigningKey::algorithm) {
            assert_eq!(public.fits(other).is_ok(), other == key.algorithm());
            let claims_other = with(&key.public_jwk(), &json!({"alg": other.name()}));
            assert_eq!(VerificationKey::from_jwk(&claims_other).is_ok(), other == key.algorithm());
        }
    }
}

#[test]
fn j14_eddsa_takes_ed25519_alone_and_no_large_s() {
    let (jwk, token) = ed25519();
    assert!(refused(&jwk, &json!({"crv": "Ed448"})).contains("\"Ed448\""));
    assert!(refused(&jwk, &json!({"crv": "X25519"})).contains("\"X25519\""));
    assert!(refused(&jwk, &json!({"kty": "EC"})).contains("\"Ed25519\""));
    assert!(
        refused(&jwk, &json!({"x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})).contains("safe points")
    );
    let (input, mut signature) = halves(&token);
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (digit, added) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + added + carry;
        *digit = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    let key = VerificationKey::from_jwk(&jwk).unwrap();
    assert!(!key.verifies(Algorithm::EdDSA, input.as_bytes(), &signature), "S plus the order of the group");
}

#[test]
fn j32_the_missing_or_malformed_member_is_named() {
    let (rsa, curve, edwards, secret) = (a2().0, a3().0, ed25519().0, a1().0);
    for (jwk, changes, message) in [
        (&rsa, json!({"kty": null}), "no member \"kty\""),
        (&rsa, json!({"n": null}), "no member \"n\""),
        (&rsa, json!({"e": null}), "no member \"e\""),
        (&curve, json!({"crv": null}), "no member \"crv\""),
        (&curve, json!({"x": null}), "no member \"x\""),
        (&curve, json!({"y": null}), "no member \"y\""),
        (&edwards, json!({"x": null}), "no member \"x\""),
        (&secret, json!({"k": null}), "no member \"k\""),
        (&curve, json!({"x": 1}), "member \"x\" is a number instead of a string"),
        (&rsa, json!({"n": "oq+/"}), "member \"n\" is in the standard base64 alphabet"),
        (&rsa, json!({"e": "AQAB="}), "member \"e\" has padding"),
        (&rsa, json!({"kid": 7}), "member \"kid\" is a number"),
        (&rsa, json!({"kty": "rsa"}), "kind \"rsa\" are not known"),
        (&rsa, json!({"key_ops": "verify"}), "member \"key_ops\" is not a list of strings"),
    ] {
        let found = refused(jwk, &changes);
        assert!(found.contains(message), "{found}");
    }
    assert_eq!(VerificationKey::from_jwk(&json!([])).unwrap_err(), Error::NotAnObject("a list"));
}

#[test]
fn j33_unknown_members_are_ignored() {
    assert!(
        VerificationKey::from_jwk(&with(&a2().0, &json!({"x5t": 7, "exp": "later", "note": {}}))).is_ok()
    );
}

#[test]
fn j34_use_and_key_ops_are_obeyed_and_agree() {
    let (private, _) = a3();
    let jwk = with(&private, &json!({"d": null}));
    for (changes, message) in [
        (json!({"use": "enc"}), "its \"use\" is \"enc\""),
        (json!({"use": "tls"}), "its \"use\" is \"tls\""),
        (json!({"key_ops": ["sign"]}), "its \"key_ops\" is [\"sign\"]"),
        (json!({"key_ops": []}), "its \"key_ops\" is []"),
        (json!({"key_ops": ["encrypt"]}), "not for checking signatures"),
        (json!({"key_ops": ["verify", "verify"]}), "names an operation twice"),
        (json!({"use": "sig", "key_ops": ["verify", "encrypt"]}), "contradicts the member \"use\""),
    ] {
        let found = refused(&jwk, &changes);
        assert!(found.contains(message), "{found}");
    }
    assert!(
        VerificationKey::from_jwk(&with(&jwk, &json!({"use": "sig", "key_ops": ["sign", "verify"]}))).is_ok()
    );
    // with no private half that is one, and with a secret that has a member of its name
    for (jwk, d) in [(&private, json!(null)), (&private, json!(1)), (&a1().0, json!("AQ"))] {
        let mut signs = with(jwk, &json!({"key_ops": ["sign"]}));
        signs["d"] = d;
        let found = refused(&signs, &json!({}));
        assert!(found.contains("not for checking signatures"), "{found}");
    }
    let verify_only = SigningKey::from_jwk(&with(&private, &json!({"key_ops": ["verify"]}))).unwrap_err();
    assert!(verify_only.to_string().contains("not for making signatures"), "{verify_only}");
}

#[test]
fn j34_a_private_key_that_signs_is_checked_with_by_its_public_half() {
    let sign = json!({"key_ops": ["sign"]});
    for (jwk, _) in [a2(), a3(), ed25519()] {
        let signature = SigningKey::from_jwk(&with(&jwk, &sign)).unwrap().sign(b"x").unwrap();
        let key = VerificationKey::from_jwk(&with(&jwk, &sign)).unwrap();
        assert!(key.verifies(key.default_algorithm(), b"x", &signature), "{jwk}");
        assert!(refused(&jwk, &json!({"key_ops": ["decrypt"]})).contains("not for checking signatures"));
        assert!(refused(&jwk, &json!({"key_ops": ["sign"], "use": "enc"})).contains("\"use\" is \"enc\""));
    }
    assert!(refused(&a1().0, &sign).contains("not for checking signatures"), "a secret has no halves");
}

#[test]
fn what_a_key_says_is_shown_escaped_and_short() {
    let (jwk, _) = a3();
    let (long, red) = ("x".repeat(5000), "\u{1b}[31m\u{202e}");
    for text in [long.as_str(), red] {
        for changes in [
            json!({"kty": text}),
            json!({"crv": text}),
            json!({"alg": text}),
            json!({"use": text}),
            json!({"key_ops": [text]}),
        ] {
            let found = refused(&jwk, &changes);
            assert!(found.len() < 300 && !found.contains(['\u{1b}', '\u{202e}']), "{found}");
        }
    }
    let many: Vec<String> = (0..1000).map(|number| format!("o{number}")).collect();
    assert!(refused(&jwk, &json!({"key_ops": many})).len() < 200);
    let key = SigningKey::generate(Algorithm::ES256).unwrap().with_kid(&long).public_jwk();
    let twice = KeySet::from_jwks(json!({"keys": [key, key]}).to_string().as_bytes()).unwrap_err();
    assert!(twice.to_string().len() < 300, "{twice}");
}

#[test]
fn j35_coordinates_have_their_full_length() {
    for (algorithm, length) in
        [(Algorithm::ES256, 32), (Algorithm::ES384, 48), (Algorithm::ES512, 66), (Algorithm::ES256K, 32)]
    {
        for _ in 0..20 {
            let jwk = SigningKey::generate(algorithm).unwrap().public_jwk();
            for member in ["x", "y"] {
                assert_eq!(base64url::decode(jwk[member].as_str().unwrap()).unwrap().len(), length, "{jwk}");
            }
        }
    }
    let (jwk, _) = a3();
    let padded =
        base64url::encode([vec![0], base64url::decode(jwk["x"].as_str().unwrap()).unwrap()].concat());
    assert!(refused(&jwk, &json!({"x": padded})).contains("\"x\" has 33 bytes instead of 32"));
    let short = with(&jwk, &json!({"d": base64url::encode([1; 31])}));
    assert!(
        SigningKey::from_jwk(&short).unwrap_err().to_string().contains("\"d\" has 31 bytes instead of 32")
    );
}

#[test]
fn j36_public_rsa_numbers_are_written_without_leading_zeros() {
    let (jwk, _) = a2();
    let public = SigningKey::from_jwk(&jwk).unwrap().public_jwk();
    assert_eq!((&public["n"], &public["e"]), (&jwk["n"], &jwk["e"]));
}

#[test]
fn j38_an_hmac_tag_must_be_whole() {
    let (jwk, token) = a1();
    let key = VerificationKey::from_jwk(&jwk).unwrap();
    let (input, tag) = halves(&token);
    for wrong in [&tag[..31], &tag[..16], &[], &[&tag[..], &[0]].concat()] {
        assert!(!key.verifies(Algorithm::HS256, input.as_bytes(), wrong), "{} bytes", wrong.len());
    }
}

#[test]
fn j39_no_two_ecdsa_signatures_share_their_random_number() {
    for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::ES256K] {
        let key = SigningKey::generate(algorithm).unwrap();
        let mut seen = std::collections::HashSet::new();
        for _ in 0..20 {
            let signature = key.sign(b"message").unwrap();
            assert!(seen.insert(signature[..signature.len() / 2].to_vec()), "{algorithm} repeats R");
        }
    }
}

#[test]
fn j40_public_exports_hold_nothing_private() {
    for (jwk, _) in [a1(), a2(), a3(), a4(), ed25519()] {
        let public = SigningKey::from_jwk(&with(&jwk, &json!({"kid": "one"}))).unwrap().public_jwk();
        for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert!(public.get(member).is_none(), "{public}");
        }
        assert_eq!((&public["kid"], &public["use"]), (&json!("one"), &json!("sig")));
    }
    let key = SigningKey::from_jwk(&with(&a3().0, &json!({"kid": "one"}))).unwrap();
    assert_eq!(format!("{key:?}"), r#"SigningKey { algorithm: ES256, kid: Some("one"), .. }"#);
    let shown = format!("{:?}", key.verification_key().unwrap());
    assert_eq!(shown, r#"VerificationKey { kid: Some("one"), family: P256, declared: Some(ES256) }"#);
}

#[test]
fn a_private_part_must_belong_to_its_public_part() {
    let other = SigningKey::generate(Algorithm::ES256).unwrap().public_jwk();
    let mixed = with(&a3().0, &json!({"x": other["x"], "y": other["y"]}));
    assert_eq!(SigningKey::from_jwk(&mixed).unwrap_err(), Error::PrivatePart);
    let mixed = with(&ed25519().0, &json!({"d": base64url::encode([7; 32])}));
    assert_eq!(SigningKey::from_jwk(&mixed).unwrap_err(), Error::PrivatePart);
    let mixed = with(&a2().0, &json!({"dp": a2().0["dq"]}));
    assert_eq!(SigningKey::from_jwk(&mixed).unwrap_err(), Error::PrivatePart);
    assert_eq!(SigningKey::from_jwk(&with(&a3().0, &json!({"d": null}))).unwrap_err(), Error::Missing("d"));
}

#[test]
fn j32_a_private_rsa_key_without_its_primes_is_told_exactly() {
    let (jwk, _) = a2();
    for member in ["p", "q", "dp", "dq", "qi"] {
        let why = SigningKey::from_jwk(&with(&jwk, &json!({ member: null }))).unwrap_err();
        let told = format!("no member {member:?}: it is used here with its primes only");
        assert!(why.to_string().contains(&told) && why.hint().is_some(), "{why}");
        assert!(VerificationKey::from_jwk(&with(&jwk, &json!({ member: null }))).is_ok(), "the public part");
    }
    assert_eq!(SigningKey::from_jwk(&with(&jwk, &json!({"d": null}))).unwrap_err(), Error::Missing("d"));
    let three = with(&jwk, &json!({"oth": [{"r": "AQ", "d": "AQ", "t": "AQ"}]}));
    assert_eq!(SigningKey::from_jwk(&three).unwrap_err(), Error::MultiPrime);
}

#[test]
fn the_public_members_are_those_of_the_public_key_alone() {
    for (jwk, _) in [a2(), a3(), a4(), ed25519()] {
        let private = json!({"d": null, "p": null, "q": null, "dp": null, "dq": null, "qi": null});
        let key = SigningKey::from_jwk(&with(&jwk, &json!({"kid": "a", "use": "sig"}))).unwrap();
        assert_eq!(Value::Object(key.public_members().clone()), with(&jwk, &private));
    }
}

#[test]
fn a_key_comes_back_from_its_private_jwk() {
    for (jwk, _) in [a1(), a2(), a3(), a4(), ed25519()] {
        let algorithm = jwk.get("alg").and_then(Value::as_str).and_then(Algorithm::from_name);
        let key = SigningKey::read_jwk(&jwk, algorithm, WeakSecrets::Refused).unwrap();
        let kept: Value = serde_json::from_str(key.private_jwk(key.alg()).unwrap().expose()).unwrap();
        assert_eq!(kept, with(&jwk, &json!({"alg": key.alg()})));
    }
    for algorithm in Algorithm::ALL {
        let private = SigningKey::generate(algorithm).unwrap().private_jwk(algorithm.name()).unwrap();
        let again = OpenedJwk::open(&private).unwrap().signing_key().unwrap();
        assert_eq!(again.algorithm(), algorithm);
    }
}

#[test]
fn the_name_of_ed25519_is_spelled_as_the_key_spells_it() {
    let (jwk, _) = ed25519();
    for (alg, spelled) in [(json!(null), "EdDSA"), (json!("EdDSA"), "EdDSA"), (json!("Ed25519"), "Ed25519")] {
        let key = SigningKey::from_jwk(&with(&jwk, &json!({"alg": alg}))).unwrap();
        assert_eq!((key.alg(), &key.public_jwk()["alg"]), (spelled, &json!(spelled)));
    }
}

#[test]
fn j2_a_curve_has_one_algorithm_and_other_keys_the_one_that_they_name() {
    let declared = |jwk: &Value| VerificationKey::from_jwk(jwk).unwrap().declared_algorithm();
    for ((jwk, _), algorithm) in
        [(a3(), Algorithm::ES256), (a4(), Algorithm::ES512), (ed25519(), Algorithm::EdDSA)]
    {
        assert_eq!(declared(&jwk), Some(algorithm));
    }
    assert_eq!((declared(&a1().0), declared(&a2().0)), (None, None));
    assert_eq!(declared(&with(&a2().0, &json!({"alg": "PS384"}))), Some(Algorithm::PS384));
}

#[test]
fn what_checks_signatures_has_the_id_of_the_key_that_makes_them() {
    for algorithm in [Algorithm::HS256, Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let key = SigningKey::generate(algorithm).unwrap().with_kid("one");
        assert_eq!(key.verification_key().unwrap().kid(), Some("one"), "{algorithm}");
    }
}

#[test]
fn where_something_helps_it_is_told() {
    let length = Error::ShortSecret { length: 5, algorithm: Algorithm::HS256 };
    for (why, hint) in [
        (length, Some("random one")),
        (Error::GuessableSecret(""), Some("random one")),
        (Error::Roca, Some("replace it")),
        (Error::RsaSize(1024), Some("replace it")),
        (Error::Foreign(Foreign::SshPublic), Some("ssh-keygen -e")),
        (Error::SeveralKeys(2), Some("a file of one key")),
        (Error::NoPrimes("p"), Some("export the key anew")),
        (Error::Encrypted, Some("openssl pkey -in OLD -out NEW")),
        (Error::PrivatePart, None),
    ] {
        let told = why.hint();
        assert_eq!(told.is_some(), hint.is_some(), "{why}");
        assert!(told.unwrap_or_default().contains(hint.unwrap_or_default()), "{why}: {told:?}");
    }
}

#[test]
fn keys_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<VerificationKey>();
    shared::<KeySet>();
    shared::<SigningKey>();
}

#[test]
fn fresh_key_pairs_are_named_by_their_thumbprint() {
    let key = SigningKey::generate(Algorithm::EdDSA).unwrap();
    assert_eq!(key.kid(), Some(&*thumbprint(&key.public_jwk()).unwrap()));
    assert_eq!(SigningKey::generate(Algorithm::HS256).unwrap().kid(), None);
}

mod sets {
    use super::*;

    fn named(jwk: &Value, kid: &str) -> Value {
        with(jwk, &json!({"kid": kid}))
    }

    fn set(keys: &[Value]) -> Result<KeySet, Error> {
        KeySet::from_jwks(json!({"keys": keys}).to_string().as_bytes())
    }

    #[test]
    fn j33_broken_and_unknown_keys_are_left_out_and_remembered() {
        let broken = with(&a3().0, &json!({"y": null, "kid": "broken"}));
        let unknown = json!({"kty": "AKP", "alg": "ML-DSA-44"});
        let set = set(&[broken, unknown, json!(7), named(&a2().0, "good")]).unwrap();
        assert_eq!(set.keys().len(), 1);
        assert_eq!(set.ignored()[0], Ignored { kid: Some("broken".into()), why: Error::Missing("y") });
        assert_eq!(set.ignored().len(), 3);
    }

    #[test]
    fn a23_of_a_thousand_unusable_keys_it_is_kept_why() {
        for (count, kept) in [(999, 999), (1000, 1000), (1001, 1000)] {
            let unknown = vec![json!({"kty": "AKP"}); count];
            assert_eq!(set(&unknown).unwrap().ignored().len(), kept);
        }
    }

    #[test]
    fn c8_of_a_file_five_hundred_private_keys_are_read_and_no_more() {
        let file = |count| {
            let set = json!({"keys": vec![ed25519().0; count]});
            KeyFile::open(&SecretBytes::new(set.to_string().into_bytes())).map(drop)
        };
        assert_eq!(file(500), Ok(()));
        let too_many = Error::Set("holds 501 private keys; at most 500 are read".into());
        assert_eq!(file(501), Err(too_many));
    }

    #[test]
    fn a_key_that_is_published_with_its_private_half_is_left_out() {
        let private = with(&ed25519().0, &json!({"kid": "1"}));
        let published = KeySet::published(&json!({"keys": [private]})).unwrap();
        assert_eq!((published.keys().len(), &published.ignored()[0].why), (0, &Error::PrivatePublished));
        let mut public = private;
        for nothing in [Value::Null, "".into()] {
            public["d"] = nothing;
            assert_eq!(KeySet::published(&json!({"keys": [public]})).unwrap().keys().len(), 1);
        }
    }

    #[test]
    fn j43_a_token_means_exactly_one_key() {
        let set = set(&[named(&a2().0, "rsa"), named(&a3().0, "curve"), a4().0]).unwrap();
        assert!(
            matches!(set.choose(Some("curve"), Algorithm::ES256), Choice::Key(key) if key.kid() == Some("curve"))
        );
        assert!(matches!(set.choose(Some("Curve"), Algorithm::ES256), Choice::Unknown));
        assert!(matches!(set.choose(None, Algorithm::ES256), Choice::Key(key) if key.kid() == Some("curve")));
        assert!(matches!(set.choose(None, Algorithm::ES512), Choice::Key(key) if key.kid().is_none()));
        assert!(matches!(set.choose(None, Algorithm::EdDSA), Choice::Unknown));
        assert!(
            matches!(set.choose(Some("absent"), Algorithm::ES512), Choice::Unknown),
            "a key without id does not count"
        );
    }

    #[test]
    fn o14_several_keys_that_fit_are_ambiguous() {
        let set = set(&[named(&a3().0, "one"), SigningKey::generate(Algorithm::ES256).unwrap().public_jwk()])
            .unwrap();
        assert!(matches!(set.choose(None, Algorithm::ES256), Choice::Ambiguous(2)));
    }

    #[test]
    fn j44_double_ids_and_secrets_beside_public_keys_spoil_the_set() {
        let twice = set(&[named(&a2().0, "a"), named(&a3().0, "a")]).unwrap_err();
        assert_eq!(twice, Error::DuplicateKid("a".into()));
        assert_eq!(set(&[named(&a1().0, "a"), named(&a3().0, "b")]).unwrap_err(), Error::MixedSymmetry);
        let given_away = json!({"kty": "oct", "k": "AAAA"});
        assert_eq!(set(&[given_away, named(&a3().0, "b")]).unwrap_err(), Error::MixedSymmetry);
        assert!(set(&[named(&a1().0, "a"), named(&a1().0, "b")]).is_ok(), "secrets alone are a key ring");
        let unusable_twin = with(&a2().0, &json!({"use": "enc", "kid": "b"}));
        assert!(set(&[unusable_twin, named(&a3().0, "b")]).is_ok(), "only one of them checks signatures");
    }

    #[test]
    fn j32_what_is_no_key_set_is_said() {
        for (text, message) in [
            ("{}", "the key set has no member \"keys\""),
            ("[]", "the key set is a list instead of a JSON object"),
            (r#"{"keys":{}}"#, "the key set has an object instead of a list of keys"),
            (r#"{"keys":[],"keys":[]}"#, "the member \"keys\" twice"),
            ("<html>", "the key set is not acceptable JSON"),
        ] {
            let found = KeySet::from_jwks(text.as_bytes()).unwrap_err().to_string();
            assert!(found.contains(message), "{found}");
        }
        assert!(set(&[]).unwrap().keys().is_empty());
    }
}
