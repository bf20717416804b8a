//! A token of each kind as it really looks, and exactly the findings that are true of it.

use super::super::tests::{DIGEST, NOW, finds, now, signed};
use super::super::token::{Kind, Token};
use super::super::{Finding, lint};
use super::{OTHER, all, of};
use serde_json::{Value, json};

/// The name of the kind, header, claims, findings.
type Example = (&'static str, Value, Value, &'static [&'static str]);

fn es256(typ: &str) -> Value {
    json!({"alg": "ES256", "typ": typ, "kid": "2026-01"})
}

fn with_chain(typ: &str) -> Value {
    json!({"alg": "ES256", "typ": typ, "x5c": ["MIIB"]})
}

fn rs256() -> Value {
    json!({"alg": "RS256", "typ": "JWT", "kid": "2026-01"})
}

fn jwk() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": DIGEST, "y": DIGEST})
}

/// What happens at issuers and clients.
fn of_openid() -> Vec<Example> {
    let logout = json!({
        "iss": "https://id.example.com", "sub": "alice", "aud": "s6BhdRkqt3", "exp": NOW + 120, "iat": NOW, "jti": "bWJq",
        "sid": "08a5019c", "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    let event = json!({
        "iss": "https://idp.example.com", "aud": "https://sp.example.com/caep", "iat": NOW - 5, "jti": "756E69717565",
        "txn": "8675309", "sub_id": {"format": "email", "email": "a@example.com"},
        "events": {"https://schemas.openid.net/secevent/caep/event-type/session-revoked": {"event_timestamp": NOW - 9}},
    });
    let introspected = json!({
        "iss": "https://as.example.com", "aud": "https://rs.example.com/resource", "iat": NOW - 1,
        "token_introspection": {
            "active": true, "iss": "https://as.example.com", "client_id": "paiB2goo0a", "scope": "read write", "sub": "Z5O3upPC88",
            "exp": NOW + 600,
        },
    });
    let request = json!({
        "iss": "s6BhdRkqt3", "aud": "https://id.example.com", "response_type": "code", "client_id": "s6BhdRkqt3",
        "redirect_uri": "https://client.example.org/cb", "scope": "openid", "state": "af0ifjsldkj", "nonce": "n-0S6_WzA2Mj",
    });
    let elsewhere = json!({
        "iss": "s6BhdRkqt3", "aud": "https://id.example.com", "exp": NOW + 300, "iat": NOW - 1, "nbf": NOW - 1, "jti": "4LTCqACC2",
        "scope": "openid email", "login_hint": "user-248289761001", "binding_message": "W4SCT",
    });
    let response = json!({
        "iss": "https://id.example.com", "aud": "s6BhdRkqt3", "exp": NOW + 600, "code": "PyyFaux2o7Q0YfXBU32jhw", "state": "S8NJ7uqk",
    });
    let id_token = json!({
        "iss": "https://id.example.com", "sub": "alice", "aud": "s6BhdRkqt3", "exp": NOW + 600, "iat": NOW, "nonce": "n-0S6",
        "email": "alice@example.com",
    });
    let assertion = json!({
        "iss": "s6BhdRkqt3", "sub": "s6BhdRkqt3", "aud": "https://id.example.com", "exp": NOW + 60, "jti": "b",
    });
    let proof = json!({"jti": "e1j3V_bKic8", "htm": "GET", "htu": "https://api.example.com/me", "iat": NOW});
    let access = json!({
        "iss": "https://id.example.com", "sub": "5ba552d67", "aud": "https://rs.example.com/", "exp": NOW + 600, "iat": NOW,
        "jti": "dbe39bf3a3ba4238a513f51d6e1691c4", "client_id": "s6BhdRkqt3", "scope": "openid reademail",
    });
    vec![
        ("a logout token", es256("logout+jwt"), logout, &[]),
        ("a security event token", es256("secevent+jwt"), event.clone(), &[]),
        ("a security event token", rs256(), event, &["typ-not-explicit"]),
        ("an answer about a token", es256("token-introspection+jwt"), introspected.clone(), &[]),
        ("an answer about a token", rs256(), introspected, &["typ-not-explicit"]),
        ("an authorization request", es256("oauth-authz-req+jwt"), request.clone(), &[]),
        ("an authorization request", rs256(), request, &["typ-not-explicit"]),
        ("a request to log somebody in elsewhere", rs256(), elsewhere, &[]),
        ("an authorization response", json!({"alg": "ES256", "kid": "1"}), response, &[]),
        ("an ID token", json!({"alg": "RS256", "kid": "1"}), id_token, &[]),
        ("an assertion", es256("client-authentication+jwt"), assertion.clone(), &[]),
        ("an assertion", rs256(), assertion, &["typ-not-explicit"]),
        ("a DPoP proof", json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk()}), proof, &[]),
        ("an access token", es256("at+jwt"), access, &["not-bound"]),
    ]
}

