//! Logins at services once more, by what is kept: never twice with what was refused or may have been, never before the service
//! wants it, and nothing of an answer is lost. By the real packages where they can be brought to it.

use crate::service_login::{At, one_time_code};
use crate::support::scripted::{Request, answer, json};
use crate::support::service::{Service, client_of, sent_back};
use crate::support::tmux::Tmux;
use crate::support::{Issuer, Output, Sandbox, ScriptedServer, http, until};
use authctl::jwt::base64url;
use rustix::process::Signal;
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often the login form was sent.
fn posts(traced: &Output) -> usize {
    traced.stderr.lines().filter(|line| line.contains("POST") && line.ends_with("/login")).count()
}

/// A login form that answers otherwise from the second time on, and a page that takes the cookie of the first for a while.
fn turns(then: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> ScriptedServer {
    let (logins, calls) = (AtomicUsize::new(0), AtomicUsize::new(0));
    ScriptedServer::start(move |request, _| match (request.path(), request.header("cookie")) {
        ("/login", _) if logins.fetch_add(1, Ordering::SeqCst) > 0 => then(),
        ("/login", _) => answer(303, &[("location", "/"), ("set-cookie", "session=first; Path=/")], ""),
        // the login asks once who it is
        (_, Some("session=first")) if calls.fetch_add(1, Ordering::SeqCst) == 0 => {
            json(200, &json!({"user": "alice"}))
        }
        _ => json(401, &json!({"detail": "nobody"})),
    })
}

fn logged_in(server: &ScriptedServer) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    let login =
        ["login", "work", &server.url, "--service", "fastpluggy", "--username", "alice", "--keep-password"];
    let login = sandbox.authctl(login).args([
        "--route",
        "whoami=/me",
        "--password-stdin",
        "--store",
        "file",
        "--allow-http",
    ]);
    login.stdin("a-password\n").run().succeeds();
    sandbox
}

fn logins(server: &ScriptedServer) -> usize {
    server.seen().iter().filter(|request| request.path() == "/login").count()
}

/// An answer whose end never comes.
fn cut(status: u16) -> Vec<u8> {
    format!("HTTP/1.1 {status} Scripted\r\ncontent-length: 99\r\nconnection: close\r\n\r\nabc").into_bytes()
}

#[test]
fn a_password_that_may_have_been_refused_is_not_sent_again() {
    for (then, words) in [
        (answer(500, &[], "Internal Server Error"), "HTTP 500"),
        (answer(200, &[("content-type", "text/html")], "<title>Log in</title>"), "it shows a page"),
        (answer(303, &[("location", "/")], ""), "without setting the cookie session"),
        (answer(403, &[], "no"), "HTTP 403"),
        (answer(302, &[("location", "/login")], ""), "HTTP 302"),
        (answer(303, &[("location", "/login/2fa"), ("set-cookie", "pending=1")], ""), "a second factor"),
        (answer(401, &[], &"x".repeat(2 << 20)), "HTTP 401"),
        (cut(401), "HTTP 401"),
        (answer(200, &[], &"x".repeat(2 << 20)), "is larger than"),
        (cut(200), "broke off"),
    ] {
        let server = turns(move || then.clone());
        let sandbox = logged_in(&server);
        sandbox.run(["call", "work", "/x"]).exits(4).says([words, "authctl login work"]);
        assert_eq!(logins(&server), 2, "{words}");
        for _ in 0..2 {
            sandbox.run(["call", "work", "/x"]).exits(4).says([words]);
        }
        assert_eq!(logins(&server), 2, "{words}");
        let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
        assert_eq!(status["renewable"], false);
        assert!(status["refused"].as_str().unwrap().contains(words), "{status}");
    }
}

#[test]
fn a_password_that_nobody_has_judged_is_kept() {
    for (then, words) in [
        (answer(404, &[], "not here"), "HTTP 404"),
        (answer(405, &[], ""), "HTTP 405"),
        (answer(502, &[], "bad gateway"), "HTTP 502"),
        (answer(503, &[], ""), "HTTP 503"),
    ] {
        let server = turns(move || then.clone());
        let sandbox = logged_in(&server);
        for _ in 0..2 {
            assert_ne!(sandbox.run(["call", "work", "/x"]).says([words]).code, 0);
        }
        assert_eq!(logins(&server), 3, "{words}");
        assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["renewable"], true);
    }
}

