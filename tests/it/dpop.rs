//! DPoP (RFC 9449): tokens that are good only together with a key that stays here.

use crate::device::shown;
use crate::login::visit;
use crate::support::sandbox::following_browser;
use crate::support::{Issuer, Output, Running, Sandbox, ScriptedServer, http, scripted, search, until};
use authctl::host::{Environment, Host, Terminal, folders::Folders};
use authctl::http::{Http, Options};
use authctl::jwt::{Algorithm, SigningKey, base64url, key};
use authctl::login::Credential;
use authctl::oidc::dpop;
use authctl::sensitive::AccessToken;
use authctl::store::{self, KeySource, Places, Slot, StoreKind};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

const METADATA: &str = "/.well-known/openid-configuration";

/// Logged in as a client whose tokens must be bound.
#[track_caller]
fn bound(issuer: &Issuer) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    log_in(&sandbox, issuer, &[]).succeeds();
    sandbox
}

fn log_in(sandbox: &Sandbox, issuer: &Issuer, more: &[&str]) -> Output {
    sandbox.login_by("authctl-dpop", issuer).args(["--dpop"]).args(more).run()
}

/// Header and claims of a proof.
#[track_caller]
fn read(proof: &str) -> (Value, Value) {
    let part = |text: &str| serde_json::from_slice(&base64url::decode(text).unwrap()).unwrap();
    let parts: Vec<&str> = proof.split('.').collect();
    assert_eq!(parts.len(), 3, "{proof}");
    (part(parts[0]), part(parts[1]))
}

/// The proof that a logged request came with.
#[track_caller]
fn proof_of(entry: &Value) -> (Value, Value) {
    read(entry["headers"]["dpop"].as_str().unwrap_or_else(|| panic!("no proof: {entry}")))
}

#[track_caller]
fn thumbprint_of(entry: &Value) -> String {
    key::thumbprint(&proof_of(entry).0["jwk"]).unwrap()
}

fn sha256(text: &str) -> String {
    base64url::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes()))
}

fn refreshes(issuer: &Issuer) -> usize {
    let renewed = |entry: &&Value| entry["answer"]["access_token"].is_string();
    issuer.grants("refresh_token").iter().filter(renewed).count()
}

fn access_token(issuer: &Issuer) -> String {
    issuer.last_tokens()["access_token"].as_str().unwrap().to_owned()
}

