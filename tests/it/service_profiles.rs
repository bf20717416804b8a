//! Which profile a login at a service is for, and what keeps it from being another's.

use crate::service_login::At;
use crate::support::process::{Authctl, Running};
use crate::support::scripted::answer;
use crate::support::service::Service;
use crate::support::{Issuer, Output, Sandbox, ScriptedServer};

const ISSUER: &str = "https://id.example.test";

/// A login at a service with nothing but what a person types of it.
fn login(sandbox: &Sandbox, words: &[&str], password: &str) -> Output {
    let login = sandbox.authctl(["login"]).args(words);
    login.args(["--password-stdin", "--store", "file"]).stdin(format!("{password}\n")).run()
}

fn config(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.config_file()).unwrap()
}

#[test]
fn the_same_login_with_an_address_is_the_same_the_second_time() {
    let at = At::taskflow();
    let url = at.service.url();
    let jobs = ["jobs", &url, "--username", "alice"];
    login(&at.sandbox, &jobs, "alice-pw").succeeds().says(["is taskflow"]);
    let written = config(&at.sandbox);
    let again = login(&at.sandbox, &jobs, "alice-pw").succeeds();
    assert!(!again.stderr.contains("is taskflow"), "nobody need look any more: {again}");
    assert_eq!(config(&at.sandbox), written);
    at.run(&["call", "jobs", "/metrics", "--fail"]).succeeds();

    let refused = at.sandbox.authctl(["account", "register", "jobs", &url, "--username", "x", "-v"]);
    let refused = refused.args(["--route", "register=/new", "--password-stdin"]).stdin("x\n").run().exits(6);
    refused.says(["/tasks/new"]);
    at.run(&["logout", "jobs"]).succeeds();
    at.run(&["profile", "set", "jobs", "--api", &url]).succeeds();
    let shown = at.run(&["profile", "show", "jobs", "--json"]).succeeds().json();
    assert_eq!(shown["settings"]["api"]["value"], format!("{url}/tasks"));
}

#[test]
fn fluxlit_the_same_login_is_the_same_the_second_time() {
    let at = At::start("fluxlit", &[], &["URL", "--service", "fluxlit", "--method", "header"]);
    at.login("peer-api-key\n", &[]).succeeds();
    let again = at.sandbox.authctl(["login", "work", &at.service.url()]).stdin("peer-api-key\n").run();
    again.succeeds();
    at.call("/etl/status").succeeds();
}

#[test]
fn a_service_takes_the_place_of_no_profile_that_is_not_named() {
    let at = At::taskflow();
    let (sandbox, url) = (&at.sandbox, at.service.url());
    let work = ["profile", "add", "work", "--issuer", ISSUER, "--client-id", "x", "--method", "oidc"];
    sandbox.run([&work[..], &["--api", "https://api.example.test"]].concat()).succeeds();
    let written = config(sandbox);
    let refused = login(sandbox, &[&url, "--username", "alice"], "alice-pw").exits(2);
    refused
        .says([&*format!("profile work is of {ISSUER}, and another one is not named"), "authctl login NAME"]);
    assert_eq!(config(sandbox), written);

    // named it is meant, and what is known of it by then is no login at its issuer
    login(sandbox, &["work", &url, "--username", "alice"], "alice-pw").succeeds().says(["is taskflow"]);
    at.run(&["call", "work", "/metrics", "--fail"]).succeeds();
    // so it is by its own name, or by none where it is the only one
    login(sandbox, &[&url, "--username", "alice"], "alice-pw").succeeds();
    login(sandbox, &["--username", "alice"], "alice-pw").succeeds();
    let bob = login(sandbox, &[&url, "--username", "bob"], "bob-pw").exits(2);
    bob.says([&*format!("profile work is of alice at {url}/tasks")]);
    let other = Service::run(sandbox, "fluxlit", &[]);
    let other = sandbox.authctl(["login", &other.url(), "--method", "header", "--store", "file"]);
    other.stdin("peer-api-key\n").run().exits(2).says(["another one is not named"]);
}

#[test]
fn an_issuer_at_the_top_of_the_file_is_no_reason_to_ask_it() {
    let at = At::taskflow();
    at.sandbox
        .write("home/.config/authctl/config.toml", format!("issuer = \"{ISSUER}\"\nclient-id = \"x\"\n"));
    let jobs = ["jobs", &at.service.url(), "--username", "alice"];
    login(&at.sandbox, &jobs, "alice-pw").succeeds().says(["is taskflow"]);
    at.run(&["call", "jobs", "/metrics", "--fail"]).succeeds();
}

