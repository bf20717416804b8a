//! Services that mean harm, and what authctl gives them.

use crate::support::scripted::{Request, answer, json};
use crate::support::tls::Authority;
use crate::support::{Output, Sandbox, ScriptedServer};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A cookie by the walk through a login in the browser.
const WALK: [&str; 6] = ["--method", "cookie", "--cookie", "session", "--store", "file"];

fn walk(sandbox: &Sandbox, server: &ScriptedServer, more: &[&str]) -> Output {
    sandbox.run([&["login", "work", &server.url][..], &WALK, more].concat())
}

fn login(sandbox: &Sandbox, name: &str, server: &ScriptedServer, more: &[&str]) -> Output {
    let words = [&["login", name, &server.url][..], more].concat();
    sandbox.authctl(words).stdin("a-password-canary\n").run()
}

/// By a form for a token, at a service that says who one is.
const BY_PASSWORD: [&str; 11] = [
    "--method",
    "password",
    "--route",
    "login=/login",
    "--route",
    "whoami=/me",
    "--store",
    "file",
    "--username",
    "alice",
    "--password-stdin",
];

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&json!({ "alg": "HS256" })), part(claims), URL_SAFE_NO_PAD.encode([7; 32]))
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

/// A service whose answer to "who am I" leads away once that is wanted.
struct Leading {
    sandbox: Sandbox,
    service: ScriptedServer,
    evil: ScriptedServer,
}

impl Leading {
    fn new() -> Self {
        let sandbox = Sandbox::with_file_store();
        let evil = ScriptedServer::start(|_, _| {
            json(200, &json!({ "email": "admin@x", "is_superuser": true, "scopes": ["root"] }))
        });
        let (to, leads) = (evil.at("/x"), AtomicBool::new(false));
        let service = ScriptedServer::start(move |request, _| match request.path() {
            "/login" => json(200, &json!({ "access_token": jwt(&json!({ "sub": "alice" })) })),
            "/lead" => {
                leads.store(true, Ordering::SeqCst);
                answer(204, &[], "")
            }
            "/me" if leads.load(Ordering::SeqCst) => answer(302, &[("location", &to)], ""),
            // within the service it is followed
            "/me" => answer(307, &[("location", "/me/")], ""),
            _ if request.header("authorization").is_none() => answer(401, &[], ""),
            _ => json(200, &json!({ "email": "alice@x", "is_superuser": false })),
        });
        let words = BY_PASSWORD.map(|word| if word == "whoami=/me" { "whoami=/me/" } else { word });
        login(&sandbox, "work", &service, &words).succeeds();
        sandbox.run(["profile", "set", "work", "--route", "whoami=/me"]).succeeds();
        Self { sandbox, service, evil }
    }

    fn run(&self, words: &[&str]) -> Output {
        self.sandbox.run(words)
    }
}

#[test]
fn t11_what_another_origin_says_of_somebody_is_not_believed() {
    let at = Leading::new();
    assert_eq!(at.run(&["whoami", "work", "--json"]).succeeds().json()["claims"]["email"], "alice@x");
    at.run(&["call", "work", &at.service.at("/lead")]).succeeds();
    for words in [&["whoami", "work"][..], &["account", "check", "work", "--role", "superuser"]] {
        at.run(words)
            .exits(1)
            .prints_nothing()
            .says(["(HTTP 302); it sends elsewhere, where nobody is asked"]);
    }
    assert!(at.evil.seen().is_empty());
}

#[test]
fn t11_a_session_that_another_origin_sets_does_not_go_with_a_websocket() {
    let sandbox = Sandbox::with_file_store();
    let evil = ScriptedServer::start(|_, _| answer(200, &[("set-cookie", "session=EVIL; Path=/")], ""));
    let to = evil.at("/x");
    let service = ScriptedServer::start(move |request, _| match request.path() {
        "/" if request.header("authorization").is_none() => answer(401, &[], ""),
        "/" => answer(302, &[("location", &to)], ""),
        _ => answer(400, &[], ""),
    });
    let words = ["--method", "basic", "--cookie", "session", "--store", "file", "--username", "alice"];
    login(&sandbox, "work", &service, &[&words[..], &["--password-stdin"]].concat()).succeeds();
    sandbox.run(["ws", "work", "/socket"]).exits(1);
    let asked = service.seen().pop().unwrap();
    assert_eq!((asked.path(), asked.header("cookie")), ("/socket", None));
    assert!(asked.header("authorization").is_some() && evil.seen().is_empty());
}

