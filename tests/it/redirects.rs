//! Redirects of an API: what goes along, what does not, and where nothing goes at all.

use crate::support::ports::Nobody;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Issuer, Output, Sandbox, ScriptedServer, scripted};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

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

/// A server that keeps every byte it gets, TLS or not. `/start` leads where it is told, everything else has arrived.
struct Listener {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
    leads_to: Arc<Mutex<(u16, String)>>,
}

impl Listener {
    fn on(ip: &str) -> Self {
        let socket = TcpListener::bind((ip, 0)).unwrap();
        let listener = Self {
            address: socket.local_addr().unwrap(),
            heard: Arc::default(),
            leads_to: Arc::new(Mutex::new((302, "/".into()))),
        };
        let (heard, leads_to) = (Arc::clone(&listener.heard), Arc::clone(&listener.leads_to));
        std::thread::spawn(move || {
            for mut stream in socket.incoming().map_while(Result::ok) {
                let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
                // a head to its end, or the first words of TLS
                while !bytes.windows(4).any(|end| end == b"\r\n\r\n") && bytes.first() != Some(&0x16) {
                    match stream.read(&mut piece) {
                        Ok(length @ 1..) => bytes.extend_from_slice(&piece[..length]),
                        _ => break,
                    }
                }
                let (status, to) = leads_to.lock().unwrap().clone();
                let answer = match bytes.starts_with(b"GET /start ") {
                    true => scripted::answer(status, &[("location", &to)], ""),
                    false => scripted::answer(200, &[], "arrived"),
                };
                heard.lock().unwrap().push(bytes);
                let _ = stream.write_all(&answer);
            }
        });
        listener
    }
    fn take(&self) -> Vec<String> {
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        heard.iter().map(|bytes| String::from_utf8_lossy(bytes).to_lowercase()).collect()
    }
}

#[test]
fn c3_a36_what_belongs_to_an_origin_stays_there_in_all_35_cells() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let (home, other_port, other_host) =
        (Listener::on("127.0.0.1"), Listener::on("127.0.0.1"), Listener::on("127.0.0.2"));
    let port = home.address.port();
    let origin = format!("http://{}", home.address);
    let targets = [
        ("same origin", "/there".to_owned(), true),
        ("same origin, another spelling", format!("http://127.1:{port}/there"), true),
        ("other port", format!("http://{}/there", other_port.address), false),
        ("other scheme", format!("https://{}/there", home.address), false),
        ("other host", format!("http://{}/there", other_host.address), false),
        ("other name of the host", format!("http://localhost:{port}/there"), false),
        ("subdomain", format!("http://api.localhost:{port}/there"), false),
        ("user in the address", format!("http://user:canary@{}/there", home.address), false),
        ("address in another form", format!("http://[::ffff:127.0.0.1]:{port}/there"), false),
    ];
    let own = ["authorization", "cookie", "dpop", "x-api-key", "canary"];
    for status in REDIRECTS {
        for (target, to, is_home) in &targets {
            *home.leads_to.lock().unwrap() = (status, to.clone());
            let url = format!("{origin}/start");
            let call = sandbox.authctl(["call", "work", &url, "--allow-origin", &origin, "--timeout", "5s"]);
            call.args(HEADERS).run();
            let mut heard = home.take();
            let first = heard.remove(0);
            assert!(
                own.iter().filter(|name| first.contains(*name)).count() >= 4,
                "{status} {target}: {first}"
            );
            if *is_home {
                let [second] = &heard[..] else { panic!("{status} {target}: {heard:?}") };
                assert!(second.contains("authorization: bearer"), "{status} {target}: {second}");
                continue;
            }
            let elsewhere = [heard, other_port.take(), other_host.take()].concat();
            // a name that this machine does not know leads nowhere
            assert!(*target == "subdomain" || elsewhere.len() == 1, "{status} {target}: {elsewhere:?}");
            for request in elsewhere {
                // in the random bytes of TLS four letters may stand by chance
                let is_tls = request.starts_with('\u{16}');
                let own = own.map(|name| if is_tls && name == "dpop" { "dpop: " } else { name });
                assert!(!own.iter().any(|name| request.contains(name)), "{status} {target}: {request}");
            }
        }
    }
}

