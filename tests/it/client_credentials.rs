//! A machine logs in as itself (RFC 6749 section 4.4), by secret or by key, and nobody is there.

use crate::support::process::Authctl;
use crate::support::scripted::json as json_answer;
use crate::support::{
    Issuer, Output, Running, Sandbox, ScriptedServer, Tmux, http, in_package, long, search, until,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::PathBuf;

const MACHINE: [&str; 4] = ["--method", "client-credentials", "--no-input", "--scope"];
const SECRET: &str = "svc-basic-secret-0123456789abcdef0123456789";
const GRANT: &str = "client_credentials";

/// `login ci` as this client, for the API of the issuer.
fn login(sandbox: &Sandbox, issuer: &Issuer, client: &str, store: &str) -> Authctl {
    sandbox
        .authctl(["login", "ci", "--issuer", &issuer.url, "--client-id", client, "--store", store])
        .args(MACHINE)
        .args(["api:read", "--resource", &issuer.api.at("/api"), "--api", &issuer.api.at("/api/")])
}

fn secret_file(sandbox: &Sandbox, secret: &str) -> String {
    sandbox.write("secret", secret).to_str().unwrap().to_owned()
}

/// Logged in as `svc-basic`, with the file of its secret.
fn logged_in(issuer: &Issuer, store: &str) -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::with_file_store();
    let file = secret_file(&sandbox, SECRET);
    login(&sandbox, issuer, "svc-basic", store).args(["--client-secret-file", &file]).run().succeeds();
    (sandbox, file.into())
}

fn key(kind: &str) -> PathBuf {
    in_package("tests/peers/.work/client-keys").join(format!("client-{kind}.pem"))
}

/// Header and claims of the assertion that a request carried.
fn assertion(entry: &Value) -> (Value, Value) {
    let text = entry["params"]["client_assertion"].as_str().unwrap();
    let part = |at: usize| {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text.split('.').nth(at).unwrap()).unwrap()).unwrap()
    };
    (part(0), part(1))
}

#[test]
fn what_proves_a_client_and_is_not_there_is_told_before_anybody_is_asked() {
    let sandbox = Sandbox::with_file_store();
    let issuer = Issuer::start();
    let nowhere = sandbox.path("nowhere");
    let nowhere = nowhere.to_str().unwrap();
    let folder = sandbox.path("home");
    for (flag, value, told) in [
        ("--client-secret-file", nowhere, "nowhere is not there"),
        ("--client-key", nowhere, "nowhere is not there"),
        ("--client-secret-file", folder.to_str().unwrap(), "Is a directory"),
        ("--client-secret-env", "NOWHERE", "NOWHERE, which should hold its secret, is not set"),
    ] {
        for method in ["client-credentials", "oidc"] {
            let words = ["login", "ci", "--issuer", &issuer.url, "--client-id", "x", "--store", "file"];
            let login = sandbox.authctl(words).args(["--method", method, flag, value]);
            login.run().exits(1).prints_nothing().says(["the client cannot prove who it is", told]);
        }
    }
    assert!(issuer.requests_to("/.well-known/openid-configuration").is_empty(), "the issuer was not asked");
    let words = ["store", "init", "--passphrase"];
    let init = sandbox.authctl(words).env("AUTHCTL_PASSPHRASE_FILE", nowhere).run().exits(7);
    init.says(["cannot read", "nowhere: No such file or directory."]);
}

