//! `decode` of the cookies that services really set, and of those that itsdangerous signs as they do.

use crate::support::service::{Service, client_of, read};
use crate::support::{Issuer, Output, Sandbox, http};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

const ALICE: [(&str, &str); 2] = [("username", "alice"), ("password", "alice-pw")];
/// `admin:admin`, as Basic has it.
const ADMIN: (&str, &str) = ("authorization", "Basic YWRtaW46YWRtaW4=");

/// The whole line, as a browser or `curl -i` shows it.
fn line(answer: &http::Response, name: &str) -> String {
    let line = answer.headers.iter().find(|(header, value)| {
        header.eq_ignore_ascii_case("set-cookie") && value.starts_with(&format!("{name}="))
    });
    format!("set-cookie: {}", line.unwrap_or_else(|| panic!("{name}: {answer:?}")).1)
}

fn decode(sandbox: &Sandbox, cookie: &str, words: &[&str], secret: &str) -> Output {
    sandbox.authctl(["decode"]).args(words).env("SECRET", secret).stdin(cookie).run()
}

const WITH_SECRET: [&str; 2] = ["--secret-env", "SECRET"];

#[test]
fn dash_a_session_shows_who_it_is_and_is_verified_with_the_key_of_the_app() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "dash", &[]);
    let cookie = line(&service.request("GET", "/api/whoami", &[ADMIN], ""), "session");
    let plain = decode(&sandbox, &cookie, &[], "").succeeds();
    let plain = plain.says(["Nothing was verified"]);
    assert!(plain.text().contains("admin, staff"), "{plain}");
    let key = "peer-session-key-not-a-secret";
    let good = decode(&sandbox, &cookie, &WITH_SECRET, key).succeeds();
    good.says(["The signature holds: it was made with this secret, as Starlette does it."]);
    let json = decode(&sandbox, &cookie, &[&WITH_SECRET[..], &["--json"]].concat(), key).succeeds().json();
    assert_eq!((&json["verified"], &json["signed_as"]), (&json!(true), &json!("starlette")));
    assert_eq!(json["session"], json!({ "user": { "email": "admin", "groups": ["admin", "staff"] } }));

    let bad = decode(&sandbox, &cookie, &WITH_SECRET, "another").exits(3);
    let bad = bad.says(["Nothing was verified", "the signature is not by this secret"]);
    assert!(bad.text().contains("admin"), "what it says is shown all the same: {bad}");
    decode(&sandbox, &cookie, &WITH_SECRET, &format!("{key}\n"))
        .exits(3)
        .says(["the signature fits without the line break at the end of the secret"]);
    let alone = [&WITH_SECRET[..], &["--claim", "user.email"]].concat();
    assert_eq!(decode(&sandbox, &cookie, &alone, key).succeeds().text(), "admin");
    decode(&sandbox, &cookie, &alone, "another").exits(3).prints_nothing();
}

#[test]
fn dash_a_login_that_was_begun_tells_its_verifier_to_who_has_the_cookie() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let service = Service::with(&sandbox, "dash", &client_of(&issuer, "dash"), &["--auth", "oidc"]);
    let cookie = line(&service.request("GET", "/api/whoami", &[], ""), "session");
    let json = decode(&sandbox, &cookie, &["--json"], "").succeeds().json();
    let text = json.to_string();
    assert!(text.contains("code_verifier") && text.contains("[text of "), "{text}");
    let told = decode(&sandbox, &cookie, &[], "").succeeds();
    let told =
        told.says(["Whoever has this cookie can read what is in it", "code_verifier. Not shown; --claim"]);
    let start = told.stderr.find("--claim ").unwrap() + "--claim ".len();
    let path = told.stderr[start..].split(' ').next().unwrap();
    let verifier = decode(&sandbox, &cookie, &["--claim", path], "").succeeds();
    assert!(verifier.text().len() >= 43 && !told.everything().contains(verifier.text()), "{told}");
}

#[test]
fn fastpluggy_a_fresh_access_token_is_shown_only_to_who_asks_for_it() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "fastpluggy", &[]);
    let login = service.post_form("/login", &ALICE);
    let session = format!("session={}", login.cookie("session").unwrap());
    let fields = [("content-type", "application/x-www-form-urlencoded"), ("cookie", session.as_str())];
    let made = service.request("POST", "/profile/tokens/create", &fields, "name=ci");
    let cookie = line(&made, "fp_session");
    let token = decode(&sandbox, &cookie, &["--claim", "new_token"], "").succeeds().text().to_owned();
    let bearer = format!("Bearer {token}");
    assert_eq!(service.request("GET", "/api/whoami", &[("authorization", &bearer)], "").status, 200);
    let secret = "fastpluggy-peer-0123456789";
    for words in [&[][..], &["--json"], &["--redact"], &["--lines"], &["-vv"], &WITH_SECRET] {
        let shown = decode(&sandbox, &cookie, words, secret).succeeds();
        assert!(!shown.everything().contains(&token), "{words:?}: {shown}");
        assert!(shown.text().contains("[text of 64 characters]"), "{words:?}: {shown}");
    }
    decode(&sandbox, &cookie, &WITH_SECRET, secret).succeeds().says(["The signature holds"]);
}

