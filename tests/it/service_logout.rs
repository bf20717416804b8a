//! What a logout at a service does, and what it says of what nobody knows.

use crate::service_login::At;
use crate::support::scripted::{self, ScriptedServer, answer};
use crate::support::service::{Service, client_of, sent_back};
use crate::support::{Issuer, Output, Sandbox, http};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

fn logout(at: &At) -> Output {
    at.run(&["logout", "work"]).succeeds()
}

/// What `logout --json` says of the credential.
#[track_caller]
fn fate(sandbox: &Sandbox) -> Value {
    sandbox.run(["logout", "work", "--json"]).succeeds().json()["tokens"][0].clone()
}

#[test]
fn fastpluggy_a_session_is_good_after_its_logout_and_that_is_said() {
    let at = At::fastpluggy(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    let header = at.run(&["token", "work", "--format", "header"]).succeeds().text().trim_end().to_owned();
    let session = header.strip_prefix("Cookie: ").unwrap().to_owned();
    logout(&at).says(["The service was told, and takes the credential all the same", "can use it until"]);
    let copy = at.service.request("GET", "/api/guarded", &[("cookie", &session)], "");
    assert_eq!(copy.status, 200, "so it is");

    at.with_password("alice-pw", &[]).succeeds();
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    assert_eq!(fate(&at.sandbox)["taken"], false);
}

#[test]
fn fastpluggy_with_basic_there_is_nothing_to_log_out_of() {
    let words = ["URL", "--service", "fastpluggy", "--method", "basic", "--username", "alice"];
    let at = At::start("fastpluggy", &["--backend", "basic"], &words);
    at.with_password("alice-pw", &[]).succeeds();
    logout(&at).says(["has no route for logout, and takes the credential on"]);
}

#[test]
fn dash_with_basic_there_is_nothing_to_log_out_of() {
    let at = At::start("dash", &[], &["URL", "--service", "dash", "--username", "viewer"]);
    at.with_password("viewer123", &[]).succeeds();
    let told = json!({"token": "credential", "revoked": false, "told": false, "taken": true, "why": null});
    assert_eq!(fate(&at.sandbox), told);
    at.with_password("viewer123", &[]).succeeds();
    logout(&at).says(["has no route for logout, and takes the credential on"]);
}

#[test]
fn fluxlit_has_no_logout_and_what_is_not_known_is_said() {
    let at = At::start("fluxlit", &[], &["URL", "--service", "fluxlit", "--method", "header"]);
    at.login("peer-api-key\n", &[]).succeeds();
    logout(&at).says(["no route for logout", "is not known, since it has nothing where it is asked"]);
    at.call("/etl/status").exits(4);

    at.login("peer-api-key\n", &["--route", "guarded=/etl/status"]).succeeds();
    assert_eq!(fate(&at.sandbox)["taken"], true);
}

#[test]
fn fluxlit_the_token_of_a_browser_is_good_after_its_logout() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::start());
    let service = Service::start(&sandbox, "fluxlit", &client_of(&issuer, "fluxlit"));
    let page = service.request("GET", "/api/auth/login", &[], "");
    let back = http::get(&sent_back(page.header("location").unwrap()));
    let landed = back.header("location").unwrap();
    let landed = format!("{}{}", service.url(), landed.trim_start_matches(&service.url()));
    let at =
        At::new(sandbox, service, &["URL", "--service", "fluxlit", "--no-browser", "--route", "whoami=/me"]);
    at.login(&landed, &[]).succeeds();
    logout(&at).says(["has no route for logout, and takes the credential on", "can use it until"]);
    at.call("/me").exits(4);
}

/// A service with a login form, whose answers behind it are a test's.
fn scripted(answers: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> (Sandbox, ScriptedServer) {
    let server = ScriptedServer::start(move |request, _| match (request.path(), request.header("cookie")) {
        ("/login", _) => answer(303, &[("Location", "/"), ("Set-Cookie", "session=s3cret; Max-Age=600")], ""),
        ("/me", None) => scripted::json(401, &json!({})),
        (path, _) => answers(path),
    });
    (Sandbox::with_file_store(), server)
}

#[track_caller]
fn log_in(sandbox: &Sandbox, server: &ScriptedServer) {
    let login =
        sandbox.authctl(["login", "work", &server.url, "--method", "form-session", "--cookie", "session"]);
    let login = login.args(["--route", "login=/login", "--route", "whoami=/me", "--route", "logout=/logout"]);
    let login = login.args(["--username", "alice", "--password-stdin", "--store", "file"]);
    login.stdin("pw\n").run().succeeds();
}

#[test]
fn what_a_service_that_fails_says_nothing_of_is_not_stated() {
    let is_broken = Arc::new(Mutex::new(false));
    let broken = Arc::clone(&is_broken);
    let (sandbox, server) = scripted(move |path| match (path, *broken.lock().unwrap()) {
        ("/me", true) => answer(503, &[], ""),
        ("/me", false) => scripted::json(200, &json!({"user": "alice"})),
        _ => answer(204, &[], ""),
    });
    log_in(&sandbox, &server);
    *is_broken.lock().unwrap() = true;
    let told = sandbox.run(["logout", "work"]).succeeds();
    let told = told.says(["The service was told; whether it takes the credential on is not known", "503"]);
    assert!(!told.stderr.contains("all the same"), "{told}");
    *is_broken.lock().unwrap() = false;
    log_in(&sandbox, &server);
    *is_broken.lock().unwrap() = true;
    let told = fate(&sandbox);
    assert_eq!((&told["told"], &told["taken"]), (&json!(true), &json!(null)));
    assert!(told["why"].as_str().unwrap().contains("503"), "{told}");
}

#[test]
fn t12_ctrl_c_in_a_logout_at_a_service_waits_for_its_end_and_says_what_was_done() {
    let (asked, is_asked) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    let (sandbox, server) = scripted(move |path| {
        if path == "/logout" {
            asked.send(()).unwrap();
            may_go_on.lock().unwrap().recv().unwrap();
        }
        scripted::json(200, &json!({"user": "alice"}))
    });
    log_in(&sandbox, &server);
    let logout = sandbox.authctl(["logout", "work"]).env("AUTHCTL_TOKEN", "t").spawn();
    is_asked.recv().unwrap();
    logout.signal(Signal::INT);
    logout.stderr_until("the word that it goes on", |text| text.contains("Ctrl-C again ends").then_some(()));
    go_on.send(()).unwrap();
    let ended = logout.finish().exits(130).says([
        "The service was told, and takes the credential all the same",
        "the local copy is deleted",
        "AUTHCTL_TOKEN",
    ]);
    assert!(!ended.stderr.contains("nothing was revoked"), "{ended}");
    sandbox.run(["token", "work"]).exits(4);
}
