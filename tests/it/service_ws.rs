//! `ws`: WebSockets with the credential, at dash-auth-async, and at servers that end them in every way.

use crate::support::process::Running;
use crate::support::proxy::Proxy;
use crate::support::scripted::Request;
use crate::support::service::{Service, pipe};
use crate::support::tls::Authority;
use crate::support::{Authctl, Issuer, Output, Sandbox, ScriptedServer, scripted};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

const SOCKET: &str = "/_dash-ws-callback";
/// The last that comes of one callback.
const ANSWER: (usize, &str) = (1, "callback_response");

/// A callback of dash, as its renderer asks for it.
fn callback(output: &str) -> String {
    let payload = json!({
        "output": format!("{output}.children"),
        "outputs": { "id": output, "property": "children" },
        "inputs": [{ "id": "in", "property": "value", "value": "hi" }],
        "changedPropIds": ["in.value"], "state": [],
    });
    json!({ "type": "callback_request", "rendererId": "cli", "requestId": "r1", "payload": payload })
        .to_string()
        + "\n"
}

/// Somebody who is logged in to a dash app by Basic.
struct Dash {
    sandbox: Sandbox,
    service: Service,
}

impl Dash {
    fn of(user: &str, password: &str) -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::run(&sandbox, "dash", &[]);
        let login =
            sandbox.authctl(["login", "work", &service.url(), "--service", "dash", "--username", user]);
        login.args(["--password-stdin", "--store", "file"]).stdin(format!("{password}\n")).run().succeeds();
        Self { sandbox, service }
    }

    fn ws(&self, stdin: &str, more: &[&str]) -> Authctl {
        self.sandbox.authctl(["ws", "work", SOCKET]).args(more).stdin(stdin)
    }

    /// Until the service ends it.
    fn talk(&self, stdin: &str, more: &[&str]) -> Output {
        self.ws(stdin, more).run()
    }

    /// Until so many lines of this type have come; then it is interrupted.
    #[track_caller]
    fn talk_until(&self, (count, kind): (usize, &str), stdin: &str, more: &[&str]) -> Output {
        let running = self.ws(stdin, more).spawn();
        until_lines(&running, count, kind);
        running.signal(Signal::INT);
        running.finish().exits(130)
    }

    fn forget(&self, sockets: usize) {
        let done = self.service.request("PUT", &format!("/_test/forget/{sockets}"), &[], "");
        assert_eq!(done.status, 204);
    }
}

/// Waits until so many lines of this type have come.
#[track_caller]
fn until_lines(running: &Running, count: usize, kind: &str) {
    let is_of_kind = |line: &&str| serde_json::from_str::<Value>(line).is_ok_and(|line| line["type"] == kind);
    running.stdout_until(kind, |told| (told.lines().filter(is_of_kind).count() >= count).then_some(()));
}

/// A talk, and its stdin, which ends when it is dropped.
fn with_stdin(talk: Authctl, sandbox: &Sandbox) -> (Running, File) {
    let path = sandbox.path("stdin");
    let stdin = pipe(&path);
    let reading = ["sh", "-c", "exec \"$0\" \"$@\" < \"$STDIN\""];
    (talk.env("STDIN", &path).under(reading).spawn(), stdin)
}

