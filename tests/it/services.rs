//! The services of others run, and answer what they are known to answer, before authctl is judged by them.

use crate::support::service::{Service, client_of, sent_back};
use crate::support::{Issuer, Sandbox, http};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const ALICE: [(&str, &str); 2] = [("username", "alice"), ("password", "alice-pw")];
const BAD: [(&str, &str); 2] = [("username", "alice"), ("password", "bad")];

#[test]
fn zndraw_auth_issues_bearers_for_a_password_and_for_a_code_that_somebody_approves() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "zndraw", &["--lifetime", "30"]);
    let login = |password| {
        service.post_form("/auth/jwt/login", &[("username", "alice@example.com"), ("password", password)])
    };
    let refused = login("bad");
    assert_eq!((refused.status, refused.json()), (400, json!({ "detail": "LOGIN_BAD_CREDENTIALS" })));
    let bearer = bearer(&login("alice-pw").json()["access_token"]);
    let with_bearer = [("authorization", bearer.as_str())];
    let protected = || service.request("GET", "/protected", &with_bearer, "");
    assert_eq!(protected().json()["email"], "alice@example.com");

    let asked = service.request("POST", "/auth/cli-login", &[], "").json();
    let approval = asked["approve_url"].as_str().unwrap();
    let poll = || {
        let secret = asked["secret"].as_str().unwrap();
        service.request("GET", &format!("{approval}?secret={secret}"), &[], "")
    };
    assert_eq!(poll().json(), json!({ "status": "pending", "token": null }));
    assert_eq!(service.request("PATCH", approval, &with_bearer, "").json(), json!({ "status": "approved" }));
    assert!(poll().json()["token"].is_string());
    assert_eq!((poll().status, poll().json()), (404, json!({ "detail": "Challenge not found" })));

    assert_eq!(service.request("POST", "/auth/jwt/logout", &with_bearer, "").status, 204);
    assert_eq!(protected().status, 200, "a logout ends nothing at the service");
    service.request("POST", "/_test/rotate-secret?secret=another", &[], "");
    assert_eq!((protected().status, protected().header("www-authenticate")), (401, None));
}

#[test]
fn zndraw_auth_makes_a_superuser_of_everybody_where_it_has_no_admin() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "zndraw", &["--dev", "--prefix", "/v1"]);
    let whom = json!({ "email": "dana@example.com", "password": "dana-pw" });
    let registered = http::post_json(&(service.url() + "/v1/auth/register"), &whom);
    assert_eq!((registered.status, &registered.json()["is_superuser"]), (201, &json!(true)));
}

#[test]
fn fastapi_taskflow_answers_a_login_with_a_cookie_and_takes_nothing_else() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "taskflow", &["--expiry", "60"]);
    let refused = service.post_form("/tasks/auth/login", &BAD);
    assert_eq!((refused.status, refused.cookie("taskflow_token")), (401, None));
    let login = service.post_form("/tasks/auth/login", &ALICE);
    assert_eq!((login.status, login.header("location")), (302, Some("/tasks/dashboard")));
    let token = login.cookie("taskflow_token").unwrap();
    let whoami = |name, value: &str| service.request("GET", "/whoami", &[(name, value)], "");
    let by_cookie = |token: &str| whoami("cookie", &format!("taskflow_token={token}"));
    assert_eq!(by_cookie(token).json(), json!({ "user": "alice" }));
    assert_eq!(whoami("authorization", &format!("Bearer {token}")).status, 401);

    let minted = service.request("POST", "/_test/mint?user=ci&seconds=-1", &[], "").json();
    assert_eq!(by_cookie(minted["token"].as_str().unwrap()).json(), json!({ "detail": "Unauthorized" }));
    let open = Service::run(&sandbox, "taskflow", &["--open", "--path", "/jobs"]);
    assert_eq!(open.request("GET", "/jobs", &[], "").status, 200);
}

