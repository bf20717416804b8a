//! What is read, and what must hold then. The targets of `tests/fuzz` are these.

use crate::support::Dice;
use authctl::host::printable;
use authctl::jwt::decode::lenient;
use authctl::jwt::key::{KeyFile, OpenedJwk, Trusted, WeakSecrets};
use authctl::jwt::policy::{Accepted, Algorithms, Policy};
use authctl::jwt::verify::{Keys, verify, verify_signature};
use authctl::jwt::{Algorithm, KeySet, SigningKey, VerificationKey, base64url, cookie, decode, jwe};
use authctl::sensitive::{PrivateJwk, SecretBytes};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const SECRET: &[u8; 64] = b"oN3#vT8!qL5^zR1&wX7*kC4(mB9)hD2_jF6+gS0=pY@eU%iA~tQ;xV:cZ<bM>nK?";

/// What mutations put in.
const WORDS: [&[u8]; 36] = [
    b".",
    b"..",
    b"=",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\",
    b",",
    b":",
    b"\0",
    b"\n",
    b"\x1b[2J",
    b"\xff",
    b"\xe2\x80\xae",
    b"\\ud800",
    b"\\u0000",
    b"1e309",
    b"-1",
    b"253402300800",
    b"18446744073709551616",
    b"0.1",
    b"null",
    b"true",
    b"\"exp\":",
    b"\"exp\":1,",
    b"\"alg\":\"none\"",
    b"\"alg\":\"HS256\",",
    b"\"crit\":[\"b64\"],",
    b"\"b64\":false,",
    b"\"kid\":\"x\",",
    b"\"aud\":[],",
    b"\"zip\":\"DEF\",",
    b"\"keys\":[",
    b"-----BEGIN CERTIFICATE-----\n",
];

pub trait Target {
    /// One case of chance; panics where something is wrong.
    fn case(&mut self, dice: &mut Dice);
}

