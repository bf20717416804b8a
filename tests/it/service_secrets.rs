//! No secret of a service's login is shown, whatever the service repeats.

use crate::service_login::{At, one_time_code};
use crate::support::{Output, Sandbox, ScriptedServer, scripted, search};
use serde_json::json;

const SECRET: &str = "canary/secret+of.a:login";

#[track_caller]
fn hides(output: &Output, secrets: &[&str]) {
    for secret in secrets {
        let forms = search::forms_of(secret, output.everything().as_bytes());
        assert!(forms.is_empty(), "{secret} as {forms:?} in {output}");
    }
}

/// A service that says no to everything, and repeats all that it was asked.
fn echo() -> ScriptedServer {
    ScriptedServer::start(|request, _| match (request.method.as_str(), request.path()) {
        ("POST", "/auth/cli-login") => scripted::json(200, &json!({ "code": "TH46LMA9", "secret": SECRET })),
        ("GET", "/api/auth/login") => {
            scripted::answer(302, &[("location", "/authorize?client_id=x&response_type=code")], "")
        }
        ("POST", "/register") => {
            let page = format!("<div class=error>{} is no good</div>", request.field("password").unwrap());
            scripted::answer(200, &[("content-type", "text/html")], &page)
        }
        _ => {
            let detail = format!("I do not know {} {}", request.target, request.body);
            scripted::json(400, &json!({ "detail": detail }))
        }
    })
}