fn lines(output: &Output) -> Vec<Value> {
    output.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a callback answered.
#[track_caller]
fn response(output: &Output) -> String {
    let found = lines(output).into_iter().find(|line| line["type"] == "callback_response");
    found.unwrap_or_else(|| panic!("no response: {output}"))["payload"].to_string()
}

#[test]
fn dash_takes_the_session_that_a_password_makes_and_arrays_come_a_line_an_element() {
    let dash = Dash::of("viewer", "viewer123");
    let told = dash.talk_until(ANSWER, &callback("ws-mine"), &[]);
    assert!(response(&told).contains("ws-mine hi ['viewer']"), "{told}");
    assert_eq!(lines(&told).iter().filter(|line| line["type"] == "set_props").count(), 3, "{told}");
    assert!(response(&dash.talk_until(ANSWER, &callback("ws-admins"), &[])).contains("FORBIDDEN"));
    assert!(response(&dash.talk_until(ANSWER, &callback("ws-pub"), &[])).contains("ws-pub hi"));
    let alive = dash.talk_until((1, "heartbeat_ack"), "{\"type\":\"heartbeat\"}\n", &[]);
    assert!(lines(&alive).contains(&json!({ "type": "heartbeat_ack" })), "{alive}");
    let address = dash.service.url().replacen("http", "ws", 1) + SOCKET;
    let whole = dash.sandbox.authctl(["ws", "-p", "work", &address, "--idle", "3s", "--whole"]);
    whole.stdin(callback("ws-mine")).run().succeeds();
    let admin = Dash::of("admin", "admin");
    assert!(response(&admin.talk_until(ANSWER, &callback("ws-admins"), &[])).contains("'admin', 'staff'"));
}

#[test]
fn dash_that_forgot_the_session_is_shown_a_new_one_and_gets_the_message_again() {
    let dash = Dash::of("viewer", "viewer123");
    dash.forget(1);
    let talk = dash.sandbox.authctl(["ws", "work", SOCKET]);
    let (talking, mut stdin) = with_stdin(talk, &dash.sandbox);
    for count in 1..=2 {
        stdin.write_all(callback("ws-mine").as_bytes()).unwrap();
        until_lines(&talking, count, "callback_response");
    }
    talking.signal(Signal::INT);
    let told = talking.finish().exits(130).says([
        "4401, not logged in: Unauthorized",
        "it connects once more, and sends the last message again",
    ]);
    let responses = lines(&told).iter().filter(|line| line["type"] == "callback_response").count();
    assert_eq!(responses, 2, "each message was answered once: {told}");
    dash.forget(2);
    let over = dash.talk(&callback("ws-mine"), &["--json"]).exits(4);
    let lines: Vec<Value> = over.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&lines[0]["code"], &lines[1]["error"]["code"]),
        (&json!("connecting_again"), &json!("closed"))
    );
    assert_eq!(lines[1]["error"]["hint"], "authctl login work");
}

#[test]
fn dash_closes_an_unknown_socket_when_its_person_logs_in_elsewhere() {
    let dash = Dash::of("viewer", "viewer123");
    dash.forget(1);
    let client = "dac_client=AAAAAAAAAAAAAAAAAAAAAA";
    let running = dash.ws("", &["-H", &format!("Cookie: {client}"), "-v"]).spawn();
    let opened =
        |count: usize| move |told: &str| (told.matches("101 Switching").count() >= count).then_some(());
    running.stderr_until("an open socket", opened(1));
    let basic = format!("Basic {}", STANDARD.encode("viewer:viewer123"));
    let headers = [("authorization", basic.as_str()), ("cookie", client)];
    assert_eq!(dash.service.request("GET", "/api/whoami", &headers, "").status, 200);
    running.stderr_until("another socket", opened(2));
    running.signal(Signal::INT);
    running.finish().exits(130).says(["(4408, come again): it connects once more."]);
}

#[test]
fn dash_says_no_to_another_origin_and_drops_what_it_does_not_understand() {
    let dash = Dash::of("viewer", "viewer123");
    let foreign = dash.talk("", &["-H", "Origin: http://localhost:1"]).exits(6);
    foreign.says(["403 Forbidden", "localhost is another one than 127.0.0.1", "-H \"Origin: URL\""]);
    let dropped = dash.talk("no json\n", &[]).exits(5);
    dropped.says(["dropped the connection without a word", "a message that they do not understand"]);
    dash.sandbox.run(["ws", "work", "ws://127.0.0.1:9/x"]).exits(6).says(["is not an origin of work"]);
    dash.sandbox.run(["ws", "work", "/api/public"]).exits(6).says(["or no WebSocket is there"]);
    dash.sandbox.run(["ws", "work"]).exits(2).says(["work is a profile, and an address is wanted too"]);
    dash.sandbox.run(["ws", "work", "ftp://127.0.0.1/"]).exits(2).says(["neither https:// nor http://"]);
}

#[test]
fn a42_no_trace_of_a_socket_shows_the_password_or_the_session() {
    let dash = Dash::of("viewer", "viewer123");
    let told = dash.talk_until(ANSWER, &callback("ws-mine"), &["-vv"]);
    let told = told.says(["sec-websocket-key: (not shown)", "cookie: (not shown)", "< 101 Switching"]);
    let session = dash.service.request(
        "GET",
        "/api/whoami",
        &[("authorization", "Basic dmlld2VyOnZpZXdlcjEyMw==")],
        "",
    );
    let payload = session.cookie("session").unwrap().split('.').next().unwrap().to_owned();
    for secret in ["viewer123", "dmlld2VyOnZpZXdlcjEyMw", &payload] {
        assert!(!told.stderr.contains(secret), "{told}");
    }
}

/// What opens a WebSocket, and these frames behind it.
fn opening(request: &Request, frames: &[u8]) -> Vec<u8> {
    opening_with(request, "upgrade: websocket\r\nconnection: upgrade\r\n", frames)
}