#[test]
fn a_service_that_wants_to_be_left_alone_is_left_alone() {
    for (then, most) in [
        (answer(429, &[("retry-after", "599")], ""), 599),
        (answer(403, &[("retry-after", "899")], "locked"), 899),
        (answer(503, &[("retry-after", "3000000000")], ""), 86_400),
        (answer(429, &[], ""), 60),
    ] {
        let server = turns(move || then.clone());
        let sandbox = logged_in(&server);
        assert_ne!(sandbox.run(["call", "work", "/x"]).code, 0);
        assert_eq!(logins(&server), 2);
        for words in [&["call", "work", "/x"][..], &["token", "work", "--force-renew"]] {
            let failure = sandbox.run([words, &["--json"]].concat());
            if words[0] == "token" {
                let failure = failure.exits(5).failure();
                assert_eq!((&failure["code"], &failure["retryable"]), (&json!("too_early"), &json!(true)));
                let wait = failure["message"].as_str().unwrap().rsplit(' ').nth(1).unwrap();
                assert!((1..=most).contains(&wait.parse::<i64>().unwrap()), "{failure}");
            } else {
                failure.says(["is left alone for another"]);
            }
        }
        assert_eq!(logins(&server), 2, "nobody was asked");
        assert!(sandbox.run(["status", "work"]).succeeds().text().contains("not before"));
    }
}

