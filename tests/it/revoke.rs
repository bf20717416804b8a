//! `revoke` (RFC 7009): one token ended at the issuer, and nothing else done.

use crate::support::{Issuer, Sandbox};
use serde_json::json;

fn token(issuer: &Issuer, name: &str) -> String {
    issuer.last_tokens()[name].as_str().unwrap().to_owned()
}

#[test]
fn t12_the_profiles_own_refresh_token_is_ended_and_the_local_copy_stays() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let refresh = token(&issuer, "refresh_token");
    let done = sandbox.run(["revoke", "--type", "refresh"]).succeeds().prints_nothing();
    assert!(!done.everything().contains(&refresh), "{done}");
    let done = done.says(["refresh token of work is revoked: nothing renews the access token any more"]);
    let done =
        done.says(["The access token is a JWT: an API that does not ask the issuer takes it until 20"]);
    done.says(["`authctl logout work` ends and deletes what is left", "`authctl login work` begins anew"]);
    assert!(!issuer.is_active(&refresh));
    let asked = issuer.requests_to("/token/revocation").remove(0);
    assert_eq!(
        (&asked["method"], &asked["params"]["token_type_hint"]),
        (&json!("POST"), &json!("refresh_token"))
    );
    assert_eq!(issuer.requests_to("/token/revocation").len(), 1, "one step, and no other");
    // nothing counts on it any more, and the access token is used to its end
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!((&status["state"], &status["renewable"]), (&json!("valid"), &json!(false)));
    assert!(status["refused"].as_str().unwrap().contains("authctl revoke"), "{status}");
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    let over = sandbox.run(["token", "work", "--force-renew"]).exits(4).prints_nothing();
    over.says(["the login of work is over", "revoked by `authctl revoke`", "authctl login work"]);
    assert_eq!(issuer.grants("refresh_token").len(), 0);
    sandbox.run(["logout", "work"]).succeeds();
}

#[test]
fn t12_after_a_refresh_token_nothing_is_promised_of_an_opaque_access_token() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let login = sandbox.authctl(words).args(["--scope", "openid offline_access"]);
    login.env("BROWSER", crate::support::sandbox::following_browser()).run().succeeds();
    let done = sandbox.run(["revoke", "--type", "refresh"]).succeeds();
    let done = done.says(["If the issuer did not end the access token with it, that is good until 20"]);
    assert!(!done.everything().contains("JWT"), "{done}");
    sandbox.run(["revoke", "--type", "refresh"]).exits(4).says(["no refresh token of work is kept"]);
    let access = sandbox.run(["revoke", "--type", "access"]).succeeds();
    let access = access.says(["Nothing here can get another one; `authctl login work` can."]);
    assert!(!access.everything().contains("--force-renew"), "{access}");
}

#[test]
fn t12_the_access_token_alone() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let login = sandbox.authctl(words).args(["--scope", "openid offline_access"]);
    login.env("BROWSER", crate::support::sandbox::following_browser()).run().succeeds();
    let access = token(&issuer, "access_token");
    sandbox.run(["revoke"]).succeeds().prints_nothing().says(["access token of work", "--force-renew"]);
    assert!(!issuer.is_active(&access), "the access token is dead");
    let hint = issuer.requests_to("/token/revocation").remove(0)["params"]["token_type_hint"].clone();
    assert_eq!(hint, "access_token");
    let told = sandbox.run(["revoke", "--json", "--type", "access"]).succeeds().json();
    assert_eq!(told, json!({"profile": "work", "token": "access token", "revoked": true}));
}

#[test]
fn t12_a_token_that_is_given_goes_without_a_hint_unless_one_is_given_too() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let refresh = token(&issuer, "refresh_token");
    sandbox.authctl(["revoke"]).stdin(format!("{refresh}\n")).run().succeeds().prints_nothing();
    assert!(!issuer.is_active(&refresh));
    let unknown =
        sandbox.run(["revoke", "--type", "refresh", "nobody-knows-this"]).succeeds().prints_nothing();
    unknown.says(["if it ever did"]);
    let hints: Vec<_> = issuer
        .requests_to("/token/revocation")
        .iter()
        .map(|one| one["params"]["token_type_hint"].clone())
        .collect();
    assert_eq!(hints, [json!(null), json!("refresh_token")]);
}

#[test]
fn an_empty_pipe_ends_nobodys_login() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.authctl(["revoke"]).stdin("").run().exits(2).prints_nothing().says(["no token was given"]);
    sandbox.run(["revoke", "work"]).exits(2).prints_nothing().says(["--profile work"]);
    assert!(issuer.requests_to("/token/revocation").is_empty());
    sandbox.run(["logout", "work"]).succeeds();
    sandbox.run(["revoke"]).exits(4).prints_nothing().says(["authctl login work"]);
}

#[test]
fn t6_t12_a_refusal_is_told_with_what_it_means() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.fail("/token/revocation", 1, 401, r#"{"error":"invalid_client"}"#);
    sandbox.run(["revoke"]).exits(6).prints_nothing().says(["invalid_client", "stays as good as it was"]);
    issuer.fail("/token/revocation", 1, 400, r#"{"error":"unsupported_token_type"}"#);
    sandbox.run(["revoke"]).exits(6).prints_nothing().says(["unsupported_token_type"]);
    issuer.fail("/token/revocation", 2, 503, "");
    sandbox.run(["revoke"]).exits(5).prints_nothing().says(["503"]);
    issuer.fail("/token/revocation", 1, 503, "");
    // one that is busy for a moment is asked once more, and says what it always says of a JWT
    sandbox.run(["revoke"]).exits(6).prints_nothing().says(["unsupported_token_type"]);
    issuer.set(
        &json!({"twist": {"path": "/.well-known/openid-configuration", "unset": ["revocation_endpoint"]}}),
    );
    sandbox.run(["revoke"]).exits(1).prints_nothing().says(["--endpoint revocation="]);
}

#[test]
fn t12_what_the_variable_holds_is_ended_before_what_is_kept() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let kept = token(&issuer, "access_token");
    let other = Sandbox::logged_in(&issuer);
    let held = token(&issuer, "refresh_token");
    let revoke = |more: &[&str]| other_variable(&sandbox, &held).args(["revoke"]).args(more).run();
    let refused = revoke(&["--type", "refresh"]).exits(4).prints_nothing();
    refused.says(["AUTHCTL_TOKEN holds an access token alone", "unset AUTHCTL_TOKEN, and the refresh token"]);
    assert!(issuer.requests_to("/token/revocation").is_empty(), "nothing was asked");
    // the issuer judges what it is given, whatever it is called
    revoke(&[]).succeeds().says(["The access token is revoked", "AUTHCTL_TOKEN held it"]);
    assert!(!issuer.is_active(&held));
    let asked = issuer.requests_to("/token/revocation");
    assert_eq!(asked.len(), 1);
    assert!(asked.iter().all(|one| one["params"]["token"] != kept.as_str()), "what is kept stays");
    sandbox.run(["token", "work"]).succeeds();
    other.run(["token", "work", "--force-renew"]).exits(4);
}

fn other_variable(sandbox: &Sandbox, token: &str) -> crate::support::Authctl {
    sandbox.authctl(["-p", "work"]).env("AUTHCTL_TOKEN", token)
}
