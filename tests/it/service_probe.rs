//! `probe`: how guarded, open and leaking paths of the five services answer nobody, a bad credential, and mine.

use crate::support::service::Service;
use crate::support::{Output, Sandbox, ScriptedServer, http};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::time::Duration;

/// Somebody who is logged in to a service.
struct At {
    sandbox: Sandbox,
    service: Service,
}

impl At {
    fn new(name: &'static str, options: &[&str], words: &[&str], typed: &str) -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::run(&sandbox, name, options);
        let login = sandbox.authctl(["login", "work", &service.url(), "--service", name, "--store", "file"]);
        login.args(words).stdin(format!("{typed}\n")).run().succeeds();
        Self { sandbox, service }
    }

    fn with_password(name: &'static str, options: &[&str], who: [&str; 2], more: &[&str]) -> Self {
        Self::new(name, options, &[&["--username", who[0], "--password-stdin"], more].concat(), who[1])
    }

    fn probe(&self, path: &str, more: &[&str]) -> Output {
        self.sandbox.authctl(["probe", "work", path]).args(more).run()
    }

    fn json(&self, path: &str) -> Value {
        self.probe(path, &["--json"]).succeeds().json()
    }
}

/// A run with this token of the environment.
/// Without any profile, which would say how the token is sent.
fn with_token(service: &Service, token: &str, path: &str) -> Value {
    let (sandbox, url) = (Sandbox::with_file_store(), service.url());
    let words = ["probe", &format!("{url}{path}"), "--allow-origin", &url, "--json"];
    sandbox.authctl(words).env("AUTHCTL_TOKEN", token).run().succeeds().json()
}

fn statuses(json: &Value) -> [u64; 3] {
    ["nobody", "bad", "mine"].map(|who| json["answers"][who]["status"].as_u64().unwrap())
}

fn ids(json: &Value) -> Vec<&str> {
    json["findings"].as_array().unwrap().iter().map(|finding| finding["id"].as_str().unwrap()).collect()
}

#[test]
fn zndraw_turns_everybody_away_and_says_no_kind_of_credential() {
    let at = At::with_password("zndraw", &[], ["alice@example.com", "alice-pw"], &[]);
    let json = at.json("/users/me");
    assert_eq!((statuses(&json), ids(&json), &json["guarded"]), ([401, 401, 200], vec![], &json!(true)));
    let told = at.probe("/users/me", &["--check"]).succeeds();
    assert!(told.text().contains("does not say of what kind (no WWW-Authenticate): Unauthorized"), "{told}");
    let admin = at.json("/users/00000000-0000-4000-8000-000000000000");
    assert_eq!((statuses(&admin), ids(&admin)), ([401, 401, 403], vec!["not_allowed"]));
    let address = at.service.url() + "/users/me";
    let bare = Sandbox::new().run(["probe", &address, "--json"]).succeeds().json();
    assert_eq!((&bare["answers"]["bad"]["status"], &bare["answers"]["mine"]), (&json!(401), &Value::Null));
    Sandbox::new().run(["probe", &address]).succeeds().says(["nothing was asked with a credential of yours"]);
    // a profile that is not named is not meant for every address
    let elsewhere = Service::run(&at.sandbox, "zndraw", &[]);
    let other = elsewhere.url() + "/users/me";
    at.sandbox.run(["probe", &other]).succeeds().says(["nothing was asked with a credential of yours"]);
    at.sandbox.run(["probe", "work", &other]).exits(6).says(["is not an origin of work"]);
}

#[test]
fn a42_no_trace_of_a_probe_shows_the_credential() {
    let at = At::with_password("zndraw", &[], ["alice@example.com", "alice-pw"], &[]);
    let token = at.sandbox.run(["token", "work"]).succeeds().text().to_owned();
    let told = at.probe("/users/me", &["-vv"]).succeeds();
    // the bad one has all of it but its signature
    for part in token.split('.').skip(1) {
        assert!(!told.everything().contains(part), "{told}");
    }
}

#[test]
fn taskflow_leaves_its_stream_open_to_everybody() {
    let at = At::with_password("taskflow", &[], ["alice", "alice-pw"], &[]);
    let metrics = at.json("/metrics");
    assert_eq!((statuses(&metrics), ids(&metrics)), ([401, 401, 200], vec![]));
    let page = at.json("/dashboard");
    assert_eq!((statuses(&page), &page["answers"]["nobody"]["kind"]), ([302, 302, 200], &json!("login")));
    assert_eq!(page["answers"]["nobody"]["location"], "/tasks/auth/login");
    assert_eq!(page["guarded"], true);
    let stream = at.json("/dashboard/stream");
    assert_eq!((statuses(&stream), ids(&stream)), ([200, 200, 200], vec!["open", "open_stream"]));
    let told = at.probe("/dashboard/stream", &["--check"]).exits(9);
    assert!(told.text().contains("answers with an event stream, which never ends"), "{told}");
    let open = Service::run(&at.sandbox, "taskflow", &["--open"]);
    let open = with_token(&open, "x", "/tasks/metrics");
    assert_eq!((statuses(&open), ids(&open)), ([200, 200, 200], vec!["open"]));
}