#[test]
fn t2_a_machine_logs_in_by_basic_without_a_person_and_without_openid() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let file = secret_file(&sandbox, SECRET);
    let login = login(&sandbox, &issuer, "svc-basic", "file").args(["--client-secret-file", &file]).run();
    login.succeeds().prints_nothing().says(["Logged in to ci as svc-basic"]);
    let asked = issuer.grants(GRANT).remove(0);
    assert_eq!(
        asked["headers"]["authorization"],
        format!("Basic {}", STANDARD.encode(format!("svc-basic:{SECRET}")))
    );
    assert_eq!(
        (&asked["url"], &asked["params"]["client_secret"]),
        (&json!("/token"), &json!(null)),
        "{asked}"
    );
    assert_eq!(asked["params"]["scope"], "api:read", "openid is for persons");
    assert_eq!(asked["params"]["resource"], issuer.api.at("/api"));

    assert_eq!(sandbox.run(["call", "ci", "read", "--fail"]).succeeds().json()["sub"], "svc-basic");
    let status = sandbox.run(["status", "ci", "--json"]).succeeds().json();
    assert_eq!(
        [&status["method"], &status["subject"], &status["renewable"], &status["state"]],
        [&json!("client-credentials"), &json!(null), &json!(true), &json!("valid")],
        "{status}"
    );
    assert!(sandbox.run(["status", "ci"]).succeeds().text().contains("svc-basic"));
    assert_eq!(sandbox.run(["whoami", "ci", "--json"]).succeeds().json()["claims"]["client_id"], "svc-basic");
    let settings = sandbox.run(["profile", "show", "ci", "--json"]).succeeds().json()["settings"].clone();
    assert_eq!(settings["scopes"]["value"], json!(["api:read"]));
    assert_eq!((&settings["port"], &settings["callback-host"]), (&json!(null), &json!(null)), "{settings}");
    assert_eq!(issuer.grants(GRANT).len(), 1);
}

#[test]
fn t2_the_secret_goes_into_the_body_where_that_is_wanted() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let secret = "svc-post-secret-0123456789abcdef0123456789";
    login(&sandbox, &issuer, "svc-post", "file")
        .args(["--client-auth", "post", "--client-secret-env", "CI_SECRET"])
        .env("CI_SECRET", secret)
        .run()
        .succeeds();
    let asked = issuer.grants(GRANT).remove(0);
    assert_eq!(asked["params"]["client_secret"], secret);
    assert_eq!((&asked["url"], &asked["headers"]["authorization"]), (&json!("/token"), &json!(null)));
    // without the variable the kept token still works, and a renewal says what is missing
    sandbox.run(["call", "ci", "read", "--fail"]).succeeds();
    sandbox.run(["token", "ci", "--force-renew"]).exits(1).prints_nothing().says(["CI_SECRET", "not set"]);
}

#[test]
fn t2_both_halves_of_basic_are_form_encoded() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let file = secret_file(&sandbox, "p%ss+w/o=r:d & \"x\n");
    login(&sandbox, &issuer, "svc:odd id", "file").args(["--client-secret-file", &file]).run().succeeds();
    let sent = issuer.grants(GRANT)[0]["headers"]["authorization"].as_str().unwrap().to_owned();
    let pair = String::from_utf8(STANDARD.decode(sent.strip_prefix("Basic ").unwrap()).unwrap()).unwrap();
    assert_eq!(pair, "svc%3Aodd+id:p%25ss%2Bw%2Fo%3Dr%3Ad+%26+%22x");
    sandbox.run(["call", "ci", "read", "--fail"]).succeeds();
}

#[test]
fn t19_each_kind_of_key_signs_an_assertion_for_the_issuer_that_is_used_once() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let mut seen = HashSet::new();
    for (kind, algorithm) in [("es256", "ES256"), ("rs256", "RS256"), ("eddsa", "EdDSA")] {
        issuer.clear_log();
        let file = key(kind).to_str().unwrap().to_owned();
        login(&sandbox, &issuer, "svc-jwt", "file").args(["--client-key", &file]).run().succeeds();
        sandbox.run(["token", "ci", "--force-renew"]).succeeds();
        let asked = issuer.grants(GRANT);
        assert_eq!(asked.len(), 2);
        for entry in &asked {
            let (header, claims) = assertion(entry);
            assert_eq!(header, json!({ "alg": algorithm }), "a PEM file names no key id");
            assert_eq!([&claims["iss"], &claims["sub"]], ["svc-jwt", "svc-jwt"], "{claims}");
            assert_eq!(claims["aud"], issuer.url, "the issuer, and no endpoint of it");
            let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
            assert!((1..=60).contains(&life), "{claims}");
            assert!(seen.insert(claims["jti"].to_string()), "a jti came twice: {claims}");
            assert_eq!((&entry["headers"]["authorization"], &entry["url"]), (&json!(null), &json!("/token")));
        }
        sandbox.run(["call", "ci", "read", "--fail"]).succeeds();
        // somebody who saw it cannot use it again
        let replayed = http::post_form(
            &format!("{}/token", issuer.url),
            &[
                ("grant_type", GRANT),
                ("client_id", "svc-jwt"),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", asked[0]["params"]["client_assertion"].as_str().unwrap()),
            ],
        );
        assert_eq!(replayed.status, 401, "{replayed:?}");
    }
}

