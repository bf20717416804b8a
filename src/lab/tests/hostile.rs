//! What a careless client or a hostile page may try.

use super::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn nothing_is_sent_to_an_address_that_is_not_the_clients() {
    let bench = Bench::new(Options::default()).await;
    let table: [Pairs<'_>; 7] = [
        &[("redirect_uri", "https://example.com/callback")],
        &[("redirect_uri", "http://127.0.0.1:9/other")],
        &[("redirect_uri", "http://127.0.0.1:9@example.com/callback")],
        &[("redirect_uri", "")],
        &[("redirect_uri", REDIRECT), ("redirect_uri", "http://127.0.0.1:8/callback")],
        &[("client_id", "nobody")],
        &[("client_id", PUBLIC_CLIENT), ("client_id", "nobody")],
    ];
    for changed in table {
        let page = bench.authorize(changed).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{changed:?}");
        assert!(page.text.contains("This request cannot be answered"), "{changed:?}");
        assert!(person::answer(&page.text, Some("alice")).is_none());
    }
}

#[tokio::test]
async fn n13_a_repeated_parameter_is_refused() {
    let bench = Bench::new(Options::default()).await;
    let twice = bench.authorize(&[("nonce", "a"), ("nonce", "b")]).await;
    assert_eq!(twice.redirected("error").as_deref(), Some("invalid_request"));
    let state = bench.authorize(&[("state", "a"), ("state", "b")]).await;
    assert_eq!(
        (state.redirected("error").as_deref(), state.redirected("state")),
        (Some("invalid_request"), None)
    );
    let unknown = bench.authorize(&[("unknown", "a")]).await;
    assert_eq!(unknown.status, 200, "what is not known is ignored");
}

#[tokio::test]
async fn a26_a_page_echoes_nothing_of_a_request_unescaped() {
    let bench = Bench::new(Options::default()).await;
    let hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
    let page = bench.authorize(&[("state", hostile), ("login_hint", hostile), ("nonce", hostile)]).await;
    assert_eq!(page.status, 200);
    let back = bench.decide(&page, Some("alice")).await;
    assert_eq!(back.redirected("state").as_deref(), Some(hostile), "the client gets its state as it was");
    let code = bench.get(&format!("/device?{}", encoded(&[("user_code", hostile)]))).await;
    let client = bench.authorize(&[("client_id", hostile)]).await;
    let decision = [("request", hostile), ("user", hostile), ("decision", hostile)];
    let decided = bench.post("/authorize/decision", &decision).await;
    let out = bench.get(&format!("/end_session?{}", encoded(&[("id_token_hint", hostile)]))).await;
    for seen in [page, back, code, client, decided, out] {
        assert!(!seen.text.contains("alert(1)"), "{}", seen.text);
        if seen.header("content-type").starts_with("text/html") {
            let policy = seen.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; style-src 'self'; form-action 'self'"),
                "{policy}"
            );
            assert_eq!((seen.header("x-frame-options"), seen.header("cache-control")), ("DENY", "no-store"));
        }
    }
    let scope = bench.authorize(&[("scope", hostile)]).await;
    assert_eq!(scope.redirected("error").as_deref(), Some("invalid_scope"));
}

#[tokio::test]
async fn an_error_description_keeps_to_its_characters() {
    let bench = Bench::new(Options::default()).await;
    let body = format!("client_id=authctl&{0}=1&{0}=2", "%22%0d%0aSet-Cookie%3a+x%C3%A9");
    let answer = bench.post_text("/token", &body).await;
    assert_eq!(answer.refusal(), (400, "invalid_request".into()));
    assert_eq!(answer.json()["error_description"], "'??Set-Cookie: x? comes more than once");
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn a_decision_needs_the_name_of_its_question_and_a_user() {
    let bench = Bench::new(Options::default()).await;
    let page = bench.authorize(&[]).await;
    let asked = person::answer(&page.text, Some("mallory")).unwrap();
    assert_eq!(bench.post_text(&asked.action, &asked.body).await.status, 400);
    let guess = [("request", "x"), ("user", "alice"), ("decision", "approve")];
    assert_eq!(bench.post("/authorize/decision", &guess).await.status, 400);
    let by_get = bench.get(&format!("{}?{}", asked.action, asked.body)).await;
    assert_eq!(by_get.status, 405);
    assert_eq!(bench.decide(&page, Some("alice")).await.status, 303, "the question is still open");
    bench.pass(601);
    let late = bench.authorize(&[]).await;
    bench.pass(600);
    assert_eq!(bench.decide(&late, Some("alice")).await.status, 400);
}

#[tokio::test]
async fn a_huge_body_is_refused() {
    let bench = Bench::new(Options::default()).await;
    let fits = bench.post("/token", &[("client_id", &"x".repeat(60_000))]).await;
    assert_eq!(fits.refusal(), (401, "invalid_client".into()));
    let huge = bench.post("/token", &[("client_id", &"x".repeat(70_000))]).await;
    assert_eq!(huge.refusal(), (413, "invalid_request".into()));
    let note = bench.call(Method::POST, "/notes", None, &"x".repeat(900_000)).await;
    assert_eq!(note.status, 413);
}

#[tokio::test]
async fn a32_a_foreign_host_gets_nothing() {
    let bench = Bench::new(Options::default()).await;
    for origin in [bench.lab.issuer(), bench.lab.api()] {
        let port = origin.rsplit(':').next().unwrap();
        for (host, status) in [
            (format!("127.0.0.1:{port}"), 200),
            (format!("LocalHost:{port}"), 200),
            (format!("evil.example:{port}"), 421),
            ("127.0.0.1".to_owned(), 421),
            (String::new(), 421),
        ] {
            let path = if origin == bench.lab.api() { "/public" } else { "/jwks" };
            let answer = bench.ask(Method::GET, &format!("{origin}{path}"), &[("host", &host)], "").await;
            assert_eq!(answer.status, status, "{host}");
        }
    }
}

#[tokio::test]
async fn raw_bytes_that_are_no_request_do_no_harm() {
    let bench = Bench::new(Options::default()).await;
    let address = bench.lab.issuer().strip_prefix("http://").unwrap();
    for bytes in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(bench.get("/jwks").await.status, 200, "it goes on");
}

#[tokio::test]
async fn the_lab_ends_when_dropped_and_a_taken_port_is_an_error() {
    let bench = Bench::new(Options::default()).await;
    let port: u16 = bench.lab.issuer().rsplit(':').next().unwrap().parse().unwrap();
    let taken = Lab::start(Options { port, ..Options::default() }, bench.clock.clone(), Random).await;
    let Err(why) = taken else { panic!("two labs on one port") };
    assert!(why.to_string().starts_with(&format!("cannot listen on 127.0.0.1 port {port}: ")), "{why}");
    let mut events = bench.lab.events();
    assert_eq!(bench.get("/jwks").await.status, 200);
    drop(bench.lab);
    while events.next().await.is_some() {}
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}
