//! Tokens and keys that are made to cost much, through the binary: none costs more than 200 ms of CPU and 64 MiB.

use crate::support::{Sandbox, ScriptedServer, hostile, long, scripted, strace};
use authctl::jwt::base64url;
use serde_json::json;
use std::time::Duration;

const SECRET: &[u8] = b"a secret of 32 bytes for HS256 ..";
const CHECKS: [&str; 4] = ["verify", "--any-issuer", "--any-audience", "--secret-file"];

/// What a run may take of the processor; without optimisation everything takes about ten times as long.
const CPU: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2500 } else { 200 });
/// What it may allocate, in MiB.
const MEMORY: u32 = 64;
/// The largest answer that is read, or nearly so.
const LARGEST_ANSWER: usize = (1 << 20) - 100;

/// Runs it where more memory is not to be had, and says with which code it ended. It took little of the processor, at one of
/// three tries: where others use its caches too, a run takes more.
#[track_caller]
fn ends_soon(sandbox: &Sandbox, words: &[&str], stdin: &[u8], name: &str) -> i32 {
    let mut took = Vec::new();
    while took.len() < 3 {
        let (code, time) = measured(sandbox, words, stdin);
        if time <= CPU {
            return code;
        }
        took.push(time);
    }
    panic!("{} {name}: {took:?}", words[..2].join(" "));
}

