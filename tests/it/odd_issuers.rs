//! What issuers in the field answer besides what the RFCs say: each line was seen on a running one.

use crate::support::scripted::{self, Request};
use crate::support::scripted_issuer::{self, Lies};
use crate::support::{Authctl, Output, Sandbox, ScriptedServer, ports};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

/// An issuer that answers some requests in its own way.
fn issuer_with(
    lies: Lies,
    odd: impl Fn(&Request, &str) -> Option<Vec<u8>> + Send + Sync + 'static,
) -> ScriptedServer {
    let honest = scripted_issuer::script(lies);
    ScriptedServer::start(move |request, issuer| {
        odd(request, issuer).unwrap_or_else(|| honest(request, issuer))
    })
}

fn login(sandbox: &Sandbox, issuer: &str) -> Authctl {
    let words = ["login", "work", "--issuer", issuer, "--client-id", scripted_issuer::CLIENT_ID];
    sandbox.authctl(words).args(["--scope", "openid", "--store", "file", "--no-browser"])
}

fn follow(login: Authctl) -> Output {
    let login = login.spawn();
    scripted_issuer::follow(&login);
    login.finish()
}

#[track_caller]
fn logged_in(issuer: &str) -> Sandbox {
    let sandbox = Sandbox::with_file_store();
    follow(login(&sandbox, issuer)).succeeds();
    sandbox
}

#[track_caller]
fn assert_accepted(lies: Lies) -> (ScriptedServer, Sandbox) {
    let issuer = scripted_issuer::start(lies);
    let sandbox = logged_in(&issuer.url);
    (issuer, sandbox)
}

/// The refresh tokens that were sent, in order.
fn refresh_tokens(issuer: &ScriptedServer) -> Vec<String> {
    issuer
        .seen()
        .iter()
        .filter(|request| request.path() == "/token")
        .filter_map(|request| request.field("refresh_token"))
        .collect()
}

/// Answers `refused` to each refresh and is honest otherwise.
fn refusing_refresh(refused: &'static [u8]) -> Lies {
    Lies {
        token_answer: Box::new(move |request, honest| match request.field("grant_type").as_deref() {
            Some("refresh_token") => refused.to_vec(),
            _ => scripted::json(200, &honest),
        }),
        ..Lies::default()
    }
}

