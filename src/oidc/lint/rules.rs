//! The rules about metadata.

use super::Severity::{Error, Info, Warning};
use super::{Published, Rule};
use crate::http;
use serde_json::Value;
use url::Url;

macro_rules! rules {
    ($($severity:ident $id:literal: $what:literal, $remedy:literal, $seen:expr;)+) => {
        &[$(Rule { id: $id, severity: $severity, what: $what, remedy: $remedy, seen: $seen }),+]
    };
}
pub(super) use rules;

pub(super) const RULES: &[Rule] = rules! {
    Error "issuer-differs": "the metadata names another issuer than the one that was asked (RFC 8414 section 3.3)",
        "publish exactly the address that clients are given; clients use exactly what is published",
        |published| unless(published.text("issuer") == Some(&published.typed),
            || format!("it names {}", published.text("issuer").unwrap_or("none")));
    Error "issuer-not-https": "the issuer is not reached by https (RFC 8414 section 2)",
        "put TLS in front of it; http is for this machine alone",
        |published| when(published.issuer_url().is_some_and(|url| !is_safe(&url)), || published.typed.clone());
    Error "endpoint-not-https": "an endpoint is not reached by https (RFC 8414 section 6.1)",
        "publish https addresses; secrets travel to these",
        |published| addresses(published, |_, url| url.is_some_and(|url| !is_safe(&url)));
    Error "endpoint-unusable": "an endpoint is no absolute address without a fragment (RFC 6749 section 3.1)",
        "publish a whole https address, or leave the member out",
        |published| addresses(published, |_, url| url.is_none_or(|url| url.fragment().is_some() || !url.has_host()));
    Error "no-token-endpoint": "no token endpoint is published (RFC 8414 section 2)",
        "publish token_endpoint; until then --endpoint token=URL names it",
        |published| missing(published, "token_endpoint");
    Error "no-authorization-endpoint": "no authorization endpoint is published, though the code flow needs it",
        "publish authorization_endpoint; until then --endpoint authorization=URL names it",
        |published| match published.list("grant_types_supported") {
            Some(grants) if !grants.contains(&"authorization_code") => Vec::new(),
            _ => missing(published, "authorization_endpoint"),
        };
    Error "no-code-flow": "the response type code is not offered (RFC 9700 section 2.1)",
        "offer the authorization code flow with PKCE",
        |published| when(published.list("response_types_supported").is_some_and(|types| !types.contains(&"code")),
            || shown(published, "response_types_supported"));
    Error "pkce-without-s256": "PKCE is offered, but not with S256 (RFC 7636 section 4.2)",
        "offer S256; plain protects against nobody who sees the request",
        |published| when(published.list("code_challenge_methods_supported").is_some_and(|all| !all.contains(&"S256")),
            || shown(published, "code_challenge_methods_supported"));
    Error "assertion-alg-none": "clients may sign their assertions with none (RFC 8414 section 2)",
        "take none out of token_endpoint_auth_signing_alg_values_supported",
        |published| when(published.lists("token_endpoint_auth_signing_alg_values_supported", "none"), String::new);
    Error "dpop-alg-symmetric": "DPoP proofs may be signed with none or a shared secret (RFC 9449 section 5.1)",
        "list asymmetric algorithms only",
        |published| {
            let all = published.list("dpop_signing_alg_values_supported").unwrap_or_default();
            when(all.iter().any(|name| is_symmetric(name)), || all.join(" "))
        };
    Warning "pkce-not-advertised": "nobody can see that PKCE is understood (RFC 9700 section 2.1.1)",
        "publish code_challenge_methods_supported with S256; authctl sends PKCE all the same",
        |published| missing(published, "code_challenge_methods_supported");
    Warning "no-iss-parameter": "answers to a login do not name the issuer, so two issuers can be mixed up (RFC 9207)",
        "send iss and publish authorization_response_iss_parameter_supported",
        |published| unless(
            published.document().get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
            String::new);
    Warning "implicit-grant": "access tokens are given out in the browser's address (RFC 9700 section 2.1.2)",
        "take the implicit grant away; the code flow with PKCE does what it did",
        |published| {
            // of access tokens alone is spoken there: an ID token in the address is none
            let types = published.list("response_types_supported").unwrap_or_default();
            when(types.iter().any(|kind| kind.split(' ').any(|part| part == "token")),
                || shown(published, "response_types_supported"))
        };
    Warning "password-grant": "clients may collect people's passwords (RFC 9700 section 2.4)",
        "take the password grant away",
        |published| when(published.lists("grant_types_supported", "password"), String::new);
    Warning "id-token-alg-none": "ID tokens may come unsigned (OpenID Connect Core section 2)",
        "take none out of id_token_signing_alg_values_supported; authctl refuses such tokens",
        |published| when(published.lists(ID_TOKEN_ALGORITHMS, "none"), String::new);
    Warning "id-token-alg-symmetric": "ID tokens are signed with shared secrets alone, which no public client can check",
        "offer an asymmetric algorithm",
        |published| {
            let all = published.list(ID_TOKEN_ALGORITHMS).unwrap_or_default();
            when(!all.is_empty() && all.iter().all(|name| is_symmetric(name)), || all.join(" "))
        };
    Warning "forms-differ": "the two forms of the metadata say different things (OpenID Discovery 4, RFC 8414 section 3)",
        "publish the same document in both places",
        |published| differing(published);
    Warning "no-revocation": "tokens cannot be revoked, so a logout leaves them good (RFC 7009)",
        "offer and publish revocation_endpoint",
        |published| missing(published, "revocation_endpoint");
    Info "pkce-plain": "PKCE is offered with plain too (RFC 7636 section 7.2)",
        "take plain out of code_challenge_methods_supported",
        |published| when(published.lists("code_challenge_methods_supported", "plain"), String::new);
    Info "id-token-alg-rs256-only": "ID tokens are signed with RS256 only",
        "offer ES256, PS256 or EdDSA beside it",
        |published| when(published.list(ID_TOKEN_ALGORITHMS).is_some_and(|all| all == ["RS256"]), String::new);
    Info "id-token-alg-without-rs256": "RS256, which every client knows, is not offered (OpenID Discovery section 3)",
        "offer it too, if clients that know nothing newer matter",
        |published| when(published.list(ID_TOKEN_ALGORITHMS).is_some_and(|all| !all.contains(&"RS256")),
            || shown(published, ID_TOKEN_ALGORITHMS));
    Info "no-public-clients": "clients without a secret are not announced",
        "list none in token_endpoint_auth_methods_supported, if programs on people's machines may log in",
        |published| unannounced(published, &["none"]);
    Info "secrets-only": "clients can prove themselves with shared secrets only (RFC 9700 section 2.5)",
        "offer private_key_jwt or mutual TLS",
        |published| unannounced(published, &["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"]);
    Info "no-dpop": "tokens cannot be bound to a key, so whoever steals one can use it (RFC 9449)",
        "offer DPoP and publish dpop_signing_alg_values_supported",
        |published| missing(published, "dpop_signing_alg_values_supported");
    Info "no-device-authorization": "there is no login without a browser on the same machine (RFC 8628)",
        "offer and publish device_authorization_endpoint",
        |published| missing(published, "device_authorization_endpoint");
    Info "no-introspection": "nobody can ask whether a token is good (RFC 7662)",
        "offer and publish introspection_endpoint",
        |published| missing(published, "introspection_endpoint");
    Info "no-pushed-requests": "authorization requests travel through the browser (RFC 9126)",
        "offer and publish pushed_authorization_request_endpoint",
        |published| missing(published, "pushed_authorization_request_endpoint");
    Info "no-userinfo": "nobody can ask who a token is of (OpenID Connect Core section 5.3)",
        "offer and publish userinfo_endpoint",
        |published| missing(published, "userinfo_endpoint");
    Info "no-end-session": "a client cannot end the session in the browser (OpenID Connect RP-Initiated Logout)",
        "offer and publish end_session_endpoint",
        |published| missing(published, "end_session_endpoint");
    Info "endpoint-on-another-host": "an endpoint lies on another host than the issuer (RFC 8414 section 6.1)",
        "make sure that whoever runs that host is meant to see codes and tokens",
        |published| {
            let home = published.issuer_url();
            addresses(published, |_, url| {
                url.is_some_and(|url| home.as_ref().is_some_and(|home| home.host() != url.host()))
            })
        };
};

