//! Logins at services of others that have a login of their own, by the real packages.

use crate::support::sandbox::binary;
use crate::support::service::{Service, client_of, sent_back};
use crate::support::tmux::Tmux;
use crate::support::{Issuer, Output, Sandbox, ScriptedServer, http, scripted};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

/// A service, and somebody who uses it.
pub struct At {
    pub sandbox: Sandbox,
    pub service: Service,
    /// What names the service at a login.
    pub words: Vec<String>,
}

impl At {
    #[track_caller]
    pub fn start(name: &'static str, options: &[&str], words: &[&str]) -> Self {
        let sandbox = Sandbox::with_file_store();
        let service = Service::run(&sandbox, name, options);
        Self::new(sandbox, service, words)
    }

    pub fn new(sandbox: Sandbox, service: Service, words: &[&str]) -> Self {
        let words = words.iter().map(|word| word.replace("URL", &service.url())).collect();
        Self { sandbox, service, words }
    }

    pub fn zndraw(options: &[&str]) -> Self {
        Self::start("zndraw", options, &["URL", "--service", "zndraw", "--username", "alice@example.com"])
    }

    pub fn taskflow() -> Self {
        Self::start("taskflow", &[], &["URL", "--service", "taskflow", "--username", "alice"])
    }

    pub fn fastpluggy(options: &[&str]) -> Self {
        Self::start("fastpluggy", options, &["URL", "--service", "fastpluggy", "--username", "alice"])
    }

    pub fn login(&self, stdin: &str, more: &[&str]) -> Output {
        let login = self.sandbox.authctl(["login", "work"]).args(&self.words).args(more);
        login.args(["--store", "file"]).stdin(stdin).run()
    }

    pub fn with_password(&self, password: &str, more: &[&str]) -> Output {
        self.login(&format!("{password}\n"), &[&["--password-stdin"], more].concat())
    }

    pub fn with_otp(&self, password: &str, code: &str, more: &[&str]) -> Output {
        self.login(&format!("{password}\n{code}\n"), &[&["--password-stdin", "--otp-stdin"], more].concat())
    }

    pub fn call(&self, path: &str) -> Output {
        self.sandbox.run(["call", "work", path])
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.sandbox.run(words)
    }
}

#[test]
fn zndraw_a_password_becomes_a_bearer_token_that_authctl_renews() {
    let at = At::zndraw(&[]);
    let told = at.with_password("alice-pw", &["--keep-password"]).succeeds();
    told.says([
        "Logged in to work as alice@example.com",
        "sent as a bearer token",
        "then a new one is had without a person",
    ]);
    assert_eq!(at.call("/users/me").succeeds().json()["email"], "alice@example.com");
    let whoami = at.run(&["whoami", "work", "--json"]).succeeds().json();
    assert_eq!(
        (&whoami["source"], &whoami["claims"]["email"]),
        (&json!("service"), &json!("alice@example.com"))
    );

    at.service.request(
        "POST",
        "/_test/rotate-secret?secret=another-secret-of-32-characters-at-least",
        &[],
        "",
    );
    assert_eq!(at.call("/users/me").succeeds().json()["email"], "alice@example.com", "renewed after the 401");
    at.run(&["logout", "work"]).succeeds().says(["takes the credential all the same", "can use it until"]);
    at.call("/users/me").exits(4);
}

#[test]
fn zndraw_what_the_service_says_is_told() {
    let at = At::zndraw(&[]);
    let refused = at.with_password("wrong", &["--json"]).exits(6).failure();
    assert_eq!(refused["code"], "refused");
    assert!(refused["message"].as_str().unwrap().ends_with("(HTTP 400): LOGIN_BAD_CREDENTIALS"), "{refused}");
    assert!(!at.sandbox.config_file().exists(), "nothing of a login that failed is kept");
    at.with_password("", &[]).exits(2).says(["no password can be read from stdin"]);
    let elsewhere = at.with_password("alice-pw", &["--route", "login=/nowhere"]).exits(6);
    elsewhere.says(["(HTTP 404): Not Found"]);
}