#[test]
fn fastpluggy_as_installed_gets_a_wrong_password_once() {
    let at = At::fastpluggy(&["--raw"]);
    at.with_password("alice-pw", &["--keep-password"]).succeeds();
    let header = at.run(&["token", "work", "--format", "header"]).succeeds().text().trim_end().to_owned();
    let cookie = header.strip_prefix("Cookie: ").unwrap();
    let form = "current_password=alice-pw&new_password=another-pw&confirm_password=another-pw";
    let headers = [("cookie", cookie), ("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(at.service.request("POST", "/profile/", &headers, form).status, 303);
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    let refused = at.run(&["call", "work", "/api/guarded", "-v"]).exits(4).says(["HTTP 500"]);
    assert_eq!(posts(&refused), 1, "{refused}");
    let again = at.run(&["call", "work", "/api/guarded", "-v"]).exits(4).says(["HTTP 500"]);
    assert_eq!(posts(&again), 0, "{again}");
}

#[test]
fn fastpluggy_is_left_alone_for_as_long_as_it_wants() {
    let at = At::fastpluggy(&["--attempts", "1"]);
    at.with_password("alice-pw", &["--keep-password"]).succeeds();
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    at.service.post_form("/login", &[("username", "alice"), ("password", "wrong")]);
    let told = at.run(&["call", "work", "/api/guarded", "-v"]);
    assert_eq!(posts(&told), 1, "{told}");
    let told = told.says(["HTTP 429", "it asks to wait "]);
    assert_ne!(told.code, 0);
    let again = at.run(&["call", "work", "/api/guarded", "-v"]).says(["is left alone for another"]);
    assert_eq!(posts(&again), 0, "{again}");
    assert_eq!(at.run(&["status", "work", "--json"]).succeeds().json()["renewable"], true);
}

#[test]
fn a_cookie_that_came_with_an_odd_answer_is_the_next_one() {
    let whole = |next: &str| answer(200, &[("set-cookie", next)], "no token today");
    let half = |next: &str| {
        format!("HTTP/1.1 200 Scripted\r\nset-cookie: {next}\r\ncontent-length: 99\r\n\r\n{{").into_bytes()
    };
    for (odd, exit, words) in [(whole as fn(&str) -> Vec<u8>, 1, "no JSON"), (half, 5, "broke off")] {
        let renewals = AtomicUsize::new(0);
        let server =
            ScriptedServer::start(move |request, _| match (request.path(), request.header("cookie")) {
                ("/auth/refresh", Some(cookie)) => {
                    let count = renewals.fetch_add(1, Ordering::SeqCst);
                    let next = format!("sid=s{}; Path=/", count + 1);
                    match (count, cookie == format!("sid=s{count}")) {
                        (_, false) => json(401, &json!({"detail": "an old cookie"})),
                        (1, true) => odd(&next),
                        (_, true) => {
                            let token = json!({"access_token": format!("t{count}"), "expires_in": 3600});
                            let kind = ("content-type", "application/json");
                            answer(200, &[("set-cookie", &next), kind], &token.to_string())
                        }
                    }
                }
                _ => json(200, &json!({"user": "alice"})),
            });
        let sandbox = Sandbox::with_file_store();
        let login =
            ["login", "work", "--api", &server.url, "--method", "cookie", "--cookie", "sid", "--allow-http"];
        let login =
            sandbox.authctl(login).args(["--route", "refresh=/auth/refresh", "--route", "whoami=/me"]);
        login.args(["--store", "file"]).stdin("s0\n").run().succeeds();
        sandbox.run(["token", "work", "--force-renew"]).exits(exit).says([words]);
        assert_eq!(sandbox.run(["token", "work", "--force-renew"]).succeeds().text().trim_end(), "t2");
    }
}

/// A code that is approved at once, with this answer to the question after it.
fn challenge(first: Vec<u8>) -> (ScriptedServer, Output) {
    let polls = AtomicUsize::new(0);
    let first = Arc::new(first);
    let server = ScriptedServer::start(move |request: &Request, _| match request.method.as_str() {
        "POST" => json(200, &json!({"code": "ABCD1234", "secret": "s-e-c-r-e-t", "approve_url": "/x"})),
        _ if !request.path().starts_with("/auth/cli-login/") => json(401, &json!({"detail": "Unauthorized"})),
        _ if polls.fetch_add(1, Ordering::SeqCst) == 0 => first.to_vec(),
        _ => json(404, &json!({"detail": "Challenge not found"})),
    });
    let sandbox = Sandbox::with_file_store();
    let login =
        ["login", "work", &server.url, "--service", "zndraw", "--method", "challenge", "--store", "file"];
    let told = sandbox.authctl(login).args(["--allow-http", "-vv"]).run();
    (server, told)
}

fn polls(server: &ScriptedServer) -> usize {
    server.seen().iter().filter(|request| request.path().starts_with("/auth/cli-login/")).count()
}

#[test]
fn the_one_answer_with_the_token_of_a_code_is_asked_for_once() {
    let whole = String::from_utf8(json(200, &json!({"status": "approved", "token": "e30.e30.e30"}))).unwrap();
    for cut in [whole.len() - 5, 40] {
        let (server, told) = challenge(whole.as_bytes()[..cut].to_vec());
        assert_eq!(polls(&server), 1, "{told}");
        assert_ne!(told.code, 0);
        assert!(!told.everything().contains("s-e-c-r-e-t"), "{told}");
    }
    // an error of the service's own is the same each time, and told
    let (server, told) = challenge(answer(500, &[], "Internal Server Error"));
    assert_eq!(polls(&server), 1, "{told}");
    told.exits(6).says(["HTTP 500", "With sqlmodel 0.0.45 or newer"]);
    // a gateway may have lost the token
    let (server, told) = challenge(answer(502, &[], "bad gateway"));
    assert_eq!(polls(&server), 2, "{told}");
    told.exits(4).says(["its token was fetched already", "the question before got no answer", "HTTP 502"]);
}

#[test]
fn fastpluggy_who_is_taken_for_a_guest_elsewhere_is_told_so() {
    let sandbox = Sandbox::with_file_store();
    let service = Service::run(&sandbox, "fastpluggy_custom", &["--on-error", "redirect"]);
    let login = service.request(
        "POST",
        "/token",
        &[("content-type", "application/json")],
        r#"{"username": "alice", "password": "alice-pw"}"#,
    );
    let token = login.json()["access_token"].as_str().unwrap().to_owned();
    let login = |token: &str| {
        let login = ["login", "work", &service.url(), "--service", "fastpluggy", "--method", "token"];
        let login = sandbox.authctl(login).args(["--route", "whoami=/api/guarded", "--store", "file"]);
        login.stdin(token).run()
    };
    login(&token).succeeds().says(["without any credential too, as Guest", "proves no login"]);
    login("e30.e30.e30").succeeds().says(["in the same way without any credential", "proves nothing"]);
    let absent =
        sandbox.authctl(["login", "other", &service.url(), "--service", "fastpluggy", "--method", "token"]);
    let absent = absent.args(["--route", "whoami=/nowhere", "--store", "file"]).stdin(token).run().succeeds();
    absent.says(["has nothing at /nowhere"]);
}

/// A token that nobody signed, of this person.
fn token_of(subject: &str) -> String {
    format!("e30.{}.e30", base64url::encode(json!({"sub": subject}).to_string().as_bytes()))
}

#[test]
fn o12_what_a_service_gives_instead_of_a_refusal_takes_nobodys_place() {
    // who cannot log in gets the session of a guest
    let server = turns(|| answer(303, &[("location", "/"), ("set-cookie", "session=guest; Path=/")], ""));
    let guests = ScriptedServer::start({
        let script = server.script();
        move |request, own_url| match request.header("cookie") {
            Some("session=guest") => json(200, &json!({"user": "guest"})),
            _ => script(request, own_url),
        }
    });
    let sandbox = logged_in(&guests);
    let words = "gives a credential of guest in the place of that of alice";
    for _ in 0..2 {
        sandbox.run(["call", "work", "/x"]).exits(4).says([words]);
        sandbox.run(["token", "work", "--force-renew"]).exits(4).prints_nothing();
    }
    assert_eq!(logins(&guests), 2);
    assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["account"], "alice");

    let others = ["alice", "mallory"].map(token_of);
    let logins = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |request, _| match request.path() {
        "/auth/jwt/login" => {
            let token = &others[logins.fetch_add(1, Ordering::SeqCst).min(1)];
            json(200, &json!({"access_token": token, "token_type": "bearer"}))
        }
        _ if request.header("authorization").is_some() => json(200, &json!({})),
        _ => json(401, &json!({"detail": "Unauthorized"})),
    });
    let sandbox = Sandbox::with_file_store();
    let login = ["login", "work", &server.url, "--service", "zndraw", "--username", "a", "--keep-password"];
    let login = sandbox.authctl(login).args(["--password-stdin", "--store", "file", "--allow-http"]);
    login.stdin("a-password\n").run().succeeds();
    sandbox
        .run(["token", "work", "--force-renew"])
        .exits(4)
        .says(["of mallory in the place of that of alice"]);
}

