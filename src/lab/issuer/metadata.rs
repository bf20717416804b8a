//! What the issuer says of itself (OIDC Discovery section 3, RFC 8414 section 2).

use super::Issuer;
use serde_json::{Value, json};

/// Where OIDC Discovery looks.
pub const OPENID: &str = "/.well-known/openid-configuration";
/// Where RFC 8414 looks.
pub const OAUTH: &str = "/.well-known/oauth-authorization-server";

impl Issuer {
    /// One document for both places. ID tokens are signed by ES256 alone, although OIDC Discovery wants RS256 too:
    /// a client that takes no other should find out here.
    pub(super) fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.url);
        let with_secret = ["client_secret_basic", "client_secret_post"];
        let any_client = ["none", "client_secret_basic", "client_secret_post"];
        json!({
            "issuer": self.url,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"),
            "jwks_uri": at("/jwks"),
            "device_authorization_endpoint": at("/device_authorization"),
            "revocation_endpoint": at("/revoke"),
            "introspection_endpoint": at("/introspect"),
            "end_session_endpoint": at("/end_session"),
            "scopes_supported": self.directory.scopes().collect::<Vec<_>>(),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": [
                "authorization_code",
                "refresh_token",
                "client_credentials",
                super::token::DEVICE_CODE,
            ],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": any_client,
            "revocation_endpoint_auth_methods_supported": any_client,
            "introspection_endpoint_auth_methods_supported": with_secret,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash",
                "name", "preferred_username", "email", "email_verified",
            ],
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "protected_resources": [self.api],
        })
    }
}
