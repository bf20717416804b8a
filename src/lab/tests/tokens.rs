//! What becomes of tokens: renewal, revocation, introspection, userinfo, sign-out, keys.

use super::*;
use base64::Engine as _;
use serde_json::json;

#[tokio::test]
async fn a_refresh_token_rotates_and_its_reuse_ends_the_family() {
    let bench = Bench::new(Options::default()).await;
    let mut events = bench.lab.events();
    let first = bench.log_in("openid offline_access").await;
    let second = bench.refresh(text(&first["refresh_token"])).await.json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_ne!(first["access_token"], second["access_token"]);
    let id = claims(&second["id_token"]);
    assert_eq!((&id["sub"], id.get("nonce")), (&json!("alice"), None));

    let reused = bench.refresh(text(&first["refresh_token"])).await;
    assert_eq!(reused.refusal(), (400, "invalid_grant".into()));
    assert!(reused.text.contains("used before"), "{}", reused.text);
    assert_eq!(bench.refresh(text(&second["refresh_token"])).await.refusal(), (400, "invalid_grant".into()));
    assert_eq!(bench.userinfo(text(&second["access_token"])).await.status, 401);
    let told = events.so_far();
    assert!(told.contains(&Event::ReuseDetected { client: PUBLIC_CLIENT.into() }), "{told:?}");
}

#[tokio::test]
async fn without_rotation_the_answer_has_no_new_refresh_token() {
    let bench = Bench::new(Options { rotate_refresh_tokens: false, ..Options::default() }).await;
    let first = bench.log_in("offline_access").await;
    for _ in 0..2 {
        let renewed = bench.refresh(text(&first["refresh_token"])).await;
        assert_eq!((renewed.status, renewed.json().get("refresh_token")), (200, None));
    }
}

#[tokio::test]
async fn the_token_endpoint_refuses_in_the_words_of_the_rfc() {
    let bench = Bench::new(Options::default()).await;
    let public = ("client_id", PUBLIC_CLIENT);
    let table: [(Pairs<'_>, u16, &str); 11] = [
        (&[public], 400, "invalid_request"),
        (&[public, ("grant_type", "password")], 400, "unsupported_grant_type"),
        (&[public, ("grant_type", "authorization_code")], 400, "invalid_request"),
        (&[public, ("grant_type", "refresh_token"), ("refresh_token", "x")], 400, "invalid_grant"),
        (&[public, ("grant_type", "client_credentials")], 400, "unauthorized_client"),
        (
            &[public, ("grant_type", "refresh_token"), ("resource", "https://x.example")],
            400,
            "invalid_target",
        ),
        (&[public, public, ("grant_type", "refresh_token")], 400, "invalid_request"),
        (&[public, ("client_secret", "guess"), ("grant_type", "refresh_token")], 401, "invalid_client"),
        (&[("client_id", "nobody"), ("grant_type", "refresh_token")], 401, "invalid_client"),
        (&[("client_id", SERVICE_CLIENT), ("grant_type", "client_credentials")], 401, "invalid_client"),
        (&[("grant_type", "refresh_token")], 401, "invalid_client"),
    ];
    for (pairs, status, error) in table {
        let answer = bench.post("/token", pairs).await;
        assert_eq!(answer.refusal(), (status, error.into()), "{pairs:?}");
        assert_eq!(answer.header("www-authenticate").starts_with("Basic "), status == 401);
    }
    let json_body = bench.ask(Method::POST, &format!("{}/token", bench.lab.issuer()), &[], "{}").await;
    assert_eq!(json_body.refusal(), (400, "invalid_request".into()));
    let get = bench.get("/token").await;
    assert_eq!((get.status, get.header("allow")), (405, "POST"));
}

#[tokio::test]
async fn a_service_acts_for_itself_with_either_way_to_prove_itself() {
    let bench = Bench::new(Options::default()).await;
    let pairs = [("grant_type", "client_credentials"), ("scope", "notes.read")];
    let tokens = bench.post_as_service("/token", &pairs).await.json();
    let held = claims(&tokens["access_token"]);
    assert_eq!((&held["sub"], &held["client_id"]), (&json!(SERVICE_CLIENT), &json!(SERVICE_CLIENT)));
    assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_none());
    assert_eq!(bench.call(Method::GET, "/notes", tokens["access_token"].as_str(), "").await.status, 200);
    assert_eq!(bench.userinfo(text(&tokens["access_token"])).await.status, 403, "there is no person");

    let basic = |secret: &str| {
        let pair = format!("{SERVICE_CLIENT}:{secret}");
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    };
    let url = format!("{}/token", bench.lab.issuer());
    let right = basic(bench.lab.service_secret().expose());
    for (authorization, extra, status) in [
        (&right, "", 200),
        (&basic("wrong"), "", 401),
        (&right, "&client_secret=x", 400),
        (&right, "&client_id=x", 401),
    ] {
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let body = format!("grant_type=client_credentials{extra}");
        assert_eq!(bench.ask(Method::POST, &url, &headers, &body).await.status, status, "{extra}");
    }
    let for_people = bench.post_as_service("/token", &[pairs[0], ("scope", "openid")]).await;
    assert_eq!(for_people.refusal(), (400, "invalid_scope".into()));
}

