//! Help from the API: what a 401 or 403 wants, and the command that gets it (RFC 6750, RFC 9470, RFC 9728).

use crate::support::sandbox::{binary, following_browser};
use crate::support::{Issuer, Output, Sandbox, ScriptedServer, scripted, search};
use serde_json::{Value, json};
use std::process::Command;

/// Logged in with these words of the command line, at an issuer whose API is the profile's.
#[track_caller]
fn logged_in(issuer: &Issuer, more: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    let api = issuer.api.at("/api/");
    let words = [
        "login",
        "work",
        "--issuer",
        &issuer.url,
        "--client-id",
        "authctl",
        "--store",
        "file",
        "--api",
        &api,
    ];
    sandbox.authctl(words).args(more).env("BROWSER", following_browser()).run().succeeds();
    sandbox
}

/// The command that was shown.
#[track_caller]
fn command(output: &Output) -> String {
    let line = output.stderr.lines().find_map(|line| line.trim_start().strip_prefix("→ authctl login"));
    format!("authctl login{}", line.unwrap_or_else(|| panic!("no command in {output}")))
}

/// Pastes a line into a shell that knows authctl.
#[track_caller]
fn paste(line: &str, sandbox: &Sandbox) {
    let path = format!("{}:/usr/bin:/bin", binary().parent().unwrap().display());
    let mut shell = Command::new("/bin/sh");
    shell
        .env_clear()
        .envs(sandbox.environment().iter().cloned())
        .env("PATH", path)
        .env("BROWSER", following_browser());
    let done = shell.current_dir(sandbox.path("home")).args(["-c", line]).output().unwrap();
    assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
}

/// An API that answers everything like this, and nothing else.
fn api(status: u16, challenge: &str) -> ScriptedServer {
    let challenge = challenge.to_owned();
    ScriptedServer::start(move |_, own| {
        let challenge = challenge.replace("{own}", own);
        scripted::answer(status, &[("www-authenticate", &challenge)], "no")
    })
}

#[track_caller]
fn call(sandbox: &Sandbox, api: &ScriptedServer, more: &[&str]) -> Output {
    let address = api.at("/v1/notes");
    sandbox.authctl(["call", "work", &address, "--allow-origin", &api.url]).args(more).run()
}

#[test]
fn a_403_shows_the_missing_scopes_and_the_command_gets_them() {
    let issuer = Issuer::start();
    let resource = issuer.api.at("/api");
    let scopes = ["--scope", "openid offline_access api:read", "--resource", &resource];
    let sandbox = logged_in(&issuer, &scopes);
    let refused = sandbox.run(["call", "work", "write"]).succeeds();
    assert!(refused.text().contains("insufficient_scope"), "the body is the body: {refused}");
    assert_eq!(command(&refused), "authctl login work --scope 'openid offline_access api:read api:write'");
    assert_eq!(issuer.grants("refresh_token").len(), 0, "t9: a 403 renews nothing");
    paste(&command(&refused.says(["wants the scope api:write"])), &sandbox);
    assert_eq!(sandbox.run(["call", "work", "write"]).succeeds().json()["ok"], true);
}

#[test]
fn a_401_shows_the_resource_and_the_command_gets_a_token_for_it() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer, &["--scope", "openid offline_access"]);
    let refused =
        sandbox.run(["call", "work", "read"]).succeeds().says([&*issuer.url, &issuer.api.at("/api")]);
    let metadata =
        issuer.api.calls().into_iter().find(|call| call["url"].as_str().unwrap().contains("well-known"));
    assert_eq!(metadata.unwrap()["headers"]["authorization"], Value::Null, "no credential is sent for help");
    let resource = issuer.api.at("/api");
    let expected = format!("authctl login work --resource {resource}");
    assert_eq!(command(&refused), expected, "what it knows is told, and not asked for");
    refused.says(["It knows the scopes api:read api:write"]);
    paste(&expected, &sandbox);
    let step = sandbox.run(["call", "work", "read"]).succeeds();
    assert_eq!(command(&step), "authctl login work --scope 'openid offline_access api:read'");
    paste(&command(&step), &sandbox);
    assert_eq!(sandbox.run(["call", "work", "read"]).succeeds().json()["ok"], true);
}

