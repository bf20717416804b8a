//! Any network: certificates of every kind, private authorities, proxies. The made-up hosts below are reached through
//! a proxy that knows them; nothing leaves this machine.

use crate::support::ports::Nobody;
use crate::support::proxy::Proxy;
use crate::support::scripted_issuer::{self, Lies};
use crate::support::tls::{Authority, an_hour_ago, self_signed};
use crate::support::{Authctl, Output, Sandbox, ScriptedServer, http, scripted};
use rustls::ServerConfig;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use url::{Position, Url};

const HOST: &str = "id.example.test";
const HERE: &str = "127.0.0.1";

/// A server by TLS that answers everything with an empty object.
fn plain(tls: Arc<ServerConfig>) -> ScriptedServer {
    ScriptedServer::start_tls(tls, None, |_, _| scripted::json(200, &json!({})))
}

/// A login whose person needs no network: the issuer is asked behind the scenes, and its redirect is followed.
#[track_caller]
fn log_in_by_hand(login: Authctl, issuer: &ScriptedServer) -> Output {
    let running = login.args(["--no-browser"]).spawn();
    let asked = Url::parse(&running.printed_url()).unwrap();
    let answer = issuer.ask(&asked[Position::BeforePath..]);
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    http::get(location);
    running.finish()
}

fn login(sandbox: &Sandbox, issuer: &ScriptedServer, api: &str) -> Authctl {
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", scripted_issuer::CLIENT_ID];
    sandbox.authctl(words).args(["--scope", "openid", "--store", "file", "--api", api, "--timeout", "10s"])
}

/// The failure is that of TLS: exit 5, and no reason to try the same again.
#[track_caller]
fn assert_untrusted(case: &str, refused: Output, words: &[&str]) {
    let refused = refused.exits(5).prints_nothing();
    let failure = refused.failure();
    assert_eq!(
        (&failure["code"], &failure["retryable"]),
        (&json!("tls"), &json!(false)),
        "{case}: {refused}"
    );
    let message = failure["message"].as_str().unwrap();
    for word in words {
        assert!(message.contains(word), "{case}: no {word:?} in {message}");
    }
    assert!(failure["hint"].is_string(), "{case}: {refused}");
}

/// Servers whom nobody should believe, and what is said of each.
fn impostors(authority: &Authority) -> Vec<(&'static str, ScriptedServer, Vec<&'static str>)> {
    let expired = authority.signs_until(&[HERE], an_hour_ago());
    vec![
        ("expired", plain(expired), vec!["expired on 20", "UTC, and this machine's clock says 20"]),
        (
            "wrong name",
            plain(authority.signs(&["other.example.test"])),
            vec!["is for other.example.test, not for 127.0.0.1"],
        ),
        (
            "unknown authority",
            plain(Authority::new().signs(&[HERE])),
            vec!["no certificate authority that is trusted here"],
        ),
        (
            "self-signed",
            plain(self_signed(&[HERE], false)),
            vec!["no certificate authority that is trusted here"],
        ),
        ("an authority's own", plain(self_signed(&[HERE], true)), vec!["self-signed", "CA:TRUE"]),
        ("no TLS at all", no_tls(), vec!["is it http?"]),
    ]
}

/// What web servers do who hear TLS where they speak http.
fn no_tls() -> ScriptedServer {
    ScriptedServer::start_raw(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(&scripted::answer(400, &[], "plain HTTP request sent to HTTPS port"));
    })
}

