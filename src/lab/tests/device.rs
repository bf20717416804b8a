//! The device flow.

use super::*;

async fn ask(bench: &Bench) -> Value {
    let pairs = [("client_id", PUBLIC_CLIENT), ("scope", "openid offline_access")];
    bench.post("/device_authorization", &pairs).await.json()
}

async fn poll(bench: &Bench, device: &Value) -> Seen {
    let code = text(&device["device_code"]);
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    bench.post("/token", &[("client_id", PUBLIC_CLIENT), ("grant_type", grant), ("device_code", code)]).await
}

async fn page(bench: &Bench, device: &Value) -> Seen {
    let complete = text(&device["verification_uri_complete"]);
    bench.get(complete.strip_prefix(bench.lab.issuer()).unwrap()).await
}

#[tokio::test]
async fn a_device_waits_is_slowed_down_and_gets_its_tokens_once() {
    let bench = Bench::new(Options::default()).await;
    let device = ask(&bench).await;
    assert_eq!((device["interval"].as_i64(), device["expires_in"].as_i64()), (Some(5), Some(600)));
    assert_eq!(poll(&bench, &device).await.refusal(), (400, "authorization_pending".into()));
    assert_eq!(poll(&bench, &device).await.refusal(), (400, "slow_down".into()));
    bench.pass(10);
    assert_eq!(poll(&bench, &device).await.refusal(), (400, "authorization_pending".into()));

    let question = page(&bench, &device).await;
    assert!(question.text.contains(text(&device["user_code"])), "the code is shown again, to compare");
    let done = bench.decide(&question, Some("bob")).await;
    assert!(done.status == 200 && done.text.contains("Your device is connected"));
    let tokens = poll(&bench, &device).await.json();
    assert_eq!(claims(&tokens["id_token"])["sub"], "bob");
    assert_eq!(bench.refresh(text(&tokens["refresh_token"])).await.status, 200);
    assert_eq!(poll(&bench, &device).await.refusal(), (400, "invalid_grant".into()));
}

#[tokio::test]
async fn a_device_is_denied_or_expires() {
    let bench = Bench::new(Options::default()).await;
    let (denied, late) = (ask(&bench).await, ask(&bench).await);
    let question = page(&bench, &denied).await;
    assert!(bench.decide(&question, None).await.text.contains("Your device stays out"));
    assert_eq!(poll(&bench, &denied).await.refusal(), (400, "access_denied".into()));
    let open = page(&bench, &late).await;
    bench.pass(600);
    assert_eq!(poll(&bench, &late).await.refusal(), (400, "expired_token".into()));
    assert_eq!(page(&bench, &late).await.status, 404);
    assert_eq!(bench.decide(&open, Some("alice")).await.status, 400);
}

#[tokio::test]
async fn a_user_code_can_be_typed() {
    let bench = Bench::new(Options::default()).await;
    let device = ask(&bench).await;
    let form = bench.get("/device").await;
    assert!(form.text.contains(r#"name="user_code""#));
    assert_eq!(person::answer(&form.text, Some("alice")), None);
    let typed = text(&device["user_code"]).to_lowercase().replace('-', "+");
    assert_eq!(bench.get(&format!("/device?user_code={typed}")).await.status, 200);
    let wrong = bench.get("/device?user_code=ZZZZ-ZZZZ").await;
    assert!(wrong.status == 404 && wrong.text.contains("No device waits"));
}

#[tokio::test]
async fn what_a_device_asks_for_is_checked() {
    let bench = Bench::new(Options::default()).await;
    let public = ("client_id", PUBLIC_CLIENT);
    let scope = bench.post("/device_authorization", &[public, ("scope", "root")]).await;
    assert_eq!(scope.refusal(), (400, "invalid_scope".into()));
    let target = bench.post("/device_authorization", &[public, ("resource", "https://x.example")]).await;
    assert_eq!(target.refusal(), (400, "invalid_target".into()));
    let unknown = bench.post("/device_authorization", &[("client_id", "nobody")]).await;
    assert_eq!(unknown.refusal(), (401, "invalid_client".into()));
    let service = bench.post_as_service("/device_authorization", &[]).await;
    assert_eq!(service.refusal(), (400, "unauthorized_client".into()));
}
