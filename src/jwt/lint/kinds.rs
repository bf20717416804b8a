//! The rules about kinds of token: access tokens, ID tokens, DPoP proofs, logout tokens, client assertions.

use super::specifications::{KIND_INCOMPLETE, Specification};
use super::token::{Kind, LOGOUT_EVENT, Token};
use super::{Rule, Seen, table, when};
use crate::jwt::algorithm::Algorithm;
use serde_json::Value;

pub(super) const RULES: &[Rule] = table! {
    Error "access-token-incomplete" "RFC 9068 section 2.2":
        "an access token (at+jwt) lacks claims that each must have",
        "careful readers reject it",
        "write iss, exp, aud, sub, client_id, iat and jti",
        |token| lacking(token, "access-token-incomplete");
    Error "kind-incomplete" "RFC 7519 section 4":
        "the token lacks claims that each of its kind must have",
        "careful readers reject it",
        "write them; or another typ, where it is of another kind",
        |token| lacking(token, KIND_INCOMPLETE).into_iter().filter(|_| token.is_declared()).map(|seen| {
            let Specification { name, source, .. } = token.specification;
            Seen { found: format!("{}, which {name} must have ({source})", seen.found), ..seen }
        }).collect();
    Error "dpop-proof-invalid" "RFC 9449 section 4.2":
        "a DPoP proof is not what each must be",
        "servers reject it",
        "sign with a key pair whose public half is jwk in the header; write jti, htm, htu without query, and iat",
        |token| if token.kind() == Kind::DpopProof { proof_faults(token) } else { Vec::new() };
    Error "logout-token-invalid" "OpenID Connect Back-Channel Logout section 2.4":
        "a logout token is not what each must be",
        "careful clients reject it, and the session goes on",
        "write iss, aud, iat, exp, jti, the logout event in events, and sub or sid; never a nonce",
        |token| if token.kind() == Kind::Logout { logout_faults(token) } else { Vec::new() };
    Error "at-hash-form" "OpenID Connect Core section 3.1.3.6":
        "a hash in the ID token has not the length that the algorithm gives it",
        "clients cannot tell whether the access token or code beside it belongs to it",
        "take the left half of the hash of the ASCII text, by the hash of the algorithm, in base64url",
        |token| ["at_hash", "c_hash", "s_hash"].into_iter().filter_map(|name| {
            let (found, expected) = (token.claim(name)?, token.algorithm().and_then(half_of_hash)?);
            let length = found.as_str().map(str::len);
            (length != Some(expected)).then(|| {
                let found = length.map_or("no text".to_owned(), |length| format!("{length} characters"));
                Seen::claim(name, format!("{found}, where it must have {expected}"))
            })
        }).collect();
    Warning "kinds-mixed" "RFC 8725bis section 3.12":
        "an access token holds claims of an ID token",
        "clients may take it as proof of a login, which it is not",
        "leave nonce, at_hash and c_hash to ID tokens",
        |token| when(matches!(token.kind(), Kind::Access { .. }), || Seen::at("claims", {
            let names = ["nonce", "at_hash", "c_hash"].into_iter().filter(|name| token.claim(name).is_some());
            names.collect::<Vec<_>>().join(", ")
        })).into_iter().filter(|seen| !seen.found.is_empty()).collect();
    Info "not-bound" "RFC 9700 section 2.2.1":
        "the access token is bound to no key",
        "whoever gets hold of it can use it",
        "bind it with DPoP (RFC 9449) or mutual TLS (RFC 8705): cnf",
        |token| when(matches!(token.kind(), Kind::Access { .. }) && token.lacks("cnf"), || Seen::claim("cnf", ""));
    Info "id-token-loose" "OpenID Connect Core section 3.1.3.7":
        "the ID token has no nonce and no hash of what came with it",
        "one that was stolen elsewhere can be slipped into a login, unless PKCE prevents that",
        "send a nonce with the request; issuers add at_hash",
        |token| when(token.kind() == Kind::Id
            && ["nonce", "at_hash", "c_hash"].iter().all(|name| token.lacks(name)), || Seen::claim("nonce", ""));
};

/// The claims that its kind must have and that are not there, where this rule is the one to tell.
fn lacking(token: &Token<'_>, rule: &str) -> Vec<Seen> {
    let Specification { must, told_by, .. } = token.specification;
    let missing = if *told_by == rule { token.missing(must) } else { Vec::new() };
    when(!missing.is_empty(), || Seen::at("claims", missing.join(", ")))
}

fn proof_faults(token: &Token<'_>) -> Vec<Seen> {
    let mut seen = lacking(token, "dpop-proof-invalid");
    if token.is_symmetric() {
        seen.push(Seen::header("alg", "it is symmetric"));
    }
    if !token.header.get("jwk").is_some_and(Value::is_object) {
        seen.push(Seen::header("jwk", "there is no key"));
    }
    if token.media_type() != "dpop+jwt" {
        seen.push(Seen::header("typ", "it is not dpop+jwt"));
    }
    if token.claim_text("htu").is_some_and(|htu| htu.contains(['?', '#'])) {
        seen.push(Seen::claim("htu", "it has a query or a fragment"));
    }
    seen
}

fn logout_faults(token: &Token<'_>) -> Vec<Seen> {
    let mut seen = lacking(token, "logout-token-invalid");
    let event = token.claim("events").and_then(|events| events.get(LOGOUT_EVENT));
    if !event.is_some_and(Value::is_object) {
        seen.push(Seen::claim("events", "the logout event is not there"));
    }
    if token.claim("nonce").is_some() {
        seen.push(Seen::claim("nonce", "it must not be there"));
    }
    if token.lacks("sub") && token.lacks("sid") {
        seen.push(Seen::at("claims", "neither sub nor sid"));
    }
    seen
}

/// The length of the left half of the algorithm's hash in base64url. EdDSA has none that is agreed on.
fn half_of_hash(algorithm: Algorithm) -> Option<usize> {
    let bits = algorithm.name().get(2..5)?.parse::<usize>().ok()?;
    Some((bits / 16 * 4).div_ceil(3))
}
