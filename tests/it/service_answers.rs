//! What the services of others answer when all is not well, and what authctl makes of it: the real packages.

use crate::service_login::At;
use crate::support::service::{Service, client_of};
use crate::support::{Issuer, Sandbox};
use serde_json::json;

const SECRET: &str = "q7Vd2mXw9LrTz4Kb8NcYh3Pf6JsGe1Ua";

/// That nobody was logged in again, and nothing was sent again, whatever the service answered.
#[track_caller]
fn is_left_alone(at: &At, path: &str, status: &str) {
    let traced = at.sandbox.run(["call", "work", path, "-v"]).succeeds().says([status]);
    let requests =
        traced.stderr.lines().filter(|line| line.starts_with("> GET ") || line.starts_with("> POST "));
    assert_eq!(requests.count(), 1, "{traced}");
}

#[test]
fn zndraw_a_right_that_somebody_lacks_is_no_reason_to_log_in_again() {
    let at = At::zndraw(&[]);
    at.with_password("alice-pw", &["--keep-password"]).succeeds();
    is_left_alone(&at, "/superuser-only", "403 Forbidden");
    is_left_alone(&at, "/users", "404 Not Found");
}

#[test]
fn zndraw_a_user_who_was_deactivated_is_told_as_the_service_tells_it() {
    let at = At::zndraw(&[]);
    at.with_password("alice-pw", &["--keep-password"]).succeeds();
    let me = at.call("/users/me").succeeds().json();
    at.service.request("POST", &format!("/_test/deactivate/{}", me["id"].as_str().unwrap()), &[], "");
    at.call("/users/me").exits(4).says(["LOGIN_BAD_CREDENTIALS", "authctl login work"]);
    let refused = at.with_password("alice-pw", &[]).exits(6);
    refused.says(["(HTTP 400): LOGIN_BAD_CREDENTIALS", "of one that was deactivated"]);
}

