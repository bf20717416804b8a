//! What `status` and other verbs say of the credentials of services, without asking anybody: what was refused, what renews, which
//! scopes.

use crate::service_login::At;
use crate::support::search;
use serde_json::{Value, json};

#[track_caller]
fn status(at: &At, profile: &str) -> Value {
    at.run(&["status", profile, "--json"]).succeeds().json()
}

#[test]
fn fastpluggy_a_password_that_is_to_be_kept_no_more_is_deleted() {
    let at = At::fastpluggy(&[]);
    for change in [&["set", "work", "--keep-password=false"][..], &["unset", "work", "keep-password"]] {
        at.with_password("alice-pw", &["--keep-password"]).succeeds();
        assert_eq!(status(&at, "work")["renewable"], true);
        let words = [&["profile"], change].concat();
        at.run(&words).succeeds().says(["The kept password is deleted", "a person logs in again"]);
        assert_eq!(status(&at, "work")["renewable"], false);
        at.call("/api/guarded").succeeds();
        at.service.request("POST", "/_test/expire-sessions", &[], "");
        let told = at.sandbox.authctl(["call", "work", "/api/guarded", "-vv"]).run().exits(4);
        assert!(!told.stderr.contains("POST"), "nobody logs in with it: {told}");
    }
    let again = at.run(&["profile", "set", "work", "--keep-password=false", "--json"]).succeeds().json();
    assert_eq!(again["password_deleted"], false);
}

#[test]
fn fastpluggy_with_basic_the_password_is_the_credential_and_that_is_said() {
    let words = ["URL", "--service", "fastpluggy", "--method", "basic", "--username", "alice"];
    let at = At::start("fastpluggy", &["--backend", "basic"], &words);
    at.with_password("alice-pw", &[]).succeeds();
    let shown = at.run(&["profile", "show", "work", "--json"]).succeeds().json();
    assert_eq!(
        (&shown["settings"]["keep-password"], &shown["settings"]["remember"]),
        (&json!(null), &json!(null))
    );
    let told = at.run(&["profile", "set", "work", "--keep-password=false"]).succeeds();
    told.says(["With Basic user and password are the credential itself", "authctl logout work"]);
    at.call("/api/guarded").succeeds();
}

#[test]
fn fastpluggy_the_header_line_of_a_credential_can_be_looked_into() {
    let at = At::fastpluggy(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    let line = at.run(&["token", "work", "--format", "header"]).succeeds().text().to_owned();
    let told = at.sandbox.authctl(["decode"]).stdin(line.clone()).run().exits(3);
    let value = line.trim_end().split_once('=').unwrap().1.to_owned();
    assert!(search::forms_of(&value, told.everything().as_bytes()).is_empty(), "{told}");
    assert!(!told.stderr.contains("introspect"), "no service answers that: {told}");
    told.says(["this is no JWT", "authctl whoami PROFILE"]);
    let raw = at.sandbox.authctl(["decode"]).stdin(value).run().exits(3);
    raw.says(["introspect -p PROFILE", "authctl whoami PROFILE"]);
}