#[test]
fn zndraw_a_password_that_is_refused_is_not_sent_again() {
    let at = At::zndraw(&[]);
    at.with_password("alice-pw", &["--keep-password"]).succeeds();
    let bearer = at.run(&["token", "work", "--format", "header"]).succeeds().text().trim_end().to_owned();
    let bearer = bearer.strip_prefix("Authorization: ").unwrap();
    let headers = [("authorization", bearer), ("content-type", "application/json")];
    let changed = at.service.request("PATCH", "/users/me", &headers, r#"{"password":"new-pw"}"#);
    assert_eq!(changed.status, 200);
    at.service.request(
        "POST",
        "/_test/rotate-secret?secret=another-secret-of-32-characters-at-least",
        &[],
        "",
    );
    at.call("/users/me").exits(4).says(["LOGIN_BAD_CREDENTIALS", "authctl login work"]);
    let again = at.sandbox.run(["call", "work", "/users/me", "-v"]).exits(4);
    assert!(!again.everything().contains("/auth/jwt/login"), "{again}");
}

#[test]
fn zndraw_a_login_waits_for_somebody_who_approves_its_code() {
    let at = At::zndraw(&["--prefix", "/v1"]);
    at.sandbox
        .authctl(["login", "bob", &format!("{}/v1", at.service.url()), "--service", "zndraw"])
        .args(["--username", "bob@example.com", "--password-stdin", "--store", "file"])
        .stdin("bob-pw\n")
        .run()
        .succeeds();
    let waiting = at
        .sandbox
        .authctl(["login", "work", &format!("{}/v1", at.service.url()), "--service", "zndraw"])
        .args(["--method", "challenge", "--store", "file"])
        .spawn();
    let is_code = |line: &&str| {
        line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let code = waiting.stderr_until("a code", |text| text.lines().find(is_code).map(str::to_owned));
    let header = at.run(&["token", "bob", "--format", "header"]).succeeds().text().trim_end().to_owned();
    let bearer = header.strip_prefix("Authorization: ").unwrap();
    let approved =
        at.service.request("PATCH", &format!("/v1/auth/cli-login/{code}"), &[("authorization", bearer)], "");
    assert_eq!(approved.status, 200, "{approved:?}");
    waiting.finish().succeeds().says(["Logged in to work as bob@example.com"]);
}

#[test]
fn taskflow_a_form_becomes_a_cookie() {
    let at = At::taskflow();
    let refused = at.with_password("wrong", &[]).exits(6);
    refused.says(["(HTTP 401): Invalid username or password."]);
    at.with_password("alice-pw", &[]).succeeds().says(["sent as the cookie taskflow_token"]);
    assert_eq!(at.call("/metrics").succeeds().json()["total"], 0);
    let who = at.call(&format!("{}/whoami", at.service.url())).succeeds().json();
    assert_eq!(who, json!({ "user": "alice" }));
    let header = at.run(&["token", "work", "--format", "header"]).succeeds();
    assert!(header.text().starts_with("Cookie: taskflow_token=eyJ"), "{header}");
    let whoami = at.run(&["whoami", "work", "--json"]).succeeds().json();
    assert_eq!((&whoami["source"], &whoami["claims"]["sub"]), (&json!("access_token"), &json!("alice")));
    at.run(&["logout", "work"]).succeeds().says(["takes the credential all the same", "can use it until"]);
}

#[test]
fn taskflow_is_found_where_it_is_mounted() {
    let at = At::start(
        "taskflow",
        &["--path", "/admin/tasks"],
        &["URL/admin/tasks", "--service", "taskflow", "--username", "alice"],
    );
    at.with_password("alice-pw", &[]).succeeds();
    assert_eq!(at.call("/metrics").succeeds().json()["total"], 0);
    let open = At::start("taskflow", &["--open"], &["URL", "--service", "taskflow", "--username", "alice"]);
    open.with_password("alice-pw", &[]).exits(6).says(["(HTTP 404): Not Found"]);
}

#[test]
fn fastpluggy_a_session_that_ended_is_begun_again() {
    let at = At::fastpluggy(&[]);
    at.with_password("wrong", &[]).exits(6).says(["(HTTP 401): Invalid username or password"]);
    let told = at.with_password("alice-pw", &["--keep-password"]).succeeds();
    let told = told.says(["Logged in to work as alice", "sent as the cookie session"]);
    assert!(!told.stderr.contains("proves nothing"), "{told}");
    assert_eq!(at.call("/api/guarded?a=1").succeeds().json()["user"], "alice");
    at.service.request("POST", "/_test/expire-sessions", &[], "");
    assert_eq!(
        at.call("/api/guarded?a=1").succeeds().json()["user"],
        "alice",
        "the 307 to the login is understood"
    );
    at.sandbox.run(["call", "work", "/api/guarded", "-d", "a=1"]).succeeds();
}

#[test]
fn fastpluggy_who_tries_too_often_is_told_how_long_to_wait() {
    let at = At::fastpluggy(&["--attempts", "1"]);
    at.with_password("wrong", &[]).exits(6);
    let locked = at.with_password("alice-pw", &["--json"]).exits(5).failure();
    assert_eq!((&locked["code"], &locked["retryable"]), (&json!("service_unavailable"), &json!(true)));
    let message = locked["message"].as_str().unwrap();
    assert!(message.contains("HTTP 429") && message.contains("it asks to wait "), "{message}");
}

#[test]
fn fastpluggy_a_second_factor_is_asked_for() {
    let at = At::fastpluggy(&[]);
    let secret = at.service.request("POST", "/_test/totp/alice", &[], "").json();
    let secret = secret["secret"].as_str().unwrap();
    at.with_password("alice-pw", &[]).exits(4).says(["the code of a second factor", "--otp-stdin"]);
    at.with_password("alice-pw", &["--otp-stdin"]).exits(2).says(["no line with the code"]);
    let typed = at.with_password("alice-pw", &["--otp", "000000"]).exits(2);
    typed.says(["can be read by everybody", "--otp-stdin"]);
    at.with_otp("alice-pw", "000000", &[]).exits(6).says(["(HTTP 401): Invalid code"]);
    at.with_otp("alice-pw", &one_time_code(secret), &[]).succeeds();
    assert_eq!(at.call("/api/whoami").succeeds().json()["user"], "alice");
}

#[test]
fn fastpluggy_an_error_of_the_service_is_no_login() {
    let words = ["URL", "--service", "fastpluggy", "--method", "basic", "--username", "alice"];
    let at = At::start("fastpluggy", &["--backend", "basic"], &words);
    at.with_password("wrong", &[])
        .exits(6)
        .says(["as to somebody who is not logged in (HTTP 500)", "answers so to a wrong password"]);
    at.with_password("alice-pw", &[]).succeeds();
    assert_eq!(at.call("/api/guarded").succeeds().json()["user"], "alice");
    let elsewhere = at.with_password("alice-pw", &["--route", "whoami=https://id.example.com/me"]);
    elsewhere.exits(2).says(["is not where the service is: it is not asked"]);
}

#[test]
fn fluxlit_a_header_is_a_credential() {
    let at = At::start("fluxlit", &[], &["URL", "--service", "fluxlit", "--method", "header"]);
    at.login("peer-api-key\n", &[]).succeeds().says(["sent as the header X-API-Key"]);
    at.call("/etl/status").succeeds();
    let traced = at.sandbox.run(["call", "work", "/etl/status", "-vv"]).succeeds();
    assert!(!traced.everything().contains("peer-api-key"), "{traced}");
}

#[test]
fn fluxlit_the_browser_ends_elsewhere_and_its_address_is_pasted() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::start());
    let service = Service::start(&sandbox, "fluxlit", &client_of(&issuer, "fluxlit"));
    let page = service.request("GET", "/api/auth/login", &[], "");
    let back = http::get(&sent_back(page.header("location").unwrap()));
    let landed =
        format!("{}{}", service.url(), back.header("location").unwrap().trim_start_matches(&service.url()));
    let at = At::new(sandbox, service, &["URL", "--service", "fluxlit", "--no-browser"]);
    let told = at.login(&landed, &[]).succeeds();
    let code = landed.split_once("auth_code=").unwrap().1;
    assert!(!told.everything().contains(code), "{told}");
    assert_eq!(at.call("/me").succeeds().json()["sub"], "alice");
    let used = at.login(&landed, &["-vv"]).exits(6).says(["(HTTP 401): Invalid or expired auth code"]);
    assert!(!used.everything().contains(code), "{used}");
}

