//! Which service is at an address that is named for a login, and how it is set up, by the real packages.

use crate::service_login::At;
use crate::support::scripted::answer;
use crate::support::service::{Service, client_of};
use crate::support::{Issuer, Output, Sandbox, ScriptedServer};
use serde_json::{Value, json};

/// A login with nothing but what is typed of it.
#[track_caller]
fn login(sandbox: &Sandbox, words: &[&str], stdin: &str) -> Output {
    sandbox.authctl(["login"]).args(words).args(["--store", "file"]).stdin(stdin).run()
}

fn settings(sandbox: &Sandbox, profile: &str) -> Value {
    sandbox.run(["profile", "show", profile, "--json"]).succeeds().json()["settings"].clone()
}

#[test]
fn dash_with_an_issuer_is_a_login_by_cookie_and_asks_for_no_password() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::with(&json!({ "auto": "alice" })));
    let oidc = |options: &[&str]| {
        Service::with(&sandbox, "dash", &client_of(&issuer, "dash"), &[&["--auth", "oidc"], options].concat())
    };
    let (root, below) = (oidc(&[]), oidc(&["--prefix", "/board"]));
    let board = below.url() + "/board";
    for (name, url) in [("root", &root.url()), ("below", &board)] {
        let told = login(&sandbox, &[name, url], "").succeeds();
        told.says([
            "answers as dash-auth-async 1.3 with OpenID Connect does",
            "as alice",
            "the cookie session",
        ]);
        assert_eq!(settings(&sandbox, name)["method"]["value"], "cookie");
        let whoami = format!("{}/api/whoami", if name == "root" { root.url() } else { below.url() });
        let who = sandbox.run(["call", name, &whoami]).succeeds().json();
        assert_eq!(who["user"]["sub"], "alice");
        login(&sandbox, &[name, url], "").succeeds();
    }
    // its routes are at the root wherever it is
    let logout = &settings(&sandbox, "below")["routes"]["value"]["logout"];
    assert_eq!(logout, &json!(format!("GET {}/oidc/logout", below.url())));
    sandbox.run(["logout", "below"]).succeeds().says(["The service was told"]);

    let password = login(&sandbox, &["b", &root.url(), "--method", "basic", "--username", "x"], "");
    password
        .exits(2)
        .says(["dash-auth-async 1.3 with OpenID Connect has no login by basic", "it has cookie (--method)"]);
    let basic = Service::run(&sandbox, "dash", &[]);
    let cookie = login(&sandbox, &["b", &basic.url(), "--method", "cookie"], "x");
    cookie
        .exits(2)
        .says(["dash-auth-async 1.3 with Basic has no login by cookie", "it has basic (--method)"]);
}

#[test]
fn fastpluggy_with_basic_and_fluxlit_without_an_issuer_are_logged_in_to_as_they_are_set_up() {
    let sandbox = Sandbox::with_file_store();
    let basic = Service::run(&sandbox, "fastpluggy", &["--backend", "basic"]);
    let words = ["work", &basic.url(), "--username", "alice", "--password-stdin"];
    login(&sandbox, &words, "alice-pw\n").succeeds().says(["with Basic does", "(Basic)"]);
    assert_eq!(sandbox.run(["call", "work", "/api/guarded"]).succeeds().json()["user"], "alice");

    let bare = Service::run(&sandbox, "fluxlit", &[]);
    let told = login(&sandbox, &["fx", &bare.url()], "").exits(2);
    told.says(["FluxLit 0.13 without OpenID Connect has no login by bff", "it has header, key (--method)"]);
    login(&sandbox, &["fx", &bare.url(), "--method", "bff"], "").exits(2).says(["it has header, key"]);
    let insisted = login(&sandbox, &["fx", &bare.url(), "--service", "fluxlit"], "").exits(6);
    let insisted = insisted.says(["(HTTP 404): Not Found", "it has no login in the browser"]);
    assert!(!insisted.stderr.contains("None of the services"), "{insisted}");
    login(&sandbox, &["fx", &bare.url(), "--method", "header"], "peer-api-key\n").succeeds();
    let issuer = Issuer::start();
    let with = Service::start(&sandbox, "fluxlit", &client_of(&issuer, "fluxlit"));
    let told = login(&sandbox, &["other", &with.url(), "--no-browser"], "").exits(2);
    told.says(["answers as FluxLit 0.13 does", "nothing was given, and the address with auth_code="]);
}

#[test]
fn dash_answers_any_path_which_is_told() {
    let at = At::start("dash", &[], &[]);
    let url = at.service.url();
    for path in ["/nope", "/api/whoami"] {
        let words = ["work", &(url.clone() + path), "--username", "viewer", "--password-stdin"];
        let told = login(&at.sandbox, &words, "viewer123\n");
        told.says([
            &*format!("warning: {url} answers so at any path, so nothing tells whether dash is at {path}"),
            &*format!("`authctl login work {url}/`"),
        ]);
    }
    let words = ["root", &url, "--username", "viewer", "--password-stdin"];
    let told = login(&at.sandbox, &words, "viewer123\n").succeeds();
    assert!(!told.stderr.contains("any path"), "{told}");
}

