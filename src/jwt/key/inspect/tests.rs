use super::*;
use crate::jwt::base64url;
use crate::jwt::key::{KeyFile, SigningKey};
use crate::jwt::samples::{A3_PRIVATE, A3_PUBLIC, AUTHORITY, CROSS, LEAF, a1, a2, a3, ed25519, pem, with};
use crate::sensitive::SecretBytes;
use serde_json::json;

fn open(text: &str) -> Result<Inspected, Error> {
    KeyFile::open(&SecretBytes::new(text.into())).and_then(|file| file.inspect(Timestamp::UNIX_EPOCH))
}

fn one(text: &str, now: Timestamp) -> Inspection {
    let file = KeyFile::open(&SecretBytes::new(text.into())).unwrap();
    match file.inspect(now) {
        Ok(Inspected::One(key)) => *key,
        other => panic!("{text}: {other:?}"),
    }
}

fn key(jwk: &Value) -> Inspection {
    one(&jwk.to_string(), Timestamp::UNIX_EPOCH)
}

fn told(jwk: &Value) -> String {
    key(jwk).warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn refused(jwk: &Value) -> String {
    open(&jwk.to_string()).unwrap_err().to_string()
}

fn secret(length: usize) -> Value {
    let bytes: Vec<u8> = (0..length).map(|at| (at * at + at / 3 + 41).to_le_bytes()[0]).collect();
    json!({"kty": "oct", "k": base64url::encode(bytes), "kid": "s"})
}

#[test]
fn what_a_key_is_and_what_it_is_good_for() {
    let x25519 = json!({"kty": "OKP", "crv": "X25519", "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"});
    let ed448 = json!({"kty": "OKP", "crv": "Ed448", "x": base64url::encode([7; 57])});
    let curve = "ECDH-ES,ECDH-ES+A128KW,ECDH-ES+A256KW";
    for (jwk, part, bits, algorithm, signs, encrypts) in [
        (&a2().0, Part::Private, 2048, None, "RS256,RS384,RS512,PS256,PS384,PS512", "RSA-OAEP-256,RSA-OAEP"),
        (&a3().0, Part::Private, 256, Some("ES256"), "ES256", curve),
        (&ed25519().0, Part::Private, 256, Some("EdDSA"), "EdDSA", ""),
        (&x25519, Part::Public, 256, None, "", curve),
        (&ed448, Part::Public, 456, None, "", ""),
        (&a1().0, Part::Secret, 512, None, "HS256,HS384,HS512", "dir"),
        (&secret(16), Part::Secret, 128, None, "", "A128KW,dir"),
        (&secret(48), Part::Secret, 384, None, "HS256,HS384", "dir"),
    ] {
        let found = key(jwk);
        assert_eq!((found.part, found.bits, found.algorithm.as_deref()), (part, bits, algorithm), "{jwk}");
        assert_eq!(
            (found.signs.join(","), found.encrypts.join(",")),
            (signs.into(), encrypts.into()),
            "{jwk}"
        );
        assert!(found.thumbprint.is_some(), "{jwk}");
    }
    // RFC 7748 section 6.1
    let alice = json!({
        "kty": "OKP", "crv": "X25519", "kid": "alice",
        "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo",
        "d": "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo"
    });
    assert_eq!((key(&alice).part, told(&alice)), (Part::Private, String::new()));
    let head = [0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 34, 4, 32];
    let der = [&head[..], &base64url::decode(alice["d"].as_str().unwrap()).unwrap()].concat();
    let bare = one(&pem("PRIVATE KEY", &STANDARD.encode(der)), Timestamp::UNIX_EPOCH);
    assert_eq!((bare.part, bare.thumbprint), (Part::Private, key(&alice).thumbprint), "x is computed");
    assert!(told(&ed448).contains("Ed448 keys are neither used for signatures nor for encryption here"));
}

#[test]
fn j34_what_a_key_says_of_its_use_is_obeyed_and_must_agree() {
    let (rsa, _) = a2();
    let encrypts = key(&with(&rsa, &json!({"use": "enc", "alg": "RSA-OAEP-256"})));
    assert_eq!((encrypts.signs.len(), encrypts.encrypts), (0, vec!["RSA-OAEP-256"]));
    let signs = key(&with(&rsa, &json!({"key_ops": ["verify"], "alg": "PS384"})));
    assert_eq!((signs.signs, signs.encrypts.len()), (vec!["PS384"], 0));
    let neither = key(&with(&rsa, &json!({"use": "sig", "key_ops": ["encrypt"]})));
    assert_eq!((neither.signs.len(), neither.encrypts.len()), (0, 0));
    let edwards = key(&with(&ed25519().0, &json!({"alg": "Ed25519"})));
    assert_eq!((edwards.signs, edwards.algorithm.as_deref()), (vec!["EdDSA"], Some("Ed25519")));
    for (alg, encrypts) in [("A128GCM", "dir"), ("dir", "dir"), ("A128KW", "A128KW")] {
        assert_eq!(key(&with(&secret(16), &json!({"alg": alg}))).encrypts, [encrypts]);
    }
    for (changes, warning) in [
        (json!({"use": "sig", "key_ops": ["sign", "encrypt"]}), "contradicts the \"encrypt\" of its key_ops"),
        (json!({"use": "enc", "key_ops": ["verify"]}), "contradicts the \"verify\" of its key_ops"),
        (json!({"key_ops": ["sign", "sign"]}), "names \"sign\" twice"),
        (json!({"use": "tls"}), "neither \"sig\" nor \"enc\""),
        (json!({"alg": "RS257"}), "is \"RS257\", which is not supported here"),
        (json!({"alg": "ES256"}), "is \"ES256\", which does not go with this kind of key"),
        (json!({"alg": "A128KW"}), "does not go with this kind of key"),
        (json!({"alg": "A192KW"}), "does not go with this kind of key"),
        (json!({"alg": "ECDH-ES"}), "does not go with this kind of key"),
        (json!({"alg": "RSA1_5"}), "whose padding can be attacked"),
        (json!({}), "it has no id (kid)"),
    ] {
        let found = told(&with(&rsa, &changes));
        assert!(found.contains(warning), "{changes}: {found}");
    }
    for alg in ["RS256", "RSA-OAEP-256"] {
        assert_eq!(told(&with(&rsa, &json!({"kid": "a", "alg": alg}))), "");
    }
    assert_eq!(told(&with(&rsa, &json!({"kid": "a", "use": "sig", "alg": "RS256"}))), "");
    for (key, alg) in
        [(a3().0, "HS512"), (a3().0, "RSA-OAEP"), (secret(64), "RS256"), (secret(64), "ECDH-ES")]
    {
        let found = told(&with(&key, &json!({"kid": "a", "alg": alg})));
        assert_eq!(found, format!("its alg is {alg:?}, which does not go with this kind of key"));
    }
}

#[test]
fn j10_j47_weak_rsa_keys_are_told_and_shown() {
    let (rsa, _) = a2();
    let public = with(&rsa, &json!({"d": null, "kid": "a"}));
    let modulus = base64url::decode(public["n"].as_str().unwrap()).unwrap();
    let short = base64url::encode(&modulus[128..]);
    for (changes, warning) in [
        (json!({"n": short}), "bits; only 2048 to 8192 are safe"),
        (json!({"e": "Aw"}), "exponent is not an odd number from 65537"),
        (json!({"e": "AQ"}), "exponent is not"),
    ] {
        let found = told(&with(&public, &changes));
        assert!(found.contains(warning), "{changes}: {found}");
        let private = told(&with(&rsa, &with(&changes, &json!({"kid": "a"}))));
        assert!(private.contains(warning), "{changes}: {private}");
    }
    let bare = with(&rsa, &json!({"p": null, "q": null, "dp": null, "dq": null, "qi": null, "kid": "a"}));
    assert!(told(&bare).contains("has no member \"p\": it is used here with its primes only"));
    assert!(told(&with(&rsa, &json!({"oth": [{}], "kid": "a"}))).contains("more than two primes"));
}

#[test]
fn j8_j9_secrets_are_told_by_length_and_never_shown() {
    let hs512 = with(&secret(32), &json!({"alg": "HS512"}));
    assert_eq!(told(&hs512), "the secret has 32 bytes; HS512 needs at least 64");
    for (alg, exactly) in
        [("A128KW", 16), ("A192KW", 24), ("A256GCMKW", 32), ("A256GCM", 32), ("A256CBC-HS512", 64)]
    {
        let found = told(&with(&secret(20), &json!({"alg": alg})));
        assert_eq!(found, format!("the secret has 20 bytes; {alg} takes exactly {exactly}"));
        assert_eq!(told(&with(&secret(exactly), &json!({"alg": alg}))), "");
    }
    assert!(told(&secret(20)).contains("HS256 needs at least 32"));
    assert_eq!(told(&secret(16)), "", "a wrapping key");
    let weak = json!({"kty": "oct", "k": base64url::encode("changeme".repeat(4)), "kid": "a"});
    assert!(told(&weak).contains("can be guessed: it repeats a short pattern"));
    assert_eq!(key(&weak).thumbprint, None, "whoever guesses could make sure by it");
    let strong = base64url::decode(a1().0["k"].as_str().unwrap()).unwrap();
    assert_eq!(
        super::secret(&strong).thumbprint,
        thumbprint(&a1().0).ok(),
        "the bare secret is the same key"
    );
    let bare = super::secret(b"correct horse battery staple");
    assert_eq!((bare.bits, &bare.thumbprint, bare.signs.len()), (224, &None, 0));
    assert_eq!(bare.warnings.len(), 2);
    let shown = format!("{bare:?} {:?} {:?}", key(&weak), open(&a2().0.to_string()));
    for hidden in ["correct", "Y2hhbmdl", a2().0["d"].as_str().unwrap(), a2().0["q"].as_str().unwrap()] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[test]
fn j32_j35_j36_a_malformed_key_is_an_error_that_names_the_member() {
    let (rsa, curve, edwards) = (a2().0, a3().0, ed25519().0);
    let padded = |jwk: &Value, member: &str| {
        base64url::encode([vec![0], base64url::decode(jwk[member].as_str().unwrap()).unwrap()].concat())
    };
    for (jwk, why) in [
        (with(&rsa, &json!({"kty": null})), "no member \"kty\""),
        (with(&rsa, &json!({"kty": "rsa"})), "kind \"rsa\""),
        (with(&rsa, &json!({"n": null})), "no member \"n\""),
        (with(&rsa, &json!({"n": ""})), "\"n\" begins with a zero byte, or is empty"),
        (with(&rsa, &json!({"n": padded(&rsa, "n")})), "\"n\" begins with a zero byte"),
        (with(&rsa, &json!({"d": "*"})), "member \"d\""),
        (with(&rsa, &json!({"dp": rsa["dq"]})), "does not belong to its public part"),
        (with(&curve, &json!({"x": padded(&curve, "x")})), "\"x\" has 33 bytes instead of 32"),
        (with(&curve, &json!({"x": curve["y"]})), "not one of the curve P-256"),
        (with(&curve, &json!({"crv": "P-192"})), "curve \"P-192\""),
        (with(&curve, &json!({"d": edwards["d"]})), "does not belong to its public part"),
        (with(&edwards, &json!({"x": null})), "no member \"x\""),
        (with(&edwards, &json!({"crv": "Ed448"})), "\"x\" has 32 bytes instead of 57"),
        (with(&edwards, &json!({"crv": "X25519"})), "does not belong to its public part"),
        (json!({"kty": "oct", "k": ""}), "\"k\" is empty"),
        (with(&curve, &json!({"key_ops": "sign"})), "\"key_ops\" is not a list"),
        (with(&curve, &json!({"kid": 7})), "\"kid\" is a number"),
        (with(&curve, &json!({"x5c": "AAAA"})), "\"x5c\" is a string instead of a list"),
        (with(&curve, &json!({"x5c": ["AAAA"]})), "\"x5c\" holds a certificate that cannot be read"),
        (json!([curve]), "a list instead of a JSON object"),
    ] {
        let found = refused(&jwk);
        assert!(found.contains(why), "{jwk}: {found}");
    }
}

mod sets {
    use super::*;

    fn set(keys: &[Value]) -> (Vec<Result<Inspection, Broken>>, String) {
        match open(&json!({"keys": keys}).to_string()) {
            Ok(Inspected::Several { keys, warnings }) => {
                (keys, warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            }
            other => panic!("{other:?}"),
        }
    }

    fn public(kid: &str) -> Value {
        with(&SigningKey::generate(crate::jwt::Algorithm::ES256).unwrap().public_jwk(), &json!({"kid": kid}))
    }

    #[test]
    fn j44_the_faults_of_a_set_are_told() {
        let (one, two) = (public("one"), public("two"));
        assert_eq!(set(&[one.clone(), two.clone()]).1, "");
        assert!(
            set(&[one.clone(), with(&two, &json!({"kid": "one"}))])
                .1
                .contains("two keys with the id \"one\"")
        );
        let other_use = with(&one, &json!({"use": "enc", "alg": null}));
        assert!(set(&[public("one"), other_use]).1.contains("2 keys have the id \"one\""));
        assert!(set(&[one.clone(), a1().0]).1.contains("mixes shared secrets with public keys"));
        assert!(
            set(&[one.clone(), with(&one, &json!({"kid": "two"}))]).1.contains("a key is in the set twice")
        );
        assert!(set(&[with(&one, &json!({"kid": null})), two]).1.contains("one of the keys has no id"));
        assert!(set(&[with(&a3().0, &json!({"kid": "a"}))]).1.contains("holds the private part of one key"));
        assert_eq!(set(&[]).1, "the set is empty");
    }

    #[test]
    fn j33_a_broken_key_does_not_spoil_the_others() {
        let broken = with(&public("broken"), &json!({"y": null}));
        let (keys, _) = set(&[broken, json!({"kty": "AKP", "kid": "pq"}), json!(7), public("good")]);
        let why: Vec<_> =
            keys.iter().map(|key| key.as_ref().err().map(|broken| broken.why.clone())).collect();
        let kind = Error::UnknownKind("AKP".into());
        let expected = [Some(Error::Missing("y")), Some(kind), Some(Error::NotAnObject("a number")), None];
        assert_eq!(why, expected);
        assert_eq!(keys[0].as_ref().unwrap_err().kid.as_deref(), Some("broken"));
    }
}

mod certificates {
    use super::*;

    /// In the year of the leaf's certificate.
    fn now() -> Timestamp {
        "2021-06-01T00:00:00Z".parse().unwrap()
    }

    fn names(key: &Inspection) -> Vec<&str> {
        key.certificates.iter().map(|certificate| certificate.subject.as_str()).collect()
    }

    fn warnings(key: &Inspection) -> Vec<String> {
        key.warnings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_certificate_is_shown_with_its_key() {
        let key = one(&pem("CERTIFICATE", LEAF), now());
        let name = thumbprint(&a3().0).unwrap();
        assert_eq!((key.form, key.part, key.thumbprint), ("certificate", Part::Public, Some(name)));
        let second = |time: &str| time.parse::<Timestamp>().unwrap().as_second();
        let leaf = Certificate {
            subject: "CN=Leaf".to_owned(),
            issuer: "CN=Authority".to_owned(),
            not_before: second("2021-01-01T00:00:00Z"),
            not_after: second("2022-01-01T00:00:00Z"),
            self_signed: false,
            thumbprint: "oGrqfywlkJ3hwGHEbSN9UctBpPjkGOR1ssHycx3aHyY".to_owned(),
            old_thumbprint: "ChVSIFlmV0SNaAJGvuhVmD5W3Uk".to_owned(),
        };
        assert_eq!((key.certificates, key.warnings), (vec![leaf], vec![]));
        let authority = one(&pem("CERTIFICATE", AUTHORITY), now());
        assert_eq!(warnings(&authority), ["its certificate is self-signed: nobody else vouches for it"]);
    }

    #[test]
    fn a_certificate_is_good_for_every_second_of_its_time() {
        let told = |now: &str| warnings(&one(&pem("CERTIFICATE", LEAF), now.parse().unwrap())).join("; ");
        let early = "the certificate of \"CN=Leaf\" is not valid before 2021-01-01 00:00 UTC";
        let late = "the certificate of \"CN=Leaf\" expired on 2022-01-01 00:00 UTC";
        assert_eq!([told("2020-12-31T23:59:59Z"), told("2021-01-01T00:00:00Z")], [early, ""]);
        assert_eq!([told("2022-01-01T00:00:00Z"), told("2022-01-01T00:00:01Z")], ["", late]);
    }

    #[test]
    fn the_halves_of_a_key_and_its_chain_are_one_key() {
        let [private, public, leaf, authority] = [
            pem("PRIVATE KEY", A3_PRIVATE),
            pem("PUBLIC KEY", A3_PUBLIC),
            pem("CERTIFICATE", LEAF),
            pem("CERTIFICATE", AUTHORITY),
        ];
        let chain = &["CN=Leaf", "CN=Authority"][..];
        for (text, form, part, expected) in [
            (format!("{private}{leaf}{authority}"), "PKCS#8", Part::Private, chain),
            (format!("{leaf}{authority}{private}"), "PKCS#8", Part::Private, chain),
            (format!("{private}{public}"), "PKCS#8", Part::Private, &[]),
            (format!("{public}{private}"), "PKCS#8", Part::Private, &[]),
            (format!("{public}{leaf}"), "SPKI", Part::Public, &["CN=Leaf"]),
        ] {
            let key = one(&text, now());
            assert_eq!((key.form, key.part, names(&key)), (form, part, expected.to_vec()), "{text}");
            assert!(key.warnings.is_empty(), "{text}: {key:?}");
        }
        for text in [format!("{authority}{leaf}"), format!("{authority}{private}")] {
            let Ok(Inspected::Several { keys, .. }) = open(&text) else { panic!("two keys: {text}") };
            assert_eq!(keys.len(), 2, "nothing vouches for what stands behind it");
        }
    }

    #[test]
    fn a_certificate_belongs_to_a_chain_by_the_name_of_its_issuer_up_to_the_self_signed_one() {
        let [leaf, authority, cross] = [LEAF, AUTHORITY, CROSS].map(|der| pem("CERTIFICATE", der));
        let chains = |text: &str| match open(text) {
            Ok(Inspected::One(key)) => vec![names(&key).join(" < ")],
            Ok(Inspected::Several { keys, .. }) => {
                keys.iter().map(|key| names(key.as_ref().unwrap()).join(" < ")).collect()
            }
            Err(why) => panic!("{why}"),
        };
        assert_eq!(chains(&format!("{leaf}{cross}")), ["CN=Leaf < CN=Authority"]);
        assert_eq!(chains(&format!("{cross}{leaf}")), ["CN=Authority", "CN=Leaf"], "not by the root");
        assert_eq!(chains(&format!("{authority}{cross}")), ["CN=Authority", "CN=Authority"], "two keys");
        assert_eq!(chains(&format!("{leaf}{authority}{cross}")), ["CN=Leaf < CN=Authority", "CN=Authority"]);
    }

    #[test]
    fn of_ed448_and_x448_the_public_part_is_known_only_where_it_is_written() {
        for (last, length) in [(0x71, 57), (0x6f, 56_u8)] {
            let file = |length: u8, public: &[u8]| {
                let identifier = [0x30, 5, 6, 3, 0x2b, 0x65, last];
                let private = [&[4, length + 2, 4, length][..], &vec![7; length.into()]].concat();
                let parts = [&[2, 1, 0][..], &identifier, &private, public].concat();
                let head: &[u8] = if parts.len() < 128 { &[0x30] } else { &[0x30, 0x81] };
                pem(
                    "PRIVATE KEY",
                    &STANDARD.encode([head, &[u8::try_from(parts.len()).unwrap()], &parts].concat()),
                )
            };
            let public = [&[0x81, length + 1, 0][..], &vec![9; length.into()]].concat();
            let [without, with] = [&[][..], &public].map(|public| one(&file(length, public), now()));
            assert_eq!((without.part, without.thumbprint), (Part::Private, None));
            assert_eq!((with.part, with.thumbprint.is_some()), (Part::Private, true));
            let cut = open(&file(length - 1, &[]));
            assert_eq!(cut, Err(Error::Pem("a private key that cannot be read")));
        }
    }

    #[test]
    fn what_else_a_file_holds_is_told_or_passed_over() {
        let parameters = pem("EC PARAMETERS", "BggqhkjOPQMBBw==");
        assert_eq!(warnings(&one(&(parameters.clone() + &pem("PRIVATE KEY", A3_PRIVATE)), now())), [""; 0]);
        let key = one(&(pem("PUBLIC KEY", A3_PUBLIC) + &pem("CERTIFICATE", "AAAA")), now());
        let told = warnings(&key).join("; ");
        assert!(told.starts_with("the file also holds \"CERTIFICATE\", which was not looked at: "), "{told}");
        assert_eq!(open(&parameters), Err(Error::NoKey("EC PARAMETERS".to_owned())));
        let unread = Error::Pem("a public key or certificate that cannot be read");
        assert_eq!(open(&pem("PUBLIC KEY", "AAAA")), Err(unread));
    }

    #[test]
    fn the_certificates_of_a_jwk_are_of_its_key() {
        let named = with(&a3().0, &json!({"kid": "a"}));
        let told = |changes: &Value| warnings(&one(&with(&named, changes).to_string(), now()));
        let chain = one(&with(&named, &json!({"x5c": [LEAF, AUTHORITY]})).to_string(), now());
        assert_eq!((names(&chain), warnings(&chain)), (vec!["CN=Leaf", "CN=Authority"], vec![]));
        assert_eq!(chain.certificate_members, ["x5c"]);
        assert_eq!(told(&json!({"x5c": [AUTHORITY, LEAF]}))[0], "its certificate is that of another key");
        let [new, old] = ["oGrqfywlkJ3hwGHEbSN9UctBpPjkGOR1ssHycx3aHyY", "ChVSIFlmV0SNaAJGvuhVmD5W3Uk"];
        assert_eq!(told(&json!({"x5c": [LEAF], "x5t": old, "x5t#S256": new})), [""; 0]);
        assert_eq!(
            told(&json!({"x5c": [LEAF], "x5t": new, "x5t#S256": old})),
            ["x5t", "x5t#S256"]
                .map(|member| format!("its {member} is not the thumbprint of its certificate"))
        );
        assert_eq!(told(&json!({"x5c": vec![LEAF; 32]})), [""; 0]);
        for list in [json!([]), json!(vec![LEAF; 33]), json!([7])] {
            let found = refused(&with(&named, &json!({"x5c": list})));
            assert!(found.contains("instead of a list of certificates"), "{found}");
        }
    }
}