fn of_attestations() -> Vec<Example> {
    let client = json!({
        "iss": "https://attester.example.com", "sub": "https://client.example.com", "exp": NOW + 3600, "cnf": {"jwk": jwk()},
    });
    let proof =
        json!({"aud": "https://as.example.com", "jti": "d25d00ab", "iat": NOW - 1, "challenge": "5c1a9e10"});
    let verifier = json!({
        "iss": "https://attestation.example", "sub": "verifier.example", "exp": NOW + 300, "cnf": {"jwk": jwk()},
        "response_uris": ["https://verifier.example/response"],
    });
    let of_credential =
        json!({"aud": "https://issuer.example.com", "iat": NOW - 1, "nonce": "LarRGSbmUPYtRYO6BQ4yn8"});
    let keys = json!({"iat": NOW - 1, "exp": NOW + 7_000_000, "attested_keys": [jwk()], "key_storage": ["iso_18045_high"]});
    let transaction = json!({
        "iss": "https://trust-domain.example/txn", "iat": NOW - 1, "aud": "trust-domain.example", "exp": NOW + 60, "txn": "97053963",
        "sub": "d084sdrt234fsaw34tr23t", "scope": "trade.stocks",
    });
    let identity = json!({
        "iss": "https://acme.idp.example", "sub": "U019488227", "aud": "https://acme.chat.example/", "client_id": "f53f191f9311af35",
        "jti": "9e43f81b64a33f20116179", "exp": NOW + 300, "iat": NOW - 1, "scope": "chat.read",
    });
    vec![
        ("an attestation of a client", es256("oauth-client-attestation+jwt"), client.clone(), &[]),
        ("an attestation of a client", with_chain("oauth-client-attestation+jwt"), client, &[]),
        (
            "a proof of a client's key",
            json!({"alg": "ES256", "typ": "oauth-client-attestation-pop+jwt"}),
            proof,
            &[],
        ),
        ("an attestation of a verifier", with_chain("verifier-attestation+jwt"), verifier, &[]),
        (
            "a proof of a credential's key",
            json!({"typ": "openid4vci-proof+jwt", "alg": "ES256", "jwk": jwk()}),
            of_credential,
            &[],
        ),
        ("an attestation of keys", with_chain("key-attestation+jwt"), keys, &[]),
        ("a transaction token", es256("txntoken+jwt"), transaction, &[]),
        ("an identity assertion", es256("oauth-id-jag+jwt"), identity, &[]),
    ]
}

