//! What a relying party may believe of an issuer that lies, beside the modules of `conformance.rs`.
//! A refusal counts only with the right reason.

use crate::support::sandbox::{IDLE_BROWSER, following_browser};
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Output, Sandbox, ScriptedServer, http, scripted};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use url::Url;

fn log_in(sandbox: &Sandbox, issuer: &ScriptedServer) -> Output {
    log_in_with(sandbox, issuer, &[])
}

fn log_in_with(sandbox: &Sandbox, issuer: &ScriptedServer, more: &[&str]) -> Output {
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    let login = sandbox.authctl(words).args(["--scope", "openid", "--store", "file"]).args(more);
    login.env("BROWSER", following_browser()).run()
}

/// The login is refused for a reason that holds one of these words, and nothing is kept.
#[track_caller]
fn assert_refused(module: &str, lies: Lies, reasons: &[&str]) {
    let issuer = scripted_issuer::start(lies);
    let sandbox = Sandbox::with_file_store();
    let refused = log_in(&sandbox, &issuer).prints_nothing();
    assert_ne!(refused.code, 0, "{module}: {refused}");
    let told = refused.stderr.to_lowercase();
    assert!(reasons.iter().any(|reason| told.contains(reason)), "{module}: none of {reasons:?} in {refused}");
    assert_ne!(sandbox.run(["token", "work"]).code, 0, "{module}: a credential was kept");
}

#[track_caller]
fn assert_accepted(module: &str, lies: Lies) {
    let issuer = scripted_issuer::start(lies);
    let login = log_in(&Sandbox::with_file_store(), &issuer);
    assert_eq!(login.code, 0, "{module}: {login}");
}