#[test]
fn c8_a_websocket_that_asks_for_signs_of_life_and_takes_none_is_left() {
    let server = ScriptedServer::start_streaming(|request, _, mut stream| {
        stream.write_all(&opening(request)).unwrap();
        let ping = [&[0x89, 125][..], &[b'x'; 125]].concat().repeat(1000);
        // no more than this, whoever reads it
        for _ in 0..4000 {
            if stream.write_all(&ping).is_err() {
                return;
            }
        }
    });
    let words = ["ws", &server.at("/x"), "--allow-origin", &server.url, "--timeout", "1s"];
    let sandbox = Sandbox::new();
    let told = sandbox.authctl(words).env("AUTHCTL_TOKEN", "canary-token").run();
    told.exits(5).says(["took nothing for 1 s"]);
}

/// What opens a WebSocket.
fn opening(request: &Request) -> Vec<u8> {
    let key = request.header("sec-websocket-key").unwrap();
    let proof =
        digest(&SHA1_FOR_LEGACY_USE_ONLY, format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11").as_bytes());
    let accept = STANDARD.encode(proof.as_ref());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n"
    )
    .into_bytes()
}

#[test]
fn c8_a_list_of_tokens_takes_memory_as_it_is_long() {
    let head = "aaaaaaaaa ".repeat(45_000);
    let rows = "<tr><td><a href=/revoke/1></tr>".repeat(16_000);
    let page = format!("<form action=/x/create></form><table><tr><th>{head}</th></tr>{rows}</table>");
    assert!(page.len() < 1 << 20);
    let service = ScriptedServer::start(move |request, _| match request.path() {
        "/login" => sees_other("/", "session=a-session"),
        path if path.starts_with("/tokens") => answer(200, &[("content-type", "text/html")], &page),
        _ if request.header("cookie").is_none() => answer(401, &[], ""),
        _ => json(200, &json!({ "email": "alice@x" })),
    });
    let sandbox = Sandbox::with_file_store();
    let words = BY_PASSWORD.map(|word| if word == "password" { "form-session" } else { word });
    let more = ["--cookie", "session", "--route", "tokens=/tokens"];
    login(&sandbox, "work", &service, &[&words[..], &more].concat()).succeeds();
    let list = sandbox.authctl(["account", "pat", "list", "work", "--json"]);
    // of address space, most of which nothing ever touches
    let listed = list.under(["prlimit", "--as=1073741824", "--cpu=20"]).run().succeeds().json();
    assert_eq!(listed["tokens"].as_array().map(Vec::len), Some(16_000));
}

#[test]
fn c8_a_page_that_says_no_is_read_once() {
    let spaces = " ".repeat(130 << 10);
    for page in [
        format!("<p class=text-danger>{spaces}</p>{}", "</b>".repeat(31 << 10)),
        format!("<p class=error>{spaces}</p>{}", "<p class=error>".repeat(8 << 10)),
        format!("<label>{}</label>{}", "a ".repeat(60 << 10), "<p class=text-danger>x</p>".repeat(5 << 10)),
    ] {
        let service = ScriptedServer::start(move |_, _| answer(403, &[("content-type", "text/html")], &page));
        let sandbox = Sandbox::new();
        let words = ["login", "work", &service.url, "--store", "none", "--method", "challenge"];
        let login = sandbox.authctl(words).args(["--route", "challenge=/c"]);
        login.under(["prlimit", "--as=1073741824", "--cpu=5"]).run().exits(6).says(["(HTTP 403)"]);
    }
}

#[test]
fn r8_an_answer_that_trickles_ends_with_its_time() {
    let service = ScriptedServer::start_streaming(|request, _, mut stream| {
        let is_known = request.header("authorization").is_some();
        let whole = match request.path() {
            "/login" => json(200, &json!({ "access_token": jwt(&json!({ "sub": "alice" })) })),
            "/me" if is_known => json(200, &json!({ "email": "alice@x" })),
            "/slow" => {
                let head =
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n";
                let mut left = stream.write_all(head.as_bytes());
                // a byte each time that nothing was said for a while, as long as somebody listens
                stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
                while left.is_ok() && !matches!(stream.read(&mut [0]), Ok(0)) {
                    left = stream.write_all(b" ");
                }
                return;
            }
            _ => answer(401, &[], ""),
        };
        let _ = stream.write_all(&whole);
    });
    let sandbox = Sandbox::with_file_store();
    login(&sandbox, "work", &service, &BY_PASSWORD).succeeds();
    sandbox.run(["profile", "set", "work", "--route", "whoami=/slow"]).succeeds();
    for words in [&["whoami", "work"][..], &["account", "check", "work", "--role", "x"]] {
        let run = sandbox.authctl(words).args(["--timeout", "1s"]).under(["timeout", "30"]).run();
        run.exits(5).says(["1 s"]);
    }
}