#[test]
fn taskflow_a_cookie_that_is_a_jwt_is_shown_as_one() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "taskflow", &[]);
    let cookie = line(&service.post_form("/tasks/auth/login", &ALICE), "taskflow_token");
    let json = decode(&sandbox, &cookie, &["--json"], "").succeeds().json();
    assert_eq!((&json["claims"]["sub"], &json["state"]), (&json!("alice"), &json!("valid")));
}

#[test]
fn sessions_that_itsdangerous_signs_are_verified_and_no_others() {
    let sandbox = Sandbox::new();
    let (secret, long) = ("clé-de-signature", "alice ".repeat(200));
    let sign = |how: &str, secret: &str, user: &str| json!({ "do": how, "secret": secret, "session": { "user": user } });
    let made = read(&[
        sign("starlette", secret, "alice"),
        sign("flask", secret, "alice"),
        sign("flask", secret, &long),
        sign("starlette", "your-secret-key", "alice"),
    ]);
    let [starlette, flask, compressed, public] =
        [0, 1, 2, 3].map(|number: usize| made[number]["cookie"].as_str().unwrap());
    assert!(compressed.starts_with('.'), "{compressed}");
    for (cookie, signer) in [(starlette, "Starlette"), (flask, "Flask"), (compressed, "Flask")] {
        let good = decode(&sandbox, cookie, &WITH_SECRET, secret).succeeds();
        good.says([format!("made with this secret, as {signer} does it").as_str()]);
        for changed in [cookie.replacen('.', "A.", 2), cookie.replace(&cookie[..9], &cookie[1..10])] {
            decode(&sandbox, &changed, &WITH_SECRET, secret).exits(3);
        }
        let young = [&WITH_SECRET[..], &["--max-age", "1h"]].concat();
        decode(&sandbox, cookie, &young, secret).succeeds();
    }
    let told = decode(&sandbox, public, &[], "").succeeds();
    told.says(["SIGNED WITH A PUBLIC SECRET", "your-secret-key", "FastPluggy"]);
    let json = decode(&sandbox, public, &["--json"], "").succeeds().json();
    assert_eq!((&json["verified"], &json["public_secret_of"]), (&json!(false), &json!("FastPluggy")));
    decode(&sandbox, public, &WITH_SECRET, secret)
        .exits(3)
        .says(["it is signed with the public secret of FastPluggy, your-secret-key"]);
}

#[test]
fn what_is_asked_of_a_session_is_done_or_refused_by_name() {
    // by itsdangerous 2.2.0 at 1763700000, with "s3cret"
    const OLD: &str = "eyJ1c2VyIjoiYWxpY2UifQ.aR_tIA.OQAnKJSIUeBX0Sv9az2zEDMygbs";
    const SHA512: &str = "Imp1c3QgYSB0ZXh0Ig.aR_tIA.bX8oMTmAxtAHpbsbVlGpeHWYE3tz20JI4StzvX8PZtB1X_Zwqoii6ATnI4H5OIkfqrnM8bP0eBAgUwPvAbAaAg";
    let sandbox = Sandbox::new();
    let aged = [&WITH_SECRET[..], &["--max-age", "14d"]].concat();
    decode(&sandbox, OLD, &aged, "s3cret").exits(8).says([
        "The signature holds",
        "the cookie was signed",
        "not within what --max-age allows",
    ]);
    decode(&sandbox, OLD, &aged, "another").exits(3);
    decode(&sandbox, OLD, &["--max-age", "14d"], "").exits(2);
    decode(&sandbox, SHA512, &WITH_SECRET, "x")
        .exits(1)
        .says(["has 64 bytes: only those by HMAC with SHA-1"]);
    decode(&sandbox, "eyJhbGciOiJIUzI1NiJ9.e30.AQID", &aged, "s3cret").exits(2).says(["this is none"]);
    decode(&sandbox, OLD, &WITH_SECRET, "").exits(1).prints_nothing();
    let key = sandbox.write("key.pem", "-----BEGIN PRIVATE KEY-----\n");
    let key = ["--key", key.to_str().unwrap()];
    decode(&sandbox, OLD, &key, "").exits(2).says(["signed with a shared secret"]);
}

#[test]
fn a_secret_in_a_list_is_told_as_it_is_hidden() {
    let content = json!({ "logins": [{ "idp": "a" }, { "idp": "b", "refresh_token": "canary-of-b" }] });
    let cookie = format!("{}.awDB2A.Hy8jCeh1ik_EcHcY6K_01XWMESU", STANDARD.encode(content.to_string()));
    let sandbox = Sandbox::new();
    let told = decode(&sandbox, &cookie, &[], "").succeeds();
    let told = told.says(["can read what is in it: logins.1.refresh_token. Not shown; --claim"]);
    assert!(!told.everything().contains("canary-of-b"), "{told}");
    let alone = decode(&sandbox, &cookie, &["--claim", "logins.1.refresh_token"], "").succeeds();
    assert_eq!(alone.text().trim_end(), "canary-of-b");
}
