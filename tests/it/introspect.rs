//! `introspect` (goal T13): POST with client authentication, and only `"active": true` means active.

use crate::support::sandbox::following_browser;
use crate::support::{Issuer, Sandbox, ScriptedServer, scripted};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The profile `rs` of the resource server, which has a secret and no login.
fn resource_server(issuer: &str) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    let secret = sandbox.write("secret", "rs-secret\n");
    let words = ["profile", "add", "rs", "--issuer", issuer, "--client-id", "rs", "--client-secret-file"];
    sandbox.authctl(words).args([secret]).run().succeeds();
    sandbox
}

/// Logged in without a resource: the access token is opaque, and the issuer speaks of it.
fn logged_in(issuer: &Issuer) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let login = sandbox.authctl(words).args(["--scope", "openid offline_access"]);
    login.env("BROWSER", following_browser()).run().succeeds();
    sandbox
}

/// An issuer that answers introspection with this, and a profile at it.
fn answering(status: u16, body: Value) -> (ScriptedServer, Sandbox) {
    let issuer = ScriptedServer::start(move |request, own| match request.path() {
        "/.well-known/openid-configuration" => {
            let introspection = format!("{own}/introspect");
            scripted::json(200, &json!({"issuer": own, "introspection_endpoint": introspection}))
        }
        "/introspect" => scripted::json(status, &body),
        _ => scripted::answer(404, &[], ""),
    });
    let sandbox = resource_server(&issuer.url);
    (issuer, sandbox)
}

#[test]
fn t13_the_profiles_own_tokens_are_asked_about() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer);
    let answer = sandbox.run(["introspect"]).succeeds();
    assert_eq!((&answer.json()["active"], &answer.json()["sub"]), (&json!(true), &json!("alice")));
    assert_eq!(sandbox.run(["introspect", "--type", "refresh"]).succeeds().json()["active"], true);
    let asked = issuer.requests_to("/token/introspection");
    let hints: Vec<_> = asked.iter().map(|one| one["params"]["token_type_hint"].clone()).collect();
    assert_eq!(hints, ["access_token", "refresh_token"]);
    assert!(asked.iter().all(|one| one["method"] == "POST" && one["url"] == "/token/introspection"));
    let tokens = issuer.last_tokens();
    for name in ["access_token", "refresh_token"] {
        assert!(
            !answer.everything().contains(tokens[name].as_str().unwrap()),
            "a token is not printed: {answer}"
        );
    }
}

#[test]
fn t13_a_token_comes_from_stdin_or_the_command_line_and_the_client_proves_who_it_is() {
    let issuer = Issuer::start();
    let person = logged_in(&issuer);
    let token = issuer.last_tokens()["access_token"].as_str().unwrap().to_owned();
    let server = resource_server(&issuer.url);
    let runs = [
        server.authctl(["introspect"]).stdin(format!("{token}\n")).run(),
        server.authctl(["introspect", "-"]).stdin(format!("  {token}\r\n")).run(),
        server.authctl(["introspect", "--", &token]).run(),
        server.authctl(["introspect", "-", "--type", "access"]).stdin(token.as_str()).run(),
    ];
    for run in runs {
        assert_eq!(run.succeeds().json()["sub"], "alice");
    }
    let basic = format!("Basic {}", STANDARD.encode("rs:rs-secret"));
    for asked in issuer.requests_to("/token/introspection") {
        assert_eq!(asked["headers"]["authorization"], basic.as_str());
        assert_eq!(asked["params"]["token"], token.as_str());
    }
    person.run(["logout", "work"]).succeeds();
    let ended = server.authctl(["introspect"]).stdin(token).run().exits(3).says(["not active"]);
    assert_eq!(ended.json(), json!({"active": false}));
}

#[test]
fn t13_only_active_true_means_active() {
    for answer in
        [json!({"active": "true", "sub": "alice"}), json!({"active": 1}), json!({}), json!({"sub": "alice"})]
    {
        let (_issuer, sandbox) = answering(200, answer.clone());
        let shown = sandbox.authctl(["introspect", "some-token"]).run().exits(3).says(["not active"]);
        assert_eq!(shown.json(), answer, "it is shown as it came");
        let failure = sandbox.authctl(["introspect", "some-token", "--json"]).run().exits(3).failure();
        assert_eq!(failure["code"], "not_met");
    }
}

#[test]
fn t6_t13_a_refusal_is_told_and_a_public_client_learns_why() {
    let (issuer, sandbox) =
        answering(401, json!({"error": "invalid_client", "error_description": "who are you?"}));
    sandbox
        .run(["introspect", "some-token"])
        .exits(6)
        .prints_nothing()
        .says(["invalid_client", "who are you?"]);
    let words = ["profile", "add", "public", "--issuer", &issuer.url, "--client-id", "authctl"];
    sandbox.run(words).succeeds();
    let refused = sandbox.run(["introspect", "-p", "public", "some-token"]).exits(6).prints_nothing();
    refused.says(["has no secret", "--client-secret-file"]);
    let asked = issuer.seen().pop().unwrap();
    assert_eq!((asked.field("client_id").as_deref(), asked.header("authorization")), (Some("authctl"), None));
}

#[test]
fn an_issuer_that_does_not_speak_of_jwts_is_understood() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["introspect"]).exits(6).prints_nothing().says(["unsupported_token_type", "authctl decode"]);
}

#[test]
fn what_is_missing_is_named() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer);
    sandbox
        .authctl(["introspect"])
        .stdin("")
        .run()
        .exits(2)
        .prints_nothing()
        .says(["no token was given", "--type access"]);
    sandbox.authctl(["introspect"]).stdin("two words").run().exits(2).prints_nothing().says(["one word"]);
    sandbox.run(["introspect", "work"]).exits(2).prints_nothing().says(["--profile work"]);
    issuer.set(
        &json!({"twist": {"path": "/.well-known/openid-configuration", "unset": ["introspection_endpoint"]}}),
    );
    sandbox.run(["introspect"]).exits(1).prints_nothing().says(["--endpoint introspection="]);
    let (address, twist) = (format!("introspection={}/token/introspection", issuer.url), ["introspect"]);
    sandbox.run(["profile", "add", "work", "--endpoint", &address]);
    assert_eq!(sandbox.run(twist).succeeds().json()["active"], true, "named by hand");
    sandbox.run(["logout", "work"]).succeeds();
    sandbox.run(["introspect"]).exits(4).prints_nothing().says(["authctl login work"]);
}

#[test]
fn who_decodes_what_is_no_jwt_is_sent_here() {
    for opaque in ["opaque-token", "ya29.opaque-token"] {
        let told = Sandbox::new().authctl(["decode"]).stdin(opaque).run().exits(3).prints_nothing();
        told.says(["an access token need not be a JWT", "| authctl introspect"]);
    }
}

#[test]
fn t13_what_the_variable_holds_is_meant_before_what_is_kept() {
    let issuer = Issuer::start();
    let sandbox = logged_in(&issuer);
    let introspect = |more: &[&str]| {
        sandbox.authctl(["introspect"]).args(more).env("AUTHCTL_TOKEN", "not-of-this-issuer").run()
    };
    assert_eq!(introspect(&[]).exits(3).json()["active"], false);
    let asked = issuer.requests_to("/token/introspection");
    assert_eq!(asked.len(), 1);
    introspect(&["--type", "refresh"])
        .exits(4)
        .prints_nothing()
        .says(["AUTHCTL_TOKEN holds an access token"]);
}