#[test]
fn fluxlit_a_person_is_told_of_a_browser_that_fails_and_has_so_long_to_paste() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::start());
    let service = Service::start(&sandbox, "fluxlit", &client_of(&issuer, "fluxlit"));
    let login = |more: &[&str]| {
        let words = ["login", "work", &service.url(), "--service", "fluxlit", "--store", "file"];
        Tmux::start(&sandbox, &[&words[..], more].concat(), &[])
    };
    let failed = login(&["--browser", "false"]);
    failed.shows("the browser command ended with exit status: 1; please open the address above yourself.");
    failed.type_text("https://a.example/?code=none-of-this");
    failed.press("Enter");
    failed.shows("Not taken: that address has code= and no auth_code=: it is one on the way");
    let page = service.request("GET", "/api/auth/login", &[], "");
    let back = http::get(&sent_back(page.header("location").unwrap()));
    failed.type_text(back.header("location").unwrap());
    failed.press("Enter");
    assert_eq!(failed.exit_code(), 0, "{}", failed.screen());
    let late = login(&["--no-browser", "--wait", "1s"]);
    late.shows("The address where the browser ended");
    late.shows("nobody logged in within 1 s");
    assert_eq!(late.exit_code(), 4, "{}", late.screen());
    let nobody = ["login", "work", &service.url(), "--service", "fluxlit", "--no-input", "--store", "file"];
    sandbox.authctl(nobody).stdin("").run().exits(2);
}

