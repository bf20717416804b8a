//! Pushed authorization requests (RFC 9126): what is asked for goes past the browser.

use crate::support::{Issuer, Sandbox};
use serde_json::{Value, json};
use url::Url;

const METADATA: &str = "/.well-known/openid-configuration";

/// The parameters that the browser brought to the authorization endpoint, login by login.
fn brought_by_browser(issuer: &Issuer) -> Vec<Vec<(String, String)>> {
    let url =
        |entry: &Value| Url::parse(&format!("{}{}", issuer.url, entry["url"].as_str().unwrap())).unwrap();
    issuer.requests_to("/auth").iter().map(|entry| url(entry).query_pairs().into_owned().collect()).collect()
}

#[test]
fn t14_the_request_is_pushed_and_the_browser_brings_its_reference_alone() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    for round in 1..=2 {
        let login = sandbox.login_by("authctl-par", &issuer).args(["--par"]).run().succeeds();
        let shown: Url =
            login.stderr.split_whitespace().find(|word| word.starts_with("http")).unwrap().parse().unwrap();
        let names: Vec<_> = shown.query_pairs().map(|(name, _)| name.into_owned()).collect();
        assert_eq!(names, ["client_id", "request_uri"], "{login}");
        assert_eq!(issuer.requests_to("/request").len(), round, "one for each login");
    }
    let pushed = issuer.requests_to("/request");
    for entry in &pushed {
        let params = &entry["params"];
        assert_eq!(
            (entry["method"].as_str(), entry["status"].as_u64()),
            (Some("POST"), Some(201)),
            "{entry}"
        );
        assert_eq!((&params["client_id"], &params["response_type"]), (&json!("authctl-par"), &json!("code")));
        assert_eq!(params["code_challenge_method"], "S256");
        for name in ["code_challenge", "redirect_uri", "state", "nonce", "scope", "resource"] {
            assert!(params[name].is_string(), "{name} is pushed: {params}");
        }
    }
    let brought = brought_by_browser(&issuer);
    let references: Vec<&str> =
        pushed.iter().map(|entry| entry["answer"]["request_uri"].as_str().unwrap()).collect();
    for (parameters, reference) in brought.iter().zip(&references) {
        let expected = [("client_id", "authctl-par"), ("request_uri", reference)];
        assert_eq!(*parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    assert_eq!(brought.len(), 2, "each is used once");
    assert_ne!(references[0], references[1], "a new one for each login");
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
}

#[test]
fn t14_an_issuer_that_requires_it_gets_it_without_a_flag() {
    let issuer = Issuer::start();
    let required = json!({ "require_pushed_authorization_requests": true });
    issuer.set(&json!({ "twist": { "path": METADATA, "set": required } }));
    let sandbox = Sandbox::logged_in(&issuer);
    assert_eq!(issuer.requests_to("/request").len(), 1);
    sandbox.login(&issuer).args(["--par=false"]).run().succeeds();
    assert_eq!(issuer.requests_to("/request").len(), 2, "the issuer takes no other");
}

#[test]
fn t14_the_profile_remembers_it() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    sandbox.login_by("authctl", &issuer).args(["--par"]).run().succeeds();
    sandbox.login(&issuer).run().succeeds();
    assert_eq!(issuer.requests_to("/request").len(), 2);
    sandbox.login(&issuer).args(["--par=false"]).run().succeeds();
    sandbox.login(&issuer).run().succeeds();
    assert_eq!(issuer.requests_to("/request").len(), 2, "and that it is not wanted any more");
}

#[test]
fn t14_a_client_that_is_held_to_it_learns_the_flag() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let refused = sandbox.login_by("authctl-par", &issuer).run().exits(6).prints_nothing();
    refused.says(["Pushed Authorization Request must be used", "--par"]);
    assert_eq!(issuer.requests_to("/token").len(), 0);
}

#[test]
fn t14_an_endpoint_that_is_not_named_is_asked_for_before_the_browser_opens() {
    let issuer = Issuer::start();
    let endpoint = "pushed_authorization_request_endpoint";
    issuer.set(&json!({ "twist": { "path": METADATA, "unset": [endpoint] } }));
    let sandbox = Sandbox::with_file_store();
    let refused = sandbox.login_by("authctl-par", &issuer).args(["--par"]).run().exits(1).prints_nothing();
    refused.says([
        "names no pushed_authorization_request endpoint",
        "--endpoint pushed_authorization_request=URL",
    ]);
    assert_eq!(brought_by_browser(&issuer).len(), 0);
    let named = format!("pushed_authorization_request={}/request", issuer.url);
    sandbox.login_by("authctl-par", &issuer).args(["--par", "--endpoint", &named]).run().succeeds();
}

#[test]
fn t14_a_client_with_a_secret_shows_it_at_the_endpoint() {
    let issuer = Issuer::start();
    for (client, auth, secret) in
        [("par:odd id", "basic", "p%ss+w/o=r:d & \"x"), ("par-post", "post", "par-post-secret")]
    {
        let sandbox = Sandbox::with_file_store();
        let file = sandbox.write("secret", secret);
        issuer.clear_log();
        sandbox
            .login_by(client, &issuer)
            .args(["--par", "--client-auth", auth, "--client-secret-file", file.to_str().unwrap()])
            .run()
            .succeeds();
        assert_eq!(issuer.requests_to("/request")[0]["status"], 201, "{client}");
        let brought = &brought_by_browser(&issuer)[0];
        assert!(brought.iter().all(|(_, value)| !value.contains(secret)), "{brought:?}");
    }
}

#[test]
fn t14_a37_a_push_that_is_refused_is_told_and_no_browser_opens() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = json!({ "error": "invalid_request", "error_description": "no such colour" }).to_string();
    for (status, body, exit, said) in [
        (400, words.as_str(), 6, "invalid_request (no such colour)"),
        (200, words.as_str(), 6, "no such colour"),
        (503, "busy", 5, "try again later"),
        (429, "", 5, "try again later"),
        (413, "", 6, "HTTP 413"),
        (201, "{}", 1, "no request_uri"),
        (201, "{\"request_uri\":7}", 1, "no request_uri"),
        (201, "<html>", 1, "no JSON"),
    ] {
        issuer.fail("/request", 1, status, body);
        let refused =
            sandbox.login_by("authctl-par", &issuer).args(["--par"]).run().exits(exit).prints_nothing();
        refused.says(["pushed_authorization_request", said]);
    }
    let elsewhere = json!({ "location": format!("{}/elsewhere", issuer.url) });
    issuer.set(&json!({ "fail": { "path": "/request", "times": 1, "status": 307, "headers": elsewhere } }));
    let refused = sandbox.login_by("authctl-par", &issuer).args(["--par"]).run().exits(1).prints_nothing();
    refused.says(["redirects with credentials are not followed"]);
    assert_eq!(issuer.requests_to("/elsewhere").len(), 0);
    assert_eq!(brought_by_browser(&issuer).len(), 0);
}

#[test]
fn t14_a42_a_trace_shows_neither_what_is_pushed_nor_its_reference() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login_by("authctl-par", &issuer).args(["--par", "-vv"]).run().succeeds();
    let pushed = &issuer.requests_to("/request")[0];
    for name in ["state", "nonce", "code_challenge"] {
        assert!(!login.stderr.contains(pushed["params"][name].as_str().unwrap()), "{name}: {login}");
    }
    let reference = pushed["answer"]["request_uri"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    assert_eq!(login.stderr.matches(&reference).count(), 1, "in the address for the browser alone: {login}");
}