fn of_credentials() -> Vec<Example> {
    let identity = json!({
        "iss": "https://issuer.example.com", "vct": "https://credentials.example.com/identity", "iat": NOW - 9,
        "exp": NOW + 4 * 31_536_000, "cnf": {"jwk": jwk()}, "_sd_alg": "sha-256", "_sd": [DIGEST], "given_name": "Erika",
        "status": {"status_list": {"idx": 412, "uri": "https://status.example.com/1"}},
    });
    let holder = json!({"nonce": "1234567890", "aud": "https://verifier.example.org", "iat": NOW - 1, "sd_hash": DIGEST});
    let degree = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "issuer": "https://university.example/issuers/565049", "validFrom": "2010-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ebfeb1f712", "degree": {"type": "ExampleBachelorDegree"}},
    });
    let list = json!({
        "sub": "https://status.example.com/1", "iat": NOW - 60, "exp": NOW + 86_400, "ttl": 43_200,
        "status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"},
    });
    let entity = json!({
        "iss": "https://feide.no", "sub": "https://ntnu.no", "iat": NOW - 60, "exp": NOW + 7 * 86_400, "jwks": {"keys": [jwk()]},
        "authority_hints": ["https://edugain.org"], "metadata": {"openid_provider": {"issuer": "https://ntnu.no"}},
    });
    let mark = json!({
        "iss": "https://marks.example.org", "sub": "https://rp.example.org", "iat": NOW - 60,
        "trust_mark_type": "https://federation.example.org/certified", "ref": "https://docs.example.org/certified",
    });
    let resolved = json!({
        "iss": "https://resolver.example.se", "sub": "https://op.example.it", "iat": NOW - 60, "exp": NOW + 3600,
        "metadata": {"openid_provider": {"issuer": "https://op.example.it"}},
    });
    let registered = json!({
        "iss": "https://op.example.it", "sub": "https://rp.example.org", "aud": "https://rp.example.org", "iat": NOW - 60,
        "exp": NOW + 3600, "metadata": {"openid_relying_party": {"client_id": "m3GyHw"}},
    });
    let status = json!({
        "iss": "https://marks.example.org", "iat": NOW - 1, "status": "active",
        "trust_mark": signed(&es256("trust-mark+jwt"), &mark),
    });
    let keys = json!({"iss": "https://op.example.it", "sub": "https://op.example.it", "iat": NOW - 60, "keys": [jwk()]});
    vec![
        ("a verifiable credential", with_chain("dc+sd-jwt"), identity.clone(), &[]),
        ("a verifiable credential", es256("vc+sd-jwt"), identity.clone(), &[]),
        ("an SD-JWT", es256("example+sd-jwt"), identity, &[]),
        ("a proof of a holder's key", json!({"alg": "ES256", "typ": "kb+jwt"}), holder, &[]),
        ("a verifiable credential", es256("vc+jwt"), degree, &[]),
        ("a status list", es256("statuslist+jwt"), list, &[]),
        ("an entity statement", es256("entity-statement+jwt"), entity, &[]),
        ("a trust mark", es256("trust-mark+jwt"), mark, &[]),
        ("an answer about an entity", es256("resolve-response+jwt"), resolved, &[]),
        ("an answer to a registration", es256("explicit-registration-response+jwt"), registered, &[]),
        ("an answer about a trust mark", es256("trust-mark-status-response+jwt"), status, &[]),
        ("a signed key set", es256("jwk-set+jwt"), keys, &[]),
    ]
}

