//! Tokens that were got elsewhere: given by hand (`login --with-token`) or by `AUTHCTL_TOKEN`.

use crate::support::process::Authctl;
use crate::support::{Issuer, Sandbox, Tmux, http, search};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const TOKEN: &str = "AUTHCTL_TOKEN";

/// A token of the issuer that its API takes, got by plain HTTP.
fn token_of(issuer: &Issuer) -> String {
    let basic = STANDARD.encode("svc-basic:svc-basic-secret-0123456789abcdef0123456789");
    let form = format!(
        "grant_type=client_credentials&scope=api:read&resource={}",
        url::form_urlencoded::byte_serialize(issuer.api.at("/api").as_bytes()).collect::<String>()
    );
    let (basic, kind) = (format!("Basic {basic}"), "application/x-www-form-urlencoded");
    let headers = [("authorization", basic.as_str()), ("content-type", kind)];
    let answer = http::request("POST", &format!("{}/token", issuer.url), &headers, &form);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({ "alg": "ES256" })), part(claims))
}

fn login(sandbox: &Sandbox, issuer: &Issuer, stdin: &str) -> Authctl {
    sandbox
        .authctl(["login", "work", "--with-token", "--store", "file", "--api", &issuer.api.at("/api/")])
        .stdin(stdin)
}

#[test]
fn a_token_given_by_hand_is_kept_used_and_deleted() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let token = token_of(&issuer);
    let kept = login(&sandbox, &issuer, &format!("Bearer {token}\n")).args(["--no-input"]).run();
    kept.succeeds().prints_nothing().says(["which nobody verified", "nothing renews it"]);
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), token);
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    sandbox.run(["call", "work", "https://elsewhere.example/"]).exits(6).says(["--allow-origin"]);
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!(
        [&status["method"], &status["renewable"], &status["state"], &status["subject"]],
        [&json!("token"), &json!(false), &json!("valid"), &json!(null)],
        "{status}"
    );
    assert!(status["expires_at"].is_string(), "{status}");
    assert!(sandbox.run(["status", "work"]).succeeds().text().contains("the token says itself when it ends"));
    sandbox.run(["whoami", "work"]).succeeds().says(["Nothing was verified"]);
    for (path, content) in sandbox.files() {
        assert_eq!(search::forms_of(&token, &content), [""; 0], "{}", path.display());
    }
    // nothing renews it: a 401 is the person's to mend, and the call is not repeated
    issuer.api.clear();
    let refused = sandbox.run(["call", "work", &issuer.api.at("/refuse/x"), "--fail"]).exits(4);
    refused.says(["nothing renews a token that was given by hand", "authctl login work --with-token"]);
    assert_eq!(issuer.api.calls().len(), 1);
    sandbox.run(["profile", "remove", "work"]).exits(6).says(["still logged in"]);
    let out = sandbox.run(["logout", "work"]).succeeds();
    out.says(["is not revoked: no issuer is named", "stays good", "the local copy is deleted"]);
    sandbox.run(["token", "work"]).exits(4).prints_nothing();
}

#[test]
fn what_is_no_token_or_no_login_by_one_is_refused() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    for (stdin, told) in [
        ("", "no token was given"),
        (" \n", "no token was given"),
        ("one\ntwo\n", "several lines"),
        ("a\u{1b}[31m", "characters that no token has"),
    ] {
        let refused = login(&sandbox, &issuer, stdin).run().exits(2).prints_nothing();
        refused.says([told, "authctl login work --with-token < FILE"]);
    }
    let unkept = sandbox.authctl(["login", "work", "--with-token", "--store", "none"]).stdin("x").run();
    unkept.exits(2).says(["gone at once", TOKEN]);
    login(&sandbox, &issuer, "x").args(["--method", "oidc"]).run().exits(2).says(["two ways to log in"]);
    sandbox.run(["token", "work"]).exits(4);
}

#[test]
fn what_is_no_token_ends_the_same_way_whoever_reads_it() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let by_hand = ["login", "given", "--with-token", "--store", "file"];
    let verbs: [&[&str]; 5] = [&by_hand, &["decode"], &["decode", "-"], &["introspect", "-"], &["revoke"]];
    let long = "x".repeat((1 << 20) + 1);
    let given =
        ["", "\r\n", "two words", "a\u{7f}", "\"\"", long.as_str()].map(|text| text.as_bytes().to_vec());
    issuer.clear_log();
    for verb in verbs {
        for stdin in given.iter().cloned().chain([b"\xff\xfe".to_vec()]) {
            let told =
                sandbox.authctl(verb).args(["--json"]).stdin(stdin.clone()).run().exits(2).prints_nothing();
            assert_eq!(
                told.failure()["code"],
                "no_token",
                "{verb:?} {:?}",
                stdin.get(..20).unwrap_or(&stdin)
            );
        }
        // a folder cannot be read
        let folder = sandbox.authctl(verb).under(["sh", "-c", "exec \"$@\" </", "sh"]);
        folder.run().exits(2).prints_nothing().says(["no token"]);
    }
    let variable =
        sandbox.authctl(["token", "--json"]).env(TOKEN, "two words").run().exits(2).prints_nothing();
    assert_eq!(variable.failure()["code"], "no_token");
    assert!(issuer.log().is_empty(), "nobody is asked about it");
}