#[test]
fn t19_code_exchange_renewal_par_and_revocation_are_signed_too() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let file = key("es256").to_str().unwrap().to_owned();
    sandbox.login_by("authctl-jwt", &issuer).args(["--par", "--client-key", &file]).run().succeeds();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    sandbox.run(["logout", "work"]).succeeds().says(["The refresh token is revoked."]);
    let mut seen = HashSet::new();
    // of what is pushed the issuer's log keeps the request alone
    assert_eq!(issuer.requests_to("/request")[0]["status"], 201, "only a client that proved itself may push");
    for (path, least) in [("/token", 2), ("/token/revocation", 2)] {
        let asked = issuer.requests_to(path);
        assert!(asked.len() >= least, "{path}: {asked:?}");
        for entry in asked {
            let (_, claims) = assertion(&entry);
            assert_eq!(claims["aud"], issuer.url, "{path}");
            assert!(seen.insert(claims["jti"].to_string()), "{path}: a jti came twice");
        }
    }
    assert_eq!(issuer.grants("refresh_token").len(), 1);
}

#[test]
fn a_key_may_be_a_jwk_with_its_id_and_what_is_no_private_key_is_told() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let to_jwk = "const c = require('crypto'), fs = require('fs');
        const jwk = c.createPrivateKey(fs.readFileSync(process.argv[1])).export({ format: 'jwk' });
        console.log(JSON.stringify({ ...jwk, kid: 'client-es256' }));";
    let jwk = std::process::Command::new(crate::support::node::program())
        .args(["-e", to_jwk, key("es256").to_str().unwrap()])
        .output()
        .unwrap();
    let file = sandbox.write("key.jwk", &jwk.stdout).to_str().unwrap().to_owned();
    login(&sandbox, &issuer, "svc-jwt", "file").args(["--client-key", &file]).run().succeeds();
    assert_eq!(assertion(&issuer.grants(GRANT)[0]).0, json!({ "alg": "ES256", "kid": "client-es256" }));

    issuer.clear_log();
    let mut public: Value = serde_json::from_slice(&jwk.stdout).unwrap();
    public.as_object_mut().unwrap().remove("d");
    let secret = |text: &str| json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode(text) }).to_string();
    for (content, told) in [
        (public.to_string(), "holds only public keys"),
        (secret("0a9b8c7d6e5f4g3h2i1j0k9l8m7n6o5p"), "private_key_jwt wants a private key"),
        (secret("short"), "holds a shared secret"),
        ("{".to_owned(), "is not acceptable JSON"),
        ("rubbish".to_owned(), "holds neither a JWK"),
        (json!({ "keys": [public] }).to_string(), "holds only public keys"),
        (
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----".to_owned(),
            "openssl pkey",
        ),
    ] {
        std::fs::write(&file, content).unwrap();
        let failed = login(&sandbox, &issuer, "svc-jwt", "file").args(["--client-key", &file]).run();
        failed.exits(1).prints_nothing().says([file.as_str(), told]);
    }
    assert_eq!(issuer.grants(GRANT).len(), 0);
}