#[test]
fn c3_a37_no_endpoint_of_an_issuer_leads_a_credential_elsewhere() {
    let endpoints: [(&str, &[&str]); 7] = [
        ("token_endpoint", &["login", "work"]),
        ("pushed_authorization_request_endpoint", &["login", "work", "--par"]),
        ("revocation_endpoint", &["logout", "work"]),
        ("userinfo_endpoint", &["whoami", "work"]),
        ("jwks_uri", &["login", "work"]),
        ("introspection_endpoint", &["introspect", "-p", "work"]),
        ("device_authorization_endpoint", &["login", "work", "--device"]),
    ];
    for status in REDIRECTS {
        let elsewhere = ScriptedServer::start(|_, _| scripted::answer(200, &[], "{}"));
        let to = elsewhere.at("/there");
        let gate = ScriptedServer::start(move |_, _| scripted::answer(status, &[("location", &to)], ""));
        let moved = Arc::new(Mutex::new(""));
        let (member, at_gate) = (Arc::clone(&moved), gate.at("/gate"));
        let issuer = scripted_issuer::start(Lies {
            discovery: Box::new(move |document| {
                let member = *member.lock().unwrap();
                if !member.is_empty() {
                    document[member] = json!(at_gate);
                }
            }),
            ..Lies::default()
        });
        let sandbox = Sandbox::with_file_store();
        let login = |words: &[&str]| {
            let settings =
                ["--issuer", &issuer.url, "--client-id", "authctl", "--store", "file", "--no-input"];
            let login = sandbox.authctl(words).args(settings).args(["--wait", "5s"]);
            let login = login.env("BROWSER", "/bin/true").spawn();
            scripted_issuer::follow(&login);
            login.finish()
        };
        for (endpoint, words) in endpoints {
            *moved.lock().unwrap() = "";
            login(&["login", "work"]).succeeds();
            *moved.lock().unwrap() = endpoint;
            let before = gate.seen().len();
            let output = if words[0] == "login" { login(words) } else { sandbox.run(words) };
            assert!(gate.seen().len() > before, "{endpoint}: nobody asked: {output}");
            output.says(["redirect"]);
            assert!(elsewhere.seen().is_empty(), "{status} {endpoint}: it was followed");
        }
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
fn a_redirect_that_leads_nowhere_is_named() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let nobody = Nobody::new();
    let closed = nobody.address;
    for to in [format!("http://{closed}/there?token=canary"), "https://nobody.invalid/there".to_owned()] {
        let home = redirecting(302, &to);
        let failed = call(&sandbox, &home, &[]).exits(5).prints_nothing();
        let place = to.split('?').next().unwrap();
        assert!(!failed.stderr.contains("canary"), "{failed}");
        failed.says([&format!("{} redirected to {place}, and that failed: ", home.url), "cannot connect"]);
    }
}

#[test]
fn l1_a_redirect_that_repeats_the_token_shows_it_to_nobody() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let nobody = Nobody::new();
    let closed = nobody.address;
    let home = ScriptedServer::start(move |request, _| {
        let credential = request.header("authorization").unwrap_or_default();
        let to = format!("http://{closed}/{}", credential.replace("Bearer ", ""));
        scripted::answer(302, &[("location", &to)], "")
    });
    for more in [&[][..], &["-v"], &["-vv"]] {
        let failed = call(&sandbox, &home, more).exits(5).prints_nothing();
        let told = format!("redirected to http://{closed}/(not shown), and that failed: ");
        let failed = failed.says([told.as_str()]);
        let token = home.seen()[0].header("authorization").unwrap().replace("Bearer ", "");
        assert!(!failed.stderr.contains(&token), "{failed}");
    }
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