pub struct Tokens {
    secret: SigningKey,
    pair: SigningKey,
    keys: [VerificationKey; 2],
    policy: Policy,
    seeds: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Tokens {
    pub fn new() -> Self {
        let secret = SigningKey::hmac(&SecretBytes::new(SECRET.to_vec()), Algorithm::HS256).unwrap();
        let pair = SigningKey::generate(Algorithm::EdDSA).unwrap();
        let keys = [secret.verification_key().unwrap(), pair.verification_key().unwrap()];
        let accepted = Accepted::one("https://id.example.com");
        let policy = Policy { issuer: accepted, audience: Accepted::one("api"), ..Policy::default() };
        let header = br#"{"alg":"HS256","typ":"JWT"}"#.to_vec();
        let claims = [
            r#"{"iss":"https://id.example.com","aud":"api","sub":"alice","exp":1900000000,"nbf":1,"iat":1}"#,
            r#"{"iss":"https://id.example.com","aud":["a","api"],"exp":1.9e9,"x":{"a":[1,2.5,null,{"b":"\u00e9"}]}}"#,
            r#"{"exp":1800000001,"aud":["api"],"iss":"https:\/\/id.example.com","scope":"a b","cnf":{"jkt":"x"}}"#,
        ];
        let seeds = claims.map(|claims| (header.clone(), claims.as_bytes().to_vec())).to_vec();
        Self { secret, pair, keys, policy, seeds }
    }

    /// Changed before it is signed, after that, both, or not at all.
    fn token(&self, dice: &mut Dice) -> String {
        let (mut header, mut claims) = dice.pick(&self.seeds);
        let (name, key) = if dice.one_in(8, 1) { ("EdDSA", &self.pair) } else { ("HS256", &self.secret) };
        header = String::from_utf8(header).unwrap().replace("HS256", name).into_bytes();
        match dice.below(8) {
            0 => mutate(&mut header, dice),
            1..=4 => mutate(&mut claims, dice),
            _ => {}
        }
        let message = format!("{}.{}", base64url::encode(header), base64url::encode(claims));
        let signature = base64url::encode(key.sign(message.as_bytes()).unwrap());
        let mut token = format!("{message}.{signature}").into_bytes();
        if dice.one_in(2, 1) {
            mutate(&mut token, dice);
        }
        String::from_utf8_lossy(&token).into_owned()
    }

    /// A token that is taken is the one text that the key makes of its first two parts.
    fn is_of_the_key(&self, token: &str) -> bool {
        let Some((message, _)) = token.rsplit_once('.') else { return false };
        [&self.secret, &self.pair].iter().any(|key| {
            let signature = base64url::encode(key.sign(message.as_bytes()).unwrap());
            token == format!("{message}.{signature}")
        })
    }
}

impl Target for Tokens {
    fn case(&mut self, dice: &mut Dice) {
        let token = self.token(dice);
        let now = Timestamp::from_second(NOW).unwrap();
        let strict = decode::decode(&token);
        for key in &self.keys {
            match verify(&token, Keys::One(key), &self.policy, now) {
                Ok(verified) => {
                    let said = verified.claims();
                    assert!(self.is_of_the_key(&token), "taken: {token}");
                    assert_eq!(said["iss"], "https://id.example.com", "{token}");
                    assert!(said["aud"] == "api" || said["aud"].as_array().unwrap().contains(&json!("api")));
                    assert!(said.get("exp").is_none_or(|exp| exp.as_f64().unwrap() > 1_800_000_000.0));
                    assert_eq!(strict.as_ref().unwrap().claims().unwrap(), said);
                }
                Err(why) => {
                    is_printable(&printable::line(&why.to_string()));
                    assert!(!why.failures().is_empty());
                }
            }
            if verify_signature(&token, Keys::One(key), &Algorithms::OfTheKey).is_ok() {
                assert!(self.is_of_the_key(&token), "signed: {token}");
            }
        }
        let reading = lenient::read(&token);
        for fault in &reading.faults {
            is_printable(&printable::line(&fault.message));
        }
        for content in [reading.header, reading.payload].into_iter().flatten() {
            is_printable(&printable::json(&Value::Object(content.object()).to_string()));
        }
    }
}

pub struct JsonKeys(Vec<Vec<u8>>);

impl JsonKeys {
    pub fn new() -> Self {
        let keys =
            [Algorithm::RS256, Algorithm::ES256, Algorithm::ES512, Algorithm::ES256K, Algorithm::EdDSA];
        let keys = keys.map(|algorithm| SigningKey::generate(algorithm).unwrap());
        let public: Vec<Value> = keys.iter().map(SigningKey::public_jwk).collect();
        let private = keys.iter().filter_map(|key| key.private_jwk(key.alg()).ok());
        let mut seeds: Vec<Vec<u8>> = private.map(|jwk| jwk.expose().as_bytes().to_vec()).collect();
        seeds.extend(public.iter().map(|jwk| jwk.to_string().into_bytes()));
        seeds.push(json!({"keys": public}).to_string().into_bytes());
        seeds.push(
            json!({"kty": "oct", "k": base64url::encode(SECRET), "key_ops": ["sign"]})
                .to_string()
                .into_bytes(),
        );
        Self(seeds)
    }
}

impl Target for JsonKeys {
    fn case(&mut self, dice: &mut Dice) {
        let mut text = dice.pick(&self.0);
        mutate(&mut text, dice);
        if let Ok(set) = KeySet::from_jwks(&text) {
            take_nothing(set.keys());
        }
        open(&text);
        if let Ok(text) = String::from_utf8(text) {
            let key = OpenedJwk::open(&PrivateJwk::new(text)).and_then(|jwk| jwk.signing_key());
            signs_what_it_checks(key.ok());
        }
    }
}

/// Blocks of PEM: label and DER.
pub struct PemKeys(Vec<(String, Vec<u8>)>);

impl PemKeys {
    pub fn new() -> Self {
        let kinds = [
            &rcgen::PKCS_RSA_SHA256,
            &rcgen::PKCS_ECDSA_P256_SHA256,
            &rcgen::PKCS_ECDSA_P384_SHA384,
            &rcgen::PKCS_ED25519,
        ];
        let mut blocks = Vec::new();
        for kind in kinds {
            let key = rcgen::KeyPair::generate_for(kind).unwrap();
            let certificate =
                rcgen::CertificateParams::new(["a.example".to_owned()]).unwrap().self_signed(&key).unwrap();
            for pem in [key.serialize_pem(), key.public_key_pem(), certificate.pem()] {
                let label =
                    pem.lines().next().unwrap().trim_matches('-').trim_start_matches("BEGIN ").to_owned();
                let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
                blocks.push((label, STANDARD.decode(body).unwrap()));
            }
        }
        Self(blocks)
    }
}

impl Target for PemKeys {
    fn case(&mut self, dice: &mut Dice) {
        const LABELS: [&str; 5] =
            ["RSA PUBLIC KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "PUBLIC KEY", "ENCRYPTED PRIVATE KEY"];
        let (mut label, mut der) = dice.pick(&self.0);
        if dice.one_in(8, 7) {
            mutate(&mut der, dice);
        }
        if dice.one_in(8, 1) {
            dice.pick(&LABELS).clone_into(&mut label);
        }
        let mut text = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
            .into_bytes();
        if dice.one_in(4, 1) {
            mutate(&mut text, dice);
        }
        open(&text);
    }
}

/// A file of keys, read for every purpose that there is.
fn open(text: &[u8]) {
    let file = match KeyFile::open(&SecretBytes::new(text.to_vec())) {
        Ok(file) => file,
        Err(why) => return is_printable(&printable::line(&why.to_string())),
    };
    match file.trusted(WeakSecrets::Refused) {
        Ok(Trusted::One(key)) => take_nothing(&[key]),
        Ok(Trusted::Set(set)) => take_nothing(set.keys()),
        Err(why) => is_printable(&printable::line(&why.to_string())),
    }
    signs_what_it_checks(file.signing_key(None, None, WeakSecrets::Refused).ok());
    let _ = file.decryption_keys();
    let _ = file.inspect(Timestamp::from_second(NOW).unwrap());
    let _ = file.guessable();
}

/// Nobody signed these zeros.
fn take_nothing(keys: &[VerificationKey]) {
    for key in keys {
        for length in [0, 32, 64, 132, 256] {
            assert!(!key.verifies(key.default_algorithm(), b"message", &vec![0; length]), "{key:?}");
        }
    }
}

fn signs_what_it_checks(key: Option<SigningKey>) {
    let Some(key) = key else { return };
    let Ok(signature) = key.sign(b"message") else { return };
    if let Ok(public) = key.verification_key() {
        assert!(public.verifies(key.algorithm(), b"message", &signature), "{key:?}");
    }
}

pub struct Cookies;

impl Target for Cookies {
    fn case(&mut self, dice: &mut Dice) {
        const BEHIND: &str = ".aR_tIA.vZVM4k4geZM53YzEhj_7oxeG6Qo";
        let mut content = br#"{"user_id":"42","_fresh":true,"csrf_token":"abc","x":[1,{"y":null}]}"#.to_vec();
        if dice.one_in(2, 1) {
            mutate(&mut content, dice);
        }
        let (dot, mut bytes) = match dice.below(3) {
            0 => ("", content),
            1 => (".", miniz_oxide::deflate::compress_to_vec_zlib(&content.repeat(1 + dice.below(50)), 6)),
            _ => ("", STANDARD.encode(content).into_bytes()),
        };
        if dice.one_in(2, 1) {
            mutate(&mut bytes, dice);
        }
        let mut text = format!("{dot}{}{BEHIND}", base64url::encode(bytes)).into_bytes();
        if dice.one_in(4, 1) {
            mutate(&mut text, dice);
        }
        let Some(cookie) = cookie::read(&String::from_utf8_lossy(&text)) else { return };
        for fault in &cookie.faults {
            is_printable(&printable::line(&fault.message));
        }
        is_printable(&printable::json(&Value::Object(cookie.content.object()).to_string()));
    }
}

pub struct Encrypted {
    keys: Vec<authctl::jwt::key::DecryptionKey>,
    direct: LessSafeKey,
    wrapped: &'static str,
}

impl Encrypted {
    /// The key and the token of RFC 7516 appendix A.3.
    pub fn new() -> Self {
        let secret = base64url::decode("GawgguFyGrWKav7AX4VKUg").unwrap();
        let jwk = json!({"kty": "oct", "k": base64url::encode(&secret)}).to_string();
        let file = KeyFile::open(&SecretBytes::new(jwk.into_bytes())).unwrap();
        Self {
            keys: file.decryption_keys().unwrap(),
            direct: LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &secret).unwrap()),
            wrapped: "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ",
        }
    }

