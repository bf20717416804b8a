use super::*;
use crate::jwt::key::KeyFile;
use crate::jwt::samples::with;
use crate::sensitive::SecretBytes;
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::json;

const PROVERB: &[u8] = b"The true sign of intelligence is not knowledge but imagination.";

fn keys(jwk: &Value) -> Vec<DecryptionKey> {
    let file = KeyFile::open(&SecretBytes::new(jwk.to_string().into_bytes())).unwrap();
    file.decryption_keys().unwrap()
}

/// RFC 7516 A.1: RSA-OAEP and A256GCM.
fn a1() -> (Value, String) {
    let key = json!({
        "kty": "RSA",
        "n": "oahUIoWw0K0usKNuOR6H4wkf4oBUXHTxRvgb48E-BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINXtqllXI4DFqcI1DgjT9LewND8MW2Krf3Spsk_ZkoFnilakGygTwpZ3uesH-PFABNIUYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv6kc5twXTq4h-QChLOln0_mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC-FCMfra36C9knDFGzKsNa7LZK2djYgyD3JR_MB_4NUJW_TqOQtwHYbxevoJArm-L5StowjzGy-_bq6Gw",
        "e": "AQAB",
        "d": "kLdtIj6GbDks_ApCSTYQtelcNttlKiOyPzMrXHeI-yk1F7-kpDxY4-WY5NWV5KntaEeXS1j82E375xxhWMHXyvjYecPT9fpwR_M9gV8n9Hrh2anTpTD93Dt62ypW3yDsJzBnTnrYu1iwWRgBKrEYY46qAZIrA2xAwnm2X7uGR1hghkqDp0Vqj3kbSCz1XyfCs6_LehBwtxHIyh8Ripy40p24moOAbgxVw3rxT_vlt3UVe4WO3JkJOzlpUf-KTVI2Ptgm-dARxTEtE-id-4OJr0h-K-VFs3VSndVTIznSxfyrj8ILL6MG_Uv8YAu7VILSB3lOW085-4qE3DzgrTjgyQ",
        "p": "1r52Xk46c-LsfB5P442p7atdPUrxQSy4mti_tZI3Mgf2EuFVbUoDBvaRQ-SWxkbkmoEzL7JXroSBjSrK3YIQgYdMgyAEPTPjXv_hI2_1eTSPVZfzL0lffNn03IXqWF5MDFuoUYE0hzb2vhrlN_rKrbfDIwUbTrjjgieRbwC6Cl0",
        "q": "wLb35x7hmQWZsWJmB_vle87ihgZ19S8lBEROLIsZG4ayZVe9Hi9gDVCOBmUDdaDYVTSNx_8Fyw1YYa9XGrGnDew00J28cRUoeBB_jKI1oma0Orv1T9aXIWxKwd4gvxFImOWr3QRL9KEBRzk2RatUBnmDZJTIAfwTs0g68UZHvtc",
        "dp": "ZK-YwE7diUh0qR1tR7w8WHtolDx3MZ_OTowiFvgfeQ3SiresXjm9gZ5KLhMXvo-uz-KUJWDxS5pFQ_M0evdo1dKiRTjVw_x4NyqyXPM5nULPkcpU827rnpZzAJKpdhWAgqrXGKAECQH0Xt4taznjnd_zVpAmZZq60WPMBMfKcuE",
        "dq": "Dq0gfgJ1DdFGXiLvQEZnuKEN0UUmsJBxkjydc3j4ZYdBiMRAy86x0vHCjywcMlYYg4yoC4YZa9hNVcsjqA3FeiL19rk8g6Qn29Tt0cj8qqyFpz9vNDBUfCAiJVeESOjJDZPYHdHY8v1b-o-Z2X5tvLx-TCekf7oxyeKDUqKWjis",
        "qi": "VIMpMYbPf47dT1w_zDUXfPimsSegnMOA1zTaX7aGk_8urY6R8-ZW1FxU7AlWAyLWybqq6t16VFd7hQd0y6flUK4SlOydB61gwanOsXGOAOv82cHq0E3eL4HrtZkUuKvnPrMnsUUFlfUdybVzxyjz9JF_XyaY14ardLSjf4L_FNY"
    });
    let token = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ";
    (key, token.to_owned())
}

/// RFC 7516 A.3: A128KW and A128CBC-HS256.
fn a3() -> (Value, String) {
    let token = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ";
    (json!({"kty": "oct", "k": "GawgguFyGrWKav7AX4VKUg"}), token.to_owned())
}

const DIRECT: &[u8; 16] = b"\x0f\xa1\x9c\x03\xe7\x5d\x22\x80\xb4\x6e\x11\xfa\xcd\x38\x91\x47";

fn direct_key() -> Value {
    json!({"kty": "oct", "k": base64url::encode(DIRECT)})
}