#[test]
fn scripts_get_one_json_object() {
    let issuer = Issuer::start();
    let resource = issuer.api.at("/api");
    let sandbox = logged_in(&issuer, &["--scope", "openid api:read", "--resource", &resource]);
    let told = sandbox.run(["call", "work", "write", "--json"]).succeeds();
    let told: Value = serde_json::from_str(&told.stderr).unwrap();
    let challenge = &told["challenge"];
    assert_eq!((&challenge["status"], &challenge["error"]), (&json!(403), &json!("insufficient_scope")));
    assert_eq!(challenge["missing_scopes"], json!(["api:write"]));
    assert_eq!(challenge["commands"], json!(["authctl login work --scope 'openid api:read api:write'"]));
    let failure = sandbox.run(["call", "work", "write", "--json", "--fail"]).exits(22).failure();
    assert_eq!((&failure["challenge"], &failure["hint"]), (challenge, &challenge["commands"][0]));
    let quiet = sandbox.run(["call", "work", "write", "-q"]).succeeds();
    assert!(quiet.stderr.is_empty(), "{quiet}");
}

#[test]
fn a_login_that_is_too_weak_is_not_renewed_but_shown() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let api =
        api(401, "Bearer error=\"insufficient_user_authentication\", acr_values=\"gold\", max_age=\"60\"");
    let refused = call(&sandbox, &api, &[]).succeeds().says(["gold", "60 s"]);
    assert_eq!(command(&refused), "authctl login work --param 'acr_values=gold' --param 'max_age=60'");
    assert_eq!((api.seen().len(), issuer.grants("refresh_token").len()), (1, 0));
}

#[test]
fn a26_a27_words_of_an_api_neither_move_the_cursor_nor_run() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let hostile = "$(touch${IFS}ran) `touch,ran`;touch${IFS}ran a'b|touch${IFS}ran";
    let api = api(403, &format!("Bearer error=insufficient_scope, scope=\"{hostile}\""));
    let refused = call(&sandbox, &api, &[]).succeeds();
    let line = command(&refused);
    // the issuer may grant or refuse that: what counts is what the shell did
    let path = format!("{}:/usr/bin:/bin", binary().parent().unwrap().display());
    let mut shell = Command::new("/bin/sh");
    shell.env_clear().envs(sandbox.environment().iter().cloned()).env("PATH", path);
    shell.current_dir(sandbox.path("home")).args(["-c", &line]).output().unwrap();
    assert!(!sandbox.path("home/ran").exists(), "{line}");
    for odd in ["a\u{202e}b", "x\\\\y", "-x"] {
        let api = self::api(403, &format!("Bearer error=insufficient_scope, scope=\"{odd}\""));
        let refused = call(&sandbox, &api, &[]).succeeds().says(["left out of the command"]);
        assert!(
            !refused.stderr.contains(['\u{202e}', '\u{1b}']) && !refused.stderr.contains('→'),
            "{refused:?}"
        );
    }
}

#[test]
fn resource_metadata_is_asked_of_nobody_else_and_believed_only_about_the_api() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let elsewhere = ScriptedServer::start(|_, _| scripted::answer(200, &[], "{}"));
    let foreign = api(401, &format!("Bearer resource_metadata=\"{}/metadata\"", elsewhere.url));
    call(&sandbox, &foreign, &[]).succeeds().says(["only", &*foreign.url, "was asked"]);
    assert!(elsewhere.seen().is_empty(), "nobody is sent elsewhere");

    for (document, told) in [
        (json!({"resource": "https://bank.example.test"}), "which is not where the request went"),
        (
            json!({"authorization_servers": ["https://evil.example.test"]}),
            "which is not where the request went",
        ),
        (json!([]), "no object"),
    ] {
        let api = ScriptedServer::start(move |request, own| match request.path() {
            "/metadata" => scripted::json(200, &document),
            _ => {
                let challenge = format!("Bearer resource_metadata=\"{own}/metadata\"");
                scripted::answer(401, &[("www-authenticate", &challenge)], "no")
            }
        });
        let refused = call(&sandbox, &api, &[]).succeeds().says([told]);
        assert!(!refused.stderr.contains("evil.example.test"), "{refused}");
        let asked = api.seen().into_iter().find(|request| request.path() == "/metadata").unwrap();
        assert_eq!(asked.header("authorization"), None);
    }
}