#[test]
fn fluxlit_a_cookie_of_the_login_becomes_new_tokens() {
    let words = ["URL/api", "--service", "fluxlit", "--method", "password", "--username", "alice"];
    let routes = ["--route", "login=/auth/session?sub=alice", "--route", "refresh=/auth/refresh"];
    let words = [&words[..], &routes, &["--route", "whoami=/me", "--cookie", "peer_session"]].concat();
    let at = At::start("fluxlit", &[], &words);
    at.with_password("any", &[]).succeeds().says(["then a new one is had without a person"]);
    assert_eq!(at.call("/me").succeeds().json()["sub"], "alice");

    let traced = at.run(&["token", "work", "--force-renew", "-vv"]).succeeds();
    traced.says(["POST", "/api/auth/refresh", "cookie: (not shown)"]);

    at.service.request("POST", "/api/_test/end-sessions", &[], "");
    at.run(&["token", "work", "--force-renew"])
        .exits(4)
        .says(["(HTTP 401): No session", "authctl login work"]);
    let again = at.run(&["token", "work", "--force-renew", "-v"]).exits(4);
    assert!(!again.everything().contains("/auth/refresh"), "what was refused is not asked again: {again}");
}

#[test]
fn fluxlit_the_cookie_of_a_browser_becomes_tokens() {
    let words = ["URL/api", "--service", "fluxlit", "--method", "cookie", "--cookie", "peer_session"];
    let words = [&words[..], &["--route", "refresh=/auth/refresh", "--route", "whoami=/me"]].concat();
    let at = At::start("fluxlit", &[], &words);
    at.login("nonsense\n", &[]).exits(6).says(["(HTTP 401): No session"]);
    let session = at.service.request("POST", "/api/auth/session?sub=alice", &[], "");
    let cookie = session.cookie("peer_session").unwrap().to_owned();
    let told = at.login(&format!("{cookie}\n"), &["-vv"]).succeeds();
    let told = told.says(["Logged in to work as alice", "sent as a bearer token"]);
    assert!(!told.everything().contains(&cookie), "{told}");
    assert_eq!(at.call("/me").succeeds().json()["sub"], "alice");
}

