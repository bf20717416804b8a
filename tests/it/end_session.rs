//! `logout --end-session` (goal O15): the session in the browser ends too, and nothing is kept either way.

use crate::support::sandbox::following_browser;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Authctl, Issuer, Sandbox, ScriptedServer, http, search};
use serde_json::{Value, json};

fn assert_nothing_is_kept(sandbox: &Sandbox) {
    assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["state"], "missing");
}

fn log_out(sandbox: &Sandbox) -> Authctl {
    sandbox
        .authctl(["logout", "work", "--end-session"])
        .env("BROWSER", following_browser())
        .env("FORWARDED", "1")
}

/// A login at an issuer that may lie.
fn at_a_scripted_issuer(lies: Lies) -> (ScriptedServer, Sandbox) {
    let issuer = scripted_issuer::start(lies);
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    sandbox.authctl(words).env("BROWSER", following_browser()).run().succeeds();
    (issuer, sandbox)
}

fn with_end_session() -> Lies {
    Lies {
        discovery: Box::new(|document| {
            document["end_session_endpoint"] = json!(format!("{}/end", document["issuer"].as_str().unwrap()));
        }),
        ..Lies::default()
    }
}

#[test]
fn o15_c1_the_issuer_is_asked_and_sends_the_browser_back() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let id_token = issuer.last_tokens()["id_token"].as_str().unwrap().to_owned();
    let done = log_out(&sandbox).run().succeeds().prints_nothing();
    assert_eq!(search::forms_of(&id_token, done.everything().as_bytes()), [""; 0], "{done}");
    done.says(["the local copy is deleted", "session in the browser is ended"]);
    assert_nothing_is_kept(&sandbox);
    let asked = issuer.requests_to("/session/end").remove(0);
    let query = url::Url::parse(&format!("{}{}", issuer.url, asked["url"].as_str().unwrap())).unwrap();
    let sent = |name: &str| {
        query.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!((sent("id_token_hint"), sent("client_id")), (Some(id_token), Some("authctl".into())));
    let back = sent("post_logout_redirect_uri").unwrap();
    assert!(back.starts_with("http://127.0.0.1:") && back.ends_with("/logged-out"), "rp-init-logout: {back}");
    assert!(sent("state").unwrap().len() >= 22, "at least 128 bits");
}

#[test]
fn o15_the_id_token_stands_in_no_argument_and_the_address_forwards_once() {
    let (issuer, sandbox) = at_a_scripted_issuer(with_end_session());
    let given = sandbox.path("given");
    let browser =
        sandbox.write_script("browser", &format!("#!/bin/sh\necho \"$@\" >'{}'\n", given.display()));
    let logout =
        sandbox.authctl(["logout", "work", "--end-session", "--json"]).env("BROWSER", browser).spawn();
    let address = crate::support::until("the browser", || {
        std::fs::read_to_string(&given).ok().filter(|text| text.ends_with('\n'))
    });
    let address = address.trim();
    assert!(address.starts_with("http://127.0.0.1:") && address.len() < 120, "{address}");
    let first = http::get(address);
    assert_eq!(first.status, 303);
    let to = url::Url::parse(first.header("location").unwrap()).unwrap();
    assert!(to.as_str().starts_with(&issuer.at("/end?")), "{to}");
    assert_eq!(http::get(address).status, 400, "nobody gets it twice");
    let sent = |name: &str| to.query_pairs().find(|(known, _)| known == name).unwrap().1.into_owned();
    let (back, state) = (sent("post_logout_redirect_uri"), sent("state"));
    assert_eq!(http::get(&format!("{back}?state={state}x")).status, 400, "rp-init-logout-other-state");
    assert_eq!(http::get(&back).status, 400, "rp-init-logout-no-state");
    assert_eq!(http::get(&format!("{back}?state={state}&state={state}")).status, 400);
    assert!(!logout.has_ended(), "forged answers end nothing");
    let page = http::get(&format!("{back}?state={state}"));
    assert!(page.status == 200 && page.body.contains("Logged out"), "{page:?}");
    assert_eq!(logout.finish().succeeds().json()["session"], "ended");
}

#[test]
fn o15_a_return_that_never_comes_or_is_forged_is_told_and_nothing_is_kept() {
    for (query, told) in
        [("?state=other", "1 came with another state"), ("", "1 came with another state"), ("-", "must know")]
    {
        let (_issuer, sandbox) = at_a_scripted_issuer(with_end_session());
        let (forged, query) = (query != "-", query.to_owned());
        let browser = sandbox.write_script("browser", "#!/bin/sh\necho \"$1\" >\"$HOME/given\"\n");
        let logout = sandbox
            .authctl(["logout", "work", "--end-session", "--wait", if forged { "6s" } else { "2s" }])
            .env("BROWSER", browser)
            .spawn();
        if forged {
            let given = sandbox.path("home/given");
            let address = crate::support::until("the browser", || {
                std::fs::read_to_string(&given).ok().filter(|text| text.ends_with('\n'))
            });
            let back = address.split('?').next().unwrap().to_owned();
            assert_eq!(http::get(&format!("{back}{query}")).status, 400);
        }
        logout.finish().exits(4).prints_nothing().says([told, "http://127.0.0.1/logged-out", "--no-return"]);
        assert_nothing_is_kept(&sandbox);
    }
}

