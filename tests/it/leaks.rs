//! Goal L1: no secret shows up where it was not asked for, in whatever form, however much is told.

use crate::support::sandbox::following_browser;
use crate::support::{Issuer, Output, Sandbox, search};
use serde_json::Value;

const MODES: [&[&str]; 5] = [&[], &["-v"], &["-vv"], &["--json"], &["-vv", "--json"]];

/// Every secret that the issuer has seen or given so far, with a name for it.
fn secrets(issuer: &Issuer) -> Vec<(&'static str, String)> {
    let log = issuer.log();
    let of = |part: &str, member: &'static str| -> Vec<(&'static str, String)> {
        log.iter().filter_map(|entry| Some((member, entry[part][member].as_str()?.to_owned()))).collect()
    };
    [
        of("answer", "access_token"),
        of("answer", "refresh_token"),
        of("answer", "id_token"),
        of("params", "code"),
        of("params", "code_verifier"),
        of("params", "refresh_token"),
    ]
    .concat()
}

#[track_caller]
fn assert_no_leak(output: &Output, issuer: &Issuer) {
    for (name, secret) in secrets(issuer) {
        let forms = search::forms_of(&secret, output.everything().as_bytes());
        assert!(forms.is_empty(), "the {name} {secret} as {forms:?} in {output}");
    }
}

#[test]
fn l1_a42_no_verb_shows_a_secret_that_is_not_its_output() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let verbs: [&[&str]; 14] = [
        &["login", "work"],
        &["status", "work"],
        &["status", "--all"],
        &["call", "work", "read"],
        &["call", "work", "admin", "--fail"],
        &["call", "work", "write", "-d", "x=1"],
        &["profile", "show", "work"],
        &["profile", "list"],
        &["store", "status"],
        &["userinfo", "work"],
        &["introspect", "--type", "refresh"],
        &["revoke", "--type", "access"],
        &["revoke", "--type", "refresh"],
        &["logout", "work"],
    ];
    for mode in MODES {
        for verb in verbs {
            let call = sandbox.authctl(verb).args(mode).env("BROWSER", following_browser());
            assert_no_leak(&call.run(), &issuer);
        }
    }
    assert!(secrets(&issuer).len() > MODES.len() * 5, "there was something to look for");
}

#[test]
fn l1_a_failure_tells_no_secret() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let refresh_token = issuer.last_tokens()["refresh_token"].as_str().unwrap().to_owned();
    for mode in MODES {
        // an issuer that repeats what it was sent
        let echo = Value::String(format!("no: {refresh_token}")).to_string();
        let echo = format!("{{\"error\":\"invalid_request\",\"error_description\":{echo}}}");
        for (status, body) in [(500, &echo), (400, &echo), (400, &refresh_token), (200, &refresh_token)] {
            issuer.fail("/token", 100, status, body);
            let failed = sandbox.authctl(["token", "work", "--force-renew"]).args(mode).run();
            assert_no_leak(&failed, &issuer);
        }
    }
}

#[test]
fn l1_token_prints_the_access_token_and_no_other_secret() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for mode in MODES {
        let printed = sandbox.authctl(["token", "work", "--force-renew"]).args(mode).run().succeeds();
        let given = issuer.last_tokens()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(printed.everything().matches(&given).count(), 1, "once, on stdout: {printed}");
        for (name, secret) in secrets(&issuer).into_iter().filter(|(_, secret)| *secret != given) {
            let forms = search::forms_of(&secret, printed.everything().as_bytes());
            assert!(forms.is_empty(), "the {name} {secret} as {forms:?} in {printed}");
        }
    }
}

#[test]
fn a41_no_secret_stands_on_a_command_line() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    issuer.hold("/token");
    let renewal = sandbox.authctl(["token", "work", "--force-renew"]).spawn();
    crate::support::until("the held refresh", || issuer.requests_to("/token").get(1).cloned());
    let process = format!("/proc/{}", renewal.pid().as_raw_nonzero());
    for file in ["cmdline", "environ"] {
        // root may look; anybody else is kept out, which is better still
        let content = std::fs::read(format!("{process}/{file}")).unwrap_or_default();
        for (name, secret) in secrets(&issuer) {
            assert_eq!(search::forms_of(&secret, &content), [""; 0], "{name} in {file}");
        }
    }
    issuer.release();
    renewal.finish().succeeds();
}