/// What must be written as somebody's servers take it.
fn of_vendors() -> Vec<Example> {
    let vapid = |sub: &str| json!({"aud": "https://push.example.net", "exp": NOW + 43_200, "sub": sub});
    let untyped = || json!({"alg": "ES256", "typ": "JWT"});
    let apple = json!({
        "iss": "DEF123GHIJ", "iat": NOW - 1, "exp": NOW + 15_777_000, "aud": "https://appleid.apple.com", "sub": "com.example.app",
    });
    let google = json!({
        "iss": "761326798069@developer.gserviceaccount.com", "scope": "https://www.googleapis.com/auth/devstorage.read_only",
        "aud": "https://oauth2.googleapis.com/token", "exp": NOW + 3600, "iat": NOW,
    });
    let custom = json!({
        "iss": "firebase-adminsdk@demo.iam.gserviceaccount.com", "sub": "firebase-adminsdk@demo.iam.gserviceaccount.com",
        "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit", "iat": NOW,
        "exp": NOW + 3600, "uid": "some-uid",
    });
    let passport = json!({
        "dest": {"uri": ["sip:alice@example.com"]}, "iat": NOW - 1, "orig": {"tn": "12155551212"},
    });
    let statement = json!({
        "iss": "https://directory.example.org", "iat": NOW - 60, "software_id": "4NRB1-0XZABZI9E6-5SM3R",
        "client_name": "Example Statement-based Client", "redirect_uris": ["https://client.example.net/cb"],
    });
    let provider = json!({"iss": "DEF123GHIJ", "iat": NOW - 1});
    let app = |issuer: Value| json!({"iat": NOW - 60, "exp": NOW + 540, "iss": issuer});
    let by_chain = json!({"alg": "ES256", "typ": "passport", "x5u": "https://cert.example.org/passport.cer"});
    vec![
        ("a VAPID token", untyped(), vapid("mailto:push@example.com"), &[]),
        ("a VAPID token", untyped(), vapid("https://example.com/contact"), &[]),
        ("a client secret of Sign in with Apple", json!({"alg": "ES256", "kid": "ABC123DEFG"}), apple, &[]),
        ("a provider token of Apple", json!({"alg": "ES256", "kid": "ABC123DEFG"}), provider, &[]),
        (
            "a JWT of a GitHub App",
            json!({"alg": "RS256", "typ": "JWT"}),
            app(json!("Iv23liExample0123456")),
            &[],
        ),
        ("a JWT of a GitHub App", json!({"alg": "RS256", "typ": "JWT"}), app(json!(12345)), &["claim-type"]),
        ("an assertion of a Google service account", rs256(), google, &[]),
        ("an assertion of a Google service account", rs256(), custom, &[]),
        ("a PASSporT", by_chain, passport, &[]),
        ("a software statement", rs256(), statement, &[]),
    ]
}

/// What well-known issuers give out.
fn of_issuers() -> Vec<Example> {
    let cognito = json!({
        "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example",
        "client_id": "xxxxxxxxxxxxexample", "origin_jti": "a-b", "event_id": "c-d", "token_use": "access", "scope": "openid",
        "auth_time": NOW - 5, "exp": NOW + 3595, "iat": NOW - 5, "jti": "e-f", "version": 2, "username": "alice",
    });
    let of_person = json!({
        "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example",
        "aud": "xxxxxxxxxxxxexample", "token_use": "id", "at_hash": "77QmUPtjPfzWtF2AnpK9RQ", "email": "alice@example.com",
        "cognito:username": "alice", "auth_time": NOW - 5, "exp": NOW + 3595, "iat": NOW - 5, "jti": "e-f",
    });
    let entra = json!({
        "aud": "6e74172b-be56-4843-9ff4-e66a39bb12e3", "iss": "https://login.microsoftonline.com/72f988bf/v2.0", "iat": NOW - 5,
        "nbf": NOW - 5, "exp": NOW + 3600, "aio": "AXQAi/8IAAAA", "azp": "6e74172b-be56", "azpacr": "0", "oid": "690222be", "rh": "I",
        "scp": "access_as_user", "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ", "tid": "72f988bf", "uti": "fqiBqXLPj0",
        "ver": "2.0",
    });
    let mut of_daemon = entra.clone();
    of_daemon.as_object_mut().unwrap().remove("scp");
    let auth0 = json!({
        "iss": "https://example.auth0.com/", "sub": "auth0|123456", "aud": ["my-api", "https://example.auth0.com/userinfo"],
        "azp": "my_client_id", "exp": NOW + 86_395, "iat": NOW - 5, "scope": "openid profile",
    });
    let keycloak = json!({
        "exp": NOW + 1800, "iat": NOW, "jti": "d2b1", "iss": "https://id.example.com/realms/x", "sub": "f1c2", "typ": "Refresh",
        "aud": "https://id.example.com/realms/x", "azp": "app", "sid": "3e8b", "scope": "openid email",
    });
    let firebase = json!({
        "iss": "https://securetoken.google.com/demo", "aud": "demo", "auth_time": NOW - 9, "user_id": "uid1", "sub": "uid1",
        "iat": NOW - 5, "exp": NOW + 3595, "email": "a@example.com",
        "firebase": {"identities": {"email": ["a@example.com"]}, "sign_in_provider": "password"},
    });
    let plain = || json!({"alg": "RS256", "kid": "2026-01"});
    vec![
        ("an access token of Amazon Cognito", plain(), cognito, &["typ-not-explicit", "not-bound"]),
        ("an ID token", plain(), of_person, &[]),
        ("an access token of Microsoft Entra", rs256(), entra, &["typ-not-explicit", "not-bound"]),
        ("an access token of Microsoft Entra", rs256(), of_daemon, &["typ-not-explicit", "not-bound"]),
        (
            "an access token",
            rs256(),
            auth0,
            &["typ-not-explicit", "lifetime-hour", "jti-missing", "not-bound"],
        ),
        ("a refresh token of Keycloak", json!({"alg": "HS512", "typ": "JWT", "kid": "a"}), keycloak, &[]),
        ("an ID token of Firebase", rs256(), firebase, &[]),
    ]
}

