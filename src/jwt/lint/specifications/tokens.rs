//! What says who somebody is, or what he may: access tokens, ID tokens, assertions.

use super::super::token::Kind;
use super::{DAY, HALF_A_YEAR, OTHER, Specification, UNTYPED};
use crate::jwt::objection::OF_ACCESS_TOKENS;
use serde_json::Value;

pub(super) static ALL: &[Specification] = &[
    Specification {
        name: "a software statement",
        source: "RFC 7591 section 2.3",
        is_seen: |token| token.any(&["software_id", "redirect_uris"]),
        should: &["iss"],
        free_of: &[UNTYPED, "lifetime-long"],
        ..OTHER
    },
    Specification {
        name: "an assertion of a Google service account",
        source: "Using OAuth 2.0 for Server to Server Applications (Google), Forming the JWT claim set",
        is_seen: |token| token.claim_text("iss").is_some_and(|iss| iss.ends_with(".gserviceaccount.com")),
        should: &["iss", "aud", "exp", "iat"],
        // its sub is the address of a program
        free_of: &[UNTYPED, "sub-personal"],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "a client secret of Sign in with Apple",
        source: "Creating a client secret (Apple)",
        is_seen: |token| token.audiences() == ["https://appleid.apple.com"] && token.issuer_is(is_apple_team),
        should: &["iss", "sub", "aud", "exp", "iat"],
        free_of: &[UNTYPED],
        longest: HALF_A_YEAR,
        ..OTHER
    },
    // Apple takes it for an hour after iat, whatever else it says
    Specification {
        name: "a provider token of Apple",
        source: "Establishing a token-based connection to APNs (Apple)",
        is_seen: |token| {
            token.issuer_is(is_apple_team)
                && token.header_text("alg") == Some("ES256")
                && token.holds_only(&["iss", "iat", "exp"])
        },
        should: &["iss", "iat"],
        free_of: &[UNTYPED],
        longest: HALF_A_YEAR,
        ..OTHER
    },
    Specification {
        name: "a JWT of a GitHub App",
        source: "Generating a JSON Web Token for a GitHub App (GitHub)",
        is_seen: |token| token.issuer_is(is_github_app) && token.holds_only(&["iss", "iat", "exp"]),
        should: &["iss", "iat", "exp"],
        free_of: &[UNTYPED],
        longest: DAY,
        ..OTHER
    },
    // the key that comes beside it says who it is of, and sub whom to write to
    Specification {
        name: "a VAPID token",
        source: "RFC 8292 section 2",
        is_seen: |token| {
            let is_contact = |sub: &str| sub.starts_with("mailto:") || sub.starts_with("https:");
            let is_of_the_web = |name: &&str| name.starts_with("https://");
            token.lacks("iss")
                && token.header_text("alg") == Some("ES256")
                && token.claim_text("sub").is_none_or(is_contact)
                && token.audiences().iter().all(is_of_the_web)
                && token.holds_only(&["aud", "exp", "sub", "iat"])
                && token.has("aud")
        },
        should: &["aud", "exp", "sub"],
        free_of: &[UNTYPED, "sub-personal"],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "a JWT-SVID",
        source: "The SPIFFE Identity and Verifiable Identity Document section 3 (JWT-SVID)",
        is_seen: |token| token.claim_text("sub").is_some_and(|sub| sub.starts_with("spiffe://")),
        should: &["sub", "aud", "exp"],
        free_of: &[UNTYPED],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "a token of a workload",
        source: "draft-ietf-wimse-workload-creds",
        types: &["wit+jwt"],
        must: &["sub", "exp", "cnf"],
        should: &[],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "a proof of a workload's key",
        source: "draft-ietf-wimse-wpt",
        types: &["wpt+jwt"],
        must: &["aud", "exp", "jti", "wth"],
        should: &[],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "a transaction token",
        source: "draft-ietf-oauth-transaction-tokens",
        types: &["txntoken+jwt"],
        must: &["iat", "aud", "exp", "txn", "sub", "scope"],
        should: &[],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "an identity assertion",
        source: "draft-ietf-oauth-identity-assertion-authz-grant",
        types: &["oauth-id-jag+jwt"],
        must: &["iss", "sub", "aud", "client_id", "jti", "exp", "iat"],
        should: &[],
        longest: DAY,
        ..OTHER
    },
    Specification {
        name: "an access token",
        source: "RFC 9068 section 2.2",
        kind: Kind::Access { declared: true },
        types: &["at+jwt"],
        must: &OF_ACCESS_TOKENS,
        told_by: "access-token-incomplete",
        should: &["exp"],
        ..ACCESS
    },
    // client_id says for which application it is, in the place of aud
    Specification {
        name: "an access token of Amazon Cognito",
        source: "Understanding the access token (Amazon Cognito)",
        is_seen: |token| token.claim_text("token_use") == Some("access"),
        should: &["iss", "sub", "exp", "iat", "jti"],
        ..ACCESS
    },
    // its id is uti
    Specification {
        name: "an access token of Microsoft Entra",
        source: "Access token claims reference (Microsoft Entra)",
        is_seen: |token| token.has("uti") && token.any(&["scp", "appidacr", "azpacr", "idtyp"]),
        should: &["iss", "sub", "aud", "exp", "iat"],
        ..ACCESS
    },
    // for its issuer alone, who may end it by other means
    Specification {
        name: "a refresh token of Keycloak",
        source: "RFC 6749 section 1.5",
        is_seen: |token| token.says("Refresh") || token.says("Offline"),
        should: &["iss", "aud", "sub", "iat", "jti"],
        free_of: &[UNTYPED],
        ..OTHER
    },
    // it lives as long as a login, which sends no nonce
    Specification {
        name: "an ID token of Firebase",
        source: "Verify ID tokens (Firebase)",
        is_seen: |token| token.claim("firebase").is_some_and(Value::is_object),
        free_of: &[UNTYPED, "personal-data", "id-token-loose"],
        ..ID
    },
    Specification { is_seen: |token| token.says("ID") || token.claim_text("token_use") == Some("id"), ..ID },
    Specification {
        is_seen: |token| token.says("Bearer") || token.any(&["scope", "scp", "client_id"]),
        ..ACCESS
    },
    Specification { is_seen: |token| token.any(&["nonce", "at_hash", "c_hash"]), ..ID },
    Specification {
        name: "an assertion",
        source: "RFC 7523 section 3",
        types: &["client-authentication+jwt", "authorization-grant+jwt"],
        is_seen: |token| token.has("aud") && token.has("iss") && token.claim("iss") == token.claim("sub"),
        must: &["iss", "sub", "aud", "exp"],
        should: &["exp", "jti"],
        longest: DAY,
        ..OTHER
    },
    Specification {
        is_seen: |token| token.has("aud") && token.any(&["azp", "auth_time", "acr", "amr"]),
        ..ID
    },
];

pub(super) const ACCESS: Specification = Specification {
    name: "an access token",
    source: "RFC 6750 section 5.2",
    kind: Kind::Access { declared: false },
    longest: DAY,
    ..OTHER
};

const ID: Specification = Specification {
    name: "an ID token",
    source: "OpenID Connect Core section 2",
    kind: Kind::Id,
    should: &["iss", "sub", "aud", "exp", "iat"],
    free_of: &[UNTYPED, "personal-data"],
    longest: DAY,
    ..OTHER
};

/// The id of a team of Apple's developers.
fn is_apple_team(issuer: &str) -> bool {
    issuer.len() == 10 && issuer.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The client id of a GitHub App, or its number.
fn is_github_app(issuer: &str) -> bool {
    let is_number = !issuer.is_empty() && issuer.bytes().all(|byte| byte.is_ascii_digit());
    is_number || ["Iv1.", "Iv2"].iter().any(|begin| issuer.starts_with(begin))
}