#[test]
fn fastpluggy_sends_everybody_without_a_session_to_its_login_page() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "fastpluggy", &["--attempts", "2"]);
    let guarded = |cookie: &str| service.request("GET", "/api/guarded", &[("cookie", cookie)], "");
    let refused = guarded("");
    assert_eq!((refused.status, refused.header("location")), (307, Some("/login?next=%2Fapi%2Fguarded")));
    let login = service.post_form("/login", &ALICE);
    assert_eq!((login.status, login.header("location")), (303, Some("/")));
    let session = format!("session={}", login.cookie("session").unwrap());
    assert_eq!(guarded(&session).json()["user"], "alice");

    let fields = [("content-type", "application/x-www-form-urlencoded"), ("cookie", session.as_str())];
    let made = service.request("POST", "/profile/tokens/create", &fields, "name=ci");
    let flash = made.cookie("fp_session").unwrap().split('.').next().unwrap();
    let flash: Value = serde_json::from_slice(&STANDARD.decode(flash).unwrap()).unwrap();
    let bearer = bearer(&flash["new_token"]);
    let whoami = || service.request("GET", "/api/whoami", &[("authorization", &bearer)], "");
    assert_eq!(whoami().json()["scopes"], json!(["authenticated"]));

    service.request("POST", "/_test/expire-sessions", &[], "");
    assert_eq!((guarded(&session).status, whoami().status), (307, 200));
    service.request("POST", "/_test/expire-tokens", &[], "");
    assert_eq!(whoami().status, 401);
    let refused = [(); 3].map(|()| service.post_form("/login", &BAD).status);
    assert_eq!(refused, [401, 401, 429]);
    service.request("POST", "/_test/totp/admin", &[], "");
    let login = service.post_form("/login", &[("username", "admin"), ("password", "admin-pw")]);
    assert_eq!((login.header("location"), login.cookie("session")), (Some("/login/2fa"), None));
}

#[test]
fn fastpluggy_with_basic_has_an_error_for_who_brings_no_password() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "fastpluggy", &["--backend", "basic"]);
    let guarded = |password| {
        let basic = basic("alice", password);
        service.request("GET", "/api/guarded", &[("authorization", &basic)], "")
    };
    assert_eq!(guarded("alice-pw").json()["user"], "alice");
    let refused = guarded("bad");
    assert_eq!((refused.status, refused.header("www-authenticate")), (500, None));
}

#[test]
fn fastpluggy_with_a_backend_by_hand_answers_as_that_does() {
    let sandbox = Sandbox::new();
    let start = |options: &[&str]| Service::run(&sandbox, "fastpluggy_custom", options);
    let service = start(&[]);
    let refused = service.request("GET", "/api/whoami", &[], "");
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Bearer realm=\"fp\"")));
    let token = |password| {
        let whom = json!({ "username": "admin", "password": password });
        http::post_json(&(service.url() + "/token"), &whom)
    };
    assert_eq!((token("bad").status, token("bad").json()), (400, json!({ "error": "invalid_grant" })));
    let token = token("admin-pw").json();
    assert_eq!(token["expires_in"], 3600);
    let bearer = bearer(&token["access_token"]);
    let answer = service.request("GET", "/api/admin", &[("authorization", &bearer)], "");
    assert_eq!(answer.json()["scopes"], json!(["authenticated", "fp_admin"]));

    let guarded = |service: &Service| service.request("GET", "/api/guarded", &[], "");
    assert_eq!(guarded(&service).status, 401);
    assert_eq!(guarded(&start(&["--on-error", "raise"])).status, 500);
    for options in [&["--on-error", "redirect"][..], &["--no-auth"]] {
        assert_eq!(guarded(&start(options)).json()["user"], "Guest");
    }
}

#[test]
fn fluxlit_says_what_is_wrong_with_a_bearer_and_gives_another_for_a_cookie() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "fluxlit", &["--ttl", "60"]);
    let me = |token: &str| service.request("GET", "/api/me", &[("authorization", token)], "");
    let refused = [me(""), me("Bearer x")].map(|answer| answer.header("www-authenticate").map(str::to_owned));
    assert_eq!(refused.map(Option::unwrap), ["Bearer", "Bearer error=\"invalid_token\""]);
    let old = service.request("POST", "/api/dev/issue-token?ttl=-1", &[], "").json();
    assert_eq!(me(&bearer(&old["access_token"])).json(), json!({ "detail": "Token expired" }));

    let session = service.request("POST", "/api/auth/session?sub=alice", &[], "");
    let cookie = format!("peer_session={}", session.cookie("peer_session").unwrap());
    let refresh = |cookie: &str| service.request("POST", "/api/auth/refresh", &[("cookie", cookie)], "");
    assert_eq!(refresh("").json(), json!({ "detail": "No session" }));
    let bearer = bearer(&refresh(&cookie).json()["access_token"]);
    assert_eq!(me(&bearer).json()["sub"], "alice");
    let with_bearer = [("authorization", bearer.as_str())];
    assert_eq!(service.request("GET", "/api/reports/summary", &with_bearer, "").status, 403);

    let etl = |headers: &[_]| service.request("GET", "/api/etl/status", headers, "").status;
    assert_eq!((etl(&[]), etl(&[("x-api-key", "peer-api-key")])), (401, 200));
    let proxy = [("x-remote-user", "bob"), ("x-forwarded-proto", "https")];
    let answers =
        [&proxy[..], &proxy[..1]].map(|sent| service.request("GET", "/api/proxy/me", sent, "").json());
    assert_eq!(answers, [json!({ "user": "bob" }), json!({ "detail": "HTTPS required for forward-auth" })]);
}

