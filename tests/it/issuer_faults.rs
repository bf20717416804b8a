//! Goal R8: whatever an issuer does, a run ends in time with a cause, a remedy and its exit code, and nothing but
//! `invalid_grant` costs the refresh token.

use crate::support::ports::Nobody;
use crate::support::scripted::{self, Request, Script};
use crate::support::scripted_issuer::{self, Lies};
use crate::support::tls::{Authority, an_hour_ago};
use crate::support::{Authctl, Output, Sandbox, ScriptedServer, long};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(3);
const LIMIT: [&str; 2] = ["--timeout", "3s"];
/// What a run may take besides.
const MORE: Duration = Duration::from_millis(500);

/// Keeps a connection open after its answer, as HTTP/1.1 does unless somebody says otherwise, and closes it at the first
/// byte of another request: that is what a server looks like whose patience ends just then.
fn impatient(answers: impl Fn(&Request, &str) -> Value + Send + Sync + 'static) -> ScriptedServer {
    ScriptedServer::start_streaming(move |request, own_url, mut stream| {
        let body = answers(request, own_url).to_string();
        let kept = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let _ = stream.write_all(kept.as_bytes());
        let _ = stream.read(&mut [0]);
    })
}

#[test]
fn r8_a_request_for_tokens_never_meets_a_connection_that_is_just_closed() {
    let issuer = impatient(|request, own_url| match request.path() {
        "/token" => json!({"access_token": "given", "token_type": "Bearer", "expires_in": 60}),
        _ => json!({"issuer": own_url, "token_endpoint": format!("{own_url}/token")}),
    });
    let sandbox = Sandbox::with_file_store();
    let secret = sandbox.write("secret", "s3cret-of-the-machine");
    sandbox
        .authctl(["login", "ci", "--method", "client-credentials", "--store", "file", "--client-id", "c"])
        .args(["--issuer", &issuer.url, "--client-secret-file", secret.to_str().unwrap()])
        .run()
        .succeeds();
    sandbox.run(["token", "ci", "--force-renew"]).succeeds();
    let asked = issuer.seen().iter().filter(|request| request.path() == "/token").count();
    assert_eq!(asked, 2, "each once");
}

/// What a server does instead of answering well.
#[derive(Clone, Copy)]
enum Fault {
    /// These bytes, made of the honest body.
    Bytes(fn(&str) -> Vec<u8>),
    /// Nobody listens.
    Refused,
    /// The connection is reset.
    Reset,
    /// It is closed without a word.
    Closed,
    /// Silence.
    Silent,
    /// A byte now and then.
    Slow,
    /// A certificate that is no good.
    Certificate(fn() -> Arc<rustls::ServerConfig>),
}

/// Each with the exit code that it leads to.
fn faults() -> Vec<(&'static str, Fault, i32)> {
    use Fault::{Bytes, Certificate};
    vec![
        ("500", Bytes(|_| status(500, "")), 5),
        ("502", Bytes(|_| status(502, "")), 5),
        ("503 with Retry-After", Bytes(|_| status(503, "retry-after: 7\r\n")), 5),
        ("429", Bytes(|_| status(429, "retry-after: 1\r\n")), 5),
        ("refused", Fault::Refused, 5),
        ("reset", Fault::Reset, 5),
        ("silent", Fault::Silent, 5),
        ("slow", Fault::Slow, 5),
        ("closed", Fault::Closed, 5),
        ("empty", Bytes(|_| status(200, "")), 1),
        ("truncated", Bytes(|body| with(&["content-length: 9999"], body.as_bytes())), 5),
        (
            "HTML",
            Bytes(|_| scripted::answer(200, &[("content-type", "text/html")], "<!doctype html><p>Welcome")),
            1,
        ),
        ("wrong type", Bytes(|body| with(&["content-type: image/png"], body.as_bytes())), 0),
        ("wrong length", Bytes(|body| with(&["content-length: 20"], body.as_bytes())), 1),
        ("chunk error", Bytes(|_| with(&["transfer-encoding: chunked"], b"zz\r\n{}\r\n0\r\n\r\n")), 5),
        ("10 MiB", Bytes(|_| scripted::answer(200, &[], &" ".repeat(10 << 20))), 1),
        ("deep JSON", Bytes(|_| scripted::answer(200, &[], &"{\"a\":".repeat(50_000))), 1),
        ("no object", Bytes(|_| scripted::answer(200, &[], "[]")), 1),
        ("redirect", Bytes(|_| status(307, "location: https://elsewhere.example.test/\r\n")), 1),
        ("http/1.0", Bytes(|body| format!("HTTP/1.0 200 OK\r\n\r\n{body}").into_bytes()), 0),
        ("gzip garbage", Bytes(|_| with(&["content-encoding: gzip", "content-length: 4"], b"\x1f\x8bzz")), 1),
        (
            "wrong charset",
            Bytes(|body| scripted_bytes(&body.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>())),
            1,
        ),
        (
            "expired certificate",
            Certificate(|| Authority::new().signs_until(&["127.0.0.1"], an_hour_ago())),
            5,
        ),
        ("wrong name", Certificate(|| Authority::new().signs(&["other.example.test"])), 5),
        ("unknown authority", Certificate(|| Authority::new().signs(&["127.0.0.1"])), 5),
    ]
}

