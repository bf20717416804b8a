//! What `status` and other verbs say of the credentials of services, without asking anybody: what was refused, what renews, which
//! scopes.

use crate::service_login::{At, one_time_code};
use crate::support::{Output, ScriptedServer, scripted, search};
use serde_json::{Value, json};

#[track_caller]
fn status(at: &At, profile: &str) -> Value {
    at.run(&["status", profile, "--json"]).succeeds().json()
}

fn check(at: &At, profile: &str) -> Output {
    at.run(&["status", profile, "--check", "--json"])
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
fn fluxlit_a_key_that_was_not_taken_is_not_called_valid() {
    let at = At::start("fluxlit", &[], &["URL", "--service", "fluxlit", "--method", "header"]);
    at.login("wrong-key\n", &[]).succeeds();
    assert_eq!(status(&at, "work")["state"], "unknown", "nobody has said whether it is taken");
    check(&at, "work").succeeds();
    at.call("/etl/status").exits(4);

    let told = status(&at, "work");
    let by = &told["not_taken"];
    assert_eq!(
        (&told["state"], &by["by"], &by["path"]),
        (&json!("unknown"), &json!(at.service.url()), &json!("/api/etl/status"))
    );
    let page = at.run(&["status", "work"]).succeeds();
    assert!(page.text().contains("not taken when it was used last"), "{page}");
    let failed = check(&at, "work").exits(4).failure();
    assert_eq!((&failed["code"], &failed["hint"]), (&json!("not_met"), &json!("authctl login work")));
    assert!(failed["message"].as_str().unwrap().contains("/api/etl/status did not take it"), "{failed}");

    // it is sent all the same, and what is answered then counts
    at.call("/public").succeeds();
    assert_eq!(status(&at, "work")["not_taken"], Value::Null, "a success is the last word");
    let traced =
        at.sandbox.authctl(["call", "work", "/etl/status?of=canary-of-a-query", "-vv"]).run().exits(4);
    assert!(!traced.everything().contains("wrong-key"), "{traced}");
    let told = at.run(&["status", "work"]).succeeds();
    assert!(told.text().contains("/api/etl/status") && !told.text().contains("canary"), "{told}");
    at.login("peer-api-key\n", &[]).succeeds();
    assert_eq!(status(&at, "work")["not_taken"], Value::Null, "another key is another credential");
    at.call("/etl/status").succeeds();
    check(&at, "work").succeeds();
    // the word of another origin is none on this key
    let stranger = ScriptedServer::start(|_, _| scripted::answer(401, &[], ""));
    let elsewhere = format!("{}/api", stranger.url);
    at.sandbox.authctl(["call", "work", &elsewhere, "--allow-origin", &stranger.url]).run().exits(4);
    assert_eq!(status(&at, "work")["not_taken"], Value::Null);
}

#[test]
fn fastpluggy_a_session_that_ended_wants_a_login() {
    let at = At::fastpluggy(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    check(&at, "work").succeeds();
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    at.call("/api/guarded").exits(4);
    let failed = check(&at, "work").exits(4).failure();
    assert_eq!(failed["hint"], "authctl login work");
    let before = std::fs::read(credential(&at)).unwrap();
    at.call("/api/guarded").exits(4);
    assert_eq!(std::fs::read(credential(&at)).unwrap(), before, "what is known is not written again");
    at.with_password("alice-pw", &[]).succeeds();
    check(&at, "work").succeeds();

    // a password that is refused by then renews nothing either
    at.with_password("alice-pw", &["--keep-password"]).succeeds();
    at.service.request("POST", "/_test/totp/alice", &[], "");
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    at.call("/api/guarded").exits(4);
    check(&at, "work").exits(4);
}

fn credential(at: &At) -> std::path::PathBuf {
    let mut files = at.sandbox.files().into_iter().map(|(path, _)| path);
    files.find(|path| path.ends_with("credential.work.age")).unwrap()
}

#[test]
fn fastpluggy_a_personal_access_token_says_how_another_is_made() {
    let at = At::fastpluggy(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    let create = ["account", "pat", "create", "work", "--name", "ci & co", "--as", "ci"];
    let told = at.run(&create).succeeds();
    told.says(["for ever, unless it is revoked", "`authctl account pat revoke ID work` ends it"]);
    let told = at.run(&["status", "ci"]).succeeds();
    assert!(told.text().contains("only the API knows whether it takes the token"), "{told}");
    let told = at.run(&["logout", "ci"]).succeeds();
    told.says(["which it calls ci & co, `authctl account pat revoke ID work` ends it"]);

    at.run(&[&create[..], &["--expires-in", "30d"]].concat()).succeeds();
    let told = at.run(&["status", "ci"]).succeeds();
    assert!(told.text().contains("what was asked for when it was made"), "{told}");
    assert!(told.text().contains("not known"), "its scopes are the service's to know: {told}");
    at.service.request("POST", "/_test/expire-tokens", &[], "");
    let anew = "authctl account pat create work --name 'ci & co' --as ci --force";
    let told = at.sandbox.authctl(["call", "ci", "/api/guarded", "--json"]).run().exits(4).failure();
    assert_eq!((&told["code"], &told["hint"]), (&json!("not_taken"), &json!(anew)));
    assert_eq!(check(&at, "ci").exits(4).failure()["hint"], anew);
}

#[test]
fn fastpluggy_the_words_of_a_revocation_may_be_swapped() {
    let at = At::fastpluggy(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    for (words, hint) in [
        (&["work", "9999"][..], "→ authctl account pat revoke 9999 work"),
        (&["work"], "→ authctl account pat revoke ID work"),
    ] {
        let told = at.run(&[&["account", "pat", "revoke"], words].concat()).exits(2);
        told.says(["work is a profile, and the id of a token is wanted before it", hint]);
    }
    at.run(&["account", "pat", "revoke", "9999", "work"]).exits(6).says(["Token not found"]);
}

#[test]
fn zndraw_a_minted_token_needs_an_administrator_who_is_logged_in() {
    let words = ["URL", "--service", "zndraw", "--username", "admin@example.com"];
    let at = At::start("zndraw", &[], &words);
    at.with_password("admin-pw", &[]).succeeds();
    let id = at.run(&["whoami", "work", "--json"]).succeeds().json()["claims"]["id"].clone();
    let mint = ["account", "mint", id.as_str().unwrap(), "work", "--as", "support"];
    at.run(&mint).succeeds();
    at.service.request("PUT", "/_test/lifetime/20", &[], "");
    at.run(&["token", "support", "--force-renew"]).succeeds();
    check(&at, "support").succeeds();
    assert_eq!(status(&at, "support")["scopes_source"], Value::Null, "its token names no scopes");
    at.run(&["logout", "work"]).succeeds();
    let failed = check(&at, "support").exits(4).failure();
    assert_eq!(failed["hint"], "authctl login work", "{failed}");
    assert!(failed["message"].as_str().unwrap().contains("work is to mint it"), "{failed}");
}

#[test]
fn taskflow_a_token_that_nothing_signs_any_more_is_told() {
    let key = "f8Jq2L0zXw7Rk4Vt9Yb1Nc6Hm3Sd5Pg8Qe2Ua7Io";
    let at = At::start("taskflow", &["--secret", key], &[]);
    let secret = at.sandbox.write("secret", key);
    let (url, file) = (at.service.url(), secret.to_str().unwrap());
    let words = ["login", "work", &url, "--service", "taskflow", "--method", "key", "--subject", "ci"];
    let login = |life: &str| {
        let login = at.sandbox.authctl(words).args(["--store", "file", "--secret-file", file]);
        login.args(["--expires-in", life]).run().succeeds()
    };
    login("20s");
    check(&at, "work").succeeds();
    std::fs::rename(&secret, at.sandbox.path("elsewhere")).unwrap();
    let failed = check(&at, "work").exits(4).failure();
    assert!(failed["message"].as_str().unwrap().contains(file), "{failed}");
    std::fs::rename(at.sandbox.path("elsewhere"), &secret).unwrap();
    login("1h");
    std::fs::remove_file(&secret).unwrap();
    check(&at, "work").succeeds();
}

#[test]
fn fluxlit_the_scopes_are_those_that_the_token_names() {
    let words = ["URL/api", "--service", "fluxlit", "--method", "cookie", "--cookie", "peer_session"];
    let at = At::start("fluxlit", &[], &[&words[..], &["--route", "refresh=/auth/refresh"]].concat());
    let session = at.service.request("POST", "/api/auth/session?sub=alice&scope=read", &[], "");
    let cookie = session.cookie("peer_session").unwrap().to_owned();
    at.login(&format!("{cookie}\n"), &[]).succeeds();
    let told = status(&at, "work");
    assert_eq!((&told["scopes"], &told["scopes_source"]), (&json!(["read"]), &json!("access_token")));
    let page = at.run(&["status", "work"]).succeeds();
    assert!(page.text().contains("read (as the token says, which nobody verified)"), "{page}");
    let token = at.run(&["token", "work", "--json"]).succeeds().json();
    assert_eq!((&token["scopes"], &token["scopes_source"]), (&json!(["read"]), &json!("access_token")));
    at.run(&["status", "work", "--check", "--scope", "read"]).succeeds();
    let failed =
        at.run(&["status", "work", "--check", "--scope", "write  read", "--json"]).exits(4).failure();
    assert_eq!(failed["hint"], "authctl account check work --scope write", "{failed}");

    let told = at.run(&["token", "work", "--type", "id"]).exits(4);
    assert!(!told.stderr.contains("--scope"), "no scope gets one there: {told}");
    told.says(["the service gives work no ID token", "authctl token work gives what it has"]);
}

#[test]
fn fastpluggy_status_names_the_service() {
    let at = At::fastpluggy(&["--prefix", "/v1"]);
    let login = at.sandbox.authctl(["login", "work", &(at.service.url() + "/v1"), "--service", "fastpluggy"]);
    let login = login.args(["--username", "alice", "--password-stdin", "--store", "file"]);
    login.stdin("alice-pw\n").run().succeeds();
    let told = status(&at, "work");
    let api = at.service.url() + "/v1";
    assert_eq!(
        (&told["service"], &told["api"], &told["issuer"]),
        (&json!("fastpluggy"), &json!(api), &json!(at.service.url()))
    );
    let page = at.run(&["status", "work"]).succeeds();
    assert!(page.text().contains(&format!("fastpluggy at {api}")), "{page}");
    let all = at.run(&["status", "--all"]).succeeds();
    assert!(all.text().contains("ISSUER OR SERVICE"), "{all}");
    let missing = at.run(&["status", "nobody", "--check", "--json"]).exits(4).failure();
    assert!(missing["hint"].as_str().unwrap().starts_with("authctl login nobody"), "{missing}");
    at.run(&["logout", "work"]).succeeds();
    assert_eq!(check(&at, "work").exits(4).failure()["hint"], "authctl login work");
}

#[test]
fn whose_a_credential_is_nobody_may_know() {
    let at = At::start("fluxlit", &[], &["URL", "--service", "fluxlit", "--method", "header"]);
    at.login("peer-api-key\n", &[]).succeeds();
    let failed = at.run(&["whoami", "work", "--json"]).exits(1).failure();
    assert_eq!(
        (&failed["code"], &failed["hint"]),
        (&json!("nobody_says"), &json!("authctl profile set work --route whoami=PATH"))
    );
    at.run(&["account", "check", "work", "--scope", "x"]).exits(1).says(["whoami=PATH"]);
}

#[test]
fn fastpluggy_a_second_factor_is_no_reason_to_keep_a_password() {
    let at = At::fastpluggy(&[]);
    let secret = at.service.request("POST", "/_test/totp/alice", &[], "").json();
    let code = one_time_code(secret["secret"].as_str().unwrap());
    at.with_otp("alice-pw", &code, &["--keep-password"]).succeeds();
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    let told = at.call("/api/guarded").exits(4);
    assert!(!told.stderr.contains("--keep-password"), "that keeps nothing here: {told}");
    told.says(["the login wanted a second factor", "→ authctl login work"]);
}

#[test]
fn zndraw_a_code_that_was_fetched_is_rejected_too_late_and_no_more_is_said() {
    let at = At::zndraw(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    let made = at.service.request("POST", "/auth/cli-login", &[], "").json();
    let (code, secret) = (made["code"].as_str().unwrap(), made["secret"].as_str().unwrap());
    at.run(&["account", "approve", code, "work", "--yes"]).succeeds();
    let poll = format!("/auth/cli-login/{code}?secret={secret}");
    assert_eq!(at.service.request("GET", &poll, &[], "").json()["status"], "approved");
    let told = at.run(&["account", "reject", code, "work", "--yes"]).succeeds();
    told.says([
        "from now on nobody gets a token by it",
        "Whoever fetched one before is logged in all the same",
    ]);
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