const ID_TOKEN_ALGORITHMS: &str = "id_token_signing_alg_values_supported";

pub(super) fn when(found: bool, why: impl FnOnce() -> String) -> Vec<String> {
    if found { vec![why()] } else { Vec::new() }
}

fn unless(right: bool, why: impl FnOnce() -> String) -> Vec<String> {
    when(!right, why)
}

fn missing(published: &Published, member: &str) -> Vec<String> {
    let is_there = published.document().get(member).is_some_and(|value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    });
    unless(is_there, || format!("{member} is not published"))
}

/// "member is URL" for each address that is found.
fn addresses(published: &Published, found: impl Fn(&str, Option<Url>) -> bool) -> Vec<String> {
    published
        .addresses()
        // an empty text counts as not published
        .filter(|(member, text)| !text.is_empty() && found(member, Url::parse(text).ok()))
        .map(|(member, text)| format!("{member} is {text}"))
        .collect()
}

/// None of these ways to authenticate is announced, although ways are.
fn unannounced(published: &Published, ways: &[&str]) -> Vec<String> {
    let announced = published.list("token_endpoint_auth_methods_supported").unwrap_or_default();
    when(!announced.is_empty() && !announced.iter().any(|way| ways.contains(way)), || announced.join(" "))
}

fn shown(published: &Published, member: &str) -> String {
    let list = published.list(member).unwrap_or_default();
    format!("{member} is {}", list.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" "))
}