fn claims_of(token: &str) -> Value {
    serde_json::from_slice(&base64url::decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// Waits until the issuer's clock has left the life of the last token behind.
fn wait_for_expiry(issuer: &Issuer) {
    let end = claims_of(&access_token(issuer))["exp"].as_u64().unwrap();
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    until("the token to expire", || (now() > end).then_some(()));
}

/// What the file store of the sandbox keeps for the profile.
fn kept(sandbox: &Sandbox) -> Credential {
    let data = sandbox.path("home/.local/share/authctl");
    let folders = Folders::within(&data);
    let places = Places::new(folders, KeySource::KeyFile(sandbox.path("key")));
    let store = store::open(StoreKind::File, &places, &Terminal::captured()).unwrap();
    let bytes = store.read(&Slot::credential("work").unwrap()).unwrap().unwrap();
    Credential::from_bytes(&bytes).unwrap()
}

/// The private number of the key that is kept.
fn private_number(sandbox: &Sandbox) -> String {
    let key: Value = serde_json::from_str(kept(sandbox).dpop_key.unwrap().expose()).unwrap();
    key["d"].as_str().unwrap().to_owned()
}

#[test]
fn t15_t16_every_request_comes_with_a_proof_of_its_own() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    sandbox.run(["call", "work", "read?x=1#here", "--fail"]).succeeds();
    sandbox.run(["call", "work", "write", "-d", "x=1", "--fail"]).succeeds();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    let (token_requests, calls) = (issuer.requests_to("/token"), issuer.api.calls());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let jkt = thumbprint_of(&token_requests[0]);
    let mut ids = BTreeSet::new();
    for entry in token_requests.iter().chain(&calls) {
        let (header, claims) = proof_of(entry);
        assert_eq!((&header["typ"], &header["alg"]), (&json!("dpop+jwt"), &json!("ES256")));
        let members: Vec<_> = header["jwk"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["kty", "crv", "x", "y"], "the public key and nothing else");
        assert_eq!(thumbprint_of(entry), jkt, "one key for one login");
        assert_eq!(claims["htm"], entry["method"]);
        assert!(claims["iat"].as_u64().unwrap().abs_diff(now) < 60, "{claims}");
        assert!(ids.insert(claims["jti"].as_str().unwrap().to_owned()), "each jti once");
        assert_eq!(claims.get("nonce"), None, "nobody gave one");
    }
    assert_eq!((token_requests.len(), calls.len()), (2, 2));
    for entry in &token_requests {
        let (_, claims) = proof_of(entry);
        assert_eq!(
            (claims["htu"].as_str(), claims.get("ath")),
            (Some(&*format!("{}/token", issuer.url)), None)
        );
    }
    let token = token_requests[0]["answer"]["access_token"].as_str().unwrap();
    for (entry, path) in calls.iter().zip(["/api/read", "/api/write"]) {
        let (_, claims) = proof_of(entry);
        assert_eq!(claims["htu"], issuer.api.at(path), "without query and fragment");
        assert_eq!(claims["ath"], sha256(token));
        assert_eq!(entry["headers"]["authorization"], format!("DPoP {token}"));
    }
    assert_eq!(claims_of(token)["cnf"]["jkt"], jkt, "the token is bound to it");
    assert_eq!(issuer.requests_to("/auth")[0]["params"]["dpop_jkt"], jkt, "and so was the code");
}

#[test]
fn t16_the_peer_refuses_a_proof_that_is_not_right() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    let token = access_token(&issuer);
    let stolen = issuer.api.calls()[0]["headers"]["dpop"].as_str().unwrap().to_owned();
    let ask = |authorization: &str, proof: &str| {
        let headers = [("authorization", authorization), ("dpop", proof)];
        let answer = http::request("GET", &issuer.api.at("/api/read"), &headers, "");
        (answer.status, answer.header("www-authenticate").unwrap_or_default().to_owned())
    };
    // each with the key that is right but for one thing
    let made = |key: &Credential, token: &str, method: &str, url: &str| {
        let http = Http::new(Options::default(), Environment::default(), Terminal::captured());
        let (prover, mut headers) =
            (key.prover(&Host::real()).unwrap().unwrap(), reqwest::header::HeaderMap::new());
        let (method, url) = (method.parse().unwrap(), url.parse().unwrap());
        dpop::authorize(&http, Some(&prover), Some(&AccessToken::new(token)), &method, &url, &mut headers)
            .unwrap();
        headers["dpop"].to_str().unwrap().to_owned()
    };
    let ours = kept(&sandbox);
    let mut stranger = ours.clone();
    stranger.dpop_key = Some(SigningKey::generate(Algorithm::ES256).unwrap().private_jwk("ES256").unwrap());
    let (bearer, bound, here) =
        (format!("Bearer {token}"), format!("DPoP {token}"), issuer.api.at("/api/read"));
    for (case, authorization, proof, said) in [
        ("a replay", &bound, stolen, "used before"),
        ("another key", &bound, made(&stranger, &token, "GET", &here), "jkt does not match"),
        ("another token", &bound, made(&ours, "other", "GET", &here), "ath does not match"),
        ("another method", &bound, made(&ours, &token, "POST", &here), "htm does not match"),
        (
            "another address",
            &bound,
            made(&ours, &token, "GET", &issuer.api.at("/api/write")),
            "htu does not match",
        ),
        ("a bearer token", &bearer, String::new(), "sent as a bearer token"),
    ] {
        let (status, challenge) = ask(authorization, &proof);
        assert!(status == 401 && challenge.contains(said), "{case}: {status} {challenge}");
    }
    assert_eq!(ask(&bound, &made(&ours, &token, "GET", &here)).0, 200, "and takes one that is");
}

#[test]
fn t16_an_issuer_that_wants_nonces_gets_them() {
    let issuer = Issuer::with(&json!({ "dpopNonce": true }));
    let sandbox = bound(&issuer);
    let requests = issuer.requests_to("/token");
    assert_eq!(requests.iter().map(|entry| &entry["status"]).collect::<Vec<_>>(), [400, 200], "one retry");
    let (first, second) = (proof_of(&requests[0]).1, proof_of(&requests[1]).1);
    assert!(first.get("nonce").is_none() && second["nonce"].is_string());
    assert_ne!(first["jti"], second["jti"], "a fresh proof");
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    assert_eq!((issuer.requests_to("/token").len(), refreshes(&issuer)), (4, 1));
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
}