const EMPTY_400: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const EMPTY_403: &[u8] = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const BARE_INVALID_GRANT: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 25\r\n\r\n{\"error\":\"invalid_grant\"}";

#[test]
fn r8_a_refusal_without_a_word_costs_no_refresh_token() {
    for (refused, status) in [(EMPTY_400, "HTTP 400"), (EMPTY_403, "HTTP 403")] {
        let (issuer, sandbox) = assert_accepted(refusing_refresh(refused));
        let told = sandbox.run(["token", "work", "--force-renew"]).exits(4).prints_nothing();
        told.says([status, "without saying why", "the refresh token is kept", "authctl login work"]);
        sandbox.run(["token", "work", "--force-renew"]).exits(4);
        assert_eq!(refresh_tokens(&issuer).len(), 2, "{status}: it was kept and sent again");
        sandbox.run(["token", "work"]).succeeds(); // the access token is still good
    }
}

#[test]
fn r8_invalid_grant_without_a_description_ends_the_login() {
    let (issuer, sandbox) = assert_accepted(refusing_refresh(BARE_INVALID_GRANT));
    for _ in 0..2 {
        let told = sandbox.run(["token", "work", "--force-renew"]).exits(4).prints_nothing();
        told.says(["invalid_grant", "authctl login work"]);
    }
    assert_eq!(refresh_tokens(&issuer).len(), 1, "what is over is not asked for again");
}

#[test]
fn t6_a_refused_login_is_told_in_the_issuers_words_or_by_its_status() {
    for (answer, words) in [
        (scripted::json(403, &json!({"error": "invalid_code"})), ["invalid_code", "token endpoint"]),
        (EMPTY_403.to_vec(), ["HTTP 403", "without saying why"]),
        (EMPTY_400.to_vec(), ["HTTP 400", "without saying why"]),
        (b"HTTP/1.0 401 No\r\n\r\n".to_vec(), ["HTTP 401", "without saying why"]),
        (
            scripted::answer(400, &[("content-type", "text/html")], r#"{"error":"invalid_grant"}"#),
            ["invalid_grant", "token endpoint"],
        ),
    ] {
        let lies = Lies { token_answer: Box::new(move |_, _| answer.clone()), ..Lies::default() };
        let issuer = scripted_issuer::start(lies);
        follow(login(&Sandbox::with_file_store(), &issuer.url)).exits(6).prints_nothing().says(words);
    }
}

#[test]
fn json_that_is_labelled_as_html_is_json() {
    let labelled = |body: &Value| {
        scripted::answer(200, &[("content-type", "text/html; charset=utf-8")], &body.to_string())
    };
    let issuer = issuer_with(
        Lies { token_answer: Box::new(move |_, honest| labelled(&honest)), ..Lies::default() },
        |_, _| None,
    );
    logged_in(&issuer.url);
}

#[test]
fn userinfo_may_say_401_without_a_challenge_or_with_two() {
    let bare = "HTTP/1.1 401 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let two = "HTTP/1.1 401 No\r\nwww-authenticate: Bearer error=\"invalid_token\"\r\nwww-authenticate: DPoP algs=\"ES256\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    for answer in [bare, two] {
        let issuer = scripted_issuer::start(Lies {
            userinfo: Box::new(move |_, _| answer.as_bytes().to_vec()),
            ..Lies::default()
        });
        let sandbox = logged_in(&issuer.url);
        // renewed once, asked once more, then the word of the ID token
        let who = sandbox.run(["whoami", "work"]).succeeds();
        assert!(who.text().contains("alice"), "{who}");
        assert_eq!(refresh_tokens(&issuer).len(), 1);
        let asked = issuer.seen().iter().filter(|request| request.path() == "/userinfo").count();
        assert_eq!(asked, 2, "{answer}");
    }
}

#[test]
fn discovery_may_leave_out_every_list() {
    let (issuer, sandbox) = assert_accepted(Lies {
        discovery: Box::new(|document| {
            document.as_object_mut().unwrap().retain(|name, _| {
                ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"].contains(&name.as_str())
            });
        }),
        ..Lies::default()
    });
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    // neither revocation nor introspection: told, and no obstacle
    sandbox.run(["logout", "work"]).succeeds().says(["no way to revoke", "the local copy is deleted"]);
    drop(issuer);
}

#[test]
fn discovery_may_list_no_method_for_public_clients_though_they_work() {
    assert_accepted(Lies {
        discovery: Box::new(|document| {
            document["token_endpoint_auth_methods_supported"] = json!(["client_secret_basic"]);
            document["grant_types_supported"] = json!(["implicit"]);
        }),
        ..Lies::default()
    });
}

/// An issuer below `prefix` whose metadata lies at `metadata` and nowhere else.
fn placed(prefix: &'static str, metadata: &'static str) -> (ScriptedServer, String) {
    let honest = scripted_issuer::script(Lies::default());
    let server = ScriptedServer::start(move |request, own| {
        let issuer = format!("{own}{prefix}");
        let target = match request.path() {
            path if path == metadata => "/.well-known/openid-configuration",
            path if path.contains(".well-known") => "/nothing",
            _ => request.target.strip_prefix(prefix).unwrap_or("/nothing"),
        };
        honest(&Request { target: target.to_owned(), ..request.clone() }, &issuer)
    });
    let issuer = format!("{}{prefix}", server.url);
    (server, issuer)
}

#[test]
fn m3_the_metadata_of_rfc_8414_is_found_where_openids_is_not() {
    for (prefix, metadata) in [
        ("", "/.well-known/oauth-authorization-server"),
        ("/realm", "/.well-known/oauth-authorization-server/realm"),
        ("/realms/one/", "/.well-known/oauth-authorization-server/realms/one"),
        ("/realm", "/realm/.well-known/openid-configuration"),
    ] {
        let (_server, issuer) = placed(prefix, metadata);
        let shown = Sandbox::new().run(["discover", &issuer]).succeeds().json();
        assert_eq!(shown["issuer"], issuer.as_str(), "{metadata}");
    }
    let (_server, issuer) = placed("/realm", "/.well-known/oauth-authorization-server/realm");
    logged_in(&issuer);
    let (_server, issuer) = placed("/realm", "/.well-known/oauth-authorization-server");
    let lost = Sandbox::new().run(["discover", &issuer]).exits(1).prints_nothing();
    lost.says([
        "publishes no metadata",
        "openid-configuration answers HTTP 404",
        "oauth-authorization-server/realm answers HTTP 404",
        "check the issuer's address",
    ]);
}

#[test]
fn n3_n7_a_redirect_uri_that_must_match_exactly_can_be_named_to_the_letter() {
    let port = ports::own();
    let wanted = format!("http://localhost:{port}/auth/cb");
    let registered = wanted.clone();
    let issuer = issuer_with(Lies::default(), move |request, _| {
        let sent = request.query("redirect_uri").or_else(|| request.field("redirect_uri"))?;
        (sent != registered).then(|| scripted::answer(400, &[], "redirect_uri is not registered"))
    });
    let sandbox = Sandbox::with_file_store();
    let exact = ["--port", &port.to_string(), "--callback-host", "localhost", "--callback-path", "/auth/cb"];
    follow(login(&sandbox, &issuer.url).args(exact)).succeeds();
    let exchange = issuer.seen().into_iter().find(|request| request.path() == "/token").unwrap();
    assert_eq!(exchange.field("redirect_uri"), Some(wanted));
}

#[test]
fn n13_the_redirect_may_say_more_than_was_asked() {
    assert_accepted(Lies {
        redirect: Box::new(|query| {
            query.push(("session_state".into(), "a.b".into()));
            query.push(("scope".into(), "openid".into()));
        }),
        ..Lies::default()
    });
}

#[test]
fn n9_an_error_is_told_though_the_promised_iss_is_missing() {
    let issuer = scripted_issuer::start(Lies {
        redirect: Box::new(|query| {
            query.retain(|(name, _)| name == "state");
            query.push(("error".into(), "access_denied".into()));
            query.push(("error_description".into(), "not today".into()));
        }),
        ..Lies::default()
    });
    let refused = follow(login(&Sandbox::with_file_store(), &issuer.url)).exits(6);
    refused.says(["access_denied", "not today"]);
}

/// The honest answer of the token endpoint with a change.
fn tokens(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Lies {
    Lies {
        token_answer: Box::new(move |_, mut honest| {
            change(&mut honest);
            scripted::json(200, &honest)
        }),
        ..Lies::default()
    }
}

#[test]
fn t3_a_token_type_in_lower_case_is_bearer() {
    let (_issuer, sandbox) = assert_accepted(tokens(|answer| answer["token_type"] = json!("bearer")));
    let header = sandbox.run(["token", "work", "--format", "header"]).succeeds();
    assert!(header.text().starts_with("Authorization: Bearer access-token"), "{header}");
}

#[test]
fn an_access_token_is_the_apis_business_whatever_is_in_it() {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({"aud": "openid profile", "sub": "alice", "exp": 1});
    let jwt = format!("{}.{}.c2ln", part(&json!({"alg": "RS256", "typ": "at+jwt"})), part(&claims));
    for token in [jwt.as_str(), "-opaque_and-43-characters~+/=.", "x"] {
        let text = token.to_owned();
        let (_issuer, sandbox) = assert_accepted(tokens(move |answer| answer["access_token"] = json!(text)));
        assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), token);
    }
}

