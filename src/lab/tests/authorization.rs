//! The authorization endpoint, its page, and the exchange of the code.

use super::*;
use serde_json::json;

#[tokio::test]
async fn both_well_known_documents_name_the_issuer_character_for_character() {
    let bench = Bench::new(Options::default()).await;
    let openid = bench.get("/.well-known/openid-configuration").await.json();
    let oauth = bench.get("/.well-known/oauth-authorization-server").await.json();
    assert_eq!(openid, oauth);
    assert_eq!(openid["issuer"], bench.lab.issuer());
    assert!(!bench.lab.issuer().ends_with('/'));
    assert_ne!(bench.lab.issuer(), bench.lab.api());
    for (name, value) in openid.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint")) {
        let path = text(value).strip_prefix(bench.lab.issuer()).unwrap();
        assert_ne!(bench.get(path).await.status, 404, "{name}");
    }
    assert_eq!(bench.get("/jwks").await.json()["keys"][0]["alg"], "ES256");
}

#[tokio::test]
async fn a_login_from_the_first_page_to_the_tokens() {
    let bench = Bench::new(Options::default()).await;
    let mut events = bench.lab.events();
    let page = bench.authorize(&[("login_hint", "bob@example.com"), ("prompt", "consent")]).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(page.text.contains(r#"value="bob" required checked"#), "the hinted user is chosen");
    assert!(page.text.contains("read your notes"));

    let back = bench.decide(&page, Some("bob")).await;
    assert_eq!((back.status, back.redirected("state").as_deref()), (303, Some("some state")));
    assert_eq!(back.redirected("iss").as_deref(), Some(bench.lab.issuer()));
    assert!(back.header("location").starts_with(&format!("{REDIRECT}?code=")));

    bench.pass(20);
    let answer = bench.exchange(&back.redirected("code").unwrap()).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    let tokens = answer.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(300)));
    assert_eq!(tokens["scope"], "openid offline_access notes.read");
    assert_eq!(
        bench.call(Method::GET, "/hello", tokens["access_token"].as_str(), "").await.json()["hello"],
        "bob"
    );

    let (access, id) = (claims(&tokens["access_token"]), claims(&tokens["id_token"]));
    let now = bench.clock.unix();
    assert_eq!((&access["aud"], &access["iss"]), (&json!(bench.lab.api()), &json!(bench.lab.issuer())));
    assert_eq!((&access["exp"], &access["client_id"]), (&json!(now + 300), &json!("authctl")));
    assert!(access["jti"].is_string());
    assert_eq!(
        (&id["aud"], &id["nonce"], &id["sub"]),
        (&json!("authctl"), &json!("some nonce"), &json!("bob"))
    );
    assert_eq!((&id["iat"], &id["auth_time"]), (&json!(now), &json!(now - 20)));
    let at_hash = fingerprint::Fingerprint::of(text(&tokens["access_token"])).left_half();
    assert_eq!((at_hash.len(), &id["at_hash"]), (22, &json!(at_hash)));

    let told = events.so_far();
    assert!(matches!(&told[1], Event::Authorized { user, .. } if user == "bob"), "{told:?}");
    assert!(matches!(&told[3], Event::ApiCall { path, status: 200, .. } if path == "/hello"), "{told:?}");
    let all = format!("{told:?} {}", serde_json::to_string(&told).unwrap());
    for secret in ["access_token", "refresh_token", "id_token"] {
        assert!(!all.contains(text(&tokens[secret])), "an event holds the {secret}");
    }
}

#[tokio::test]
async fn a_person_can_say_no() {
    let bench = Bench::new(Options::default()).await;
    let page = bench.authorize(&[]).await;
    let back = bench.decide(&page, None).await;
    assert_eq!(back.redirected("error").as_deref(), Some("access_denied"));
    assert_eq!(back.redirected("state").as_deref(), Some("some state"));
    assert_eq!(back.redirected("iss").as_deref(), Some(bench.lab.issuer()));
    let again = bench.decide(&page, Some("alice")).await;
    assert_eq!((again.status, again.header("location")), (400, ""), "a question is answered once");
}

#[tokio::test]
async fn only_what_was_asked_for_is_issued() {
    let bench = Bench::new(Options::default()).await;
    let tokens = bench.log_in("notes.read").await;
    assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
    let tokens = bench.log_in("").await;
    assert!(tokens["access_token"].is_string() && tokens.get("scope").is_none());
}

#[tokio::test]
async fn a_replayed_code_takes_its_tokens_along() {
    let bench = Bench::new(Options::default()).await;
    let mut events = bench.lab.events();
    let code = bench.code(&[]).await;
    let tokens = bench.exchange(&code).await.json();
    assert_eq!(bench.userinfo(text(&tokens["access_token"])).await.status, 200);
    assert_eq!(bench.exchange(&code).await.refusal(), (400, "invalid_grant".into()));
    assert_eq!(bench.userinfo(text(&tokens["access_token"])).await.status, 401);
    assert_eq!(bench.refresh(text(&tokens["refresh_token"])).await.refusal(), (400, "invalid_grant".into()));
    assert!(events.so_far().contains(&Event::CodeReplayed { client: PUBLIC_CLIENT.into() }));
}

#[tokio::test]
async fn errors_go_to_the_client_with_state_and_issuer() {
    let bench = Bench::new(Options::default()).await;
    let table: [(Pairs<'_>, &str); 13] = [
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge_method", "plain"), ("code_challenge", VERIFIER)], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("scope", "openid root")], "invalid_scope"),
        (&[("resource", "https://api.example.com")], "invalid_target"),
        (&[("prompt", "none")], "login_required"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("request", "e30.e30.")], "request_not_supported"),
        (&[("request_uri", "https://example.com/r")], "request_uri_not_supported"),
    ];
    for (changed, error) in table {
        let answer = bench.authorize(changed).await;
        assert_eq!(answer.redirected("error").as_deref(), Some(error), "{changed:?}");
        assert_eq!(answer.redirected("state").as_deref(), Some("some state"), "{changed:?}");
        assert_eq!(answer.redirected("iss").as_deref(), Some(bench.lab.issuer()));
        assert_eq!(answer.redirected("code"), None);
    }
    let api = bench.lab.api().to_owned();
    for resource in [api.clone(), format!("{api}/")] {
        assert_eq!(bench.authorize(&[("resource", &resource)]).await.status, 200, "{resource}");
    }
}

#[tokio::test]
async fn a_client_that_was_added_has_its_own_redirect_path() {
    let options = Options { clients: vec![Client::public("spa", "/auth/done")], ..Options::default() };
    let bench = Bench::new(options).await;
    let own = [("client_id", "spa"), ("redirect_uri", "http://localhost:1234/auth/done")];
    assert_eq!(bench.authorize(&own).await.status, 200);
    assert_eq!(bench.authorize(&[("client_id", "spa")]).await.status, 400);
}