#[test]
fn t16_a_nonce_is_remembered_for_the_next_request_of_the_run() {
    let issuer = Issuer::with(&json!({ "dpopNonce": true, "atTtl": 1 }));
    let sandbox = Sandbox::with_file_store();
    // without a resource the token is for userinfo, and opaque
    let words = ["login", "work", "--issuer", &issuer.url, "--client-id", "authctl-dpop", "--store", "file"];
    let login = sandbox.authctl(words).args(["--dpop", "--scope", "openid offline_access profile"]);
    login.env("BROWSER", following_browser()).run().succeeds();
    issuer.clear_log();
    until("the token to expire", || {
        let status = sandbox.run(["status", "work", "--json"]).json();
        (status["state"] == "expired").then_some(())
    });
    issuer.set(&json!({ "atTtl": 3600 }));
    let who = sandbox.run(["whoami", "work", "--json"]).succeeds().json();
    assert_eq!((&who["source"], &who["claims"]["sub"]), (&json!("userinfo"), &json!("alice")));
    assert_eq!(issuer.requests_to("/token").len(), 2, "the renewal learns the nonce");
    let asked = issuer.requests_to("/me");
    assert_eq!(asked.len(), 1, "userinfo knows it already");
    let (_, claims) = proof_of(&asked[0]);
    assert_eq!(claims["ath"], sha256(&access_token(&issuer)));
    issuer.clear_log();
    sandbox.run(["whoami", "work"]).succeeds();
    let statuses: Vec<_> = issuer.requests_to("/me").iter().map(|entry| entry["status"].clone()).collect();
    assert_eq!(statuses, [401, 200], "a new run learns it at userinfo");
    assert_eq!(issuer.requests_to("/token").len(), 0, "which is no reason to renew");
}

#[test]
fn t16_an_api_that_wants_nonces_gets_them_and_no_renewal_is_spent() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    for which in ["steady", "once"] {
        issuer.api.want_nonces(which);
        issuer.api.clear();
        let answer = sandbox.run(["call", "work", "write", "-d", "x=1", "--fail"]).succeeds();
        assert_eq!(answer.json()["body"], "x=1", "the body is sent again");
        let calls = issuer.api.calls();
        assert_eq!((calls.len(), refreshes(&issuer)), (2, 0), "{which}: one retry, no renewal");
        assert!(proof_of(&calls[0]).1.get("nonce").is_none() && proof_of(&calls[1]).1["nonce"].is_string());
    }
}

#[test]
fn t16_a_nonce_that_got_stale_is_replaced() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    let home = ScriptedServer::start(|request, _| {
        let (_, claims) = read(request.header("dpop").unwrap());
        let wanted = if request.path() == "/start" { "one" } else { "two" };
        if claims["nonce"] != wanted {
            let challenge = "DPoP error=\"use_dpop_nonce\"";
            return scripted::answer(401, &[("www-authenticate", challenge), ("dpop-nonce", wanted)], "");
        }
        match request.path() {
            "/start" => scripted::answer(302, &[("location", "/there?x=1")], ""),
            _ => scripted::answer(200, &[], "arrived"),
        }
    });
    let call = sandbox.run(["call", "work", &home.at("/start"), "--allow-origin", &home.url]).succeeds();
    assert_eq!((call.text(), refreshes(&issuer)), ("arrived", 0));
    let nonces: Vec<Value> =
        home.seen().iter().map(|request| read(request.header("dpop").unwrap()).1["nonce"].clone()).collect();
    assert_eq!(nonces, [json!(null), json!("one"), json!("one"), json!("two")]);
}

#[test]
fn t16_a_body_that_cannot_be_sent_twice_is_told_with_the_remedy() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    issuer.api.want_nonces("steady");
    let refused = sandbox.authctl(["call", "work", "write", "-d", "-", "-f"]).stdin("once").run().exits(22);
    refused.clone().says(["nonce", "cannot be sent twice", "-d @FILE"]);
    assert_eq!((issuer.api.calls().len(), refreshes(&issuer)), (1, 0), "{refused}");
    let file = sandbox.write("body", "twice");
    let data = format!("@{}", file.display());
    let again = sandbox.run(["call", "work", "write", "-d", &data, "-f"]).succeeds();
    assert_eq!((again.json()["body"].as_str(), refreshes(&issuer)), (Some("twice"), 0));
}