#[test]
fn decode_takes_a_token_as_it_is_pasted_and_says_what_it_left_out() {
    let sandbox = Sandbox::new();
    let token = jwt(&json!({ "sub": "alice" }));
    let (head, tail) = token.split_at(20);
    let broken = format!("  \"Bearer {head}\r\n{tail}\"\n");
    for arguments in [&["decode"][..], &["decode", "-"], &["decode", &broken]] {
        let read = sandbox.authctl(arguments).stdin(broken.as_str()).run().succeeds();
        assert!(read.text().contains("alice"), "{arguments:?}");
        read.says(["Left out around the token: Bearer, quotes, line breaks."]);
    }
    let plain = sandbox.authctl(["decode"]).stdin(format!(" {token}\n")).run().succeeds();
    assert!(!plain.everything().contains("Left out"), "{}", plain.everything());
    sandbox.run(["decode", "opaque"]).exits(3).prints_nothing().says(["no JWT"]);
}

#[test]
fn a_token_that_has_ended_already_is_told() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    login(&sandbox, &issuer, &jwt(&json!({ "exp": 1 }))).run().succeeds().says(["has ended already"]);
    let expired = sandbox.run(["token", "work"]).exits(4).prints_nothing();
    expired.says(["has expired", "given by hand", "--with-token"]);
    sandbox.run(["status", "work", "--check"]).exits(4);
    for odd in [jwt(&json!({ "exp": "soon" })), jwt(&json!({ "exp": 1e300 })), "opaque".to_owned()] {
        login(&sandbox, &issuer, &odd).run().succeeds().says(["does not say when it ends"]);
        assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), odd);
    }
    // nobody knows whether it is good, and nobody was asked
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!((&status["state"], &status["expires_at"]), (&json!("unknown"), &json!(null)), "{status}");
    let table = sandbox.run(["status", "work"]).succeeds();
    for line in [
        "state      unknown: the token does not say when it ends",
        "issuer     not known",
        "scopes     not known",
        "verified   no: only the API knows whether it takes the token",
    ] {
        assert!(table.text().lines().any(|shown| shown == line), "{line}: {table}");
    }
    sandbox.run(["status", "work", "--check"]).succeeds();
}

#[test]
fn where_issuer_and_client_are_named_logout_revokes_the_token() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let opaque = {
        let login = sandbox.authctl(["login", "plain", "--issuer", &issuer.url, "--client-id", "authctl"]);
        login
            .args(["--store", "file"])
            .env("BROWSER", crate::support::sandbox::following_browser())
            .run()
            .succeeds();
        sandbox.run(["token", "plain"]).succeeds().text().to_owned()
    };
    let named = [
        "login",
        "given",
        "--with-token",
        "--store",
        "file",
        "--issuer",
        &issuer.url,
        "--client-id",
        "authctl",
    ];
    sandbox.authctl(named).stdin(opaque.as_str()).run().succeeds();
    assert_eq!(sandbox.run(["whoami", "given", "--json"]).succeeds().json()["claims"]["sub"], "alice");
    assert!(issuer.is_active(&opaque));
    sandbox.run(["logout", "given"]).succeeds().says(["The access token is revoked."]);
    assert!(!issuer.is_active(&opaque));
}

#[test]
fn at_a_terminal_the_token_is_asked_for_and_not_shown() {
    let sandbox = Sandbox::with_file_store();
    let terminal = Tmux::start(&sandbox, &["login", "work", "--with-token", "--store", "file"], &[]);
    terminal.shows("Access token of profile work");
    terminal.type_text("typed-by-hand");
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    assert!(!terminal.screen().contains("typed-by-hand"));
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), "typed-by-hand");
}