fn claims(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Lies {
    Lies { id_token: Box::new(move |_, claims| change(claims)), ..Lies::default() }
}

fn header(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Lies {
    Lies { id_token: Box::new(move |header, _| change(header)), ..Lies::default() }
}

fn without(claim: &'static str) -> Lies {
    claims(move |claims| drop(claims.as_object_mut().unwrap().remove(claim)))
}

#[test]
fn o2_odd_but_honest_claims_are_believed() {
    assert_accepted("aud as a list", claims(|claims| claims["aud"] = json!([scripted_issuer::CLIENT_ID])));
    assert_accepted("auth_time zero, as seen", claims(|claims| claims["auth_time"] = json!(0)));
}

#[test]
fn o2_o6_o7_o10_a_claim_that_is_wrong_or_missing_ends_the_login() {
    assert_refused("nonce missing", without("nonce"), &["nonce"]);
    assert_refused("expired", claims(|claims| claims["exp"] = json!(1_000_000_000)), &["expired", "exp"]);
    assert_refused("no end", without("exp"), &["exp"]);
    assert_refused(
        "another audience beside ours",
        claims(|claims| claims["aud"] = json!([scripted_issuer::CLIENT_ID, "other"])),
        &["also for \"other\""],
    );
    assert_refused("azp", claims(|claims| claims["azp"] = json!("other")), &["azp", "authorized part"]);
    assert_refused("long sub", claims(|claims| claims["sub"] = json!("x".repeat(256))), &["sub"]);
}

#[test]
fn o8_a_login_that_is_older_than_asked_for_is_refused() {
    let log_in = |lies: Lies| {
        let issuer = scripted_issuer::start(lies);
        log_in_with(&Sandbox::with_file_store(), &issuer, &["--param", "max_age=60"])
    };
    let since = |ago: u64| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        claims(move |claims| claims["auth_time"] = json!(now - ago))
    };
    log_in(since(0)).succeeds();
    for (case, lies) in [
        ("no word of when", without("auth_time")),
        ("an hour ago", since(3600)),
        ("no number", claims(|claims| claims["auth_time"] = json!("now"))),
    ] {
        let refused = log_in(lies).prints_nothing();
        assert_ne!(refused.code, 0, "{case}: {refused}");
        refused.says(["max_age"]);
    }
}

#[test]
fn n8_what_protects_a_login_is_nobody_elses_to_set() {
    let issuer = scripted_issuer::start(Lies::default());
    for name in ["state", "nonce", "code_challenge", "redirect_uri", "response_type"] {
        let sandbox = Sandbox::with_file_store();
        let param = format!("{name}=x");
        let refused = log_in_with(&sandbox, &issuer, &["--param", &param]).exits(2).prints_nothing();
        refused.says([name]);
        let profile = format!(
            "[profiles.work]\nissuer = {:?}\nclient-id = \"authctl\"\nstore = \"file\"\nparams = {{ {name} = \"x\" }}\n",
            issuer.url
        );
        sandbox.write("home/.config/authctl/config.toml", profile);
        let login = sandbox.authctl(["login", "work"]).env("BROWSER", following_browser());
        login.run().exits(2).prints_nothing().says([name]);
    }
    assert!(issuer.seen().is_empty(), "not even the metadata was asked for");
}

#[test]
fn n12_the_answer_goes_to_this_machine_whatever_the_file_says() {
    let issuer = scripted_issuer::start(Lies::default());
    for path in ["@evil.test:80/x", "evil.test", ".evil.test/x", "/x?a=b", "/x#y", ""] {
        let sandbox = Sandbox::with_file_store();
        let profile = format!(
            "[profiles.work]\nissuer = {:?}\nclient-id = \"authctl\"\nstore = \"file\"\ncallback-path = {path:?}\n",
            issuer.url
        );
        sandbox.write("home/.config/authctl/config.toml", profile);
        let login = sandbox.authctl(["login", "work"]).env("BROWSER", following_browser());
        login.run().exits(2).prints_nothing().says(["callback-path"]);
    }
    assert!(issuer.seen().is_empty());
}

#[test]
fn l1_the_variable_of_the_client_secret_stays_with_authctl() {
    let issuer = scripted_issuer::start(Lies::default());
    let sandbox = Sandbox::with_file_store();
    let seen = sandbox.path("seen");
    let script = format!("#!/bin/sh\nenv >'{}'\nexec {} \"$@\"\n", seen.display(), following_browser());
    let browser = sandbox.write_script("browser", &script);
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    let login = sandbox.authctl(words).args(["--store", "file", "--client-secret-env", "MY_CLIENT_SECRET"]);
    login.env("MY_CLIENT_SECRET", "canary-of-the-client").env("BROWSER", browser).run().succeeds();
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(seen.contains("PATH="), "the browser has told its environment: {seen}");
    assert!(!seen.contains("MY_CLIENT_SECRET") && !seen.contains("canary"), "{seen}");
    let asked = issuer.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    let expected = STANDARD.encode(format!("{}:canary-of-the-client", scripted_issuer::CLIENT_ID));
    assert_eq!(asked.header("authorization"), Some(format!("Basic {expected}").as_str()), "it was used");
}

#[test]
fn l1_what_proves_the_client_to_one_issuer_is_not_sent_to_another() {
    let (first, second) = (scripted_issuer::start(Lies::default()), scripted_issuer::start(Lies::default()));
    let sandbox = Sandbox::with_file_store();
    let login = |issuer: &str, more: &[&str]| {
        let words = ["login", "work", "--issuer", issuer, "--client-id", scripted_issuer::CLIENT_ID];
        let login = sandbox.authctl(words).args(["--store", "file"]).args(more);
        login
            .env("FIRST", "canary-of-the-first")
            .env("SECOND", "of-the-second")
            .env("BROWSER", following_browser())
            .run()
    };
    login(&first.url, &["--client-secret-env", "FIRST"]).succeeds();
    login(&second.url, &[]).exits(2).says(["another issuer is named", "--client-secret-env"]);
    assert!(second.seen().is_empty(), "nobody is asked before");
    login(&second.url, &["--client-secret-env", "SECOND"]).succeeds();
    let expected = STANDARD.encode(format!("{}:of-the-second", scripted_issuer::CLIENT_ID));
    let asked = second.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    assert_eq!(asked.header("authorization"), Some(format!("Basic {expected}").as_str()));

    let token = format!("token={}", second.at("/token"));
    login(&second.url, &["--endpoint", &token]).succeeds();
    let said = login(&first.url, &["--client-secret-env", "FIRST"]);
    said.exits(2).says(["endpoints", "--endpoint"]);
}

#[test]
fn l1_a42_an_error_beside_tokens_shows_nothing_of_what_was_sent() {
    let repeats = |request: &scripted::Request, mut honest: Value| {
        honest["error"] = json!("odd");
        honest["error_description"] = json!(format!("you sent {}", request.body));
        honest["scope"] = json!(request.field("code_verifier"));
        scripted::json(200, &honest)
    };
    let issuer = scripted_issuer::start(Lies { token_answer: Box::new(repeats), ..Lies::default() });
    let login = log_in_with(&Sandbox::with_file_store(), &issuer, &["-vv"]).succeeds();
    let asked = issuer.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    for secret in ["code", "code_verifier"] {
        assert!(!login.everything().contains(&asked.field(secret).unwrap()), "{secret}: {login}");
    }
    assert!(login.stderr.contains("error_description = \"you sent "), "{login}");
}

#[test]
fn parameters_that_authctl_sets_are_not_to_be_set_in_any_case() {
    for name in ["refresh_token", "code_verifier", "token", "Code", "device_code", "STATE", "request"] {
        let words = ["login", "work", "--issuer", "https://id.example.com", "--client-id", "x", "--param"];
        let login = Sandbox::new().authctl(words).args([format!("{name}=x")]).run();
        login.exits(2).says(["authctl's own to set"]);
    }
}

#[test]
fn l1_a_password_in_an_address_is_neither_sent_nor_repeated() {
    let sandbox = Sandbox::with_file_store();
    let address = "https://u:canary@a.example/";
    let endpoint = format!("token={address}");
    for [flag, value] in [
        ["--resource", address],
        ["--audience", address],
        ["--api", address],
        ["--origin", address],
        ["--endpoint", &endpoint],
    ] {
        let login = sandbox.run(["login", "work", flag, value]).exits(2);
        let login = login.says([&*format!("invalid value for '{flag} <"), "without a user or password"]);
        assert!(!login.everything().contains("canary"), "{login}");
    }
    let shown = sandbox.run(["login", "work", "--api", "a.example"]).exits(2);
    shown.says(["'a.example'"]);
    let issuer = scripted_issuer::start(Lies::default());
    for setting in ["resources = [ADDRESS]", "audience = ADDRESS", "params.further = ADDRESS"] {
        let setting = setting.replace("ADDRESS", &format!("{address:?}"));
        let config = format!("[profiles.work]\nissuer = {:?}\nclient-id = \"x\"\n{setting}\n", issuer.url);
        std::fs::create_dir_all(sandbox.config_file().parent().unwrap()).unwrap();
        std::fs::write(sandbox.config_file(), config).unwrap();
        let login =
            sandbox.run(["login", "work", "--store", "none", "--no-browser", "--wait", "1s"]).exits(2);
        let login = login.says(["without a user or password"]);
        assert!(!login.everything().contains("canary"), "{setting}: {login}");
    }
}

#[test]
fn c6_words_of_an_issuer_reach_stdout_as_escapes_and_json_readers_unchanged() {
    let hostile = "al\u{202e}ice\u{7f}\u{9b}2J\u{1b}[2J\u{200b}";
    let lies = Lies {
        discovery: Box::new(move |document| document["op_policy_uri"] = json!(hostile)),
        id_token: Box::new(move |_, claims| claims["preferred_username"] = json!(hostile)),
        ..Lies::default()
    };
    let issuer = scripted_issuer::start(lies);
    let sandbox = Sandbox::with_file_store();
    log_in(&sandbox, &issuer).succeeds();
    let forbidden = |character: char| {
        (character.is_control() && character != '\n') || "\u{202e}\u{200b}".contains(character)
    };
    for verb in [&["discover", &issuer.url][..], &["status", "work"]] {
        for mode in [&[][..], &["--json"]] {
            let shown = sandbox.authctl(verb).args(mode).run().succeeds();
            assert!(!shown.everything().contains(forbidden), "{shown:?}");
        }
    }
    for mode in [&[][..], &["--json"]] {
        let document = sandbox.authctl(["discover", &issuer.url]).args(mode).run().succeeds().json();
        assert_eq!(document["op_policy_uri"], hostile);
    }
    assert_eq!(sandbox.run(["status", "work", "--json"]).succeeds().json()["account"], hostile);
}

#[test]
fn o4_o13_a_token_of_an_unknown_key_is_met_with_fresh_keys_once_and_rejected() {
    let issuer = scripted_issuer::start(header(|header| header["kid"] = json!("nobody")));
    let sandbox = Sandbox::with_file_store();
    for logins in 1..=2 {
        let refused = log_in(&sandbox, &issuer).exits(3).prints_nothing();
        refused.says(["signed with the key \"nobody\"", "not among"]);
        let asked = issuer.seen().iter().filter(|request| request.path() == "/jwks").count();
        assert_eq!(asked, logins, "keys are asked for once a token");
    }
    sandbox.run(["token", "work"]).exits(4);
}

#[test]
fn m4_an_endpoint_on_another_host_is_told_before_the_browser_opens() {
    let issuer = scripted_issuer::start(Lies {
        discovery: Box::new(|document| {
            document["authorization_endpoint"] = json!("https://elsewhere.example.test/a");
        }),
        ..Lies::default()
    });
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--store", "none"];
    let login = Sandbox::new().authctl(words).args(["--no-input", "--browser", "/bin/false"]).run().exits(4);
    let told = login.stderr.find("authorization endpoint of").unwrap_or_else(|| panic!("{login}"));
    assert!(
        login.stderr[told..].starts_with(&format!(
            "authorization endpoint of {} is at elsewhere.example.test.\n",
            issuer.url
        ))
    );
    assert!(told < login.stderr.find("https://elsewhere.example.test/a?").unwrap(), "{login}");
}

#[test]
fn t2_the_code_goes_in_the_body_of_a_post() {
    let issuer = scripted_issuer::start(Lies::default());
    log_in(&Sandbox::with_file_store(), &issuer).succeeds();
    let asked = issuer.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("POST", "/token"));
    let sent = ["grant_type", "code", "client_id"].map(|name| asked.field(name).unwrap_or_default());
    assert_eq!(sent, ["authorization_code", "code-of-the-scripted-issuer", scripted_issuer::CLIENT_ID]);
}