#[test]
fn j34_keys_without_use_or_alg_are_for_signatures() {
    assert_accepted(Lies {
        keys: Box::new(|keys| {
            let key = keys["keys"][0].as_object_mut().unwrap();
            key.remove("use");
            key.remove("alg");
        }),
        ..Lies::default()
    });
}

#[test]
fn o3_o8_o9_id_tokens_may_hold_what_nobody_asked_for() {
    let half = |text: &str| URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..16]);
    let (at_hash, c_hash) =
        (half("access-token-of-the-scripted-issuer"), half("code-of-the-scripted-issuer"));
    assert_accepted(Lies {
        id_token: Box::new(move |header, claims| {
            header["typ"] = json!("JWT");
            claims["auth_time"] = json!(0);
            claims["azp"] = json!(scripted_issuer::CLIENT_ID);
            claims["at_hash"] = json!(at_hash);
            claims["c_hash"] = json!(c_hash);
            claims["amr"] = json!(["pwd"]);
            claims["rt_hash"] = json!("whatever that is");
        }),
        ..Lies::default()
    });
    assert_accepted(tokens(|answer| {
        let token = answer["id_token"].as_str().unwrap().to_owned();
        let spacious = |part: &str| {
            let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
            serde_json::to_string_pretty(&value).unwrap()
        };
        let parts: Vec<&str> = token.split('.').collect();
        answer["id_token"] = json!(scripted_issuer::sign_texts(&spacious(parts[0]), &spacious(parts[1])));
    }));
}