#[test]
fn the_variable_beats_what_is_kept_and_is_never_renewed() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let kept = sandbox.run(["token", "work"]).succeeds().text().to_owned();
    let token = token_of(&issuer);
    let run = |words: &[&str]| sandbox.authctl(words).env(TOKEN, format!(" {token}\n")).run();
    assert_eq!(run(&["token", "work"]).succeeds().text(), token);
    assert_eq!(run(&["token", "work", "--force-renew"]).succeeds().text(), token, "nothing renews it");
    assert_eq!(run(&["call", "work", "read", "--fail"]).succeeds().json()["sub"], "svc-basic");
    run(&["call", "work", "https://elsewhere.example/"]).exits(6).says(["--allow-origin"]);
    let status = run(&["status", "work", "--json"]).succeeds().json();
    assert_eq!(
        [&status["variable"], &status["renewable"], &status["method"]],
        [&json!(TOKEN), &json!(false), &json!("token")]
    );
    assert_eq!(status["issuer"], json!(null), "the profile's issuer need not be that of the token");
    assert!(
        run(&["status", "work"]).succeeds().text().contains("from AUTHCTL_TOKEN, which beats what is kept")
    );
    let opaque = sandbox.authctl(["status", "work", "--json"]).env(TOKEN, "opaque").run().succeeds();
    assert_eq!(opaque.json()["state"], "unknown");
    run(&["status", "--all"]).succeeds().says(["AUTHCTL_TOKEN is set"]);

    issuer.api.clear();
    let refused = run(&["call", "work", &issuer.api.at("/refuse/x"), "--fail"]).exits(4);
    refused.says(["nothing renews what AUTHCTL_TOKEN holds", "unset it"]);
    assert_eq!((issuer.api.calls().len(), issuer.grants("refresh_token").len()), (1, 0));
    let expired = sandbox.authctl(["token", "work"]).env(TOKEN, jwt(&json!({ "exp": 1 }))).run();
    expired.exits(4).prints_nothing().says(["has expired", "AUTHCTL_TOKEN"]);

    // what is kept is as it was; empty counts as absent, and rubbish is no reason to use something else
    for empty in ["", " \n"] {
        assert_eq!(sandbox.authctl(["token", "work"]).env(TOKEN, empty).run().succeeds().text(), kept);
    }
    sandbox.authctl(["token", "work"]).env(TOKEN, "two words").run().exits(2).prints_nothing().says([TOKEN]);
    run(&["logout", "work"]).succeeds().says(["The refresh token is revoked.", "AUTHCTL_TOKEN is set"]);
    assert!(sandbox.run(["token", "work"]).exits(4).stdout.is_empty());
    assert_eq!(run(&["token", "work"]).succeeds().text(), token);
}

#[test]
fn t11_without_a_profile_the_variable_goes_only_where_the_command_line_says() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    let token = token_of(&issuer);
    let before = sandbox.files();
    let run = |words: &[&str]| sandbox.authctl(words).env(TOKEN, &token).run();
    let url = issuer.api.at("/api/read");
    run(&["call", &url]).exits(6).prints_nothing().says(["--allow-origin", issuer.api.url.as_str()]);
    run(&["call", &url, "--allow-origin", "https://elsewhere.example"]).exits(6).prints_nothing();
    assert_eq!(issuer.api.calls().len(), 0);
    assert_eq!(run(&["call", &url, "--allow-origin", &issuer.api.url, "-f"]).succeeds().json()["ok"], true);
    run(&["call", "read"]).exits(2).says(["name it whole", "--allow-origin"]);
    assert_eq!(run(&["token"]).succeeds().text(), token);
    run(&["whoami"]).succeeds().says(["Nothing was verified"]);
    assert_eq!(run(&["status", "--json"]).succeeds().json()["state"], "valid");
    run(&["userinfo"]).exits(1).says(["no issuer is named"]);
    run(&["token", "--type", "id"]).exits(4).says(["an access token alone"]);
    run(&["token", "nobody"]).exits(4).prints_nothing().says(["there is no profile nobody"]);
    assert_eq!(sandbox.files(), before, "nothing was written");
}

#[test]
fn l1_a41_no_child_and_no_trace_gets_the_variable() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let token = token_of(&issuer);
    let seen = sandbox.path("environment");
    let script = format!(
        "#!/bin/sh\nenv >'{}'\nexec {} \"$1\"\n",
        seen.display(),
        crate::support::sandbox::following_browser()
    );
    let browser = sandbox.write_script("browser", &script);
    let login =
        sandbox.login(&issuer).env("BROWSER", &browser).env(TOKEN, &token).args(["-vv"]).run().succeeds();
    let login = login.says(["AUTHCTL_TOKEN is set: it is used instead of what is kept"]);
    let environment = std::fs::read(&seen).unwrap();
    assert!(!environment.is_empty(), "the browser ran");
    assert_eq!(search::forms_of(&token, &environment), [""; 0]);
    assert_eq!(search::forms_of(&token, login.everything().as_bytes()), [""; 0]);
    let call = sandbox.authctl(["call", "work", "read", "-vv"]).env(TOKEN, &token).run().succeeds();
    assert_eq!(search::forms_of(&token, call.everything().as_bytes()), [""; 0], "{call}");
    for (path, content) in sandbox.files() {
        assert_eq!(search::forms_of(&token, &content), [""; 0], "{}", path.display());
    }
}

#[test]
fn a_token_longer_than_a_terminal_line_is_taken_whole() {
    let sandbox = Sandbox::with_file_store();
    // longer than what a terminal keeps of a line in its ordinary mode
    let long = "x".repeat(6000);
    let terminal = Tmux::start(&sandbox, &["login", "work", "--with-token", "--store", "file"], &[]);
    terminal.shows("Access token of profile work");
    terminal.type_text(&long);
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    // two may stand in the name of a folder
    assert!(!terminal.screen().contains("xxxxxxxxxx"), "{}", terminal.screen());
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), long);
}
