//! What goes with each request to a service and was got elsewhere, given by hand: to the byte, and asked for as what it is.

use crate::support::service::Service;
use crate::support::tmux::Tmux;
use crate::support::{Output, Sandbox, ScriptedServer, scripted};
use serde_json::json;

/// A service that takes this header alone, and repeats another one without its scheme.
fn takes(name: &'static str, value: &'static str) -> ScriptedServer {
    ScriptedServer::start(move |request, _| match request.header(name) {
        Some(found) if found == value => scripted::json(200, &json!({ "user": "alice" })),
        found => {
            let last = found.unwrap_or_default().rsplit(' ').next();
            scripted::json(401, &json!({ "detail": format!("what is {}", last.unwrap_or_default()) }))
        }
    })
}

fn login(sandbox: &Sandbox, url: &str, words: &[&str], stdin: &str) -> Output {
    let login = sandbox.authctl(["login", "work", url, "--route", "whoami=/me", "--store", "file", "-vv"]);
    login.args(words).stdin(stdin).run()
}

#[test]
fn a_header_and_a_cookie_are_sent_to_the_byte() {
    let sandbox = Sandbox::with_file_store();
    let of_header = ["--method", "header", "--header", "Authorization"];
    let of_cookie = ["--method", "cookie", "--cookie", "s"];
    for (words, given, name, sent) in [
        (of_header, "GenieKey canary-key-1\n", "authorization", "GenieKey canary-key-1"),
        (of_header, "Token token=\"canary-key-1\" \r\n", "authorization", "Token token=\"canary-key-1\""),
        (of_header, "Bearer canary-key-1", "authorization", "Bearer canary-key-1"),
        (of_cookie, "\"canary key-1\"\n", "cookie", "s=\"canary key-1\""),
        (of_cookie, "Bearer canary-key-1\n", "cookie", "s=Bearer canary-key-1"),
    ] {
        let server = takes(name, sent);
        let told = login(&sandbox, &server.url, &words, given).succeeds();
        assert!(!told.everything().contains("canary"), "{told}");
        assert_eq!(sandbox.run(["call", "work", "/me"]).succeeds().json()["user"], "alice");
        sandbox.run(["logout", "work"]).exits(0);
        sandbox.run(["profile", "remove", "work"]).succeeds();
    }
    let server = takes("authorization", "GenieKey another");
    let refused = login(&sandbox, &server.url, &of_header, "GenieKey canary-key-1\n").exits(6);
    assert!(!refused.everything().contains("canary"), "{refused}");
    for (words, given, said) in [
        (of_header, "one\ntwo\n", "one line is wanted"),
        (of_header, "caf\u{e9}\u{1}\n", "characters that no header can carry"),
        (of_header, " \n", "nothing was given"),
        (of_cookie, "a; Path=/\n", "a cookie's value has no semicolon"),
    ] {
        login(&sandbox, &server.url, &words, given).exits(2).says([said]);
    }
}

#[test]
fn fluxlit_the_user_of_a_proxy_may_have_a_blank_in_the_name() {
    let sandbox = Sandbox::with_file_store();
    let service = Service::run(&sandbox, "fluxlit", &[]);
    let words = ["login", "work", &service.url(), "--service", "fluxlit", "--method", "header"];
    let login = sandbox.authctl(words).args(["--header", "X-Remote-User", "--store", "file"]);
    login.stdin("Bob the Builder\n").run().succeeds();
    let who = sandbox.run(["call", "work", "/proxy/me", "-H", "X-Forwarded-Proto: https"]).succeeds();
    assert_eq!(who.json()["user"], "Bob the Builder");
}

#[test]
fn a_person_is_asked_for_what_it_is() {
    let sandbox = Sandbox::with_file_store();
    let server = ScriptedServer::start(|request, _| match request.header("authorization") {
        Some("Bearer pat-of-alice") => scripted::answer(200, &[], ""),
        _ if request.header("x-user") == Some("a b") => scripted::answer(200, &[], ""),
        _ if request.header("cookie") == Some("s=session-of-alice") => {
            scripted::json(200, &json!({ "access_token": "pat-of-alice" }))
        }
        _ => scripted::answer(307, &[("location", "/login?next=x")], ""),
    });
    let of_cookie = ["--method", "cookie", "--cookie", "s", "--route", "refresh=/refresh"];
    for (service, words, question, answer) in [
        ("fastpluggy", &["--method", "token"][..], "Token for http://127.0.0.1", "pat-of-alice"),
        ("fluxlit", &of_cookie, "Value of the cookie s", "session-of-alice"),
        ("taskflow", &["--method", "header", "--header", "X-User"], "Value of the header X-User at", "a b"),
    ] {
        let login = ["login", service, &server.url, "--service", service, "--store", "file"];
        let terminal = Tmux::start(&sandbox, &[&login[..], words].concat(), &[]);
        terminal.shows(question);
        terminal.type_text(answer);
        terminal.press("Enter");
        assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
        assert!(!terminal.screen().contains(answer), "{}", terminal.screen());
    }
}

#[test]
fn what_a_profile_prints_for_the_environment_works_there() {
    for (words, name, value, given) in [
        (["--method", "header", "--header", "X-Key"], "x-key", "canary-key-1", "canary-key-1"),
        (["--method", "cookie", "--cookie", "s"], "cookie", "s=canary-1", "canary-1"),
        (["--method", "token", "--sent-as", "bearer"], "authorization", "Bearer canary-1", "canary-1"),
    ] {
        let (sandbox, elsewhere) = (Sandbox::with_file_store(), Sandbox::with_file_store());
        let server = takes(name, value);
        login(&sandbox, &server.url, &words, given).succeeds();
        let printed = sandbox.run(["token", "work", "--format", "env"]).succeeds();
        let held = printed.text().trim_end().strip_prefix("AUTHCTL_TOKEN=").unwrap().to_owned();
        assert_eq!(held, given);
        elsewhere.run([&["profile", "add", "work", "--api", &server.url][..], &words].concat()).succeeds();
        let called = elsewhere.authctl(["call", "work", "/me"]).env("AUTHCTL_TOKEN", &held).run();
        assert_eq!(called.succeeds().json()["user"], "alice", "{name}");
        if words[1] == "token" {
            continue;
        }
        elsewhere.run(["profile", "set", "work", "--route", "whoami=/me"]).succeeds();
        let who =
            elsewhere.authctl(["whoami", "work", "--json"]).env("AUTHCTL_TOKEN", &held).run().succeeds();
        assert_eq!(who.json()["source"], "service", "{name}");
    }
}
