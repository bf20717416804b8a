//! `userinfo` (goal O11): the issuer's word about the person, if it is about the person who logged in.

use crate::support::sandbox::following_browser;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Issuer, Sandbox, ScriptedServer, scripted};
use serde_json::json;

/// Logged in without a resource: the token is good for userinfo.
#[track_caller]
fn logged_in(issuer: &str) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", issuer, "--client-id", "authctl", "--store", "file"];
    let login = sandbox.authctl(words).args(["--scope", "openid offline_access profile"]);
    login.env("BROWSER", following_browser()).run().succeeds();
    sandbox
}

/// A scripted issuer whose userinfo answers with these bytes, and a login at it.
fn answering(answer: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> (ScriptedServer, Sandbox) {
    let issuer = scripted_issuer::start(Lies { userinfo: Box::new(move |_, _| answer()), ..Lies::default() });
    let sandbox = logged_in(&issuer.url);
    (issuer, sandbox)
}

#[test]
fn the_answer_is_printed_as_json() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer.url);
    for mode in [&[][..], &["--json"]] {
        let claims = sandbox.authctl(["userinfo", "work"]).args(mode).run().succeeds().json();
        assert_eq!((&claims["sub"], &claims["name"]), (&json!("alice"), &json!("alice Example")));
    }
    let asked = issuer.requests_to("/me").remove(0);
    assert!(
        asked["headers"]["authorization"].as_str().unwrap().starts_with("Bearer "),
        "userinfo-bearer-header"
    );
    assert_eq!(asked["url"], "/me", "t7: nothing in the address");
}

#[test]
fn whoami_shows_dates_as_dates() {
    let claims =
        json!({"sub": "alice", "updated_at": 1_700_000_000, "birthdate": "1990", "seats": 1_700_000_000});
    let (_issuer, sandbox) = answering(move || scripted::json(200, &claims));
    let told = sandbox.run(["whoami", "work"]).succeeds();
    for (name, shown) in
        [("updated_at", "2023-11-14 22:13:20 UTC ("), ("birthdate", "\"1990\""), ("seats", "1700000000")]
    {
        let line = told.text().lines().find(|line| line.starts_with(name));
        assert!(
            line.is_some_and(|line| line[name.len()..].trim_start().starts_with(shown)),
            "{name}: {told}"
        );
    }
    let claims = sandbox.run(["whoami", "work", "--json"]).succeeds().json()["claims"].clone();
    assert_eq!(claims["updated_at"], 1_700_000_000, "a program gets the number");
}

#[test]
fn o11_c1_an_answer_about_somebody_else_is_not_used() {
    for (case, sub) in [("oidcc-client-test-userinfo-invalid-sub", json!("mallory")), ("none", json!(null))] {
        let (_issuer, sandbox) =
            answering(move || scripted::json(200, &json!({"sub": sub, "name": "Mallory"})));
        for verb in ["userinfo", "whoami"] {
            let refused =
                sandbox.run([verb, "work"]).exits(3).prints_nothing().says(["somebody else", "sub"]);
            assert!(!refused.everything().contains("Mallory"), "{case}: {refused}");
        }
    }
}

#[test]
fn a_token_that_ended_is_renewed_once() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer.url);
    issuer.fail("/me", 1, 401, "");
    assert_eq!(sandbox.run(["userinfo", "work"]).succeeds().json()["sub"], "alice");
    assert_eq!(issuer.grants("refresh_token").len(), 1);
    issuer.fail("/me", 100, 401, "");
    sandbox.run(["userinfo", "work"]).exits(6).prints_nothing().says(["401"]);
    assert_eq!(issuer.grants("refresh_token").len(), 2, "a54: once a run");
    issuer.fail("/me", 100, 403, r#"{"error":"insufficient_scope"}"#);
    sandbox.run(["userinfo", "work"]).exits(6).prints_nothing().says(["insufficient_scope"]);
    assert_eq!(issuer.grants("refresh_token").len(), 2, "t9: 403 renews nothing");
}

#[test]
fn a_token_for_a_resource_is_told_from_one_that_ended() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let resource = issuer.api.at("/api");
    let refused = sandbox.run(["userinfo", "work"]).exits(6).prints_nothing();
    refused.says([resource.as_str(), "audience", "whoami work", "--resource", "invalid_token"]);
}