/// One UUID, spelled in two ways.
const DASHED: &str = "19085be8-9f4a-4a6c-9a5f-6f1f6f0c7a11";
const PLAIN: &str = "19085BE89F4A4A6C9A5F6F1F6F0C7A11";

/// A service that mints tokens of whom it likes.
fn minting(sub: &'static str, id: &'static str) -> (Sandbox, ScriptedServer) {
    let sandbox = Sandbox::with_file_store();
    let service = ScriptedServer::start(move |request, _| {
        let is_minted =
            request.header("authorization").is_some_and(|sent| sent.contains(&jwt(&json!({ "sub": sub }))));
        match request.path() {
            "/login" => json(200, &json!({ "access_token": jwt(&json!({ "sub": "root" })) })),
            path if path.starts_with("/mint/") => {
                json(200, &json!({ "access_token": jwt(&json!({ "sub": sub })) }))
            }
            "/me" if is_minted => json(200, &json!({ "id": id, "email": format!("{id}@x") })),
            "/me" if request.header("authorization").is_some() => json(200, &json!({ "id": "root" })),
            _ => answer(401, &[], ""),
        }
    });
    let words = [&BY_PASSWORD[..], &["--route", "mint=/mint/{user}"]].concat();
    login(&sandbox, "admin", &service, &words).succeeds();
    (sandbox, service)
}

#[test]
fn a_minted_token_of_somebody_else_is_not_kept() {
    let mint = |sub, id, user: &str| {
        let (sandbox, _service) = minting(sub, id);
        (sandbox.run(["account", "mint", user, "admin", "--as", "support"]), sandbox)
    };
    for (sub, id, user) in [
        ("9-other", "9-other", "5"),
        ("9-other", "8", "5"),
        ("joanne", "joanne", "jo-anne"),
        ("Ab", "Ab", "ab"),
    ] {
        let (told, sandbox) = mint(sub, id, user);
        told.exits(1).says(["its token is of ", &format!("and {user} was asked for")]);
        sandbox.run(["status", "support"]).exits(4).says(["no profile support"]);
    }
    for (sub, id, user) in [("5", "5", "5"), ("17", "5", "5"), (DASHED, "x", PLAIN), ("5", "9", "5")] {
        mint(sub, id, user).0.succeeds();
    }
}

#[test]
fn a_minted_token_that_does_not_say_who_got_it_is_known_by_its_administrator() {
    let (sandbox, _service) = minting("5", "5");
    let words = "a token of 5@x that the profile admin got as an administrator";
    sandbox.run(["account", "mint", "5", "admin", "--as", "support"]).succeeds().says([words]);
    assert!(sandbox.run(["status", "support"]).succeeds().text().contains(words));
    sandbox.run(["whoami", "support"]).succeeds().says([words]);
    assert_eq!(sandbox.run(["status", "support", "--json"]).succeeds().json()["minted_by"], "admin");
    let told = sandbox.run(["login", "support", "--json"]).succeeds().json();
    assert_eq!((&told["minted_by"], &told["impersonated_by"]), (&json!("admin"), &json!(null)));
    let admin = sandbox.run(["status", "admin"]).succeeds();
    assert!(!admin.text().contains("administrator"), "{admin}");
}

#[test]
fn a_service_that_says_null_is_believed_and_not_the_token() {
    let sandbox = Sandbox::with_file_store();
    let token = jwt(&json!({ "sub": "alice", "roles": ["admin"] }));
    let service = ScriptedServer::start(move |request, _| match request.path() {
        "/login" => json(200, &json!({ "access_token": token })),
        _ if request.header("authorization").is_none() => answer(401, &[], ""),
        _ => json(200, &json!({ "email": "alice@x", "roles": null, "scopes": ["fp_admin"] })),
    });
    login(&sandbox, "work", &service, &BY_PASSWORD).succeeds();
    let check = |role: &str| sandbox.run(["account", "check", "work", "--role", role]);
    check("admin").exits(6).says(["has not the role admin"]);
    check("fp_admin").exits(6);
    check("").exits(2).says(["it is empty"]);
    sandbox.run(["account", "check", "work", "--scope", " "]).exits(2).says(["it is empty"]);
    // there roles are scopes
    sandbox.run(["profile", "set", "work", "--service", "fastpluggy"]).succeeds();
    check("fp_admin").succeeds();
}