#[test]
fn t16_a54_an_api_that_is_never_content_with_a_nonce_makes_no_loop() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    issuer.api.want_nonces("never");
    sandbox.run(["call", "work", "read", "--fail"]).exits(22).says(["nonce"]);
    assert_eq!((issuer.api.calls().len(), refreshes(&issuer)), (2, 0));
}

#[test]
fn t9_t16_after_a_nonce_a_token_that_is_refused_is_still_renewed_once() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    issuer.api.want_nonces("steady");
    sandbox.run(["call", "work", &issuer.api.at("/flaky?n=1"), "--fail"]).succeeds();
    let calls = issuer.api.calls();
    assert_eq!((calls.len(), refreshes(&issuer)), (3, 1), "nonce, refusal, answer");
    assert_eq!(proof_of(&calls[2]).1["nonce"], proof_of(&calls[1]).1["nonce"]);
    issuer.api.clear();
    sandbox.run(["call", "work", &issuer.api.at("/refuse/always"), "--fail"]).exits(22);
    assert_eq!((issuer.api.calls().len(), refreshes(&issuer)), (3, 2), "and no loop");
}

#[test]
fn t17_a_login_that_gets_a_bearer_token_is_refused_and_nothing_kept() {
    let issuer = Issuer::start();
    for token_type in [json!("Bearer"), json!("bearer"), json!(null)] {
        issuer.set(&json!({ "twist": { "path": "/token", "set": { "token_type": token_type } } }));
        let sandbox = Sandbox::with_file_store();
        let refused = sandbox.login(&issuer).args(["--dpop"]).run().exits(6).prints_nothing();
        refused.says(["bound to a key", "gave one of type bearer", "--dpop=false"]);
        sandbox.run(["token", "work"]).exits(4).prints_nothing();
    }
}

#[test]
fn t17_a_renewal_that_gets_a_bearer_token_is_refused_and_the_session_lives_on() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    let before = sandbox.run(["token", "work"]).succeeds();
    issuer.set(&json!({ "twist": { "path": "/token", "set": { "token_type": "Bearer" } } }));
    let refused = sandbox.run(["token", "work", "--force-renew"]).exits(6).prints_nothing();
    refused.says(["could not be renewed", "bound to a key", "Bearer"]);
    assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), before.text(), "the old one is still good");
    issuer.set(&json!({ "twist": null }));
    // the refresh token that came with the refused answer is the only one that is still good
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
}

#[test]
fn t17_a_bound_token_that_nobody_asked_for_is_not_used() {
    let issuer = Issuer::start();
    issuer.set(&json!({ "twist": { "path": "/token", "set": { "token_type": "DPoP" } } }));
    let sandbox = Sandbox::with_file_store();
    sandbox.login(&issuer).run().exits(6).prints_nothing().says(["not asked for", "--dpop"]);
    sandbox.run(["token", "work"]).exits(4).prints_nothing();
}

#[test]
fn t17_an_issuer_that_does_not_know_it_is_told_of_before_the_browser_opens() {
    let issuer = Issuer::start();
    let member = "dpop_signing_alg_values_supported";
    let sandbox = Sandbox::with_file_store();
    issuer.set(&json!({ "twist": { "path": METADATA, "set": { member: ["RS256"] } } }));
    log_in(&sandbox, &issuer, &[]).exits(1).prints_nothing().says(["RS256 only"]);
    assert_eq!(issuer.requests_to("/auth").len(), 0);
    issuer.set(&json!({ "twist": { "path": METADATA, "unset": [member] } }));
    log_in(&sandbox, &issuer, &[]).succeeds().says(["does not say that it knows DPoP"]);
}

#[test]
fn t15_the_algorithm_is_one_that_the_issuer_names() {
    let issuer = Issuer::start();
    let member = "dpop_signing_alg_values_supported";
    for (offered, chosen) in [
        (json!(["RS256", "EdDSA", "ES256"]), "ES256"),
        (json!(["PS256", "EdDSA"]), "EdDSA"),
        (json!(["Ed25519"]), "Ed25519"),
    ] {
        issuer.set(&json!({ "twist": { "path": METADATA, "set": { member: offered } } }));
        let sandbox = bound(&issuer);
        sandbox.run(["call", "work", "read", "--fail"]).succeeds();
        sandbox.run(["token", "work", "--force-renew"]).succeeds();
        for entry in issuer.requests_to("/token").iter().chain(&issuer.api.calls()) {
            assert_eq!(proof_of(entry).0["alg"], chosen);
        }
        issuer.clear_log();
        issuer.api.clear();
    }
}