#[test]
fn zndraw_what_an_issuer_is_asked_for_is_not_asked_of_a_service() {
    let at = At::zndraw(&[]);
    at.with_password("alice-pw", &[]).succeeds();
    let words = "profile work logs in to a service with a login of its own, which has no issuer";
    for verb in [
        &["introspect", "a-token"][..],
        &["introspect", "--type", "access"],
        &["revoke", "a-token"],
        &["revoke"],
        &["discover"],
        &["discover", "--check"],
        &["userinfo"],
        &["logout", "--end-session"],
        &["verify", "a.b.c"],
    ] {
        let told = at.run(&[verb, &["-p", "work"]].concat()).exits(2);
        let told = told.says([
            words,
            "→ authctl whoami work asks it who is logged in",
            "→ authctl logout work ends the login",
            "→ authctl verify --for zndraw --secret-file FILE",
        ]);
        assert!(!told.stderr.contains("--issuer"), "{told}");
    }
    assert_eq!(at.run(&["userinfo", "work", "--json"]).exits(2).failure()["code"], "no_issuer");
    at.call("/users/me").succeeds();
}

#[test]
fn a_profile_that_is_not_there_may_be_of_an_issuer_or_of_a_service() {
    let sandbox = Sandbox::with_file_store();
    let ways = [
        "→ authctl login jobs --issuer URL",
        "→ authctl login jobs URL for a service with a login of its own",
    ];
    sandbox.run(["login", "jobs"]).exits(2).says(ways);
    sandbox.run(["token", "jobs"]).exits(4).says(ways);
    sandbox.run(["profile", "add", "jobs", "--api", "https://api.example.test"]).succeeds();
    sandbox.run(["token", "other"]).exits(4).says(["→ authctl login other URL for a service"]);
}

/// A login that waits with a code for somebody who approves it.
fn waiting(at: &At) -> (Running, String) {
    let login: Authctl = at.sandbox.authctl(["login", "work", &at.service.url(), "--service", "zndraw"]);
    let waiting = login.args(["--method", "challenge", "--store", "file"]).spawn();
    let is_code = |line: &&str| {
        line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let code = waiting.stderr_until("a code", |text| text.lines().find(is_code).map(str::to_owned));
    (waiting, code)
}

fn approve(at: &At, code: &str) {
    at.run(&["account", "approve", code, "bob", "--yes"]).succeeds();
}

/// zndraw-auth, and bob, who may approve.
fn with_bob() -> At {
    let at = At::zndraw(&[]);
    let url = at.service.url();
    login(&at.sandbox, &["bob", &url, "--service", "zndraw", "--username", "bob@example.com"], "bob-pw")
        .succeeds();
    at
}

#[test]
fn two_logins_at_one_service_are_two_of_one_profile() {
    let at = with_bob();
    let ((slower, first), (faster, second)) = (waiting(&at), waiting(&at));
    approve(&at, &second);
    faster.finish().succeeds();
    approve(&at, &first);
    slower.finish().succeeds().says(["Logged in to work as bob@example.com"]);
    at.call("/users/me").succeeds();
}

#[test]
fn a_login_to_a_profile_that_is_of_another_service_meanwhile_leaves_it_as_it_is() {
    let at = with_bob();
    let (slower, code) = waiting(&at);
    let other = Service::run(&at.sandbox, "fluxlit", &[]);
    let faster =
        at.sandbox.authctl(["login", "work", &other.url(), "--service", "fluxlit", "--method", "header"]);
    faster.args(["--store", "file"]).stdin("peer-api-key\n").run().succeeds();
    let written = config(&at.sandbox);
    approve(&at, &code);
    slower.finish().exits(1).says([
        "profile work was made meanwhile",
        "nothing of this login is kept",
        "the service was told, and may take its credential until that ends",
    ]);
    assert_eq!(config(&at.sandbox), written);
    at.call("/etl/status").succeeds();
}

#[test]
fn what_says_whose_a_credential_is_stays_while_somebody_is_logged_in() {
    let at = At::taskflow();
    let jobs = ["jobs", &at.service.url(), "--username", "alice"];
    login(&at.sandbox, &jobs, "alice-pw").succeeds();
    let logged_in = |words: &[&str]| {
        at.run(words).exits(6).says(["profile jobs is still logged in", "authctl logout jobs"]);
    };
    for setting in ["api", "service", "username"] {
        logged_in(&["profile", "unset", "jobs", setting]);
    }
    logged_in(&["profile", "set", "jobs", "--api", "https://other.example.test"]);
    logged_in(&["profile", "set", "jobs", "--username", "bob"]);
    logged_in(&["profile", "set", "jobs", "--method", "key"]);
    at.run(&["profile", "set", "jobs", "--remember"]).succeeds();
    at.run(&["profile", "unset", "jobs", "remember"]).succeeds();
    at.run(&["logout", "jobs"]).succeeds();
    at.run(&["profile", "unset", "jobs", "username"]).succeeds();
}

#[test]
fn that_http_is_allowed_is_said_at_each_login() {
    let at = At::taskflow();
    let jobs = ["jobs", &at.service.url(), "--username", "alice"];
    let quiet = login(&at.sandbox, &jobs, "alice-pw").succeeds();
    assert!(!quiet.stderr.contains("http to other machines"), "{quiet}");
    let told = ["http to other machines is allowed for this profile"];
    login(&at.sandbox, &[&jobs[..], &["--allow-http"]].concat(), "alice-pw").succeeds().says(told);
    login(&at.sandbox, &["jobs"], "alice-pw").succeeds().says(told);
    let register = at.sandbox.authctl(["account", "register", "jobs", "--username", "x", "--password-stdin"]);
    register.args(["--route", "register=/new"]).stdin("x\n").run().says(["can read its password"]);
}

#[test]
fn a_profile_of_an_issuer_may_still_get_another_api() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.run(["profile", "set", "work", "--api", "https://api.example.test"]).succeeds();
    sandbox.run(["profile", "unset", "work", "api"]).succeeds();
}