#[test]
fn m4_t1_an_endpoint_without_tls_is_not_used() {
    for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let lies = Lies {
            discovery: Box::new(move |document| document[endpoint] = json!("http://id.example.test/x")),
            ..Lies::default()
        };
        assert_refused(endpoint, lies, &["https", "allow-http"]);
    }
}

#[test]
fn a27_n1_an_authorization_endpoint_that_is_no_web_address_is_not_opened() {
    for url in ["file:///etc/passwd", "javascript:alert(1)", "-x", "ftp://127.0.0.1/", "http://a b/", "$(id)"]
    {
        let lies = Lies {
            discovery: Box::new(move |document| document["authorization_endpoint"] = json!(url)),
            ..Lies::default()
        };
        assert_refused(url, lies, &["url", "address", "https", "endpoint", "json", "domain"]);
    }
}

#[test]
fn a34_an_answer_of_another_issuer_is_not_an_answer() {
    let issuer = scripted_issuer::start(Lies {
        redirect: Box::new(|query| {
            query
                .iter_mut()
                .filter(|(name, _)| name == "iss")
                .for_each(|(_, value)| *value = "https://evil.test".into());
        }),
        ..Lies::default()
    });
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    let login = sandbox.authctl(words).args(["--scope", "openid", "--store", "file", "--wait", "2s"]);
    let refused = login.env("BROWSER", following_browser()).run().prints_nothing();
    assert_ne!(refused.code, 0, "{refused}");
    assert!(issuer.seen().iter().all(|request| request.path() != "/token"), "the code was sent");
}