#[test]
fn t15_a_renewal_keeps_the_key_and_a_login_makes_a_new_one() {
    let issuer = Issuer::with(&json!({ "atTtl": 1 }));
    let sandbox = bound(&issuer);
    wait_for_expiry(&issuer);
    issuer.set(&json!({ "atTtl": 3600 }));
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    assert_eq!(refreshes(&issuer), 1);
    let first = thumbprint_of(&issuer.requests_to("/token")[0]);
    assert_eq!(thumbprint_of(&issuer.requests_to("/token")[1]), first);
    assert_eq!(thumbprint_of(&issuer.api.calls()[0]), first);
    sandbox.login_by("authctl-dpop", &issuer).run().succeeds();
    assert_ne!(thumbprint_of(&issuer.requests_to("/token")[2]), first, "the profile remembers --dpop");
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    sandbox.run(["logout", "work"]).succeeds();
    assert!(!issuer.is_active(issuer.last_tokens()["refresh_token"].as_str().unwrap()));
}

#[test]
fn r1_t15_many_processes_at_once_renew_once_with_the_same_key() {
    let issuer = Issuer::with(&json!({ "atTtl": 1, "dpopNonce": true }));
    let sandbox = bound(&issuer);
    wait_for_expiry(&issuer);
    issuer.clear_log();
    issuer.set(&json!({ "atTtl": 3600 }));
    let calls: Vec<Running> =
        (0..20).map(|_| sandbox.authctl(["call", "work", "read", "--fail"]).spawn()).collect();
    for call in calls {
        call.finish().succeeds();
    }
    assert_eq!((refreshes(&issuer), issuer.api.calls().len()), (1, 20));
}

#[test]
fn a36_t16_a_redirect_gets_a_proof_of_its_own_at_home_and_nothing_abroad() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    let foreign = ScriptedServer::start(|_, _| scripted::answer(200, &[], "abroad"));
    let there = foreign.at("/there");
    let home = ScriptedServer::start(move |request, _| match request.path() {
        "/near" => scripted::answer(302, &[("location", "/there?x=1")], ""),
        "/far" => scripted::answer(302, &[("location", &there)], ""),
        _ => scripted::answer(200, &[], "arrived"),
    });
    let call =
        |path: &str| sandbox.run(["call", "work", &home.at(path), "--allow-origin", &home.url]).succeeds();
    assert_eq!(call("/near").text(), "arrived");
    let proofs: Vec<Value> =
        home.seen().iter().map(|request| read(request.header("dpop").unwrap()).1).collect();
    assert_eq!([&proofs[0]["htu"], &proofs[1]["htu"]], [&json!(home.at("/near")), &json!(home.at("/there"))]);
    assert_ne!(proofs[0]["jti"], proofs[1]["jti"]);
    assert_eq!(call("/far").text(), "abroad");
    let [request] = &foreign.seen()[..] else { panic!("one request follows") };
    assert_eq!((request.header("authorization"), request.header("dpop")), (None, None), "{request:?}");
}

#[test]
fn t14_t15_a_pushed_request_is_bound_too() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    log_in(&sandbox, &issuer, &["--par"]).succeeds();
    let jkt = thumbprint_of(&issuer.requests_to("/token")[0]);
    assert_eq!(issuer.requests_to("/request")[0]["params"]["dpop_jkt"], jkt);
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
}

