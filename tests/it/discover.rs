//! `discover`: what an issuer publishes, and with `--check` what is wrong with it (goals M1 to M4).

use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Issuer, Output, Sandbox, ScriptedServer, Tmux, scripted};
use serde_json::{Value, json};

fn ids(output: &Output) -> Vec<String> {
    let json = output.json();
    let findings = json["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

/// A scripted issuer, all of whose metadata this changes.
fn lying(discovery: impl Fn(&mut Value) + Send + Sync + 'static) -> ScriptedServer {
    scripted_issuer::start(Lies { discovery: Box::new(discovery), ..Lies::default() })
}

#[test]
fn a_certified_issuer_has_no_weakness() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    let shown = sandbox.run(["discover", &issuer.url, "--check", "--json"]).succeeds();
    let findings = shown.json();
    // its response types with id_token give no access token out
    assert_eq!(ids(&shown), [""; 0]);
    assert_eq!(findings["issuer"], json!(issuer.url));
    sandbox.run(["discover", &issuer.url, "--check"]).succeeds().prints_nothing().says(["Nothing was found"]);
    assert!(sandbox.files().is_empty(), "a look leaves nothing behind");
}

#[test]
fn m1_m4_findings_decide_the_exit_code() {
    let issuer = lying(|document| {
        document["issuer"] = json!("https://evil.test");
        document["token_endpoint"] = json!("http://id.example.test/token");
        document["grant_types_supported"] = json!(["authorization_code", "password"]);
    });
    let sandbox = Sandbox::new();
    let found = sandbox.run(["discover", "--check", &issuer.url, "--json"]).exits(9);
    let found_ids = ids(&found);
    for finding in found.json()["findings"].as_array().unwrap() {
        assert!(["what", "why", "remedy"].iter().all(|name| finding[name].is_string()), "{finding}");
    }
    for id in ["issuer-differs", "endpoint-not-https", "password-grant", "no-revocation", "no-dpop"] {
        assert!(found_ids.iter().any(|found| found == id), "{id} in {found_ids:?}");
    }
    assert_eq!(found.failure()["code"], "not_met");
    let shown = sandbox.run(["discover", "--check", &issuer.url]).exits(9);
    assert!(
        shown.text().contains("issuer-differs") && shown.text().contains("it names https://evil.test"),
        "{shown}"
    );

    let mild =
        lying(|document| document["grant_types_supported"] = json!(["authorization_code", "password"]));
    sandbox.run(["discover", "--check", &mild.url]).succeeds().says(["warning"]);
    sandbox.run(["discover", "--check", &mild.url, "--fail-on", "warning"]).exits(9);
    sandbox.run(["discover", &mild.url, "--fail-on", "warning"]).exits(2);
}

#[test]
fn published_secrets_and_missing_keys_are_errors() {
    let private = Lies { keys: Box::new(|keys| keys["keys"][0]["d"] = json!("AA")), ..Lies::default() };
    let issuer = scripted_issuer::start(private);
    let sandbox = Sandbox::new();
    let found = sandbox.run(["discover", "--check", &issuer.url, "--json"]).exits(9);
    assert_eq!(ids(&found)[0], "keys-private");
    let gone = lying(|document| {
        document["jwks_uri"] = json!(format!("{}/gone", document["issuer"].as_str().unwrap()));
    });
    let found = sandbox.run(["discover", "--check", &gone.url, "--json"]).exits(9);
    assert_eq!(ids(&found)[0], "keys-unreachable");
    assert!(found.json()["findings"][0]["why"].as_str().unwrap().contains("404"), "{found}");
}

#[test]
fn m3_the_two_forms_of_an_issuer_with_a_path_are_compared() {
    let issuer = ScriptedServer::start(|request, own| {
        let document = |token: &str| {
            json!({"issuer": format!("{own}/realms/one"), "token_endpoint": format!("{own}{token}"),
                "grant_types_supported": ["client_credentials"]})
        };
        match request.path() {
            "/realms/one/.well-known/openid-configuration" => scripted::json(200, &document("/token")),
            "/.well-known/oauth-authorization-server/realms/one" => scripted::json(200, &document("/other")),
            _ => scripted::answer(404, &[], ""),
        }
    });
    let found = Sandbox::new().run(["discover", "--check", &issuer.at("/realms/one"), "--json"]).exits(9);
    let json = found.json();
    let differ = json["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == "forms-differ");
    assert_eq!(differ.unwrap()["why"], "token_endpoint");
}

#[test]
fn an_issuer_that_is_none_is_no_finding() {
    let nothing = ScriptedServer::start(|_, _| scripted::answer(404, &[], ""));
    let sandbox = Sandbox::new();
    sandbox
        .run(["discover", "--check", &nothing.url])
        .exits(1)
        .prints_nothing()
        .says(["publishes no metadata"]);
    let busy = ScriptedServer::start(|_, _| scripted::answer(503, &[], ""));
    sandbox.run(["discover", "--check", &busy.url]).exits(5).prints_nothing();
    sandbox.run(["discover", "--check", "id.example.com"]).exits(2).prints_nothing();
}

#[test]
fn c6_words_of_an_issuer_are_shown_escaped() {
    let hostile = lying(|document| document["issuer"] = json!("https://\u{1b}[2J\u{202e}evil.test"));
    let shown = Sandbox::new().run(["discover", "--check", &hostile.url]).exits(9);
    assert!(!shown.everything().contains(['\u{1b}', '\u{202e}']), "{shown:?}");
    assert!(shown.text().contains("\\u{202e}"), "{shown}");
}

#[test]
fn the_table_fits_the_window_and_cuts_nothing() {
    let issuer = lying(|document| document["issuer"] = json!("https://evil.test"));
    let sandbox = Sandbox::new();
    let tmux = Tmux::start(&sandbox, &["discover", "--check", &issuer.url], &[]);
    assert_eq!(tmux.exit_code(), 9);
    let screen = tmux.screen();
    assert!(screen.lines().all(|line| line.chars().count() <= 100), "{screen}");
    assert!(screen.contains("issuer-differs") && !screen.contains('…'), "{screen}");
}

#[test]
fn what_helps_is_said_in_the_words_of_discover() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::new();
    let failed =
        |words: &[&str], exit| sandbox.run([&["discover"], words].concat()).exits(exit).prints_nothing();
    let slash = format!("{}/", issuer.url);
    let whole = format!("{}/.well-known/openid-configuration", issuer.url);
    for (words, exit, hint) in [
        (&[slash.as_str()][..], 6, format!("→ authctl discover {}\n", issuer.url)),
        (&[&whole], 1, "the part before /.well-known".to_owned()),
        (&[&whole, "--check"], 1, "the part before /.well-known".to_owned()),
        (&["http://id.example.test"], 6, "--allow-http asks all the same".to_owned()),
    ] {
        let failed = failed(words, exit).says([hint.as_str()]);
        assert!(!failed.stderr.contains("--issuer") && !failed.stderr.contains("login"), "{failed}");
    }
    failed(&["https://nobody.invalid"], 5).says(["no host of this name", "check the spelling of the host"]);
    let other = lying(|document| document["issuer"] = json!("https://evil.test"));
    failed(&[&other.url], 6).says(["says that its issuer is https://evil.test", "authctl discover --check"]);
}