/// A token with this header, encrypted with this key by AES-GCM; the key part is empty.
fn sealed_with(key: &[u8; 16], header: &Value, plaintext: &[u8]) -> String {
    let protected = base64url::encode(header.to_string());
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key).unwrap());
    let mut text = plaintext.to_vec();
    let nonce = Nonce::assume_unique_for_key([7; 12]);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(protected.as_bytes()), &mut text).unwrap();
    let parts = [vec![], vec![7; 12], text, tag.as_ref().to_vec()].map(base64url::encode);
    format!("{protected}.{}", parts.join("."))
}

fn sealed(header: &Value, plaintext: &[u8]) -> String {
    sealed_with(DIRECT, header, plaintext)
}

fn header(changes: &Value) -> Value {
    with(&json!({"alg": "dir", "enc": "A128GCM"}), changes)
}

fn refused(token: &str, key: &Value) -> Error {
    decrypt(token, &keys(key)).err().unwrap_or_else(|| panic!("{token} was decrypted"))
}

#[test]
fn rfc_7516_a_1_and_a_3_are_decrypted() {
    let (key, token) = a1();
    assert_eq!(*decrypt(&token, &keys(&key)).unwrap().plaintext, PROVERB);
    let (key, token) = a3();
    let found = decrypt(&token, &keys(&key)).unwrap();
    assert_eq!(*found.plaintext, b"Live long and prosper.");
    assert_eq!(found.header["enc"], "A128CBC-HS256");
}

#[test]
fn j7_rfc_7518_c_key_agreement() {
    let bob = json!({
        "kty": "EC", "crv": "P-256",
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"
    });
    let header = json!({
        "alg": "ECDH-ES", "enc": "A128GCM", "apu": "QWxpY2U", "apv": "Qm9i",
        "epk": {
            "kty": "EC", "crv": "P-256",
            "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"
        }
    });
    let derived = base64url::decode("VqqN6vgjbSBcIijNcacQGg").unwrap();
    let token = sealed_with(derived.as_slice().try_into().unwrap(), &header, b"for Bob");
    assert_eq!(*decrypt(&token, &keys(&bob)).unwrap().plaintext, b"for Bob");

    // J7: off the curve, zero, another curve, and coordinates that are cut
    let (x, y) = (&header["epk"]["x"], &header["epk"]["y"]);
    let zero = base64url::encode([0; 32]);
    for changes in [json!({"x": y, "y": x}), json!({"x": zero, "y": zero})] {
        let epk = with(&header["epk"], &changes);
        let token = sealed_with(DIRECT, &with(&header, &json!({"epk": epk})), b"");
        assert_eq!(refused(&token, &bob), Error::Undecryptable, "{changes}");
    }
    for (epk, told) in [
        (json!({"crv": "P-384"}), "for a key on the curve \"P-384\", and what was given is on P-256"),
        (json!({"x": "AAAA"}), "\"x\" has 3 bytes instead of 32"),
        (json!({"y": null}), "no member \"y\""),
    ] {
        let token = sealed(&with(&header, &json!({"epk": with(&header["epk"], &epk)})), b"");
        let found = refused(&token, &bob).to_string();
        assert!(found.contains(told), "{found}");
    }
    assert_eq!(refused(&sealed(&with(&header, &json!({"epk": null})), b""), &bob), Error::Missing("epk"));
}

/// Key, initialization vector, ciphertext and tag, in hexadecimal; the keys count up from 0.
#[test]
fn rfc_7518_b_1_to_b_3_content_by_cbc_and_hmac() {
    const IV: &str = "1af38c2dc2b96ffdd86694092341bc04";
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    for (content, ciphertext, tag) in [
        (
            Content::A128CbcHs256,
            "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db",
            "652c3fa36b0a7c5b3219fab3a30bc1c4",
        ),
        (
            Content::A192CbcHs384,
            "ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb000d279bdc14c1072654bd30944230c657bed4ca0c9f4a8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b3bed787a2f0ffcbf3904be2a641d5c2105bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49787bcd57ef484927f280adc91ac0c4e79c7b11efc60054e3",
            "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7",
        ),
        (
            Content::A256CbcHs512,
            "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
            "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
        ),
    ] {
        let key: Vec<u8> = (0..64).take(content.key_length()).collect();
        let protected = b"The second principle of Auguste Kerckhoffs";
        let found = content.decrypt(&key, &hex(IV), protected, &hex(ciphertext), &hex(tag)).unwrap();
        assert!(found.starts_with(b"A cipher system") && found.len() == 128, "{}", content.name());
        assert!(content.decrypt(&key, &hex(IV), b"", &hex(ciphertext), &hex(tag)).is_none());
    }
}