#[test]
fn a37_a_redirect_of_the_token_endpoint_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = ScriptedServer::start(|_, _| scripted::answer(200, &[], "{}"));
        let to = elsewhere.at("/token");
        let lies = Lies {
            token_answer: Box::new(move |_, _| scripted::answer(status, &[("location", &to)], "")),
            ..Lies::default()
        };
        assert_refused("redirect", lies, &["redirect", &status.to_string()]);
        assert!(elsewhere.seen().is_empty(), "{status}: the code went elsewhere");
    }
}

#[test]
fn r8_answers_that_are_no_answers_end_the_login_in_words() {
    let wire =
        |bytes: &'static [u8]| Lies { token_answer: Box::new(|_, _| bytes.to_vec()), ..Lies::default() };
    for bytes in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access_token\":",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nabcd",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]",
        b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.0 400 No\r\n\r\n",
    ] {
        assert_refused(&String::from_utf8_lossy(bytes), wire(bytes), &["token", "answer"]);
    }
}

#[test]
fn r8_odd_but_honest_answers_are_understood() {
    let twisted = |change: fn(&mut Value)| Lies {
        token_answer: Box::new(move |_, mut honest| {
            change(&mut honest);
            // labelled as no JSON, by HTTP/1.0, as seen in the field
            let body = honest.to_string();
            format!("HTTP/1.0 200 OK\r\ncontent-type: text/html\r\n\r\n{body}").into_bytes()
        }),
        ..Lies::default()
    };
    assert_accepted("lower case", twisted(|answer| answer["token_type"] = json!("bearer")));
    assert_accepted(
        "no lifetime",
        twisted(|answer| drop(answer.as_object_mut().unwrap().remove("expires_in"))),
    );
    assert_accepted("lifetime as text", twisted(|answer| answer["expires_in"] = json!("3600")));
    assert_accepted("null scope", twisted(|answer| answer["scope"] = json!(null)));
    assert_accepted("more members", twisted(|answer| answer["session_state"] = json!("x")));
}

