//! `logout` (goal T12): revoke where it can, forget locally always, say each apart.

use crate::support::ports::Nobody;
use crate::support::{Issuer, Sandbox};
use serde_json::json;

fn assert_nothing_is_kept(sandbox: &Sandbox) {
    assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["state"], "missing");
    sandbox.run(["token", "work"]).exits(4);
}

#[test]
fn t12_the_refresh_token_is_revoked_first_and_nothing_is_kept() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let tokens = issuer.last_tokens();
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    assert!(issuer.is_active(refresh_token));
    sandbox.run(["logout", "work"]).succeeds().prints_nothing().says(["revoked"]);
    assert!(!issuer.is_active(refresh_token), "the issuer forgot it too");
    let first = issuer.requests_to("/token/revocation").remove(0);
    assert_eq!(first["params"]["token"], refresh_token);
    assert_eq!(
        (&first["method"], &first["params"]["token_type_hint"]),
        (&json!("POST"), &json!("refresh_token"))
    );
    assert_nothing_is_kept(&sandbox);
}

#[test]
fn t12_a_second_logout_has_nothing_to_do() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["logout", "work"]).succeeds();
    sandbox.run(["logout", "work"]).succeeds().prints_nothing();
    sandbox.run(["logout", "nobody"]).exits(4).says(["nobody"]);
}

#[test]
fn t12_an_issuer_in_trouble_is_asked_twice_and_then_the_local_copy_goes_all_the_same() {
    for status in [500, 503, 429] {
        let issuer = Issuer::start();
        let sandbox = Sandbox::logged_in(&issuer);
        issuer.fail("/token/revocation", 100, status, "");
        let failed = sandbox.run(["logout", "work"]).exits(5).prints_nothing().says(["until"]);
        let asked = issuer.requests_to("/token/revocation").len();
        assert_eq!(asked, 4, "one more try for each of the two tokens: {failed}");
        assert_nothing_is_kept(&sandbox);
    }
}

#[test]
fn t12_an_issuer_that_is_gone_does_not_keep_the_local_copy() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let port = url::Url::parse(&issuer.url).unwrap().port().unwrap();
    drop(issuer);
    let _nobody = Nobody::at(port);
    sandbox.run(["logout", "work"]).exits(5).prints_nothing().says(["until", "how long the refresh token"]);
    assert_nothing_is_kept(&sandbox);
}

#[test]
fn t12_what_could_not_be_revoked_is_told_with_quiet_too() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.fail("/token/revocation", 100, 503, "");
    sandbox.run(["logout", "work", "--quiet"]).exits(5).prints_nothing().says(["could not be revoked"]);
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.fail("/token/revocation", 0, 503, "");
    let revoked = sandbox.run(["logout", "work", "--quiet"]).succeeds();
    assert!(revoked.everything().trim().is_empty(), "{revoked}");
}

#[test]
fn t12_a_refused_revocation_is_told_and_is_no_failure() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.fail("/token/revocation", 100, 401, "{\"error\":\"invalid_client\"}");
    sandbox.run(["logout", "work"]).succeeds().prints_nothing().says(["until", "invalid_client"]);
    assert_nothing_is_kept(&sandbox);
}