#[test]
fn each_refresh_may_kill_the_access_token_before_it() {
    let number = std::sync::atomic::AtomicUsize::new(0);
    let (issuer, sandbox) = assert_accepted(Lies {
        token_answer: Box::new(move |_, mut honest| {
            let count = number.fetch_add(1, Ordering::SeqCst);
            honest["access_token"] = json!(format!("access-{count}"));
            honest["refresh_token"] = json!(format!("refresh-{count}"));
            if count > 0 {
                honest.as_object_mut().unwrap().remove("id_token");
            }
            scripted::json(200, &honest)
        }),
        ..Lies::default()
    });
    for newest in ["access-1", "access-2"] {
        assert_eq!(sandbox.run(["token", "work", "--force-renew"]).succeeds().text(), newest);
        assert_eq!(sandbox.run(["token", "work"]).succeeds().text(), newest, "the dead one is not given out");
    }
    assert_eq!(refresh_tokens(&issuer), ["refresh-0", "refresh-1"]);
}

#[test]
fn a_refresh_token_that_was_not_asked_for_is_used() {
    let (issuer, sandbox) = assert_accepted(Lies::default());
    let asked = issuer.seen().into_iter().find(|request| request.path() == "/auth").unwrap();
    assert_eq!(asked.query("scope").as_deref(), Some("openid"));
    assert_eq!(asked.query("prompt"), None);
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    assert_eq!(refresh_tokens(&issuer).len(), 1);
}

#[test]
fn offline_access_comes_with_the_prompt_that_issuers_want_for_it() {
    let issuer = issuer_with(
        Lies {
            token_answer: Box::new(|_, mut honest| {
                honest.as_object_mut().unwrap().remove("refresh_token");
                honest["scope"] = json!("openid");
                scripted::json(200, &honest)
            }),
            ..Lies::default()
        },
        |_, _| None,
    );
    let sandbox = Sandbox::with_file_store();
    let told = follow(login(&sandbox, &issuer.url).args(["--scope", "offline_access"])).succeeds();
    told.says(["no refresh token", "although offline_access was asked for"]);
    let asked = issuer.seen().into_iter().find(|request| request.path() == "/auth").unwrap();
    assert_eq!(asked.query("prompt").as_deref(), Some("consent"));
}

/// With a revocation endpoint that answers like this.
fn revoking(answer: &'static [u8]) -> ScriptedServer {
    let lies = Lies {
        discovery: Box::new(|document| {
            document["revocation_endpoint"] =
                json!(format!("{}/revoke", document["issuer"].as_str().unwrap()));
        }),
        ..Lies::default()
    };
    issuer_with(lies, move |request, _| (request.path() == "/revoke").then(|| answer.to_vec()))
}

