//! No secret of a service's login is shown, whatever the service repeats.

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