#[test]
fn a_service_that_cannot_say_who_one_is_costs_no_password() {
    for told in [
        answer(503, &[], ""),
        answer(404, &[], "no such page"),
        answer(403, &[], ""),
        answer(302, &[("location", "/maintenance")], ""),
        answer(200, &[("content-type", "text/html")], "<title>Back soon</title>"),
    ] {
        let asked = AtomicUsize::new(0);
        let server =
            ScriptedServer::start(move |request, _| match (request.path(), request.header("cookie")) {
                ("/login", _) => answer(303, &[("location", "/"), ("set-cookie", "session=s; Path=/")], ""),
                ("/me", Some(_)) if asked.fetch_add(1, Ordering::SeqCst) == 0 => {
                    json(200, &json!({"user": "alice"}))
                }
                ("/me", _) if asked.load(Ordering::SeqCst) > 1 => told.clone(),
                _ => json(401, &json!({"detail": "nobody"})),
            });
        let sandbox = logged_in(&server);
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
        let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
        assert_eq!((&status["account"], &status["renewable"]), (&json!("alice"), &json!(true)));
    }
}

#[test]
fn people_who_are_counted_are_told_apart() {
    let asked = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |request, _| match request.path() {
        "/login" => answer(303, &[("location", "/"), ("set-cookie", "session=s; Path=/")], ""),
        _ if request.header("cookie").is_none() => json(401, &json!({"detail": "nobody"})),
        _ => json(200, &json!({"id": asked.fetch_add(1, Ordering::SeqCst) + 1})),
    });
    let sandbox = logged_in(&server);
    sandbox.run(["token", "work", "--force-renew"]).exits(4).says(["of 2 in the place of that of 1"]);
}

#[test]
fn o12_whom_a_service_names_is_compared_though_it_turns_nobody_away() {
    for nobody in [answer(429, &[], ""), answer(503, &[], ""), answer(408, &[], ""), Vec::new()] {
        let asked = AtomicUsize::new(0);
        let server =
            ScriptedServer::start(move |request, _| match (request.path(), request.header("cookie")) {
                ("/login", _) => answer(303, &[("location", "/"), ("set-cookie", "session=s; Path=/")], ""),
                (_, Some(_)) => {
                    let names = ["alice@x", "mallory@x"];
                    json(200, &json!({"email": names[asked.fetch_add(1, Ordering::SeqCst).min(1)]}))
                }
                _ if asked.load(Ordering::SeqCst) < 2 => json(401, &json!({"detail": "nobody"})),
                _ => nobody.clone(),
            });
        let sandbox = logged_in(&server);
        let told = sandbox.run(["token", "work", "--force-renew"]).exits(4);
        told.says(["of mallory@x in the place of that of alice@x"]);
    }
}

#[test]
fn a_cookie_that_is_good_once_is_kept_though_nobody_can_say_whose_it_is() {
    let server = ScriptedServer::start(|request, _| match (request.path(), request.header("cookie")) {
        ("/auth/refresh", Some("sid=s0")) => {
            let body = json!({"access_token": "t0", "expires_in": 3600}).to_string();
            answer(200, &[("set-cookie", "sid=s1; Path=/"), ("content-type", "application/json")], &body)
        }
        ("/auth/refresh", _) => json(401, &json!({"detail": "used twice"})),
        _ => answer(503, &[], "not today"),
    });
    let sandbox = Sandbox::with_file_store();
    let words =
        ["login", "work", "--api", &server.url, "--method", "cookie", "--cookie", "sid", "--allow-http"];
    let login = sandbox.authctl(words).args(["--route", "refresh=/auth/refresh", "--route", "whoami=/me"]);
    let told = login.args(["--store", "file"]).stdin("s0\n").run().succeeds();
    told.says(["nobody knows whether", "takes this credential", "HTTP 503"]);
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text().trim_end(), "t0");
}