#[test]
fn a_wrong_secret_ends_a_login_with_6_and_a_renewal_with_4_and_loses_nothing() {
    let issuer = Issuer::start();
    let (sandbox, file) = logged_in(&issuer, "file");
    std::fs::write(&file, "wrong").unwrap();
    let path = file.to_str().unwrap();
    let refused = login(&sandbox, &issuer, "svc-basic", "file").args(["--client-secret-file", path]).run();
    refused.exits(6).prints_nothing().says([
        "invalid_client",
        "client authentication failed",
        "--client-secret-file",
    ]);
    let renewal = sandbox.run(["token", "ci", "--force-renew", "--json"]).exits(4).prints_nothing().failure();
    assert_eq!(
        (&renewal["code"], &renewal["retryable"]),
        (&json!("invalid_client"), &json!(false)),
        "{renewal}"
    );
    assert!(renewal["hints"].to_string().contains("no new login is needed"), "{renewal}");
    // an issuer that says it as if a grant had ended
    issuer.fail("/token", 1, 400, "{\"error\":\"invalid_grant\"}");
    sandbox.run(["token", "ci", "--force-renew"]).exits(4).prints_nothing().says(["invalid_grant"]);
    sandbox.run(["call", "ci", "read", "--fail"]).succeeds(); // with the token that is still good
    std::fs::write(&file, SECRET).unwrap();
    sandbox.run(["token", "ci", "--force-renew"]).succeeds();
}

#[test]
fn a_machine_without_a_proof_is_told_where_to_name_one() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let told = ["--client-secret-file", "--client-secret-env", "--client-key"];
    login(&sandbox, &issuer, "svc-basic", "file").run().exits(2).prints_nothing().says(told);
    login(&sandbox, &issuer, "svc-basic", "file").args(["--client-auth", "none"]).run().exits(2).says(told);
    let by_hand = login(&sandbox, &issuer, "svc-basic", "file").args(["--param", "client_secret=x"]).run();
    by_hand.exits(2).says(["client_secret is authctl's own"]);
    let file = secret_file(&sandbox, SECRET);
    let device =
        login(&sandbox, &issuer, "svc-basic", "file").args(["--client-secret-file", &file, "--device"]);
    device.run().exits(2).says(["--method oidc"]);
    assert_eq!(issuer.log().len(), 0, "nobody was asked for anything");
}

#[test]
fn a_person_may_type_the_secret_and_it_rests_with_the_credential() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let words = ["login", "ci", "--issuer", &issuer.url, "--client-id", "svc-basic", "--store", "file"];
    let terminal = Tmux::start(&sandbox, &[&words[..], &MACHINE[..2]].concat(), &[]);
    terminal.shows("Client secret of profile ci");
    terminal.type_text(SECRET);
    terminal.press("Enter");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    assert!(!terminal.screen().contains(SECRET));
    sandbox.run(["token", "ci", "--force-renew"]).succeeds();
    assert_eq!(issuer.grants(GRANT).len(), 2);
    for (path, content) in sandbox.files() {
        assert_eq!(search::forms_of(SECRET, &content), [""; 0], "{}", path.display());
    }
}

#[test]
fn r1_t10_many_processes_with_an_expired_token_ask_for_one_new_one() {
    let issuer = Issuer::with(&json!({ "atTtl": 1 }));
    let (sandbox, _) = logged_in(&issuer, "file");
    for _ in 0..if long() { 20 } else { 2 } {
        until("the token to expire", || {
            let status = sandbox.run(["status", "ci", "--json"]).succeeds().json();
            (status["state"] == "expired").then_some(())
        });
        issuer.clear_log();
        issuer.set(&json!({ "atTtl": 3600, "delayMs": 50 }));
        let calls: Vec<Running> = (0..20).map(|_| sandbox.authctl(["token", "ci"]).spawn()).collect();
        let tokens: Vec<Output> = calls.into_iter().map(|call| call.finish().succeeds()).collect();
        assert_eq!(issuer.grants(GRANT).len(), 1);
        let given = issuer.last_tokens()["access_token"].clone();
        assert!(tokens.iter().all(|token| token.text() == given), "everybody got the new token");
        issuer.set(&json!({ "atTtl": 1, "delayMs": 0 }));
        sandbox.run(["token", "ci", "--force-renew"]).succeeds();
    }
}

#[test]
fn t9_a_token_that_the_api_refuses_is_replaced_once() {
    let issuer = Issuer::start();
    for store in ["file", "none"] {
        let (sandbox, _) = logged_in(&issuer, store);
        issuer.clear_log();
        let before = issuer.api.calls().len();
        let refused = sandbox.run(["call", "ci", &issuer.api.at("/refuse/x"), "-i"]).succeeds();
        assert!(refused.text().contains("401"), "{refused}");
        let asked = issuer.grants(GRANT).len();
        assert_eq!(
            (asked, issuer.api.calls().len() - before),
            (if store == "file" { 1 } else { 2 }, 2),
            "{store}"
        );
    }
}