#[test]
fn zndraw_a_code_that_is_rejected_or_too_old_ends_the_wait() {
    let at = At::zndraw(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    let header = at.run(&["token", "work", "--format", "header"]).succeeds().text().trim_end().to_owned();
    let bearer = [("authorization", header.strip_prefix("Authorization: ").unwrap())];
    let is_code = |line: &&str| {
        line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    for (method, path, words) in [
        ("DELETE", "/auth/cli-login/{code}", "the code has ended: it was rejected"),
        ("POST", "/_test/challenge/{code}/expire", "the code has ended: its time is over"),
    ] {
        let login = ["login", "other", &at.service.url(), "--service", "zndraw", "--method", "challenge"];
        let waiting = at.sandbox.authctl(login).args(["--store", "file"]).spawn();
        let code = waiting.stderr_until("a code", |text| text.lines().find(is_code).map(str::to_owned));
        let answer = at.service.request(method, &path.replace("{code}", &code), &bearer, "");
        assert!((200..300).contains(&answer.status), "{answer:?}");
        waiting.finish().exits(4).says([words, "run the command again for a new code"]);
    }
}

#[test]
fn taskflow_what_it_cannot_read_is_told_with_what_it_may_be() {
    let at = At::taskflow();
    at.with_password("pässword", &[]).exits(6).says(["HTTP 500", "other signs than those of ASCII"]);
    at.with_password("", &[]).exits(2).says(["it is empty"]);
    let open = At::start("taskflow", &["--open"], &["URL", "--service", "taskflow", "--username", "alice"]);
    open.with_password("alice-pw", &[]).exits(6).says(["(HTTP 404)", "everything is open"]);
}

#[test]
fn taskflow_a_cookie_that_is_over_is_told_on_pages_as_on_routes() {
    let at = At::taskflow();
    at.with_password("alice-pw", &[]).succeeds();
    let minted = at.service.request("POST", "/_test/mint?user=alice&seconds=-5", &[], "").json();
    let over = minted["token"].as_str().unwrap();
    let words = ["URL", "--service", "taskflow", "--method", "cookie"];
    let other = At { words: words.map(|word| word.replace("URL", &at.service.url())).into(), ..at };
    other.login(&format!("{over}\n"), &["--force"]).exits(6).says(["does not take the credential"]);
    // one that the service does not know is kept where it is asked by a page that everybody may see
    let kept = other.login("of-no-session\n", &["--force", "--route", "whoami=/auth/login"]).succeeds();
    kept.says(["proves nothing"]);
    for (path, status) in [("/metrics", "401 Unauthorized"), ("/dashboard", "302 Found")] {
        let told = other.run(&["call", "work", path, "-v"]).exits(4);
        told.says([status, "did not take the token of work", "authctl login work"]);
    }
}

#[test]
fn fastpluggy_as_installed_answers_a_wrong_password_with_500() {
    let at = At::fastpluggy(&["--raw"]);
    at.with_password("wrong", &[]).exits(6).says(["HTTP 500", "answers so to a wrong password"]);
    at.with_password("alice-pw", &[]).succeeds();
}

#[test]
fn fastpluggy_who_is_locked_out_is_told_until_when() {
    let at = At::fastpluggy(&["--attempts", "100"]);
    for _ in 0..15 {
        at.service.post_form("/login", &[("username", "alice"), ("password", "wrong")]);
    }
    let locked = at.with_password("alice-pw", &["--json"]).exits(5).failure();
    let message = locked["message"].as_str().unwrap();
    assert!(message.contains("HTTP 403") && message.contains("it asks to wait "), "{message}");
}

#[test]
fn fastpluggy_a_role_that_somebody_lacks_is_no_reason_to_log_in_again() {
    let at = At::fastpluggy(&[]);
    at.with_password("alice-pw", &["--keep-password"]).succeeds();
    is_left_alone(&at, "/api/admin", "403 Forbidden");
    at.call("/api/admin").succeeds().says(["It answers so to somebody without the role"]);
    is_left_alone(&at, "/nowhere", "404 Not Found");
}

#[test]
fn fastpluggy_a_longer_session_is_asked_for() {
    let at = At::fastpluggy(&[]);
    let end = |more: &[&str]| {
        let login = at.with_password("alice-pw", &[&["--json"], more].concat()).succeeds().json();
        login["expires_at"].as_str().unwrap().to_owned()
    };
    assert!(end(&[]) < end(&["--remember"]));
}

#[test]
fn fluxlit_a_key_that_it_does_not_know_is_told_at_the_call() {
    let words = ["URL", "--service", "fluxlit", "--method", "header", "--route", "whoami=/etl/status"];
    let at = At::start("fluxlit", &[], &words);
    at.login("wrong\n", &[]).exits(6).says(["does not take the credential"]);
    at.login("peer-api-key\n", &[]).succeeds();
    assert_eq!(at.call("/etl/status").succeeds().json()["status"], "idle");
}

#[test]
fn fluxlit_a_proxy_that_is_trusted_names_the_user() {
    let words = ["URL", "--service", "fluxlit", "--method", "header", "--header", "X-Remote-User"];
    let at = At::start("fluxlit", &[], &words);
    at.login("bob\n", &[]).succeeds().says(["sent as the header X-Remote-User"]);
    let call = |more: &[&str]| at.run(&[&["call", "work", "/proxy/me"], more].concat());
    assert_eq!(call(&["-H", "X-Forwarded-Proto: https"]).succeeds().json()["user"], "bob");
    assert_eq!(call(&[]).succeeds().json()["detail"], "HTTPS required for forward-auth");
}

#[test]
fn fluxlit_a_token_that_makes_it_fail_is_told() {
    let (sandbox, env) = (Sandbox::with_file_store(), format!("FLUXLIT_JWT_HS256_SECRET={SECRET}\n"));
    let service = Service::start(&sandbox, "fluxlit", &env);
    let at = At::new(sandbox, service, &["URL", "--service", "fluxlit", "--method", "token"]);
    let token = |claim: &[&str]| {
        let issue =
            ["issue", "--secret-env", "SECRET", "--subject", "ci", "--issuer", "https://peer.test/auth"];
        let issue = at.sandbox.authctl(issue).args(["--audience", "fluxlit-peer-api", "--allow-odd-token"]);
        issue.args(claim).env("SECRET", SECRET).run().succeeds().text().to_owned()
    };
    at.login(&token(&["--claim-json", r#"scope=["reports.read"]"#]), &[]).succeeds();
    let failed = at.call("/reports/summary").succeeds();
    failed.says(["answers so to some tokens: with a list as scope"]);
    at.login(&token(&["--scope", "reports.read"]), &[]).succeeds();
    assert_eq!(at.call("/reports/summary").succeeds().json()["scope"], "reports.read");
    assert_eq!(at.call("/reports/export").succeeds().json()["detail"], "Insufficient scope");
    let answer = at.run(&["call", "work", "/admin/purge", "-X", "POST"]).succeeds().json();
    assert_eq!(answer["detail"], "Insufficient role");
}

#[test]
fn dash_a_password_of_other_letters_is_told_with_what_it_may_be() {
    let at = At::start("dash", &[], &["URL", "--service", "dash", "--username", "viewer"]);
    at.with_password("pässword", &[]).exits(6).says(["HTTP 500", "other signs than those of ASCII"]);
    at.with_password("viewer123", &[]).succeeds();
    is_left_alone(&at, "/api/check/one_of/admin", "403 Forbidden");
    assert_eq!(at.call("/api/check/none_of/admin").succeeds().json()["groups"], json!(["viewer"]));
    at.run(&["logout", "work"]).succeeds();
}

#[test]
fn dash_a_session_is_good_after_its_logout() {
    let issuer = Issuer::with(&json!({ "auto": "alice" }));
    let sandbox = Sandbox::with_file_store();
    let service = Service::with(&sandbox, "dash", &client_of(&issuer, "dash"), &["--auth", "oidc"]);
    let at = At::new(sandbox, service, &["URL", "--service", "dash", "--method", "cookie"]);
    at.login("", &[]).succeeds();
    at.run(&["logout", "work"]).succeeds().says(["takes the credential all the same", "can use it until"]);
    at.call("/api/whoami").exits(4);
}