#[test]
fn the_first_line_of_stdin_is_the_password() {
    let server = ScriptedServer::start(|request, _| match request.path() {
        "/login" => {
            assert_eq!(request.field("password").as_deref(), Some("a-password"));
            answer(303, &[("location", "/"), ("set-cookie", "session=s; Path=/")], "")
        }
        _ => json(if request.header("cookie").is_some() { 200 } else { 401 }, &json!({"user": "alice"})),
    });
    for stdin in ["a-password\nuser: alice\n", "a-password\r\nurl: x\r\n", "a-password"] {
        let sandbox = Sandbox::with_file_store();
        let login = ["login", "work", &server.url, "--service", "fastpluggy", "--username", "alice"];
        let login =
            sandbox.authctl(login).args(["--route", "whoami=/me", "--password-stdin", "--store", "file"]);
        login.stdin(stdin).run().succeeds();
    }
}

/// A service whose cookie is good once, and which does not say who one is in the second renewal.
fn mute_service() -> ScriptedServer {
    let renewals = AtomicUsize::new(0);
    ScriptedServer::start_streaming(move |request, _, mut stream| {
        let next = match (request.path(), request.header("cookie")) {
            ("/auth/refresh", cookie) => {
                let count = renewals.fetch_add(1, Ordering::SeqCst);
                if cookie == Some(&format!("sid=s{count}")) {
                    let body = json!({"access_token": format!("t{count}"), "expires_in": 3600}).to_string();
                    let set = format!("sid=s{}; Path=/", count + 1);
                    answer(200, &[("set-cookie", &set), ("content-type", "application/json")], &body)
                } else {
                    json(401, &json!({"detail": "used twice"}))
                }
            }
            _ if renewals.load(Ordering::SeqCst) == 2 => {
                // until who asks is gone
                let _ = stream.read(&mut [0]);
                return;
            }
            _ => json(200, &json!({"user": "alice"})),
        };
        let _ = stream.write_all(&next);
    })
}

#[test]
fn t4_r3_a_cookie_that_came_is_kept_before_anybody_is_asked_whose_it_is() {
    let server = mute_service();
    let sandbox = Sandbox::with_file_store();
    let words =
        ["login", "work", "--api", &server.url, "--method", "cookie", "--cookie", "sid", "--allow-http"];
    let login = sandbox.authctl(words).args(["--route", "refresh=/auth/refresh", "--route", "whoami=/me"]);
    login.args(["--store", "file"]).stdin("s0\n").run().succeeds();
    let asked = || server.seen().iter().filter(|request| request.path() == "/me").count();
    let before = asked();
    let running = sandbox.authctl(["token", "work", "--force-renew"]).spawn();
    until("the service to be asked who it is", || (asked() > before).then_some(()));
    running.signal(Signal::KILL);
    running.finish();
    assert_eq!(sandbox.run(["token", "work", "--force-renew"]).succeeds().text().trim_end(), "t2");
}

#[test]
fn a_life_that_is_none_is_not_known() {
    for life in [i64::MIN, -1, i64::MAX] {
        let server = ScriptedServer::start(move |request, _| match request.path() {
            "/auth/jwt/login" => json(200, &json!({"access_token": "opaque", "expires_in": life})),
            _ if request.header("authorization").is_some() => json(200, &json!({"email": "a@x"})),
            _ => json(401, &json!({"detail": "Unauthorized"})),
        });
        let sandbox = Sandbox::with_file_store();
        let login = ["login", "work", &server.url, "--service", "zndraw", "--username", "a"];
        let login = sandbox.authctl(login).args(["--password-stdin", "--store", "file"]);
        login.stdin("a-password\n").run().succeeds();
        for words in [&["status", "work"][..], &["token", "work"], &["call", "work", "/x"]] {
            sandbox.run(words).succeeds();
        }
        assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["expires_at"], json!(null));
    }
}