#[test]
fn a51_t8_a_certificate_that_is_no_good_is_refused_in_words_wherever_it_is_met() {
    let (sandbox, authority) = (Sandbox::with_file_store(), Authority::new());
    let trusted = authority.file(&sandbox);
    let honest = scripted_issuer::start(Lies::default());
    log_in_by_hand(login(&sandbox, &honest, &honest.url), &honest).succeeds();
    for (case, server, words) in impostors(&authority) {
        let url = server.url.replace("http://", "https://");
        let run = |run: Authctl| run.args(["--ca-cert", trusted.to_str().unwrap(), "--json"]);
        let discovery = run(sandbox.authctl(["discover", &url])).run();
        assert_untrusted(case, discovery, &words);
        let call = run(sandbox.authctl(["call", "work", &url, "--allow-origin", &url])).run();
        assert_untrusted(case, call, &words);
        for endpoint in ["token_endpoint", "jwks_uri"] {
            let elsewhere = format!("{url}/x");
            let issuer = scripted_issuer::start(Lies {
                discovery: Box::new(move |document| document[endpoint] = json!(elsewhere)),
                ..Lies::default()
            });
            let fresh = Sandbox::with_file_store();
            let mut refused =
                log_in_by_hand(run(login(&fresh, &issuer, &issuer.url).args(["--quiet"])), &issuer);
            // the address that a person must open comes first
            refused.stderr = refused.stderr.lines().last().unwrap_or_default().to_owned();
            assert_untrusted(&format!("{case} at {endpoint}"), refused, &words);
        }
        if url == server.url {
            assert!(server.seen().is_empty(), "{case}: something was sent");
        }
    }
}

#[test]
fn a51_tls_1_1_is_not_spoken() {
    let sandbox = Sandbox::new();
    let (mut server, url) = old_server(&sandbox);
    let refused = sandbox.run(["discover", &url, "--json"]);
    let _ = server.kill();
    let _ = server.wait();
    assert_untrusted("TLS 1.1", refused, &["neither TLS 1.2 nor TLS 1.3"]);
}

/// OpenSSL as it was ten years ago.
fn old_server(sandbox: &Sandbox) -> (Child, String) {
    let [key, certificate] = ["old.key", "old.pem"].map(|name| sandbox.path(name));
    let openssl = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        command.args(arguments).stdin(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let [key, certificate] = [key.to_str().unwrap(), certificate.to_str().unwrap()];
    let made = openssl(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=old",
        "-keyout",
        key,
        "-out",
        certificate,
    ])
    .status();
    assert!(made.expect("openssl is missing: apt-get install openssl").success());
    let mut server = openssl(&[
        "s_server",
        "-accept",
        "127.0.0.1:0",
        "-key",
        key,
        "-cert",
        certificate,
        "-tls1_1",
        "-cipher",
        "ALL:@SECLEVEL=0",
    ])
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let accepts = lines.find_map(|line| line.strip_prefix("ACCEPT ").map(str::to_owned)).unwrap();
    std::thread::spawn(move || lines.for_each(drop)); // it must be able to go on talking
    (server, format!("https://{accepts}"))
}

#[test]
fn a51_a_private_authority_is_believed_where_it_is_named() {
    let (sandbox, authority) = (Sandbox::with_file_store(), Authority::new());
    let file = authority.file(&sandbox);
    let issuer =
        ScriptedServer::start_tls(authority.signs(&[HERE]), None, scripted_issuer::script(Lies::default()));
    let api =
        ScriptedServer::start_tls(authority.signs(&[HERE]), None, |_, _| scripted::answer(200, &[], "hello"));
    let folder = sandbox.path("authorities");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(&file, folder.join("5ad8a5d6.0")).unwrap(); // any name that looks like OpenSSL's hash

    assert_untrusted("named nowhere", sandbox.run(["discover", &issuer.url, "--json"]), &["is trusted here"]);
    let flag = |run: Authctl| run.args(["--ca-cert".as_ref(), file.as_os_str()]);
    let variable = |run: Authctl| run.env("SSL_CERT_FILE", &file);
    let folder = |run: Authctl| run.env("SSL_CERT_DIR", &folder);
    for named in [&flag as &dyn Fn(Authctl) -> Authctl, &variable, &folder] {
        log_in_by_hand(named(login(&sandbox, &issuer, &api.url)), &issuer).succeeds();
        assert_eq!(named(sandbox.authctl(["call", "work", "/"])).run().succeeds().text(), "hello");
        let json = ["call", "work", "/", "--json"];
        assert_untrusted("named nowhere", sandbox.run(json), &["is trusted here"]);
    }
}

