//! Goal C1: the modules that the OpenID conformance suite has for relying parties, re-enacted. Each has what the issuer
//! does and what must come of it, with the reason: a refusal for another reason fails.

use crate::support::sandbox::IDLE_BROWSER;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Issuer, Output, Sandbox, ScriptedServer, scripted};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const SECRET: &str = "canary-secret-of-the-client-0123456789";

type Play = fn(&Sandbox) -> Output;

/// What must come of a module.
enum Outcome {
    /// stdout of the last step holds this.
    Accepted(&'static str),
    /// The exit code, and the words of the reason.
    Refused(i32, &'static str),
}
use Outcome::{Accepted, Refused};

/// The name in the suite, what is played, what must come of it. The three modules of RP-initiated logout are in
/// `end_session.rs`.
const MODULES: [(&str, Play, Outcome); 27] = [
    // basic
    ("oidcc-client-test", |home| log_in(home, Lies::default()), Accepted("")),
    (
        "-invalid-iss",
        |home| log_in(home, claim("iss", json!("https://other.example.test"))),
        Refused(3, "(iss), expected is"),
    ),
    ("-missing-sub", |home| log_in(home, without("sub")), Refused(3, "no claim \"sub\"")),
    ("-invalid-aud", |home| log_in(home, claim("aud", json!("other"))), Refused(3, "(aud), expected is")),
    ("-missing-iat", |home| log_in(home, without("iat")), Refused(3, "when it was issued (iat)")),
    ("-kid-absent-single-jwks", |home| log_in(home, without_kid(false)), Accepted("")),
    ("-kid-absent-multiple-jwks", |home| log_in(home, without_kid(true)), Refused(3, "kid")),
    ("-idtoken-sig-rs256", |home| log_in(home, Lies::default()), Accepted("")),
    ("-idtoken-sig-none", |home| log_in(home, unsigned()), Refused(3, "none")),
    ("-invalid-sig-rs256", |home| log_in(home, broken_signature()), Refused(3, "signature")),
    ("-userinfo-invalid-sub", |home| ask_who(home, userinfo_of("mallory")), Refused(3, "somebody else")),
    ("-nonce-invalid", |home| log_in(home, claim("nonce", json!("x"))), Refused(3, "nonce")),
    ("-scope-userinfo-claims", |home| ask_who(home, Lies::default()), Accepted("alice@example.test")),
    ("-client-secret-basic", by_basic, Accepted("")),
    // configuration
    ("-discovery-openid-config", discover, Accepted("authorization_endpoint")),
    ("-discovery-jwks-uri-keys", jwks_is_asked, Accepted("")),
    (
        "-discovery-issuer-mismatch",
        |home| log_in(home, other_issuer()),
        Refused(6, "says that its issuer is"),
    ),
    ("-signing-key-rotation-just-before-signing", |home| keys_change(home, true), Accepted("")),
    ("-signing-key-rotation", |home| keys_change(home, false), Accepted("")),
    // refresh
    ("-refresh-token", |home| renew(home, "alice", None), Accepted("access-token")),
    (
        "-refresh-token-invalid-issuer",
        |home| renew(home, "alice", Some("https://other.example.test")),
        Refused(3, "(iss), expected is"),
    ),
    ("-refresh-token-invalid-sub", |home| renew(home, "mallory", None), Refused(3, "sub")),
    // from the comprehensive plan
    ("-missing-aud", |home| log_in(home, without("aud")), Refused(3, "whom it is for (aud)")),
    ("-invalid-sig-es256", |home| es256(home, true), Refused(3, "signature")),
    ("-invalid-sig-hs256", |home| hs256(home, true), Refused(3, "signature")),
    (
        "-invalid-athash",
        |home| log_in(home, claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"))),
        Refused(3, "at_hash"),
    ),
    ("-userinfo-bearer-header", bearer_header, Accepted("")),
];

#[test]
fn c1_o1_o9_o11_m1_a35_each_module_ends_as_it_must_and_for_the_right_reason() {
    let mut faults = Vec::new();
    for (module, play, outcome) in MODULES {
        let sandbox = Sandbox::with_file_store();
        let came = play(&sandbox);
        let stderr = came.stderr.to_lowercase();
        let fault = match outcome {
            Accepted(_) if came.code != 0 => "not accepted",
            Accepted(printed) if !String::from_utf8_lossy(&came.stdout).contains(printed) => {
                "something else was printed"
            }
            Refused(code, _) if came.code != code => "another exit code",
            Refused(_, reason) if !stderr.contains(reason) => "another reason",
            Refused(..) if !came.stdout.is_empty() => "something was printed",
            _ => continue,
        };
        faults.push(format!("{module}: {fault}: {came}"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn c1_o4_o5_what_the_modules_break_holds_when_it_is_whole() {
    es256(&Sandbox::with_file_store(), false).succeeds();
    hs256(&Sandbox::with_file_store(), false).succeeds();
}

#[test]
fn o5_a_client_without_a_secret_believes_no_token_that_a_secret_signed() {
    let refused = log_in(&Sandbox::with_file_store(), signed_by_secret(false));
    refused.exits(3).prints_nothing().says(["which only a client with a secret can check"]);
}

/// A login at a scripted issuer by a public client.
fn log_in(sandbox: &Sandbox, lies: Lies) -> Output {
    log_in_at(sandbox, &scripted_issuer::start(lies), &[])
}

fn log_in_at(sandbox: &Sandbox, issuer: &ScriptedServer, more: &[&str]) -> Output {
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    let login =
        sandbox.authctl(words).args(["--scope", "openid", "--store", "file", "--wait", "20s"]).args(more);
    let login = login.env("BROWSER", IDLE_BROWSER).env("SECRET", SECRET).spawn();
    scripted_issuer::follow(&login);
    login.finish()
}

fn claims(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Lies {
    Lies { id_token: Box::new(move |_, claims| change(claims)), ..Lies::default() }
}

fn claim(name: &'static str, value: Value) -> Lies {
    claims(move |claims| claims[name] = value.clone())
}

fn without(name: &'static str) -> Lies {
    claims(move |claims| drop(claims.as_object_mut().unwrap().remove(name)))
}

fn unsigned() -> Lies {
    Lies { id_token: Box::new(|header, _| header["alg"] = json!("none")), ..Lies::default() }
}

/// No `kid` in the token, and one key that fits it or two.
fn without_kid(several: bool) -> Lies {
    Lies {
        id_token: Box::new(|header, _| drop(header.as_object_mut().unwrap().remove("kid"))),
        keys: Box::new(move |set| {
            let mut other = set["keys"][0].clone();
            other["kid"] = json!("other");
            // another modulus of the same length, and odd
            let modulus = other["n"].as_str().unwrap().chars().rev().collect::<String>();
            other["n"] = json!(format!("w{}Q", &modulus[1..modulus.len() - 1]));
            if several {
                set["keys"].as_array_mut().unwrap().push(other);
            }
        }),
        ..Lies::default()
    }
}

/// The ID token of the honest answer is exchanged for what `change` makes of it.
fn other_token(change: impl Fn(&str) -> String + Send + Sync + 'static) -> Lies {
    Lies {
        token_answer: Box::new(move |_, mut honest| {
            honest["id_token"] = json!(change(honest["id_token"].as_str().unwrap()));
            scripted::json(200, &honest)
        }),
        ..Lies::default()
    }
}

fn broken_signature() -> Lies {
    other_token(|token| {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        format!("{signed}.{}", signature.chars().rev().collect::<String>())
    })
}

/// The same claims under another header, signed anew; `broken`: with one bit changed.
fn signed_anew(token: &str, header: &Value, broken: bool, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let signed = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(header.to_string()));
    let mut signature = sign(signed.as_bytes());
    signature[9] ^= u8::from(broken);
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn es256(sandbox: &Sandbox, broken: bool) -> Output {
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = Arc::new(EcdsaKeyPair::generate(algorithm).unwrap());
    let point = key.public_key().as_ref().to_vec();
    let header = json!({ "alg": "ES256", "kid": "curve" });
    let sign = move |message: &[u8]| key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec();
    let lies = Lies {
        discovery: Box::new(|document| document["id_token_signing_alg_values_supported"] = json!(["ES256"])),
        keys: Box::new(move |set| {
            let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
            set["keys"] = json!([{ "kty": "EC", "crv": "P-256", "kid": "curve", "x": x, "y": y }]);
        }),
        ..other_token(move |token| signed_anew(token, &header, broken, &sign))
    };
    log_in(sandbox, lies)
}

fn signed_by_secret(broken: bool) -> Lies {
    let sign = |message: &[u8]| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), message).as_ref().to_vec()
    };
    Lies {
        discovery: Box::new(|document| {
            document["id_token_signing_alg_values_supported"] = json!(["RS256", "HS256"]);
        }),
        ..other_token(move |token| signed_anew(token, &json!({ "alg": "HS256" }), broken, sign))
    }
}

fn hs256(sandbox: &Sandbox, broken: bool) -> Output {
    let issuer = scripted_issuer::start(signed_by_secret(broken));
    log_in_at(sandbox, &issuer, &["--client-secret-env", "SECRET"])
}

/// Only a client that proves itself with Basic gets tokens.
fn by_basic(sandbox: &Sandbox) -> Output {
    let expected = format!("Basic {}", STANDARD.encode(format!("{}:{SECRET}", scripted_issuer::CLIENT_ID)));
    let lies = Lies {
        token_answer: Box::new(move |request, honest| match request.header("authorization") {
            Some(sent) if sent == expected && !request.body.contains("client_secret") => {
                scripted::json(200, &honest)
            }
            _ => scripted::json(401, &json!({ "error": "invalid_client" })),
        }),
        ..Lies::default()
    };
    log_in_at(sandbox, &scripted_issuer::start(lies), &["--client-secret-env", "SECRET"])
}

fn other_issuer() -> Lies {
    Lies {
        discovery: Box::new(|document| document["issuer"] = json!("https://other.example.test")),
        ..Lies::default()
    }
}

fn discover(sandbox: &Sandbox) -> Output {
    let issuer = scripted_issuer::start(Lies::default());
    let printed = sandbox.run(["discover", &issuer.url]);
    assert_eq!(issuer.seen()[0].target, "/.well-known/openid-configuration");
    printed
}

fn jwks_is_asked(sandbox: &Sandbox) -> Output {
    let issuer = scripted_issuer::start(Lies::default());
    let login = log_in_at(sandbox, &issuer, &[]);
    assert!(
        issuer.seen().iter().any(|request| request.path() == "/jwks"),
        "the keys of jwks_uri were asked for"
    );
    login
}

/// The issuer signs with new keys, and the old ones are gone: between two logins, or while the person logs in.
fn keys_change(sandbox: &Sandbox, during: bool) -> Output {
    let issuer = Issuer::start();
    sandbox.login(&issuer).run().succeeds();
    if !during {
        issuer.rotate_keys(false);
        return sandbox.login(&issuer).run();
    }
    issuer.hold("/auth");
    let login = sandbox.login(&issuer).spawn();
    crate::support::until("the person on the way", || issuer.requests_to("/auth").get(1).cloned());
    issuer.rotate_keys(false);
    issuer.release();
    login.finish()
}

/// A login, then a renewal whose ID token is of this subject and issuer.
fn renew(sandbox: &Sandbox, subject: &'static str, issued_by: Option<&'static str>) -> Output {
    let is_renewal = Arc::new(AtomicBool::new(false));
    let later = Arc::clone(&is_renewal);
    let issuer = scripted_issuer::start(claims(move |claims| {
        if later.load(Ordering::SeqCst) {
            claims["sub"] = json!(subject);
            claims.as_object_mut().unwrap().remove("nonce");
            if let Some(other) = issued_by {
                claims["iss"] = json!(other);
            }
        }
    }));
    log_in_at(sandbox, &issuer, &[]).succeeds();
    is_renewal.store(true, Ordering::SeqCst);
    sandbox.run(["token", "work", "--force-renew"])
}

fn userinfo_of(subject: &'static str) -> Lies {
    Lies {
        userinfo: Box::new(move |_, mut honest| {
            honest["sub"] = json!(subject);
            scripted::json(200, &honest)
        }),
        ..Lies::default()
    }
}

fn ask_who(sandbox: &Sandbox, lies: Lies) -> Output {
    log_in(sandbox, lies).succeeds();
    sandbox.run(["whoami", "work"])
}

fn bearer_header(sandbox: &Sandbox) -> Output {
    let issuer = scripted_issuer::start(Lies::default());
    log_in_at(sandbox, &issuer, &[]).succeeds();
    let told = sandbox.run(["whoami", "work"]);
    let asked = issuer.seen().into_iter().find(|request| request.path() == "/userinfo").unwrap();
    assert_eq!(asked.header("authorization"), Some("Bearer access-token-of-the-scripted-issuer"));
    assert_eq!((asked.target.as_str(), asked.body.as_str()), ("/userinfo", ""), "nowhere else");
    told
}