#[test]
fn a_password_goes_to_no_address_that_is_not_of_the_service_of_its_profile() {
    let (at, other) = (At::zndraw(&[]), At::taskflow());
    at.with_password("alice-pw", &[]).succeeds();
    let nobody = ScriptedServer::start(|_, _| answer(404, &[], "not found"));
    let login = |url: &str| login(&at.sandbox, &["work", url, "--username", "alice@example.com"], "alice-pw");
    login(&nobody.url).exits(2).says(["profile work is for zndraw", "does not answer as one does"]);
    assert!(nobody.seen().iter().all(|request| request.method == "GET"), "{:?}", nobody.seen());
    login(&other.service.url()).exits(2).says(["profile work is for zndraw", "is taskflow"]);
}

#[test]
fn a_service_is_found_where_the_way_to_log_in_is_said_too() {
    let zndraw = At::zndraw(&[]);
    let url = zndraw.service.url();
    let refused =
        login(&zndraw.sandbox, &["work", &url, "--method", "basic", "--username", "alice"], "alice-pw");
    refused.exits(2).says(["zndraw-auth 0.2 has no login by basic", "password, challenge, key"]);
    let basic = At::start("fastpluggy", &["--backend", "basic"], &[]);
    let words = ["work", &basic.service.url(), "--method", "basic", "--username", "alice"];
    login(&basic.sandbox, &words, "alice-pw").succeeds().says(["is fastpluggy", "(Basic)"]);
    let token = At::fastpluggy(&[]);
    let words = ["login", "work", &token.service.url(), "--method", "token", "--store", "file"];
    let refused = token.sandbox.authctl(words).stdin("rubbish\n").run();
    refused.exits(6).says(["is fastpluggy", "does not take the credential"]);
}

#[test]
fn what_is_known_of_a_service_is_shown_beside_what_was_said() {
    let sandbox = Sandbox::with_file_store();
    sandbox
        .run(["profile", "add", "site", "--service", "fastpluggy", "--api", "https://a.example"])
        .succeeds();
    let words = ["profile", "set", "site", "--route", "whoami=/api/whoami", "--route", "login=/enter"];
    sandbox.run(words).succeeds();
    let shown = sandbox.run(["profile", "show", "site", "--json"]).succeeds().json();
    let routes = &shown["settings"]["routes"]["value"];
    for (name, path) in [
        ("whoami", "/api/whoami"),
        ("login", "/enter"),
        ("logout", "GET /logout"),
        ("tokens", "/profile/tokens"),
    ] {
        assert_eq!(routes[name], path, "{routes}");
    }
    let shown = sandbox.run(["profile", "show", "site"]).succeeds();
    let lines: Vec<&str> = shown.text().lines().filter(|line| line.starts_with("routes")).collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert!(lines[0].contains("/enter") && lines[0].contains("profile site"), "{shown}");
    assert!(lines[1].contains("/profile/tokens") && !lines[1].contains("login ="), "{shown}");
}