fn of_workloads() -> Vec<Example> {
    let kubernetes = json!({
        "aud": ["https://kubernetes.default.svc"], "exp": NOW + 3607, "iat": NOW, "nbf": NOW,
        "iss": "https://kubernetes.default.svc", "jti": "ea28ed49", "sub": "system:serviceaccount:kube-system:my-account",
        "kubernetes.io": {"namespace": "kube-system", "serviceaccount": {"name": "my-account", "uid": "14ee3fa4"}},
    });
    let legacy = json!({
        "iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "default",
        "sub": "system:serviceaccount:default:my-account",
    });
    let svid =
        json!({"sub": "spiffe://example.org/service", "aud": ["reports"], "exp": NOW + 300, "iat": NOW});
    let workflow = json!({
        "jti": "6f1d", "sub": "repo:octo-org/octo-repo:ref:refs/heads/main", "aud": "sts.example.com", "ref": "refs/heads/main",
        "repository": "octo-org/octo-repo", "actor": "octocat", "iss": "https://token.actions.githubusercontent.com",
        "nbf": NOW - 600, "exp": NOW + 300, "iat": NOW,
    });
    let workload = json!({
        "iss": "https://wimse.example.com/issuer", "sub": "wimse://example.com/specific-workload", "exp": NOW + 600,
        "cnf": {"jwk": jwk()},
    });
    let proof = json!({"aud": "https://service.example.com/path", "exp": NOW + 60, "jti": "__bwc4ESC3", "wth": DIGEST});
    let plain = || json!({"alg": "RS256", "kid": "2026-01"});
    let endless = &["exp-missing", "aud-missing", "typ-not-explicit", "iat-missing", "jti-missing"];
    vec![
        ("a JWT", plain(), kubernetes, &["typ-not-explicit"]),
        ("a JWT", plain(), legacy, endless),
        ("a JWT", rs256(), workflow, &["typ-not-explicit"]),
        ("a JWT-SVID", plain(), svid, &[]),
        ("a token of a workload", es256("wit+jwt"), workload, &[]),
        ("a proof of a workload's key", json!({"alg": "ES256", "typ": "wpt+jwt"}), proof, &[]),
    ]
}

fn examples() -> impl Iterator<Item = Example> {
    let all = [of_openid(), of_attestations(), of_credentials(), of_vendors(), of_issuers(), of_workloads()];
    all.into_iter().flatten()
}

#[test]
fn of_each_kind_only_what_is_true_is_found() {
    for (name, header, claims, expected) in examples() {
        let text = signed(&header, &claims);
        assert_eq!(of(&Token::read(&text, now())).name, name, "{header} {claims}");
        finds(&text, expected);
    }
}

#[test]
fn each_kind_has_an_example() {
    let texts: Vec<String> = examples().map(|(_, header, claims, _)| signed(&header, &claims)).collect();
    let seen: Vec<_> = texts.iter().map(|text| of(&Token::read(text, now()))).collect();
    for one in all().filter(|one| one.kind != Kind::Id) {
        assert!(
            seen.iter().any(|seen| std::ptr::eq(*seen, one)) || one.source == "RFC 6750 section 5.2",
            "{}",
            one.name
        );
        assert!(one.name != OTHER.name && one.source != OTHER.source, "{} {}", one.name, one.source);
    }
}