#[test]
fn dash_basic_goes_with_each_request() {
    let at = At::start("dash", &[], &["URL", "--service", "dash", "--username", "viewer"]);
    at.with_password("wrong", &[]).exits(6).says(["does not take the credential"]);
    at.with_password("viewer123", &[])
        .succeeds()
        .says(["sent as user and password with each request (Basic)"]);
    assert_eq!(at.call("/api/whoami").succeeds().json()["groups"], json!(["viewer"]));
}

#[test]
fn dash_the_cookie_of_a_browser_is_given_by_hand() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::start());
    let service = Service::with(&sandbox, "dash", &client_of(&issuer, "dash"), &["--auth", "oidc"]);
    let asked = service.request("GET", "/api/whoami", &[], "");
    let back = sent_back(asked.header("location").unwrap());
    let session = format!("session={}", asked.cookie("session").unwrap());
    let back =
        service.request("GET", back.strip_prefix(&service.url()).unwrap(), &[("cookie", &session)], "");
    let cookie = back.cookie("session").unwrap().to_owned();
    let at = At::new(sandbox, service, &["URL", "--service", "dash", "--method", "cookie"]);
    at.login("nonsense\n", &[]).exits(6).says(["does not take the credential"]);
    at.login(&format!("{cookie}\n"), &[]).succeeds().says(["sent as the cookie session"]);
    assert_eq!(at.call("/api/whoami").succeeds().json()["user"]["sub"], "alice");
}

/// Over an issuer that asks nobody anything.
fn dash_with(issuer: &Issuer) -> At {
    let sandbox = Sandbox::with_file_store();
    let service = Service::with(&sandbox, "dash", &client_of(issuer, "dash"), &["--auth", "oidc"]);
    At::new(sandbox, service, &["URL", "--service", "dash", "--method", "cookie"])
}

#[test]
fn dash_a_login_that_asks_nobody_is_walked_through() {
    let issuer = Issuer::with(&json!({ "auto": "alice" }));
    let at = dash_with(&issuer);
    let told =
        at.login("", &["-vv"]).succeeds().says(["Logged in to work as alice", "sent as the cookie session"]);
    let shown = told.everything().replace("code=…", "");
    for secret in ["code=", "code_verifier", "session=ey"] {
        assert!(!shown.contains(secret), "{secret}: {told}");
    }
    assert_eq!(at.call("/api/whoami").succeeds().json()["user"]["sub"], "alice");

    let again = at.run(&["token", "work", "--force-renew", "-v"]).succeeds();
    again.says(["/oidc/idp/callback"]);
    issuer.set(&json!({ "auto": "" }));
    at.run(&["token", "work", "--force-renew"]).exits(4).says(["wants a person", "authctl login work"]);
    issuer.set(&json!({ "auto": "alice", "twist": { "path": "/token", "unset": ["id_token"] } }));
    at.login("", &["--force"]).exits(1).says(["leads on and on"]);
}

#[test]
fn dash_a_login_that_wants_a_person_says_where() {
    let issuer = Issuer::start();
    let at = dash_with(&issuer);
    let told = at.login("", &[]).exits(4);
    told.says([
        &*format!("the login leads to {}, which wants a person", issuer.url),
        "the cookie that the service sets is read from stdin",
    ]);
    assert!(!at.sandbox.config_file().exists());
}

