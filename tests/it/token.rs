//! `token`: a usable access token on stdout, and nothing else.

use crate::support::{Issuer, Sandbox};
use serde_json::json;

#[test]
fn the_token_alone_is_printed() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let token = sandbox.run(["token", "work"]).succeeds();
    assert_eq!(token.text(), issuer.last_tokens()["access_token"]);
    assert!(token.stdout.ends_with(b"\n") && token.stderr.is_empty(), "{token}");
}

#[test]
fn each_format_holds_the_same_token() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let token = issuer.last_tokens()["access_token"].as_str().unwrap().to_owned();
    let formatted = |format: &str| sandbox.run(["token", "work", "--format", format]).succeeds();
    assert_eq!(formatted("raw").text(), token);
    assert_eq!(formatted("header").text(), format!("Authorization: Bearer {token}"));
    assert_eq!(formatted("env").text(), format!("AUTHCTL_TOKEN={token}"));
    let object = formatted("json").json();
    assert_eq!((&object["token"], &object["token_type"]), (&json!(token), &json!("Bearer")), "{object}");
    assert_eq!(sandbox.run(["token", "work", "--json"]).succeeds().json(), object, "--json is --format json");
}

#[test]
fn the_id_token_is_printed_where_asked() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let token = sandbox.run(["token", "work", "--type", "id"]).succeeds();
    assert_eq!(token.text(), issuer.last_tokens()["id_token"]);
}

#[test]
fn a_token_that_lives_too_short_for_the_wish_is_renewed_and_given_with_a_warning() {
    let issuer = Issuer::with(&json!({ "atTtl": 100 }));
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["token", "work"]).succeeds();
    assert_eq!(issuer.grants("refresh_token").len(), 0, "100 seconds are enough by default");
    let warned = sandbox.run(["token", "work", "--min-ttl", "1h"]).succeeds().says(["warning"]);
    assert_eq!(warned.text(), issuer.last_tokens()["access_token"]);
    assert_eq!(issuer.grants("refresh_token").len(), 1);
}

#[test]
fn a_token_that_nothing_can_renew_is_used_until_it_expires() {
    let issuer = Issuer::start();
    issuer.set(&json!({ "twist": { "path": "/token", "unset": ["refresh_token"] } }));
    let sandbox = Sandbox::with_file_store();
    sandbox.login(&issuer).run().succeeds().says(["refresh token"]);
    let token = sandbox.run(["token", "work"]).succeeds();
    assert_eq!(sandbox.run(["token", "work", "--min-ttl", "2h"]).succeeds().text(), token.text());
}

#[test]
fn without_a_credential_a_login_is_asked_for() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    sandbox
        .run(["profile", "add", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"])
        .succeeds();
    sandbox.run(["token", "work"]).exits(4).prints_nothing().says(["authctl login work"]);
    let failure = sandbox.run(["token", "work", "--json"]).exits(4).failure();
    assert_eq!(failure["hint"], "authctl login work", "{failure}");
    sandbox.run(["token", "nobody"]).exits(4).prints_nothing().says(["nobody"]);
}