    fn sealed(&self, header: &[u8], content: &[u8]) -> String {
        let protected = base64url::encode(header);
        let mut text = content.to_vec();
        let nonce = Nonce::assume_unique_for_key([7; 12]);
        let tag = self
            .direct
            .seal_in_place_separate_tag(nonce, Aad::from(protected.as_bytes()), &mut text)
            .unwrap();
        let iv = base64url::encode([7; 12]);
        format!("{protected}..{iv}.{}.{}", base64url::encode(text), base64url::encode(tag.as_ref()))
    }
}

impl Target for Encrypted {
    fn case(&mut self, dice: &mut Dice) {
        let compressed = dice.one_in(2, 1);
        let header = if compressed {
            r#"{"alg":"dir","enc":"A128GCM","zip":"DEF"}"#
        } else {
            r#"{"alg":"dir","enc":"A128GCM"}"#
        };
        let (mut header, mut content) =
            (header.as_bytes().to_vec(), br#"{"sub":"alice"}"#.repeat(1 + dice.below(40)));
        if compressed {
            content = miniz_oxide::deflate::compress_to_vec(&content, 6);
        }
        match dice.below(4) {
            0 => mutate(&mut header, dice),
            1 => mutate(&mut content, dice),
            _ => {}
        }
        let made = if dice.one_in(3, 1) { self.wrapped.to_owned() } else { self.sealed(&header, &content) };
        let mut token = made.clone().into_bytes();
        if dice.one_in(2, 1) {
            mutate(&mut token, dice);
        }
        let token = String::from_utf8_lossy(&token).into_owned();
        match jwe::decrypt(&token, &self.keys) {
            Ok(found) => {
                assert_eq!(token, made, "decrypted");
                assert!(found.plaintext.len() <= jwe::INFLATED_LIMIT.max(content.len()));
            }
            Err(why) => is_printable(&printable::line(&why.to_string())),
        }
    }
}

/// One to four changes.
fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = at + dice.below((bytes.len() - at).min(40) + 1);
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.byte(),
            2 => drop(bytes.drain(at..end)),
            3 => drop(bytes.splice(at..at, bytes[at..end].to_vec().repeat(1 + dice.below(3)))),
            4 => bytes.truncate(at),
            5 => drop(bytes.splice(at..end, (0..dice.below(12)).map(|_| dice.byte()).collect::<Vec<_>>())),
            6 => drop(bytes.splice(at..at, dice.pick(&WORDS).repeat(1 + dice.below(100)))),
            _ => drop(bytes.splice(at..at, dice.pick(&WORDS).to_vec())),
        }
    }
}

#[track_caller]
fn is_printable(shown: &str) {
    let odd = shown.chars().find(|character| {
        character.is_control() && *character != '\n'
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    });
    assert_eq!(odd, None, "{shown:?}");
}
