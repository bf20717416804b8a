//! `call`: an HTTP request with the credential, to nobody but the API.

use crate::support::ports::Nobody;
use crate::support::{Issuer, Sandbox, ScriptedServer, scripted};
use serde_json::{Value, json};
use std::io::Write as _;
use std::sync::{Mutex, mpsc};

/// A shell that runs its arguments in less data memory than the body below has bytes.
const LITTLE_MEMORY: &str = "ulimit -d 49152; exec \"$0\" \"$@\"";

#[test]
fn t7_the_credential_goes_into_the_authorization_header_alone() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["call", "work", "read?x=1"]).succeeds();
    let call = issuer.api.calls().remove(0);
    let token = sandbox.run(["token", "work"]).succeeds();
    assert_eq!(call["headers"]["authorization"], format!("Bearer {}", token.text()));
    assert_eq!(call["url"], "/api/read?x=1");
}

#[test]
fn methods_headers_and_bodies_are_sent_as_given() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let file = sandbox.write("body.txt", "from a file");
    let from_file = format!("@{}", file.display());
    let echo = |arguments: &[&str], stdin: &str| -> Value {
        sandbox.authctl(["call", "work", "write"]).args(arguments).stdin(stdin).run().succeeds().json()
    };
    let told = |answer: &Value| (answer["method"].clone(), answer["body"].clone());
    assert_eq!(told(&echo(&[], "")), (json!("GET"), json!("")));
    assert_eq!(told(&echo(&["-d", "a=1"], "")), (json!("POST"), json!("a=1")));
    assert_eq!(told(&echo(&["-X", "PUT", "-d", &from_file], "")), (json!("PUT"), json!("from a file")));
    assert_eq!(told(&echo(&["-d", "-"], "from stdin")), (json!("POST"), json!("from stdin")));
    assert_eq!(told(&echo(&["-X", "DELETE"], "")), (json!("DELETE"), json!("")));
    let sent = echo(&["--json-data", "{\"a\":1}", "-H", "X-Request-Id: 7"], "");
    assert_eq!(told(&sent), (json!("POST"), json!("{\"a\":1}")));
    assert_eq!(sent["headers"]["content-type"], "application/json");
    assert_eq!(sent["headers"]["x-request-id"], "7");
}

#[test]
fn options_may_stand_between_the_profile_and_the_address() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["call", "work", "-X", "DELETE", "write", "--fail"]).succeeds();
    sandbox.run(["call", "-X", "DELETE", "write", "--fail"]).succeeds();
    sandbox.run(["call"]).exits(2).prints_nothing().says(["no address", "call [profile] url"]);
    sandbox.run(["call", "work", "read", "more"]).exits(2).prints_nothing();
    sandbox.run(["call", "work", "-d", "@", "write"]).exits(2).prints_nothing().says(["behind the @"]);
}

#[test]
fn the_answer_goes_to_stdout_or_a_file_with_its_headers_where_asked() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let whole = sandbox.run(["call", "work", "read", "-i"]).succeeds();
    assert!(whole.text().starts_with("HTTP/1.1 200"), "{whole}");
    assert!(whole.text().to_lowercase().contains("content-type: application/json"), "{whole}");
    assert!(whole.text().ends_with('}'), "{whole}");
    let file = sandbox.path("answer");
    let quiet =
        sandbox.run(["call", "work", "read", "-o", file.to_str().unwrap()]).succeeds().prints_nothing();
    assert!(quiet.stderr.is_empty(), "{quiet}");
    let kept: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(kept["ok"], true);
}

#[test]
fn a_status_of_400_and_above_is_an_error_only_with_fail() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let shown = sandbox.run(["call", "work", "admin"]).succeeds();
    assert_eq!(shown.json()["error"], "insufficient_scope");
    sandbox.run(["call", "work", "admin", "-f"]).exits(22).says(["403"]);
}

