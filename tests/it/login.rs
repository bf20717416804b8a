//! A person logs in with a browser: authorization code with PKCE on a loopback port (RFC 8252).

use crate::support::http::{self, Response};
use crate::support::sandbox::{IDLE_BROWSER, chromium_browser, following_browser};
use crate::support::{Issuer, Sandbox, Tmux, long, node, ports, search};
use serde_json::json;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use url::Url;

/// What an authorization URL asks for.
pub struct Asked {
    pub url: Url,
    pub redirect: Url,
    pub state: String,
}

impl Asked {
    pub fn of(text: &str) -> Self {
        let url = Url::parse(text).unwrap();
        let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        Self { redirect: Url::parse(&value("redirect_uri")).unwrap(), state: value("state"), url }
    }
    pub fn value(&self, name: &str) -> String {
        self.url
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }
    /// A call at the loopback listener with this query.
    pub fn call_back(&self, query: &str) -> Response {
        let mut url = self.redirect.clone();
        url.set_query(Some(query));
        http::get(url.as_str())
    }
}

/// The person goes to this address and does what is wanted there; returns what they saw in the end.
pub fn visit(url: &str, environment: &[(&str, &str)]) -> String {
    let mut person = Command::new(node::program());
    let output =
        person.arg(node::script("person.mjs")).arg(url).envs(environment.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn n1_a_login_in_the_browser_makes_a_profile_and_keeps_the_credential() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login(&issuer).run().succeeds().prints_nothing().says(["alice", "work"]);
    assert_eq!(login.stderr.matches("/auth?").count(), 1, "the address is shown once: {login}");

    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!(
        [&status["profile"], &status["issuer"], &status["subject"], &status["store"], &status["state"]],
        [&json!("work"), &json!(issuer.url), &json!("alice"), &json!("file"), &json!("valid")],
        "{status}"
    );
    let answer = sandbox.run(["call", "work", "read"]).succeeds().json();
    assert_eq!((&answer["path"], &answer["sub"]), (&json!("/api/read"), &json!("alice")));
    assert_eq!(issuer.requests_to("/me").len(), 0, "login never asks for userinfo");
}

#[test]
fn a49_nothing_secret_of_a_login_lies_on_the_disk_in_clear() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let asked = issuer.grants("authorization_code").remove(0);
    let secrets = ["access_token", "refresh_token", "id_token"].map(|name| asked["answer"][name].clone());
    let secrets = secrets.iter().chain([&asked["params"]["code"], &asked["params"]["code_verifier"]]);
    for secret in secrets.map(|secret| secret.as_str().unwrap()) {
        for (path, content) in sandbox.files() {
            assert_eq!(search::forms_of(secret, &content), [""; 0], "{secret} in {}", path.display());
        }
    }
}

#[test]
fn a_profile_needs_its_settings_once() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let first = sandbox.run(["token", "work"]).succeeds();
    sandbox.authctl(["login", "work"]).env("BROWSER", following_browser()).run().succeeds();
    let second = sandbox.run(["token", "work"]).succeeds();
    assert_ne!(first.text(), second.text(), "the second login brought a token of its own");
    let asked = issuer.grants("authorization_code");
    assert_eq!(asked[0]["params"]["resource"], asked[1]["params"]["resource"]);
    assert_eq!(
        sandbox.run(["token"]).succeeds().text(),
        second.text(),
        "the only profile is the default one"
    );
}

#[test]
fn n4_n5_n6_n15_every_login_sends_a_fresh_s256_challenge_state_and_nonce() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    sandbox.authctl(["login", "work"]).env("BROWSER", following_browser()).run().succeeds();
    let asked = issuer.requests_to("/auth");
    let of = |name: &str| [0, 1].map(|i| asked[i]["params"][name].as_str().unwrap().to_owned());
    assert_eq!(of("code_challenge_method"), ["S256", "S256"]);
    assert_eq!(of("response_type"), ["code", "code"]);
    for fresh in ["code_challenge", "state", "nonce"] {
        let [first, second] = of(fresh);
        assert!(first != second && first.len() >= 22, "{fresh}: {first} {second}");
    }
    for grant in issuer.grants("authorization_code") {
        let verifier = grant["params"]["code_verifier"].as_str().unwrap();
        assert!((43..=128).contains(&verifier.len()), "{verifier}");
    }
}

#[test]
fn n2_n3_the_listener_is_on_loopback_at_a_port_of_the_system() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login(&issuer).env("BROWSER", IDLE_BROWSER).spawn();
    let asked = Asked::of(&login.printed_url());
    assert_eq!((asked.redirect.host_str(), asked.redirect.path()), (Some("127.0.0.1"), "/callback"));
    let port = asked.redirect.port().unwrap();
    assert!(port > 1023);
    for other in ["127.0.0.2", "::1"] {
        assert!(TcpStream::connect((other, port)).is_err(), "it is heard at {other} too");
    }
    let listening = ports::listeners(port);
    assert!(!listening.is_empty());
    visit(asked.url.as_str(), &[]);
    login.finish().succeeds();
    // somebody else may have the port by now
    let left = ports::listeners(port).into_iter().find(|socket| listening.contains(socket));
    assert_eq!(left, None, "the listener is closed after the login");
}