#[test]
fn a13_whatever_was_changed_the_error_is_the_same() {
    for (key, token) in [a1(), a3(), (direct_key(), sealed(&header(&json!({})), b"text"))] {
        let parts: Vec<&str> = token.split('.').collect();
        for at in 1..5 {
            let mut bytes = base64url::decode(parts[at]).unwrap();
            let Some(last) = bytes.last_mut() else { continue };
            *last ^= 1;
            let changed = base64url::encode(bytes);
            let mut parts = parts.clone();
            parts[at] = &changed;
            assert_eq!(refused(&parts.join("."), &key), Error::Undecryptable, "part {at}");
        }
        let other = base64url::encode(r#"{"alg":"dir","enc":"A128GCM","typ":"x"}"#);
        if parts[1].is_empty() {
            assert_eq!(refused(&[&[&*other], &parts[1..]].concat().join("."), &key), Error::Undecryptable);
        }
    }
    let (_, token) = a1();
    let (another, _) = crate::jwt::samples::a2();
    assert_eq!(refused(&token, &another), Error::Undecryptable, "a key of somebody else");
}

#[test]
fn lengths_are_exact() {
    let token = sealed(&header(&json!({})), b"text");
    let parts: Vec<&str> = token.split('.').collect();
    for (at, name) in [(2, "initialization vector"), (4, "authentication tag")] {
        let bytes = base64url::decode(parts[at]).unwrap();
        for length in [0, 1, bytes.len() - 1, bytes.len() + 1] {
            let mut longer = bytes.clone();
            longer.resize(length, 0);
            let (text, mut parts) = (base64url::encode(longer), parts.clone());
            parts[at] = &text;
            let found = refused(&parts.join("."), &direct_key()).to_string();
            assert!(found.contains(&format!("the {name} has {length} bytes")), "{found}");
        }
    }
    let mut with_key = parts.clone();
    with_key[1] = "AAAA";
    assert!(refused(&with_key.join("."), &direct_key()).to_string().contains("must be empty: dir has none"));
    let (key, token) = a3();
    let parts: Vec<&str> = token.split('.').collect();
    let without_key = format!("{}..{}", parts[0], parts[2..].join("."));
    assert!(refused(&without_key, &key).to_string().contains("the encrypted key is empty"));
}

#[test]
fn j19_j20_j16_the_header_is_read_strictly() {
    for (changes, told) in [
        (json!({"crit": ["exp"]}), "\"crit\" is \"[\\\"exp\\\"]\""),
        (json!({"crit": []}), "no extension is understood"),
        (json!({"b64": false}), "\"b64\" has no meaning"),
        (json!({"alg": null}), "no member \"alg\""),
        (json!({"enc": null}), "no member \"enc\""),
        (json!({"alg": 7}), "\"alg\" is a number instead of a string"),
        (json!({"alg": "DIR"}), "by \"DIR\" are not read here (those by RSA-OAEP-256, RSA-OAEP, ECDH-ES,"),
        (json!({"enc": "A128gcm"}), "by \"A128gcm\" is not read here (that by A"),
        (json!({"zip": "GZ"}), "compression \"GZ\" is not known"),
        (json!({"kid": 7}), "\"kid\" is a number"),
    ] {
        let found = refused(&sealed(&header(&changes), b"text"), &direct_key()).to_string();
        assert!(found.contains(told), "{found}");
    }
    let twice = base64url::encode(r#"{"alg":"dir","enc":"A128GCM","enc":"A128GCM"}"#);
    let found = refused(&format!("{twice}..AAAA.AAAA.AAAA"), &direct_key()).to_string();
    assert!(found.contains("the member \"enc\" twice"), "{found}");
}

#[test]
fn j41_neither_passwords_nor_old_padding_are_read() {
    for (changes, hint) in [
        (json!({"alg": "RSA1_5"}), "RSA-OAEP-256"),
        (json!({"alg": "PBES2-HS256+A128KW", "p2s": "AAAA", "p2c": 2_147_483_647}), "passwords"),
    ] {
        let why = refused(&sealed(&header(&changes), b"text"), &direct_key());
        assert!(why.hint().unwrap().contains(hint), "{why}");
    }
}

#[test]
fn j41_a24_decompression_stops_at_its_limit() {
    let packed = |plaintext: &[u8]| {
        let packed = miniz_oxide::deflate::compress_to_vec(plaintext, 9);
        sealed(&header(&json!({"zip": "DEF"})), &packed)
    };
    let found = decrypt(&packed(PROVERB), &keys(&direct_key())).unwrap();
    assert_eq!(*found.plaintext, PROVERB);
    assert_eq!(
        decrypt(&packed(&vec![0; INFLATED_LIMIT]), &keys(&direct_key())).unwrap().plaintext.len(),
        INFLATED_LIMIT
    );
    assert_eq!(refused(&packed(&vec![0; INFLATED_LIMIT + 1]), &direct_key()), Error::TooLarge);
    let told = refused(&packed(&vec![0; 100_000_000]), &direct_key()).to_string();
    assert_eq!(told, "what the token holds is compressed, and has more than 256000 bytes otherwise");
    let rubbish = sealed(&header(&json!({"zip": "DEF"})), b"\xff\xff\xff");
    assert_eq!(refused(&rubbish, &direct_key()), Error::Inflate);
}

#[test]
fn j34_a_key_for_something_else_does_not_decrypt() {
    let (key, token) = a3();
    let open = |changes: &Value| {
        let file = KeyFile::open(&SecretBytes::new(with(&key, changes).to_string().into_bytes())).unwrap();
        file.decryption_keys().map_err(|why| why.to_string())
    };
    for changes in [
        json!({"use": "sig"}),
        json!({"key_ops": ["encrypt", "wrapKey"]}),
        json!({"alg": "HS256"}),
        json!({"alg": "RSA1_5"}),
    ] {
        assert!(open(&changes).unwrap_err().contains("not for decryption"), "{changes}");
    }
    for changes in [json!({"use": "enc", "alg": "A128KW"}), json!({"key_ops": ["unwrapKey"]})] {
        assert!(decrypt(&token, &open(&changes).unwrap()).is_ok(), "{changes}");
    }
    let direct = sealed(&header(&json!({})), b"text");
    for (alg, fits) in [("dir", true), ("A128GCM", true), ("A128KW", false), ("A128CBC-HS256", false)] {
        let named = with(&direct_key(), &json!({"alg": alg}));
        assert_eq!(decrypt(&direct, &keys(&named)).is_ok(), fits, "a key for {alg}");
    }
    // J2: one key, one algorithm
    let other = decrypt(&token, &open(&json!({"alg": "dir"})).unwrap()).err();
    let needed = crate::jwt::key::Needed::Secret(16);
    assert_eq!(other, Some(Error::NoKey { management: Management::A128Kw, needed }));
    let (public, _) = a1();
    let public = with(&public, &json!({"d": null}));
    let file = KeyFile::open(&SecretBytes::new(public.to_string().into_bytes())).unwrap();
    assert!(file.decryption_keys().unwrap_err().to_string().contains("only its private part decrypts"));
}

#[test]
fn of_a_set_the_key_that_is_meant_else_each_that_fits() {
    let (right, token) = (direct_key(), sealed(&header(&json!({"kid": "b"})), b"text"));
    let wrong = json!({"kty": "oct", "k": base64url::encode([0x5a; 16])});
    let named = |jwk: &Value, kid: &str| with(jwk, &json!({"kid": kid}));
    let (rsa, _) = a1();
    let set = |keys: &[Value]| json!({"keys": keys});
    for keys in [
        set(&[rsa.clone(), named(&wrong, "a"), named(&right, "b")]),
        set(&[wrong.clone(), right.clone()]),
        set(&[named(&wrong, "c"), named(&right, "d")]),
    ] {
        assert!(decrypt(&token, &self::keys(&keys)).is_ok(), "{keys}");
    }
    let misnamed = set(&[named(&right, "a"), named(&wrong, "b")]);
    assert_eq!(refused(&token, &misnamed), Error::Undecryptable);
}

#[test]
fn a_key_of_another_kind_is_told_what_is_needed() {
    for (changes, needed) in [
        (json!({"alg": "RSA-OAEP"}), "RSA-OAEP needs a private RSA key"),
        (json!({"alg": "A256KW"}), "A256KW needs a secret of 32 bytes"),
    ] {
        let token = sealed(&header(&changes), b"text").replace("..", ".AAAA.");
        let found = refused(&token, &direct_key()).to_string();
        assert_eq!(found, format!("{needed}, and no such key was given"));
    }
    let epk = json!({"kty": "OKP", "crv": "X25519", "x": base64url::encode([9; 32])});
    let token = sealed(&header(&json!({"alg": "ECDH-ES", "epk": epk})), b"text");
    let found = refused(&token, &direct_key()).to_string();
    assert!(found.contains("needs a private key on the curve P-256, P-384, P-521 or X25519"), "{found}");
}

#[test]
fn a42_a_key_shows_nothing_of_itself() {
    let shown = format!("{:?}", keys(&with(&a1().0, &json!({"kid": "one"}))));
    assert_eq!(shown, r#"[DecryptionKey { kid: Some("one"), declared: None, .. }]"#);
}

#[test]
fn a_signed_token_is_told_as_such() {
    assert_eq!(refused("e30.e30.AA", &direct_key()), Error::Signed);
    assert!(matches!(refused("e30.e30", &direct_key()), Error::Form(_)));
}
