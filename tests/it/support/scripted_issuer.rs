//! An issuer that can lie at every step: discovery, redirect, token answer, ID token.

use super::http;
use super::process::Running;
use super::scripted::{Request, ScriptedServer, answer, json};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::{Mutex, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

pub const CLIENT_ID: &str = "authctl";

type Change<T> = Box<dyn Fn(&mut T) + Send + Sync>;
type ChangeOfToken = Box<dyn Fn(&mut Value, &mut Value) + Send + Sync>;
type Answer = Box<dyn Fn(&Request, Value) -> Vec<u8> + Send + Sync>;

/// What to change in each step of an honest issuer.
pub struct Lies {
    pub discovery: Change<Value>,
    /// The query of the redirect: name and value.
    pub redirect: Change<Vec<(String, String)>>,
    /// Header and claims of the ID token, before it is signed.
    pub id_token: ChangeOfToken,
    pub keys: Change<Value>,
    /// The honest answer of the token endpoint as bytes on the wire.
    pub token_answer: Answer,
    /// The honest answer of the userinfo endpoint as bytes on the wire.
    pub userinfo: Answer,
}

impl Default for Lies {
    /// None.
    fn default() -> Self {
        Self {
            discovery: Box::new(|_| {}),
            redirect: Box::new(|_| {}),
            id_token: Box::new(|_, _| {}),
            keys: Box::new(|_| {}),
            token_answer: Box::new(|_, honest| json(200, &honest)),
            userinfo: Box::new(|_, honest| json(200, &honest)),
        }
    }
}

/// Starts it; its address is the issuer. Each code is good for `alice`, and so is each refresh token.
pub fn start(lies: Lies) -> ScriptedServer {
    ScriptedServer::start(script(lies))
}

/// What it answers.
pub fn script(lies: Lies) -> impl Fn(&Request, &str) -> Vec<u8> + Send + Sync + 'static {
    let nonce = Mutex::new(String::new());
    move |request, issuer| match request.path() {
        "/.well-known/openid-configuration" => {
            let mut document = discovery(issuer);
            (lies.discovery)(&mut document);
            json(200, &document)
        }
        "/jwks" => {
            let mut keys = json!({ "keys": [public_key()] });
            (lies.keys)(&mut keys);
            json(200, &keys)
        }
        "/auth" => {
            *nonce.lock().unwrap() = request.query("nonce").unwrap_or_default();
            let state = request.query("state").unwrap_or_default();
            let mut query = vec![
                ("code".to_owned(), "code-of-the-scripted-issuer".to_owned()),
                ("state".to_owned(), state),
                ("iss".to_owned(), issuer.to_owned()),
            ];
            (lies.redirect)(&mut query);
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
            let location = format!("{}?{query}", request.query("redirect_uri").unwrap());
            answer(302, &[("location", &location)], "")
        }
        "/token" => {
            let id_token = id_token(issuer, &nonce.lock().unwrap(), &lies);
            let honest = json!({
                "access_token": "access-token-of-the-scripted-issuer",
                "refresh_token": "refresh-token-of-the-scripted-issuer",
                "id_token": id_token,
                "token_type": "Bearer",
                "expires_in": 3600,
            });
            (lies.token_answer)(request, honest)
        }
        "/userinfo" => {
            let honest = json!({ "sub": "alice", "name": "Alice", "email": "alice@example.test" });
            (lies.userinfo)(request, honest)
        }
        _ => answer(404, &[], ""),
    }
}

/// The person at a login that opens no browser of its own: follows the address, once it is printed, and the redirect
/// back. Nobody does anything where none is printed.
pub fn follow(login: &Running) {
    let printed = login.stderr_if_any(|text| {
        let whole = &text[..=text.rfind('\n')?];
        // in prose a word of its own, in JSON a text
        let mut parts = whole.split(|sign: char| sign.is_whitespace() || sign == '"');
        Some(parts.find(|part| part.starts_with("http") && part.contains("state="))?.to_owned())
    });
    let Some(printed) = printed else { return };
    let redirect = http::get(&printed);
    http::get(redirect.header("location").expect("a redirect back"));
}

fn discovery(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    })
}

fn id_token(issuer: &str, nonce: &str, lies: &Lies) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut header = json!({ "alg": "RS256", "kid": "scripted" });
    let mut claims = json!({
        "iss": issuer, "sub": "alice", "aud": CLIENT_ID, "nonce": nonce, "iat": now, "exp": now + 3600,
    });
    (lies.id_token)(&mut header, &mut claims);
    sign_token(&header, &claims)
}

/// A JWT of the issuer's key; without a signature for any algorithm but RS256.
pub fn sign_token(header: &Value, claims: &Value) -> String {
    match header["alg"].as_str() {
        Some("RS256") => sign_texts(&header.to_string(), &claims.to_string()),
        _ => format!("{}.", unsigned(&header.to_string(), &claims.to_string())),
    }
}

/// A JWT of the issuer's key out of two texts, whatever their form.
pub fn sign_texts(header: &str, claims: &str) -> String {
    let signed = unsigned(header, claims);
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(sign(signed.as_bytes())))
}

fn unsigned(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

fn sign(message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key().public_modulus_len()];
    key().sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
    signature
}

/// The key that checks what the functions above sign.
pub fn public_key() -> Value {
    let public = key().public_key();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "scripted",
        "n": encode(public.modulus().big_endian_without_leading_zero()),
        "e": encode(public.exponent().big_endian_without_leading_zero()),
    })
}

fn key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate(KeySize::Rsa2048).unwrap())
}