#[tokio::test]
async fn t12_revocation_of_a_refresh_token_ends_the_grant_and_of_an_unknown_one_is_fine() {
    let bench = Bench::new(Options::default()).await;
    let tokens = bench.log_in("openid offline_access").await;
    let (access, refresh) = (text(&tokens["access_token"]), text(&tokens["refresh_token"]));
    let foreign = bench.post_as_service("/revoke", &[("token", refresh)]).await;
    assert_eq!(foreign.refusal(), (400, "invalid_request".into()));
    let revoked = bench.post("/revoke", &[("client_id", PUBLIC_CLIENT), ("token", refresh)]).await;
    assert_eq!(revoked.status, 200);
    assert_eq!(bench.refresh(refresh).await.refusal(), (400, "invalid_grant".into()));
    assert_eq!(bench.userinfo(access).await.status, 401);
    assert_eq!(bench.call(Method::GET, "/hello", Some(access), "").await.status, 200, "the API cannot know");
    let unknown = bench.post("/revoke", &[("client_id", PUBLIC_CLIENT), ("token", "x")]).await;
    assert_eq!(unknown.status, 200);
    assert_eq!(bench.post("/revoke", &[("client_id", PUBLIC_CLIENT)]).await.refusal().1, "invalid_request");
}

#[tokio::test]
async fn a_spent_refresh_token_can_still_revoke_its_grant() {
    let bench = Bench::new(Options::default()).await;
    let first = bench.log_in("offline_access").await;
    let second = bench.refresh(text(&first["refresh_token"])).await.json();
    let spent = text(&first["refresh_token"]);
    assert_eq!(bench.post_as_service("/introspect", &[("token", spent)]).await.text, r#"{"active":false}"#);
    assert_eq!(bench.post("/revoke", &[("client_id", PUBLIC_CLIENT), ("token", spent)]).await.status, 200);
    assert_eq!(bench.refresh(text(&second["refresh_token"])).await.refusal(), (400, "invalid_grant".into()));
}

#[tokio::test]
async fn a_revoked_access_token_leaves_the_refresh_token() {
    let bench = Bench::new(Options::default()).await;
    let tokens = bench.log_in("openid offline_access").await;
    let access = text(&tokens["access_token"]);
    bench.post("/revoke", &[("client_id", PUBLIC_CLIENT), ("token", access)]).await;
    assert_eq!(bench.userinfo(access).await.status, 401);
    assert_eq!(bench.refresh(text(&tokens["refresh_token"])).await.status, 200);
}

#[tokio::test]
async fn t13_introspection_is_for_clients_with_a_secret() {
    let bench = Bench::new(Options::default()).await;
    let tokens = bench.log_in("openid offline_access").await;
    let access = text(&tokens["access_token"]);
    let nobody = bench.post("/introspect", &[("client_id", PUBLIC_CLIENT), ("token", access)]).await;
    assert_eq!(nobody.refusal(), (401, "invalid_client".into()));
    let seen = bench.post_as_service("/introspect", &[("token", access)]).await.json();
    let held = claims(&tokens["access_token"]);
    assert_eq!(seen["active"], true);
    for name in ["iss", "sub", "aud", "client_id", "scope", "jti", "iat", "exp"] {
        assert_eq!(seen[name], held[name], "{name}");
    }
    let refresh =
        bench.post_as_service("/introspect", &[("token", text(&tokens["refresh_token"]))]).await.json();
    assert_eq!((&refresh["active"], &refresh["sub"]), (&json!(true), &json!("alice")));
    let unknown = bench.post_as_service("/introspect", &[("token", "x")]).await;
    assert_eq!(unknown.text, r#"{"active":false}"#);
    bench.pass(300);
    assert_eq!(bench.post_as_service("/introspect", &[("token", access)]).await.text, r#"{"active":false}"#);
}

#[tokio::test]
async fn userinfo_says_what_the_scopes_allow() {
    let bench = Bench::new(Options::default()).await;
    let all = bench.log_in("openid profile email").await;
    let seen = bench.userinfo(text(&all["access_token"])).await.json();
    assert_eq!(
        seen,
        json!({
            "sub": "alice", "name": "Alice Adams", "preferred_username": "alice",
            "email": "alice@example.com", "email_verified": true,
        })
    );
    let least = bench.log_in("openid").await;
    assert_eq!(bench.userinfo(text(&least["access_token"])).await.json(), json!({ "sub": "alice" }));
    let none = bench.log_in("notes.read").await;
    let refused = bench.userinfo(text(&none["access_token"])).await;
    assert_eq!(refused.refusal(), (403, "insufficient_scope".into()));
    assert!(refused.header("www-authenticate").contains(r#"scope="openid""#));
    let bare = bench.get("/userinfo").await;
    assert_eq!((bare.status, bare.header("www-authenticate")), (401, r#"Bearer realm="lab""#));
}

#[tokio::test]
async fn a_sign_out_goes_back_only_to_the_client() {
    const RETURN: &str = "http://127.0.0.1:9/logged-out";
    let bench = Bench::new(Options::default()).await;
    let tokens = bench.log_in("openid").await;
    let hint = text(&tokens["id_token"]);
    bench.pass(3600);
    let page = bench.get("/end_session").await;
    assert!(page.status == 200 && page.text.contains("signed out"));
    let back = [("id_token_hint", hint), ("post_logout_redirect_uri", RETURN), ("state", "s")];
    let answer = bench.get(&format!("/end_session?{}", encoded(&back))).await;
    assert_eq!((answer.status, answer.redirected("state").as_deref()), (303, Some("s")));
    let access = text(&tokens["access_token"]);
    let table: [Pairs<'_>; 5] = [
        &[("client_id", PUBLIC_CLIENT), ("post_logout_redirect_uri", REDIRECT)],
        &[("post_logout_redirect_uri", RETURN)],
        &[("client_id", PUBLIC_CLIENT), ("post_logout_redirect_uri", "https://example.com/callback")],
        &[("id_token_hint", access), ("post_logout_redirect_uri", RETURN)],
        &[("id_token_hint", hint), ("client_id", SERVICE_CLIENT)],
    ];
    for pairs in table {
        let answer = bench.post("/end_session", pairs).await;
        assert_eq!((answer.status, answer.header("location")), (400, ""), "{pairs:?}");
    }
}

#[tokio::test]
async fn private_parts_of_keys_stay_here() {
    let bench = Bench::new(Options::default()).await;
    let jwks = bench.get("/jwks").await;
    assert_eq!(jwks.json()["keys"].as_array().unwrap().len(), 1);
    assert!(!jwks.text.contains(r#""d""#), "{}", jwks.text);
}