#[test]
fn a26_words_of_an_issuer_cannot_move_the_cursor() {
    let hostile = "\u{1b}]0;title\u{7}\u{1b}[2J\u{202e}evil\u{200b}\r\nnext";
    let body = json!({ "error": "invalid_grant", "error_description": hostile }).to_string();
    let lies = Lies {
        token_answer: Box::new(move |_, _| {
            scripted::answer(400, &[("content-type", "application/json")], &body)
        }),
        ..Lies::default()
    };
    let issuer = scripted_issuer::start(lies);
    let refused = log_in(&Sandbox::with_file_store(), &issuer);
    assert!(refused.stderr.contains("evil"), "{refused}");
    let forbidden = |character: char| {
        (character.is_control() && character != '\n') || "\u{202e}\u{200b}".contains(character)
    };
    assert!(!refused.stderr.contains(forbidden), "{refused:?}");
}

#[test]
fn n7_both_endpoints_are_told_the_same_redirect_uri() {
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let issuer = scripted_issuer::start(Lies::default());
        let further = ["--callback-host", host, "--callback-path", "/a/b%20c"];
        log_in_with(&Sandbox::with_file_store(), &issuer, &further).succeeds();
        let seen = issuer.seen();
        let at = |path: &str| seen.iter().find(|request| request.path() == path).unwrap();
        let (asked, exchanged) = (at("/auth").query("redirect_uri"), at("/token").field("redirect_uri"));
        assert!(asked.as_ref().unwrap().starts_with(&format!("http://{host}:")), "{asked:?}");
        assert!(asked.as_ref().unwrap().ends_with("/a/b%20c"), "{asked:?}");
        assert_eq!(asked, exchanged);
    }
}

#[test]
fn n10_a_code_goes_to_the_issuer_of_its_login_alone() {
    let issuers = [scripted_issuer::start(Lies::default()), scripted_issuer::start(Lies::default())];
    let sandboxes = [Sandbox::with_file_store(), Sandbox::with_file_store()];
    let logins = [0, 1].map(|at| {
        let words =
            ["login", "work", "--issuer", &issuers[at].url, "--client-id", scripted_issuer::CLIENT_ID];
        sandboxes[at].authctl(words).args(["--store", "file"]).env("BROWSER", IDLE_BROWSER).spawn()
    });
    let answers = [0, 1].map(|at| {
        let redirect = http::get(&logins[at].printed_url());
        Url::parse(redirect.header("location").unwrap()).unwrap()
    });
    // the answer to the one login at the door of the other, whole and in parts
    for (mine, other) in [(0, 1), (1, 0)] {
        let mut stray = answers[mine].clone();
        stray.set_port(answers[other].port()).unwrap();
        assert_eq!(http::get(stray.as_str()).status, 400);
    }
    assert!(logins.iter().all(|login| !login.has_ended()));
    for (login, answer) in logins.into_iter().zip(&answers) {
        http::get(answer.as_str());
        login.finish().succeeds();
    }
    for issuer in &issuers {
        let asked: Vec<_> = issuer.seen().into_iter().filter(|request| request.path() == "/token").collect();
        assert_eq!(asked.len(), 1, "{asked:?}");
    }
}