/// The same with these headers beside the proof.
fn opening_with(request: &Request, headers: &str, frames: &[u8]) -> Vec<u8> {
    let key = request.header("sec-websocket-key").unwrap();
    let proof =
        digest(&SHA1_FOR_LEGACY_USE_ONLY, format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11").as_bytes());
    let accept = STANDARD.encode(proof.as_ref());
    let head = format!("HTTP/1.1 101 Switching Protocols\r\n{headers}sec-websocket-accept: {accept}\r\n\r\n");
    [head.as_bytes(), frames].concat()
}

/// A frame of a server (RFC 6455 section 5.2).
fn frame(operation: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).ok().filter(|length| *length < 126).unwrap();
    [&[0x80 | operation, length], content].concat()
}

fn text(content: &str) -> Vec<u8> {
    frame(1, content.as_bytes())
}

fn close(code: u16, reason: &str) -> Vec<u8> {
    frame(8, &[&code.to_be_bytes()[..], reason.as_bytes()].concat())
}

/// One run with a token of the environment at a server that sends these frames and ends the connection.
fn at(frames: &[u8], more: &[&str]) -> Output {
    let frames = frames.to_vec();
    let server = ScriptedServer::start(move |request, _| opening(request, &frames));
    let sandbox = Sandbox::new();
    let words = ["ws", &server.at("/x"), "--allow-origin", &server.url];
    sandbox.authctl(words).args(more).env("AUTHCTL_TOKEN", "canary-token").run()
}

#[test]
fn how_a_socket_ends_is_told_in_words_and_by_the_exit_code() {
    for (code, exit, words) in [
        (1000, 0, "(1000, done: bye)"),
        (1001, 0, "(1001, it goes away: bye)"),
        (1002, 1, "a mistake in the protocol"),
        (1008, 6, "(1008, against its rules: bye)"),
        (1011, 5, "an error of its own"),
        (1013, 5, "try again later"),
        (4003, 6, "4003"),
        (4999, 1, "a code of its own"),
        (4401, 4, "nothing renews what AUTHCTL_TOKEN holds"),
    ] {
        let told = at(&[text("a"), close(code, "bye")].concat(), &[]).exits(exit).says([words]);
        assert_eq!(told.text(), "a");
    }
    at(&frame(8, b""), &[]).succeeds().says(["without a code"]);
    let repeated = at(&close(4999, "no canary%2Dtoken here"), &["-vv"]).exits(1);
    assert!(!repeated.everything().contains("canary"), "{repeated}");
    repeated.says(["a code of its own: no (not shown) here"]);
    at(&text("[1, {\"a\":2}, \"x\"]"), &[]).exits(5).says(["without a word"]);
}

#[test]
fn odd_messages_are_told_and_do_no_harm() {
    let odd =
        at(&[frame(2, b"abc"), text("[1, {\"a\":2}]"), text("\u{1b}[2J"), close(1000, "")].concat(), &[]);
    let odd = odd.succeeds().says(["a binary message of 3 bytes is not printed"]);
    assert_eq!(odd.stdout, b"1\n{\"a\":2}\n\x1b[2J\n", "to a pipe to the byte");
    let whole = at(&[text("[1, 2]"), close(1000, "\u{1b}[2J")].concat(), &["--whole"]).succeeds();
    assert!(whole.text() == "[1, 2]" && !whole.stderr.contains('\u{1b}'), "{whole}");
    // 2^40 bytes are announced
    let large = [&[0x81, 127][..], &(1_u64 << 40).to_be_bytes()].concat();
    at(&large, &[]).exits(1).says(["a message of more than 16 MiB"]);
    at(&[0x81, 0x02, 0xff, 0xff], &[]).exits(1).says(["UTF-8"]);
    at(&[0xff, 0x02, 0x61, 0x61], &[]).exits(1).says(["does not speak WebSocket"]);
}

