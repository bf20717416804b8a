//! `lab`: the small issuer and API, and authctl as their client.

use crate::support::sandbox::following_browser;
use crate::support::{Running, Sandbox};
use rustix::process::Signal;
use serde_json::Value;

/// Starts the lab; returns it with what it tells of itself.
fn start(sandbox: &Sandbox) -> (Running, Value) {
    let lab = sandbox.authctl(["lab", "--json"]).spawn();
    let told = lab.stdout_until("first line", |text| serde_json::from_str(text.split_once('\n')?.0).ok());
    (lab, told)
}

#[test]
fn authctl_logs_in_at_its_own_lab() {
    let sandbox = Sandbox::with_file_store();
    let (lab, told) = start(&sandbox);
    let text = |name: &str| told[name].as_str().unwrap();
    let login =
        sandbox.authctl(["login", "lab", "--issuer", text("issuer"), "--client-id", text("client_id")]);
    let login =
        login.args(["--scope", "openid offline_access notes.read", "--api", text("api"), "--store", "file"]);
    login.env("BROWSER", following_browser()).run().succeeds();
    assert_eq!(sandbox.run(["call", "lab", "/notes", "--fail"]).succeeds().text(), "{\"notes\":[]}");
    let logout = sandbox.authctl(["logout", "lab", "--end-session"]).env("BROWSER", following_browser());
    logout.run().succeeds().says(["The session in the browser is ended."]);
    sandbox.run(["token", "lab"]).exits(4);
    lab.signal(Signal::INT);
    lab.finish().exits(130);
}

#[test]
fn a_service_of_the_lab_gets_tokens_and_introspects() {
    let sandbox = Sandbox::with_file_store();
    let (_lab, told) = start(&sandbox);
    let text = |name: &str| told["service"][name].as_str().unwrap();
    let secret = sandbox.write("secret", text("client_secret"));
    let (issuer, api) = (told["issuer"].as_str().unwrap(), told["api"].as_str().unwrap());
    sandbox
        .authctl([
            "login",
            "ci",
            "--method",
            "client-credentials",
            "--store",
            "file",
            "--scope",
            "notes.read",
        ])
        .args(["--issuer", issuer, "--client-id", text("client_id"), "--api", api, "--client-secret-file"])
        .args([&secret])
        .run()
        .succeeds();
    sandbox.run(["call", "ci", "/notes", "--fail"]).succeeds();
    assert_eq!(sandbox.run(["introspect", "-p", "ci"]).succeeds().json()["active"], true);
}

#[test]
fn a_port_that_is_taken_is_named_with_the_way_out() {
    let sandbox = Sandbox::new();
    let (_lab, told) = start(&sandbox);
    let port = told["api"].as_str().unwrap().rsplit(':').next().unwrap();
    sandbox.run(["lab", "--port", port]).exits(1).prints_nothing().says([port, "without --port"]);
}

#[test]
fn a_lab_that_would_be_of_no_use_is_not_begun() {
    let sandbox = Sandbox::new();
    for (words, told) in [
        (["--user", ""], "a value is required for '--user"),
        (["--access-ttl", "0s"], "no time at all"),
        (["--access-ttl", "soon"], "a time such as 30s"),
        (["--port", "65536"], "0..=65535"),
        (["--api-scope", ""], "one scope is wanted"),
        (["--api-scope", "a b"], "one scope is wanted"),
        (["--api-scope", "é"], "one scope is wanted"),
        (["--api-scope", "a\"b"], "one scope is wanted"),
    ] {
        sandbox.authctl(["lab"]).args(words).run().exits(2).prints_nothing().says([told]);
    }
}

#[test]
fn the_lab_listens_on_loopback_only_and_forgets_everything() {
    let sandbox = Sandbox::new();
    let (lab, told) = start(&sandbox);
    for name in ["issuer", "api"] {
        assert!(told[name].as_str().unwrap().starts_with("http://127.0.0.1:"), "{told}");
    }
    lab.signal(Signal::TERM);
    lab.finish().exits(143);
    assert!(sandbox.files().is_empty());
}