#[test]
fn t11_a_foreign_origin_gets_no_credential_unless_allowed() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let foreign = ScriptedServer::start(|_, _| scripted::answer(200, &[], "hello"));
    let url = foreign.at("/x");
    let refused = sandbox.run(["call", "work", &url]).exits(6).prints_nothing();
    refused.says([foreign.url.as_str(), "--allow-origin"]);
    assert!(foreign.seen().is_empty(), "it was not even asked");
    // the same host at another port is another origin too
    let answer = sandbox.run(["call", "work", &url, "--allow-origin", &foreign.url]).succeeds();
    assert_eq!(answer.text(), "hello");
    assert!(foreign.seen()[0].header("authorization").is_some_and(|value| value.starts_with("Bearer ")));
}

#[test]
fn a36_a_redirect_to_another_origin_gets_no_credential() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let foreign = ScriptedServer::start(|_, _| scripted::answer(200, &[], "hello"));
    for status in ["301", "302", "303", "307", "308"] {
        let to = url::form_urlencoded::byte_serialize(foreign.at("/x").as_bytes()).collect::<String>();
        let bounce = issuer.api.at(&format!("/bounce?status={status}&to={to}"));
        sandbox.run(["call", "work", &bounce]);
        for request in foreign.seen() {
            assert_eq!(request.header("authorization"), None, "{status}");
        }
    }
}

#[test]
fn a36_a_redirect_within_the_origin_keeps_the_credential() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let bounce = issuer.api.at("/bounce?to=%2Fapi%2Fread");
    assert_eq!(sandbox.run(["call", "work", &bounce, "--fail"]).succeeds().json()["path"], "/api/read");
}

#[test]
fn a39_nothing_can_be_smuggled_into_headers_and_addresses() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for arguments in [
        ["-H", "X-A: 1\r\nX-B: 2"],
        ["-H", "X-A: 1\nX-B: 2"],
        ["-H", "X\r\nA: 1"],
        ["-H", "no colon"],
        ["-H", ": no name"],
        ["-X", "GET /x HTTP/1.1\r\nA: b"],
        ["-X", "G T"],
    ] {
        sandbox.authctl(["call", "work", "read"]).args(arguments).run().exits(2).prints_nothing();
    }
    for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript://x", "http://", "read\r\nX: y"] {
        sandbox.run(["call", "work", url]).exits(2).prints_nothing();
    }
    assert!(issuer.api.calls().is_empty());
}

#[test]
fn a39_sixty_inputs_with_what_no_header_and_no_name_holds_are_refused_before_any_request() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.clear_log();
    let hostile = [
        "\r",
        "\n",
        "\r\nX: y",
        "\n y",
        "\r\n\r\nGET / HTTP/1.1",
        "\u{1}",
        "\u{b}",
        "\u{7f}",
        "\u{1b}[2J",
        "\u{8}",
    ];
    for bits in hostile {
        let (value, name, method) = (format!("X-A: b{bits}c"), format!("X{bits}A: b"), format!("G{bits}T"));
        let (path, profile, url) =
            (format!("read{bits}x"), format!("work{bits}x"), format!("{}/{bits}x", issuer.url));
        for words in [
            &["call", "work", "read", "-H", &value][..],
            &["call", "work", "read", "-H", &name],
            &["call", "work", "read", "-X", &method],
            &["call", "work", &path],
            &["token", "--profile", &profile],
            &["login", "fresh", "--issuer", &url, "--client-id", "authctl", "--store", "none"],
        ] {
            let refused = sandbox.run(words).prints_nothing();
            assert!([1, 2, 6].contains(&refused.code), "{words:?}: {refused}");
        }
    }
    assert!(issuer.api.calls().is_empty() && issuer.log().is_empty(), "{:?}", issuer.log());
}