#[test]
fn an_answer_that_is_no_websocket_is_none() {
    let sandbox = Sandbox::new();
    let ask = |server: &ScriptedServer, more: &[&str]| {
        let words = ["ws", &server.at("/x"), "--allow-origin", &server.url];
        sandbox.authctl(words).args(more).env("AUTHCTL_TOKEN", "canary-token").run()
    };
    let head = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n";
    let forger = ScriptedServer::start(move |_, _| head.into());
    ask(&forger, &[]).exits(1).says(["Sec-WebSocket-Accept"]);
    for (head, words) in [
        ("connection: upgrade\r\n", "another protocol (Upgrade)"),
        ("upgrade: h2c\r\nconnection: upgrade\r\n", "another protocol (Upgrade)"),
        ("upgrade: websocket\r\n", "(Connection)"),
        (
            "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-extensions: permessage-deflate\r\n",
            "an extension that nobody asked for",
        ),
        (
            "upgrade: websocket\r\nconnection: keep-alive, Upgrade\r\nsec-websocket-protocol: soap\r\n",
            "a sub-protocol that nobody asked for",
        ),
    ] {
        let odd = ScriptedServer::start(move |request, _| opening_with(request, head, &close(1000, "")));
        ask(&odd, &["-H", "Sec-WebSocket-Protocol: chat, superchat"]).exits(1).says([words]);
    }
    for name in ["Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions"] {
        ask(&forger, &["-H", &format!("{name}: x")]).exits(2).says(["is the handshake's own"]);
    }
    let chooses = ScriptedServer::start(|request, _| {
        let head = "upgrade: WebSocket\r\nconnection: Upgrade\r\nsec-websocket-protocol: superchat\r\n";
        opening_with(request, head, &close(1000, ""))
    });
    ask(&chooses, &["-H", "Sec-WebSocket-Protocol: chat, superchat"]).succeeds();
    ask(&chooses, &[]).exits(1).says(["a sub-protocol that nobody asked for"]);
    for (status, exit) in [(404, 1), (403, 6), (503, 5), (429, 5)] {
        let server = ScriptedServer::start(move |_, _| scripted::answer(status, &[], ""));
        ask(&server, &[]).exits(exit).says([format!("with {status}").as_str()]);
    }
    let stranger = ScriptedServer::start(|_, _| scripted::answer(200, &[], ""));
    let to = stranger.at("/y");
    let away = ScriptedServer::start(move |_, _| scripted::answer(302, &[("location", &to)], ""));
    ask(&away, &["-vv"]).exits(1);
    for request in stranger.seen() {
        assert_eq!((request.header("authorization"), request.header("upgrade")), (None, None));
    }
    let asked = forger.seen().remove(0);
    assert_eq!(asked.header("authorization"), Some("Bearer canary-token"));
    assert_eq!(asked.header("origin"), Some(forger.url.as_str()));
}

#[test]
fn a_sign_of_life_is_answered() {
    let server = ScriptedServer::start_streaming(|request, _, mut stream| {
        stream
            .write_all(&opening(request, &[frame(9, b"?"), text("{\"type\":\"heartbeat\"}")].concat()))
            .unwrap();
        let mut told = Vec::new();
        for _ in 0..2 {
            let mut head = [0; 6];
            stream.read_exact(&mut head).unwrap();
            let mut content = vec![0; usize::from(head[1] & 0x7f)];
            stream.read_exact(&mut content).unwrap();
            let mask = &head[2..];
            told.push((
                head[0] & 15,
                (0..).zip(&content).map(|(at, byte)| char::from(byte ^ mask[at % 4])).collect::<String>(),
            ));
        }
        told.sort();
        assert_eq!(told, [(1, "{\"type\":\"heartbeat_ack\"}".to_owned()), (10, "?".to_owned())]);
        stream.write_all(&[text("done"), close(1000, "")].concat()).unwrap();
        let _ = stream.read(&mut [0; 64]);
    });
    let sandbox = Sandbox::new();
    let words = ["ws", &server.at("/x"), "--allow-origin", &server.url];
    let told = sandbox.authctl(words).env("AUTHCTL_TOKEN", "x").run().succeeds();
    assert_eq!(told.text(), "done");
}

#[test]
fn a_token_that_a_socket_does_not_take_is_renewed_once() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let asked = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |request, _| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => opening(request, &close(4401, "expired")),
        _ => opening(request, &[text("in"), close(1000, "")].concat()),
    });
    let words = ["ws", "work", &server.at("/x"), "--allow-origin", &server.url, "-vv"];
    let told = sandbox.run(words).succeeds().says(["logged in again, it connects once more"]);
    assert_eq!(told.text(), "in");
    let tokens: Vec<_> =
        server.seen().iter().map(|request| request.header("authorization").map(str::to_owned)).collect();
    assert!(tokens.len() == 2 && tokens[0] != tokens[1], "{tokens:?}");
    for token in tokens.into_iter().flatten() {
        assert!(!told.everything().contains(token.trim_start_matches("Bearer ")), "{told}");
    }
}