/// The code of a second factor at this moment (RFC 6238: SHA-1, 30 seconds, 6 digits).
pub fn one_time_code(secret: &str) -> String {
    let code = "import base64, hmac, struct, sys, time\n\
        key = base64.b32decode(sys.argv[1])\n\
        digest = hmac.digest(key, struct.pack('>Q', int(time.time()) // 30), 'sha1')\n\
        at = digest[-1] & 15\n\
        print('%06d' % ((struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000))";
    let output = Command::new("python3").args(["-c", code, secret]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

#[test]
fn a_service_is_found_by_itself() {
    let sandbox = Sandbox::with_file_store();
    let issuer = Issuer::start();
    let start = |name, options: &[&str]| Service::run(&sandbox, name, options);
    let oidc = Service::with(&sandbox, "dash", &client_of(&issuer, "dash"), &["--auth", "oidc"]);
    for (name, service, path) in [
        ("zndraw", start("zndraw", &[]), ""),
        ("zndraw", start("zndraw", &["--prefix", "/v1"]), "/v1"),
        ("taskflow", start("taskflow", &[]), ""),
        ("taskflow", start("taskflow", &["--path", "/admin/tasks"]), "/admin/tasks"),
        ("fastpluggy", start("fastpluggy", &[]), ""),
        ("fastpluggy", start("fastpluggy", &["--raw"]), ""),
        ("fastpluggy", start("fastpluggy", &["--backend", "basic"]), ""),
        ("fluxlit", start("fluxlit", &[]), ""),
        ("dash", start("dash", &[]), ""),
        ("dash", oidc, ""),
    ] {
        let url = service.url() + path;
        let asked = sandbox.authctl(["login", "work", &url, "--no-input", "--store", "file"]).stdin("").run();
        asked.says([format!("is {name}: it answers as").as_str()]);
    }
    let everyday = ScriptedServer::start(|request, _| match request.path() {
        "/health" => scripted::answer(200, &[], r#"{"status":"ok"}"#),
        "/ready" => scripted::answer(200, &[], r#"{"status":"ready"}"#),
        _ => scripted::answer(404, &[], "Not Found"),
    });
    let streams = ScriptedServer::start_streaming(|_, _, mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: x\n\n").unwrap();
        let _ = stream.read(&mut [0; 64]);
    });
    for other in [&everyday, &streams] {
        let login = ["login", "work", &other.url, "--store", "file"];
        sandbox.run(login).exits(2).says(["none of the services that are known"]);
    }
    let login = ["login", "work", &issuer.url, "--store", "file"];
    sandbox.run(login).exits(2).says(["none of the services that are known", "--issuer URL"]);
}

#[test]
fn a_service_that_wants_json_is_logged_in_to() {
    let sandbox = Sandbox::with_file_store();
    let service = Service::run(&sandbox, "fastpluggy_custom", &[]);
    let url = service.url();
    let words = ["login", "work", &url, "--method", "password", "--username", "alice", "--password-stdin"];
    let routes = ["--route", "login=/token", "--route", "whoami=/api/whoami", "--store", "file"];
    let login = |password: &str, more: &[&str]| {
        sandbox.authctl(words).args(routes).args(more).stdin(format!("{password}\n")).run()
    };
    login("alice-pw", &[]).exits(6).says(["HTTP 422"]);
    login("wrong", &["--login-body", "json"]).exits(6).says(["HTTP 400", "invalid_grant"]);
    login("alice-pw", &["--login-body", "json", "--keep-password"])
        .succeeds()
        .says(["Logged in to work as alice"]);
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    assert_eq!(sandbox.run(["call", "work", "/api/guarded"]).succeeds().code, 0);
    let shown = sandbox.run(["profile", "show", "work", "--json"]).succeeds().json();
    assert_eq!(shown["settings"]["login-body"]["value"], "json");
}

#[test]
fn fluxlit_a_program_writes_the_address_as_a_line_and_keeps_the_pipe_open() {
    let (sandbox, issuer) = (Sandbox::with_file_store(), Issuer::start());
    let service = Service::start(&sandbox, "fluxlit", &client_of(&issuer, "fluxlit"));
    let page = service.request("GET", "/api/auth/login", &[], "");
    let callback = sent_back(page.header("location").unwrap());
    let login = |line: &str, more: &[&str]| {
        let mut login = Command::new(binary());
        login.args(["login", "work", &service.url(), "--no-browser", "--json", "--store", "file"]).args(more);
        login.env_clear().envs(sandbox.environment().iter().cloned());
        let streams = login.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = streams.spawn().unwrap();
        let mut stdin = running.stdin.take().unwrap();
        writeln!(stdin, "{line}").unwrap();
        let ended = running.wait_with_output().unwrap();
        drop(stdin);
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, told) = login(&callback, &[]);
    assert!(code == Some(2) && told.contains("has code= and no auth_code=: it is one on the way"), "{told}");
    let (code, told) = login("", &["--wait", "1s"]);
    assert!(code == Some(4) && told.contains("nobody logged in within 1 s"), "{told}");
    let back = http::get(&callback);
    let (code, told) = login(back.header("location").unwrap(), &[]);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn the_command_that_tries_again_reads_what_this_one_read() {
    let at = At::fastpluggy(&[]);
    let secret = at.service.request("POST", "/_test/totp/alice", &[], "").json();
    let refused = at.with_otp("wrong", "000000", &["--no-input"]).exits(6);
    let again = refused.stderr.split_once("again: authctl ").unwrap().1.lines().next().unwrap();
    for flag in ["--password-stdin", "--otp-stdin", "--no-input"] {
        assert!(again.contains(flag), "{flag} in {again}");
    }
    let code = one_time_code(secret["secret"].as_str().unwrap());
    let again = at.sandbox.authctl(shell_words::split(again).unwrap());
    again.stdin(format!("alice-pw\n{code}\n")).run().succeeds();
}

#[test]
fn what_is_missing_at_a_login_is_named_with_its_place() {
    let at = At::start("fluxlit", &[], &["URL", "--method", "header"]);
    at.login("", &[])
        .exits(2)
        .says(["nothing was given on stdin, where the value of the header X-API-Key for http://127.0.0.1"]);
    let token = At::fastpluggy(&[]);
    token.login("", &["--method", "token"]).exits(2).says(["nothing was given on stdin, where a token for"]);
    let (dash, url) = (At::start("dash", &[], &["URL", "--username", "viewer"]), at.service.url());
    dash.with_password("viewer123", &["--device"])
        .exits(2)
        .says(["--device is for logins at an issuer, and this one is by basic", "→ --method challenge"]);
    let login = dash.sandbox.authctl(["login", "work"]).args(&dash.words).args(["--store", "none"]);
    let told = login.args(["--password-stdin"]).stdin("viewer123\n").run().succeeds();
    told.says(["--store none keeps the profile only: the credential ends with this command"]);

    at.run(&["profile", "add", "one", "--issuer", "https://id.example.test", "--client-id", "x"]).succeeds();
    at.run(&["profile", "add", "two", "--issuer", "https://id.example.test", "--client-id", "x"]).succeeds();
    at.run(&["login", &url]).exits(2).says([
        "several profiles are there, and none is named: one, two",
        &*format!("→ authctl login NAME {url}/ names one of them, or a new one"),
    ]);
    let bare = url.strip_prefix("http://").unwrap();
    let words = "begins with https://";
    at.run(&["login", bare]).exits(2).says([words, "http:// where that is this machine"]);
    at.run(&["login", "x", bare]).exits(2).says([words, "http:// where that is this machine"]);
    at.run(&["ws", "x", "--allow-origin", "ws://127.0.0.1:1"]).exits(2).says(["http:// for ws://"]);
}