#[test]
fn a51_the_systems_authorities_are_those_that_are_trusted() {
    let (sandbox, server) = (Sandbox::new(), plain(Authority::new().signs(&[HERE])));
    let log = sandbox.path("opened");
    let strace = ["strace", "-f", "-qq", "-e", "trace=openat", "-o", log.to_str().unwrap()];
    sandbox.authctl(["discover", &server.url]).under(strace).run().exits(5);
    let opened = std::fs::read_to_string(&log).unwrap();
    assert!(opened.contains("\"/etc/ssl/certs"), "{opened}");
}

#[test]
fn a51_authorities_that_cannot_be_used_are_told_even_where_nobody_needs_them() {
    let sandbox = Sandbox::new();
    let issuer = scripted_issuer::start(Lies::default());
    let junk = sandbox.write("junk.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let empty = sandbox.write("empty.pem", "");
    for (file, words) in [
        (sandbox.path("nowhere.pem"), "no such file"),
        (empty, "no PEM certificate is in it"),
        (sandbox.path("home"), "is a directory"),
    ] {
        let refused = sandbox.authctl(["discover", &issuer.url, "--ca-cert"]).args([&file]).run();
        refused.exits(1).prints_nothing().says([words, file.to_str().unwrap(), "--ca-cert wants a PEM file"]);
    }
    let server = plain(Authority::new().signs(&[HERE]));
    sandbox.authctl(["discover", &server.url, "--ca-cert"]).args([&junk]).run().exits(1).says(["junk.pem"]);
    let nowhere = sandbox.authctl(["discover", &server.url]).env("SSL_CERT_FILE", "/nowhere.pem").run();
    nowhere.exits(1).says(["no certificate authority is known", "SSL_CERT_FILE", "ca-certificates"]);
    assert!(issuer.seen().is_empty(), "something was asked before the file was read");
}

/// An issuer and an API on hosts that only the proxy knows.
struct Remote {
    sandbox: Sandbox,
    issuer: ScriptedServer,
    api: ScriptedServer,
}

impl Remote {
    fn new() -> Self {
        let mut sandbox = Sandbox::with_file_store();
        let authority = Authority::new();
        sandbox.set("SSL_CERT_FILE", authority.file(&sandbox));
        let issuer = ScriptedServer::start_tls(
            authority.signs(&[HOST]),
            Some(HOST),
            scripted_issuer::script(Lies::default()),
        );
        let api = ScriptedServer::start_tls(
            authority.signs(&["api.example.test"]),
            Some("api.example.test"),
            |_, _| scripted::answer(200, &[], "hello"),
        );
        Self { sandbox, issuer, api }
    }

    fn routes(&self) -> [(&str, u16); 2] {
        [("id.example.test:443", self.issuer.port), ("api.example.test:443", self.api.port)]
    }

    /// Discovery, token endpoint, keys, renewal and call, with what is said of the proxy.
    #[track_caller]
    fn journey(&self, by: &dyn Fn(Authctl) -> Authctl) {
        log_in_by_hand(by(login(&self.sandbox, &self.issuer, &self.api.url)), &self.issuer).succeeds();
        by(self.sandbox.authctl(["token", "work", "--force-renew"])).run().succeeds();
        let sent = by(self.sandbox.authctl(["call", "work", "/", "-d", "body-canary"])).run().succeeds();
        assert_eq!(sent.text(), "hello");
    }
}

#[test]
fn a52_https_goes_through_the_proxy_by_connect_alone() {
    let remote = Remote::new();
    let proxy = Proxy::leading(&remote.routes());
    let variable = |name: &'static str| {
        let url = proxy.url.clone();
        move |run: Authctl| run.env(name, &url)
    };
    let flag = |run: Authctl| run.args(["--proxy", &proxy.url]).env("HTTPS_PROXY", "http://127.0.0.1:1");
    let named = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].map(variable);
    let mut ways: Vec<&dyn Fn(Authctl) -> Authctl> = named.iter().map(|way| way as _).collect();
    ways.push(&flag);
    for (number, way) in ways.into_iter().enumerate() {
        remote.journey(way);
        let asked = proxy.asked_for();
        let of = |host: &str| asked.iter().filter(|found| *found == host).count();
        assert_eq!(asked.len(), of("id.example.test:443") + of("api.example.test:443"), "{asked:?}");
        assert!(
            of("api.example.test:443") > number && of("id.example.test:443") > 2 * number,
            "way {number}: {asked:?}"
        );
    }
    for head in proxy.seen() {
        let head = head.to_lowercase();
        assert!(head.starts_with("connect ") && !head.contains("\r\nauthorization"), "{head}");
    }
    // what went through is TLS: neither the credential nor a body can be read there
    let passed = String::from_utf8_lossy(&proxy.passed()).into_owned();
    for secret in ["canary", "access-token-of", "code-of", "refresh-token-of", "authorization", "grant_type"]
    {
        assert!(!passed.contains(secret), "{secret}");
    }
    assert!(remote.api.seen().iter().all(|request| request.header("proxy-authorization").is_none()));
}