#[test]
fn of_several_messages_nobody_knows_which_was_refused() {
    let asked = AtomicUsize::new(0);
    let server = ScriptedServer::start_streaming(move |request, _, mut stream| {
        let first = asked.fetch_add(1, Ordering::SeqCst) == 0;
        stream.write_all(&opening(request, &text("hello"))).unwrap();
        if first {
            let mut taken = 0;
            while taken < 3 * 7 {
                taken += stream.read(&mut [0; 64]).unwrap();
            }
        }
        stream.write_all(&close(if first { 4408 } else { 1000 }, "")).unwrap();
        let _ = stream.read(&mut [0; 64]);
    });
    let sandbox = Sandbox::new();
    let words = ["ws", &server.at("/x"), "--allow-origin", &server.url];
    let talk = sandbox.authctl(words).env("AUTHCTL_TOKEN", "x");
    let (talking, mut stdin) = with_stdin(talk, &sandbox);
    // who has heard something sends without waiting for answers: three messages go before the socket is closed
    talking.stdout_until("a message", |told| told.contains("hello").then_some(()));
    stdin.write_all(b"a\nb\nc\n").unwrap();
    drop(stdin);
    let told = talking.finish().exits(1);
    told.says(["nobody knows whether 3 of the messages were taken"]);
}

#[test]
fn a_private_authority_is_trusted_where_it_is_named() {
    let (sandbox, authority) = (Sandbox::new(), Authority::new());
    let server = ScriptedServer::start_tls(authority.signs(&["127.0.0.1"]), None, |request, _| {
        opening(request, &[text("safe"), close(1000, "")].concat())
    });
    let address = server.at("/x").replacen("https", "wss", 1);
    let ask = |more: &[&str]| {
        let words = ["ws", &address, "--allow-origin", &server.url];
        sandbox.authctl(words).args(more).env("AUTHCTL_TOKEN", "x").run()
    };
    ask(&[]).exits(5).says(["is not secure"]);
    let file = authority.file(&sandbox);
    assert_eq!(ask(&["--ca-cert", file.to_str().unwrap()]).succeeds().text(), "safe");
}

#[test]
fn a_websocket_goes_through_a_proxy_by_a_connection_of_its_own() {
    let (sandbox, authority) = (Sandbox::with_file_store(), Authority::new());
    let server = ScriptedServer::start_tls(authority.signs(&["a.example.test"]), None, |request, _| {
        opening(request, &[text("safe"), close(1000, "")].concat())
    });
    let proxy = Proxy::leading(&[("a.example.test:443", server.port)]);
    let file = authority.file(&sandbox);
    let words = ["ws", "wss://a.example.test/x", "--allow-origin", "https://a.example.test"];
    let led = sandbox.authctl(words).args(["--proxy", &proxy.url, "--ca-cert", file.to_str().unwrap()]);
    assert_eq!(led.env("AUTHCTL_TOKEN", "x").run().succeeds().text(), "safe");
    let login = [
        "login",
        "work",
        "--with-token",
        "--api",
        "http://a.example.test",
        "--allow-http",
        "--store",
        "file",
    ];
    sandbox.authctl(login).stdin("token-of-somebody").run().succeeds();
    let barred = sandbox.run(["ws", "work", "/x", "--proxy", &proxy.url]).exits(5);
    barred.says(["it hands on no WebSocket over http; one over https (wss) passes it"]);
}

#[test]
fn ctrl_c_ends_a_talk() {
    let server = ScriptedServer::start_streaming(|request, _, mut stream| {
        stream.write_all(&opening(request, &text("hello"))).unwrap();
        let _ = stream.read(&mut [0; 64]);
    });
    let sandbox = Sandbox::new();
    let words = ["ws", &server.at("/x"), "--allow-origin", &server.url];
    let running = sandbox.authctl(words).env("AUTHCTL_TOKEN", "x").spawn();
    running.stdout_until("a message", |told| told.contains("hello").then_some(()));
    running.signal(Signal::INT);
    running.finish().exits(130);
}

#[test]
fn the_end_of_who_reads_is_the_end_of_the_talk() {
    let server = ScriptedServer::start_streaming(|request, _, mut stream| {
        stream.write_all(&opening(request, &[])).unwrap();
        while stream.write_all(&text("again")).is_ok() {}
    });
    let sandbox = Sandbox::new();
    let piped = ["sh", "-c", "\"$0\" \"$@\" | head -n 2"];
    let words = ["ws", &server.at("/x"), "--allow-origin", &server.url];
    let told = sandbox.authctl(words).env("AUTHCTL_TOKEN", "x").under(piped).run().succeeds();
    assert_eq!((told.text(), told.stderr.as_str()), ("again\nagain", ""));
}