#[test]
fn t6_a_refusal_is_told_in_the_issuers_words_wherever_they_stand() {
    let words = "Bearer error=\"invalid_token\", error_description=\"ended \u{202e}long ago\"";
    let two = [("www-authenticate", "DPoP algs=\"ES256\""), ("www-authenticate", words)];
    for (headers, body, told) in [
        (&two[..], "", &["invalid_token", "ended \\u{202e}long ago"][..]),
        (
            &[],
            r#"{"error":"token_gone","error_description":"no such token"}"#,
            &["token_gone", "no such token"],
        ),
        (&[], "", &["HTTP 401", "without saying why"]),
    ] {
        let answer = scripted::answer(401, headers, body);
        let (_issuer, sandbox) = answering(move || answer.clone());
        sandbox.run(["userinfo", "work"]).exits(6).prints_nothing().says(told.iter().copied());
        let failure = sandbox.run(["userinfo", "work", "--json"]).exits(6).failure();
        assert_eq!(failure["code"], "not_taken");
    }
}

#[test]
fn a_signed_answer_is_verified() {
    let signed = |change: fn(&mut serde_json::Value, &mut serde_json::Value)| {
        let token = move |issuer: &str| {
            let mut header = json!({"alg": "RS256", "kid": "scripted"});
            let mut claims = json!({"iss": issuer, "aud": "authctl", "sub": "alice", "name": "Alice"});
            change(&mut header, &mut claims);
            scripted_issuer::sign_token(&header, &claims)
        };
        let lies = Lies {
            userinfo: Box::new(move |request, _| {
                let issuer = format!("http://{}", request.header("host").unwrap());
                scripted::answer(200, &[("content-type", "application/jwt; charset=utf-8")], &token(&issuer))
            }),
            ..Lies::default()
        };
        let issuer = scripted_issuer::start(lies);
        let sandbox = logged_in(&issuer.url);
        let output = sandbox.run(["userinfo", "work"]);
        drop(issuer);
        output
    };
    assert_eq!(signed(|_, _| {}).succeeds().json()["name"], "Alice");
    let plain = signed(|_, claims| *claims = json!({"sub": "alice"})).succeeds();
    assert_eq!(plain.json(), json!({"sub": "alice"}), "iss and aud may be left out");
    signed(|header, _| header["alg"] = json!("none")).exits(3).prints_nothing().says(["alg"]);
    signed(|_, claims| claims["iss"] = json!("https://evil.test")).exits(3).prints_nothing().says(["iss"]);
    signed(|_, claims| claims["aud"] = json!("other")).exits(3).prints_nothing().says(["aud"]);
    signed(|_, claims| claims["sub"] = json!("mallory")).exits(3).prints_nothing().says(["somebody else"]);
    let jwe = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkExMjhHQ00ifQ.AA.AA.AA.AA";
    let jwe = scripted::answer(200, &[("content-type", "application/jwt")], jwe);
    let (_issuer, sandbox) = answering(move || jwe.clone());
    sandbox.run(["userinfo", "work"]).exits(3).prints_nothing().says(["encrypted", "plain JSON"]);
}

#[test]
fn an_issuer_without_userinfo_is_told_with_the_flag_that_names_it() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer.url);
    issuer.set(
        &json!({"twist": {"path": "/.well-known/openid-configuration", "unset": ["userinfo_endpoint"]}}),
    );
    sandbox.run(["userinfo", "work"]).exits(1).prints_nothing().says(["--endpoint userinfo="]);
    issuer.set(&json!({"twist": null}));
    issuer.fail("/me", 100, 503, "");
    sandbox.run(["userinfo", "work"]).exits(5).prints_nothing().says(["503", "later"]);
    sandbox.run(["logout", "work"]).succeeds();
    sandbox.run(["userinfo", "work"]).exits(4).prints_nothing().says(["authctl login work"]);
}

#[test]
fn who_cannot_be_helped_by_another_scope_is_not_told_to_ask_for_one() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let login = sandbox.authctl(words).args(["--scope", "openid offline_access"]);
    login.env("BROWSER", crate::support::sandbox::following_browser()).run().succeeds();
    let variable = sandbox.authctl(["userinfo"]).env("AUTHCTL_TOKEN", "opaque").run().exits(6);
    let variable = variable.says(["put a new token into AUTHCTL_TOKEN, or unset it"]);
    assert!(!variable.everything().contains("authctl login"), "{variable}");
    sandbox.run(["revoke", "--type", "refresh"]).succeeds();
    sandbox.run(["revoke"]).succeeds();
    let over = sandbox.run(["userinfo"]).prints_nothing();
    over.says(["its refresh token was revoked by `authctl revoke`", "→ authctl login work\n"]);
}
