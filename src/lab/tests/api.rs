//! The protected API.

use super::*;

#[tokio::test]
async fn the_api_says_where_to_get_a_token() {
    let bench = Bench::new(Options::default()).await;
    assert_eq!(bench.call(Method::GET, "/public", None, "").await.status, 200);
    let bare = bench.call(Method::GET, "/hello", None, "").await;
    let metadata = format!("{}/.well-known/oauth-protected-resource", bench.lab.api());
    assert_eq!(bare.status, 401);
    assert_eq!(
        bare.header("www-authenticate"),
        format!(r#"Bearer realm="lab", resource_metadata="{metadata}""#),
        "no error code without a token"
    );
    let about = bench.call(Method::GET, "/.well-known/oauth-protected-resource", None, "").await.json();
    assert_eq!(about["resource"], bench.lab.api());
    assert_eq!(about["authorization_servers"][0], bench.lab.issuer());
}

#[tokio::test]
async fn an_access_token_ends_to_the_second() {
    let bench = Bench::new(Options { access_ttl: Duration::from_mins(1), ..Options::default() }).await;
    let tokens = bench.log_in("openid").await;
    let token = tokens["access_token"].as_str();
    bench.pass(59);
    assert_eq!(bench.call(Method::GET, "/hello", token, "").await.status, 200);
    bench.pass(1);
    let refused = bench.call(Method::GET, "/hello", token, "").await;
    assert_eq!(refused.refusal(), (401, "invalid_token".into()));
    let challenge = refused.header("www-authenticate");
    assert!(
        challenge.starts_with(r#"Bearer realm="lab", error="invalid_token", error_description=""#),
        "{challenge}"
    );
    assert!(challenge.contains("expired") && challenge.contains("resource_metadata="), "{challenge}");
}

#[tokio::test]
async fn t9_a_missing_scope_is_named() {
    let bench = Bench::new(Options::default()).await;
    let mut events = bench.lab.events();
    let reader = bench.log_in("notes.read").await;
    let reader = reader["access_token"].as_str();
    assert_eq!(bench.call(Method::GET, "/notes", reader, "").await.text, r#"{"notes":[]}"#);
    let refused = bench.call(Method::POST, "/notes", reader, r#"{"text":"x"}"#).await;
    assert_eq!(refused.refusal(), (403, "insufficient_scope".into()));
    assert!(refused.header("www-authenticate").contains(r#"scope="notes.write""#));
    let told = events.so_far();
    assert!(
        matches!(told.last(), Some(Event::ApiCall { status: 403, why: Some(why), .. }) if why.contains("notes.write")),
        "{told:?}"
    );
}

#[tokio::test]
async fn notes_belong_to_whoever_wrote_them() {
    let bench = Bench::new(Options::default()).await;
    let alice = bench.log_in("notes.read notes.write").await;
    let alice = alice["access_token"].as_str();
    let written = bench.call(Method::POST, "/notes", alice, r#"{"text":"water the plants"}"#).await;
    assert_eq!(written.status, 201);
    assert_eq!(bench.call(Method::GET, "/notes", alice, "").await.text, r#"{"notes":["water the plants"]}"#);
    let page = bench.authorize(&[("scope", "notes.read")]).await;
    let code = bench.decide(&page, Some("bob")).await.redirected("code").unwrap();
    let bob = bench.exchange(&code).await.json();
    assert_eq!(
        bench.call(Method::GET, "/notes", bob["access_token"].as_str(), "").await.text,
        r#"{"notes":[]}"#
    );
    for bad in
        ["", "[]", "{\"text\":1}", "{\"text\":\"\"}", &format!("{{\"text\":\"{}\"}}", "x".repeat(1001))]
    {
        assert_eq!(bench.call(Method::POST, "/notes", alice, bad).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn tokens_that_are_not_for_the_api_are_refused() {
    let bench = Bench::new(Options::default()).await;
    let other = Bench::new(Options::default()).await;
    let tokens = bench.log_in("openid offline_access").await;
    let foreign = other.log_in("openid").await;
    let good = text(&tokens["access_token"]);
    let mut events = bench.lab.events();
    let (before, rest) = good.split_at(good.len() - 10);
    let other = if rest.starts_with('A') { 'B' } else { 'A' };
    let tampered = format!("{before}{other}{}", &rest[1..]);
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", good.split('.').nth(1).unwrap());
    let opaque = text(&tokens["refresh_token"]);
    for bad in
        [text(&tokens["id_token"]), text(&foreign["access_token"]), &tampered, &none, opaque, "x", "a.b.c"]
    {
        let refused = bench.call(Method::GET, "/hello", Some(bad), "").await;
        assert_eq!(refused.refusal(), (401, "invalid_token".into()), "{bad}");
        let told = format!("{:?}", events.so_far());
        assert!(told.contains("ApiCall"), "{told}");
        if bad.len() > 10 {
            assert!(
                !refused.header("www-authenticate").contains(bad) && !told.contains(bad),
                "{bad}: {told}"
            );
        }
    }
    let url = format!("{}/hello", bench.lab.api());
    for headers in [&[("authorization", "Basic YTpi")][..], &[("authorization", "Bearer")][..]] {
        assert_eq!(
            bench.ask(Method::GET, &url, headers, "").await.refusal(),
            (400, "invalid_request".into())
        );
    }
    let in_query = bench.call(Method::GET, &format!("/hello?access_token={good}"), None, "").await;
    assert_eq!(in_query.refusal(), (400, "invalid_request".into()));
    let lower = format!("bearer {good}");
    assert_eq!(bench.ask(Method::GET, &url, &[("authorization", &lower)], "").await.status, 200);
}