#[test]
fn only_what_lets_somebody_in_is_a_login() {
    let with = |with: Vec<u8>, without: Vec<u8>, method: &str| {
        let server = ScriptedServer::start(move |request, _| {
            match request.header("authorization").or(request.header("cookie")) {
                Some(_) => with.clone(),
                None => without.clone(),
            }
        });
        let sandbox = Sandbox::with_file_store();
        let login =
            ["login", "work", "--api", &server.url, "--method", method, "--allow-http", "--store", "file"];
        let more: &[&str] = match method {
            "basic" => &["--username", "alice", "--password-stdin"],
            _ => &["--cookie", "session"],
        };
        sandbox.authctl(login).args(more).stdin("secret\n").run()
    };
    let nobody = || json(401, &json!({"detail": "nobody"}));
    for (status, code) in [(400, 6), (418, 6), (423, 6), (429, 5), (500, 5), (503, 5)] {
        with(answer(status, &[], "no"), nobody(), "basic").exits(code).says([&*format!("HTTP {status}")]);
    }
    for status in [403, 404] {
        let told = with(answer(status, &[], "no"), nobody(), "basic").succeeds();
        told.says([&*format!("with HTTP {status}: nobody knows whether it takes this credential")]);
    }
    with(answer(302, &[("location", "/locked")], ""), nobody(), "basic")
        .succeeds()
        .says(["with HTTP 302: nobody knows"]);
    with(json(200, &json!({})), answer(429, &[], ""), "basic").exits(5).says(["HTTP 429"]);
    with(answer(500, &[], ""), answer(500, &[], ""), "basic").exits(6).says(["HTTP 500"]);
    let elsewhere =
        |request: &str| answer(302, &[("location", &format!("https://id.example.com/sso?r={request}"))], "");
    with(elsewhere("1"), elsewhere("2"), "cookie").exits(6).says(["(HTTP 302)"]);
    let told = with(json(200, &json!({"user": "x".repeat(900_000)})), nobody(), "cookie").succeeds();
    assert!(told.stderr.len() < 1000, "{}", told.stderr.len());
}

#[test]
fn a26_a39_what_is_no_token_is_none_and_nothing_is_left_to_a_shell() {
    let login = |token: &str, code: &str| {
        let more: &[&str] = match token.is_empty() {
            true => &["--method", "challenge"],
            false => &["--username", "a", "--password-stdin"],
        };
        let (token, code) = (token.to_owned(), code.to_owned());
        let server = ScriptedServer::start(move |request, _| match request.path() {
            "/auth/jwt/login" => json(200, &json!({"access_token": token, "token_type": "bearer"})),
            "/auth/cli-login" => json(200, &json!({"code": code, "secret": "s", "approve_url": "/x"})),
            _ if request.header("authorization").is_some() => json(200, &json!({"email": "a@example.com"})),
            _ => json(401, &json!({"detail": "Unauthorized"})),
        });
        let sandbox = Sandbox::with_file_store();
        let login = ["login", "work", &server.url, "--service", "zndraw", "--store", "file", "--allow-http"];
        let output = sandbox.authctl(login).args(more).stdin("pw\n").run();
        (sandbox, output)
    };
    for odd in ["abc\r\nX-Evil: 1", "abc\u{1b}[2J", "two words", "ü"] {
        login(odd, "").1.exits(1).says(["its token holds characters that no token has"]);
    }
    let (sandbox, output) = login("x;touch${IFS}y", "");
    output.succeeds();
    let env = sandbox.run(["token", "work", "--format", "env"]).succeeds();
    assert_eq!(env.text().trim_end(), "AUTHCTL_TOKEN='x;touch${IFS}y'");
    for code in ["$(touch /tmp/x)", "AB; curl evil", "A\u{1b}[2J", &"A".repeat(65)] {
        let told = login("", code).1.exits(1);
        let told = told.says(["it holds no code that can be typed"]);
        assert!(!told.stderr.contains("touch"), "{told}");
    }
}

#[test]
fn what_was_got_elsewhere_is_pasted_at_a_terminal_unseen() {
    let at = At::start("fluxlit", &[], &[]);
    let login = |profile: &str, more: &[&str]| {
        let url = format!("{}/api", at.service.url());
        let words = [&["login", profile, &url, "--service", "fluxlit", "--store", "file"][..], more].concat();
        Tmux::start(&at.sandbox, &words, &[])
    };
    let terminal = login("work", &["--method", "header"]);
    terminal.shows("Value of the header X-API-Key at http://127.0.0.1");
    terminal.paste(b"peer-api-key\n");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    assert!(!terminal.screen().contains("peer-api-key"), "{}", terminal.screen());
    at.call("/etl/status").succeeds();
    let terminal = login("other", &["--method", "header"]);
    terminal.shows("Value of the header X-API-Key at");
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130, "{}", terminal.screen());
}

#[test]
fn the_address_where_a_browser_ended_is_pasted_at_a_terminal() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::start());
    let service = Service::start(&sandbox, "fluxlit", &client_of(&issuer, "fluxlit"));
    let page = service.request("GET", "/api/auth/login", &[], "");
    let back = http::get(&sent_back(page.header("location").unwrap()));
    let back = back.header("location").unwrap().trim_start_matches(&service.url()).to_owned();
    let landed = format!("{}{back}", service.url());
    let words = ["login", "work", &service.url(), "--service", "fluxlit", "--no-browser", "--store", "file"];
    let terminal = Tmux::start(&sandbox, &words, &[]);
    terminal.shows("The address where the browser ended");
    terminal.paste(b"rubbish\n");
    terminal.shows("Not taken:");
    terminal.paste(format!("{landed}\n").as_bytes());
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    assert!(!terminal.screen().contains(landed.split_once("auth_code=").unwrap().1), "{}", terminal.screen());
}

