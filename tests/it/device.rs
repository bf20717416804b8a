//! A person logs in with a code that they type in a browser anywhere (RFC 8628).

use crate::login::visit;
use crate::support::sandbox::chromium_browser;
use crate::support::scripted::{self, answer, json};
use crate::support::{Authctl, Issuer, Running, Sandbox, ScriptedServer, Tmux, search};
use serde_json::{Value, json};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// An issuer that answers each request for the token with the next of a list, and the last one for ever.
struct Scripted {
    server: ScriptedServer,
    /// When the code was asked for, then when each token was.
    times: Arc<Mutex<Vec<Instant>>>,
}

impl Scripted {
    /// `change`: members of the honest answer with the code; null takes one out.
    fn start(change: Value, answers: Vec<Vec<u8>>) -> Self {
        Self::with(change, move |turn| answers[turn.min(answers.len() - 1)].clone())
    }

    fn with(change: Value, answer_of: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let times = Arc::new(Mutex::new(Vec::new()));
        let asked = Arc::clone(&times);
        let server = ScriptedServer::start(move |request, issuer| match request.path() {
            "/.well-known/openid-configuration" => json(200, &discovery(issuer)),
            "/code" => {
                asked.lock().unwrap().push(Instant::now());
                let mut honest = json!({
                    "device_code": "device-code-of-the-scripted-issuer", "user_code": "WDJB-MJHT",
                    "verification_uri": format!("{issuer}/device"), "expires_in": 600, "interval": 0.1,
                });
                let members = honest.as_object_mut().unwrap();
                members.extend(change.as_object().unwrap().clone());
                members.retain(|_, value| !value.is_null());
                json(200, &honest)
            }
            "/token" => {
                let mut asked = asked.lock().unwrap();
                asked.push(Instant::now());
                let turn = asked.len() - 2;
                drop(asked);
                answer_of(turn)
            }
            _ => answer(404, &[], ""),
        });
        Self { server, times }
    }

    /// How long it took from the code to the first request for a token, and from each to the next one.
    fn gaps(&self) -> Vec<Duration> {
        self.times.lock().unwrap().windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
    fn polls(&self) -> usize {
        self.gaps().len()
    }
    fn login(&self, sandbox: &Sandbox) -> Authctl {
        device_login(sandbox, &self.server.url).args(["--scope", "api"])
    }
}

fn discovery(issuer: &str) -> Value {
    json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
        "device_authorization_endpoint": format!("{issuer}/code"),
    })
}

fn pending() -> Vec<u8> {
    refusal("authorization_pending")
}
fn refusal(error: &str) -> Vec<u8> {
    json(400, &json!({ "error": error }))
}
fn granted() -> Vec<u8> {
    json(200, &json!({ "access_token": "access-token-of-the-scripted-issuer", "expires_in": 3600 }))
}

fn device_login(sandbox: &Sandbox, issuer: &str) -> Authctl {
    let words = ["login", "work", "--device", "--issuer", issuer, "--client-id", "authctl"];
    sandbox.authctl(words).args(["--store", "file"])
}

/// A device login for everything that the API offers.
fn whole_login(sandbox: &Sandbox, issuer: &Issuer) -> Authctl {
    let (api, resource) = (issuer.api.at("/api/"), issuer.api.at("/api"));
    device_login(sandbox, &issuer.url).args(["--scope", "openid offline_access api:read"]).args([
        "--resource",
        &resource,
        "--api",
        &api,
    ])
}

/// The address and the code that a login shows; each stands alone on its line.
pub fn shown(login: &Running) -> (String, String) {
    login.stderr_until("code", |text| {
        let after = |lead: &str| text.split_once(lead)?.1.split_once("\n\n")?.1.split_once('\n');
        let uri = after("on any device")?.0.trim().to_owned();
        let (code, _) = after("this code there:")?;
        Some((uri, code.to_owned()))
    })
}

fn quick_issuer() -> Issuer {
    Issuer::with(&json!({ "interval": 1 }))
}