fn status(status: u16, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Odd\r\ncontent-length: 0\r\nconnection: close\r\n{headers}\r\n").into_bytes()
}
fn with(headers: &[&str], body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{}\r\n\r\n", headers.join("\r\n"));
    [head.as_bytes(), body].concat()
}
fn scripted_bytes(body: &[u8]) -> Vec<u8> {
    with(&[&format!("content-length: {}", body.len())], body)
}

/// A server with this fault in place of the issuer `issuer`, and when it was first asked.
struct Faulty {
    url: String,
    asked: Arc<Mutex<Vec<Instant>>>,
    _server: Result<ScriptedServer, Nobody>,
}

impl Faulty {
    fn start(fault: Fault, honest: Arc<Script>, issuer: Option<String>) -> Self {
        let asked = Arc::<Mutex<Vec<Instant>>>::default();
        let times = Arc::clone(&asked);
        let note = move || times.lock().unwrap().push(Instant::now());
        let server = match fault {
            Fault::Refused => Err(Nobody::new()),
            Fault::Reset => Ok(ScriptedServer::start_raw(move |stream| {
                note();
                // what was sent and is never read makes the system reset the connection
                let _ = stream.peek(&mut [0]);
            })),
            Fault::Certificate(made) => {
                Ok(ScriptedServer::start_tls(made(), None, |_, _| scripted::answer(200, &[], "")))
            }
            Fault::Bytes(made) => Ok(ScriptedServer::start_streaming(move |request, own, stream| {
                note();
                write(stream, &made(&body(&honest, request, issuer.as_deref().unwrap_or(own))));
            })),
            Fault::Closed => Ok(ScriptedServer::start_streaming(move |_, _, stream| {
                note();
                let _ = stream.shutdown(Shutdown::Both);
            })),
            Fault::Silent => Ok(ScriptedServer::start_streaming(move |_, _, stream| {
                note();
                until_gone(stream);
            })),
            Fault::Slow => Ok(ScriptedServer::start_streaming(move |_, _, mut stream| {
                note();
                let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
                let mut gone = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").is_err();
                while !gone {
                    // the pause between two bytes ends early when the client goes
                    gone = matches!(stream.read(&mut [0]), Ok(0)) || stream.write_all(b" ").is_err();
                }
            })),
        };
        let url = server.as_ref().map_or_else(Nobody::url, |server| server.url.clone());
        Self { url, asked, _server: server }
    }
}

fn write(mut stream: &TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes); // whoever has heard enough is gone
}

fn until_gone(mut stream: &TcpStream) {
    while matches!(stream.read(&mut [0]), Ok(1)) {}
}