#[test]
fn a49_without_a_store_the_profile_keeps_only_where_the_secret_is() {
    let issuer = Issuer::start();
    let (sandbox, file) = logged_in(&issuer, "none");
    sandbox.run(["profile", "show", "ci"]).succeeds();
    let before = sandbox.files();
    let tokens: Vec<String> =
        (0..2).map(|_| sandbox.run(["token", "ci"]).succeeds().text().to_owned()).collect();
    assert_ne!(tokens[0], tokens[1], "each run logs in");
    sandbox.run(["call", "ci", "read", "--fail"]).succeeds();
    sandbox.run(["call", "ci", "read", "--fail", "--no-renew"]).succeeds();
    sandbox.run(["status", "ci", "--check"]).succeeds();
    sandbox.run(["token", "ci", "--force-renew"]).succeeds();
    assert_eq!(issuer.grants(GRANT).len(), 6, "one login for each");
    let after = sandbox.files();
    assert_eq!(after, before, "nothing was written");
    let secrets = tokens.iter().map(String::as_str).chain([SECRET]);
    for (secret, (path, content)) in secrets.flat_map(|secret| after.iter().map(move |file| (secret, file))) {
        let is_its_file = secret == SECRET && *path == file;
        assert_eq!(search::forms_of(secret, content).is_empty(), !is_its_file, "{}", path.display());
    }
    std::fs::write(&file, "wrong").unwrap();
    sandbox.run(["token", "ci"]).exits(6).prints_nothing().says(["could not log in", "invalid_client"]);
    std::fs::remove_file(&file).unwrap();
    sandbox.run(["token", "ci"]).exits(1).prints_nothing().says([file.to_str().unwrap()]);
}

#[test]
fn the_credential_of_a_person_is_not_taken_for_a_machines() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::logged_in(&issuer);
    let file = secret_file(&sandbox, SECRET);
    let change = ["profile", "add", "work", "--method", "client-credentials", "--client-secret-file", &file];
    sandbox.run(change).succeeds();
    sandbox.run(["token", "work"]).exits(4).prints_nothing().says(["a login by oidc", "client-credentials"]);
    sandbox.run(["call", "work", "read"]).exits(4).prints_nothing();
    assert_eq!(issuer.grants(GRANT).len(), 0);
}

#[test]
fn an_issuer_without_metadata_needs_its_token_endpoint_alone() {
    let issuer = ScriptedServer::start(|request, _| match request.path() {
        "/t" => {
            json_answer(200, &json!({ "access_token": "given", "token_type": "bearer", "expires_in": "60" }))
        }
        _ => json_answer(404, &json!({})),
    });
    let sandbox = Sandbox::with_file_store();
    let file = secret_file(&sandbox, SECRET);
    let endpoint = format!("token={}", issuer.at("/t"));
    let login = [
        "login",
        "ci",
        "--issuer",
        &issuer.url,
        "--client-id",
        "c",
        "--store",
        "file",
        "--endpoint",
        &endpoint,
    ];
    let login = sandbox.authctl(login).args(&MACHINE[..2]).args(["--client-secret-file", &file]);
    login.args(["--audience", "https://api.example.com"]).run().succeeds();
    assert_eq!(sandbox.run(["token", "ci"]).succeeds().text(), "given");
    let asked = issuer.seen();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].field("audience").as_deref(), Some("https://api.example.com"));
    assert_eq!((asked[0].field("scope"), asked[0].field("resource")), (None, None));
    sandbox
        .run(["logout", "ci"])
        .succeeds()
        .says(["offers no way to revoke it", "the local copy is deleted"]);
}