#[test]
fn the_cookie_of_a_browser_is_pasted_at_a_terminal() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::start());
    let service = Service::with(&sandbox, "dash", &client_of(&issuer, "dash"), &["--auth", "oidc"]);
    let words =
        ["login", "work", &service.url(), "--service", "dash", "--method", "cookie", "--store", "file"];
    let terminal = Tmux::start(&sandbox, &words, &[]);
    terminal.shows("Value of the cookie session:");
    terminal.paste(b"eyJ1c2VyIjp7fX0=.awDB2A.Hy8jCeh1ik\n");
    assert_eq!(terminal.exit_code(), 6, "{}", terminal.screen());
    assert!(!terminal.screen().contains("Hy8jCeh1ik"), "{}", terminal.screen());
}

#[test]
fn fastpluggy_a_password_that_alone_renews_nothing_is_not_kept() {
    let at = At::fastpluggy(&[]);
    let secret = at.service.request("POST", "/_test/totp/alice", &[], "").json();
    let code = one_time_code(secret["secret"].as_str().unwrap());
    let told = at.with_otp("alice-pw", &code, &["--keep-password"]).succeeds();
    told.says(["the password alone renews nothing, and is not kept"]);
    assert_eq!(at.run(&["status", "work", "--json"]).succeeds().json()["renewable"], false);
}

#[test]
fn an_address_elsewhere_does_not_become_the_service_of_a_profile() {
    let at = At::zndraw(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    let told = at.call("https://example.com/").exits(6);
    let told = told.says(["authctl profile set work --origin https://example.com"]);
    assert!(!told.stderr.contains("--api"), "{told}");
    let listed = at.run(&["profile", "list"]).succeeds();
    assert!(listed.text().contains(&format!("{}/ (zndraw)", at.service.url())), "{listed}");
}

#[test]
fn a_token_that_is_had_once_is_kept_though_nobody_can_say_whose_it_is() {
    let server = ScriptedServer::start(|request, _| match request.path() {
        "/auth/cli-login" => {
            json(200, &json!({"code": "TH46LMA9", "secret": "s-e-c-r-e-t", "approve_url": "/x"}))
        }
        "/auth/cli-login/TH46LMA9" => json(200, &json!({"status": "approved", "token": "t1"})),
        _ => answer(503, &[], "not today"),
    });
    let sandbox = Sandbox::with_file_store();
    let words =
        ["login", "work", &server.url, "--service", "zndraw", "--method", "challenge", "--store", "file"];
    sandbox.run(words).succeeds().says(["nobody knows whether", "HTTP 503"]);
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text().trim_end(), "t1");
}

#[test]
fn whoever_has_another_address_by_now_is_still_the_same() {
    let logins = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |request, _| match request.path() {
        "/auth/jwt/login" => {
            logins.fetch_add(1, Ordering::SeqCst);
            json(200, &json!({"access_token": token_of("1"), "token_type": "bearer"}))
        }
        _ if request.header("authorization").is_none() => json(401, &json!({"detail": "Unauthorized"})),
        _ => json(200, &json!({"email": format!("a{}@x", logins.load(Ordering::SeqCst))})),
    });
    let sandbox = Sandbox::with_file_store();
    let login = ["login", "work", &server.url, "--service", "zndraw", "--username", "a", "--keep-password"];
    let login = sandbox.authctl(login).args(["--password-stdin", "--store", "file", "--allow-http"]);
    login.stdin("a-password\n").run().succeeds().says(["as a1@x"]);
    for _ in 0..2 {
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
    }
}

#[test]
fn what_failed_on_this_machine_puts_no_login_off() {
    let server = turns(|| answer(303, &[("location", "/"), ("set-cookie", "session=first; Path=/")], ""));
    let sandbox = logged_in(&server);
    let renew = |more: &[&str]| sandbox.run([&["token", "work", "--force-renew"][..], more].concat());
    assert_ne!(renew(&["--ca-cert", "/nowhere/ca.pem"]).code, 0);
    assert!(!sandbox.run(["status", "work"]).everything().contains("not before"));
    assert_eq!(logins(&server), 1);
}