#[test]
fn n11_neither_the_implicit_nor_the_password_grant_is_used_whatever_an_issuer_offers() {
    let issuer = scripted_issuer::start(Lies {
        discovery: Box::new(|document| {
            document["response_types_supported"] = json!(["token", "id_token token"]);
            document["grant_types_supported"] = json!(["implicit", "password"]);
        }),
        redirect: Box::new(|query| {
            query.retain(|(name, _)| name != "code");
            query.push(("access_token".into(), "canary-from-the-address".into()));
        }),
        ..Lies::default()
    });
    let sandbox = Sandbox::with_file_store();
    let refused = log_in(&sandbox, &issuer).prints_nothing();
    assert_ne!(refused.code, 0, "{refused}");
    assert!(refused.stderr.contains("neither a code nor an error"), "{refused}");
    sandbox.run(["token", "work"]).exits(4).prints_nothing();
    let asked = issuer.seen().into_iter().find(|request| request.path() == "/auth").unwrap();
    assert_eq!(asked.query("response_type").as_deref(), Some("code"));
    assert!(issuer.seen().iter().all(|request| request.path() != "/token"), "nothing was sent in its place");
}

#[test]
fn n14_a_public_client_needs_no_secret_and_a_secret_stays_out_of_every_address() {
    let issuer = scripted_issuer::start(Lies::default());
    let sandbox = Sandbox::with_file_store();
    log_in(&sandbox, &issuer).succeeds();
    let public = issuer.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    assert_eq!((public.header("authorization"), public.field("client_secret")), (None, None));

    let secret = sandbox.write("client-secret", "canary-of-the-client\n");
    for how in ["basic", "post"] {
        let issuer = scripted_issuer::start(Lies::default());
        let sandbox = Sandbox::with_file_store();
        let further = ["--client-auth", how, "--client-secret-file", secret.to_str().unwrap()];
        let login = log_in_with(&sandbox, &issuer, &further).succeeds();
        assert!(!login.everything().contains("canary"), "{login}");
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
        let seen = issuer.seen();
        assert!(seen.iter().all(|request| !request.target.contains("canary")), "{seen:?}");
        let used = seen.iter().filter(|request| {
            request.body.contains("client_secret=canary") || request.header("authorization").is_some()
        });
        assert_eq!(used.count(), 2, "{how}: at the login and at the renewal");
    }
}

#[test]
fn a56_an_endless_answer_is_cut_and_a_packed_one_is_not_unpacked() {
    // 200 MiB of zeros in 200 KB, and as much in the clear; nobody reads all of either
    let packed = std::process::Command::new("python3")
        .args(["-c", "import gzip, sys; sys.stdout.buffer.write(gzip.compress(bytes(200 << 20), 1))"])
        .output()
        .unwrap()
        .stdout;
    for member in ["jwks_uri", "token_endpoint", "userinfo_endpoint"] {
        for is_packed in [false, true] {
            let (sent, packed) = (Arc::new(AtomicUsize::new(0)), packed.clone());
            let counted = Arc::clone(&sent);
            let flood = ScriptedServer::start_streaming(move |_, _, mut stream| {
                let head: &[u8] = match is_packed {
                    true => {
                        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n"
                    }
                    false => b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"keys\":[",
                };
                let _ = stream.write_all(head);
                let zeros = vec![b' '; 1 << 20];
                let pieces = if is_packed { vec![&packed[..]] } else { vec![&zeros[..]; 200] };
                for piece in pieces {
                    if stream.write_all(piece).is_err() {
                        return;
                    }
                    counted.fetch_add(piece.len(), Ordering::SeqCst);
                }
            });
            let at = flood.at("/flood");
            let lies =
                Lies { discovery: Box::new(move |document| document[member] = json!(at)), ..Lies::default() };
            let sandbox = Sandbox::with_file_store();
            let limit = ["prlimit", "--as=1500000000"];
            let issuer = scripted_issuer::start(lies);
            let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
            let login = sandbox.authctl(words).args(["--store", "file"]).env("BROWSER", IDLE_BROWSER);
            let login = login.under(limit).spawn();
            scripted_issuer::follow(&login);
            let mut output = login.finish();
            if member == "userinfo_endpoint" {
                output = sandbox.authctl(["userinfo", "work"]).under(limit).run();
            }
            assert!([1, 3, 5].contains(&output.code), "{member}: {output}");
            output.prints_nothing();
            assert!(!flood.seen().is_empty(), "{member}: nobody asked");
            assert!(sent.load(Ordering::SeqCst) < 16 << 20, "{member}: {sent:?} bytes were taken");
        }
    }
}
