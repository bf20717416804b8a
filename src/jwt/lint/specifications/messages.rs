//! What issuers, clients and wallets tell each other: events, requests, answers, proofs, credentials.

use super::super::token::{Kind, LOGOUT_EVENT, Token};
use super::{DAY, OTHER, Specification, UNTYPED};
use serde_json::Value;

pub(super) static ALL: &[Specification] = &[
    Specification {
        name: "a logout token",
        source: "OpenID Connect Back-Channel Logout section 2.4",
        kind: Kind::Logout,
        types: &["logout+jwt"],
        is_seen: |token| event(token, |name| name == LOGOUT_EVENT),
        must: &["iss", "aud", "iat", "exp", "jti"],
        told_by: "logout-token-invalid",
        should: &[],
        longest: DAY,
        ..OTHER
    },
    // an event happened, and that does not end: exp is not recommended
    Specification {
        name: "a security event token",
        source: "RFC 8417 section 2.2",
        types: &["secevent+jwt"],
        is_seen: |token| event(token, |_| true),
        must: &["iss", "iat", "jti", "events"],
        should: &["aud"],
        ..OTHER
    },
    Specification {
        name: "a DPoP proof",
        source: "RFC 9449 section 4.2",
        kind: Kind::DpopProof,
        types: &["dpop+jwt"],
        is_seen: |token| token.has("htm") && token.has("htu"),
        must: &["jti", "htm", "htu", "iat"],
        told_by: "dpop-proof-invalid",
        should: &[],
        keys: &["jwk"],
        longest: DAY,
        ..OTHER
    },
    // without sub and exp it cannot be taken for the access token that it tells of
    Specification {
        name: "an answer about a token",
        source: "RFC 9701 section 5",
        types: &["token-introspection+jwt"],
        is_seen: |token| token.claim("token_introspection").is_some_and(Value::is_object),
        must: &["iss", "aud", "iat", "token_introspection"],
        should: &[],
        ..OTHER
    },
    Specification {
        name: "an authorization request",
        source: "RFC 9101 section 4",
        types: &["oauth-authz-req+jwt"],
        is_seen: |token| token.has("response_type"),
        must: &["client_id"],
        should: &["iss", "aud"],
        // OpenID for Verifiable Presentations section 5.9.3
        keys: &["x5c"],
        free_of: &["token-in-token"],
        ..OTHER
    },
    Specification {
        name: "a request to log somebody in elsewhere",
        source: "OpenID Connect Client-Initiated Backchannel Authentication section 7.1.1",
        is_seen: |token| token.any(&["login_hint", "login_hint_token", "id_token_hint", "binding_message"]),
        should: &["iss", "aud", "exp", "iat", "jti"],
        free_of: &[UNTYPED, "token-in-token"],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "an authorization response",
        source: "JWT Secured Authorization Response Mode (JARM) section 2.1",
        is_seen: |token| {
            token.any(&["code", "error"]) && token.has("iss") && token.has("aud") && token.lacks("sub")
        },
        should: &["iss", "aud", "exp"],
        free_of: &[UNTYPED],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "a proof of a client's key",
        source: "draft-ietf-oauth-attestation-based-client-auth section 5.2",
        types: &["oauth-client-attestation-pop+jwt"],
        must: &["aud", "jti"],
        should: &[],
        ..OTHER
    },
    Specification {
        name: "an attestation of a client",
        source: "draft-ietf-oauth-attestation-based-client-auth section 5.1",
        types: &["oauth-client-attestation+jwt"],
        must: &["sub", "exp", "cnf"],
        should: &[],
        keys: &["x5c"],
        ..OTHER
    },
    Specification {
        name: "an attestation of a verifier",
        source: "OpenID for Verifiable Presentations section 12",
        types: &["verifier-attestation+jwt"],
        must: &["iss", "sub", "exp", "cnf"],
        should: &[],
        keys: &["x5c"],
        ..OTHER
    },
    Specification {
        name: "a proof of a credential's key",
        source: "OpenID for Verifiable Credential Issuance appendix F.1",
        types: &["openid4vci-proof+jwt"],
        must: &["aud", "iat"],
        should: &[],
        keys: &["jwk", "x5c"],
        free_of: &["token-in-token"],
        ..OTHER
    },
    Specification {
        name: "an attestation of keys",
        source: "OpenID for Verifiable Credential Issuance appendix D",
        types: &["key-attestation+jwt", "keyattestation+jwt"],
        must: &["iat", "attested_keys"],
        should: &[],
        keys: &["x5c"],
        ..OTHER
    },
    Specification {
        name: "a proof of a holder's key",
        source: "RFC 9901 section 4.3",
        types: &["kb+jwt"],
        must: &["iat", "aud", "nonce", "sd_hash"],
        should: &[],
        ..OTHER
    },
    Specification {
        name: "a verifiable credential",
        source: "draft-ietf-oauth-sd-jwt-vc section 2.2.2",
        types: &["dc+sd-jwt", "vc+sd-jwt"],
        must: &["vct"],
        ..CREDENTIAL
    },
    Specification { name: "an SD-JWT", source: "RFC 9901 section 4.1", types: &["+sd-jwt"], ..CREDENTIAL },
    Specification {
        name: "a verifiable credential",
        source: "Securing Verifiable Credentials using JOSE and COSE section 3.1",
        types: &["vc+jwt", "vp+jwt", "vc+ld+jwt", "vp+ld+jwt"],
        ..CREDENTIAL
    },
    Specification {
        name: "a status list",
        source: "draft-ietf-oauth-status-list section 5.1",
        types: &["statuslist+jwt"],
        must: &["sub", "iat", "status_list"],
        should: &["exp"],
        keys: &["x5c"],
        ..OTHER
    },
    Specification {
        name: "an entity statement",
        source: "OpenID Federation section 3.1",
        types: &["entity-statement+jwt"],
        must: &["iss", "sub", "iat", "exp", "jwks"],
        ..OF_FEDERATIONS
    },
    Specification {
        name: "an answer to a registration",
        source: "OpenID Federation section 12.2.3",
        types: &["explicit-registration-response+jwt"],
        must: &["iss", "sub", "aud", "iat", "exp"],
        ..OF_FEDERATIONS
    },
    Specification {
        name: "an answer about an entity",
        source: "OpenID Federation section 8.3.2",
        types: &["resolve-response+jwt"],
        must: &["iss", "sub", "iat", "exp", "metadata"],
        ..OF_FEDERATIONS
    },
    Specification {
        name: "a trust mark",
        source: "OpenID Federation section 7.1",
        types: &["trust-mark+jwt", "trust-mark-delegation+jwt"],
        must: &["iss", "sub", "iat"],
        ..OF_FEDERATIONS
    },
    Specification {
        name: "an answer about a trust mark",
        source: "OpenID Federation section 8.4.2",
        types: &["trust-mark-status-response+jwt"],
        must: &["iss", "iat", "trust_mark", "status"],
        ..OF_FEDERATIONS
    },
    Specification {
        name: "a signed key set",
        source: "OpenID Federation section 5.2.1",
        types: &["jwk-set+jwt"],
        must: &["keys"],
        ..OF_FEDERATIONS
    },
    // who calls whom at this moment: the certificate that x5u names says who vouches for it
    Specification {
        name: "a PASSporT",
        source: "RFC 8225 section 5",
        types: &["passport"],
        must: &["iat", "orig", "dest"],
        should: &[],
        keys: &["x5u"],
        ..OTHER
    },
];

const CREDENTIAL: Specification =
    Specification { should: &[], keys: &["x5c"], free_of: &["personal-data", "lifetime-long"], ..OTHER };

const OF_FEDERATIONS: Specification = Specification { should: &[], free_of: &["token-in-token"], ..OTHER };

fn event(token: &Token<'_>, is_meant: impl Fn(&str) -> bool) -> bool {
    let events = token.claim("events").and_then(Value::as_object);
    events.is_some_and(|events| events.keys().any(|name| is_meant(name)))
}