#[test]
fn what_each_of_a_kind_must_have_is_missed() {
    let mut count = 0;
    for (_, header, claims, expected) in examples() {
        let one = of(&Token::read(&signed(&header, &claims), now()));
        if header["typ"] == "JWT" || header["typ"].is_null() {
            continue;
        }
        for claim in one.must {
            let mut less = claims.clone();
            less.as_object_mut().unwrap().remove(*claim);
            let found = lint(&signed(&header, &less), now(), None);
            let told = found.iter().find(|finding| finding.rule.id == one.told_by);
            assert!(
                told.is_some_and(|told| told.found.contains(claim)),
                "{claim} of {}: {found:?}",
                one.name
            );
            assert_eq!(found.iter().filter(|finding| finding.place == "claims").count(), 1, "{found:?}");
            count += 1;
        }
        for claim in OTHER.should.iter().filter(|claim| !one.must.contains(claim)) {
            let mut less = claims.clone();
            less.as_object_mut().unwrap().remove(*claim);
            let found = lint(&signed(&header, &less), now(), None);
            let is_new = |id: &str| !expected.contains(&id);
            for finding in found.iter().filter(|finding| is_new(finding.rule.id)) {
                assert!(one.should.contains(claim), "{claim} of {}: {finding:?}", one.name);
            }
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn what_a_guess_says_must_be_there_is_a_warning() {
    let event =
        json!({"iss": "https://idp.example.com", "aud": "a", "events": {"https://a.example/event": {}}});
    finds(&signed(&rs256(), &event), &["typ-not-explicit", "iat-missing", "jti-missing"]);
    let event = json!({"iss": "https://idp.example.com", "aud": "a", "events": {}});
    finds(&signed(&es256("secevent+jwt"), &event), &["kind-incomplete"]);
    let logout = json!({
        "iss": "https://id.example.com", "aud": "c", "iat": NOW, "jti": "b", "sub": "alice",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    finds(&signed(&rs256(), &logout), &["logout-token-invalid", "typ-not-explicit"]);
    let found = lint(&signed(&es256("secevent+jwt"), &event), now(), None);
    let told = "iat, jti, which a security event token must have (RFC 8417 section 2.2)";
    assert_eq!((&*found[0].place, &*found[0].found), ("claims", told));
}

#[test]
fn each_kind_is_held_to_what_it_is_for() {
    let vapid = |change: Value| {
        let mut claims =
            json!({"aud": "https://push.example.net", "exp": NOW + 43_200, "sub": "mailto:push@example.com"});
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        signed(&json!({"alg": "ES256", "typ": "JWT"}), &claims)
    };
    finds(&vapid(json!({"exp": NOW + 90_000})), &["lifetime-long"]);
    finds(&vapid(json!({"exp": null})), &["exp-missing"]);
    finds(&vapid(json!({"sub": null})), &["sub-missing"]);
    let any = ["iss-missing", "sub-personal", "typ-not-explicit", "iat-missing", "jti-missing"];
    finds(&vapid(json!({"sub": "push@example.com"})), &any);
    let list =
        json!({"sub": "https://status.example.com/1", "iat": NOW, "status_list": {"bits": 1, "lst": "eNrb"}});
    finds(&signed(&es256("statuslist+jwt"), &list), &["exp-missing"]);
    let app = |issuer: &str| signed(&rs256(), &json!({"iss": issuer, "iat": NOW, "exp": NOW + 600}));
    for (issuer, kind) in [
        ("1234567", "a JWT of a GitHub App"),
        ("Iv1.8a61f9b3a7aba766", "a JWT of a GitHub App"),
        ("", "a JWT"),
        ("acme", "a JWT"),
        ("12ab", "a JWT"),
    ] {
        assert_eq!(of(&Token::read(&app(issuer), now())).name, kind, "{issuer:?}");
    }
    let is_apples = |alg: &str| {
        let claims = json!({"iss": "DEF123GHIJ", "iat": NOW});
        of(&Token::read(&signed(&json!({"alg": alg, "kid": "ABC123DEFG"}), &claims), now())).name
    };
    assert_eq!([is_apples("ES256"), is_apples("RS256")], ["a provider token of Apple", "a JWT"]);
    let apple = json!({"iss": "DEF123GHIJ", "iat": NOW, "exp": NOW + 184 * 86_400, "aud": "https://appleid.apple.com", "sub": "a.b"});
    finds(&signed(&json!({"alg": "ES256", "kid": "ABC123DEFG"}), &apple), &["lifetime-long"]);
    let mut jku = es256("passport");
    jku["jku"] = json!("https://evil.example/keys");
    finds(&signed(&jku, &json!({"iat": NOW, "orig": {}, "dest": {}})), &["key-url"]);
    finds(
        &signed(&with_chain("kb+jwt"), &json!({"iat": NOW, "aud": "a", "nonce": "b", "sd_hash": DIGEST})),
        &["key-in-header"],
    );
}

#[test]
fn disclosures_are_no_part_of_the_jwt_before_them() {
    let claims = json!({"vct": "https://credentials.example.com/identity", "_sd": [DIGEST]});
    let credential = signed(&es256("application/DC+sd-jwt"), &claims);
    let holder = signed(&es256("kb+jwt"), &json!({"iat": NOW, "aud": "a", "nonce": "b", "sd_hash": DIGEST}));
    for rest in ["~", "~WyJzYWx0IiwiYSIsMV0~", &format!("~WyJzYWx0IiwiYSIsMV0~{holder}")] {
        finds(&format!("{credential}{rest}"), &[]);
    }
    finds(
        &format!("{}~", signed(&es256("order+jwt"), &claims)),
        &[
            "base64-alphabet",
            "exp-missing",
            "iss-missing",
            "aud-missing",
            "iat-missing",
            "sub-missing",
            "jti-missing",
        ],
    );
}

/// What a type makes a must, as its own specification has it.
const MUST: [(&str, &str, &str); 29] = [
    ("logout+jwt", "iss, aud, iat, exp, jti", "OpenID Connect Back-Channel Logout section 2.4"),
    ("secevent+jwt", "iss, iat, jti, events", "RFC 8417 section 2.2"),
    ("dpop+jwt", "jti, htm, htu, iat", "RFC 9449 section 4.2"),
    ("token-introspection+jwt", "iss, aud, iat, token_introspection", "RFC 9701 section 5"),
    ("oauth-authz-req+jwt", "client_id", "RFC 9101 section 4"),
    (
        "oauth-client-attestation-pop+jwt",
        "aud, jti",
        "draft-ietf-oauth-attestation-based-client-auth section 5.2",
    ),
    (
        "oauth-client-attestation+jwt",
        "sub, exp, cnf",
        "draft-ietf-oauth-attestation-based-client-auth section 5.1",
    ),
    ("verifier-attestation+jwt", "iss, sub, exp, cnf", "OpenID for Verifiable Presentations section 12"),
    ("openid4vci-proof+jwt", "aud, iat", "OpenID for Verifiable Credential Issuance appendix F.1"),
    ("key-attestation+jwt", "iat, attested_keys", "OpenID for Verifiable Credential Issuance appendix D"),
    ("kb+jwt", "iat, aud, nonce, sd_hash", "RFC 9901 section 4.3"),
    ("dc+sd-jwt", "vct", "draft-ietf-oauth-sd-jwt-vc section 2.2.2"),
    ("statuslist+jwt", "sub, iat, status_list", "draft-ietf-oauth-status-list section 5.1"),
    ("entity-statement+jwt", "iss, sub, iat, exp, jwks", "OpenID Federation section 3.1"),
    ("explicit-registration-response+jwt", "iss, sub, aud, iat, exp", "OpenID Federation section 12.2.3"),
    ("resolve-response+jwt", "iss, sub, iat, exp, metadata", "OpenID Federation section 8.3.2"),
    ("trust-mark+jwt", "iss, sub, iat", "OpenID Federation section 7.1"),
    ("trust-mark-delegation+jwt", "iss, sub, iat", "OpenID Federation section 7.1"),
    ("trust-mark-status-response+jwt", "iss, iat, trust_mark, status", "OpenID Federation section 8.4.2"),
    ("jwk-set+jwt", "keys", "OpenID Federation section 5.2.1"),
    ("passport", "iat, orig, dest", "RFC 8225 section 5"),
    ("wit+jwt", "sub, exp, cnf", "draft-ietf-wimse-workload-creds"),
    ("wpt+jwt", "aud, exp, jti, wth", "draft-ietf-wimse-wpt"),
    ("txntoken+jwt", "iat, aud, exp, txn, sub, scope", "draft-ietf-oauth-transaction-tokens"),
    (
        "oauth-id-jag+jwt",
        "iss, sub, aud, client_id, jti, exp, iat",
        "draft-ietf-oauth-identity-assertion-authz-grant",
    ),
    ("at+jwt", "iss, exp, aud, sub, client_id, iat, jti", "RFC 9068 section 2.2"),
    ("client-authentication+jwt", "iss, sub, aud, exp", "RFC 7523 section 3"),
    ("authorization-grant+jwt", "iss, sub, aud, exp", "RFC 7523 section 3"),
    ("keyattestation+jwt", "iat, attested_keys", "OpenID for Verifiable Credential Issuance appendix D"),
];

#[test]
fn an_empty_token_of_a_type_lacks_what_its_specification_demands() {
    for (typ, must, source) in MUST {
        let found = lint(&signed(&es256(typ), &json!({})), now(), None);
        let is_told = |finding: &Finding| {
            let rest = finding.found.strip_prefix(must);
            let by_name = format!("({source})");
            rest.is_some_and(|rest| {
                rest.is_empty() && finding.rule.source == source || rest.ends_with(&by_name)
            })
        };
        assert!(found.iter().any(is_told), "{typ}: {found:#?}");
    }
    let typed = all().filter(|one| !one.must.is_empty()).map(|one| one.types.len()).sum::<usize>();
    // vc+sd-jwt is the older name of dc+sd-jwt
    assert_eq!(typed, MUST.len() + 1);
}

#[test]
fn each_kind_may_live_as_long_as_it_should() {
    let mut lives = Vec::new();
    for (name, header, mut claims, _) in examples() {
        if lives.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let mut is_long = |days: i64| {
            claims["iat"] = json!(NOW);
            claims["exp"] = json!(NOW + days * 86_400);
            lint(&signed(&header, &claims), now(), None)
                .iter()
                .any(|finding| finding.rule.id == "lifetime-long")
        };
        let days = [2, 184, 400].into_iter().find(|days| is_long(*days));
        lives.push((name, days));
    }
    let living = |days: Option<i64>| -> Vec<&str> {
        lives.iter().filter(|(_, found)| *found == days).map(|(name, _)| *name).collect()
    };
    let days = [
        "a logout token",
        "a request to log somebody in elsewhere",
        "an authorization response",
        "an ID token",
        "an assertion",
        "a DPoP proof",
        "an access token",
        "a transaction token",
        "an identity assertion",
        "a VAPID token",
        "a JWT of a GitHub App",
        "an assertion of a Google service account",
        "an access token of Amazon Cognito",
        "an access token of Microsoft Entra",
        "an ID token of Firebase",
        "a JWT-SVID",
        "a token of a workload",
        "a proof of a workload's key",
    ];
    assert_eq!(living(Some(2)), days);
    assert_eq!(living(Some(184)), ["a client secret of Sign in with Apple", "a provider token of Apple"]);
    assert_eq!(living(None), ["a verifiable credential", "an SD-JWT", "a software statement"]);
}