#[test]
fn t15_t16_a_login_by_device_code_is_bound_too() {
    let issuer = Issuer::with(&json!({ "interval": 1, "dpopNonce": true }));
    let sandbox = Sandbox::with_file_store();
    let login = sandbox.login_by("authctl-dpop", &issuer).args(["--dpop", "--device"]).spawn();
    let (uri, code) = shown(&login);
    visit(&uri, &[("USER_CODE", &code)]);
    login.finish().succeeds();
    let polls = issuer.requests_to("/token");
    let nonces = polls.iter().filter(|poll| proof_of(poll).1["nonce"].is_string()).count();
    assert_eq!(nonces, polls.len() - 1, "asked for once, then remembered");
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn what_is_bound_is_told() {
    let issuer = Issuer::start();
    let sandbox = bound(&issuer);
    let status = sandbox.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!((&status["token_type"], &status["bound"]), (&json!("DPoP"), &json!(true)));
    assert!(sandbox.run(["status", "work"]).succeeds().text().contains("DPoP"));
    let header = sandbox.run(["token", "work", "--format", "header"]).succeeds();
    assert_eq!(header.text(), format!("Authorization: DPoP {}", access_token(&issuer)));
    header.says(["needs a proof", "authctl call"]);
    let printed = sandbox.run(["token", "work", "--json"]).succeeds().json();
    assert_eq!(printed["token_type"], "DPoP");
    let unbound = Sandbox::logged_in(&issuer);
    let status = unbound.run(["status", "work", "--json"]).succeeds().json();
    assert_eq!((&status["token_type"], &status["bound"]), (&json!("Bearer"), &json!(false)));
    unbound.login(&issuer).args(["--dpop"]).run().succeeds();
    unbound.login(&issuer).args(["--dpop=false"]).run().succeeds();
    assert_eq!(unbound.run(["status", "work", "--json"]).succeeds().json()["bound"], false);
}

#[test]
fn t17_a_profile_that_asks_for_it_later_sends_no_bearer_token_any_more() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let words = ["profile", "add", "work", "--issuer", &issuer.url, "--client-id", "authctl", "--dpop"];
    sandbox.run(words).succeeds();
    let before = issuer.api.calls().len();
    for words in [&["call", "work", "read"][..], &["token", "work"], &["status", "work", "--check"]] {
        sandbox.run(words).exits(4).prints_nothing().says(["not bound to a key", "authctl login work"]);
    }
    assert_eq!(issuer.api.calls().len(), before, "nothing was sent");
    sandbox.authctl(["login", "work"]).env("BROWSER", following_browser()).run().succeeds();
    sandbox.run(["call", "work", "read", "--fail"]).succeeds();
}

#[test]
fn l1_a42_neither_the_key_nor_a_proof_is_told_or_lies_about() {
    let issuer = Issuer::with(&json!({ "dpopNonce": true }));
    let sandbox = Sandbox::with_file_store();
    issuer.api.want_nonces("once");
    let mut told = vec![log_in(&sandbox, &issuer, &["-vv"]).succeeds()];
    let key = private_number(&sandbox);
    for verb in [
        &["call", "work", "read", "-vv"][..],
        &["call", "work", "read", "-i"],
        &["whoami", "work", "-vv"],
        &["status", "work", "--json"],
        &["token", "work", "--force-renew", "-vv", "--json"],
        &["profile", "show", "work"],
    ] {
        told.push(sandbox.run(verb).succeeds());
    }
    let echo =
        ScriptedServer::start(|request, _| scripted::answer(400, &[], request.header("dpop").unwrap()));
    let endpoint = format!("token={}", echo.url);
    told.push(
        sandbox
            .authctl(["login", "work", "--endpoint", &endpoint, "-vv"])
            .env("BROWSER", following_browser())
            .run(),
    );
    assert_ne!(told.last().unwrap().code, 0);
    let signature = |entry: &Value| Some(entry["headers"]["dpop"].as_str()?.rsplit('.').next()?.to_owned());
    let proofs: Vec<String> = issuer.log().iter().chain(&issuer.api.calls()).filter_map(signature).collect();
    let echoed = echo.seen()[0].header("dpop").unwrap().rsplit('.').next().unwrap().to_owned();
    assert!(proofs.len() > 5);
    for output in &told {
        // call prints what the API repeats of the request: that is its output
        let text =
            if output.everything().contains("\"dpop\"") { &output.stderr } else { &output.everything() };
        for secret in proofs.iter().chain([&key, &echoed]) {
            assert_eq!(search::forms_of(secret, text.as_bytes()), [""; 0], "{secret} in {output}");
        }
    }
    for (path, content) in sandbox.files() {
        for secret in proofs.iter().chain([&key]) {
            assert_eq!(search::forms_of(secret, &content), [""; 0], "in {}", path.display());
        }
    }
}