/// The exit code, and the time of the processor.
#[track_caller]
fn measured(sandbox: &Sandbox, words: &[&str], stdin: &[u8]) -> (i32, Duration) {
    let limited = format!("ulimit -d {}; \"$0\" \"$@\"; code=$?; times >&2; exit $code", MEMORY * 1024);
    let output = sandbox.authctl(words).under(["sh", "-c", &limited]).stdin(stdin).run();
    let last = output.stderr.lines().last().unwrap();
    // user and system time of the children: 0m0.010000s 0m0.000000s
    let seconds = |time: &str| -> f64 {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    (output.code, Duration::from_secs_f64(last.split(' ').map(seconds).sum()))
}

#[test]
fn a17_a23_a24_a_token_costs_little_however_it_is_made() {
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", SECRET);
    let secret = secret.to_str().unwrap();
    let verify = [&CHECKS[..], &[secret]].concat();
    let verify_lines = [&verify[..], &["--lines"]].concat();
    let issue = ["issue", "--from", "-", "--secret-file", secret];
    let others: [&[&str]; 9] = [
        &verify,
        &["decode", "--json"],
        &["decode", "--redact"],
        &["decode", "--claim", "x"],
        &["decode", "--lines"],
        &["lint", "-"],
        &["lint", "--json"],
        &["lint", "--format", "sarif"],
        &issue,
    ];
    for (number, (name, token)) in hostile::tokens(SECRET).into_iter().enumerate() {
        // in turn, so that each verb meets some of them
        let others = others.iter().enumerate().filter(|(at, _)| long() || number % others.len() == *at);
        for words in [&["decode", "-"][..], &verify_lines].into_iter().chain(others.map(|(_, words)| *words))
        {
            let code = ends_soon(&sandbox, words, token.as_bytes(), &format!("of a token {name}"));
            assert!(matches!(code, 0..=3 | 8 | 9), "{words:?} of a token {name}: exit code {code}");
        }
    }
}

#[test]
fn a23_two_tokens_are_compared_at_little_cost() {
    let sandbox = Sandbox::new();
    for (name, tokens) in hostile::pairs(SECRET) {
        let files = ["first", "second"].map(|file| format!("@{}", sandbox.path(file).display()));
        for (file, token) in ["first", "second"].iter().zip(tokens) {
            sandbox.write(file, token);
        }
        let words = ["diff", &files[0], &files[1], "--json"];
        for words in [&words[..3], &words].into_iter().take(if long() { 2 } else { 1 }) {
            let code = ends_soon(&sandbox, words, b"", &format!("of tokens {name}"));
            assert!(matches!(code, 0 | 3), "{name}: exit code {code}");
        }
    }
}

#[test]
fn a19_a25_a_file_of_keys_costs_little_however_it_is_made() {
    let sandbox = Sandbox::new();
    let token = "eyJhbGciOiJIUzI1NiJ9.e30.AA";
    for (name, keys) in hostile::key_files() {
        let path = sandbox.write("keys", keys);
        let path = path.to_str().unwrap();
        let runs: [&[&str]; 3] = [
            &["verify", token, "--key", path],
            &["key", "inspect", path],
            &["key", "inspect", path, "--json"],
        ];
        for words in &runs[..if long() { 3 } else { 2 }] {
            let code = ends_soon(&sandbox, words, b"", name);
            assert!(matches!(code, 0..=3), "{words:?}: {name}: exit code {code}");
        }
    }
}

#[test]
fn c8_a25_an_answer_costs_little_however_it_is_made() {
    let token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AA";
    for (name, body) in answers() {
        for (place, status) in
            [("/.well-known/openid-configuration", 200), ("/jwks", 200), ("/token", 200), ("/token", 400)]
        {
            let body = body.clone();
            let server = ScriptedServer::start(move |request, own| match request.path() {
                asked if asked == place => scripted::answer(status, &[], &body),
                _ => scripted::json(
                    200,
                    &json!({"issuer": own, "jwks_uri": format!("{own}/jwks"), "token_endpoint": format!("{own}/token")}),
                ),
            });
            let sandbox = Sandbox::new();
            let secret = sandbox.write("secret", SECRET);
            let login = ["login", "ci", "--issuer", &server.url, "--client-id", "svc", "--store", "none"];
            let machine = [
                "--method",
                "client-credentials",
                "--no-input",
                "--client-secret-file",
                secret.to_str().unwrap(),
            ];
            let verify = ["verify", token, "--issuer", &server.url, "--any-audience"];
            let words = if place == "/token" { [&login[..], &machine].concat() } else { verify.to_vec() };
            for traced in [&["-vv"][..], &[]].into_iter().take(if long() { 2 } else { 1 }) {
                let words = [&words[..], traced].concat();
                let code = ends_soon(&sandbox, &words, b"", &format!("{place} of {name} {traced:?}"));
                assert!(matches!(code, 1 | 3 | 4 | 6), "{words:?}: {name}: exit code {code}");
            }
        }
    }
}

#[test]
fn c8_an_answer_that_comes_byte_by_byte_is_not_waited_for() {
    let pieces = |count: usize| {
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
        let body =
            r#"{"keys":[]}"#.chars().map(|sign| format!("1\r\n{sign}\r\n")).collect::<Vec<_>>().concat();
        format!("{head}{}{body}0\r\n\r\n", "1\r\n \r\n".repeat(count)).into_bytes()
    };
    let run = |count: usize| {
        let server = ScriptedServer::start(move |_, _| pieces(count));
        Sandbox::new().run([
            "verify",
            "eyJhbGciOiJSUzI1NiJ9.e30.AA",
            "--any-issuer",
            "--jwks-url",
            &server.url,
        ])
    };
    run(10_000).exits(3).says(["publishes no such key now"]);
    run(70_000).exits(1).says(["comes in more than 65536 pieces", "is this really the issuer?"]);
}

/// What a server may answer that means ill: as large as may be read, whatever it was asked.
fn answers() -> Vec<(&'static str, String)> {
    let keys = |key: &str| hostile::filled("{\"keys\":[", key, ",", "]}", LARGEST_ANSWER);
    let nested = |levels: usize| format!("{}0{}", "{\"\":".repeat(levels), "}".repeat(levels));
    let few = |value: &str| hostile::numbered(|number| format!("\"m{number}\":{value}"), "{", "}", 200_000);
    let error = |text: &str| {
        hostile::filled("{\"error\":\"x\",\"error_description\":\"", text, "", "\"}", LARGEST_ANSWER)
    };
    vec![
        ("objects in objects", keys(&nested(120))),
        ("objects in lists", keys("{\"\":[{\"\":0}]}")),
        ("lists in lists", keys(&format!("{}0{}", "[".repeat(60), "]".repeat(60)))),
        ("numbers", keys("0")),
        ("empty objects", keys("{}")),
        ("a member twice before the rest", keys("0").replacen('{', "{\"a\":0,\"a\":0,", 1)),
        ("as many members as may be", few("0")),
        ("as many objects as may be", format!("{{\"keys\":[{}]}}", vec!["{\"\":{}}"; 9_900].join(","))),
        (
            "as many keys as may be",
            keys(&format!("{{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"{}\"}}", "vu".repeat(170))),
        ),
        ("escapes", error("\\u0025")),
        ("percent signs", error("%25")),
        ("a page", hostile::filled("<p>", "&amp;,{[", "", "</p>", LARGEST_ANSWER)),
        ("a text that does not end", hostile::filled("{\"a\":\"", "\\\\", "", "", LARGEST_ANSWER)),
    ]
}

/// Whatever a verb without a network does with a token: it opens no socket, starts nobody, and opens no file that the
/// token names.
#[test]
fn j21_j22_j23_a6_a7_no_verb_goes_where_a_token_points() {
    let sandbox = Sandbox::new();
    let trap = ScriptedServer::start(|_, _| Vec::new());
    let planted = sandbox.write("planted.json", json!({"keys": []}).to_string());
    let planted = planted.to_str().unwrap();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode([7; 32])});
    let key = sandbox.write("key.json", json!({"kty": "oct", "k": base64url::encode(SECRET)}).to_string());
    let secret = sandbox.write("secret", SECRET);
    let (key, secret) = (key.to_str().unwrap(), secret.to_str().unwrap());
    let places = [trap.at("/keys"), planted.to_owned(), format!("file://{planted}")];
    let tokens = places.map(|place| {
        let header = json!({"alg": "HS256", "kid": place, "jku": place, "x5u": place, "jwk": jwk, "x5c": [place], "x5t": place});
        let claims = json!({"iss": place, "jku": place, "sub": place, "cnf": {"jku": place}, "jwks_uri": place});
        format!("{}.{}.AA", base64url::encode(header.to_string()), base64url::encode(claims.to_string()))
    });
    for token in &tokens {
        for words in [
            &["decode", token][..],
            &["decode", token, "--json"],
            &["decode", token, "--claim", "jku"],
            &["decode", token, "--redact"],
            &["verify", token, "--any-issuer", "--any-audience", "--key", key],
            &["verify", token, "--any-issuer", "--any-audience", "--secret-file", secret],
            &["lint", token],
            &["lint", token, "--format", "sarif"],
            &["diff", token, &tokens[0]],
            &["issue", "--from", token, "--key", key],
        ] {
            let (run, calls) = strace::calls_of(sandbox.authctl(words), &sandbox.path("strace"));
            assert!(matches!(run.code, 0 | 3 | 9), "{words:?}: {run}");
            for call in &calls {
                let leaves =
                    matches!(&*call.name, "socket" | "connect" | "execve" | "clone" | "clone3" | "vfork");
                assert!(!leaves, "{words:?}: {}", call.shown);
                let asks = ["open", "stat", "newfstatat", "access", "readlink"]
                    .iter()
                    .any(|asks| call.name.starts_with(asks));
                assert!(!(asks && call.shown.contains("planted")), "{words:?}: {}", call.shown);
            }
        }
    }
    assert!(trap.seen().is_empty());
    // whoever is judged at a gate chooses what stands in the place of the token
    let verify = [&CHECKS[..], &[secret]].concat();
    for file in ["/etc/hostname", planted] {
        for token in [file.to_owned(), format!("@{file}")] {
            for (verb, code) in [(&["decode"][..], 2), (&["lint"], 2), (&verify, 3)] {
                let words = [verb, &[&token]].concat();
                let (run, calls) = strace::calls_of(sandbox.authctl(&words), &sandbox.path("strace"));
                assert_eq!(run.code, code, "{words:?}: {run}");
                // two of them look whether it is a file, and say how it is read
                let is_harmless =
                    |name: &str| name == "write" || (words[0] != "verify" && name.contains("stat"));
                for call in calls.iter().filter(|call| call.shown.contains(file)) {
                    assert!(is_harmless(&call.name), "{words:?}: {}", call.shown);
                }
            }
        }
    }
}