#[test]
fn t12_a_revocation_that_is_refused_is_told_and_the_local_copy_goes() {
    let unauthorized: &[u8] =
        b"HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 24\r\n\r\n{\"error\":\"unauthorized\"}";
    for (answer, words) in [(unauthorized, "unauthorized"), (EMPTY_403, "HTTP 403"), (EMPTY_400, "HTTP 400")]
    {
        let issuer = revoking(answer);
        let sandbox = logged_in(&issuer.url);
        let out = sandbox.run(["logout", "work"]).succeeds();
        out.says([
            "the refresh token is not revoked",
            "the access token is not revoked",
            words,
            "stays good at the issuer until",
        ]);
        sandbox.run(["token", "work"]).exits(4);
        let asked = issuer.seen().iter().filter(|request| request.path() == "/revoke").count();
        assert_eq!(asked, 2, "once for each token: a no is a no");
    }
}

#[test]
fn http_1_0_that_closes_each_connection_is_http() {
    let old =
        |answer: Vec<u8>| String::from_utf8(answer).unwrap().replace("HTTP/1.1", "HTTP/1.0").into_bytes();
    let honest = scripted_issuer::script(Lies::default());
    let issuer = ScriptedServer::start(move |request, own| {
        let answer = old(honest(request, own));
        // without a length: the end is where the connection ends
        let text = String::from_utf8(answer).unwrap();
        let kept: Vec<&str> = text.split("\r\n").filter(|line| !line.starts_with("content-length")).collect();
        kept.join("\r\n").into_bytes()
    });
    let sandbox = logged_in(&issuer.url);
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
}

#[test]
fn an_endpoint_that_discovery_lacks_is_named_by_hand() {
    let (issuer, sandbox) = assert_accepted(Lies::default());
    sandbox.run(["logout", "work"]).succeeds().says(["no way to revoke"]);
    let revocation = format!("revocation={}/revoke", issuer.url);
    follow(login(&sandbox, &issuer.url).args(["--endpoint", &revocation])).succeeds();
    sandbox.run(["logout", "work"]).succeeds().says(["not revoked", "HTTP 404"]);
    let asked = issuer.seen().iter().filter(|request| request.path() == "/revoke").count();
    assert_eq!(asked, 2, "the endpoint that was named is asked");
}

#[test]
fn an_issuer_without_any_metadata_works_with_its_endpoints_by_hand() {
    let asked = AtomicBool::new(false);
    let issuer = issuer_with(
        Lies { redirect: Box::new(|query| query.retain(|(name, _)| name != "iss")), ..Lies::default() },
        move |request, _| {
            let metadata = request.path().contains(".well-known");
            asked.fetch_or(metadata, Ordering::SeqCst);
            metadata.then(|| scripted::answer(404, &[], ""))
        },
    );
    let sandbox = Sandbox::with_file_store();
    let told = login(&sandbox, &issuer.url).run().exits(1).prints_nothing();
    told.says(["publishes no metadata", "--endpoint authorization=URL", "--endpoint token=URL"]);
    let by_hand = ["authorization=/auth", "token=/token", "jwks=/jwks"].map(|named| {
        let (name, path) = named.split_once('=').unwrap();
        format!("{name}={}{path}", issuer.url)
    });
    let run = login(&sandbox, &issuer.url).args(by_hand.iter().flat_map(|named| ["--endpoint", named]));
    follow(run).succeeds();
    sandbox.run(["token", "work", "--force-renew"]).succeeds();
    // without keys an ID token cannot be believed: said before anybody is bothered a second time
    let fresh = Sandbox::with_file_store();
    let keyless =
        login(&fresh, &issuer.url).args(by_hand[..2].iter().flat_map(|named| ["--endpoint", named]));
    follow(keyless).exits(1).says(["names no jwks endpoint", "--endpoint jwks=URL"]);
}