#[test]
fn m1_an_issuer_that_calls_itself_otherwise_is_refused() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let with_slash = format!("{}/", issuer.url);
    let login = sandbox.authctl([
        "login",
        "work",
        "--issuer",
        &with_slash,
        "--client-id",
        "authctl",
        "--store",
        "file",
    ]);
    let refused =
        login.env("BROWSER", following_browser()).run().prints_nothing().says([with_slash.as_str()]);
    assert_ne!(refused.code, 0);
    refused.says([format!("--issuer {} ", issuer.url).as_str()]);
    assert_eq!(issuer.requests_to("/auth").len(), 0, "no browser was opened");
    sandbox.run(["status", "work"]).exits(4);
}

#[test]
fn a29_a30_a32_forged_callbacks_do_not_end_the_login() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login(&issuer).env("BROWSER", IDLE_BROWSER).spawn();
    let asked = Asked::of(&login.printed_url());
    let forged = [
        "",
        "code=x",
        "state=",
        "error=access_denied",
        "code=x&state=wrong",
        "error=access_denied&state=wrong",
        "error=%3Cscript%3E&error_description=%1b%5b2J&state=wrong",
    ];
    for round in 0..if long() { 1000 } else { 50 } {
        let answer = asked.call_back(forged[round % forged.len()]);
        assert_eq!(answer.status, 400, "{:?}", forged[round % forged.len()]);
        assert!(!answer.body.contains("script>") && !answer.body.contains("wrong"), "{}", answer.body);
    }
    let query = format!("code=x&state={}", asked.state);
    let (url, host) = (&asked.redirect, asked.redirect.authority());
    for (what, request) in [
        (
            "another method",
            format!("POST /callback?{query} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"),
        ),
        ("another path", format!("GET /other?{query} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")),
        (
            "another host",
            format!("GET /callback?{query} HTTP/1.1\r\nhost: evil.test\r\nconnection: close\r\n\r\n"),
        ),
    ] {
        let answer = http::raw(url, &request);
        assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
    }
    assert!(!login.has_ended());
    assert_eq!(issuer.requests_to("/token").len(), 0, "no forged code was sent");

    visit(asked.url.as_str(), &[]);
    login.finish().succeeds();
    assert_eq!(issuer.requests_to("/token").len(), 1);
}

#[test]
fn a28_the_page_of_the_listener_repeats_nothing_and_forbids_everything() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login(&issuer).env("BROWSER", IDLE_BROWSER).spawn();
    let asked = Asked::of(&login.printed_url());
    let page = asked.call_back("error=canary-word&error_description=canary-word&state=canary-word");
    assert!(!page.body.contains("canary-word"), "{page:?}");
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "{page:?}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(page.header(name), Some(value), "{page:?}");
    }
}

#[test]
fn a_person_who_says_no_ends_the_login_with_6() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let refused = sandbox.login(&issuer).env("DENY", "1").run();
    refused.exits(6).prints_nothing().says(["access_denied", "End-User aborted interaction"]);
    assert_eq!(issuer.requests_to("/token").len(), 0);
    sandbox.run(["status", "work", "--check"]).exits(4);
}

#[test]
fn nobody_who_answers_ends_the_login_with_4() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login(&issuer).args(["--wait", "1s"]).env("BROWSER", IDLE_BROWSER).run();
    login.exits(4).prints_nothing().says(["--wait"]);
}

#[test]
fn no_browser_and_nobody_to_ask_ends_the_login_with_4_at_once() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let none = sandbox.login(&issuer).without_env("BROWSER").args(["--no-input"]).run();
    none.exits(4).prints_nothing().says(["browser"]);
    let broken = sandbox.login(&issuer).env("BROWSER", "/bin/false").run();
    broken.exits(4).prints_nothing().says(["browser"]);
    let missing = sandbox.login(&issuer).env("BROWSER", "/no/such/browser").run();
    missing.exits(4).prints_nothing().says(["/no/such/browser"]);
}

#[test]
fn a31_a_port_that_is_taken_is_an_error_before_a_browser_opens() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let port = ports::own();
    let taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let port = port.to_string();
    let refused = sandbox.login(&issuer).args(["--port", &port]).run().prints_nothing().says([port.as_str()]);
    assert_ne!(refused.code, 0, "{refused}");
    assert_eq!(issuer.requests_to("/auth").len(), 0);

    drop(taken);
    sandbox.login(&issuer).args(["--port", &port]).run().succeeds();
    let redirect = issuer.grants("authorization_code")[0]["params"]["redirect_uri"].clone();
    assert_eq!(redirect, format!("http://127.0.0.1:{port}/callback"));
}