#[test]
fn a52_a_proxy_for_http_is_none_for_https_and_this_machine_needs_none() {
    let remote = Remote::new();
    let proxy = Proxy::leading(&remote.routes());
    let local = scripted_issuer::start(Lies::default());
    let all = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let sandbox = Sandbox::with_file_store();
    let busy = |run: Authctl| all.iter().fold(run, |run, name| run.env(name, &proxy.url));
    busy(sandbox.authctl(["discover", &local.url, "--proxy", &proxy.url])).run().succeeds();
    log_in_by_hand(busy(login(&sandbox, &local, &local.url)), &local).succeeds();
    busy(sandbox.authctl(["token", "work", "--force-renew"])).run().succeeds();
    let at_home = local.url.replace("127.0.0.1", "localhost");
    busy(sandbox.authctl(["call", "work", &at_home, "--allow-origin", &at_home])).run().succeeds();
    assert_eq!(proxy.seen(), Vec::<String>::new(), "this machine is asked through nobody");

    let url = format!("https://{HOST}");
    let direct = remote
        .sandbox
        .authctl(["discover", &url])
        .env("HTTP_PROXY", &proxy.url)
        .env("http_proxy", &proxy.url);
    direct.run().exits(5).says(["cannot connect to id.example.test"]);
    assert_eq!(proxy.seen(), Vec::<String>::new(), "https was sent to a proxy for http");
}

#[test]
fn a52_no_proxy_is_obeyed() {
    let remote = Remote::new();
    let proxy = Proxy::leading(&remote.routes());
    let url = format!("https://{HOST}");
    let discover = |no_proxy: &str, more: &[&str]| {
        let run = remote.sandbox.authctl(["discover", &url]).args(more);
        run.env("HTTPS_PROXY", &proxy.url).env("NO_PROXY", no_proxy).run()
    };
    for list in [HOST, "example.test", ".example.test", "x,*.example.test", "*", "id.example.test:443"] {
        discover(list, &[]).exits(5).says(["cannot connect to id.example.test:"]);
        discover(list, &["--proxy", &proxy.url]).exits(5).says(["cannot connect to id.example.test:"]);
        assert_eq!(proxy.seen(), Vec::<String>::new(), "{list}");
    }
    for list in ["", "other.test", "le.test", "id.example.test:8443", "10.0.0.0/8"] {
        discover(list, &[]).succeeds();
    }
}