#[test]
fn d3_d6_a_person_types_the_code_and_the_login_goes_on() {
    let issuer = quick_issuer();
    let sandbox = Sandbox::with_file_store();
    let login = whole_login(&sandbox, &issuer).spawn();
    let (uri, code) = shown(&login);
    assert_eq!(uri, format!("{}/device", issuer.url), "the plain address");
    let answer = issuer.requests_to("/device/auth")[0]["answer"].clone();
    assert_eq!(code, answer["user_code"], "the code as it was received");
    let complete = answer["verification_uri_complete"].as_str().unwrap();
    login.stderr_until("address that knows the code", |text| text.contains(complete).then_some(()));
    visit(&uri, &[("USER_CODE", &code)]);
    login.finish().succeeds().prints_nothing().says(["logged in to work as alice"]);

    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!((&status["subject"], &status["renewable"]), (&json!("alice"), &json!(true)), "{status}");
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    let asked = issuer.requests_to("/device/auth")[0]["params"].clone();
    assert_eq!(asked["scope"], "openid offline_access api:read");
    assert_eq!(asked["resource"], issuer.api.at("/api"));
    assert_eq!(
        (&asked["nonce"], &asked["prompt"], &asked["redirect_uri"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let polls = issuer.grants(DEVICE_GRANT);
    assert!(polls.iter().all(|poll| poll["answer"]["error"] != "slow_down"), "the interval was kept");
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn d8_a_real_browser_types_the_code() {
    let issuer = quick_issuer();
    let sandbox = Sandbox::with_file_store();
    let login = whole_login(&sandbox, &issuer).spawn();
    let (uri, code) = shown(&login);
    let words = shell_words::split(&chromium_browser()).unwrap();
    let person = Command::new(&words[0]).arg(&words[1]).arg(&uri).env("USER_CODE", &code).output().unwrap();
    assert!(person.status.success(), "{}", String::from_utf8_lossy(&person.stderr));
    login.finish().succeeds().says(["alice"]);
}

#[test]
fn d8_the_code_is_a_choice_and_warns_of_codes_that_others_send() {
    let issuer = quick_issuer();
    let sandbox = Sandbox::with_file_store();
    sandbox.login(&issuer).run().succeeds();
    assert_eq!(issuer.requests_to("/device/auth").len(), 0, "with a browser the login is PKCE");
    let login = whole_login(&sandbox, &issuer).spawn();
    login.stderr_until("hint", |text| text.contains("not because you were sent it").then_some(()));
    assert_eq!(issuer.requests_to("/auth").len(), 1, "only that of the login in the browser");
}

#[test]
fn d3_a_person_who_says_no_ends_it_with_6() {
    let issuer = quick_issuer();
    let sandbox = Sandbox::with_file_store();
    let login = whole_login(&sandbox, &issuer).spawn();
    let (uri, code) = shown(&login);
    visit(&uri, &[("USER_CODE", &code), ("DENY", "1")]);
    login.finish().exits(6).prints_nothing().says(["access_denied"]);
    sandbox.run(["status", "work", "--check"]).exits(4);
}

#[test]
fn d3_what_ends_the_code_at_the_issuer_ends_the_login() {
    for (answer, code, exit) in [
        (refusal("expired_token"), "code_ended", 4),
        (json(404, &json!({ "error": "device_not_found" })), "code_ended", 4),
        (refusal("invalid_grant"), "code_ended", 4),
        (refusal("access_denied"), "access_denied", 6),
        (refusal("invalid_client"), "invalid_client", 6),
        (scripted::answer(400, &[], ""), "refused", 6),
        (scripted::answer(403, &[], ""), "refused", 6),
    ] {
        let issuer = Scripted::start(json!({}), vec![pending(), answer]);
        let sandbox = Sandbox::with_file_store();
        let ended = issuer.login(&sandbox).args(["--json"]).run().exits(exit).prints_nothing();
        let failure: Value = serde_json::from_str(ended.stderr.lines().last().unwrap()).unwrap();
        assert_eq!(failure["error"]["code"], code, "{ended}");
        assert_eq!(issuer.polls(), 2, "{ended}");
    }
}

#[test]
fn d1_without_an_interval_5_seconds_pass_before_the_first_question() {
    let issuer = Scripted::start(json!({ "interval": null }), vec![granted()]);
    let sandbox = Sandbox::with_file_store();
    issuer.login(&sandbox).run().succeeds();
    assert!(issuer.gaps()[0] >= Duration::from_secs(5), "{:?}", issuer.gaps());
}

#[test]
fn d1_the_interval_passes_before_each_question() {
    let issuer = Scripted::start(json!({ "interval": 0.4 }), vec![pending(), pending(), granted()]);
    let sandbox = Sandbox::with_file_store();
    issuer.login(&sandbox).run().succeeds();
    assert_eq!(issuer.polls(), 3);
    assert!(issuer.gaps().iter().all(|gap| *gap >= Duration::from_millis(400)), "{:?}", issuer.gaps());
}

#[test]
fn d2_slow_down_adds_5_seconds() {
    let issuer = Scripted::start(json!({}), vec![refusal("slow_down"), granted()]);
    let sandbox = Sandbox::with_file_store();
    issuer.login(&sandbox).run().succeeds();
    assert!(issuer.gaps()[1] >= Duration::from_millis(5100), "{:?}", issuer.gaps());
}

#[test]
fn d4_nothing_is_asked_when_the_code_has_ended() {
    // two questions, and a second and a half for what holds them up
    let issuer = Scripted::start(json!({ "expires_in": 6, "interval": 2.2 }), vec![pending()]);
    let sandbox = Sandbox::with_file_store();
    let ended = issuer.login(&sandbox).run().exits(4).prints_nothing();
    ended.says(["the code has ended", "nobody used it within 6 s", "for a new code"]);
    let gaps = issuer.gaps();
    assert!(gaps.len() == 2 && gaps.iter().sum::<Duration>() < Duration::from_secs(6), "{gaps:?}");
}

#[test]
fn d4_wait_ends_it_too() {
    let issuer = Scripted::start(json!({}), vec![pending()]);
    let sandbox = Sandbox::with_file_store();
    issuer.login(&sandbox).args(["--wait", "4s"]).run().exits(4).says(["nobody logged in within 4 s"]);
    // forty intervals are four seconds; how many of them a busy machine makes is its own affair
    assert!((1..=40).contains(&issuer.polls()), "{}", issuer.polls());
}

#[test]
fn d5_each_silence_doubles_the_wait_and_does_not_end_the_login() {
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let ended = Mutex::new(ended);
    let issuer = Scripted::with(json!({ "interval": 0.3 }), move |turn| match turn {
        // nobody waits for these answers any more
        0 | 1 => {
            let _ = ended.lock().unwrap().recv();
            pending()
        }
        _ => granted(),
    });
    let sandbox = Sandbox::with_file_store();
    issuer.login(&sandbox).args(["--timeout", "1500ms"]).run().succeeds();
    drop(end);
    // 0.3 s of waiting, 1.5 s of silence and 0.6 s, then 1.5 s and 1.2 s: from the code on, for a question may reach a busy
    // issuer a little late
    let until = |question: usize| issuer.gaps()[..question].iter().sum::<Duration>();
    assert_eq!(issuer.polls(), 3);
    assert!(
        until(2) >= Duration::from_millis(2400) && until(3) >= Duration::from_millis(5100),
        "{:?}",
        issuer.gaps()
    );
}

#[test]
fn d5_an_issuer_that_is_too_busy_is_asked_again() {
    let busy = scripted::answer(503, &[("retry-after", "1")], "");
    let limited = scripted::answer(429, &[], "");
    let issuer = Scripted::start(json!({}), vec![busy, limited, pending(), granted()]);
    let sandbox = Sandbox::with_file_store();
    issuer.login(&sandbox).run().succeeds();
    assert!(issuer.gaps()[1] >= Duration::from_secs(1), "{:?}", issuer.gaps());
    let issuer = Scripted::start(json!({}), vec![scripted::answer(503, &[], "")]);
    let ended = issuer.login(&sandbox).args(["--wait", "4s"]).run().exits(4);
    ended.says(["could not be asked any more", "HTTP 503"]);
}

#[test]
fn d7_an_address_that_is_none_is_neither_shown_nor_opened() {
    for hostile in ["javascript:alert(1)", "https://id.example/\u{1b}[2J", "https://id.example@evil.example/"]
    {
        let issuer = Scripted::start(json!({ "verification_uri": hostile }), vec![granted()]);
        let sandbox = Sandbox::with_file_store();
        let trace = sandbox.path("opened");
        let browser = format!("touch {}", trace.display());
        let refused = issuer.login(&sandbox).env("BROWSER", browser).run().exits(1).prints_nothing();
        assert!(!refused.stderr.contains('\u{1b}') && !refused.stderr.contains("alert"), "{refused}");
        refused.says(["verification_uri"]);
        assert!(!trace.exists());
        assert_eq!(issuer.polls(), 0);
    }
}

#[test]
fn d7_no_browser_is_opened_by_itself() {
    let issuer = Scripted::start(json!({}), vec![pending(), granted()]);
    let sandbox = Sandbox::with_file_store();
    let trace = sandbox.path("opened");
    issuer.login(&sandbox).env("BROWSER", format!("touch {}", trace.display())).run().succeeds();
    assert!(!trace.exists());
}

#[test]
fn a53_d6_a_hostile_code_is_shown_and_not_obeyed() {
    let code = "AB\u{1b}[2J\u{202e}\nCD";
    let issuer = Scripted::start(json!({ "user_code": code }), vec![granted()]);
    let sandbox = Sandbox::with_file_store();
    let login = issuer.login(&sandbox).run().succeeds();
    assert!(login.stderr.lines().any(|line| line == "AB\\u{1b}[2J\\u{202e}\\nCD"), "{login}");
}

#[test]
fn a53_the_device_code_is_shown_to_nobody() {
    let issuer = Scripted::start(json!({}), vec![pending(), refusal("expired_token")]);
    let sandbox = Sandbox::with_file_store();
    let ended = issuer.login(&sandbox).args(["-vv"]).run().exits(4);
    for secret in ["device-code-of-the-scripted-issuer", "access-token-of-the-scripted-issuer"] {
        assert_eq!(search::forms_of(secret, ended.everything().as_bytes()), [""; 0], "{ended}");
    }
    let asked = issuer.server.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    assert_eq!(asked.field("device_code").as_deref(), Some("device-code-of-the-scripted-issuer"));
    assert_eq!(asked.target, "/token", "by body, never in an address");
}

#[test]
fn a_client_with_a_secret_proves_itself_at_both_endpoints() {
    let issuer = quick_issuer();
    let sandbox = Sandbox::with_file_store();
    let secret = sandbox.write("client-secret", "web-conf-secret");
    let words =
        ["login", "work", "--device", "--issuer", &issuer.url, "--client-id", "web-conf", "--store", "file"];
    let login = sandbox.authctl(words).args(["--client-secret-file", secret.to_str().unwrap()]).spawn();
    let (uri, code) = shown(&login);
    visit(&uri, &[("USER_CODE", &code)]);
    login.finish().succeeds().says(["alice"]);
    for path in ["/device/auth", "/token"] {
        let asked = issuer.requests_to(path);
        assert!(asked[0]["headers"]["authorization"].as_str().unwrap().starts_with("Basic "), "{path}");
    }
}

#[test]
fn an_endpoint_that_the_metadata_does_not_name_is_named_by_hand() {
    let issuer = Scripted::start(json!({ "user_code": "12345678" }), vec![granted()]);
    let hidden = ScriptedServer::start({
        let other = issuer.server.url.clone();
        move |_, own_url| {
            let mut document = discovery(&other);
            document["issuer"] = own_url.into();
            document.as_object_mut().unwrap().remove("device_authorization_endpoint");
            json(200, &document)
        }
    });
    let sandbox = Sandbox::with_file_store();
    let login = || device_login(&sandbox, &hidden.url).args(["--scope", "api"]);
    login()
        .run()
        .exits(1)
        .says(["names no device_authorization endpoint", "--endpoint device_authorization=URL"]);
    let endpoint = format!("device_authorization={}", issuer.server.at("/code"));
    let done = login().args(["--endpoint", &endpoint]).run().succeeds();
    assert!(
        done.stderr.lines().any(|line| line == "12345678"),
        "a code without a dash stays as it is: {done}"
    );
}

#[test]
fn quiet_json_and_no_input_leave_the_code_to_be_seen() {
    let sandbox = Sandbox::with_file_store();
    for flags in [&["--quiet"][..], &["--json"], &["--no-input"], &["--json", "--quiet", "--no-input"]] {
        let issuer = Scripted::start(json!({}), vec![pending(), granted()]);
        let login = issuer.login(&sandbox).args(flags).run().succeeds();
        assert!(!login.stderr.contains('\u{1b}'), "no colours where no terminal is: {login}");
        if !flags.contains(&"--json") {
            assert!(login.stderr.lines().any(|line| line == "WDJB-MJHT"), "{login}");
            login.prints_nothing();
            continue;
        }
        assert_eq!(login.json()["profile"], "work");
        let event: Value = serde_json::from_str(login.stderr.trim()).expect("one line of JSON");
        let uri = format!("{}/device", issuer.server.url);
        assert_eq!(
            event,
            json!({"event": "device_authorization", "user_code": "WDJB-MJHT", "verification_uri": uri,
                "verification_uri_complete": null, "expires_in": 600})
        );
    }
}

#[test]
fn the_issuer_that_cannot_give_a_code_ends_it_with_5() {
    let issuer = ScriptedServer::start(|request, issuer| match request.path() {
        "/.well-known/openid-configuration" => json(200, &discovery(issuer)),
        _ => answer(503, &[], ""),
    });
    let sandbox = Sandbox::with_file_store();
    device_login(&sandbox, &issuer.url)
        .run()
        .exits(5)
        .says(["device_authorization endpoint", "try again later"]);
}

#[test]
fn a_terminal_shows_code_picture_and_the_time_that_is_left() {
    let issuer = Issuer::with(&json!({ "interval": 1, "deviceTtl": 90 }));
    let sandbox = Sandbox::with_file_store();
    let words = [
        "login",
        "work",
        "--device",
        "--qr",
        "--issuer",
        &issuer.url,
        "--client-id",
        "authctl",
        "--store",
        "file",
    ];
    let terminal = Tmux::start(&sandbox, &words, &[]);
    let screen = terminal.shows("Waiting for the login (1:");
    let code = issuer.requests_to("/device/auth")[0]["answer"]["user_code"].clone();
    let line =
        |found: &dyn Fn(&str) -> bool| screen.lines().position(found).unwrap_or_else(|| panic!("{screen}"));
    let code_at = line(&|text| text == code);
    let picture = line(&|text| text.contains("█▀▀▀▀▀█"));
    assert!(code_at < picture, "{screen}");
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130);
    assert!(!terminal.screen().contains("Waiting"), "a half-drawn line was left: {}", terminal.screen());
}

#[test]
fn a_narrow_terminal_is_told_that_the_picture_does_not_fit() {
    let issuer = quick_issuer();
    let sandbox = Sandbox::with_file_store();
    let words = [
        "login",
        "work",
        "--device",
        "--qr",
        "--issuer",
        &issuer.url,
        "--client-id",
        "authctl",
        "--store",
        "file",
    ];
    let terminal = Tmux::start_at_width(30, &sandbox, &words, &[]);
    let screen = terminal.shows("Waiting for the login");
    let told = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("has 30"), "{screen}");
    assert!(!screen.contains('█') && !screen.contains('▀'), "{screen}");
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130);
}
