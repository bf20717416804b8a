//! The house itself: the issuer, the API, both persons and the terminal work before authctl is judged by them.

use crate::support::{Issuer, Sandbox, ScriptedServer, Tmux, http, node, sandbox, scripted, scripted_issuer};
use serde_json::json;
use std::process::Command;

/// The verifier and challenge of RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[test]
fn both_persons_log_in_and_the_api_takes_the_token() {
    let issuer = Issuer::start();
    for browser in [sandbox::following_browser(), sandbox::chromium_browser()] {
        let listener = ScriptedServer::start(|_, _| scripted::answer(200, &[], "thanks"));
        open(&browser, &authorization_url(&issuer, &listener.at("/callback")));
        let code = query_value(&listener.seen()[0].target, "code").unwrap();
        let resource = issuer.api.at("/api");
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", "authctl"),
            ("code", &code),
            ("code_verifier", VERIFIER),
            ("redirect_uri", &listener.at("/callback")),
            ("resource", &resource),
        ];
        let tokens = http::post_form(&format!("{}/token", issuer.url), &fields).json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let answer = http::request("GET", &issuer.api.at("/api/read"), &[("authorization", &bearer)], "");
        assert_eq!((answer.status, answer.json()["sub"].as_str()), (200, Some("alice")), "{browser}");
        let refused = http::request("GET", &issuer.api.at("/api/write"), &[("authorization", &bearer)], "");
        assert_eq!(refused.status, 403);
        assert_eq!(issuer.last_tokens(), tokens);
        assert!(issuer.is_active(tokens["refresh_token"].as_str().unwrap()));
    }
    assert_eq!(issuer.grants("authorization_code").len(), 2);
    assert_eq!(issuer.api.calls().len(), 4);
    assert_eq!(http::get(&issuer.api.at("/api/read")).status, 401);
}

#[test]
fn the_issuer_fails_twists_and_holds_as_told() {
    let issuer = Issuer::start();
    let token_endpoint = format!("{}/token", issuer.url);
    let secret = "svc-post-secret-0123456789abcdef0123456789";
    let ask = move || {
        let client =
            [("client_id", "svc-post"), ("client_secret", secret), ("grant_type", "client_credentials")];
        http::post_form(&token_endpoint, &client)
    };
    issuer.fail("/token", 1, 503, "busy");
    assert_eq!((ask().status, ask().status), (503, 200));
    issuer.set(
        &json!({ "twist": { "path": "/token", "set": { "token_type": "bearer" }, "unset": ["expires_in"] } }),
    );
    let twisted = ask().json();
    assert_eq!((&twisted["token_type"], twisted.get("expires_in")), (&json!("bearer"), None));
    issuer.clear_log();
    issuer.hold("/token");
    let held = std::thread::spawn(ask);
    crate::support::until("the held request", || issuer.requests_to("/token").pop());
    assert!(!held.is_finished());
    issuer.release();
    assert_eq!(held.join().unwrap().status, 200);
}

#[test]
fn a_terminal_shows_what_a_program_prints() {
    let sandbox = Sandbox::new();
    let tmux = Tmux::start(&sandbox, &["--version"], &[]);
    assert_eq!(tmux.exit_code(), 0);
}

#[test]
fn the_scripted_issuer_signs_what_its_keys_verify() {
    let issuer = scripted_issuer::start(scripted_issuer::Lies::default());
    let callback = http::get(&issuer.at("/auth?redirect_uri=http%3A%2F%2F127.0.0.1%2F&state=s&nonce=n"));
    let location = callback.header("location").unwrap();
    assert_eq!(
        [query_value(location, "state"), query_value(location, "iss")],
        [Some("s".into()), Some(issuer.url.clone())]
    );
    let key = http::get(&issuer.at("/jwks")).json()["keys"][0].clone();
    let tokens = http::post_form(&issuer.at("/token"), &[]).json();
    let part = |name: &str| key[name].as_str().unwrap().to_owned();
    let key = jsonwebtoken::DecodingKey::from_rsa_components(&part("n"), &part("e")).unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    rules.set_audience(&[scripted_issuer::CLIENT_ID]);
    let token = tokens["id_token"].as_str().unwrap();
    let claims = jsonwebtoken::decode::<serde_json::Value>(token, &key, &rules).unwrap().claims;
    assert_eq!((&claims["nonce"], &claims["sub"]), (&json!("n"), &json!("alice")));
}

fn authorization_url(issuer: &Issuer, redirect: &str) -> String {
    let resource = issuer.api.at("/api");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", "authctl"),
            ("response_type", "code"),
            ("redirect_uri", redirect),
            ("scope", "openid offline_access api:read"),
            ("resource", &resource),
            ("prompt", "consent"),
            ("state", "s"),
            ("nonce", "n"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    format!("{}/auth?{query}", issuer.url)
}

fn open(browser: &str, url: &str) {
    let words = shell_words::split(browser).unwrap();
    assert_eq!(words[0], node::program().to_str().unwrap());
    let output = Command::new(&words[0]).args(&words[1..]).arg(url).output().unwrap();
    assert!(output.status.success(), "{browser}: {}", String::from_utf8_lossy(&output.stderr));
}

fn query_value(target: &str, name: &str) -> Option<String> {
    let query = target.split_once('?')?.1;
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}