#[test]
fn l1_what_a_service_repeats_of_a_query_or_of_json_is_not_shown() {
    let (sandbox, server) = (Sandbox::with_file_store(), echo());
    let login = |more: &[&str]| {
        let login = sandbox.authctl(["login", "work", &server.url, "--store", "file", "-vv"]);
        login.args(more).stdin(format!("{SECRET}\n")).run()
    };
    let told = login(&["--service", "zndraw", "--method", "challenge"]).exits(6);
    hides(&told.says(["(HTTP 400): I do not know", "secret=(not shown)"]), &[SECRET]);
    let told = login(&["--service", "fluxlit", "--no-browser"]).exits(6);
    hides(&told.says(["(HTTP 400): I do not know", r#"{"code":"(not shown)"}"#]), &[SECRET]);

    let register = |more: &[&str]| {
        let register = sandbox.authctl(["account", "register", &server.url, "--service", "zndraw", "-vv"]);
        let register = register.args(["--username", "carol@example.com", "--password-stdin"]);
        register.args(more).stdin(format!("{SECRET}\n")).run()
    };
    let told = register(&["--field", "password=pw"]).exits(6);
    hides(&told.says(["(HTTP 400): I do not know", r#""pw":"(not shown)""#]), &[SECRET]);
    let told = register(&["--route", "register=/register", "--register-body", "form"]).exits(1);
    hides(&told.says(["it shows a page instead of going on: (not shown) is no good"]), &[SECRET]);
}

#[test]
fn l1_what_a_later_answer_repeats_of_an_earlier_request_is_not_shown() {
    let server = ScriptedServer::start(|request, _| match request.path() {
        "/auth/jwt/login" => {
            scripted::json(200, &json!({"access_token": "a-token-of-them", "token_type": "bearer"}))
        }
        _ => scripted::json(503, &json!({ "detail": format!("busy with {SECRET} and a-token-of-them") })),
    });
    let sandbox = Sandbox::with_file_store();
    for more in [&[][..], &["-vv"], &["--json"]] {
        let login = sandbox.authctl(["login", "work", &server.url, "--service", "zndraw", "--store", "file"]);
        let login = login.args(["--username", "alice", "--password-stdin"]).args(more);
        let told = login.stdin(format!("{SECRET}\n")).run().exits(5).says(["busy with (not shown)"]);
        hides(&told, &[SECRET, "a-token-of-them"]);
    }
}

/// What goes with each request of the profile, without what stands before it.
#[track_caller]
fn kept(at: &At) -> String {
    let header = at.run(&["token", "work", "--format", "header"]).succeeds();
    header.text().trim_end().rsplit([' ', '=']).next().unwrap().to_owned()
}

/// The password is like the user's name, and so only looked for as a whole.
#[track_caller]
fn shows_neither(stderr: &str, password: &str, credential: &str) {
    let forms = search::forms_of(credential, stderr.as_bytes());
    assert!(forms.is_empty() && !stderr.contains(password), "{forms:?} or {password} in {stderr}");
}

#[test]
fn a42_no_trace_of_a_login_shows_its_password_or_what_comes_of_it() {
    for (at, hidden) in [
        (At::zndraw(&[]), "access_token = (not shown)"),
        (At::taskflow(), "set-cookie: (not shown)"),
        (At::fastpluggy(&[]), "set-cookie: (not shown)"),
    ] {
        let told = at.with_password("alice-pw", &["-vv", "--keep-password"]).succeeds();
        let first = kept(&at);
        shows_neither(&told.says(["password = (not shown)", hidden]).stderr, "alice-pw", &first);
        let renewed = at.run(&["token", "work", "--force-renew", "-vv"]).succeeds();
        let renewed = renewed.says(["password = (not shown)", hidden]);
        shows_neither(&renewed.stderr, "alice-pw", &first);
        shows_neither(&renewed.stderr, "alice-pw", &kept(&at));
    }
}

#[test]
fn fastpluggy_a42_no_trace_of_a_second_factor_shows_its_code_or_its_sessions() {
    let at = At::fastpluggy(&[]);
    let secret = at.service.request("POST", "/_test/totp/alice", &[], "").json();
    let code = one_time_code(secret["secret"].as_str().unwrap());
    // what the first step gives is another one each time: of two that look alike none is shown
    let first = at.service.post_form("/login", &[("username", "alice"), ("password", "alice-pw")]);
    assert_eq!(first.cookie("pending_2fa").map(str::len), Some(36), "{first:?}");
    let told = at.with_otp("alice-pw", &code, &["-vv"]).succeeds();
    let told =
        told.says(["/login/2fa", "code = (not shown)", "cookie: (not shown)", "set-cookie: (not shown)"]);
    shows_neither(&told.stderr, "alice-pw", &kept(&at));
    shows_neither(&told.stderr, &code, "pending_2fa=");
    let is_uuid = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let mut words = told.stderr.split(|sign: char| !(sign.is_ascii_hexdigit() || sign == '-'));
    assert!(!words.any(is_uuid), "{told}");
    let refused = at.with_otp("alice-pw", "000000", &["-vv"]).exits(6);
    shows_neither(&refused.says(["(HTTP 401): Invalid code"]).stderr, "alice-pw", "000000");
}

#[test]
fn zndraw_a42_no_trace_of_who_waits_shows_the_secret_of_the_code() {
    let (at, bob) = (At::zndraw(&[]), "bob@example.com");
    let url = at.service.url();
    let login = at.sandbox.authctl(["login", "bob", &url, "--service", "zndraw", "--username", bob]);
    login.args(["--password-stdin", "--store", "file"]).stdin("bob-pw\n").run().succeeds();
    let login = ["login", "work", &url, "--service", "zndraw", "--method", "challenge", "--store", "file"];
    let waiting = at.sandbox.authctl(login).args(["-vv", "--json"]).spawn();
    let events = |text: &str| -> Vec<serde_json::Value> {
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    };
    let event = waiting
        .stderr_until("a code", |text| events(text).into_iter().find(|event| event["event"] == "challenge"));
    let code = event["user_code"].as_str().unwrap();
    assert_eq!(event["command"], format!("authctl account approve {code} PROFILE"));
    let secret = at.service.request("GET", &format!("/_test/challenge/{code}"), &[], "").json();
    at.run(&["account", "approve", code, "bob", "--yes"]).succeeds();
    let told = waiting.finish().succeeds();
    let told = told.says(["secret = (not shown)", "?secret=…", "token = (not shown)"]);
    hides(&told, &[secret["secret"].as_str().unwrap(), &kept(&at)]);
}