#[test]
fn a_real_browser_logs_in() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    sandbox.login(&issuer).env("BROWSER", chromium_browser()).run().succeeds();
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
}

#[test]
fn a27_the_browser_gets_the_address_as_one_word() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = sandbox.path("words");
    let script = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >'{}'\nenv >>'{0}'\n", words.display());
    let browser = sandbox.write_script("a browser", &script);
    let command = format!("'{}' --new-window %s --end", browser.display());
    let login = sandbox.login(&issuer).env("BROWSER", command).spawn();
    let asked = Asked::of(&login.printed_url());
    let told = crate::support::until("the browser's words", || {
        std::fs::read_to_string(&words).ok().filter(|text| text.contains("PATH="))
    });
    assert_eq!(told.lines().take(3).collect::<Vec<_>>(), ["--new-window", asked.url.as_str(), "--end"]);
    assert!(!told.contains("AUTHCTL_"), "authctl's own variables stay with it: {told}");
    assert_eq!(asked.value("client_id"), "authctl");
}

#[test]
fn o7_an_id_token_for_another_login_is_refused() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let foreign = issuer.last_tokens()["id_token"].clone();
    issuer.set(&json!({ "twist": { "path": "/token", "set": { "id_token": foreign } } }));
    let refused = sandbox.authctl(["login", "work"]).env("BROWSER", following_browser()).run();
    assert_ne!(refused.code, 0, "{refused}");
    refused.prints_nothing().says(["nonce"]);
}

#[test]
fn r15_ctrl_c_ends_a_waiting_login_and_leaves_the_terminal_as_it_was() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let terminal = Tmux::start(&sandbox, &words, &[("BROWSER", IDLE_BROWSER)]);
    terminal.shows("Waiting");
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130);
    assert!(!terminal.screen().contains("Waiting"), "a half-drawn line was left: {}", terminal.screen());
    sandbox.run(["token", "work"]).exits(4);
}

#[test]
fn n1_r15_a_browser_command_that_changes_the_terminal_leaves_it_as_it_was() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let changed = sandbox.path("changed");
    let login = |name: &str, then: &str, more: &[&str]| {
        let script = format!(
            "#!/bin/sh\nstty -echo -icanon -icrnl -opost < /dev/tty\necho > {}\n{then}\n",
            changed.display()
        );
        let browser = sandbox.write_script(name, &script);
        let words = [&words[..], more].concat();
        let terminal = Tmux::start(&sandbox, &words, &[("BROWSER", browser.to_str().unwrap())]);
        crate::support::until("the change", || changed.exists().then_some(()));
        std::fs::remove_file(&changed).unwrap();
        terminal
    };
    let follows = format!("exec {} \"$@\"", following_browser());
    for more in [&[][..], &["--quiet", "--no-input"]] {
        assert_eq!(login("follows", &follows, more).exit_code(), 0);
    }
    let ends_early = login("fails", "exit 1", &[]);
    ends_early.shows("please open the address above yourself");
    ends_early.press("C-c");
    assert_eq!(ends_early.exit_code(), 130);
    let nobody_comes = login("stays", "sleep 1", &[]);
    nobody_comes.press("C-c");
    assert_eq!(nobody_comes.exit_code(), 130);
}

#[test]
fn r15_ctrl_c_at_a_hidden_question_leaves_the_terminal_as_it_was() {
    let sandbox = Sandbox::with_file_store();
    let words =
        ["login", "work", "--issuer", "https://id.example.test", "--client-id", "x", "--store", "file"];
    let asks = |more: &[&str], question: &str| {
        let terminal = Tmux::start(&sandbox, &[&words[..], more].concat(), &[]);
        terminal.shows(question);
        terminal.type_text("half of a secret");
        terminal.press("C-c");
        assert_eq!(terminal.exit_code(), 130);
        terminal.type_text("echo is on");
        let screen = terminal.shows("echo is on");
        assert!(!screen.contains("half of"), "{screen}");
    };
    asks(&["--client-auth", "basic"], "Client secret of profile work");
    asks(&["--with-token"], "Access token of profile work");
}

#[test]
fn a_browser_command_is_given_no_terminal_whose_modes_it_could_put_back() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let seen = sandbox.path("seen");
    let script = format!(
        "#!/bin/sh\nif [ -t 0 ] || [ -t 1 ] || [ -t 2 ]; then echo terminal; else echo none; fi > {}\nexit 0\n",
        seen.display()
    );
    let browser = sandbox.write_script("browser", &script);
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "file"];
    let terminal = Tmux::start(&sandbox, &words, &[("BROWSER", browser.to_str().unwrap())]);
    terminal.shows("Waiting for the browser");
    let told = crate::support::until("the browser's word", || {
        std::fs::read_to_string(&seen).ok().filter(|text| text.ends_with('\n'))
    });
    assert_eq!(told, "none\n");
    terminal.press("C-c");
    assert_eq!(terminal.exit_code(), 130);
}
