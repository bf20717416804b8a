//! Services that mean harm, and what authctl gives them.

use crate::support::scripted::answer;
use crate::support::tls::Authority;
use crate::support::{Output, Sandbox, ScriptedServer};
use std::sync::Mutex;

/// A cookie by the walk through a login in the browser.
const WALK: [&str; 6] = ["--method", "cookie", "--cookie", "session", "--store", "file"];

fn walk(sandbox: &Sandbox, server: &ScriptedServer, more: &[&str]) -> Output {
    sandbox.run([&["login", "work", &server.url][..], &WALK, more].concat())
}

fn sees_other(to: &str, cookie: &str) -> Vec<u8> {
    answer(302, &[("location", to), ("set-cookie", cookie)], "")
}

#[test]
fn a36_a_cookie_of_the_walk_goes_back_to_its_own_port_alone() {
    let sandbox = Sandbox::with_file_store();
    let other = ScriptedServer::start(|_, _| answer(200, &[], "who are you?"));
    let to = other.at("/authorize");
    let service = ScriptedServer::start(move |_, _| sees_other(&to, "state=canary; Path=/"));
    walk(&sandbox, &service, &[]).exits(4).says(["wants a person"]);
    let [asked] = &other.seen()[..] else { panic!("one request: {:?}", other.seen()) };
    assert_eq!(asked.header("cookie"), None);
}

#[test]
fn t11_a_session_that_another_origin_sets_is_not_the_services() {
    let sandbox = Sandbox::with_file_store();
    let home: &'static Mutex<String> = Box::leak(Box::default());
    for line in ["session=EVIL; Path=/", "session=EVIL; Path=/; Domain=127.0.0.1"] {
        let other =
            ScriptedServer::start(move |_, _| sees_other(&(home.lock().unwrap().clone() + "/back"), line));
        let to = other.at("/authorize");
        let service = ScriptedServer::start(move |request, _| match request.path() {
            "/back" => answer(200, &[], &format!("hello {:?}", request.header("cookie"))),
            _ => answer(302, &[("location", &to)], ""),
        });
        home.lock().unwrap().clone_from(&service.url);
        walk(&sandbox, &service, &[]).exits(1).says(["it logs nobody in"]);
        assert!(service.seen().iter().all(|request| request.header("cookie").is_none()));
        assert!(!sandbox.config_file().exists());
    }
}

#[test]
fn a35_a_walk_over_tls_never_goes_on_without() {
    let (sandbox, authority) = (Sandbox::with_file_store(), Authority::new());
    let open = ScriptedServer::start(|_, _| answer(200, &[], "hello"));
    let to = open.at("/admin/delete?x=1");
    let service = ScriptedServer::start_tls(authority.signs(&["127.0.0.1"]), None, move |_, _| {
        let set = ["session=canary; Secure; Path=/", "__Host-session=canary; Secure; Path=/"];
        answer(302, &[("location", &to), ("set-cookie", set[0]), ("set-cookie", set[1])], "")
    });
    let file = authority.file(&sandbox);
    let told = walk(&sandbox, &service, &["--ca-cert", file.to_str().unwrap()]);
    told.exits(1).says(["from https to http"]);
    assert!(open.seen().is_empty(), "{:?}", open.seen());
}
