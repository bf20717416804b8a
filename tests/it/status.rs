//! `status`: who, where, until when, and an exit code for scripts.

use crate::support::sandbox::following_browser;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Issuer, Sandbox, until};
use serde_json::json;

#[test]
fn a_credential_is_described_without_its_secrets() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let table = sandbox.run(["status", "work"]).succeeds();
    for shown in ["work", "alice", issuer.url.as_str(), "api:read", "file"] {
        assert!(table.text().contains(shown), "{shown}: {table}");
    }
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    let keys: Vec<&String> = status.as_object().unwrap().keys().collect();
    for key in
        ["profile", "method", "issuer", "subject", "scopes", "expires_at", "renewable", "store", "state"]
    {
        assert!(keys.iter().any(|known| *known == key), "{key}: {status}");
    }
    assert_eq!((&status["method"], &status["renewable"]), (&json!("oidc"), &json!(true)));
    assert_eq!((&status["account"], &status["subject"]), (&json!("alice"), &json!("alice")));
    let scopes: Vec<&str> =
        status["scopes"].as_array().unwrap().iter().filter_map(|scope| scope.as_str()).collect();
    assert!(scopes.contains(&"api:write"), "{status}");
    let expires_at = status["expires_at"].as_str().unwrap();
    assert!(expires_at.ends_with('Z'), "UTC: {expires_at}");
    assert_eq!(issuer.requests_to("/me").len(), 0, "status asks nobody");
}

#[test]
fn the_account_is_what_a_person_calls_it_or_the_client_of_a_machine() {
    let issuer = scripted_issuer::start(Lies {
        id_token: Box::new(|_, claims| {
            claims["preferred_username"] = json!("alice@example.test");
            claims["sub"] = json!("00u1");
        }),
        ..Lies::default()
    });
    let sandbox = Sandbox::with_file_store();
    let words = ["--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID, "--store", "file"];
    let login = sandbox.authctl(["login", "work", "--json"]).args(words).env("BROWSER", following_browser());
    let login = login.run().succeeds().json();
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    for told in [&login, &status] {
        assert_eq!((&told["account"], &told["subject"]), (&json!("alice@example.test"), &json!("00u1")));
    }
    let secret = sandbox.write("secret", "s");
    let machine = ["--method", "client-credentials", "--client-secret-file", secret.to_str().unwrap()];
    let login = sandbox.authctl(["login", "ci", "--json"]).args(words).args(machine).run().succeeds().json();
    let status = sandbox.run(["status", "ci", "--json"]).succeeds().json();
    for told in [&login, &status] {
        assert_eq!((&told["account"], &told["subject"]), (&json!(scripted_issuer::CLIENT_ID), &json!(null)));
    }
}

#[test]
fn check_tells_scripts_whether_a_person_is_needed() {
    let issuer = Issuer::with(&json!({ "atTtl": 1 }));
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["status", "work", "--check"]).succeeds();
    until("the token to expire", || {
        let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
        (status["state"] == "expired").then_some(())
    });
    sandbox.run(["status", "work"]).succeeds();
    sandbox.run(["status", "work", "--check"]).succeeds(); // what can be renewed needs nobody
    let words =
        ["status", "work", "--check", "--scope", "api:admin api:read", "--scope", "api:admin", "--json"];
    let failed = sandbox.run(words).exits(4).failure();
    assert_eq!(failed["message"], "not granted: api:admin");
    let hint = failed["hint"].as_str().unwrap();
    assert!(
        hint.starts_with("authctl login work --scope ") && hint.matches("api:admin").count() == 1,
        "{hint}"
    );
    assert_eq!(hint.matches("api:read").count(), 1, "{hint}");
    sandbox.run(["status", "work", "--check", "--scope", "api:read"]).succeeds();
}

#[test]
fn a_profile_without_a_credential_is_missing_one() {
    let sandbox = Sandbox::with_file_store();
    let add = [
        "profile",
        "add",
        "work",
        "--issuer",
        "https://id.example.test",
        "--client-id",
        "x",
        "--store",
        "file",
    ];
    sandbox.run(add).succeeds();
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!((&status["state"], &status["account"]), (&json!("missing"), &json!(null)), "{status}");
    sandbox.run(["status", "work", "--check"]).exits(4);
}

#[test]
fn all_profiles_are_listed() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.login_as("other", &issuer).run().succeeds();
    let all = sandbox.run(["status", "--all", "--json"]).succeeds().json();
    let listed = all["profiles"].as_array().unwrap();
    let names: Vec<&str> = listed.iter().filter_map(|status| status["profile"].as_str()).collect();
    assert_eq!(names, ["work", "other"], "{all}");
}

#[test]
fn two_names_for_the_profile_must_agree() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["status", "work", "-p", "work"]).succeeds();
    sandbox.run(["status", "work", "-p", "other"]).exits(2).says(["work", "other"]);
    let by_environment =
        sandbox.authctl(["status", "--json"]).env("AUTHCTL_PROFILE", "work").run().succeeds();
    assert_eq!(by_environment.json()["profile"], "work");
}

#[test]
fn a_token_of_the_variable_is_no_profile_to_log_in_to() {
    let sandbox = Sandbox::new();
    // {"alg":"none"}.{"exp":1}.
    let expired = "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.";
    let status = |words: &[&str]| sandbox.authctl(["status"]).args(words).env("AUTHCTL_TOKEN", expired).run();
    let told = status(&["--check"]).exits(4).says(["put a new token into AUTHCTL_TOKEN, or unset it"]);
    assert!(!told.everything().contains("authctl login"), "{told}");
    assert_eq!(status(&["--json"]).succeeds().json()["store"], serde_json::Value::Null);
}

#[test]
fn a_machine_that_keeps_nothing_needs_its_secret() {
    let sandbox = Sandbox::new();
    let words = ["profile", "add", "ci", "--method", "client-credentials", "--store", "none"];
    let issuer = ["--issuer", "https://id.example.com", "--client-id", "svc"];
    let secret = ["--client-secret-env", "CI_SECRET"];
    sandbox.authctl(words).args(issuer).args(secret).run().succeeds();
    let check = || sandbox.authctl(["status", "ci", "--check"]);
    check().run().exits(4).says(["nobody can log in: the variable CI_SECRET", "is not set"]);
    check().env("CI_SECRET", "s").run().succeeds();
}

#[test]
fn without_a_profile_the_list_says_so() {
    Sandbox::new().run(["status", "--all"]).succeeds().says(["There is no profile yet"]);
}