#[test]
fn a_cookie_that_was_refused_is_not_sent_again() {
    let logins = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |request, _| match request.path() {
        "/auth/refresh" => json(401, &json!({"detail": "no"})),
        "/auth/jwt/login" if logins.fetch_add(1, Ordering::SeqCst) > 0 => answer(503, &[], "not now"),
        "/auth/jwt/login" => {
            let body = json!({"access_token": "t0"}).to_string();
            answer(200, &[("set-cookie", "sid=s1; Path=/"), ("content-type", "application/json")], &body)
        }
        _ if request.header("authorization").is_some() => json(200, &json!({"user": "alice"})),
        _ => json(401, &json!({"detail": "nobody"})),
    });
    let sandbox = Sandbox::with_file_store();
    let words =
        ["login", "work", &server.url, "--service", "zndraw", "--username", "alice", "--keep-password"];
    let more = ["--route", "refresh=/auth/refresh", "--cookie", "sid", "--password-stdin", "--store", "file"];
    sandbox.authctl(words).args(more).stdin("a-password\n").run().succeeds();
    for _ in 0..2 {
        sandbox.run(["token", "work", "--force-renew"]).exits(5).says(["HTTP 503"]);
    }
    let sent = |path: &str| server.seen().iter().filter(|request| request.path() == path).count();
    assert_eq!((sent("/auth/refresh"), sent("/auth/jwt/login")), (1, 3));
}

#[test]
fn a_gateway_in_the_place_of_a_service_with_basic_is_no_refusal() {
    let server = ScriptedServer::start(|_, _| answer(503, &[], "maintenance"));
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", &server.url, "--method", "basic", "--username", "a", "--password-stdin"];
    let login = sandbox.authctl(words).args(["--route", "whoami=/me", "--store", "file"]).stdin("pw\n").run();
    login.exits(5).says(["HTTP 503"]);
}

#[test]
fn of_two_lines_of_stdin_the_second_is_the_code() {
    let server = ScriptedServer::start(|request, _| match request.path() {
        "/login" => answer(303, &[("location", "/login/2fa"), ("set-cookie", "pending=1; Path=/")], ""),
        "/login/2fa"
            if request.field("code").or_else(|| request.field("otp")).as_deref() == Some("123456") =>
        {
            answer(303, &[("location", "/"), ("set-cookie", "session=s; Path=/")], "")
        }
        _ => {
            json(if request.header("cookie") == Some("session=s") { 200 } else { 401 }, &json!({"user": "a"}))
        }
    });
    let login = |stdin: &str, method: &str| {
        let sandbox = Sandbox::with_file_store();
        let words = ["login", "work", &server.url, "--service", "fastpluggy", "--method", method];
        let more = ["--username", "alice", "--route", "whoami=/me", "--store", "file", "--field", "otp=code"];
        let flags = ["--password-stdin", "--otp-stdin"];
        sandbox.authctl(words).args(more).args(flags).stdin(stdin).run()
    };
    login("pw\n123456\nurl: x\n", "form-session").succeeds();
    let before = server.seen().len();
    login("pw\n\n", "form-session").exits(2).says(["no line with the code"]);
    login("pw\n123456\n", "basic").exits(2).says(["--method basic asks for no code of a second factor"]);
    assert_eq!(server.seen().len(), before);
}

#[test]
fn a_service_may_call_somebody_otherwise_than_its_tokens_do() {
    // of whoami at the login, and in the first renewal: it is away in one of them
    for away in [0, 1] {
        let logins = AtomicUsize::new(0);
        let server = ScriptedServer::start(move |request, _| match request.path() {
            "/auth/jwt/login" => {
                logins.fetch_add(1, Ordering::SeqCst);
                json(200, &json!({"access_token": token_of("alice"), "token_type": "bearer"}))
            }
            _ if logins.load(Ordering::SeqCst) == away + 1 => {
                answer(302, &[("location", "/maintenance")], "")
            }
            _ if request.header("authorization").is_none() => json(401, &json!({"detail": "Unauthorized"})),
            _ => json(200, &json!({"id": 5, "username": "alice-of-the-service"})),
        });
        let sandbox = Sandbox::with_file_store();
        let login =
            ["login", "work", &server.url, "--service", "zndraw", "--username", "a", "--keep-password"];
        let login = sandbox.authctl(login).args(["--password-stdin", "--store", "file", "--allow-http"]);
        login.stdin("a-password\n").run().succeeds();
        for _ in 0..2 {
            sandbox.run(["token", "work", "--force-renew"]).succeeds();
        }
    }
}

#[test]
fn a_code_is_not_spent_where_nobody_could_be_asked_whose_it_is() {
    let server = ScriptedServer::start(|_, _| answer(500, &[], ""));
    let sandbox = Sandbox::with_file_store();
    let words =
        ["login", "work", &server.url, "--service", "zndraw", "--method", "challenge", "--store", "file"];
    let told = sandbox.authctl(words).args(["--route", "whoami=https://id.example.com/me"]).run();
    told.exits(2).says(["is not where the service is"]);
    assert!(server.seen().is_empty());
    let words =
        ["login", "x", "--issuer", &server.url, "--client-id", "c", "--password-stdin", "--store", "file"];
    sandbox.authctl(words).stdin("pw").run().exits(2).says(["--password-stdin is for services"]);
}
