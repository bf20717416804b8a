//! Redirects of an API: what goes along, what does not, and where nothing goes at all.

use crate::support::{Issuer, Output, Sandbox, ScriptedServer, scripted};
use std::sync::atomic::{AtomicUsize, Ordering};

const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];
/// What a person may put into a request beside the credential.
const HEADERS: [&str; 4] = ["-H", "Cookie: id=canary", "-H", "X-Api-Key: canary"];
/// The names of all that must stay at its origin.
const OWN: [&str; 3] = ["authorization", "cookie", "x-api-key"];

/// `call` to the server, which may have the credential.
fn call(sandbox: &Sandbox, server: &ScriptedServer, more: &[&str]) -> Output {
    let url = server.at("/start");
    sandbox.authctl(["call", "work", &url, "--allow-origin", &server.url]).args(more).run()
}

/// Sends whoever asks for `/start` to that place.
fn redirecting(status: u16, to: &str) -> ScriptedServer {
    let to = to.to_owned();
    ScriptedServer::start(move |request, _| match request.path() {
        "/start" => scripted::answer(status, &[("location", &to)], "see there"),
        _ => scripted::answer(200, &[], "arrived"),
    })
}

fn refreshes(issuer: &Issuer) -> usize {
    issuer.grants("refresh_token").len()
}

#[test]
fn a36_another_origin_gets_neither_the_credential_nor_what_the_person_put_in_headers() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for status in REDIRECTS {
        let foreign = ScriptedServer::start(|_, _| scripted::answer(200, &[], "hello"));
        let home = redirecting(status, &foreign.at("/there"));
        assert_eq!(call(&sandbox, &home, &HEADERS).succeeds().text(), "hello", "{status}");
        for name in OWN {
            assert!(home.seen()[0].header(name).is_some(), "{status}: {name} is the API's to have");
        }
        let [request] = &foreign.seen()[..] else { panic!("{status}: one request follows") };
        for name in OWN {
            assert_eq!(request.header(name), None, "{status}: {name}");
        }
        assert!(request.headers.iter().all(|(_, value)| !value.contains("canary")), "{request:?}");
        assert_eq!((request.method.as_str(), request.body.as_str()), ("GET", ""), "{status}");
    }
}

#[test]
fn a36_what_was_left_behind_at_home_does_not_come_back_by_way_of_a_stranger() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let foreign = ScriptedServer::start(|request, _| {
        let back = request.query("back").unwrap();
        scripted::answer(302, &[("location", &back)], "")
    });
    let there = foreign.at("/there");
    let home = ScriptedServer::start(move |request, own_url| match request.path() {
        "/start" => scripted::answer(302, &[("location", &format!("{there}?back={own_url}/delete-all"))], ""),
        _ => scripted::answer(200, &[], "back home"),
    });
    assert_eq!(call(&sandbox, &home, &HEADERS).succeeds().text(), "back home");
    let last = home.seen().pop().unwrap();
    assert_eq!(last.path(), "/delete-all");
    for name in OWN {
        assert_eq!(last.header(name), None, "{name}");
    }
}

#[test]
fn a36_the_same_origin_gets_all_that_was_sent_before() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    for status in REDIRECTS {
        let home = redirecting(status, "/there?x=1");
        assert_eq!(call(&sandbox, &home, &HEADERS).succeeds().text(), "arrived", "{status}");
        let seen = home.seen();
        assert_eq!(seen.len(), 2, "{status}");
        assert_eq!(seen[1].target, "/there?x=1");
        for name in OWN {
            assert_eq!(seen[1].header(name), seen[0].header(name), "{status}: {name}");
        }
    }
}

#[test]
fn a36_a_request_with_a_body_goes_where_it_was_sent_and_no_further() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let foreign = ScriptedServer::start(|_, _| scripted::answer(200, &[], "hello"));
    for status in REDIRECTS {
        for to in [foreign.at("/there"), "/there".to_owned()] {
            let home = redirecting(status, &to);
            let kept = call(&sandbox, &home, &["-X", "GET", "-d", "canary", "-i"]).succeeds();
            assert!(kept.text().contains(&status.to_string()), "{kept}");
            assert!(kept.text().ends_with("see there"), "{kept}");
            assert_eq!(home.seen().len(), 1, "{status} to {to}");
        }
    }
    assert!(foreign.seen().is_empty(), "a body arrived there");
}

#[test]
fn a37_nothing_but_get_and_head_is_repeated_elsewhere() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let foreign = ScriptedServer::start(|_, _| scripted::answer(200, &[], "hello"));
    for status in REDIRECTS {
        for to in [foreign.at("/there"), "/there".to_owned()] {
            for arguments in [&["-d", "canary"][..], &["-X", "POST"], &["-X", "DELETE"]] {
                let home = redirecting(status, &to);
                let shown = call(&sandbox, &home, &[arguments, &["-i"]].concat()).succeeds();
                assert!(shown.text().contains(&status.to_string()), "{shown}");
                assert_eq!(home.seen().len(), 1, "{status} to {to}: {shown}");
            }
        }
    }
    assert!(foreign.seen().is_empty(), "it was sent on");
}

#[test]
fn a38_a_loop_of_redirects_ends_after_five() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let round = AtomicUsize::new(0);
    let home = ScriptedServer::start(move |_, _| {
        let next = format!("/round/{}", round.fetch_add(1, Ordering::SeqCst));
        scripted::answer(302, &[("location", &next)], "round and round")
    });
    let given_up = call(&sandbox, &home, &["-i"]).succeeds();
    assert!(given_up.text().contains("302"), "the last answer is shown: {given_up}");
    assert_eq!(home.seen().len(), 1 + 5, "{given_up}");
}

#[test]
fn a38_only_web_addresses_are_followed() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let secret = sandbox.write("secret", "canary");
    for to in [&format!("file://{}", secret.display()), "ftp://127.0.0.1/x", "data:,canary", "javascript:1"] {
        let home = redirecting(302, to);
        let shown = call(&sandbox, &home, &[]).succeeds();
        assert_eq!(shown.text(), "see there", "{to}");
        assert_eq!(home.seen().len(), 1, "{to}");
    }
}

#[test]
fn a55_what_was_carried_out_is_not_sent_again_because_a_login_page_follows() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let home = redirecting(303, "/login?x");
    let shown = call(&sandbox, &home, &["-d", "transfer=1", "-i"]).succeeds();
    assert!(shown.text().contains("303"), "{shown}");
    assert_eq!((home.seen().len(), refreshes(&issuer)), (1, 0), "{shown}");
}

#[test]
fn a55_a_question_that_leads_to_a_login_is_asked_once_more_with_a_new_token() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let asked = AtomicUsize::new(0);
    let home = ScriptedServer::start(move |_, _| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => scripted::answer(302, &[("location", "/login")], ""),
        _ => scripted::answer(200, &[], "hello"),
    });
    assert_eq!(call(&sandbox, &home, &["--fail"]).succeeds().text(), "hello");
    let seen = home.seen();
    assert_eq!((seen.len(), refreshes(&issuer)), (2, 1));
    assert!(seen.iter().all(|request| request.path() == "/start"), "the login page was not asked for");
    assert_ne!(seen[0].header("authorization"), seen[1].header("authorization"));

    let always = redirecting(302, "/login");
    call(&sandbox, &always, &[]).succeeds().says(["did not take the token"]);
    assert_eq!((always.seen().len(), refreshes(&issuer)), (2, 2), "and no third time");
}