#[test]
fn a_cookie_of_another_name_is_told_to_count_from_the_next_login() {
    let sandbox = Sandbox::with_file_store();
    let service = ScriptedServer::start(|_, _| answer(200, &[], ""));
    let words = ["--method", "cookie", "--cookie", "session", "--store", "file"];
    login(&sandbox, "work", &service, &words).succeeds();
    let told = sandbox.run(["profile", "set", "work", "--cookie", "other"]).succeeds();
    told.says([
        "still goes as the cookie session",
        "`authctl login work` gets what goes as the cookie other",
    ]);
    let same = sandbox.run(["profile", "set", "work", "--cookie", "session"]).succeeds();
    assert!(!same.everything().contains("still goes"), "{same}");
}

#[test]
fn a42_what_a_service_repeats_of_a_login_is_shown_nowhere() {
    let (sandbox, canary) = (Sandbox::with_file_store(), "a-password-canary");
    let leads = ScriptedServer::start(|_, _| {
        answer(
            302,
            &[("location", "https://evil.example/x/a-password-canary"), ("x-a-password-canary", "1")],
            "",
        )
    });
    let told = login(&sandbox, "one", &leads, &[&BY_PASSWORD[..], &["-vv"]].concat());
    let told = told.exits(1).says(["a redirect to https://evil.example/x/(not shown)"]);
    assert!(!told.everything().contains(canary), "{told}");

    let repeats = ScriptedServer::start(|request, _| match request.path() {
        "/login" => json(200, &json!({ "access_token": "a-token-canary" })),
        "/register" => json(
            201,
            &json!({ "email": "alice", "got": { "password": "a-password-canary" }, "words": "it is a-password-canary",
                     "a-password-canary": 1 }),
        ),
        _ if request.header("authorization").is_none() => answer(401, &[], ""),
        _ => json(200, &json!({ "email": "a-password-canary", "name": "of a-token-canary", "id": "7" })),
    });
    let told = login(&sandbox, "two", &repeats, &BY_PASSWORD).succeeds();
    let status = sandbox.run(["status", "two", "--json"]).succeeds();
    let words = [
        "account",
        "register",
        "three",
        &repeats.url,
        "--route",
        "register=/register",
        "--service",
        "zndraw",
    ];
    let made = sandbox.authctl(words).args(["--username", "alice", "--password-stdin", "--json"]);
    let made = made.stdin("a-password-canary\n").run().succeeds();
    assert_eq!(made.json()["account"]["email"], "alice");
    for output in [told, status, made] {
        assert!(!output.everything().contains("-canary"), "{output}");
    }
}

#[test]
fn a_header_of_http_itself_and_an_address_with_a_query_are_no_part_of_a_login() {
    let sandbox = Sandbox::with_file_store();
    let service = ScriptedServer::start(|_, _| answer(200, &[], ""));
    for header in ["Host", "content-length", "Transfer-Encoding", "Connection"] {
        let words = ["--method", "header", "--header", header, "--store", "file"];
        login(&sandbox, "work", &service, &words).exits(2).says(["carries no credential"]);
    }
    for address in [service.at("/?next=/x"), service.at("/#top")] {
        let words = ["login", "work", &address, "--service", "zndraw", "--username", "a", "--password-stdin"];
        sandbox.run(words).exits(2).says(["without ? and #"]);
    }
    assert!(service.seen().is_empty());
}

#[test]
fn t11_a_logout_sends_a_credential_to_nobody_it_is_not_of() {
    let (sandbox, other) = (Sandbox::with_file_store(), ScriptedServer::start(|_, _| answer(200, &[], "")));
    let service = ScriptedServer::start(|request, _| match request.header("authorization") {
        Some(_) => json(200, &json!({ "user": "alice" })),
        None => answer(401, &[], ""),
    });
    let words = [
        "--method",
        "basic",
        "--username",
        "alice",
        "--password-stdin",
        "--store",
        "file",
        "--route",
        "whoami=/me",
    ];
    login(&sandbox, "work", &service, &words).succeeds();
    let file = sandbox.config_file();
    let written = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, written.replace(&service.url, &other.url)).unwrap();
    let told = sandbox.run(["logout", "work"]);
    told.says([&*format!("is of {}", service.url), "the local copy is deleted"]);
    assert!(other.seen().is_empty(), "{:?}", other.seen());
}

#[test]
fn t11_the_credential_of_an_administrator_goes_to_its_own_service_alone() {
    let (sandbox, _service) = minting("5", "5");
    let other = ScriptedServer::start(|_, _| json(200, &json!({ "access_token": "t" })));
    let words =
        ["--method", "mint", "--minted-by", "admin", "--username", "5", "--route", "mint=/mint/{user}"];
    let told = login(&sandbox, "support", &other, &[&words[..], &["--store", "file"]].concat());
    assert_ne!(told.says([&*other.url]).code, 0);
    assert!(
        other.seen().iter().all(|request| request.header("authorization").is_none()),
        "{:?}",
        other.seen()
    );
}