#[test]
fn an_api_of_another_issuer_is_another_login() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let api = ScriptedServer::start(|request, own| match request.path() {
        "/metadata" => scripted::json(
            200,
            &json!({"resource": format!("{own}/v1"), "scopes_supported": ["notes"],
            "authorization_servers": ["https://other.example.test"]}),
        ),
        _ => {
            let challenge = format!("Basic realm=\"x\", Bearer resource_metadata={own}/metadata");
            scripted::answer(401, &[("www-authenticate", &challenge)], "no")
        }
    });
    let refused = call(&sandbox, &api, &["--no-renew"])
        .succeeds()
        .says(["of https://other.example.test", &*issuer.url]);
    let resource = api.at("/v1");
    let expected = format!(
        "authctl login NAME --client-id ID --issuer https://other.example.test --resource {resource} --scope 'openid \
         offline_access' --api {resource}"
    );
    assert_eq!(command(&refused), expected);
    refused.says(["It knows the scopes notes."]);
}

#[test]
fn a_token_that_has_expired_is_told_as_that_and_nothing_else() {
    let issuer = Issuer::with(&json!({"atTtl": 1}));
    let sandbox = logged_in(&issuer, &["--scope", "openid offline_access"]);
    issuer.wait_for_expiry();
    let told = sandbox.run(["call", "work", "read", "--no-renew"]).succeeds();
    assert!(!told.stderr.contains("authctl login"), "{told}");
    told.says(["it has expired, and --no-renew was given"]);
}

#[test]
fn a_login_that_is_over_is_a_failure_with_the_same_help() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer, &["--scope", "openid"]);
    let refused = sandbox.run(["call", "work", "read"]).exits(4);
    let resource = issuer.api.at("/api");
    let expected = format!("authctl login work --resource {resource}");
    assert_eq!(command(&refused), expected, "what the API wants comes before the plain login");
    assert_eq!(sandbox.run(["call", "work", "read", "--json"]).exits(4).failure()["hint"], expected.as_str());
}

#[test]
fn l1_a_token_that_a_challenge_repeats_is_shown_to_nobody() {
    let token = "canary-of-an-access-token";
    let api = ScriptedServer::start(|request, _| {
        let sent = request.header("authorization").unwrap().replace("Bearer ", "");
        let challenge =
            format!("Bearer error=\"insufficient_scope\", error_description=\"{sent}\", scope=\"{sent}\"");
        scripted::answer(403, &[("www-authenticate", &challenge), ("server", &sent)], "no")
    });
    let sandbox = Sandbox::new();
    for manner in ["-vv", "--json", "--include"] {
        let words = ["call", "--allow-origin", &api.url, &api.at("/x"), manner];
        let told = sandbox.authctl(words).env("AUTHCTL_TOKEN", token).run().succeeds();
        assert_eq!(search::forms_of(token, told.everything().as_bytes()), [""; 0], "{told}");
        told.says(["(not shown)"]);
    }
}

#[test]
fn a_token_of_the_variable_is_no_login_s_to_mend() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer, &["--scope", "openid offline_access"]);
    let api = api(403, "Bearer error=\"insufficient_scope\", scope=\"openid api:write\"");
    let address = api.at("/v1/notes");
    let call = |variable: &str| {
        let words = ["call", "work", &address, "--allow-origin", &api.url];
        sandbox.authctl(words).env("AUTHCTL_TOKEN", variable).run().succeeds()
    };
    let told = call("opaque").says(["api:write, which the token of AUTHCTL_TOKEN does not have"]);
    assert!(!told.stderr.contains("authctl login"), "{told}");
    // white space holds no token: that of the profile is sent
    assert!(command(&call(" \n")).starts_with("authctl login work --scope"));
    sandbox.run(["profile", "rename", "work", "AUTHCTL_TOKEN"]).succeeds();
    let words = ["call", "AUTHCTL_TOKEN", &address, "--allow-origin", &api.url];
    let told = sandbox.run(words).succeeds();
    assert!(command(&told).starts_with("authctl login AUTHCTL_TOKEN --scope"), "a profile may have any name");
    sandbox
        .run(["call", "AUTHCTL_TOKEN", &address])
        .exits(6)
        .says(["authctl profile set AUTHCTL_TOKEN --api"]);
}