#[test]
fn a52_a_proxys_password_goes_to_the_proxy_and_is_shown_to_nobody() {
    let remote = Remote::new();
    let proxy = Proxy::judging(&remote.routes(), |head| {
        // me:p@ss-canary
        let known = head.to_lowercase().contains("\r\nproxy-authorization: basic bwu6cebzcy1jyw5hcnk=\r\n");
        (!known)
            .then_some("HTTP/1.1 407 Who are you\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n")
    });
    let with_password = format!("http://me:p%40ss-canary@{}", proxy.address);
    remote.journey(&|run| run.env("HTTPS_PROXY", &with_password));
    for request in remote.issuer.seen().iter().chain(&remote.api.seen()) {
        assert_eq!(request.header("proxy-authorization"), None, "{request:?}");
    }
    let url = format!("https://{HOST}");
    for password in ["", "wrong-canary"] {
        let proxy = format!("http://me:{password}@{}", proxy.address);
        let refused =
            remote.sandbox.authctl(["discover", &url, "-vv"]).env("HTTPS_PROXY", &proxy).run().exits(5);
        assert!(!refused.everything().contains("canary"), "{refused}");
        refused.says(["through the proxy", "of HTTPS_PROXY", "user and a password", "HTTP 407"]);
    }
    let typed = remote.sandbox.run(["discover", &url, "--proxy", &with_password]).exits(2);
    assert!(!typed.everything().contains("canary"), "{typed}");
    typed.says(["a proxy's user and password belong into HTTPS_PROXY"]);
}

#[test]
fn a52_a_proxy_that_does_not_help_is_named() {
    let remote = Remote::new();
    let url = format!("https://{HOST}");
    let through = |proxy: &str| {
        let run = remote.sandbox.authctl(["discover", &url, "--json", "--timeout", "5s"]);
        run.env("ALL_PROXY", proxy).run().prints_nothing()
    };
    let refusing = Proxy::judging(&[], |_| Some("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"));
    let closing = Proxy::judging(&[], |_| Some(""));
    let nobody = Nobody::new();
    let free = nobody.address;
    for (proxy, code, words) in [
        (refusing.url.clone(), "proxy_refused", "it refuses to lead there"),
        (closing.url.clone(), "proxy", "it closed the connection"),
        (format!("http://{free}"), "proxy", "Connection refused"),
        (format!("socks5h://{free}"), "proxy", "nothing answers there"),
    ] {
        let failure = through(&proxy).exits(5).failure();
        let address = proxy.split("://").nth(1).unwrap();
        let message = failure["message"].as_str().unwrap();
        assert!(message.contains(&format!("through the proxy {address} of ALL_PROXY")), "{failure}");
        assert!(message.contains(words), "{words}: {failure}");
        assert_eq!(failure["code"], code, "{failure}");
        assert!(failure["hints"].to_string().contains("NO_PROXY"), "{failure}");
        assert_eq!(
            failure["retryable"],
            code != "proxy_refused",
            "who is there and says no says it again: {failure}"
        );
    }
    let silent = Proxy::judging(&[], |_| {
        loop {
            std::thread::park(); // for ever
        }
    });
    let failure = through(&silent.url).exits(5).failure();
    assert!(failure["message"].as_str().unwrap().contains("through the proxy"), "{failure}");
    for odd in ["ftp://x", "http://", "::"] {
        let failure = through(odd).exits(1).failure();
        assert!(
            failure["message"].as_str().unwrap().contains("ALL_PROXY names no proxy"),
            "{odd}: {failure}"
        );
    }
}

#[test]
fn a52_http_that_is_allowed_goes_through_the_proxy_for_http() {
    let sandbox = Sandbox::new();
    let proxy = ScriptedServer::start(|request, _| match request.header("proxy-authorization") {
        Some(_) => scripted::json(200, &json!({ "issuer": "http://id.example.test" })),
        None => scripted::answer(407, &[("proxy-authenticate", "Basic")], ""),
    });
    let discover = |proxy: &str| {
        let run = sandbox.authctl(["discover", "http://id.example.test", "--allow-http"]);
        run.env("HTTP_PROXY", proxy).run()
    };
    discover(&proxy.url.replace("://", "://me:x@")).succeeds();
    assert_eq!(proxy.seen()[0].target, "http://id.example.test/.well-known/openid-configuration");
    discover(&proxy.url).exits(5).says(["through the proxy", "of HTTP_PROXY", "HTTP 407"]);
}