fn body(honest: &Arc<Script>, request: &Request, issuer: &str) -> String {
    // the other place of the metadata has this fault too
    let target = match request.path().contains(".well-known") {
        true => "/.well-known/openid-configuration".to_owned(),
        false => request.target.clone(),
    };
    let answer = String::from_utf8(honest(&Request { target, ..request.clone() }, issuer)).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// An honest issuer with one endpoint that is moved to where a fault is.
struct Bench {
    issuer: ScriptedServer,
    moved: Arc<Mutex<Option<(&'static str, String)>>>,
    sandbox: Sandbox,
}

impl Bench {
    fn new() -> Self {
        let moved = Arc::<Mutex<Option<(&'static str, String)>>>::default();
        let now = Arc::clone(&moved);
        let issuer = scripted_issuer::start(Lies {
            discovery: Box::new(move |document| {
                if let Some((member, url)) = &*now.lock().unwrap() {
                    document[*member] = json!(format!("{url}{}", Self::path(member)));
                }
            }),
            ..Lies::default()
        });
        Self { issuer, moved, sandbox: Sandbox::with_file_store() }
    }

    fn path(member: &str) -> &'static str {
        if member == "jwks_uri" { "/jwks" } else { "/token" }
    }

    fn login(&self, profile: &str) -> Output {
        let words =
            ["login", profile, "--issuer", &self.issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
        let login =
            self.sandbox.authctl(words).args(["--scope", "openid", "--store", "file", "--no-browser"]);
        let login = login.args(LIMIT).spawn();
        scripted_issuer::follow(&login);
        login.finish()
    }

    /// Runs it while the endpoint `member` has this fault.
    #[track_caller]
    fn meet(&self, case: &str, member: &'static str, fault: Fault, run: impl Fn() -> Output) -> Output {
        in_time(case, || {
            let faulty = Faulty::start(fault, self.issuer.script(), Some(self.issuer.url.clone()));
            *self.moved.lock().unwrap() = Some((member, faulty.url.clone()));
            let out = run();
            *self.moved.lock().unwrap() = None;
            (faulty, out)
        })
    }

    fn renewal(&self) -> Authctl {
        self.sandbox.authctl(["token", "work", "--force-renew"]).args(LIMIT)
    }
}

/// From the first question to the end of the run; small machines that are busy get more when the counts are small. What such
/// a machine has held up is tried again: it does not hold up the same thing three times.
#[track_caller]
fn in_time(case: &str, mut run: impl FnMut() -> (Faulty, Output)) -> Output {
    let limit = TIMEOUT + MORE + if long() { Duration::ZERO } else { 4 * MORE };
    let mut late = Vec::new();
    for _ in 0..3 {
        let (faulty, out) = run();
        let took = faulty.asked.lock().unwrap().first().map_or(Duration::ZERO, Instant::elapsed);
        if took < limit {
            return out;
        }
        late.push(format!("{took:?} for {out}"));
    }
    panic!("{case}: {}", late.join("\n"));
}

/// One sentence of cause and at least one of remedy, with this exit code.
#[track_caller]
fn assert_told(case: &str, out: Output, exit: i32) {
    assert_eq!(out.code, exit, "{case}: {out}");
    if exit == 0 {
        return;
    }
    let out = out.prints_nothing();
    let told: Vec<&str> = out.stderr.lines().skip_while(|line| !line.starts_with("error: ")).collect();
    assert!(told.len() >= 2, "{case}: no remedy in {out}");
    assert!(told[0].ends_with('.') && told[1].starts_with("  → "), "{case}: {out}");
}

#[test]
fn r8_at_a_renewal_every_fault_ends_in_time_and_the_refresh_token_is_kept() {
    let bench = Bench::new();
    bench.login("work").succeeds();
    for (case, fault, exit) in faults() {
        let out = bench.meet(case, "token_endpoint", fault, || bench.renewal().run());
        assert_told(case, out, exit);
        bench.renewal().run().succeeds();
    }
    let sent = bench.issuer.seen();
    let sent: Vec<_> = sent
        .iter()
        .filter(|request| request.field("grant_type").as_deref() == Some("refresh_token"))
        .collect();
    assert_eq!(sent.len(), faults().len(), "each was followed by a renewal that worked");
    assert!(
        sent.iter().all(|request| request.field("refresh_token").unwrap().starts_with("refresh-token-of"))
    );
}

#[test]
fn r8_at_a_login_every_fault_ends_in_time_and_nobody_is_logged_in() {
    let bench = Bench::new();
    for (number, (case, fault, exit)) in faults().into_iter().enumerate() {
        let profile = format!("p{number}");
        let out = bench.meet(case, "token_endpoint", fault, || bench.login(&profile));
        assert_told(case, out.clone(), exit);
        let kept = bench.sandbox.run(["token", &profile]).code;
        assert_eq!(kept == 0, exit == 0, "{case}: {out}");
    }
}

#[test]
fn r8_keys_that_cannot_be_had_end_a_login_in_time() {
    let bench = Bench::new();
    for (number, (case, fault, exit)) in faults().into_iter().enumerate() {
        let out = bench.meet(case, "jwks_uri", fault, || bench.login(&format!("p{number}")));
        assert_told(case, out, exit);
    }
}

#[test]
fn r8_keys_that_cannot_be_had_are_no_reason_to_lose_a_renewal() {
    let bench = Bench::new();
    bench.login("work").succeeds();
    for (case, fault, exit) in faults().into_iter().filter(|(_, _, exit)| *exit == 5) {
        let is_tls = matches!(fault, Fault::Certificate(_));
        let out = bench.meet(case, "jwks_uri", fault, || bench.renewal().run());
        // who cannot be reached has nothing against the token; who shows a wrong certificate may be somebody else
        assert_told(case, out, if is_tls { exit } else { 0 });
        bench.renewal().run().succeeds();
    }
}

#[test]
fn r8_metadata_that_cannot_be_had_ends_in_time() {
    let honest = scripted_issuer::start(Lies::default()).script();
    let sandbox = Sandbox::new();
    for (case, fault, exit) in faults() {
        let out = in_time(case, || {
            let faulty = Faulty::start(fault, Arc::clone(&honest), None);
            let out = sandbox.authctl(["discover", &faulty.url]).args(LIMIT).run();
            (faulty, out)
        });
        assert_told(case, out, exit);
    }
}

type Change = Box<dyn Fn(&str) -> String + Send + Sync>;

#[test]
fn r8_members_of_a_token_answer_may_be_odd_or_missing() {
    let huge = |seconds: &'static str| {
        move |body: &str| body.replace("\"expires_in\":3600", &format!("\"expires_in\":{seconds}"))
    };
    let cases: Vec<(&str, Change, i32)> = vec![
        ("duplicate members", Box::new(|body| body.replacen('{', "{\"access_token\":\"first\",", 1)), 0),
        ("no access token", Box::new(|body| body.replace("\"access_token\"", "\"other\"")), 1),
        (
            "null access token",
            Box::new(|body| body.replace("\"access-token-of-the-scripted-issuer\"", "null")),
            1,
        ),
        (
            "access token that is no text",
            Box::new(|body| body.replace("\"access-token-of-the-scripted-issuer\"", "[1]")),
            1,
        ),
        (
            "null refresh token",
            Box::new(|body| body.replace("\"refresh-token-of-the-scripted-issuer\"", "null")),
            0,
        ),
        ("null lifetime", Box::new(huge("null")), 0),
        ("negative lifetime", Box::new(huge("-1")), 0),
        ("lifetime as text", Box::new(huge("\"3600\"")), 0),
        ("a lifetime beyond the calendar", Box::new(huge("999999999999")), 0),
        ("a lifetime beyond numbers", Box::new(huge("1e400")), 1),
        ("a lifetime of words", Box::new(huge("\"soon\"")), 0),
        ("unknown token type", Box::new(|body| body.replace("\"Bearer\"", "\"mac\"")), 1),
    ];
    let odd = Arc::new(Mutex::new(None::<usize>));
    let (cases, now) = (Arc::new(cases), Arc::clone(&odd));
    let changes = Arc::clone(&cases);
    let issuer = scripted_issuer::start(Lies {
        token_answer: Box::new(move |_, honest: Value| {
            let honest = honest.to_string();
            let body = match *now.lock().unwrap() {
                Some(number) => (changes[number].1)(&honest),
                None => honest,
            };
            scripted::answer(200, &[("content-type", "application/json")], &body)
        }),
        ..Lies::default()
    });
    let bench = Bench { issuer, ..Bench::new() };
    bench.login("work").succeeds();
    for (number, (case, _, exit)) in cases.iter().enumerate() {
        *odd.lock().unwrap() = Some(number);
        assert_told(case, bench.renewal().run(), *exit);
        if *exit == 0 {
            bench.sandbox.run(["status", "work"]).succeeds();
        }
        *odd.lock().unwrap() = None;
        bench.renewal().run().succeeds();
    }
}

#[test]
fn r8_a_question_is_asked_three_times_at_most_and_tokens_once() {
    let bench = Bench::new();
    bench.login("work").succeeds();
    let count = |fault: Fault, member: &'static str| {
        let faulty = Faulty::start(fault, bench.issuer.script(), Some(bench.issuer.url.clone()));
        *bench.moved.lock().unwrap() = Some((member, faulty.url.clone()));
        bench.renewal().run();
        *bench.moved.lock().unwrap() = None;
        let asked = faulty.asked.lock().unwrap().clone();
        // with a pause in between that is not always the same
        assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(50)), "{asked:?}");
        asked.len()
    };
    let unavailable = || Fault::Bytes(|_| status(503, ""));
    assert_eq!(count(unavailable(), "jwks_uri"), 3);
    assert_eq!(count(Fault::Reset, "jwks_uri"), 3);
    assert_eq!(count(Fault::Silent, "jwks_uri"), 1, "its time is over");
    assert_eq!(
        count(Fault::Bytes(|_| status(503, "retry-after: 1\r\n")), "jwks_uri"),
        1,
        "it said when to come back"
    );
    assert_eq!(count(Fault::Bytes(|_| status(500, "")), "jwks_uri"), 1, "that does not pass in a moment");
    for fault in [unavailable(), Fault::Reset, Fault::Closed] {
        assert_eq!(count(fault, "token_endpoint"), 1, "a refresh token is spent once");
    }
}

#[test]
fn r8_an_answer_that_comes_with_the_next_question_is_enough() {
    let asked = Mutex::new(0);
    let honest = scripted_issuer::script(Lies::default());
    let issuer = ScriptedServer::start(move |request, own| {
        let mut asked = asked.lock().unwrap();
        *asked += 1;
        if *asked % 3 == 0 { honest(request, own) } else { status(503, "") }
    });
    Sandbox::new().run(["discover", &issuer.url]).succeeds().says([]);
    assert_eq!(issuer.seen().len(), 3);
}