fn is_safe(url: &Url) -> bool {
    http::check_secure(url, false).is_ok()
}

fn is_symmetric(name: &str) -> bool {
    name == "none" || name.starts_with("HS")
}

/// The members that are in both forms and say different things; the order of a list says nothing.
fn differing(published: &Published) -> Vec<String> {
    let (Some(openid), Some(oauth)) = (&published.openid, &published.oauth) else { return Vec::new() };
    let sorted = |value: &Value| match value {
        Value::Array(list) => {
            let mut texts: Vec<String> = list.iter().map(Value::to_string).collect();
            texts.sort();
            texts.join(" ")
        }
        other => other.to_string(),
    };
    let members: Vec<&str> = openid
        .iter()
        .filter(|(name, value)| oauth.get(*name).is_some_and(|other| sorted(other) != sorted(value)))
        .map(|(name, _)| name.as_str())
        .collect();
    when(!members.is_empty(), || members.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::oidc::lint::tests::{ids, published};
    use serde_json::{Value, json};

    #[test]
    fn each_rule_finds_what_it_is_for_and_nothing_else() {
        let at = |url: &str| json!(url);
        let cases: &[(&str, &str, Value)] = &[
            ("issuer-differs", "issuer", at("https://id.example.com/")),
            ("issuer-differs", "issuer", json!(null)),
            ("endpoint-not-https", "token_endpoint", at("http://id.example.com/t")),
            ("endpoint-unusable", "token_endpoint", at("/t")),
            ("endpoint-unusable", "jwks_uri", at("https://id.example.com/j#x")),
            ("no-token-endpoint", "token_endpoint", json!(null)),
            ("no-token-endpoint", "token_endpoint", at("")),
            ("no-authorization-endpoint", "authorization_endpoint", json!(null)),
            ("no-code-flow", "response_types_supported", json!(["device"])),
            ("pkce-without-s256", "code_challenge_methods_supported", json!(["s256"])),
            ("pkce-plain", "code_challenge_methods_supported", json!(["plain", "S256"])),
            ("pkce-not-advertised", "code_challenge_methods_supported", json!(null)),
            (
                "assertion-alg-none",
                "token_endpoint_auth_signing_alg_values_supported",
                json!(["RS256", "none"]),
            ),
            ("dpop-alg-symmetric", "dpop_signing_alg_values_supported", json!(["ES256", "HS256"])),
            ("no-iss-parameter", "authorization_response_iss_parameter_supported", json!("true")),
            ("implicit-grant", "response_types_supported", json!(["code", "code id_token token"])),
            ("password-grant", "grant_types_supported", json!(["authorization_code", "password"])),
            ("id-token-alg-none", "id_token_signing_alg_values_supported", json!(["RS256", "none"])),
            ("id-token-alg-rs256-only", "id_token_signing_alg_values_supported", json!(["RS256"])),
            ("id-token-alg-without-rs256", "id_token_signing_alg_values_supported", json!(["ES256"])),
            ("no-revocation", "revocation_endpoint", json!(null)),
            ("no-public-clients", "token_endpoint_auth_methods_supported", json!(["private_key_jwt"])),
            ("secrets-only", "token_endpoint_auth_methods_supported", json!(["none", "client_secret_basic"])),
            ("no-dpop", "dpop_signing_alg_values_supported", json!([])),
            ("no-device-authorization", "device_authorization_endpoint", json!(null)),
            ("no-introspection", "introspection_endpoint", json!(null)),
            ("no-pushed-requests", "pushed_authorization_request_endpoint", json!(null)),
            ("no-userinfo", "userinfo_endpoint", json!(null)),
            ("no-end-session", "end_session_endpoint", json!(null)),
            ("endpoint-on-another-host", "token_endpoint", at("https://login.example.com/t")),
        ];
        for (id, member, value) in cases {
            let changed = published(|document| drop(document.insert((*member).to_owned(), value.clone())));
            assert_eq!(ids(&changed), [*id], "{member} = {value}");
        }
    }

    #[test]
    fn m1_m2_m4_an_issuer_without_tls() {
        let mut plain =
            published(|document| drop(document.insert("issuer".into(), json!("http://id.example.com"))));
        plain.typed = "http://id.example.com".into();
        assert_eq!(ids(&plain), ["issuer-not-https"]);
        let near = published(|document| {
            for value in document.values_mut() {
                if let Some(text) = value.as_str() {
                    *value = json!(text.replace("https://id.example.com", "http://127.0.0.1:8080"));
                }
            }
        });
        assert_eq!(ids(&super::Published { typed: "http://127.0.0.1:8080".into(), ..near }), [""; 0]);
    }

    #[test]
    fn symmetric_algorithms_alone() {
        let changed = published(|document| {
            document.insert("id_token_signing_alg_values_supported".into(), json!(["HS256"]));
        });
        assert_eq!(ids(&changed), ["id-token-alg-symmetric", "id-token-alg-without-rs256"]);
    }

    #[test]
    fn m3_the_two_forms_are_compared() {
        let mut both = published(|_| {});
        both.oauth.clone_from(&both.openid);
        assert_eq!(ids(&both), [""; 0]);
        let oauth = both.oauth.as_mut().unwrap();
        oauth.insert("id_token_signing_alg_values_supported".into(), json!(["ES256", "RS256"]));
        oauth.remove("userinfo_endpoint");
        assert_eq!(ids(&both), [""; 0], "another order, a member less");
        both.oauth.as_mut().unwrap().insert("token_endpoint".into(), json!("https://id.example.com/other"));
        let found = crate::oidc::lint::lint(&both);
        assert_eq!((found[0].id, found[0].why.as_str(), found.len()), ("forms-differ", "token_endpoint", 1));
    }

    #[test]
    fn a_client_credentials_issuer_needs_no_authorization_endpoint() {
        let machine = published(|document| {
            document.remove("authorization_endpoint");
            document.insert("grant_types_supported".into(), json!(["client_credentials"]));
        });
        assert_eq!(ids(&machine), [""; 0]);
    }
}