#[test]
fn a_big_body_streams_through_in_bounded_memory() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let bytes = 64 << 20;
    let limit = ["/bin/sh", "-c", LITTLE_MEMORY];
    let file = sandbox.path("down");
    let down = issuer.api.at(&format!("/stream?bytes={bytes}"));
    let call = sandbox.authctl(["call", "work", &down, "-o", file.to_str().unwrap()]);
    call.under(limit).run().succeeds();
    assert_eq!(std::fs::metadata(&file).unwrap().len(), bytes);

    let data = format!("@{}", file.display());
    let up = issuer.api.at("/stream");
    let sent = sandbox.authctl(["call", "work", &up, "-d", &data]).under(limit).run().succeeds();
    assert_eq!(sent.json()["received"], bytes);
}

#[test]
fn what_has_come_is_shown_before_the_answer_ends() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    let slow = ScriptedServer::start_streaming(move |_, _, mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfirst").unwrap();
        let _ = may_go_on.lock().unwrap().recv();
        stream.write_all(b"-last").unwrap();
    });
    let call = sandbox.authctl(["call", "work", &slow.at("/"), "--allow-origin", &slow.url]).spawn();
    call.stdout_until("first piece", |text| text.contains("first").then_some(()));
    assert!(!call.has_ended());
    go_on.send(()).unwrap();
    assert_eq!(call.finish().succeeds().text(), "first-last");
}

#[test]
fn a55_a_body_from_a_pipe_is_not_sent_twice() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let flaky = issuer.api.at("/flaky?n=1");
    let refused = sandbox.authctl(["call", "work", &flaky, "-d", "-", "-f"]).stdin("once").run().exits(22);
    assert_eq!(issuer.api.calls().len(), 1, "{refused}");
    issuer.api.clear();
    let again = sandbox.run(["call", "work", &flaky, "-d", "twice", "-f"]).succeeds();
    assert_eq!((again.json()["body"].as_str(), issuer.api.calls().len()), (Some("twice"), 2));
}

#[test]
fn the_exit_code_of_a_401_that_stays_says_why_no_token_could_help() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let refusing = issuer.api.at("/refuse/x");
    let call = |more: &[&str]| {
        let refused = sandbox.authctl(["call", "work", &refusing]).args(more).run();
        assert!(!refused.text().is_empty(), "the answer is passed on: {refused}");
        refused
    };
    call(&[]).succeeds().says(["the renewed token was not taken either"]);
    call(&["--fail"]).exits(22);
    call(&["--no-renew"]).succeeds().says(["--no-renew was given"]);
    call(&["--no-renew", "--fail"]).exits(22);
    issuer.fail("/token", 100, 503, "busy");
    call(&["--fail"]).exits(5);
    issuer.fail("/token", 0, 0, "");
    issuer.forget();
    call(&["--fail"]).exits(4).says(["authctl login work"]);
}

#[test]
fn an_api_that_is_not_there_is_a_network_failure() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let nobody = Nobody::new();
    let gone = nobody.url();
    let failed = sandbox.run(["call", "work", &gone, "--allow-origin", &gone]).exits(5).prints_nothing();
    failed.says([gone.trim_start_matches("http://")]);
}

#[test]
fn a_profile_without_an_address_is_asked_for_the_address() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let asked = issuer.api.calls().len();
    sandbox
        .run(["call", "work"])
        .exits(2)
        .prints_nothing()
        .says(["work is a profile", "authctl call work URL"]);
    assert_eq!(issuer.api.calls().len(), asked);
}

#[test]
fn a_person_whose_profile_keeps_nothing_is_told_so() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    sandbox.login_with("work", &issuer, "none").run().succeeds();
    sandbox.run(["call", "work", "read"]).exits(4).prints_nothing().says(["store none", "--store file"]);
}

#[test]
fn a42_no_trace_shows_what_call_sends_and_gets() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let words = ["call", "work", "read", "-vv", "--json-data", r#"{"scope":"a-word-of-the-request"}"#];
    let traced = sandbox.run(words).succeeds().says(["bytes of body", "content-type"]);
    assert!(traced.text().contains("\"ok\""), "{traced}");
    assert!(!traced.stderr.contains("a-word-of-the-request") && !traced.stderr.contains(" ok ="), "{traced}");
}