#[test]
fn the_way_to_log_in_and_a_route_do_not_keep_a_service_from_being_found() {
    let at = At::start("fluxlit", &[], &[]);
    let (sandbox, url) = (&at.sandbox, at.service.url());
    let words = ["fh", &url, "--method", "header", "--route", "whoami=/etl/status"];
    let told = login(sandbox, &words, "peer-api-key\n").succeeds();
    told.says(["is fluxlit", "sent as the header X-API-Key"]);
    at.run(&["call", "fh", "/etl/status"]).succeeds();

    let secret = sandbox.write("secret", "5e".repeat(32));
    let key = ["--method", "key", "--secret-file", secret.to_str().unwrap(), "--allow-weak-key"];
    let words =
        [&["fk", &url][..], &key, &["--issuer", "https://peer.test/auth", "--subject", "ci"]].concat();
    let words = [&words[..], &["--audience", "fluxlit-peer-api", "--route", "whoami=/me"]].concat();
    login(sandbox, &words, "").succeeds().says(["is fluxlit", "Logged in to fk as ci"]);
    at.run(&["call", "fk", "/me"]).succeeds();

    // what is described whole is asked nothing else
    let other = ScriptedServer::start(|request, _| match request.header("x-key") {
        Some("k") => answer(200, &[], "mine"),
        _ => answer(401, &[], ""),
    });
    let words = ["other", &other.url, "--method", "header", "--header", "X-Key", "--route", "whoami=/me"];
    login(sandbox, &words, "k\n").succeeds();
    assert!(other.seen().iter().all(|request| request.path() == "/me"), "{:?}", other.seen());
    let missing = login(sandbox, &["new", &other.url, "--method", "header", "--route", "whoami=/me"], "k\n");
    let missing = missing.exits(2).says(["does not say which header is the credential", "--header NAME"]);
    assert!(!missing.stderr.contains("profile set"), "there is no such profile: {missing}");
}

#[test]
fn a_way_to_log_in_that_a_service_does_not_have_is_refused_before_anything_is_asked() {
    let dash = At::start("dash", &[], &[]);
    let url = dash.service.url();
    let refused = ["dash-auth-async 1.3", "has no login by key", "it has basic"];
    for words in [&["nn", &url, "--method", "key"][..], &["nn", &url, "--method", "key", "--service", "dash"]]
    {
        let told = login(&dash.sandbox, words, "").exits(2).says(refused);
        assert!(!told.stderr.contains("--route"), "{told}");
    }
    let words = ["da", &url, "--username", "viewer", "--password-stdin"];
    login(&dash.sandbox, &words, "viewer123\n").succeeds();
    login(&dash.sandbox, &["da", "--method", "key"], "").exits(2).says(refused);
}

#[test]
fn where_the_login_is_not_there_another_service_is_looked_for() {
    let at = At::start("taskflow", &[], &[]);
    let (sandbox, url) = (&at.sandbox, at.service.url());
    let nope = url.clone() + "/nope";
    for named in [[&*url, "--service", "zndraw"], [&nope, "--service", "taskflow"]] {
        let words = [&["j2"], &named[..], &["--username", "alice", "--password-stdin"]].concat();
        let told = login(sandbox, &words, "alice-pw\n").exits(6);
        let told = told.says(["(HTTP 404): Not Found", &*format!("{url}/tasks is taskflow: it answers")]);
        let command = format!("login j2 --service taskflow --username alice --api {url}/tasks");
        let again = told.stderr.lines().find_map(|line| line.split_once("→ authctl ")).unwrap().1;
        let mut again = shell_words::split(again).unwrap();
        for word in command.split(' ') {
            assert!(again.iter().any(|one| one == word), "{word} in {again:?}");
        }
        again.push("--force".to_owned());
        sandbox.authctl(&again).stdin("alice-pw\n").run().succeeds();
        sandbox.run(["logout", "j2"]).succeeds();
        sandbox.run(["profile", "remove", "j2"]).succeeds();
    }
    let nobody = ScriptedServer::start(|_, _| answer(404, &[], "Not Found"));
    let words = ["j2", &nobody.url, "--service", "zndraw", "--username", "alice", "--password-stdin"];
    let told = login(sandbox, &words, "alice-pw\n").exits(6);
    told.says([&*format!(
        "None of the services that are known by themselves is at {}/, nor at the root",
        nobody.url
    )]);
    let posts = nobody.seen().iter().filter(|request| request.method != "GET").count();
    assert_eq!(posts, 1, "the password goes to the route that was named, and nowhere else");
}

#[test]
fn another_service_is_told_as_it_was_typed() {
    let (jobs, other) = (At::taskflow(), At::start("zndraw", &[], &[]));
    let (sandbox, other) = (&jobs.sandbox, other.service.url());
    jobs.with_password("alice-pw", &[]).succeeds();
    let words = ["work", &other, "--username", "alice@example.com", "--password-stdin"];
    let told = login(sandbox, &words, "alice-pw\n").exits(2);
    told.says([&*format!("profile work is for taskflow, and {other}/ is zndraw"), "--service zndraw makes"]);
    login(sandbox, &[&words[..], &["--service", "zndraw"]].concat(), "alice-pw\n").succeeds();

    let mounted = Service::run(sandbox, "taskflow", &["--path", "/admin/tasks"]);
    let unknown = login(sandbox, &["away", &mounted.url()], "").exits(2);
    unknown.says(["none of the services that are known", "named by the address with its path"]);
}