#[test]
fn fluxlit_logs_in_at_an_issuer_and_gives_a_token_for_a_code_once() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let service = Service::start(&sandbox, "fluxlit", &client_of(&issuer, "fluxlit"));
    let login = service.request("GET", "/api/auth/login", &[], "");
    let back = http::get(&sent_back(login.header("location").unwrap()));
    let code = back.header("location").unwrap().split_once("/api/?auth_code=").unwrap().1;
    let exchange = || http::post_json(&(service.url() + "/api/auth/exchange"), &json!({ "code": code }));
    let bearer = bearer(&exchange().json()["access_token"]);
    let me = service.request("GET", "/api/me", &[("authorization", &bearer)], "").json();
    assert_eq!((&me["sub"], me.get("scope")), (&json!("alice"), None));
    assert_eq!(
        (exchange().status, exchange().json()["detail"].as_str()),
        (401, Some("Invalid or expired auth code"))
    );
}

#[test]
fn dash_auth_async_with_basic_wants_the_password_each_time() {
    let sandbox = Sandbox::new();
    let service = Service::run(&sandbox, "dash", &["--auth", "basic"]);
    let whoami = |headers: &[_]| service.request("GET", "/api/whoami", headers, "");
    let refused = whoami(&[]);
    let challenge = Some("Basic realm=\"User Visible Realm\"");
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, challenge));
    let basic = basic("viewer", "viewer123");
    let answer = whoami(&[("authorization", &basic)]);
    assert_eq!(answer.json()["groups"], json!(["viewer"]));
    let session = format!("session={}", answer.cookie("session").unwrap());
    assert_eq!(whoami(&[("cookie", &session)]).status, 401);

    let both =
        [("authorization", basic.as_str()), ("cookie", &session), ("content-type", "application/json")];
    let callback = |output: &str| {
        let body = json!({
            "output": format!("{output}.children"), "outputs": { "id": output, "property": "children" },
            "inputs": [{ "id": "in", "property": "value", "value": "hi" }], "changedPropIds": ["in.value"], "state": [],
        });
        let answer = service.request("POST", "/_dash-update-component", &both, &body.to_string());
        answer.json()["response"][output]["children"].clone()
    };
    assert_eq!([callback("mine"), callback("admins")], ["mine hi ['viewer']", "FORBIDDEN"]);
}

#[test]
fn dash_auth_async_with_oidc_sends_everybody_to_the_issuer_and_knows_them_by_a_cookie() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let env = client_of(&issuer, "dash");
    let service = Service::with(&sandbox, "dash", &env, &["--auth", "oidc", "--session-ttl", "60"]);
    let get = |path: &str, session: &str| {
        service.request("GET", path, &[("cookie", &format!("session={session}"))], "")
    };
    let asked = get("/api/whoami", "");
    let authorize = asked.header("location").unwrap();
    assert!(asked.status == 302 && authorize.starts_with(&issuer.url), "{asked:?}");
    let back = sent_back(authorize);
    let back = get(back.strip_prefix(&service.url()).unwrap(), asked.cookie("session").unwrap());
    assert_eq!((back.status, back.header("location")), (302, Some("/")));
    let session = back.cookie("session").unwrap();
    assert_eq!(get("/api/whoami", session).json()["user"]["sub"], "alice");
    assert_eq!(get("/oidc/logout", session).cookie("session"), Some("null"));
    assert_eq!(get("/api/whoami", session).status, 200, "a logout ends nothing at the service");
}

#[track_caller]
fn bearer(token: &Value) -> String {
    format!("Bearer {}", token.as_str().unwrap())
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}