#[test]
fn without_a_browser_the_address_is_printed_and_holds_no_secret() {
    let issuer = Issuer::start();
    for more in [&["--no-browser"][..], &[]] {
        let sandbox = Sandbox::logged_in(&issuer);
        let id_token = issuer.last_tokens()["id_token"].as_str().unwrap().to_owned();
        let done =
            sandbox.authctl(["logout", "work", "--end-session"]).args(more).run().succeeds().prints_nothing();
        let address = format!("{}/session/end?client_id=authctl", issuer.url);
        assert_eq!(search::forms_of(&id_token, done.everything().as_bytes()), [""; 0], "{done}");
        done.says([address.as_str(), "stands until that address is opened in it"]);
        assert_eq!(http::get(&address).status, 200, "it works for whoever opens it");
        assert_nothing_is_kept(&sandbox);
    }
    let sandbox = Sandbox::logged_in(&issuer);
    let failing = sandbox.authctl(["logout", "work", "--end-session"]).env("BROWSER", "/no/such/browser");
    failing.run().succeeds().says(["/session/end?client_id=authctl"]);
    assert_nothing_is_kept(&sandbox);
    let for_a_program = sandbox.authctl(["logout", "work", "--end-session", "--no-browser", "--json"]).run();
    let event: Value = serde_json::from_str(&for_a_program.succeeds().stderr).expect("JSON alone");
    assert_eq!(event["event"], "end_session_request");
    assert!(event["end_session_url"].as_str().unwrap().contains("/session/end?client_id=authctl"), "{event}");
}

#[test]
fn an_issuer_that_does_not_know_our_address_is_asked_without_it() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    // a browser that shows an error page ends well
    let browser = format!("#!/bin/sh\n{} \"$@\" || true\n", following_browser());
    let browser = sandbox.write_script("browser", &browser);
    let more = ["--return-path", "/nobody-registered-this", "--wait", "2s"];
    let unknown = log_out(&sandbox).args(more).env("BROWSER", browser).run().exits(4);
    unknown.says(["http://127.0.0.1/nobody-registered-this", "--no-return"]);
    assert_nothing_is_kept(&sandbox);
    issuer.clear_log();
    let sandbox = Sandbox::logged_in(&issuer);
    let told = log_out(&sandbox).args(["--no-return", "--json"]).run().succeeds().json();
    assert_eq!(told["session"], "opened");
    let asked = crate::support::until("the request", || issuer.requests_to("/session/end").pop());
    let asked = asked["url"].as_str().unwrap();
    assert!(asked.contains("id_token_hint=") && !asked.contains("post_logout"), "{asked}");
}

#[test]
fn an_issuer_without_such_an_endpoint_is_told_and_nothing_is_kept() {
    let (_issuer, sandbox) = at_a_scripted_issuer(Lies::default());
    let told = log_out(&sandbox).run().exits(1).prints_nothing();
    told.says(["session in the browser was not ended", "--endpoint end_session="]);
    assert_nothing_is_kept(&sandbox);
    sandbox.run(["logout", "work", "--no-return"]).exits(2).prints_nothing();
    sandbox.run(["logout", "work", "--end-session", "--return-path", "nowhere"]).exits(2).prints_nothing();
}

#[test]
fn a34_the_id_token_of_one_issuer_is_shown_to_no_other() {
    let (issuer, sandbox) = at_a_scripted_issuer(with_end_session());
    let other = scripted_issuer::start(with_end_session());
    let config = std::fs::read_to_string(sandbox.config_file()).unwrap();
    std::fs::write(sandbox.config_file(), config.replace(&issuer.url, &other.url)).unwrap();
    let browser = sandbox.write_script("browser", "#!/bin/sh\necho \"$1\" >\"$HOME/given\"\n");
    let logout =
        sandbox.authctl(["logout", "work", "--end-session", "--no-return"]).env("BROWSER", browser).spawn();
    let given = sandbox.path("home/given");
    let address = crate::support::until("the browser", || {
        std::fs::read_to_string(&given).ok().filter(|text| text.ends_with('\n'))
    });
    let forwarded = http::get(address.trim());
    let to = forwarded.header("location").unwrap();
    assert!(to.starts_with(&other.at("/end?")) && !to.contains("id_token_hint"), "{to}");
    logout.finish().succeeds();
    assert_nothing_is_kept(&sandbox);
}

#[test]
fn a41_another_user_who_reads_the_address_gets_nothing_and_takes_nothing_away() {
    let (issuer, sandbox) = at_a_scripted_issuer(with_end_session());
    let browser = sandbox.write_script("browser", "#!/bin/sh\necho \"$1\" >\"$HOME/given\"\n");
    let logout =
        sandbox.authctl(["logout", "work", "--end-session", "--no-return"]).env("BROWSER", browser).spawn();
    let given = sandbox.path("home/given");
    let address = crate::support::until("the browser", || {
        std::fs::read_to_string(&given).ok().filter(|text| text.ends_with('\n'))
    });
    let url = url::Url::parse(address.trim()).unwrap();
    let answer = http::get_as_another_user(&url);
    assert!(answer.starts_with("HTTP/1.1 403") && !answer.contains("id_token_hint"), "{answer}");
    let forwarded = http::get(address.trim());
    assert!(forwarded.header("location").unwrap().starts_with(&issuer.at("/end?")), "{forwarded:?}");
    logout.finish().succeeds();
}

#[test]
fn nobody_waits_without_a_browser() {
    let waiting = ["logout", "--end-session", "--no-browser", "--wait", "1m"];
    Sandbox::new().run(waiting).exits(2).says(["--wait", "--no-browser"]);
}