#[test]
fn a42_a41_neither_secret_nor_assertion_is_shown() {
    let issuer = Issuer::start();
    let (sandbox, file) = logged_in(&issuer, "file");
    let (secret_file, key_file) =
        (file.to_str().unwrap().to_owned(), key("rs256").to_str().unwrap().to_owned());
    for mode in [&["-vv"][..], &["--json"], &["-vv", "--json"]] {
        let proofs =
            [("svc-basic", ["--client-secret-file", &secret_file]), ("svc-jwt", ["--client-key", &key_file])];
        for (client, proof) in proofs {
            let shown = login(&sandbox, &issuer, client, "file").args(proof).args(mode).run().succeeds();
            // an issuer that repeats what it was sent
            let echo = json!({ "error": "invalid_client", "error_description": format!("no: {SECRET}") })
                .to_string();
            let echo = if client == "svc-basic" { echo } else { "{\"error\":\"invalid_client\"}".to_owned() };
            issuer.fail("/token", 1, 401, &echo);
            let failed = sandbox.authctl(["token", "ci", "--force-renew"]).args(mode).run().exits(4);
            let log = issuer.grants(GRANT);
            let sent = log.iter().filter_map(|entry| entry["params"]["client_assertion"].as_str());
            let given = log.iter().filter_map(|entry| entry["answer"]["access_token"].as_str());
            for secret in sent.chain(given).chain(["c3ZjLWJhc2ljOnN2Yy1iYXNpYy1zZWNyZXQ"]) {
                assert_eq!(search::forms_of(secret, shown.everything().as_bytes()), [""; 0], "{shown}");
                assert_eq!(search::forms_of(secret, failed.everything().as_bytes()), [""; 0], "{failed}");
            }
            for output in [&shown, &failed] {
                assert_eq!(search::forms_of(SECRET, output.everything().as_bytes()), [""; 0], "{output}");
            }
        }
    }
}

#[test]
fn t15_t16_a_machines_tokens_can_be_bound_to_a_key_too() {
    let issuer = Issuer::start();
    let sandbox = Sandbox::with_file_store();
    let file = secret_file(&sandbox, SECRET);
    login(&sandbox, &issuer, "svc-basic", "file")
        .args(["--client-secret-file", &file, "--dpop"])
        .run()
        .succeeds();
    sandbox.run(["call", "ci", "read", "--fail"]).succeeds();
    sandbox.run(["token", "ci", "--force-renew"]).succeeds();
    issuer.set(&json!({ "dpopNonce": true }));
    sandbox.run(["call", "ci", "read", "--fail"]).succeeds();
    sandbox.run(["token", "ci", "--force-renew"]).succeeds();
    let keys: HashSet<String> = issuer.grants(GRANT).iter().map(key_of_proof).collect();
    assert_eq!(keys.len(), 1, "one key for the life of the login: {keys:?}");
    let calls = issuer.api.calls();
    let schemes = calls.iter().map(|call| call["headers"]["authorization"].as_str().unwrap());
    assert!(schemes.into_iter().all(|scheme| scheme.starts_with("DPoP ")), "{calls:?}");
}

/// The public key in the proof that a request carried, as text.
fn key_of_proof(entry: &Value) -> String {
    let proof = entry["headers"]["dpop"].as_str().unwrap_or_else(|| panic!("no proof: {entry}"));
    let header = URL_SAFE_NO_PAD.decode(proof.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["jwk"].to_string()
}

#[test]
fn nobody_is_told_to_log_in_as_a_person_where_a_machine_logs_in() {
    let issuer = Issuer::start();
    for store in ["file", "none"] {
        let (sandbox, _) = logged_in(&issuer, store);
        let no_id = sandbox.run(["token", "ci", "--type", "id"]).exits(6).prints_nothing();
        let no_id = no_id.says(["no person is behind it whom an ID token could be about"]);
        let no_user = sandbox.run(["userinfo", "ci"]).exits(6).prints_nothing();
        let no_user = no_user.says(["userinfo is about persons", "authctl whoami ci shows the client"]);
        for said in [no_id, no_user] {
            assert!(!said.everything().contains("login") && !said.everything().contains("openid "), "{said}");
        }
    }
    let (sandbox, _) = logged_in(&issuer, "file");
    sandbox.run(["revoke", "--type", "refresh"]).exits(6).says(["is given an access token alone"]);
}