#[test]
fn fastpluggy_sends_to_its_login_or_fails() {
    let at = At::with_password("fastpluggy", &[], ["alice", "alice-pw"], &[]);
    let guarded = at.json("/api/guarded");
    assert_eq!((statuses(&guarded), &guarded["guarded"]), ([307, 307, 200], &json!(true)));
    let meaning = guarded["answers"]["nobody"]["meaning"].as_str().unwrap();
    assert!(meaning.starts_with("sends to /login to log in, with the method and the body"), "{meaning}");
    let admin = at.json("/api/admin");
    assert_eq!((statuses(&admin), ids(&admin)), ([403, 403, 403], vec!["not_allowed"]));
    assert_eq!(ids(&at.json("/health")), ["open"]);

    let more = ["--method", "basic", "--route", "whoami=/api/guarded"];
    let basic = At::with_password("fastpluggy", &["--backend", "basic"], ["alice", "alice-pw"], &more);
    let guarded = basic.json("/api/guarded");
    assert_eq!((statuses(&guarded), ids(&guarded)), ([500, 500, 200], vec!["error_for_nobody"]));
    basic
        .probe("/api/guarded", &["--check"])
        .exits(9)
        .says(["it turns nobody away as somebody who is not logged in"]);
}

#[test]
fn fastpluggy_with_a_hook_that_returns_lets_everybody_in_as_a_guest() {
    let sandbox = Sandbox::new();
    let probe = |options: &[&str]| {
        let service = Service::run(&sandbox, "fastpluggy_custom", options);
        let whom = json!({ "username": "admin", "password": "admin-pw" });
        let token = http::post_json(&(service.url() + "/token"), &whom).json();
        with_token(&service, token["access_token"].as_str().unwrap(), "/api/guarded")
    };
    let redirected = probe(&["--on-error", "redirect"]);
    assert_eq!((statuses(&redirected), ids(&redirected)), ([200, 200, 200], vec!["open_as_guest"]));
    let raised = probe(&["--on-error", "raise"]);
    assert_eq!((statuses(&raised), ids(&raised)), ([500, 500, 200], vec!["error_for_nobody"]));
    let plain = probe(&[]);
    assert_eq!((statuses(&plain), ids(&plain)), ([401, 401, 200], vec![]));
}

#[test]
fn fluxlit_fails_with_a_token_whose_scope_is_a_list() {
    let at = At::new("fluxlit", &[], &["--method", "header"], "peer-api-key");
    let guarded = at.json("/etl/status");
    assert_eq!((statuses(&guarded), &guarded["guarded"]), ([401, 401, 200], &json!(true)));
    let issued = http::request(
        "POST",
        &(at.service.url() + "/api/dev/issue-token?sub=alice&scope=reports.read"),
        &[],
        "",
    );
    let token = issued.json()["access_token"].as_str().unwrap().to_owned();
    let me = with_token(&at.service, &token, "/api/me");
    assert_eq!((statuses(&me), ids(&me)), ([401, 401, 200], vec![]), "its signature was changed");
    let list = at
        .sandbox
        .authctl(["issue", "--secret-env", "S", "--issuer", "https://peer.test/auth", "--subject", "alice"])
        .args([
            "--audience",
            "fluxlit-peer-api",
            "--claim-json",
            "scope=[\"reports.read\"]",
            "--allow-weak-key",
            "--allow-odd-token",
        ])
        .env("S", "5e".repeat(32))
        .run()
        .succeeds();
    let failed = with_token(&at.service, list.text(), "/api/me");
    assert_eq!((statuses(&failed), ids(&failed)), ([401, 401, 500], vec!["error_for_mine"]));
    assert!(
        me["answers"]["bad"]["meaning"].as_str().unwrap().contains("says of what kind: Invalid token"),
        "{me}"
    );
}

#[test]
fn dash_answers_every_path_once_somebody_is_known() {
    let at = At::with_password("dash", &[], ["viewer", "viewer123"], &[]);
    let guarded = at.json("/api/whoami");
    assert_eq!((statuses(&guarded), ids(&guarded)), ([401, 401, 200], vec![]));
    let public = at.json("/api/public");
    assert_eq!((statuses(&public), ids(&public)), ([200, 200, 200], vec!["open"]));
    let nowhere = at.json("/nowhere/at/all");
    assert_eq!((statuses(&nowhere), ids(&nowhere)), ([401, 401, 200], vec!["any_path"]));
    let denied = at.json("/api/check/one_of/admin");
    assert_eq!((statuses(&denied), ids(&denied)), ([401, 401, 403], vec!["not_allowed"]));
    at.probe("/api/whoami", &["-X", "HEAD", "--check"]).exits(9);
    at.probe("/api/whoami", &["-X", "POST"]).exits(2);
}

#[test]
fn of_an_answer_that_comes_in_drops_the_beginning_is_enough() {
    let (tell, drops) = std::sync::mpsc::channel();
    let server = ScriptedServer::start_streaming(move |_, _, mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n\r\n").unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        // until the other side has gone, or for a minute
        let mut count = 0;
        while count < 1200 && stream.write_all(b"1").is_ok() && stream.read(&mut [0]).is_err() {
            count += 1;
        }
        tell.send(count).unwrap();
    });
    let told = Sandbox::new().run(["probe", &server.at("/drops")]).succeeds();
    assert!(told.text().contains("application/x-ndjson"), "{told}");
    for _ in server.seen() {
        let count: usize = drops.recv().unwrap();
        assert!(count < 600, "{count} drops were waited for");
    }
}
